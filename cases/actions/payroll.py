"""A month of payroll is laid beside the register: new differences come on the list, what the facts settled closes.

Nothing in the register changes. Two files of one municipality are read one after the other.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from django.db import connection, transaction

from cases import payroll, payroll_file
from cases.models import PayrollClosed, PayrollDifference, PayrollUpload
from cases.payroll import Finding
from cases.payroll_file import Sheet
from cases.register.read import Fault
from municipalities.models import Membership, Municipality, User, today

TURN = 540_230  # of the advisory lock; the municipality comes with it
AT_ONCE = 500  # rows in one statement
YEARS = 7  # of the selection list, for the financial records
QUARTER = timedelta(days=92)


@dataclass
class Taken:
    """What a file did. `before` is the upload that had the same file; then nothing was done."""

    month: date
    lines: int = 0
    unknown: int = 0
    new: list[int] = field(default_factory=list)  # people
    still: int = 0
    closed: list[int] = field(default_factory=list)
    before: PayrollUpload | None = None


@transaction.atomic
def take_in(*, name: str, content: bytes, by: Membership) -> Taken:
    """Compare a file with the register. payroll_file.Refused has every fault: then nothing was saved."""
    _take_turn(by)
    sha256 = hashlib.sha256(content).hexdigest()
    before = PayrollUpload.objects.filter(municipality=by.municipality, sha256=sha256).first()
    if before:
        return Taken(before.month, before=before)
    sheet = payroll_file.read(name, content, today())
    _in_order(name, sheet.month, by)
    return _compared(sheet, sha256, by)


def _take_turn(by: Membership) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURN, by.municipality_id])


def _in_order(name: str, month: date, by: Membership) -> None:
    """A month before the last one that was read would say again what newer facts settled."""
    last = PayrollUpload.objects.filter(municipality=by.municipality).order_by("-month").first()
    if last and month < last.month:
        said = f"Er is al een nieuwere maand ingelezen: {payroll.in_words(last.month)}."
        raise payroll_file.Refused([Fault(name, 2, "maand", f"{month:%Y-%m}", said)])


def _place(by: Membership) -> Municipality:
    """Whose payroll it is: a consulent has a municipality (municipal_roles_have_a_municipality)."""
    return cast(Municipality, by.municipality)


def _compared(sheet: Sheet, sha256: str, by: Membership) -> Taken:
    known = payroll.known_by_number(by, sheet.paid)
    unknown = sorted(sheet.paid.keys() - known.keys())
    PayrollUpload.objects.filter(municipality=by.municipality).exclude(unknown=[]).update(unknown=[])
    PayrollUpload.objects.create(
        municipality=_place(by), month=sheet.month, sha256=sha256, lines=len(sheet.paid), unknown=unknown,
        uploaded_by=by.user,
    )  # fmt: skip
    paid = {pk: sheet.paid[number] for number, pk in known.items()}
    found = payroll.compared(paid, payroll.employed(by, sheet.month))
    taken = Taken(sheet.month, lines=len(sheet.paid), unknown=len(unknown))
    _settle(sheet.month, found, by, taken)
    taken.new = sorted(found)
    PayrollDifference.objects.bulk_create(_made(person, sheet.month, found[person], by) for person in taken.new)
    return taken


def _settle(month: date, found: dict[int, Finding], by: Membership, taken: Taken) -> None:
    """What is on the list and still so stays, and leaves `found`; what is so no more closes."""
    registers: dict[date, dict[int, Decimal]] = {}
    still: list[PayrollDifference] = []
    closed: list[PayrollDifference] = []
    for each in PayrollDifference.objects.visible_to(by).open():
        finding = found.get(each.employee_id)
        if finding and finding.is_same_as == each.is_same_as:
            each.last_month, each.paid_hours = month, finding.paid
            del found[each.employee_id]
            still.append(each)
        else:
            each.closed_on, each.closed_because = today(), _because(each, finding, by, registers)
            closed.append(each)
    PayrollDifference.objects.bulk_update(still, ["last_month", "paid_hours"], AT_ONCE)
    PayrollDifference.objects.bulk_update(closed, ["closed_on", "closed_because"], AT_ONCE)
    taken.still, taken.closed = len(still), [each.employee_id for each in closed]


def _because(
    each: PayrollDifference, finding: Finding | None, by: Membership, registers: dict[date, dict[int, Decimal]]
) -> PayrollClosed:
    """By which fact it is over. `registers` keeps the hours of a month, so that each month is counted once."""
    if finding:
        return PayrollClosed.ANDERS
    if each.last_month not in registers:
        registers[each.last_month] = payroll.employed(by, each.last_month)
    mended = registers[each.last_month].get(each.employee_id) == each.payroll_hours
    return PayrollClosed.REGISTER if mended else PayrollClosed.LOON


def _made(person: int, month: date, finding: Finding, by: Membership) -> PayrollDifference:
    return PayrollDifference(
        employee_id=person, municipality=_place(by), kind=finding.kind, first_month=month, last_month=month,
        payroll_hours=finding.payroll, register_hours=finding.register, paid_hours=finding.paid,
    )  # fmt: skip


def forget(day: date) -> None:
    """By a process: which files were read, seven years after their financial year; numbers of nobody after a quarter.

    There is nobody's dossier in either, so nobody signs for it.
    """
    PayrollUpload.objects.filter(month__lt=date(day.year - YEARS, 1, 1)).delete()
    left = PayrollUpload.objects.filter(uploaded_at__date__lt=day - QUARTER).exclude(unknown=[])
    left.update(unknown=[])


@transaction.atomic
def decide(*, difference: PayrollDifference, verdict: str, note: str, by: User) -> None:
    """Say where the difference comes from. It does not close it: the facts do."""
    difference.verdict, difference.note, difference.decided_by, difference.decided_on = verdict, note, by, today()
    difference.save(update_fields=["verdict", "note", "decided_by", "decided_on"])
