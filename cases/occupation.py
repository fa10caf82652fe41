"""What somebody worked at on which days: the main placement, the others beside it, and the hours without work.

Nothing of this is stored. The registrations are cut at every day one of them begins or stops; between two cuts
nothing changes. The main placement has most hours and, on a tie, the higher step (R35). Contract hours without a
placement are leegloop (R36), but not on leave, not from AOW on, and not with one's own employer (begeleid werken):
there they are work, as in the stands.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from cases.dossier import NIGHT, Dated, Dossier, Job, Work, running

NONE = Decimal(0)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Stretch(Dated):
    """Days on which nothing changes. Hours per week; `work` has the main placement first."""

    jobs: tuple[Job, ...]
    contract: Decimal
    work: tuple[Work, ...]
    idle: Decimal
    away: str  # "", "onbetaald" or "rvu": on leave from every employment

    @property
    def main(self) -> Work | None:
        return self.work[0] if self.work else None

    @property
    def placed(self) -> Decimal:
        return sum((each.hours for each in self.work), NONE)

    @property
    def mostly_idle(self) -> bool:
        """The ladder counts somebody at step 0 when no form of work has as many hours as there are without (R35)."""
        forms = {work.form for work in self.work}
        most = max((sum(work.hours for work in self.work if work.form == form) for form in forms), default=NONE)
        return self.idle > most


def stretches(dossier: Dossier) -> list[Stretch]:
    """From the first day in service on, in order, without the days between employments; the last may have no end."""
    cuts = sorted(_cuts(dossier))
    days = [*pairwise(cuts), (cuts[-1], None)] if cuts else []
    found = (_stretch(dossier, first, then and then - NIGHT) for first, then in days)
    return [stretch for stretch in found if stretch.jobs]


def stretch_on(found: list[Stretch], day: date) -> Stretch | None:
    return next(iter(running(found, day)), None)


def _cuts(dossier: Dossier) -> set[date]:
    parts = (dossier.jobs, dossier.contracts, dossier.away, dossier.work)
    cuts = {row.starts_on for rows in parts for row in rows}
    ends = {row.ends_on for rows in parts for row in rows} | {dossier.last_counted_day}
    return cuts | {last + NIGHT for last in ends if last and last < date.max}


def _stretch(dossier: Dossier, first: date, last: date | None) -> Stretch:
    jobs = tuple(running(dossier.jobs, first))
    placed = [work for work in running(dossier.work, first) if any(job.id == work.job for job in jobs)]
    away = [dossier.away_from(job, first) for job in jobs]
    contract, idle = NONE, NONE
    for job, leave in zip(jobs, away, strict=True):
        hours = dossier.contract_of(job, first)
        contract += hours
        left = hours - sum((work.hours for work in placed if work.job == job.id), NONE)
        if left <= 0 or leave or first > dossier.last_counted_day:
            continue
        if job.kind == "begeleid_werken":
            placed.append(_own(job, left))
        else:
            idle += left
    placed.sort(key=lambda work: (-work.hours, -work.step, work.starts_on))
    on_leave = away[0].kind if away and all(away) and away[0] else ""
    return Stretch(first, last, jobs, contract, tuple(placed), idle, on_leave)


def _own(job: Job, hours: Decimal) -> Work:
    return Work(job.starts_on, job.ends_on, job.id, None, "BW", hours, job.employer, "", "", "")


def spans(found: list[Stretch], what: Callable[[Stretch], Value]) -> Iterator[tuple[Value, date, date | None]]:
    """Each value of `what` with its first and last day: stretches that touch and say the same are one."""
    span: tuple[Value, date, date | None] | None = None
    for stretch in found:
        said, first = what(stretch), stretch.starts_on
        if span:
            value, since, last = span
            if said == value and last and last + NIGHT == first:
                first = since
            else:
                yield span
        span = said, first, stretch.ends_on
    if span:
        yield span


@dataclass(frozen=True, slots=True)
class Idle(Dated):
    """Leegloop: so many of the contract hours without work, on days that have been (R36)."""

    hours: Decimal
    contract: Decimal

    @property
    def whole(self) -> bool:
        return self.hours >= self.contract


def idle_periods(found: list[Stretch], until: date) -> list[Idle]:
    """Up to and including `until`, for what is not yet planned is no leegloop. Open when it still lasts on that day."""
    periods = []
    for (hours, contract), first, last in spans(found, lambda stretch: (stretch.idle, stretch.contract)):
        if hours > 0 and first <= until:
            periods.append(Idle(first, last if last and last < until else None, hours, contract))
    return periods
