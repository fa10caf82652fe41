"""The quarters again, for rows of very different size: a strip for each row, all on one scale of percentages.

In one plot the largest municipality presses the others flat. Here each line starts from its own highest value, and a
line that is as steep as another changes as much in percentages. First and last value stand at its ends.
"""

from __future__ import annotations

from decimal import Decimal

from reports.charts.spark import NOT_KNOWN, NOT_SHOWN, stretches
from reports.charts.svg import BOLD, LEADING, TEXT, Drawing, width_of, wrap
from reports.tables import Cell, Row, Table, with_unit

NAME_LIMIT, STRIP = 150, 26.0
TOO_DIFFERENT = 3  # when the highest value of all is over this many times the lowest
HOW_TO_READ = "Een even steile lijn is een even grote verandering in procenten."


def are_better(table: Table, rows: list[Row]) -> bool:
    """Are the rows too different in size for one plot?"""
    numbers = [cell.number for row in rows for cell in row.cells if cell.number is not None]
    sizes = [max((c.number for c in row.cells if c.number is not None), default=Decimal(0)) for row in rows]
    sizes = [size for size in sizes if size > 0]
    alike = not sizes or max(sizes) <= TOO_DIFFERENT * min(sizes)
    return table.columns[0].unit != "%" and len(sizes) > 1 and min(numbers) >= 0 and not alike


def draw_strips(drawing: Drawing, table: Table, rows: list[Row], own: str) -> tuple[float, float, float]:
    """Draw them from the top down; where the lines begin and end, and the height that they took."""
    names = [wrap(row.label, NAME_LIMIT, BOLD) for row in rows]
    numbers_width = max(width_of(_told(table, row, at), TEXT) for row in rows for at in (0, -1)) + 14
    left = max(width_of(line, BOLD) for lines in names for line in lines) + 12 + numbers_width
    right, deepest, y = drawing.width - numbers_width, max(_depth(row) for row in rows), 4.0
    for row, lines in zip(rows, names, strict=True):
        height = max(STRIP, len(lines) * LEADING) + 8
        mine = bool(own) and row.code == own
        if mine:
            drawing.box("band", 0, y, drawing.width, height - 2)
        drawing.write_lines(left - 12 - numbers_width, y + height / 2 - 1, lines, "own" if mine else "", anchor="end")
        _draw_strip(drawing, table, row, (left, right), (y + 4, y + height - 8), deepest, mine=mine)
        y += height
    return left, right, y


def _told(table: Table, row: Row, at: int) -> str:
    return with_unit(row.cells[at], table.columns[at].unit)


def _highest(row: Row) -> Decimal:
    return max((cell.number for cell in row.cells if cell.number is not None), default=Decimal(0))


def _part(row: Row, cell: Cell) -> Decimal:
    """How far under the highest value of its row: 0.1 is 10 % lower."""
    highest = _highest(row)
    return (highest - (cell.number or Decimal(0))) / highest if highest else Decimal(0)


def _depth(row: Row) -> Decimal:
    return max((_part(row, cell) for cell in row.cells if cell.number is not None), default=Decimal(0))


def _draw_strip(
    drawing: Drawing,
    table: Table,
    row: Row,
    across: tuple[float, float],
    down: tuple[float, float],
    deepest: Decimal,
    *,
    mine: bool,
) -> None:
    (left, right), (top, bottom), mark = across, down, " own" if mine else ""
    room, middle = (bottom - top) / float(deepest or 1), (top + bottom) / 2
    start = middle - float(_depth(row)) * room / 2
    step = (right - left) / max(1, len(row.cells) - 1)
    points = [
        None if cell.number is None else (left + at * step, start + float(_part(row, cell)) * room)
        for at, cell in enumerate(row.cells)
    ]
    for stretch in stretches(points):
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in stretch)
        drawing.add("path", "link own-link" if mine else "link", d=path, fill="none")
    _draw_points(drawing, table, row, points, mine=mine)
    _draw_words(drawing, row, points, left, middle)
    _draw_values(drawing, table, row, points, (left, right), middle, mark)


def _draw_points(
    drawing: Drawing, table: Table, row: Row, points: list[tuple[float, float] | None], *, mine: bool
) -> None:
    for at, point in enumerate(points):
        if point:
            tip = f"{row.label}, {table.columns[at].label}: {_told(table, row, at)}"
            classes = ("now own" if mine else "now") if at == len(points) - 1 else ("then own-then" if mine else "then")
            drawing.add("circle", classes, tip=tip, cx=point[0], cy=point[1], r=4.5 if at == len(points) - 1 else 2.5)


def _draw_words(
    drawing: Drawing, row: Row, points: list[tuple[float, float] | None], left: float, middle: float
) -> None:
    if not any(points):
        words = NOT_SHOWN if any(cell.mask for cell in row.cells) else NOT_KNOWN
        drawing.write(left, middle + 4, words, "mute")


def _draw_values(
    drawing: Drawing,
    table: Table,
    row: Row,
    points: list[tuple[float, float] | None],
    across: tuple[float, float],
    middle: float,
    mark: str,
) -> None:
    first_y = points[0][1] if points[0] else middle
    last_y = points[-1][1] if points[-1] else middle
    drawing.write(across[0] - 8, first_y + 4, _told(table, row, 0), "mute v", anchor="end")
    drawing.write(across[1] + 10, last_y + 4, _told(table, row, -1), "v" + mark)
