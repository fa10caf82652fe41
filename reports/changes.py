"""What a reader sees of two editions side by side: the cells that differ, with the causes they may know.

Old and new are cells of the two documents as this reader sees those, so nothing is unmasked here. For who checks
reports the causes stand at every cell, with numbers of people. For the board they stand at the region's cells only, and
only when no cause is of one to four people (decision 0042): then there is nothing to subtract from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.compared import CAUSES, Split
from reports.document import document_of
from reports.documents.content import heading_of
from reports.figures import TOTAL
from reports.masking import OTHER
from reports.models import Report, Restatement
from reports.tables import Cell, Column, Document, Row, Table, dutch, number_cell

NOTHING = number_cell(Decimal(0))


@dataclass(frozen=True)
class Change:
    """A cell that differs: what it is, as it was and as it is, how much, why (in words) and of how many people."""

    column: str
    row: str
    code: str  # of the row
    was: str
    now: str
    difference: str
    because: tuple[str, ...]
    people: str


@dataclass(frozen=True)
class TableChanges:
    code: str
    title: str
    changes: tuple[Change, ...]

    @property
    def explained(self) -> bool:
        """Whether a cause or a number of people is told anywhere."""
        return any(change.because or change.people for change in self.changes)


@dataclass(frozen=True)
class Reader:
    """Whether cells are masked for them, from how many people on a number is told, and whose row they ask for."""

    masked: bool
    threshold: int
    place: str = ""


def changes(was: Document, now: Document, splits: Iterable[Split], reader: Reader) -> list[TableChanges]:
    """By table, in the order of the report; a table that only one of them has is not compared."""
    causes = {(split.key, split.place): split for split in splits}
    later = {table.code: table for table in now.tables}
    found = []
    for table in was.tables:
        if table.code in later:
            made = tuple(_of_table(table, later[table.code], causes, reader))
            found += [TableChanges(table.code, table.title, made)] if made else []
    return found


def only_in_one(was: Document, now: Document) -> list[str]:
    """The tables that cannot be compared."""
    one, other = ({table.code for table in document.tables} for document in (was, now))
    return sorted(one ^ other)


def _of_table(was: Table, now: Table, causes: dict[tuple[str, str], Split], reader: Reader) -> Iterator[Change]:
    """Rows and columns of both, in the order of the later one."""
    columns = {column.key: column for column in (*now.columns, *was.columns)}
    rows = {row.code: row for row in (*was.rows, *now.rows)}
    before, after = _by_name(was), _by_name(now)
    for row in rows.values():
        for column in columns.values():
            name = (row.code, column.key)
            old, new = before.get(name, NOTHING), after.get(name, NOTHING)
            if old.text != new.text and not old.mask and reader.place in ("", row.code):
                split = causes.get((column.key, row.code)) if was.code in {"T1", "T3", "T4"} else None
                yield _change(row, column, old, new, split, reader)


def _by_name(table: Table) -> dict[tuple[str, str], Cell]:
    return {
        (row.code, column.key): cell
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _change(row: Row, column: Column, old: Cell, new: Cell, split: Split | None, reader: Reader) -> Change:
    known = old.number is not None and new.number is not None
    difference = (new.number or Decimal(0)) - (old.number or Decimal(0)) if known else None
    because, people = _why(split, column, difference, reader) if split else ((), "")
    return Change(
        heading_of(column), row.label, row.code, old.text, new.text,
        "" if difference is None else _signed(difference, column.decimals), because, people,
    )  # fmt: skip


def _why(split: Split, column: Column, difference: Decimal | None, reader: Reader) -> tuple[tuple[str, ...], str]:
    small = any(0 < part.people < reader.threshold for part in split.parts.values())
    if reader.masked and (split.place != TOTAL or difference is None):
        return (), ""
    if reader.masked and small:
        few = split.people < reader.threshold
        return ("te weinig mensen om naar oorzaak te splitsen",), f"<{reader.threshold}" if few else OTHER
    parts = split.printed(difference, column.decimals) if difference is not None else {}
    return tuple(_part(cause, parts.get(cause), split, column) for cause in CAUSES if cause in split.parts), str(
        split.people
    )


def _part(cause: str, amount: Decimal | None, split: Split, column: Column) -> str:
    people = split.parts[cause].people
    who = "1 mens" if people == 1 else f"{people} mensen"
    return f"{CAUSES[cause]}: {_signed(amount, column.decimals)} ({who})" if amount is not None else CAUSES[cause]


def _signed(number: Decimal, decimals: int) -> str:
    text = dutch(number, decimals)
    return f"+{text}" if number > 0 else text


def hidden_in_either(content: dict[str, Any], reported: dict[str, Any]) -> dict[str, Any]:
    """`content` with what `reported` hides hidden too, all as “×”: whether such a cell changed is not told either."""
    return content | {"masks": content["masks"] | dict.fromkeys(reported["masks"], OTHER)}


def _also_in(content: dict[str, Any], reported: dict[str, Any]) -> dict[str, Any]:
    """`content` without the tables that `reported` did not have: its masks know nothing of them."""
    codes = {table["code"] for table in reported.get("tables", [])}
    return content | {"tables": [table for table in content.get("tables", []) if table["code"] in codes]}


def document_now(report: Report, kept: Restatement, *, masked: bool, own: str = "") -> Document:
    """What is known now as a document; or the edition. What the report hides is hidden there too."""
    if kept.edition:
        return document_of(kept.edition, masked=masked, own=own)
    content = _also_in(hidden_in_either(kept.content or {}, report.content), report.content)
    made = Report(
        period=report.period, edition=report.edition, state=report.state, known_on=kept.known_on, content=content,
        fingerprint=kept.fingerprint,
    )  # fmt: skip
    return document_of(made, masked=masked, own=own)
