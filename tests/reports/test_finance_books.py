"""Files of amounts as Excel and LibreOffice save them: shared and inline strings, days as serial numbers, CSV of Excel.

The workbooks are written by hand, part by part, as those programs do; no library of theirs is here to do it.
"""

import io
import zipfile
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from municipalities.models import User
from reports import finance_file
from reports.finance_file import Refused
from reports.models import Amount, StateRate
from tests.cases.registers import ODS_MANIFEST

pytestmark = pytest.mark.django_db
AMOUNTS = ["jaar", "kwartaal", "soort", "post", "bedrag", "status", "bron"]
RATES = ["jaar", "bedrag", "circulaire", "peildatum", "status"]
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f"""<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
RELS = f"""<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
BOOK = f"""<?xml version="1.0"?><workbook {NAMESPACE} xmlns:r="{RELATED}"><sheets>
<sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>"""
BOOK_RELS = f"""<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{RELATED}/styles" Target="styles.xml"/>
<Relationship Id="rId3" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
STYLES = f"""<?xml version="1.0"?><styleSheet {NAMESPACE}>
<fonts count="1"><font/></fonts><fills count="1"><fill/></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""


def xlsx(rows: list[list[str | int | float | date]], *, shared: bool) -> bytes:
    """A workbook with strings apart (Excel) or in the cell (LibreOffice on some days); days are serial numbers."""
    strings: list[str] = []

    def cell(value: str | float | date) -> str:
        if isinstance(value, date):
            return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        if isinstance(value, str) and shared:
            strings.append(value)
            return f'<c t="s"><v>{len(strings) - 1}</v></c>'
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f"<c><v>{value!r}</v></c>"

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        told = "".join(f"<si><t>{escape(each)}</t></si>" for each in strings)
        for name, text in {
            "[Content_Types].xml": TYPES, "_rels/.rels": RELS, "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": BOOK_RELS, "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst {NAMESPACE}>{told}</sst>',
            "xl/worksheets/sheet1.xml":
                f'<?xml version="1.0"?><worksheet {NAMESPACE}><sheetData>{lines}</sheetData></worksheet>',
        }.items():  # fmt: skip
            book.writestr(name, text)
    return made.getvalue()


def ods(rows: list[list[str | float | date]]) -> bytes:
    def cell(value: str | float | date) -> str:
        if isinstance(value, date):
            kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        elif isinstance(value, str):
            kind = 'office:value-type="string"'
        else:
            kind = f'office:value-type="float" office:value="{value!r}"'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    space = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f"""<?xml version="1.0"?><office:document-content {space} office:version="1.3"><office:body>
<office:spreadsheet><table:table table:name="Blad1">{lines}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        book.writestr("content.xml", content)
    return made.getvalue()


RATE: list[list[str | int | float | date]] = [
    list(RATES),
    [2026, 28123.45, "meicirculaire", date(2026, 5, 31), "voorlopig"],
]
AMOUNT: list[list[str | int | float | date]] = [
    list(AMOUNTS), [2026, 0, "begroting", "rijksbijdrage", 1234.5600000000001, "voorlopig", "begroting ’26 (€)"],
]  # fmt: skip


EXCEL = f"sep=;\r\n{';'.join(RATES)}\r\n2026;28.123,45;meicirculaire;31-5-2026;voorlopig\r\n".encode()


def csv_of(amount: str) -> str:
    row = f"2026;0;begroting;rijksbijdrage;{amount};voorlopig;begroting ’26 (€)"
    return "\r\n".join([";".join(AMOUNTS), row, ""])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", xlsx(RATE, shared=True)), ("a.xlsx", xlsx(RATE, shared=False)), ("a.ods", ods(RATE)),
        ("a.csv", EXCEL),
    ],
    ids=["shared strings", "inline strings", "ods", "csv of Excel"],
)  # fmt: skip
def test_a_day_and_an_amount_come_through(name: str, content: bytes, ellen: User) -> None:
    finance_file.load("rijksvergoeding", name, content, ellen)
    row = StateRate.objects.get()
    assert (row.year, row.amount, row.dated_on) == (2026, Decimal("28123.45"), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", xlsx(AMOUNT, shared=True)), ("a.xlsx", xlsx(AMOUNT, shared=False)), ("a.ods", ods(AMOUNT)),
        ("a.csv", csv_of("1.234,56").encode("cp1252")), ("a.csv", csv_of("€ 1234,56").encode("utf-8-sig")),
    ],
    ids=["shared strings", "inline strings", "ods", "Windows-1252", "byte order mark"],
)  # fmt: skip
def test_what_a_program_keeps_as_almost_an_amount_is_that_amount(name: str, content: bytes, ellen: User) -> None:
    finance_file.load("bedragen", name, content, ellen)
    row = Amount.objects.get()
    assert (row.amount, row.source) == (Decimal("1234.56"), "begroting ’26 (€)")


def test_a_percentage_with_three_decimals_is_no_thousands() -> None:
    assert finance_file._cell(43.871) == "43,871"
    assert finance_file._cell(2026.0) == "2026"
    assert finance_file._cell(-0.5) == "-0,5"


@pytest.mark.parametrize(
    ("name", "content", "row", "column", "says"),
    [
        ("a.xlsx", xlsx([RATE[0], [2026, 28123.456, "mei", date(2026, 5, 31), "voorlopig"]], shared=True), 2, "bedrag",
         "hoogstens 2 cijfers achter de komma."),
        ("a.xlsx", xlsx([RATE[0], [2026, 1.5, "mei", "gisteren", "voorlopig"]], shared=False), 2, "peildatum",
         "dit is geen datum; schrijf bijvoorbeeld 30-09-2026."),
        ("a.xlsx", xlsx([["jaar", "bedrag"]], shared=True), 1, "",
         "De kolommen moeten zijn: jaar, bedrag, circulaire, peildatum, status."),
        ("a.xlsx", b"PK\x03\x04 dit is er geen", 0, "", "Dit werkboek is beschadigd en niet te lezen."),
        ("a.csv", xlsx(RATE, shared=True), 0, "", "Dit is geen XLSX- of ODS-werkboek."),
        ("a.csv", b"jaar;bedrag;circulaire;peildatum;status\r\n2026;1;\x81;31-5-2026;voorlopig\r\n", 2, "circulaire",
         "Hier staat een teken dat niet te lezen is. Bewaar het bestand als CSV (UTF-8)."),
        ("a.csv", b'jaar;bedrag;circulaire;peildatum;status\r\n2026;1;"mei;31-5-2026;voorlopig\r\n', 2, "circulaire",
         "Een aanhalingsteken dat hier begint, sluit niet."),
    ],
)  # fmt: skip
def test_what_is_wrong_says_where_and_what(
    name: str, content: bytes, row: int, column: str, says: str, ellen: User
) -> None:
    with pytest.raises(Refused) as refusal:
        finance_file.load("rijksvergoeding", name, content, ellen)
    (fault,) = refusal.value.faults
    assert (fault.row, fault.column, fault.reason) == (row, column, says)
    assert not StateRate.objects.exists()
