"""Ending an employment: the reason it may not end for is said in words (R23, R24), and what ends with it beforehand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Correction, Employment, WswEmployee
from municipalities.models import User, today
from reports.stands import stand_of
from tests import people
from tests.opened import source
from tests.situations import LAST_QUARTER, make_released, make_report

TODAY = today()
AHEAD = TODAY + timedelta(days=40)

WHY = {"because_kind": "late_melding", "because": "Te laat gemeld."}


def url(person: WswEmployee) -> str:
    return reverse("employment_end", args=[person.key])


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    """As Bram fills it in: Truus goes to regular work, today is the last day."""
    return {"employment": person.employments.get().pk, "on": TODAY.isoformat(), "reason": "REG"} | changed


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def ended(person: WswEmployee) -> tuple[date | None, str]:
    job = Employment.objects.get(employee=person)
    return job.ends_on, job.outflow_reason


def refused(client: Client, person: WswEmployee, **changed: Any) -> str:
    before = ended(person)
    response = client.post(url(person), filled(person, **changed))
    assert response.status_code == 422
    assert ended(person) == before
    return source(response)


def test_bram_ends_an_employment_and_all_under_it(as_bram: Client, truus: WswEmployee, anouk: User) -> None:
    job = truus.employments.get()
    job.placements.update(ends_on=AHEAD - timedelta(days=1))
    people.make_placement(job, "GRD", 36, since=AHEAD, hirer="Bedacht BV")
    answer = as_bram.post(url(truus), filled(truus))
    assert answer["Location"] == f"/medewerkers/{truus.key}/"
    assert ended(truus) == (TODAY, "REG")
    assert [row.ends_on for row in job.hours.all()] == [TODAY]
    of_work = [(row.form, row.ends_on, row.end_reason) for row in job.placements.all()]
    assert of_work == [("BSB", TODAY, "einde dienstverband")]
    assert truus.caseloads.get().ends_on is None


def test_the_last_day_still_counts(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(url(truus), filled(truus))
    assert stand_of(truus.pk, TODAY) is not None
    assert stand_of(truus.pk, TODAY + timedelta(days=1)) is None


def test_the_history_says_it(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(url(truus), filled(truus))
    page = source(as_bram.get(reverse("employee_history", args=[truus.key])))
    assert "regulier werk" in page


def test_what_ends_is_shown_first(as_bram: Client, truus: WswEmployee, anouk: User) -> None:
    people.make_placement(truus, "GRD", 0, since=AHEAD, hirer="Bedacht BV")
    people.make_leave(truus.employments.get(), since=TODAY - timedelta(days=5), until=AHEAD)
    page = source(as_bram.get(url(truus), filled(truus)))
    for said in (
        f"Het dienstverband bij Gemeente Almelo eindigt op {TODAY:%d-%m-%Y}.",
        f"De plaatsing beschut binnen eindigt op {TODAY:%d-%m-%Y}.",
        f"Het verlof (onbetaald verlof) eindigt op {TODAY:%d-%m-%Y}.",
        "De plaatsing groepsdetachering bij Bedacht BV begint niet meer.",
        "De begeleiding door Anouk Voorbeeld loopt door, tot u haar beëindigt.",
    ):
        assert said in page
    assert ended(truus) == (None, "")


@pytest.mark.parametrize("reason", ["ZIE", "VER", "DRI"])
def test_r24_another_ground_waits_for_the_advice_of_uwv(as_bram: Client, truus: WswEmployee, reason: str) -> None:
    page = refused(as_bram, truus, reason=reason)
    assert "Vraag eerst advies aan UWV over de opzegging (Wsw art. 6 lid 3)." in page
    truus.dismissal_advices.create(asked_on=TODAY - timedelta(days=60), received_on=TODAY)
    assert as_bram.post(url(truus), filled(truus, reason=reason)).status_code == 302
    assert ended(truus) == (TODAY, reason)


def test_r24_the_advice_must_be_there_on_the_last_day(as_bram: Client, truus: WswEmployee) -> None:
    truus.dismissal_advices.create(asked_on=TODAY - timedelta(days=60), received_on=TODAY)
    refused(as_bram, truus, reason="ZIE", on=(TODAY - timedelta(days=1)).isoformat())


@pytest.mark.parametrize(("final", "alternative"), [(False, ""), (True, "")])
def test_r23_no_longer_in_the_group_is_not_enough(
    as_bram: Client, truus: WswEmployee, final: bool, alternative: str
) -> None:
    _refused_by_uwv(truus, final=final, alternative=alternative)
    page = refused(as_bram, truus, reason="HI2")
    assert "Dit kan pas als het besluit van UWV onherroepelijk is en er iets anders is aangeboden" in page


def test_r23_final_and_something_else_is_there(as_bram: Client, truus: WswEmployee) -> None:
    _refused_by_uwv(truus, final=True, alternative="aangeboden")
    assert as_bram.post(url(truus), filled(truus, reason="HI2")).status_code == 302
    assert ended(truus) == (TODAY, "HI2")


def _refused_by_uwv(person: WswEmployee, *, final: bool, alternative: str) -> None:
    person.reindications.create(
        municipality=people.municipality("Almelo"), kind="gewoon", asked_on=TODAY - timedelta(days=200),
        received_on=TODAY - timedelta(days=190), outcome="niet_doelgroep", decided_on=TODAY - timedelta(days=100),
        final_on=TODAY - timedelta(days=10) if final else None, alternative=alternative,
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["OVL", "OVG", "OVR", "iets"])
def test_what_has_an_act_of_its_own_is_no_choice_here(as_bram: Client, truus: WswEmployee, reason: str) -> None:
    assert "Kies een reden uit de lijst." in refused(as_bram, truus, reason=reason)


def test_a_day_before_the_first_is_refused_in_words(as_bram: Client, truus: WswEmployee) -> None:
    page = refused(as_bram, truus, on="2008-02-29")
    assert "De laatste dag ligt voor de eerste (01-03-2008)." in page


def test_an_end_that_was_agreed_is_not_moved_later(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    job.placements.update(ends_on=AHEAD)
    job.hours.update(ends_on=AHEAD)
    truus.employments.update(ends_on=AHEAD)
    page = refused(as_bram, truus, on=(AHEAD + timedelta(days=1)).isoformat())
    assert f"Dit dienstverband eindigt al op {AHEAD:%d-%m-%Y}." in page


def test_r75_in_a_released_quarter_it_asks_why(as_bram: Client, truus: WswEmployee) -> None:
    make_released(make_report())
    last = LAST_QUARTER.ends_on - timedelta(days=20)
    page = refused(as_bram, truus, on=last.isoformat())
    assert "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert." in page
    done = as_bram.post(url(truus), filled(truus, on=last.isoformat(), **WHY))
    assert done.status_code == 302
    assert Correction.objects.get(employee=truus).because == "Te laat gemeld."


def test_who_is_not_in_service_has_nothing_to_end(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(url(truus), filled(truus, on=(TODAY - timedelta(days=1)).isoformat()))
    assert as_bram.get(url(truus)).status_code == 404
    assert url(truus) not in source(as_bram.get(f"/medewerkers/{truus.key}/"))


def test_the_dossier_leads_there(as_bram: Client, truus: WswEmployee) -> None:
    assert url(truus) in source(as_bram.get(f"/medewerkers/{truus.key}/"))


def test_carla_finds_nothing(client: Client, carla: User, truus: WswEmployee) -> None:
    client.force_login(carla)
    assert client.get(url(truus)).status_code == 404


def test_anouk_may_not(client: Client, anouk: User, truus: WswEmployee) -> None:
    client.force_login(anouk)
    assert client.get(url(truus)).status_code == 403
