"""Placing somebody, ending a placement and putting one right. What it will bring is shown before it is saved."""

from copy import copy
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cases import hours, placement_warnings
from cases.actions import placements
from cases.beforehand import Act, Weigh
from cases.forms import CorrectPlacementForm, EndPlacementForm, NewPlacementForm, dutch_hours
from cases.models import Placement, WswEmployee
from cases.opening import opens
from cases.views.weighed import page, saved, saving, weighed, without_why
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def placement_new(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    coach = request.user if request.membership.role == "jobcoach" else None

    def fill(*, why: bool) -> NewPlacementForm:
        data = request.POST or request.GET or None
        return NewPlacementForm(
            data, employee=employee, today=today(), why=why, propose=not saving(request),
            initial={"starts_on": today()},
        )  # fmt: skip

    def act(form: NewPlacementForm) -> Act:
        values = without_why(form)
        return lambda: placements.place(
            **values | {"replaces": [copy(each) for each in values["replaces"]]}, coach=coach
        )

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "De nieuwe plaatsing is vastgelegd.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        preview(form),
        brings,
        heading="Nieuwe plaatsing",
        whose="voor",
        save="Bewaar de plaatsing",
        along="#contractkeuze",
    )


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def placement_end(request: PortalRequest, employee: WswEmployee, placement: str, *, weigh: Weigh) -> HttpResponse:
    found = _one(request, employee, placement)

    def fill(*, why: bool) -> EndPlacementForm:
        data = request.POST or request.GET or None
        return EndPlacementForm(data, placement=found, why=why, initial={"on": found.ends_on or today()})

    def act(form: EndPlacementForm) -> Act:
        return lambda: placements.end(placement=copy(found), **without_why(form))

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(
            request, f"De plaatsing eindigt op {form.cleaned_data['on']:%d-%m-%Y}. Leg de nieuwe plaatsing meteen vast."
        )
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        [],
        brings,
        placement=found,
        heading="Plaatsing beëindigen",
        whose="voor",
        save="Beëindig de plaatsing",
    )


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def placement_correct(request: PortalRequest, employee: WswEmployee, placement: str, *, weigh: Weigh) -> HttpResponse:
    found = _one(request, employee, placement)

    def fill(*, why: bool) -> CorrectPlacementForm:
        data = request.POST or request.GET or None
        return CorrectPlacementForm(data, placement=found, today=today(), why=why, propose=not saving(request))

    def act(form: CorrectPlacementForm) -> Act:
        return lambda: placements.correct(placement=copy(found), **without_why(form))

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "De plaatsing is verbeterd. Hoe het was, staat in de geschiedenis.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/placement_correct.html",
        employee,
        form,
        [],
        brings,
        placement=found,
        heading="Plaatsing verbeteren",
        whose="voor",
        save="Bewaar de verbetering",
        along="#contractkeuze",
    )


def _one(request: PortalRequest, employee: WswEmployee, key: str) -> Placement:
    theirs = Placement.objects.visible_to(request.membership).select_related("employment", "hirer")
    return get_object_or_404(theirs, key=key, employment__employee=employee)


def preview(form: NewPlacementForm) -> list[str]:
    """What saving would end, and which hours remain, as far as the form is filled in."""
    form.is_valid()
    values = form.cleaned_data if form.is_bound else form.initial
    employment, first = values.get("employment"), values.get("starts_on")
    if not employment or not first:
        return []
    replaced = list(values.get("replaces") or [])
    said = [_preview_replaced(each, placements.last_day(each, first)) for each in replaced]
    left = _preview_hours(hours.on(employment, first, without=replaced), values.get("hours"), first)
    return [*said, left, *placement_warnings.said(form.employee, values, form.today)]


def _preview_replaced(former: Placement, last: date) -> str:
    where = f" bij {former.hirer}" if former.hirer else ""
    return f"{former.get_form_display()}{where} eindigt op {last:%d-%m-%Y}."


def _preview_hours(found: hours.Hours, wanted: Decimal | None, first: date) -> str:
    contract, left = dutch_hours(found.contract), dutch_hours(found.left)
    if wanted is None:
        return f"Op {first:%d-%m-%Y} is nog {left} van de {contract} uur vrij."
    if wanted > found.left:
        too_much = f"Dit past niet: op {first:%d-%m-%Y} is nog {left} uur vrij."
        return f"{too_much} Beëindig een plaatsing of kies minder uren."
    return f"Daarna blijft er {dutch_hours(found.left - wanted)} van de {contract} uur over zonder werk."
