"""Requests of people about their own data: registered, extended once, decided, answered; each step once.

Who a request is about is looked up as the process `inzage`, for the privacy officer sees no dossiers: by number and day
of birth together, so that a slip of the pen finds nobody instead of somebody else.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from cases import bsn
from cases.letters import answer, everything, inzage
from cases.letters.page import Letter
from cases.models import Decision, IdentifiedBy, PrivacyRequest, RequestedBy, RequestKind, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import Membership, User, today
from municipalities.traces import Act, note

PROCESS = "inzage"
Touched = Callable[[date, date | None], Sequence[str]]


class NotAllowed(Exception):
    """The request is not in a state for this; the text says why, in Dutch."""


def find(*, number: str, born: date, membership: Membership) -> WswEmployee | None:
    """The employee with this personnel number or BSN and this day of birth. Leaves a trace, found or not."""
    with asked_by(PROCESS):
        people = WswEmployee.objects.filter(birth_date=born)
        found = people.filter(personnel_number=number).first()
        if found is None and bsn.is_valid(number):
            found = people.filter(bsn_hash=bsn.lookup_hash(number)).first()
    note(Act.PERSON_LOOKED_UP, membership=membership, subjects=[found.key] if found else [], purpose="privacyverzoek")
    return found


@transaction.atomic
def register(*, employee: WswEmployee, membership: Membership, **values: Any) -> PrivacyRequest:
    """Write down a request, on the day it came in."""
    request = PrivacyRequest.objects.create(
        employee_id=employee.pk, registered_by=membership.user, registered_on=today(), **values
    )
    _noted(request, employee, membership, "geregistreerd")
    return request


@transaction.atomic
def extend(*, request: PrivacyRequest, reason: str, on: date, membership: Membership) -> None:
    """Two months more, once, told within the first month (AVG art. 12(3)). NotAllowed otherwise."""
    request = _locked(request)
    if request.extended_on:
        raise NotAllowed("Dit verzoek is al een keer verlengd. Dat kan maar één keer.")
    if request.decision:
        raise NotAllowed("Over dit verzoek is al besloten.")
    if on > request.extendable_until:
        raise NotAllowed(f"Verlengen kon tot en met {request.extendable_until:%d-%m-%Y}.")
    request.extended_on, request.extension_reason = on, reason
    request.save(update_fields=["extended_on", "extension_reason"])
    _noted(request, _about(request), membership, "verlengd")


@transaction.atomic
def decide(*, request: PrivacyRequest, decision: str, reason: str, on: date, by: User, membership: Membership) -> None:
    """Grant, partly grant or refuse it. NotAllowed when that was done before."""
    request = _locked(request)
    if request.decision:
        raise NotAllowed("Over dit verzoek is al besloten.")
    request.decision, request.decision_reason, request.decided_on, request.decided_by = decision, reason, on, by
    request.save(update_fields=["decision", "decision_reason", "decided_on", "decided_by"])
    _noted(request, _about(request), membership, "besloten")


@transaction.atomic
def answer_sent(*, request: PrivacyRequest, on: date, membership: Membership) -> None:
    """The answer left on this day: the request is done. NotAllowed before there is a decision."""
    request = _locked(request)
    if not request.decision:
        raise NotAllowed("Neem eerst een besluit.")
    if request.answered_on:
        raise NotAllowed("Het antwoord is al verstuurd.")
    request.answered_on = on
    request.save(update_fields=["answered_on"])
    _noted(request, _about(request), membership, "beantwoord")


@transaction.atomic
def give_everything(*, request: PrivacyRequest, by: User, membership: Membership) -> Letter:
    """The inzage letter, in one act: without a decision it grants the request.

    NotAllowed when it is no granted inzage, nobody else saw the request, or it was answered. Made anew each time, from
    what is there now; leaves a trace each time.
    """
    request = _locked(request)
    if request.seen_by_id is None:
        raise NotAllowed("Een tweede persoon kijkt dit verzoek eerst na: een andere privacy officer of een beheerder.")
    if request.answered_on:
        raise NotAllowed("Dit verzoek is al beantwoord. Wil iemand opnieuw inzage? Registreer een nieuw verzoek.")
    if request.kind != RequestKind.INZAGE or request.decision == Decision.AFGEWEZEN:
        raise NotAllowed("Deze brief hoort bij een verzoek om inzage dat niet is afgewezen.")
    if not request.decision:
        decide(
            request=request, decision=Decision.TOEGEWEZEN, reason="", on=today(), by=by, membership=membership
        )  # fmt: skip
    employee = _about(request)
    _noted(request, employee, membership, act=Act.ACCESS_LETTER_MADE)  # first: the letter tells of itself too
    with asked_by(PROCESS):
        parts, sender = inzage.gather(employee), sender_of(employee)
    return everything.letter(request, parts, name=employee.full_name, sender=sender, day=today())


@dataclass(frozen=True)
class Waiting:
    """A request that a second person is to see: nothing that says whom it is about."""

    key: uuid.UUID
    received_on: date
    requested_by: str
    identified_by: str
    registered_by: str

    @property
    def reference(self) -> str:
        return str(self.key)[:8].upper()


def to_be_seen() -> list[Waiting]:
    """The requests for inzage that wait for a second person, and that the asker may look after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, received_on, requested_by, identified_by, registered_by FROM requests_to_be_seen()")
        return [
            Waiting(key, received_on, RequestedBy(asks).label, IdentifiedBy(known).label, registered_by)
            for key, received_on, asks, known, registered_by in cursor.fetchall()
        ]


@transaction.atomic
def seen(*, key: uuid.UUID, membership: Membership) -> None:
    """The asker saw the request itself, on paper or in the mail. NotAllowed for who registered it, and twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT see_request(%s)", [key])
        if not cursor.fetchone()[0]:
            raise NotAllowed("Dit verzoek wacht niet (meer) op u.")
    note(Act.DATA_REQUEST_HANDLED, membership=membership, purpose=f"verzoek {str(key)[:8].upper()}", detail="nagekeken")


@transaction.atomic
def tell_decision(*, request: PrivacyRequest, membership: Membership, touched: Touched) -> Letter:
    """The letter with the decision and what it does with reports. NotAllowed before there is one."""
    if not request.decision:
        raise NotAllowed("Neem eerst een besluit.")
    periods = periods_touched(request, touched)
    return _letter(request, membership, lambda sender: answer.decision(request, touched=periods, sender=sender))


def periods_touched(request: PrivacyRequest, touched: Touched) -> Sequence[str]:
    """The released periods that the days of this request are in, in words; the officer reads no reports."""
    if request.concerns_from is None:
        return []
    with asked_by(PROCESS):
        return touched(request.concerns_from, request.concerns_until)


@transaction.atomic
def tell_delay(*, request: PrivacyRequest, membership: Membership) -> Letter:
    """The letter that says it takes longer. NotAllowed when it does not."""
    if not request.extended_on:
        raise NotAllowed("Dit verzoek is niet verlengd.")
    return _letter(request, membership, lambda sender: answer.delay(request, sender=sender))


def _letter(request: PrivacyRequest, membership: Membership, write: Callable[[str], Letter]) -> Letter:
    employee = _about(request)
    with asked_by(PROCESS):
        made = write(sender_of(employee))
    _noted(request, employee, membership, "brief")
    return made


def sender_of(employee: WswEmployee) -> str:
    """Whose college is responsible: of the municipality where the person lives, else of the one that employs."""
    home = employee.residences.running_on(today()).select_related("municipality").last()
    if home and home.municipality and home.municipality.takes_part:
        return f"gemeente {home.municipality}"
    job = employee.employments.running_on(today()).select_related("employer__municipality").last()
    return f"gemeente {job.employer.municipality}" if job and job.employer.municipality else "GR Soweco"


def _locked(request: PrivacyRequest) -> PrivacyRequest:
    return PrivacyRequest.objects.select_for_update().get(pk=request.pk)


def _about(request: PrivacyRequest) -> WswEmployee:
    with asked_by(PROCESS):
        return WswEmployee.objects.get(pk=request.employee_id)


def _noted(
    request: PrivacyRequest,
    employee: WswEmployee,
    membership: Membership,
    detail: str = "",
    act: Act = Act.DATA_REQUEST_HANDLED,
) -> None:
    note(
        act, membership=membership, subjects=[employee.key],
        purpose=f"verzoek {request.reference}", detail=detail,
    )  # fmt: skip
