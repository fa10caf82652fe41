"""Looking in the national register, from end to end, against a register that is a process of its own."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases import brp
from cases.brp_connections import read
from cases.brp_forms import GROUNDS
from cases.models import WswEmployee
from municipalities.logs import AuditEntry, ProcessingEntry
from municipalities.models import User
from soweco_portal.services import free_port
from tests import people, processes
from tests.cases import brp_server
from tests.opened import fields, text

ALL_THE_SAME, GONE, YEAR_ONLY, HOSTILE, UNKNOWN = "999990019", "999990020", "999990032", "999990044", "999990056"
BY_HAND = "de gegevens met de hand in"


class Register:
    """Where it listens, and what it was asked."""

    def __init__(self, address: str, log: Path) -> None:
        self.address, self.log = address, log

    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    port, log = free_port(None), tmp_path_factory.mktemp("brp") / "asked"
    server = subprocess.Popen([sys.executable, brp_server.__file__, str(port), str(log)])
    try:
        processes.until(lambda: _listens(port), 30, "the register does not answer")
        yield Register(f"http://127.0.0.1:{port}", log)
    finally:
        server.terminate()
        server.wait(timeout=10)


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def connect(settings: Any, endpoint: str, key: str = brp_server.KEY) -> None:
    settings.BRP = read(json.dumps([{"municipality": "GM0141", "endpoint": endpoint, "key": key}]))


@pytest.fixture
def register(running: Register, settings: Any) -> Register:
    """Almelo has a connection; Wierden has none."""
    running.log.unlink(missing_ok=True)
    connect(settings, f"{running.address}/gewoon")
    return running


@pytest.fixture
def noor(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def numbered(number: str | None, name: str = "Truus Fictief") -> WswEmployee:
    return people.make_employee(name, bsn=number)


def address(person: WswEmployee) -> str:
    return reverse("brp_look_up", args=[person.key])


def look(client: Client, person: WswEmployee, ground: str = GROUNDS[0]) -> HttpResponse:
    people.meanwhile()
    return client.post(address(person), {"ground": ground})


def shown(answer: HttpResponse) -> dict[str, tuple[str, str]]:
    return {each.label: (each.ours, each.theirs) for each in answer.context["proposals"]}


def test_what_the_register_says_stands_beside_what_is_registered(noor, register):
    person = numbered(GONE)
    answer = look(noor, person)
    assert shown(answer) == {
        "Voornaam": ("Truus", "Truus Johanna"),
        "Tussenvoegsel": ("", ""),
        "Achternaam": ("Fictief", "Fictief-Bedacht"),
        "Geboortedatum": ("17-05-1975", "17-05-1975"),
        "Overleden op": ("", "02-03-2026"),
        "Woont in": ("Almelo", "Wierden, sinds 01-02-2026"),
    }
    assert "Geheimhouding." in text(answer)


def test_nothing_is_taken_over_by_itself(noor, register):
    person = numbered(GONE)
    before = WswEmployee.objects.filter(pk=person.pk).values().get(), list(person.residences.values())
    look(noor, person)
    assert (WswEmployee.objects.filter(pk=person.pk).values().get(), list(person.residences.values())) == before


def test_the_number_goes_in_the_body_with_the_key_of_the_municipality_and_asks_no_more_than_is_used(noor, register):
    look(noor, numbered(ALL_THE_SAME))
    [asked] = register.asked()
    assert (asked["path"], asked["key"]) == ("/gewoon/personen", brp_server.KEY)
    assert asked["asked"] == {
        "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [ALL_THE_SAME], "fields": list(brp.FIELDS),
    }  # fmt: skip


def test_each_look_up_stands_in_both_logs_with_its_ground(noor, register):
    person = numbered(ALL_THE_SAME)
    look(noor, person, GROUNDS[1])
    line = AuditEntry.objects.get(act="brp_asked")
    assert (line.subjects, line.purpose, line.status) == ([person.key], GROUNDS[1], "ok")
    assert ProcessingEntry.objects.filter(trace_id=line.trace_id).exists()


def test_a_look_up_that_failed_is_logged_too(noor, running, settings):
    connect(settings, f"{running.address}/stuk")
    look(noor, numbered(ALL_THE_SAME))
    assert AuditEntry.objects.get(act="brp_asked").status == "error"


@pytest.mark.parametrize("ground", ["", "zomaar"])
def test_without_a_ground_nothing_is_asked(noor, register, ground):
    answer = look(noor, numbered(ALL_THE_SAME), ground)
    assert answer.status_code == 422
    assert register.asked() == []


def test_opening_the_page_asks_nothing(noor, register):
    assert noor.get(address(numbered(ALL_THE_SAME))).status_code == 200
    assert register.asked() == []


def test_without_a_number_nothing_is_asked(noor, register):
    assert "Er is geen BSN vastgelegd." in text(look(noor, numbered(None)))
    assert register.asked() == []


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("stuk", BY_HAND), ("traag", BY_HAND), ("onzin", BY_HAND), ("groot", BY_HAND), ("elders", BY_HAND),
        ("druppel", BY_HAND),
    ],
)  # fmt: skip
def test_a_register_that_does_not_answer_is_said_in_words(noor, running, settings, how, said):
    running.log.unlink(missing_ok=True)
    connect(settings, f"{running.address}/{how}")
    person, began = numbered(ALL_THE_SAME), time.monotonic()
    answer = look(noor, person)
    assert time.monotonic() - began < 9  # six seconds, and what the page itself takes
    assert answer.status_code == 200
    assert said in text(answer)
    assert [each["path"] for each in running.asked()] == [f"/{how}/personen"]  # followed nowhere


def test_a_register_that_is_not_there_is_said_in_words(noor, settings):
    connect(settings, f"http://127.0.0.1:{free_port(None)}")
    assert "De BRP is nu niet te bereiken." in text(look(noor, numbered(ALL_THE_SAME)))


def test_a_wrong_key_and_an_unknown_number(noor, register, settings):
    assert "De BRP kent niemand" in text(look(noor, numbered(UNKNOWN)))
    connect(settings, f"{register.address}/gewoon", key="verlopen")
    assert "gaf uw gemeente geen toegang" in text(look(noor, numbered(ALL_THE_SAME, "Wies Fictief")))


def test_a_day_that_is_known_in_part_is_no_day(noor, register):
    assert shown(look(noor, numbered(YEAR_ONLY)))["Geboortedatum"] == ("17-05-1975", "")


def test_what_the_register_says_is_text(noor, register):
    answer = look(noor, numbered(HOSTILE))
    assert b"<b>Truus" not in answer.content
    assert shown(answer)["Geboortedatum"] == ("17-05-1975", "")
    assert len(shown(answer)["Achternaam"][1]) == 120


def test_no_log_line_and_no_page_holds_the_number(noor, running, settings, caplog):
    with caplog.at_level(logging.DEBUG):
        for how in ("gewoon", "stuk", "onzin"):
            connect(settings, f"{running.address}/{how}")
            assert ALL_THE_SAME not in look(noor, _once(ALL_THE_SAME)).content.decode()
    assert ALL_THE_SAME not in caplog.text
    assert brp_server.KEY not in caplog.text + repr(settings.BRP)


def _once(number: str) -> WswEmployee:
    found = WswEmployee.objects.filter(first_name="Truus", last_name="Eenmalig").first()
    return found or numbered(number, "Truus Eenmalig")


# Taking over, field by field, through the acts there are


def forms_of(answer: HttpResponse) -> dict[str, dict[str, Any]]:
    return {each.label: each.sends | {"url": each.url} for each in answer.context["proposals"]}


def test_bram_takes_over_the_surname_and_nothing_else(noor, register):
    person = numbered(GONE, "Wies Anders")
    sends = forms_of(look(noor, person))["Achternaam"]
    people.meanwhile()
    assert noor.post(sends.pop("url"), sends).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.died_on, person.bsn_hash is None) == ("Wies Fictief-Bedacht", None, False)


def test_who_then_looks_like_another_is_asked_about_first(noor, register):
    """Truus Fictief of Almelo has the same birth date."""
    person = numbered(GONE, "Truus Anders")
    sends = forms_of(look(noor, person))["Achternaam"]
    people.meanwhile()
    assert "Staat deze persoon er al?" in text(noor.post(sends.pop("url"), sends))


def test_what_somebody_changed_meanwhile_is_not_overwritten(noor, register):
    person = numbered(GONE, "Wies Anders")
    sends = forms_of(look(noor, person))["Achternaam"]
    people.meanwhile()
    WswEmployee.objects.filter(pk=person.pk).update(last_name="Intussen")
    people.meanwhile()
    assert noor.post(sends.pop("url"), sends).status_code == 409
    person.refresh_from_db()
    assert person.last_name == "Intussen"


def test_a_death_and_a_move_go_by_their_own_pages(noor, register):
    answer = look(noor, numbered(GONE))
    urls = {each.label: each.url for each in answer.context["proposals"]}
    death, move = noor.get(urls["Overleden op"]), noor.get(urls["Woont in"])
    assert fields(death.content.decode())["on"] == "2026-03-02"
    assert fields(move.content.decode())["to"] == "GM0189"
    assert fields(move.content.decode())["starts_on"] == "2026-02-01"


# Who may


def test_where_there_is_no_connection_there_is_no_page_and_no_link(client, carla, wim, register):
    client.force_login(carla)
    assert client.get(address(wim)).status_code == 404
    assert "Kijk in de BRP" not in text(client.get(reverse("employee", args=[wim.key])))


def test_bram_finds_it_in_the_dossier(noor, register):
    assert "Kijk in de BRP" in text(noor.get(reverse("employee", args=[numbered(ALL_THE_SAME).key])))


def test_nobody_of_another_municipality_is_asked_about(noor, register, wim):
    assert look(noor, wim).status_code == 404
    assert register.asked() == []


@pytest.mark.parametrize("who", ["anouk", "ellen"])
def test_a_coach_and_a_controller_may_not(client, request, register, truus, who):
    client.force_login(request.getfixturevalue(who))
    assert look(client, truus).status_code == 403
    assert register.asked() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "PORTAL_BRP klopt niet"),
        ('[{"municipality": "GM0141"}]', "PORTAL_BRP klopt niet"),
        ('[{"municipality": "GM0141", "endpoint": "http://brp.example", "key": "geheim"}]', "begint niet met https://"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_without_the_key(given, said):
    with pytest.raises(ImproperlyConfigured, match=said) as refusal:
        read(given)
    assert "geheim" not in str(refusal.value)
