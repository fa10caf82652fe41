"""The daily mail: how many signals there are, and where. It names nobody and says nothing about anybody.

Only on working days, only when something is new or has its day this week, and only to who did not switch it off. A day
is taken in the database before the mail goes, so that nobody gets it twice; a mail that is lost is not sent again, for
what it counts stands in the portal.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import connection

from cases.signals.asked import week_end
from municipalities import post
from municipalities.access import ROLES
from municipalities.asker import asked_by

PROCESS = "digest"
SATURDAY = 5

# As the doors say (cases/models/door.py), which no process looks through: a coach's caseload; who lives in, or works
# for, a municipality.
_COUNTED = """
SELECT u.id, u.email, m.role, coalesce(g.name, ''),
    count(*) FILTER (WHERE s.made_on > %(before)s) AS new,
    count(*) FILTER (WHERE s.due_on = %(day)s) AS today,
    count(*) FILTER (WHERE s.due_on > %(day)s AND s.due_on <= %(sunday)s) AS week,
    count(*) FILTER (WHERE s.rule = 'S23' AND s.made_on > %(before)s) AS handed
FROM municipalities_membership m JOIN municipalities_user u ON u.id = m.user_id AND u.is_active
LEFT JOIN municipalities_municipality g ON g.id = m.municipality_id
LEFT JOIN cases_digest c ON c.user_id = u.id
JOIN cases_signal s ON s.closed_on IS NULL AND m.role = ANY (s.roles)
    AND (s.put_off_until IS NULL OR s.put_off_until < %(day)s) AND CASE m.role
        WHEN 'jobcoach' THEN EXISTS (SELECT 1 FROM cases_caseload k
            WHERE k.employee_id = s.employee_id AND k.coach_id = m.user_id
                AND k.starts_on <= %(day)s AND (k.ends_on IS NULL OR k.ends_on >= %(day)s))
        ELSE EXISTS (SELECT 1 FROM cases_residence r
            WHERE r.employee_id = s.employee_id AND r.municipality_id = m.municipality_id
                AND r.starts_on <= %(day)s AND (r.ends_on IS NULL OR r.ends_on >= %(day)s))
            OR EXISTS (SELECT 1 FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
            WHERE e.employee_id = s.employee_id AND o.municipality_id = m.municipality_id
                AND e.starts_on <= %(day)s AND (e.ends_on IS NULL OR e.ends_on >= %(day)s)) END
WHERE m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on >= %(day)s)
    AND c.wanted IS NOT FALSE AND c.sent_on IS DISTINCT FROM %(day)s
GROUP BY u.id, u.email, m.id, m.role, g.name
HAVING count(*) FILTER (WHERE s.made_on > %(before)s OR s.due_on BETWEEN %(day)s AND %(sunday)s) > 0
ORDER BY u.id, m.id
"""
_TAKEN = """
INSERT INTO cases_digest (user_id, wanted, sent_on) VALUES (%(user)s, true, %(day)s)
ON CONFLICT (user_id) DO UPDATE SET sent_on = excluded.sent_on
    WHERE cases_digest.wanted AND cases_digest.sent_on IS DISTINCT FROM excluded.sent_on
RETURNING user_id
"""


@dataclass(frozen=True)
class Counted:
    """What one user has to do in one role."""

    user: int
    email: str
    role: str
    place: str
    new: int
    today: int
    week: int
    handed: int = 0  # people who are new in a coach's caseload

    @property
    def as_whom(self) -> str:
        return " ".join(part for part in (ROLES[self.role].label, self.place) if part)


def send(day: date) -> int:
    """Mail everybody who has something to do and has no mail of `day` yet; how many mails went."""
    if day.weekday() >= SATURDAY:
        return 0
    with asked_by(PROCESS):
        waiting = counted(day)
    return sum(_send(user, list(lines), day) for user, lines in groupby(waiting, key=lambda line: line.user))


def counted(day: date) -> list[Counted]:
    """For each role of each user with something to do: how much. One statement."""
    with connection.cursor() as cursor:
        asked = {"day": day, "before": _working_day_before(day), "sunday": week_end(day)}
        cursor.execute(_COUNTED, asked)
        return [Counted(*row) for row in cursor.fetchall()]


def _working_day_before(day: date) -> date:
    before = day - timedelta(days=1)
    return before if before.weekday() < SATURDAY else _working_day_before(before)


def _send(user: int, lines: list[Counted], day: date) -> bool:
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"user": user, "day": day})
        mine = cursor.fetchone() is not None
    if mine:
        post.letter("signalen", lines[0].email, lines=lines, url=post.link("signal_list")).send()
    return mine
