"""The people behind one figure of a report, as they were when it was made, for who may see them.

The cell names its counts; for T1 to T4 the frozen stands hold who they were, for the other tables the statement that
counted them asks the rows as known then; SE by cause open onto what each person gives to it, and money onto what was
entered. Which of the people somebody sees is the door's decision (`visible_to`): a figure of another municipality opens
onto nobody. Who was sick is for who may see that; so is with whom there was contact, for the wall around contacts
shows a controller none (domain.md 6: what the work needs).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cases.models import WswEmployee
from municipalities.access import Permission
from municipalities.asker import asked_by
from municipalities.models import Membership
from reports.figures import FORMS, TOTAL
from reports.models import FrozenStand, Report
from reports.periods import Period
from reports.stands import Stand, arguments, stands, stands_sql
from reports.subjects import SUBJECTS
from reports.subjects.declare import WHO, Counting, Subject
from reports.tables import Table

ON_STANDS = {"T1", "T2", "T3", "T4"}
ABOUT_HEALTH = {"T6", "T6V", "T7"}
OF_MONEY = {"T12", "T13"}
OF_AMOUNTS = {"T3S", "V1", "V2"}  # SE, by what each person gives to it
NEEDS = {
    **dict.fromkeys(ABOUT_HEALTH, Permission.SICKNESS_CHANGE),
    **dict.fromkeys(OF_MONEY, Permission.FINANCE_CHANGE),
    "T9": Permission.PLAN_VIEW,
}
# Columns that ask more than their table.
CONTACTS = ("contacted", "not_contacted", "contacts", "contact_hours", "hours_each", "visits", "visits_each")
NEEDS_MORE = {("T10", key): Permission.CONTACT_CHANGE for key in CONTACTS}
PROCESS = "behind"
NOISE = Decimal("1e-10")  # a frozen stand keeps twenty decimals


def may_open(table: str, membership: Membership, column: str = "") -> bool:
    """Whether cells of this table (and column) open for somebody with this role, as the parts of a dossier do."""
    needed = {Permission.EMPLOYEE_VIEW, NEEDS.get(table, Permission.EMPLOYEE_VIEW)}
    needed |= {NEEDS_MORE[table, column]} if (table, column) in NEEDS_MORE else set()
    return all(membership.may(each) for each in needed)


def closed_columns(table: Table, membership: Membership) -> list[int]:
    """Which columns of a table that opens do not open for this role, by number."""
    return [nth for nth, column in enumerate(table.columns) if not may_open(table.code, membership, column.key)]


@dataclass(frozen=True)
class Behind:
    """The stands a cell counts: on `day`, and those `condition` picks."""

    day: date
    condition: Q


def people_behind(report: Report, place: str, key: str, membership: Membership) -> QuerySet[FrozenStand]:
    """The stands behind cell `key` (a column's key) of row `place` that `membership` may see. KeyError for no cell."""
    found = _behind(report, place, key)
    stands = FrozenStand.objects.filter(report=report, scheme="wsw", month_end=found.day).filter(found.condition)
    visible = WswEmployee.objects.visible_to(membership)
    return stands.filter(employee__in=visible).select_related("employee").order_by("employee__sort_name")


def _behind(report: Report, place: str, key: str) -> Behind:
    period = Period.parse(report.period)
    name, _, dim = key.partition(":")
    here = Q() if place == TOTAL else Q(municipality=place)
    if name in _MOVES:
        return _MOVES[name](report, period, place, dim)
    if name in {"fte_month_end", "se_month_end"} and dim:
        day = next((day for day in period.month_ends if f"{day:%Y-%m}" == dim), None)
        if day is None:
            raise KeyError(key)
        return Behind(day, here)
    if key == "heads:NIN" or (name == "heads" and dim in FORMS):
        return Behind(period.ends_on, here & Q(form=dim))
    if name in {"headcount", "end", "total", "se_quarter_mean", "se_ytd_mean", "hours_share", "se_realised"}:
        return Behind(period.ends_on, here)
    raise KeyError(key)


def _ids(report: Report, day: date, place: str = TOTAL) -> QuerySet[FrozenStand, Any]:
    stands = FrozenStand.objects.filter(report=report, scheme="wsw", month_end=day)
    return (stands if place == TOTAL else stands.filter(municipality=place)).values("employee")


def _left(report: Report, period: Period, place: str, reason: str) -> Behind:
    here = Q() if place == TOTAL else Q(municipality=place)
    gone = ~Q(employee__in=_ids(report, period.ends_on))
    return Behind(period.eve, here & gone & (Q(departure=reason) if reason else Q()))


def _came(report: Report, period: Period, place: str, reason: str) -> Behind:
    here = Q() if place == TOTAL else Q(municipality=place)
    return Behind(period.ends_on, here & ~Q(employee__in=_ids(report, period.eve)))


def _moved_in(report: Report, period: Period, place: str, reason: str) -> Behind:
    return Behind(period.ends_on, _moved(report, period.eve, place))


def _moved_out(report: Report, period: Period, place: str, reason: str) -> Behind:
    return Behind(period.eve, _moved(report, period.ends_on, place))


def _moved(report: Report, other_day: date, place: str) -> Q:
    """In `place` on the one day and in another place on the other."""
    if place == TOTAL:
        codes = [row["code"] for row in report.content["municipalities"] if row["code"] != TOTAL]
        either = Q()
        for code in codes:
            either |= Q(municipality=code) & _elsewhere(report, other_day, code)
        return either
    return Q(municipality=place) & _elsewhere(report, other_day, place)


def _elsewhere(report: Report, day: date, place: str) -> Q:
    return Q(employee__in=_ids(report, day)) & ~Q(employee__in=_ids(report, day, place))


_MOVES: dict[str, Callable[[Report, Period, str, str], Behind]] = {
    "out": _left,
    "in": _came,
    "move_in": _moved_in,
    "move_out": _moved_out,
    "begin": lambda report, period, place, reason: Behind(period.eve, Q() if place == TOTAL else Q(municipality=place)),
}


@dataclass(frozen=True)
class Counted:
    """Somebody a cell counted so many times, and how many times it would with what is known now."""

    employee: WswEmployee
    then: Decimal
    now: Decimal


def counted_behind(report: Report, table: str, place: str, key: str, membership: Membership) -> list[Counted]:
    """Who stands behind cell `key` of a table that is not made of stands, of those `membership` may see.

    KeyError for no cell, or one that is worked out from others. Everybody is counted, for a count of the rows that one
    person may see would be another count; only who they may see is given: of whom they see a stand of this report too
    (who lived elsewhere then, was another municipality's, R70), or, for what is wrong in T15, who is in their own row.
    """
    asks = _amounts if table in OF_AMOUNTS else _units
    with asked_by(PROCESS):
        then = asks(report, table, place, key, report.known_on)
        now = asks(report, table, place, key, None)
    own = membership.municipality.cbs_code if membership.municipality else None
    seen = WswEmployee.objects.visible_to(membership).filter(pk__in=then).order_by("sort_name", "pk")
    if table != "T15" or own is None or place != own:
        days = FrozenStand.objects.filter(report=report, month_end__gte=Period.parse(report.period).eve)
        seen = seen.filter(pk__in=(days.filter(municipality=own) if own else days).values("employee"))
    return [Counted(person, Decimal(then[person.pk]), Decimal(now.get(person.pk, 0))) for person in seen]


class _Looking(Counting):
    """The same counting for a page: it makes no tables, so that who only looks along can ask it too."""

    def __post_init__(self) -> None:
        pass

    def kept(self, model: Any, *indexed: str) -> str:
        return self.table(model)

    def lay(self, name: str, sql: str, *indexed: str, **more: Any) -> str:
        with connection.cursor() as cursor:
            asked = cursor.mogrify(sql, self.parameters | more).decode()
        return f"({asked.replace('%', '%%')})"


def _subject(table: str) -> Subject:
    return next(each for each in SUBJECTS if any(layout.code == table for layout in each.layouts))


def _amounts(report: Report, table: str, place: str, key: str, known_on: datetime | None) -> dict[int, Decimal]:
    """What each person gives to an amount of SE: by the stands of the report, or by those of now."""
    period, subject = Period.parse(report.period), _subject(table)
    if subject.shares is None or key not in subject.by_name:
        raise KeyError(key)
    names = {each["code"]: each["name"] for each in report.content["municipalities"]}
    counting = _Looking(period, known_on, frozen(report), {}, names)
    if known_on is None:
        counting.source = counting.lay("now", stands_sql(), **arguments(period.days_counted, None))
    found: dict[int, Decimal] = defaultdict(Decimal)
    for name, row, person, amount in subject.shares(counting):
        if name == key and place in (row, TOTAL):
            found[person] += amount
    return {person: amount for person, amount in found.items() if abs(amount) > NOISE}


def _units(report: Report, table: str, place: str, key: str, known_on: datetime | None) -> dict[int, int]:
    """How many times each person was counted in a cell; who was in service as the report froze it."""
    subject = next((s for s in SUBJECTS if s.people and any(each.code == table for each in s.layouts)), None)
    if subject is None or subject.people is None:
        raise KeyError(table)
    period = Period.parse(report.period)
    names = {each["code"]: each["name"] for each in report.content["municipalities"]}
    counting = _Looking(period, known_on, frozen(report), {}, names)
    sql = subject.people(counting, table)[key]
    days = [date.fromordinal(day) for day in range(period.starts_on.toordinal(), period.ends_on.toordinal() + 1)]
    rows = counting.ask(
        f"WITH who AS MATERIALIZED ({WHO.format(source=counting.source + ' frozen')})"
        f" SELECT id, count(*) FROM ({sql}) unit (place, id) WHERE %(row)s IN (place, '{TOTAL}') GROUP BY id",
        **arguments(days, known_on),
        row=place,
    )
    return dict(rows)


def frozen(report: Report) -> str:
    """The stands a report rests on, as SQL."""
    return f"(SELECT * FROM {FrozenStand._meta.db_table} WHERE report_id = {report.pk:d})"


def stands_now(people: list[FrozenStand]) -> dict[int, Stand]:
    """The stand of each on the same day, by what is known now."""
    days = {stand.month_end for stand in people}
    found = stands(days, employees=[stand.employee_id for stand in people]) if people else []
    return {stand.employee_id: stand for stand in found if stand.scheme == "wsw"}
