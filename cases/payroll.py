"""Payroll beside the register: who has other hours, who is paid and not in service, who is in service and not paid.

Compared on the last day of the month, or on somebody's last day in service in it, as the law counts stands. Only
employments with the municipality itself: whoever works for another employer is in another payroll. Who was on unpaid
leave all month is expected in no payroll.
"""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, Q

from cases import dutch
from cases.former import as_then
from cases.models import ContractHours, Door, Employment, Leave, LeaveKind, PayrollDifference, PayrollKind, WswEmployee
from cases.payroll_file import Paid
from municipalities.models import Membership, today


@dataclass(frozen=True)
class Finding:
    """A difference in one month: hours per week by payroll and by the register, None where somebody is not in it."""

    kind: PayrollKind
    payroll: Decimal | None
    register: Decimal | None
    paid: Decimal | None = None

    @property
    def is_same_as(self) -> tuple[str, Decimal | None, Decimal | None]:
        return str(self.kind), self.payroll, self.register


def month_end(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def in_words(month: date) -> str:
    """As people write a month: oktober 2026."""
    return f"{dutch.MONTHS[month.month - 1]} {month.year}"


def known_by_number(membership: Membership, numbers: Collection[str]) -> dict[str, int]:
    """Of these personnel numbers those that the municipality has or had, and whose they are."""
    known = WswEmployee.objects.known_to(membership).filter(personnel_number__in=numbers)
    return dict(known.values_list("personnel_number", "pk"))


def employed(membership: Membership, month: date) -> dict[int, Decimal]:
    """Hours per week of everybody in service of the municipality in that month; nobody who had no wage to get."""
    last = month_end(month)
    jobs = (
        Employment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=month), starts_on__lte=last,
            employer__municipality=membership.municipality_id,
            employee__in=WswEmployee.objects.known_to(membership),
        )
        .order_by("pk")
        .prefetch_related(
            Prefetch("hours", ContractHours.objects.order_by("starts_on")),
            Prefetch("leaves", Leave.objects.filter(kind=LeaveKind.ONBETAALD)),
        )
    )  # fmt: skip
    found: dict[int, Decimal] = {}
    for job in jobs:
        day = min(last, job.ends_on or last)
        if not _unpaid(job, max(month, job.starts_on), day):
            found[job.employee_id] = found.get(job.employee_id, Decimal(0)) + _hours_on(job, day)
    return found


def _hours_on(job: Employment, day: date) -> Decimal:
    return sum((each.hours for each in job.hours.all() if _runs(each, day)), Decimal(0))


def _unpaid(job: Employment, first: date, last: date) -> bool:
    """Whether one leave without pay covers all these days."""
    return any(_runs(each, first) and _runs(each, last) for each in job.leaves.all())


def _runs(row: Any, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)


def compared(paid: Mapping[int, Paid], register: Mapping[int, Decimal]) -> dict[int, Finding]:
    """What differs, by person. Both say hours per week of the same month."""
    found = {}
    for person in paid.keys() | register.keys():
        says, has = paid.get(person), register.get(person)
        if says is None:
            found[person] = Finding(PayrollKind.NIET_IN_LOON, None, has)
        elif has is None:
            found[person] = Finding(PayrollKind.NIET_IN_DIENST, says.hours, None, says.paid)
        elif says.hours != has:
            found[person] = Finding(PayrollKind.UREN, says.hours, has, says.paid)
    return found


def shown(differences: Collection[PayrollDifference], membership: Membership) -> list[dict[str, Any]]:
    """The differences as lines on a page, each with its person under the name that this municipality knows (R70)."""
    last = Door.objects.filter(employee=OuterRef("pk"), holder=f"gemeente:{membership.municipality_id}")
    people = WswEmployee.objects.known_to(membership).filter(pk__in=[each.employee_id for each in differences])
    named = as_then(people.annotate(seen_until=last.order_by("-sees_until").values("sees_until")[:1]))
    by_pk = {person.pk: person for person in named}
    return [_line(each, by_pk[each.employee_id]) for each in differences if each.employee_id in by_pk]


def _line(each: PayrollDifference, person: Any) -> dict[str, Any]:
    return {
        "key": each.key,
        "person": person.key,
        "name": person.list_name,
        "number": person.personnel_number,
        "is_here": person.seen_until >= today(),
        "kind": each.kind,
        "what": dutch.capital(each.get_kind_display()),
        "payroll": dutch.hours(each.payroll_hours) if each.payroll_hours is not None else dutch.UNKNOWN,
        "register": dutch.hours(each.register_hours) if each.register_hours is not None else dutch.UNKNOWN,
        "paid": dutch.hours(each.paid_hours) if each.paid_hours is not None else "",
        "months": _months(each.first_month, each.last_month),
        "verdict": each.get_verdict_display(),
        "to_mend": each.verdict == "register_verbeteren",
        "note": each.note,
        "decided_by": each.decided_by.name if each.decided_by else "",
        "decided_on": each.decided_on,
        "closed_on": each.closed_on,
        "closed_because": each.get_closed_because_display(),
    }


def _months(first: date, last: date) -> str:
    return in_words(first) if first == last else f"{in_words(first)} t/m {in_words(last)}"
