"""Somebody comes into service, or an employment that was registered wrongly is put right (R38, R46)."""

from copy import copy
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cases import dutch
from cases.actions import employments
from cases.beforehand import Act, Weigh
from cases.forms import placement_line
from cases.models import ContractHours, Employment, WswEmployee
from cases.opening import opens
from cases.service_forms import CorrectEmploymentForm, NewEmploymentForm
from cases.views.weighed import enough, page, saved, saving, weighed, without_why
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def employment_new(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    def fill(*, why: bool) -> NewEmploymentForm:
        data = request.POST or request.GET or None
        return NewEmploymentForm(data, employee=employee, why=why, initial={"starts_on": today(), "cao": "sw"})

    def act(form: NewEmploymentForm) -> Act:
        return lambda: employments.begin(employee=employee, **without_why(form))

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "Het dienstverband is vastgelegd. Leg nu vast waar iemand werkt.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        _preview_new(form),
        brings,
        heading="Nieuw dienstverband",
        whose="voor",
        save="Bewaar het dienstverband",
    )


def _preview_new(form: NewEmploymentForm) -> list[str]:
    """Which employments it comes beside: they do not end by it."""
    form.is_valid()
    first = getattr(form, "cleaned_data", {}).get("starts_on")
    if not first:
        return []
    beside = Employment.objects.filter(employee=form.employee).running_on(first).select_related("employer")
    return [f"{dutch.capital(str(each))} loopt dan ook. Eindigt dat? Beëindig het dan eerst." for each in beside]


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def employment_correct(request: PortalRequest, employee: WswEmployee, employment: str, *, weigh: Weigh) -> HttpResponse:
    theirs = Employment.objects.filter(employee__in=WswEmployee.objects.visible_to(request.membership))
    found = get_object_or_404(theirs.select_related("employee", "employer"), key=employment, employee=employee)

    def fill(*, why: bool) -> CorrectEmploymentForm:
        return CorrectEmploymentForm(request.POST or request.GET or None, employment=found, why=why)

    def act(form: CorrectEmploymentForm) -> Act:
        values = without_why(form)
        return lambda: employments.correct(employment=copy(found), **values | {"cut": map(copy, values["cut"])})

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "Het dienstverband is verbeterd. Hoe het was, staat in de geschiedenis.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/employment_correct.html",
        employee,
        form,
        _preview_correct(form),
        brings,
        employment=found,
        heading="Dienstverband verbeteren",
        whose="van",
        save="Bewaar de verbetering",
    )


def _preview_correct(form: CorrectEmploymentForm) -> list[str]:
    """The hours that go along with its days, and the placements that do not lie within them (R38)."""
    values = form.cleaned_data if enough(form) else {}
    if not values:
        return []
    found, first = form.employment, values["starts_on"]
    last = values.get("ends_on", found.ends_on)
    outside, said = employments.outside(found, first, last), "Past er dan niet meer in"
    if values["cut"]:
        said = f"Eindigt op {dutch.day(last)}"
    return [
        *_go_along(found, "starts_on", "beginnen", first),
        *_go_along(found, "ends_on", "eindigen", last),
        *(f"{said}: {placement_line(each)}." for each in outside),
    ]


def _go_along(found: Employment, name: str, verb: str, now: date | None) -> list[str]:
    was = getattr(found, name)
    rows = ContractHours.objects.filter(employment=found, **{name: was}) if now and now != was else []
    return [f"De {dutch.hours(row.hours)} uur per week {verb} dan ook op {dutch.day(now)}." for row in rows]
