"""The second step (quality.md Q19): no code twice, no guessing, no way around by address."""

import re
import time
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from municipalities import stepup, throttle
from municipalities.access import ROLES, Permission
from municipalities.models import User
from tests import people
from tests.accounts import SECRET, code, is_in, log_in, recovery_codes, sessions_age, with_app, with_password

SETTING_UP = "/account/tweede-stap/"


@pytest.fixture
def bram(bram: User) -> User:
    return with_password(bram)


@pytest.fixture
def obliged(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def first_step(client: Client, user: User) -> str:
    return log_in(client, user.email)["Location"]


def second_step(client: Client, said: str) -> int:
    return client.post("/inloggen/code/", {"code": said}).status_code


# Coming in with a code


def test_bram_comes_in_with_a_code_and_not_before(client: Client, bram: User, obliged: None) -> None:
    with_app(bram)
    assert first_step(client, bram) == "/inloggen/code/"
    assert client.get("/medewerkers/").status_code == 302
    assert not is_in(client)
    assert "Vul de code in van de app" in client.get("/inloggen/code/").content.decode()
    assert second_step(client, code()) == 302
    assert client.get("/medewerkers/").status_code == 200


def test_he_comes_in_where_he_wanted_to_go(client: Client, bram: User) -> None:
    with_app(bram)
    log_in(client, bram.email, to="?next=/rapportages/")
    assert client.post("/inloggen/code/", {"code": code()})["Location"] == "/rapportages/"


def test_a_code_opens_one_login(bram: User) -> None:
    with_app(bram)
    first, second = Client(), Client()
    first_step(first, bram)
    first_step(second, bram)
    now = code()
    assert second_step(first, now) == 302
    assert second_step(second, now) == 422
    assert not is_in(second)


def test_the_code_that_set_up_the_app_opens_no_login(client: Client, bram: User) -> None:
    log_in(client, bram.email)
    secret = secret_on(client.get(f"{SETTING_UP}app/").content.decode())
    used = code(secret)
    assert client.post(f"{SETTING_UP}app/", {"code": used}).status_code == 302
    other = Client()
    first_step(other, bram)
    assert second_step(other, used) == 422
    assert second_step(other, code(secret, steps=1)) == 302


def secret_on(page: str) -> str:
    found = re.search(r'class="secret">(\w+)<', page)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(("steps", "status"), [(-1, 302), (0, 302), (1, 302), (-3, 422), (3, 422)])
def test_a_clock_may_be_half_a_minute_off(client: Client, bram: User, steps: int, status: int) -> None:
    if int(time.time()) % 30 > 27:  # not on the edge of a step: the test itself takes a moment
        time.sleep(3)
    with_app(bram)
    first_step(client, bram)
    assert second_step(client, code(steps=steps)) == status


def test_codes_are_not_guessed(bram: User) -> None:
    """Nor with a new first step each time, nor from elsewhere."""
    with_app(bram)
    said = []
    for nth in range(20):
        client = Client(REMOTE_ADDR=f"203.0.113.{nth}")
        first_step(client, bram)
        said.append(second_step(client, "000000"))
    assert said.count(422) == throttle.CODES.at_once
    assert set(said[throttle.CODES.at_once :]) == {429}
    client = Client()
    first_step(client, bram)
    assert second_step(client, code()) == 429


def test_a_recovery_code_works_once(bram: User) -> None:
    with_app(bram)
    one, *others = recovery_codes(bram)
    for said, status in ((one, 302), (one, 422), (others[0], 302)):
        client = Client()
        first_step(client, bram)
        assert second_step(client, said) == status


def test_the_second_step_of_who_was_switched_off_in_between_opens_nothing(client: Client, bram: User) -> None:
    with_app(bram)
    first_step(client, bram)
    User.objects.filter(pk=bram.pk).update(is_active=False)
    second_step(client, code())
    assert not is_in(client)


def test_secrets_are_kept_encrypted(bram: User) -> None:
    with_app(bram)
    kept = " ".join(str(each.data) for each in Authenticator.objects.filter(user=bram))
    assert SECRET not in kept
    assert recovery_codes(bram)[0] not in kept
    assert kept.count("gAAAA") == 2


def test_the_key_may_be_replaced(bram: User, client: Client, settings: Any) -> None:
    with_app(bram)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "een nieuwe sleutel", [settings.SECRET_KEY]
    first_step(client, bram)
    assert second_step(client, code()) == 302


# Obliged


def test_who_sees_people_or_keeps_accounts_must_have_a_second_step() -> None:
    free = {code for code, role in ROLES.items() if not role.second_factor}
    assert free == {"board_member"}
    assert Permission.EMPLOYEE_VIEW not in ROLES["board_member"].permissions


def test_bram_without_one_sets_it_up_first_and_sees_his_recovery_codes_once(
    client: Client, bram: User, obliged: None
) -> None:
    log_in(client, bram.email)
    assert client.get("/medewerkers/")["Location"] == SETTING_UP
    page = client.get(SETTING_UP).content.decode()
    assert "Met uw rol is een tweede stap verplicht." in page
    secret = secret_on(client.get(f"{SETTING_UP}app/").content.decode())
    wrong = client.post(f"{SETTING_UP}app/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "Deze code klopt niet (meer)." in wrong.content.decode()
    assert secret_on(wrong.content.decode()) == secret
    before = client.session.session_key
    done = client.post(f"{SETTING_UP}app/", {"code": code(secret)})
    assert done["Location"] == f"{SETTING_UP}herstelcodes/"
    assert client.session.session_key != before
    codes = recovery_codes(bram)
    shown = client.get(done["Location"]).content.decode()
    assert [each for each in codes if each not in shown] == []
    again = client.get(done["Location"]).content.decode()
    assert [each for each in codes if each in again] == []
    assert client.get("/medewerkers/").status_code == 200


def test_daan_may_go_without(client: Client, daan: User, obliged: None) -> None:
    log_in(client, with_password(daan).email)
    assert client.get("/dashboard/").status_code == 200


def test_one_role_that_asks_for_it_is_enough(client: Client, daan: User, obliged: None) -> None:
    people.make_membership(daan, "controller", "Rijssen-Holten")
    log_in(client, with_password(daan).email)
    assert client.get("/dashboard/")["Location"] == SETTING_UP


def test_it_holds_in_an_open_session(client: Client, bram: User, settings: Any) -> None:
    log_in(client, bram.email)
    assert client.get("/medewerkers/").status_code == 200
    settings.SECOND_FACTOR = True
    assert client.get("/medewerkers/")["Location"] == SETTING_UP


def test_a_session_of_before_the_second_step_logs_in_again(client: Client, bram: User, obliged: None) -> None:
    """Somebody had the password, and waited until Bram set up his app."""
    log_in(client, bram.email)
    with_app(bram)
    out = client.get("/medewerkers/")
    assert out["Location"] == "/inloggen/?waarom=tweede-stap&next=%2Fmedewerkers%2F"
    assert "Daarna vraagt het portaal om uw tweede stap." in client.get(out["Location"]).content.decode()
    assert not is_in(client)


def test_who_lost_it_all_starts_again(client: Client, bram: User, obliged: None) -> None:
    with_app(bram)
    first_step(client, bram)
    second_step(client, code())
    with pytest.raises(CommandError, match="Er is geen account met dit e-mailadres"):
        call_command("forget_second_factor", "niemand@voorbeeld.example")
    call_command("forget_second_factor", bram.email.upper(), stdout=StringIO())
    assert not is_in(client)
    log_in(client, bram.email)
    assert client.get("/medewerkers/")["Location"] == SETTING_UP


def test_the_demo_says_on_every_page_that_it_does_without(client: Client, bram: User, settings: Any) -> None:
    said = "De tweede stap bij het inloggen staat in deze demo uit."
    for path in ("/inloggen/", "/hulp/", "/wachtwoord/vergeten/"):
        assert said in client.get(path).content.decode()
    client.force_login(bram)
    for path in ("/", "/medewerkers/", "/account/"):
        assert said in client.get(path).content.decode()
    settings.SECOND_FACTOR = True
    assert said not in client.get("/hulp/").content.decode()


# Adding and removing


def test_a_second_step_is_added_with_a_fresh_proof(client: Client, bram: User) -> None:
    log_in(client, bram.email)
    sessions_age(client, stepup.PROVED_AT, minutes=10)
    for page in ("app/", "passkey/", "herstelcodes/nieuw/"):
        assert client.get(f"{SETTING_UP}{page}")["Location"].startswith("/account/bevestigen/?next=")
        assert client.post(f"{SETTING_UP}{page}", {"code": code()})["Location"].startswith("/account/bevestigen/")
    assert not Authenticator.objects.filter(user=bram).exists()


def test_the_last_one_stays_with_who_must_have_one(client: Client, bram: User, obliged: None) -> None:
    with_app(bram)
    first_step(client, bram)
    second_step(client, code())
    app = Authenticator.objects.get(user=bram, type="totp")
    page = client.post(f"{SETTING_UP}verwijderen/", {"tweede-stap": app.pk}, follow=True)
    assert "Voeg eerst een andere toe." in page.content.decode()
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_who_need_not_have_one_removes_it_with_its_recovery_codes(client: Client, bram: User) -> None:
    with_app(bram)
    first_step(client, bram)
    second_step(client, code())
    app = Authenticator.objects.get(user=bram, type="totp")
    client.post(f"{SETTING_UP}verwijderen/", {"tweede-stap": app.pk})
    assert not Authenticator.objects.filter(user=bram).exists()


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "9" * 30, "²"])
def test_what_is_none_of_ones_own_is_not_there_to_remove(client: Client, bram: User, carla: User, asked: str) -> None:
    with_app(carla)
    client.force_login(bram)
    theirs = Authenticator.objects.get(user=carla, type="totp")
    for each in (asked, str(theirs.pk)):
        assert client.post(f"{SETTING_UP}verwijderen/", {"tweede-stap": each}).status_code == 404
    assert Authenticator.objects.filter(user=carla).count() == 2


def test_new_recovery_codes_end_the_old(client: Client, bram: User) -> None:
    with_app(bram)
    old = recovery_codes(bram)
    client.force_login(bram)
    shown = client.post(f"{SETTING_UP}herstelcodes/nieuw/", follow=True).content.decode()
    assert [each for each in recovery_codes(bram) if each not in shown] == []
    assert set(old).isdisjoint(recovery_codes(bram))


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", '{"id": "x"}', '{"id":"x","rawId":"x","type":"public-key","response":{}}']
)
def test_a_passkey_that_makes_no_sense_is_refused(client: Client, bram: User, answer: str) -> None:
    client.force_login(bram)
    assert client.post(f"{SETTING_UP}passkey/", {"credential": answer}).status_code == 422


@pytest.mark.parametrize("answer", ["{}", "[]", "1", '{"id": "x"}'])
def test_a_passkey_that_makes_no_sense_opens_nothing(client: Client, bram: User, answer: str) -> None:
    with_app(bram)
    first_step(client, bram)
    assert client.post("/inloggen/code/", {"credential": answer}).status_code == 422
    assert not is_in(client)
