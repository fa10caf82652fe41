"""How a spreadsheet and a CSV prove themselves: their cells are listed, the list is hashed and signed, and that stands
in the file, in a sheet “Bewijs” or in last lines with table “bewijs”.

What counts is what a reader gets: of each cell its place and its text or number. So the proof holds as well after
somebody opened the file and saved it again, and it says nothing of the layout (decision 0041). Spaces do not count, for
each program keeps them otherwise; a number is the number that its program gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from reports.canonical import canonical
from reports.documents import proof
from reports.editions import Seal

SHEET = "Bewijs"
TABLE = "bewijs"  # in a CSV
NAMES = ("digest", "key", "signature", "seal", "pieces")
CHUNK = 96  # letters of a line of small digests: twelve
SIGN = "x"  # before each value, or a spreadsheet takes 12345678 or 1234e567 for a number

Cell = tuple[str, Sequence[object]]  # its name in Dutch; where it stands and what it says
Line = Sequence[object]


def cells_of(sheets: Iterable[tuple[str, Sequence[Line]]]) -> Iterator[Cell]:
    """Every cell with something in it, of sheets by name (that of the proof left out)."""
    for sheet, lines in sheets:
        for y, line in enumerate(lines if sheet != SHEET else (), start=1):
            for x, value in enumerate(line):
                said = plain(value)
                if said:
                    place = f"{_letters(x)}{y}"
                    yield f"blad {sheet}, cel {place} ({line[0]}): {value}", (sheet, place, said)


def lines_of(lines: Sequence[Sequence[str]]) -> Iterator[Cell]:
    """Every line of a CSV; a line is a cell of the report."""
    for nth, line in enumerate(lines, start=1):
        yield f"regel {nth}: {', '.join(line)}", [plain(field) for field in line]


def plain(value: object) -> str:
    """What a cell says, the same from every program: a text without its spaces, a number that says it is one."""
    if isinstance(value, Decimal | float | int):
        return f"#{Decimal(repr(float(value))).normalize():f}"
    return "".join(str(value or "").split())


def _letters(at: int) -> str:
    """The name of a column, counted from 0."""
    before = _letters(at // 26 - 1) if at >= 26 else ""
    return before + ascii_uppercase[at % 26]


def proved(cells: Iterable[Cell], edition: Seal | None) -> list[tuple[str, str]]:
    """The proof as lines: a name and a value."""
    listed = list(cells)
    said = {
        "digest": digest(listed),
        "pieces": "".join(proof.small(content) for _, content in pieces_of(listed)),
        "seal": asdict(edition) if edition else None,
    }
    whole = proof.signed(said)
    pieces = whole["pieces"]
    values = [(name, _written(whole[name])) for name in NAMES if name != "pieces"]
    return [*values, *(("pieces", SIGN + pieces[at : at + CHUNK]) for at in range(0, len(pieces), CHUNK))]


def _written(value: Any) -> str:
    return SIGN + (value if isinstance(value, str) else canonical(value).decode())


def read(lines: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The proof from its lines. KeyError or ValueError when it is not one."""
    found = dict.fromkeys(NAMES, "")
    for name, value in lines:
        if name in found:
            found[name] += value.removeprefix(SIGN)
    if not found["signature"]:
        return {}
    return {**found, "seal": json.loads(found["seal"])}


def digest(cells: Iterable[Cell]) -> str:
    return proof.digest(canonical([list(content) for _, content in cells]))


def pieces_of(cells: Iterable[Cell]) -> Iterator[tuple[str, bytes]]:
    for name, content in cells:
        yield name, canonical(list(content))
