"""Going over to another employer or executor (R45): for one or for many, seen beforehand, done at once, undone whole.

An employment ends on the eve with OVG and the next continues it: the same kind, cao, hours, leave and placements, from
the day itself. What was to begin later goes along. Nobody loses a day, and before it commits the database is asked
(cases/job_security.py). The old group survives by that: stands see no break.

Undoing gives everybody back what they had, as a change like any other: the history keeps both. It can be done as long
as nothing under the new employments was changed since.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from django.db import connection, models, transaction
from django.db.models import Q

from cases import dutch
from cases.aow import aow_on
from cases.job_security import Lost, lost_days
from cases.models import (
    AowAge,
    ContractHours,
    Employment,
    Leave,
    OutflowReason,
    Placement,
    Transfer,
    WswEmployee,
)
from cases.models.employment import WITH_AN_EMPLOYER
from cases.rules_together import rules_together
from cases.work_lock import hold_work
from municipalities.asker import asked_by
from municipalities.models import Membership, Organisation, today

NIGHT = timedelta(days=1)
GOES_ALONG: tuple[type[models.Model], ...] = (ContractHours, Leave, Placement)


UNDONE_ALREADY = "Deze overgang is al ongedaan gemaakt."


class NotAllowed(Exception):
    """It cannot be done so; the text says why, in Dutch."""


@dataclass(frozen=True)
class Change:
    """Where people go from `on`; without an employer, or an executor, that one stays."""

    on: date
    employer: Organisation | None = None
    executor: Organisation | None = None

    def is_none_for(self, employment: Employment) -> bool:
        return (self.employer or employment.employer) == employment.employer and (
            self.executor or employment.executor
        ) == employment.executor


@dataclass
class Step:
    """What happens to one person: which employment ends and is continued, with what, or why it cannot be."""

    person: WswEmployee
    employment: Employment
    hours: list[ContractHours] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def rows(self) -> dict[type[models.Model], list[Any]]:
        return {ContractHours: self.hours, Leave: self.leaves, Placement: self.placements}


def candidates(membership: Membership, day: date) -> models.QuerySet[Employment]:
    """Employments that run on `day` of the people of this municipality, but those with an employer of their own."""
    own = Q(employer__municipality=None) | Q(employer__municipality=membership.municipality_id)
    running = Employment.objects.running_on(day).exclude(kind__in=WITH_AN_EMPLOYER).filter(own)
    visible = running.filter(employee__in=WswEmployee.objects.visible_to(membership))
    return visible.select_related("employee", "employer", "executor").order_by("employee__sort_name", "id")


def plan(employments: Iterable[Employment], change: Change) -> list[Step]:
    """What `change` would do to each, and what stands in its way. Four questions, however many people."""
    found = list(employments)
    steps = {each.pk: Step(each.employee, each) for each in found}
    beyond = Q(ends_on=None) | Q(ends_on__gte=change.on)
    for model in GOES_ALONG:
        rows: Any = model._default_manager.filter(beyond, employment__in=found).order_by("starts_on", "id")
        for row in rows.select_related("hirer") if model is Placement else rows:
            steps[row.employment_id].rows[model].append(row)
    ages = list(AowAge.objects.values_list("year", "years", "months"))
    for step in steps.values():
        step.faults += _faults(step, change, aow_on(step.person.birth_date, ages))
    return list(steps.values())


def _faults(step: Step, change: Change, aow: date | None) -> list[str]:
    job, eve, found = step.employment, change.on - NIGHT, []
    if job.starts_on > eve:
        found.append(f"Het dienstverband begint zelf pas op {dutch.day(job.starts_on)}.")
    elif job.ends_on and job.ends_on < change.on:
        found.append(f"Het dienstverband eindigt al op {dutch.day(job.ends_on)}.")
    if change.is_none_for(job):
        found.append("Is daar al in dienst: er verandert niets.")
    if not any(row.starts_on <= change.on for row in step.hours):
        found.append(f"Heeft op {dutch.day(change.on)} geen contracturen.")
    if aow and aow <= change.on:
        found.append(f"Bereikt op {dutch.day(aow)} de AOW-leeftijd.")
    return found


@transaction.atomic
def do(*, employments: Sequence[int], change: Change, by: Membership) -> Transfer:
    """Everybody at once. NotAllowed when anything stands in somebody's way, or somebody would lose a day."""
    chosen = candidates(by, change.on - NIGHT).filter(pk__in=employments)
    hold_work(list(chosen.values_list("employee", flat=True)))  # nobody changes what is read after this
    steps = plan(chosen, change)
    _refuse(steps, len(set(employments)))
    people = [step.person.pk for step in steps]
    before = _lost(people, change.on)
    transfer = Transfer.objects.create(
        municipality_id=cast(int, by.municipality_id), starts_on=change.on, employer=change.employer,
        executor=change.executor, people=len(steps), done_by=by.user,
    )  # fmt: skip
    with rules_together():
        _continue(steps, change, transfer)
    if gone := {each.personnel_number for each in _lost(people, change.on) - before}:
        raise NotAllowed(f"Dan verliest iemand een dag: personeelsnummer {', '.join(sorted(gone))}.")
    return transfer


def hold(*, employments: Iterable[int]) -> None:
    """Nobody else changes these until the act is done: what is looked at now is what it starts from."""
    hold_work(Employment.objects.filter(pk__in=list(employments)).values("employee"))


def _refuse(steps: list[Step], asked: int) -> None:
    if not steps:
        raise NotAllowed("Kies een of meer mensen.")
    if len(steps) != asked:
        raise NotAllowed("Niet iedereen die u koos, kan over. Kies opnieuw.")
    if wrong := [step for step in steps if step.faults]:
        raise NotAllowed(f"{wrong[0].person.full_name}: {wrong[0].faults[0]}")


def _lost(people: list[int], on: date) -> set[Lost]:
    """Who lacked something around that day. As a process: with an employer one's own door may close."""
    with asked_by("baanzekerheid"):
        return set(lost_days(WswEmployee.objects.filter(pk__in=people), on - NIGHT, on))


def _continue(steps: list[Step], change: Change, transfer: Transfer) -> None:
    """The new ones first: the old employment is also the door through which the rest is written."""
    eve = change.on - NIGHT
    numbers = _numbers([step.person.pk for step in steps])
    made = Employment.objects.bulk_create(_next(step, change, transfer, numbers) for step in steps)
    for model in GOES_ALONG:
        pairs = [(row, after) for step, after in zip(steps, made, strict=True) for row in step.rows[model]]
        cut = [(row, after) for row, after in pairs if row.starts_on < change.on]
        model._default_manager.bulk_create(_copied(row, after, change.on) for row, after in cut)
        _end_on_the_eve(model, [row for row, _ in cut], eve)
        later = [_moved(row, after) for row, after in pairs if row.starts_on >= change.on]
        model._default_manager.bulk_update(later, ["employment"])
    former = Employment.objects.filter(pk__in=[step.employment.pk for step in steps])
    former.update(ends_on=eve, outflow_reason=OutflowReason.OVG)


def _numbers(people: list[int]) -> dict[int, set[str]]:
    taken: dict[int, set[str]] = {person: set() for person in people}
    for person, number in Employment.objects.filter(employee__in=people).values_list("employee", "number"):
        taken[person].add(number)
    return taken


def _next(step: Step, change: Change, transfer: Transfer, numbers: dict[int, set[str]]) -> Employment:
    former, taken = step.employment, numbers[step.person.pk]
    number = next(str(nth) for nth in range(len(taken) + 1, len(taken) * 2 + 2) if str(nth) not in taken)
    taken.add(number)
    return Employment(
        employee=step.person, number=number, kind=former.kind, cao=former.cao, starts_on=change.on,
        employer=change.employer or former.employer, executor=change.executor or former.executor,
        ends_on=former.ends_on, outflow_reason=former.outflow_reason, continues=former, transfer=transfer,
    )  # fmt: skip


def _copied(row: Any, after: Employment, on: date) -> Any:
    """The same from `on`, under the next employment."""
    kept = {
        each.attname: getattr(row, each.attname)
        for each in row._meta.concrete_fields
        if each.name not in {"id", "key", "recorded_at", "recorded_by", "employment", "employee", "starts_on"}
    }
    return type(row)(**kept, employment=after, employee_id=after.employee_id, starts_on=on)


def _moved(row: Any, after: Employment) -> Any:
    row.employment = after
    return row


def _end_on_the_eve(model: type[models.Model], rows: list[Any], eve: date) -> None:
    why = {"end_reason": "overgang"} if model is Placement else {}
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(ends_on=eve, **why)


# Back


def began_by(transfer: Transfer) -> models.QuerySet[Employment]:
    found = Employment.objects.filter(transfer=transfer)
    return found.select_related("employee", "continues__employer", "employer", "executor").order_by(
        "employee__sort_name"
    )


@transaction.atomic
def undo(*, transfer: Transfer, by: Membership) -> None:
    """Everybody has again what they had. NotAllowed a second time, or when something was changed since."""
    hold_work(began_by(transfer).values("employee"))  # first, as who looks beforehand does (decision 0017)
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if transfer.undone_on:
        raise NotAllowed(UNDONE_ALREADY)
    begun = list(began_by(transfer).filter(employee__in=WswEmployee.objects.visible_to(by)))
    if len(begun) != transfer.people:
        raise NotAllowed("Niet iedereen hoort nog bij uw gemeente. Leg een nieuwe overgang vast.")
    if changed := _changed_since(transfer, begun):
        raise NotAllowed(f"Bij {changed} is daarna iets gewijzigd. Leg een nieuwe overgang vast.")
    with rules_together():
        _give_back(begun, transfer.starts_on)
    transfer.undone_by, transfer.undone_on = by.user, today()
    transfer.save(update_fields=["undone_by", "undone_on"])


def _changed_since(transfer: Transfer, begun: list[Employment]) -> str:
    """The first of whom a row was recorded at another moment than the act itself, or nobody."""
    for each in begun:
        rows: list[Any] = [each, each.continues]
        rows += [row for model in GOES_ALONG for row in model._default_manager.filter(employment=each)]
        if any(row.recorded_at != transfer.recorded_at for row in rows):
            return each.employee.full_name
    return ""


def _give_back(begun: list[Employment], on: date) -> None:
    for after in begun:
        former = cast(Employment, after.continues)
        for model in GOES_ALONG:
            _rows_back(model, after, former, on)
        ends_on, reason = after.ends_on, after.outflow_reason
        former.ends_on, former.outflow_reason = ends_on, reason
        former.save(update_fields=["ends_on", "outflow_reason"])
        after.delete()


def _rows_back(model: type[models.Model], after: Employment, former: Employment, on: date) -> None:
    """What was moved goes back; what was cut in two becomes one again."""
    rows: list[Any] = list(model._default_manager.filter(employment=after))
    halves = [row for row in rows if row.starts_on == on and not _was_there(row)]
    whole: list[Any] = list(model._default_manager.filter(employment=former, ends_on=on - NIGHT))
    for half in halves:
        first = next(row for row in whole if _alike(row, half))
        whole.remove(first)
        first.ends_on = half.ends_on
        fields = ["ends_on"]
        if model is Placement:
            first.end_reason = half.end_reason
            fields.append("end_reason")
        half.delete()
        first.save(update_fields=fields)
    for row in rows:
        if row not in halves:
            row.employment = former
            row.save(update_fields=["employment"])


def _was_there(row: Any) -> bool:
    """Whether a row is older than the act: then it has a former state."""
    with connection.cursor() as cursor:
        cursor.execute(_FORMER[type(row)], [row.pk])
        return bool(cursor.fetchone()[0])


_FORMER: dict[type[models.Model], str] = {
    ContractHours: "SELECT EXISTS (SELECT 1 FROM cases_contracthours_history WHERE id = %s)",
    Leave: "SELECT EXISTS (SELECT 1 FROM cases_leave_history WHERE id = %s)",
    Placement: "SELECT EXISTS (SELECT 1 FROM cases_placement_history WHERE id = %s)",
}


def _alike(first: Any, half: Any) -> bool:
    own = {"id", "key", "recorded_at", "recorded_by", "employment", "starts_on", "ends_on", "end_reason"}
    return all(
        getattr(first, each.attname) == getattr(half, each.attname)
        for each in first._meta.concrete_fields
        if each.name not in own
    )
