"""The reports: which there are, having one made, reading, checking, releasing, and taking one along as a file."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.free_text import FreeText, WatchesHealth
from municipalities.access import Permission, requires
from municipalities.fields import helper
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act, note
from municipalities.versioned import Versioned
from reports import actions, charts, comments, production
from reports.behind import may_open
from reports.changes import document_now
from reports.document import document_of
from reports.documents import FORMATS, file_name
from reports.models import Comment, Production, Report, ReportState, Restatement
from reports.periods import Period

WITH_PEOPLE = ("made_by", "checked_by", "released_by")


def _closed_periods() -> list[tuple[str, str]]:
    """The last eight quarters, two half-years and two years that are over; of each the newest first."""
    day = today()
    quarter = Period.quarter_of(day).back(1)
    half = Period(day.year, 1 if day.month < 7 else 7, 6).back(1)
    year = Period(day.year - 1, 1, 12)
    many = ((quarter, 8), (half, 2), (year, 2))
    return [(each.code, each.label) for last, times in many for each in (last.back(nth) for nth in range(times))]


class RequestForm(forms.Form):
    """Which closed period to make a report of. A half-year has the Wsw-statistiek too."""

    period = forms.ChoiceField(
        label="Periode",
        choices=_closed_periods,
        error_messages={"required": "Kies een periode.", "invalid_choice": "Kies een periode uit de lijst."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


@require_safe
@requires(Permission.REPORT_VIEW)
def report_list(request: PortalRequest) -> HttpResponse:
    return _list(request, RequestForm())


def _list(request: PortalRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    membership = request.membership
    may_request = membership.may(Permission.REPORT_PREPARE)
    shown = Report.objects.visible_to(membership).select_related(*WITH_PEOPLE).defer("content")
    context = {
        "reports": [_line(report) for report in shown],
        "may_request": may_request,
        "may_see_steps": membership.may(Permission.JOB_SECURITY_VIEW),
        "request_form": form,
        "productions": [_progress(each) for each in _open_productions()] if may_request else [],
        "periods_due": [_due(period) for period in production.due(today())] if may_request else [],
    }
    return render(request, "reports/report_list.html", context, status=status)


def _open_productions() -> Any:
    return Production.objects.filter(state__in=["wachtend", "bezig"])


def _line(report: Report) -> dict[str, Any]:
    return {
        "period_label": Period.parse(report.period).label,
        "edition": report.edition,
        "state": report.state,
        "state_label": report.get_state_display(),
        "url": reverse("report", args=[report.key]),
        "made_on": timezone.localdate(report.made_at),
        "checked_by": report.checked_by,
        "released_by": report.released_by,
    }


def _due(period: Period) -> dict[str, Any]:
    """The draft is due twenty days after the quarter (P&C calendar)."""
    due_on = period.ends_on + timedelta(days=20)
    late = (today() - due_on).days
    tag = f"{late} dagen te laat" if late > 1 else "1 dag te laat" if late == 1 else f"over {-late} dagen"
    return {
        "due_on": due_on,
        "level": "bad" if late > 0 else "warn",
        "tag": tag,
        "text": f"Concept van het {period.label}",
    }


@require_POST
@requires(Permission.REPORT_PREPARE)
def report_request(request: PortalRequest) -> HttpResponse:
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    wish = production.request(period=Period.parse(form.cleaned_data["period"]), by=request.user)
    note(Act.REPORT_REQUESTED, membership=request.membership, detail=wish.period)
    return redirect("production", key=wish.key)


@require_safe
@requires(Permission.REPORT_PREPARE)
def production_progress(request: PortalRequest, key: str) -> HttpResponse:
    wish = get_object_or_404(Production.objects.select_related("report").defer("report__content"), key=key)
    return render(request, "reports/production.html", {"production": _progress(wish)})


def _progress(wish: Production) -> dict[str, Any]:
    return {
        "period_label": Period.parse(wish.period).label,
        "state": wish.state,
        "step_label": wish.step or "Wacht op een vrije werker",
        "percent": wish.percent,
        "error": wish.error,
        "url": reverse("production", args=[wish.key]),
        "report_url": reverse("report", args=[wish.report.key]) if wish.report else "",
    }


def _visible(request: PortalRequest, key: str) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.membership).select_related(*WITH_PEOPLE), key=key)


@require_safe
@requires(Permission.REPORT_VIEW)
def report(request: PortalRequest, key: str) -> HttpResponse:
    found, membership = _visible(request, key), request.membership
    own = membership.municipality.cbs_code if membership.municipality else ""
    masked = not membership.may(Permission.REPORT_DRAFT_VIEW)
    now = _as_now_known(request, found)
    document = document_now(found, now, masked=masked, own=own) if now else document_of(found, masked=masked, own=own)
    writes = membership.may(Permission.REPORT_CHECK) and found.released_at is None
    cell_url = "" if now else reverse("report_cell", args=[found.key])
    context = {
        "document": document,
        "tables": [
            (
                table,
                definitions,
                reverse("report_comment", args=[found.key, table.code]) if writes else "",
                cell_url if may_open(table.code, membership) else "",
            )
            for table, definitions in document.explained
        ],
        "report": {"files": files_of(found), **_next_step(found, request)},
        "charts": drawn(document, own),
        "own": own,
        "standing": _standing(request, found, now),
    }
    return render(request, "reports/report.html", context)


def _kept_now(request: PortalRequest, found: Report) -> Any:
    """What is known now of a released report, as worked out by a task."""
    return Restatement.objects.visible_to(request.membership).filter(report=found, edition=None)


def _as_now_known(request: PortalRequest, found: Report) -> Restatement | None:
    """The same, when the address asks for it. Http404 when it was never worked out."""
    if request.GET.get("stand") != "nu":
        return None
    return get_object_or_404(_kept_now(request, found))


def _standing(request: PortalRequest, found: Report, now: Restatement | None) -> dict[str, Any]:
    """The switch between as reported and as now known (R76); empty of what was not released, or not worked out."""
    if found.released_at is None:
        return {}
    known_on = now.known_on if now else _kept_now(request, found).values_list("known_on", flat=True).first()
    changes_url = reverse("report_changes", args=[found.key])
    return {"now": now is not None, "known_on": known_on, "changes_url": changes_url}


def drawn(document: Any, own: str) -> list[dict[str, Any]]:
    return [
        {
            "title": chart.title, "description": chart.description, "kind": chart.kind, "table": chart.table,
            "svg": charts.draw(chart, own=own),
        }
        for chart in document.charts
    ]  # fmt: skip


def files_of(found: Report) -> list[dict[str, str]]:
    return [
        {"label": form.label, "url": reverse("report_file", args=[found.key, code])} for code, form in FORMATS.items()
    ]


def _next_step(found: Report, request: PortalRequest) -> dict[str, Any]:
    """What this person may do with the report now, or why not."""
    may = request.membership.may
    checking = found.state == ReportState.CONCEPT and may(Permission.REPORT_CHECK)
    releasing = found.state == ReportState.GECONTROLEERD and may(Permission.REPORT_RELEASE)
    own_check = releasing and found.checked_by_id == request.user.pk
    why = "U heeft dit rapport gecontroleerd. Een tweede persoon geeft het vrij." if own_check else ""
    return {
        "may_check": checking,
        "may_release": releasing and not own_check,
        "why_not": why,
        "check_url": reverse("report_check", args=[found.key]),
        "release_url": reverse("report_release", args=[found.key]),
    }


def _said(found: Report) -> str:
    """A report as the log names it."""
    return f"{found.period}, uitgave {found.edition}"


@require_POST
@requires(Permission.REPORT_CHECK)
def report_check(request: PortalRequest, key: str) -> HttpResponse:
    done = "Uw naam staat eronder. Een tweede persoon kan het rapport nu vrijgeven."
    return _sign(request, key, actions.check, Act.REPORT_CHECKED, done)


@require_POST
@requires(Permission.REPORT_RELEASE)
@recently_proved
def report_release(request: PortalRequest, key: str) -> HttpResponse:
    done = "Het rapport is vrijgegeven. Het Dagelijks Bestuur ziet het nu."
    return _sign(request, key, actions.release, Act.REPORT_RELEASED, done)


def _sign(request: PortalRequest, key: str, sign: Any, act: Act, done: str) -> HttpResponse:
    found = _visible(request, key)
    try:
        sign(report=found, by=request.user)
    except actions.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        note(act, membership=request.membership, detail=_said(found))
        messages.success(request, done)
    return redirect("report", key=found.key)


@require_safe
@requires(Permission.REPORT_VIEW)
def report_file(request: PortalRequest, key: str, format: str) -> HttpResponse:
    """A released report as the file made at its release; a draft as it would be. Always masked: a file travels."""
    found = _visible(request, key)
    if format not in FORMATS:
        raise Http404
    note(Act.REPORT_DOWNLOADED, membership=request.membership, detail=f"{_said(found)}, {format}")
    document = document_of(found)
    kept = found.files.filter(format=format).first()
    content = bytes(kept.content) if kept else FORMATS[format].render(document)
    response = HttpResponse(content, content_type=FORMATS[format].content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(document, format)}"'
    return response


class CommentForm(Versioned, WatchesHealth, forms.ModelForm):
    """What the controller says beside a table; empty is nothing."""

    about = "toelichting bij een tabel"

    text = FreeText(
        lines=5,
        label="Toelichting",
        max_length=600,
        required=False,
        help_text="Hoogstens 600 tekens. Geen namen en niets waaruit blijkt om wie het gaat.",
        error_messages={"max_length": "Schrijf hoogstens 600 tekens."},
    )

    class Meta:
        model = Comment
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("text")


@requires(Permission.REPORT_CHECK)
def report_comment(request: PortalRequest, key: str, table: str) -> HttpResponse:
    """A few sentences beside one table, until the report is released."""
    found = _visible(request, key)
    if table not in comments.tables_of(found.content) or found.released_at is not None:
        raise Http404
    row = Comment.objects.filter(report=found, table=table).first() or Comment(report=found, table=table)
    form = CommentForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid() and _written(request, form, found):
        messages.success(request, "De toelichting is bewaard.")
        return redirect(f"{reverse('report', args=[found.key])}#tabel-{table}")
    context = {
        "form": form, "table": table, "warning": comments.warning(row, found.content) if row.pk else "",
        "back": f"{reverse('report', args=[found.key])}#tabel-{table}", "period": Period.parse(found.period).label,
    }  # fmt: skip
    status = form.status if request.method == "POST" else 200
    return render(request, "reports/comment_form.html", context, status=status)


def _written(request: PortalRequest, form: CommentForm, found: Report) -> bool:
    """Whether the words were kept; if not, the form says who was first."""
    try:
        with transaction.atomic():
            comments.write(comment=form.instance, content=found.content, by=request.user)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        form.meet(refusal)
        return False
    note(Act.COMMENT_WRITTEN, membership=request.membership, detail=f"{_said(found)}, tabel {form.instance.table}")
    return True
