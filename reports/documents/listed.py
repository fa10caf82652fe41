"""How a spreadsheet and a CSV prove themselves: their cells are listed, the list is hashed and signed, and that stands
in the file, in a sheet “Bewijs” or in last lines with table “bewijs”.

What counts is what a reader gets: of each cell its place and its text or number. So the proof holds as well after
somebody opened the file and saved it again, and it says nothing of the layout (decision 0041). Spaces do not count, for
each program keeps them otherwise; a number is the number that its program gives.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from reports.canonical import canonical
from reports.documents import content, proof
from reports.editions import Seal

SHEET = "Bewijs"
TABLE = "bewijs"  # in a CSV
NAMES = ("digest", "key", "signature", "seal", "pieces")
CHUNK = 96  # letters of a line of small digests: twelve
TITLE = "Bewijs dat dit bestand klopt"
HOW = (
    "Hiermee is na te gaan of een getal of tekst in de andere bladen is veranderd:",
    "manage.py verify_report, met de openbare sleutel van Soweco. Over de opmaak zegt dit niets.",
)
ABOVE = (TITLE, content.CONCEPT, content.REPLACED_BY, content.NO_LONGER_VALID, content.FICTITIOUS, *HOW)
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


def besides(sheets: Sequence[tuple[str, Sequence[Line]]]) -> Iterator[str]:
    """What is wrong beside the cells, in Dutch: the sheet of the proof is in no list, so nothing else may be there."""
    names = [name for name, _ in sheets]
    if len(set(names)) < len(names):
        yield "Twee bladen hebben dezelfde naam."
    above = {plain(text) for text in ABOVE}
    for line in (line for name, lines in sheets if name == SHEET for line in lines):
        said = [(x, plain(value)) for x, value in enumerate(line) if plain(value)]
        heading = len(said) == 1 and said[0][0] == 0 and said[0][1] in above
        if said and not heading and not (line[0] in NAMES and said[-1][0] == 1):
            yield f"In blad {SHEET} staat iets dat niet bij het bewijs hoort: {line[said[0][0]]}"
            return


def lines_of(lines: Iterable[Sequence[str]]) -> Iterator[Cell]:
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
    whole_list, small = _digests(cells)
    seal = asdict(edition) if edition else None
    whole = proof.signed({"digest": whole_list, "pieces": small, "seal": seal})
    pieces = whole["pieces"]
    values = [(name, _written(whole[name])) for name in NAMES if name != "pieces"]
    return [*values, *(("pieces", SIGN + pieces[at : at + CHUNK]) for at in range(0, len(pieces), CHUNK))]


def _digests(cells: Iterable[Cell]) -> tuple[str, str]:
    """`digest` of the list, and the small ones of its cells one after the other; the list itself may be long."""
    whole, small = hashlib.sha256(b"["), []
    for nth, (_, piece) in enumerate(pieces_of(cells)):
        whole.update(b"," + piece if nth else piece)
        small.append(proof.small(piece))
    whole.update(b"]")
    return whole.hexdigest(), "".join(small)


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


def strange_line(line: Sequence[str], about: Sequence[str]) -> str:
    """What a line of the proof in a CSV says that is not of it; "" when nothing. `about`: how every line begins."""
    written = [*about, TABLE, line[3], "", "", "", "", line[-1]] if len(line) > 4 else []
    fits = list(line) == written and line[3] in NAMES and line[-1].startswith(SIGN)
    return "" if fits else f"In het bewijs staat iets dat er niet bij hoort: {', '.join(line)}"


def digest(cells: Iterable[Cell]) -> str:
    return proof.digest(canonical([list(said) for _, said in cells]))


def pieces_of(cells: Iterable[Cell]) -> Iterator[tuple[str, bytes]]:
    for name, said in cells:
        yield name, canonical(list(said))
