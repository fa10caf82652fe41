"""Baanzekerheid: nobody loses a day unseen, and nobody is said to who did not. Gaps planted by hand, days by hand."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.job_security import EMPLOYMENT, FORM, HOURS, lost_days, people_per_kind
from cases.models import WswEmployee
from municipalities.asker import tell_database
from municipalities.models import User
from tests import people
from tests.people import day

YEAR = (day("01-01"), day("31-12"))
TRANSFER = day("01-01-2021")


def lost(first: date = YEAR[0], last: date = YEAR[1], over: date | None = None) -> list[tuple[str, str, date, date]]:
    found = lost_days(WswEmployee.objects.all(), first, last, over=over)
    return [(each.personnel_number, each.missing, each.first, each.last) for each in found]


def transferred(name: str, last: str, first: str | None, **fields: Any) -> WswEmployee:
    """At the GR until day `last`, with the municipality from day `first`: placed and with hours in both."""
    person = people.make_employee(name, employer="GR", until=day(last), reason="OVG", placed=True, **fields)
    if first:
        job = people.make_employment(person, since=day(first))
        people.make_placement(job, since=day(first))
    return person


@pytest.mark.django_db
def test_who_works_all_year_loses_nothing(truus: WswEmployee) -> None:
    assert lost() == []
    assert people_per_kind([]) == {EMPLOYMENT: 0, HOURS: 0, FORM: 0}


@pytest.mark.django_db
def test_a_transfer_without_a_day_between_loses_nothing() -> None:
    transferred("Wim Fictief", "31-12-2020", "01-01-2021")
    assert lost(day("01-01-2020"), day("31-12-2021")) == lost(day("01-01-2020"), day("31-12-2021"), TRANSFER) == []


@pytest.mark.django_db
def test_a_gap_over_a_transfer_is_found_to_the_day() -> None:
    transferred("Wim Fictief", "29-12-2020", "04-01-2021", personnel_number="W")
    transferred("Ria Fictief", "31-12-2020", "01-01-2021", personnel_number="R")
    gap = ("W", EMPLOYMENT, day("30-12-2020"), day("03-01-2021"))
    assert lost(day("01-01-2020"), day("31-12-2021")) == [gap]
    assert lost(day("01-01-2020"), day("31-12-2021"), over=TRANSFER) == [gap]


@pytest.mark.django_db
def test_who_was_forgotten_in_a_transfer_is_found() -> None:
    transferred("Wim Fictief", "31-12-2020", None, personnel_number="W")
    assert lost(day("01-12-2020"), day("31-01-2021"), over=TRANSFER) == [
        ("W", EMPLOYMENT, day("01-01-2021"), day("31-01-2021"))
    ]


@pytest.mark.django_db
def test_another_gap_is_not_of_that_transfer() -> None:
    transferred("Wim Fictief", "31-05-2021", "03-06-2021", personnel_number="W")
    year = (day("01-01-2021"), day("31-12-2021"))
    assert lost(*year) == [("W", EMPLOYMENT, day("01-06-2021"), day("02-06-2021"))]
    assert lost(*year, over=TRANSFER) == []
    assert lost(*year, over=day("03-06-2021")) == lost(*year)


@pytest.mark.django_db
def test_only_the_days_of_the_period_are_asked() -> None:
    transferred("Wim Fictief", "29-12-2020", "04-01-2021", personnel_number="W")
    assert lost(day("02-01-2021"), day("31-12-2021")) == [("W", EMPLOYMENT, day("02-01-2021"), day("03-01-2021"))]
    assert lost(day("04-01-2021"), day("31-12-2021")) == lost(day("01-01-2020"), day("29-12-2020")) == []


_BEFORE, _AFTER = (36, day("01-03-2008"), day("30-06")), (36, day("03-07"), None)


@pytest.mark.parametrize("hours", [[_BEFORE, _AFTER], [_BEFORE, (0, day("01-07"), day("02-07")), _AFTER]])
@pytest.mark.django_db
def test_a_gap_in_the_hours_and_a_contract_of_0_hours(hours: Any) -> None:
    people.make_employee("Wim Fictief", kind="begeleid_werken", employer="Bakker", hours=hours, personnel_number="W")
    assert lost() == [("W", HOURS, day("01-07"), day("02-07"))]


@pytest.mark.django_db
def test_a_gap_in_the_form_is_leegloop_from_the_next_day() -> None:
    """R37: a placement ends 14-05, the next begins 18-05: three days without."""
    person = people.make_employee("Wim Fictief", personnel_number="W")
    people.make_placement(person, "BSB", 36, since=day("01-01-2010"), until=day("14-05"))
    people.make_placement(person, "IND", 20, since=day("18-05"))
    assert lost() == [("W", FORM, day("15-05"), day("17-05"))]


@pytest.mark.django_db
def test_who_is_on_leave_or_at_an_employer_of_their_own_needs_no_placement() -> None:
    away = people.make_employee("Wim Fictief", personnel_number="W")
    people.make_leave(away, "rvu", since=day("01-03"))
    people.make_placement(away, since=day("01-01-2010"), until=day("15-02"))
    bw = people.make_employee("Ria Fictief", until=day("31-12-2025"), reason="BEW")
    people.make_employment(bw, kind="begeleid_werken", employer="Bakkerij Fictief", since=day("01-01"))
    assert lost() == [("W", FORM, day("16-02"), day("28-02"))]


@pytest.mark.parametrize("reason", ["EIG", "REG", "PEN", "ZIE", "EBT"])
@pytest.mark.django_db
def test_who_left_for_a_reason_of_their_own_lost_nothing(reason: str) -> None:
    people.make_employee("Wim Fictief", until=day("31-03"), reason=reason, placed=True)
    assert lost() == []


@pytest.mark.parametrize(("reason", "found"), [("", 1), ("OVG", 1), ("BEW", 1), ("EBT", 1), ("OVR", 1), ("EIG", 0)])
@pytest.mark.django_db
def test_between_two_employments_days_are_lost_unless_somebody_left(reason: str, found: int) -> None:
    person = people.make_employee("Wim Fictief", until=day("31-03"), reason=reason, placed=True, personnel_number="W")
    people.make_placement(people.make_employment(person, since=day("06-04")), since=day("06-04"))
    assert lost() == [("W", EMPLOYMENT, day("01-04"), day("05-04"))][:found]


@pytest.mark.django_db
def test_r26_the_promise_ends_on_the_day_before_aow() -> None:
    """Born 22-11-1959: AOW on 22-11-2026, the last day is 21-11."""
    people.make_employee("Wim Fictief", born=day("22-11-1959"), personnel_number="W", until=day("19-11"))
    assert lost(day("01-11"), day("31-12")) == [
        ("W", EMPLOYMENT, day("20-11"), day("21-11")),
        ("W", FORM, day("01-11"), day("19-11")),
    ]


@pytest.mark.django_db
def test_two_employments_at_once_cover_each_other() -> None:
    person = people.make_employee("Wim Fictief", until=day("31-03"), hours=20, placed=True)
    people.make_placement(people.make_employment(person, hours=16, since=day("01-02")), hours=16, since=day("01-02"))
    assert lost() == []


# Who may ask, and about which days


@pytest.fixture
def moved(truus: WswEmployee) -> WswEmployee:
    """Lives in Wierden from 15-06, works for Wierden all the time; no placement from 10-06 to 19-06."""
    person = people.make_employee("Wim Fictief", personnel_number="W", employer="Gemeente Wierden")
    people.move(person, "Wierden", on=day("15-06"))
    people.make_placement(person, since=day("01-01-2010"), until=day("09-06"))
    people.make_placement(person, since=day("20-06"))
    return person


def test_r70_a_municipality_is_answered_about_its_own_period(moved: WswEmployee, bram: User, carla: User) -> None:
    for user, last in ((bram, day("14-06")), (carla, day("19-06"))):
        membership = user.memberships.get()
        tell_database(str(user.key), str(membership.pk))
        found = lost_days(WswEmployee.objects.known_to(membership), *YEAR)
        assert [(each.personnel_number, each.first, each.last) for each in found] == [("W", day("10-06"), last)]


def url(**asked: str) -> str:
    return reverse("job_security", query={"van": "2026-01-01", "tot": "2026-12-31"} | asked)


def test_bram_reads_who_and_when(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    page = client.get(url()).content.decode()
    assert page.count("<b>Niemand</b>") == 3
    truus.employments.get().placements.update(ends_on=day("14-05"))
    page = client.get(url()).content.decode()
    assert "<b>1 medewerker</b> was 231 dagen zonder werkvorm." in page
    assert f"/medewerkers/{truus.key}/?peildatum=2026-05-15" in page
    assert '<td class="n" data-l="dagen">231</td>' in page


def test_how_long_they_lacked_it_together_is_said(client: Client, bram: User, truus: WswEmployee) -> None:
    truus.employments.get().placements.update(ends_on=day("30-12"))
    client.force_login(bram)
    assert "<b>1 medewerker</b> was 1 dag zonder werkvorm." in client.get(url()).content.decode()
    people.make_placement(people.make_employee("Ria Fictief"), since=day("01-03-2008"), until=day("21-12"))
    page = client.get(url()).content.decode()
    assert "<b>2 medewerkers</b> waren samen 11 dagen zonder werkvorm." in page  # 1, and 22 to 31 December
    assert "een of meer dagen zonder dienstverband" in page


def test_carla_reads_nothing_about_almelo(client: Client, carla: User, truus: WswEmployee) -> None:
    truus.employments.get().placements.update(ends_on=day("14-05"))
    client.force_login(carla)
    assert "Truus" not in client.get(url()).content.decode()


def test_a_period_that_is_none_is_said(client: Client, bram: User) -> None:
    client.force_login(bram)
    response = client.get(url(tot="2025-01-01"))
    assert response.status_code == 422
    assert "De laatste dag ligt voor de eerste." in response.content.decode()


def test_three_or_thirty_people_are_as_many_questions(client: Client, bram: User) -> None:
    client.force_login(bram)
    counts = []
    for number in (3, 27):
        for nth in range(number):
            people.make_employee(f"Mens Fictief{nth}")
        with CaptureQueriesContext(connection) as captured:
            client.get(url())
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


@pytest.mark.django_db
def test_the_command_says_0_or_who(capsys: pytest.CaptureFixture[str]) -> None:
    transferred("Wim Fictief", "29-12-2020", "04-01-2021", personnel_number="W7")
    call_command("baanzekerheid", "--van", "2021-02-01", "--tot", "2021-12-31")
    assert capsys.readouterr().out.count(": 0 medewerkers.") == 3
    asked = ("--van", "2020-01-01", "--tot", "2021-12-31", "--overgang", "2021-01-01")
    with pytest.raises(SystemExit, match="1"):
        call_command("baanzekerheid", *asked)
    told = capsys.readouterr().out
    assert "Zonder dienstverband, 01-01-2020 t/m 31-12-2021: 1 medewerker." in told
    assert "W7" in told
    assert "30-12-2020 t/m 03-01-2021 (5 dagen)" in told
    assert "Wim" not in told
    with pytest.raises(SystemExit, match="1"):
        call_command("baanzekerheid", *asked, "--json")
    assert json.loads(capsys.readouterr().out) == [
        {"zonder": "dienstverband", "personeelsnummer": "W7", "van": "2020-12-30", "tot": "2021-01-03", "dagen": 5}
    ]
