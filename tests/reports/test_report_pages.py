"""The pages of reports: from asking to releasing, what no door shows the board, and the people behind a figure."""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from municipalities.models import User
from reports import production
from reports.behind import may_open, people_behind
from reports.document import document_of
from reports.documents import FORMATS
from reports.documents.content import cells_of, tables_of
from reports.figures import round_once
from reports.models import Production, Report, ReportState
from reports.tables import UNKNOWN, Cell, Column, Document, Row
from reports.views import dashboard
from tests import people, situations
from tests.situations import LAST_QUARTER, make_checked, make_member, make_neighbours, make_released, make_report

TUBBERGEN = "GM0183"


def url(name: str, report: Report, *more: str) -> str:
    return reverse(name, args=[report.key, *more])


def text(response: HttpResponse) -> str:
    """What the page says, without its markup."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(body))


@pytest.fixture
def draft(db: None) -> Report:
    make_neighbours(situations.ENOUGH)
    return make_report()


# From asking to releasing


def test_ellen_asks_and_sees_how_far_it_is(client: Client, ellen: User) -> None:
    client.force_login(ellen)
    response = client.post("/rapportages/maken/", {"period": LAST_QUARTER.code}, follow=True)
    asked = Production.objects.get()
    assert response.redirect_chain == [(f"/rapportages/productie/{asked.key}/", 302)]
    assert f"Rapport maken: {LAST_QUARTER.label}" in text(response)
    assert "Wacht op een vrije werker" in text(response)
    assert "Bekijk de voortgang" in text(client.get("/rapportages/"))
    report = production.run(str(asked.key))
    assert url("report", report) in client.get(f"/rapportages/productie/{asked.key}/").content.decode()


@pytest.mark.parametrize("state", ["wachtend", "bezig", "klaar", "mislukt"])
def test_each_stage_of_making_has_its_words(client: Client, ellen: User, state: str) -> None:
    client.force_login(ellen)
    report = make_report() if state == "klaar" else None
    asked = Production.objects.create(
        period=LAST_QUARTER.code,
        state=state,
        step="De cijfers worden geteld",
        percent=50,
        report=report,
        error="Het ging mis.",
    )
    page = client.get(f"/rapportages/productie/{asked.key}/").content.decode()
    words = {"klaar": "Het rapport is klaar", "mislukt": "Het ging mis."}
    assert words.get(state, "De cijfers worden geteld") in page
    assert ('hx-trigger="every' in page) == (state in {"wachtend", "bezig"})


def test_a_quarter_that_is_not_offered_is_refused(client: Client, ellen: User) -> None:
    client.force_login(ellen)
    not_closed, long_ago = LAST_QUARTER.back(-1).code, LAST_QUARTER.back(9).code
    for period in ("", "2026Q9", not_closed, long_ago, "2026", "\x00", "x" * 999):
        response = client.post("/rapportages/maken/", {"period": period})
        assert response.status_code == 422, period
        assert "Kies een periode" in text(response), period
    assert not Production.objects.exists()


def test_ellen_checks_and_fatih_releases(client: Client, ellen: User, fatih: User, draft: Report) -> None:
    page = url("report", draft)
    client.force_login(ellen)
    assert "Ik heb dit gecontroleerd" in text(client.get(page))
    assert "Uw naam staat eronder." in text(client.post(url("report_check", draft), follow=True))
    said = text(client.get(page))
    assert "U heeft dit rapport gecontroleerd. Een tweede persoon geeft het vrij." in said
    assert "Geef dit rapport vrij" not in said
    client.force_login(fatih)
    assert "Geef dit rapport vrij" in text(client.get(page))
    assert "Het rapport is vrijgegeven. Het Dagelijks Bestuur ziet het nu." in text(
        client.post(url("report_release", draft), follow=True)
    )
    draft.refresh_from_db()
    assert (draft.state, draft.checked_by, draft.released_by) == (ReportState.VRIJGEGEVEN, ellen, fatih)
    assert "Gecontroleerd: Ellen Voorbeeld" in text(client.get(page))


def test_who_checked_is_refused_in_words_also_without_the_button(client: Client, ellen: User, draft: Report) -> None:
    client.force_login(ellen)
    client.post(url("report_check", draft))
    said = text(client.post(url("report_release", draft), follow=True))
    assert "U heeft dit rapport zelf gecontroleerd. Vraag een tweede persoon om het vrij te geven." in said
    draft.refresh_from_db()
    assert draft.state == ReportState.GECONTROLEERD


def test_a_step_out_of_turn_is_refused_in_words(client: Client, ellen: User, fatih: User, draft: Report) -> None:
    client.force_login(ellen)
    assert "Alleen een gecontroleerd rapport kan worden vrijgegeven." in text(
        client.post(url("report_release", draft), follow=True)
    )
    make_released(draft, ellen, fatih)
    assert "Dit rapport is geen concept meer." in text(client.post(url("report_check", draft), follow=True))


def test_the_start_page_says_what_is_to_do(client: Client, ellen: User) -> None:
    client.force_login(ellen)
    assert f"Laat het rapport over het {LAST_QUARTER.label} maken" in text(client.get("/"))
    report = make_report()
    assert "controleren" in text(client.get("/"))
    make_checked(report)
    assert "vrijgeven" in text(client.get("/"))
    make_released(make_report(LAST_QUARTER.back(1)))


def test_daan_sees_no_draft_anywhere(client: Client, daan: User, draft: Report) -> None:
    client.force_login(daan)
    make_checked(draft)
    assert "Er is nog geen rapport vrijgegeven" in text(client.get("/dashboard/"))
    assert str(draft.key) not in client.get("/rapportages/").content.decode()
    assert "Er is nog geen rapport vrijgegeven" in text(client.get("/dashboard/", {"periode": draft.period}))


def test_daan_sees_the_edition_that_holds(client: Client, daan: User, draft: Report) -> None:
    make_released(draft)
    people.make_employee("Truus Fictief-Nieuw", placed=True)
    newer = make_report()
    client.force_login(daan)
    assert url("report_file", draft, "pdf") in client.get("/dashboard/").content.decode()
    make_released(newer)
    page = client.get("/dashboard/").content.decode()
    assert url("report_file", newer, "pdf") in page
    assert str(draft.key) not in page
    assert client.get(url("report", draft)).status_code == 200  # an edition that was released stays to be read


def test_a_quarter_without_a_released_report_is_not_there(client: Client, daan: User, draft: Report) -> None:
    make_released(draft)
    client.force_login(daan)
    for asked in ("2026Q9", "x", "", "\x00", "2026", LAST_QUARTER.back(3).code):
        assert client.get("/dashboard/", {"periode": asked}).status_code == 404, asked


def test_daan_goes_back_a_quarter(client: Client, daan: User, draft: Report) -> None:
    make_released(draft)
    make_released(make_report(LAST_QUARTER.back(1)))
    client.force_login(daan)
    page = client.get("/dashboard/").content.decode()
    assert f'href="?periode={LAST_QUARTER.back(1).code}"' in page
    assert LAST_QUARTER.back(1).label in text(client.get("/dashboard/", {"periode": LAST_QUARTER.back(1).code}))


@pytest.mark.parametrize(
    ("was", "said"),
    [
        (Cell(Decimal(70), "70"), "in een jaar"),
        (Cell(None, "×", "×"), "verschil in een jaar niet getoond"),
        (Cell(None, UNKNOWN), "verschil in een jaar niet bekend"),
    ],
)
def test_a_difference_with_what_is_hidden_is_not_called_unknown(was: Cell, said: str) -> None:
    """The chart beside it says “niet getoond” of the same quarter."""
    assert dashboard._change(Cell(Decimal(81), "81"), was, "in een jaar", "", 0)["text"] == said


def test_the_dashboard_is_kept_while_it_holds(client: Client, daan: User, ellen: User, draft: Report) -> None:
    """Conditional GET: 304 and no page while nothing changed; another report, role or login is another page."""
    make_released(draft)
    client.force_login(daan)
    whole = client.get("/dashboard/")
    assert whole["Cache-Control"] == "private, no-cache"
    again = client.get("/dashboard/", headers={"if-none-match": whole["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    asked = f"/dashboard/?periode={draft.period}"
    assert client.get(asked, headers={"if-none-match": whole["ETag"]}).status_code == 200
    people.make_employee("Truus Fictief-Nieuw", placed=True)
    make_released(make_report())
    newer = client.get("/dashboard/", headers={"if-none-match": whole["ETag"]})
    assert newer.status_code == 200
    assert newer["ETag"] != whole["ETag"]
    client.force_login(ellen)
    assert client.get("/dashboard/", headers={"if-none-match": newer["ETag"]}).status_code == 200


def test_a_kept_dashboard_asks_little(
    client: Client, daan: User, draft: Report, django_assert_max_num_queries: Any
) -> None:
    make_released(draft)
    client.force_login(daan)
    mark = client.get("/dashboard/")["ETag"]
    with django_assert_max_num_queries(8):
        assert client.get("/dashboard/", headers={"if-none-match": mark}).status_code == 304


def test_a_file_is_the_one_that_was_released(client: Client, daan: User, draft: Report) -> None:
    make_released(draft)
    client.force_login(daan)
    for code, form in FORMATS.items():
        response = client.get(url("report_file", draft, code))
        assert response.content == bytes(draft.files.get(format=code).content)
        assert response["Content-Type"] == form.content_type
        name = f"kwartaalrapport-wsw-{draft.period}-uitgave-1-fictief{form.suffix}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_file_of_a_draft_says_concept(client: Client, ellen: User, draft: Report) -> None:
    client.force_login(ellen)
    response = client.get(url("report_file", draft, "pdf"))
    assert "concept" in response["Content-Disposition"]
    assert "CONCEPT" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert not draft.files.exists()


# What the board may not see


@pytest.fixture
def small_draft(db: None) -> Report:
    """Three people in Tubbergen, two at a hirer in Wierden, one who left: each with hours that nobody else has."""
    make_neighbours(9)
    make_neighbours(7, "Wierden")
    make_neighbours(6, "Hellendoorn")
    for name, hours, category in (("Ada", "17.77", "ernstig"), ("Bea", "21.33", "matig"), ("Cas", "9.01", "ernstig")):
        people.make_employee(
            f"{name} Fictief", lives_in="Tubbergen", employer="Gemeente Tubbergen", hours=hours, category=category
        )
    for name, hours in (("Dik", "33.33"), ("Els", "29.29")):
        person = people.make_employee(f"{name} Fictief", lives_in="Wierden", employer="Gemeente Wierden", hours=hours)
        people.make_placement(person, "GRD", hours, hirer="Bedacht BV")
    left = LAST_QUARTER.starts_on + timedelta(days=40)
    people.make_employee(
        "Fie Fictief", lives_in="Wierden", employer="Gemeente Wierden", hours="13.13", until=left, reason="EIG"
    )
    return make_report()


@pytest.fixture
def small(small_draft: Report) -> Report:
    return make_released(small_draft)


Hidden = list[tuple[str, str, str, Cell]]


def hidden(report: Report) -> Hidden:
    """Table, row, column and true cell of everything that is hidden."""
    masked, open_ = (tables_of(document_of(report, masked=masked)) for masked in (True, False))
    return [
        (table.code, row.code, column.key, truth)
        for table, whole in zip(masked, open_, strict=True)
        for (row, column, cell), (_, _, truth) in zip(cells_of(table), cells_of(whole), strict=True)
        if cell.mask and truth.number
    ]


def canaries(report: Report) -> set[str]:
    """Hidden numbers with decimals, as any door would write them; those a visible cell has too are left out."""
    visible = {cell.text for table in tables_of(document_of(report)) for _, _, cell in cells_of(table)}
    secrets = {truth.text for *_, truth in hidden(report) if "," in truth.text} - visible
    return secrets | {secret.replace(".", "").replace(",", ".") for secret in secrets}


def everything_in(content: bytes, format: str) -> str:
    """All text of a file, however it is packed."""
    if format == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format in {"xlsx", "ods"}:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    if format == "csv":
        return " ".join(field for row in csv.reader(io.StringIO(content.decode())) for field in row)
    return content.decode()


def found_in(secrets: set[str], said: str) -> set[str]:
    return {secret for secret in secrets if re.search(rf"(?<![\d.,]){re.escape(secret)}(?![\d])", said)}


def test_the_canaries_sing(client: Client, ellen: User, small: Report) -> None:
    """Where nothing is hidden they are heard: what the other tests do not find is really not there."""
    secrets = canaries(small)
    assert len(secrets) > 20
    client.force_login(ellen)
    assert found_in(secrets, text(client.get(url("report", small))))
    for format, form in FORMATS.items():
        assert found_in(secrets, everything_in(form.render(document_of(small, masked=False)), format)), format


def test_no_page_of_the_board_tells_a_small_number(client: Client, small: Report) -> None:
    """Also not to the board member of the municipality itself; not in a drawing and not in a sentence."""
    secrets, told = canaries(small), {}
    for place in ("Tubbergen", "Wierden", "Rijssen-Holten"):
        client.force_login(make_member(f"Lid {place}", "board_member", place))
        for door in ("/dashboard/", "/rapportages/", url("report", small)):
            response = client.get(door)
            assert response.status_code == 200
            told[place, door] = found_in(secrets, text(response) + response.content.decode())
    assert {door: said for door, said in told.items() if said} == {}


def test_no_file_tells_a_small_number(client: Client, small_draft: Report) -> None:
    """A file travels: it is masked for who may see the screen unmasked too, and as a draft already."""
    small = make_released(small_draft, files=True)
    people.make_employee("Gea Fictief", lives_in="Tubbergen", employer="Gemeente Tubbergen", hours="11.11")
    reports, told = {"released": small, "draft": make_report()}, {}
    for role in ("board_member", "consulent", "controller"):
        client.force_login(make_member(f"Iemand {role}", role, "Tubbergen"))
        for state, report in reports.items() if role == "controller" else [("released", small)]:
            for code in FORMATS:
                content = client.get(url("report_file", report, code)).content
                told[role, state, code] = found_in(canaries(report), everything_in(content, code))
    assert len(told) == 4 * len(FORMATS)
    assert {door: said for door, said in told.items() if said} == {}


def test_in_every_file_the_hidden_cells_say_their_mask(small: Report) -> None:
    masks = {(table.code, row.code, column.key): cell.mask for table, row, column, cell in _cells(document_of(small))}
    assert {"<5", "×"} <= set(masks.values())
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"].render(document_of(small)).decode())))
    said = {(row["tabel"], row["gemeentecode"], row["figuur"]): row["waarde"] for row in rows}
    masked = {name: mask for name, mask in masks.items() if mask}
    assert {name: said[name] for name in masked} == masked
    data = json.loads(FORMATS["json"].render(document_of(small)))
    flat = [cell for table in data["tables"] for row in table["rows"] for cell in row["cells"]]
    assert all(cell["number"] is None and cell["text"] == cell["mask"] for cell in flat if cell["mask"])
    assert sum(bool(cell["mask"]) for cell in flat) == sum(bool(mask) for mask in masks.values())


def _cells(document: Document) -> Iterator[tuple[Any, Row, Column, Cell]]:
    for table in tables_of(document):
        yield from ((table, *found) for found in cells_of(table))


def test_the_board_reads_a_sign_where_ellen_reads_a_number(
    client: Client, daan: User, ellen: User, small: Report
) -> None:
    client.force_login(daan)
    masked = _row(client.get(url("report", small)), "Tubbergen")
    client.force_login(ellen)
    open_ = _row(client.get(url("report", small)), "Tubbergen")
    assert masked[0] == "<5"
    assert open_[0] == "3"
    assert not {"<5", "×"} & set(open_)


def _row(response: HttpResponse, place: str) -> list[str]:
    """The cells of the first table's row."""
    table = response.content.decode().split("</table>")[0]
    (row,) = re.findall(rf'<th scope="row">{place}</th>(.*?)</tr>', table, re.S)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
    return [text(HttpResponse(cell)).strip().removesuffix(" weggelaten") for cell in cells]


def test_a_hidden_cell_does_not_open(client: Client, small: Report) -> None:
    """Bram sees the report as the board does: what is hidden is not there, like what does not exist."""
    client.force_login(make_member("Bea Voorbeeld", "consulent", "Tubbergen"))
    there = client.get(url("report_cell", small), {"tabel": "T1", "rij": TUBBERGEN, "kolom": "0"})
    nowhere = client.get(url("report_cell", small), {"tabel": "T99", "rij": TUBBERGEN, "kolom": "0"})
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_no_hidden_cell_has_an_address(client: Client, small: Report) -> None:
    client.force_login(make_member("Bea Voorbeeld", "consulent", "Tubbergen"))
    page = client.get(url("report", small)).content.decode()
    linked = set(re.findall(r"achter/\?tabel=(\w+)&amp;rij=(\w+)&amp;kolom=(\d+)", page))
    masked = {
        (table.code, row.code, str(at))
        for table in document_of(small).tables
        for row in table.rows
        for at, cell in enumerate(row.cells)
        if cell.mask
    }
    assert linked & masked == set()
    for table, row, at in masked:
        assert client.get(url("report_cell", small), {"tabel": table, "rij": row, "kolom": at}).status_code == 404


# The people behind a figure


@pytest.fixture
def flow(db: None) -> Report:
    """Almelo over a quarter: who stays, comes, goes, moves in and moves out, in every form of work."""
    in_between = LAST_QUARTER.starts_on + timedelta(days=30)
    make_neighbours(5)
    away = people.make_employee("Eva Uit", lives_in="Almelo", placed=True)
    people.move(away, "Wierden", on=in_between)
    here = people.make_employee("Eva In", lives_in="Wierden", employer="Gemeente Almelo", placed=True)
    people.move(here, "Almelo", on=in_between)
    people.make_employee("Guus Weg", until=in_between, reason="EIG", placed=True)
    people.make_employee("Gijs Weg", until=in_between, reason="ZIE", placed=True)
    back = people.make_employee("Toos Terug", until=people.day("31-12-2020"), hours=20)
    people.make_employment(back, since=in_between, hours=20, number="2")
    for form, hours in (("GRD", 12), ("IND", 24), ("BW", 30), ("WOL", 36)):
        person = people.make_employee(f"Hans {form}", hours=hours, category="ernstig")
        people.make_placement(person, form, hours, since=people.day("01-01-2020"), hirer="Bedacht BV")
    resting = people.make_employee("Rik Rust")
    people.make_leave(resting, "rvu", since=in_between)
    return make_report()


def test_every_count_of_ellens_municipality_opens_onto_that_many_people(
    client: Client, ellen: User, flow: Report
) -> None:
    client.force_login(ellen)
    wrong = {}
    for table in document_of(flow, masked=False).tables:
        if not table.opens or not may_open(table.code, ellen.memberships.get()):
            continue
        row = next(row for row in table.rows if row.code == "GM0141")
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            if column.unit == "personen" and cell.number and may_open(table.code, ellen.memberships.get(), column.key):
                shown = _people(client, flow, table.code, "GM0141", at)
                if len(shown) != cell.number:
                    wrong[table.code, column.key] = (cell.text, shown)
    assert wrong == {}


def _people(client: Client, report: Report, table: str, row: str, at: int) -> list[str]:
    response = client.get(url("report_cell", report), {"tabel": table, "rij": row, "kolom": str(at)})
    assert response.status_code == 200
    return re.findall(r'<th scope="row">\s*<a href="/medewerkers/[^"]+">([^<]+)</a>', response.content.decode())


def test_the_parts_add_up_to_the_figure(ellen: User, flow: Report) -> None:
    """The SE and the fte of the people behind a month are those of the report, rounded once."""
    printed = {
        f"{figure['figure']}:{figure['dims'].get('month')}": Decimal(figure["value"])
        for figure in flow.content["figures"]
        if figure["municipality"] == "GM0141"
    }
    for what in ("se", "fte"):
        for day in LAST_QUARTER.month_ends:
            key = f"{what}_month_end:{day:%Y-%m}"
            behind = people_behind(flow, "GM0141", key, ellen.memberships.get())
            total = sum((getattr(stand, what) for stand in behind), Decimal(0))
            assert round_once(total, 2) == printed[key] > 0, key


def test_who_went_and_who_came_are_named(client: Client, ellen: User, flow: Report) -> None:
    client.force_login(ellen)
    table = next(table for table in document_of(flow, masked=False).tables if table.code == "T3")
    at = {column.key: nth for nth, column in enumerate(table.columns)}
    keys = ("in", "move_in", "move_out", "out:EIG", "out:ZIE", "out")
    named = {key: _people(client, flow, "T3", "GM0141", at[key]) for key in keys}
    assert named == {
        "in": ["Terug, Toos"], "move_in": ["In, Eva"], "move_out": ["Uit, Eva"], "out:EIG": ["Weg, Guus"],
        "out:ZIE": ["Weg, Gijs"], "out": ["Weg, Gijs", "Weg, Guus"],
    }  # fmt: skip


def test_every_linked_figure_opens(client: Client, ellen: User, flow: Report) -> None:
    client.force_login(ellen)
    page = client.get(url("report", flow)).content.decode()
    links = {html.unescape(link) for link in re.findall(r'href="([^"]+/achter/[^"]+)"', page)}
    assert len(links) > 20
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_figure_of_another_municipality_opens_onto_nobody_of_theirs(client: Client, flow: Report) -> None:
    """Fatih of Wierden opens Almelo's figure: only who lives in Wierden now is his to see."""
    client.force_login(make_member("Fatih Voorbeeld", "controller", "Wierden"))
    assert _people(client, flow, "T1", "GM0141", 0) == []
    assert _people(client, flow, "T1", "totaal", 0) == ["Uit, Eva"]


def test_they_stand_there_as_they_did_then(client: Client, ellen: User, flow: Report) -> None:
    """Truus has other hours since; the report shows those it counted."""
    person = flow.stands.filter(form="GRD").first().employee
    with transaction.atomic():
        person.employments.get().placements.update(hours=1)
        person.employments.get().hours.update(hours=2)
    client.force_login(ellen)
    page = client.get(url("report_cell", flow), {"tabel": "T1", "rij": "GM0141", "kolom": "0"}).content.decode()
    row = page.split("GRD, Hans")[1].split("</tr>")[0]
    assert "12,00" in row


NONSENSE = [
    "", "tabel=T1", "tabel=T1&rij=GM0141", "tabel=T1&rij=GM0141&kolom=x", "tabel=T1&rij=GM0141&kolom=-1",
    "tabel=T1&rij=GM0141&kolom=999", "tabel=T1&rij=GM0141&kolom=99999999999", "tabel=T1&rij=GM0141&kolom=²",
    "tabel=T1&rij=GM0141&kolom=1.0", "tabel=T1&rij=GM9999&kolom=0", "tabel=V3&rij=GM0141&kolom=0",
    "tabel=%00&rij=%00&kolom=%00", "tabel=T1&rij=GM0141&kolom=",
]  # fmt: skip


def test_a_figure_that_is_none_is_not_there(client: Client, ellen: User, draft: Report) -> None:
    client.force_login(ellen)
    for query in NONSENSE:
        assert client.get(f"{url('report_cell', draft)}?{query}").status_code == 404, query
