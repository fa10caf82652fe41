"""A report that was withdrawn: by somebody other than who released it, with a reason that every reader sees.

Whoever checks reports still sees its figures, stamped; other readers see that it was withdrawn, why, and where the
edition is that holds. What was released stays as it was, also in the archive: only its state says that it is no longer
valid.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from municipalities.access import Permission
from municipalities.models import Membership, User
from reports import deliveries
from reports.actions import NotAllowed
from reports.models import Report, ReportState, Withdrawal

HIDDEN = "Dit rapport is ingetrokken. De cijfers gelden niet meer en zijn niet meer op te halen."


@transaction.atomic
def withdraw(*, row: Withdrawal, by: User) -> None:
    """Take a released report back. NotAllowed when it is not the edition that holds, or for who released it."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=row.report_id)
    if report.state != ReportState.VRIJGEGEVEN:
        raise NotAllowed("Alleen een vrijgegeven rapport kan worden ingetrokken.")
    if report.released_by_id == by.pk:
        raise NotAllowed("U heeft dit rapport zelf vrijgegeven. Vraag een tweede persoon om het in te trekken.")
    row.withdrawn_by = by
    row.save()  # the database gives the report its state
    deliveries.announce_withdrawal(report)


def hidden_from(report: Report, membership: Membership) -> bool:
    """Whether the figures are kept from this reader because the report was withdrawn."""
    return report.state == ReportState.INGETROKKEN and not membership.may(Permission.REPORT_DRAFT_VIEW)


def refuse_hidden(report: Report, membership: Membership) -> None:
    if hidden_from(report, membership):
        raise PermissionDenied(HIDDEN)
