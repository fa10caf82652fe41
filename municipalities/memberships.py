"""As whom somebody may ask today, looked up at every request; the same statement tells the database who asks.

Written as SQL and not as a queryset: composing that one took seven times as long as all the rest of the look-up, on
every page of the portal.
"""

from typing import cast

from django.db import connection

from municipalities.models import Membership, Municipality, Organisation, User, today
from municipalities.reading import Row, columns, taken

FACTORS = ["totp", "webauthn"]  # a recovery code is a way in, not a factor

_RUNNING = f"""
SELECT portal_ask(%s, %s), EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = m.user_id AND a.type = ANY (%s)),
    {columns(Membership, "m")}, {columns(Municipality, "g")}, {columns(Organisation, "o")}
FROM municipalities_membership m
LEFT JOIN municipalities_municipality g ON g.id = m.municipality_id
LEFT JOIN municipalities_organisation o ON o.id = m.organisation_id
WHERE m.user_id = %s AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on >= %s)
ORDER BY m.starts_on, m.id
"""  # noqa: S608  only names of columns


def running(user: User, *, chosen: int | None = None) -> list[Membership]:
    """The memberships of `user` that run today, the first begun first, with their municipality and organisation.

    Each knows whether its user has a second factor (`second_factor.py`).

    From here on the transaction is asked by `user`, as the membership `chosen` (its id) or else the first.
    """
    day = today()
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [str(user.key), str(chosen or ""), FACTORS, user.pk, day, day])
        return [_made(row[2:], has_second_factor=row[1]) for row in cursor.fetchall()]


def _made(row: Row, *, has_second_factor: bool) -> Membership:
    found, rest = taken(Membership, row)
    membership = cast(Membership, found)
    membership.has_second_factor = has_second_factor
    membership.municipality, rest = taken(Municipality, rest)
    membership.organisation, _ = taken(Organisation, rest)
    return membership
