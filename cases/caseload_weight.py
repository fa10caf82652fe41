"""How heavy a caseload is, besides how many people it has: the visits agreed, and the hours that guiding them took.

Nothing is kept for it: appointments and contacts say it. Of contacts only those that the asker may read; so a consulent
does not count the minutes of a note that is for coaches.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from cases import dutch
from cases.selection import behind
from municipalities.models import Membership

WEEKS = 13  # ahead for the visits, back for the hours

# Of each person first: appointments and contacts side by side would be as many rows as their product.
_WEIGHED = """
WITH behind AS ({door}),
coached AS MATERIALIZED (
    SELECT k.coach_id, k.employee_id FROM cases_caseload k
    WHERE k.employee_id IN (SELECT id FROM behind) AND k.starts_on <= %(day)s
        AND (k.ends_on IS NULL OR k.ends_on >= %(day)s)
),
planned AS MATERIALIZED (
    SELECT a.employee_id, count(*) AS visits FROM cases_appointment a
    WHERE a.employee_id IN (SELECT employee_id FROM coached) AND a.kept_by_id IS NULL
        AND a.planned_on <= %(day)s + %(days)s
    GROUP BY 1
),
guided AS MATERIALIZED (
    SELECT c.employee_id, sum(c.minutes) AS minutes FROM cases_contact c
    WHERE c.employee_id IN (SELECT employee_id FROM coached) AND c.held_on > %(day)s - %(days)s AND c.held_on <= %(day)s
        AND (c.readers IN ('dossier', %(role)s) OR c.author_id = %(user)s)
    GROUP BY 1
)
SELECT u.key, u.name, count(*), coalesce(sum(p.visits), 0), coalesce(sum(g.minutes), 0)
FROM coached k JOIN municipalities_user u ON u.id = k.coach_id
LEFT JOIN planned p USING (employee_id) LEFT JOIN guided g USING (employee_id)
GROUP BY u.key, u.name ORDER BY u.name, u.key
"""


@dataclass(frozen=True)
class Weighed:
    """A coach and the people they coach on a day. `visits` are agreed and not kept yet, those that are late too."""

    key: UUID
    name: str
    people: int
    visits: int
    minutes: int

    @property
    def hours(self) -> str:
        """Of guidance per week, over the last weeks."""
        return dutch.decimals(Decimal(self.minutes) / 60 / WEEKS, 1)


def weighed(membership: Membership, day: date) -> list[Weighed]:
    """The coaches of those behind one's own door, by name. One query."""
    people = behind(membership, day)
    with connection.cursor() as cursor:
        asked = people.parameters | {"days": WEEKS * 7, "role": membership.role, "user": membership.user_id}
        cursor.execute(_WEIGHED.format(door=people.door), asked)
        return [Weighed(*row) for row in cursor.fetchall()]
