"""An employment begins, with its hours; is put right; and ends, with what was agreed under it, in one act.

The coach stays: who leaves is guided to the end, and a caseload ends by its own act. Death has an act of its own
(cases/actions/deaths.py), and so has going over to another employer (cases/actions/transfers.py).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from cases.models import ContractHours, Employment, Leave, Placement, WswEmployee
from cases.rules_together import rules_together
from cases.work_lock import hold_work

ENDED = "einde dienstverband"
# Before the employment itself: the database wants them inside it.
_UNDER: tuple[type[models.Model], ...] = (Placement, Leave, ContractHours)


def ending(employment: Employment, on: date) -> Iterator[Any]:
    """What runs under it past `on`, and then ends that day."""
    for model in _UNDER:
        yield from _of(model, employment).filter(starts_on__lte=on).filter(_beyond(on))


def dropping(employment: Employment, on: date) -> Iterator[Any]:
    """What was to begin under it after that day, and then does not. The history keeps it."""
    for model in _UNDER:
        yield from _of(model, employment).filter(starts_on__gt=on)


def _of(model: type[models.Model], employment: Employment) -> models.QuerySet[models.Model]:
    return model._default_manager.filter(employment=employment)


def _beyond(on: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=on)


@transaction.atomic
def end(*, employment: Employment, on: date, reason: str = "") -> None:
    """The last day `on` still counts; `reason` is one of `OutflowReason`. IntegrityError when it lies before the first.

    Whether it may be ended for this reason, the form has asked (`why_no_ending`, R23 and R24).
    """
    hold_work([employment.employee_id])
    for model in _UNDER:
        _of(model, employment).filter(starts_on__gt=on).delete()
        running = _of(model, employment).filter(starts_on__lte=on).filter(_beyond(on))
        running.update(ends_on=on, **({"end_reason": ENDED} if model is Placement else {}))
    employment.ends_on, employment.outflow_reason = on, reason
    employment.save(update_fields=["ends_on", "outflow_reason"])


@transaction.atomic
def begin(*, employee: WswEmployee, hours: Decimal, **values: Any) -> Employment:
    """Into service, for so many hours a week. IntegrityError for who is not in the closed group (R46)."""
    hold_work([employee.pk])
    made = Employment.objects.create(employee=employee, number=_free_number(employee), **values)
    ContractHours.objects.create(employment=made, hours=hours, starts_on=made.starts_on, ends_on=made.ends_on)
    return made


def _free_number(employee: WswEmployee) -> str:
    taken = set(Employment.objects.filter(employee=employee).values_list("number", flat=True))
    return next(str(nth) for nth in range(1, len(taken) + 2) if str(nth) not in taken)


@transaction.atomic
def correct(*, employment: Employment, cut: Iterable[Placement] = (), **values: Any) -> None:
    """Put right what was registered wrongly. The hours that began or ended with it still do; `cut` ends with it.

    IntegrityError when a placement does not fit in it any more (R38), or somebody of outside the group does (R46).
    """
    hold_work([employment.employee_id])
    first, last = employment.starts_on, employment.ends_on
    for name, value in values.items():
        setattr(employment, name, value)
    with rules_together():
        for placement in cut:
            placement.ends_on, placement.end_reason = employment.ends_on, ENDED
            placement.save(update_fields=["ends_on", "end_reason"])
        employment.save(update_fields=[*values])
        _follow(employment, starts_on=(first, employment.starts_on), ends_on=(last, employment.ends_on))


def _follow(employment: Employment, **days: tuple[date | None, date | None]) -> None:
    """Hours have no life of their own: what was on the old first or last day is on the new one."""
    for name, (was, now) in days.items():
        if was != now:
            ContractHours.objects.filter(employment=employment, **{name: was}).update(**{name: now})


def outside(employment: Employment, first: date, last: date | None) -> models.QuerySet[Placement]:
    """The placements that would not lie within it if it ran from `first` to `last` (R38)."""
    found = Placement.objects.filter(employment=employment).select_related("hirer")
    return found.filter(Q(starts_on__lt=first) | (_beyond(last) if last else Q(pk__in=[])))
