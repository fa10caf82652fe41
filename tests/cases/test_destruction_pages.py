"""The pages of destruction: Hans proposes, Ellen of Almelo agrees, and nobody else knows that there is a list."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import destruction
from cases.models import DestructionList, ListState, RetentionHold, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import User, today
from municipalities.stepup import PROVED_AT
from tests import asking, people, situations
from tests.cases.destroying import agree, drafted, make_leaver, propose, shown


@pytest.fixture
def otto(db: None) -> WswEmployee:
    return make_leaver(personnel_number="00777")


@pytest.fixture
def concept(otto: WswEmployee) -> DestructionList:
    make_leaver("Pia Fictief", personnel_number="00778")
    (found,) = drafted()
    return found


def page_of(found: DestructionList, act: str = "") -> str:
    return f"/vernietiging/{found.key}/{act}"


def test_hans_reads_leaves_one_out_and_proposes(
    client: Client, hans: User, concept: DestructionList, otto: WswEmployee
) -> None:
    client.force_login(hans)
    assert page_of(concept) in client.get("/vernietiging/").content.decode()
    page = client.get(page_of(concept)).content.decode()
    assert "00777" in page
    assert "Verzonnen" not in page
    assert "Blijft zonder naam" in page
    leave_out = page_of(concept, f"uitzonderen/{concept.items.get(employee=otto).key}/")
    assert leave_out in page
    until = today() + timedelta(days=30)
    client.post(leave_out, {"reason": "klacht loopt", "until": f"{until:%d-%m-%Y}"})
    assert RetentionHold.objects.get().ends_on == until
    assert client.get(leave_out).status_code == 404  # it is left out already
    response = client.post(page_of(concept, "voorstellen/"), {"shown": shown(concept)}, follow=True)
    assert "De lijst is voorgesteld." in response.content.decode()
    concept.refresh_from_db()
    assert (concept.state, concept.proposed_by) == (ListState.VOORGESTELD, hans)
    assert "klacht loopt" in response.content.decode()


def test_ellen_agrees_and_takes_the_statement_along(
    client: Client, hans: User, ellen: User, concept: DestructionList
) -> None:
    propose(concept, hans)
    client.force_login(ellen)
    situations.proved(client)
    refused = client.post(page_of(concept, "akkoord/"), {"shown": shown(concept)})
    assert refused.status_code == 422
    assert "Vink aan dat u de lijst heeft gelezen." in refused.content.decode()
    response = client.post(page_of(concept, "akkoord/"), {"shown": shown(concept), "sure": "on"}, follow=True)
    assert "De lijst wordt nu uitgevoerd." in response.content.decode()
    destruction.carry_out(str(concept.key))
    tell_database(asking.TESTS)
    page = client.get(page_of(concept)).content.decode()
    assert "2 dossiers vernietigd" in page
    assert "00777" not in page
    file = client.get(page_of(concept, "verklaring/"))
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")


def test_ellen_proves_who_she_is_before_she_agrees(
    client: Client, hans: User, ellen: User, concept: DestructionList
) -> None:
    propose(concept, hans)
    client.force_login(ellen)
    session = client.session
    session.pop(PROVED_AT, None)
    session.save()
    sent = client.post(page_of(concept, "akkoord/"), {"shown": shown(concept), "sure": "on"})
    assert sent["Location"].startswith(reverse("account_reauthenticate"))
    concept.refresh_from_db()
    assert concept.state == ListState.VOORGESTELD


def test_ellen_gives_it_back_with_a_reason(client: Client, hans: User, ellen: User, concept: DestructionList) -> None:
    propose(concept, hans)
    client.force_login(ellen)
    assert client.post(page_of(concept, "teruggeven/"), {}).status_code == 422
    client.post(page_of(concept, "teruggeven/"), {"because": "00777 heeft nog een zaak"})
    concept.refresh_from_db()
    assert (concept.state, concept.proposed_by) == (ListState.CONCEPT, None)
    assert client.get(page_of(concept)).status_code == 404  # a draft is not hers
    client.force_login(hans)
    assert "00777 heeft nog een zaak" in client.get(page_of(concept)).content.decode()


def test_who_has_both_roles_proposes_and_does_not_agree(client: Client, hans: User, concept: DestructionList) -> None:
    """In another tab, as controller: not offered, and refused when it is sent all the same."""
    people.make_membership(hans, "controller", "Almelo")
    propose(concept, hans)
    client.force_login(hans)
    situations.proved(client)
    client.post("/rol/", {"membership": hans.memberships.get(role="controller").pk})
    page = client.get(page_of(concept)).content.decode()
    assert "U heeft deze lijst zelf voorgesteld." in page
    assert "Geef akkoord en vernietig" not in page
    sent = client.post(page_of(concept, "akkoord/"), {"shown": shown(concept), "sure": "on"}, follow=True)
    assert "Vraag een tweede persoon om akkoord te geven." in sent.content.decode()
    concept.refresh_from_db()
    assert concept.state == ListState.VOORGESTELD


def test_agreeing_twice_is_said_in_words(client: Client, hans: User, ellen: User, concept: DestructionList) -> None:
    propose(concept, hans)
    signed = concept.fingerprint
    agree(concept, ellen)
    client.force_login(ellen)
    situations.proved(client)
    sent = client.post(page_of(concept, "akkoord/"), {"shown": signed, "sure": "on"}, follow=True)
    assert "Deze is dat niet (meer)." in sent.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "Schrijf waarom dit dossier bewaard blijft."),
        ({"reason": "x" * 201}, "Schrijf het korter, in hoogstens 200 tekens."),
        ({"reason": "klacht", "until": "01-01-2001"}, "Deze dag is al voorbij."),
        ({"reason": "klacht", "until": "ooit"}, "Dit is geen datum."),
    ],
)
def test_a_reason_that_will_not_do_is_refused_in_words(
    client: Client, hans: User, concept: DestructionList, fields: dict[str, str], said: str
) -> None:
    client.force_login(hans)
    response = client.post(page_of(concept, f"uitzonderen/{concept.items.first().key}/"), fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not RetentionHold.objects.exists()


def test_fatih_of_wierden_finds_nothing(client: Client, hans: User, fatih: User, concept: DestructionList) -> None:
    propose(concept, hans)
    client.force_login(fatih)
    situations.proved(client)
    assert client.get(page_of(concept)).status_code == 404
    assert client.post(page_of(concept, "akkoord/"), {"shown": shown(concept), "sure": "on"}).status_code == 404
    assert page_of(concept) not in client.get("/vernietiging/").content.decode()


# A dossier and its term


def test_a_dossier_says_how_long_it_is_kept(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    running = client.get(f"/medewerkers/{truus.key}/").content.decode()
    assert "Blijft bewaard zolang iemand in dienst is" in running
    truus.indications.update(valid_until=people.day("31-12-2025"))
    truus.employments.get().placements.update(ends_on=people.day("31-03-2026"))
    truus.employments.get().hours.update(ends_on=people.day("31-03-2026"))
    truus.employments.update(ends_on=people.day("31-03-2026"))
    ended = client.get(f"/medewerkers/{truus.key}/").content.decode()
    assert "Wordt bewaard tot 31-03-2036: 10 jaar na de laatste dag in dienst of op een wachtlijst." in ended


def test_bram_keeps_a_dossier_and_lets_it_go(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    url = f"/medewerkers/{truus.key}/bewaren/"
    client.post(url, {"reason": "klacht loopt"})
    hold = RetentionHold.objects.get()
    assert (hold.employee, hold.placed_by, hold.starts_on, hold.ends_on) == (truus, bram, today(), None)
    assert "klacht loopt" in client.get(f"/medewerkers/{truus.key}/").content.decode()
    RetentionHold.objects.update(starts_on=today() - timedelta(days=5))
    assert client.post(f"{url}{hold.key}/opheffen/")["Location"] == url
    hold.refresh_from_db()
    assert hold.ends_on == today() - timedelta(days=1)
    assert client.post(url, {"reason": ""}).status_code == 422


def test_a_hold_of_today_that_is_lifted_today_never_was(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    client.post(f"/medewerkers/{truus.key}/bewaren/", {"reason": "vergissing"})
    client.post(f"/medewerkers/{truus.key}/bewaren/{RetentionHold.objects.get().key}/opheffen/")
    assert not RetentionHold.objects.exists()


def test_carla_lifts_no_hold_of_truus(client: Client, carla: User, truus: WswEmployee) -> None:
    hold = people.make_hold(truus)
    client.force_login(carla)
    assert client.post(f"/medewerkers/{truus.key}/bewaren/{hold.key}/opheffen/").status_code == 404


def test_the_selection_list_is_one_page(client: Client, daan: User) -> None:
    client.force_login(daan)
    page = client.get("/bewaartermijnen/").content.decode()
    for said in ("Begeleidingsplan", "5 jaar", "28 dagen", "blijvend", "Selectielijst gemeenten"):
        assert said in page
