"""Accounts: somebody comes, goes, or has not been seen for a long time. An account is never deleted; it is closed."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from municipalities import accounts
from municipalities.access import Permission
from municipalities.actions import NotAllowed
from municipalities.actions.memberships import keeps_an_administrator
from municipalities.models import IDLE_AFTER, Membership, User, today

logger = logging.getLogger(__name__)


def add(*, email: str, name: str) -> User:
    """Make an account without a password. NotAllowed when there is one with this address."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email, name=name)
    except IntegrityError as refusal:
        raise NotAllowed("Er is al een account met dit e-mailadres.") from refusal


def invite(user: User) -> None:
    """Mail a new or reopened account the link to a password, once the transaction that made it is there."""
    transaction.on_commit(lambda: accounts.invite(user), robust=True)


@transaction.atomic
def close(*, user: User) -> None:
    """Close an account: every open session ends, and the password is gone. Roles and caseload stay as they are.

    NotAllowed when nobody else could manage accounts after it.
    """
    list(Membership.objects.that_may(Permission.ACCOUNT_MANAGE).select_for_update())
    found = User.objects.select_for_update().get(pk=user.pk)
    manages = Membership.objects.current().that_may(Permission.ACCOUNT_MANAGE).filter(user=user).exists()
    if manages and not keeps_an_administrator(without=user, on=today()):
        raise NotAllowed("Dit is de laatste functioneel beheerder. Geef eerst iemand anders deze rol.")
    found.is_active = user.is_active = False
    found.set_unusable_password()  # also changes what open sessions are checked against: reopening revives none
    found.save(update_fields=["is_active", "password"])


@transaction.atomic
def reopen(*, user: User) -> None:
    """Open a closed account again. It has no password; an invitation gives it one."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def close_idle(moment: datetime) -> list[User]:
    """Close each account without a sign of life for 90 days before `moment`; gives those that were closed."""
    closed = []
    for user in User.objects.idle_since(moment - IDLE_AFTER):
        try:
            close(user=user)
        except NotAllowed:
            continue
        closed.append(user)
    return closed
