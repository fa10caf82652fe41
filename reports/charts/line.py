"""One line per municipality over the quarters, each with its name and last value at its end.

Names at the ends instead of a legend: they are pushed apart until none lies on another. Lines differ in dashes as
well as in colour. A hidden point is a gap, and under the drawing stands whose it is: "niet getoond".
Percentages share one plot, with the total in it; where sizes differ too much for that, each row gets a strip and the
total is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil

from django.utils.safestring import SafeString

from reports.charts import strips
from reports.charts.spark import NOT_KNOWN, NOT_SHOWN, stretches
from reports.charts.svg import BOLD, LEADING, SMALL, Drawing, width_of, wrap
from reports.tables import Row, Table, dutch, with_unit

WIDTH, STATIC_WIDTH = 580, 500
NAME_LIMIT, FOOT_LIMIT, TOP, PLOT = 170, 90, 12.0, 200.0
DASHES = ("none", "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "12 3", "6 2 1 2 1 2")

Points = list[tuple[float, float] | None]


@dataclass(frozen=True)
class _Plot:
    low: Decimal
    high: Decimal
    left: float
    right: float
    bottom: float
    count: int

    def x(self, at: int) -> float:
        return self.left + (self.right - self.left) * (at / (self.count - 1) if self.count > 1 else 0.5)

    def y(self, value: Decimal) -> float:
        span = self.high - self.low
        part = float((value - self.low) / span) if span else 0.5
        return self.bottom - part * (self.bottom - TOP)

    def points(self, row: Row) -> Points:
        return [None if c.number is None else (self.x(at), self.y(c.number)) for at, c in enumerate(row.cells)]


@dataclass
class _End:
    """The name and the last value of a line, beside its last point."""

    row: Row
    lines: list[str]
    x: float
    y: float
    label_y: float

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING + 2


def line(table: Table, *, own: str = "", static: bool = False) -> SafeString:
    """Draw the rows over the columns (oldest first); `own` is the code of the row to mark."""
    width = STATIC_WIDTH if static else WIDTH
    rows = [row for row in table.rows if row.kind != "total" or table.columns[0].unit == "%"]
    apart = strips.are_better(table, rows)
    notes = [strips.HOW_TO_READ] * apart + _notes(table, rows)
    about = " ".join([f"{table.title}.", f"Van {table.columns[0].label} tot en met {table.columns[-1].label}.", *notes])
    drawing = Drawing(f"line-{table.code}", width, title=table.finding or table.title, description=about, static=static)
    draw = strips.draw_strips if apart else _draw_plot
    left, right, height = draw(drawing, table, rows, own)
    return drawing.svg(_draw_notes(drawing, notes, _foot(drawing, table, left, right, height)))


def _draw_plot(drawing: Drawing, table: Table, rows: list[Row], own: str) -> tuple[float, float, float]:
    """All lines in one plot; where they begin and end, and the height that they took."""
    labels = {row.code: _label(table, row) for row in rows if _last(row) is not None}
    plot = _plot(table, rows, labels, drawing.width)
    _draw_frame(drawing, table, plot)
    for at, row in enumerate(rows):
        _draw_row(drawing, table, row, plot, DASHES[at % len(DASHES)], mine=bool(own) and row.code == own)
    for end in _ends(rows, labels, plot):
        _draw_end(drawing, end, plot, mine=bool(own) and end.row.code == own)
    return plot.left, plot.right, plot.bottom + 6


def _last(row: Row) -> int | None:
    return max((at for at, cell in enumerate(row.cells) if cell.number is not None), default=None)


def _label(table: Table, row: Row) -> list[str]:
    at = _last(row) or 0
    masks = [cell.mask for cell in row.cells[at + 1 :] if cell.mask]
    value = masks[-1] if masks else with_unit(row.cells[at], table.columns[at].unit)
    return wrap(f"{row.label} {value}", NAME_LIMIT, BOLD)


def _plot(table: Table, rows: list[Row], labels: dict[str, list[str]], width: float) -> _Plot:
    numbers = [cell.number for row in rows for cell in row.cells if cell.number is not None]
    low, high = min(numbers, default=Decimal(0)), max(numbers, default=Decimal(0))
    names_width = max((width_of(text, BOLD) for lines in labels.values() for text in lines), default=0)
    numbers_width = max(width_of(_scale_text(table, value), SMALL) for value in (low, high))
    room = max(PLOT, sum(len(lines) * LEADING + 2 for lines in labels.values()))
    return _Plot(low, high, numbers_width + 10, width - names_width - 22, TOP + room, len(table.columns))


def _scale_text(table: Table, value: Decimal) -> str:
    return dutch(value, table.columns[0].decimals) + ("\N{NO-BREAK SPACE}%" if table.columns[0].unit == "%" else "")


def _draw_frame(drawing: Drawing, table: Table, plot: _Plot) -> None:
    """Thin lines at the lowest, middle and highest value, with their numbers."""
    values = {plot.low, plot.high} if plot.low == plot.high else {plot.low, (plot.low + plot.high) / 2, plot.high}
    for value in sorted(values):
        y = plot.y(value)
        drawing.line("grid", plot.left, y, plot.right, y)
        drawing.write(plot.left - 6, y + 4, _scale_text(table, value), "mute", anchor="end")


def _draw_row(drawing: Drawing, table: Table, row: Row, plot: _Plot, dashes: str, *, mine: bool) -> None:
    for stretch in stretches(plot.points(row)):
        if len(stretch) > 1:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in stretch)
            dash = "none" if mine else dashes
            drawing.add("path", "link own-link" if mine else "link", d=path, fill="none", stroke_dasharray=dash)
    for at, cell in enumerate(row.cells):
        if cell.number is not None:
            last = at == _last(row)
            tip = f"{row.label}, {table.columns[at].label}: {with_unit(cell, table.columns[at].unit)}"
            _draw_point(drawing, plot.x(at), plot.y(cell.number), tip, last=last, mine=mine)


def _draw_point(drawing: Drawing, x: float, y: float, tip: str, *, last: bool, mine: bool) -> None:
    if last:
        drawing.add("circle", "now own" if mine else "now", tip=tip, cx=x, cy=y, r=4.5)
    else:
        drawing.add("circle", "then own-then" if mine else "then", tip=tip, cx=x, cy=y, r=2.5)


def _ends(rows: list[Row], labels: dict[str, list[str]], plot: _Plot) -> list[_End]:
    """The names at the ends, pushed down where they would overlap and then back up inside the drawing."""
    ends = []
    for row in rows:
        at = _last(row)
        if at is not None:
            x, y = plot.points(row)[at] or (0.0, 0.0)
            ends.append(_End(row, labels[row.code], x, y, y))
    ends.sort(key=lambda end: (end.y, end.row.label))
    for above, end in pairwise(ends):
        end.label_y = max(end.label_y, above.label_y + (above.height + end.height) / 2)
    floor = plot.bottom + LEADING / 2
    for end in reversed(ends):
        end.label_y = min(end.label_y, floor - end.height / 2)
        floor = end.label_y - end.height / 2
    return ends


def _draw_end(drawing: Drawing, end: _End, plot: _Plot, *, mine: bool) -> None:
    x = plot.right + 18
    if abs(end.label_y - end.y) > 3 or end.x < plot.right - 1:
        drawing.line("grid", end.x + 6, end.y, x - 4, end.label_y)
    drawing.write_lines(x, end.label_y, end.lines, "own" if mine else "v")


def _foot(drawing: Drawing, table: Table, left: float, right: float, y: float) -> float:
    """Write the quarters under the drawing, as many as fit, always the first and the last; the height so far."""
    count = len(table.columns)
    step = (right - left) / max(1, count - 1)
    needed = max(min(width_of(column.label, SMALL), FOOT_LIMIT) for column in table.columns) + 8
    every = max(1, ceil(needed / step))
    chosen = [at for at in range(count) if (count - 1 - at) % every == 0]
    if chosen[0] != 0:
        chosen = [0, *(at for at in chosen if at * step >= needed)]
    lowest = 0
    for at in chosen:
        lines = wrap(table.columns[at].label, FOOT_LIMIT, SMALL)
        half, lowest = max(width_of(text, SMALL) for text in lines) / 2, max(lowest, len(lines))
        x = min(max(left + at * step if count > 1 else (left + right) / 2, half), drawing.width - half)
        for turn, text in enumerate(lines):
            drawing.write(x, y + LEADING + turn * LEADING, text, "mute", anchor="middle")
    return y + 10 + lowest * LEADING


def _notes(table: Table, rows: list[Row]) -> list[str]:
    """Whose line has a gap, and where."""
    notes = []
    for row in rows:
        for words, gaps in _gaps(table, row).items():
            where = "" if len(gaps) == len(table.columns) else " in " + ", ".join(gaps)
            if gaps:
                notes.append(f"{row.label}: {words}{where}.")
    return notes


def _gaps(table: Table, row: Row) -> dict[str, list[str]]:
    empty = [(column.label, cell) for column, cell in zip(table.columns, row.cells, strict=True) if cell.number is None]
    return {
        NOT_SHOWN: [label for label, cell in empty if cell.mask],
        NOT_KNOWN: [label for label, cell in empty if not cell.mask],
    }


def _draw_notes(drawing: Drawing, notes: list[str], y: float) -> float:
    for note in notes:
        for text in wrap(note, drawing.width - 8, SMALL):
            y += LEADING
            drawing.write(0, y, text, "mute")
    return y + 8
