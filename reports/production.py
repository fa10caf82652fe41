"""Making a report: wished in PostgreSQL, claimed by one worker, done in one transaction.

The broker carries a hint; the wish is a row. A worker claims it with a lease; killed half way, the lease runs out and
another takes over. Everything the report is made of lands in the one transaction that also closes the wish, and only
while the claim still stands: two workers, a repeated task or a late ghost give one report. Progress and the lease go
over connections of their own, so that they are seen before that transaction ends.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from cases import workdays
from municipalities.access import Permission
from municipalities.asker import asked_by
from municipalities.models import Membership, User
from municipalities.recorded import moment_of_knowing
from reports.closed_years import mark_for_edition
from reports.comments import take_over
from reports.content import content_of, fingerprint, lay_stands
from reports.figures import refuse_without_rules
from reports.models import FrozenStand, Production, ProductionState, Report, ReportState
from reports.periods import Period
from reports.restating import lay
from reports.stands import COLUMNS

logger = logging.getLogger(__name__)

PROCESS = "produce_report"
LEASE_SECONDS = 6  # after a kill another takes over as soon; who works on prolongs it
MAX_ATTEMPTS = 5
OUT_OF_USE = (ReportState.VERVANGEN, ReportState.INGETROKKEN)  # the same figures again are a new edition
Tell = Callable[[str, int], None]


class NotInBalance(Exception):
    """A check line is red (R47): no report leaves."""


class TakenOver(Exception):
    """The lease ran out and another worker has the production now."""


def request(*, period: Period, by: User | None) -> Production:
    """The wish for a report over `period`; the open one when there is one.

    ValueError when the period is not over, or has no rules to count by.
    """
    if period.ends_on >= timezone.localdate():
        raise ValueError(f"Het {period.label} is nog niet voorbij. Een rapport kan vanaf de eerste dag erna.")
    refuse_without_rules(period)
    production, _ = Production.objects.get_or_create(
        period=period.code,
        state__in=[ProductionState.WACHTEND, ProductionState.BEZIG],
        defaults={"requested_by": by, "state": ProductionState.WACHTEND},
    )
    transaction.on_commit(lambda: _hint(production), robust=True)
    return production


def _hint(production: Production) -> None:
    """Wake a worker. When the broker is away nothing is lost: `wake` asks again every few seconds."""
    from reports.tasks import produce_report

    try:
        produce_report.delay(str(production.key))
    except produce_report.OperationalError:
        logger.warning("broker_away")


def wake() -> int:
    """Hint at every production that waits, or whose worker was lost; gives how many."""
    waiting = Production.objects.filter(_claimable())
    for production in waiting:
        _hint(production)
    return len(waiting)


def due(today: date) -> list[Period]:
    """The closed quarters without a report: those after the last one reported, at least the last closed one, and those
    whose report was withdrawn.

    A quarter is closed from the first working day after it (Algemene termijnenwet), so that the candidate that stands
    ready that morning holds what was still recorded on the days before.
    """
    period = last_closed_on(today)
    kept = set(Report.objects.exclude(state__in=OUT_OF_USE).values_list("period", flat=True))
    ever = {Period.parse(code) for code in Report.objects.values_list("period", flat=True).distinct()}
    quarters = {each for each in ever if each.length == 3}
    newest = max(quarters, default=period.back(1))
    missing = {each for each in quarters if each.code not in kept}
    while period > newest:
        missing.add(period)
        period = period.back(1)
    return sorted(missing)


def to_ask(today: date) -> list[Period]:
    """What is due and may be asked for by itself: what failed today is tried again tomorrow, not each hour."""
    tried = Production.objects.filter(state=ProductionState.MISLUKT, requested_at__date=today)
    failed = set(tried.values_list("period", flat=True))
    return [period for period in due(today) if period.code not in failed]


def last_closed_on(day: date) -> Period:
    """The last quarter whose first working day afterwards has come on `day`."""
    period = Period.quarter_of(day).back(1)
    return period if workdays.on_or_after(period.ends_on + timedelta(days=1)) <= day else period.back(1)


def _claimable() -> Q:
    lost = Q(state=ProductionState.BEZIG, lease_until__lt=timezone.now())
    return Q(state=ProductionState.WACHTEND) | lost


def claim(key: str) -> Production | None:
    """The production, now ours for some seconds; None when it is done or another has it."""
    token = uuid.uuid4()
    with asked_by(PROCESS):
        taken = Production.objects.filter(_claimable(), key=key).update(
            state=ProductionState.BEZIG,
            claim=token,
            attempts=F("attempts") + 1,
            lease_until=timezone.now() + timedelta(seconds=LEASE_SECONDS),
        )
    return Production.objects.get(key=key) if taken else None


def run(key: str) -> Report | None:
    """Make the report that production `key` asks for; None when there is nothing to do.

    Safe to run twice, at once, or after a kill.
    """
    production = claim(key)
    if production is None:
        return None
    if production.attempts > MAX_ATTEMPTS:
        _fail(production, "Na vijf pogingen lukt het niet. De beheerder ziet waarom in het logboek.")
        return None
    if not _may_still_ask(production):
        _fail(production, "Wie dit rapport vroeg, heeft geen rol meer waarmee dat mag. Er is geen rapport gemaakt.")
        return None
    try:
        with _kept(production), asked_by(PROCESS):
            report = _make(production, _teller(production))
            _finish(production, report)
    except NotInBalance:
        _fail(production, "Een controle klopt niet: de tabellen sluiten niet. Er is geen rapport gemaakt.")
        return None
    except TakenOver:
        return None
    logger.info("report_produced", extra={"report_id": report.pk})
    return report


def _may_still_ask(production: Production) -> bool:
    """Whether who asked has a role for it today, too: a wish may wait longer than a role lasts (Q6)."""
    asker = production.requested_by
    if asker is None:
        return True
    return (
        asker.is_active and Membership.objects.current().that_may(Permission.REPORT_PREPARE).filter(user=asker).exists()
    )


def _make(production: Production, tell: Tell) -> Report:
    period = Period.parse(production.period)
    tell("De standen worden vastgezet", 10)
    known_on = moment_of_knowing()
    lay_stands(period, known_on)
    tell("De cijfers worden geteld", 50)
    content = content_of(period, known_on)
    red = [check["table"] for check in content["checks"] if not check["ok"]]
    if red:
        logger.error("report_not_in_balance", extra={"tables": red})
        raise NotInBalance
    tell("Het rapport wordt bewaard", 85)
    return _keep(production, content, known_on)


def _keep(production: Production, content: dict[str, object], known_on: datetime) -> Report:
    """The former edition when nothing changed (R81), else a new one with its stands."""
    print_ = fingerprint(content)
    editions = Report.objects.filter(period=production.period)
    last = editions.order_by("-edition").first()
    if last is not None and last.fingerprint == print_ and last.state not in OUT_OF_USE:
        return last
    editions.filter(state__in=[ReportState.CONCEPT, ReportState.GECONTROLEERD]).update(state=ReportState.VERVANGEN)
    number = (editions.aggregate(last=Max("edition"))["last"] or 0) + 1
    report = Report(
        period=production.period,
        edition=number,
        known_on=known_on,
        fingerprint=print_,
        made_by=production.requested_by,
    )
    report.content = content
    report.save()
    if last is not None:
        take_over(before=last, after=report)
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FrozenStand._meta.db_table} (report_id, {columns}, departure)"
            f" SELECT %s, {columns}, departure FROM stand ORDER BY month_end, municipality, employee_id",
            [report.pk],
        )
    lay(report)
    mark_for_edition(Period.parse(production.period), known_on)
    return report


def _finish(production: Production, report: Report) -> None:
    """Close the wish in the report's own transaction, or give it all up when the claim is no longer ours."""
    mine = Production.objects.filter(pk=production.pk, claim=production.claim, state=ProductionState.BEZIG)
    if not mine.update(state=ProductionState.KLAAR, report=report, percent=100, step="Klaar", lease_until=None):
        raise TakenOver


def _fail(production: Production, why: str) -> None:
    with asked_by(PROCESS):
        Production.objects.filter(pk=production.pk, claim=production.claim).update(
            state=ProductionState.MISLUKT, error=why, lease_until=None
        )
    logger.error("report_failed", extra={"production_id": production.pk})


@contextmanager
def _kept(production: Production) -> Iterator[None]:
    """While this lasts the lease is prolonged, by a thread with a connection of its own: counting may take long.

    It ends after the transaction that closes the wish: within, each would wait for the other.
    """
    done = threading.Event()
    keeper = threading.Thread(target=_prolong, args=[production, done], daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _prolong(production: Production, done: threading.Event) -> None:
    while not done.wait(LEASE_SECONDS / 3):
        try:
            with asked_by(PROCESS), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                cursor.execute(
                    "UPDATE reports_production SET lease_until = clock_timestamp() + make_interval(secs => %s)"
                    " WHERE id = %s AND claim = %s AND state = %s",
                    [LEASE_SECONDS, production.pk, production.claim, ProductionState.BEZIG],
                )
        except DatabaseError:  # away, or the wish is being closed: who counts finds out too
            logger.warning("lease_not_prolonged", extra={"production_id": production.pk})
        finally:
            connection.close()


def _teller(production: Production) -> Tell:
    """Tells how far it is, and keeps the lease, over a connection of its own."""

    def tell(step: str, percent: int) -> None:
        aside = connection.copy()
        try:
            with aside.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT portal_ask(%s, '')", [PROCESS])
                cursor.execute(
                    "UPDATE reports_production SET step = %s, percent = %s,"
                    " lease_until = clock_timestamp() + make_interval(secs => %s) WHERE id = %s AND claim = %s",
                    [step, percent, LEASE_SECONDS, production.pk, production.claim],
                )
                cursor.execute("COMMIT")
        finally:
            aside.close()

    return tell
