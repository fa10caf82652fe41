"""Unpaid leave and RVU: it begins, it ends, and what was registered wrongly is put right."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cases import dutch
from cases.actions import leaves
from cases.beforehand import Act, Weigh
from cases.models import Leave, WswEmployee
from cases.opening import opens
from cases.views.weighed import enough, page, saved, saving, weighed, without_why
from cases.work_forms import NIGHT, CorrectLeaveForm, EndLeaveForm, NewLeaveForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def leave_new(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """404 for who has no employment that goes on."""

    def fill(*, why: bool) -> NewLeaveForm:
        data = request.POST or request.GET or None
        return NewLeaveForm(data, employee=employee, today=today(), why=why, initial={"starts_on": today()})

    def act(form: NewLeaveForm) -> Act:
        values = without_why(form)
        return lambda: leaves.begin(**values | {"cut": copy(values["cut"])})

    form, brings = weighed(request, employee, fill, act, weigh)
    if not form.shown:
        raise Http404
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, f"Het verlof begint op {dutch.day(form.cleaned_data['starts_on'])}.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        _preview(form),
        brings,
        heading="Verlof of RVU",
        whose="voor",
        save="Bewaar het verlof",
    )


def _preview(form: NewLeaveForm) -> list[str]:
    """That the work stays registered, and until when: on leave nobody is without work."""
    values = form.cleaned_data if enough(form) else {}
    first, last = values.get("starts_on"), values.get("ends_on")
    if first is None:
        return []
    during = f"Van {dutch.day(first)} tot en met {dutch.day(last)}" if last else f"Vanaf {dutch.day(first)}"
    stays = f"{during} werkt {form.employee.full_name} niet. De plaatsingen en uren blijven staan."
    return [*_preview_cut(values), stays]


def _preview_cut(values: dict[str, Any]) -> list[str]:
    if (cut := values.get("cut")) is None:
        return []
    eve = dutch.day(values["starts_on"] - NIGHT)
    return [f"Het verlof dat er al staat ({cut.get_kind_display()}) eindigt op {eve}."]


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def leave_end(request: PortalRequest, employee: WswEmployee, leave: str, *, weigh: Weigh) -> HttpResponse:
    found = _one(request, employee, leave)

    def fill(*, why: bool) -> EndLeaveForm:
        data = request.POST or request.GET or None
        return EndLeaveForm(data, leave=found, why=why, initial={"on": found.ends_on or today()})

    def act(form: EndLeaveForm) -> Act:
        return lambda: leaves.end(leave=copy(found), **without_why(form))

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, f"Het verlof eindigt op {dutch.day(form.cleaned_data['on'])}.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/leave_end.html",
        employee,
        form,
        [],
        brings,
        leave=found,
        heading="Verlof beëindigen",
        whose="van",
        save="Beëindig het verlof",
    )


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def leave_correct(request: PortalRequest, employee: WswEmployee, leave: str, *, weigh: Weigh) -> HttpResponse:
    found = _one(request, employee, leave)

    def fill(*, why: bool) -> CorrectLeaveForm:
        return CorrectLeaveForm(request.POST or request.GET or None, leave=found, why=why)

    def act(form: CorrectLeaveForm) -> Act:
        values = without_why(form)
        return lambda: leaves.correct(leave=copy(found), **values | {"cut": copy(values["cut"])})

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "Het verlof is verbeterd. Hoe het was, staat in de geschiedenis.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        _preview_cut(form.cleaned_data if enough(form) else {}),
        brings,
        leave=found,
        heading="Verlof verbeteren",
        whose="van",
        save="Bewaar de verbetering",
    )


def _one(request: PortalRequest, employee: WswEmployee, key: str) -> Leave:
    theirs: Any = Leave.objects.visible_to(request.membership).select_related("employment__employee")
    return get_object_or_404(theirs, key=key, employment__employee=employee)
