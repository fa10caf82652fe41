"""A contract with a hirer: its terms by date, who works under it, and until when."""

from collections.abc import Collection, Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import dutch, invoicing
from cases.actions import contracts
from cases.beforehand import Act as Weighed
from cases.beforehand import Together, WeighTogether
from cases.contract_forms import ContractEndForm, ContractForm, IndexForm, NewContractForm, PutUnderForm, TermsForm
from cases.models import Contract, FeeUnit, Hirer, Placement, Terms
from cases.refusals import refuse_in_words
from cases.signals.refresh import refresh
from cases.views.weighed import enough, only_ask, saved_together, saving, weighed_together
from municipalities.access import Permission, requires
from municipalities.models import Membership, today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

TERMS = ("fee", "unit", "hours_rule", "indexation")
WEEKS = 4  # what a person costs is shown over so many weeks


def _find(key: str) -> Contract:
    return get_object_or_404(Contract.objects.select_related("hirer", "site", "lender"), key=key)


@require_safe
@requires(Permission.HIRER_VIEW)
def contract(request: PortalRequest, key: str) -> HttpResponse:
    found = _find(key)
    terms = list(found.terms.select_related("proposed_by", "released_by").order_by("-starts_on"))
    now = next((each for each in terms if each.starts_on <= today() and not each.waits), None)
    working = _working(found, request.membership)
    if working:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={each.employee.key for each in working})
    may_release = request.membership.may(Permission.TERMS_RELEASE)
    context = {
        "contract": found,
        "terms": [(each, each.waits and may_release and each.proposed_by_id != request.user.pk) for each in terms],
        "working": [(each, _costs(each, now)) for each in working],
        "may_change": request.membership.may(Permission.HIRER_CHANGE),
        "days_left": (found.ends_on - today()).days if found.ends_on else None,
    }
    return render(request, "cases/contract.html", context)


def _working(found: Contract, membership: Membership) -> list[Placement]:
    running = Placement.objects.visible_to(membership).running_on(today()).filter(contract=found)
    return list(running.select_related("employee").order_by("employee__sort_name"))


def _costs(placement: Placement, terms: Terms | None) -> str:
    """What somebody who is there all hours costs in four weeks, where the fee is by the hour (R53)."""
    if terms is None or terms.unit != FeeUnit.UUR:
        return dutch.UNKNOWN
    hours = invoicing.Hours(placement.hours * WEEKS)
    paid = invoicing.amount(terms.fee, invoicing.hours_to_invoice(terms.hours_rule, hours))
    return f"€ {dutch.decimals(paid)}"


@requires(Permission.HIRER_CHANGE)
def contract_new(request: PortalRequest, key: str) -> HttpResponse:
    hirer = get_object_or_404(Hirer, key=key)
    form = NewContractForm(request.POST or None, hirer=hirer, initial={"starts_on": today()})
    if saving(request) and form.is_valid() and _drawn_up(request, form):
        messages.success(request, "Het contract is vastgelegd.")
        return redirect("hirer", key=hirer.key)
    context = {"form": form, "hirer": hirer, "heading": "Nieuw contract", "preview": _floor_said(form)}
    return _page(request, context, status=form.status if saving(request) else 200)


def _drawn_up(request: PortalRequest, form: NewContractForm) -> bool:
    def act() -> None:
        contracts.draw_up(by=request.user, terms=form.cleaned_terms(), **form.contract_values())
        form.count_overridden(request.user)

    return _done(form, act)


@requires(Permission.HIRER_CHANGE)
def contract_edit(request: PortalRequest, key: str) -> HttpResponse:
    found = _find(key)
    form = ContractForm(request.POST or None, instance=found, hirer=found.hirer)

    def act() -> None:
        form.save()
        form.count_overridden(request.user)

    if request.method == "POST" and form.is_valid() and _done(form, act):
        messages.success(request, "Het contract is gewijzigd.")
        return redirect("contract", key=key)
    context = {"form": form, "contract": _find(key), "hirer": found.hirer, "heading": "Contract wijzigen"}
    return _page(request, context, status=form.status if request.method == "POST" else 200)


@requires(Permission.HIRER_CHANGE)
def contract_terms(request: PortalRequest, key: str) -> HttpResponse:
    """Other terms from a day on: the version before ends the day before."""
    found = _find(key)
    form = TermsForm(request.POST or None, contract=found)
    form.initial = {name: getattr(form.last, name) for name in form.fields if name in TERMS} if form.last else {}

    def act() -> None:
        first, terms = form.cleaned_data["starts_on"], form.cleaned_terms()
        contracts.change_terms(contract=found, starts_on=first, by=request.user, terms=terms, after=form.last)

    if saving(request) and form.is_valid() and _done(form, act):
        messages.success(request, "De nieuwe voorwaarden zijn vastgelegd.")
        return redirect("contract", key=key)
    context = {"form": form, "contract": found, "heading": "Nieuwe voorwaarden", "preview": _floor_said(form)}
    return _page(request, context, status=form.status if saving(request) else 200)


def _floor_said(form: Any) -> list[str]:
    """That the fee lies under the floor, before it is saved (R57)."""
    form.is_valid()
    floor = form.under_the_floor(getattr(form, "cleaned_data", {}).get("starts_on")) if form.is_bound else None
    if floor is None:
        return []
    said = f"De vergoeding ligt onder de ondergrens van € {dutch.decimals(floor)} per uur (Wsw art. 5)."
    return [f"{said} Zij geldt pas als een tweede persoon haar vrijgeeft."]


@requires(Permission.HIRER_CHANGE)
def contract_index(request: PortalRequest, key: str) -> HttpResponse:
    found = _find(key)
    first_of_next = today().replace(year=today().year + 1, month=1, day=1)
    form = IndexForm(request.POST or None, contract=found, initial={"starts_on": first_of_next})
    form.initial["percentage"] = form.last and form.last.indexation

    def act() -> None:
        contracts.index(contract=found, by=request.user, after=form.last, **form.cleaned_data)

    if saving(request) and form.is_valid() and _done(form, act):
        messages.success(request, "De vergoeding is geïndexeerd.")
        return redirect("contract", key=key)
    context = {"form": form, "contract": found, "heading": "Indexeren", "preview": _indexed(form)}
    return _page(request, context, status=form.status if saving(request) else 200)


def _indexed(form: IndexForm) -> list[str]:
    last = form.last
    percentage: Decimal | None = form.cleaned_data.get("percentage") if form.is_bound and form.is_valid() else None
    if last is None or percentage is None:
        return []
    then = dutch.decimals(invoicing.indexed(last.fee, percentage))
    return [f"De vergoeding gaat van {dutch.decimals(last.fee)} naar {then} ({last.get_unit_display()})."]


@require_POST
@requires(Permission.TERMS_RELEASE)
def contract_release(request: PortalRequest, key: str, terms: str) -> HttpResponse:
    found = get_object_or_404(Terms, key=terms, contract__key=key)
    try:
        contracts.release(terms=found, by=request.user)
    except contracts.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "De vergoeding is vrijgegeven.")
    return redirect("contract", key=key)


@requires(Permission.HIRER_CHANGE)
def contract_end(request: PortalRequest, key: str, *, weigh: WeighTogether) -> HttpResponse:
    """Until when the contract runs, with what that does to who works under it (R44)."""
    found, membership = _find(key), request.membership
    working = _working(found, membership)

    def fill(*, why: bool) -> ContractEndForm:
        data = request.POST or request.GET or None
        return ContractEndForm(data, contract=found, working=working, why=why, initial={"on": found.ends_on})

    def follow(form: ContractEndForm) -> dict[int, str]:
        return _names(contracts.would_follow(found, form.cleaned_data["on"], membership))

    def act(form: ContractEndForm) -> Weighed:
        return lambda: contracts.set_end(contract=found, on=form.cleaned_data["on"], membership=membership)

    def since(form: ContractEndForm) -> date | None:
        return min((day for day in (form.cleaned_data["on"], found.ends_on) if day), default=None)

    theirs = contracts.under(found, membership).values("employee")
    form, brings = weighed_together(request, fill, follow, act, in_turn(weigh, found, theirs), since)
    if saving(request) and form.is_valid():
        people = follow(form)
        if saved_together(form, request, people, act(form), brings):
            refresh(today(), people)
            messages.success(request, "De laatste dag van het contract is vastgelegd.")
            return redirect("contract", key=key)
    context = {
        "form": form, "contract": found, "heading": "Verlengen of beëindigen", "by_get": True,
        "preview": [*_followed(form, found, membership), *_brought(brings, contracts.under(found, membership))],
        "figures": brings.lines if brings else [],
    }  # fmt: skip
    only_ask(request, form)
    return _page(request, context, status=form.status if saving(request) else 200)


def in_turn(weigh: WeighTogether, contract: Contract, theirs: Any = None) -> WeighTogether:
    """`weigh`, of an act that holds a contract: its turn is taken first, and kept when what was looked at is undone.

    `theirs` gives the ids of all whose work the act holds; without it they are those who are weighed.
    """

    def weigh_in_turn(people: Collection[int], act: Weighed, since: date | None) -> Together:
        contracts.hold(contract, people if theirs is None else theirs)
        return weigh(people, act, since)

    return weigh_in_turn


def _names(placements: Iterable[Placement]) -> dict[int, str]:
    """Of the people in these placements, by id."""
    return {each.employee_id: each.employee.full_name for each in placements}


def _brought(brings: Together | None, placements: Iterable[Placement]) -> list[str]:
    return brings.sentences(_names(placements)) if brings else []


def _followed(form: ContractEndForm, found: Contract, membership: Membership) -> list[str]:
    if not enough(form):
        return []
    on = form.cleaned_data["on"]
    if on and (found.ends_on is None or on < found.ends_on):
        return [
            f"{each.employee.full_name} is vanaf de dag na {dutch.day(on)} {dutch.hours(each.hours)} uur zonder werk."
            for each in contracts.would_end(found, on, membership)
        ]
    until = f"tot en met {dutch.day(on)}" if on else "zonder einddatum"
    return [f"{each.employee.full_name} blijft {until}." for each in contracts.would_last(found, membership)]


@requires(Permission.HIRER_CHANGE)
def contract_people(request: PortalRequest, key: str, *, weigh: WeighTogether) -> HttpResponse:
    """Who works under it: of those who work at the hirer in this form, under no contract yet."""
    found = _find(key)
    candidates = contracts.without_contract(found, request.membership)

    def fill(*, why: bool) -> PutUnderForm:
        return PutUnderForm(request.POST or request.GET or None, contract=found, candidates=candidates, why=why)

    def chosen(form: PutUnderForm) -> dict[int, str]:
        return _names(form.cleaned_data["placements"])

    def act(form: PutUnderForm) -> Weighed:
        placements = list(form.cleaned_data["placements"])
        return lambda: contracts.put_under(contract=found, placements=map(copy, placements))

    form, brings = weighed_together(request, fill, chosen, act, in_turn(weigh, found), lambda form: found.ends_on)
    if saving(request) and form.is_valid() and saved_together(form, request, chosen(form), act(form), brings):
        refresh(today(), set(chosen(form)))
        messages.success(request, "Bewaard: zij werken onder dit contract.")
        return redirect("contract", key=key)
    if listed := {each.employee.key for each in candidates}:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=listed)
    context = {
        "form": form, "contract": found, "heading": "Mensen onder dit contract", "nobody": not listed, "by_get": True,
        "preview": [*_put_under(form, found), *_brought(brings, candidates)], "figures": brings.lines if brings else [],
    }  # fmt: skip
    only_ask(request, form)
    return _page(request, context, status=form.status if saving(request) else 200)


def _put_under(form: PutUnderForm, found: Contract) -> list[str]:
    """Who ends with the contract, that would have gone on."""
    chosen = form.cleaned_data["placements"] if enough(form) else ()
    longer = [each for each in chosen if found.ends_on and (each.ends_on is None or each.ends_on > found.ends_on)]
    return [
        f"De plaatsing van {each.employee.full_name} eindigt met het contract, op {dutch.day(found.ends_on)}."
        for each in longer
    ]


def _done(form: forms.BaseForm, act: Any) -> bool:
    """Whether `act` was done; if not, the form says why."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
    except contracts.NotAllowed as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _page(request: PortalRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "cases/contract_form.html", context, status=status)
