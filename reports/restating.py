"""Working out what a released report would say now, and keeping that beside it: by a task, never at a request."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from municipalities.asker import asked_by
from municipalities.recorded import moment_of_knowing
from reports import deeds
from reports.behind import frozen
from reports.closed_years import closes, closing_reports, mark, mark_unexplained
from reports.compared import Split, compare, with_reasons
from reports.compared_rows import Side, compare_rows
from reports.content import content_of, fingerprint, lay_stands
from reports.known_now import shown
from reports.models import Report, Restatement, RestatementContent
from reports.periods import Period
from reports.remake import as_kept

logger = logging.getLogger(__name__)

PROCESS = "restate"
PERIODS = 8  # a correction of longer ago is for who asks for it


def due() -> list[Report]:
    """The released reports of the latest periods, the oldest first."""
    released = Report.objects.released().defer("shown")
    return sorted(released, key=lambda report: Period.parse(report.period).ends_on)[-PERIODS:]


def _earlier(edition: Report) -> Report | None:
    """The released edition over the same period that `edition` came after, if there is one that was not withdrawn."""
    released = Report.objects.filter(period=edition.period, edition__lt=edition.edition, released_at__isnull=False)
    return released.filter(withdrawal=None).order_by("-edition").first()


def beside_nothing() -> list[Report]:
    """The editions that ought to lie beside a released one and do not, such as after an upgrade (decision 0060)."""
    laid = Restatement.objects.exclude(edition=None).values("edition")
    later = Report.objects.filter(edition__gt=1).exclude(pk__in=laid).order_by("period", "edition").defer("shown")
    return [edition for edition in later if _earlier(edition)]


class NotAllRestated(Exception):
    """Says which reports failed, and by what kind of error; nothing of what was in them."""


def restate_all() -> int:
    """What each of them would say now; gives how many there were. Each is a transaction of its own.

    Of a year that was closed longer ago only what changed without a reason is looked for (R77). One that fails does not
    keep the others: it is told in the log, and NotAllRestated is raised after the last.
    """
    with asked_by(PROCESS):
        keys = [report.key for report in due()]
        longer_ago = [report.key for report in closing_reports() if report.key not in keys]
        unlaid = [report.key for report in beside_nothing()]
    failed = [said for key in keys if (said := _failure(key, restate))]
    failed += [said for key in longer_ago if (said := _failure(key, _mark))]
    failed += [said for key in unlaid if (said := _failure(key, lay))]
    if failed:
        raise NotAllRestated("; ".join(failed))
    return len(keys)


def lay(edition: Report) -> None:
    """Put an edition beside the released one that it came after, if any. Call as a process that sees everybody."""
    if released := _earlier(edition):
        lay_beside(released, edition)


def _mark(report: Report) -> None:
    mark(report, moment_of_knowing())


def _failure(key: uuid.UUID, act: Callable[[Report], object]) -> str:
    """Do this with one report; gives what went wrong, or nothing: only its kind, for its words may quote a row."""
    try:
        with asked_by(PROCESS):
            act(Report.objects.get(key=key))
    except Exception as problem:
        kind = type(problem).__name__
        logger.error("restate_failed", extra={"report": str(key), "kind": kind})
        return f"{key}: {kind}"
    return ""


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
    lay_stands(period, known_on)
    if closes(period):
        mark_unexplained(report, known_on)
    content = as_kept(content_of(period, known_on))
    splits = [
        *compare(period, frozen(report), report.known_on, "stand", known_on),
        *compare_rows(period, _side(report), Side("stand", known_on, content)),
    ]
    splits = deeds.told(with_reasons(splits, period, report.known_on, known_on), report.known_on, known_on)
    return _keep(report, None, known_on=known_on, content=content, fingerprint=fingerprint(content), splits=splits)


@transaction.atomic
def lay_beside(report: Report, edition: Report) -> Restatement:
    """Put a released report beside a later edition of its period. Call as a process that sees everybody."""
    period = Period.parse(report.period)
    splits = [
        *compare(period, frozen(report), report.known_on, frozen(edition), edition.known_on),
        *compare_rows(period, _side(report), _side(edition)),
    ]
    print_, then, later = edition.fingerprint, report.known_on, edition.known_on
    splits = deeds.told(with_reasons(splits, period, then, later), then, later)
    return _keep(report, edition, known_on=edition.known_on, content=None, fingerprint=print_, splits=splits)


def _side(report: Report) -> Side:
    """An edition, with its stands in a table of this transaction that the planner knows."""
    name = f"stands_of_{report.pk:d}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT * FROM {frozen(report)} kept")
        cursor.execute(f"ANALYZE pg_temp.{name}")
    return Side(name, report.known_on, report.content)


def _keep(
    report: Report, edition: Report | None, *, known_on: datetime, fingerprint: str, content: dict[str, Any] | None,
    splits: list[Split],
) -> Restatement:  # fmt: skip
    made = Restatement(report=report, edition=edition, known_on=known_on, fingerprint=fingerprint)
    told = {"known_on": known_on, "fingerprint": fingerprint, "shown": shown(report, made, content, splits)}
    made, _ = Restatement.objects.update_or_create(report=report, edition=edition, defaults=told)
    unmasked = {"content": content, "splits": [split.as_dict() for split in splits]}
    RestatementContent.objects.update_or_create(restatement=made, defaults=unmasked)
    return made
