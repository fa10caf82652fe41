"""A cell that no row adds up to names what it is worked out from, each with a page of its own (M2).

Held beside the formula of the figure: what the page names makes what the report says, in every cell of a demo register.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from municipalities.models import User
from reports import behind, made_of
from reports.document import document_of
from reports.made_of import is_worked, sources
from reports.models import Report
from reports.norms import NORMS
from reports.subjects import SUBJECTS
from reports.tables import Column, Row, Table
from tests.reports.exact import fault
from tests.situations import make_member

# Beside these every cell opens onto rows: of people, or of what was entered.
WORKED = {
    (layout.code, each.figure) for subject in SUBJECTS for layout in subject.layouts for each in subject.worked
}  # fmt: skip
FOLLOW = {("T1", "se_before"), ("T1", "se_change"), ("T2", "se_off"), ("T10", "coaches"), ("T11", "contracts")}


@pytest.fixture
def report(lay_demo: Callable[[int, int], None]) -> Report:
    """Of a demo register with money, keys and published figures (*fictief*), released."""
    lay_demo(130, 5)
    call_command("demo_report")
    return Report.objects.released().latest("number")


def cells(report: Report) -> list[tuple[Table, Row, int, Column]]:
    """Those with a link in the report."""
    return [
        (table, row, at, column)
        for table in document_of(report, masked=False).tables
        for row in table.rows if table.opens
        for at, column in enumerate(table.columns) if row.cells[at].number
    ]  # fmt: skip


def opens_onto_rows(report: Report, table: Table, row: Row, column: Column) -> bool:
    """Whether rows stand behind it: stands, people, or what was entered."""
    if (
        table.code in behind.ON_STANDS and column.key not in {"se_before", "se_change"}
    ) or table.code in behind.OF_MONEY:
        return not is_worked(table.code, row.code, column.key)
    if (table.code, column.key) in NORMS:
        return True
    try:
        behind.counted(report, table.code, row.code, column.key, report.known_on, [])
    except KeyError:
        return False
    return True


def test_every_cell_goes_on_to_rows_or_names_what_does(report: Report) -> None:
    tables = document_of(report, masked=False).tables
    wrong, named = [], Counter[tuple[str, str]]()
    for table, row, at, column in cells(report):
        found = sources(tables, table, row, at)
        if not opens_onto_rows(report, table, row, column):
            named[table.code, column.key] += 1
            wrong += [(table.code, row.code, column.key)] * (not found)
        for each in found:
            number = each.number.name if each.number else each.column.key
            again = each.number is None and sources(tables, each.table, each.row, each.at)
            if not again and not each.number and not opens_onto_rows(report, each.table, each.row, each.column):
                wrong.append((table.code, row.code, column.key, number))
    assert wrong == []
    assert set(named) == WORKED | FOLLOW


def test_what_is_named_makes_the_cell(report: Report) -> None:
    tables = list(document_of(report, masked=False).tables)
    wrong, right = [], Counter[tuple[str, str]]()
    for table, row, at, column in cells(report):
        if is_worked(table.code, row.code, column.key):
            why = fault(report, tables, table, row, at)
            wrong += [(table.code, row.code, column.key, why)] if why else []
            right[table.code, column.key] += not why
    assert wrong == []
    assert set(right) == WORKED


def test_a_planted_wrong_part_is_caught(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row beside it: every share of T9 would be of other people than the page names."""
    tables = list(document_of(report, masked=False).tables)
    at = next(each for each in cells(report) if (each[0].code, each[3].key) == ("T9", "plan_share"))
    table, row, nth, _ = at
    others = [each for each in table.rows if each.code != row.code and each.cells[nth].number != row.cells[nth].number]
    now = made_of._cells
    monkeypatch.setattr(made_of, "_cells", lambda there, key, code: now(there, key, others[0].code))
    assert fault(report, tables, table, row, nth)


# The page


def links(page: Any) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'href="(\?tabel=[^"]+)"', page.content.decode())]


def opened(client: Client, report: Report, table: str, key: str, row: str = "totaal") -> Any:
    found = next(each for each in document_of(report, masked=False).tables if each.code == table)
    at = next(nth for nth, column in enumerate(found.columns) if column.key == key)
    return client.get(reverse("report_cell", args=[report.key]), {"tabel": table, "rij": row, "kolom": at})


@pytest.fixture
def ellen(report: Report) -> User:
    return make_member("Ellen Voorbeeld", "controller", "Almelo")


@pytest.fixture
def bram(report: Report) -> User:
    return make_member("Bram Voorbeeld", "consulent", "Almelo")


def goes_on(client: Client, report: Report, table: str, key: str, row: str = "totaal") -> list[str]:
    """Each link of the page leads to rows; what the pages are called."""
    page, address = opened(client, report, table, key, row), reverse("report_cell", args=[report.key])
    assert page.status_code == 200, (table, key)
    found = []
    for link in links(page):
        there = client.get(address + link)
        assert there.status_code == 200, (table, key, link)
        assert "<tbody>" in there.content.decode(), (table, key, link)
        found.append(re.sub(r"\s+", " ", re.findall(r"<h1>(.*?)</h1>", there.content.decode(), re.S)[0]).strip())
    return found


def test_bram_goes_on_from_a_share_to_people(client: Client, bram: User, report: Report) -> None:
    client.force_login(bram)
    assert [each.partition(":")[0] for each in goes_on(client, report, "T9", "plan_share", "GM0141")] == [
        "T9, mensen, met plan", "T9, mensen, zonder plan",
    ]  # fmt: skip
    assert goes_on(client, report, "T6", "sick_share", "GM0141") == ["T6, fte-dagen ziek", "T6, fte-dagen"]
    assert "T10, minuten contact" in goes_on(client, report, "T10", "hours_each", "GM0141")


def test_ellen_goes_on_from_a_price_to_amounts_and_people(client: Client, ellen: User, report: Report) -> None:
    client.force_login(ellen)
    assert "T12, SE t/m nu" in goes_on(client, report, "T12", "fin_realised", "ntw_se")
    assert len(goes_on(client, report, "T2", "se_off_share", "GM0141")) == 2
    assert len(goes_on(client, report, "T13", "due_budget", "GM0141")) == 2
    assert "T6" not in "".join(goes_on(client, report, "T1", "se_change", "GM0141"))


def test_who_may_not_open_a_number_reads_it_without_a_link(client: Client, bram: User, report: Report) -> None:
    """Bram sees what was budgeted, and not who entered what."""
    client.force_login(bram)
    page = opened(client, report, "T2", "se_off_share", "GM0141")
    assert "T2, SE in dit jaar, begroot" in page.content.decode()
    assert len(links(page)) == 1
    assert opened(client, report, "T2", "se_budget", "GM0141").status_code == 404


def test_a_number_opens_only_beside_a_cell_that_needs_it(
    client: Client, bram: User, ellen: User, report: Report
) -> None:
    address = reverse("report_cell", args=[report.key])
    client.force_login(bram)
    (lost, _) = links(opened(client, report, "T6", "sick_share", "GM0141"))
    assert client.get(address + lost).status_code == 200
    for name in ("closed_days", "onzin", "", "%00"):
        assert client.get(f"{address}{lost.rpartition('=')[0]}={name}").status_code == 404, name
    client.force_login(ellen)  # who may not see who was sick
    assert client.get(address + lost).status_code == 404


def test_of_other_municipalities_it_shows_nobody(client: Client, bram: User, report: Report) -> None:
    client.force_login(bram)
    for link in links(opened(client, report, "T9", "plan_share", "GM0189")):
        page = client.get(reverse("report_cell", args=[report.key]) + link).content.decode()
        assert "geen mensen die u mag zien" in page
