"""Payroll beside the register: the work list, a file of a month, and what somebody found out about a difference."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases import dutch, payroll, payroll_file
from cases.actions import payroll as acts
from cases.models import PayrollDifference, PayrollUpload, WswEmployee
from cases.models.payroll import PayrollDifferenceQuerySet
from cases.payroll_forms import PayrollFileForm, PayrollVerdictForm
from cases.refusals import refuse_in_words
from cases.register.read import Fault
from municipalities.access import Permission, requires
from municipalities.models import Membership
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

MOST_FAULTS = 50
SHOWN = {"": "te doen", "uitgezocht": "uitgezocht", "gesloten": "gesloten door de feiten"}


@require_safe
@requires(Permission.PAYROLL_CHANGE)
def payroll_list(request: PortalRequest) -> HttpResponse:
    """The differences that ask for something; or those that are looked into, or that are over."""
    asked = request.GET.get("toon", "")
    found = _asked_for(request.membership, asked)
    page = pages(request.GET, found.count())
    rows = payroll.shown(list(found.select_related("decided_by")[page.rows]), request.membership)
    if rows:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[row["person"] for row in rows])
    last = PayrollUpload.objects.filter(municipality=request.membership.municipality).select_related("uploaded_by")
    context = {
        "rows": rows,
        "page": page,
        "counted": dutch.count(page.total, "verschil", "verschillen"),
        "choices": [(code, label, code == asked) for code, label in SHOWN.items()],
        "over": asked == "gesloten",
        "last": last.first(),
        "place": request.membership.municipality,
    }
    return render(request, "cases/payroll_list.html", context)


def _asked_for(membership: Membership, asked: str) -> PayrollDifferenceQuerySet:
    mine = PayrollDifference.objects.visible_to(membership)
    if asked == "gesloten":
        return mine.exclude(closed_on=None).order_by("-closed_on", "employee__sort_name", "-id")
    if asked == "uitgezocht":
        return mine.open().filter(verdict__in=["loon_klopt", "uitgezocht"]).order_by("employee__sort_name", "id")
    return mine.to_do().order_by("kind", "employee__sort_name", "id")


@requires(Permission.PAYROLL_CHANGE)
def payroll_import(request: PortalRequest) -> HttpResponse:
    """Read a file of a month. With a fault nothing is saved."""
    posted = request.method == "POST"
    form = PayrollFileForm(request.POST if posted else None, request.FILES if posted else None)
    faults: list[Fault] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = acts.take_in(name=file.name, content=file.read(), by=request.membership)
        except payroll_file.Refused as refusal:
            faults = refusal.faults
        else:
            _trace(request, taken)
            _tell(request, taken)
            return redirect("payroll_list")
    context = {
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "more": max(0, len(faults) - MOST_FAULTS),
    }
    return render(request, "cases/payroll_import.html", context, status=422 if posted else 200)


def _trace(request: PortalRequest, taken: acts.Taken) -> None:
    people = WswEmployee.objects.filter(pk__in=[*taken.new, *taken.closed]).values_list("key", flat=True)
    note(Act.PAYROLL_COMPARED, membership=request.membership, subjects=people, detail=f"{taken.month:%Y-%m}")


def _tell(request: PortalRequest, taken: acts.Taken) -> None:
    month = payroll.in_words(taken.month)
    if taken.before:
        on = f"{taken.before.uploaded_at:%d-%m-%Y}"
        messages.info(request, f"Dit bestand van {month} is op {on} al ingelezen. Er is niets veranderd.")
        return
    said = (
        f"{dutch.capital(month)} is ingelezen: {dutch.count(taken.lines, 'regel', 'regels')},"
        f" {dutch.count(len(taken.new), 'nieuw verschil', 'nieuwe verschillen')}, {taken.still} nog hetzelfde,"
        f" {len(taken.closed)} gesloten."
    )
    messages.success(request, f"{said} In het register is niets veranderd.")


@requires(Permission.PAYROLL_CHANGE)
def payroll_difference(request: PortalRequest, key: str) -> HttpResponse:
    """Say where one difference comes from."""
    mine = PayrollDifference.objects.visible_to(request.membership).open().select_related("decided_by", "employee")
    found = get_object_or_404(mine, key=key)
    note(Act.DOSSIER_FORM_OPENED, membership=request.membership, subjects=[found.employee.key])
    form = PayrollVerdictForm(request.POST if request.method == "POST" else None, difference=found)
    if form.is_valid() and _decided(form, found, request):
        messages.success(request, "De uitkomst is bewaard.")
        return redirect("payroll_list")
    context: dict[str, Any] = {"form": form, "row": payroll.shown([found], request.membership)[0]}
    return render(
        request, "cases/payroll_difference.html", context, status=form.status if request.method == "POST" else 200
    )


def _decided(form: PayrollVerdictForm, found: PayrollDifference, request: PortalRequest) -> bool:
    try:
        with transaction.atomic():
            acts.decide(difference=found, by=request.user, **form.cleaned_data)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
