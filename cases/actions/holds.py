"""Keeping a dossier for now, and letting go of it again (R88)."""

from datetime import date, timedelta

from django.db import transaction

from cases.models import RetentionHold, WswEmployee
from municipalities.models import User


@transaction.atomic
def place(*, employee: WswEmployee, reason: str, on: date, until: date | None, by: User) -> RetentionHold:
    """From `on` nothing of this dossier is destroyed, until the day `until` is over, or until it is lifted."""
    return RetentionHold.objects.create(employee=employee, reason=reason, placed_by=by, starts_on=on, ends_on=until)


@transaction.atomic
def lift(*, hold: RetentionHold, on: date) -> None:
    """From `on` this reason holds no more: the day before was its last. One that began today never held."""
    if hold.starts_on >= on:
        hold.delete()
        return
    hold.ends_on = on - timedelta(days=1)
    hold.save(update_fields=["ends_on"])
