"""Behind every cell stand the people it counted: their rows add up to it, as known when the report was made.

The counting asks one statement per table, the page one per cell; here the two are held side by side for every cell of
a demo register, after it was corrected.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Caseload, Indication, Placement, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import User
from municipalities.readonly import read_only
from reports import behind
from reports.document import document_of
from reports.figures import TOTAL, Figure
from reports.models import Amount, Report
from reports.subjects import SUBJECTS
from tests import people
from tests.situations import LAST_QUARTER, make_member, make_neighbours, make_released, make_report

OPENING = {"T5", "T6", "T6V", "T7", "T8", "T9", "T10", "T11", "T15"}


@pytest.fixture
def corrected(lay_demo: Callable[[int, int], None]) -> Report:
    """A report of a register with all kinds of rows (*fictief*), and then much is registered otherwise."""
    lay_demo(130, 5)
    report = make_report()
    with transaction.atomic():
        Indication.objects.update(category="ernstig")
        Placement.objects.update(function="anders")
        Caseload.objects.all().delete()
    return report


def test_the_people_behind_each_cell_make_the_cell(corrected: Report) -> None:
    printed = {(f["municipality"], f["figure"]): int(f["value"]) for f in corrected.content["figures"]
               if f["table"] in OPENING and "." not in f["value"]}  # fmt: skip
    wrong, seen = {}, Counter[str]()
    with asked_by(behind.PROCESS):
        for table in corrected.content["tables"]:
            if table["code"] not in OPENING:
                continue
            for row in table["rows"]:
                for key in keys_of(table["code"], corrected):
                    cell = printed.get((row["code"], key))
                    units = behind.counted(corrected, table["code"], row["code"], key, corrected.known_on)
                    seen[table["code"]] += bool(units)
                    if cell is not None and sum(units.values()) != cell:
                        wrong[table["code"], row["code"], key] = (cell, sum(units.values()))
    assert wrong == {}
    assert set(seen) == OPENING
    assert all(seen[code] > 3 for code in OPENING - {"T7"}), seen


def test_of_some_people_it_counts_what_it_counts_of_everybody(corrected: Report) -> None:
    """A page asks only of whom its reader sees: what it leaves out changes nothing for who is left, then and now."""
    some = list(WswEmployee.objects.order_by("pk").values_list("pk", flat=True)[::2])
    of_people = {"T2": {"se_realised", "se_forecast"}}  # the rest is entered, or worked out with that
    amounts = [(code, figure.name) for code in behind.OF_AMOUNTS for figure in figures_of(code)
               if figure.printed and figure.name in of_people.get(code, {figure.name})]  # fmt: skip
    amounts += [("T1", key) for key in behind.MEANS]
    counts = [(code, key) for code in OPENING for key in keys_of(code, corrected)]
    wrong, seen = {}, Counter[str]()
    with asked_by(behind.PROCESS):
        for code, key in [*counts, *amounts]:
            for known_on in (corrected.known_on, None):
                everybody = behind.counted(corrected, code, TOTAL, key, known_on)
                expected = {person: number for person, number in everybody.items() if person in some}
                seen[code] += bool(expected)
                if (of_some := behind.counted(corrected, code, TOTAL, key, known_on, some)) != expected:
                    wrong[code, key, known_on] = (expected, of_some)
    assert wrong == {}
    assert set(seen) == OPENING | behind.OF_AMOUNTS | {"T1"}
    assert all(seen.values()), seen


def figures_of(code: str) -> tuple[Figure, ...]:
    return next(s for s in SUBJECTS if any(layout.code == code for layout in s.layouts)).figures


def keys_of(code: str, report: Report) -> list[str]:
    subject = next(s for s in SUBJECTS if any(layout.code == code for layout in s.layouts))
    assert subject.people is not None
    names = {each["code"]: each["name"] for each in report.content["municipalities"]}
    looking = behind._Looking(LAST_QUARTER, report.known_on, behind.frozen(report), {}, names)
    printed = {figure.name for figure in subject.figures if figure.printed}
    keys = list(subject.people(looking, code))
    assert set(keys) <= printed
    counted = {figure.name for figure in subject.figures if figure.printed and figure.counts_people}
    assert counted <= set(keys), "a count of people that does not open"
    return keys


def test_a_planted_defect_in_who_is_behind_is_caught(corrected: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked by what is known now, the rows no longer make the cells."""
    with asked_by(behind.PROCESS):
        then = behind.counted(corrected, "T10", "totaal", "coached", corrected.known_on)
        now = behind.counted(corrected, "T10", "totaal", "coached", None)
    (cell,) = (int(f["value"]) for f in corrected.content["figures"]
               if (f["municipality"], f["figure"]) == ("totaal", "coached"))  # fmt: skip
    assert sum(then.values()) == cell > 0
    assert now == {}


# The page


@pytest.fixture
def report(db: None) -> Report:
    """Almelo: seven with a coach or not, and one whose indication ran out."""
    make_neighbours(6)
    people.make_employee("Guus Fictief", lives_in="Almelo", placed=True)
    return make_report()


def opened(client: Client, report: Report, table: str, key: str, row: str = "GM0141") -> Any:
    found = next(each for each in document_of(report, masked=False).tables if each.code == table)
    at = next(nth for nth, column in enumerate(found.columns) if column.key == key)
    return client.get(reverse("report_cell", args=[report.key]), {"tabel": table, "rij": row, "kolom": at})


def named(page: Any) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="/medewerkers/[^"]+">([^<]+)</a>', page.content.decode())


def test_ellen_sees_who_has_no_coach(client: Client, ellen: User, report: Report) -> None:
    client.force_login(ellen)
    page = opened(client, report, "T10", "uncoached")
    assert page.status_code == 200
    assert len(named(page)) == WswEmployee.objects.count()
    assert "Telde toen" in page.content.decode()


def test_a_name_leads_to_the_dossier_as_it_was_known(client: Client, ellen: User, report: Report) -> None:
    client.force_login(ellen)
    for table, key in (("T10", "uncoached"), ("T1", "headcount")):
        page = opened(client, report, table, key).content.decode()
        link = re.search(r'href="(/medewerkers/[^"]+)">Fictief, Guus', page)
        assert link is not None
        known = f"{report.known_on:%Y}"
        assert f"peildatum={LAST_QUARTER.ends_on:%d-%m-%Y}&amp;bekend_op=" in link[1]
        assert known in link[1]
        assert client.get(link[1].replace("&amp;", "&")).status_code == 200


def test_todays_value_stands_beside_it(client: Client, ellen: User, report: Report) -> None:
    """Guus turns out to be ernstig: 1.25 SE on the day that was reported as 1.00."""
    with transaction.atomic():
        Indication.objects.filter(employee__first_name="Guus").update(category="ernstig")
    client.force_login(ellen)
    page = opened(client, report, "T1", "headcount").content.decode()
    row = page.split("Fictief, Guus")[1].split("</tr>")[0]
    assert re.findall(r">\s*(\d,\d\d)\s*<", row)[-2:] == ["1,00", "1,25"]


def test_who_got_a_coach_since_counted_then_and_does_not_now(
    client: Client, ellen: User, anouk: User, report: Report
) -> None:
    """Registered after the report, and true of its last day."""
    people.recorded_on(timezone.now() + timedelta(days=1))
    people.coach(WswEmployee.objects.get(first_name="Guus"), anouk, since=LAST_QUARTER.starts_on)
    client.force_login(ellen)
    page = opened(client, report, "T10", "uncoached").content.decode()
    row = page.split("Fictief, Guus")[1].split("</tr>")[0]
    assert re.findall(r">\s*(\d)\s*<", row) == ["1", "0"]


def test_who_was_sick_is_not_the_controllers(client: Client, ellen: User, bram: User, report: Report) -> None:
    people_ = document_of(report, masked=False)
    assert {table.code for table in people_.tables} >= {"T6", "T7"}
    client.force_login(ellen)
    assert opened(client, report, "T6", "sick_people").status_code == 404
    assert "tabel=T6" not in client.get(reverse("report", args=[report.key])).content.decode()
    assert behind.may_open("T6", bram.memberships.get())
    assert not behind.may_open("T6", ellen.memberships.get())


def test_another_municipality_opens_onto_nobody_of_theirs(client: Client, report: Report) -> None:
    client.force_login(make_member("Fatih Voorbeeld", "controller", "Wierden"))
    page = opened(client, report, "T10", "uncoached")
    assert (page.status_code, named(page)) == (200, [])


def test_for_the_board_it_stops_at_counts(client: Client, daan: User, report: Report) -> None:
    client.force_login(daan)
    assert opened(client, report, "T10", "uncoached").status_code == 404


def test_plans_open_for_who_may_read_them(client: Client, ellen: User, bram: User, report: Report) -> None:
    make_released(report)
    for user, status in ((ellen, 404), (bram, 200)):
        client.force_login(user)
        assert opened(client, report, "T9", "unplanned").status_code == status, user


def test_r70_who_lived_elsewhere_then_is_not_shown_to_where_they_live_now(
    client: Client, carla: User, bram: User, report: Report
) -> None:
    """Guus goes to Wierden after the report: what Almelo counted of him stays Almelo's."""
    make_released(report)
    guus = WswEmployee.objects.get(first_name="Guus")
    people.move(guus, "Wierden", on=timezone.localdate())
    for user, shown in ((carla, False), (bram, True)):
        client.force_login(user)
        for table, key in (("T10", "uncoached"), ("T1", "headcount")):
            page = opened(client, report, table, key, "totaal")
            assert (page.status_code, "Fictief, Guus" in named(page)) == (200, shown), (user, table)


def test_a_share_opens_onto_nobody_and_names_its_numbers(client: Client, bram: User, report: Report) -> None:
    make_released(report)
    client.force_login(bram)
    page = opened(client, report, "T9", "plan_share")
    assert named(page) == []
    assert "Dit getal volgt uit" in page.content.decode()


def test_who_only_looks_along_can_ask_it_too(ellen: User, report: Report) -> None:
    """The counting for a page makes no tables: the database is told to let nothing be written."""
    with transaction.atomic(), read_only():
        found = behind.counted_behind(report, "T10", "totaal", "uncoached", ellen.memberships.get())
    assert found


def test_with_whom_there_was_contact_is_not_the_controllers(
    client: Client, ellen: User, bram: User, report: Report
) -> None:
    """The wall around contacts shows a controller none; so the links are not there, and the door says the same."""
    make_released(report)
    for user, status in ((ellen, 404), (bram, 200)):
        client.force_login(user)
        assert opened(client, report, "T10", "not_contacted").status_code == status, user
        assert opened(client, report, "T10", "uncoached").status_code == 200, user
        page = client.get(reverse("report", args=[report.key])).content.decode()
        found = next(each for each in document_of(report, masked=False).tables if each.code == "T10")
        at = [column.key for column in found.columns]
        assert f"tabel=T10&amp;rij=GM0141&amp;kolom={at.index('uncoached')}" in page
        assert (f"tabel=T10&amp;rij=GM0141&amp;kolom={at.index('not_contacted')}" in page) == (user == bram)


def test_se_by_cause_opens_onto_what_each_gives(client: Client, ellen: User, report: Report) -> None:
    """Everybody begins and ends with 1.00; Guus turns out ernstig since, and would end with 1.25."""
    with transaction.atomic():
        Indication.objects.filter(employee__first_name="Guus").update(category="ernstig")
    client.force_login(ellen)
    for table, key in (("T3S", "t3s_end"), ("V1", "v1_end"), ("V2", "v2_end")):
        page = opened(client, report, table, key)
        row = page.content.decode().split("Fictief, Guus")[1].split("</tr>")[0]
        assert re.findall(r">\s*(\d,\d\d)\s*<", row) == ["1,00", "1,25"], table
        assert len(named(page)) == WswEmployee.objects.count()
    assert named(opened(client, report, "T3S", "t3s_hours")) == []


def test_amounts_open_onto_what_was_entered(client: Client, ellen: User, bram: User) -> None:
    make_neighbours(6)
    with transaction.atomic():
        of = {"year": LAST_QUARTER.year, "status": "definitief", "source": "begroting", "kind": "begroting"}
        row = Amount.objects.create(post="bruto_omzet", amount="1000.00", **of)
        Amount.objects.create(post="directe_kosten", amount="300.00", **of)
    report = make_released(make_report())
    people.recorded_on(timezone.now() + timedelta(days=1))
    Amount.objects.filter(pk=row.pk).update(amount="1200.00")
    client.force_login(ellen)
    page = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", opened(client, report, "T12", "fin_budget", "ntw").content.decode())
    )
    assert "T12, begroot, hele jaar: € 700,00" in page
    assert "1.000,00 1.200,00" in page
    assert "300,00 300,00" in page
    client.force_login(bram)
    assert opened(client, report, "T12", "fin_budget", "ntw").status_code == 404


def test_rows_that_are_no_places_open_from_the_report_too(client: Client, ellen: User, bram: User) -> None:
    """Posts of money for the controller, forms of work for who may see who is sick: it could be had by address only."""
    for person in make_neighbours(6):
        people.make_sick(person, since=LAST_QUARTER.starts_on)
    with transaction.atomic():
        of = {"year": LAST_QUARTER.year, "status": "definitief", "source": "begroting", "kind": "begroting"}
        Amount.objects.create(post="bruto_omzet", amount="1000.00", **of)
    report = make_released(make_report())
    for user, table, row in ((ellen, "T12", "ntw"), (bram, "T6V", "BSB")):
        client.force_login(user)
        page = client.get(reverse("report", args=[report.key])).content.decode()
        links = re.findall(rf'href="([^"]+tabel={table}&amp;rij={row}&amp;[^"]+)"', page)
        assert links, user
        assert client.get(links[0].replace("&amp;", "&")).status_code == 200
        assert ("tabel=T12" in page, "tabel=T6V" in page) == (user == ellen, user == bram)
        assert "rij=GM0189" not in page
