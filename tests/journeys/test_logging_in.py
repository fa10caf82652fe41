"""Logging in with a passkey, in a real browser with an authenticator that the browser plays itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from cases.demo.logins import PASSWORD
from tests.journeys.looking import looked_at
from tests.journeys.walking import Walker

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def iris(portal: str, browser: Browser) -> Iterator[Walker]:
    """The privacy officer, at an address that a passkey can be for: not a number."""
    walker = Walker(portal.replace("127.0.0.1", "localhost"), browser, {}, "privacy_officer")
    yield walker
    walker.leave()
    assert walker.complaints == []


def authenticator(walker: Walker) -> Any:
    """From now on this page has a passkey device at hand."""
    devtools = walker.context.new_cdp_session(walker.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return devtools


def nothing_wrong(walker: Walker) -> None:
    assert {how: wrong for how, wrong in looked_at(walker) if wrong} == {}
    walker.page.set_viewport_size({"width": 1280, "height": 800})


def test_a_passkey_is_added_opens_a_login_and_is_removed(iris: Walker) -> None:
    """What is asked for, is asked for at each step; every page on the way is readable for everybody."""
    authenticator(iris)
    iris.goto("/account/tweede-stap/passkey/")
    iris.page.get_by_label("Naam").fill("laptop van het werk")
    nothing_wrong(iris)
    iris.press("Voeg de passkey toe")
    iris.sees("Bewaar ze nu, op papier of in uw wachtwoordkluis.")
    assert iris.page.locator(".codes li").count() == 10
    nothing_wrong(iris)
    iris.goto("/account/tweede-stap/")
    iris.sees("Passkey: laptop van het werk")
    nothing_wrong(iris)
    try:
        logs_in_with_it(iris)
    finally:
        remove(iris)
    iris.goto("/account/")
    iris.sees("Zonder tweede stap")


def logs_in_with_it(iris: Walker) -> None:
    iris.page.locator(".who summary").click()
    iris.press("Log uit")
    iris.page.wait_for_url("**/inloggen/")
    enter_password(iris)
    iris.sees("Uw wachtwoord klopt. Bevestig nu nog dat u het bent.")
    nothing_wrong(iris)
    iris.goto("/")
    assert iris.page.url.endswith("/inloggen/code/")  # no way around
    iris.press("Gebruik uw passkey")
    iris.page.wait_for_url(lambda url: url.endswith("/") and "inloggen" not in url)
    iris.sees("Hulp")


def enter_password(walker: Walker) -> None:
    assert walker.login is not None
    walker.page.get_by_label("E-mailadres").fill(walker.login.email)
    walker.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    walker.press("Log in")


def remove(walker: Walker) -> None:
    walker.goto("/account/tweede-stap/")
    walker.page.get_by_role("button", name="Verwijder Passkey: laptop van het werk").click()
    walker.sees("De tweede stap is verwijderd.")


def test_who_has_no_passkey_at_hand_reads_so(iris: Walker) -> None:
    iris.goto("/account/tweede-stap/passkey/")
    iris.page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('weg')); }")
    iris.press("Voeg de passkey toe")
    iris.sees("Dat lukte niet. Probeer het opnieuw, of kies een andere manier.")


def test_a_proof_is_asked_for_and_one_comes_back(walk: Walk, browser: Browser, portal: str) -> None:
    """The page says what to do; by keyboard, and without a script."""
    nobody = Walker(portal, browser, {}, "controller GM0189", java_script_enabled=False)
    nobody.goto("/account/bevestigen/?next=/rapportages/&opnieuw=1")
    nobody.sees("Er is nog niets gebeurd: u doet het daar nog een keer.")
    nobody.page.get_by_label("Uw wachtwoord").fill(PASSWORD)
    nobody.press("Bevestig")
    nobody.page.wait_for_url("**/rapportages/")
    nobody.sees("Dank u. Doe nu nog een keer wat u wilde doen.")
    nobody.leave()
    assert nobody.complaints == []


def test_one_sees_where_one_is_logged_in_and_ends_it_elsewhere(browser: Browser, portal: str) -> None:
    here, there = (Walker(portal, browser, {}, "controller GM0141", width=width) for width in (1280, 375))
    here.goto("/account/")
    here.sees("dit apparaat")
    nothing_wrong(here)
    here.press("Log overal elders uit")
    here.sees("U bent overal elders uitgelogd.")
    there.goto("/account/")
    assert "/inloggen/?next=/account/" in there.page.url
    for walker in (here, there):
        walker.leave()
        assert walker.complaints == []


@pytest.mark.parametrize("path", ["/inloggen/", "/wachtwoord/vergeten/", "/inloggen/?waarom=stil&next=/medewerkers/"])
def test_what_went_wrong_at_the_door_is_readable_too(walk: Walk, path: str) -> None:
    nobody = walk("")
    nobody.goto(path)
    nobody.page.get_by_role("button", name="Log in" if "inloggen" in path else "Stuur de link").click()
    nobody.page.get_by_role("alert").wait_for()
    assert nobody.page.title().startswith("Fout: ")
    nothing_wrong(nobody)
