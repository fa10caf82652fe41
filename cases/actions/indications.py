"""The road to another decision of UWV, what it decides and advises, and how an indication ends."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from cases.models import (
    AdaptationAdvice,
    DismissalAdvice,
    Indication,
    Outcome,
    Reindication,
    WswEmployee,
)


class NotAllowed(Exception):
    """This cannot be done; the text says why, in Dutch."""


@transaction.atomic
def ask(*, employee: WswEmployee, **values: Any) -> Reindication:
    """Ask UWV for another decision: the college of the municipality where somebody lives that day (R17).

    NotAllowed without such a home. IntegrityError when a request runs already.
    """
    on: date = values["asked_on"]
    home = employee.residences.running_on(on).select_related("municipality").first()
    if home is None or home.municipality is None:
        raise NotAllowed("Op die dag is er geen woongemeente. De gemeente waar iemand woont, vraagt aan.")
    return Reindication.objects.create(employee=employee, municipality=home.municipality, **values)


@transaction.atomic
def receive(*, request: Reindication, on: date) -> None:
    """UWV has it; from here it has sixteen weeks (R18). IntegrityError when that is before it was asked."""
    request.received_on = on
    request.save(update_fields=["received_on"])


@transaction.atomic
def decide(
    *, employee: WswEmployee, request: Reindication | None, advices: Mapping[str, str], **values: Any
) -> Indication:
    """UWV's decision with its advice; the request it answers is closed. IntegrityError for an impossible validity."""
    indication = Indication.objects.create(employee=employee, **values)
    AdaptationAdvice.objects.bulk_create(
        AdaptationAdvice(indication=indication, employee=employee, kind=kind, text=text)
        for kind, text in advices.items()
        if text
    )
    if request:
        _close(request, Outcome.INDICATIE, values["decided_on"])
    return indication


def hold(request: Reindication | None) -> None:
    """The turn of this request until the transaction ends: for who looks beforehand at what `decide` brings."""
    if request:
        Reindication.objects.select_for_update(of=("self",), no_key=True).filter(pk=request.pk).first()


@transaction.atomic
def refuse(*, request: Reindication, on: date) -> None:
    """UWV says: no longer in the group. That ends nothing until it is final (R23)."""
    _close(request, Outcome.NIET_DOELGROEP, on)


@transaction.atomic
def make_final(*, request: Reindication, on: date, alternative: str) -> None:
    """The refusal can no longer be appealed; and whether there is something else."""
    request.final_on, request.alternative = on, alternative
    request.save(update_fields=["final_on", "alternative"])


@transaction.atomic
def take_back(*, request: Reindication, on: date) -> None:
    """The request is withdrawn."""
    _close(request, Outcome.INGETROKKEN, on)


def _close(request: Reindication, outcome: Outcome, on: date) -> None:
    request.outcome, request.decided_on = outcome, on
    request.save(update_fields=["outcome", "decided_on"])


@transaction.atomic
def withdraw(*, indication: Indication, on: date, ground: str) -> None:
    """The college withdraws it (Wsw art. 12(1)), or it ends on one's own request, from that day (12(3); R22)."""
    indication.withdrawn_on, indication.withdrawal_ground = on, ground
    indication.save(update_fields=["withdrawn_on", "withdrawal_ground"])


@transaction.atomic
def copy_to_uwv(*, indication: Indication, on: date) -> None:
    """UWV has a copy of what was withdrawn or lapsed (Besluit art. 5(3))."""
    indication.uwv_copy_on = on
    indication.save(update_fields=["uwv_copy_on"])


@transaction.atomic
def ask_advice(*, employee: WswEmployee, asked_on: date, received_on: date | None) -> None:
    """UWV's advice before notice (Wsw art. 6(3)): asked, and later received. One at a time is open."""
    waiting = DismissalAdvice.objects.filter(employee=employee, received_on=None).first()
    if waiting:
        waiting.asked_on, waiting.received_on = asked_on, received_on
        waiting.save(update_fields=["asked_on", "received_on"])
    else:
        DismissalAdvice.objects.create(employee=employee, asked_on=asked_on, received_on=received_on)
