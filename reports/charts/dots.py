"""Two moments side by side, one line per municipality: the open dot is then, the closed dot is now.

Ordered by what is now, from high to low, with the own municipality marked in its place. A dot plot needs no zero, so
the scale runs over the values shown. A hidden value has no dot; the line then says "<5" or "×" where the number would
stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.svg import BOLD, LEADING, SMALL, TEXT, Drawing, width_of, wrap
from reports.tables import Cell, Column, Row, Table, with_unit

WIDTH, STATIC_WIDTH = 580, 500
NAME_LIMIT, DOT = 150, 6
Norm = tuple[str, Decimal]


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    left: float
    right: float

    def x(self, value: Decimal) -> float:
        span = self.high - self.low
        part = (float(value) - self.low) / span if span else 0.5
        return self.left + part * (self.right - self.left)


def dots(table: Table, *, own: str = "", static: bool = False, norm: Norm | None = None) -> SafeString:
    """Draw the first column as then and the last as now; `own` is the code of the row to mark.

    `norm`: words and value of the dashed line; without it the total row of the table is that line.
    """
    width = STATIC_WIDTH if static else WIDTH
    about = f"{table.title}. De open stip is {table.columns[0].label}, de dichte stip is {table.columns[-1].label}."
    drawing = Drawing(f"dots-{table.code}", width, title=table.finding or table.title, description=about, static=static)
    rows = _in_order(table)
    norm = norm or _norm_of(table)
    names = [wrap(row.label, NAME_LIMIT, BOLD) for row in rows]
    scale = _scale(table, rows, names, norm, width)
    height = _draw_rows(drawing, table, list(zip(rows, names, strict=True)), scale, own)
    if norm:
        _draw_norm(drawing, norm, scale, height)
    return drawing.svg(height + 4)


def _in_order(table: Table) -> list[Row]:
    rows = [row for row in table.rows if row.kind != "total"]
    return sorted(rows, key=lambda row: (row.cells[-1].number is None, -(row.cells[-1].number or 0)))


def _norm_of(table: Table) -> Norm | None:
    column = table.columns[-1]
    for row in table.rows:
        number = row.cells[-1].number
        if row.kind == "total" and number is not None and column.unit == "%":
            return f"{row.label}: {with_unit(row.cells[-1], column.unit)}", number
    return None


def _scale(table: Table, rows: list[Row], names: list[list[str]], norm: Norm | None, width: float) -> _Scale:
    values = [float(c.number) for row in rows for c in (row.cells[0], row.cells[-1]) if c.number is not None]
    values += [float(norm[1])] if norm else []
    names_width = max((width_of(line, BOLD) for lines in names for line in lines), default=0)
    numbers_width = max((width_of(_told(row.cells[-1], table.columns[-1]), TEXT) for row in rows), default=0)
    left, right = names_width + 12 + DOT, width - numbers_width - 12 - DOT
    return _Scale(min(values, default=0), max(values, default=0), left, right)


def _told(cell: Cell, column: Column) -> str:
    return with_unit(cell, column.unit)


def _draw_rows(drawing: Drawing, table: Table, rows: list[tuple[Row, list[str]]], scale: _Scale, own: str) -> float:
    """Draw them from the top down; the height that they took."""
    y = 20.0
    for row, names in rows:
        height = max(28, len(names) * LEADING + 8)
        _draw_row(drawing, table.columns, row, names, scale, y, height, mine=bool(own) and row.code == own)
        y += height
    return y


def _draw_row(
    drawing: Drawing,
    columns: tuple[Column, ...],
    row: Row,
    names: list[str],
    scale: _Scale,
    y: float,
    height: float,
    *,
    mine: bool,
) -> None:
    mark, middle = (" own" if mine else ""), y + height / 2
    if mine:
        drawing.box("band", 0, y + 1, drawing.width, height - 2)
    drawing.line("grid", scale.left - DOT, middle, scale.right + DOT, middle)
    drawing.write_lines(scale.left - DOT - 12, middle, names, mark.strip(), anchor="end")
    _draw_dots(drawing, columns, row, scale, middle, mine=mine)
    drawing.write(drawing.width, middle + 4, _told(row.cells[-1], columns[-1]), "v" + mark, anchor="end")


def _draw_dots(drawing: Drawing, columns: tuple[Column, ...], row: Row, scale: _Scale, y: float, *, mine: bool) -> None:
    then, now = row.cells[0], row.cells[-1]
    if then.number is not None and now.number is not None:
        classes = "link own-link" if mine else "link"
        drawing.line(classes, scale.x(then.number), y, scale.x(now.number), y)
    if then.number is not None:
        tip = f"{row.label}, {columns[0].label}: {_told(then, columns[0])}"
        drawing.add("circle", "then own-then" if mine else "then", tip=tip, cx=scale.x(then.number), cy=y, r=4)
    if now.number is not None:
        tip = f"{row.label}, {columns[-1].label}: {_told(now, columns[-1])}"
        drawing.add("circle", "now own" if mine else "now", tip=tip, cx=scale.x(now.number), cy=y, r=DOT)


def _draw_norm(drawing: Drawing, norm: Norm, scale: _Scale, height: float) -> None:
    """The dashed line with its words above it, moved aside where they would leave the drawing."""
    x, half = scale.x(norm[1]), width_of(norm[0], SMALL) / 2
    drawing.line("norm", x, 16, x, height)
    middle = min(max(x, half), max(half, drawing.width - half))
    drawing.write(middle, 11, norm[0], "mute", anchor="middle")
