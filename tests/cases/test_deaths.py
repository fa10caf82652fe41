"""Somebody died: one act ends all that ran, on that day, and the history keeps what was (R92)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from cases.actions import deaths
from cases.models import Employment, Placement, WswEmployee
from municipalities.models import User, today
from reports.stands import stand_of
from tests import people
from tests.opened import source

DIED = today() - timedelta(days=10)
AHEAD = today() + timedelta(days=40)


@pytest.fixture
def url(truus: WswEmployee, anouk: User) -> str:
    """Truus works, is coached by Anouk, and was to begin elsewhere soon."""
    job = truus.employments.get()
    job.placements.update(ends_on=AHEAD - timedelta(days=1))
    people.make_placement(job, "GRD", 36, since=AHEAD, hirer="Bedacht BV")
    return f"/medewerkers/{truus.key}/overlijden/"


def test_r92_outflow_on_the_day_of_death(client: Client, bram: User, truus: WswEmployee, url: str) -> None:
    client.force_login(bram)
    response = client.post(url, {"on": f"{DIED:%d-%m-%Y}"})
    assert response["Location"] == f"/medewerkers/{truus.key}/"
    truus.refresh_from_db()
    job = truus.employments.get()
    assert truus.died_on == DIED
    assert (job.ends_on, job.outflow_reason) == (DIED, "OVL")
    assert [row.ends_on for row in job.hours.all()] == [DIED]
    assert [(row.form, row.ends_on, row.end_reason) for row in job.placements.all()] == [("BSB", DIED, "overleden")]
    assert [row.ends_on for row in truus.caseloads.all()] == [DIED]
    assert "overleden op" in source(client.get(response["Location"]))


def test_r92_the_day_of_death_counts_and_the_next_does_not(bram: User, truus: WswEmployee) -> None:
    deaths.record(employee=truus, on=DIED)
    assert stand_of(truus.pk, DIED) is not None
    assert stand_of(truus.pk, DIED + timedelta(days=1)) is None


def test_r92_the_history_keeps_what_was(client: Client, bram: User, truus: WswEmployee, url: str) -> None:
    client.force_login(bram)
    client.post(url, {"on": f"{DIED:%Y-%m-%d}"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT operation, changed_by FROM cases_placement_history ORDER BY recorded_until, operation")
        kept = cursor.fetchall()
    assert {("DELETE", str(bram.key)), ("UPDATE", str(bram.key))} <= set(kept)


def test_r92_the_coach_is_out_and_nobody_is_placed_any_more(
    client: Client, bram: User, anouk: User, truus: WswEmployee, url: str
) -> None:
    client.force_login(bram)
    client.post(url, {"on": f"{DIED:%Y-%m-%d}"})
    dossier = source(client.get(f"/medewerkers/{truus.key}/"))
    assert "plaatsingen/nieuw/" not in dossier
    assert "overlijden/" not in dossier
    client.force_login(anouk)
    assert client.get(f"/medewerkers/{truus.key}/").status_code == 404


def test_what_will_happen_is_shown_first(client: Client, bram: User, truus: WswEmployee, url: str) -> None:
    client.force_login(bram)
    page = source(client.get(url, {"on": f"{DIED:%Y-%m-%d}"}))
    for said in (
        f"Het dienstverband bij Gemeente Almelo eindigt op {DIED:%d-%m-%Y}. Reden: overlijden.",
        f"De plaatsing beschut binnen eindigt op {DIED:%d-%m-%Y}.",
        "De plaatsing groepsdetachering bij Bedacht BV begint niet meer.",
        f"De begeleiding door Anouk Voorbeeld eindigt op {DIED:%d-%m-%Y}.",
    ):
        assert said in page
    truus.refresh_from_db()
    assert truus.died_on is None
    assert Placement.objects.count() == 2


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("", "Vul een datum in."),
        ("gisteren", "Dit is geen datum."),
        (f"{today() + timedelta(days=1):%d-%m-%Y}", "Deze dag moet nog komen."),
        ("16-05-1975", "De overlijdensdatum ligt voor de geboortedatum."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(
    client: Client, bram: User, truus: WswEmployee, url: str, on: str, said: str
) -> None:
    client.force_login(bram)
    response = client.post(url, {"on": on})
    assert response.status_code == 422
    assert said in source(response)
    assert not Employment.objects.exclude(ends_on=None).exists()


def test_who_left_before_stays_out_for_the_reason_of_then(db: None) -> None:
    left = date(2025, 3, 31)
    person = people.make_employee("Otto Verzonnen", until=left, reason="PEN", placed=True)
    deaths.record(employee=person, on=DIED)
    job = person.employments.get()
    assert (job.ends_on, job.outflow_reason) == (left, "PEN")


def test_two_employments_end_together_and_a_third_does_not_begin(db: None) -> None:
    person = people.make_employee("Otto Verzonnen", hours=18, placed=True)
    people.make_employment(person, since=date(2010, 1, 1), hours=18, number="2", employer="Gemeente Wierden")
    people.make_employment(person, since=AHEAD, number="3", employer="Gemeente Wierden")
    deaths.record(employee=person, on=DIED)
    assert set(person.employments.values_list("ends_on", "outflow_reason")) == {(DIED, "OVL")}
    assert person.employments.count() == 2


def test_the_employers_municipality_records_it_too(client: Client, bram: User) -> None:
    """Otto lives in Wierden and works for Almelo: Bram's door closes with the employment, after all is written."""
    person = people.make_employee("Otto Verzonnen", lives_in="Wierden", employer="Gemeente Almelo", placed=True)
    client.force_login(bram)
    people.state_purpose(client, person)
    assert client.post(f"/medewerkers/{person.key}/overlijden/", {"on": f"{DIED:%Y-%m-%d}"}).status_code == 302
    assert set(person.employments.values_list("ends_on", "placements__ends_on")) == {(DIED, DIED)}


def test_carla_finds_nothing(client: Client, carla: User, url: str) -> None:
    client.force_login(carla)
    assert client.post(url, {"on": f"{DIED:%Y-%m-%d}"}).status_code == 404


def test_ellen_may_not(client: Client, ellen: User, url: str) -> None:
    client.force_login(ellen)
    assert client.post(url, {"on": f"{DIED:%Y-%m-%d}"}).status_code == 403
