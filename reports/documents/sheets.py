"""A report as sheets of a spreadsheet, before it becomes XLSX or ODS: so both hold the same cells in the same places.

First "Leeswijzer" (what this is, what the words and signs mean), then a sheet per table. A number is a number, with
the decimals it is shown with; a hidden cell is text. There are no formulas, links or merged cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from reports.charts.svg import xml_text
from reports.documents import content, listed
from reports.tables import Cell, Column, Document, Row, Table

READING_GUIDE = "Leeswijzer"


@dataclass(frozen=True)
class Item:
    """One cell: a text or a number, and how it looks."""

    value: str | Decimal
    look: str = "text"
    decimals: int = 0


Line = tuple[Item | None, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet: the first `head` lines and `left` columns stay in view; widths in characters.

    `repeat`: the first and last line of the head of the table, which come back on each printed page.
    """

    name: str
    lines: tuple[Line, ...]
    widths: tuple[int, ...]
    head: int = 0
    left: int = 0
    repeat: tuple[int, int] | None = None


def sheets_of(document: Document) -> list[Sheet]:
    """The reading guide and a sheet for every table."""
    tables = content.tables_of(document)
    names = _names([table.code for table in tables])
    guide = _guide(document, list(zip(names, tables, strict=True)))
    return [guide, *(_table_sheet(document, name, table) for name, table in zip(names, tables, strict=True))]


def sealed_sheets_of(document: Document) -> list[Sheet]:
    """The same, and a last sheet that proves the others (`listed.py`)."""
    sheets = sheets_of(document)
    said = [(sheet.name, [[item.value if item else "" for item in line] for line in sheet.lines]) for sheet in sheets]
    lines: list[Line] = [
        (_text(listed.TITLE, "title"),),
        *((_text(warning, "warn"),) for warning in content.warnings(document)),
        *((_text(how, "soft"),) for how in listed.HOW),
        (),
    ]
    proof = listed.proved(listed.cells_of(said), document.seal)
    lines += [(_text(name, "label"), _text(value, "soft")) for name, value in proof]
    return [*sheets, Sheet(listed.SHEET, tuple(lines), (16, 100))]


def _names(codes: list[str]) -> list[str]:
    """Names that a spreadsheet accepts: short, without []:*?/\\, and no two alike."""
    names: list[str] = []
    for code in codes:
        plain = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", xml_text(code)).strip()[:24] or "Tabel"
        taken = {name.lower() for name in [READING_GUIDE, "History", listed.SHEET, *names]}
        turn = 1
        name = plain
        while name.lower() in taken:
            turn += 1
            name = f"{plain} ({turn})"
        names.append(name)
    return names


def _text(text: str, look: str = "text") -> Item:
    return Item(xml_text(text), look)


def _guide(document: Document, tables: list[tuple[str, Table]]) -> Sheet:
    lines: list[Line] = [(_text(f"{document.title}, {document.period_label}", "title"),)]
    lines += [(_text(warning, "warn"),) for warning in content.warnings(document)]
    about = [
        ("Stand", content.standing(document)),
        *content.signatures(document),
        ("Bekend op", document.known_on),
        ("Vingerafdruk", document.fingerprint),
    ]
    lines += [(), *((_text(name, "label"), _text(words)) for name, words in about)]
    lines += _part("Geaccepteerde bevindingen", content.acceptances(document))
    lines += _part("In het kort", [(s.text, s.source) for s in document.sentences])
    lines += _part("Bladen", [(name, _caption(table)) for name, table in tables])
    lines += _part("Tekens", list(document.signs))
    lines += [(), (_text("Zo is dit geteld", "title"),)]
    lines += [tuple(_text(word, "group") for word in ("Woord", "Omschrijving", "Eenheid", "Hoe geteld"))]
    lines += [
        (_text(d.label, "label"), _text(d.definition), _text(d.unit), _text(d.more)) for d in document.definitions
    ]
    return Sheet(READING_GUIDE, tuple(lines), (26, 90, 12, 30))


def _part(title: str, pairs: list[tuple[str, str]]) -> list[Line]:
    if not pairs:
        return []
    return [(), (_text(title, "title"),), *((_text(name, "label"), _text(words)) for name, words in pairs)]


def _caption(table: Table) -> str:
    return f"{table.finding} · {table.title}" if table.finding else table.title


def _table_sheet(document: Document, name: str, table: Table) -> Sheet:
    above = [(_text(f"{table.code}. {table.finding or table.title}", "title"),)]
    above += [(_text(f"{table.title} · {document.period_label} · {content.standing(document)}", "soft"),)]
    above += [(_text(warning, "warn"),) for warning in content.warnings(document)]
    head = _heads(table)
    below = [(_text(("✓ " if c.ok else "✗ ") + c.text, "ok" if c.ok else "bad"),) for c in table.checks]
    below += [
        (_text(text, "soft"),) for text in (table.note, table.comment and f"Toelichting: {table.comment}") if text
    ]
    lines = [*above, (), *head, *(_row(table, row) for row in table.rows), (), *below]
    first, last = len(above) + 1, len(above) + len(head)
    return Sheet(name, tuple(lines), _widths(table), last + 1, 1, (first, last))


def _heads(table: Table) -> list[Line]:
    names = [content.head_of(column) for column in table.columns]
    heads: list[Line] = [(_text(table.head, "head"), *(_text(label, "head right") for _, label in names))]
    if any(group for group, _ in names):
        groups: list[Item] = []
        for group, columns in groupby(group for group, _ in names):
            look = "group" if group else "text"
            groups += [_text(group if at == 0 else "", look) for at, _ in enumerate(columns)]
        heads.insert(0, (_text("", "text"), *groups))
    return heads


def _row(table: Table, row: Row) -> Line:
    total = " total" if row.kind == "total" else ""
    cells = (_item(cell, column, total) for column, cell in zip(table.columns, row.cells, strict=True))
    return (_text(row.label, "label" + total), *cells)


def _item(cell: Cell, column: Column, total: str) -> Item:
    number = content.value_of(cell, column)
    if number is None:
        return _text(cell.text, "mask" + total)
    return Item(number, "number" + total, column.decimals)


def _widths(table: Table) -> tuple[int, ...]:
    """Wide enough for the longest name, word of a head and number."""
    names = max((len(row.label) for row in table.rows), default=0)
    columns = []
    for at, column in enumerate(table.columns):
        word = max(len(word) for word in content.head_of(column)[1].split(" "))
        columns.append(max(9, word + 2, *(len(row.cells[at].text) + 3 for row in table.rows)))
    return (min(max(16, names + 2), 60), *columns)
