"""Hirers: found, shown with those who work there whom one may see, recorded once and with numbers that can be."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.free_text import BOX
from cases.hirer_duplicates import duplicates
from cases.hirer_forms import ANOTHER
from cases.models import Hirer, HirerContact, WswEmployee
from municipalities.models import User
from tests import people
from tests.people import today_plus


@pytest.fixture
def bedacht(truus: WswEmployee, wim: WswEmployee) -> Hirer:
    """Truus of Almelo and Wim of Wierden both work there."""
    hirer = people.make_hirer("Bedacht BV", kvk="12345678", city="Almelo")
    for person in (truus, wim):
        person.employments.get().placements.update(form="GRD", hirer=hirer)
    return hirer


def page(client: Client, user: User, name: str, *args: Any, **query: str) -> str:
    client.force_login(user)
    response = client.get(reverse(name, args=args, query=query))
    assert response.status_code == 200
    return response.content.decode()


FILLED = {"name": "Verzonnen Metaal", "kvk": "8765 4321", "city": "Rijssen", "in_region": "true"}


def new(client: Client, user: User, **changed: str) -> Any:
    client.force_login(user)
    return client.post(reverse("hirer_new"), FILLED | changed)


def test_bram_finds_a_hirer_by_name_place_or_number(client: Client, bram: User, bedacht: Hirer) -> None:
    people.make_hirer("Kwekerij Elders", city="Holten")
    for typed in ("bedacht", "almelo", "12345678"):
        text = page(client, bram, "hirer_list", q=typed)
        assert "Bedacht BV" in text
        assert "Kwekerij Elders" not in text


def test_each_sees_the_own_people_there(
    client: Client, bram: User, carla: User, anouk: User, bedacht: Hirer, truus: WswEmployee, wim: WswEmployee
) -> None:
    for user, seen, unseen in ((bram, "Truus", "Wim"), (carla, "Wim", "Truus"), (anouk, "Truus", "Wim")):
        text = page(client, user, "hirer", bedacht.key)
        assert seen in text
        assert unseen not in text
        assert '<td data-l="werken er nu" class="n">1</td>' in page(client, user, "hirer_list")


def test_who_worked_there_before_is_not_there_now(
    client: Client, bram: User, bedacht: Hirer, truus: WswEmployee
) -> None:
    truus.employments.get().placements.update(ends_on=today_plus(-1))
    assert "Truus" not in page(client, bram, "hirer", bedacht.key)


def test_anouk_records_a_hirer(client: Client, anouk: User) -> None:
    response = new(client, anouk)
    made = Hirer.objects.get(name="Verzonnen Metaal")
    assert response["Location"] == f"/inleners/{made.key}/"
    assert (made.kvk, made.city, made.in_region, made.controlled) == ("87654321", "Rijssen", True, False)


@pytest.mark.parametrize("kvk", ["1234567", "123456789", "1234567a", "NL12345678"])
def test_a_kvk_number_has_eight_digits(client: Client, anouk: User, kvk: str) -> None:
    response = new(client, anouk, kvk=kvk)
    assert response.status_code == 422
    assert "Een KvK-nummer heeft acht cijfers." in response.content.decode()
    assert not Hirer.objects.exists()


@pytest.mark.parametrize(
    ("name", "kvk"), [("Bedachte B.V.", ""), ("bedacht (vestiging noord)", ""), ("Iets heel anders", "12345678")]
)
def test_one_that_is_there_already_is_asked_about(
    client: Client, bram: User, bedacht: Hirer, name: str, kvk: str
) -> None:
    asked = new(client, bram, name=name, kvk=kvk)
    assert asked.status_code == 200
    assert f"/inleners/{bedacht.key}/" in asked.content.decode()
    assert Hirer.objects.count() == 1
    assert new(client, bram, name=name, kvk=kvk, **{ANOTHER: "on"}).status_code == 302
    assert Hirer.objects.count() == 2


@pytest.mark.django_db
def test_another_company_is_not_asked_about_and_none_is_its_own_double() -> None:
    own = people.make_hirer("Bakkerij Test (fictief)")
    people.make_hirer("Garage Schijn (fictief)")
    assert duplicates("Wasserij Alsof (fictief)", "") == []
    assert duplicates("Bakkerij Test (fictief)", "", own.pk) == []


def test_a_site_has_a_number_of_twelve_digits_and_a_postcode(client: Client, bram: User, bedacht: Hirer) -> None:
    client.force_login(bram)
    url = reverse("site_new", args=[bedacht.key])
    site = {"name": "Hal 1", "number": "0000 1234 5678", "postcode": "7607ab", "city": "Almelo"}
    assert client.post(url, site | {"number": "12345678"}).status_code == 422
    refused = client.post(url, site | {"postcode": "76"})
    assert "Schrijf de postcode als 7607 AB." in refused.content.decode()
    assert client.post(url, site).status_code == 302
    made = bedacht.sites.get()
    assert (made.number, made.postcode) == ("000012345678", "7607 AB")
    edit = reverse("site_edit", args=[bedacht.key, made.key])
    assert client.post(edit, site | {"name": "Hal 2"}).status_code == 302
    assert bedacht.sites.get().name == "Hal 2"


def test_a_contact_can_be_reached_and_goes(client: Client, bram: User, bedacht: Hirer) -> None:
    client.force_login(bram)
    url = reverse("contact_new", args=[bedacht.key])
    refused = client.post(url, {"name": "Cor Contact"})
    assert refused.status_code == 422
    assert "Vul een telefoonnummer of een e-mailadres in." in refused.content.decode()
    assert client.post(url, {"name": "Cor Contact", "phone": "0546 123456"}).status_code == 302
    assert "Cor Contact" in page(client, bram, "hirer", bedacht.key)
    edit = reverse("contact_edit", args=[bedacht.key, HirerContact.objects.get().key])
    gone = {"name": "Cor Contact", "phone": "0546 123456", "ends_on": today_plus(-1).isoformat()}
    assert client.post(edit, gone, follow=True).status_code == 200
    assert "Cor Contact" not in page(client, bram, "hirer", bedacht.key)


def test_r87_what_a_contact_does_is_no_diagnosis(client: Client, bram: User, bedacht: Hirer) -> None:
    client.force_login(bram)
    url = reverse("contact_new", args=[bedacht.key])
    filled = {"name": "Cor Contact", "phone": "0546 1", "function": "begeleidt mensen met autisme"}
    warned = client.post(url, filled)
    assert (warned.status_code, HirerContact.objects.count()) == (200, 0)
    assert BOX in warned.content.decode()


def test_a_site_of_another_hirer_is_not_found_under_this_one(client: Client, bram: User, bedacht: Hirer) -> None:
    other = people.make_hirer("Elders BV").sites.create(name="Hal")
    client.force_login(bram)
    assert client.get(reverse("site_edit", args=[bedacht.key, other.key])).status_code == 404


def test_ellen_reads_and_does_not_write(client: Client, ellen: User, bedacht: Hirer) -> None:
    text = page(client, ellen, "hirer", bedacht.key)
    assert "Gegevens wijzigen" not in text
    assert client.post(reverse("hirer_edit", args=[bedacht.key]), FILLED).status_code == 403


def test_daan_finds_no_hirers(client: Client, daan: User, bedacht: Hirer) -> None:
    client.force_login(daan)
    assert client.get(reverse("hirer_list")).status_code == 404
    assert client.get(reverse("hirer", args=[bedacht.key])).status_code == 404


def test_what_a_hirer_was_called_is_kept(client: Client, bram: User, bedacht: Hirer) -> None:
    client.force_login(bram)
    client.post(reverse("hirer_edit", args=[bedacht.key]), {"name": "Bedacht Holding", "kvk": "12345678"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, key FROM cases_hirer_history WHERE id = %s ORDER BY recorded_until", [bedacht.pk])
        assert cursor.fetchall()[-1] == ("Bedacht BV", bedacht.key)


def test_three_or_thirty_are_as_many_questions(client: Client, bram: User) -> None:
    client.force_login(bram)
    counts = []
    for number in (3, 27):
        for nth in range(number):
            person = people.make_employee(f"Mens Fictief{nth}", placed=True)
            group = people.make_contract(f"Firma {number} {nth}", kind="GRD")
            person.employments.get().placements.update(hirer=people.make_hirer("Bedacht BV"), contract=group)
            people.make_contract("Bedacht BV", until=today_plus(nth))
            people.make_hirer("Bedacht BV").contacts.create(name="Cor", phone="1")
        for url in (reverse("hirer_list"), reverse("hirer", args=[people.make_hirer("Bedacht BV").key])):
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 14
