"""The tables that a report keeps with their layout, as people see them: read, masked, and nothing worked out again."""

from collections.abc import Collection
from typing import Any

from reports.masking import veil
from reports.money import letter
from reports.numbers import Numbers
from reports.tables import UNKNOWN, Cell, Check, Column, Row, Table, number_cell
from reports.veiled import hidden

Kept = dict[str, Any]


def declared_tables(numbers: Numbers, only: Collection[str] | None = None, own: str = "") -> list[Table]:
    """Those of a report's content, masked for its readers unless `numbers` is not.

    With `only` those with such a code, and of their municipalities the row of `own`.
    """
    checks = {
        check["table"]: Check(check["ok"], check["text"]) for check in numbers.content["checks"] if "text" in check
    }
    asked = None if only is None else own
    kept = [each for each in numbers.content.get("tables", []) if only is None or each["code"] in only]
    return [_table(numbers, each, checks, asked) for each in kept]


def _table(numbers: Numbers, kept: Kept, checks: dict[str, Check], own: str | None = None) -> Table:
    columns = tuple(made for each in kept["columns"] for made in _columns(each))
    rows = tuple(
        Row(
            row["code"],
            row["label"],
            tuple(cell for column in kept["columns"] for cell in _cells(numbers, row, column)),
            row["kind"],
        )
        for row in kept["rows"]
        if own in (None, row["code"]) or row["kind"] not in {"municipality", "outside"}
    )
    check = checks.get(kept["code"])
    return Table(
        kept["code"], kept["title"], "", columns, rows, (check,) if check else (), kept["note"], head=kept["head"]
    )


def _columns(kept: Kept) -> list[Column]:
    """A column, and one with V or N beside it where the table asks for that."""
    column = Column(kept["key"], kept["label"], kept["group"], kept["unit"], kept["decimals"])
    return [column, Column(f"{kept['key']}_vn", "V/N", kept["group"])] if kept["letter"] else [column]


def _cells(numbers: Numbers, row: Kept, column: Kept) -> list[Cell]:
    cell = _cell(numbers, row, column)
    if not column["letter"]:
        return [cell]
    return [cell, cell if cell.mask else Cell(None, letter(cell.number) if cell.number else UNKNOWN)]


def _cell(numbers: Numbers, row: Kept, column: Kept) -> Cell:
    number = numbers.of(row["code"], column["key"])
    shown = Cell(None, column["absent"]) if number is None else number_cell(number, column["decimals"])
    is_there = numbers.has(row["code"], column["key"])
    return veil(shown, hidden(row, column, numbers.masks)) if is_there and numbers.masked else shown
