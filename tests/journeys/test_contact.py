"""Walk 1: a coach on the floor with a phone notes a contact; nothing typed is lost (screens.md)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.walking import Walker

pytestmark = pytest.mark.browser
Walk = Callable[..., Walker]
PHONE = 375
CONTACT = re.compile(r"/medewerkers/[0-9a-f-]{36}/contact/$")
KEPT = "(await caches.keys()).some((name) => name.startsWith('bezoeken '))"
NO_LINE = re.compile("ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR")


@pytest.fixture
def coach(walk: Walk) -> Walker:
    return walk("jobcoach", width=PHONE)


def first_of_today(coach: Walker) -> str:
    """The address of the contact form of the first who is to be seen today."""
    coach.goto("/vandaag/")
    return str(coach.page.locator("a[data-visit]").first.get_attribute("href"))


def noted(coach: Walker, path: str, text: str) -> int:
    """How many contacts with this text there are."""
    coach.goto(path)
    return coach.page.locator("section.sheet .log li", has_text=text).count()


def offline(coach: Walker, off: bool) -> None:
    coach.context.set_offline(off)


def complained_of_no_line_only(coach: Walker) -> None:
    assert [each for each in coach.complaints if not NO_LINE.search(each)] == []
    coach.complaints.clear()


def wait_until_kept(coach: Walker) -> None:
    """The list of today is on the device, and the service worker watches over this page."""
    coach.page.wait_for_function(f"(async () => {KEPT} && !!localStorage['portal.bezoeken'])()")
    coach.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_three_taps_and_a_line(coach: Walker) -> None:
    """Start → the person → "Contact vastleggen" → (kind and minutes have an answer) a line → saved."""
    taps: list[str] = []

    def tap(what: Any) -> None:
        what.click()
        taps.append("tik")

    tap(coach.page.locator("section", has_text="Vandaag").locator(".log a").first)
    button = coach.page.get_by_role("link", name="Contact vastleggen", exact=True)
    assert button.bounding_box()["y"] < 800  # in sight at once  # type: ignore[index]
    tap(button)
    coach.page.wait_for_url(CONTACT)
    assert coach.page.get_by_label("werkbezoek").is_checked()
    assert coach.page.get_by_label("30", exact=True).is_checked()
    assert coach.page.evaluate("document.activeElement.name") == "text"
    coach.page.keyboard.type("Kaswagen ging weer goed.")
    tap(coach.page.get_by_role("button", name="Bewaar", exact=True))
    coach.sees("Het contact is bewaard.")
    assert "Kaswagen ging weer goed." in coach.main()
    assert len(taps) == 3


def test_by_keyboard_alone(walk: Walk) -> None:
    coach = walk("jobcoach")
    keys = coach.page.keyboard
    who = coach.page.locator("section", has_text="Vandaag").locator(".log a").first.inner_text()
    coach.tab_to(who)
    keys.press("Enter")
    coach.page.wait_for_url(re.compile(r"/medewerkers/[0-9a-f-]{36}/$"))
    coach.tab_to("Contact vastleggen")
    keys.press("Enter")
    coach.page.wait_for_url(CONTACT)
    keys.type("Met toetsen vastgelegd.")
    coach.tab_to("Bewaar")
    keys.press("Enter")
    coach.sees("Het contact is bewaard.")


def test_a_lost_connection_and_a_closed_tab_lose_nothing_and_it_is_sent_once(coach: Walker) -> None:
    path = first_of_today(coach)
    wait_until_kept(coach)
    coach.goto(path)
    offline(coach, True)
    coach.page.get_by_label("Eén regel").fill("Getypt zonder verbinding.")
    coach.sees("Geen verbinding.")
    coach.page.close()  # before it is sent
    coach.page = coach.context.new_page()
    coach.page.goto(path)  # what the device kept
    coach.sees("Contact met")
    assert coach.page.get_by_label("Eén regel").input_value() == "Getypt zonder verbinding."
    coach.press("Bewaar")
    coach.sees("Bewaard op dit toestel.")
    coach.page.close()  # and again
    coach.page = coach.context.new_page()
    offline(coach, False)
    coach.page.goto("/")
    coach.sees("Verstuurd: 1 contact.")
    assert noted(coach, path, "Getypt zonder verbinding.") == 1
    assert coach.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('portal.concept'))") == []
    complained_of_no_line_only(coach)


def test_an_answer_that_never_came_is_not_a_second_contact(coach: Walker) -> None:
    """The portal has it, and the phone does not know: it sends it again."""
    path = first_of_today(coach)
    coach.goto(path)
    coach.page.get_by_label("Eén regel").fill("Het antwoord ging verloren.")

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    coach.context.route(
        "**/contact/", lambda route: lose(route) if route.request.method == "POST" else route.continue_()
    )
    coach.press("Bewaar")
    coach.sees("Bewaard op dit toestel.")
    coach.context.unroute("**/contact/")
    coach.page.goto("/")
    coach.sees("Verstuurd: 1 contact.")
    assert noted(coach, path, "Het antwoord ging verloren.") == 1
    complained_of_no_line_only(coach)


def test_today_is_readable_without_a_connection_and_gone_after_logging_out(
    walk: Walk, logged_in: dict[str, Any]
) -> None:
    logged_in.clear()  # a session of its own, for it is ended
    coach = walk("jobcoach", width=PHONE)
    logged_in.clear()
    first_of_today(coach)
    wait_until_kept(coach)
    who = coach.page.locator("a[data-visit]").first.get_attribute("data-visit")
    offline(coach, True)
    coach.page.goto("/medewerkers/")
    assert who in coach.main()
    coach.page.locator("a[data-visit]").first.click()
    coach.sees(f"Contact met {who}")
    offline(coach, False)
    coach.page.goto("/")
    coach.page.locator(".who > summary").click()
    coach.press("Log uit")
    coach.page.wait_for_url("**/inloggen/**")
    assert coach.page.evaluate("caches.keys()") == []
    assert coach.page.evaluate("Object.keys(localStorage)") == []
    offline(coach, True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        coach.page.goto("/vandaag/")
    complained_of_no_line_only(coach)


def test_another_user_of_the_same_phone_finds_nothing(walk: Walk) -> None:
    """Somebody else logs in where a coach did not log out: the kept list goes, and typed text is not theirs to see."""
    coach = walk("jobcoach", width=PHONE)
    path = first_of_today(coach)
    wait_until_kept(coach)
    coach.goto(path)
    coach.page.get_by_label("Eén regel").fill("Van Bas.")
    noor = walk("consulent")
    coach.context.clear_cookies()
    coach.context.add_cookies(noor.context.cookies())
    coach.goto("/")
    coach.page.wait_for_function(f"(async () => !{KEPT})()")
    coach.goto("/medewerkers/")
    coach.page.locator("tbody th a").first.click()
    coach.follow("Contact vastleggen")
    assert coach.page.get_by_label("Eén regel").input_value() == ""


def test_a_word_about_health_sent_later_asks_to_look_again(coach: Walker) -> None:
    path = first_of_today(coach)
    wait_until_kept(coach)
    coach.goto(path)
    offline(coach, True)
    coach.page.get_by_label("Eén regel").fill("Ging over medicijnen.")
    coach.press("Bewaar")
    coach.sees("Bewaard op dit toestel.")
    offline(coach, False)
    coach.page.goto("/")
    coach.sees("Nog niet bewaard:")
    coach.follow("Kijk het nog een keer na")
    assert coach.page.get_by_label("Eén regel").input_value() == "Ging over medicijnen."
    coach.page.get_by_label("Eén regel").fill("Ging over werktijden.")
    coach.press("Bewaar")
    coach.sees("Het contact is bewaard.")
    complained_of_no_line_only(coach)


def test_without_script_the_form_is_a_form(walk: Walk) -> None:
    coach = walk("jobcoach", java_script_enabled=False)
    coach.goto(first_of_today(coach))
    coach.page.get_by_label("Eén regel").fill("Zonder script.")
    coach.press("Bewaar")
    coach.sees("Het contact is bewaard.")
