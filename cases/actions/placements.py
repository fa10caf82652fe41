"""Changes to where somebody works. A placement ends and another begins; nothing is rewritten."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases.models import Placement


@transaction.atomic
def end(*, placement: Placement, on: date, reason: str = "") -> None:
    """End a placement. The last working day `on` still counts. IntegrityError when it lies before the first."""
    placement.ends_on, placement.end_reason = on, reason
    placement.save(update_fields=["ends_on", "end_reason"])


@transaction.atomic
def place(*, replaces: Iterable[Placement] = (), **values: Any) -> Placement:
    """Start a placement; those it replaces end the day before. IntegrityError when the hours do not fit (R36-R38)."""
    for former in replaces:
        end(placement=former, on=values["starts_on"] - timedelta(days=1), reason="nieuwe plaatsing")
    return Placement.objects.create(**values)
