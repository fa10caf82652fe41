"""How somebody's indication stands, and what is to be done about it by when (Wsw art. 11 and 12; R17-R24).

A decision is stored as UWV took it. That it lapses on the day of AOW or on death (art. 12(2)) is no row: it follows. It
keeps counting in its category while the employment lasts (Besluit art. 15b); that is for the stands, not for here.

`indication_terms` in the database says the tasks for everybody at once; a test holds the two side by side.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import Alternative, DismissalAdvice, Outcome, OutflowReason, WswEmployee

ASKED_BEFORE = timedelta(weeks=16)  # Besluit art. 2(1)
SAID_BEFORE = timedelta(weeks=24)
DECIDED_WITHIN = timedelta(weeks=16)  # Wsw art. 11(3)
COPIED_WITHIN = timedelta(days=365)  # how long an unsent copy stays a task
# Notice on another ground than Wsw art. 6(2) a or b; whoever leaves by themselves gets no notice (art. 6(3)).
NEEDS_ADVICE = {OutflowReason.ZIE, OutflowReason.VER, OutflowReason.DRI}


@dataclass(frozen=True)
class Held:
    """The latest decision, and what may end it."""

    starts_on: date
    valid_until: date
    withdrawn_on: date | None = None
    copied_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """A request for another decision."""

    asked_on: date
    received_on: date | None = None
    outcome: str = ""
    decided_on: date | None = None
    final_on: date | None = None
    alternative: str = ""


@dataclass(frozen=True)
class Status:
    """A word, and since when it is so."""

    word: str
    since: date | None


@dataclass(frozen=True)
class Task:
    kind: str  # aanvraag, besluit, kopie_uwv or opzegging
    due_on: date


def request_due(valid_until: date) -> date:
    """The last day to ask for another decision (R17)."""
    return valid_until - ASKED_BEFORE


def decision_due(received_on: date) -> date:
    """The last day for UWV to decide (R18)."""
    return received_on + DECIDED_WITHIN


def effective_end(valid_until: date, aow_on: date | None) -> date:
    """A decision that outlasts the working life ends with it (R21)."""
    return min(valid_until, aow_on) if aow_on else valid_until


def status(held: Held | None, day: date, *, aow_on: date | None = None, died_on: date | None = None) -> Status:
    """How the decision stands on `day`: lapsing comes before withdrawing, and that before running out."""
    if held is None:
        return Status("geen indicatie", None)
    if died_on and died_on <= day:
        return Status("vervallen door overlijden", died_on)
    if aow_on and aow_on <= day:
        return Status("vervallen door de AOW-leeftijd", aow_on)
    if held.withdrawn_on and held.withdrawn_on <= day:
        return Status("ingetrokken", held.withdrawn_on)
    if held.valid_until < day:
        return Status("verlopen", held.valid_until + timedelta(days=1))
    return Status("geldig", held.starts_on) if held.starts_on <= day else Status("gaat nog in", held.starts_on)


def tasks(
    held: Held | None,
    requests: list[Asked],
    day: date,
    *,
    in_service: bool,
    aow_on: date | None = None,
    died_on: date | None = None,
) -> list[Task]:
    """What is to be done, the first due first."""
    found = [Task("besluit", decision_due(each.received_on)) for each in requests if _waits(each) and each.received_on]
    found += [
        Task("opzegging", each.final_on)
        for each in requests
        if in_service and each.final_on and each.final_on <= day and each.alternative
    ]
    if held:
        lapses_on = min((end for end in (aow_on, died_on) if end), default=None)
        found += _to_ask(held, requests, day, lapses_on) if in_service else []
        found += _to_copy(held, day, lapses_on)
    return sorted(found, key=lambda task: task.due_on)


def _waits(request: Asked) -> bool:
    return request.outcome == ""


def _to_ask(held: Held, requests: list[Asked], day: date, lapses_on: date | None) -> list[Task]:
    refused = any(
        each.outcome == Outcome.NIET_DOELGROEP and each.decided_on and each.decided_on >= held.starts_on
        for each in requests
    )
    too_early = held.valid_until - SAID_BEFORE > day
    needless = held.withdrawn_on or refused or any(map(_waits, requests))
    if too_early or needless or (lapses_on and lapses_on <= held.valid_until):
        return []
    return [Task("aanvraag", request_due(held.valid_until))]


def _to_copy(held: Held, day: date, lapses_on: date | None) -> list[Task]:
    ended_on = min((end for end in (held.withdrawn_on, lapses_on) if end), default=None)
    if held.copied_on or ended_on is None or not day - COPIED_WITHIN <= ended_on <= day or held.valid_until < ended_on:
        return []
    return [Task("kopie_uwv", ended_on)]


def may_give_notice(request: Asked, day: date) -> bool:
    """No longer in the group: notice only when that is final and something else is there (Wsw art. 6(2)b; R23)."""
    final = request.final_on is not None and request.final_on <= day
    return request.outcome == Outcome.NIET_DOELGROEP and final and request.alternative in Alternative.values


def why_no_dismissal(employee: WswEmployee, reason: str, on: date) -> str:
    """Why an employment may not be ended for this reason yet; empty when it may (R24).

    For the form that ends an employment: an employment in a register or a file was ended elsewhere.
    """
    if reason not in NEEDS_ADVICE:
        return ""
    given = DismissalAdvice.objects.filter(employee=employee, received_on__lte=on)
    return "" if given.exists() else "Vraag eerst advies aan UWV over de opzegging (Wsw art. 6 lid 3)."


def why_no_ending(employee: WswEmployee, reason: str, on: date) -> str:
    """Why an employment may not be ended on `on` for this reason; empty when it may (R23, R24)."""
    if reason == OutflowReason.HI2 and not any(may_give_notice(each, on) for each in _refusals(employee)):
        return (
            "Dit kan pas als het besluit van UWV onherroepelijk is en er iets anders is aangeboden "
            "(Wsw art. 6 lid 2b). Leg dat vast bij de indicatie."
        )
    return why_no_dismissal(employee, reason, on)


def _refusals(employee: WswEmployee) -> list[Asked]:
    found = employee.reindications.filter(outcome=Outcome.NIET_DOELGROEP)
    return [
        Asked(each.asked_on, each.received_on, each.outcome, each.decided_on, each.final_on, each.alternative)
        for each in found
    ]
