"""Other contract hours from a day on, and hours put right: what no longer fits and what changes is said beforehand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import ContractHours, Correction, Placement, WswEmployee
from municipalities.models import User, today
from reports.stands import stand_of
from tests import people
from tests.opened import source
from tests.situations import LAST_QUARTER, make_released, make_report

TODAY = today()
EVE = TODAY - timedelta(days=1)
AHEAD = TODAY + timedelta(days=40)
SINCE = date(2008, 3, 1)


def dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def change(person: WswEmployee) -> str:
    return reverse("hours_change", args=[person.key])


def correct(row: ContractHours) -> str:
    return reverse("hours_correct", args=[row.employment.employee.key, row.key])


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    """As Bram fills it in: 24 hours from today, and the only placement goes along."""
    job = person.employments.get()
    data = {"employment": job.pk, "hours": "24", "starts_on": TODAY.isoformat(), "along": job.placements.first().pk}
    return {name: value for name, value in (data | changed).items() if value is not None}


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def hours(person: WswEmployee) -> list[tuple[Decimal, date, date | None]]:
    return list(ContractHours.objects.filter(employee=person).values_list("hours", "starts_on", "ends_on"))


def work(person: WswEmployee) -> list[tuple[str, Decimal, date, date | None]]:
    found = Placement.objects.filter(employee=person).order_by("starts_on", "form")
    return list(found.values_list("form", "hours", "starts_on", "ends_on"))


def refused(client: Client, url: str, data: dict[str, Any], person: WswEmployee) -> str:
    before = hours(person), work(person)
    response = client.post(url, data)
    assert response.status_code == 422
    assert (hours(person), work(person)) == before
    page = source(response)
    assert "<title>Fout: " in page
    return page


def test_bram_changes_the_hours_and_the_placement_goes_along(as_bram: Client, truus: WswEmployee) -> None:
    assert as_bram.post(change(truus), filled(truus))["Location"] == f"/medewerkers/{truus.key}/"
    assert hours(truus) == [(36, SINCE, EVE), (24, TODAY, None)]
    assert work(truus) == [("BSB", 36, SINCE, EVE), ("BSB", 24, TODAY, None)]


def test_the_stand_follows_from_the_day_itself(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(change(truus), filled(truus))
    before, after = stand_of(truus.pk, EVE), stand_of(truus.pk, TODAY)
    assert before is not None
    assert after is not None
    assert (before.fte, round(after.fte, 4)) == (1, Decimal("0.6667"))  # 24 of 36


def test_what_it_brings_is_shown_first(as_bram: Client, truus: WswEmployee) -> None:
    page = source(as_bram.get(change(truus), filled(truus)))
    for said in (
        f"De 36 uur per week eindigen op {dutch(EVE)}.",
        f"Vanaf {dutch(TODAY)} zijn het 24 uur per week.",
        f"De plaatsing beschut binnen gaat mee: 24 uur vanaf {dutch(TODAY)}.",
    ):
        assert said in page
    assert hours(truus) == [(36, SINCE, None)]


def test_r36_what_no_longer_fits_is_said_beforehand_and_refused(as_bram: Client, truus: WswEmployee) -> None:
    alone = filled(truus, along=None)
    page = source(as_bram.get(change(truus), alone))
    assert f"Op {dutch(TODAY)} zou er 36 uur geplaatst zijn; het contract is dan 24 uur." in page
    assert f">beschut binnen, 36 uur, {dutch(SINCE)} tot nu</a>" in page
    again = refused(as_bram, change(truus), alone, truus)
    assert f"Op {dutch(TODAY)} zou er 36 uur geplaatst zijn; het contract is dan 24 uur." in again


def test_r36_r37_more_hours_leave_hours_without_work(as_bram: Client, truus: WswEmployee) -> None:
    more = filled(truus, hours="40", along=None)
    page = source(as_bram.get(change(truus), more))
    assert f"Vanaf {dutch(TODAY)} is 4 van de 40 uur zonder werk." in page
    assert as_bram.post(change(truus), more).status_code == 302


def test_r37_the_placement_that_goes_along_leaves_no_day(as_bram: Client, truus: WswEmployee) -> None:
    """It ends on the eve and goes on on the day itself: nothing without work is announced."""
    page = source(as_bram.get(change(truus), filled(truus)))
    assert "zonder werk" not in page


def test_r35_two_forms_keep_their_order(as_bram: Client, truus: WswEmployee, anouk: User) -> None:
    """20 hours with a hirer and 16 inside; of 32 hours the inside work gets what is left, 12."""
    Placement.objects.filter(employee=truus).update(hours=16)
    people.make_placement(truus, "IND", 20, since=SINCE, hirer="Bedacht BV")
    inside = Placement.objects.get(employee=truus, form="BSB")
    assert as_bram.post(change(truus), filled(truus, hours="32", along=inside.pk)).status_code == 302
    assert work(truus)[-1] == ("BSB", 12, TODAY, None)
    page = source(as_bram.get(f"/medewerkers/{truus.key}/"))
    assert page.index("20 uur individuele detachering") < page.index("12 uur beschut binnen")


def test_a_placement_that_begins_that_very_day_keeps_its_first_day(as_bram: Client, truus: WswEmployee) -> None:
    Placement.objects.filter(employee=truus).update(starts_on=TODAY)
    as_bram.post(change(truus), filled(truus))
    assert work(truus) == [("BSB", 24, TODAY, None)]


def test_hours_agreed_for_later_stay(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    job.placements.update(ends_on=AHEAD)
    job.hours.update(ends_on=AHEAD)
    ContractHours.objects.create(employment=job, hours=20, starts_on=AHEAD + timedelta(days=1))
    page = source(as_bram.get(change(truus), filled(truus)))
    assert f"Van {dutch(TODAY)} tot en met {dutch(AHEAD)} zijn het 24 uur per week." in page
    assert "Daarna zijn het 20 uur. Dat stond al vast." in page
    as_bram.post(change(truus), filled(truus))
    assert hours(truus) == [(36, SINCE, EVE), (24, TODAY, AHEAD), (20, AHEAD + timedelta(days=1), None)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"hours": "41"}, "Uren per week liggen tussen 0 en 40."),
        ({"hours": ""}, "Vul de uren per week in."),
        ({"starts_on": ""}, "Vul een datum in."),
        ({"starts_on": "2008-02-29"}, "Deze dag valt niet binnen het dienstverband (01-03-2008 tot nu)."),
        ({"starts_on": "2008-03-01"}, "Op deze dag beginnen al 36 uur. Verbeter die regel."),
        ({"employment": "0"}, "Kies een dienstverband uit de lijst."),
        ({"along": "0"}, "Deze plaatsing hoort niet bij dit dienstverband."),
    ],
)
def test_what_cannot_be_is_said(as_bram: Client, truus: WswEmployee, changed: dict[str, str], sentence: str) -> None:
    assert sentence in refused(as_bram, change(truus), filled(truus, **changed), truus)


def test_a_placement_that_does_not_run_cannot_go_along(as_bram: Client, truus: WswEmployee) -> None:
    Placement.objects.filter(employee=truus).update(ends_on=EVE)
    page = refused(as_bram, change(truus), filled(truus), truus)
    assert "Deze plaatsing loopt niet op de eerste dag met deze uren." in page


def test_r75_in_a_released_quarter_it_asks_why(as_bram: Client, truus: WswEmployee) -> None:
    make_released(make_report())
    first = LAST_QUARTER.ends_on - timedelta(days=20)
    page = refused(as_bram, change(truus), filled(truus, starts_on=first.isoformat()), truus)
    assert "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert." in page
    why = filled(truus, starts_on=first.isoformat(), because_kind="late_melding", because="Te laat doorgegeven.")
    assert as_bram.post(change(truus), why).status_code == 302
    assert Correction.objects.get(employee=truus).because == "Te laat doorgegeven."


def test_the_history_says_it(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(change(truus), filled(truus))
    page = source(as_bram.get(reverse("employee_history", args=[truus.key])))
    assert f"de contracturen vanaf {dutch(TODAY)}" in page


# Put right


def test_a_wrong_number_is_put_right(as_bram: Client, truus: WswEmployee) -> None:
    row = ContractHours.objects.get(employee=truus)
    data = {"hours": "38", "starts_on": SINCE.isoformat(), "ends_on": ""}
    assert as_bram.post(correct(row), data).status_code == 302
    assert hours(truus) == [(38, SINCE, None)]


def test_the_row_before_goes_on_meeting_it(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(change(truus), filled(truus))
    row, later = ContractHours.objects.get(employee=truus, hours=24), TODAY + timedelta(days=7)
    data = {"hours": "24", "starts_on": later.isoformat(), "ends_on": ""}
    page = source(as_bram.get(correct(row), data))
    assert f"De 36 uur daarvoor eindigen op {dutch(later - timedelta(days=1))}." in page
    assert as_bram.post(correct(row), data).status_code == 302
    assert hours(truus) == [(36, SINCE, later - timedelta(days=1)), (24, later, None)]


def test_the_row_before_keeps_a_day(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(change(truus), filled(truus))
    row = ContractHours.objects.get(employee=truus, hours=24)
    page = refused(as_bram, correct(row), {"hours": "24", "starts_on": SINCE.isoformat()}, truus)
    assert f"De uren daarvoor beginnen zelf op {dutch(SINCE)}." in page


def test_hours_that_did_not_meet_these_may_end_the_day_before(as_bram: Client, truus: WswEmployee) -> None:
    """36 hours until ten days ago, 24 from today; the 24 turn out to have begun twenty days ago."""
    job = truus.employments.get()
    job.placements.all().delete()
    job.hours.update(ends_on=TODAY - timedelta(days=10))
    later = ContractHours.objects.create(employment=job, hours=24, starts_on=TODAY)
    first = TODAY - timedelta(days=20)
    last = first - timedelta(days=1)
    data = {"hours": "24", "starts_on": first.isoformat()}
    page = refused(as_bram, correct(later), data, truus)
    assert "In de weg staat: " in page
    assert f"Laat de 36 uur die er al staan eindigen op {dutch(last)}" in page
    told = source(as_bram.get(correct(later), data | {"cut": "on"}))
    assert f"De 36 uur per week eindigen op {dutch(last)}." in told
    assert as_bram.post(correct(later), data | {"cut": "on"}).status_code == 302
    assert hours(truus) == [(36, SINCE, last), (24, first, None)]


def test_r36_a_correction_that_does_not_fit_is_refused(as_bram: Client, truus: WswEmployee) -> None:
    row = ContractHours.objects.get(employee=truus)
    page = refused(as_bram, correct(row), {"hours": "24", "starts_on": SINCE.isoformat()}, truus)
    assert "zou er 36 uur geplaatst zijn; het contract is dan 24 uur." in page


# Who


def test_the_dossier_leads_there(as_bram: Client, truus: WswEmployee) -> None:
    page = source(as_bram.get(f"/medewerkers/{truus.key}/"))
    assert change(truus) in page
    assert correct(ContractHours.objects.get(employee=truus)) in page


def test_not_for_who_looks_back(as_bram: Client, truus: WswEmployee) -> None:
    page = source(as_bram.get(f"/medewerkers/{truus.key}/", {"peildatum": EVE.isoformat()}))
    assert change(truus) not in page
    assert correct(ContractHours.objects.get(employee=truus)) not in page


def test_who_is_out_of_service_has_no_hours_to_change(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    job.placements.update(ends_on=EVE)
    job.hours.update(ends_on=EVE)
    truus.employments.update(ends_on=EVE, outflow_reason="REG")
    assert as_bram.get(change(truus)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_carla_finds_nothing_and_anouk_may_not(
    client: Client, carla: User, anouk: User, truus: WswEmployee, method: str
) -> None:
    for user, status in ((carla, 404), (anouk, 403)):
        client.force_login(user)
        for url in (change(truus), correct(ContractHours.objects.get(employee=truus))):
            assert getattr(client, method)(url).status_code == status


def test_hours_of_somebody_else_are_not_found(as_bram: Client, truus: WswEmployee, wim: WswEmployee) -> None:
    theirs = ContractHours.objects.get(employee=wim)
    assert as_bram.get(reverse("hours_correct", args=[truus.key, theirs.key])).status_code == 404
