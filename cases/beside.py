"""What stands beside somebody's dossier for who keeps it: what is still to be done, who stands by them, one's own pin.

One statement for all: each that a page asks plans its walls anew, and a dossier asks much already. Who it is about was
found through the door.
"""

import json
from datetime import date
from typing import Any

from django.db import connection

from cases import todos
from cases.models import Representative, Todo
from municipalities.models import Membership, User

_BESIDE = """
SELECT (SELECT jsonb_agg(x) FROM (
        SELECT o.key, o.what, o.owner, o.due_on, u.name AS noted_by
        FROM cases_todo o JOIN municipalities_user u ON u.id = o.noted_by_id
        WHERE o.employee_id = %(person)s AND o.done_on IS NULL ORDER BY o.due_on, o.id) x),
    (SELECT jsonb_agg(x) FROM (
        SELECT r.key, r.kind, r.name, r.phone, r.email, r.starts_on, r.ends_on FROM cases_representative r
        WHERE r.employee_id = %(person)s AND (r.ends_on IS NULL OR r.ends_on >= %(day)s)
        ORDER BY r.starts_on, r.id) x),
    EXISTS (SELECT 1 FROM cases_pin p WHERE p.employee_id = %(person)s AND p.membership_id = %(membership)s)
"""


def beside(person: int, membership: Membership, day: date) -> dict[str, Any]:
    """The open tasks, the first first; who stands by this person on `day` or later; whether it is kept at hand."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"person": person, "day": day, "membership": membership.pk})
        to_do, stand_by, pinned = cursor.fetchone()
    return {
        "todos": [todos.shown(_todo(row), day) for row in json.loads(to_do or "[]")],
        "representatives": [
            Representative(**_dated(row, "starts_on", "ends_on")) for row in json.loads(stand_by or "[]")
        ],
        "pinned": pinned,
    }


def _todo(row: dict[str, Any]) -> Todo:
    return Todo(**_dated(row, "due_on") | {"noted_by": User(name=row["noted_by"])})


def _dated(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """JSON writes a day as text."""
    return row | {name: date.fromisoformat(row[name]) for name in names if row[name]}
