"""One shape for a report, whatever door it leaves by: screen, PDF, XLSX, ODS, CSV, JSON.

Every door reads these frozen, already masked tables and none of them computes, so a figure cannot differ between two
of them (M25). A cell carries both its number and its text: the text is what people read, the number what a
spreadsheet adds. A hidden cell has no number at all; building one that still holds its number is refused here, so
that no door can leak it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reports.editions import Seal

MINUS = "\N{MINUS SIGN}"
UNKNOWN = "–"
RELEASED, REPLACED, WITHDRAWN = "vrijgegeven", "vervangen", "ingetrokken"
PLACES = "Woongemeente"  # the head of a table by municipality
# Tables whose figures count people; who sees which of them says `reports/behind.py`.
OPEN = frozenset(
    "T1 T2 T3 T3S T4 T5 T6 T6V T7 T8 T9 T10 T11 T12 T13 T15 T16A V1 V2 V3 WS".split()
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One figure. `mask` is "", "<5" or "×"; with a mask there is no number and the text is the mask.

    Raises ValueError when a hidden cell still says more than its mask.
    """

    number: Decimal | None
    text: str
    mask: str = ""

    def __post_init__(self) -> None:
        if self.mask and (self.number is not None or self.text != self.mask):
            raise ValueError("A hidden cell holds its mask and nothing else.")


@dataclass(frozen=True)
class Column:
    """What a column counts. `unit`: personen, fte, SE or %. `group`: the head it shares with its neighbours."""

    key: str
    label: str
    group: str = ""
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class Row:
    """One line. `kind`: municipality, outside (lives elsewhere) or total."""

    code: str
    label: str
    cells: tuple[Cell, ...]
    kind: str = "municipality"


@dataclass(frozen=True)
class Check:
    """A sum that the table must satisfy, in words, and whether it does."""

    ok: bool
    text: str


@dataclass(frozen=True)
class Table:
    """A table as people see it. Raises ValueError when a row has more or fewer cells than there are columns."""

    code: str
    title: str
    finding: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    checks: tuple[Check, ...] = ()
    note: str = ""
    head: str = PLACES  # what the rows are
    comment: str = ""  # of the controller
    comment_warning: str = ""  # that its figures changed since

    @property
    def opens(self) -> bool:
        """Whether its cells open onto the people behind them (`reports/behind.py`)."""
        return self.code in OPEN

    @property
    def of_places(self) -> bool:
        """Whether its rows are municipalities; else they are posts, years or forms of work, of all six together."""
        return self.head == PLACES

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.code}, {row.label}: {len(row.cells)} cells for {len(self.columns)} columns.")


@dataclass(frozen=True)
class Definition:
    """What a figure means, as it was when the report was made. `article`: the law or rule it follows.

    `formula` and `excludes` say how it is counted and what is left out; `version` is which definition this is.
    """

    name: str
    label: str
    definition: str
    unit: str
    article: str = ""
    formula: str = ""
    excludes: str = ""
    version: int = 1
    table: str = ""

    @property
    def more(self) -> str:
        """Formula, exclusions, article and version in one line."""
        said = [f"Formule: {self.formula}." if self.formula else "", f"Niet: {self.excludes}." if self.excludes else ""]
        said += [f"{self.article}." if self.article else "", f"Definitie {self.version}."]
        return " ".join(each for each in said if each)


@dataclass(frozen=True)
class Chart:
    """A table to be drawn. `kind`: ladder (columns are steps), line (columns are quarters), dots (columns: then, now).

    `title` states the finding, `description` says what is drawn.
    """

    code: str
    kind: str
    title: str
    description: str
    table: Table


@dataclass(frozen=True)
class Ref:
    """Where a number in a sentence comes from: the cell whose text it is."""

    text: str
    table: str
    row: str
    column: int


@dataclass(frozen=True)
class Sentence:
    """One finding in plain Dutch; `source` is the small print under it, `cells` where its numbers come from.

    Raises ValueError when a number it is linked with does not stand in the text, in that order.
    """

    text: str
    source: str
    cells: tuple[Ref, ...] = ()

    def __post_init__(self) -> None:
        if self.cells and "".join(text for text, _ in self.parts) != self.text:
            raise ValueError(f"A number is not in the sentence: {self.text}")

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The text in pieces, a number with the anchor of its cell, the rest with ""."""
        found, rest = [], self.text
        for ref in self.cells:
            before, number, after = rest.partition(ref.text)
            if not number:
                return []
            found += [(before, ""), (number, f"{ref.table}-{ref.row}-{ref.column}")]
            rest = after
        return [(text, anchor) for text, anchor in [*found, (rest, "")] if text]


@dataclass(frozen=True)
class Accepted:
    """A finding about the register that did not stop this report: what, why, by whom and on which day."""

    label: str
    reason: str
    by: str
    on: str


@dataclass(frozen=True)
class Document:
    """One report, ready to show and already masked for its readers.

    `known_on`: Dutch text, such as "12-10-2026 09:00". `fingerprint`: 64 hexadecimal digits. The names and days of who
    checked and released are "" until they did.
    """

    title: str
    period_label: str
    period_code: str
    state: str
    state_label: str
    edition: int
    known_on: str
    fingerprint: str
    fictitious: bool
    checked_by: str
    checked_on: str
    released_by: str
    released_on: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]
    definitions: tuple[Definition, ...]
    signs: tuple[tuple[str, str], ...]
    accepted: tuple[Accepted, ...] = ()
    seal: Seal | None = None  # of the edition; None for what was never kept

    @property
    def explained(self) -> list[tuple[Table, list[Definition]]]:
        """Each table with the definitions of its figures."""
        return [(table, [each for each in self.definitions if each.table == table.code]) for table in self.tables]

    @property
    def is_concept(self) -> bool:
        """Not released yet: every page and sheet has to say so."""
        return self.state not in {RELEASED, REPLACED, WITHDRAWN}


def shown(number: Decimal, decimals: int) -> Decimal:
    """The number as a reader sees it: rounded once, halves away from zero, and never minus nought."""
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def dutch(number: Decimal, decimals: int) -> str:
    """The number in Dutch notation: 1.016 or −24,92, with a true minus sign."""
    text = f"{shown(number, decimals):,f}"
    return text.translate(str.maketrans(",.-", f".,{MINUS}"))


def number_cell(number: Decimal | None, decimals: int = 0) -> Cell:
    """A cell that shows this number; None is not known and shows as "–"."""
    return Cell(None, UNKNOWN) if number is None else Cell(shown(number, decimals), dutch(number, decimals))


def with_unit(cell: Cell, unit: str) -> str:
    """The text of a cell outside its table: a percentage gets its sign, with a space that does not break."""
    needs_sign = unit == "%" and cell.number is not None and not cell.text.endswith("%")
    return f"{cell.text}\N{NO-BREAK SPACE}%" if needs_sign else cell.text
