"""Somebody died: everything that runs ends on that day, what was still to begin goes, in one act (R92)."""

from collections.abc import Iterator
from datetime import date

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest

from cases.models import (
    Caseload,
    ContractHours,
    Employment,
    Leave,
    Outcome,
    OutflowReason,
    Placement,
    Reindication,
    StandIn,
    SupportedContract,
    WaitingEnd,
    WaitingSpell,
    WswEmployee,
)
from cases.work_lock import hold_work

# The employment last: it is what opens the door through which the others are written.
_PARTS: tuple[type[models.Model], ...] = (
    Placement, SupportedContract, Leave, ContractHours, StandIn, Caseload, WaitingSpell, Employment,
)  # fmt: skip


def ending(employee: WswEmployee, on: date) -> Iterator[models.Model]:
    """What runs on the day of death and now ends that day."""
    for model in _PARTS:
        yield from _of(model, employee).filter(starts_on__lte=on).filter(_beyond(on))


def dropping(employee: WswEmployee, on: date) -> Iterator[models.Model]:
    """What was to begin after that day, and now does not. The history keeps it."""
    for model in _PARTS:
        yield from _of(model, employee).filter(starts_on__gt=on)


def _of(model: type[models.Model], employee: WswEmployee) -> models.QuerySet[models.Model]:
    return model._default_manager.filter(employee=employee)


def _beyond(on: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=on)


@transaction.atomic
def record(*, employee: WswEmployee, on: date) -> None:
    """Record that `employee` died on `on`, still a day of service. IntegrityError when that is before the birth."""
    hold_work([employee.pk])
    employee.died_on = on
    employee.save(update_fields=["died_on"])
    Reindication.objects.filter(employee=employee, outcome="").update(
        outcome=Outcome.VERVALLEN, decided_on=Greatest("asked_on", Value(on))
    )
    for model in _PARTS:
        _of(model, employee).filter(starts_on__gt=on).delete()
        running = _of(model, employee).filter(starts_on__lte=on)
        running.filter(_beyond(on) | Q(ends_on=on)).update(ends_on=on, **_why(model))


def end_waiting() -> int:
    """Who came in dead, by an import, waits no more either: a list ends on the day of death. As a process.

    How many places ended, or went because they had yet to begin.
    """
    lasts = WaitingSpell.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=F("employee__died_on")), employee__died_on__isnull=False
    )
    dropped, _ = lasts.filter(starts_on__gt=F("employee__died_on")).delete()
    died = WswEmployee.objects.filter(pk=OuterRef("employee")).values("died_on")
    return dropped + lasts.update(ends_on=Subquery(died), ended_by=WaitingEnd.OVERLEDEN)


def _why(model: type[models.Model]) -> dict[str, str]:
    if model is Employment:
        return {"outflow_reason": OutflowReason.OVL}
    if model is WaitingSpell:
        return {"ended_by": WaitingEnd.OVERLEDEN}
    return {"end_reason": "overleden"} if model is Placement else {}
