"""What Celery does for accounts, roles and the logs. Each may run twice, and catches up on nights it missed."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from municipalities import calendar_links, chain, sessions, throttle
from municipalities.actions import memberships, users
from municipalities.asker import alone_as, asked_by
from municipalities.models import today
from municipalities.traces import Act, note

logger = logging.getLogger(__name__)


@shared_task
def close_idle_accounts() -> None:
    """Close what nobody logged in to for 90 days; each with a line of its own."""
    with alone_as("close_idle_accounts"):
        for user in users.close_idle(timezone.now()):
            note(Act.ACCOUNT_CHANGED, account=user.key, detail="gesloten na 90 dagen zonder inloggen")
            logger.warning("account_closed_idle user=%s", user.key)


@shared_task
def review_memberships() -> None:
    """End what nobody confirmed in time, and ask about what was given or confirmed a year ago.

    What hung on a role that is over, a calendar link, is forgotten in the end.
    """
    with alone_as("review_memberships"):
        for membership in memberships.lapse(today()):
            note(Act.MEMBERSHIP_CHANGED, account=membership.user.key, detail="vervallen: niet bevestigd")
            logger.warning("membership_lapsed user=%s", membership.user.key)
        logger.info("memberships_asked count=%s", memberships.ask_for_confirmation(today()))
        logger.info("calendar_links_forgotten count=%s", calendar_links.forget())


@shared_task
def export_log_head() -> None:
    """Every few minutes: the head of the chain leaves the database, to a file and to this process's own log."""
    with asked_by("export_log_head"):
        head = chain.export_head(settings.TRACE_HEADS)
    logger.info("log_head position=%s hash=%s", head.position, head.hash)


@shared_task
def verify_log() -> None:
    """Daily: compute the chain again. A fault is an error in this process's log and on the privacy officer's page."""
    with asked_by("verify_log"):
        found = chain.verify(chain.exported(settings.TRACE_HEADS))
        chain.record(found)
    for fault in found.faults:
        logger.error("log_broken %s", fault)


@shared_task
def tidy_accounts() -> None:
    """Daily: forget sessions that ended and tries that no longer count."""
    sessions.SessionStore.clear_expired()
    throttle.tidy()
