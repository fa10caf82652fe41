"""R69, R71: the BSN is masked; the whole of it only on purpose, for who may, after proof, with a trace."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases import bsn
from cases.models import WswEmployee
from municipalities.logs import AuditEntry
from municipalities.models import User
from tests import people
from tests.situations import proved

NUMBER = people.bsn_number(0)


def whole(person: WswEmployee) -> str:
    return reverse("employee_bsn", args=[person.key])


def shown_to(client: Client, user: User, person: WswEmployee) -> Any:
    client.force_login(user)
    return proved(client).post(whole(person))


def test_r69_the_numbers_of_the_rule_book() -> None:
    assert all(bsn.is_valid(number) for number in ("111222333", "123456782", "010000021", "999990007", "999990019"))
    assert not any(bsn.is_valid(number) for number in ("123456789", "000000000", "10000021", "99999000"))


def test_the_dossier_shows_the_last_three(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    page = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert f"••••••{NUMBER[-3:]}" in page
    assert NUMBER not in page
    assert "Toon het hele BSN" in page


@pytest.mark.parametrize("who", ["bram", "ellen"])
def test_bram_and_ellen_see_it_on_purpose_and_it_leaves_a_trace(
    client: Client, request: pytest.FixtureRequest, truus: WswEmployee, who: str
) -> None:
    user: User = request.getfixturevalue(who)
    response = shown_to(client, user, truus)
    assert response.status_code == 200
    assert NUMBER in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    trace = AuditEntry.objects.get(act="bsn_shown")
    assert (trace.asker, trace.subjects, trace.status) == (str(user.key), [truus.key], "ok")
    assert NUMBER not in str(vars(trace))
    assert NUMBER not in response.wsgi_request.get_full_path()


def test_it_is_never_asked_in_an_address(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    assert proved(client).get(whole(truus)).status_code == 405
    assert not AuditEntry.objects.filter(act="bsn_shown").exists()


def test_without_a_fresh_proof_it_stays_hidden(
    client: Client, bram: User, truus: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("municipalities.stepup.prove_first", lambda request: HttpResponse("bewijs het eerst"))
    monkeypatch.setattr("municipalities.stepup.proved", lambda request: False)
    client.force_login(bram)
    assert client.post(whole(truus)).content == b"bewijs het eerst"
    assert not AuditEntry.objects.filter(act="bsn_shown").exists()


def test_r71_the_coach_sees_not_even_the_last_three(client: Client, anouk: User, truus: WswEmployee) -> None:
    client.force_login(anouk)
    page = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert NUMBER[-3:] not in page.replace(str(truus.key), "")
    assert "BSN" not in page
    response = shown_to(client, anouk, truus)
    assert response.status_code == 403
    assert NUMBER not in response.content.decode()


@pytest.mark.parametrize("who", ["carla", "daan", "gerda", "hans"])
def test_r71_for_a_stranger_there_is_nothing(
    client: Client, request: pytest.FixtureRequest, truus: WswEmployee, who: str
) -> None:
    assert shown_to(client, request.getfixturevalue(who), truus).status_code == 404
    assert not AuditEntry.objects.filter(act="bsn_shown", status="ok").exists()


def test_who_has_no_number_has_none_to_show(client: Client, bram: User) -> None:
    nobody = people.make_employee("Nico Fictief")
    assert "Er is geen BSN vastgelegd." in shown_to(client, bram, nobody).content.decode()
