"""Open places at hirers, and who of one's own people could fit: with the reasons, chosen by nobody.

Anouk coaches Truus of Almelo, who has 36 hours and works 24 of them; Carla is of Wierden. All *fictief*.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from cases import matching
from cases.models import Hirer, Vacancy, WswEmployee
from municipalities.models import AuditEntry, User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.opened import text
from tests.portal.test_rows_of_another import refusal


@pytest.fixture
def free(truus: WswEmployee, anouk: User) -> WswEmployee:
    """Twelve of her thirty-six hours are free."""
    truus.employments.get().placements.update(hours=24)
    return truus


@pytest.fixture
def place(db: None) -> Vacancy:
    hirer = Hirer.objects.create(name="Bakkerij Bedacht")
    return Vacancy.objects.create(
        hirer=hirer, function="Inpakker", form="IND", hours=10, wanted=1, starts_on=today(), offers=["werktempo"],
        municipality=people.municipality("Almelo"),
    )  # fmt: skip


def page(client: Client, user: User, place: Vacancy) -> str:
    client.force_login(user)
    answer = client.get(reverse("vacancy", args=[place.key]))
    assert answer.status_code == 200
    return text(answer)


def put(person: WswEmployee, place: Vacancy, **fields: Any) -> None:
    hirer = place.hirer
    people.make_placement(person, "IND", 10, since=today(), hirer=hirer.name, function="inpakker ", **fields)


# Keeping them


def test_anouk_notes_a_place(client: Client, anouk: User, place: Vacancy) -> None:
    client.force_login(anouk)
    said = {
        "function": "Schoonmaker", "form": "GRD", "hours": "12,5", "wanted": "3", "offers": ["werktijd", "technisch"],
        "starts_on": today().isoformat(),
    }  # fmt: skip
    answer = client.post(reverse("vacancy_new", args=[place.hirer.key]), said)
    made = Vacancy.objects.get(function="Schoonmaker")
    assert answer["Location"] == reverse("vacancy", args=[made.key])
    assert (str(made.hours), made.wanted, made.noted_on) == ("12.50", 3, today())
    assert sorted(made.offers) == ["technisch", "werktijd"]
    assert "Schoonmaker" in text(client.get(reverse("vacancy_list")))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"function": ""}, "Schrijf op welk werk het is."),
        ({"wanted": "0"}, "Een plek is voor 1 tot 50 mensen."),
        ({"form": "BSB"}, "Kies een werkvorm uit de lijst."),
        ({"hours": "41"}, "40"),
        ({"offers": "lief zijn"}, "Kies aanpassingen uit de lijst."),
        ({"ends_on": (today() - timedelta(1)).isoformat()}, "De laatste dag ligt voor de eerste."),
    ],
)
def test_what_cannot_be_a_place(client: Client, anouk: User, place: Vacancy, given: dict[str, str], why: str) -> None:
    client.force_login(anouk)
    said = {
        "function": "Inpakker", "form": "IND", "hours": "10", "wanted": "1", "starts_on": today().isoformat()
    }  # fmt: skip
    answer = client.post(reverse("vacancy_edit", args=[place.key]), said | given)
    assert answer.status_code == 422
    assert why in text(answer)


def test_a_site_is_of_its_own_hirer(client: Client, anouk: User, bram: User, place: Vacancy) -> None:
    """Said at the field; and held by the database for whoever writes otherwise."""
    other = people.make_hirer("Drukkerij Verzonnen")
    theirs, ours = other.sites.create(name="Elders"), place.hirer.sites.create(name="Hal 2")
    client.force_login(anouk)
    said = {
        "function": "Inpakker", "form": "IND", "hours": "10", "wanted": "1", "starts_on": today().isoformat()
    }  # fmt: skip
    url = reverse("vacancy_edit", args=[place.key])
    answer = client.post(url, said | {"site": theirs.pk})
    assert answer.status_code == 422
    assert "Deze vestiging is niet van deze inlener." in text(answer)
    contract = people.make_contract(other.name)
    called = other.contacts.create(name="Ans Verzonnen", phone="0546-000000")
    for by, row in ((anouk, place), (bram, contract), (bram, called)):
        wrong = ours if row is not place else theirs
        assert "site_is_of_its_hirer" in refusal(by, f"UPDATE {row._meta.db_table} SET site_id = {wrong.pk}")
    assert "site_is_of_its_hirer" in refusal(bram, f"UPDATE cases_hirersite SET hirer_id = {other.pk}")
    assert client.post(url, said | {"site": ours.pk}).status_code == 302


def test_a_company_with_two_names_has_the_sites_of_both(anouk: User, place: Vacancy) -> None:
    other = people.make_hirer("Bakkerij Bedacht BV")
    theirs = other.sites.create(name="Hal 2")
    assert "site_is" in refusal(anouk, f"UPDATE cases_vacancy SET site_id = {theirs.pk}")
    Hirer.objects.filter(pk=other.pk).update(merged_into=place.hirer)
    assert refusal(anouk, f"UPDATE cases_vacancy SET site_id = {theirs.pk}") == ""


def test_two_change_the_same_place(client: Client, anouk: User, place: Vacancy) -> None:
    client.force_login(anouk)
    url = reverse("vacancy_edit", args=[place.key])
    version = client.get(url).context["form"]["versie"].value()
    people.meanwhile()
    Vacancy.objects.update(wanted=4)
    people.meanwhile()
    said = {"function": "X", "form": "IND", "hours": "10", "wanted": "2", "starts_on": today().isoformat()}
    assert client.post(url, said | {"versie": version}).status_code == 409


def test_a_day_in_the_list_is_not_broken_over_a_line(client: Client, anouk: User, place: Vacancy) -> None:
    client.force_login(anouk)
    shown = client.get(reverse("vacancy_list")).content.decode()
    assert f'vanaf <span class="d">{today():%d-%m-%Y}</span>' in shown


def test_withdrawn_and_open_again(client: Client, anouk: User, place: Vacancy) -> None:
    client.force_login(anouk)
    url = reverse("vacancy_withdraw", args=[place.key])
    client.post(url, {"terug": "nee"})
    assert "Inpakker" not in text(client.get(reverse("vacancy_list")))
    assert "ingetrokken op" in text(client.get(reverse("vacancy_list"), {"toon": "alles"}))
    client.post(url, {"terug": "ja"})
    assert "Inpakker" in text(client.get(reverse("vacancy_list")))


# Who could fit


def test_who_has_hours_free_is_shown_with_the_reasons(client: Client, anouk: User, free: Any, place: Vacancy) -> None:
    people.make_adaptation(free, kind="werktempo")
    shown = page(client, anouk, place)
    assert "Fictief, Truus past" in shown
    assert "12 van 36 uur vrij: genoeg." in shown
    assert "Nodig en kan hier: werktempo." in shown
    assert "Woont in Almelo: dezelfde gemeente." in shown
    assert AuditEntry.objects.filter(act="people_listed", subjects__contains=[free.key]).exists()


def test_what_does_not_fit_is_said_too(client: Client, anouk: User, free: Any, place: Vacancy) -> None:
    Vacancy.objects.update(hours=20, municipality=people.municipality("Wierden"))
    people.make_adaptation(free, kind="technisch")
    shown = page(client, anouk, place)
    assert "12 van 36 uur vrij: 8 uur te weinig." in shown
    assert "Nodig en niet geboden: technisch, aan de werkplek." in shown
    assert "Woont in Almelo: een andere gemeente." in shown
    assert "Fictief, Truus past" not in shown


def test_who_has_no_hours_free_or_is_on_leave_is_not_in_it(
    client: Client, anouk: User, truus: WswEmployee, free: Any, place: Vacancy
) -> None:
    people.make_leave(truus.employments.get(), since=today(), until=today())
    assert "Truus" not in page(client, anouk, place)
    truus.employments.get().leaves.all().delete()
    truus.employments.get().placements.update(hours=36)
    assert "Niemand van uw mensen heeft op die dag uren vrij." in page(client, anouk, place)


def test_the_order_is_plain(bram: User, free: Any, place: Vacancy) -> None:
    """Enough hours, then nothing needed that is not there, then the same municipality, then by name."""

    def idle(name: str, hours: int, lives_in: str = "Almelo", need: str = "") -> None:
        person = people.make_employee(name, hours=hours, lives_in=lives_in)
        if need:
            people.make_adaptation(person, kind=need)

    idle("Aad Fictief", 8)
    idle("Bep Fictief", 20, need="technisch")
    idle("Cor Fictief", 20, lives_in="Wierden")
    idle("Dop Fictief", 20)
    with asking_as(bram):
        found = matching.candidates(place, bram.memberships.get(), today())
    names = [each.name.split(", ")[1] for each in found]
    assert names == ["Dop", "Truus", "Cor", "Bep", "Aad"]


def test_carla_sees_the_place_and_none_of_the_people(client: Client, carla: User, free: Any, place: Vacancy) -> None:
    assert "Truus" not in page(client, carla, place)


def test_propose_leads_to_a_proposal_for_this_place(client: Client, anouk: User, free: Any, place: Vacancy) -> None:
    client.force_login(anouk)
    (row,) = client.get(reverse("vacancy", args=[place.key])).context["people"]
    assert row["propose"] == f"{reverse('proposal_new', args=[free.key])}?plek={place.key}"
    shown = client.get(row["propose"])
    assert "Inpakker bij Bakkerij Bedacht" in text(shown)
    assert [*shown.context["form"].fields] == ["hours", "proposed_on", "versie"]


# Filled by the fact


def test_a_place_is_filled_by_placements_whoever_made_them(
    client: Client, anouk: User, carla: User, free: Any, place: Vacancy
) -> None:
    put(free, place)
    for user in (anouk, carla):  # Carla may not see Truus; the number she does
        shown = page(client, user, place)
        assert "1 van 1 geplaatst" in shown
        assert "vervuld" in shown
        assert "Wie zou kunnen" not in shown
    assert "Inpakker" not in text(client.get(reverse("vacancy_list")))


def test_what_is_filled_takes_no_room_of_what_is_open(
    client: Client, anouk: User, free: WswEmployee, place: Vacancy
) -> None:
    """Places without a last day stay; a hundred that are filled are no reason not to see the one that is open."""
    hirer = Hirer.objects.create(name="Drukkerij Verzonnen")
    given = {"hirer": hirer, "function": "Vouwer", "form": "IND", "hours": 2, "starts_on": today() - timedelta(days=1)}
    Vacancy.objects.bulk_create(Vacancy(**given) for _ in range(100))
    people.make_placement(free, "IND", 2, since=today(), hirer=hirer.name, function="Vouwer")
    client.force_login(anouk)
    shown = client.get(reverse("vacancy_list"))
    assert [row["vacancy"] for row in shown.context["rows"]] == [place]
    everything = client.get(reverse("vacancy_list"), {"toon": "alles", "pagina": "3"})
    assert [row["vacancy"] for row in everything.context["rows"]] == [place]


def test_who_left_and_who_does_other_work_do_not_count(free: Any, place: Vacancy) -> None:
    put(free, place)
    placed = free.employments.get().placements.get(form="IND")
    assert matching.filled([place]) == {place.pk: 1}
    for change in ({"function": "Chauffeur"}, {"form": "GRD"}, {"starts_on": today() - timedelta(days=1)}):
        was = {name: getattr(placed, name) for name in change}
        type(placed).objects.filter(pk=placed.pk).update(**change)
        assert matching.filled([place]) == {place.pk: 0}
        type(placed).objects.filter(pk=placed.pk).update(**was)
    assert matching.filled([place]) == {place.pk: 1}


def test_nobody_without_dossiers_counts_or_writes(daan: User, ellen: User, place: Vacancy) -> None:
    with asking_as(daan):
        assert matching.filled([place]) == {}
    for user in (daan, ellen):
        with asking_as(user), pytest.raises(Error, match="niet aan u"), transaction.atomic():
            Vacancy.objects.update(wanted=2)
