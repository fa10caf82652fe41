"""A move, and the handover that follows from it, as both municipalities see it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.actions import handovers
from cases.former import as_then
from cases.forms import DeclineForm, MoveForm
from cases.models import Handover, WswEmployee
from cases.opening import opens
from municipalities.access import Permission, requires
from municipalities.models import today
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
def person_move(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    if request.method != "POST" and (reason := handovers.why_not(person, request.membership)):
        raise PermissionDenied(reason)
    home = handovers.home_of(person)
    form = MoveForm(request.POST or None, home=home, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid() and _moved(request, person, form):
        stays = WswEmployee.objects.visible_to(request.membership).filter(pk=person.pk).exists()
        return redirect("employee", key=person.key) if stays else redirect("handover_list")
    context = {"person": person, "form": form, "place": request.membership.municipality}
    return render(request, "cases/person_move.html", context, status=form.status if request.method == "POST" else 200)


def _moved(request: PortalRequest, person: WswEmployee, form: MoveForm) -> bool:
    values = {"to": form.cleaned_data["to"], "starts_on": form.cleaned_data["starts_on"]}
    try:
        handover = handovers.move(person=person, by=request.membership, **values)
    except handovers.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    if handover is None:
        messages.success(request, f"De verhuizing is vastgelegd, vanaf {values['starts_on']:%d-%m-%Y}.")
        return True
    note(Act.HANDOVER_PROPOSED, membership=request.membership, subjects=[person.key])
    said = f"De overdracht aan {handover.to_municipality} is voorgesteld. Een consulent daar neemt haar aan of niet."
    messages.success(request, f"{said} Tot dan verandert er niets.")
    return True


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
def handover(request: PortalRequest, key: str) -> HttpResponse:
    return _page(request, _visible(request, key), DeclineForm())


def _page(request: PortalRequest, found: Handover, form: DeclineForm, status: int = 200) -> HttpResponse:
    person = handovers.people([found], request.membership).get(found.employee_id)
    if person:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[person.key])
    context = {
        "handover": found,
        "person": person,
        "form": form,
        "comes": _comes(found, request),
        "own_proposal": found.proposed_by_id == request.user.pk,
    }
    return render(request, "cases/handover.html", context, status=status)


@require_POST
@requires(Permission.RESIDENCE_CHANGE)
def handover_accept(request: PortalRequest, key: str) -> HttpResponse:
    found = _visible(request, key)
    person = handovers.people([found], request.membership).get(found.employee_id)
    try:
        handovers.accept(handover=found, by=request.membership)
    except handovers.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("handover", key=found.key)
    _note_decided(request, person, "aangenomen")
    messages.success(request, f"Het dossier is van uw gemeente vanaf {found.starts_on:%d-%m-%Y}.")
    begun = person and found.starts_on <= today()  # before that day the door is closed
    return redirect("employee", key=person.key) if person and begun else redirect("handover_list")


@require_POST
@requires(Permission.RESIDENCE_CHANGE)
def handover_decline(request: PortalRequest, key: str) -> HttpResponse:
    found, form = _visible(request, key), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=form.status)

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
