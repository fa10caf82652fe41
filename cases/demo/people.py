"""Who the people of the made-up register are: when they were born, what they are called, since when they are in
service.

The group has been closed since 31-12-2014, so everybody began before that day and nobody was under 27 at the end of
2022.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from cases.demo import days, names, odds
from cases.demo.names import Name
from cases.demo.places import Place
from cases.demo.setting import Setting

GROWN_UP = 18
FIRST_EMPLOYMENTS = date(1969, 1, 1).toordinal()
AGES_ON = 2022
BORN = {AGES_ON - age: weight for (youngest, oldest), weight in odds.BIRTH_YEARS for age in range(youngest, oldest + 1)}


@dataclass(slots=True)
class Phase:
    """A time in service in one way, `sw` (art. 2) or `bw` (art. 7), first and last day inclusive."""

    kind: str
    first: int
    last: int = days.FOREVER


@dataclass(slots=True)
class Person:
    """`start` begins the service that was unbroken on 31-12-2014; `earlier` is one from before it, if any.

    `sick_since` begins the two years of who left for them, or will (0: not so).
    """

    number: str
    place: Place
    birth: int
    aow: int
    sex: str
    name: Name
    old: bool
    start: int
    earlier: tuple[int, int] | None = None
    phases: list[Phase] = field(default_factory=list)
    last: int = days.FOREVER
    reason: str = ""
    sick_since: int = 0

    @property
    def in_service_1997(self) -> bool:
        return self.old or self.earlier is not None

    def serves_on(self, day: int) -> bool:
        return self.start <= day <= self.last

    def age_on(self, day: int) -> float:
        return (day - self.birth) / 365.25


def draw(setting: Setting, place: Place, number: int) -> Person:
    """Somebody of this municipality who was in service on a day of the history."""
    rng = setting.rng
    birth = _birth(rng)
    while days.aow_day(birth) <= setting.history:
        birth = _birth(rng)
    sex = _sex(rng)
    aow = days.aow_day(birth)
    old = rng.random() < odds.up_to(date.fromordinal(birth).year, odds.OLD_GROUP)
    earlier, start = _service(rng, birth, min(days.CLOSED_GROUP, aow - days.YEAR), old=old)
    return Person(
        number=f"{number:06d}",
        place=place,
        birth=birth,
        aow=aow,
        sex=sex,
        name=names.invent(rng, sex),
        old=old and earlier is None,
        start=start,
        earlier=earlier,
    )


def _birth(rng: Random) -> int:
    first = date(odds.pick(rng, BORN), 1, 1)
    return rng.randint(first.toordinal(), first.replace(month=12, day=31).toordinal())


def _sex(rng: Random) -> str:
    if rng.random() < odds.NEITHER:
        return "x"
    return "m" if rng.random() < odds.MEN else "v"


def _service(rng: Random, birth: int, latest: int, *, old: bool) -> tuple[tuple[int, int] | None, int]:
    """(an earlier employment, the first day of the service that counts), neither beginning after `latest`."""
    grown = days.later(birth, years=GROWN_UP)
    if not old:
        return None, _month(rng, max(grown, days.BEFORE_1998 + 1), latest)
    start = _month(rng, max(grown, FIRST_EMPLOYMENTS), days.BEFORE_1998)
    if rng.random() >= odds.CAME_BACK:
        return None, start
    left = days.month_end(rng.randint(date(1999, 1, 1).toordinal(), date(2005, 12, 31).toordinal()))
    return (start, left), _month(rng, left + days.YEAR, latest)


def _month(rng: Random, earliest: int, latest: int) -> int:
    """The first day of a month, not before the month of `earliest` has begun and never after `latest`."""
    return max(earliest, days.month_start(rng.randint(earliest, latest)))


def bsns(setting: Setting, *, expected: int) -> Iterator[str]:
    """A test number for as many people as there are numbers, spread over the register; empty for the rest (R69)."""
    free = test_numbers()
    setting.rng.shuffle(free)
    share = odds.BSN_SHARE_USED * len(free) / expected
    while free:
        yield free.pop() if setting.rng.random() < share else ""
    while True:
        yield ""


def test_numbers() -> list[str]:
    """Every number of the test range 99999.... that passes the 11-test."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    numbers = (f"99999{tail:04d}" for tail in range(10_000))
    return [
        number
        for number in numbers
        if sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11 == 0
    ]
