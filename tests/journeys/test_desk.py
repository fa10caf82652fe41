"""The walks of the functional administrator: somebody comes and goes, and looking along as somebody else."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from municipalities.models import today
from tests.journeys.looking import looked_at
from tests.journeys.walking import Walker
from tests.turns import taking_turns

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
YESTERDAY = today() - timedelta(days=1)


@pytest.mark.parametrize("width", taking_turns([1280, 375]))
def test_somebody_comes_gets_a_role_and_goes(walk: Walk, width: int) -> None:
    wim = walk("administrator", width=width)
    name = f"Nora Bedacht {uuid.uuid4().hex[:6]}"
    wim.follow("Beheer")
    wim.follow("Nieuw account")
    wim.page.get_by_label("Naam").fill(name)
    wim.page.get_by_label("E-mailadres").fill(f"{uuid.uuid4().hex}@fictief.example")
    wim.press("Maak het account en nodig uit")
    wim.sees("Geef nu een rol.")
    wim.press("Vraag de rol aan")
    wim.sees("Kies een rol.")
    assert not [found for found in looked_at(wim) if found[1]]
    wim.choose("Rol", "consulent")
    wim.page.get_by_label("Gemeente").select_option(label="Almelo")
    wim.page.get_by_label("Waarom").fill("vervangt een collega")
    wim.press("Vraag de rol aan")
    wim.sees(f"De rol van {name} is gevraagd")
    officer = walk("privacy_officer", width=width)
    officer.goto("/beheer/rollen/")
    officer.press(f"Bevestigen van {name}")
    officer.sees(f"{name} is nu consulent gemeente Almelo")
    wim.page.reload()
    wim.follow("Beëindig de rol consulent gemeente Almelo")
    wim.press("Beëindig de rol")
    wim.sees(f"De rol consulent van {name} eindigt op")
    wim.press("Sluit het account")
    wim.sees("gesloten")
    wim.goto("/beheer/?toon=gesloten")
    assert name in wim.main()


def test_looking_along_by_keyboard_alone_changes_nothing(walk: Walk) -> None:
    wim = walk("administrator")
    wim.goto("/beheer/?q=noor+bedacht")
    for stop, arrives in (("Noor Bedacht", "**/accounts/*-*/"), ("Meekijken", "**/meekijken/")):
        wim.tab_to(stop)
        wim.page.keyboard.press("Enter")
        wim.page.wait_for_url(arrives)
    wim.tab_to("Reden")
    wim.page.keyboard.type("Noor ziet haar lijst niet")
    wim.tab_to("Begin met meekijken")
    wim.page.keyboard.press("Enter")
    wim.sees("U kijkt mee als Noor Bedacht")
    wim.goto("/medewerkers/")
    wim.page.locator("tbody th a").first.click()
    wim.page.wait_for_url("**/medewerkers/*-*/")
    assert not [found for found in looked_at(wim) if found[1]]
    wim.follow("Gegevens wijzigen")
    wim.press("Bewaar")
    wim.sees("U kijkt mee als Noor Bedacht. U kunt dan niets veranderen.")
    wim.goto("/")
    wim.press("Stop met meekijken")
    wim.sees("U werkt weer als uzelf.")
    wim.goto("/beheer/meekijken/")
    assert "Noor ziet haar lijst niet" in wim.main()
