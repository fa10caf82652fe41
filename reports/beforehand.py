"""What a change would do, before it is saved: by doing it, looking, and undoing it (M24).

The stands before and after come from the one statement that makes stands; so the preview cannot say anything else than
what happens. A released report is weighed by its frozen stands: those of this person change places with the new ones,
and the figures are counted as they always are. Whoever registers does not see other people's stands, so the sums are
asked for by a registered process; what comes out are differences that this one person makes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from cases.models import Employment
from municipalities.asker import asked_by
from municipalities.models import Municipality, today
from reports.closed_years import closed_years
from reports.consequences import CellChange, Consequences, ReportChange, StandChange
from reports.figures import (
    FORMS,
    NOBODY,
    TOTAL,
    Flow,
    Summary,
    Sums,
    figures_from,
    flows_of,
    stand_table,
    summarise_table,
)
from reports.models import FrozenStand, Report
from reports.periods import Period, month_end
from reports.stands import Stand, stands

PROCESS = "beforehand"
COUNTED = [each.name for each in fields(Stand) if each.name not in {"employer_id", "executor_id"}]
PAID = ("month_end", "municipality", "fte", "se", "rvu_se")
ByDay = dict[date, Stand]


class _Undone(Exception):
    pass


@dataclass(frozen=True)
class _Released:
    """A released report, and how it counted this person."""

    pk: int
    period: Period
    edition: int
    frozen: ByDay
    departure: str

    @property
    def source(self) -> str:
        return f"(SELECT * FROM {FrozenStand._meta.db_table} WHERE report_id = {self.pk:d})"


def weigh(person: int, act: Callable[[], object]) -> Consequences:
    """What `act` would do to the stands of `person` and to released reports. What it raises is raised here too."""
    days = _month_ends(person)
    before = _stands(person, days)
    with asked_by(PROCESS):
        reports = list(_released(person))
    departures: dict[int, str] = {}
    try:
        with transaction.atomic():
            act()
            after = _stands(person, days)
            touched = [report for report in reports if _differs(before, after, report.period)]
            departures = {report.pk: _departure(person, report.period, after) for report in touched}
            raise _Undone
    except _Undone:
        pass
    with asked_by(PROCESS):
        changed = [_report(report, before, after, departures[report.pk]) for report in touched]
    changed_on = [day for day in days if _counts(before, after, day)]
    return Consequences(
        stands=[StandChange(day, before.get(day), after.get(day)) for day in changed_on],
        reports=[report for report in changed if report.cells],
        names=dict(Municipality.objects.values_list("cbs_code", "name")) if touched else {},
        closed_years=closed_years(changed_on[0], changed_on[-1]) if touched and changed_on else "",
    )


def _month_ends(person: int) -> list[date]:
    """From the first day in service to the end of this month."""
    first = Employment.objects.filter(employee=person).order_by("starts_on").values_list("starts_on", flat=True).first()
    last = today()
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month) if first else range(0)
    return [month_end(month // 12, month % 12 + 1) for month in months]


def _stands(person: int, days: list[date]) -> ByDay:
    return {stand.month_end: stand for stand in stands(days, employees=[person]) if stand.scheme == "wsw"}


def _counts(before: ByDay, after: ByDay, day: date, what: Sequence[str] = COUNTED) -> bool:
    """Whether what is counted differs."""
    was, now = before.get(day), after.get(day)
    return [getattr(was, name, None) for name in what] != [getattr(now, name, None) for name in what]


def _days(period: Period) -> list[date]:
    return sorted({period.eve, *period.month_ends, *period.year_to_date})


def _differs(before: ByDay, after: ByDay, period: Period) -> bool:
    """Whether a figure of this period may: where somebody works is counted on its last day only."""
    whole = _counts(before, after, period.ends_on)
    return whole or any(_counts(before, after, day, PAID) for day in _days(period))


def _released(person: int) -> Iterator[_Released]:
    """The oldest first."""
    found = Report.objects.released().order_by("period").only("period", "edition")
    rows = FrozenStand.objects.filter(report__in=found, employee=person, scheme="wsw")
    frozen: dict[int, list[FrozenStand]] = {}
    for row in rows:
        frozen.setdefault(row.report_id, []).append(row)
    for report in found:
        theirs, period = frozen.get(report.pk, []), Period.parse(report.period)
        gone = next((row.departure for row in theirs if row.month_end == period.eve), "")
        yield _Released(report.pk, period, report.edition, {row.month_end: _thawed(row) for row in theirs}, gone)


def _thawed(row: FrozenStand) -> Stand:
    return Stand(**{each.name: getattr(row, each.name) for each in fields(Stand)})


def _departure(person: int, period: Period, after: ByDay) -> str:
    """Why somebody who was there on the eve is not there on the last day; "" for who is."""
    if period.eve not in after or period.ends_on in after:
        return ""
    stand_table([period.eve, period.ends_on], period, None, employees=[person])
    with connection.cursor() as cursor:
        cursor.execute("SELECT departure FROM stand WHERE month_end = %s AND scheme = 'wsw'", [period.eve])
        return cursor.fetchone()[0]


def _report(report: _Released, before: ByDay, after: ByDay, departure: str) -> ReportChange:
    """The cells that this act changes: as reported, and as the next edition would have them."""
    days = _days(report.period)
    summary = summarise_table(report.source, days)
    flows = flows_of(report.source, report.period)
    reported = _cells(summary, flows, report.period)
    then = _moved(summary, report.frozen, before, days), _flowed(flows, report, before, report.departure)
    next_ = _moved(summary, report.frozen, after, days), _flowed(flows, report, after, departure)
    now, coming = _cells(*then, report.period), _cells(*next_, report.period)
    changed = sorted(cell for cell in now.keys() | coming.keys() if now.get(cell) != coming.get(cell))
    return ReportChange(
        report.period,
        report.edition,
        [CellChange(name, place, dict(dims), reported.get(cell), coming.get(cell))
         for cell in changed for name, place, dims in [cell]],
    )  # fmt: skip


Cells = dict[tuple[str, str, tuple[tuple[str, str], ...]], Decimal]


def _cells(summary: Summary, flows: Iterable[Flow], period: Period) -> Cells:
    values = figures_from(summary, flows, period)
    return {(each.figure.name, each.municipality, tuple(each.dims.items())): each.value for each in values}


def _moved(summary: Summary, was: ByDay, now: ByDay, days: list[date]) -> Summary:
    """The sums, with one person's stands exchanged."""
    made = dict(summary)
    for day in days:
        exchanged = [(stand, sign) for stand, sign in ((was.get(day), -1), (now.get(day), 1)) if stand]
        for stand, sign in exchanged:
            for place in (stand.municipality, TOTAL):
                made[day, place] = _plus(made.get((day, place), NOBODY), stand, sign)
    return made


def _plus(sums: Sums, stand: Stand, sign: int) -> Sums:
    forms, hours = dict(sums.forms), dict(sums.hours)
    if stand.form in forms:
        forms[stand.form] += sign
    for form in FORMS:
        hours[form] += sign * getattr(stand, f"hours_{form.lower()}")
    return replace(
        sums,
        heads=sums.heads + sign,
        fte=sums.fte + sign * stand.fte,
        se=sums.se + sign * stand.se,
        rvu_se=sums.rvu_se + sign * stand.rvu_se,
        forms=forms,
        hours=hours,
    )


def _flowed(flows: list[Flow], report: _Released, now: ByDay, departure: str) -> list[Flow]:
    """The movements, with one person's exchanged."""
    counted = {flow[:3]: flow.people for flow in flows}
    for stands_, why, sign in ((report.frozen, report.departure, -1), (now, departure, 1)):
        was, is_now = (_place(stands_.get(day)) for day in (report.period.eve, report.period.ends_on))
        if was or is_now:
            kind = (was, is_now, why)
            counted[kind] = counted.get(kind, 0) + sign
    return [Flow(*kind, people) for kind, people in counted.items() if people]


def _place(stand: Stand | None) -> str:
    return stand.municipality if stand else ""
