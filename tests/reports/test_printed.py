"""What stands on paper of a report with very many municipalities: no figure is lost, and none goes in silence."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import RequestFactory
from pypdf import PdfReader

from cases import paper, typeset
from reports.documents import FORMATS, pdf
from reports.documents import csv as csv_door
from reports.documents.content import tables_of
from reports.documents.printed import elsewhere, printed
from reports.masking import MANY
from reports.tables import Document, Row, Table, number_cell
from soweco_portal import errors
from tests.reports import sample
from tests.reports.reading import Cells, differences, read, said_by
from tests.reports.test_documents import hash_of, pages_of


def of_many(table: Table, count: int = MANY) -> Table:
    """The table with so many municipalities more, each with figures of its own."""

    def row(nth: int) -> Row:
        cells = (number_cell(Decimal(100 * nth + at), column.decimals) for at, column in enumerate(table.columns))
        return Row(f"GM{nth:04}", f"Gemeente {nth}", tuple(cells))

    more = map(row, range(count))
    return replace(table, rows=(*more, *table.rows))


def country() -> Document:
    """T1, T3 and T4 over more municipalities than are printed, T4 as a drawing too, and a table of posts."""
    t1, t3, ladder = map(of_many, (sample.t1(), sample.t3(), sample.ladder_table()))
    posts = Table("T12", "posten", "", t1.columns, tuple(replace(row, kind="other") for row in t1.rows))
    return sample.document(tables=(t1, t3, ladder, posts), charts=(replace(sample.charts()[0], table=ladder),))


@pytest.fixture(scope="module")
def file() -> bytes:
    return FORMATS["pdf"].render(country())


def test_a_report_of_six_is_printed_whole() -> None:
    document = sample.document()
    assert printed(document) == document
    assert elsewhere(document) == ""
    assert not any("Hier staat de regio" in page for page in pages_of(FORMATS["pdf"].render(document)))


@pytest.mark.parametrize(("rows", "whole"), [(MANY, True), (MANY + 1, False)])
def test_forty_rows_are_printed_and_more_are_not(rows: int, whole: bool) -> None:
    document = sample.document(tables=(sample.t1(), of_many(sample.t3(), rows - len(sample.t3().rows))), charts=())
    assert len(document.tables[1].rows) == rows
    assert (printed(document) == document) is whole


def test_m25_the_pdf_holds_every_figure_of_every_door(file: bytes) -> None:
    """One hash over all doors: of the PDF over what is attached, and each cell that is printed is one of those."""
    document = country()
    attached = PdfReader(io.BytesIO(file)).attachments["cijfers.csv"][0]
    assert attached == csv_door.figures(document)
    hashes = {code: hash_of(read(code, FORMATS[code].render(document), document)) for code in FORMATS if code != "pdf"}
    hashes["pdf"] = hash_of(read("csv", attached, document))
    assert len(set(hashes.values())) == 1
    assert {code: found for code, found in hashes.items() if found != hash_of(said_by(document))} == {}
    assert differences("pdf", file, printed(document)) == []
    assert within(said_by(printed(document)), said_by(document))


def within(part: Cells, whole: Cells) -> bool:
    return all(whole[code][label] == texts for code, rows in part.items() for label, texts in rows.items())


def test_the_first_table_and_all_that_is_not_of_a_municipality_stay() -> None:
    document = country()
    before, after = said_by(document), said_by(printed(document))
    assert (after["T1"], after["T12"]) == (before["T1"], before["T12"])
    for code in ("T3", "T4"):
        assert list(after[code]) == ["buiten de zes", "Totaal"]


def test_nothing_goes_in_silence(file: bytes) -> None:
    """Under each table that is shorter, and in the last part by name: where the other rows are."""
    document = country()
    text = " ".join(" ".join(page.split()) for page in pages_of(file))
    assert text.count("Hier staat de regio. De 46 gemeenten staan in cijfers.csv") == 2
    assert "Alleen tabel T1 staat hier met elke gemeente. Van T3, T4 staat hier de regio. Alle rijen staan in" in text
    shorter = [
        t.code for t, p in zip(tables_of(document), tables_of(printed(document)), strict=True) if t.rows != p.rows
    ]
    assert shorter == ["T3", "T4"]


def test_a_drawing_of_municipalities_alone_is_left_out_and_named() -> None:
    line = next(chart for chart in sample.charts() if chart.kind == "line")
    towns = of_many(replace(line.table, rows=tuple(row for row in line.table.rows if row.kind == "municipality")))
    document = sample.document(tables=(sample.t1(),), charts=(replace(line, table=towns),))
    assert printed(document).charts == ()
    assert f"Niet afgedrukt: {towns.code}. Alle rijen staan in cijfers.csv" in elsewhere(document)
    assert differences("csv", csv_door.render(document), document) == []


def test_a_drawing_keeps_the_region() -> None:
    (chart,) = printed(country()).charts
    assert [row.kind for row in chart.table.rows] == ["outside", "total"]


def test_it_is_still_accessible_and_for_the_archive(file: bytes) -> None:
    root = PdfReader(io.BytesIO(file)).trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/OutputIntents" in root
    for name, value in (("pdfuaid:part", "1"), ("pdfaid:part", "3"), ("pdfaid:conformance", "A")):
        assert f"<{name}>{value}</{name}>" in about


# ---------- who asks for a PDF ----------
def test_who_asks_does_not_grow() -> None:
    """The compiler keeps what it made; it is not ours to keep. In this process it took some 9 MB for each."""

    def held() -> int:
        return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) // 1024

    pdf.render(sample.document())
    before = held()
    for nth in range(6):
        pdf.render(sample.document(title=f"Rapport {nth}"))
    assert held() - before < 20


def test_what_sets_the_page_knows_nothing_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, object]] = []
    run: Callable[..., object] = paper.subprocess.run

    def spy(words: list[str], **how: object) -> object:
        seen.append(how)
        return run(words, **how)

    monkeypatch.setenv("PORTAL_SECRET_KEY", "geheim")
    monkeypatch.setattr(paper.subprocess, "run", spy)
    pdf.render(sample.document())
    assert [how["env"] for how in seen] == [{}]


def test_what_the_compiler_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    source = tmp_path / "wrong.typ"
    source.write_text('#panic("geen “kop”")')
    with pytest.raises(paper.Refused, match="geen “kop”"):
        paper.typeset(input=str(source))


def test_a_setter_that_is_killed_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os, sys; sys.stdout.write('%PDF-1.7'); sys.stdout.flush(); os.kill(os.getpid(), 9)")
    monkeypatch.setattr(paper, "PROCESS", dying)
    with pytest.raises(paper.subprocess.CalledProcessError):
        pdf.render(sample.document())


def test_a_setter_that_hangs_is_ended_and_says_nothing_of_whom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging, who = tmp_path / "hanging.py", tmp_path / "who"
    hanging.write_text(f"import os, time; open({str(who)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    monkeypatch.setattr(paper, "PROCESS", hanging)
    monkeypatch.setattr(paper, "LONGEST", 2)
    with pytest.raises(TimeoutError) as ended:
        pdf.render(sample.document())
    assert (str(ended.value), ended.value.__suppress_context__) == ("", True)
    assert not Path(f"/proc/{who.read_text()}").exists()


def test_a_setter_ends_by_itself_when_who_started_it_is_gone() -> None:
    """It waits for a question that nobody sends: the alarm is set before it does anything."""
    source = typeset.__file__
    asks = f"import runpy, signal; m = runpy.run_path({source!r}); m['main'].__globals__['LONGEST'] = 1; m['main']()"
    with paper.subprocess.Popen([sys.executable, "-I", "-c", asks], stdin=paper.subprocess.PIPE) as alone:
        assert alone.wait(20) == -signal.SIGALRM


def test_a_page_that_waits_too_long_for_its_pdf_says_so(rf: RequestFactory) -> None:
    try:
        raise TimeoutError
    except TimeoutError:
        answer = errors.server_error(rf.get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Dit duurde te lang" in answer.content.decode()
