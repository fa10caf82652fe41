"""CSV as Excel and LibreOffice save it is read; what cannot be read says in which row and column, in Dutch.

The bytes are written as those programs write them: a mark in front, `sep=;`, Windows-1252, UTF-16 with tabs.
"""

import pytest

from cases.register import sheet_text
from cases.register.sheet_text import Unreadable

HEAD, ROW = ["naam", "bedrag", "bron"], ["Café", "1,50", "€ per SE"]


def saved(delimiter: str, encoding: str, first: str = "", newline: str = "\r\n") -> bytes:
    lines = [delimiter.join(each) for each in (HEAD, ROW)]
    if delimiter == ",":
        lines[1] = 'Café,"1,50",€ per SE'
    return (first + newline.join(lines) + newline).encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(saved(";", "cp1252"), id="Excel, CSV"),
        pytest.param(saved(";", "utf-8-sig"), id="Excel, CSV UTF-8"),
        pytest.param(saved(";", "utf-8-sig", "sep=;\r\n"), id="with sep="),
        pytest.param(saved(";", "cp1252", '"sep=;"\r\n'), id="with sep= in quotes"),
        pytest.param(saved("\t", "utf-16"), id="Excel, Unicode-tekst"),
        pytest.param(saved(",", "utf-8"), id="LibreOffice"),
        pytest.param(saved(";", "utf-8", newline="\n"), id="unix lines"),
        pytest.param(b"\xfe\xff" + saved(";", "utf-16-be"), id="UTF-16, the other way round"),
    ],
)
def test_what_spreadsheets_save_is_read(content: bytes) -> None:
    assert sheet_text.rows(content) == [HEAD, ROW]


@pytest.mark.parametrize(
    ("content", "row", "column", "says"),
    [
        pytest.param(b"naam;bedrag\r\nA;1\r\nB;\x81\r\n", 3, "bedrag", "niet te lezen", id="no sign in 1252"),
        pytest.param(b'naam;bedrag\r\n"A;1\r\nB;2\r\n', 2, "naam", "sluit niet", id="open quote"),
        pytest.param(b'naam;bedrag\r\nA;"1"x\r\nB;2\r\n', 2, "bedrag", "hoort een scheidingsteken", id="after a quote"),
        pytest.param(b"naam;bedrag\r\nA;1\r\nB\x00;2\r\n", 3, "naam", "niet in een CSV hoort", id="nought"),
        pytest.param("naam;bedrag\r\nA;1".encode("utf-16")[:-1], 2, "bedrag", "niet te lezen", id="half a sign"),
    ],
)
def test_what_cannot_be_read_says_where(content: bytes, row: int, column: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as refusal:
        sheet_text.rows(content)
    assert (refusal.value.row, refusal.value.column) == (row, column)


def test_a_quote_inside_a_cell_and_a_line_break_in_quotes_are_no_fault() -> None:
    assert sheet_text.rows(b'a;b\r\n"x ""y""";"een\r\ntwee"\r\n') == [["a", "b"], ['x "y"', "een\r\ntwee"]]


def test_nothing_is_no_rows() -> None:
    assert sheet_text.rows(b"") == []


@pytest.mark.parametrize(
    ("content", "row", "column", "says"),
    [
        pytest.param("naam,plaats\r\nTrús,x\r\n".encode("cp1252"), 2, "naam", "niet in UTF-8", id="Windows-1252"),
        pytest.param(b"naam;plaats\r\nA;x\r\n", 1, "", "niet met komma's gescheiden", id="semicolons"),
        pytest.param(b"sep=,\r\nnaam,plaats\r\n", 1, "", "niet met komma's gescheiden", id="sep="),
        pytest.param(b'naam,plaats\r\nA,"x\r\n', 2, "plaats", "sluit niet", id="open quote"),
    ],
)
def test_a_register_has_to_be_utf8_with_commas_and_says_what_to_do(
    content: bytes, row: int, column: str, says: str
) -> None:
    with pytest.raises(Unreadable, match=says) as refusal:
        sheet_text.utf8_rows(content)
    assert (refusal.value.row, refusal.value.column) == (row, column)
