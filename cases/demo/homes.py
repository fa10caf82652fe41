"""Where people live by date: mostly in one of the municipalities that take part, sometimes next door, seldom
abroad.

The municipality somebody counts for on 1-1-2019 is given (the split over the municipalities must be exact on that day),
so moves are told forwards and backwards from there.
"""

from dataclasses import dataclass

from cases.demo import days, odds
from cases.demo.people import GROWN_UP, Person
from cases.demo.places import ABROAD, Place
from cases.demo.setting import Setting

BORN_HERE = 0.3
STAYED_BEFORE_ABROAD = 700  # days


@dataclass(slots=True)
class Home:
    """Lived in `code` (CBS, or `buitenland`) from the first to the last day."""

    code: str
    first: int
    last: int
    source: str = "brp"


def homes(setting: Setting, person: Person) -> list[Home]:
    """The residences in order, without gaps, from before the service; closed at death."""
    starts = [_first(setting, person), *_moves(setting, person)]
    ends = [start - 1 for start in starts[1:]] + [person.last if person.reason == "OVL" else days.FOREVER]
    made = [
        Home(code, first, last, _source(setting, code))
        for code, first, last in zip(_codes(setting, person, starts), starts, ends, strict=True)
    ]
    if person.reason == "VRH":
        _move_at_the_end(setting, person, made)
    return made


def employing(setting: Setting, homes: list[Home], day: int) -> Place:
    """The municipality that employs: where one lives on `day` if it takes part, else the last that did, else the
    first.
    """
    taking_part = [(home.first, place) for home in homes if (place := setting.map.place(home.code))]
    before = [place for first, place in taking_part if first <= day]
    return before[-1] if before else taking_part[0][1]


def _first(setting: Setting, person: Person) -> int:
    since = person.earlier[0] if person.earlier else person.start
    if setting.rng.random() < BORN_HERE:
        return person.birth
    return setting.rng.randint(min(days.later(person.birth, years=GROWN_UP), since), since)


def _moves(setting: Setting, person: Person) -> list[int]:
    rng = setting.rng
    day = max(setting.history, person.start)
    last = min(person.last, setting.until)
    found: list[int] = []
    while (day := day + odds.wait(rng, 1 / odds.MOVE)) <= last:
        found.append(day)
    return found


def _codes(setting: Setting, person: Person, starts: list[int]) -> list[str]:
    """The municipality of each residence; the one that holds 1-1-2019 (or the last day before it) is the person's
    own.
    """
    own = sum(start <= min(days.COUNTED, person.last) for start in starts) - 1
    codes = [person.place.code] * len(starts)
    for index in range(own + 1, len(codes)):
        codes[index] = _next(setting, person, codes[index - 1], starts[index])
    for index in range(own - 1, -1, -1):
        codes[index] = _other(setting, codes[index + 1])
    return codes


def _next(setting: Setting, person: Person, code: str, day: int) -> str:
    if setting.abroad_left and code != ABROAD and person.last - day > STAYED_BEFORE_ABROAD:
        setting.abroad_left -= 1
        return ABROAD
    return _other(setting, code)


def _other(setting: Setting, code: str) -> str:
    if setting.map.place(code) and setting.rng.random() < odds.MOVE_OUTSIDE:
        return setting.map.outside(setting.rng)
    return setting.map.elsewhere(setting.rng, code)


def _source(setting: Setting, code: str) -> str:
    return "handmatig" if code == ABROAD or setting.rng.random() < odds.BY_HAND else "brp"


def _move_at_the_end(setting: Setting, person: Person, made: list[Home]) -> None:
    """Who left because of moving away lives outside the region from the next day."""
    made[-1].last = person.last
    made.append(Home(setting.map.outside(setting.rng), person.last + 1, days.FOREVER))
