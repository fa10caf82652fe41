"""A register in which every text tries to run a script, seen by each role in a real browser (Q14).

A dialog, a request to elsewhere, a report of the content security policy or an error on the console fails the walk
(`tests/journeys/walking.py`), so it is enough to stand on every page.
"""

import html
import os
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Route

from tests import turns
from tests.journeys.conftest import lay, running
from tests.journeys.hostile import AT_LENGTH, ATTEMPTS, EVERY
from tests.journeys.test_pages import ROLES, links_of, pages_of
from tests.journeys.walking import Walker

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
SURELY = {
    "municipalities_user.name", "municipalities_user.email", "municipalities_municipality.name",
    "municipalities_organisation.name", "cases_wswemployee.first_name", "cases_wswemployee.prefix",
    "cases_wswemployee.last_name", "cases_wswemployee.personnel_number", "cases_hirer.name", "cases_hirer.city",
    "cases_placement.location", "cases_placement.function", "cases_placement.end_reason", "cases_employment.number",
}  # fmt: skip
DOSSIER, DOSSIERS = re.compile(r"/medewerkers/[0-9a-f-]{36}/"), 10


@pytest.fixture(scope="session")
def hostile(
    request: pytest.FixtureRequest, hostile_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the portal, after a look at what was laid: every attempt there is when the drills run."""
    if request.config.option.markexpr.startswith("drill"):
        os.environ[AT_LENGTH] = "yes"
    assert set(lay(hostile_database, "tests.journeys.hostile").split()) >= SURELY
    with running(hostile_database, tmp_path_factory.mktemp("hostile")) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_cookies() -> dict[str, Any]:
    return {}


@pytest.fixture
def walk(hostile: str, browser: Browser, hostile_cookies: dict[str, Any]) -> Iterator[Walk]:
    walkers: list[Walker] = []

    def begin(role: str, **how: Any) -> Walker:
        walkers.append(Walker(hostile, browser, hostile_cookies, role, **how))
        return walkers[-1]

    yield begin
    for walker in walkers:
        walker.leave()
    assert [complaint for walker in walkers for complaint in walker.complaints] == []


def test_there_are_attempts_enough() -> None:
    assert len(set(ATTEMPTS)) >= 60


AT_LENGTH_ONLY = {"controller", "jobcoach"}  # they stand on pages where the consulent stands too
DAYS = 3
# The consulent, who stands on most pages, has a day of their own, and the others have the other days. That templates
# escape and that the policy lets nothing run is looked at each time (tests/portal/test_templates.py, test_headers.py).
TODAY = {"consulent"} if turns.NOW % DAYS == 0 else set(ROLES) - {"consulent"} - AT_LENGTH_ONLY


@pytest.mark.parametrize(
    "role",
    [turns.marked(one, one in TODAY) for one in ROLES],
    ids=[role or "nobody" for role in ROLES],
)
def test_no_text_runs_on_any_page(walk: Walk, role: str) -> None:
    walker = walk(role)
    seen = ""
    for _ in pages_of(walker):
        seen += walker.page.content()
    if role in {"consulent", "controller", "jobcoach"}:
        walker.goto("/medewerkers/?show=alle")
        for link in [one for one in links_of(walker) if DOSSIER.fullmatch(one)][:DOSSIERS]:
            assert walker.goto(link) == 200
        assert seen.count("alert(1)") > 60  # they are there, as text
    elif role == "board_member":
        assert "alert(1)" in seen


@pytest.mark.drill
def test_q14_three_hundred_attempts_are_stored_and_seen_and_none_runs(walk: Walk) -> None:
    """In every dossier of a municipality, its history and its form; the walk fails on whatever runs."""
    seen = []
    for role in ("consulent", "controller"):
        walker = walk(role)
        walker.goto("/medewerkers/?show=alle")
        dossiers = {one for one in every_page_of(walker) if DOSSIER.fullmatch(one)}
        for link in sorted(dossiers):
            for page in ("", "geschiedenis/", "gegevens/") if role == "consulent" else ("",):
                walker.goto(link + page)
                seen.append(html.unescape(walker.page.content()))
    told = "\n".join(seen)
    assert len({one for one in EVERY if one in told}) >= 300


def every_page_of(walker: Walker) -> Iterator[str]:
    """The links of a list, of its next page, and so on."""
    while True:
        yield from links_of(walker)
        following = walker.page.get_by_role("link", name="Volgende")
        if not following.count():
            return
        walker.goto(str(following.first.get_attribute("href")))


@pytest.mark.their_turn
def test_what_is_asked_does_not_run_either(walk: Walk) -> None:
    """In the address of the list and of a dossier, and in the fields of a form that comes back."""
    noor = walk("consulent")
    attempts = ATTEMPTS if AT_LENGTH in os.environ else turns.in_turn(ATTEMPTS, DAYS)
    for five in batched(attempts, 5):
        asked = zip(("q", "sort", "form", "coach", "pagina"), five, strict=False)
        noor.goto(f"/medewerkers/?{urlencode(list(asked))}")
    noor.goto("/medewerkers/")
    noor.page.locator("tbody th a").first.click()
    noor.page.wait_for_url("**/medewerkers/*-*/")
    person = noor.page.url
    for tried in batched(attempts[::4], 4):
        noor.goto(f"{person}?{urlencode({'peildatum': tried[0]})}")
        noor.goto(f"{person}plaatsingen/nieuw/")
        fields = noor.page.locator("main input[type=text]:visible").all()
        for field, text in zip(fields, cycle(tried), strict=False):
            field.fill(text)
        noor.press("Bewaar de plaatsing")
        noor.page.get_by_role("alert").wait_for()


def batched(texts: list[str], size: int) -> Iterator[list[str]]:
    return (texts[at : at + size] for at in range(0, len(texts), size))


def test_what_htmx_puts_in_the_page_does_not_run(walk: Walk) -> None:
    noor = walk("consulent")
    noor.goto("/medewerkers/")
    for tried in ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "alert"):
        with noor.page.expect_response("**/medewerkers/?*"):
            noor.page.get_by_label("Zoek op naam of personeelsnummer").fill(tried)
        with noor.page.expect_response("**/zoeken/"):
            noor.page.locator("#zoek").fill(tried)
    noor.page.wait_for_timeout(200)


@pytest.mark.parametrize("guarded", [True, False], ids=["the policy reports", "without it a script runs"])
def test_a_text_that_is_not_escaped_is_seen(walk: Walk, guarded: bool) -> None:
    """The planted fault: the list as the portal would send it if it forgot to escape."""
    noor = walk("consulent", service_workers="block")  # a page that one fetches is not seen by `route`

    def forget(route: Route) -> None:
        response = route.fetch()
        headers = response.headers if guarded else {"content-type": "text/html; charset=utf-8"}
        route.fulfill(status=200, headers=headers, body=html.unescape(response.text()))

    noor.page.route("**/medewerkers/", forget)
    noor.goto("/medewerkers/")
    sign = "Content Security Policy" if guarded else "alert 1"
    for _ in range(100):
        if any(sign in told for told in noor.complaints):
            break
        noor.page.wait_for_timeout(100)
    assert sign in " ".join(noor.complaints)
    noor.leave()  # or another text that runs is told of after this
    noor.complaints.clear()
