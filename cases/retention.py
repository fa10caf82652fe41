"""Who is due to be destroyed, and from which day: the selection list's terms, and what keeps a record back.

One pure function says it for one record of any kind; `retention_verdicts` in the database says it for every dossier at
once, and `carry_out_destruction` asks that again at the moment itself. A test holds the two side by side.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db import connection

from cases import dutch
from cases.models.retention import RetentionTerm


class Verdict(Enum):
    RUNS = "loopt"  # somebody still works under it
    FOREVER = "bewaren"
    WAITS = "wacht"  # its term is not over
    HELD = "aangehouden"  # a complaint is open, or somebody asked for it
    DUE = "voorstel"


@dataclass(frozen=True)
class Dossier:
    """A dossier whose term is over; `held` says that somebody asked to keep it for now."""

    employee: int
    number: str
    municipality: int | None
    ended_on: date
    due_on: date
    held: bool


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
        return f"Blijft bewaard zolang iemand in dienst is of terug kan komen, en daarna nog {term.term}."
    if found is Verdict.FOREVER:
        return "Blijft altijd bewaard."
    first = dutch.day(due_on(term, ended_on))
    if found is Verdict.WAITS:
        return f"Wordt bewaard tot {first}: {term.term} na het einde van het laatste dienstverband."
    held = (
        " Er is een reden om het langer te bewaren." if found is Verdict.HELD else " Het komt op de vernietigingslijst."
    )
    return f"De bewaartermijn liep tot {first}.{held}"


def over(day: date) -> list[Dossier]:
    """Every dossier whose term is over on `day`, held or not. Only a process that sees everybody can ask it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employee_id, dossier, municipality_id, ended_on, due_on, verdict = %s FROM retention_verdicts(%s)"
            " WHERE verdict IN (%s, %s) ORDER BY due_on, dossier",
            [Verdict.HELD.value, day, Verdict.HELD.value, Verdict.DUE.value],
        )
        return [Dossier(*row) for row in cursor.fetchall()]
