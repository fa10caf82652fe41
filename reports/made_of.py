"""What a cell that no row adds up to is worked out from, so that a click always goes on to rows (M2).

A percentage, a mean or a price is no sum over people; what it is worked out from is, and the subject declares what that
is (`Worked`, for why it differs too: decision 0050). Most of those numbers are cells of the report, and have a page of
their own. What stands in no table is opened beside the cell that needs it, by its name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.figures import TOTAL, Figure
from reports.subjects import SUBJECTS
from reports.subjects.declare import Part, Subject
from reports.tables import Cell, Column, Row, Table

# Of T1, which is no subject: a year ago stands in V2, with its causes.
OF_T1 = {"se_before": (Part("v2_begin", table="V2"),), "se_change": (Part("se_quarter_mean"), Part("se_before"))}
LETTER = "_vn"


@dataclass(frozen=True)
class Source:
    """A number that a cell is worked out from: a cell of the report; or, with `number`, what stands in no table."""

    table: Table
    row: Row
    at: int
    number: Figure | None = None

    @property
    def column(self) -> Column:
        return self.table.columns[self.at]

    @property
    def cell(self) -> Cell | None:
        """None for a number that stands nowhere."""
        return None if self.number else self.row.cells[self.at]


def sources(tables: Iterable[Table], table: Table, row: Row, at: int) -> list[Source]:
    """What the cell is worked out from, in the order of its formula; nothing for a cell that opens onto rows itself."""
    by_code = {each.code: each for each in tables}
    found = (_source(by_code, table, row, at, part) for part in parts_of(table, row.code, table.columns[at].key))
    return [each for each in found if each]


def parts_of(table: Table, row: str, key: str) -> tuple[Part, ...]:
    """What is declared of it. A total that adds up its rows is worked out from those."""
    if key.endswith(LETTER):
        return (Part(key.removesuffix(LETTER)),)
    if table.code == "T1":
        return OF_T1.get(key, ())
    subject = subject_of(table.code)
    worked = next((each for each in subject.worked if each.figure == key and row in (each.rows or (row,))), None)
    if worked and worked.adds_up and row == TOTAL:
        return tuple(Part(key, each.code, entered=True) for each in table.rows if each.code != TOTAL)
    return worked.parts if worked else subject.follows.get(key, ())


def is_worked(table: str, row: str, key: str) -> bool:
    """Whether it is a percentage, a mean or a price: then no row gives anything to it."""
    return any(each.figure == key and row in (each.rows or (row,)) for each in subject_of(table).worked)


def subject_of(table: str) -> Subject:
    """The declaration of a table; of T1, T3 and T4, which have none, an empty one."""
    found = (each for each in SUBJECTS if any(layout.code == table for layout in each.layouts))
    return next(found, _NONE)


_NONE = Subject((), lambda counting: (), ())


def _source(tables: dict[str, Table], table: Table, row: Row, at: int, part: Part) -> Source | None:
    number = next((each for each in subject_of(table.code).numbers if each.name == part.name), None)
    if number:
        return Source(table, row, at, number)
    there = tables.get(part.table or table.code)
    return next(_cells(there, part.name, row.code if part.row is None else part.row), None) if there else None


def _cells(table: Table, key: str, code: str) -> Iterator[Source]:
    for at, column in enumerate(table.columns):
        for row in table.rows:
            if (column.key, row.code) == (key, code):
                yield Source(table, row, at)
