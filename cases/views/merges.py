"""Two dossiers of one person: proposed, looked at beforehand, carried out by a second person; and apart again."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import merging
from cases.actions import merges
from cases.beforehand import Act as Weighed
from cases.beforehand import Together, WeighTogether
from cases.merge_forms import ApartForm, CarryOutForm, MergeForm, RefuseMergeForm
from cases.models import PersonMerge, WswEmployee
from cases.views.weighed import only_ask, saving, weighed_together
from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest
from municipalities.traces import Act, about_person, note

SHOWN = 50
NOT_YET = "Dit kan nog niet. Hierboven staat wat eerst recht moet."


@requires(Permission.EMPLOYEE_CHANGE)
@about_person
def double_merge(request: PortalRequest, key: uuid.UUID, other: uuid.UUID, *, weigh: WeighTogether) -> HttpResponse:
    """These are one: which dossier stays, what clashes, what moves and what it does to figures; then a proposal."""
    seen = WswEmployee.objects.visible_to(request.membership)
    one, second = get_object_or_404(seen, key=key), get_object_or_404(seen.exclude(key=key), key=other)
    note(Act.DOSSIER_FORM_OPENED, membership=request.membership, subjects=[one.key, second.key])
    refused = merging.why_not(gone=second, stays=one)
    start = {name: str(one.key) for name in ("stays", "name_of", "birth_date_of", "bsn_of", "number_of")}

    def fill(*, why: bool) -> MergeForm:
        data = request.POST or (None if refused else start | request.GET.dict())
        return MergeForm(data, pair=(one, second), why=why)

    said: list[str] = []

    def act(form: MergeForm) -> Weighed:
        return _looked(lambda: merges.propose(by=request.membership, **_of(form, form.why)), said)

    form, brings = weighed_together(request, fill, lambda form: [one.pk, second.pk], act, _in_turn(weigh))
    asked = form.is_bound and not form.errors.get("stays")
    stays, gone = form.stays_and_gone if asked and "stays" in getattr(form, "cleaned_data", {}) else (one, second)
    clashes = [] if refused else merging.clashes(gone=gone, stays=stays)
    if saving(request) and form.is_valid() and not clashes and _fits(form, said) and _proposed(request, form):
        return redirect("merge_list")
    return _form_page(request, form, {
        "one": one, "other": second, "stays": stays, "gone": gone, "refused": refused, "clashes": clashes,
        "preview": [NOT_YET] if refused or clashes else said or _foreseen(stays, gone, brings), "brings": brings,
    })  # fmt: skip


def _looked(propose: Callable[[], PersonMerge], said: list[str]) -> Weighed:
    """Propose it and look what comes of it; why that cannot be is put in `said`."""

    def propose_and_look() -> None:
        try:
            merges.look(propose())
        except merges.NotAllowed as refusal:
            said[:] = [str(refusal)]
            raise

    return propose_and_look


def _fits(form: Any, said: list[str]) -> bool:
    """Whether it could be done when it was looked at; else the form says why not."""
    for each in said:
        form.add_error(None, each)
    return not said


def _of(form: MergeForm, why: dict[str, str]) -> dict[str, Any]:
    stays, gone = form.stays_and_gone
    return {
        "stays": stays, "gone": gone, "sides": form.sides, "grounds": form.grounds_said, "why": why,
    }  # fmt: skip


def _in_turn(weigh: WeighTogether) -> WeighTogether:
    """`weigh`, while nobody changes anything: what is tried moves whole dossiers."""

    def weigh_in_turn(people: Any, act: Weighed, since: Any) -> Together:
        merges.hold_register()
        return weigh(people, act, since)

    return weigh_in_turn


def _foreseen(stays: WswEmployee, gone: WswEmployee, brings: Together | None) -> list[str]:
    said = f"Dossier {gone.personnel_number} gaat op in dossier {stays.personnel_number}."
    return [said, *merging.sentences(merging.moving(gone=gone, stays=stays)), *_brought(brings, stays, gone)]


def _brought(brings: Together | None, *people: WswEmployee) -> list[str]:
    return brings.sentences({each.pk: f"Dossier {each.personnel_number}" for each in people}) if brings else []


def _proposed(request: PortalRequest, form: MergeForm) -> bool:
    try:
        made = merges.propose(by=request.membership, **_of(form, form.why))
    except merges.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    form.count_overridden(request.user)
    _note(Act.MERGE_PROPOSED, request, made)
    messages.success(request, "Voorgesteld. Een tweede persoon van uw gemeente voert het uit of wijst het af.")
    return True


def _note(act: Act, request: PortalRequest, merge: PersonMerge, detail: str = "") -> None:
    subjects = [merge.employee.key, merge.gone.key]
    note(act, membership=request.membership, subjects=subjects, detail=detail)


def _form_page(request: PortalRequest, form: Any, more: dict[str, Any]) -> HttpResponse:
    only_ask(request, form)
    brings = more.pop("brings")
    context = {"form": form, "figures": brings.lines if brings else [], **more}
    return render(request, "cases/merge_new.html", context, status=form.status if saving(request) else 200)


@require_safe
@requires(Permission.MERGE_DECIDE)
def merge_list(request: PortalRequest) -> HttpResponse:
    """What waits for a second person, and the last fifty that were decided."""
    mine = PersonMerge.objects.visible_to(request.membership)
    found = [*mine.open(), *mine.exclude(pk__in=mine.open())[:SHOWN]]
    if listed := {person.key for each in found for person in (each.employee, each.gone)}:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=listed)
    context = {
        "waiting": [each for each in found if each.is_open],
        "decided": [each for each in found if not each.is_open],
    }
    return render(request, "cases/merge_list.html", context)


def _visible(request: PortalRequest, key: uuid.UUID) -> PersonMerge:
    return get_object_or_404(PersonMerge.objects.visible_to(request.membership), key=key)


@require_safe
@requires(Permission.MERGE_DECIDE)
def merge(request: PortalRequest, key: uuid.UUID, *, weigh: WeighTogether) -> HttpResponse:
    """One of them: what was proposed, what carrying it out brings, and what was decided."""
    found = _visible(request, key)
    return _page(request, found, weigh)


def _page(
    request: PortalRequest,
    found: PersonMerge,
    weigh: WeighTogether,
    *,
    carry: CarryOutForm | None = None,
    refusal: RefuseMergeForm | None = None,
    said: str = "",
) -> HttpResponse:
    """`carry` or `refusal` is what was sent, when something was; `said` is why it could not be."""
    _note(Act.PEOPLE_LISTED, request, found)
    decides = found.is_open and found.proposed_by_id != request.user.pk and request.acting is None
    if decides:
        merges.hold_register()
    cannot = merges.cannot(found) if found.is_open else ""
    brings = None
    if decides and not cannot:
        brings, cannot = _carrying_out(found, weigh)
    named = cannot and merging.sees_whole(found.employee, *([found.gone] if found.joins else []))
    sent = carry or refusal
    context = {
        "merge": found,
        "decides": decides,
        "own": found.is_open and found.proposed_by_id == request.user.pk,
        "cannot": said or cannot,
        "clashes": merging.clashes(gone=found.gone, stays=found.employee) if named and found.joins else [],
        "holds_on": merging.holds_on(found.undoes) if named and found.undoes else [],
        "preview": _carried(found, brings) if decides and not cannot else [],
        "figures": brings.lines if brings else [],
        "carry": carry or CarryOutForm(None, merge=found, why=_asks(found, brings)),
        "form": refusal or RefuseMergeForm(),
        "may_undo": found.in_force and request.membership.may(Permission.EMPLOYEE_CHANGE),
        "sides": _sides(found),
    }
    return render(request, "cases/merge.html", context, status=sent.status if sent else 200)


def _sides(found: PersonMerge) -> list[tuple[str, str]]:
    """Whose data hold, where those of the dossier that goes do."""
    chosen = {"naam": found.name_of, "geboortedatum": found.birth_date_of, "burgerservicenummer": found.bsn_of,
              "personeelsnummer": found.number_of}  # fmt: skip
    stays, gone = found.numbers.split(" en ")
    return [(label, gone if side == "gaat" else stays) for label, side in chosen.items()]


def _carrying_out(found: PersonMerge, weigh: WeighTogether) -> tuple[Together | None, str]:
    """What it brings; or why it cannot be."""
    try:
        return _in_turn(weigh)([found.employee_id, found.gone_id], lambda: merges.look(found), None), ""
    except merges.NotAllowed as refusal:
        return None, str(refusal)


def _carried(found: PersonMerge, brings: Together | None) -> list[str]:
    if found.joins:
        return _foreseen(found.employee, found.gone, brings)
    said = f"De dossiers {found.numbers} zijn weer twee. Wat meeging, gaat terug zoals het was."
    return [said, *_stays_behind(found.undoes), *_brought(brings, found.employee, found.gone)]


def _stays_behind(joined: PersonMerge | None) -> list[str]:
    """What was added since, and stays with the one that stayed."""
    added = merging.since(joined) if joined else []
    listed = ", ".join(f"{each.label} ({each.moves})" for each in added)
    return [f"Wat daarna is toegevoegd, blijft in het dossier dat bleef: {listed}."] if added else []


def _asks(found: PersonMerge, brings: Together | None) -> bool:
    return bool(brings and brings.touched and not found.reason)


@require_POST
@requires(Permission.MERGE_DECIDE)
def merge_carry_out(request: PortalRequest, key: uuid.UUID, *, weigh: WeighTogether) -> HttpResponse:
    found = _visible(request, key)
    merges.hold_register()
    ready = found.is_open and found.proposed_by_id != request.user.pk and not merges.cannot(found)
    brings, cannot = _carrying_out(found, weigh) if ready else (None, "")
    if cannot:
        messages.error(request, cannot)
        return redirect("merge", key=found.key)
    form = CarryOutForm(request.POST, merge=found, why=_asks(found, brings))
    if not form.is_valid():
        return _page(request, found, weigh, carry=form)
    try:
        merges.carry_out(merge=found, by=request.membership, brings=brings, why=form.why)
    except merges.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("merge", key=found.key)
    form.count_overridden(request.user)
    _note(Act.MERGE_DECIDED, request, found, "uitgevoerd")
    messages.success(request, "De dossiers zijn nu één." if found.joins else "De dossiers zijn weer twee.")
    return redirect("employee", key=found.employee.key)


@require_POST
@requires(Permission.MERGE_DECIDE)
def merge_refuse(request: PortalRequest, key: uuid.UUID, *, weigh: WeighTogether) -> HttpResponse:
    found, form = _visible(request, key), RefuseMergeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, weigh, refusal=form)
    return _decided(request, found, "afgewezen", lambda: merges.refuse(
        merge=found, by=request.membership, reason=form.cleaned_data["reason"]
    ))  # fmt: skip


@require_POST
@requires(Permission.EMPLOYEE_CHANGE)
def merge_withdraw(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    found = _visible(request, key)
    return _decided(request, found, "ingetrokken", lambda: merges.withdraw(merge=found, by=request.membership))


def _decided(request: PortalRequest, found: PersonMerge, what: str, act: Weighed) -> HttpResponse:
    try:
        act()
    except merges.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        _note(Act.MERGE_DECIDED, request, found, what)
        messages.success(request, f"Het voorstel is {what}.")
    return redirect("merge_list")


@requires(Permission.EMPLOYEE_CHANGE)
def merge_apart(request: PortalRequest, key: uuid.UUID, *, weigh: WeighTogether) -> HttpResponse:
    """What became one is two after all: a proposal too."""
    joined = _visible(request, key)
    if not joined.in_force:
        raise Http404
    _note(Act.DOSSIER_FORM_OPENED, request, joined)
    refused = "" if merging.sees_whole(joined.employee) else merging.CANNOT[""]
    holds_on, said = [] if refused else merging.holds_on(joined), list[str]()

    def fill(*, why: bool) -> ApartForm:
        data = request.POST or (None if refused or holds_on else request.GET.dict() | {"looking": "1"})
        return ApartForm(data, merge=joined, why=why)

    def propose(form: ApartForm) -> PersonMerge:
        return merges.propose_apart(merge=joined, by=request.membership, grounds=form.grounds_said, why=form.why)

    def act(form: ApartForm) -> Weighed:
        return _looked(lambda: propose(form), said)

    form, brings = weighed_together(
        request, fill, lambda form: [joined.employee_id, joined.gone_id], act, _in_turn(weigh)
    )
    if saving(request) and form.is_valid() and not refused and not holds_on and _fits(form, said):
        try:
            made = propose(form)
        except merges.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            form.count_overridden(request.user)
            _note(Act.MERGE_PROPOSED, request, made)
            messages.success(request, "Voorgesteld. Een tweede persoon van uw gemeente voert het uit of wijst het af.")
            return redirect("merge_list")
    return _form_page(request, form, {
        "joined": joined, "stays": joined.employee, "gone": joined.gone, "refused": refused, "holds_on": holds_on,
        "preview": [] if refused or holds_on else said or _apart(joined, brings), "brings": brings,
    })  # fmt: skip


def _apart(joined: PersonMerge, brings: Together | None) -> list[str]:
    said = f"De dossiers {joined.numbers} zijn dan weer twee. Wat meeging, gaat terug zoals het was."
    return [said, *_stays_behind(joined), *_brought(brings, joined.employee, joined.gone)]
