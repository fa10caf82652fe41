"""Which released reports an amount that somebody enters would change, and by how much, before it is saved (R75).

As with work (decision 0018): by doing it, looking, and undoing it. Amounts of T12 and T13 and the budgets of T2 are
counted by the same functions that the report counts them with. What is worked out with people's SE follows, and is not
in the list.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import IntegrityError, models, transaction

from municipalities.models import Municipality
from reports.canonical import canonical
from reports.closed_years import closes
from reports.figures import TOTAL, Figure, Value
from reports.models import Report
from reports.periods import Period
from reports.subjects import contribution, finance, realisation
from reports.subjects.declare import Asked
from reports.tables import UNKNOWN, dutch

MOST = 12  # lines of a report on the page


class _Undone(Exception):
    pass


@dataclass(frozen=True)
class Line:
    """One cell of a released report: as its next edition would read without the act, and with it."""

    report: str
    table: str
    row: str
    column: str
    was: str
    now: str
    difference: str


@dataclass(frozen=True)
class Brings:
    """What an act does to released reports; nothing when `lines` is empty. `closed`: the closed years among them."""

    lines: tuple[Line, ...] = ()
    closed: str = ""

    @property
    def by_report(self) -> list[tuple[str, list[Line], int]]:
        """Each report with its first lines, and how many there are more."""
        grouped = [(report, list(lines)) for report, lines in groupby(self.lines, key=lambda line: line.report)]
        return [(report, lines[:MOST], max(0, len(lines) - MOST)) for report, lines in grouped]

    @property
    def reports(self) -> str:
        return "; ".join(dict.fromkeys(line.report for line in self.lines))

    @property
    def mark(self) -> str:
        """What somebody who saw this sends back: another outcome has another mark."""
        return hashlib.sha256(canonical([list(vars(line).values()) for line in self.lines])).hexdigest()[:16]


class _Register(Asked):
    """The finance register as it is now, each table read once."""

    def __init__(self, period: Period, kept: dict[type[models.Model], list[Any]]) -> None:
        super().__init__(period, None)
        self.kept = kept

    def rows_of(self, model: type[models.Model]) -> list[Any]:
        if model not in self.kept:
            self.kept[model] = super().rows_of(model)
        return self.kept[model]


def weigh(act: Callable[[], object]) -> Brings:
    """What `act` would bring. What cannot be done brings nothing: saving it says why."""
    found = list(Report.objects.released().order_by("period").only("period", "edition"))
    reports = [(Period.parse(each.period), each.edition) for each in found]
    before, after = _cells([period for period, _ in reports]), Cells()
    try:
        with transaction.atomic():
            act()
            after = _cells([period for period, _ in reports])
            raise _Undone
    except _Undone:
        pass
    except IntegrityError:
        return Brings()
    names = dict(Municipality.objects.values_list("cbs_code", "name")) | {TOTAL: "alle gemeenten samen"}
    lines = tuple(line for period, edition in reports for line in _lines(period, edition, before, after, names))
    closed = sorted({str(period.year) for period, _ in reports if closes(period)} & {_year(line) for line in lines})
    return Brings(lines, ", ".join(closed))


def _year(line: Line) -> str:
    return line.report.partition(",")[0][-4:]


Cells = dict[tuple[str, str, str], Value]  # by period, figure and row


def _cells(periods: list[Period]) -> Cells:
    kept: dict[type[models.Model], list[Any]] = {}
    return {
        (period.code, value.figure.name, value.municipality): value
        for period in periods
        for value in _values(_Register(period, kept))
    }


def _values(register: _Register) -> Iterator[Value]:
    yield from finance.amounts(finance.year_of(register))
    yield from contribution.count(register)
    yield from realisation.entered(register)


def _lines(period: Period, edition: int, before: Cells, after: Cells, names: dict[str, str]) -> Iterator[Line]:
    labels = names | {line.code: line.label for line in finance.LINES}
    for name in [each for each in {**before, **after} if each[0] == period.code]:
        was, now = before.get(name), after.get(name)
        value = now or was
        if value is not None and _number(was) != _number(now):
            figure = value.figure
            yield Line(
                f"{period.label}, uitgave {edition}", figure.table, labels.get(name[2], name[2]), _called(figure),
                _text(was), _text(now), _step(was, now, figure.decimals),
            )  # fmt: skip


def _number(value: Value | None) -> Decimal | None:
    return value.value if value else None


def _called(figure: Figure) -> str:
    return f"{figure.group}: {figure.label}" if figure.group else figure.label


def _text(value: Value | None) -> str:
    return dutch(value.value, value.figure.decimals) if value else UNKNOWN


def _step(was: Value | None, now: Value | None, decimals: int) -> str:
    if was is None or now is None:
        return ""
    step = now.value - was.value
    return ("+" if step > 0 else "") + dutch(step, decimals)
