"""The walks of `docs`: a coach moves somebody, controllers make and release a report, the board takes it along."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from municipalities.models import today
from reports.documents import FORMATS
from reports.periods import Period
from tests.journeys.looking import violations
from tests.journeys.walking import Walker
from tests.turns import taking_turns

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
YESTERDAY = today() - timedelta(days=1)
LAST = Period.quarter_of(today()).back(1)
WIDTHS = [1280, 375]


@pytest.mark.parametrize("width", taking_turns(WIDTHS))
def test_a_coach_finds_somebody_and_moves_them(walk: Walk, width: int) -> None:
    """Finds by a few letters, ends the placement, starts another, and sees the hours at each step."""
    coach = walk("jobcoach", width=width)
    find_somebody(coach, "IND" if width == 375 else "GRD")
    coach.follow(re.compile("^Beëindig de plaatsing"))
    coach.page.get_by_label("Laatste werkdag").fill(YESTERDAY.isoformat())
    coach.choose("Einde omdat", "stap omhoog")
    coach.sees(f"Vanaf {YESTERDAY + timedelta(days=1):%d-%m-%Y} is")
    free, contract = re.search(r"is ([\d,]+) van de ([\d,]+) uur zonder werk", coach.main()).groups()  # type: ignore[union-attr]
    coach.press("Beëindig de plaatsing")
    coach.sees(f"De plaatsing eindigt op {YESTERDAY:%d-%m-%Y}. Leg de nieuwe plaatsing meteen vast.")
    coach.follow("Nieuwe plaatsing")
    coach.choose("Werkvorm", "werken op locatie")
    coach.page.get_by_label("Uren per week").fill(free)
    coach.page.get_by_label("Locatie").fill("Fictief plein 1")
    coach.page.keyboard.press("Tab")
    coach.sees(re.compile(r"Daarna blijft er 0 van de [\d,]+ uur over zonder werk\."))  # of the one employment
    coach.press("Bewaar de plaatsing")
    coach.sees("De nieuwe plaatsing is vastgelegd.")
    assert f"{contract} van {contract} uur geplaatst" in coach.main()
    assert "Fictief plein 1" in coach.main()


def find_somebody(coach: Walker, form: str) -> None:
    """The first in the caseload who works in this form, found again by the first letters of the name."""
    coach.goto(f"/medewerkers/?form={form}&sort=-uren")
    name = coach.page.locator("tbody th a").first.inner_text()
    coach.follow("Medewerkers")
    coach.page.get_by_label("Zoek op naam of personeelsnummer").fill(name.split(",")[0][:5])
    coach.page.get_by_role("link", name=name).first.click()
    coach.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/"))
    assert name.split(", ")[0] in coach.main()


def test_a_consulent_ends_a_placement_by_keyboard_alone(walk: Walk) -> None:
    """From the login page to the saved placement without a mouse; every stop on the way shows where one is."""
    noor = walk("consulent")
    keys = noor.page.keyboard
    keys.press("Tab")
    assert noor.page.evaluate("document.activeElement.innerText") == "Naar de inhoud"
    noor.tab_to("Medewerkers")
    keys.press("Enter")
    noor.page.wait_for_url("**/medewerkers/")
    keys.press("/")
    assert noor.page.evaluate("document.activeElement.type") == "search"
    keys.press("Escape")
    noor.goto("/medewerkers/?form=BSB")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    chosen = noor.page.evaluate("document.activeElement.innerText")
    assert chosen == noor.page.locator("tbody th a").first.inner_text()
    keys.press("Enter")
    noor.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/"))
    noor.tab_to("Beëindig de plaatsing")
    keys.press("Enter")
    noor.page.wait_for_url("**/beeindigen/")
    noor.tab_to("Laatste werkdag")
    noor.page.get_by_label("Laatste werkdag").fill(YESTERDAY.isoformat())
    noor.tab_to("Einde omdat")
    keys.type("eigen")
    noor.tab_to("Beëindig de plaatsing")
    keys.press("Enter")
    noor.sees(f"De plaatsing eindigt op {YESTERDAY:%d-%m-%Y}.")
    assert noor.page.evaluate("document.activeElement.getAttribute('role')") == "status"


def test_walk_3_a_name_with_a_slip_and_what_ends_by_keyboard_alone(walk: Walk) -> None:
    """From the start page to a dossier: the slash, the letters, Enter. And everything that ends, in one list."""
    noor = walk("consulent")
    name = somebody_with_a_name_of_their_own(noor)
    swapped = f"{name[:3]}{name[4]}{name[3]}{name[5:8]}"
    noor.goto("/")
    noor.keys_pressed = 0
    noor.key("/")
    for letter in swapped:
        noor.key(letter)
    noor.page.locator(".found a").filter(has_text=name).first.wait_for(state="visible")
    noor.page.locator(f'.found [data-typed="{swapped}"]').wait_for(state="attached")
    noor.key("Enter")
    noor.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/$"))
    assert name in noor.main()
    assert noor.keys_pressed == len(swapped) + 2 == 10
    noor.keys_pressed = 0
    noor.goto("/")
    noor.tab_to("Loopt af")
    noor.key("Enter")
    noor.page.wait_for_url("**/loopt-af/")
    noor.goto("/loopt-af/?binnen=182")  # few people live in this demo
    noor.key("j")
    first = noor.page.locator("tbody th a").first.inner_text()
    noor.key("Enter")
    noor.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/$"))
    assert first.split(",")[0] in noor.main()
    print(f"van start naar het eerste dat afloopt: {noor.keys_pressed} toetsen")


def test_walk_3_at_375_px_in_six_taps(walk: Walk) -> None:
    """The same by taps on a phone; what is typed is no tap."""
    noor = walk("consulent", width=375, has_touch=True)
    name = somebody_with_a_name_of_their_own(noor)
    swapped = f"{name[:3]}{name[4]}{name[3]}{name[5:8]}"
    taps = list[str]()

    def tap(what: Locator) -> None:
        what.tap()
        taps.append("tik")

    noor.goto("/")
    tap(noor.page.locator('.find input[type="search"]'))
    noor.page.keyboard.type(swapped)
    tap(noor.page.locator(".found a").filter(has_text=name).first)
    noor.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/$"))
    assert name in noor.main()
    assert len(taps) == 2
    noor.goto("/")
    tap(noor.page.locator("main a, nav a").filter(has_text="Loopt af").filter(visible=True).first)
    noor.page.wait_for_url("**/loopt-af/")
    noor.page.locator("#id_binnen").select_option("182")  # few people live in this demo
    taps.append("keuze")
    tap(noor.page.get_by_role("button", name="Toon"))
    noor.page.wait_for_url("**binnen=182**")
    tap(noor.page.locator("tbody th a").first)
    noor.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/$"))
    assert len(taps) == 6


def somebody_with_a_name_of_their_own(noor: Walker) -> str:
    """A last name of eight letters or more that no other begins as."""
    noor.goto("/medewerkers/")
    names = {one.split(",")[0] for one in noor.page.locator("tbody th a").all_inner_texts()}
    good = [one for one in sorted(names) if re.fullmatch(r"[A-Z][a-z]{7,}", one) and one[3] != one[4]]
    return next(one for one in good if sum(other[:3] == one[:3] for other in names) == 1)


def test_what_is_at_hand_comes_without_a_letter(walk: Walk) -> None:
    """A dossier that was opened and pinned is one key away from the empty box; the arrows walk, Escape goes back."""
    noor = walk("consulent")
    noor.goto("/medewerkers/?form=BSB")
    noor.page.locator("tbody th a").first.click()
    if noor.page.get_by_role("button", name="Maak los").count():  # the demo keeps a few
        noor.press("Maak los")
    noor.press("Zet vast")
    noor.sees("Dit dossier staat vast in het zoekvak.")
    noor.goto("/")
    noor.key("/")
    noor.page.locator(".found").get_by_text("Vastgezet").wait_for(state="visible")
    noor.key("ArrowDown")
    assert noor.page.evaluate("document.activeElement.matches('.found a')")
    assert violations(noor) == []
    noor.key("Enter")
    noor.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/$"))
    assert noor.page.get_by_role("button", name="Maak los").is_visible()


def test_what_went_wrong_gets_the_focus(walk: Walk) -> None:
    noor = walk("consulent", width=375)
    noor.goto("/medewerkers/?form=BSB")
    noor.page.locator("tbody th a").first.click()
    noor.follow("Nieuwe plaatsing")
    noor.press("Bewaar de plaatsing")
    noor.sees("Kies een werkvorm.")
    focused = noor.page.evaluate("document.activeElement.innerText")
    assert "Kies een werkvorm." in focused
    assert noor.page.title().startswith("Fout: ")
    noor.page.get_by_role("link", name="Werkvorm", exact=True).click()
    assert noor.page.evaluate("document.activeElement.name") == "form"


def test_without_script_the_same_can_be_done(walk: Walk) -> None:
    coach = walk("jobcoach", java_script_enabled=False)
    coach.goto("/medewerkers/?form=BSB")
    coach.page.locator("tbody th a").first.click()
    coach.follow(re.compile("^Beëindig de plaatsing"))
    coach.page.get_by_label("Laatste werkdag").fill(YESTERDAY.isoformat())
    coach.choose("Einde omdat", "geen match")
    coach.press("Laat zien wat er verandert")
    coach.sees(f"Vanaf {YESTERDAY + timedelta(days=1):%d-%m-%Y} is")
    coach.press("Beëindig de plaatsing")
    coach.sees(f"De plaatsing eindigt op {YESTERDAY:%d-%m-%Y}.")


@pytest.mark.parametrize(("width", "period"), taking_turns([(1280, LAST), (375, LAST.back(4))], 1))
def test_a_report_from_asking_to_the_board(walk: Walk, width: int, period: Period, tmp_path: Path) -> None:
    """Jet asks and sees the progress, and checks; Tom of Wierden releases; Roos sees it and takes it along."""
    jet = walk("controller GM0141", width=width)
    jet.follow("Rapportages")
    jet.choose("Periode", period.label)
    jet.press("Maak het concept")
    jet.sees(f"Rapport maken: {period.label}")
    jet.sees("Het rapport is klaar")
    assert violations(jet) == []
    jet.follow("Bekijk het rapport")
    jet.press("Ik heb dit gecontroleerd")
    jet.sees("Uw naam staat eronder.")
    jet.sees("U heeft dit rapport gecontroleerd. Een tweede persoon geeft het vrij.")
    tom = walk("controller GM0189", width=width)
    tom.goto(jet.page.url)
    tom.press("Geef dit rapport vrij")
    tom.sees("Het rapport is vrijgegeven. Het Dagelijks Bestuur ziet het nu.")
    roos = walk("board_member", width=width)
    roos.goto(f"/dashboard/?periode={period.code}")
    roos.sees("Rijssen-Holten en de vijf andere gemeenten")
    assert f"door {jet.login.name} en {tom.login.name}" in roos.main()  # type: ignore[union-attr]
    takes_along(roos, period, tmp_path)


MAGIC = {"pdf": b"%PDF-", "xlsx": b"PK", "ods": b"PK", "csv": b"periode,", "json": b"{"}


def takes_along(roos: Walker, period: Period, folder: Path) -> None:
    for code, form in FORMATS.items():
        with roos.page.expect_download() as download:
            roos.follow(re.compile(f"^{re.escape(form.label)}$"))
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        assert path.name == f"kwartaalrapport-wsw-{period.code}-uitgave-1-fictief{form.suffix}"
        assert path.read_bytes().startswith(MAGIC[code])
        assert path.stat().st_size > 1000
