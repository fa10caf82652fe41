"""The reports: which there are, having one made, reading, checking, releasing, and taking one along as a file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.free_text import FreeText, WatchesHealth
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.fields import helper
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act, note
from municipalities.versioned import Versioned
from reports import actions, charts, comments, gate, production, statistics_file, withdrawals
from reports.behind import closed_columns, may_open
from reports.calendar import DRAFT_AFTER
from reports.deliveries import note_fetching, note_opening, received
from reports.document import document_of
from reports.documents import FORMATS, file_name
from reports.known_now import document_now
from reports.models import AcceptedFinding, Comment, Production, Report, ReportState, Restatement, Withdrawal
from reports.periods import Period
from reports.withdrawals import hidden_from, refuse_hidden

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
    shown = Report.objects.visible_to(membership).select_related(*WITH_PEOPLE).defer("shown")
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
    """When the draft is due, by the P&C calendar."""
    due_on = period.ends_on + DRAFT_AFTER
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
    wish = get_object_or_404(Production.objects.select_related("report").defer("report__shown"), key=key)
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
    return get_object_or_404(_visible_rows(request), key=key)


def _visible_rows(request: PortalRequest) -> Any:
    return Report.objects.visible_to(request.membership).select_related(*WITH_PEOPLE)


@require_safe
@requires(Permission.REPORT_VIEW)
def report(request: PortalRequest, key: str) -> HttpResponse:
    found, membership = _visible(request, key), request.membership
    if hidden_from(found, membership):
        return _withdrawn(request, found)
    own = membership.municipality.cbs_code if membership.municipality else ""
    masked = not membership.may(Permission.REPORT_DRAFT_VIEW)
    now = _as_now_known(request, found)
    document = document_now(found, now, masked=masked, own=own) if now else document_of(found, masked=masked, own=own)
    checks = membership.may(Permission.REPORT_CHECK)
    writes = checks and found.released_at is None
    quality = _quality(found) if checks else {}
    older = note_opening(request, found)
    cell_url = "" if now else reverse("report_cell", args=[found.key])
    context = {
        "document": document,
        "quality": quality,
        "holds": _edition_that_holds(found) if found.state == ReportState.VERVANGEN else None,
        "older": older if found.state == ReportState.VRIJGEGEVEN else None,
        "statistics_url": reverse("statistics", args=[found.key])
        if checks and membership.municipality and statistics_file.applies(found)
        else "",
        "delivery_url": reverse("report_delivery", args=[found.key]) if checks and found.released_at else "",
        "withdrawal": found.withdrawal if found.state == ReportState.INGETROKKEN else None,
        "tables": [
            (
                table,
                definitions,
                reverse("report_comment", args=[found.key, table.code]) if writes else "",
                cell_url if may_open(table.code, membership) else "",
                closed_columns(table, membership) if cell_url else [],
            )
            for table, definitions in document.explained
        ],
        "report": {"files": files_of(found), **_next_step(found, request, bool(quality.get("why_not")))},
        "charts": drawn(document, own),
        "own": own,
        "standing": _standing(request, found, now),
    }
    return render(request, "reports/report.html", context)


def _edition_that_holds(found: Report) -> Report | None:
    """The released edition over the same period, if there is one."""
    released = Report.objects.released().filter(period=found.period)
    return released.only("key", "edition", "released_at").first()


@require_safe
@requires(Permission.REPORT_CHECK)
def report_delivery(request: PortalRequest, key: str) -> HttpResponse:
    """Who was told of a released report, opened and fetched it."""
    found = get_object_or_404(_visible_rows(request).filter(released_at__isnull=False), key=key)
    listed = received(found)
    context = {
        "report": found,
        "period": Period.parse(found.period).label,
        "received": listed,
        "opened": sum(each.opened_at is not None or bool(each.fetched) for each in listed),
        "withdrawn": found.state == ReportState.INGETROKKEN,
    }
    return render(request, "reports/delivery.html", context)


def _withdrawn(request: PortalRequest, found: Report) -> HttpResponse:
    """To readers: that it was withdrawn, by whom and why, and which edition holds now. None of its figures."""
    holds = _edition_that_holds(found)
    context = {
        "withdrawal": found.withdrawal, "edition": found.edition, "period": Period.parse(found.period).label,
        "holds": holds,
    }  # fmt: skip
    return render(request, "reports/withdrawn.html", context)


def _quality(found: Report) -> dict[str, Any]:
    """What the gate asks of a report that is not released: its blocking findings, and why it may not leave yet."""
    if found.released_at is not None:
        return {}
    listed = gate.findings(found)
    is_draft = found.state == ReportState.CONCEPT
    return {
        "why_not": gate.why_not(found, listed),
        "findings": [
            (each, reverse("finding_accept", args=[found.key, each.code]) if is_draft and not each.accepted else "")
            for each in listed
        ],
    }


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


def _next_step(found: Report, request: PortalRequest, held: bool) -> dict[str, Any]:
    """What this person may do with the report now, or why not; nothing when the gate holds it."""
    may = request.membership.may
    checking = found.state == ReportState.CONCEPT and may(Permission.REPORT_CHECK)
    releasing = found.state == ReportState.GECONTROLEERD and may(Permission.REPORT_RELEASE)
    own_check = releasing and found.checked_by_id == request.user.pk
    why = "U heeft dit rapport gecontroleerd. Een tweede persoon geeft het vrij." if own_check else ""
    return {
        "may_check": checking and not held,
        "may_release": releasing and not own_check and not held,
        "why_not": why,
        "withdraw_url": reverse("report_withdraw", args=[found.key])
        if found.state == ReportState.VRIJGEGEVEN and may(Permission.REPORT_RELEASE)
        else "",
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


class ReasonForm(Versioned, WatchesHealth, forms.ModelForm):
    """Why somebody does something to a report, in their own name. `asks` is the question; its model has a `reason`."""

    about, asks = "reden bij een rapport", ""

    class Meta:
        fields = ["reason"]

    reason = FreeText(
        lines=3,
        max_length=300,
        help_text="Hoogstens 300 tekens. Elke lezer ziet dit met uw naam. Geen namen en geen cijfers.",
        error_messages={"required": "Schrijf waarom.", "max_length": "Schrijf hoogstens 300 tekens."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = self.asks
        self.helper = helper("reason")


class WithdrawForm(ReasonForm):
    about = "intrekking van een rapport"
    asks = "Waarom geldt dit rapport niet meer?"

    class Meta(ReasonForm.Meta):
        model = Withdrawal


class AcceptForm(ReasonForm):
    about = "geaccepteerde bevinding"
    asks = "Waarom kan het rapport hiermee weg?"

    class Meta(ReasonForm.Meta):
        model = AcceptedFinding


@requires(Permission.REPORT_RELEASE)
@recently_proved
def report_withdraw(request: PortalRequest, key: str) -> HttpResponse:
    """Take back a released report, with a reason: by somebody other than who released it."""
    found = _visible(request, key)
    if found.state != ReportState.VRIJGEGEVEN:
        raise Http404
    form = WithdrawForm(request.POST or None, instance=Withdrawal(report=found))
    if request.method == "POST" and form.is_valid() and _took_back(request, form, found):
        messages.success(request, "Het rapport is ingetrokken. Wie het las, krijgt daarover een mail.")
        return redirect("report", key=found.key)
    context = {
        "form": form, "report": found, "period": Period.parse(found.period).label,
        "own": found.released_by_id == request.user.pk,
    }  # fmt: skip
    status = form.status if request.method == "POST" else 200
    return render(request, "reports/withdraw_form.html", context, status=status)


def _took_back(request: PortalRequest, form: WithdrawForm, found: Report) -> bool:
    """Whether it was withdrawn; if not, the form says why."""
    try:
        with transaction.atomic():
            withdrawals.withdraw(row=form.instance, by=request.user)
            form.count_overridden(request.user)
            note(Act.REPORT_WITHDRAWN, membership=request.membership, detail=_said(found))
    except actions.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_safe
@requires(Permission.REPORT_VIEW)
def report_file(request: PortalRequest, key: str, format: str) -> HttpResponse:
    """A released report as the file made at its release; a draft as it would be. Always masked: a file travels."""
    found = _visible(request, key)
    if format not in FORMATS:
        raise Http404
    refuse_hidden(found, request.membership)
    if gate.red_tables(found.shown):
        raise PermissionDenied(gate.why_not(found))
    note_fetching(request, found, format)
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
    if table not in comments.tables_of(found.shown) or found.released_at is not None:
        raise Http404
    row = Comment.objects.filter(report=found, table=table).first() or Comment(report=found, table=table)
    form = CommentForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid() and _written(request, form, found):
        messages.success(request, "De toelichting is bewaard.")
        return redirect(f"{reverse('report', args=[found.key])}#tabel-{table}")
    context = {
        "form": form, "table": table, "warning": comments.warning(row) if row.pk else "",
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


@requires(Permission.REPORT_CHECK)
def finding_accept(request: PortalRequest, key: str, finding: str) -> HttpResponse:
    """Accept one blocking finding of a draft, with a reason and in one's own name."""
    found = _visible(request, key)
    waiting = {each.code: each for each in gate.findings(found) if each.accepted is None}
    if found.state != ReportState.CONCEPT or finding not in waiting:
        raise Http404
    form = AcceptForm(request.POST or None, instance=AcceptedFinding(report=found, finding=finding))
    if request.method == "POST" and form.is_valid() and _accepted(request, form, found):
        messages.success(request, "De bevinding is geaccepteerd. Uw naam en reden staan in het rapport.")
        return redirect("report", key=found.key)
    context = {"form": form, "finding": waiting[finding], "report": found, "period": Period.parse(found.period).label}
    status = form.status if request.method == "POST" else 200
    return render(request, "reports/finding_form.html", context, status=status)


def _accepted(request: PortalRequest, form: AcceptForm, found: Report) -> bool:
    """Whether it was kept; if not, the form says why."""
    try:
        with transaction.atomic():
            gate.accept(row=form.instance, by=request.user)
            form.count_overridden(request.user)
            note(Act.FINDING_ACCEPTED, membership=request.membership, detail=f"{_said(found)}, {form.instance.finding}")
    except gate.Blocked as refusal:
        form.add_error(None, str(refusal))
        return False
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
