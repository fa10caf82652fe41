"""What was reported beside what is known now: for who checks reports with causes and people, for the board without.

Commits are real, since a cause is read from when something was recorded.
"""

import html
import random
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import ContractHours, Correction, Placement, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import User
from reports import changes, known_now, restating, tasks
from reports.compared import CORRECTION, Part, Split
from reports.document import document_of
from reports.masking import OTHER, Grid, column_lines, exposed, hide
from reports.models import Report, Restatement
from reports.tables import Cell, Column, Row, Table, number_cell
from tests import asking, people, situations
from tests.situations import LAST_QUARTER, make_member, make_neighbours, make_released, make_report

MANY = 12


def text(response: HttpResponse, *, opened: bool = False) -> str:
    """What the page says; `opened` with what stands folded under each cause."""
    folded = "" if opened else r'<details class="by">.*?</details>|'
    body = re.sub(folded + r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(body))


def url(report: Report, name: str = "report_changes") -> str:
    return reverse(name, args=[report.key])


def halve(people: list[WswEmployee]) -> None:
    """They turn out to have worked half as much: half an SE less each, and nobody less."""
    with transaction.atomic():
        Placement.objects.filter(employee__in=people).update(hours=18)
        ContractHours.objects.filter(employee__in=people).update(hours=18)


@pytest.fixture
def ellen(committed: None) -> User:
    return make_member("Ellen Voorbeeld", "controller", "Almelo")


@pytest.fixture
def daan(committed: None) -> User:
    return make_member("Daan Voorbeeld", "board_member", "Almelo")


@pytest.fixture
def everybody(committed: None) -> list[WswEmployee]:
    return make_neighbours(MANY)


@pytest.fixture
def released(everybody: list[WswEmployee]) -> Report:
    return make_released(make_report())


def test_a_fraction_without_end_is_no_difference(committed: None) -> None:
    """32 of 36 hours is 0.888…, of which a frozen stand keeps twenty decimals. Nothing changed; that T16 says too."""
    for nth in range(6):
        people.make_employee(f"Deel Fictief{nth}", lives_in="Almelo", hours=32, category="ernstig", placed=True)
    report = make_released(make_report(LAST_QUARTER.back(1)))
    tasks.restate_released()
    assert rows(report) == {}
    next_ = make_report()
    told = {f["figure"]: f["value"] for f in next_.content["figures"] if f["municipality"] == report.period}
    assert (told["t16_people"], told["t16_step"], told["t16_n_category"]) == ("0", "0.00", "0")


def rows(report: Report) -> dict[tuple[str, str], Split]:
    kept = Restatement.objects.get(report=report, edition=None)
    return {(split.key, split.place): split for split in map(Split.read, kept.unmasked.splits)}


def test_r75_a_correction_is_a_cell_with_old_new_reason_and_number_of_people(
    client: Client, ellen: User, everybody: list[WswEmployee], released: Report
) -> None:
    """Seven of twelve worked half: 12.00 SE was reported, 8.50 is known now, and the report itself stays."""
    halve(everybody[:7])
    tasks.restate_released()
    client.force_login(ellen)
    page = text(client.get(url(released)))
    assert "12,00 8,50 −3,50 verbeterd: −3,50 (7 mensen) 7" in page
    assert client.get(reverse("report", args=[released.key])).content.decode().count("12,00") > 2
    split = rows(released)["se_quarter_mean", "GM0141"]
    assert list(split.parts) == [CORRECTION]
    assert ("headcount", "GM0141") not in rows(released)


def test_r75_which_kind_of_reason_was_given_stands_with_the_cause(
    client: Client, ellen: User, daan: User, everybody: list[WswEmployee], released: Report
) -> None:
    """Of two of the seven somebody said why; the words stay with the person, and the board sees no reasons at all."""
    halve(everybody[:7])
    for person in everybody[:2]:
        Correction.objects.create(
            employee=person, kind="controle", because="Bleek bij de steekproef.", reports="x",
            starts_on=LAST_QUARTER.ends_on, ends_on=LAST_QUARTER.ends_on,
        )  # fmt: skip
    tasks.restate_released()
    client.force_login(ellen)
    page = text(client.get(url(released)))
    assert "verbeterd: −3,50 (7 mensen) reden: herstel na controle (2) 7" in page
    assert "steekproef" not in page
    client.force_login(daan)
    assert "reden: " not in text(client.get(url(released)))


def test_r76_the_board_switches_between_as_reported_and_as_now_known(
    client: Client, daan: User, everybody: list[WswEmployee], released: Report
) -> None:
    halve(everybody[:7])
    tasks.restate_released()
    client.force_login(daan)
    reported, now = (client.get(url(released, "report") + more) for more in ("", "?stand=nu"))
    assert "Zoals nu bekend" in text(reported)
    assert "Dit is niet het rapport." in text(now)
    assert "12,00" in cells_in(reported)
    assert "8,50" in cells_in(now)
    assert "8,50" not in cells_in(reported)


def cells_in(response: HttpResponse) -> set[str]:
    return {text_.strip() for text_ in re.findall(r'<td class="n"[^>]*>([^<]*)<', response.content.decode())}


def test_the_board_sees_causes_of_the_region_only_and_none_of_few_people(
    client: Client, daan: User, ellen: User, everybody: list[WswEmployee], released: Report
) -> None:
    halve(everybody[:3])
    tasks.restate_released()
    client.force_login(daan)
    few = text(client.get(url(released)))
    assert "te weinig mensen om te zeggen hoeveel <5" in few
    assert "verbeterd" not in few
    halve(everybody[:6])
    tasks.restate_released()
    enough = client.get(url(released)).content.decode()
    of_rows = re.findall(r"<tr( class=\"[a-z]+\")?>\s*<th scope=\"row\">([^<]*)</th>(.*?)</tr>", enough, re.S)
    with_cause = {label for _, label, cells in of_rows if "verbeterd" in cells}
    assert with_cause == {"Totaal"}
    client.force_login(ellen)
    assert "verbeterd: −3,00 (6 mensen) 6" in text(client.get(url(released)))


def test_what_few_people_do_to_an_amount_is_not_told(
    client: Client, daan: User, ellen: User, everybody: list[WswEmployee], released: Report
) -> None:
    """One of twelve worked half: 0.50 SE of one person. Not at the difference, not on the page of what is known now."""
    halve(everybody[:1])
    tasks.restate_released()
    client.force_login(daan)
    page, now = text(client.get(url(released))), client.get(url(released, "report") + "?stand=nu")
    assert "12,00 × te weinig mensen om te zeggen hoeveel <5" in page
    assert "11,50" not in page
    assert "0,50" not in page
    assert "11,50" not in now.content.decode()
    assert "SE = totaal" not in text(now)  # nor under the table, nor above it
    assert "minder SE dan een jaar eerder" not in text(now)
    client.force_login(ellen)
    assert "12,00 11,50 −0,50 verbeterd: −0,50 (1 mens) 1" in text(client.get(url(released)))


def test_of_few_in_one_municipality_the_total_does_not_give_it_away() -> None:
    """Beside a row of one person another of many, and two rows of few that are many together."""
    part = {"correction": Part(Decimal(1), 1)}

    def split(place: str, people_: int) -> Split:
        return Split("se_quarter_mean", place, people_, part)

    def of(splits: list[Split], threshold: int) -> set[str]:
        return set(known_now.of_few(splits, threshold).get("SE", ()))

    assert of([split("A", 6), split("totaal", 6)], 5) == set()
    assert of([split("A", 1), split("totaal", 1)], 5) == {"A", "totaal"}
    assert of([split("A", 1), split("B", 6), split("totaal", 7)], 5) == {"A", "totaal"}
    assert of([split("A", 3), split("B", 3), split("totaal", 6)], 5) == {"A", "B"}
    assert of([split("A", 2), split("B", 2), split("C", 9), split("totaal", 13)], 5) == {"A", "B", "totaal"}


def test_what_only_one_of_the_two_has_did_not_exist() -> None:
    """A column that came later with a person in it; one that came with nobody is no difference."""
    column, later = Column("end", "aan het eind"), Column("out:REG", "regulier")
    of = {"code": "T3", "title": "wie kwam", "finding": ""}
    was = Table(columns=(column,), rows=(Row("A", "A", (number_cell(Decimal(4)),)),), **of)
    now = Table(
        columns=(column, later),
        rows=(
            Row("A", "A", (number_cell(Decimal(3)), number_cell(Decimal(1)))),
            Row("B", "B", (number_cell(Decimal(0)), number_cell(Decimal(2)))),
        ),
        **of,
    )
    found = list(changes._of_table(was, now, {}, changes.Reader(masked=False, threshold=5)))
    assert [(each.code, each.column, each.was, each.now, each.difference) for each in found] == [
        ("A", "aan het eind", "4", "3", "−1"),
        ("A", "regulier", "bestond niet", "1", ""),
        ("B", "regulier", "bestond niet", "2", ""),
    ]


def test_one_report_that_fails_does_not_keep_the_others(
    everybody: list[WswEmployee], released: Report, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What went wrong is told by its kind, without what was in it; the task fails, for who watches tasks."""
    earlier = make_released(make_report(LAST_QUARTER.back(1)))
    done = restating.restate

    def fails(report: Report) -> Restatement:
        if report == earlier:
            raise ValueError("Truus Fictief heeft geen uren")
        return done(report)

    monkeypatch.setattr(restating, "restate", fails)
    with pytest.raises(restating.NotAllRestated) as told:
        tasks.restate_released()
    assert str(told.value) == f"{earlier.key}: ValueError"
    assert list(Restatement.objects.values_list("report", flat=True)) == [released.pk]
    assert "Truus" not in caplog.text
    assert [record.kind for record in caplog.records if record.message == "restate_failed"] == ["ValueError"]  # type: ignore[attr-defined]


def test_two_sets_of_masks_together_show_no_more_than_one() -> None:
    """On made-up counts: what is hidden in either hides at least what each hides, and is searched again."""
    dice = random.Random(4)
    for _ in range(40):
        counts = {("A", "x"): dice.randint(0, 9), ("B", "x"): dice.randint(0, 9), ("C", "x"): dice.randint(0, 9)}
        counts["totaal", "x"] = sum(counts.values())
        grid = Grid(counts, column_lines("ABC", "x", total="totaal"))
        first = hide(grid)
        other = dict.fromkeys(dice.sample(sorted(counts), 2), OTHER)
        both = first | {name: OTHER for name in other if counts[name]}
        assert exposed(grid, both) == []


def test_what_the_report_hides_stays_hidden_as_now_known(client: Client, daan: User, committed: None) -> None:
    """Three in Wierden were hidden; that they are six now would show that it was few, and by how many."""
    make_neighbours(MANY)
    make_neighbours(3, "Wierden", "Wier Fictief")
    report = make_released(make_report())
    make_neighbours(4, "Wierden", "Later Fictief")
    tasks.restate_released()
    kept = Restatement.objects.get(report=report, edition=None)
    was, now = document_of(report), known_now.document_now(report, kept, masked=True)
    hidden = {(t.code, r.code, c.key) for t, r, c, cell in cells_of(was) if cell.mask}
    shown = {(t.code, r.code, c.key) for t, r, c, cell in cells_of(now) if not cell.mask and cell.number}
    assert hidden & shown == set()
    assert ("T1", "GM0189", "headcount") in hidden
    assert {new.text for name, new in by_name(now).items() if name in hidden} == {"×"}
    client.force_login(daan)
    page = client.get(url(report))
    assert page.status_code == 200
    assert '<th scope="row">Wierden</th>' not in page.content.decode()


def by_name(document: Any) -> dict[tuple[str, str, str], Cell]:
    return {(table.code, row.code, column.key): cell for table, row, column, cell in cells_of(document)}


def cells_of(document: Any) -> list[tuple[Any, Any, Any, Cell]]:
    return [
        (table, row, column, cell)
        for table in document.tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]


def test_nothing_changed_is_said(client: Client, daan: User, released: Report) -> None:
    tasks.restate_released()
    client.force_login(daan)
    assert "Er is niets veranderd: elk getal is nog hetzelfde." in text(client.get(url(released)))
    assert Restatement.objects.get().fingerprint == released.fingerprint


def test_before_the_night_nothing_was_laid_beside_it(client: Client, daan: User, released: Report) -> None:
    client.force_login(daan)
    assert "nog niet naast iets gelegd" in text(client.get(url(released)))
    assert client.get(url(released) + "?met=nu").status_code == 404
    assert client.get(url(released, "report") + "?stand=nu").status_code == 404


def test_a_new_edition_lies_beside_the_released_one_at_once(
    client: Client, daan: User, ellen: User, everybody: list[WswEmployee], released: Report
) -> None:
    """The controller sees it before the release, the board after it."""
    halve(everybody[:7])
    second = make_report()
    client.force_login(ellen)
    page = text(client.get(url(released)))
    assert "naast uitgave 2" in page
    assert "verbeterd: −3,50 (7 mensen) 7" in page
    client.force_login(daan)
    assert client.get(url(released) + "?met=2").status_code == 404
    make_released(second)
    assert "12,00 8,50 −3,50" in text(client.get(url(released) + "?met=2"))


def test_worked_out_twice_it_is_one(everybody: list[WswEmployee], released: Report) -> None:
    """The second has what is known by then."""
    tasks.restate_released()
    halve(everybody[:5])
    tasks.restate_released()
    tasks.restate_report(str(released.key))
    assert Restatement.objects.count() == 1
    assert rows(released)["se_quarter_mean", "totaal"].people == 5


def test_ellen_asks_for_it_and_a_worker_does_it(
    client: Client, ellen: User, everybody: list[WswEmployee], released: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks.restate_report, "delay", asked.append)
    client.force_login(ellen)
    response = client.post(url(released, "report_restate"), follow=True)
    assert "Het wordt uitgerekend" in text(response)
    assert asked == [str(released.key)]
    draft = make_report(LAST_QUARTER.back(1))
    assert client.post(url(draft, "report_restate")).status_code == 404


def test_one_row_of_one_municipality(
    client: Client, ellen: User, everybody: list[WswEmployee], released: Report
) -> None:
    halve(everybody[:7])
    tasks.restate_released()
    client.force_login(ellen)
    assert "verbeterd" in text(client.get(url(released) + "?gemeente=GM0141"))
    assert "Totaal 1e" not in text(client.get(url(released) + "?gemeente=GM0141"))
    assert "verbeterd" not in text(client.get(url(released) + "?gemeente=GM0189"))
    assert client.get(url(released) + "?gemeente=GM9999").status_code == 404


def test_the_switched_page_asks_no_more_the_more_people_there_are(
    client: Client, daan: User, everybody: list[WswEmployee], released: Report, django_assert_max_num_queries: Any
) -> None:
    tasks.restate_released()
    client.force_login(daan)
    client.get(url(released, "report"))
    for more in ("", "?stand=nu"):
        with django_assert_max_num_queries(12):  # who asks takes some; of reports at most eight
            client.get(url(released, "report") + more)


def test_a_draft_laid_beside_is_not_the_boards(everybody: list[WswEmployee], released: Report, daan: User) -> None:
    """Held by the database too."""
    halve(everybody[:7])
    make_report()
    tasks.restate_released()
    with asked_by(str(daan.key)):
        seen = list(Restatement.objects.values_list("edition", flat=True))
    assert seen == [None]


def test_nobody_but_the_portal_writes_it(everybody: list[WswEmployee], released: Report, ellen: User) -> None:
    tasks.restate_released()
    with pytest.raises(DatabaseError), asked_by(str(ellen.key)):
        Restatement.objects.create(report=released, known_on=released.known_on, fingerprint="", shown={})


def test_the_reports_that_are_restated_are_those_that_hold(everybody: list[WswEmployee], released: Report) -> None:
    make_report(LAST_QUARTER.back(1))
    with asked_by(restating.PROCESS):
        assert restating.due() == [released]
    assert situations.LAST_QUARTER.code == released.period


def test_an_edition_that_lies_beside_nothing_is_laid_there_by_the_night(
    everybody: list[WswEmployee], released: Report
) -> None:
    """As after an upgrade that threw away what can be worked out again (decision 0060)."""
    halve(everybody[:7])
    second = make_report()
    before = Restatement.objects.get(edition=second)
    said = before.shown
    with asking.as_owner() as cursor:
        cursor.execute("DELETE FROM reports_restatementcontent")
        cursor.execute("DELETE FROM reports_restatement")
        cursor.connection.commit()
    tasks.restate_released()
    assert Restatement.objects.get(edition=second).shown == said
    assert Restatement.objects.filter(report=released).count() == 2
