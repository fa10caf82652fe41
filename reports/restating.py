"""Working out what a released report would say now, and keeping that beside it: by a task, never at a request."""

import logging

from django.db import transaction

from municipalities.asker import asked_by
from municipalities.recorded import moment_of_knowing
from reports.behind import frozen
from reports.closed_years import closes, mark_unexplained
from reports.compared import Split, compare
from reports.content import content_of, fingerprint
from reports.figures import stand_table
from reports.models import Report, Restatement
from reports.periods import Period
from reports.remake import as_kept

logger = logging.getLogger(__name__)

PROCESS = "restate"
PERIODS = 8  # a correction of longer ago is for who asks for it


def due() -> list[Report]:
    """The released reports of the latest periods, the oldest first."""
    latest = Report.objects.released().order_by("-period").defer("content")[:PERIODS]
    return sorted(latest, key=lambda report: Period.parse(report.period).ends_on)


def restate_all() -> int:
    """What each of them would say now; gives how many there were. Each is a transaction of its own."""
    with asked_by(PROCESS):
        keys = [report.key for report in due()]
    for key in keys:
        with asked_by(PROCESS):
            restate(Report.objects.get(key=key))
    return len(keys)


def ask(report: Report) -> None:
    """Have a worker restate `report`, after this transaction. When the broker is away the night does it."""
    transaction.on_commit(lambda: _hint(report), robust=True)


def _hint(report: Report) -> None:
    from reports.tasks import restate_report

    try:
        restate_report.delay(str(report.key))
    except restate_report.OperationalError:
        logger.warning("broker_away")


@transaction.atomic
def restate(report: Report) -> Restatement:
    """Put `report` beside what is known now. Call as a process that sees everybody."""
    period = Period.parse(report.period)
    known_on = moment_of_knowing()
    stand_table(period.days_counted, period, known_on)
    if closes(period):
        mark_unexplained(report, known_on)
    content = as_kept(content_of(period, "stand", known_on))
    splits = compare(period, frozen(report), report.known_on, "stand", known_on)
    return _keep(report, None, known_on=known_on, content=content, fingerprint=fingerprint(content), splits=splits)


@transaction.atomic
def lay_beside(report: Report, edition: Report) -> Restatement:
    """Put a released report beside a later edition of its period. Call as a process that sees everybody."""
    splits = compare(Period.parse(report.period), frozen(report), report.known_on, frozen(edition), edition.known_on)
    print_ = edition.fingerprint
    return _keep(report, edition, known_on=edition.known_on, content=None, fingerprint=print_, splits=splits)


def _keep(report: Report, edition: Report | None, *, splits: list[Split], **values: object) -> Restatement:
    kept = {**values, "splits": [split.as_dict() for split in splits]}
    made, _ = Restatement.objects.update_or_create(report=report, edition=edition, defaults=kept)
    return made
