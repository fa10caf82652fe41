"""A CSV file as a spreadsheet saves it, read to rows of cells; what cannot be read says in which row and column.

Excel here saves with semicolons and in Windows-1252, or as “CSV UTF-8” with a byte order mark, and sometimes with a
first line `sep=;`; LibreOffice in UTF-8; “Unicode-tekst” is UTF-16 with tabs. All of these are read. What is no UTF-8
and has no mark is taken for Windows-1252, the only other one that programs here write; its five bytes without a sign
are refused, for then it is something else. Numbers and days in the cells are the readers' own business.
"""

import codecs
import csv
import io

DELIMITERS = ";\t,"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NO_TEXT = "Hier staat een teken dat niet te lezen is. Bewaar het bestand als CSV (UTF-8)."
NOT_CLOSED = "Een aanhalingsteken dat hier begint, sluit niet."
AFTER_QUOTE = "Na het sluitende aanhalingsteken hoort een scheidingsteken of het eind van de regel."
NO_CSV = "Dit is geen goede CSV."
NO_UTF8 = (
    "Dit teken is niet in UTF-8. Bewaar het bestand in Excel als “CSV UTF-8”, of lever het register als XLSX of ODS."
)
NO_COMMAS = (
    "De kolommen zijn niet met komma's gescheiden. Lever het register als XLSX of ODS: dan kan dit niet misgaan."
)
NO_SIGN = "Hier staat een teken dat niet in een CSV hoort. Bewaar het bestand opnieuw als CSV."


class Unreadable(Exception):
    """No rows can be read; `row` as a spreadsheet counts, `column` as the header calls it."""

    def __init__(self, reason: str, row: int, column: str) -> None:
        super().__init__(reason)
        self.row, self.column = row, column


def utf8_rows(content: bytes) -> list[list[str]]:
    """The same of a file that has to be in UTF-8 with commas, as a register is; Unreadable says what to do as well."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode("utf-8", errors="replace")
        raise Unreadable(NO_UTF8, *_at(before, before, ",")) from None
    if _named_delimiter(text)[0] or (_delimiter(text) != "," and "," not in text.partition("\n")[0]):
        raise Unreadable(NO_COMMAS, 1, "")
    return _rows(text, ",")  # a sign that does not belong is the cell's own fault, which the register names


def rows(content: bytes) -> list[list[str]]:
    """The cells of each row, the header first. Unreadable says where and why."""
    text = _decoded(content)
    named, text = _named_delimiter(text)
    delimiter = named or _delimiter(text)
    if "\0" in text:
        raise Unreadable(NO_SIGN, *_at(text[: text.index("\0")], text, delimiter))
    return _rows(text, delimiter)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _wrong(text, delimiter) from None


def _decoded(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _as(content, encoding)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _as(content, "cp1252")


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode(encoding, errors="ignore")
        raise Unreadable(NO_TEXT, *_at(before, before, _delimiter(before))) from None


def _named_delimiter(text: str) -> tuple[str, str]:
    """What `sep=` says, and the rest: that line is for Excel, which does not show it."""
    first, newline, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said[:4].lower() == "sep=" and len(said) == 5 and newline:
        return said[4], rest
    return "", text


def _delimiter(text: str) -> str:
    """The one that the header has most of; a comma when it has none."""
    header = text.partition("\n")[0]
    return max(DELIMITERS, key=header.count) if any(each in header for each in DELIMITERS) else ","


def _at(before: str, text: str, delimiter: str) -> tuple[int, str]:
    """Row and column of what comes after `before`."""
    line = before.rpartition("\n")[2]
    return before.count("\n") + 1, _called(line.count(delimiter) + 1, text, delimiter)


def _called(nth: int, text: str, delimiter: str) -> str:
    """What the header calls the cell with this number; the number where it has none."""
    header = text.partition("\n")[0].split(delimiter)
    name = header[nth - 1].strip().strip('"') if nth <= len(header) else ""
    return name if name.isprintable() and name else str(nth)


def _wrong(text: str, delimiter: str) -> Unreadable:
    """Where the first quote goes wrong, which the csv module does not say."""
    row = cell = 1
    opened: tuple[int, int] | None = None
    fresh = True  # at the beginning of a cell
    nth = 0
    while nth < len(text):
        sign = text[nth]
        if opened:
            if sign == '"' and text[nth + 1 : nth + 2] == '"':
                nth += 1
            elif sign == '"':
                after = text[nth + 1 : nth + 2]
                if after not in ("", delimiter, "\r", "\n"):
                    return Unreadable(AFTER_QUOTE, row, _called(cell, text, delimiter))
                opened = None
        elif sign == '"' and fresh:
            opened = row, cell
        elif sign == delimiter:
            cell += 1
        row, cell = (row + 1, cell if opened else 1) if sign == "\n" else (row, cell)
        fresh = not opened and sign in (delimiter, "\n")
        nth += 1
    if opened:
        return Unreadable(NOT_CLOSED, opened[0], _called(opened[1], text, delimiter))
    return Unreadable(NO_CSV, row, _called(cell, text, delimiter))
