"""A report beside what is known now, or beside another edition of its period: for the board too, without names."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from reports import changes, closed_years, known_now, restating
from reports.compared import Split
from reports.disclosure import threshold
from reports.document import document_of
from reports.models import Report, Restatement
from reports.periods import Period
from reports.views.reports import WITH_PEOPLE
from reports.withdrawals import hidden_from, refuse_hidden

NOW = "nu"


@require_safe
@requires(Permission.REPORT_VIEW)
def report_changes(request: PortalRequest, key: str) -> HttpResponse:
    """Which cells differ from `?met=`: what is known now, or the number of a later edition."""
    membership = request.membership
    report = get_object_or_404(Report.objects.visible_to(membership).select_related(*WITH_PEOPLE), key=key)
    refuse_hidden(report, membership)
    kept = Restatement.objects.visible_to(membership).filter(report=report)
    listed = kept.defer("shown", "edition__shown").select_related("edition")
    beside = [
        each for each in listed.order_by("edition__edition")
        if each.edition is None or not hidden_from(each.edition, membership)
    ]  # fmt: skip
    asked = request.GET.get("met") or next((_code(each) for each in reversed(beside)), NOW)
    chosen = next((each for each in beside if _code(each) == asked), None)
    if chosen is None and request.GET.get("met"):
        raise Http404
    masked = not membership.may(Permission.REPORT_DRAFT_VIEW)
    context = {
        "report_url": reverse("report", args=[report.key]),
        "period_label": Period.parse(report.period).label,
        "edition": report.edition,
        "choices": [_choice(report, each, each == chosen) for each in beside],
        "restate_url": _restate_url(request, report),
        "masked": masked,
    }
    if chosen is not None:
        whole = kept.select_related("edition", *(f"edition__{name}" for name in WITH_PEOPLE)).get(pk=chosen.pk)
        context |= _side_by_side(request, report, whole, masked)
    return render(request, "reports/report_changes.html", context)


def _code(kept: Restatement) -> str:
    return str(kept.edition.edition) if kept.edition else NOW


def _choice(report: Report, kept: Restatement, chosen: bool) -> dict[str, Any]:
    label = f"uitgave {kept.edition.edition}" if kept.edition else "zoals nu bekend"
    return {
        "label": label, "url": f"{reverse('report_changes', args=[report.key])}?met={_code(kept)}", "current": chosen,
    }  # fmt: skip


def _restate_url(request: PortalRequest, report: Report) -> str:
    """For who prepares reports, of one that was released and holds."""
    may = request.membership.may(Permission.REPORT_PREPARE) and report.state == "vrijgegeven"
    return reverse("report_restate", args=[report.key]) if may else ""


def _side_by_side(request: PortalRequest, report: Report, kept: Restatement, masked: bool) -> dict[str, Any]:
    was, now = document_of(report, masked=masked), known_now.document_now(report, kept, masked=masked)
    own = request.membership.municipality
    place = request.GET.get("gemeente", "")
    places = [(each["code"], each["name"]) for each in report.shown["municipalities"]]
    if place and place not in dict(places):
        raise Http404
    reader = changes.Reader(masked, threshold(Period.parse(report.period).ends_on, None), place)
    if masked:
        found = known_now.changes_told(kept, place)
    else:
        splits = [Split.read(each) for each in kept.unmasked.splits]
        found = changes.changes(was, now, splits, replace(reader, names=changes.names_of(splits)))
    return {
        "closed": _closed(report, reader),
        "now_label": f"uitgave {kept.edition.edition}" if kept.edition else "nu bekend",
        "known_on": timezone.localtime(kept.known_on),
        "tables": found,
        "count": sum(len(table.changes) for table in found),
        "not_compared": changes.only_in_one(was, now),
        "narrowed": bool(place),
        "places": [{"code": code, "name": name, "current": code == place} for code, name in places],
        "own": own.cbs_code if own else "",
        "met": _code(kept),
    }


def _closed(report: Report, reader: changes.Reader) -> dict[str, Any]:
    """What was corrected in this year after it was closed, and what controllers said of it (R77); empty for nothing.

    Who sees no people gets no numbers of few, and no words that somebody typed.
    """
    found = closed_years.judged(Period.parse(report.period).year)
    if found is None:
        return {}
    few = reader.masked and found.people < reader.threshold
    told = not reader.masked or found.split_for(reader.threshold)
    return {
        "year": str(found.year),
        "people": f"<{reader.threshold}" if few else str(found.people),
        "said": [
            (label, number) for label, number in (
                ("wacht op akkoord", found.waiting), ("akkoord", found.agreed), ("geweigerd", found.refused)
            )
        ] if told else [],
        "notes": [] if reader.masked else found.notes,
        "list_url": "" if reader.masked else reverse("correction_list"),
    }  # fmt: skip


@require_POST
@requires(Permission.REPORT_PREPARE)
def report_restate(request: PortalRequest, key: str) -> HttpResponse:
    """Have what is known now worked out again, without waiting for the night."""
    report = get_object_or_404(Report.objects.visible_to(request.membership).released(), key=key)
    note(Act.REPORT_REQUESTED, membership=request.membership, detail=f"{report.period}, zoals nu bekend")
    restating.ask(report)
    messages.success(request, "Het wordt uitgerekend. Over een minuut staat hier wat nu bekend is.")
    return redirect("report_changes", key=report.key)
