"""Ending an employment: why, until when, and what ends with it, shown before it is saved."""

from copy import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from cases import dutch
from cases.actions import employments
from cases.beforehand import Act, Weigh
from cases.employment_forms import EndEmploymentForm
from cases.models import Leave, Placement, WswEmployee
from cases.opening import opens
from cases.views.weighed import page, saved, saving, weighed, without_why
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def employment_end(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """404 for who is not in service: there is nothing to end."""

    def fill(*, why: bool) -> EndEmploymentForm:
        data = request.POST or request.GET or None
        return EndEmploymentForm(data, employee=employee, today=today(), why=why, initial={"on": today()})

    def act(form: EndEmploymentForm) -> Act:
        values = without_why(form)
        return lambda: employments.end(**values | {"employment": copy(values["employment"])})

    form, brings = weighed(request, employee, fill, act, weigh)
    if not form.shown:
        raise Http404
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, f"Het dienstverband eindigt op {form.cleaned_data['on']:%d-%m-%Y}.")
        return redirect("employee", key=employee.key)
    return page(request, "cases/employment_end.html", employee, form, _preview(form), brings)


def _preview(form: EndEmploymentForm) -> list[str]:
    """What ends with it and what does not begin any more, as far as the form is filled in."""
    form.is_valid()
    values = getattr(form, "cleaned_data", {})
    employment, on = values.get("employment"), values.get("on")
    if not employment or not on:
        return []
    said = [f"Het dienstverband bij {employment.employer} eindigt op {dutch.day(on)}."]
    said += [f"{name} eindigt op {dutch.day(on)}." for name in map(_named, employments.ending(employment, on)) if name]
    said += [f"{name} begint niet meer." for name in map(_named, employments.dropping(employment, on)) if name]
    return [*said, *_coach(form.employee, on)]


def _named(row: Any) -> str:
    """What a reader knows it by; hours end with their employment and need no sentence of their own."""
    if isinstance(row, Placement):
        return f"De plaatsing {row.get_form_display()}{f' bij {row.hirer}' if row.hirer_id else ''}"
    return f"Het verlof ({row.get_kind_display()})" if isinstance(row, Leave) else ""


def _coach(employee: WswEmployee, on: date) -> list[str]:
    """Who keeps guiding: a caseload ends by an act of its own."""
    running = employee.caseloads.running_on(on).select_related("coach")
    return [f"De begeleiding door {each.coach} loopt door, tot u haar beëindigt." for each in running]
