"""When somebody reaches the AOW age (Algemene Ouderdomswet art. 7a; R26-R28b).

`reports/stands.py` says the same in SQL, for everybody at once; a test holds the two together.
"""

import calendar
from collections.abc import Iterable
from datetime import date

AgeOfYear = tuple[int, int, int]  # calendar year, and the AOW age in it: years, months
BEFORE_THE_TABLE = (65, 0)


def aow_on(birth: date, ages: Iterable[AgeOfYear]) -> date | None:
    """The first day with AOW: for year k ascending birth + age(k), the first that falls in year k.

    Before the table it is 65; after it the last age stays. None when there is no table.
    """
    table = sorted(ages)
    for year, years, months in table:
        found = _later(birth, years, months)
        if found.year == year:
            return found
    if not table:
        return None
    early = _later(birth, *BEFORE_THE_TABLE)
    return early if early.year < table[0][0] else _later(birth, *table[-1][1:])


def _later(day: date, years: int, months: int) -> date:
    """So much later; a day that does not exist becomes the last of that month."""
    turned = day.month - 1 + months
    year, month = day.year + years + turned // 12, turned % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
