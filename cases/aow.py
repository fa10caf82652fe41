"""When somebody reaches the AOW age (Algemene Ouderdomswet art. 7a; R26-R28b).

Once for one person, and the same in SQL for everybody at once; a test holds the two together.
"""

import calendar
from collections.abc import Iterable
from datetime import date

AgeOfYear = tuple[int, int, int]  # calendar year, and the AOW age in it: years, months
BEFORE_THE_TABLE = (65, 0)


def aow_on(birth: date, ages: Iterable[AgeOfYear]) -> date | None:
    """The first day with AOW: for year k ascending birth + age(k), the first that falls in year k.

    Whoever became 65 before the table begins had it then; after the table its last age stays. None without a table.
    """
    table = sorted(ages)
    early = _later(birth, *BEFORE_THE_TABLE)
    if not table or early.year < table[0][0]:
        return early if table else None
    turning = ((year, _later(birth, years, months)) for year, years, months in table)
    return next((day for year, day in turning if day.year == year), _later(birth, *table[-1][1:]))


def _later(day: date, years: int, months: int) -> date:
    """So much later; a day that does not exist becomes the last of that month."""
    turned = day.month - 1 + months
    year, month = day.year + years + turned // 12, turned % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def aow_sql(ages: str) -> str:
    """SQL for `aow_on` of a column `birth`, from the relation `ages`."""
    return _AOW.format(aow=ages)


# For year k ascending: d = birth + age(k); the first d to fall in year k (AOW art. 7a). Past the table: its last row.
_AOW = """
    SELECT CASE WHEN birth + interval '65 years' < make_date(min(made.year)::int, 1, 1)
                THEN (birth + interval '65 years')::date
                ELSE coalesce(min(made.aow_on) FILTER (WHERE extract(year FROM made.aow_on) = made.year),
                              max(made.aow_on) FILTER (WHERE made.last)) END AS aow_on
    FROM (SELECT a.year, (birth + make_interval(years => a.years, months => a.months))::date AS aow_on,
                 a.year = max(a.year) OVER () AS last
          FROM {aow} a) made
"""
