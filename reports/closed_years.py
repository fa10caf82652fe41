"""What was changed in a closed year, and what a controller said of it (R77).

A year is closed by the released report that ends it: over its last quarter, half-year or month, or over the whole year
(which never stands released beside its quarters, R72). The database marks each correction with the closed years that it
touches, whoever writes it; a change is saved at once and waits there for a controller's word. An act on somebody's
work asks its reason at the form (`cases/views/weighed.py`). What comes by another road (an import, a birth date put
right) the night finds, by laying what it knew the night before beside what is known now; so does the making of a new
edition. Two changes of one person in the same days, of which one has a reason, pass as one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Min, Q, QuerySet

from cases.models import Correction, PersonMerge
from municipalities.asker import asked_by
from reports.figures import stand_table
from reports.models import Report, Restatement
from reports.periods import Period

PROCESS = "restate"
FOUND = "Gevonden toen het rapport naast het register werd gelegd. Geen reden opgegeven bij de wijziging."


def closed_years(first: date, last: date) -> str:
    """The closed years that hold one of these days, as “2024, 2025”."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_years(%s, %s)", [first, last])
        return str(cursor.fetchone()[0])


def waiting_in(year: int) -> int:
    """How many corrections in this closed year no controller judged yet, of whatever municipality."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting_corrections(%s)", [str(year)])
        return int(cursor.fetchone()[0])


def closes(period: Period) -> bool:
    """Whether the released report over `period` closes its year."""
    return (period.ends_on.month, period.ends_on.day) == (12, 31)


class Note(NamedTuple):
    """A controller's words about one correction. Why it was made stays with the person it is about."""

    verdict: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Judged:
    """What is told of the corrections in one closed year: of how many people, and what was said of how many.

    `notes` are the controllers' words for the accountant, with their names; of whom a correction is stands nowhere.
    """

    year: int
    people: int
    waiting: int
    agreed: int
    refused: int
    notes: list[Note]

    def split_for(self, threshold: int) -> bool:
        """Whether somebody who sees no people may see how many wait, were agreed to and were refused."""
        return all(number == 0 or number >= threshold for number in (self.waiting, self.agreed, self.refused))


# Each person once per year: who has one that waits, waits; else who has one that was refused, was refused.
PER_PERSON = """
SELECT y.year, c.employee_id, CASE WHEN bool_or(c.verdict = '') THEN 'wacht'
    WHEN bool_or(c.verdict = 'geweigerd') THEN 'geweigerd' ELSE 'akkoord' END AS said
FROM {corrections} c CROSS JOIN LATERAL unnest(string_to_array(c.closed_years, ', ')) y (year)
WHERE c.closed_years <> '' GROUP BY 1, 2
"""


def judged(year: int) -> Judged | None:
    """Of one closed year, of all municipalities together; None when nothing in it was corrected."""
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT said, count(*) FROM ({PER_PERSON.format(corrections=Correction._meta.db_table)}) p"
            " WHERE year = %s GROUP BY 1",
            [str(year)],
        )
        said = dict(cursor.fetchall())
        cursor.execute(
            """SELECT c.verdict, c.verdict_note, u.name, c.decided_at
                FROM cases_correction c JOIN municipalities_user u ON u.id = c.decided_by_id
                WHERE %s = ANY (string_to_array(c.closed_years, ', ')) ORDER BY c.decided_at, c.id""",
            [str(year)],
        )
        notes = [Note(*row) for row in cursor.fetchall()]
    if not said:
        return None
    waiting, agreed, refused = (said.get(name, 0) for name in ("wacht", "akkoord", "geweigerd"))
    return Judged(year, sum(said.values()), waiting, agreed, refused, notes)


def mark_for_edition(period: Period, known_on: datetime) -> None:
    """Before a new edition over a closed year can be released: what changed without a reason waits for a controller."""
    closing = closing_reports().filter(period__startswith=str(period.year)).first()
    if closing is not None:
        with asked_by(PROCESS):
            mark(closing, known_on)


def closing_reports() -> QuerySet[Report]:
    """The released reports that close a year. (Of one year only one holds: they overlap, R72.)"""
    ends = Q(period__regex=r"^\d{4}(Q4|H2|-12)?$")
    return Report.objects.released().filter(ends).order_by("period").defer("shown")


def mark(report: Report, known_on: datetime) -> int:
    """As `mark_unexplained`, with the stands of `known_on` made here."""
    period = Period.parse(report.period)
    stand_table(list(period.year_to_date), period, known_on)
    return mark_unexplained(report, known_on)


def mark_unexplained(report: Report, known_on: datetime) -> int:
    """A correction for whoever's stands in this closed year changed since it was last looked at, without one.

    `stand` holds what is known at `known_on`; each look begins where the one before ended. A correction explains what
    changed in the days it is about, whoever made it in between; a controller's word about an older one explains
    nothing. Gives how many were marked. Call as a process that sees everybody; one look goes after the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('mark_unexplained'))")
    period = Period.parse(report.period)
    since = _looked_at(report)
    found = _of_who_stays(_changed_since(period, since))
    explained = _explained(list(found), since)
    said = f"{period.label}, uitgave {report.edition}"
    made = [
        Correction(employee_id=person, because=FOUND, reports=said, starts_on=first, ends_on=last)
        for person, (first, last) in sorted(found.items())
        if not any(begins <= last and ends >= first for begins, ends in explained.get(person, ()))
    ]
    Correction.objects.bulk_create(made)
    return len(made)


def _of_who_stays(found: dict[int, tuple[date, date]]) -> dict[int, tuple[date, date]]:
    """Whose stands went to the dossier they were merged into: what changed is told of that one, and judged there."""
    into = dict(PersonMerge.objects.filter(in_force=True, gone__in=list(found)).values_list("gone_id", "employee_id"))
    made: dict[int, tuple[date, date]] = {}
    for person, (first, last) in found.items():
        one = into.get(person, person)
        known = made.get(one, (first, last))
        made[one] = (min(first, known[0]), max(last, known[1]))
    return made


def _explained(people: list[int], since: datetime) -> dict[int, list[tuple[date, date]]]:
    """The days about which a correction was made after `since`; `recorded_at` is of its last change, a verdict."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.employee_id, c.starts_on, c.ends_on FROM cases_correction c
                WHERE c.employee_id = ANY (%s) AND least(c.recorded_at,
                    (SELECT min(h.recorded_at) FROM cases_correction_history h WHERE h.id = c.id)) > %s""",
            [people, since],
        )
        found = defaultdict[int, list[tuple[date, date]]](list)
        for person, begins, ends in cursor.fetchall():
            found[person].append((begins, ends))
    return found


def _looked_at(report: Report) -> datetime:
    """Until when the released editions over this period were laid beside the register; at first, when they left."""
    beside = Restatement.objects.filter(report__period=report.period, edition=None)
    latest = beside.order_by("-known_on").values_list("known_on", flat=True).first()
    released = Report.objects.filter(period=report.period).aggregate(first=Min("released_at"))
    return latest or released["first"]


def _changed_since(period: Period, since: datetime) -> dict[int, tuple[date, date]]:
    """Whose stands of the year differ between `since` and what `stand` holds, on which first and last day."""
    days: Iterable[date] = period.year_to_date
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.known_now")
        cursor.execute("ALTER TABLE stand RENAME TO known_now")
        stand_table(list(days), period, since)
        columns = "month_end, employee_id, municipality, round(fte, 12), round(se, 12), round(rvu_se, 12), form"
        one, other = (
            f"SELECT {columns} FROM {name} WHERE scheme = 'wsw' AND month_end = ANY(%(days)s)"
            for name in ("stand", "known_now")
        )
        cursor.execute(
            f"""SELECT employee_id, min(month_end), max(month_end)
                FROM (({one} EXCEPT {other}) UNION ALL ({other} EXCEPT {one})) differs GROUP BY 1""",
            {"days": list(days)},
        )
        found = {person: (first, last) for person, first, last in cursor.fetchall()}
        cursor.execute("DROP TABLE pg_temp.stand")
        cursor.execute("ALTER TABLE known_now RENAME TO stand")
    return found
