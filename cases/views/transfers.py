"""Going over to another employer or executor: who, what it does to each, done for all at once, and undone."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases import dutch
from cases.actions import corrections, transfers
from cases.beforehand import Together, WeighTogether
from cases.former import as_then
from cases.models import Correction, Transfer, WswEmployee
from cases.signals.refresh import refresh
from cases.transfer_forms import ChosenForm, TransferForm, UndoTransferForm
from cases.views.weighed import tell_waiting
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

Touched = Callable[[date, date | None], list[str]]


@require_safe
@requires(Permission.TRANSFER_VIEW)
def transfer_list(request: PortalRequest) -> HttpResponse:
    found = Transfer.objects.visible_to(request.membership)
    page = pages(request.GET, found.count())
    may_change = request.membership.may(Permission.TRANSFER_CHANGE)
    context = {"transfers": found[page.rows], "page": page, "may_change": may_change}
    return render(request, "cases/transfer_list.html", context)


@requires(Permission.TRANSFER_CHANGE)
def transfer_new(request: PortalRequest, *, touched: Touched, weigh: WeighTogether) -> HttpResponse:
    """By GET what would happen to each; by POST it does, to those chosen. A released period asks why (R75)."""
    sent = request.POST if request.method == "POST" else request.GET
    form = TransferForm(sent if "per" in sent else None, initial=_usual(request))
    chosen = {int(each) for each in request.POST.getlist("wie") if each.isdecimal()}
    transfers.hold(employments=chosen)
    steps = _steps(request, form) if form.is_bound and form.is_valid() else []
    going = [step for step in steps if _is_chosen(step, chosen, request.method)]
    # An employer is in figures that no stand weighs: whatever was released over a day after it may differ.
    released = touched(form.change.on, None) if steps else []
    shown = ChosenForm(request.POST or None, steps=steps, why=bool(released))
    if form.is_valid() and shown.is_valid() and (made := _done(request, form, shown, going, chosen, released)):
        who = "1 medewerker gaat" if made.people == 1 else f"{made.people} medewerkers gaan"
        messages.success(request, f"{who} over per {made.starts_on:%d-%m-%Y}. Niemand verliest een dag.")
        return redirect("transfer", key=made.key)
    if steps:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={step.person.key for step in steps})
    brings = _brings(request, form, going, weigh)
    context = {
        "form": form,
        "shown": shown,
        "steps": [(step, _is_chosen(step, chosen, request.method)) for step in steps],
        "touched": released,
        "preview": brings.sentences({step.person.pk: step.person.full_name for step in going}) if brings else [],
        "figures": brings.lines if brings else [],
        "asked": form.is_bound and form.is_valid(),
        "eve": form.change.on - timedelta(days=1) if steps else None,
        "free": sum(1 for step in steps if not step.faults),
    }
    refused = request.method == "POST" or (form.is_bound and not form.is_valid())
    return render(request, "cases/transfer_new.html", context, status=shown.status if refused else 200)


def _brings(
    request: PortalRequest, form: TransferForm, going: list[transfers.Step], weigh: WeighTogether
) -> Together | None:
    """What it does to the stands of those who go; None when nobody can, or somebody looks along."""
    free = [step for step in going if not step.faults]
    if not free or request.acting is not None:
        return None
    employments, change = sorted(step.employment.pk for step in free), form.change

    def act() -> None:
        transfers.do(employments=employments, change=change, by=request.membership)

    try:
        return weigh([step.person.pk for step in free], act, change.on)
    except (IntegrityError, transfers.NotAllowed):  # said when it is saved
        return None


def _usual(request: PortalRequest) -> dict[str, Any]:
    first_of_next_month = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    return {"per": first_of_next_month, "medewerker": request.GET.get("medewerker")}


def _steps(request: PortalRequest, form: TransferForm) -> list[transfers.Step]:
    """Everybody who would go over."""
    values = form.cleaned_data
    found = transfers.candidates(request.membership, form.change.on - timedelta(days=1))
    if values.get("van"):
        found = found.filter(employer=values["van"])
    if values.get("medewerker"):
        found = found.filter(employee__key=values["medewerker"])
    if values.get("uitvoering"):
        found = found.filter(executor=values["uitvoering"])
    return transfers.plan(found, form.change)


def _is_chosen(step: transfers.Step, chosen: set[int], method: str | None) -> bool:
    return step.employment.pk in chosen if method == "POST" else not step.faults


def _done(
    request: PortalRequest, form: TransferForm, shown: ChosenForm, going: list[transfers.Step], chosen: set[int],
    released: list[str],
) -> Transfer | None:  # fmt: skip
    """The reason first: with the employment the door may close to whoever was only the employer."""
    try:
        with transaction.atomic():
            waiting = _keep_why(request, shown, [step.person.pk for step in going], form.change.on, released)
            made = transfers.do(employments=sorted(chosen), change=form.change, by=request.membership)
    except transfers.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    tell_waiting(request, waiting)
    refresh(today(), transfers.began_by(made).values_list("employee", flat=True))
    return made


def _keep_why(
    request: PortalRequest, shown: ChosenForm | UndoTransferForm, people: Iterable[int], on: date, released: list[str]
) -> list[Correction]:
    """Of each who goes or comes back, where it touches what was released: from the first other stand until now."""
    shown.count_overridden(request.user)
    if not released:
        return []
    first, last = month_end(on), month_end(today())
    return [corrections.keep(person=each, reports=released, first=first, last=last, **shown.why) for each in people]


def month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _find(request: PortalRequest, key: str) -> Transfer:
    return get_object_or_404(Transfer.objects.visible_to(request.membership), key=key)


@require_safe
@requires(Permission.TRANSFER_VIEW)
def transfer(request: PortalRequest, key: str) -> HttpResponse:
    return _page(request, _find(request, key))


def _page(request: PortalRequest, found: Transfer, refusal: str = "") -> HttpResponse:
    """With why it is not undone, which may name somebody: so it is said here and not in a cookie."""
    known = WswEmployee.objects.known_to(request.membership)
    begun = list(transfers.began_by(found).filter(employee__in=known))
    as_then([each.employee for each in begun])  # who left since, under the name of then (R70)
    if begun:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={each.employee.key for each in begun})
    context: dict[str, Any] = {
        "transfer": found,
        "begun": begun,
        "may_undo": request.membership.may(Permission.TRANSFER_CHANGE) and found.undone_on is None,
        "eve": found.starts_on - timedelta(days=1),
        "refusal": refusal,
    }
    return render(request, "cases/transfer.html", context, status=409 if refusal else 200)


@requires(Permission.TRANSFER_CHANGE)
def transfer_undo(request: PortalRequest, key: str, *, touched: Touched, weigh: WeighTogether) -> HttpResponse:
    """By GET what everybody would have again; by POST they do. A released period asks why (R75)."""
    found, posted = _find(request, key), request.method == "POST"
    if found.undone_on:
        return _page(request, found, transfers.UNDONE_ALREADY)
    known = WswEmployee.objects.visible_to(request.membership)
    begun = list(transfers.began_by(found).filter(employee__in=known))
    names = {each.employee_id: each.employee.full_name for each in begun}
    released = touched(found.starts_on, None)
    form = UndoTransferForm(request.POST if posted else None, transfer=found, why=bool(released))
    if posted and form.is_valid():
        refusal = _undone(request, found, form, names, released)
        if refusal:
            found.refresh_from_db()
            return _page(request, found, refusal)
        messages.success(request, "De overgang is ongedaan gemaakt. Iedereen heeft weer wat er was.")
        return redirect("transfer", key=key)
    note(Act.PEOPLE_LISTED, membership=request.membership, subjects={each.employee.key for each in begun})
    brings = _gives_back(request, found, names, weigh)
    context = {
        "transfer": found,
        "form": form,
        "touched": released,
        "preview": [_everybody_back(found), *(brings.sentences(names) if brings else [])],
        "figures": brings.lines if brings else [],
    }
    return render(request, "cases/transfer_undo.html", context, status=form.status if posted else 200)


def _undone(
    request: PortalRequest, found: Transfer, form: UndoTransferForm, people: Collection[int], released: list[str]
) -> str:
    """Why it cannot be undone, which may name somebody; nothing when it is."""
    try:
        with transaction.atomic():
            waiting = _keep_why(request, form, people, found.starts_on, released)
            transfers.undo(transfer=found, by=request.membership)
    except transfers.NotAllowed as refusal:
        return str(refusal)
    tell_waiting(request, waiting)
    refresh(today(), people)
    return ""


def _gives_back(
    request: PortalRequest, found: Transfer, people: Collection[int], weigh: WeighTogether
) -> Together | None:
    """What it does to the stands of who went; None when it cannot be, or somebody looks along."""
    if not people or request.acting is not None:
        return None
    try:
        return weigh(people, lambda: transfers.undo(transfer=found, by=request.membership), found.starts_on)
    except (IntegrityError, transfers.NotAllowed):  # said when it is undone
        return None


def _everybody_back(found: Transfer) -> str:
    who = dutch.count(found.people, "medewerker heeft", "medewerkers hebben")
    return f"{who} weer het dienstverband van voor {dutch.day(found.starts_on)}, met de uren, het verlof en het werk."
