"""The doors by which a report leaves: one Document in, the bytes of one file out.

The same Document gives the same bytes, today and in ten years: no clock, no random number and no path gets into a
file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.documents import csv, json, ods, pdf, xlsx
from reports.documents.content import warnings
from reports.tables import Document


@dataclass(frozen=True)
class Format:
    """A door: its Dutch name on a button, what the browser is told, and what makes the file."""

    label: str
    content_type: str
    suffix: str
    render: Callable[[Document], bytes]


FORMATS: dict[str, Format] = {
    "pdf": Format("PDF", "application/pdf", ".pdf", pdf.render),
    "xlsx": Format(
        "Rekenblad (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", xlsx.render
    ),
    "ods": Format("Rekenblad (ODS)", "application/vnd.oasis.opendocument.spreadsheet", ".ods", ods.render),
    "csv": Format("CSV", "text/csv; charset=utf-8", ".csv", csv.render),
    "json": Format("JSON", "application/json", ".json", json.render),
}


def file_name(document: Document, code: str) -> str:
    """A name that says what is inside: kwartaalrapport-wsw-2026Q3-uitgave-1.pdf. Raises KeyError for another door."""
    parts = [document.title.lower(), document.period_code, f"uitgave-{document.edition}"]
    parts += [warning.split(":")[0].lower() for warning in warnings(document)]
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(parts)).strip("-") + FORMATS[code].suffix
