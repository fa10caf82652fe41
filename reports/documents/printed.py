"""What of a report stands on paper: all of it, or of very many municipalities the region and one table of each.

342 municipalities made 336 pages that nobody read, charts that ran off the page, and 2 GB of memory. Above `MANY` rows
a table keeps its rows of the region, and says where the others are; the first table, of people and SE, stays whole. No
figure is lost: all rows are in the CSV that is attached, and leave by every other door (decision 0063).
"""

from __future__ import annotations

from dataclasses import replace

from reports.documents import content
from reports.masking import MANY
from reports.tables import Chart, Document, Table

WHERE = "in cijfers.csv, dat in dit bestand zit, en in het rekenblad (XLSX en ODS)"


def printed(document: Document) -> Document:
    """The report as it is printed: itself, when no table has more than `MANY` rows."""
    tables = (*document.tables[:1], *map(_of_region, document.tables[1:]))
    charts = (replace(chart, table=_of_region(chart.table)) for chart in document.charts if _draws(chart))
    return replace(document, tables=tables, charts=tuple(charts))


def elsewhere(document: Document) -> str:
    """Which tables are printed without their municipalities, in words; "" when none is."""
    tables = content.tables_of(document)
    here = {table.code for table in content.tables_of(printed(document))}
    short = [table.code for nth, table in enumerate(tables) if nth and _is_long(table)]
    if not short:
        return ""
    region, absent = [code for code in short if code in here], [code for code in short if code not in here]
    said = [f"Een tabel van meer dan {MANY} rijen is te lang voor papier."]
    said += [f"Alleen tabel {tables[0].code} staat hier met elke gemeente."]
    said += [f"Van {', '.join(region)} staat hier de regio."] * bool(region)
    said += [f"Niet afgedrukt: {', '.join(absent)}."] * bool(absent)
    return " ".join([*said, f"Alle rijen staan {WHERE}."])


def _is_long(table: Table) -> bool:
    return len(table.rows) > MANY and any(row.kind == "municipality" for row in table.rows)


def _of_region(table: Table) -> Table:
    if not _is_long(table):
        return table
    rows = tuple(row for row in table.rows if row.kind != "municipality")
    note = f"Hier staat de regio. De {len(table.rows) - len(rows)} gemeenten staan {WHERE}."
    return replace(table, rows=rows, note=f"{table.note} {note}".strip())


def _draws(chart: Chart) -> bool:
    """Whether there is something to compare when only the region is left."""
    return not _is_long(chart.table) or len(_of_region(chart.table).rows) > 1
