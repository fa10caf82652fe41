"""From draft to board: checked by one person, released by another."""

import hashlib
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from municipalities.models import User, today
from reports import deliveries, gate
from reports.document import document_of
from reports.documents import FORMATS
from reports.finance_file import keep_shares
from reports.models import DoneTask, KeySet, Report, ReportFile, ReportState
from reports.periods import Period


class NotAllowed(Exception):
    """The report is not in a state for this, or this person may not do it; the text says why, in Dutch."""


@transaction.atomic
def check(*, report: Report, by: User) -> None:
    """Put a name under a draft. NotAllowed when it is not a draft."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.CONCEPT:
        raise NotAllowed("Dit rapport is geen concept meer.")
    _refuse_at_the_gate(report)
    report.state, report.checked_by, report.checked_at = ReportState.GECONTROLEERD, by, timezone.now()
    report.save(update_fields=["state", "checked_by", "checked_at"])


@transaction.atomic
def release(*, report: Report, by: User) -> None:
    """Give a checked report to the board, with its files.

    NotAllowed when not checked, when checked by this person, or beside a report over some of the same months.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.GECONTROLEERD:
        raise NotAllowed("Alleen een gecontroleerd rapport kan worden vrijgegeven.")
    if report.checked_by_id == by.pk:
        raise NotAllowed("U heeft dit rapport zelf gecontroleerd. Vraag een tweede persoon om het vrij te geven.")
    _refuse_at_the_gate(report)
    _refuse_beside_another(Period.parse(report.period))
    Report.objects.filter(period=report.period, state=ReportState.VRIJGEGEVEN).update(state=ReportState.VERVANGEN)
    report.state, report.released_by, report.released_at = ReportState.VRIJGEGEVEN, by, timezone.now()
    report.save(update_fields=["state", "released_by", "released_at"])
    report.refresh_from_db(fields=["released_at"])  # the database says when
    _keep_files(report)
    deliveries.announce(report)


def _refuse_at_the_gate(report: Report) -> None:
    """A red check line or an open blocking finding stops it (M15)."""
    if why := gate.why_not(report):
        raise NotAllowed(why)


def _refuse_beside_another(period: Period) -> None:
    """A half-year less its quarter is the other quarter, and no mask knows of both (R72): one of them is released."""
    released = Report.objects.filter(released_at__isnull=False).exclude(period=period.code)
    for code in released.values_list("period", flat=True).distinct():
        other = Period.parse(code)
        if other.starts_on <= period.ends_on and other.ends_on >= period.starts_on:
            raise NotAllowed(
                f"Over deze maanden is al een rapport vrijgegeven: {other.label}. Wie ze naast elkaar legt, kan kleine"
                " aantallen uitrekenen. Daarom blijft dit rapport een concept voor de controllers."
            )


def _keep_files(report: Report) -> None:
    """Each file once, in the transaction of the release: no released report without its files, and none with half."""
    document = document_of(report)
    for code, form in FORMATS.items():
        content = form.render(document)
        ReportFile.objects.create(
            report=report, format=code, content=content, sha256=hashlib.sha256(content).hexdigest()
        )


@transaction.atomic
def propose_key(*, key_set: KeySet, percentages: dict[int, Decimal], by: User) -> None:
    """Keep a key with its parts, in percent by municipality; of a released one only its last day."""
    if key_set.released_on is None:
        key_set.proposed_by = by
    key_set.save()
    if key_set.released_on is None:
        keep_shares(key_set, percentages)


@transaction.atomic
def release_key(*, key_set: KeySet, by: User) -> None:
    """Let a key count. The one before it, if it has no end, ends the day before. NotAllowed for who proposed it."""
    key_set = KeySet.objects.select_for_update(of=("self",)).get(pk=key_set.pk)
    if key_set.released_on is not None:
        raise NotAllowed("Deze sleutel is al vrijgegeven.")
    if key_set.proposed_by_id is None or key_set.proposed_by_id == by.pk:
        raise NotAllowed("U heeft deze sleutel zelf ingevoerd. Vraag een tweede persoon om hem vrij te geven.")
    released = KeySet.objects.filter(purpose=key_set.purpose, released_on__isnull=False)
    ending = list(released.filter(starts_on__lt=key_set.starts_on, ends_on=None))
    running = Q(ends_on=None) | Q(ends_on__gte=key_set.starts_on)
    later = Q() if key_set.ends_on is None else Q(starts_on__lte=key_set.ends_on)
    if released.filter(running & later).exclude(pk__in=[each.pk for each in ending]).exists():
        raise NotAllowed("Op deze dagen geldt al een andere sleutel. Wijzig eerst de dagen.")
    _release_and_end(key_set, ending, by)


def _release_and_end(key_set: KeySet, ending: list[KeySet], by: User) -> None:
    """In this order: that the keys before end was said by two people only when this one counts (migration 0065)."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS one_key_set_at_a_time DEFERRED")
        key_set.released_by, key_set.released_on = by, today()
        key_set.save(update_fields=["released_by", "released_on"])
        for before in ending:
            before.ends_on = key_set.starts_on - timedelta(days=1)
            before.save(update_fields=["ends_on"])
        cursor.execute("SET CONSTRAINTS one_key_set_at_a_time IMMEDIATE")


@transaction.atomic
def take_back_task(*, done: DoneTask, by: User) -> None:
    """The task was not done after all; who marked it, and who took it back, both stay."""
    done.undone_by, done.undone_on = by, today()
    done.save(update_fields=["undone_by", "undone_on"])
