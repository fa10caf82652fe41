"""Working days: not a Saturday, not a Sunday, not a day of the Algemene termijnenwet art. 3.

Computed: eleven days a year that follow from Easter or from the calendar. A library of holidays would have to be asked
from PostgreSQL too, which guards the term of R66 (`is_workday` in the database); a test holds the two side by side over
a century. The law's list is also why Goede Vrijdag and 5 May are on it every year.
"""

from datetime import date, timedelta
from functools import cache

NIGHT = timedelta(days=1)
FROM_EASTER = (-2, 1, 39, 50)  # Goede Vrijdag, tweede Paasdag, Hemelvaart, tweede Pinksterdag
FIXED = ((1, 1), (5, 5), (12, 25), (12, 26))
KING_REIGNS = 2014  # before that Koninginnedag, 30 April


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def on_or_after(day: date) -> date:
    """The first working day that is not before `day`."""
    while not is_workday(day):
        day += NIGHT
    return day


def on_or_before(day: date) -> date:
    """The last working day that is not after `day`."""
    while not is_workday(day):
        day -= NIGHT
    return day


def after(day: date, count: int) -> date:
    """The `count`th working day after `day`; `day` itself when `count` is 0."""
    for _ in range(count):
        day = on_or_after(day + NIGHT)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The days of Algemene termijnenwet art. 3 in `year`."""
    moving = (easter(year) + timedelta(days=days) for days in FROM_EASTER)
    return frozenset([*moving, *(date(year, month, day) for month, day in FIXED), birthday(year)])


def birthday(year: int) -> date:
    """Koningsdag, or Koninginnedag; on a Sunday it is the day before."""
    day = date(year, 4, 27) if year >= KING_REIGNS else date(year, 4, 30)
    return day - NIGHT if day.weekday() == 6 else day


def easter(year: int) -> date:
    """Easter Sunday (Gregorian computus of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
