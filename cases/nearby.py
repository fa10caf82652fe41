"""Work by distance from a town: the open places, and the hirers with how many of one's own people work there.

The town is chosen, or is the main one of the own municipality. Work whose town we do not know comes last, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases import matching
from cases.models import Hirer, HirerSite, Placement, PlacementForm, Vacancy
from cases.towns import Town, kilometres, main_town, town
from municipalities.models import Membership

UNKNOWN = 10_000  # further than anywhere


@dataclass
class Workplace:
    """A hirer in one town: the forms of work of one's own people there, and who they are."""

    hirer: Hirer
    city: str
    far: int | None
    people: set[int] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)

    @property
    def labels(self) -> list[str]:
        return [str(PlacementForm(form).label) for form in PlacementForm.values if form in self.forms]


def start(membership: Membership, asked: str) -> Town | None:
    """The town that was asked for, else the main one of the own municipality; a coach chooses one."""
    place = membership.municipality
    return town(asked) or (main_town(place.cbs_code, place.name) if place else None)


def open_places(since: Town | None, day: date) -> list[dict[str, Any]]:
    """What is open, the nearest first."""
    found = list(Vacancy.objects.offered_on(day).select_related("hirer__merged_into", "site", "municipality"))
    taken = matching.filled(found)
    rows = []
    for each in found:
        row, at = matching.shown(each, taken.get(each.pk, 0), day), matching.where(each)
        if row["is_open"]:
            rows.append(row | {"city": at.name if at else each.hirer.city, "far": _far(since, at)})
    return sorted(rows, key=lambda row: (_order(row["far"]), row["vacancy"].starts_on, row["vacancy"].pk))


def workplaces(since: Town | None, membership: Membership, day: date) -> list[Workplace]:
    """Every hirer in each town where it is, the nearest first."""
    companies = {each.pk: each for each in Hirer.objects.select_related("merged_into")}
    company = {pk: each.merged_into_id or pk for pk, each in companies.items()}
    found: dict[tuple[int, str], Workplace] = {}

    def at(hirer: int, city: str) -> Workplace:
        own = companies[company[hirer]]
        return found.setdefault((own.pk, city), Workplace(own, city, _far(since, town(city))))

    for hirer, cities in _cities(companies.values()).items():
        for city in cities:
            at(hirer, city)
    running = Placement.objects.visible_to(membership).running_on(day).filter(hirer__isnull=False)
    for person, hirer, form, site in running.values_list("employee", "hirer", "form", "contract__site__city"):
        here = at(hirer, site or companies[hirer].city)
        here.people.add(person)
        here.forms.add(form)
    return sorted(found.values(), key=lambda each: (_order(each.far), each.hirer.name, each.city))


def _cities(companies: Iterable[Hirer]) -> dict[int, set[str]]:
    """In which towns each is: those of its sites, or its own."""
    found: dict[int, set[str]] = defaultdict(set)
    for hirer, city in HirerSite.objects.exclude(city="").values_list("hirer", "city"):
        found[hirer].add(city)
    return {each.pk: found.get(each.pk) or {each.city} for each in companies if not each.merged_into_id}


def _far(since: Town | None, at: Town | None) -> int | None:
    return kilometres(since, at) if since and at else None


def _order(far: int | None) -> int:
    return UNKNOWN if far is None else far
