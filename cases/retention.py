"""Who is due to be destroyed, and from which day: the selection list's terms, and what keeps a record back.

One pure function says it for one record of any kind; in the database `retention_verdicts` says it for every dossier at
once and `retention_records` for what in a dossier has an earlier term, and `carry_out_destruction` asks both again at
the moment itself. A test holds them side by side.
"""

import calendar
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from django.db import connection

from cases import dutch
from cases.models.retention import RecordKind, RetentionTerm


class Verdict(Enum):
    RUNS = "loopt"  # somebody still works under it
    FOREVER = "bewaren"
    WAITS = "wacht"  # its term is not over
    HELD = "aangehouden"  # a complaint is open, or somebody asked for it
    DUE = "voorstel"


@dataclass(frozen=True)
class Due:
    """A dossier whose term is over, or records of one kind in it; `held` says that somebody asked to keep it for now.

    `records` names the records by table; of those `ended_on` is the last end and `due_on` the first day one may go.
    """

    employee: int
    number: str
    municipality: int | None
    ended_on: date
    due_on: date
    held: bool
    kind: str = RecordKind.DOSSIER
    records: dict[str, list[int]] = field(default_factory=dict)


def due_on(term: RetentionTerm, ended_on: date) -> date | None:
    """The first day on which a record that ended on `ended_on` may be destroyed; None when it is kept for good (R88).

    29 February becomes 28 February in a year without one.
    """
    if term.days is not None:
        return ended_on + timedelta(days=term.days)
    if term.years is None:
        return None
    year = ended_on.year + term.years
    return ended_on.replace(year=year, day=min(ended_on.day, calendar.monthrange(year, ended_on.month)[1]))


def verdict(
    term: RetentionTerm, ended_on: date | None, day: date, *, in_use: bool = False, held: bool = False
) -> Verdict:
    """What the list says on `day` about a record that ended on `ended_on`; None is a record that runs."""
    if in_use or ended_on is None or ended_on >= day:
        return Verdict.RUNS
    first = due_on(term, ended_on)
    if first is None:
        return Verdict.FOREVER
    if first > day:
        return Verdict.WAITS
    return Verdict.HELD if held else Verdict.DUE


def told(found: Verdict, term: RetentionTerm, ended_on: date | None) -> str:
    """The verdict on a dossier in a sentence, for who reads it."""
    if found is Verdict.RUNS or ended_on is None:
        until = "zolang iemand in dienst is, op een wachtlijst staat of terug kan komen"
        return f"Blijft bewaard {until}, en daarna nog {term.term}."
    if found is Verdict.FOREVER:
        return "Blijft altijd bewaard."
    first = dutch.day(due_on(term, ended_on))
    if found is Verdict.WAITS:
        return f"Wordt bewaard tot {first}: {term.term} na de laatste dag in dienst of op een wachtlijst."
    held = (
        " Er is een reden om het langer te bewaren." if found is Verdict.HELD else " Het komt op de vernietigingslijst."
    )
    return f"De bewaartermijn liep tot {first}.{held}"


def over(day: date) -> list[Due]:
    """Every dossier whose term is over on `day`, held or not. Only a process that sees everybody can ask it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employee_id, dossier, municipality_id, ended_on, due_on, verdict = %s FROM retention_verdicts(%s)"
            " WHERE verdict IN (%s, %s) ORDER BY due_on, dossier",
            [Verdict.HELD.value, day, Verdict.HELD.value, Verdict.DUE.value],
        )
        return [Due(*row) for row in cursor.fetchall()]


def records_over(day: date) -> list[Due]:
    """What in any dossier is over on `day` by an earlier term of its own and not held, by person and kind.

    As `over`, only a process that sees everybody can ask it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS_OVER, {"day": day, "due": Verdict.DUE.value})
        return [
            Due(person, number, place, ended, due, held=False, kind=kind, records=json.loads(records))
            for person, number, place, ended, due, kind, records in cursor.fetchall()
        ]


_RECORDS_OVER = """
SELECT employee_id, dossier, municipality_id, max(ended_on), min(due_on), kind, jsonb_object_agg(relation, ids)::text
FROM (
    SELECT employee_id, dossier, municipality_id, kind, relation, max(ended_on) AS ended_on, min(due_on) AS due_on,
        jsonb_agg(id ORDER BY id) AS ids
    FROM retention_records(%(day)s) WHERE verdict = %(due)s
    GROUP BY employee_id, dossier, municipality_id, kind, relation
) found
GROUP BY employee_id, dossier, municipality_id, kind ORDER BY min(due_on), dossier, kind
"""
