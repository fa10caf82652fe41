"""Logging in at one's own municipality, from end to end, against a provider that is a process of its own.

Only who has an account and a role there comes in, with an address the provider says is verified (zulip's
CVE-2026-102893 was not asking that). Everybody else reads why, and gets no account.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client

from municipalities import oidc, stepup
from municipalities.models import User, today
from municipalities.providers import Provider, read
from soweco_portal.services import free_port
from tests import people, processes
from tests.accounts import code, is_in, sessions_age, with_app

ALMELO = "voorbeeld.example"
START = "/inloggen/gemeente/gm0141/"


def person(sub: str, email: str, **claims: object) -> dict[str, object]:
    return {"sub": sub, "email": email, "email_verified": True} | claims


PEOPLE = [
    person("bram", f"Bram.Voorbeeld@{ALMELO}", name="Bram Voorbeeld"),
    person("long-ago", f"bram.voorbeeld@{ALMELO}", auth_time=int(time.time()) - 3600),
    person("carla", f"carla.voorbeeld@{ALMELO}"),
    person("anouk", f"anouk.voorbeeld@{ALMELO}"),
    person("unknown", f"niemand@{ALMELO}"),
    person("foreign", "bram.voorbeeld@elders.example"),
    person("unverified", f"bram.voorbeeld@{ALMELO}", email_verified=False),
    person("in-words", f"bram.voorbeeld@{ALMELO}", email_verified="true"),
    {"sub": "says-nothing", "email": f"bram.voorbeeld@{ALMELO}"},
    {"sub": "no-address"},
]


# Its debugger shares a number between processes; there is one, and not everybody may write in /dev/shm.
PROVIDER = """
from ctypes import c_byte
import werkzeug.debug
werkzeug.debug.Value = lambda kind: c_byte(0)
from oidc_provider_mock.__main__ import run
run()
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider on the loopback. It believes any client, and lets one choose who one is."""
    port = free_port(None)
    users = [word for each in PEOPLE for word in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-W", "ignore", "-c", PROVIDER, "--port", str(port), *users]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        processes.until(lambda: _answers(address), 30, "the provider does not answer")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2):  # noqa: S310
            return True
    except OSError:
        return False


def configure(settings: Any, issuer: str, **changed: object) -> None:
    almelo = {
        "municipality": "GM0141", "name": "Gemeente Almelo", "issuer": issuer, "client_id": "portaal",
        "secret": "fictief", "domains": [ALMELO],
    }  # fmt: skip
    settings.OIDC = read(json.dumps([almelo | changed]))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [each.for_allauth for each in settings.OIDC]}}


@pytest.fixture
def almelo(settings: Any, issuer: str) -> Any:
    configure(settings, issuer)
    return settings


def visit(client: Client, who: str, start: str = START) -> HttpResponse:
    """There and back: what the portal says to who comes back as `who`."""
    there = client.get(start)
    assert there.status_code == 302, there.content
    back = _chosen(there["Location"], who)
    return client.get(back.removeprefix("http://testserver"))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _chosen(url: str, who: str) -> str:
    """Where the provider sends who chose to be `who`."""
    body = urllib.parse.urlencode({"sub": who}).encode()
    try:
        urllib.request.build_opener(_Stay).open(url, body, timeout=10)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the provider did not send anybody back")


def reason(answer: HttpResponse) -> str:
    assert answer.status_code == 403
    return answer.content.decode().split('role="alert">')[1].split("<")[0]


# Coming in


def test_bram_comes_in_at_almelo_and_lands_where_he_wanted(client: Client, bram: User, almelo: Any) -> None:
    page = client.get("/inloggen/?next=/medewerkers/").content.decode()
    assert f'href="{START}?next=%2Fmedewerkers%2F"' in page
    answer = visit(client, "bram", f"{START}?next=/medewerkers/")
    assert (answer.status_code, answer["Location"]) == (302, "/medewerkers/")
    assert client.get("/medewerkers/").status_code == 200
    assert "Bij uw gemeente" in client.get("/account/").content.decode()


def test_what_is_asked_of_the_provider(client: Client, bram: User, almelo: Any, issuer: str) -> None:
    """PKCE, a state that only this browser knows, and no more than an address."""
    url = urllib.parse.urlsplit(client.get(START)["Location"])
    asked = dict(urllib.parse.parse_qsl(url.query))
    assert f"{url.scheme}://{url.netloc}" == issuer
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"http://testserver{START}terug/"
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert len(asked["state"]) >= 16


def test_a_link_of_a_stranger_changes_nothing_of_what_is_asked(client: Client, bram: User, almelo: Any) -> None:
    evil = f"{START}?auth_params=redirect_uri%3Dhttps%3A%2F%2Fnep.example&scope=admin&process=connect"
    asked = client.get(evil)["Location"]
    assert "nep.example" not in asked
    assert "admin" not in asked


def test_nothing_of_what_the_provider_says_is_kept(client: Client, bram: User, almelo: Any) -> None:
    visit(client, "bram")
    assert is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.get(pk=bram.pk).email == bram.email


# Not coming in

NO_ACCOUNT = "Er is bij Gemeente Almelo geen account voor u. Vraag de functioneel beheerder."
NOT_VERIFIED = "Gemeente Almelo heeft uw e-mailadres niet bevestigd. Vraag uw eigen ICT-afdeling om hulp."


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("unknown", NO_ACCOUNT),
        ("carla", NO_ACCOUNT),  # she works for Wierden
        ("anouk", NO_ACCOUNT),  # a coach of Soweco, of no municipality
        ("foreign", "Dit e-mailadres hoort niet bij Gemeente Almelo."),
        ("unverified", NOT_VERIFIED),
        ("in-words", NOT_VERIFIED),
        ("says-nothing", NOT_VERIFIED),
        ("no-address", NOT_VERIFIED),
        ("who-is-not-there", NOT_VERIFIED),
    ],
)
def test_who_does_not_come_in_reads_why_and_gets_no_account(
    client: Client, bram: User, carla: User, anouk: User, almelo: Any, who: str, why: str
) -> None:
    accounts = User.objects.count()
    assert reason(visit(client, who)) == why
    assert not is_in(client)
    assert User.objects.count() == accounts


@pytest.mark.parametrize("change", ["inactive", "ended", "moved"])
def test_who_left_almelo_is_out(client: Client, bram: User, almelo: Any, change: str) -> None:
    if change == "inactive":
        User.objects.filter(pk=bram.pk).update(is_active=False)
    elif change == "ended":
        bram.memberships.update(ends_on=today() - timedelta(days=1))
    else:
        bram.memberships.update(municipality=people.municipality("Wierden"))
    assert reason(visit(client, "bram")) == NO_ACCOUNT


def test_the_way_back_without_having_gone_there(client: Client, bram: User, almelo: Any) -> None:
    """Another's code, a state that was made up, a second time, and who pressed cancel."""
    there = client.get(START)
    back = _chosen(there["Location"], "bram").removeprefix("http://testserver")
    failed = "Inloggen bij Gemeente Almelo is niet gelukt. Probeer het opnieuw."
    assert reason(Client().get(back)) == failed
    assert reason(client.get(f"{START}terug/?code=x&state=y")) == failed
    assert reason(client.get(f"{START}terug/?error=access_denied")) == failed
    assert client.get(back).status_code == 302
    assert reason(Client().get(back)) == failed


def test_a_provider_that_is_away_is_said_in_words(client: Client, bram: User, settings: Any) -> None:
    configure(settings, "http://127.0.0.1:9")
    assert reason(client.get(START)) == "Inloggen bij Gemeente Almelo is niet gelukt. Probeer het opnieuw."


def test_two_voices_are_no_voice() -> None:
    """The ID token is Bram's, what the access token opens is another's."""
    provider = Provider("GM0141", "Gemeente Almelo", "https://x", "x", "x", (ALMELO,))
    said = person("carla", f"bram.voorbeeld@{ALMELO}")
    for token in ({"sub": "bram"}, {}, None):
        with pytest.raises(oidc.Refused, match="Het antwoord van uw gemeente klopt niet"):
            oidc.admit(provider, {"userinfo": said, "id_token": token})


# The second step, and a proof


def test_the_second_step_is_the_portals_unless_the_municipality_takes_it(
    client: Client, bram: User, almelo: Any, issuer: str
) -> None:
    almelo.SECOND_FACTOR = True
    visit(client, "bram")
    assert client.get("/medewerkers/")["Location"] == "/account/tweede-stap/"
    configure(almelo, issuer, second_factor=True)
    other = Client()
    visit(other, "bram")
    assert other.get("/medewerkers/").status_code == 200


def test_who_set_up_an_app_here_is_asked_for_its_code(client: Client, bram: User, almelo: Any, issuer: str) -> None:
    configure(almelo, issuer, second_factor=True)
    almelo.SECOND_FACTOR = True
    with_app(bram)
    assert visit(client, "bram")["Location"] == "/inloggen/code/"
    assert not is_in(client)
    assert client.post("/inloggen/code/", {"code": code()}).status_code == 302
    assert client.get("/medewerkers/").status_code == 200


def test_almelos_second_step_is_none_for_wierden(client: Client, bram: User, almelo: Any, issuer: str) -> None:
    """Bram works for both. What Almelo asks is Almelo's to say; Wierden has no part in it."""
    configure(almelo, issuer, second_factor=True)
    almelo.SECOND_FACTOR = True
    at_almelo, at_wierden = bram.memberships.get(), people.make_membership(bram, "controller", "Wierden")
    visit(client, "bram")
    assert client.get("/medewerkers/")["Location"].startswith("/rol/kiezen/")
    assert client.post("/rol/", {"membership": at_almelo.pk}).status_code == 302
    assert client.get("/medewerkers/").status_code == 200
    assert client.post("/rol/", {"membership": at_wierden.pk}).status_code == 302
    assert client.get("/medewerkers/")["Location"] == "/account/tweede-stap/"
    assert client.get("/account/tweede-stap/app/")["Location"].startswith("/account/bevestigen/")  # nor is it a proof
    assert "Kies een wachtwoord" in client.get("/account/bevestigen/").content.decode()
    assert client.post("/rol/", {"membership": at_almelo.pk}).status_code == 302
    assert client.get("/medewerkers/").status_code == 200


def test_ones_own_app_counts_for_both(client: Client, bram: User, almelo: Any, issuer: str) -> None:
    configure(almelo, issuer, second_factor=True)
    almelo.SECOND_FACTOR = True
    at_wierden = people.make_membership(with_app(bram), "controller", "Wierden")
    visit(client, "bram")
    client.post("/inloggen/code/", {"code": code()})
    client.post("/rol/", {"membership": at_wierden.pk})
    assert client.get("/medewerkers/").status_code == 200


@pytest.mark.parametrize(("who", "proved"), [("bram", True), ("long-ago", False)])
def test_a_session_that_still_ran_there_is_no_proof(
    client: Client, bram: User, almelo: Any, who: str, proved: bool
) -> None:
    """The provider says when somebody typed something: just now, unless it is told otherwise."""
    visit(client, who)
    assert is_in(client)
    assert (stepup.PROVED_AT in client.session) is proved


@pytest.mark.parametrize("said", [{}, {"auth_time": None}, {"auth_time": "nu"}, {"auth_time": 4102444800}])
def test_who_says_nothing_of_the_hour_or_says_tomorrow_proves_nothing(bram: User, said: dict[str, object]) -> None:
    provider = Provider("GM0141", "Gemeente Almelo", "https://x", "x", "x", (ALMELO,))
    claims = person("bram", f"bram.voorbeeld@{ALMELO}")
    assert not oidc.admit(provider, {"userinfo": claims, "id_token": {"sub": "bram"} | said}).proved


def test_a_proof_is_given_by_logging_in_there_again(client: Client, bram: User, almelo: Any) -> None:
    visit(client, "bram")
    page = client.get("/account/bevestigen/?next=/rapportages/&opnieuw=1").content.decode()
    assert "Log opnieuw in bij Gemeente Almelo" in page
    again = f"{START}?next=%2Frapportages%2F&opnieuw=1"
    assert again.replace("&", "&amp;") in page
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(client.get(again)["Location"]).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")


def test_a_new_second_step_is_no_way_round_the_proof(client: Client, bram: User, almelo: Any) -> None:
    """Setting one up counts as a proof afterwards; so it asks for one, also of who has no password."""
    visit(client, "long-ago")
    for page in ("app", "passkey"):
        assert client.get(f"/account/tweede-stap/{page}/")["Location"].startswith("/account/bevestigen/")
    visit(client, "bram")
    assert client.get("/account/tweede-stap/app/").status_code == 200


def test_who_has_no_password_gets_no_page_to_change_it(client: Client, bram: User, almelo: Any) -> None:
    visit(client, "bram")
    assert client.get("/account/wachtwoord/").status_code == 404
    sessions_age(client, "seen_at", minutes=1)
    assert client.get("/account/tweede-stap/app/").status_code == 200


# As it is set


GOOD = {"municipality": "GM0141", "name": "A", "issuer": "https://a", "client_id": "x", "secret": "x", "domains": ["a"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "PORTAL_OIDC klopt niet"),
        ('[{"name": "x"}]', "PORTAL_OIDC klopt niet"),
        (json.dumps([GOOD | {"port": 80}]), "PORTAL_OIDC klopt niet"),
        (json.dumps([GOOD | {"domains": []}]), "bij A ontbreken de domains"),
        (json.dumps([GOOD | {"issuer": "http://a"}]), "de issuer van A begint niet met https://"),
    ],
)
def test_a_wrong_setting_is_a_stopped_start(text: str, why: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=why):
        read(text)


def test_without_a_municipality_there_is_no_such_page(client: Client, db: None) -> None:
    assert client.get(START).status_code == 404
    assert "Bij uw gemeente" not in client.get("/inloggen/").content.decode()
