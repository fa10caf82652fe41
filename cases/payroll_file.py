"""The file of hours that payroll sends each month: CSV or XLSX, as a spreadsheet saves it, all or nothing.

One line per person: the hours per week under the contract, and the hours that were paid if payroll says so. Whoever has
two employments gets one line with both. Nothing is saved here.
"""

import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import python_calamine

from cases.models.employment import MAX_HOURS
from cases.register import sheet_text
from cases.register.format import WHO, Column, File
from cases.register.read import Fault, cell_text, rows_of
from cases.register.weight import TooHeavy, weigh_file

MOST_BYTES = 2_000_000
MOST_ROWS = 10_000
MOST_PAID = 744  # hours in the longest month
ZIP = b"PK\x03\x04"


class Refused(Exception):
    """The file was not taken in; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fouten")
        self.faults = faults


@dataclass(frozen=True)
class Paid:
    """What payroll says of somebody: hours per week, and hours paid that month if given."""

    hours: Decimal
    paid: Decimal | None


@dataclass(frozen=True)
class Sheet:
    """One month of one payroll, by personnel number."""

    month: date
    paid: dict[str, Paid]


def _month(cell: str) -> date:
    """2026-10, 10-2026, or the day that a spreadsheet makes of it."""
    turned = re.sub(r"^([0-9]{1,2})-([0-9]{4})$", r"\2-\1", cell)
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-01)?", turned)
    try:
        if not found or not 2000 <= int(found[1]) <= 2200:
            raise ValueError
        return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise ValueError("Dit is geen maand. Schrijf JJJJ-MM, zoals 2026-10.") from None


def _number(cell: str, most: Decimal | int, said: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,6}([.,][0-9]+)?", cell):
        raise ValueError("Dit is geen aantal uren. Schrijf een getal, zoals 31,5.")
    number = Decimal(cell.replace(",", "."))
    if number > most:
        raise ValueError(said)
    if number != number.quantize(Decimal("0.01")):
        raise ValueError("Uren hebben hoogstens twee cijfers achter de komma.")
    return number


def _per_week(cell: str) -> Decimal:
    return _number(cell, MAX_HOURS, f"Uren per week liggen tussen 0 en {MAX_HOURS}.")


def _in_a_month(cell: str) -> Decimal:
    return _number(cell, MOST_PAID, f"In een maand zitten hoogstens {MOST_PAID} uren.")


FILE = File(
    "loon",
    (
        WHO,
        Column("maand", _month, "date", required=True),
        Column("uren", _per_week, "numeric", required=True),
        Column("betaalde_uren", _in_a_month, "numeric"),
    ),
    key=("personeelsnummer", "maand"),
)


def read(name: str, content: bytes, today: date) -> Sheet:
    """The month that the file is about, and its lines. Refused names each fault with its row and column."""
    sheet = _workbook(name, content) if content.startswith(ZIP) else _csv(name, content)
    faults: list[Fault] = []
    rows = rows_of(FILE, sheet, faults).good
    faults += _of_one_month(name, rows, today)
    if not faults and not 0 < len(rows) <= MOST_ROWS:
        faults = [Fault(name, 0, "", "", f"Een loonbestand heeft 1 tot {MOST_ROWS} regels.")]
    if faults:
        raise Refused(faults)
    paid = {row["personeelsnummer"]: Paid(row["uren"], row["betaalde_uren"]) for row in rows.values()}
    return Sheet(next(iter(rows.values()))["maand"], paid)


def _csv(name: str, content: bytes) -> list[list[str]]:
    try:
        return sheet_text.rows(content)
    except sheet_text.Unreadable as wrong:
        raise Refused([Fault(name, wrong.row, wrong.column, "", str(wrong))]) from None


def _workbook(name: str, content: bytes) -> list[list[str]]:
    """The first sheet, weighed before it is opened."""
    try:
        weigh_file(io.BytesIO(content), ".xlsx")
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except TooHeavy as problem:
        raise Refused([Fault(name, 0, "", "", str(problem))]) from None
    except (python_calamine.CalamineError, IndexError, ValueError):
        raise Refused([Fault(name, 0, "", "", "Dit werkboek is beschadigd en niet te lezen.")]) from None
    return [[cell_text(cell) for cell in row] for row in rows]


def _of_one_month(name: str, rows: dict[int, dict[str, Any]], today: date) -> list[Fault]:
    """A file is about one month, which has begun; the first row says which."""
    faults: list[Fault] = []
    month: date | None = None
    for number, row in rows.items():
        own: date = row["maand"]
        month = month or own
        if own != month:
            said = f"Een bestand gaat over één maand; de eerste regel zegt {month:%Y-%m}."
            faults.append(Fault(name, number, "maand", f"{own:%Y-%m}", said))
        elif own > today:
            faults.append(Fault(name, number, "maand", f"{own:%Y-%m}", "Deze maand moet nog beginnen."))
    return faults
