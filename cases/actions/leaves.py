"""Unpaid leave and RVU: in service, not at work. It begins, ends and is put right."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases.models import Employment, Leave
from cases.work_lock import hold_work


@transaction.atomic
def begin(*, employment: Employment, cut: Leave | None = None, **values: Any) -> Leave:
    """`cut` is leave that ends the day before. IntegrityError where other leave of this employment overlaps."""
    hold_work([employment.employee_id])
    if cut:
        end(leave=cut, on=values["starts_on"] - timedelta(days=1))
    return Leave.objects.create(employment=employment, **values)


@transaction.atomic
def end(*, leave: Leave, on: date) -> None:
    """The last day `on` is still one of leave."""
    hold_work([leave.employment.employee_id])
    leave.ends_on = on
    leave.save(update_fields=["ends_on"])


@transaction.atomic
def correct(*, leave: Leave, gone: bool = False, cut: Leave | None = None, **values: Any) -> None:
    """Put right what was registered wrongly; with `gone` there was no leave at all. The history keeps what it was.

    `cut` is other leave, that ends the day before the first day of this.
    """
    hold_work([leave.employment.employee_id])
    if cut:
        end(leave=cut, on=values["starts_on"] - timedelta(days=1))
    if gone:
        leave.delete()
        return
    for name, value in values.items():
        setattr(leave, name, value)
    leave.save(update_fields=[*values])
