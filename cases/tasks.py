"""What Celery does with dossiers. A task carries a key and calls one function; it may run twice, or be killed."""

import logging

from celery import shared_task

from cases import appointments, digest
from cases.actions import deaths, destruction, merges, payroll, plans, proposals, words
from cases.signals.refresh import refresh
from municipalities.asker import alone_as
from municipalities.models import today

logger = logging.getLogger(__name__)


@shared_task
def carry_out_destruction(key: str) -> None:
    """Carry out one signed list; nothing when it is done or another worker has it."""
    destruction.carry_out(key)


@shared_task
def wake_destructions() -> None:
    """Every minute: whatever signed list waits, or lost its worker, is hinted at again."""
    destruction.wake()


@shared_task
def draft_destruction_lists() -> None:
    """Daily: each municipality's draft says whose term is over today. Which files were read is forgotten unasked."""
    with alone_as(destruction.PROCESS):
        destruction.draft(today())
        payroll.forget(today())


@shared_task
def plan_appointments() -> None:
    """Daily: plans whose first day has come run, and whoever has no appointment gets the next one of the policy.

    What waited for an answer about who is gone, waits no more; nor does who died.
    """
    with alone_as(appointments.PROCESS):
        plans.run_due(today())
        plans.take_back_of_gone(today())
        proposals.close_of_gone(today())
        appointments.plan(today())
    with alone_as(appointments.PROCESS):  # apart: what is refused here takes back nothing of the above
        merges.close_of_nobody(today())
        deaths.end_waiting()


@shared_task
def refresh_signals() -> None:
    """Nightly: each signal that the facts ask for is there, and no other. A day brings new ones without any change."""
    done = refresh(today())
    logger.info("signals_refreshed made=%s closed=%s", done.made, done.closed)


@shared_task
def send_digests() -> None:
    """On working days at seven: how much there is to do, and nothing about whom. Safe to run twice."""
    logger.info("digests_sent count=%s", digest.send(today()))


@shared_task
def index_documents() -> None:
    """Each minute, and a moment after an upload: documents whose words cannot be searched yet. Safe to run twice."""
    if done := words.index_missing():
        logger.info("documents_indexed count=%s", done)
