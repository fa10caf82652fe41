"""Q28, at the page: two people with one dossier open. Whoever comes second loses nothing, and overwrites nothing."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.forms import EmployeeForm
from cases.models import Employment, Placement, PrivacyRequest, Residence, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import fields, opened, send, text

TODAY = today()


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


@pytest.fixture
def as_colleague(truus: WswEmployee) -> Client:
    """Another consulent of Almelo."""
    colleague = people.make_user("Bea Voorbeeld")
    people.make_membership(colleague, "consulent", "Almelo")
    client = Client()
    client.force_login(colleague)
    return client


def edit(person: WswEmployee) -> str:
    return reverse("employee_edit", args=[person.key])


def test_the_second_sees_both_values_and_who_and_loses_nothing(
    as_bram: Client, as_colleague: Client, truus: WswEmployee
) -> None:
    brams, beas = opened(as_bram, edit(truus)), opened(as_colleague, edit(truus))
    assert send(as_colleague, edit(truus), beas | {"last_name": "Nieuwenaam", "prefix": "de"}).status_code == 302
    refused = send(as_bram, edit(truus), brams | {"last_name": "Andersnaam", "first_name": "Geertruida"})
    assert refused.status_code == 409
    assert "Bea Voorbeeld heeft dit gewijzigd op" in text(refused)
    for name, typed, stands in (
        ("Achternaam", "Andersnaam", "Nieuwenaam"),
        ("Voornaam", "Geertruida", "Truus"),
        ("Tussenvoegsel", "leeg", "de"),
    ):
        assert f"{name} U had getypt: {typed} Nu staat er: {stands}" in text(refused)
    truus.refresh_from_db()
    assert (truus.first_name, truus.prefix, truus.last_name) == ("Truus", "de", "Nieuwenaam")
    again = fields(refused.content.decode())
    # What only one of the two changed is chosen already; where both did, one's own.
    assert (again["keuze_first_name"], again["keuze_prefix"], again["keuze_last_name"]) == ("mijn", "hun", "mijn")
    assert send(as_bram, edit(truus), again | {"keuze_last_name": "hun"}).status_code == 302
    truus.refresh_from_db()
    assert (truus.first_name, truus.prefix, truus.last_name) == ("Geertruida", "de", "Nieuwenaam")


def test_while_one_chooses_a_third_may_be_first_again(
    as_bram: Client, as_colleague: Client, truus: WswEmployee
) -> None:
    brams = opened(as_bram, edit(truus))
    WswEmployee.objects.update(last_name="Eerst")
    people.meanwhile()
    again = fields(send(as_bram, edit(truus), brams | {"first_name": "Geertruida"}).content.decode())
    WswEmployee.objects.update(last_name="Daarna")
    people.meanwhile()
    refused = send(as_bram, edit(truus), again)
    assert refused.status_code == 409
    assert "Nu staat er: Daarna" in text(refused)


@pytest.mark.parametrize("version", ["²", "9" * 40, "9" * 17, "٣-٤", "1--1", "geen"])
def test_a_version_that_is_none_is_an_older_one(as_bram: Client, truus: WswEmployee, version: str) -> None:
    """A hidden field holds what somebody wants it to."""
    sent = opened(as_bram, edit(truus)) | {"last_name": "Andersnaam", "versie": version}
    assert send(as_bram, edit(truus), sent).status_code == 409
    truus.refresh_from_db()
    assert truus.last_name == "Fictief"


def test_a_bsn_that_was_typed_does_not_come_back(as_bram: Client, truus: WswEmployee) -> None:
    brams = opened(as_bram, edit(truus))
    WswEmployee.objects.update(last_name="Anders")
    people.meanwhile()
    refused = send(as_bram, edit(truus), brams | {"bsn": people.bsn_number(7)})
    assert refused.status_code == 409
    assert people.bsn_number(7) not in refused.content.decode()


def test_what_is_wrong_besides_is_said_too(as_bram: Client, truus: WswEmployee) -> None:
    brams = opened(as_bram, edit(truus))
    WswEmployee.objects.update(last_name="Anders")
    people.meanwhile()
    refused = send(as_bram, edit(truus), brams | {"birth_date": "gisteren"})
    assert refused.status_code == 409
    assert "U had getypt: gisteren" in text(refused)
    assert "Dit is geen datum" in text(refused)


def end_placement(truus: WswEmployee) -> tuple[str, dict[str, str], Any]:
    placement = Placement.objects.get()
    url = reverse("placement_end", args=[truus.key, placement.key])
    return url, {"on": TODAY.isoformat(), "reason": "eigen wens"}, Placement.objects.filter(pk=placement.pk)


def new_placement(truus: WswEmployee) -> tuple[str, dict[str, str], Any]:
    placement = Placement.objects.get()
    typed = {"form": "WOL", "hours": "10", "starts_on": TODAY.isoformat(), "replaces": str(placement.pk)}
    return reverse("placement_new", args=[truus.key]), typed, Placement.objects.filter(pk=placement.pk)


def death(truus: WswEmployee) -> tuple[str, dict[str, str], Any]:
    url = reverse("employee_death", args=[truus.key])
    return url, {"on": TODAY.isoformat()}, WswEmployee.objects.filter(pk=truus.pk)


def end_employment(truus: WswEmployee) -> tuple[str, dict[str, str], Any]:
    url = reverse("employment_end", args=[truus.key])
    return url, {"on": TODAY.isoformat(), "reason": "REG"}, Employment.objects.filter(employee=truus)


def move(truus: WswEmployee) -> tuple[str, dict[str, str], Any]:
    typed = {"to": people.municipality("Wierden").cbs_code, "starts_on": TODAY.isoformat()}
    return reverse("person_move", args=[truus.key]), typed, Residence.objects.filter(employee=truus)


CHANGES = {
    end_placement: {"function": "inpakken"},
    new_placement: {"function": "inpakken"},
    death: {"last_name": "Anders"},
    end_employment: {"number": "9"},
    move: {"source": "BRP"},
}


@pytest.mark.parametrize("form", CHANGES)
def test_every_form_on_a_dossier_knows_what_it_was_opened_with(as_bram: Client, truus: WswEmployee, form: Any) -> None:
    url, typed, rows = form(truus)
    sent = opened(as_bram, url) | typed
    rows.update(**CHANGES[form])
    people.meanwhile()
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "heeft dit gewijzigd op" in text(refused)
    assert " was " in text(refused)  # what changed is said
    again = fields(refused.content.decode())
    assert {name: again[name] for name in typed if name != "replaces"} == {
        name: value for name, value in typed.items() if name != "replaces"
    }
    assert send(as_bram, url, again | typed).status_code == 302


def test_the_steps_of_a_request_too(client: Client, hans: User, truus: WswEmployee) -> None:
    client.force_login(hans)
    request = PrivacyRequest.objects.create(
        kind="wissing", employee_id=truus.pk, received_on=TODAY, requester="Truus", text="alles weg"
    )
    people.meanwhile()
    page = client.get(reverse("privacy_request", args=[request.key])).content.decode()
    version = re.search(r'name="versie" value="([^"]+)"', page)
    assert version
    PrivacyRequest.objects.update(requester="Zus van Truus")
    people.meanwhile()
    refused = client.post(
        reverse("privacy_request_extend", args=[request.key]),
        {"versie": version[1], "extension_reason": "Het zijn er veel."},
    )
    assert refused.status_code == 409
    assert "Het zijn er veel." in refused.content.decode()


# Really at once


EDITORS, SAVES = 50, 20


class Editors:
    """People who each add one to a number on the form, again and again, on a connection of their own.

    Whoever is refused sees what stands there now and tries again, so many times; then they give it up.
    """

    def __init__(self, person: WswEmployee, editors: int, saves: int, patience: int) -> None:
        self.url, self.saves, self.patience, self.wrong = edit(person), saves, patience, list[str]()
        self.outcomes = list[int]()  # the status of each answer; adding to a list is one step
        self.all_have_it_open = threading.Barrier(editors)  # before the first of them saves
        self.users = [people.make_user(f"Redacteur {number}") for number in range(editors)]
        for user in self.users:
            people.make_membership(user, "consulent", "Almelo")

    def run(self) -> None:
        threads = [threading.Thread(target=self._edit, args=(user,)) for user in self.users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=600)

    def _edit(self, user: User) -> None:
        try:
            client = Client(raise_request_exception=False)  # who waits too long for a lock gets a page that says so
            client.force_login(user)
            page = self._opened(client)
            self.all_have_it_open.wait(timeout=300)
            self._add_one(client, page)
            for _ in range(self.saves - 1):
                self._add_one(client, self._opened(client))
        finally:
            connection.close()

    def _opened(self, client: Client) -> Any:
        """The form. Too busy (503) is an answer too: then once more."""
        pages = (client.get(self.url) for _ in range(100))
        return next(page for page in pages if page.status_code == 200)

    def _add_one(self, client: Client, page: Any) -> None:
        for _ in range(self.patience):
            sent = fields(page.content.decode())
            stands = re.search(
                r'name="keuze_prefix"\s+value="hun".*?Nu staat er: <b>(\d+)</b>', page.content.decode(), re.S
            )
            number = int(stands[1] if stands else sent["prefix"])
            page = client.post(self.url, sent | {"prefix": str(number + 1), "keuze_prefix": "mijn"})
            self.outcomes.append(page.status_code)
            if page.status_code != 409:
                return
            if "heeft dit gewijzigd op" not in page.content.decode():
                self.wrong.append("refused without a word")


def add_up(editors: int, saves: int, patience: int = 1000) -> tuple[int, Editors]:
    truus = people.make_employee("Truus Fictief", prefix="0")
    them = Editors(truus, editors, saves, patience)
    them.run()
    truus.refresh_from_db()
    return int(truus.prefix), them


def test_q28_a_few_editors_lose_no_update(committed: None) -> None:
    number, them = add_up(5, 4)
    assert (number, them.wrong) == (20, [])


@pytest.mark.drill
def test_q28_fifty_editors_lose_no_update(committed: None) -> None:
    number, them = add_up(EDITORS, SAVES, patience=2)
    assert (number, them.wrong) == (them.outcomes.count(302), [])
    assert {302, 409} <= set(them.outcomes) <= {302, 409, 503}
    assert number >= SAVES


SIX = 6


class OnOnePlacement:
    """Six who each have the same placement open and save at the same moment, each with words of their own."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self.url = reverse("placement_correct", args=[placement.employment.employee.key, placement.key])
        self.typed = [{"function": f"functie {nth}", "location": f"hal {nth}"} for nth in range(SIX)]
        self.answers = dict[int, Any]()
        self.all_have_it_open = threading.Barrier(SIX)
        self.users = [people.make_user(f"Redacteur {nth}") for nth in range(SIX)]
        for user in self.users:
            people.make_membership(user, "consulent", "Almelo")

    def run(self) -> None:
        threads = [threading.Thread(target=self._edit, args=(nth,)) for nth in range(SIX)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=300)

    def _edit(self, nth: int) -> None:
        try:
            client = Client(raise_request_exception=False)
            client.force_login(self.users[nth])
            sent = fields(client.get(self.url).content.decode())
            self.all_have_it_open.wait(timeout=120)
            self.answers[nth] = client.post(self.url, sent | self.typed[nth])
        finally:
            connection.close()


def test_q28_six_editors_of_one_placement_one_wins_and_five_lose_nothing(committed: None) -> None:
    truus = people.make_employee("Truus Fictief", placed=True)
    placement = Placement.objects.select_related("employment__employee").get(employee=truus)
    them = OnOnePlacement(placement)
    them.run()
    won = [nth for nth, answer in them.answers.items() if answer.status_code == 302]
    assert (len(won), len(them.answers)) == (1, SIX)
    stands = them.typed[won[0]]
    placement.refresh_from_db()
    assert {"function": placement.function, "location": placement.location} == stands
    for nth in set(them.answers) - set(won):
        answer = them.answers[nth]
        assert answer.status_code == 409
        told = text(answer)
        assert f"{them.users[won[0]].name} heeft dit gewijzigd op" in told
        for label, name in (("Functie", "function"), ("Locatie", "location")):
            assert f"{label} U had getypt: {them.typed[nth][name]} Nu staat er: {stands[name]}" in told
        again = fields(answer.content.decode())
        assert {name: again[name] for name in stands} == them.typed[nth]
    with connection.cursor() as cursor:
        cursor.execute("SELECT function FROM cases_placement_history WHERE id = %s", [placement.pk])
        assert cursor.fetchall() == [("",)]  # changed once, from what it was


def test_q28_without_the_check_one_is_lost(
    as_bram: Client, as_colleague: Client, truus: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the adding up would show it: two saves one after the other, with the form blind.

    Really at once the database alone refuses the second; without luck only one after the other tells the two apart.
    """
    WswEmployee.objects.update(prefix="0")
    people.meanwhile()
    monkeypatch.setattr(EmployeeForm, "edited", lambda self: None)
    forms = [(client, fields(client.get(edit(truus)).content.decode())) for client in (as_bram, as_colleague)]
    for client, sent in forms:
        assert send(client, edit(truus), sent | {"prefix": str(int(sent["prefix"]) + 1)}).status_code == 302
    truus.refresh_from_db()
    assert truus.prefix == "1"
