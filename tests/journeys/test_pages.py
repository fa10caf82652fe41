"""Every page of every role, found by following its links: readable for everybody, at every width, in light and in dark.

Of each address one is looked at, and one of each kind of question in it that changes its looks (a dossier of another
day).
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.journeys.walking import Walker

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
ROLES = ["consulent", "controller", "jobcoach", "board_member", "administrator", "privacy_officer", ""]
WIDTHS = (1280, 375)
NARROW = 320  # and so 1280 at 400 %
DARK = {"consulent", "board_member"}  # between them they see every colour
FILES = {"report_file"}
LOOKS_THE_SAME = {"sort", "periode"}
NOWHERE = ["/nergens/", "/medewerkers/00000000-0000-0000-0000-000000000000/"]
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
axe = Axe()


@pytest.mark.parametrize("role", ROLES, ids=[role or "nobody" for role in ROLES])
def test_every_page_is_readable_for_everybody(walk: Walk, role: str) -> None:
    """Axe finds nothing at 1280 and 375 px, nor in the dark; at 320 px nothing has to be pushed aside to be read."""
    walker = walk(role)
    found = {f"{page} {how}": wrong for page in pages_of(walker) for how, wrong in looked_at(walker)}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
    assert len(found) >= 3 * 6


def looked_at(walker: Walker) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with the page one stands on, in each way of looking at it."""
    for width in WIDTHS:
        walker.page.set_viewport_size({"width": width, "height": 800})
        yield f"at {width}", violations(walker)
    if walker.role in DARK:
        walker.page.emulate_media(color_scheme="dark")
        yield "in the dark", violations(walker, CONTRAST)
        walker.page.emulate_media(color_scheme="light")
    walker.page.set_viewport_size({"width": NARROW, "height": 800})
    yield f"at {NARROW}", sticking_out(walker)


def violations(walker: Walker, options: dict[str, Any] | None = None) -> list[str]:
    if not walker.page.evaluate("'axe' in window"):
        walker.page.evaluate(axe.axe_script)
    response = walker.page.evaluate("(options) => axe.run(options)", options or {"resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def sticking_out(walker: Walker) -> list[str]:
    """What makes the page wider than its window."""
    wide = walker.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide <= 0:
        return []
    return walker.page.evaluate(  # type: ignore[no-any-return]
        """() => [...document.querySelectorAll("main *, header *, footer *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth)
            .filter((one) => !one.closest(".table-scroll, .tl-scroll, svg"))
            .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)"""
    ) or [f"{wide} px"]


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
    """The checks see what they are for: a picture without words, a line too wide, a script of a stranger."""
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
