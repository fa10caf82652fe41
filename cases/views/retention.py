"""One dossier and its term: recording a death, and keeping a dossier for now. And the selection list, to read."""

from copy import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import dutch
from cases.actions import deaths, holds
from cases.beforehand import Act, Weigh, look_at_figures
from cases.forms import DeathForm, KeepForm
from cases.models import Caseload, Employment, Placement, RetentionHold, RetentionTerm, WaitingSpell, WswEmployee
from cases.opening import opens
from cases.views.weighed import page, saved, saving, weighed
from cases.work_lock import hold_person, in_turn
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced


@requires(Permission.EMPLOYEE_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def employee_death(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """Record that somebody died. What ends is shown before it is saved."""

    def fill(*, why: bool) -> DeathForm:
        data = request.POST or request.GET or None
        return DeathForm(data, employee=employee, today=today(), why=why, initial={"on": employee.died_on})

    def act(form: DeathForm) -> Act:
        return lambda: deaths.record(employee=copy(employee), on=form.cleaned_data["on"])

    weigh = in_turn(weigh, lambda: hold_person(employee.pk))
    form, brings = weighed(request, employee, fill, act, weigh, look_at_figures)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "Het overlijden is vastgelegd. Alles wat liep, is beëindigd.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        _preview(form),
        brings,
        heading="Overlijden vastleggen",
        whose="van",
        save="Leg het overlijden vast",
    )


def _preview(form: DeathForm) -> list[str]:
    form.is_valid()
    on = getattr(form, "cleaned_data", {}).get("on")
    if not on:
        return []
    ends = [_ends(row, on) for row in deaths.ending(form.employee, on)]
    drops = [f"{_named(row)} begint niet meer." for row in deaths.dropping(form.employee, on) if _named(row)]
    last = "Het dossier blijft te lezen. Er kan geen plaatsing meer worden vastgelegd."
    return [*(sentence for sentence in ends if sentence), *drops, last]


def _ends(row: models.Model, on: date) -> str:
    why = " Reden: overlijden." if isinstance(row, Employment) else ""
    named = _named(row)
    return f"{named} eindigt op {dutch.day(on)}.{why}" if named else ""


def _named(row: Any) -> str:
    """What a reader knows it by; hours and leave end with their employment and need no sentence of their own."""
    if isinstance(row, Employment):
        return f"Het dienstverband bij {row.employer}"
    if isinstance(row, Placement):
        return f"De plaatsing {row.get_form_display()}{f' bij {row.hirer}' if row.hirer_id else ''}"
    if isinstance(row, WaitingSpell):
        return f"De plaats op de wachtlijst ({row.get_scheme_display()})"
    return f"De begeleiding door {row.coach}" if isinstance(row, Caseload) else ""


@requires(Permission.EMPLOYEE_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def employee_keep(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """Why this dossier is kept for now, and another reason."""
    form = KeepForm(request.POST if request.method == "POST" else None, today=today())
    if form.is_valid():
        given = form.cleaned_data
        holds.place(employee=employee, reason=given["reason"], on=today(), until=given["until"], by=request.user)
        form.count_overridden(request.user)
        messages.success(request, "Dit dossier blijft bewaard zolang deze reden geldt.")
        return redirect("employee_keep", key=employee.key)
    running = RetentionHold.objects.filter(employee=employee).select_related("placed_by")
    context = {"person": employee, "form": form, "holds": [_hold(hold) for hold in running]}
    status = form.status if request.method == "POST" else 200
    return render(request, "cases/employee_keep.html", context, status=status)


def _hold(hold: RetentionHold) -> dict[str, Any]:
    return {
        "key": hold.key,
        "reason": hold.reason,
        "period": dutch.period(hold.starts_on, hold.ends_on),
        "by": hold.placed_by.name,
        "runs": hold.ends_on is None or hold.ends_on >= today(),
    }


@require_POST
@requires(Permission.EMPLOYEE_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def employee_let_go(request: PortalRequest, employee: WswEmployee, hold: str) -> HttpResponse:
    """A reason to keep this dossier holds no more."""
    holds.lift(hold=get_object_or_404(employee.holds, key=hold), on=today())
    messages.success(request, "Deze reden geldt niet meer.")
    return redirect("employee_keep", key=employee.key)


@require_safe
def retention_terms(request: PortalRequest) -> HttpResponse:
    """The selection list as it holds today, for everybody who works here."""
    terms = RetentionTerm.objects.running_on(today())
    context = {"terms": terms, "source": terms[0].source if terms else ""}
    return render(request, "cases/retention_terms.html", context)
