"""From draft to board: checked by one person, released by another."""

import hashlib

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from reports.document import document_of
from reports.documents import FORMATS
from reports.models import Report, ReportFile, ReportState


class NotAllowed(Exception):
    """The report is not in a state for this, or this person may not do it; the text says why, in Dutch."""


@transaction.atomic
def check(*, report: Report, by: User) -> None:
    """Put a name under a draft. NotAllowed when it is not a draft."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.CONCEPT:
        raise NotAllowed("Dit rapport is geen concept meer.")
    report.state, report.checked_by, report.checked_at = ReportState.GECONTROLEERD, by, timezone.now()
    report.save(update_fields=["state", "checked_by", "checked_at"])


@transaction.atomic
def release(*, report: Report, by: User) -> None:
    """Give a checked report to the board, with its files. NotAllowed when not checked, or checked by this person."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.GECONTROLEERD:
        raise NotAllowed("Alleen een gecontroleerd rapport kan worden vrijgegeven.")
    if report.checked_by_id == by.pk:
        raise NotAllowed("U heeft dit rapport zelf gecontroleerd. Vraag een tweede persoon om het vrij te geven.")
    Report.objects.filter(period=report.period, state=ReportState.VRIJGEGEVEN).update(state=ReportState.VERVANGEN)
    report.state, report.released_by, report.released_at = ReportState.VRIJGEGEVEN, by, timezone.now()
    report.save(update_fields=["state", "released_by", "released_at"])
    report.refresh_from_db(fields=["released_at"])  # the database says when
    _keep_files(report)


def _keep_files(report: Report) -> None:
    """Each file once, in the transaction of the release: no released report without its files, and none with half."""
    document = document_of(report)
    for code, form in FORMATS.items():
        content = form.render(document)
        ReportFile.objects.create(
            report=report, format=code, content=content, sha256=hashlib.sha256(content).hexdigest()
        )
