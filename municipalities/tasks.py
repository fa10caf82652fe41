"""What Celery does for the logs."""

import logging

from celery import shared_task
from django.conf import settings

from municipalities import chain
from municipalities.asker import asked_by

logger = logging.getLogger(__name__)


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
