"""Begeleid werken, loonwaarde and adaptations of the workplace (R39, R40, R43), from the dossier."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.endings import endings
from cases.models import Adaptation, Loonwaarde, SupportedContract, WswEmployee
from cases.supported_rules import NOT_SUPPORTED, too_many_hours, warnings
from municipalities.models import User
from tests import people
from tests.cases.dossiers import hours, job, make_dossier, work
from tests.people import day

FILLED = {
    "hirer": "Bakkerij Fictief", "starts_on": "2027-01-01", "hours": "24", "fulltime_hours": "38",
    "subsidy_unit": "loon", "return_guarantee": "on",
}  # fmt: skip


@pytest.fixture
def bakery(db: None) -> Any:
    return people.make_hirer("Bakkerij Fictief")


@pytest.fixture
def leaver(truus: WswEmployee) -> WswEmployee:
    """Truus' dienstverband ends on 31-12-2026."""
    job = truus.employments.get()
    for row in (*job.placements.all(), *job.hours.all(), job):
        row.ends_on = day("31-12")
        row.save()
    return truus


def post(client: Client, user: User, name: str, person: WswEmployee, *more: Any, **data: str) -> Any:
    client.force_login(user)
    return client.post(reverse(name, args=[person.key, *more]), data)


# R39: an employer of its own


def test_r39_with_a_company_in_our_hand_it_is_no_begeleid_werken(
    client: Client, anouk: User, leaver: WswEmployee, bakery: Any
) -> None:
    bakery.controlled = True
    bakery.save()
    response = post(client, anouk, "supported_new", leaver, **FILLED)
    assert response.status_code == 422
    assert NOT_SUPPORTED in response.content.decode()
    assert not SupportedContract.objects.exists()


def test_r39_nor_is_a_placement_there(client: Client, anouk: User, truus: WswEmployee, bakery: Any) -> None:
    bakery.controlled = True
    bakery.save()
    job = truus.employments.get()
    data = {"form": "BW", "hirer": bakery.name, "hours": "0", "starts_on": "2026-12-01", "employment": str(job.pk)}
    response = post(client, anouk, "placement_new", truus, **data)
    assert response.status_code == 422
    assert "Kies individuele detachering." in response.content.decode()
    assert job.placements.count() == 1


# R40: no more than one full week


@pytest.mark.parametrize(
    ("beside", "wanted", "refused"),
    [(36, 24, True), (12, 24, False), (12, "24.25", True), (0, 40, False)],
)
@pytest.mark.django_db
def test_r40_the_dienstverband_ends_or_the_hours_go_down(beside: int, wanted: Any, refused: bool) -> None:
    person = people.make_employee("Wim Fictief", hours=beside)
    assert bool(too_many_hours(person, day("01-12"), Decimal(wanted))) is refused


def test_r40_said_at_the_hours_and_nothing_saved(
    client: Client, anouk: User, truus: WswEmployee, leaver: WswEmployee, bakery: Any
) -> None:
    response = post(client, anouk, "supported_new", truus, **FILLED | {"starts_on": "2026-12-31"})
    assert response.status_code == 422
    assert "Op 31-12-2026 loopt nog een dienstverband van 36 uur." in response.content.decode()
    assert post(client, anouk, "supported_new", truus, **FILLED).status_code == 302
    made = SupportedContract.objects.get()
    assert (made.employee, made.hirer.name, made.starts_on, made.hours) == (
        truus, "Bakkerij Fictief", day("01-01-2027"), Decimal(24),
    )  # fmt: skip


# R43: a choice of support


def agreed(**fields: Any) -> SupportedContract:
    given = {"starts_on": day("01-06"), "return_guarantee": True} | fields
    return SupportedContract(**given)


def said(contract: SupportedContract, on: date = date(2026, 11, 22)) -> str:
    return " ".join(warnings(contract, on))


@pytest.mark.django_db
@pytest.mark.parametrize(("offered", "warned"), [(None, True), (1, True), (2, False)])
def test_r43_support_by_another_is_a_choice_of_two(offered: int | None, warned: bool) -> None:
    guide = people.make_organisation("Begeleid Fictief", kind="begeleidingsorganisatie")
    assert ("minstens twee organisaties" in said(agreed(support=guide, choices_offered=offered))) is warned
    assert said(agreed(choices_offered=offered)) == ""


@pytest.mark.parametrize(
    ("asked", "starts", "on", "warned"),
    [
        ("01-05", "15-11", "15-11", True),  # six months after 01-05 is 01-11
        ("01-05", "01-11", "15-11", False),
        ("01-05", "15-12", "01-11", False),
        ("01-05", "15-12", "02-11", True),
        ("31-08-2025", "01-03", "02-03", True),  # six months later is 28-02
    ],
)
def test_r43_after_six_months_without_a_place_one_chooses_oneself(
    asked: str, starts: str, on: str, warned: bool
) -> None:
    contract = agreed(support_asked_on=day(asked), starts_on=day(starts))
    assert ("mag de medewerker zelf" in said(contract, day(on))) is warned


# Versions, the dossier, and what runs out


def test_a_next_version_ends_the_one_before_on_the_eve(
    client: Client, anouk: User, leaver: WswEmployee, bakery: Any
) -> None:
    post(client, anouk, "supported_new", leaver, **FILLED)
    post(client, anouk, "supported_new", leaver, **FILLED | {"starts_on": "2027-07-01", "hours": "28"})
    told = SupportedContract.objects.values_list("hours", "starts_on", "ends_on")
    assert list(told) == [(24, day("01-01-2027"), day("30-06-2027")), (28, day("01-07-2027"), None)]
    overlapping = post(client, anouk, "supported_new", leaver, **FILLED | {"starts_on": "2027-01-01"})
    page = overlapping.content.decode()
    assert "Op deze dagen loopt al een begeleid-werkencontract. In de weg staat: <a " in page
    assert ">begeleid werken bij " in page


def test_it_ends_and_the_dossier_says_so(client: Client, anouk: User, truus: WswEmployee) -> None:
    made = people.make_supported(truus)
    refused = post(client, anouk, "supported_end", truus, made.key, on="2025-12-31")
    assert "De laatste dag ligt voor de eerste (01-01-2026)." in refused.content.decode()
    response = post(client, anouk, "supported_end", truus, made.key, on=f"{people.today_plus(50)}")
    assert response["Location"] == f"/medewerkers/{truus.key}/"
    page = client.get(response["Location"]).content.decode()
    assert "Begeleid-werkencontract bij Bakkerij Fictief." in page
    assert "recht op terugkeer" in page


def test_loonwaarde_says_when_how_much_and_by_whom(client: Client, anouk: User, truus: WswEmployee) -> None:
    data = {"measured_on": "2026-10-01", "percentage": "55,5", "measured_by": "Meetbureau Fictief"}
    assert post(client, anouk, "loonwaarde_new", truus, **data | {"percentage": "101"}).status_code == 422
    assert post(client, anouk, "loonwaarde_new", truus, **data).status_code == 302
    made = Loonwaarde.objects.get()
    assert (made.percentage, made.measured_on, made.employee) == (Decimal("55.5"), day("01-10"), truus)
    again = post(client, anouk, "loonwaarde_new", truus, **data)
    assert "Op deze dag is al een loonwaarde vastgelegd." in again.content.decode()
    page = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert "55,5 procent" in page
    assert "gemeten door Meetbureau Fictief" in page


def test_r87_an_adaptation_says_what_and_not_why(client: Client, anouk: User, truus: WswEmployee) -> None:
    data = {"kind": "technisch", "what": "tafel die hoger kan", "agreed_on": "2026-10-01"}
    warned = post(client, anouk, "adaptation_new", truus, **data | {"what": "tafel, want hernia"})
    assert (warned.status_code, Adaptation.objects.count()) == (200, 0)
    assert post(client, anouk, "adaptation_new", truus, **data).status_code == 302
    made = Adaptation.objects.get()
    delivered = data | {"delivered_on": "2026-10-20", "cost": "450,00", "payer": "werkgever"}
    assert post(client, anouk, "adaptation_edit", truus, made.key, **delivered).status_code == 302
    page = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert "tafel die hoger kan" in page
    assert "geleverd op 20-10-2026" in page
    early = post(client, anouk, "adaptation_edit", truus, made.key, **delivered | {"delivered_on": "2026-09-30"})
    assert "Leveren en gebruiken komt na de dag van de afspraak." in early.content.decode()


def test_carla_finds_nothing_and_ellen_may_not(
    client: Client, carla: User, ellen: User, truus: WswEmployee, bakery: Any
) -> None:
    made = people.make_supported(truus)
    for user, status in ((carla, 404), (ellen, 403)):
        assert post(client, user, "supported_new", truus, **FILLED).status_code == status
        assert post(client, user, "supported_end", truus, made.key, on="2026-12-31").status_code == status
    assert SupportedContract.objects.get().ends_on is None


SERVICE = (job("01-01-2015"), hours(36, "01-01-2015"))


@pytest.mark.parametrize(
    ("today", "level"),
    [("01-03", "info"), ("01-04", "warn"), ("31-05", "bad"), ("30-06", "bad")],
)
def test_r44_a_placement_that_ends_with_its_contract_is_said_at_90_and_30_days(today: str, level: str) -> None:
    """Contract end 30-06: 01-04 is 90 days before it, 31-05 is 30."""
    placed = work("IND", 36, "01-01-2024", "30-06-2026", "Kwekerij", contract_ends=day("30-06"))
    (ending,) = endings(make_dossier(*SERVICE, placed), day(today))
    assert ending.shown(day(today), {})["level"] == level


def test_r44_a_placement_that_runs_past_its_contract_is_said() -> None:
    placed = work("IND", 36, "01-01-2024", None, "Kwekerij", contract_ends=day("30-06"))
    (before,) = endings(make_dossier(*SERVICE, placed), day("01-06"))
    (after,) = endings(make_dossier(*SERVICE, placed), day("01-07"))
    assert "Het contract met Kwekerij eindigt, de plaatsing loopt door." in before.text
    assert (before.last_day, before.level, after.level) == (day("30-06"), "bad", "bad")
