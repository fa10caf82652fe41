"""What a workbook weighs, found out before it is opened.

A workbook is a zip with XML in it. A small one can unpack to gigabytes (a zip bomb), one stray cell far away makes a
sheet of 17 billion cells, and one long text can stand in every cell. So the parts are read as a stream first, held
against limits far above what a municipality delivers (five times the register of the six fits); what is larger comes
as CSV files. A document type is refused too: neither format has one, and entities need it. We left a second process
with a memory limit: it can only say that something went wrong, not which cell to empty.
"""

import re
import zipfile
import zlib
from pathlib import Path
from string import ascii_uppercase
from typing import Any, BinaryIO
from xml.parsers import expat

MAX_PARTS = 500
MAX_UNPACKED = 60_000_000  # bytes of all parts together
MAX_CELLS = 800_000  # of all sheets together, each from A1 to its last cell
MAX_LETTERS = 30_000_000  # of all sheets together, a text that stands in ten cells counted ten times
CHUNK = 65_536
MAGIC = b"PK\x03\x04"
KINDS = {".xlsx": "xl/workbook.xml", ".ods": "content.xml"}  # by suffix, and the part that it cannot do without
# A zip that contradicts itself, wants a password (RuntimeError) or another way of packing, or holds no XML.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, expat.ExpatError, ValueError)

NO_WORKBOOK = "Dit is geen XLSX- of ODS-werkboek."
TOO_LARGE = "Dit werkboek is uitgepakt te groot. Lever het register als CSV-bestanden."
DAMAGED = "Dit werkboek is beschadigd en niet te lezen."
NOT_PLAIN = "Dit werkboek bevat onderdelen die in een register niet horen. Bewaar het opnieuw als XLSX of ODS."
TOO_MUCH_TEXT = "In dit blad staat te veel tekst. Lever het register als CSV-bestanden."
STRAY = "Dit blad loopt door tot en met cel {cell}. Maak leeg wat buiten de tabel staat, of lever CSV-bestanden."


class TooHeavy(Exception):
    """Not to be opened. `sheet` is "" when it is about the whole book; the message says what to do."""

    def __init__(self, reason: str, sheet: str = "") -> None:
        super().__init__(reason)
        self.sheet = sheet


def weigh(path: Path) -> None:
    """Nothing when the workbook at `path` can be opened without harm. Raises TooHeavy, or OSError."""
    with path.open("rb") as file:
        weigh_file(file, path.suffix.lower())


def weigh_file(file: BinaryIO, suffix: str) -> None:
    """The same, of a workbook that is open at its beginning and named so."""
    needed = KINDS.get(suffix)
    if needed is None or file.read(4) != MAGIC:
        raise TooHeavy(NO_WORKBOOK)
    try:
        with zipfile.ZipFile(file) as book:
            _weigh(book, needed)
    except UNREADABLE as why:
        raise TooHeavy(DAMAGED) from why


def _weigh(book: zipfile.ZipFile, needed: str) -> None:
    parts = book.infolist()
    names = [part.filename for part in parts]
    if needed not in names:
        raise TooHeavy(NO_WORKBOOK)
    if len(set(names)) < len(names):  # two readers could each take another of the two
        raise TooHeavy(NOT_PLAIN)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TooHeavy(TOO_LARGE)
    scale = _Scale()
    for part in sorted(parts, key=lambda part: "sheets/" in part.filename):  # names and shared texts first
        if part.filename.endswith((".xml", ".rels")):
            scale.start(part.filename)
            with book.open(part) as stream:  # gives no more than was declared, and checks its sum at the end
                for chunk in iter(lambda: stream.read(CHUNK), b""):
                    scale.parser.Parse(chunk)
            scale.parser.Parse(b"", True)


class _Scale:
    """Reads the parts one after the other, and keeps how far the sheets reach and how many letters stand in them."""

    def __init__(self) -> None:
        self.cells = self.letters = self.last_row = self.last_column = 0
        self.shared: list[int] = []  # letters of each text that cells refer to
        self.names: dict[str, str] = {}  # of sheets, by the id of their relation
        self.targets: dict[str, str] = {}  # the part, by the id of the relation

    def start(self, part: str) -> None:
        self.part, self.table = part, ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._element
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._sheet()

    def _sheet(self) -> None:
        self.cells += self.last_row * self.last_column
        self.row = self.column = self.last_row = self.last_column = 0
        self.times = self.tall = 1  # how often a cell and a row of an ODS repeat themselves
        self.in_cell = self.filled = self.refers = False
        self.said = ""

    def _doctype(self, *_: Any) -> None:
        raise TooHeavy(NOT_PLAIN)

    def _element(self, name: str, its: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._cell(its.get("r", ""), its.get("t") == "s")
        elif kind in {"table-cell", "covered-table-cell"}:
            self._repeated(its)
        elif kind == "row":
            self.row, self.column = _number(its.get("r", ""), self.row + 1), 0
        elif kind == "table-row":
            self.row, self.column = self.row + self.tall, 0
            self.tall = _number(_of(its, "number-rows-repeated"), 1)
        elif kind == "si":
            self.shared.append(0)
        elif kind == "table":
            self._sheet()
            self.table, self.row, self.tall = _of(its, "name"), 1, 0
        elif kind == "sheet":
            self.names[_of(its, "id")] = its.get("name", "")
        elif kind == "Relationship":
            self.targets[its.get("Id", "")] = its.get("Target", "")

    def _cell(self, place: str, refers: bool) -> None:
        found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", place)
        self.column = _column(found[1]) if found else self.column + 1
        self.row = int(found[2]) if found else max(self.row, 1)
        self.in_cell, self.refers, self.filled, self.times, self.said = True, refers, False, 1, ""

    def _repeated(self, its: dict[str, str]) -> None:
        self.times = _number(_of(its, "number-columns-repeated"), 1)
        self.column += self.times
        self.in_cell, self.refers, self.said = True, False, ""
        self.filled = any(key.endswith((":value-type", ":value", ":formula")) for key in its)

    def _text(self, text: str) -> None:
        if self.in_cell:
            self.filled = self.filled or not text.isspace()
            self.said = self.said + text if self.refers else ""
            self.letters += 0 if self.refers else len(text) * self.times * max(self.tall, 1)
        elif self.shared:
            self.shared[-1] += len(text)

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in {"c", "table-cell", "covered-table-cell"}:
            self.in_cell = False
            if self.filled:
                self._count()

    def _count(self) -> None:
        if self.refers:
            at = int(self.said) if self.said.isascii() and self.said.isdecimal() and len(self.said) < 9 else 0
            self.letters += self.shared[at] if at < len(self.shared) else 0
        self.last_row = max(self.last_row, self.row + max(self.tall, 1) - 1)
        self.last_column = max(self.last_column, self.column)
        if self.cells + self.last_row * self.last_column > MAX_CELLS:
            raise TooHeavy(STRAY.format(cell=f"{_letters(self.last_column)}{self.last_row}"), self._name())
        if self.letters > MAX_LETTERS:
            raise TooHeavy(TOO_MUCH_TEXT, self._name())

    def _name(self) -> str:
        of_part = (self.names.get(key, "") for key, target in self.targets.items() if self.part.endswith(target))
        return self.table or next(filter(None, of_part), self.part)


def _of(its: dict[str, str], name: str) -> str:
    """An attribute whatever the prefix of its namespace."""
    return next((value for key, value in its.items() if key.rpartition(":")[2] == name), "")


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ascii_uppercase.index(letter) + 1
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, at = divmod(column - 1, 26)
        letters = ascii_uppercase[at] + letters
    return letters
