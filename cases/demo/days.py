"""A day is a number while the register is being made up, and becomes JJJJ-MM-DD when it is written.

Ordinals (`date.toordinal`) compare, add and clip three times as fast as dates, and FOREVER, the last day of a row that
still runs, sorts after every other day without a special case. Periods are inclusive on both ends.
"""

import csv
from datetime import date
from functools import cache
from importlib.resources import files

YEAR = 365
FOREVER = date.max.toordinal()
CLOSED_GROUP = date(2014, 12, 31).toordinal()  # Wsw art. 1: a Wsw employment on this day, or never
BEFORE_1998 = date(1997, 12, 31).toordinal()  # Besluit art. 10: in service on this day is always matig
COUNTED = date(2019, 1, 1).toordinal()  # the day on which the register has the size asked for
TRANSFER = date(2021, 1, 1).toordinal()  # from the GR to the municipality of residence (R45)
RVU_OPENS = date(2021, 10, 1).toordinal()  # cao SW: early exit, at most two years before AOW

AOW_BEFORE_THE_TABLE = (65, 0)


@cache
def iso(day: int) -> str:
    """`2026-11-22`, or empty for FOREVER."""
    return "" if day == FOREVER else date.fromordinal(day).isoformat()


def month_start(day: int) -> int:
    """The first day of the month that `day` is in."""
    return day - date.fromordinal(day).day + 1


def month_end(day: int) -> int:
    """The last day of the month that `day` is in."""
    return month_start(month_start(day) + 31) - 1


def later(day: int, *, years: int = 0, months: int = 0) -> int:
    """`day` so many years and months on; a day that does not exist becomes the last of that month (R28b)."""
    start = date.fromordinal(day)
    ahead = start.month - 1 + months
    first = date(start.year + years + ahead // 12, ahead % 12 + 1, 1).toordinal()
    return min(first + start.day - 1, month_end(first))


def aow_day(birth: int) -> int:
    """The first day with AOW: for year k ascending d = birth + age(k); the first d in year k (R26-R28).

    After the last year of the table its age stays as it is; before the first year it is 65.
    """
    born = date.fromordinal(birth).year
    for year in range(born + 64, born + 70):
        years, months = _aow_age(year)
        day = later(birth, years=years, months=months)
        if date.fromordinal(day).year == year:
            return day
    raise ValueError(f"geen AOW-dag voor geboortedag {iso(birth)}")


@cache
def _aow_age(year: int) -> tuple[int, int]:
    table = _aow_table()
    if year < min(table):
        return AOW_BEFORE_THE_TABLE
    return table[min(year, max(table))]


@cache
def _aow_table() -> dict[int, tuple[int, int]]:
    lines = files("cases").joinpath("data/aow_age.csv").read_text(encoding="utf-8").splitlines()
    return {int(row["year"]): (int(row["years"]), int(row["months"])) for row in csv.DictReader(lines)}
