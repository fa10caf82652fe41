"""An employment ends, and with it what was agreed under it: hours, leave and placements, in one act.

The coach stays: who leaves is guided to the end, and a caseload ends by its own act. Death has an act of its own
(cases/actions/deaths.py), and so has going over to another employer (cases/actions/transfers.py).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from cases.models import ContractHours, Employment, Leave, Placement

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
    for model in _UNDER:
        _of(model, employment).filter(starts_on__gt=on).delete()
        running = _of(model, employment).filter(starts_on__lte=on).filter(_beyond(on))
        running.update(ends_on=on, **({"end_reason": "einde dienstverband"} if model is Placement else {}))
    employment.ends_on, employment.outflow_reason = on, reason
    employment.save(update_fields=["ends_on", "outflow_reason"])
