"""The accounts of the made-up register: per municipality a consulent, a controller and a board member, and the
coaches.

One administrator and one privacy officer for all. Where a role has a demo login, that is the person; the rest are
invented.
"""

from collections.abc import Iterator, Sequence

from cases.demo import days, logins, names
from cases.demo.coaching import Coach
from cases.demo.places import Place
from cases.demo.setting import Setting
from cases.demo.writer import Writer

PER_MUNICIPALITY = ("consulent", "controller", "board_member")
FOR_ALL = ("administrator", "privacy_officer")


def write(rows: Writer, setting: Setting, coaches: Sequence[Coach]) -> None:
    """Every account, from the first day told; a coach who left has a last day."""
    since = days.iso(setting.history)
    for role, email, name, code in _of_places(setting):
        rows.add("gebruikers", email, name, role, code, since, "")
    for coach in coaches:
        rows.add("gebruikers", coach.email, coach.name, "jobcoach", "", since, days.iso(coach.last))
    for login in logins.LOGINS:
        if login.role in FOR_ALL:
            rows.add("gebruikers", login.email, login.name, login.role, "", since, "")


def _of_places(setting: Setting) -> Iterator[tuple[str, str, str, str]]:
    for place in setting.map.places:
        for number, role in enumerate(PER_MUNICIPALITY):
            yield role, *_somebody(setting, place, role, number), place.code


def _somebody(setting: Setting, place: Place, role: str, number: int) -> tuple[str, str]:
    login = logins.of_role(role, place.code)
    if login:
        return login.email, login.name
    name = names.invent(setting.rng, setting.rng.choice("mv"))
    return logins.email(name, logins.CITY_DOMAIN.format(slug=place.slug), number), name.full
