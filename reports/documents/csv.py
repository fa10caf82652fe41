"""CSV: one long list of cells for statistics programs, RFC 4180, UTF-8 without a mark in front.

Numbers have a decimal point and no thousands sign; a hidden cell is written as its mask. A spreadsheet takes text
that begins with = + - @ for a formula, so such a text gets an apostrophe in front (ASVS 1.2.10). `unguarded` takes it
off again; nothing else is changed, and a real apostrophe ('s-Gravenhage) survives. The last lines, with table
“bewijs”, prove the others (`listed.py`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from reports.documents import listed
from reports.documents.content import cells_of, heading_of, tables_of, value_of
from reports.tables import Cell, Column, Document

HEADER = ("periode", "stand", "tabel", "figuur", "kolom", "gemeentecode", "gemeente", "eenheid", "waarde")
_FORMULA_SIGNS = "=+-@＝＋－＠\t\r\n"
_SKIPPED = " \u00a0\u3000\"'\u200b\ufeff"


def render(document: Document) -> bytes:
    """One line per cell of every table, in the order of the report, and the proof."""
    about = next(islice(lines_of(document), 1, None), ["", ""])[:2]
    proof = listed.proved(listed.lines_of(lines_of(document)), document.seal)
    proving = ([*about, listed.TABLE, name, "", "", "", "", value] for name, value in proof)
    return _written(chain(lines_of(document), proving))


def figures(document: Document) -> bytes:
    """Without the proof: for in a file that has its own."""
    return _written(lines_of(document))


def _written(lines: Iterable[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode(errors="replace")


def lines_of(document: Document) -> Iterator[list[str]]:
    """The head, and a line per cell."""
    yield list(HEADER)
    about = [guarded(document.period_code), guarded(document.state_label + " fictief" * document.fictitious)]
    for table in tables_of(document):
        for row, column, cell in cells_of(table):
            words = (table.code, column.key, heading_of(column), row.code, row.label, column.unit)
            yield [*about, *map(guarded, words), _value(cell, column)]


def _value(cell: Cell, column: Column) -> str:
    number = value_of(cell, column)
    return guarded(cell.text) if number is None else f"{number:f}"


def guarded(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet could take it for a formula."""
    return f"'{text}" if _looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _looks_like_formula(text[1:]) else text


def _looks_like_formula(text: str) -> bool:
    return text.lstrip(_SKIPPED)[:1] in tuple(_FORMULA_SIGNS)
