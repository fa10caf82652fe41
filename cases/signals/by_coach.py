"""About the people of which coaches most asks for attention: the team on the start page of a municipality."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from cases.selection import behind
from municipalities.models import Membership

# Of each person first: signals and caseloads side by side would be as many rows as their product.
_BY_COACH = """
WITH behind AS ({door}),
asking AS MATERIALIZED (
    SELECT s.employee_id, count(*) AS open FROM cases_signal s
    WHERE s.employee_id IN (SELECT id FROM behind) AND s.roles @> ARRAY[%(role)s::varchar] AND s.closed_on IS NULL
        AND (s.put_off_until IS NULL OR s.put_off_until < %(day)s)
    GROUP BY 1
),
coached AS MATERIALIZED (
    SELECT k.coach_id, count(*) AS people, sum(a.open)::int AS open
    FROM cases_caseload k LEFT JOIN asking a USING (employee_id)
    WHERE k.employee_id IN (SELECT id FROM behind) AND k.starts_on <= %(day)s
        AND (k.ends_on IS NULL OR k.ends_on >= %(day)s)
    GROUP BY 1
)
SELECT u.key, u.name, c.people, c.open FROM coached c JOIN municipalities_user u ON u.id = c.coach_id
WHERE c.open > 0 ORDER BY c.open DESC, u.name LIMIT %(most)s
"""


@dataclass(frozen=True)
class Coached:
    """A coach, of how many people they are it on a day, and how many signals about these ask for something."""

    key: UUID
    name: str
    people: int
    open: int


def by_coach(membership: Membership, day: date, most: int) -> list[Coached]:
    """About whose people most asks for attention of this membership: at most so many coaches. One query."""
    people = behind(membership, day)
    with connection.cursor() as cursor:
        asked = people.parameters | {"role": membership.role, "most": most}
        cursor.execute(_BY_COACH.format(door=people.door), asked)
        return [Coached(*row) for row in cursor.fetchall()]
