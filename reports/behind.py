"""The people behind one figure of a report, as they were when it was made, for who may see them.

The cell names its counts; the frozen stands hold who they were. Which of them somebody sees is the door's decision
(`visible_to`): a figure of another municipality opens onto nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cases.models import WswEmployee
from municipalities.models import Membership
from reports.figures import FORMS, TOTAL
from reports.models import FrozenStand, Report
from reports.periods import Period


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
    if name in {"headcount", "end", "total", "se_quarter_mean", "se_ytd_mean", "hours_share"}:
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
