"""Files that are made to do harm, and files that do so by accident: refused in words, in seconds, in little memory.

Each is read in one process of its own, which says how long it took and how much memory it needed in the end.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from cases.register import weight
from cases.register.read import Fault, read
from cases.register.weight import DAMAGED, NO_WORKBOOK, NOT_PLAIN, STRAY, TOO_LARGE, TOO_MUCH_TEXT
from tests.cases.registers import as_folder, as_ods, as_xlsx, sample

SECONDS, MEGABYTES = 5, 100
READER = """
import json, resource, sys, time
from pathlib import Path
import django
django.setup()
from cases.register.read import read
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, told = peak(), {}
for path in sys.argv[1:]:
    began = time.monotonic()
    faults = read(Path(path))[1]
    told[Path(path).name] = [[str(fault) for fault in faults], time.monotonic() - began, peak() - before]
print(json.dumps(told))
"""
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
CELL = '<row r="{1}"><c r="{0}{1}" t="inlineStr"><is><t>x</t></is></c></row>'.format


def book_with(path: Path, **changed: bytes | str) -> Path:
    """A good workbook in which some parts are others: `sheet1=…` is the first sheet."""
    good = as_xlsx(sample(), path.with_name("goed.xlsx"))
    parts = {"xl/worksheets/sheet1.xml": "sheet1", "xl/sharedStrings.xml": "shared", "docProps/app.xml": "app"}
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(parts.get(name, ""), old.read(name)))
    return path


def zip_bomb(path: Path) -> Path:
    """300 KB that becomes 300 MB."""
    return book_with(path, sheet1=b'<?xml version="1.0"?><a>' + b" " * 300_000_000 + b"</a>")


def lying_bomb(path: Path) -> Path:
    """The same, and it says that it is small."""
    zip_bomb(path)
    with zipfile.ZipFile(path) as book:
        true = book.getinfo("xl/worksheets/sheet1.xml").file_size
    data = path.read_bytes()
    path.write_bytes(data.replace(true.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    return path


def stray_cell(path: Path) -> Path:
    return book_with(path, sheet1=SHEET.format(CELL("A", 1) + CELL("XFD", 1048576)))


def stray_cells_of_many_sheets(path: Path) -> Path:
    """Each within the limit, together beyond it."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name in ("organisaties", "personen", "inleners", "woonplaatsen"):
            book.add_worksheet(name).write(299_999, 0, "x")
    return path


def long_text_everywhere(path: Path) -> Path:
    """One text of 30,000 letters that 100,000 cells refer to: 3 GB."""
    cells = "".join(f'<row r="{nth}"><c r="A{nth}" t="s"><v>0</v></c></row>' for nth in range(1, 100_001))
    shared = "<sst><si><t>" + "x" * 30_000 + "</t></si></sst>"
    return book_with(path, sheet1=SHEET.format(cells), shared=shared)


def entities(path: Path) -> Path:
    """A billion laughs."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return book_with(path, sheet1=f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l9;</a>')


def outside_entity(path: Path) -> Path:
    """A file of the machine as text of a cell."""
    return book_with(path, sheet1='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SHEET.format("&x;"))


def a_part_twice(path: Path) -> Path:
    book_with(path)
    with zipfile.ZipFile(path, "a") as book, pytest.warns(UserWarning, match="Duplicate name"):
        book.writestr("xl/worksheets/sheet1.xml", SHEET.format(""))
    return path


def many_parts(path: Path) -> Path:
    book_with(path)
    with zipfile.ZipFile(path, "a") as book:
        for nth in range(20_000):
            book.writestr(f"xl/{nth}.xml", "<a/>")
    return path


def locked(path: Path) -> Path:
    """Says that it needs a password."""
    data = bytearray(book_with(path).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        data[place + at] |= 1
    path.write_bytes(data)
    return path


def broken(path: Path) -> Path:
    data = bytearray(book_with(path).read_bytes())
    data[200:400] = b"\xff" * 200
    path.write_bytes(data)
    return path


def bytes_of(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def pdf_and_zip(path: Path) -> Path:
    """A polyglot: some programs see a PDF, others a workbook."""
    book_with(path)
    path.write_bytes(b"%PDF-1.7\n" + path.read_bytes())
    return path


def another_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<a/>")
    return path


def repeated_cell(path: Path) -> Path:
    """ODS says a cell once, and how often it repeats itself."""
    good = as_ods(sample(), path.with_name("goed.ods"))
    head = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384">'
    cell = f"{head}<text:p>x</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                content = content.replace(b"</table:table>", row.encode() + b"</table:table>", 1)
            new.writestr(name, content)
    return path


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MADE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "zipbom.xlsx": (zip_bomb, TOO_LARGE),
    "leugen.xlsx": (lying_bomb, DAMAGED),
    "verre-cel.xlsx": (stray_cell, STRAY.format(cell="XFD1048576")),
    "verre-cellen.xlsx": (stray_cells_of_many_sheets, STRAY.format(cell="A300000")),
    "lange-tekst.xlsx": (long_text_everywhere, TOO_MUCH_TEXT),
    "herhaald.ods": (repeated_cell, STRAY.format(cell="XFD1048580")),
    "entiteiten.xlsx": (entities, NOT_PLAIN),
    "buiten.xlsx": (outside_entity, NOT_PLAIN),
    "dubbel.xlsx": (a_part_twice, NOT_PLAIN),
    "veel-delen.xlsx": (many_parts, TOO_LARGE),
    "op-slot.xlsx": (locked, DAMAGED),
    "kapot.xlsx": (broken, DAMAGED),
    "plaatje.xlsx": (bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(20_000_000)), NO_WORKBOOK),
    "oud.xlsx": (bytes_of(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000)), NO_WORKBOOK),
    "oud.xls": (bytes_of(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000)), NO_WORKBOOK),
    "eicar.xlsx": (bytes_of(EICAR), NO_WORKBOOK),
    "pagina.ods": (bytes_of(b"<html><script>alert(1)</script>"), NO_WORKBOOK),
    "tweeslachtig.xlsx": (pdf_and_zip, NO_WORKBOOK),
    "ander.ods": (another_zip, NO_WORKBOOK),
    "macro.xlsm": (another_zip, NO_WORKBOOK),
}


def test_what_would_harm_is_refused_in_seconds_and_little_memory(tmp_path: Path) -> None:
    paths = [make(tmp_path / name) for name, (make, _) in MADE.items()]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "soweco_portal.settings"}
    run = subprocess.run(
        [sys.executable, "-c", READER, *map(str, paths)],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    for name, (_, reason) in MADE.items():
        faults, seconds, megabytes = told[name]
        assert len(faults) == 1, name
        assert faults[0].endswith(f": {reason}"), (name, faults)
        assert seconds < SECONDS, (name, seconds)
        assert megabytes < MEGABYTES, (name, megabytes)


def test_the_sheet_of_the_stray_cell_is_named(tmp_path: Path) -> None:
    assert read(stray_cell(tmp_path / "a.xlsx"))[1] == [
        Fault("organisaties", 0, "", "", STRAY.format(cell="XFD1048576"))
    ]
    assert read(repeated_cell(tmp_path / "a.ods"))[1][0].file == "organisaties"


def test_a_cell_far_away_that_is_only_coloured_is_no_cell(tmp_path: Path) -> None:
    """Spreadsheets keep the looks of whole columns; that is no reason to refuse a register."""
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "kleur.xlsx") as book:
        sheet = book.add_worksheet("organisaties")
        sheet.write_row(0, 0, ["naam", "soort"])
        sheet.write_row(1, 0, ["GR Fictief", "gr"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "#ff0000"}))
    rows, faults = read(tmp_path / "kleur.xlsx")
    assert faults == []
    assert len(rows["organisaties"].good) == 1


def test_without_the_scale_a_stray_cell_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault, with a cell that this machine can bear."""
    path = book_with(tmp_path / "a.xlsx", sheet1=SHEET.format(CELL("A", 1) + CELL("CV", 10_000)))
    monkeypatch.setattr(weight, "MAX_CELLS", 10_000)
    assert read(path)[1][0].reason == STRAY.format(cell="CV10000")
    monkeypatch.setattr("cases.register.read.weigh", lambda path: None)
    assert read(path)[1][0].reason != STRAY.format(cell="CV10000")


@pytest.mark.parametrize("link", ["personen.csv", "uren.csv"])
def test_a_link_to_another_file_is_not_followed(tmp_path: Path, link: str) -> None:
    """Its lines would come back in the list of faults."""
    folder = as_folder(sample(), tmp_path / "register")
    (tmp_path / "geheim").write_text("wachtwoord,van,de,beheerder\n")
    (folder / link).unlink()
    (folder / link).symlink_to(tmp_path / "geheim")
    told = [str(fault) for fault in read(folder)[1]]
    assert told == [f"{link}: Dit is geen gewoon bestand maar een verwijzing."]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = as_folder(sample(), tmp_path / "register")
    (folder / "uren.csv").unlink()
    os.mkfifo(folder / "uren.csv")
    assert [fault.file for fault in read(folder)[1]] == ["uren.csv"]


def test_a_name_that_commands_the_terminal_comes_out_as_text(tmp_path: Path) -> None:
    folder = as_folder(sample(), tmp_path / "register")
    (folder / "x\x1b[2J\u202e.csv").write_text("a\n")
    (folder / "personen.csv").write_text("\x1b]0;hoi\x07\n")
    told = "".join(str(fault) for fault in read(folder)[1])
    assert told.isprintable()
    assert "�[2J" in told
