"""Reads a report back from each of its files, as somebody outside would: every cell of every table, by its place.

The PDF is read by its tags, like a screen reader does. Each reader gives {table code: {row label: [cell texts]}}, in
which numbers are written in Dutch with the decimals of the column, so that they can be compared with what the report
says.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject
from python_calamine import CalamineWorkbook

from reports.documents.content import heading_of, tables_of
from reports.documents.csv import unguarded
from reports.documents.listed import TABLE
from reports.tables import Document, Table, dutch

Cells = dict[str, dict[str, list[str]]]


def said_by(document: Document) -> Cells:
    """What the report itself says."""
    return {t.code: {row.label: [cell.text for cell in row.cells] for row in t.rows} for t in tables_of(document)}


def read(code: str, file: bytes, document: Document) -> Cells:
    return READERS[code](file, document)


def differences(code: str, file: bytes, document: Document) -> list[str]:
    """Each cell that the file tells otherwise, or not at all."""
    said, found = said_by(document), read(code, file, document)
    return [
        f"{code} {table} {label} {at}: {text} is {_at(found, table, label, at)}"
        for table, rows in said.items()
        for label, texts in rows.items()
        for at, text in enumerate(texts)
        if _at(found, table, label, at) != text
    ] + [f"{code} has {table} too" for table in found.keys() - said.keys()]


def _at(found: Cells, table: str, label: str, at: int) -> str:
    texts = found.get(table, {}).get(label, [])
    return texts[at] if at < len(texts) else "nothing"


def _read_pdf(file: bytes, document: Document) -> Cells:
    found: Cells = {}
    for caption, rows in tagged_tables(file):
        found[caption.split(".")[0]] = {label: texts for label, *texts in rows[-_length(document, caption) :]}
    return found


def _length(document: Document, caption: str) -> int:
    return next(len(table.rows) for table in tables_of(document) if caption.startswith(f"{table.code}."))


def _read_sheets(file: bytes, document: Document) -> Cells:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {table.code: _read_sheet(sheets[table.code], table) for table in tables_of(document) if table.code in sheets}


def _read_sheet(lines: list[list[object]], table: Table) -> dict[str, list[str]]:
    start = next(at for at, line in enumerate(lines) if line[0] == "Woongemeente") + 1
    return {
        str(label): [_told(value, column.decimals) for value, column in zip(values, table.columns, strict=False)]
        for label, *values in lines[start : start + len(table.rows)]
    }


def _told(value: object, decimals: int) -> str:
    return value if isinstance(value, str) else dutch(Decimal(str(value)), decimals)


def _read_csv(file: bytes, document: Document) -> Cells:
    decimals = {(t.code, heading_of(c)): c.decimals for t in tables_of(document) for c in t.columns}
    found: Cells = {}
    for line in csv.DictReader(io.StringIO(file.decode(), newline="")):
        if line["tabel"] == TABLE:
            continue  # the proof
        plain = {name: unguarded(text) for name, text in line.items()}
        value = line["waarde"]
        number = re.fullmatch(r"-?\d+(\.\d+)?", value)
        text = dutch(Decimal(value), decimals[plain["tabel"], plain["kolom"]]) if number else unguarded(value)
        found.setdefault(plain["tabel"], {}).setdefault(plain["gemeente"], []).append(text)
    return found


def _read_json(file: bytes, document: Document) -> Cells:
    found: Cells = {}
    for table in json.loads(file)["tables"]:
        decimals = [column["decimals"] for column in table["columns"]]
        found[table["code"]] = {
            row["label"]: [
                cell["text"] if cell["number"] is None else dutch(Decimal(str(cell["number"])), places)
                for cell, places in zip(row["cells"], decimals, strict=True)
            ]
            for row in table["rows"]
        }
    return found


READERS = {"pdf": _read_pdf, "xlsx": _read_sheets, "ods": _read_sheets, "csv": _read_csv, "json": _read_json}


def tagged_tables(file: bytes) -> list[tuple[str, list[list[str]]]]:
    """Every tagged table of a PDF: its caption and its rows of cell texts."""
    reader = PdfReader(io.BytesIO(file))
    texts = {page.indirect_reference.idnum: _marked_texts(reader, page) for page in reader.pages}
    tables = []
    for element in _elements(reader.trailer["/Root"]["/StructTreeRoot"], "/Table"):
        caption = "".join(_text(part, texts) for part in _elements(element, "/Caption"))
        rows = [[_text(cell, texts) for cell in _elements(row, "/TH", "/TD")] for row in _elements(element, "/TR")]
        tables.append((caption, rows))
    return tables


def _children(element: DictionaryObject) -> list[object]:
    kids = element.get("/K", ArrayObject())
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    return [kid.get_object() for kid in kids] if isinstance(kids, ArrayObject) else [kids]


def _elements(element: DictionaryObject, *kinds: str) -> Iterator[DictionaryObject]:
    for kid in _children(element):
        if isinstance(kid, DictionaryObject):
            if kid.get("/S") in kinds:
                yield kid
            else:
                yield from _elements(kid, *kinds)


def _text(element: DictionaryObject, texts: dict[int, dict[int, str]], page: object = None) -> str:
    """The text under an element, in reading order."""
    page = element.raw_get("/Pg") if "/Pg" in element else page
    parts = []
    for kid in _children(element):
        if isinstance(kid, DictionaryObject) and "/MCID" in kid:
            where = kid.raw_get("/Pg") if "/Pg" in kid else page
            parts.append(texts[where.idnum].get(int(kid["/MCID"]), ""))
        elif isinstance(kid, DictionaryObject):
            parts.append(_text(kid, texts, page))
        else:
            parts.append(texts[page.idnum].get(int(kid), ""))
    return "".join(parts).strip()


def _marked_texts(reader: PdfReader, page: DictionaryObject) -> dict[int, str]:
    """The text of each marked piece of a page."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    found: dict[int, str] = {}
    open_marks: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], DictionaryObject) else {}
            open_marks.append(int(properties["/MCID"]) if "/MCID" in properties else None)
        elif operator == b"EMC":
            open_marks.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            mark = next((mark for mark in reversed(open_marks) if mark is not None), None)
            if mark is not None:
                found[mark] = found.get(mark, "") + _decoded(operands[0], letters)
    return found


def _decoded(shown: object, letters: dict[int, str]) -> str:
    pieces = shown if isinstance(shown, ArrayObject) else [shown]
    codes = b"".join(piece.original_bytes for piece in pieces if hasattr(piece, "original_bytes"))
    return "".join(letters.get(int.from_bytes(codes[at : at + 2], "big"), "?") for at in range(0, len(codes), 2))


def _letters(font: DictionaryObject) -> dict[int, str]:
    """Which text each glyph stands for, as the font says in its ToUnicode table."""
    table = font["/ToUnicode"].get_data().decode("latin1") if "/ToUnicode" in font else ""
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for glyph, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for glyph in range(int(first, 16), int(last, 16) + 1):
                found[glyph] = chr(int(text, 16) + glyph - int(first, 16))
    return found
