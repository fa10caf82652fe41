"""Every page of every role, found by following its links: readable for everybody, at every width, in light and in dark.

Of each address one is looked at, and one of each kind of question in it that changes its looks (a dossier of another
day).
"""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests import turns
from tests.journeys.looking import NARROW, WIDTHS, looked_at, sticking_out, violations
from tests.journeys.walking import Walker

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
ROLES = ["consulent", "controller", "jobcoach", "board_member", "administrator", "privacy_officer", ""]
FILES = {"report_file", "processing_register_csv", "plan_paper", "document"}
LOOKS_THE_SAME = {"sort", "periode"}
DAYS = 3  # until every page was looked at
NOWHERE = ["/nergens/", "/medewerkers/00000000-0000-0000-0000-000000000000/"]


@pytest.fixture(scope="module")
def seen() -> dict[str | None, str]:
    """By kind of page the role that stood there first."""
    return {}


@pytest.mark.parametrize("role", ROLES, ids=[role or "nobody" for role in ROLES])
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.drill)], ids=["in-turn", "every-width"])
def test_every_page_is_readable_for_everybody(walk: Walk, seen: dict[str | None, str], role: str, every: bool) -> None:
    """Axe finds nothing at 1280 and 375 px, nor in the dark; at 320 px nothing has to be pushed aside to be read.

    In turn: everybody stands on every page each day, and every third page is looked at, by turns wide or narrow and in
    the dark; of what another role stood on already, every third of those. Roles and days turn it round.
    """
    walker, days = walk(role), 1 if every else DAYS
    found = {
        f"{page} {how}": wrong
        for nth, page in enumerate(pages_of(walker), ROLES.index(role) + turns.NOW)
        if every or nth % DAYS == 0
        if seen.get(kind_of(page), role) == role or (not open_to_all(page) and (every or nth // DAYS % 3 == 0))
        for how, wrong in looked_at(
            walker,
            first=seen.setdefault(kind_of(page), role) == role,
            widths=WIDTHS if every else (WIDTHS[nth // DAYS % len(WIDTHS)],),
        )
    }
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
    assert len(found) >= 2 * 3 // days


def pages_of(walker: Walker) -> Iterator[str]:
    """Stands on one page of each kind that links lead to; last on those that are not there."""
    seen: set[str] = set()
    waiting = ["/"] if walker.login else ["/inloggen/"]
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        assert walker.goto(path) == 200, path
        waiting += [link for link in links_of(walker) if link not in waiting]
        yield path
    for path in NOWHERE:
        walker.goto(path)
        yield path


def kind_of(path: str) -> str | None:
    """The name of the address and of what is asked of it; None for what is no page of ours."""
    parts = urlsplit(path)
    try:
        name = resolve(parts.path).url_name or ""
    except Resolver404:
        return None
    return None if name in FILES else " ".join([name, *sorted(parse_qs(parts.query).keys() - LOOKS_THE_SAME)])


def open_to_all(path: str) -> bool:
    try:
        return getattr(resolve(urlsplit(path).path).func, "public", False)
    except Resolver404:
        return False


def links_of(walker: Walker) -> list[str]:
    absolute = "all => all.map((one) => new URL(one.getAttribute('href'), location).href)"  # in a drawing too
    links = walker.page.eval_on_selector_all("a[href]", absolute)
    return [link.removeprefix(walker.portal).partition("#")[0] for link in links if link.startswith(walker.portal)]


def test_forms_that_refuse_are_readable_too(walk: Walk) -> None:
    """The same checks where something went wrong, with all errors at once."""
    noor = walk("consulent")
    noor.goto("/medewerkers/?form=BSB")
    noor.page.locator("tbody th a").first.click()
    noor.page.wait_for_url("**/medewerkers/*-*/")
    person, found = noor.page.url, {}
    for page, button in (("plaatsingen/nieuw/", "Bewaar de plaatsing"), ("gegevens/", "Bewaar")):
        noor.goto(f"{person}{page}")
        for field in noor.page.locator("main input:visible:not([type=checkbox])").all():
            field.fill("")
        noor.press(button)
        noor.page.get_by_role("alert").wait_for()
        found |= {f"{page} {how}": wrong for how, wrong in looked_at(noor)}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_a_planted_fault_is_found(walk: Walk) -> None:
    """The checks see what they are for: a picture without words, a line too wide, a script or style of a stranger."""
    nobody = walk("")
    nobody.goto("/inloggen/")
    nobody.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any(found.startswith("image-alt") for found in violations(nobody))
    nobody.page.set_viewport_size({"width": NARROW, "height": 800})
    assert sticking_out(nobody) == []
    nobody.page.evaluate("document.querySelector('h1').textContent = 'w'.repeat(400)")
    nobody.page.evaluate("document.querySelector('h1').style.setProperty('overflow-wrap', 'normal')")
    nobody.page.evaluate("document.querySelector('h1').style.setProperty('white-space', 'nowrap')")
    assert sticking_out(nobody)
    assert nobody.complaints == []
    nobody.page.evaluate(
        "const s = document.createElement('script'); s.text = 'window.ran = 1'; document.body.append(s)"
    )
    assert nobody.page.evaluate("window.ran") is None
    nobody.page.wait_for_timeout(100)
    assert any("Content Security Policy" in complaint for complaint in nobody.complaints)
    nobody.complaints.clear()
    nobody.page.evaluate("document.querySelector('h1').setAttribute('style', 'color: red')")
    nobody.page.wait_for_timeout(100)
    assert any("Content Security Policy" in complaint for complaint in nobody.complaints)
    nobody.complaints.clear()
