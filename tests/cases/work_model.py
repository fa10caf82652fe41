"""What may be registered about somebody's work, and what follows from it, told once more: day by day, without SQL.

Written from the rule book and not from the portal: R36 (placed hours within the contract; the rest is leegloop), R38 (a
placement within its employment), no two contract hours or leaves on one day, and the stand of a month end. One
employment at the cao SW, category matig.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=nth) for nth in range((LAST - FIRST).days + 1)]
MONTH_ENDS = [day for day in DAYS if (day + timedelta(days=1)).day == 1]
FULL_WEEK = Decimal(36)
STAND = (
    "hours", "leave", "fte", "se", "form",
    "hours_leeg", "hours_bsb", "hours_wol", "hours_grd", "hours_ind", "hours_bw",
)  # fmt: skip
STEPS = ("LEEG", "BSB", "WOL", "GRD", "IND", "BW")


@dataclass
class Span:
    """Something from a first to a last day; no last day is for ever."""

    first: date
    last: date | None
    hours: Decimal = Decimal(0)
    kind: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass
class Work:
    """The work of one person: rows by a name of our own."""

    job: Span
    hours: dict[Any, Span] = field(default_factory=dict)
    leaves: dict[Any, Span] = field(default_factory=dict)
    placements: dict[Any, Span] = field(default_factory=dict)

    def wrong(self) -> str:
        """The first rule that is broken; empty when all is well."""
        spans = [self.job, *self.hours.values(), *self.leaves.values(), *self.placements.values()]
        if any(span.last is not None and span.last < span.first for span in spans):
            return "ends before it begins"
        for name, rows in (("hours", self.hours), ("leave", self.leaves)):
            if any(len(list(_on(rows, day))) > 1 for day in self._turns()):
                return f"two {name} on one day"
        for placement in self.placements.values():
            if placement.first < self.job.first:
                return "placement before the employment"
            if self.job.last is not None and (placement.last is None or placement.last > self.job.last):
                return "placement after the employment"
        over = (day for day in self._turns() if self.placed(day) > self.contract(day))
        return next((f"too many hours on {day}" for day in over), "")

    def _turns(self) -> Iterator[date]:
        """Between two days on which nothing begins or has ended, nothing changes."""
        spans = [*self.hours.values(), *self.leaves.values(), *self.placements.values()]
        for span in spans:
            yield span.first
            if span.last is not None:
                yield span.last + timedelta(days=1)

    def contract(self, day: date) -> Decimal:
        return sum((span.hours for span in _on(self.hours, day)), Decimal(0))

    def placed(self, day: date) -> Decimal:
        return sum((span.hours for span in _on(self.placements, day)), Decimal(0))

    def leave(self, day: date) -> str:
        return next((span.kind for span in _on(self.leaves, day)), "")

    def idle(self, day: date) -> Decimal:
        """Leegloop: hours without work, of who is in service and not on leave."""
        if not self.job.holds(day) or self.leave(day):
            return Decimal(0)
        return max(self.contract(day) - self.placed(day), Decimal(0))

    def gaps(self) -> dict[date, Decimal]:
        return {day: self.idle(day) for day in DAYS if self.idle(day)}

    def stand(self, day: date) -> dict[str, Any] | None:
        """At the end of `day`: what counts, and where the hours are."""
        if not self.job.holds(day):
            return None
        leave, contract = self.leave(day), self.contract(day)
        by_step = dict.fromkeys(STEPS, Decimal(0)) | {"LEEG": self.idle(day)}
        for span in _on(self.placements, day):
            by_step[span.kind] += span.hours
        most = max(by_step.values())
        form = max((step for step in STEPS if by_step[step] == most), key=STEPS.index) if most else ""
        fte = Decimal(0) if leave else min(contract / FULL_WEEK, Decimal(1))
        told = [contract, leave, fte, fte, form or ("NIN" if leave else "LEEG"), *by_step.values()]
        return dict(zip(STAND, told, strict=True))


def _on(rows: dict[Any, Span], day: date) -> Iterator[Span]:
    return (span for span in rows.values() if span.holds(day))
