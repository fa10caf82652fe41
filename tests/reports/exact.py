"""What a worked-out cell of a report says, worked out again from what its page names (M2)."""

from decimal import Decimal
from fractions import Fraction

from municipalities.asker import asked_by
from reports import behind
from reports.made_of import Source, parts_of, sources, subject_of
from reports.models import Report
from reports.tables import Row, Table


def fault(report: Report, tables: list[Table], table: Table, row: Row, at: int) -> str:
    """Why what the page names does not make this percentage, mean or price; nothing when it does."""
    key, found = table.columns[at].key, sources(tables, table, row, at)
    parts = parts_of(table, row.code, key)
    if [each.name for each in parts] != [each.number.name if each.number else each.column.key for each in found]:
        return "not all are named"
    inputs = [exact(report, each, part.row) for each, part in zip(found, parts, strict=True)]
    worked = next(each for each in subject_of(table.code).worked if each.figure == key)
    made = sum(inputs) if len(inputs) != len(worked.parts) else worked.of(*inputs)
    off = Decimal("1.01").scaleb(-table.columns[at].decimals) * max(worked.roundings, 1)
    number = row.cells[at].number or Decimal(0)
    return "" if made is not None and abs(Fraction(number) - made) <= Fraction(off) else f"{number} is {inputs}"


def exact(report: Report, source: Source, at: str | None) -> Fraction:
    """What its people give together; of what nobody gives anything to, what is printed."""
    row = source.row.code if at is None else at
    key = source.number.name if source.number else source.column.key
    try:
        with asked_by(behind.PROCESS):
            units = behind.counted(report, source.table.code, row, key, report.known_on)
        return Fraction(sum(units.values(), Decimal(0)))
    except KeyError:
        assert source.cell is not None
        return Fraction(source.cell.number or 0)
