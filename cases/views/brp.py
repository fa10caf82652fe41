"""Asking the national register (BRP) about somebody, and what it says beside what is registered.

Nothing is taken over by itself. A name and a birth date go through the form with somebody's data, a death and a move
through their own pages: each asks what it always asks, and looks at what it brings.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases import brp, bsn, dutch
from cases.actions import handovers
from cases.brp_connections import Connection
from cases.brp_forms import LookUpForm
from cases.forms import EmployeeForm
from cases.models import WswEmployee
from cases.opening import opens
from municipalities.access import Permission, requires
from municipalities.logs import Status
from municipalities.models import Membership, Municipality
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

NO_NUMBER = "Er is geen BSN vastgelegd. Zonder BSN vraagt het portaal niets aan de BRP."


@dataclass(frozen=True)
class Proposal:
    """A field as it is registered and as the register has it; and where one takes it over, when they differ.

    With `sends` a form with these values goes to `url`; without, `url` is a page to open.
    """

    label: str
    ours: str
    theirs: str
    url: str = ""
    sends: dict[str, str] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return bool(self.theirs) and self.ours != self.theirs


@requires(Permission.EMPLOYEE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def brp_look_up(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """Asks what for, and then the register. 404 where the municipality has no connection."""
    connection = brp.connection_for(request.membership)
    if connection is None:
        raise Http404
    posted = request.method == "POST"
    form, found, refused = LookUpForm(request.POST if posted else None), None, ""
    if not person.bsn_encrypted:
        refused = NO_NUMBER
    elif form.is_valid():
        found, refused = _asked(request, person, connection, form.cleaned_data["ground"])
    context = {
        "person": person, "form": form, "may_ask": bool(person.bsn_encrypted), "refused": refused,
        "answered": found is not None, "secret": bool(found and found.secret),
        "proposals": _proposals(person, found, request.membership) if found else [],
    }  # fmt: skip
    return render(request, "cases/brp.html", context, status=422 if posted and not form.is_valid() else 200)


def _asked(
    request: PortalRequest, person: WswEmployee, connection: Connection, ground: str
) -> tuple[brp.Answer | None, str]:
    """The answer, or why there is none. Both are told to the log, with the ground."""
    found, refused = None, ""
    try:
        found = brp.ask(connection, bsn.decrypt(cast(bytes, person.bsn_encrypted)))
    except brp.NoAnswer as reason:
        refused = str(reason)
    note(
        Act.BRP_ASKED, membership=request.membership, subjects=[person.key], purpose=ground,
        status=Status.OK if found else Status.ERROR,
    )  # fmt: skip
    return found, refused


def _proposals(person: WswEmployee, found: brp.Answer, by: Membership) -> list[Proposal]:
    told = {
        "first_name": found.first_names, "prefix": found.prefix, "last_name": found.last_name, "birth_date": found.born,
    }  # fmt: skip
    form = EmployeeForm(instance=person, by=by)
    return [*[_of_form(form, name, value) for name, value in told.items()], _death(person, found), _home(person, found)]


def _of_form(form: EmployeeForm, name: str, told: str | date | None) -> Proposal:
    """One field of the form with somebody's data; the others go along as they stand, with their version."""
    stands = {each: form[each].value() for each in form.fields if each != "bsn"}
    sends = {each: _sent(value) for each, value in (stands | {name: told}).items()}
    url = reverse("employee_edit", args=[form.instance.key])
    return Proposal(str(form.fields[name].label), _shown(stands[name]), _shown(told), url, sends)


def _sent(value: Any) -> str:
    """As a browser sends it."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _shown(value: Any) -> str:
    return dutch.day(value) if isinstance(value, date) else str(value or "")


def _death(person: WswEmployee, found: brp.Answer) -> Proposal:
    ours, theirs = (dutch.day(day) if day else "" for day in (person.died_on, found.died))
    query = urlencode({"on": found.died.isoformat()}) if found.died else ""
    return Proposal("Overleden op", ours, theirs, f"{reverse('employee_death', args=[person.key])}?{query}")


def _home(person: WswEmployee, found: brp.Answer) -> Proposal:
    """Compared by code: the register may spell a name otherwise."""
    home = handovers.home_of(person)
    place = home.municipality if home else None
    ours = str(home) if home else ""
    if place is not None and place.cbs_code == found.municipality:
        return Proposal("Woont in", ours, ours)
    known = Municipality.objects.filter(cbs_code=found.municipality).exists()
    query = urlencode(
        {"to": found.municipality, "starts_on": found.lives_since.isoformat() if found.lives_since else ""}
    )
    url = f"{reverse('person_move', args=[person.key])}?{query}" if known else ""
    since = f", sinds {dutch.day(found.lives_since)}" if found.lives_since else ""
    return Proposal("Woont in", ours, f"{found.place or found.municipality}{since}" if found.municipality else "", url)
