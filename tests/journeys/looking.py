"""What is wrong with a page for who cannot see it, sees it large, or sees it in the dark: axe, and what sticks out."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.walking import Walker

WIDTHS = (1280, 375)
NARROW = 320  # and so 1280 at 400 %
EVERYTHING = {"resultTypes": ["violations"]}
CONTRAST = EVERYTHING | {"runOnly": ["color-contrast"]}
BUT_CONTRAST = EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}
axe = Axe()


def looked_at(
    walker: Walker, *, first: bool = True, widths: tuple[int, ...] = WIDTHS
) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with the page one stands on, in each way of looking at it: at these widths, and with the last of
    all in the dark; and never does it stick out.

    `first`: no other role stood on such a page yet. If one did, its colours are looked at once and not three times,
    since measuring them takes most of the time.
    """
    for width in widths:
        walker.page.set_viewport_size({"width": width, "height": 800})
        yield f"at {width}", violations(walker, EVERYTHING if width == WIDTHS[0] or first else BUT_CONTRAST)
    if first and WIDTHS[-1] in widths:
        walker.page.emulate_media(color_scheme="dark")
        yield "in the dark", violations(walker, CONTRAST)
        walker.page.emulate_media(color_scheme="light")
    walker.page.set_viewport_size({"width": NARROW, "height": 800})
    yield f"at {NARROW}", sticking_out(walker)


def violations(walker: Walker, options: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds on the page, each with its element and what to mend."""
    if not walker.page.evaluate("'axe' in window"):
        walker.page.evaluate(axe.axe_script)
    response = walker.page.evaluate("(options) => axe.run(options)", options)
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
