"""Walk 2: a coach moves somebody. From the dossier to one save, with what it brings on the page before it.

By taps at 375 px, and by the keyboard alone; both are counted. What is typed is no tap, and a letter is no step: the
name of the hirer, the hours and the day have to be said anyhow.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator

from cases.dutch import day as dutch
from municipalities.models import today
from reports.periods import Period
from tests.journeys.looking import violations
from tests.journeys.walking import Walker

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
YESTERDAY = today() - timedelta(days=1)
RELEASED = Period.quarter_of(today()).back(3)  # tests/journeys/lay.py; the one before the last two


@pytest.fixture
def hirer(walk: Walk) -> str:
    """One with a contract for groepsdetachering that runs."""
    noor = walk("consulent")
    noor.goto("/inleners/")
    for page in noor.page.locator("tbody th a").all():
        name, address = page.inner_text(), page.get_attribute("href") or ""
        looked = noor.context.request.get(address).text()
        if "Groepsdetachering" in re.sub(r"\s+", " ", looked) and "/contracten/" in looked:
            return name
    raise AssertionError("niemand heeft een groepscontract")


def open_dossier(coach: Walker) -> tuple[str, str]:
    """Somebody whose only work, all hours, is beschut binnen since before the quarter: these hours, and the page."""
    coach.goto("/medewerkers/?form=BSB")
    addresses = [each.get_attribute("href") or "" for each in coach.page.locator("tbody th a").all()]
    for address in addresses:
        form = coach.context.request.get(f"{address}plaatsingen/nieuw/").text()
        said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", form))
        running = re.findall(r"beschut binnen, ([\d,]+) uur sinds (\d\d)-(\d\d)-(\d{4})", said)
        others = form.count('name="replaces"')
        if len(running) == others == 1 and date(*map(int, running[0][:0:-1])) < RELEASED.starts_on:
            hours, dossier = running[0][0], f"{coach.portal}{address}"
            coach.goto(dossier)
            if f"{hours} van {hours} uur geplaatst" in coach.main():
                return hours, dossier
    raise AssertionError("niemand werkt al zo lang alle uren beschut binnen")


def test_walk_2_at_375_px_in_six_taps(walk: Walk, hirer: str) -> None:
    coach = walk("jobcoach", width=375, has_touch=True)
    contract, dossier = open_dossier(coach)
    page, taps = coach.page, list[str]()

    def tap(what: Locator) -> None:
        page.locator(".htmx-request").wait_for(state="detached")  # a person sees the page come to rest first
        what.tap()
        taps.append("tik")

    tap(page.get_by_role("link", name="Nieuwe plaatsing"))
    tap(page.get_by_label("Werkvorm", exact=True))
    page.get_by_label("Werkvorm", exact=True).select_option("GRD")
    tap(page.locator("#id_hirer"))
    page.keyboard.type(hirer)
    tap(page.get_by_label("Uren per week"))
    page.keyboard.type(contract)
    tap(page.get_by_label(re.compile("^beschut binnen")))
    look_beforehand(coach, contract)
    tap(page.get_by_role("button", name="Bewaar de plaatsing"))
    coach.sees("De nieuwe plaatsing is vastgelegd.")
    assert page.url == dossier
    assert len(taps) == 6, taps


def look_beforehand(coach: Walker, contract: str) -> None:
    """What it ends, the hours that remain, its contract, and whether a released quarter changes."""
    coach.sees("beschut binnen eindigt op")
    coach.sees(f"Daarna blijft er 0 van de {contract} uur over zonder werk.")
    contract_of = coach.page.locator("#contractkeuze select")
    under = contract_of.input_value()
    contract_of.select_option("")  # it may be younger than the quarter that was released
    coach.sees("U koos er geen.")
    first = coach.page.get_by_label("Eerste werkdag")
    first.fill(RELEASED.starts_on.isoformat())
    coach.page.keyboard.press("Tab")
    coach.page.locator("#gevolg").get_by_text(re.compile("rapport", re.I)).first.wait_for()
    first.fill(today().isoformat())
    coach.page.keyboard.press("Tab")
    coach.page.locator("#gevolg").get_by_text(f"eindigt op {dutch(YESTERDAY)}").first.wait_for()
    contract_of.select_option(under)
    coach.page.locator("#gevolg").get_by_text("valt onder contract").wait_for()
    assert violations(coach) == []


def test_walk_2_by_keyboard_alone(walk: Walk, hirer: str) -> None:
    """Every stop on the way shows where one is; the keys are counted without what has to be typed anyhow."""
    coach = walk("jobcoach")
    contract, dossier = open_dossier(coach)
    page: Any = coach.page
    coach.keys_pressed, coach.stops = 0, []
    coach.tab_to("Nieuwe plaatsing")
    coach.key("Enter")
    page.wait_for_url("**/plaatsingen/nieuw/")
    coach.tab_to("Werkvorm")
    page.keyboard.type("groep")
    coach.tab_to("Inlener")
    page.keyboard.type(hirer)
    coach.key("Tab")
    page.locator("#contractkeuze select").wait_for()
    coach.tab_to("Uren per week")
    page.keyboard.type(contract)
    coach.tab_to("beschut binnen")
    coach.key("Space")
    coach.sees(f"Daarna blijft er 0 van de {contract} uur over zonder werk.")
    coach.tab_to("Bewaar de plaatsing")
    coach.key("Enter")
    coach.sees("De nieuwe plaatsing is vastgelegd.")
    assert page.url == dossier
    print(f"van dossier tot bewaard: {coach.keys_pressed} toetsen")
    assert coach.keys_pressed <= 50, coach.stops  # 44 when it was written


def test_what_lies_ready_is_no_stop_on_the_way_past_the_search_box(walk: Walk) -> None:
    """Recent dossiers come up when one gets there: on a slow machine before the next Tab, and each would be a stop."""
    coach = walk("jobcoach")
    open_dossier(coach)
    page: Any = coach.page
    page.set_viewport_size({"width": 1280, "height": 240})  # so low that a pane would scroll, and be a stop itself
    with page.expect_response("**/zoeken/"):
        page.locator("#zoek").focus()
    page.locator(".find .found a").first.wait_for(state="visible")
    coach.key("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.find .found a')")
    assert violations(coach) == []
    coach.key("ArrowUp")
    coach.key("Tab")
    assert page.evaluate("document.activeElement.closest('.find')?.outerHTML") is None
