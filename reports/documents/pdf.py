"""PDF: the report on paper and for the archive, readable aloud (PDF/UA-1) and for good (PDF/A-3a, with its CSV inside).

How a page is set is `cases/paper.py`'s; here stands what a report puts on it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from cases import paper
from cases.paper import showable
from reports import charts
from reports.documents import content, csv, proof
from reports.documents.printed import elsewhere, printed
from reports.masking import MANY
from reports.tables import Chart, Definition, Document, Table

TEMPLATE = Path(__file__).with_name("report.typ")


def render(document: Document) -> bytes:
    """The report as one PDF, A4 across. Raises paper.Refused when a page would break PDF/A or PDF/UA."""
    data = _data(printed(document)) | {"elsewhere": elsewhere(document), "many": MANY}
    data["csv"] = csv.figures(document).decode()
    return proof.sealed(paper.pdf(TEMPLATE, "report", data, content.day_of(document)), data["csv"], document.seal)


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
        "acceptances": content.acceptances(document),
        "stamp": content.stamp(document),
        "fictitious": content.FICTITIOUS if document.fictitious else "",
        "short_fingerprint": content.in_fours(document.fingerprint[:12]),
        "long_fingerprint": content.in_fours(document.fingerprint),
        "sealed": _sealed(document),
    }
    drawn = [_chart(chart, content.home_of(chart, document)) for chart in document.charts]
    data["title"] = _words_of(document.title, "Rapport")
    return showable(data) | {"charts": drawn}


def _sealed(document: Document) -> list[str]:
    """What somebody with paper needs to look up the edition and its signature."""
    if document.seal is None:
        return []
    return [
        f"Nummer {document.seal.statement.number} in de keten van uitgaven. Schakel: "
        f"{content.in_fours(document.seal.link)}",
        f"Ondertekend. Openbare sleutel: {content.in_fours(document.seal.key)}",
    ]


def _words_of(*texts: str) -> str:
    """The first text that has something to read in it; a heading without words is refused by PDF/UA."""
    return next((text for text in texts if showable(text).strip()), "–")


def _definition(definition: Definition) -> dict[str, str]:
    code = f"{definition.table}, " if definition.table else ""
    return {"label": f"{code}{definition.label}", "text": definition.definition, "more": definition.more}


def _check(ok: bool, text: str) -> dict[str, Any]:
    """A check in two parts: the claim, which is printed bold, and the rest."""
    claim, dot, rest = text.partition(". ")
    lead = "" if text.lower().startswith("klopt") else "Klopt: " if ok else "Klopt niet: "
    return {"ok": ok, "claim": f"{lead}{claim}{dot.strip()}", "rest": rest}


def _chart(chart: Chart, table: str) -> dict[str, Any]:
    """A chart as drawing and as words; who hears the words finds the numbers in the tagged table."""
    shown = Chart(**showable({name: getattr(chart, name) for name in ("code", "kind", "title", "description")}),
                  table=_showable_table(chart.table))  # fmt: skip
    return {
        "title": _words_of(shown.title, shown.description, shown.code),
        "description": shown.description if shown.title else "",
        "wide": chart.kind == "ladder",
        "svg": str(charts.draw(shown, static=True)),
        "alt": f"{_words_of(shown.title, shown.description)}. {shown.description}. De getallen staan in tabel {table}.",
    }


def _showable_table(table: Table) -> Table:
    columns = tuple(replace(c, label=showable(c.label), group=showable(c.group)) for c in table.columns)
    return replace(table, columns=columns, rows=tuple(replace(r, label=showable(r.label)) for r in table.rows))


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
