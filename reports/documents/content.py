"""What every door needs to know about a report: its tables, its words, and text that cannot do harm.

A chart may be drawn from a table that the report does not print; such a table leaves by every door as well, or a
drawing would say more than the numbers beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from reports.tables import REPLACED, WITHDRAWN, Cell, Chart, Column, Document, Row, Table, shown

FICTITIOUS = "Fictief: alle cijfers zijn verzonnen."
CONCEPT = "CONCEPT: nog niet vrijgegeven. Niet verspreiden."
REPLACED_BY = "VERVANGEN: er is een latere uitgave van dit rapport."
NO_LONGER_VALID = "INGETROKKEN: deze cijfers gelden niet meer."


def tables_of(document: Document) -> tuple[Table, ...]:
    """The printed tables, and those that only a chart was drawn from; no two with the same code."""
    tables = list(document.tables)
    for chart in document.charts:
        if not any(_holds(table, chart.table) for table in tables):
            taken = {table.code for table in tables}
            tables.append(replace(chart.table, code=chart.code) if chart.table.code in taken else chart.table)
    return tuple(tables)


def home_of(chart: Chart, document: Document) -> str:
    """The code of the printed table that holds the numbers of a chart."""
    return next(table.code for table in tables_of(document) if _holds(table, chart.table))


def _holds(table: Table, part: Table) -> bool:
    """Does the table print every cell of the other one?"""
    printed = {(row.code, column.key): cell for row, column, cell in cells_of(table)}
    return all(printed.get((row.code, column.key)) == cell for row, column, cell in cells_of(part))


def cells_of(table: Table) -> Iterator[tuple[Row, Column, Cell]]:
    """Every cell with its row and column, row by row."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield row, column, cell


def value_of(cell: Cell, column: Column) -> Decimal | None:
    """The number to write, rounded as it is shown; None when only the text may be written."""
    return None if cell.mask or cell.number is None else shown(cell.number, column.decimals)


def heading_of(column: Column) -> str:
    """The name of a column on its own: its group and its label."""
    return f"{column.group}: {column.label}" if column.group else column.label


def head_of(column: Column) -> tuple[str, str]:
    """Group and label of a column; one of them says that its cells are percentages, since they hold only the number."""
    if column.unit != "%" or "%" in column.label + column.group:
        return column.group, column.label
    return (f"{column.group} (%)", column.label) if column.group else ("", f"{column.label} (%)")


def standing(document: Document) -> str:
    """The line that says what this report is: state, edition, day."""
    parts = [f"uitgave {document.edition}", document.state_label]
    if document.released_on:
        parts[-1] = f"vrijgegeven op {document.released_on}"
        parts += [document.state_label] * (document.state in {REPLACED, WITHDRAWN})
    return " · ".join(parts)


def signatures(document: Document) -> list[tuple[str, str]]:
    """Who checked and who released, in words."""
    people = (("Gecontroleerd", document.checked_by, document.checked_on),
              ("Vrijgegeven", document.released_by, document.released_on))  # fmt: skip
    return [(label, f"{name}, {day}" if day else name or "nog niet") for label, name, day in people]


def acceptances(document: Document) -> list[tuple[str, str]]:
    """What was accepted, and why and by whom, in words."""
    return [(each.label, f"{each.reason} Geaccepteerd door {each.by}, {each.on}") for each in document.accepted]


def warnings(document: Document) -> list[str]:
    """What has to stand on every page and sheet."""
    return [text for text in (stamp(document), FICTITIOUS if document.fictitious else "") if text]


def stamp(document: Document) -> str:
    """Why this is not the report that counts; "" when it is. Begins with the word for across the page."""
    if document.state == REPLACED:
        return REPLACED_BY
    if document.state == WITHDRAWN:
        return NO_LONGER_VALID
    return CONCEPT if document.is_concept else ""


def in_fours(digits: str) -> str:
    """A fingerprint as people compare it: groups of four."""
    return " ".join(re.findall(".{1,4}", digits))


def day_of(document: Document) -> date:
    """The day on the file: when the report was released, else when its data were known. The same for every copy."""
    for text in (document.released_on, document.known_on):
        found = re.match(r"(\d{1,2})-(\d{1,2})-(\d{4})", text)
        if found:
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    return date(2000, 1, 1)


def as_data(document: Document) -> dict[str, Any]:
    """The report in lists, texts and numbers. Nothing that is hidden is in it."""
    data = asdict(replace(document, tables=(), charts=()))
    data["tables"] = [_table_data(table) for table in tables_of(document)]
    data["charts"] = [{name: getattr(chart, name) for name in ("code", "kind", "title", "description")} for chart in
                      document.charts]  # fmt: skip
    return data


def _table_data(table: Table) -> dict[str, Any]:
    data = asdict(table)
    for row, written in zip(table.rows, data["rows"], strict=True):
        written["cells"] = [
            {"number": _json_number(value_of(cell, column)), "text": cell.text, "mask": cell.mask}
            for column, cell in zip(table.columns, row.cells, strict=True)
        ]
    return data


def _json_number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
