"""A task by hand from the phone to the list, ticked off by keyboard; and one's own views put in order by keyboard."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.looking import looked_at
from tests.journeys.walking import Walker
from tests.turns import taking_turns

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]


def first_dossier(walker: Walker) -> str:
    walker.goto("/medewerkers/")
    return str(walker.page.locator("tbody th a").first.get_attribute("href"))


@pytest.mark.parametrize("width", taking_turns([1280, 375], 1))
def test_a_coach_notes_a_task_and_ticks_it_off_on_the_start_page(walk: Walk, width: int) -> None:
    coach = walk("jobcoach", width=width)
    what = f"Werkschoenen regelen {uuid.uuid4().hex[:6]}"
    coach.goto(first_dossier(coach))
    coach.follow("Nieuwe taak")
    coach.page.get_by_label("Wat moet er gebeuren?").fill(what)
    coach.page.get_by_label("Te doen voor").fill(coach.page.evaluate("new Date().toLocaleDateString('sv-SE')"))
    assert not [found for found in looked_at(coach, widths=(width,)) if found[1]]
    coach.press("Noteer de taak")
    coach.sees("De taak is genoteerd.")
    coach.goto("/")
    coach.sees(what)
    coach.tab_to(f": {what}")  # the button that says Gedaan
    coach.page.keyboard.press("Enter")
    coach.sees("De taak is gedaan.")
    coach.goto("/")
    assert what not in coach.main()


def focused(walker: Walker) -> Any:
    return walker.page.evaluate("document.activeElement.id")


def test_views_in_order_by_keyboard_alone(walk: Walk) -> None:
    noor = walk("consulent")
    names = [f"{name} {uuid.uuid4().hex[:4]}" for name in ("Eerste", "Tweede", "Derde")]
    for name in names:
        noor.goto("/medewerkers/weergaven/?form=IND")
        noor.page.get_by_label("Naam", exact=True).fill(name)
        noor.press("Bewaar de weergave")
        noor.sees("De weergave is bewaard.")
    noor.goto("/medewerkers/weergaven/")
    noor.tab_to(f": {names[2]}")  # the first button of the row, that says Omhoog
    button = focused(noor)
    for place in (1, 0):
        with noor.page.expect_navigation():
            noor.page.keyboard.press("Enter")
        assert focused(noor) == button  # so that one can press it again
        shown = [each for each in re.findall("|".join(names), noor.page.locator(".log").inner_text()) if each in names]
        assert list(dict.fromkeys(shown)).index(names[2]) == place
