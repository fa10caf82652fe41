"""How many hours are placed and how many remain: hours per week on a given day (R36)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from cases.models import ContractHours, Employment, Placement


@dataclass(frozen=True)
class Hours:
    """Hours per week of one employment on one day."""

    contract: Decimal
    placed: Decimal

    @property
    def left(self) -> Decimal:
        return self.contract - self.placed


def on(employment: Employment, day: date, without: Collection[Placement] = ()) -> Hours:
    """The hours on `day`, leaving out the placements `without`."""
    contract = (
        ContractHours.objects.filter(employment=employment).running_on(day).aggregate(total=Sum("hours"))["total"]
    )
    running = Placement.objects.filter(employment=employment).running_on(day)
    placed = running.exclude(pk__in=[each.pk for each in without]).aggregate(total=Sum("hours"))["total"]
    return Hours(contract or Decimal(0), placed or Decimal(0))


def most_left(employments: Iterable[Employment], day: date) -> Employment | None:
    """The one with the most hours left on `day`; of equals the latest begun. Of somebody with one nothing is asked."""
    found = sorted(employments, key=lambda each: (each.starts_on, each.pk), reverse=True)
    return max(found, key=lambda each: on(each, day).left) if len(found) > 1 else next(iter(found), None)
