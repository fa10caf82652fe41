"""What a change would do, before it is saved: by doing it, looking, and undoing it (M24).

The stands before and after come from the one statement that makes stands; so the preview cannot say anything else than
what happens. A released report is weighed by its frozen stands: those of this person change places with the new ones,
and the figures are counted as they always are. Whoever registers does not see other people's stands, so the sums are
asked for by a registered process; what comes out are differences that this one person makes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from cases.models import Employment
from cases.work_lock import hold_work
from municipalities.asker import asked_by
from municipalities.models import Municipality, today
from reports.closed_years import closed_years
from reports.consequences import CellChange, Consequences, ReportChange, StandChange, Together
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
ByPerson = dict[int, ByDay]
Departures = dict[int, str]  # why somebody who was there on the eve is gone on the last day
Situation = tuple[ByPerson, Departures]


class _Undone(Exception):
    pass


@dataclass(frozen=True)
class _Released:
    """A released report, and how it counted these people."""

    pk: int
    period: Period
    edition: int
    frozen: ByPerson
    departures: Departures

    @property
    def source(self) -> str:
        return f"(SELECT * FROM {FrozenStand._meta.db_table} WHERE report_id = {self.pk:d})"


def weigh(person: int, act: Callable[[], object]) -> Consequences:
    """What `act` would do to the stands of `person` and to released reports. What it raises is raised here too."""
    return weigh_together([person], act).of(person)


def weigh_together(people: Collection[int], act: Callable[[], object], since: date | None = None) -> Together:
    """As `weigh`, of an act on all these people at once: what it does to each, and to the figures of all of them.

    With `since` the act changes no stand before that day; when no stand lies after it, it is not even tried.
    """
    if since and since > month_end(today().year, today().month):
        return Together({}, Consequences())
    hold_work(people)  # before the savepoint: a turn given back by undoing is lost to who waits for it (decision 0017)
    with asked_by(PROCESS):  # not every door is open yet, or still, to who moves somebody
        days = _month_ends(people, since)
        before, reports = _stands(people, days), list(_released(people))
        was = {report.pk: _departures(people, report.period, before) for report in reports}
    try:
        with transaction.atomic():
            act()
            with asked_by(PROCESS):
                days = sorted(
                    {*days, *_month_ends(people, since)}
                )  # the act may begin an employment, or begin it earlier
                after = _stands(people, days)
                is_now = {report.pk: _departures(people, report.period, after) for report in reports}
            raise _Undone
    except _Undone:
        pass
    with asked_by(PROCESS):
        both = [(report, (before, was[report.pk]), (after, is_now[report.pk])) for report in reports]
        weighed = [_Weighed(*each, differ) for each in both if (differ := _who_differs(*each))]
    return _told(people, days, weighed, before, after)


def _told(
    people: Collection[int], days: list[date], weighed: list["_Weighed"], before: ByPerson, after: ByPerson
) -> Together:
    """What was found, of each and of all."""
    names = dict(Municipality.objects.values_list("cbs_code", "name"))
    each = {}
    for person in people:
        was, now = before.get(person, {}), after.get(person, {})
        changed = [StandChange(day, was.get(day), now.get(day)) for day in days if _counts(was, now, day)]
        reports = [change for change in (report.changed([person]) for report in weighed) if change.cells]
        if changed or reports:
            each[person] = _with_closed_years(Consequences(changed, reports, names))
    if len(each) == 1:
        return Together(each, *each.values())
    whole = [change for change in (report.changed(people) for report in weighed) if change.cells]
    days_of = {day for one in each.values() for day in (one.first, one.last) if day}
    closed = closed_years(min(days_of), max(days_of)) if weighed and days_of else ""
    return Together(each, Consequences([], whole, names, closed))


def _with_closed_years(told: Consequences) -> Consequences:
    if not told.reports or told.first is None or told.last is None:
        return told
    return replace(told, closed_years=closed_years(told.first, told.last))


def _month_ends(people: Collection[int], since: date | None) -> list[date]:
    """From the first day in service to the end of this month; with `since` as far back as a report over it looks."""
    started = Employment.objects.filter(employee__in=people).order_by("starts_on")
    first, last = started.values_list("starts_on", flat=True).first(), today()
    if first is None:
        return []
    if since:
        first = max(first, date(since.year - 1, 12, 1))
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [month_end(month // 12, month % 12 + 1) for month in months]


def _stands(people: Collection[int], days: list[date]) -> ByPerson:
    found: ByPerson = defaultdict(dict)
    for stand in stands(days, employees=list(people)):
        if stand.scheme == "wsw":
            found[stand.employee_id][stand.month_end] = stand
    return dict(found)


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


def _who_differs(report: _Released, was: Situation, now: Situation) -> set[int]:
    """Of whom a figure of this report may be another: by a stand, or by the reason why there is none any more."""
    (before, left), (after, leaves) = was, now
    return {
        one
        for one in before.keys() | after.keys()
        if left.get(one) != leaves.get(one) or _differs(before.get(one, {}), after.get(one, {}), report.period)
    }


def _released(people: Collection[int]) -> Iterator[_Released]:
    """The oldest first."""
    found = Report.objects.released().order_by("period").only("period", "edition")
    rows = FrozenStand.objects.filter(report__in=found, employee__in=people, scheme="wsw")
    frozen: dict[int, ByPerson] = defaultdict(lambda: defaultdict(dict))
    departures: dict[int, Departures] = defaultdict(dict)
    eves = {report.pk: Period.parse(report.period).eve for report in found}
    for row in rows:
        frozen[row.report_id][row.employee_id][row.month_end] = _thawed(row)
        if row.month_end == eves[row.report_id]:
            departures[row.report_id][row.employee_id] = row.departure
    for report in found:
        theirs, gone = frozen.get(report.pk, {}), departures.get(report.pk, {})
        yield _Released(report.pk, Period.parse(report.period), report.edition, theirs, gone)


def _thawed(row: FrozenStand) -> Stand:
    return Stand(**{each.name: getattr(row, each.name) for each in fields(Stand)})


def _departures(people: Collection[int], period: Period, after: ByPerson) -> Departures:
    """Why those who were there on the eve are not there on the last day."""
    gone = [one for one in people if period.eve in after.get(one, {}) and period.ends_on not in after[one]]
    if not gone:
        return {}
    stand_table([period.eve, period.ends_on], period, None, employees=gone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT employee_id, departure FROM stand WHERE month_end = %s AND scheme = 'wsw'", [period.eve])
        return dict(cursor.fetchall())


class _Weighed:
    """A report of which a figure may be another, counted once: each time some people's stands change places."""

    def __init__(self, report: _Released, was: Situation, now: Situation, differ: set[int]) -> None:
        self.report, self.was, self.now, self.differ = report, was, now, differ
        self.days = _days(report.period)
        self.summary = summarise_table(report.source, self.days)
        self.flows = flows_of(report.source, report.period)
        self.reported = _cells(self.summary, self.flows, report.period)

    def changed(self, people: Collection[int]) -> ReportChange:
        """The cells that they change: as reported, and as the next edition would have them."""
        report, who = self.report, [one for one in people if one in self.differ]
        if not who:  # of many at once most differ in few reports
            return ReportChange(report.period, report.edition, [])
        now, coming = self._with(who, self.was), self._with(who, self.now)
        cells = sorted(cell for cell in now.keys() | coming.keys() if now.get(cell) != coming.get(cell))
        return ReportChange(
            report.period,
            report.edition,
            [CellChange(name, place, dict(dims), self.reported.get(cell), coming.get(cell))
             for cell in cells for name, place, dims in [cell]],
        )  # fmt: skip

    def _with(self, who: list[int], situation: Situation) -> "Cells":
        """The figures with the stands of `who` exchanged."""
        stands_, departures = situation
        summary, flows, report = self.summary, self.flows, self.report
        for one in who:
            was, now = report.frozen.get(one, {}), stands_.get(one, {})
            summary = _moved(summary, was, now, self.days)
            then = was, report.departures.get(one, "")
            flows = _flowed(flows, report.period, then, (now, departures.get(one, "")))
        return _cells(summary, flows, report.period)


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


def _flowed(flows: list[Flow], period: Period, was: tuple[ByDay, str], now: tuple[ByDay, str]) -> list[Flow]:
    """The movements, with one person's exchanged."""
    counted = {flow[:3]: flow.people for flow in flows}
    for (stands_, why), sign in ((was, -1), (now, 1)):
        left, came = (_place(stands_.get(day)) for day in (period.eve, period.ends_on))
        if left or came:
            kind = (left, came, why)
            counted[kind] = counted.get(kind, 0) + sign
    return [Flow(*kind, people) for kind, people in counted.items() if people]


def _place(stand: Stand | None) -> str:
    return stand.municipality if stand else ""
