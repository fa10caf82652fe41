"""Who is sick, with the next step of the Wet verbetering poortwachter and its last day; what is late comes first.

One statement: the people behind the door, the period each is in, and the first step not yet taken.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import QueryDict

from cases import poortwachter
from cases.models import StepKind
from cases.selection import Selection
from municipalities.paging import Pages, pages

SHOWN = {
    "": ("iedereen die ziek is", ""),
    "laat": ("wie een stap te laat heeft", "s.due_on < %(day)s"),
    "binnenkort": ("wie binnen 6 weken een stap heeft", "s.due_on BETWEEN %(day)s AND %(day)s + 42"),
    "lang": ("wie langer dan een jaar ziek is", "%(day)s - p.first_day >= 365"),
}


@dataclass(frozen=True)
class SickPerson:
    """`first_day` is that of the whole period; `weeks` is which week of sickness it is."""

    key: UUID
    name: str
    starts_on: date
    first_day: date
    weeks: int
    percentage: int
    coach: str | None
    step: str | None
    who: str | None
    due_on: date | None
    days: int | None


@dataclass(frozen=True)
class Sick:
    """One page of them, how many there are in all, and how many have a step that is late."""

    people: list[SickPerson]
    page: Pages
    late: int


UNKNOWN_YET = 10**9  # how many there are comes with the rows


def sick(people: Selection, shown: str, address: QueryDict) -> Sick:
    """Of `people`, on the day of the selection, those that `shown` asks for. One statement; more past the end."""
    condition = SHOWN.get(shown, SHOWN[""])[1] or "true"
    found = _rows(people, condition, pages(address, UNKNOWN_YET))
    if not found and address.get("pagina"):
        first = _rows(people, condition, pages(QueryDict(), UNKNOWN_YET))
        found = _rows(people, condition, pages(address, first[0][0] if first else 0))
    total, late = found[0][:2] if found else (0, 0)
    return Sick([_person(row[2:], people.parameters["day"]) for row in found], pages(address, total), late)


def _rows(people: Selection, condition: str, page: Pages) -> list[tuple[Any, ...]]:
    parameters = people.parameters | {"rows": page.per_page, "first": page.first - 1}
    with connection.cursor() as cursor:
        cursor.execute(_statement(people, condition), parameters)
        return cursor.fetchall()


def _person(row: tuple[Any, ...], day: date) -> SickPerson:
    key, name, starts_on, first_day, sick_days, percentage, coach, kind, due_on = row
    step = StepKind(kind) if kind else None
    return SickPerson(
        key=key, name=name, starts_on=starts_on, first_day=first_day, weeks=sick_days // poortwachter.WEEK + 1,
        percentage=percentage, coach=coach, step=str(step.label) if step else None,
        who=poortwachter.WHO[step] if step else None, due_on=due_on, days=(due_on - day).days if due_on else None,
    )  # fmt: skip


def _statement(people: Selection, condition: str) -> str:
    return _SICK.format(door=people.door, condition=condition)


_SICK = """
WITH behind AS MATERIALIZED ({door}),
step AS (
    SELECT DISTINCT ON (w.employee_id) w.employee_id, w.kind, w.due_on
    FROM poortwachter_steps(%(day)s) w WHERE w.done_on IS NULL ORDER BY w.employee_id, w.due_on, w.kind
),
found AS (
    SELECT b.key, concat_ws(', ', b.last_name, nullif(b.prefix, ''), b.first_name) AS name, b.sort_name, b.id,
        p.starts_on, p.first_day, p.sick_before + %(day)s - p.starts_on AS sick_days,
        coalesce((SELECT k.percentage FROM cases_sickpercentage k WHERE k.spell_id = p.spell_id
            AND k.starts_on <= %(day)s ORDER BY k.starts_on DESC LIMIT 1), 100) AS percentage,
        (SELECT u.name FROM cases_caseload c JOIN municipalities_user u ON u.id = c.coach_id
            WHERE c.employee_id = b.id AND c.starts_on <= %(day)s AND (c.ends_on IS NULL OR c.ends_on >= %(day)s)
            LIMIT 1) AS coach,
        s.kind, s.due_on
    FROM behind b JOIN sick_periods(%(day)s) p ON p.employee_id = b.id AND p.runs
    LEFT JOIN step s ON s.employee_id = b.id
    WHERE {condition}
)
SELECT count(*) OVER (), count(*) FILTER (WHERE f.due_on < %(day)s) OVER (),
    f.key, f.name, f.starts_on, f.first_day, f.sick_days, f.percentage, f.coach, f.kind, f.due_on
FROM found f
ORDER BY f.due_on NULLS LAST, f.sort_name, f.id LIMIT %(rows)s OFFSET %(first)s
"""
