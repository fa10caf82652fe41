"""How the tests of the counting ask: a stand on a day, a year's mean, a figure of a period."""

from datetime import date, datetime
from decimal import Decimal

from cases.models import WswEmployee
from reports.figures import compute
from reports.periods import Period
from reports.stands import Stand, round_once, stand_of, stands
from tests.people import day


def stand_on(employee: WswEmployee, when: str, known_on: datetime | None = None) -> Stand | None:
    """The Wsw stand at the end of `when` (`31-03`, of 2026)."""
    return stand_of(employee.pk, day(when), known_on)


def se_on(employee: WswEmployee, when: str, known_on: datetime | None = None) -> Decimal:
    """The SE at the end of a day, to four places as the rule book prints it; nought when there is no stand."""
    stand = stand_on(employee, when, known_on)
    return round_once(stand.se, 4) if stand else Decimal("0.0000")


def se_stands(employee: WswEmployee, year: int = 2026) -> list[Decimal]:
    """The twelve month ends of a year."""
    return [se_on(employee, f"{last:%d-%m-%Y}") for last in Period.parse(str(year)).month_ends]


def labour_years(employee: WswEmployee, place: str | None = None, year: int = 2026) -> Decimal:
    """The mean of twelve month ends, to four places; of those in municipality `place` when it is given."""
    found = stands(Period.parse(str(year)).month_ends, employees=[employee.pk])
    counted = [stand.se for stand in found if stand.scheme == "wsw" and place in (None, stand.municipality)]
    return round_once(sum(counted, Decimal(0)) / 12, 4)


def daily_mean(employee: WswEmployee, first: date, last: date) -> Decimal:
    """The mean fte per calendar day, to four places: a management figure, not aj."""
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    total = sum((stand.fte for stand in stands(days, employees=[employee.pk])), Decimal(0))
    return round_once(total / len(days), 4)


def figures(period: str, known_on: datetime | None = None) -> dict[tuple[str, ...], Decimal]:
    """`(figure, municipality, *dims)` → value, of a whole period."""
    values = compute(Period.parse(period), known_on)
    return {(value.figure.name, value.municipality, *value.dims.values()): value.value for value in values}
