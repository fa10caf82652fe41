"""What is known now of a released report, as a document; and what every reader may see of it and of what changed.

What the report hides is hidden here too, and what one to four people do to an amount is not told either (decision
0043). Both are decided when a task works it out, from everything that is known; what is left is kept beside it
(`Restatement.shown`), and a page of who sees no people is made of that alone (decision 0060).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from reports.changes import MISSING, Change, Reader, TableChanges, by_name, changes
from reports.compared import Split
from reports.disclosure import grid_of, masks_in, threshold
from reports.document import document_of
from reports.figures import TOTAL
from reports.masking import OTHER, exposed, veil
from reports.models import Report, Restatement
from reports.periods import Period
from reports.tables import Cell, Check, Column, Document, Row, Table

Content = dict[str, Any]


def document_now(report: Report, kept: Restatement, *, masked: bool, own: str = "") -> Document:
    """What is known now as a document; or the edition."""
    if kept.edition:
        return document_of(kept.edition, masked=masked, own=own)
    made = _report_now(report, kept)
    if not masked:
        made.content = _also_in(kept.unmasked.content or {}, report.content)
        return document_of(made, masked=False, own=own)
    made.shown = report.shown | kept.shown["content"]
    document = document_of(made, own=own)
    tables = kept.shown.get("tables")
    if tables is None:
        return document
    return replace(document, tables=tuple(_table(each) for each in tables), sentences=(), charts=())


def changes_told(kept: Restatement, place: str = "") -> list[TableChanges]:
    """The cells that differ, with the causes that every reader may know; of one row (`place`), or of all."""
    found = []
    for table in kept.shown["changes"]:
        of_row = [each for each in table["changes"] if place in ("", each["code"])]
        made = tuple(Change(**each | {name: tuple(each[name]) for name in ("because", "by")}) for each in of_row)
        found += [TableChanges(table["code"], table["title"], made)] if made else []
    return found


def shown(report: Report, kept: Restatement, content: Content | None, splits: Sequence[Split]) -> Content:
    """What every reader may see of `kept`, which lies beside `report`: to be kept with it.

    `content` is what is known now, unmasked; None beside an edition. Call as a process that sees everybody.
    """
    smallest = threshold(Period.parse(report.period).ends_on, None)
    was, told = document_of(report), {}
    if kept.edition:
        now = document_of(kept.edition)
    elif content is not None:
        made = _report_now(report, kept)
        made.content = _also_in(hidden_in_either(content, report.content, smallest), report.content)
        now, told["content"] = document_of(made), made.shown
        if few := of_few(splits, smallest):
            now = _without_amounts(now, was, few)
            told = {
                "content": {"definitions": made.shown["definitions"]},
                "tables": [asdict(each) for each in now.tables],
            }
    found = changes(was, now, splits, Reader(masked=True, threshold=smallest))
    return told | {"changes": [asdict(each) for each in found]}


def _report_now(report: Report, kept: Restatement) -> Report:
    """`report` as it would be with what is known now, for a document."""
    return Report(
        period=report.period, edition=report.edition, state=report.state, known_on=kept.known_on,
        fingerprint=kept.fingerprint,
    )  # fmt: skip


def _table(kept: Content) -> Table:
    """A table as it was kept."""
    columns = tuple(Column(**each) for each in kept["columns"])
    rows = tuple(Row(**each | {"cells": tuple(_cell(cell) for cell in each["cells"])}) for each in kept["rows"])
    return Table(**kept | {"columns": columns, "rows": rows, "checks": tuple(Check(**each) for each in kept["checks"])})


def _cell(kept: Content) -> Cell:
    return Cell(None if kept["number"] is None else Decimal(kept["number"]), kept["text"], kept["mask"])


def hidden_in_either(content: Content, reported: Content, threshold: int = 5) -> Content:
    """`content` with what `reported` hides hidden too, all as “×”: whether such a cell changed is not told either.

    What was safe stays so when more is hidden: a world that fits what was printed fits when less is. That is searched
    again all the same, for T1, T3 and T4 together; should a count show, all of them but nought go. Of very many
    municipalities they do, unsought.
    """
    both = content | {"masks": content["masks"] | dict.fromkeys(reported["masks"], OTHER)}
    if "trend" not in both:  # nothing to add up
        return both
    grid = grid_of(both)
    hidden = {name: mask for name, mask in masks_in(both).items() if name in grid.counts}
    if grid.is_large or exposed(grid, hidden, threshold=threshold):
        both["masks"] |= {"|".join(name): OTHER for name, number in grid.counts.items() if number}
    return both


def _also_in(content: Content, reported: Content) -> Content:
    """`content` without the tables that `reported` did not have: its masks know nothing of them."""
    codes = {table["code"] for table in reported.get("tables", [])}
    return content | {"tables": [table for table in content.get("tables", []) if table["code"] in codes]}


OF_SE = {"T1", "T2", "T3S", "V1", "V2"}  # what one of them says of somebody's SE, the others say too


def of_few(splits: Iterable[Split], threshold: int) -> dict[str, frozenset[str]]:
    """By group of tables the rows in which few people changed something, with a total that would give them away."""
    groups: dict[str, dict[str, list[int]]] = {}
    for split in splits:
        if (group := _group(split)) and split.people:
            groups.setdefault(group, {}).setdefault(split.place, []).append(split.least)
    return {group: found for group, rows in groups.items() if (found := _rows_of_few(rows, threshold))}


def _group(split: Split) -> str:
    if split.table:
        return "SE" if split.table in OF_SE else split.table
    if split.key.startswith(("se_", "fte_", "rvu_")):
        return "SE"
    return "T4" if split.key.startswith(("heads:", "hours_share:")) else ""


def _rows_of_few(rows: dict[str, list[int]], threshold: int) -> frozenset[str]:
    few = {row for row, people in rows.items() if min(people) < threshold}
    hidden = few - {TOTAL}
    alone = bool(hidden) and (len(hidden) == 1 or sum(max(rows[row]) for row in hidden) < threshold)
    return frozenset(few | ({TOTAL} if alone else set()))


def _without_amounts(document: Document, reported: Document, few: dict[str, frozenset[str]]) -> Document:
    """What is known now without what differs in rows of few, nor the sentences and charts that tell of it."""
    before = {table.code: by_name(table) for table in reported.tables}
    tables = tuple(_veiled(table, before.get(table.code, {}), few) for table in document.tables)
    return replace(document, tables=tables, sentences=(), charts=())


def _veiled(table: Table, before: dict[tuple[str, str], Cell], few: dict[str, frozenset[str]]) -> Table:
    rows = few.get("SE" if table.code in OF_SE else table.code, frozenset())
    region = TOTAL in few.get("SE", ())

    def hides(row: Row) -> bool:
        return row.code in rows or (region and table.code == "T12" and row.code.endswith(("_se", "_fte")))

    def cell(row: Row, column: Column, now: Cell) -> Cell:
        same = before.get((row.code, column.key), MISSING).text == now.text
        return now if same or not column.decimals or now.mask else veil(now, OTHER)

    rows_ = tuple(
        replace(row, cells=tuple(cell(row, column, now) for column, now in zip(table.columns, row.cells, strict=True)))
        if hides(row) else row
        for row in table.rows
    )  # fmt: skip
    # What is said above and under it has its numbers too.
    return replace(table, rows=rows_, finding="", checks=()) if rows_ != table.rows else table
