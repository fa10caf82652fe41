"""How far the goals of support plans came: the share that moved, and that was reached, per quarter and group.

**What counts.** A goal counts in a quarter when its plan was evaluated in it, with what was said at the last evaluation
of that quarter. It *moved* when that is more than was said of it before (nothing said is nothing reached; a goal keeps
its `origin` through the versions of a plan, and counts once when two of them were evaluated), or all of it; it is
*reached* at 100 per cent. Shares are of goals. Where somebody counts (municipality, form of work) is the last
counted day in service, as in every table (decision 0040).

**Once.** Two weeks after a quarter, with what was entered by then, and never again. Worked out at each request,
somebody could lay yesterday's page beside today's and see what one person did.

**Masks** are those of the reports (`masking.hide`): counts of people, of all groups and their sums at once, those who
moved and those who did not, those who reached and those who did not. A share that is made from a hidden count is
hidden. Only what is left is kept, so there is nothing behind the page that the page does not show.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from cases.models import Evaluation, Goal
from municipalities.asker import alone_as
from reports.disclosure import threshold
from reports.figures import FORMS, OUTSIDE, TOTAL, taking_part
from reports.masking import OTHER, Grid, Line, Name, hide
from reports.models import GoalProgress
from reports.periods import Period
from reports.stands import arguments, round_once, stands_sql
from reports.subjects.declare import WHO

PROCESS = "goal_progress"
QUARTERS = 8
ENTERED_WITHIN = timedelta(days=14)
AWAY = "NIN"
ALL_FORMS = (*FORMS, AWAY)
# Counts of people: what is in a pair adds up to the first.
PAIRS = (("moved", "still"), ("reached", "short"))
KINDS = ("people", *(name for pair in PAIRS for name in pair))

_GOALS = """
WITH stand AS MATERIALIZED ({stands}), who AS ({who}),
held AS (
    SELECT e.plan_id, min(e.recorded_at) AS first_said, max(e.recorded_at) AS last_said
    FROM {evaluation} e WHERE e.held_on BETWEEN %(from)s AND %(last)s GROUP BY e.plan_id),
said AS (
    SELECT g.id, g.plan_id, g.employee_id, g.origin, g.reached, g.recorded_at, NULL::timestamptz AS recorded_until
    FROM {goal} g
    UNION ALL SELECT h.id, h.plan_id, h.employee_id, h.origin, h.reached, h.recorded_at, h.recorded_until
    FROM {goal}_history h),
looked AS (
    SELECT g.id, g.employee_id, g.origin, held.last_said,
        min(held.first_said) OVER (PARTITION BY g.employee_id, g.origin) AS first_said,
        coalesce((SELECT s.reached FROM said s WHERE s.id = g.id AND s.recorded_at <= held.last_said
            AND (s.recorded_until IS NULL OR s.recorded_until > held.last_said)), g.reached) AS now
    FROM {goal} g JOIN held ON held.plan_id = g.plan_id),
goals AS (
    SELECT DISTINCT ON (l.employee_id, l.origin) l.employee_id, l.now,
        coalesce((SELECT s.reached FROM said s WHERE s.origin = l.origin AND s.employee_id = l.employee_id
            AND s.reached IS NOT NULL AND s.recorded_at < l.first_said
            ORDER BY s.recorded_at DESC LIMIT 1), 0) AS before
    FROM looked l WHERE l.now IS NOT NULL ORDER BY l.employee_id, l.origin, l.last_said DESC, l.id DESC)
SELECT who.place, who.form, goals.employee_id, count(*),
    count(*) FILTER (WHERE goals.now > goals.before OR goals.now = 100), count(*) FILTER (WHERE goals.now = 100)
FROM goals JOIN who ON who.id = goals.employee_id
GROUP BY 1, 2, 3
"""


@dataclass
class Group:
    """Goals and people of one group in one quarter."""

    goals: int = 0
    moved_goals: int = 0
    reached_goals: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    def add(self, goals: int, moved: int, reached: int) -> None:
        """One person more."""
        self.goals, self.moved_goals, self.reached_goals = (
            self.goals + goals, self.moved_goals + moved, self.reached_goals + reached,
        )  # fmt: skip
        for name in ("people", "moved" if moved else "still", "reached" if reached else "short"):
            self.counts[name] += 1


Groups = Mapping[tuple[str, str], Group]  # by place and form, each with its total


def due(day: date) -> list[Period]:
    """The quarters of which it is time and that were not worked out yet, the oldest first."""
    made = set(GoalProgress.objects.values_list("period", flat=True))
    closed = [Period.quarter_of(day).back(nth) for nth in range(QUARTERS, 0, -1)]
    return [period for period in closed if period.code not in made and period.ends_on + ENTERED_WITHIN < day]


def make_due(day: date) -> int:
    """Work out and keep what is due on `day`; how many quarters. One after the other, so twice is once."""
    with alone_as(PROCESS):
        found = due(day)
        for period in found:
            GoalProgress.objects.bulk_create(rows_of(period, groups_of(period)))
    return len(found)


def groups_of(period: Period) -> Groups:
    """Everybody whose plan was evaluated in the quarter, by place and form. As a process that sees everybody."""
    days = [period.eve, *period.month_ends]
    sql = _GOALS.format(
        stands=stands_sql(), who=WHO.format(source="stand"), goal=Goal._meta.db_table,
        evaluation=Evaluation._meta.db_table,
    )  # fmt: skip
    found: dict[tuple[str, str], Group] = defaultdict(Group)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # everybody at once: never one by one
        cursor.execute(
            sql, arguments(days, None) | {"eve": period.eve, "last": period.ends_on, "from": period.starts_on}
        )
        for place, form, _, *counted in cursor.fetchall():
            for where in (place, TOTAL):
                for work in (form, TOTAL):
                    found[where, work].add(*counted)
        cursor.execute("SET LOCAL enable_nestloop = on")
    return found


def rows_of(period: Period, groups: Groups) -> list[GoalProgress]:
    """What is kept of the quarter: every group with somebody in it, and the total always."""
    masks = masks_of(groups, threshold(period.ends_on, None))
    there = [name for name, group in groups.items() if group.goals] or [(TOTAL, TOTAL)]
    return [_row(period, *name, groups.get(name) or Group(), masks) for name in there]


def _row(period: Period, place: str, form: str, group: Group, masks: Mapping[Name, str]) -> GoalProgress:
    own = masks.get((place, f"people:{form}"), "")
    row = GoalProgress(period=period.code, place=place, form=form, people_mask=own)
    row.people = None if own else group.counts["people"]
    for (name, other), goals in zip(PAIRS, (group.moved_goals, group.reached_goals), strict=True):
        hidden = any(masks.get((place, f"{kind}:{form}")) for kind in ("people", name, other))
        setattr(row, f"{name}_mask", OTHER if hidden else "")
        setattr(row, name, None if hidden or not group.goals else round_once(Decimal(goals * 100) / group.goals, 1))
    return row


def masks_of(groups: Groups, smallest: int) -> dict[Name, str]:
    """Which counts stay hidden, as (place, `kind:form`), of all groups at once."""
    places = [*taking_part(), OUTSIDE]
    forms = [form for form in ALL_FORMS if any((place, form) in groups for place in places)]
    counts = {
        (place, f"{kind}:{form}"): groups[place, form].counts[kind] if (place, form) in groups else 0
        for place in (*places, TOTAL)
        for form in (*forms, TOTAL)
        for kind in KINDS
    }
    totals = frozenset(name for name in counts if name[0] == TOTAL or name[1].endswith(TOTAL))
    return hide(Grid(counts, tuple(_lines(places, forms)), totals), threshold=smallest)


def _lines(places: list[str], forms: list[str]) -> Iterable[Line]:
    """Places to their total, forms to theirs, and who did and did not to all, in every group."""
    for kind in KINDS:
        for form in (*forms, TOTAL):
            yield Line(tuple((place, f"{kind}:{form}") for place in places), ((TOTAL, f"{kind}:{form}"),))
        for place in (*places, TOTAL) if forms else ():
            yield Line(tuple((place, f"{kind}:{form}") for form in forms), ((place, f"{kind}:{TOTAL}"),))
    for place in (*places, TOTAL):
        for form in (*forms, TOTAL):
            for name, other in PAIRS:
                left = ((place, f"{name}:{form}"), (place, f"{other}:{form}"))
                yield Line(left, ((place, f"people:{form}"),))
