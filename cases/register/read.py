"""From files to rows: a folder of CSV files, or one workbook with a sheet per file. Nothing is saved here.

Every fault is named with file, row, column, value and reason, all of them in one go. Row 1 is the header, as a
spreadsheet counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from cases.register import sheet_text
from cases.register.format import FILES, Column, File
from cases.register.weight import TooHeavy, weigh

BY_NAME = {file.name: file for file in FILES}
MAX_COLUMNS = 200
Sheets = dict[str, list[list[str]] | None]  # None: it is there, but not to be read


@dataclass(frozen=True)
class Fault:
    file: str
    row: int
    column: str
    value: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.file}, rij {self.row}" if self.row else self.file
        column = f", kolom {self.column}" if self.column else ""
        value = f" ({self.value!r})" if self.value else ""
        told = f"{where}{column}{value}: {self.reason}"
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in told)


@dataclass
class Rows:
    """The good rows of a file by row number, each its values by column; and of which rows the reader was told."""

    file: File
    good: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: set[tuple[str, ...]] = field(default_factory=set)
    refused: bool = False  # no row could be read

    def tell(self, key: Iterable[Any]) -> None:
        """The row with this key has a fault of its own: whatever refers to it is not blamed for it."""
        parts = tuple(str(part or "") for part in key)
        self.told.update(parts[: number + 1] for number in range(len(parts)))

    def is_told(self, *key: str) -> bool:
        """Was a row whose key begins like this faulty?"""
        return self.refused or key in self.told


def read(path: Path) -> tuple[dict[str, Rows], list[Fault]]:
    """The rows of each file found at `path` and every fault in them."""
    try:
        sheets, faults = _workbook(path) if path.is_file() else _folder(path)
    except TooHeavy as problem:
        return {}, [Fault(problem.sheet or path.name, 0, "", "", str(problem))]
    except (OSError, python_calamine.CalamineError) as problem:
        return {}, [Fault(path.name, 0, "", "", f"Dit is niet te lezen als register: {problem}.")]
    if not sheets and not faults:
        faults = [Fault(path.name, 0, "", "", "Hier staat geen bestand van een register.")]
    rows = {}
    for file in FILES:
        if file.name in sheets:
            sheet = sheets[file.name]
            rows[file.name] = Rows(file, refused=True) if sheet is None else rows_of(file, sheet, faults)
    return rows, faults


def _folder(path: Path) -> tuple[Sheets, list[Fault]]:
    sheets: Sheets = {}
    faults: list[Fault] = []
    for entry in sorted(path.iterdir()):
        if entry.suffix.lower() != ".csv":
            continue
        if entry.stem not in BY_NAME:
            faults.append(Fault(entry.name, 0, "", "", "Een register heeft geen bestand met deze naam."))
            continue
        sheets[entry.stem] = None
        if entry.is_symlink() or not entry.is_file():
            faults.append(Fault(entry.name, 0, "", "", "Dit is geen gewoon bestand maar een verwijzing."))
            continue
        try:
            sheets[entry.stem] = sheet_text.utf8_rows(entry.read_bytes())
        except sheet_text.Unreadable as wrong:
            faults.append(Fault(entry.name, wrong.row, wrong.column, "", str(wrong)))
    return sheets, faults


def _workbook(path: Path) -> tuple[Sheets, list[Fault]]:
    weigh(path)
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        unknown = [name for name in book.sheet_names if name not in BY_NAME]
        faults = [Fault(name, 0, "", "", "Een register heeft geen blad met deze naam.") for name in unknown]
        sheets: Sheets = {
            name: [
                [cell_text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
            if name in BY_NAME
        }
    return sheets, faults


def cell_text(cell: Any) -> str:
    """A spreadsheet's typed cell as it would stand in the CSV file."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


def rows_of(file: File, sheet: list[list[str]], faults: list[Fault]) -> Rows:
    """The good rows of one sheet, its header first; what is wrong with the others is added to `faults`."""
    rows = Rows(file)
    places = _header(file, sheet, faults)
    if places is None:
        rows.refused = True
        return rows
    first_seen: dict[tuple[Any, ...], int] = {}
    for number, cells in enumerate(sheet[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        values, wrong = _parse(file, number, cells, places)
        if not wrong:
            wrong = _between(file, number, values, first_seen)
        if wrong:
            faults += wrong
            rows.tell(values[name] or _raw(cells, places, name) for name in file.key)
        else:
            rows.good[number] = values
    return rows


def _header(file: File, sheet: list[list[str]], faults: list[Fault]) -> dict[str, int] | None:
    """Where each column stands; None when the header is refused."""
    name = f"{file.name}.csv"
    header = [cell.strip() for cell in sheet[0]] if sheet else []
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        faults.append(Fault(name, 1, "", "", f"Dit bestand heeft {len(header)} kolommen; dat is geen register."))
        return None
    wrong = [
        Fault(name, 1, column, column, "Deze kolom hoort niet in dit bestand.")
        for column in header
        if column not in file.column_names
    ]
    counts: dict[str, int] = defaultdict(int)
    for column in header:
        counts[column] += 1
    wrong += [Fault(name, 1, column, column, "Deze kolom staat er twee keer.") for column, n in counts.items() if n > 1]
    wrong += [
        Fault(name, 1, column.name, "", "Deze verplichte kolom ontbreekt.")
        for column in file.columns
        if column.required and column.name not in header
    ]
    faults += wrong
    return None if wrong else {column: place for place, column in enumerate(header)}


def _raw(cells: list[str], places: dict[str, int], column: str) -> str:
    place = places.get(column)
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _parse(file: File, number: int, cells: list[str], places: dict[str, int]) -> tuple[dict[str, Any], list[Fault]]:
    name, wrong = f"{file.name}.csv", []
    values: dict[str, Any] = {}
    if any(cell.strip() for cell in cells[len(places) :]):
        wrong.append(Fault(name, number, "", "", "Deze rij heeft meer cellen dan de eerste rij kolommen heeft."))
    for column in file.columns:
        raw = _raw(cells, places, column.name)
        values[column.name] = None
        if raw:
            try:
                values[column.name] = column.parse(raw)
            except ValueError as problem:
                wrong.append(Fault(name, number, column.name, _shown(column, raw), str(problem)))
        elif column.required:
            wrong.append(Fault(name, number, column.name, "", "Deze cel is verplicht."))
    return values, wrong


def _between(file: File, number: int, values: dict[str, Any], first_seen: dict[tuple[Any, ...], int]) -> list[Fault]:
    """Faults between the cells of a row, and a row that stands there twice."""
    name = f"{file.name}.csv"
    wrong = [
        Fault(name, number, rule.column, str(values[rule.column] or ""), rule.reason)
        for rule in file.rules
        if rule.breaks(values)
    ]
    key = tuple(values[column] for column in file.key)
    if key in first_seen:
        wrong.append(Fault(name, number, file.key[0], str(key[0]), f"Deze regel staat ook op rij {first_seen[key]}."))
    first_seen.setdefault(key, number)
    return wrong


def _shown(column: Column, raw: str) -> str:
    """The value as the error list may show it: no BSN, also not a wrong one; and not a novel."""
    if column.name == "bsn":
        return f"••••••{raw[-3:]}"
    return raw if len(raw) <= 80 else f"{raw[:77]}…"
