"""The private address of a coach's calendar: made and revoked by its owner, shown once, and kept as a digest.

A program asks for it without a session, so the address is the key, and the database says whose it is: while it is not
revoked, its role runs, and its account is active (`calendar_of`). What is then asked is asked as that user in that
role, behind the same walls as a page. A token is 256 random bits, so its digest needs no salt (as a session's).
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from municipalities.asker import tell_database
from municipalities.models import CalendarLink, Membership, today
from municipalities.sessions import digest_of
from municipalities.throttle import Limit
from municipalities.traces import Act, note

# A calendar asks every quarter of an hour at the most. Of one address come many calendars: they are at a few companies.
OF_A_LINK = Limit("calendar-link", 8, timedelta(minutes=5))
OF_AN_ADDRESS = Limit("calendar-address", 60, timedelta(seconds=1))


@dataclass(frozen=True)
class Found:
    """Which link an address is, and as whom it asks: the user's key and the id of the membership."""

    link: uuid.UUID
    user: uuid.UUID
    membership: int


def of(membership: Membership) -> CalendarLink | None:
    """The link of this role that was not revoked."""
    return CalendarLink.objects.filter(membership=membership, revoked_on=None).first()


@transaction.atomic
def make(*, membership: Membership) -> str:
    """A new link; one that was there is revoked first. Gives the token, which nobody can see again.

    Who asks in two windows at once has the link of the later one; the turn is of the role, which may have no row yet.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('calendar_links'), %s)", [membership.pk])
    revoke(membership=membership)
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.create(membership=membership, token_digest=digest_of(token))
    note(Act.CALENDAR_LINKED, membership=membership, account=membership.user.key)
    return token


@transaction.atomic
def revoke(*, membership: Membership) -> bool:
    """From now on the address opens nothing; False when there was none."""
    if not CalendarLink.objects.filter(membership=membership, revoked_on=None).update(revoked_on=today()):
        return False
    note(Act.CALENDAR_UNLINKED, membership=membership, account=membership.user.key)
    return True


def forget() -> int:
    """Daily, by a process: links that were revoked, or whose role was over, more than a year ago. How many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_calendar_links()")
        return int(cursor.fetchone()[0])


def found(token: str) -> Found | None:
    """Of whom this token is; None for one that is unknown, revoked, or of whom may not come in today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT link, asker, membership FROM calendar_of(%s)", [digest_of(token)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def ask_as(found: Found) -> Membership:
    """From here on this transaction asks as the owner of the link."""
    tell_database(str(found.user), str(found.membership))
    return Membership.objects.current().select_related("user").get(pk=found.membership)
