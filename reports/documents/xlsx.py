"""XLSX: the sheets of the report for whoever calculates on, written by xlsxwriter.

Text is written as text whatever it begins with: no formula, no link, no number is ever guessed from it (ASVS 1.2.10).
The day in the file is the report's own, so the same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.documents import content
from reports.documents.sheets import Item, Sheet, sealed_sheets_of
from reports.tables import Document

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_INK, _SOFT, _PETROL = "#14262D", "#4A5C63", "#0D4A5A"
_LOOKS: dict[str, dict[str, object]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14, "font_color": _PETROL},
    "soft": {"font_color": _SOFT},
    "warn": {"bold": True, "font_color": "#7A4F00"},
    "head": {"bold": True, "font_color": _SOFT, "text_wrap": True, "valign": "bottom", "bottom": 1},
    "group": {"bold": True, "bottom": 1},
    "label": {"bold": True, "valign": "top"},
    "number": {},
    "mask": {"font_color": _SOFT, "align": "right"},
    "ok": {"font_color": "#1D6A3C"},
    "bad": {"bold": True, "font_color": "#A01D22"},
    "right": {"align": "right"},
    "total": {"bold": True, "top": 2},
}


def render(document: Document) -> bytes:
    """The workbook, with properties and a footer that say which report it is."""
    import xlsxwriter  # here, since it takes a tenth of a second and few processes write a workbook

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties(_properties(document))
    formats: dict[tuple[str, int], Format] = {}

    def look_of(item: Item) -> Format:
        key = item.look, item.decimals
        if key not in formats:
            formats[key] = book.add_format(_look(item))
        return formats[key]

    for sheet in sealed_sheets_of(document):
        page = book.add_worksheet(sheet.name)
        _write(page, sheet, look_of)
        _set_up(page, sheet, document)
    book.close()
    return file.getvalue()


def _properties(document: Document) -> dict[str, object]:
    return {
        "title": f"{document.title}, {document.period_label}",
        "subject": content.standing(document),
        "author": "Soweco",
        "comments": " ".join(content.warnings(document)),
        "created": datetime.combine(content.day_of(document), datetime.min.time()),
    }


def _look(item: Item) -> dict[str, object]:
    look: dict[str, object] = {"font_name": "Calibri", "font_color": _INK}
    for name in item.look.split():
        look |= _LOOKS[name]
    if isinstance(item.value, Decimal):
        look["num_format"] = "#,##0" + ("." + "0" * item.decimals if item.decimals else "")
    return look


def _write(page: Worksheet, sheet: Sheet, look_of: Callable[[Item], Format]) -> None:
    for y, line in enumerate(sheet.lines):
        for x, item in enumerate(line):
            if item is None:
                continue
            if isinstance(item.value, Decimal):
                page.write_number(y, x, float(item.value), look_of(item))
            else:
                page.write_string(y, x, item.value, look_of(item))
    for x, width in enumerate(sheet.widths):
        page.set_column(x, x, width)


def _set_up(page: Worksheet, sheet: Sheet, document: Document) -> None:
    """What stays in view, and how it comes out of the printer: A4 across, one page wide, the head on each page."""
    if sheet.head:
        page.freeze_panes(sheet.head, sheet.left)
    if sheet.repeat:
        page.repeat_rows(*sheet.repeat)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    about = f"{document.title} {document.period_label}"[:80].replace("&", "&&")
    page.set_footer(f"&L{about}&CVingerafdruk {content.in_fours(document.fingerprint[:12])}&R&A, bladzijde &P van &N")
