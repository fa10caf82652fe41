"""The half-yearly Wsw-statistiek of one's own municipality: checked on screen, fetched as a file, and laid beside."""

import csv
import io
from collections import Counter, defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.models import WswEmployee
from cases.register.sheet_text import Unreadable
from municipalities.access import Permission, demand, requires
from municipalities.fields import helper
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act, note
from reports import statistics_file
from reports.models import Report
from reports.periods import Period
from reports.withdrawals import refuse_hidden

MOST = 100  # faults and differences on the page
LEADS = ("=", "+", "-", "@", "\t")  # a spreadsheet would take it for a formula


class ReturnForm(forms.Form):
    """What the ministry says was realised, by personnel number."""

    file = forms.FileField(
        label="CSV-bestand dat terugkwam",
        help_text=f"Met ten minste de kolommen {' en '.join(statistics_file.RETURNED)}.",
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("file")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > statistics_file.MOST_BYTES:
            raise ValidationError("Dit bestand is te groot. Hoogstens 2 MB.")
        return file


@requires(Permission.REPORT_CHECK)
def statistics(request: PortalRequest, key: str) -> HttpResponse:
    """What would be delivered, and what has to be put right first; with a file that came back: who differs."""
    report, place = _asked(request, key)
    delivery = statistics_file.delivery(report, request.membership)
    found = delivery.lines
    form = ReturnForm(request.POST or None, request.FILES or None)
    differences = _differences(form, found) if request.method == "POST" and form.is_valid() else None
    faults = statistics_file.faults(delivery, report, place)
    shown = [fault.person for fault in faults[:MOST] if fault.person]
    shown += [each.person for each in (differences or [])[:MOST] if each.person]
    if shown:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={person.key for person in shown})
    context = {
        "report": report, "period_label": Period.parse(report.period).label, "count": len(found),
        "groups": statistics_file.groups(found), "faults": _by_kind(faults), "fault_count": len(faults), "form": form,
        "differences": None if differences is None else differences[:MOST],
        "difference_count": len(differences or []), "file_url": reverse("statistics_file", args=[report.key]),
        "columns": statistics_file.COLUMNS, "may_fetch": request.acting is None,
    }  # fmt: skip
    status = 422 if request.method == "POST" and differences is None else 200
    return render(request, "reports/statistics.html", context, status=status)


def _by_kind(faults: list[statistics_file.Fault]) -> list[tuple[str, int, list[WswEmployee]]]:
    """What is wrong, of how many people, and who they are as far as they are shown."""
    people: dict[str, list[WswEmployee]] = defaultdict(list)
    for fault in faults[:MOST]:
        people[fault.says] += [fault.person] if fault.person else []
    together = Counter(fault.says for fault in faults)
    return [(says, together[says], people[says]) for says in people]


def _differences(
    form: ReturnForm, found: list[statistics_file.Line]
) -> list[statistics_file.Difference] | None:  # fmt: skip
    try:
        return statistics_file.differences(found, statistics_file.returned(form.cleaned_data["file"].read()))
    except Unreadable as wrong:
        where = f"Rij {wrong.row}" + (f", kolom {wrong.column}" if wrong.column else "")
        form.add_error("file", f"{where}: {wrong}")
        return None


@require_POST
@requires(Permission.REPORT_CHECK)
@recently_proved
def statistics_csv(request: PortalRequest, key: str) -> HttpResponse:
    """The file, with numbers of everybody in it: for who just proved who they are, and each person in the log."""
    demand(request.membership, Permission.BSN_VIEW)
    report, place = _asked(request, key)
    found = statistics_file.delivery(report, request.membership).lines
    name = statistics_file.file_name(report, place)
    note(Act.EXPORTED, membership=request.membership, subjects=[line.person.key for line in found], detail=name)
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([_safe(cell) for cell in row] for row in statistics_file.table(found))
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(LEADS) else cell


def _asked(request: PortalRequest, key: str) -> tuple[Report, str]:
    """A report over a half-year and the municipality of who asks. Http404 for another report, or without one."""
    report = get_object_or_404(Report.objects.visible_to(request.membership), key=key)
    refuse_hidden(report, request.membership)
    own = request.membership.municipality
    if not statistics_file.applies(report) or own is None:
        raise Http404
    return report, own.cbs_code
