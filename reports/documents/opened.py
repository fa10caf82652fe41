"""What stands in a spreadsheet that somebody hands in to be checked: read without trusting it.

The cells are read by the same library that reads registers, after the same weighing. What a reader can be shown beside
the cells is looked at too: a formula, and in an ODS the text in which a number is shown.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import python_calamine

from cases.register.weight import DAMAGED, TooHeavy, weigh_file

Sheets = list[tuple[str, list[list[object]]]]
_FORMULA = re.compile(r"<f[ >/]|:formula=")
_NUMBER = re.compile(r'office:value="([^"]*)"[^>]*>\s*<text:p>([^<]*)</text:p>')


def opened(file: bytes) -> tuple[Sheets, list[str]]:
    """The sheets by name with their cells, and what else is wrong, in Dutch. TooHeavy for what cannot be opened."""
    suffix = ".ods" if b"opendocument" in file[:200] else ".xlsx"
    weigh_file(io.BytesIO(file), suffix)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        named = {name: parts.read(name).decode(errors="replace") for name in parts.namelist() if _holds_cells(name)}
    sheets = _read(file)
    faults = [f"In {name} staat een formule; het portaal schrijft die niet." for name, text in named.items() if
              _FORMULA.search(text)]  # fmt: skip
    return sheets, [*faults, *(fault for text in named.values() for fault in _shown_otherwise(text))]


def _read(file: bytes) -> Sheets:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
        sheets = ((name, book.get_sheet_by_name(name)) for name in book.sheet_names)
        return [(name, [list(row) for row in sheet.to_python(skip_empty_area=False)]) for name, sheet in sheets]
    except python_calamine.CalamineError as problem:
        raise TooHeavy(DAMAGED) from problem


def _holds_cells(name: str) -> bool:
    return name == "content.xml" or "worksheets/" in name


def _shown_otherwise(content: str) -> Iterator[str]:
    """Of an ODS: a number that is shown as another one."""
    for value, text in _NUMBER.findall(content):
        digits = re.sub(r"\D", "", text)
        try:
            as_shown = {re.sub(r"\D", "", f"{float(value):.{decimals}f}") for decimals in range(5)}
        except ValueError:
            as_shown = set()
        if digits not in as_shown or ("-" in value) != any(sign in text for sign in "-\N{MINUS SIGN}"):
            yield f"Het getal {value} wordt getoond als “{text}”."
            return
