"""Changing what released figures rest on: it may, with a reason that stays; in a closed year a controller judges it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from cases.beforehand import Consequences
from cases.models import Correction
from municipalities.models import User


class NotAllowed(Exception):
    """The text says why, in Dutch."""


def note(*, person: int, consequences: Consequences, **why: str) -> Correction | None:
    """Keep why (`kind` and `because`), beside what is changed in the same transaction.

    None when no released report is touched.
    """
    if not consequences.touched or consequences.first is None or consequences.last is None:
        return None
    first, last = consequences.first, consequences.last
    return keep(person=person, reports=consequences.touched, first=first, last=last, **why)


def keep(*, person: int, reports: Sequence[str], first: date, last: date, **why: str) -> Correction:
    """Why the stands from `first` to `last` change. What comes back knows whether it touches a closed year."""
    made = Correction.objects.create(
        employee_id=person, reports="; ".join(reports)[:400], starts_on=first, ends_on=last, **why
    )
    made.refresh_from_db()  # the database says which years were closed
    return made


@transaction.atomic
def decide(*, row: Correction, by: User) -> None:
    """Keep what a controller says of a correction in a closed year; `row` has the verdict and the note.

    NotAllowed when somebody decided already, or for who made the correction.
    """
    kept = Correction.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not kept.closed_years or kept.verdict:
        raise NotAllowed("Over deze correctie is al geoordeeld.")
    if kept.recorded_by == str(by.key):
        raise NotAllowed("U heeft deze correctie zelf vastgelegd. Vraag een tweede persoon.")
    row.decided_by = by
    row.save(update_fields=["verdict", "verdict_note", "decided_by"])
