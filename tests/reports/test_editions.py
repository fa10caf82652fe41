"""An edition proves itself: chained, signed, and in a file of which every byte counts.

The right answers are worked out here with `hashlib` and the law of the format, not with the portal's own functions.
"""

import copy
import hashlib
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import ProgrammingError, transaction
from pypdf import PdfReader

from cases.models import WswEmployee
from reports import seal
from reports.content import fingerprint
from reports.documents import FORMATS
from reports.editions import between, broken, seal_of
from reports.models import Report
from reports.veiled import veiled
from reports.verify import Finding, examine
from tests import asking, processes
from tests.reports import sample
from tests.situations import LAST_QUARTER, make_neighbours, make_released, make_report

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@pytest.fixture
def somebody(db: None) -> list[WswEmployee]:
    return make_neighbours(3)


def three_editions(people_: list[WswEmployee]) -> list[Report]:
    """Of two periods, in the order in which they were made."""
    made = [make_report(), make_report(LAST_QUARTER.back(1))]
    job = people_[0].employments.get()
    job.placements.update(hours=10)
    job.hours.update(hours=12)
    return [*made, make_report()]


def flat(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def said(report: Report) -> dict[str, Any]:
    return {
        "number": report.number, "period": report.period, "edition": report.edition,
        "known_on": report.known_on.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"), "fingerprint": report.fingerprint,
        "former": report.former,
    }  # fmt: skip


# The chain


def test_each_edition_holds_the_link_of_the_one_made_before_it(somebody: list[WswEmployee]) -> None:
    before = "0" * 64
    for number, report in enumerate(three_editions(somebody), start=1):
        report.refresh_from_db()
        assert (report.number, report.former) == (number, before)
        assert report.link == hashlib.sha256(flat(said(report))).hexdigest()
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(report.signed_with))
        key.verify(bytes.fromhex(report.signature), flat(said(report)))  # raises when it does not hold
        before = report.link


def test_the_same_data_make_no_new_link(somebody: list[WswEmployee]) -> None:
    assert make_report() == make_report()
    assert list(Report.objects.values_list("number", flat=True)) == [1]


def faults(reports: list[Report]) -> list[tuple[int, str]]:
    return [(each.number, each.fault.split(":")[0]) for each in broken(reports, fingerprint, veiled)]


def test_what_was_taken_out_replaced_or_changed_is_seen(somebody: list[WswEmployee]) -> None:
    """Each defect as somebody who owns the database could make it, but who has no key."""
    whole = three_editions(somebody)
    assert faults(whole) == []

    def planted(number: int, **fields: Any) -> list[tuple[int, str]]:
        reports = copy.deepcopy(whole)
        for name, value in fields.items():
            setattr(reports[number - 1], name, value)
        return faults(reports)

    assert faults(whole[1:]) == [(2, "De keten mist nummer 1 tot en met 1")]
    assert faults([whole[0], whole[2]]) == [(3, "De keten mist nummer 2 tot en met 2")]
    content = whole[1].content | {"trend": []}
    assert planted(2, content=content) == [(2, "De inhoud past niet bij de vingerafdruk.")]
    seen = whole[1].shown | {"trend": []}
    assert planted(2, shown=seen) == [(2, "Wat lezers zien, past niet bij de inhoud.")]
    relinked = planted(2, content=content, fingerprint=hashlib.sha256(flat(content)).hexdigest())
    assert relinked == [(2, "De schakel past niet bij periode, uitgave, moment en vingerafdruk.")]
    said_ = said(whole[1]) | {"fingerprint": hashlib.sha256(flat(content)).hexdigest()}
    link = hashlib.sha256(flat(said_)).hexdigest()
    assert planted(2, content=content, fingerprint=said_["fingerprint"], link=link) == [
        (2, "De handtekening onder deze uitgave klopt niet."),
        (3, "De schakel naar de uitgave ervoor klopt niet"),
    ]
    key = STRANGER.public_key().public_bytes_raw().hex()
    assert planted(3, signature=STRANGER.sign(flat(said(whole[2]))).hex(), signed_with=key) == [
        (3, "Ondertekend met een sleutel die niet van deze installatie is.")
    ]


@pytest.mark.parametrize("number", [1, 3, 4, 9])
def test_the_database_takes_a_new_edition_only_at_the_end(somebody: list[WswEmployee], number: int) -> None:
    first = make_report()
    values = {"period": "2001Q1", "edition": 1, "known_on": first.known_on, "content": {}, "fingerprint": "0" * 64}
    late = Report(**values, number=number, former="f" * 64, link="e" * 64, signature="", signed_with="")
    with pytest.raises(ProgrammingError, match="eind van de keten"), transaction.atomic():
        super(Report, late).save()


def test_a_former_link_that_is_not_that_of_the_last_is_refused(somebody: list[WswEmployee]) -> None:
    first = make_report()
    values = {"period": "2001Q1", "edition": 1, "known_on": first.known_on, "content": {}, "fingerprint": "0" * 64}
    late = Report(**values, number=2, former="f" * 64, link="e" * 64, signature="", signed_with="")
    with pytest.raises(ProgrammingError, match="eind van de keten"), transaction.atomic():
        super(Report, late).save()


@pytest.mark.parametrize("field", ["number", "former", "link", "signature", "signed_with"])
def test_the_place_in_the_chain_stays(somebody: list[WswEmployee], field: str) -> None:
    report = make_report()
    value = 7 if field == "number" else "e" * 64
    with pytest.raises(ProgrammingError, match="verandert niet"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**{field: value})


def test_two_periods_made_at_once_stand_one_after_the_other(committed: None) -> None:
    make_neighbours(2)
    both = [processes.start("manage.py", "produce_report", LAST_QUARTER.back(nth).code) for nth in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    reports = list(Report.objects.order_by("number"))
    assert [report.number for report in reports] == [1, 2]
    assert faults(reports) == []


def test_the_command_goes_over_all_and_names_what_is_wrong(committed: None) -> None:
    make_neighbours(2)
    make_report()
    make_report(LAST_QUARTER.back(1))
    fine = processes.start("manage.py", "verify_editions")
    assert fine.communicate(timeout=60)[0].strip().endswith("Klopt: 2 uitgaven, de keten is heel.")
    assert fine.returncode == 0
    first = " FROM reports_report r WHERE r.id = report_id AND r.number = 1"
    with asking.as_owner() as cursor:
        cursor.execute("ALTER TABLE reports_reportcontent DISABLE TRIGGER USER")
        cursor.execute("UPDATE reports_reportcontent SET content = content || '{\"trend\": []}'" + first)
        cursor.execute("ALTER TABLE reports_reportcontent ENABLE TRIGGER USER")
        cursor.connection.commit()
    wrong = processes.start("manage.py", "verify_editions")
    told = wrong.communicate(timeout=60)[0]
    assert "De inhoud past niet bij de vingerafdruk." in told
    assert wrong.returncode == 1


# The file


def pack(code: str, report: Report | None = None) -> bytes:
    if report is not None:
        return bytes(report.files.get(format=code).content)
    return FORMATS[code].render(sample.document(seal=SEAL))


def sample_seal() -> Any:
    """The seal of an edition that the invented report could be of."""
    report = Report(period="2026Q3", edition=1, fingerprint="3f9c07ab51de" + "0" * 52, number=4, former="a" * 64)
    report.known_on = datetime(2026, 10, 12, 7, tzinfo=UTC)
    statement = said(report)
    report.link = hashlib.sha256(flat(statement)).hexdigest()
    report.signature, report.signed_with = seal.sign(flat(statement)), seal.public_key()
    return seal_of(report)


SEAL = sample_seal()


def found(file: bytes) -> Finding:
    return examine(file, seal.own_keys())


def test_what_was_released_proves_itself(somebody: list[WswEmployee]) -> None:
    report = make_released(make_report(), files=True)
    for code in ("json", "pdf"):
        finding = found(pack(code, report))
        assert finding.faults == []
        assert finding.told[:3] == [
            f"Periode {report.period}, uitgave 1, zoals bekend op {said(report)['known_on']}.",
            f"Vingerafdruk {report.fingerprint}.",
            f"Nummer 1 in de keten, schakel {report.link}, ervoor {'0' * 64}.",
        ]


def changed(dice: random.Random, file: bytes) -> tuple[int, bytes]:
    """One byte other, gone or more; or two that changed places."""
    at = dice.randrange(len(file))
    other = bytes([dice.choice([byte for byte in range(256) if byte != file[at]])])
    kind = dice.randrange(4)
    if kind == 0:
        return at, file[:at] + file[at + 1 :]
    if kind == 1:
        return at, file[:at] + other + file[at:]
    return at, file[:at] + other + file[at + 1 :]


@pytest.mark.parametrize(("code", "throws"), [("json", 250), ("pdf", 150)])
def test_every_changed_byte_is_found(code: str, throws: int) -> None:
    """Not one is harmless: each byte is in the one canonical form, or in what was hashed and signed."""
    file, dice = pack(code), random.Random(41)
    assert found(file).faults == []
    missed = [at for at, other in (changed(dice, file) for _ in range(throws)) if other != file and found(other).ok]
    assert missed == []


def test_what_is_added_at_the_end_is_found() -> None:
    for code in ("json", "pdf"):
        for more in (b"\n", b" ", b"%", pack(code)):
            assert not found(pack(code) + more).ok


def test_a_changed_byte_is_named() -> None:
    file = pack("json")
    at = file.index(b'"edition":1')
    spaced = file[:at] + b" " + file[at:]
    assert found(spaced).faults[0] == f"Byte {at} is veranderd: het portaal schrijft het anders op."
    pdf = pack("pdf")
    assert "Het eerste dat niet klopt: byte 512 tot en met 1023" in found(pdf[:700] + b"?" + pdf[701:]).faults[0]


def test_a_changed_figure_is_named() -> None:
    """Wierden's 85 people become 86; the rest of the file is as it was."""
    data = json.loads(pack("json"))
    row = next(row for row in data["tables"][0]["rows"] if row["label"] == "Wierden")
    row["cells"][0] = row["cells"][0] | {"number": 86, "text": "86"}
    assert found(flat(data) + b"\n").faults == [
        "De inhoud is veranderd. Het eerste dat niet klopt: tabel T1, rij Wierden, kolom Stand 30-09-2026, mensen: 86."
    ]


def test_a_figure_changed_and_the_digests_made_anew_fails_on_the_signature() -> None:
    data = json.loads(pack("json"))
    data["tables"][0]["rows"][0]["cells"][0]["text"] = "412"
    rest = {name: value for name, value in data.items() if name != "proof"}
    data["proof"]["digest"] = hashlib.sha256(flat(rest)).hexdigest()
    assert "De handtekening onder dit bestand klopt niet." in found(flat(data) + b"\n").faults
    data["proof"]["key"] = STRANGER.public_key().public_bytes_raw().hex()
    unsigned = {name: value for name, value in data["proof"].items() if name != "signature"}
    data["proof"]["signature"] = STRANGER.sign(flat(unsigned)).hex()
    assert [fault[:49] for fault in found(flat(data) + b"\n").faults] == [
        "Ondertekend met een sleutel die u niet noemde: " + data["proof"]["key"][:2]
    ]


def test_numbers_changed_in_the_attachment_of_a_pdf_are_named() -> None:
    """Somebody who knows PDF: takes the numbers out, changes one line, puts them back at the same length."""
    file = pack("pdf")
    begin = file.index(b"stream\n", file.index(b"/Type/EmbeddedFile")) + 7
    end = file.index(b"\nendstream", begin)
    csv = zlib.decompress(file[begin:end])
    line = next(line for line in csv.split(b"\r\n") if b"Wierden" in line)
    other = csv.replace(line, line[:-2] + b"99", 1)
    put_back = next(z for z in (zlib.compress(other, level) for level in range(10)) if z != file[begin:end])
    finding = found(file[:begin] + put_back + file[end:])
    nth = csv.split(b"\r\n").index(line) + 1
    assert f"cijfers.csv, regel {nth}: {(line[:-2] + b'99').decode()}" in finding.faults[0]


def test_a_seal_of_another_edition_does_not_fit() -> None:
    other = FORMATS["json"].render(sample.document(seal=SEAL, edition=2))
    assert found(other).faults == ["Periode, uitgave of vingerafdruk in het bestand zijn niet die van het zegel."]


def test_a_file_of_before_the_signatures_says_so() -> None:
    data = json.loads(pack("json"))
    del data["proof"]
    assert "geen bewijs" in found(flat(data) + b"\n").faults[0]


@pytest.mark.parametrize("file", [b"", b"{}", b"[]\n", b"null\n", b"%PDF-1.7", b"\xff\xfe", b'{"proof":{}}\n'])
def test_what_is_no_report_is_refused_in_words(file: bytes) -> None:
    assert not found(file).ok


# Spreadsheets and CSV: every cell, whatever program saved it


def rezipped(file: bytes, change: Callable[[str, str], str]) -> bytes:
    """A spreadsheet with its parts changed by name and text."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, change(part.filename, content.decode()).encode())
    return made.getvalue()


def swapped(code: str, old: str, new: str, within: str = "") -> bytes:
    """One cell of what the portal gave is another one; in `within` of its parts."""
    if code == "csv":
        text = pack("csv").decode()
        assert old in text
        return text.replace(old, new, 1).encode()
    hits: list[str] = []

    def change(name: str, text: str) -> str:
        if within in name and old in text and not hits:
            hits.append(name)
            return text.replace(old, new, 1)
        return text

    made = rezipped(pack(code), change)
    assert hits
    return made


LISTED = ("xlsx", "ods", "csv")
# Wierden's 85 people become 86.
ONE_CELL = {
    "xlsx": ("<v>85</v>", "<v>86</v>", "worksheets/sheet2"),
    "ods": ('office:value="85"><text:p>85<', 'office:value="86"><text:p>86<', "content.xml"),
    "csv": ("0189,Wierden,personen,85", "0189,Wierden,personen,86", ""),
}


@pytest.mark.parametrize("code", LISTED)
def test_what_leaves_as_cells_proves_itself(code: str) -> None:
    finding = found(pack(code))
    assert finding.faults == []
    assert finding.edition == SEAL
    assert any("elke cel" in line for line in finding.told)


@pytest.mark.parametrize("code", LISTED)
def test_the_first_changed_cell_is_named(code: str) -> None:
    (fault,) = found(swapped(code, *ONE_CELL[code])).faults
    assert fault.startswith("De inhoud is veranderd. Het eerste dat niet klopt: ")
    assert "Wierden" in fault
    assert "86" in fault
    assert ("blad T1, cel B" in fault) is (code != "csv")


@pytest.mark.parametrize(
    ("code", "old", "new", "within"),
    [
        ("xlsx", "&lt;5", "3", "sharedStrings"), ("ods", "&lt;5", "3", "content.xml"), ("csv", ",<5", ",3", ""),
        ("csv", "Wierden", "Wierdem", ""), ("csv", "vrijgegeven", "concept", ""),
    ],
)  # fmt: skip
def test_a_changed_text_is_found(code: str, old: str, new: str, within: str) -> None:
    assert "De inhoud is veranderd." in found(swapped(code, old, new, within)).faults[0]


def test_a_line_of_a_csv_too_few_or_too_many_or_behind_the_proof_is_found() -> None:
    lines = pack("csv").decode().splitlines(keepends=True)
    last = next(nth for nth, line in enumerate(lines) if ",bewijs," in line) - 1
    assert not found("".join(lines[:3] + lines[4:]).encode()).ok
    assert not found("".join([*lines[: last + 1], lines[last], *lines[last + 1 :]]).encode()).ok
    assert found("".join([*lines, lines[last]]).encode()).faults == ["Onder het bewijs staan nog regels."]


def test_a_number_that_is_only_shown_otherwise_is_found() -> None:
    ods = swapped("ods", 'office:value="85"><text:p>85<', 'office:value="85"><text:p>86<', "content.xml")
    assert found(ods).faults == ["Het getal 85 wordt getoond als “86”."]
    formula = swapped("xlsx", "<v>85</v>", "<f>80+5</f><v>85</v>", "worksheets/sheet2")
    assert found(formula).faults == ["In xl/worksheets/sheet2.xml staat een formule; het portaal schrijft die niet."]


# What another program would show, while the cells that are hashed stay as they were.
SHEET_2 = "worksheets/sheet2"
SHOWS_OTHERWISE = [
    ("formule", "xlsx", "<v>85</v>", "<f\n>80+6</f><v>85</v>", SHEET_2),
    ("formule", "xlsx", "<v>85</v>", "<x:f>80+6</x:f><v>85</v>", SHEET_2),
    ("formule", "ods", 'office:value="85"', 'table:formula ="of:=86" office:value="85"', "content"),
    ("getalnotatie", "xlsx", "</fonts>", "</fonts><x><numFmt formatCode='&quot;86&quot;'/></x>", "styles"),
    ("getalnotatie", "xlsx", "</fonts>", '</fonts><x><numFmt formatCode="0,"/></x>', "styles"),
    ("getalnotatie", "ods", "<number:number ", "<number:text>8</number:text><number:number ", "content"),
    ("getoond als “86”", "ods", "<text:p>85<", "<text:p><text:span>86</text:span><", "content"),
    ("getoond als “”", "ods", 'office:value="85"><text:p>85</text:p>', 'office:value="85"><text:p/>', "content"),
    ("tekening", "xlsx", "<sheetData>", "<AlternateContent/><sheetData>", SHEET_2),
    ("tekening", "ods", "<table:table-row>", "<draw:frame/><table:table-row>", "content"),
    ("meer dan een manier", "xlsx", 'Target="xl/workbook.xml"', 'Target="xl/other.xml"', "_rels/.rels"),
]


@pytest.mark.parametrize(("said", "code", "old", "new", "within"), SHOWS_OTHERWISE)
def test_what_another_program_would_show_is_found(said: str, code: str, old: str, new: str, within: str) -> None:
    (fault,) = found(swapped(code, old, new, within)).faults
    assert said in fault


@pytest.mark.parametrize("part", ["content.xml", "xl/workbook.bin", "XL/Workbook.xml", "xl/drawings/drawing1.xml"])
def test_a_file_that_is_two_books_or_has_a_drawing_is_found(part: str) -> None:
    """A program that goes by the first name in the zip would open the other one."""
    made = io.BytesIO(pack("xlsx"))
    with zipfile.ZipFile(made, "a") as book:
        book.writestr(part, "<x/>")
    assert not found(made.getvalue()).ok


def test_nothing_else_stands_in_the_sheet_of_the_proof() -> None:
    """It is in no list: figures in it would seem to be checked."""
    cell = '<table:table-cell office:value-type="string"><text:p>Wierden: 86 mensen</text:p></table:table-cell>'
    told = f"<table:table-row>{cell}</table:table-row>"

    def added(name: str, text: str) -> str:
        before, sheet, after = text.rpartition("</table:table>")
        return before + told + sheet + after if name == "content.xml" else text

    assert found(rezipped(pack("ods"), added)).faults == [
        "In blad Bewijs staat iets dat niet bij het bewijs hoort: Wierden: 86 mensen"
    ]


def test_nothing_else_stands_in_the_lines_of_the_proof() -> None:
    text = pack("csv").decode()
    last = text.splitlines()[-1]
    about = ",".join(last.split(",")[:2])
    for line in (f"{about},bewijs,mensen,,0189,Wierden,personen,86", last.replace(",pieces,,", ",pieces,Wierden: 86,")):
        strange = found(f"{text}{line}\r\n".encode() if "pieces" not in line else text.replace(last, line).encode())
        assert strange.faults == [f"In het bewijs staat iets dat er niet bij hoort: {', '.join(line.split(','))}"]
    assert not found(b"periode,status,bewijs\r\n").ok


@pytest.mark.parametrize("code", LISTED)
def test_cells_changed_and_their_digest_made_anew_fail_on_the_signature(code: str, monkeypatch: Any) -> None:
    """Somebody who can do all but sign: with another key, and then with our name under it."""
    monkeypatch.setattr(seal, "public_key", lambda: STRANGER.public_key().public_bytes_raw().hex())
    monkeypatch.setattr(seal, "sign", lambda message: STRANGER.sign(message).hex())
    forged = pack(code)
    monkeypatch.undo()
    assert "een sleutel die u niet noemde" in found(forged).faults[0]
    monkeypatch.setattr(seal, "sign", lambda message: STRANGER.sign(message).hex())
    forged = pack(code)
    monkeypatch.undo()
    assert found(forged).faults == ["De handtekening onder dit bestand klopt niet."]


def test_a_spreadsheet_that_another_program_saved_again_still_proves_itself() -> None:
    """Opened and written anew: other bytes, no styles, and the same cells."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    for code in ("xlsx", "ods"):
        book, made = CalamineWorkbook.from_filelike(io.BytesIO(pack(code))), io.BytesIO()
        other = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_numbers": False})
        for name in book.sheet_names:
            page = other.add_worksheet(name)
            for y, line in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
                for x, value in enumerate(line):
                    (page.write_string if isinstance(value, str) else page.write_number)(y, x, value)
        other.close()
        assert found(made.getvalue()).faults == []
    text = pack("csv").decode().replace("\r\n", "\n")
    assert found(text.encode()).faults == []


@pytest.mark.parametrize("code", LISTED)
def test_a_file_of_cells_without_its_proof_says_so(code: str) -> None:
    if code == "csv":
        text = "".join(line for line in pack(code).decode().splitlines(keepends=True) if ",bewijs," not in line)
        file = text.encode()
    else:
        file = rezipped(pack(code), lambda name, text: text.replace("signature", "handtekening"))
    assert "geen bewijs" in found(file).faults[0]


def test_any_text_of_a_report_can_be_proved() -> None:
    """Of 221 texts that look like formulas, with tabs, line ends and signs that XML cannot hold as they are."""
    from tests.reports.test_documents import poisoned

    for code in LISTED:
        assert found(FORMATS[code].render(replace(poisoned(), seal=SEAL))).faults == []


def test_the_sealed_pdf_is_still_read() -> None:
    reader = PdfReader(io.BytesIO(pack("pdf")), strict=True)
    assert reader.attachments["cijfers.csv"]
    assert "Openbare sleutel" in reader.pages[-1].extract_text()


def test_a_masked_cell_has_the_small_digest_of_its_mask() -> None:
    """Two hidden cells look alike, whatever is behind them: there is nothing to try out."""
    data = json.loads(pack("json"))
    hidden = [
        cell for table in data["tables"] for row in table["rows"] for cell in row["cells"] if cell["mask"] == "<5"
    ]
    assert len({flat(cell) for cell in hidden}) == 1


def test_files_of_one_chain_are_laid_beside_each_other(somebody: list[WswEmployee]) -> None:
    seals = [made for made in map(seal_of, three_editions(somebody)) if made]
    assert between(seals) == []
    assert between([seals[0], seals[2]]) == []  # what lies between was not given
    forged = replace(seals[1], link="f" * 64)
    assert between([seals[0], forged, seals[2]]) == ["Nummer 3 sluit niet aan op nummer 2 van de keten."]
    assert between([seals[1], forged])[0] == "Twee verschillende uitgaven hebben nummer 2 in de keten."


@pytest.mark.parametrize("defect", [False, True])
def test_the_command_needs_nothing_but_the_file(tmp_path: Path, defect: bool) -> None:
    """No database and no broker: their addresses lead nowhere."""
    for code in FORMATS:
        file = pack(code) if code in {"json", "pdf"} or not defect else swapped(code, *ONE_CELL[code])
        (tmp_path / f"rapport.{code}").write_bytes(file[:-1] + b"?" if defect and code in {"json", "pdf"} else file)
    nowhere = {"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0"}
    files = [str(tmp_path / f"rapport.{code}") for code in FORMATS]
    checker = processes.start("manage.py", "verify_report", *files, **nowhere)
    told = checker.communicate(timeout=60)[0]
    assert checker.returncode == int(defect), told
    assert ("Klopt: niets is veranderd." in told) is not defect
    assert ("5 van 5 bestanden kloppen niet." in told) is defect


def test_the_public_key_is_shown(tmp_path: Path) -> None:
    shown = processes.start("manage.py", "signing_key")
    assert seal.public_key() in shown.communicate(timeout=60)[0].split()


def test_another_key_refuses_what_is_fine_by_ours() -> None:
    stranger = STRANGER.public_key().public_bytes_raw().hex()
    assert "een sleutel die u niet noemde" in examine(pack("json"), [stranger]).faults[0]
