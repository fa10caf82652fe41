"""The people behind one figure of a report, as they were when it was made, for who may see them.

The cell names its counts; for T1, T3 and T4 the frozen stands hold who they were, for other tables the statement that
counted them asks the rows as known then; SE by cause open onto what each person gives to it, and money onto what was
entered. What is worked out from other numbers names those (`reports/made_of.py`). Which of the people somebody sees is
the door's decision (`visible_to`): a figure of another municipality opens onto nobody. Who was sick is for who may see
that; so is with whom there was contact, for the wall around contacts shows a controller none (domain.md 6: what the
work needs).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
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
from reports.made_of import subject_of
from reports.models import FrozenStand, Report
from reports.norms import NORMS
from reports.periods import Period
from reports.stands import Stand, all_at_once, arguments, pieces_sql, stands, stands_in
from reports.subjects.declare import Counting
from reports.subjects.movement import earlier_days
from reports.tables import Table

ON_STANDS = {"T1", "T3", "T4"}
ABOUT_HEALTH = {"T6", "T6V", "T7"}
OF_MONEY = {"T12", "T13"}
OF_AMOUNTS = {"T2", "T3S", "V1", "V2"}  # SE, by what each person gives to it
# Of T1, what is a mean over days: the column of a stand, and which days.
MEANS = {"se_quarter_mean": ("se", "days"), "se_ytd_mean": ("se", "ytd"), "rvu_memo": ("rvu_se", "days")}
SINCE_JANUARY = {
    ("T1", "se_ytd_mean"), ("T2", "se_realised"), ("T2", "se_forecast"), ("T12", "se_now"), ("T12", "se_year"),
    ("T12", "fte_now"),
}  # fmt: skip
NEEDS = {
    **dict.fromkeys(ABOUT_HEALTH, Permission.SICKNESS_CHANGE),
    **dict.fromkeys(OF_MONEY, Permission.FINANCE_CHANGE),
    "T9": Permission.PLAN_VIEW,
}
# Columns that ask more than their table.
CONTACTS = ("contacted", "not_contacted", "contacts", "contact_hours", "hours_each", "visits", "visits_each")
NEEDS_MORE = {
    **{("T10", key): Permission.CONTACT_CHANGE for key in CONTACTS},
    **dict.fromkeys(NORMS, Permission.FINANCE_CHANGE),
}
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
    if name in {"headcount", "end", "total", "hours_share"}:
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
        codes = [row["code"] for row in report.shown["municipalities"] if row["code"] != TOTAL]
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
    own = membership.municipality.cbs_code if membership.municipality else None
    seen = WswEmployee.objects.visible_to(membership).order_by("sort_name", "pk")
    if table != "T15" or own is None or place != own:
        period = Period.parse(report.period)
        since = min(period.eve, *period.year_to_date) if (table, key) in SINCE_JANUARY else period.eve
        days = FrozenStand.objects.filter(report=report, month_end__gte=since)
        seen = seen.filter(pk__in=(days.filter(municipality=own) if own else days).values("employee"))
    people = list(seen.values_list("pk", flat=True))
    with asked_by(PROCESS):
        then = counted(report, table, place, key, report.known_on, people)
        now = counted(report, table, place, key, None, people)
    return [Counted(each, Decimal(then[each.pk]), Decimal(now.get(each.pk, 0))) for each in seen.filter(pk__in=then)]


@dataclass
class _Looking(Counting):
    """The same counting for a page, of `people` or of everybody; it makes no table, so who looks along can ask it too.

    What a report lays in a table stands here in front of each statement that names it (`WITH`): PostgreSQL works it out
    once when it is named more often, and only the part that is asked for when it is named once.
    """

    people: list[int] | None = None
    _laid: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        of = "" if self.people is None else "WHERE employee_id = ANY(%(people)s)"
        self.source = self.lay("frozen", f"SELECT * FROM {self.source} s {of}", people=self.people)
        super().__post_init__()

    def lay(self, name: str, sql: str, *indexed: str, **more: Any) -> str:
        with connection.cursor() as cursor:
            self._laid[name] = cursor.mogrify(sql, self.parameters | more).decode()
        return name

    def lay_stands(self) -> None:
        """The stands that the report does not hold: of earlier days, and now of its own days too."""
        period, known_on = self.period, self.known_on
        asked = arguments([*period.days_counted, *earlier_days(self)], known_on, self.people)
        self.pieces = self.lay("pieces", pieces_sql(known_on, some=self.people is not None), **asked)
        if known_on is None:
            self.source = self.lay("stand", stands_in(self.pieces), **arguments(period.days_counted, None))

    def kept(self, model: Any, *indexed: str) -> str:
        return self.table(model)

    def ask(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        named = ", ".join(f"{name} AS ({made})" for name, made in self._named(sql).items())
        with all_at_once():
            return super().ask(f"WITH {named.replace('%', '%%')} SELECT * FROM ({sql}) asked" if named else sql, **more)

    def _named(self, sql: str) -> dict[str, str]:
        """What `sql` names of what was laid, and what that names in turn, which was laid before it."""
        found: dict[str, str] = {}
        for name, made in reversed(self._laid.items()):
            if re.search(rf"\b{name}\b", sql):
                found, sql = {name: made} | found, sql + made
        return found


def counted(
    report: Report, table: str, place: str, key: str, known_on: datetime | None, people: list[int] | None = None
) -> dict[int, Decimal]:
    """How many times each of `people` (None is everybody) counts in a cell, or what they give to its amount.

    KeyError for no cell, or one that is worked out from others. Who counts nothing is not in it. An amount is by the
    stands of the report, or by those of now; of a count, who was in service is as the report froze it.
    """
    period = Period.parse(report.period)
    names = {each["code"]: each["name"] for each in report.shown["municipalities"]}
    counting = _Looking(period, known_on, frozen(report), {}, names, people=people)
    of = "" if people is None else "AND id = ANY(%(people)s)"
    rows = counting.ask(
        f"SELECT id, sum(amount) FROM ({_units(counting, table, key)}) unit (place, id, amount)"
        f" WHERE %(row)s IN (place, '{TOTAL}') {of} GROUP BY id HAVING abs(sum(amount)) > {NOISE}",
        row=place,
        people=people,
    )
    return dict(rows)


def _units(counting: _Looking, table: str, key: str) -> str:
    """SQL for row, person and number of every unit that makes a cell."""
    if table in OF_AMOUNTS or key in MEANS or (table == "T12" and key != "fte_now"):
        counting.lay_stands()
    if table == "T1":
        column, days = MEANS[key]
        return f"""SELECT municipality, employee_id, {column} / cardinality(%({days})s) FROM {counting.source} s
            WHERE scheme = 'wsw' AND month_end = ANY(%({days})s)"""
    subject = subject_of(table)
    people = subject.people(counting, table) if subject.people and table not in OF_AMOUNTS else {}
    if key in people:
        return f"SELECT place, id, 1 FROM ({people[key]}) counted (place, id)"
    if subject.parts and any(key == number.name for number in subject.numbers):
        return subject.parts(counting, table)[key]
    if subject.shares and key not in subject.follows:  # what people give to that is not all: a budget goes off
        return subject.shares(counting)[key]
    raise KeyError(table)


def frozen(report: Report) -> str:
    """The stands a report rests on, as SQL."""
    return f"(SELECT * FROM {FrozenStand._meta.db_table} WHERE report_id = {report.pk:d})"


def stands_now(people: list[FrozenStand]) -> dict[int, Stand]:
    """The stand of each on the same day, by what is known now."""
    if not people:
        return {}
    with all_at_once():
        found = stands({stand.month_end for stand in people}, employees=[stand.employee_id for stand in people])
    return {stand.employee_id: stand for stand in found if stand.scheme == "wsw"}
