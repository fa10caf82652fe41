"""Every door tells the same: each file is read back by others' eyes and compared, cell by cell, with the report."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from reports.documents import FORMATS, file_name
from reports.documents import csv as csv_door
from reports.documents.content import day_of, standing, tables_of
from reports.documents.csv import guarded, unguarded
from reports.documents.listed import TABLE
from reports.documents.sheets import sheets_of
from reports.tables import Cell, Column, Document, Row, Table, dutch, number_cell, shown, with_unit
from tests.reports import sample
from tests.reports.reading import Cells, differences, read, said_by, tagged_tables

EVERY = pytest.mark.parametrize("code", FORMATS)
SHEETS = pytest.mark.parametrize("code", ["xlsx", "ods"])
BUDGET = {"pdf": 1.0, "xlsx": 0.3, "ods": 0.3, "csv": 0.3, "json": 0.3}


def made(code: str, document: Document) -> bytes:
    return FORMATS[code].render(document)


def changed_cell(document: Document, cell: Cell, table: int = 0, row: int = 2, column: int = 3) -> Document:
    """The report with one cell replaced."""
    old = document.tables[table]
    cells = tuple(cell if at == column else each for at, each in enumerate(old.rows[row].cells))
    rows = tuple(replace(each, cells=cells) if at == row else each for at, each in enumerate(old.rows))
    tables = tuple(replace(old, rows=rows) if at == table else each for at, each in enumerate(document.tables))
    return replace(document, tables=tables)


def pages_of(file: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]


def book_of(file: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


# ---------- the same cells everywhere (M25) ----------
@EVERY
def test_every_cell_of_every_table_leaves_unchanged(code: str) -> None:
    document = sample.document()
    assert sum(len(texts) for rows in said_by(document).values() for texts in rows.values()) == 254
    assert differences(code, made(code, document), document) == []


def hash_of(cells: Cells) -> str:
    return hashlib.sha256(json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def test_m25_one_hash_over_all_doors() -> None:
    """Of all cells as somebody outside reads them back, and of what the screen shows; one figure other is another."""
    document = sample.document(charts=())
    other = changed_cell(document, number_cell(Decimal("106.07"), 2))
    hashes = {code: hash_of(read(code, made(code, document), document)) for code in FORMATS}
    assert hashes == dict.fromkeys(FORMATS, hash_of(said_by(document)))
    assert hash_of(read("ods", made("ods", other), other)) not in hashes.values()


DEFECTS: dict[str, Callable[[Document], Document]] = {
    "another number": lambda d: changed_cell(d, number_cell(Decimal("106.07"), 2)),
    "a lost minus": lambda d: changed_cell(d, number_cell(Decimal("6.46"), 2), column=8),
    "a number where it was hidden": lambda d: changed_cell(d, number_cell(Decimal(3)), table=1, column=4),
    "hidden where it was a number": lambda d: changed_cell(d, Cell(None, "<5", "<5"), table=1, column=1),
    "another mask": lambda d: changed_cell(d, Cell(None, "×", "×"), table=1, column=4),
    "not known where it was nobody": lambda d: changed_cell(d, number_cell(None), table=1, row=6, column=4),
    "a row too few": lambda d: replace(d, tables=(replace(d.tables[0], rows=d.tables[0].rows[1:]), *d.tables[1:])),
    "a table too few": lambda d: replace(d, tables=d.tables[1:], charts=()),
    "two rows exchanged": lambda d: replace(
        d, tables=(replace(d.tables[0], rows=(*_exchanged(d.tables[0].rows),)), *d.tables[1:])
    ),
}


def _exchanged(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return (replace(rows[0], cells=rows[1].cells), replace(rows[1], cells=rows[0].cells), *rows[2:])


@EVERY
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_difference_in_one_door_is_caught(code: str, defect: str) -> None:
    document = sample.document(charts=())
    assert differences(code, made(code, DEFECTS[defect](document)), document)


@EVERY
def test_a_table_that_only_a_chart_shows_leaves_too(code: str) -> None:
    document = sample.document(tables=(sample.t1(),))
    assert [table.code for table in tables_of(document)] == ["T1", "T4", "T5", "T14"]
    assert differences(code, made(code, document), document) == []


def test_a_chart_of_some_columns_of_a_table_brings_no_second_table() -> None:
    ladder = sample.ladder_table()
    part = replace(
        ladder,
        columns=tuple(replace(column, group="anders") for column in ladder.columns[:3]),
        rows=tuple(replace(row, cells=row.cells[:3]) for row in ladder.rows),
    )
    chart = replace(sample.charts()[0], table=part)
    assert len(tables_of(sample.document(tables=(ladder,), charts=(chart,)))) == 1
    other = replace(chart, table=replace(part, rows=_exchanged(part.rows)))
    assert [t.code for t in tables_of(sample.document(tables=(ladder,), charts=(other,)))] == ["T4", "G1"]


def test_the_text_in_json_is_the_text_of_the_report() -> None:
    document = sample.document()
    written = json.loads(made("json", document))
    found = [[c["text"] for r in t["rows"] for c in r["cells"]] for t in written["tables"]]
    assert found == [[c.text for r in t.rows for c in r.cells] for t in tables_of(document)]
    assert [
        c for t in written["tables"] for r in t["rows"] for c in r["cells"] if c["mask"] and c["number"] is not None
    ] == []


def test_a_spreadsheet_shows_as_many_decimals_as_the_report() -> None:
    for sheet, table in zip(sheets_of(sample.document())[1:], tables_of(sample.document()), strict=True):
        lines = [line for line in sheet.lines if line and isinstance(line[-1].value, Decimal)]
        assert lines
        for line in lines:
            for item, column in zip(line[1:], table.columns, strict=True):
                assert not isinstance(item.value, Decimal) or item.decimals == column.decimals


# ---------- the same bytes always ----------
def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    hashes = {code: hashlib.sha256(made(code, sample.document())).hexdigest() for code in FORMATS}
    assert hashes == {code: hashlib.sha256(made(code, sample.document())).hexdigest() for code in FORMATS}
    script = (
        "import hashlib, json; from tests.reports import sample; from reports.documents import FORMATS; "
        "print(json.dumps({c: hashlib.sha256(f.render(sample.document())).hexdigest() for c, f in FORMATS.items()}))"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    told = subprocess.run([sys.executable, "-c", script], env=elsewhere, capture_output=True, check=True, text=True)
    assert json.loads(told.stdout) == hashes


@EVERY
def test_another_report_gives_other_bytes(code: str) -> None:
    assert made(code, sample.document()) != made(code, changed_cell(sample.document(), number_cell(Decimal(1), 2)))


@EVERY
def test_a_file_is_made_in_time(code: str) -> None:
    document, times = sample.document(), []
    for _ in range(4):
        start = time.perf_counter()
        made(code, document)
        times.append(time.perf_counter() - start)
    assert min(times) < BUDGET[code]


# ---------- nothing hidden leaves ----------
def test_a_hidden_cell_with_a_number_cannot_be_made() -> None:
    for number, text in ((Decimal(3), "<5"), (None, "3")):
        with pytest.raises(ValueError, match="mask"):
            Cell(number, text, "<5")
    with pytest.raises(ValueError, match="3 cells for 2 columns"):
        Table("T", "t", "", (Column("a", "a"),) * 2, (Row("r", "R", (number_cell(None),) * 3),))


@EVERY
def test_a_number_smuggled_behind_a_mask_stays_behind(code: str) -> None:
    hidden = Cell(None, "<5", "<5")
    object.__setattr__(hidden, "number", Decimal("3.14159"))
    document = changed_cell(sample.document(), hidden, table=1, column=4)
    file = made(code, document)
    assert differences(code, file, document) == []
    assert b"3.14159" not in file


# ---------- text stays text (Q10) ----------
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u00a0=",
    '"=',
    "'=",
    "''=",
    "\ufeff=",
)
BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example","klik")', "SUM(A1:A9)", "A1", "", "2;3", "1,2\n=3",
          "WEBSERVICE(A1)", 'IMPORTXML("x")', "DDE(1)", "{=1}")  # fmt: skip
PAYLOADS = [start + body for start, body in product(STARTS, BODIES)]


def poisoned() -> Document:
    """A report whose every text is a formula; two hundred and more of them."""
    table = sample.t3()
    names = iter(PAYLOADS * 2)
    rows = tuple(replace(table.rows[at % 6], code=next(names), label=name) for at, name in enumerate(PAYLOADS))
    columns = tuple(replace(column, label=next(names), group=next(names)) for column in table.columns)
    bad = replace(table, rows=rows, columns=columns, title=next(names), finding=next(names), note=next(names))
    definitions = tuple(replace(d, label=next(names), definition=next(names)) for d in sample.DEFINITIONS)
    return sample.document(tables=(bad,), charts=(), definitions=definitions, checked_by="=1+1", title="=2+2")


@SHEETS
def test_no_text_becomes_a_formula_and_none_is_altered(code: str) -> None:
    assert len(PAYLOADS) >= 200
    file = made(code, poisoned())
    parts = zipfile.ZipFile(io.BytesIO(file))
    for name in parts.namelist():
        content = parts.read(name).decode("utf-8", "replace")
        assert not re.search(r"<f[ >/]|table:formula|<hyperlink|xlink:href|of:=|oooc:=", content), name
    labels = [str(line[0]) for line in book_of(file)["T3"]]
    start = labels.index("Woongemeente") + 1
    wanted = [payload.replace("\r", "\n") for payload in PAYLOADS]
    assert labels[start : start + len(PAYLOADS)] == [_as_read(code, text) for text in wanted]


def _as_read(code: str, text: str) -> str:
    """Calamine skips the element that ODF has for a tab; nothing else may differ."""
    return text.replace("\t", "") if code == "ods" else text


def test_no_field_of_the_csv_is_a_formula() -> None:
    lines = list(csv.reader(io.StringIO(made("csv", poisoned()).decode(), newline="")))
    for field in (field for line in lines for field in line):
        plain = re.fullmatch(r"-?\d+(\.\d+)?", field)
        assert plain or field.lstrip(' \u00a0"\ufeff')[:1] not in tuple("=+-@\t\r\n＝＋－＠"), field
    cells = [line for line in lines if line[2] != TABLE]
    found = [unguarded(line[6]) for line in cells[1 :: len(sample.T3_COLUMNS)]]
    assert found == PAYLOADS


@given(st.text(alphabet=st.sampled_from("=+-@'\"ab1 \t\ufeff"), max_size=8) | st.text(max_size=20))
def test_the_guard_can_always_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded("'s-Gravenhage") == "'s-Gravenhage"


def test_markup_comes_out_literally_in_the_pdf() -> None:
    text = '#eval(1) *x* _y_ $z$ `c` <b> @r // \\n [k] #read("/etc/passwd")'
    table = replace(sample.t1(), finding=text, rows=(replace(sample.t1().rows[0], label="#panic()"),), note=text)
    document = sample.document(tables=(table,), charts=(), title="#title *x*", checked_by="#include x")
    file = made("pdf", document)
    assert text in " ".join(" ".join(pages_of(file)).split())
    assert tagged_tables(file)[0][1][-1][0] == "#panic()"
    assert "#title *x*, 3e kwartaal 2026" in pages_of(file)[0]


@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=30))
def test_no_text_can_stop_a_door(text: str) -> None:
    columns = (Column("a", text, text, "personen"), Column("b", text, text, "%", 1))
    table = Table(
        "T1", text, text, columns, (Row("r", text, (number_cell(Decimal(7)), Cell(None, "×", "×"))),), (), text
    )
    chart = replace(sample.charts()[1], title=text, description=text, table=replace(table, code="T2"))
    document = sample.document(tables=(table,), charts=(chart,), title=text, released_by=text, fingerprint="ab" * 32)
    for code in FORMATS:
        assert made(code, document)


def test_letters_that_the_pdf_cannot_show_are_shown_as_missing() -> None:
    file = made("pdf", sample.document(checked_by="Øyvind Ćirić-Ștefan 日本 \u202e\x00😀"))
    assert "Øyvind Ćirić-Ștefan" in pages_of(file)[0]
    assert "日" not in pages_of(file)[0]


# ---------- the PDF as a document ----------
@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(io.BytesIO(made("pdf", sample.document())))


def test_the_pdf_says_that_it_is_accessible_and_for_the_archive(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "nl-NL"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "/OutputIntents" in root
    for name, value in (("pdfuaid:part", "1"), ("pdfaid:part", "3"), ("pdfaid:conformance", "A")):
        assert re.search(rf"<{name}>{value}</{name}>", about), name
    assert pdf.metadata.title == "Kwartaalrapport Wsw, 3e kwartaal 2026"
    assert pdf.metadata.creation_date.date() == date(2026, 10, 20)


def test_the_pdf_has_headings_captions_heads_and_words_for_each_chart(pdf: PdfReader) -> None:
    kinds: dict[str, int] = {}
    alts = []

    def walk(element: object) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for part in element:
                walk(part)
        elif isinstance(element, dict):
            kinds[element.get("/S", "")] = kinds.get(element.get("/S", ""), 0) + 1
            alts.extend([element["/Alt"]] if "/Alt" in element else [])
            walk(element.get("/K", []))

    walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert (kinds["/H1"], kinds["/Table"], kinds["/Figure"]) == (1, 5, 3)
    assert kinds["/H2"] == 5 + 3 + 1
    assert kinds["/TH"] > 30
    assert len(alts) == 3
    for alt, chart in zip(alts, sample.charts(), strict=True):
        assert alt == f"{chart.title}. {chart.description}. De getallen staan in tabel {chart.table.code}."


def test_the_pdf_carries_its_letters_and_its_numbers(pdf: PdfReader) -> None:
    names = {font.get_object()["/BaseFont"] for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert names
    assert all("SourceSansPro" in name for name in names)
    assert pdf.attachments["cijfers.csv"] == [csv_door.figures(sample.document())]


def test_every_page_says_which_report_it_is(pdf: PdfReader) -> None:
    pages = [page.extract_text() for page in pdf.pages]
    for at, text in enumerate(pages, start=1):
        assert f"bladzijde {at} van {len(pages)}" in text
        assert "Vingerafdruk 3f9c 07ab 51de" in text
        assert "Gecontroleerd: Jet Bedenksel, 16-10-2026" in text
        assert "Vrijgegeven: Tom Voorwendsel, 20-10-2026 (fictief)" in text
        assert "uitgave 1 · vrijgegeven op 20-10-2026" in text
        assert "CONCEPT" not in text
    assert "Van alle medewerkers werkt 41,1 %" in pages[0]
    assert all(definition.label in pages[-1] for definition in sample.DEFINITIONS)


def test_long_and_wide_tables_keep_every_cell_and_their_head() -> None:
    wide = tuple(
        Column(f"k{at}", f"arbeidsongeschiktheidsklasse {at}", f"groep {at // 3}", "SE", 2) for at in range(16)
    )
    values = tuple(number_cell(Decimal("-1234.56"), 2) for _ in wide)
    many = tuple(Row(f"r{at}", f"Gemeente met een heel lange naam {at}", values) for at in range(60))
    tables = (Table("T1", "lang en breed", "Een bevinding", wide, many), replace(sample.t3(), code="T3"))
    document = sample.document(tables=tables, charts=())
    file = made("pdf", document)
    assert differences("pdf", file, document) == []
    pages = pages_of(file)
    with_rows = [page for page in pages if "heel lange naam" in page]
    assert len(with_rows) > 1
    assert all("Woongemeente" in page for page in with_rows)


def test_a_report_with_nothing_in_it_is_still_a_report() -> None:
    empty = sample.document(tables=(), charts=(), sentences=(), definitions=(), signs=())
    bare = sample.document(tables=(replace(sample.t1(), rows=(), finding=""),), charts=(), sentences=())
    for document in (empty, bare):
        for code in FORMATS:
            assert made(code, document)
    assert "Kwartaalrapport Wsw, 3e kwartaal 2026" in pages_of(made("pdf", empty))[0]


# ---------- what it is, on every piece ----------
def test_a_concept_says_so_everywhere() -> None:
    document = sample.concept()
    assert all("CONCEPT" in page for page in pages_of(made("pdf", document)))
    for code in ("xlsx", "ods"):
        for lines in book_of(made(code, document)).values():
            assert any("CONCEPT" in str(line[0]) for line in lines)
            assert any("Fictief" in str(line[0]) for line in lines)
    lines = list(csv.DictReader(io.StringIO(made("csv", document).decode(), newline="")))
    assert {line["stand"] for line in lines} == {"concept fictief"}
    assert json.loads(made("json", document))["state"] == "concept"
    assert file_name(document, "pdf") == "kwartaalrapport-wsw-2026Q3-uitgave-1-concept-fictief.pdf"
    assert "Gecontroleerd: nog niet" in pages_of(made("pdf", document))[0]


def test_a_replaced_report_is_no_concept() -> None:
    document = sample.document(state="vervangen", state_label="vervangen", fictitious=False)
    assert standing(document) == "uitgave 1 · vrijgegeven op 20-10-2026 · vervangen"
    for page in pages_of(made("pdf", document)):
        assert "VERVANGEN" in page
        assert "CONCEPT" not in page
    assert file_name(document, "csv") == "kwartaalrapport-wsw-2026Q3-uitgave-1-vervangen.csv"


def test_a_released_real_report_says_neither() -> None:
    document = sample.document(fictitious=False)
    for page in pages_of(made("pdf", document)):
        assert not re.search("fictief|concept", page, re.I)
    assert file_name(document, "ods") == "kwartaalrapport-wsw-2026Q3-uitgave-1.ods"


@SHEETS
def test_the_reading_guide_tells_words_signs_and_fingerprint(code: str) -> None:
    guide = book_of(made(code, sample.document()))["Leeswijzer"]
    told = {str(line[0]): str(line[1]) for line in guide if len(line) > 1}
    assert told["Vingerafdruk"] == sample.document().fingerprint
    assert told["<5"] == "1 tot en met 4 mensen."
    assert told["SE"].startswith("fte × 1,00 bij matig")
    assert told["T1"] == "Er zijn 6,1 % minder SE dan een jaar eerder · mensen, fte en SE naar woongemeente"


@SHEETS
def test_sheets_have_names_that_a_spreadsheet_accepts(code: str) -> None:
    codes = ["T1", "t1", "T[1]:*?/\\", "", "Leeswijzer", "x" * 40, "x" * 41, "'a'", "History"]
    tables = tuple(replace(sample.t1(), code=each) for each in codes)
    names = list(book_of(made(code, sample.document(tables=tables, charts=()))))
    assert len({name.lower() for name in names}) == len(codes) + 2
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_day_on_the_file_is_the_day_of_release_or_of_knowing() -> None:
    assert day_of(sample.document()) == date(2026, 10, 20)
    assert day_of(sample.concept()) == date(2026, 10, 12)
    assert day_of(sample.concept(known_on="onbekend")) == date(2000, 1, 1)


# ---------- Dutch numbers ----------
@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [("1016", 0, "1.016"), ("886.894", 2, "886,89"), ("886.895", 2, "886,90"), ("-24.92", 2, "−24,92"),
     ("-0.004", 2, "0,00"), ("0", 0, "0"), ("1234567.5", 0, "1.234.568"), ("-1234.5", 1, "−1.234,5"),
     ("1E+3", 0, "1.000")],
)  # fmt: skip
def test_numbers_are_written_in_dutch(number: str, decimals: int, text: str) -> None:
    assert dutch(Decimal(number), decimals) == text
    assert number_cell(Decimal(number), decimals) == Cell(shown(Decimal(number), decimals), text)


def test_a_percentage_outside_its_table_gets_its_sign() -> None:
    assert with_unit(number_cell(Decimal(47), 1), "%") == "47,0\u00a0%"
    assert with_unit(Cell(None, "<5", "<5"), "%") == "<5"
    assert with_unit(number_cell(None), "%") == "–"
    assert with_unit(number_cell(Decimal(7)), "personen") == "7"
