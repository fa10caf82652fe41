"""Hours under a contract: other hours from a day on, or a row put right. What stands beside it goes on meeting it."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from cases.actions import placements
from cases.models import ContractHours, Employment, Placement
from cases.rules_together import rules_together
from cases.work_lock import hold_work

NIGHT = timedelta(days=1)
OTHER_HOURS = "andere uren"


def last_day(employment: Employment, starts_on: date) -> date | None:
    """Until when other hours from `starts_on` hold: as those they replace, until the next, or as the employment."""
    rows = ContractHours.objects.filter(employment=employment)
    if replaced := rows.running_on(starts_on).first():
        return replaced.ends_on
    later = rows.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    return later.starts_on - NIGHT if later else employment.ends_on


@transaction.atomic
def change(*, employment: Employment, hours: Decimal, starts_on: date, along: Placement | None = None) -> ContractHours:
    """Other hours from `starts_on`; the row of that day ends on the eve. The placement `along` takes what is left.

    IntegrityError when hours begin on that very day, or the placements do not fit (R36).
    """
    hold_work([employment.employee_id])
    last = last_day(employment, starts_on)
    replaced = ContractHours.objects.filter(employment=employment).running_on(starts_on).first()
    with rules_together():
        if replaced:
            replaced.ends_on = starts_on - NIGHT
            replaced.save(update_fields=["ends_on"])
        if along:
            _go_along(along, left_for(along, hours, starts_on), starts_on)
        return ContractHours.objects.create(employment=employment, hours=hours, starts_on=starts_on, ends_on=last)


def left_for(placement: Placement, hours: Decimal, day: date) -> Decimal:
    """What of so many contract hours the other placements of that day leave for this one; none is nothing."""
    others = Placement.objects.filter(employment=placement.employment_id).running_on(day).exclude(pk=placement.pk)
    return max(hours - (others.aggregate(total=Sum("hours"))["total"] or 0), Decimal(0))


def _go_along(placement: Placement, hours: Decimal, starts_on: date) -> None:
    """The same work for other hours: from its own first day, or as the next placement."""
    if placement.starts_on == starts_on:
        placement.hours = hours
        placement.save(update_fields=["hours"])
        return
    kept = ("employment", "form", "hirer", "contract", "location", "function", "ends_on", "end_reason", "coach")
    values = {name: getattr(placement, name) for name in kept}
    placements.end(placement=placement, on=starts_on - NIGHT, reason=OTHER_HOURS)
    Placement.objects.create(**values, hours=hours, starts_on=starts_on)


@transaction.atomic
def correct(
    *, row: ContractHours, hours: Decimal, starts_on: date, ends_on: date | None, cut: ContractHours | None = None
) -> None:
    """Put a row right; the rows that met it still do, and `cut`, which did not, ends the day before.

    IntegrityError when that leaves one of them no day, or R36.
    """
    hold_work([row.employment.employee_id])
    before, after = before_and_after(row)
    row.hours, row.starts_on, row.ends_on = hours, starts_on, ends_on
    with rules_together():
        if cut:
            cut.ends_on = starts_on - NIGHT
            cut.save(update_fields=["ends_on"])
        row.save(update_fields=["hours", "starts_on", "ends_on"])
        if before:
            before.ends_on = starts_on - NIGHT
            before.save(update_fields=["ends_on"])
        if after and ends_on:
            after.starts_on = ends_on + NIGHT
            after.save(update_fields=["starts_on"])


def before_and_after(row: ContractHours) -> tuple[ContractHours | None, ContractHours | None]:
    """The rows that end on the eve of this one, and begin the day after it."""
    rows = ContractHours.objects.filter(employment=row.employment_id)
    after = rows.filter(starts_on=row.ends_on + NIGHT).first() if row.ends_on else None
    return rows.filter(ends_on=row.starts_on - NIGHT).first(), after
