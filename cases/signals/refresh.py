"""Makes the signals that the facts ask for, and closes those they no longer do. One statement, for everybody or a few.

Every night for everybody; after each change of a dossier for that person, in the same transaction (cases/opening.py).
What runs for everybody waits for who is changing one, and they for it: so neither undoes what the other saw. It is one
transaction: run twice it does nothing, killed half way it did nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from cases.signals.rules import RULES, Rule
from municipalities.asker import asked_by

PROCESS = "signals"
KEPT = timedelta(days=365)  # after it was closed
# Who runs for everybody has it alone; who runs for a few shares it.
_ALONE = "SELECT pg_advisory_xact_lock(19680317)"
_SHARED = "SELECT pg_advisory_xact_lock_shared(19680317)"

_REFRESH = """
WITH rule (number, roles) AS (SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb) AS r (number text, roles text[])),
found AS MATERIALIZED ({found}),
made AS (
    INSERT INTO cases_signal (key, employee_id, rule, due_on, roles, made_on, put_off_because)
    SELECT gen_random_uuid(), f.employee_id, f.rule, f.due_on, r.roles, %(day)s, ''
    FROM found f JOIN rule r ON r.number = f.rule
    ON CONFLICT (employee_id, rule, due_on) WHERE closed_on IS NULL DO NOTHING
    RETURNING 1
),
closed AS (
    UPDATE cases_signal s SET closed_on = greatest(%(day)s, s.made_on)
    WHERE s.closed_on IS NULL {some_signals} AND NOT EXISTS (
        SELECT 1 FROM found f
        WHERE f.employee_id = s.employee_id AND f.rule = s.rule AND f.due_on = s.due_on)
    RETURNING 1
)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM closed)
"""
_EACH = "SELECT '{number}' AS rule, f.employee_id, f.due_on FROM ({sql}) f{some}"


@dataclass(frozen=True)
class Refreshed:
    made: int
    closed: int


def refresh(day: date, people: Iterable[int] | None = None, rules: Sequence[Rule] = RULES) -> Refreshed:
    """Bring the signals of `people` (ids), or of everybody, up to date with the facts on `day`."""
    some = None if people is None else list(people)
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute(_ALONE if some is None else _SHARED)
        cursor.execute(statement(rules, some is not None), parameters(rules, day, some))
        made, closed = cursor.fetchone()
        if some is None:
            cursor.execute("DELETE FROM cases_signal WHERE closed_on < %s", [day - KEPT])
    return Refreshed(made, closed)


def statement(rules: Sequence[Rule], narrowed: bool) -> str:
    some = " WHERE f.employee_id = ANY (%(people)s)" if narrowed else ""
    found = " UNION ALL ".join(_EACH.format(number=rule.number, sql=rule.sql, some=some) for rule in rules)
    return _REFRESH.format(found=found, some_signals="AND s.employee_id = ANY (%(people)s)" if narrowed else "")


def parameters(rules: Sequence[Rule], day: date, people: Sequence[int] | None) -> dict[str, Any]:
    declared = json.dumps([{"number": rule.number, "roles": rule.roles} for rule in rules])
    return {"rules": declared, "day": day, "people": people}
