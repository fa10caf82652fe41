"""Changing what released figures rest on: it may, with a reason that stays."""

from cases.beforehand import Consequences
from cases.models import Correction, WswEmployee


def note(*, employee: WswEmployee, because: str, consequences: Consequences) -> Correction | None:
    """Keep why, beside what is changed in the same transaction; None when no released report is touched."""
    if not consequences.touched or consequences.first is None or consequences.last is None:
        return None
    return Correction.objects.create(
        employee=employee,
        because=because,
        reports="; ".join(consequences.touched)[:400],
        starts_on=consequences.first,
        ends_on=consequences.last,
    )
