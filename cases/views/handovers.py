"""A move, and the handover that follows from it, as both municipalities see it."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import dutch
from cases.actions import handovers
from cases.beforehand import Act as Weighed
from cases.beforehand import Consequences, Weigh, look_at_figures
from cases.former import as_then
from cases.forms import AcceptForm, DeclineForm, MoveForm, TakeBackMoveForm
from cases.models import Handover, WswEmployee
from cases.opening import opens
from cases.views.weighed import enough, keep_why, page, saved, saving, tell_waiting, weighed
from cases.work_lock import hold_person, in_turn
from municipalities.access import Permission, requires
from municipalities.models import Membership, Municipality, today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """A handover, whom it is about as far as one may know, and whether they come or go."""

    handover: Handover
    person: WswEmployee | None
    comes: bool


@requires(Permission.RESIDENCE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def person_move(request: PortalRequest, person: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """A move at once, with why where released figures change; or a handover that is proposed, and changes nothing."""
    if request.method != "POST" and (reason := handovers.why_not(person, request.membership)):
        raise PermissionDenied(reason)
    home, by = handovers.home_of(person), request.membership

    def fill(*, why: bool) -> MoveForm:
        data = request.POST or request.GET or None
        return MoveForm(data, home=home, why=why and not _proposes(data, by), initial={"starts_on": today()})

    def values(form: MoveForm) -> dict[str, Any]:
        return {"to": form.cleaned_data["to"], "starts_on": form.cleaned_data["starts_on"]}

    def act(form: MoveForm) -> Weighed:
        return lambda: handovers.bring(person=person, by=by, **values(form))

    weigh = in_turn(weigh, lambda: hold_person(person.pk))
    form, brings = weighed(request, person, fill, act, weigh, look_at_figures)
    if saving(request) and form.is_valid():
        made: list[Handover | None] = []
        proposed = handovers.is_proposal(form.cleaned_data["to"], by)

        def move() -> None:
            made.append(handovers.move(person=person, by=by, **values(form)))

        if saved(form, request, person, move, None if proposed else brings):
            _tell_moved(request, person, form, made[0])
            stays = WswEmployee.objects.visible_to(by).filter(pk=person.pk).exists()
            return redirect("employee", key=person.key) if stays else redirect("handover_list")
    return page(
        request, "cases/person_move.html", person, form, _foreseen(form, by), brings, place=by.municipality,
        heading="Verhuizing vastleggen", whose="voor", save="Leg de verhuizing vast",
        take_back=handovers.may_take_back(person),
    )  # fmt: skip


@requires(Permission.RESIDENCE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED, former=True)
def person_move_undo(request: PortalRequest, person: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """By GET what taking back a move to elsewhere brings; by POST this municipality is home again."""
    place, posted = request.membership.municipality, request.method == "POST"
    if not handovers.may_take_back(person):
        raise PermissionDenied(handovers.NOTHING_TO_TAKE_BACK)
    home = person.residences.filter(municipality=place).order_by("starts_on").last()
    try:
        brings = _taking_back(request, person, weigh)
        form = TakeBackMoveForm(request.POST if posted else None, home=home, why=bool(brings and brings.touched))
        if posted and form.is_valid():
            _take_back(request, person, form, brings)
            messages.success(request, f"De verhuizing is teruggedraaid. Deze medewerker woont weer in {place}.")
            return redirect("employee", key=person.key)
    except handovers.NotAllowed as refusal:  # another was first
        raise PermissionDenied(str(refusal)) from refusal
    after = f", ook na {dutch.day(home.ends_on)}" if home else ""
    context = {
        "person": person,
        "form": form,
        "preview": [
            f"Deze medewerker woont weer in {place}{after}.",
            *(brings.sentences if brings else []),
        ],
        "figures": brings.lines if brings else [],
    }
    return render(request, "cases/person_move_undo.html", context, status=form.status if posted else 200)


def _taking_back(request: PortalRequest, person: WswEmployee, weigh: Weigh) -> Consequences | None:
    """What it brings; None for who looks along."""
    if request.acting is not None:
        return None
    return weigh(person.pk, lambda: handovers.take_back(person=person))


def _take_back(
    request: PortalRequest, person: WswEmployee, form: TakeBackMoveForm, brings: Consequences | None
) -> None:
    """The door first: without it the reason could not be kept."""
    with transaction.atomic():
        handovers.take_back(person=person)
        made = keep_why(request, form, {person.pk: brings} if brings else {})
    tell_waiting(request, made)


def _proposes(data: Any, by: Membership) -> bool:
    """Whether what is filled in is a proposal: then the reason is for who accepts it."""
    to = Municipality.objects.filter(cbs_code=str(data.get("to", "")).replace("\x00", "")).first() if data else None
    return handovers.is_proposal(to, by)


def _foreseen(form: MoveForm, by: Membership) -> list[str]:
    if not enough(form):
        return []
    to = form.cleaned_data["to"]
    if handovers.is_proposal(to, by):
        return [f"Er verandert nog niets: een consulent van {to} neemt de overdracht aan of niet. Bij aannemen geldt:"]
    where = f"in {to}" if to else "in het buitenland"
    return [f"Deze medewerker woont vanaf {dutch.day(form.cleaned_data['starts_on'])} {where}."]


def _tell_moved(request: PortalRequest, person: WswEmployee, form: MoveForm, handover: Handover | None) -> None:
    if handover is None:
        messages.success(request, f"De verhuizing is vastgelegd, vanaf {form.cleaned_data['starts_on']:%d-%m-%Y}.")
        return
    note(Act.HANDOVER_PROPOSED, membership=request.membership, subjects=[person.key])
    said = f"De overdracht aan {handover.to_municipality} is voorgesteld. Een consulent daar neemt haar aan of niet."
    messages.success(request, f"{said} Tot dan verandert er niets.")


@require_safe
@requires(Permission.RESIDENCE_CHANGE)
def handover_list(request: PortalRequest) -> HttpResponse:
    """All that is open; of what was decided and of who went the last fifty."""
    membership = request.membership
    mine = Handover.objects.visible_to(membership)
    found = [*mine.open(), *mine.decided()[:SHOWN]]
    known = handovers.people(found, membership)
    went = as_then(handovers.gone(membership)[: SHOWN + 1])  # one more tells that there are more
    gone = went[:SHOWN]
    if listed := {person.key for person in [*known.values(), *gone]}:
        note(Act.PEOPLE_LISTED, membership=membership, subjects=listed)
    lines = [Line(each, known.get(each.employee_id), _comes(each, request)) for each in found]
    context = {
        "incoming": [line for line in lines if line.handover.is_open and line.comes],
        "outgoing": [line for line in lines if line.handover.is_open and not line.comes],
        "decided": [line for line in lines if not line.handover.is_open],
        "gone": gone,
        "more": len(went) > SHOWN,
        "place": membership.municipality,
    }
    return render(request, "cases/handover_list.html", context)


def _comes(found: Handover, request: PortalRequest) -> bool:
    return found.to_municipality_id == request.membership.municipality_id


def _visible(request: PortalRequest, key: str) -> Handover:
    return get_object_or_404(Handover.objects.visible_to(request.membership), key=key)


@require_safe
@requires(Permission.RESIDENCE_CHANGE)
def handover(request: PortalRequest, key: str, *, weigh: Weigh) -> HttpResponse:
    found = _visible(request, key)
    return _page(request, found, DeclineForm(), weigh)


def _page(
    request: PortalRequest, found: Handover, form: DeclineForm, weigh: Weigh, accept: AcceptForm | None = None
) -> HttpResponse:
    """`form` or `accept` is what was sent, when something was."""
    person = handovers.people([found], request.membership).get(found.employee_id)
    if person:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[person.key])
    brings = _accepting(request, found, weigh)
    sent = accept or (form if form.is_bound else None)
    context = {
        "handover": found,
        "person": person,
        "form": form,
        "accept": accept or AcceptForm(None, handover=found, why=bool(brings and brings.touched)),
        "preview": brings.sentences if brings else [],
        "figures": brings.lines if brings else [],
        "comes": _comes(found, request),
        "own_proposal": found.proposed_by_id == request.user.pk,
    }
    return render(request, "cases/handover.html", context, status=sent.status if sent else 200)


def _accepting(request: PortalRequest, found: Handover, weigh: Weigh) -> Consequences | None:
    """What accepting brings; None for who cannot, or looks along."""
    if not found.is_open or not _comes(found, request) or request.acting is not None:
        return None
    weigh = in_turn(weigh, lambda: handovers.hold(found))
    try:
        return weigh(found.employee_id, lambda: handovers.accept(handover=copy(found), by=request.membership))
    except handovers.NotAllowed:  # said when it is accepted
        return None


@require_POST
@requires(Permission.RESIDENCE_CHANGE)
def handover_accept(request: PortalRequest, key: str, *, weigh: Weigh) -> HttpResponse:
    found = _visible(request, key)
    person = handovers.people([found], request.membership).get(found.employee_id)
    brings = _accepting(request, found, weigh)
    form = AcceptForm(request.POST, handover=found, why=bool(brings and brings.touched))
    if not form.is_valid():
        return _page(request, found, DeclineForm(), weigh, form)
    try:
        with transaction.atomic():
            handovers.accept(handover=found, by=request.membership)
            made = keep_why(request, form, {found.employee_id: brings} if brings else {})
    except handovers.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("handover", key=found.key)
    tell_waiting(request, made)
    _note_decided(request, person, "aangenomen")
    messages.success(request, f"Het dossier is van uw gemeente vanaf {found.starts_on:%d-%m-%Y}.")
    begun = person and found.starts_on <= today()  # before that day the door is closed
    return redirect("employee", key=person.key) if person and begun else redirect("handover_list")


@require_POST
@requires(Permission.RESIDENCE_CHANGE)
def handover_decline(request: PortalRequest, key: str, *, weigh: Weigh) -> HttpResponse:
    found, form = _visible(request, key), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, weigh)

    def decline(**values: Any) -> None:
        handovers.decline(reason=form.cleaned_data["reason"], **values)
        form.count_overridden(request.user)

    return _decided(request, found, "afgewezen", decline)


@require_POST
@requires(Permission.RESIDENCE_CHANGE)
def handover_withdraw(request: PortalRequest, key: str) -> HttpResponse:
    return _decided(request, _visible(request, key), "ingetrokken", handovers.withdraw)


def _decided(request: PortalRequest, found: Handover, what: str, act: Any) -> HttpResponse:
    person = handovers.people([found], request.membership).get(found.employee_id)
    try:
        act(handover=found, by=request.membership)
    except handovers.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        _note_decided(request, person, what)
        messages.success(request, f"De overdracht is {what}.")
    return redirect("handover_list")


def _note_decided(request: PortalRequest, person: WswEmployee | None, what: str) -> None:
    subjects = [person.key] if person else []
    note(Act.HANDOVER_DECIDED, membership=request.membership, subjects=subjects, detail=what)
