"""As whom somebody may ask today, looked up at every request; the same statement tells the database who asks.

Written as SQL and not as a queryset: composing that one took seven times as long as all the rest of the look-up, on
every page of the portal. The look-up itself is a function, planned once per connection.
"""

from typing import cast

from django.db import connection

from municipalities.models import Membership, Municipality, Organisation, User, today
from municipalities.reading import Row, columns, taken

FACTORS = ["totp", "webauthn"]  # a recovery code is a way in, not a factor

_RUNNING = f"""
SELECT portal_ask(%s, %s), r.has_factor,
    {columns(Membership, "(r.membership)")}, {columns(Municipality, "(r.municipality)")},
    {columns(Organisation, "(r.organisation)")}
FROM running_memberships(%s, %s, %s) r
"""  # noqa: S608  only names of columns


def running(user: User, *, chosen: int | None = None) -> list[Membership]:
    """The memberships of `user` that run today, the first begun first, with their municipality and organisation.

    Each knows whether its user has a second factor (`second_factor.py`).

    From here on the transaction is asked by `user`, as the membership `chosen` (its id) or else the first.
    """
    day = today()
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [str(user.key), str(chosen or ""), user.pk, day, FACTORS])
        return [_made(row[2:], has_second_factor=row[1]) for row in cursor.fetchall()]


def _made(row: Row, *, has_second_factor: bool) -> Membership:
    found, rest = taken(Membership, row)
    membership = cast(Membership, found)
    membership.has_second_factor = has_second_factor
    membership.municipality, rest = taken(Municipality, rest)
    membership.organisation, _ = taken(Organisation, rest)
    return membership
