"""Changes to where somebody works. A placement ends and another begins; nothing is rewritten."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases.models import Placement
from cases.work_lock import hold_work


@transaction.atomic
def end(*, placement: Placement, on: date, reason: str = "") -> None:
    """End a placement. The last working day `on` still counts. IntegrityError when it lies before the first."""
    hold_work([placement.employee_id])
    placement.ends_on, placement.end_reason = on, reason
    placement.save(update_fields=["ends_on", "end_reason"])


@transaction.atomic
def place(*, replaces: Iterable[Placement] = (), **values: Any) -> Placement:
    """Start a placement; those it replaces end the day before. IntegrityError when the hours do not fit (R36-R38)."""
    hold_work([values["employment"].employee_id])
    for former in replaces:
        last = last_day(former, values["starts_on"])
        if former.ends_on != last:
            end(placement=former, on=last, reason="nieuwe plaatsing")
    return Placement.objects.create(**values)


@transaction.atomic
def correct(*, placement: Placement, **values: Any) -> None:
    """Put right what was registered wrongly; the history keeps what it was. IntegrityError when it does not fit."""
    hold_work([placement.employee_id])
    for name, value in values.items():
        setattr(placement, name, value)
    placement.save(update_fields=[*values])


def last_day(former: Placement, starts_on: date) -> date:
    """The last day of a placement that another replaces: the day before `starts_on`, or its own if that is earlier."""
    eve = starts_on - timedelta(days=1)
    return min(former.ends_on or eve, eve)
