"""Placing somebody and ending a placement. What will happen is shown before it is saved."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases import hours
from cases.actions import placements
from cases.forms import EndPlacementForm, NewPlacementForm, dutch_hours
from cases.models import Placement, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def placement_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    data = request.POST or request.GET or None
    form = NewPlacementForm(data, employee=employee, today=today(), initial={"starts_on": today()})
    saving = request.method == "POST" and "preview" not in request.POST
    if saving and form.is_valid() and _place(form, request):
        messages.success(request, "De nieuwe plaatsing is vastgelegd.")
        return redirect("employee", key=employee.key)
    context = {"person": employee, "form": form, "preview": _preview(form)}
    return render(request, "cases/placement_new.html", context, status=form.status if saving else 200)


def _place(form: NewPlacementForm, request: PortalRequest) -> bool:
    values = dict(form.cleaned_data)
    values["coach"] = request.user if request.membership.role == "jobcoach" else None
    try:
        with transaction.atomic():
            placements.place(**values)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


def _preview(form: NewPlacementForm) -> list[str]:
    """What saving would do, as far as the form is filled in."""
    form.is_valid()
    values = form.cleaned_data if form.is_bound else form.initial
    employment, first = values.get("employment"), values.get("starts_on")
    if not employment or not first:
        return []
    replaced = list(values.get("replaces") or [])
    said = [_preview_replaced(each, placements.last_day(each, first)) for each in replaced]
    return [*said, _preview_hours(hours.on(employment, first, without=replaced), values.get("hours"), first)]


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


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def placement_end(request: PortalRequest, employee: WswEmployee, placement: str) -> HttpResponse:
    running = Placement.objects.visible_to(request.membership).select_related("employment", "hirer")
    found = get_object_or_404(running, key=placement, employment__employee=employee)
    form = EndPlacementForm(
        request.POST or request.GET or None, placement=found, initial={"on": found.ends_on or today()}
    )
    saving = request.method == "POST" and "preview" not in request.POST
    if saving and form.is_valid() and _end(form):
        messages.success(
            request, f"De plaatsing eindigt op {found.ends_on:%d-%m-%Y}. Leg de nieuwe plaatsing meteen vast."
        )
        return redirect("employee", key=employee.key)
    context = {"person": employee, "placement": found, "form": form, "preview": _preview_end(form)}
    return render(request, "cases/placement_end.html", context, status=form.status if saving else 200)


def _end(form: EndPlacementForm) -> bool:
    try:
        placements.end(placement=form.placement, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"])
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


def _preview_end(form: EndPlacementForm) -> list[str]:
    form.is_valid()
    last = getattr(form, "cleaned_data", {}).get("on")
    if not last:
        return []
    morrow = last + timedelta(days=1)
    after = hours.on(form.placement.employment, morrow, without=[form.placement])
    left, contract = dutch_hours(after.left), dutch_hours(after.contract)
    return [f"Vanaf {morrow:%d-%m-%Y} is {left} van de {contract} uur zonder werk."]
