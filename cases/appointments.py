"""When a coach comes by, by policy: the first day of a placement, after five weeks, three months, then each half year.

Only the next one is planned, and only when none is open: what was missed is shifted to the next working day, it never
piles up. The days are a choice of ours (domain.md 3.4 calls them usual); another policy is another list here.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from django.db import connection

from cases import workdays
from cases.models import Appointment, Because
from cases.models.privacy import months_after

NIGHT = timedelta(days=1)
PROCESS = "plan_appointments"


def moments(first: date) -> Iterator[tuple[date, Because]]:
    """When somebody is seen in a placement that began on `first`, and why; without an end."""
    yield first, Because.EERSTE_DAG
    yield first + timedelta(weeks=5), Because.WEEK_5
    yield months_after(first, 3), Because.MAAND_3
    yield from ((months_after(first, months), Because.HALFJAAR) for months in count(9, 6))


def next_moment(first: date, last_contact: date | None, day: date) -> tuple[date, Because]:
    """The next appointment: a working day on or after `day`. What came up to `last_contact` has been answered."""
    answered = last_contact or first - NIGHT
    ahead = (each for each in moments(first) if each[0] > answered)
    on, because = next(ahead)
    for later, why in ahead:
        if later > day:
            break
        on, because = later, why
    return workdays.on_or_after(max(on, day)), because


def plan(day: date) -> int:
    """Plan for everybody who works somewhere, has a coach and nothing open; how many. As a process that sees all."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTHING_OPEN, {"day": day})
        wanted = [(person, *next_moment(first, last, day)) for person, first, last in cursor.fetchall()]
    made = (Appointment(employee_id=person, planned_on=on, because=because) for person, on, because in wanted)
    return len(Appointment.objects.bulk_create(made, ignore_conflicts=True))


_NOTHING_OPEN = """
SELECT p.employee_id, max(p.starts_on), (
    SELECT max(c.held_on) FROM cases_contact c WHERE c.employee_id = p.employee_id AND c.held_on >= max(p.starts_on))
FROM cases_placement p
WHERE p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
  AND EXISTS (SELECT 1 FROM cases_caseload k WHERE k.employee_id = p.employee_id AND k.starts_on <= %(day)s
              AND (k.ends_on IS NULL OR k.ends_on >= %(day)s))
  AND NOT EXISTS (SELECT 1 FROM cases_appointment a WHERE a.employee_id = p.employee_id AND a.kept_by_id IS NULL
                  AND a.because <> 'evaluatie')
GROUP BY p.employee_id
"""
