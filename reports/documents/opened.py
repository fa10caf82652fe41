"""What stands in a spreadsheet that somebody hands in to be checked: read without trusting it.

The cells are read by the same library that reads registers, after the same weighing. What another program could show
instead is looked for too: another book in the same file, a formula, a number in a form of its own, a drawing over the
cells. The portal writes none of these, nor does a program that only saves what it was given.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from xml.parsers import expat

import python_calamine

from cases.register.weight import DAMAGED, TooHeavy, weigh_file

Sheets = list[tuple[str, list[list[object]]]]
TWO_BOOKS = "Dit bestand is op meer dan een manier te lezen; het portaal maakt zulke bestanden niet."
BOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # how XML of two bytes a letter begins
_FORMULA = re.compile(r"""<(?:[\w.-]+:)?f[\s/>]|:formula\s*=\s*["']""")
_NUMBER = re.compile(
    r"""office:value\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*(?<!/)>(.*?)</[\w.-]+:(?:covered-)?table-cell\s*>""", re.DOTALL
)
_FORMAT = re.compile(r"""formatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# In a form of numbers: a digit that stands there whatever the number is; and a number divided by a thousand.
_OWN_DIGITS = re.compile(r"""[1-9]|"[^"]*\d[^"]*"|[\\!*_]\d|[0#?],+(?![0#?,])""")
_OWN_DIGITS_ODS = re.compile(r"<[\w.-]+:(?:embedded-)?text(?:\s[^>]*)?>[^<]*\d|display-factor\s*=")
_DRAWN = re.compile(r"(?:^|/)(?:drawings|charts|embeddings|pictures|object|(?:threaded)?comments)", re.IGNORECASE)
_DRAWN_ODS = re.compile(r"<draw:(?:frame|custom-shape|rect|g|path|polygon|image|object)[\s/>]|<office:annotation[\s>]")


def opened(file: bytes) -> tuple[Sheets, list[str]]:
    """The sheets by name with their cells, and what else is wrong, in Dutch. TooHeavy for what cannot be opened."""
    suffix = ".ods" if b"opendocument" in file[:200] else ".xlsx"
    weigh_file(io.BytesIO(file), suffix)
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    _one_book(parts)
    texts = {name: part.decode(errors="replace") for name, part in parts.items() if _is_xml(part)}
    faults = [f"In {name} staat een tekening of opmerking." for name in parts if _DRAWN.search(name)]
    return _read(file), [*faults, *(fault for name, text in texts.items() for fault in _shown_otherwise(name, text))]


def _one_book(parts: dict[str, bytes]) -> None:
    """TooHeavy when another program could open another book in this file than is read here."""
    names = {name.lower() for name in parts}
    leads_to = ["content.xml"] if "content.xml" in parts else _leads_to(parts.get("_rels/.rels", b""))
    if len(names) < len(parts) or BOOKS & names != set(leads_to) or any(part[:2] in _WIDE for part in parts.values()):
        raise TooHeavy(TWO_BOOKS)


def _leads_to(relations: bytes) -> list[str]:
    """Where a program that opens a XLSX finds the book."""
    found: list[str] = []
    parser = expat.ParserCreate()

    def element(_: str, its: dict[str, str]) -> None:
        if its.get("Type", "").endswith("/officeDocument"):
            found.append(its.get("Target", "").removeprefix("/"))

    parser.StartElementHandler = element
    if relations:
        parser.Parse(relations, True)
    return found


def _is_xml(part: bytes) -> bool:
    return part.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _read(file: bytes) -> Sheets:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
        sheets = ((name, book.get_sheet_by_name(name)) for name in book.sheet_names)
        return [(name, [list(row) for row in sheet.to_python(skip_empty_area=False)]) for name, sheet in sheets]
    except python_calamine.CalamineError as problem:
        raise TooHeavy(DAMAGED) from problem


def _shown_otherwise(name: str, text: str) -> Iterator[str]:
    """What in a part of the file could show something else than its cells say."""
    if _FORMULA.search(text):
        yield f"In {name} staat een formule; het portaal schrijft die niet."
    forms = (unescape(one or other) for one, other in _FORMAT.findall(text))
    if any(_OWN_DIGITS.search(re.sub(r"\[[^\]]*\]", "", form)) for form in forms) or _OWN_DIGITS_ODS.search(text):
        yield f"In {name} staat een getalnotatie die een ander getal laat zien."
    if _DRAWN_ODS.search(text) or ("sheetData" in text and "AlternateContent" in text):
        yield f"In {name} staat een tekening of opmerking."
    yield from _written_otherwise(text)


def _written_otherwise(content: str) -> Iterator[str]:
    """Of an ODS: the first number that is written out as another one."""
    for one, other, inside in _NUMBER.findall(content):
        value, text = one or other, unescape(re.sub(r"<[^>]*>", "", inside))
        digits = re.sub(r"\D", "", text)
        try:
            as_shown = {re.sub(r"\D", "", f"{float(value):.{decimals}f}") for decimals in range(5)}
        except ValueError:
            as_shown = set()
        if digits not in as_shown or ("-" in value) != any(sign in text for sign in "-\N{MINUS SIGN}"):
            yield f"Het getal {value} wordt getoond als “{text}”."
            return
