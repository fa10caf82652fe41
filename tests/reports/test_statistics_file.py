"""The half-yearly delivery: everybody in it, checked, sums as the report's, and what comes back beside it (16, 17)."""

import csv
import io
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import ContractHours, Employment, Indication, Leave, Residence, WswEmployee
from cases.register.sheet_text import Unreadable
from municipalities.asker import asked_by
from municipalities.models import AuditEntry, User, today
from municipalities.stepup import PROVED_AT
from reports import statistics_file
from reports.models import Report
from reports.periods import Period
from reports.views.statistics import _by_kind, _safe
from tests import people
from tests.reports.test_changes import text
from tests.situations import make_report, proved

pytestmark = pytest.mark.django_db
HALF = Period.parse(f"{today().year}H1" if today().month > 6 else f"{today().year - 1}H2")
BSNS = ("999990007", "999990019")  # valid, of nobody (R69)


@pytest.fixture
def truus() -> WswEmployee:
    return people.make_employee(
        "Truus Fictief", lives_in="Almelo", hours=36, category="matig", placed=True, bsn=BSNS[0]
    )


@pytest.fixture
def wim() -> WswEmployee:
    """Left on the second day of the half-year: he is in it (R78)."""
    made = people.make_employee("Wim Fictief", lives_in="Almelo", hours=18, category="ernstig", bsn=BSNS[1])
    Employment.objects.filter(employee=made).update(ends_on=HALF.starts_on + timedelta(days=1), outflow_reason="EIG")
    ContractHours.objects.filter(employment__employee=made).update(ends_on=HALF.starts_on + timedelta(days=1))
    return made


@pytest.fixture
def report(truus: WswEmployee, wim: WswEmployee) -> Report:
    people.make_employee("Elders Fictief", lives_in="Wierden", placed=True)
    return make_report(HALF)


def lines(report: Report, user: User) -> dict[str, statistics_file.Line]:
    return {line.person.first_name: line for line in statistics_file.delivery(report, user.memberships.get()).lines}


def says(report: Report, user: User) -> list[str]:
    of = statistics_file.delivery(report, user.memberships.get())
    return [fault.says for fault in statistics_file.faults(of, report, "GM0141")]


def test_r78_who_left_on_the_second_day_is_in_it_and_wierden_is_not(report: Report, ellen: User) -> None:
    found = lines(report, ellen)
    assert set(found) == {"Truus", "Wim"}
    assert (found["Truus"].cells["groep"], found["Truus"].cells["bsn"]) == ("2", BSNS[0])
    assert found["Wim"].cells["laatste_dag"] == (HALF.starts_on + timedelta(days=1)).isoformat()
    assert found["Wim"].cells["reden_uitstroom"] == "EIG"
    assert found["Truus"].cells["woongemeente"] == "GM0141"
    assert found["Truus"].cells["werkvorm"] == "BSB"


def test_the_arbeidsjaren_by_hand(report: Report, ellen: User) -> None:
    """36 hours matig all half-year: six stands of 1.00, a twelfth each. Wim stood on no last day."""
    found = lines(report, ellen)
    assert found["Truus"].realised == Decimal("0.5")
    assert found["Wim"].realised == 0
    assert found["Truus"].cells["gerealiseerde_arbeidsjaren"] == "0.5000"


def test_the_header_says_whose_layout_it_is(report: Report, ellen: User) -> None:
    rows = statistics_file.table(list(lines(report, ellen).values()))
    assert rows[0][0] == "eigen_indeling_portaal_1"
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert len({len(row) for row in rows}) == 1


def test_sums_are_the_reports_and_nothing_is_wrong(report: Report, ellen: User) -> None:
    assert says(report, ellen) == []


def test_what_is_registered_since_is_not_in_it(report: Report, ellen: User) -> None:
    people.recorded_on(timezone.now() + timedelta(days=1))
    Indication.objects.update(category="ernstig")
    assert lines(report, ellen)["Truus"].cells["categorie"] == "matig"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda truus: WswEmployee.objects.filter(pk=truus.pk).update(bsn_encrypted=None, bsn_hash=None),
         "Er is geen burgerservicenummer."),
        (lambda truus: Indication.objects.filter(employee=truus).delete(), "Er is geen categorie."),
        (lambda truus: Residence.objects.filter(employee=truus).delete(), "Er is geen woongemeente op de laatste dag."),
        (lambda truus: Employment.objects.filter(employee__first_name="Wim").update(outflow_reason=""),
         "De reden van uitstroom ontbreekt."),
    ],
    ids=["bsn", "category", "home", "reason"],
)  # fmt: skip
def test_what_has_to_be_put_right_is_said(
    spoil: Any, words: str, truus: WswEmployee, wim: WswEmployee, ellen: User
) -> None:
    spoil(truus)
    made = make_report(HALF)
    told, found = says(made, ellen), lines(made, ellen)
    if "woongemeente" in words:  # who lives nowhere is in no municipality's file: the report's T15 says so
        assert set(found) == {"Wim"}
    else:
        assert words in told


def test_what_is_wrong_stands_by_kind_and_the_sums_come_first(
    report: Report, ellen: User, truus: WswEmployee, wim: WswEmployee
) -> None:
    """A hundred lines of one kind hid that a sum differs; so each kind says of how many people it is."""
    delivered = statistics_file.delivery(report, ellen.memberships.get())
    of_people = [statistics_file.Fault(each, "Er is geen woongemeente.") for each in (truus, wim)]
    whole = statistics_file.Fault(None, "Groep “RVU”: 1 in het bestand en 2 in tabel WS van het rapport.")
    assert _by_kind([whole, *of_people]) == [
        (whole.says, 1, []), ("Er is geen woongemeente.", 2, [truus, wim]),
    ]  # fmt: skip
    one_less = statistics_file.Delivery(delivered.lines[:1], Counter())
    kinds = [fault.person is None for fault in statistics_file.faults(one_less, report, "GM0141")]
    assert kinds == sorted(kinds, reverse=True)


def test_another_sum_than_the_reports_is_said(report: Report, ellen: User) -> None:
    """Planted: somebody is left out of the file."""
    found = statistics_file.Delivery(list(lines(report, ellen).values())[:1], Counter())
    told = [fault.says for fault in statistics_file.faults(found, report, "GM0141")]
    assert any("in het bestand en" in each for each in told)


def test_who_is_anothers_now_is_not_shown_and_the_sums_say_so(
    report: Report, ellen: User, truus: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(WswEmployee.objects.all()), "visible_to", lambda self, membership: self.exclude(pk=truus.pk)
    )
    assert set(lines(report, ellen)) == {"Wim"}
    told = says(report, ellen)
    assert any(
        "Het verschil is van mensen (1) van wie het dossier nu bij een andere gemeente is." in each for each in told
    )


def test_what_ended_before_somebody_was_ours_is_not_ours_to_tell(
    truus: WswEmployee, wim: WswEmployee, ellen: User
) -> None:
    """Truus comes to live in Almelo in the half-year and works elsewhere; she had leave before it and across it."""
    came = HALF.starts_on + timedelta(days=60)
    for person in (truus, wim):
        Employment.objects.filter(employee=person).update(employer=people.make_organisation("Stichting Bedacht"))
    truus.residences.all().delete()
    people.make_residence(truus, "Wierden", since=people.day("01-01-1990"), until=came - timedelta(days=1))
    people.make_residence(truus, "Almelo", since=came)
    job = truus.employments.get()
    people.make_leave(job, kind="onbetaald", since=came - timedelta(days=40), until=came - timedelta(days=20))
    people.make_leave(job, kind="rvu", since=came - timedelta(days=10), until=came + timedelta(days=10))
    people.make_supported(truus, starts_on=came - timedelta(days=50), ends_on=came - timedelta(days=45))
    people.meanwhile()
    report = make_report(HALF)
    with asked_by(str(ellen.key)):
        seen = list(Leave.objects.filter(employee=truus).values_list("kind", flat=True))
        cells = lines(report, ellen)["Truus"].cells
    assert seen == ["rvu"]
    assert cells["onbetaald_verlof_vanaf"] == cells["begeleid_werken_vanaf"] == ""
    assert cells["rvu_vanaf"] == (came - timedelta(days=10)).isoformat()


def test_the_years_between_of_who_came_back_are_anothers(truus: WswEmployee, wim: WswEmployee, ellen: User) -> None:
    """Truus leaves Almelo for Wierden and comes back, all in the half-year; she works elsewhere. Leave in each part."""
    went, came = HALF.starts_on + timedelta(days=30), HALF.starts_on + timedelta(days=90)
    for person in (truus, wim):
        Employment.objects.filter(employee=person).update(employer=people.make_organisation("Stichting Bedacht"))
    truus.residences.all().delete()
    people.make_residence(truus, "Almelo", since=people.day("01-01-1990"), until=went - timedelta(days=1))
    people.make_residence(truus, "Wierden", since=went, until=came - timedelta(days=1))
    people.make_residence(truus, "Almelo", since=came)
    job = truus.employments.get()
    people.make_leave(job, kind="onbetaald", since=went + timedelta(days=5), until=went + timedelta(days=10))
    people.make_supported(truus, starts_on=went + timedelta(days=12), ends_on=went + timedelta(days=20))
    people.make_leave(job, kind="rvu", since=went - timedelta(days=20), until=went - timedelta(days=10))
    people.meanwhile()
    report = make_report(HALF)
    with asked_by(str(ellen.key)):
        seen = list(Leave.objects.filter(employee=truus).values_list("kind", flat=True))
        cells = lines(report, ellen)["Truus"].cells
    assert seen == ["rvu"]
    assert cells["onbetaald_verlof_vanaf"] == cells["begeleid_werken_vanaf"] == ""
    assert cells["rvu_vanaf"] == (went - timedelta(days=20)).isoformat()


# What comes back


def back(*rows: str) -> bytes:
    return "\r\n".join(["personeelsnummer;gerealiseerde_arbeidsjaren", *rows]).encode("cp1252")


def test_what_comes_back_is_laid_beside_ours_person_by_person(
    report: Report, ellen: User, truus: WswEmployee, wim: WswEmployee
) -> None:
    found = list(lines(report, ellen).values())
    said = statistics_file.returned(back(f"{truus.personnel_number};0,4167", "99999;0,5"))
    told = [(each.number, each.ours, each.theirs, each.says) for each in statistics_file.differences(found, said)]
    assert told == [
        ("99999", "–", "0,5000", "niet in ons bestand"),
        (truus.personnel_number, "0,5000", "0,4167", ""),
        (wim.personnel_number, "0,0000", "–", "niet in het bestand dat terugkwam"),
    ]


def test_the_same_back_is_no_difference(report: Report, ellen: User) -> None:
    found = list(lines(report, ellen).values())
    same = [f"{line.person.personnel_number};{line.realised:.4f}" for line in found]
    assert statistics_file.differences(found, statistics_file.returned(back(*same))) == []


@pytest.mark.parametrize(
    ("content", "row", "column", "words"),
    [
        (b"nummer;aj\r\n1;2\r\n", 1, "", "De kolommen moeten er zijn"),
        (back("1;een"), 2, "gerealiseerde_arbeidsjaren", "dit is geen getal"),
        (back("1;0,5", "1;0,6"), 3, "personeelsnummer", "staat er twee keer in"),
        (back("1;0,5;x"), 2, "", "3 cellen en geen 2"),
    ],
)
def test_a_return_that_cannot_be_read_says_where(content: bytes, row: int, column: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refusal:
        statistics_file.returned(content)
    assert (refusal.value.row, refusal.value.column) == (row, column)


# On screen


def page(client: Client, report: Report, content: bytes | None = None) -> HttpResponse:
    address = reverse("statistics", args=[report.key])
    return client.post(address, {"file": SimpleUploadedFile("terug.csv", content)}) if content else client.get(address)


def test_ellen_checks_it_and_fetches_it_after_proving_who_she_is(client: Client, ellen: User, report: Report) -> None:
    client.force_login(ellen)
    assert "Er is niets te herstellen." in text(page(client, report))
    assert "Wsw-statistiek van uw gemeente" in text(client.get(reverse("report", args=[report.key])))
    address = reverse("statistics_file", args=[report.key])
    session = client.session
    session.pop(PROVED_AT, None)
    session.save()
    assert client.post(address).status_code == 302  # first who she is
    proved(client)
    fetched = client.post(address)
    rows = list(csv.reader(io.StringIO(fetched.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(statistics_file.COLUMNS)
    assert {row[2] for row in rows[1:]} == set(BSNS)
    entry = AuditEntry.objects.filter(act="exported").latest("pk")
    assert len(entry.subjects) == 2


def test_ellen_lays_beside_it_what_came_back_and_nothing_changes(
    client: Client, ellen: User, report: Report, truus: WswEmployee
) -> None:
    client.force_login(ellen)
    before = Employment.objects.count(), ContractHours.objects.count()
    told = text(page(client, report, back(f"{truus.personnel_number};0,25")))
    assert "Fictief, Truus 0,5000 0,2500" in told
    assert (Employment.objects.count(), ContractHours.objects.count()) == before
    assert "Rij 2, kolom gerealiseerde_arbeidsjaren: dit is geen getal" in text(page(client, report, back("1;een")))


def test_of_another_report_than_a_half_years_there_is_none(client: Client, ellen: User, truus: WswEmployee) -> None:
    client.force_login(ellen)
    assert page(client, make_report()).status_code == 404


def test_bram_and_daan_may_not(client: Client, bram: User, daan: User, report: Report) -> None:
    for user in (bram, daan):
        client.force_login(user)
        assert page(client, report).status_code in (403, 404)


def test_a_cell_that_a_spreadsheet_takes_for_a_formula_is_text() -> None:
    assert _safe("=1+1") == "'=1+1"
    assert _safe("Gemeente") == "Gemeente"
