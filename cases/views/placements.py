"""Placing somebody and ending a placement. What will happen is shown before it is saved."""

from datetime import timedelta

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases import hours
from cases.actions import placements
from cases.forms import EndPlacementForm, NewPlacementForm, dutch_hours
from cases.models import Placement, WswEmployee
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today


@requires(Permission.PLACEMENT_CHANGE)
def placement_new(request: HttpRequest, key: str) -> HttpResponse:
    employee = get_object_or_404(WswEmployee.objects.visible_to(request.membership), key=key)
    data = request.POST or request.GET or None
    form = NewPlacementForm(data, employee=employee, today=today(), initial={"starts_on": today()})
    saving = request.method == "POST" and "preview" not in request.POST
    if saving and form.is_valid() and _place(form, request):
        messages.success(request, "De nieuwe plaatsing is vastgelegd.")
        return redirect("employee", key=employee.key)
    context = {"person": employee, "form": form, "preview": _preview(form)}
    return render(request, "cases/placement_new.html", context, status=422 if saving else 200)


def _place(form: NewPlacementForm, request: HttpRequest) -> bool:
    values = dict(form.cleaned_data)
    values["coach"] = request.user if request.membership.role == "jobcoach" else None
    try:
        with transaction.atomic():
            placements.place(**values)
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
    eve = first - timedelta(days=1)
    said = [
        f"{each.get_form_display()}{f' bij {each.hirer}' if each.hirer else ''} eindigt op {eve:%d-%m-%Y}."
        for each in replaced
    ]
    on_the_day = hours.on(employment, first, without=replaced)
    wanted = values.get("hours")
    if wanted is None:
        return [
            *said,
            f"Op {first:%d-%m-%Y} is nog {dutch_hours(on_the_day.left)} van de {dutch_hours(on_the_day.contract)} uur vrij.",
        ]
    if wanted > on_the_day.left:
        return [
            *said,
            f"Dit past niet: op {first:%d-%m-%Y} is nog {dutch_hours(on_the_day.left)} uur vrij. Beëindig een plaatsing of kies minder uren.",
        ]
    return [
        *said,
        f"Daarna blijft er {dutch_hours(on_the_day.left - wanted)} van de {dutch_hours(on_the_day.contract)} uur over zonder werk.",
    ]


@requires(Permission.PLACEMENT_CHANGE)
def placement_end(request: HttpRequest, key: str, placement: str) -> HttpResponse:
    running = Placement.objects.visible_to(request.membership).select_related("employment__employee", "hirer")
    found = get_object_or_404(running, key=placement, employment__employee__key=key)
    form = EndPlacementForm(
        request.POST or request.GET or None, placement=found, initial={"on": found.ends_on or today()}
    )
    saving = request.method == "POST" and "preview" not in request.POST
    if saving and form.is_valid() and _end(form):
        messages.success(
            request, f"De plaatsing eindigt op {found.ends_on:%d-%m-%Y}. Leg de nieuwe plaatsing meteen vast."
        )
        return redirect("employee", key=found.employment.employee.key)
    context = {"person": found.employment.employee, "placement": found, "form": form, "preview": _preview_end(form)}
    return render(request, "cases/placement_end.html", context, status=422 if saving else 200)


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
    after = hours.on(form.placement.employment, last + timedelta(days=1), without=[form.placement])
    return [
        f"Vanaf {last + timedelta(days=1):%d-%m-%Y} is {dutch_hours(after.left)} van de {dutch_hours(after.contract)} uur zonder werk."
    ]
