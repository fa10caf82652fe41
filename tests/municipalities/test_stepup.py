"""Something that matters much asks for a fresh proof (features.md 141): here, the release of a report."""

import pytest
from django.test import Client

from municipalities import stepup
from municipalities.models import User
from reports.models import Report, ReportState
from tests import situations
from tests.accounts import PASSWORD, code, log_in, sessions_age, with_app, with_password


@pytest.fixture
def checked(fatih: User) -> Report:
    return situations.make_checked(situations.make_report(), fatih)


@pytest.fixture
def ellen(ellen: User) -> User:
    return with_password(ellen)


def release(client: Client, report: Report) -> str:
    page = f"/rapportages/{report.key}/"
    return client.post(f"{page}vrijgeven/", headers={"referer": f"http://testserver{page}"})["Location"]


def state(report: Report) -> str:
    report.refresh_from_db()
    return report.state


def test_ellen_who_just_logged_in_releases_at_once(client: Client, ellen: User, checked: Report) -> None:
    log_in(client, ellen.email)
    assert release(client, checked) == f"/rapportages/{checked.key}/"
    assert state(checked) == ReportState.VRIJGEGEVEN


def test_after_ten_minutes_she_proves_who_she_is_and_is_asked_again(
    client: Client, ellen: User, checked: Report
) -> None:
    log_in(client, ellen.email)
    sessions_age(client, stepup.PROVED_AT, minutes=10)
    to = release(client, checked)
    assert to == f"/account/bevestigen/?next=%2Frapportages%2F{checked.key}%2F&opnieuw=1"
    assert state(checked) == ReportState.GECONTROLEERD
    assert "Er is nog niets gebeurd: u doet het daar nog een keer." in client.get(to).content.decode()
    back = client.post(to, {"password": PASSWORD})
    assert back["Location"] == f"/rapportages/{checked.key}/"
    page = client.get(back["Location"]).content.decode()
    assert "Dank u. Doe nu nog een keer wat u wilde doen." in page
    assert "Geef dit rapport vrij" in page
    assert state(checked) == ReportState.GECONTROLEERD
    release(client, checked)
    assert state(checked) == ReportState.VRIJGEGEVEN


def test_a_wrong_password_proves_nothing(client: Client, ellen: User, checked: Report) -> None:
    log_in(client, ellen.email)
    sessions_age(client, stepup.PROVED_AT, minutes=10)
    refused = client.post("/account/bevestigen/", {"password": "een gok"})
    assert refused.status_code == 422
    assert "Dit wachtwoord klopt niet." in refused.content.decode()
    release(client, checked)
    assert state(checked) == ReportState.GECONTROLEERD


def test_a_proof_is_tried_no_more_often_than_a_login(client: Client, ellen: User) -> None:
    log_in(client, ellen.email)
    codes = [client.post("/account/bevestigen/", {"password": "een gok"}).status_code for _ in range(9)]
    assert codes.count(422) <= 6
    assert codes[-1] == 429


def test_a_code_is_a_proof_too(client: Client, ellen: User, checked: Report) -> None:
    client.force_login(ellen)
    with_app(ellen)
    sessions_age(client, stepup.PROVED_AT, minutes=10)
    to = release(client, checked)
    page = client.get(to).content.decode()
    assert "Gebruik een code van uw app" in page
    by_code = to.replace("/bevestigen/", "/bevestigen/code/")
    assert by_code.replace("&", "&amp;") in page
    assert client.post(by_code, {"code": "000000"}).status_code == 422
    assert client.post(by_code, {"code": code()})["Location"] == f"/rapportages/{checked.key}/"
    release(client, checked)
    assert state(checked) == ReportState.VRIJGEGEVEN


def test_who_may_not_release_is_not_asked_for_a_proof(client: Client, bram: User, checked: Report) -> None:
    client.force_login(bram)
    sessions_age(client, stepup.PROVED_AT, minutes=10)
    assert client.post(f"/rapportages/{checked.key}/vrijgeven/").status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://nep.example/", "//nep.example/", "javascript:alert(1)"])
def test_after_a_proof_nobody_is_sent_elsewhere(client: Client, ellen: User, elsewhere: str) -> None:
    log_in(client, ellen.email)
    assert client.post(f"/account/bevestigen/?next={elsewhere}", {"password": PASSWORD})["Location"] == "/"


def test_who_has_nothing_to_prove_it_with_reads_what_to_do(client: Client, carla: User) -> None:
    client.force_login(carla)
    page = client.get("/account/bevestigen/").content.decode()
    assert "Het portaal kent van u nog geen wachtwoord, app of passkey." in page
    assert "/account/tweede-stap/" in page


def test_a_proof_of_tomorrow_is_no_proof(client: Client, ellen: User) -> None:
    """A clock that jumped back."""
    log_in(client, ellen.email)
    sessions_age(client, stepup.PROVED_AT, days=-1)
    assert client.post("/account/tweede-stap/verwijderen/").status_code == 302
