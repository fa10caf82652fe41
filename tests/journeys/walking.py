"""Somebody who walks through the portal with a browser, and hears all that the browser complains of."""

import re
import time
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Response

from cases.demo.logins import LOGINS, PASSWORD

HEIGHT = 800
FRESH = 240  # seconds that a login of before will do; what matters much asks for one of ten minutes at most
# A page that refuses says so with its status; a preview makes way for the next one while somebody types on; a date that
# is none is not shown in a date field.
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of 4(00|03|04|09|22) |htmx:(afterRequest|sendAbort),"
    r"|The specified value .* does not conform to the required format"
)
TABS = 80
FOCUS = """() => {
    // Of a date the calendar inside may have the focus; the browser draws that itself.
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const label = one.labels?.[0]?.innerText ?? one.getAttribute("aria-label") ?? "";
    const drawn = ring || style.boxShadow !== "none" || !one.matches(":focus");
    return {what: one.tagName, text: one.innerText || label, label, drawn, seen};
}"""


class Walker:
    """`role` is a role of the demo, optionally with the municipality (`controller GM0189`), or "" for nobody."""

    def __init__(
        self, portal: str, browser: Browser, logged_in: dict[str, Any], role: str, *, width: int = 1280, **how: Any
    ) -> None:
        self.portal, self.complaints, self.keys_pressed, self.stops = portal, list[str](), 0, list[str]()
        self.role, _, place = role.partition(" ")
        logins = [one for one in LOGINS if one.role == self.role and place in (one.municipality, "")]
        self.login = logins[0] if logins else None
        since, state = logged_in.get(self.login.email, (0.0, None)) if self.login else (0.0, None)
        if time.monotonic() - since > FRESH:
            state = None
        how = {"locale": "nl-NL", "reduced_motion": "reduce", "viewport": {"width": width, "height": HEIGHT}} | how
        self.context = browser.new_context(base_url=portal, storage_state=state, **how)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self._listen(self.page)
        if self.login and state is None:
            self.log_in()
            logged_in[self.login.email] = time.monotonic(), self.context.storage_state()
        self.page.goto("/")

    def _listen(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        page.on("request", self._asked)
        page.on("dialog", self._interrupted)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.match(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.portal, "data:", "blob:")):
            self.complaints.append(f"asks elsewhere: {request.url}")

    def _interrupted(self, dialog: Dialog) -> None:
        """Nothing of ours opens one: a script of a stranger did."""
        self.complaints.append(f"{self.page.url}: {dialog.type} {dialog.message}")
        dialog.dismiss()

    def log_in(self) -> None:
        assert self.login is not None
        self.page.goto("/inloggen/")
        self.page.get_by_label("E-mailadres").fill(self.login.email)
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/")

    def goto(self, path: str) -> int:
        """The status of the page at `path`."""
        response = self.page.goto(path)
        assert response is not None
        return response.status

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Click the first link of that name."""
        self.page.get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def main(self) -> str:
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Waits until the page says these words."""
        self.page.get_by_text(words).first.wait_for(state="visible")

    def tab_to(self, name: str) -> None:
        """By the Tab key alone, to what has this name. Every stop on the way must be visible and look chosen."""
        for _ in range(TABS):
            self.key("Tab")
            stop = self.page.evaluate(FOCUS)
            assert stop["what"] == "BODY" or (stop["drawn"] and stop["seen"]), stop
            said = re.sub(r"\s+", " ", f"{stop['text']} {stop['label']}")
            self.stops.append(said[:40])
            if name in said:
                return
        raise AssertionError(f"{name} is not reached with {TABS} tabs on {self.page.url}")

    def key(self, name: str) -> None:
        """One key, counted."""
        self.keys_pressed += 1
        self.page.keyboard.press(name)

    def leave(self) -> None:
        self.context.close()
