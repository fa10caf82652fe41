"""When a coach comes by, by policy: the first day of a placement, after five weeks, three months, then each half year.
And once more after six weeks of sickness, before a re-indication, and at a new employer (domain.md 4).

Only the next one is planned, and only when none is open: what was missed is shifted to the next working day, it never
piles up. The days are a choice of ours (domain.md 3.4 calls them usual); another policy is another list here.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

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
        cursor.execute(_BETWEEN, {"day": day} | DAYS)
        wanted += [
            (person, workdays.on_or_after(max(on, day)), Because(because)) for person, on, because in cursor.fetchall()
        ]
    made = [Appointment(employee_id=person, planned_on=on, because=because) for person, on, because in wanted]
    before = Appointment.objects.count()
    Appointment.objects.bulk_create(made, ignore_conflicts=True)  # one open appointment a day is enough
    return Appointment.objects.count() - before


_NOTHING_OPEN = """
SELECT p.employee_id, max(p.starts_on), (
    SELECT max(c.held_on) FROM cases_contact c WHERE c.employee_id = p.employee_id AND c.held_on >= max(p.starts_on))
FROM cases_placement p
WHERE p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
  AND EXISTS (SELECT 1 FROM cases_caseload k WHERE k.employee_id = p.employee_id AND k.starts_on <= %(day)s
              AND (k.ends_on IS NULL OR k.ends_on >= %(day)s))
  AND NOT EXISTS (SELECT 1 FROM cases_appointment a WHERE a.employee_id = p.employee_id AND a.kept_by_id IS NULL
                  AND a.because NOT IN ('evaluatie', 'week_6', 'herindicatie', 'overgang'))
GROUP BY p.employee_id
"""

# What comes between: the day it is asked for, and why. A contact on or after that day has answered it.
# The talk before a re-indication is four weeks before the last day to ask: the request carries how somebody functions
# (Besluit art. 2(2)). The one at a new employer is after two months, for it must be within three.
DAYS: dict[str, Any] = {"sick": 42, "week": 7, "before": 28, "settled": "2 months", "within": "3 months"}
_BETWEEN = """
WITH asked (employee_id, asked_on, because) AS (
    SELECT s.employee_id, s.starts_on + %(sick)s - s.sick_before, 'week_6' FROM sick_periods(%(day)s) s
    WHERE s.runs AND s.starts_on + %(sick)s - s.sick_before <= %(day)s + %(week)s
    UNION ALL
    SELECT t.employee_id, t.due_on - %(before)s, 'herindicatie' FROM indication_terms(%(day)s) t
    WHERE t.kind = 'aanvraag'
    UNION ALL
    SELECT e.employee_id, (e.starts_on + %(settled)s::interval)::date, 'overgang'
    FROM cases_employment e JOIN cases_employment f ON f.id = e.continues_id AND f.employer_id <> e.employer_id
    WHERE e.starts_on <= %(day)s AND e.starts_on + %(within)s::interval > %(day)s
      AND (e.ends_on IS NULL OR e.ends_on >= %(day)s)
)
SELECT a.employee_id, a.asked_on, a.because FROM asked a
WHERE EXISTS (SELECT 1 FROM cases_caseload k WHERE k.employee_id = a.employee_id AND k.starts_on <= %(day)s
              AND (k.ends_on IS NULL OR k.ends_on >= %(day)s))
  AND NOT EXISTS (SELECT 1 FROM cases_contact c WHERE c.employee_id = a.employee_id AND c.held_on >= a.asked_on)
  AND NOT EXISTS (SELECT 1 FROM cases_appointment o WHERE o.employee_id = a.employee_id AND o.kept_by_id IS NULL
                  AND o.because = a.because)
ORDER BY a.employee_id, a.asked_on
"""
