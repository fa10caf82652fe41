"""PDF: the report on paper and for the archive, readable aloud (PDF/UA-1) and for good (PDF/A-3a, with its CSV inside).

Typst sets the pages: one wheel, no system package, 0.1 s. The report goes in as one piece of JSON that the template
shows and never evaluates, so no name can become markup. The compiler sees the template alone in a folder, no fonts of
the machine and no clock: the same report gives the same bytes anywhere. Left out: WeasyPrint, which needs system
libraries and ten times the time. Full conformity was checked with pypdf and the compiler's own rules, not with
veraPDF.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import typst

from reports import charts
from reports.documents import content, csv
from reports.tables import Chart, Definition, Document, Table

TEMPLATE = Path(__file__).with_name("report.typ")
LETTER = "font_source_sans_pro"
NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"
# What the embedded letters can show: Latin with every accent in use for names, Greek, Cyrillic, and the signs we write.
_SHOWN = ((0x20, 0x7E), (0xA0, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20BF),
          (0x2190, 0x22FF), (0x25A0, 0x25FF), (0x2713, 0x2713), (0x2717, 0x2717))  # fmt: skip


def render(document: Document) -> bytes:
    """The report as one PDF, A4 across. Raises typst.TypstError when a page would break PDF/A or PDF/UA."""
    with TemporaryDirectory() as alone:
        return typst.compile(
            copyfile(TEMPLATE, f"{alone}/report.typ"),
            root=alone,
            font_paths=_letters(),
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(_data(document))},
            pdf_standards=["ua-1", "a-3a"],
            timestamp=int(datetime.combine(content.day_of(document), datetime.min.time(), UTC).timestamp()),
        )


def _letters() -> list[str]:
    """The folder with fonts; without the wheel typst falls back to the letters that it carries itself."""
    found = find_spec(LETTER)
    return [str(Path(folder, "files")) for folder in (found.submodule_search_locations if found else None) or ()]


def _data(document: Document) -> dict[str, Any]:
    day, data = content.day_of(document), content.as_data(document)
    shown = _shown_definitions(document)
    for table, written in zip(content.tables_of(document), data["tables"], strict=True):
        for column, head in zip(table.columns, written["columns"], strict=True):
            head["group"], head["label"] = content.head_of(column)
        written["checks"] = [_check(check["ok"], check["text"]) for check in written["checks"]]
        written["beside"] = [_definition(definition) for definition in shown.get(table.code, [])]
        written["masks"] = sorted({cell.text for _, _, cell in content.cells_of(table) if cell.number is None})
    data |= {
        "definitions": [_definition(definition) for definition in document.definitions],
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "standing": content.standing(document),
        "signatures": content.signatures(document),
        "stamp": content.stamp(document),
        "fictitious": content.FICTITIOUS if document.fictitious else "",
        "short_fingerprint": content.in_fours(document.fingerprint[:12]),
        "long_fingerprint": content.in_fours(document.fingerprint),
    }
    drawn = [_chart(chart, content.home_of(chart, document)) for chart in document.charts]
    data["title"] = _words_of(document.title, "Rapport")
    return _showable(data) | {"csv": csv.render(document).decode(), "charts": drawn}


def _showable(value: Any) -> Any:
    """The same lists and texts, with a sign for each character that the letters cannot show."""
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        return "".join(c if _can_show(c) else NOT_SHOWN for c in content.printable(value))
    if isinstance(value, dict):
        return {key: _showable(part) for key, part in value.items()}
    return [_showable(part) for part in value] if isinstance(value, list | tuple) else value


def _words_of(*texts: str) -> str:
    """The first text that has something to read in it; a heading without words is refused by PDF/UA."""
    return next((text for text in texts if _showable(text).strip()), "–")


def _can_show(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _SHOWN)


def _definition(definition: Definition) -> dict[str, str]:
    return {"label": definition.label, "text": definition.definition, "article": definition.article}


def _check(ok: bool, text: str) -> dict[str, Any]:
    """A check in two parts: the claim, which is printed bold, and the rest."""
    claim, dot, rest = text.partition(". ")
    lead = "" if text.lower().startswith("klopt") else "Klopt: " if ok else "Klopt niet: "
    return {"ok": ok, "claim": f"{lead}{claim}{dot.strip()}", "rest": rest}


def _chart(chart: Chart, table: str) -> dict[str, Any]:
    """A chart as drawing and as words; who hears the words finds the numbers in the tagged table."""
    shown = Chart(**_showable({name: getattr(chart, name) for name in ("code", "kind", "title", "description")}),
                  table=_showable_table(chart.table))  # fmt: skip
    return {
        "title": _words_of(shown.title, shown.description, shown.code),
        "description": shown.description if shown.title else "",
        "wide": chart.kind == "ladder",
        "svg": str(charts.draw(shown, static=True)),
        "alt": f"{_words_of(shown.title, shown.description)}. {shown.description}. De getallen staan in tabel {table}.",
    }


def _showable_table(table: Table) -> Table:
    columns = tuple(replace(c, label=_showable(c.label), group=_showable(c.group)) for c in table.columns)
    return replace(table, columns=columns, rows=tuple(replace(r, label=_showable(r.label)) for r in table.rows))


def _shown_definitions(document: Document) -> dict[str, list[Definition]]:
    """Which definitions stand beside which table: those of its columns, each beside the first table that needs it."""
    beside: dict[str, list[Definition]] = {}
    told: set[str] = set()
    for table in content.tables_of(document):
        for definition in document.definitions:
            if definition.name not in told and any(_explains(definition, column.key) for column in table.columns):
                told.add(definition.name)
                beside.setdefault(table.code, []).append(definition)
    return beside


def _explains(definition: Definition, key: str) -> bool:
    """A column is named after its figure, if need be with something behind it: se_month_end_1."""
    return key == definition.name or key.startswith((f"{definition.name}_", f"{definition.name}:"))
