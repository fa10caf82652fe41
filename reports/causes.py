"""Why an SE changed between two days: each person's difference under one name, so that the names make the whole (M8).

For a person with a stand on both days the difference is split in a fixed order: the move first (what they counted goes
to the other municipality), then the hours at the old factor, then the factor at the new hours. A change of fte is
called leave when the leave changed, else hours; that covers contract, norm and cap. There is no line "other": what is
left after hours and leave is category, and the three are the difference by construction.

Several pairs of days at once give the mean of their differences: a quarter's mean against another's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection

from reports.figures import TOTAL

CAUSES = ("in", "out", "move_in", "move_out", "hours", "leave", "category")
Pair = tuple[date, date]  # was, is

_ENTRIES = """
WITH pair AS (SELECT * FROM unnest(%(was)s::date[], %(now)s::date[]) WITH ORDINALITY AS p (was, now, nth)),
before AS (
    SELECT p.nth, s.employee_id, s.municipality, s.fte, s.factor, s.se, s.leave
    FROM pair p JOIN {was} s ON s.month_end = p.was AND s.scheme = 'wsw'
),
after AS (
    SELECT p.nth, s.employee_id, s.municipality, s.fte, s.factor, s.se, s.leave
    FROM pair p JOIN {now} s ON s.month_end = p.now AND s.scheme = 'wsw'
),
entry AS (
    SELECT v.place, v.cause, v.amount, coalesce(a.employee_id, b.employee_id) AS employee_id
    FROM before b FULL JOIN after a ON a.nth = b.nth AND a.employee_id = b.employee_id
    CROSS JOIN LATERAL (VALUES
        (a.municipality, 'in', CASE WHEN b.nth IS NULL THEN a.se END),
        (b.municipality, 'out', CASE WHEN a.nth IS NULL THEN -b.se END),
        (b.municipality, 'move_out', CASE WHEN a.municipality <> b.municipality THEN -b.se END),
        (a.municipality, 'move_in', CASE WHEN a.municipality <> b.municipality THEN b.se END),
        (a.municipality, CASE WHEN a.leave <> b.leave THEN 'leave' ELSE 'hours' END, (a.fte - b.fte) * b.factor),
        (a.municipality, 'category', (a.se - b.se) - (a.fte - b.fte) * b.factor)
    ) v (place, cause, amount)
    -- A frozen stand keeps twenty decimals, a new one all it has: what is less than this is no difference.
    WHERE v.amount IS NOT NULL AND (abs(v.amount) > 1e-10 OR v.cause NOT IN ('hours', 'leave', 'category'))
)
"""
_PER_PLACE = """
SELECT coalesce(place, '{total}'), cause, coalesce(sum(amount), 0) / {pairs}, count(DISTINCT employee_id)
FROM entry GROUP BY GROUPING SETS ((place, cause), (cause))
"""
_LEVEL = """
SELECT coalesce(municipality, '{total}'), coalesce(sum(se), 0) / {pairs} FROM {relation}
WHERE scheme = 'wsw' AND month_end = ANY(%(days)s) GROUP BY GROUPING SETS ((municipality), ())
"""


@dataclass
class Split:
    """By place and cause: SE (unrounded) and how many people; and the SE before and after by place."""

    before: dict[str, Decimal] = field(default_factory=dict)
    after: dict[str, Decimal] = field(default_factory=dict)
    amounts: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    people: dict[tuple[str, str], int] = field(default_factory=dict)

    def amount(self, place: str, *causes: str) -> Decimal:
        return sum((self.amounts.get((place, cause), Decimal(0)) for cause in causes or CAUSES), Decimal(0))

    def who(self, place: str, cause: str) -> int:
        return self.people.get((place, cause), 0)

    def left_over(self, place: str) -> Decimal:
        """What the causes do not explain; nought, or the split is wrong."""
        return self.before.get(place, Decimal(0)) + self.amount(place) - self.after.get(place, Decimal(0))


def split(was: str, now: str, pairs: Sequence[Pair]) -> Split:
    """The causes from relation `was` to relation `now` (SQL with the columns of stands), over `pairs` of days."""
    days = {"was": [first for first, _ in pairs], "now": [last for _, last in pairs]}
    entries = _ENTRIES.format(was=was, now=now)
    found = Split()
    with connection.cursor() as cursor:
        cursor.execute(entries + _PER_PLACE.format(total=TOTAL, pairs=len(pairs)), days)
        for place, cause, amount, people in cursor.fetchall():
            found.amounts[place, cause], found.people[place, cause] = amount, people
        for relation, which, level in ((was, days["was"], found.before), (now, days["now"], found.after)):
            sql = _LEVEL.format(total=TOTAL, pairs=len(pairs), relation=f"{relation} s")
            cursor.execute(sql, {"days": which})
            level.update(cursor.fetchall())
    return found


def entries_sql(was: str, now: str, pairs: int) -> str:
    """SQL for place, cause, person and SE: what `split` adds up, per person; the mean over `%(was)s` and `%(now)s`."""
    return f"""{_ENTRIES.format(was=was, now=now)} SELECT place, cause, employee_id, sum(amount) / {pairs} AS amount
        FROM entry GROUP BY 1, 2, 3"""


def levels_sql(relation: str, days: int) -> str:
    """SQL for place, person and SE: the mean of the stands of `%(levels)s`, so many days, in `relation`."""
    return f"""SELECT municipality AS place, employee_id, sum(se) / {days} AS amount FROM {relation} s
        WHERE scheme = 'wsw' AND month_end = ANY(%(levels)s) GROUP BY 1, 2"""


def touched(was: str, now: str, pairs: Sequence[Pair]) -> dict[str, int]:
    """How many people count differently, by place and together; who moved counts in both places."""
    days = {"was": [first for first, _ in pairs], "now": [last for _, last in pairs]}
    sql = f"""{_ENTRIES.format(was=was, now=now)} SELECT coalesce(place, '{TOTAL}'), count(DISTINCT employee_id)
        FROM entry WHERE abs(amount) > 1e-10 OR cause IN ('in', 'out', 'move_in')
        GROUP BY GROUPING SETS ((place), ())"""
    with connection.cursor() as cursor:
        cursor.execute(sql, days)
        return dict(cursor.fetchall())
