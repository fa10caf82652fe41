"""What Celery does for accounts and roles, each night. Each may run twice, and catches up on nights it missed."""

import logging

from celery import shared_task
from django.utils import timezone

from municipalities.actions import memberships, users
from municipalities.asker import asked_by
from municipalities.models import today

logger = logging.getLogger(__name__)


@shared_task
def close_idle_accounts() -> None:
    """Close what nobody logged in to for 90 days; each with a line of its own."""
    with asked_by("close_idle_accounts"):
        for user in users.close_idle(timezone.now()):
            logger.warning("account_closed_idle", extra={"user": str(user.key)})


@shared_task
def review_memberships() -> None:
    """End what nobody confirmed in time, and ask about what was given or confirmed a year ago."""
    with asked_by("review_memberships"):
        for membership in memberships.lapse(today()):
            logger.warning("membership_lapsed", extra={"membership": str(membership.key)})
        logger.info("memberships_asked", extra={"count": memberships.ask_for_confirmation(today())})
