"""Other contract hours from a day on, and a row of hours put right; what no longer fits is said beforehand (R36)."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cases import dutch
from cases.actions import contract_hours
from cases.beforehand import Act, Weigh
from cases.models import ContractHours, Employment, Placement, WswEmployee
from cases.opening import opens
from cases.views.weighed import enough, page, saved, saving, weighed, without_why
from cases.work_forms import ChangeHoursForm, CorrectHoursForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def hours_change(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """404 for who has no employment that goes on."""

    def fill(*, why: bool) -> ChangeHoursForm:
        data = request.POST or request.GET or None
        return ChangeHoursForm(data, employee=employee, today=today(), why=why, initial={"starts_on": today()})

    def act(form: ChangeHoursForm) -> Act:
        values = without_why(form)
        along = values["along"]
        return lambda: contract_hours.change(**values | {"along": along and copy(along)})

    form, brings = weighed(request, employee, fill, act, weigh)
    if not form.shown:
        raise Http404
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, f"De uren veranderen op {dutch.day(form.cleaned_data['starts_on'])}.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/weighed.html",
        employee,
        form,
        _preview_change(form),
        brings,
        heading="Uren wijzigen",
        whose="van",
        save="Bewaar de nieuwe uren",
    )


def _preview_change(form: ChangeHoursForm) -> list[str]:
    form.is_valid()
    values = getattr(form, "cleaned_data", {})
    employment, hours, first = (values.get(name) for name in ("employment", "hours", "starts_on"))
    if not employment or not first or hours is None:
        return []
    last = contract_hours.last_day(employment, first)
    return [
        *_ends(ContractHours.objects.filter(employment=employment).running_on(first).first(), first),
        f"{_from_to(first, last)} zijn het {dutch.hours(hours)} uur per week.",
        *_afterwards(employment, last),
        *_along(values.get("along"), hours, first),
    ]


def _from_to(first: date, last: date | None) -> str:
    return f"Van {dutch.day(first)} tot en met {dutch.day(last)}" if last else f"Vanaf {dutch.day(first)}"


def _ends(replaced: ContractHours | None, first: date) -> list[str]:
    if replaced is None:
        return []
    return [f"De {dutch.hours(replaced.hours)} uur per week eindigen op {dutch.day(first - contract_hours.NIGHT)}."]


def _afterwards(employment: Employment, last: date | None) -> list[str]:
    """What was agreed for later already, and stays."""
    if last is None or last == employment.ends_on:
        return []
    after = ContractHours.objects.filter(employment=employment).running_on(last + contract_hours.NIGHT).first()
    return [f"Daarna zijn het {dutch.hours(after.hours)} uur. Dat stond al vast."] if after else []


def _along(along: Placement | None, hours: Decimal, first: date) -> list[str]:
    if along is None:
        return []
    left = dutch.hours(contract_hours.left_for(along, hours, first))
    where = f" bij {along.hirer}" if along.hirer else ""
    return [f"De plaatsing {along.get_form_display()}{where} gaat mee: {left} uur vanaf {dutch.day(first)}."]


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def hours_correct(request: PortalRequest, employee: WswEmployee, hours: str, *, weigh: Weigh) -> HttpResponse:
    theirs = ContractHours.objects.visible_to(request.membership).select_related("employment__employer")
    row: Any = get_object_or_404(theirs, key=hours, employment__employee=employee)

    def fill(*, why: bool) -> CorrectHoursForm:
        return CorrectHoursForm(request.POST or request.GET or None, row=row, why=why)

    def act(form: CorrectHoursForm) -> Act:
        values = without_why(form)
        return lambda: contract_hours.correct(row=copy(row), **values | {"cut": copy(values["cut"])})

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "De uren zijn verbeterd. Hoe het was, staat in de geschiedenis.")
        return redirect("employee", key=employee.key)
    return page(
        request,
        "cases/hours_correct.html",
        employee,
        form,
        _preview_correct(form),
        brings,
        row=row,
        heading="Uren verbeteren",
        whose="van",
        save="Bewaar de verbetering",
    )


def _preview_correct(form: CorrectHoursForm) -> list[str]:
    """What the rows beside it become."""
    values = form.cleaned_data if enough(form) else {}
    first, last = values.get("starts_on"), values.get("ends_on")
    said = []
    if form.before and first and first != form.row.starts_on:
        eve = dutch.day(first - contract_hours.NIGHT)
        said.append(f"De {dutch.hours(form.before.hours)} uur daarvoor eindigen op {eve}.")
    if form.after and last and last != form.row.ends_on:
        begins = dutch.day(last + contract_hours.NIGHT)
        said.append(f"De {dutch.hours(form.after.hours)} uur daarna beginnen op {begins}.")
    if first and (cut := values.get("cut")):
        said += _ends(cut, first)
    return said
