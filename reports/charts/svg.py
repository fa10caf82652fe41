"""The pencil: a small SVG drawing with text that is never cut, coloured by classes or, for the PDF, by attributes.

We draw ourselves because no library is accessible, printable and clean under a strict CSP at once (stack.md, section
6). On screen a shape only carries a class, so that dark mode and print reach it; a `static` drawing carries the light
palette of the same classes as presentation attributes. There is never a style attribute, style element or script, and
all text passes `escape`. Widths of text are estimated on the wide side, since the reader's letter is not known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape as escape_xml

from django.utils.safestring import SafeString

INK, SOFT, PETROL, PETROL_MID = "#14262d", "#4a5c63", "#0d4a5a", "#6f9aa5"
PAPER, SHEET, LINE, ACCENT, ACCENT_TINT = "#faf7f1", "#fffefb", "#d8d0c2", "#a8431a", "#fbe9df"
STEPS = ("#ece5d8", "#d3dcd9", "#a9c3c6", "#739da7", "#2f6f80", "#08323d")
FONT = "Source Sans Pro"
TEXT, SMALL = 12, 11
BOLD = TEXT * 1.15  # how a name is measured: it may stand in bold
LEADING = 14

# The light palette of portal.css, for files that carry no stylesheet. Later rules win.
_PAINT: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("text", "", {"font-family": FONT, "font-size": str(TEXT), "fill": INK}),
    ("text", "mute", {"fill": SOFT, "font-size": str(SMALL)}),
    ("text", "v", {"font-weight": "600"}),
    ("text", "strong", {"font-weight": "700"}),
    ("text", "own", {"fill": ACCENT, "font-weight": "700"}),
    ("text", "on", {"fill": PAPER}),
    ("", "grid", {"stroke": LINE}),
    ("", "norm", {"stroke": SOFT, "stroke-dasharray": "4 3"}),
    ("", "link", {"stroke": PETROL_MID, "stroke-width": "2"}),
    ("", "own-link", {"stroke": ACCENT}),
    ("", "then", {"fill": SHEET, "stroke": PETROL_MID, "stroke-width": "1.75"}),
    ("", "own-then", {"stroke": ACCENT}),
    ("", "now", {"fill": PETROL}),
    ("circle", "own", {"fill": ACCENT}),
    ("", "band", {"fill": ACCENT_TINT}),
    ("", "seg", {"stroke": SHEET, "stroke-width": "1.5"}),
    ("", "sx", {"fill": SHEET}),
    *(("", f"s{step}", {"fill": colour}) for step, colour in enumerate(STEPS)),
    ("", "lead", {"fill": "none", "stroke": INK}),
    ("", "edge", {"fill": "none", "stroke": INK, "stroke-width": "3"}),
    ("", "pt", {"fill": "none", "stroke": INK, "stroke-opacity": ".38"}),
    ("", "pt-on", {"fill": "none", "stroke": PAPER, "stroke-opacity": ".3"}),
    ("", "pd", {"fill": INK, "fill-opacity": ".45"}),
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW, _WIDE = set("iljtfrI.,:;'|!()[]/ \u00a0"), set("mwMW@%—")


def xml_text(text: str) -> str:
    """The text without the characters that XML does not know, with lines that end in one way."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> str:
    """Text that can stand in an element or an attribute."""
    return escape_xml(xml_text(text), {'"': "&quot;"})


@lru_cache(2048)
def width_of(text: str, size: float = TEXT) -> float:
    """About how wide this text is in pixels; rather too wide than too narrow."""
    ems = (0.34 if c in _NARROW else 0.92 if c in _WIDE else 0.72 if c.isupper() else 0.6 for c in text)
    return sum(ems) * size


def wrap(text: str, limit: float, size: float = TEXT) -> list[str]:
    """The text in lines no wider than `limit` pixels; breaks at spaces and hyphens, else in a word. Nothing is lost."""
    lines = [""]
    for piece in re.findall(r"[^\s-]*-|[^\s-]+|\s+", text):
        for part in _parts(piece, limit, size):
            if lines[-1] and width_of((lines[-1] + part).rstrip(), size) > limit:
                lines.append("")
            lines[-1] += part if lines[-1] else part.lstrip()
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _parts(word: str, limit: float, size: float) -> list[str]:
    if width_of(word, size) <= limit:
        return [word]
    length = max(1, int(limit / (size * 0.92)))  # the widest letter there is
    return [word[at : at + length] for at in range(0, len(word), length)]


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class Drawing:
    """One drawing of `width` pixels; `key` makes its ids unique on the page."""

    def __init__(self, key: str, width: float, *, title: str, description: str, static: bool) -> None:
        self.key, self.width, self.static = re.sub(r"[^A-Za-z0-9_-]+", "-", key), width, static
        self.title, self.description = title, description
        self.parts: list[str] = []

    def add(self, tag: str, classes: str = "", *, text: str = "", tip: str = "", **attributes: object) -> None:
        """Add a shape or a text; an attribute stroke_width is written stroke-width. `tip` shows under the pointer."""
        self.parts.append(self.element(tag, classes, text=text, tip=tip, **attributes))

    def element(self, tag: str, classes: str = "", *, text: str = "", tip: str = "", **attributes: object) -> str:
        inside = f"<title>{escape(tip)}</title>" if tip and not self.static else escape(text)
        given = {name.replace("_", "-"): self._value(value) for name, value in attributes.items()}
        all_attributes = self._colours(tag, classes) | given
        written = "".join(f' {name}="{escape(value)}"' for name, value in all_attributes.items())
        return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"

    def _value(self, value: object) -> str:
        return number(value) if isinstance(value, float | int) else str(value)

    def _colours(self, tag: str, classes: str) -> dict[str, str]:
        names = set(classes.split())
        if not self.static:
            return {"class": classes} if names else {}
        found: dict[str, str] = {}
        for wanted, name, paint in _PAINT:
            if wanted in ("", tag) and (name in names or not name):
                found |= paint
        return found

    def line(self, classes: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.add("line", classes, x1=x1, y1=y1, x2=x2, y2=y2)

    def box(
        self, classes: str, x: float, y: float, width: float, height: float, *, tip: str = "", fill: str = ""
    ) -> None:
        """A rectangle; with a `fill` of its own (a pattern) it lets the pointer through to what is under it."""
        if fill:
            self.add("rect", classes, x=x, y=y, width=width, height=height, fill=fill, pointer_events="none")
        else:
            self.add("rect", classes, tip=tip, x=x, y=y, width=width, height=height)

    def write(self, x: float, y: float, text: str, classes: str = "", *, anchor: str = "start") -> None:
        """Write one line with its baseline at y; anchor is start, middle or end."""
        if anchor == "start":
            self.add("text", classes, text=text, x=x, y=y)
        else:
            self.add("text", classes, text=text, x=x, y=y, text_anchor=anchor)

    def write_lines(self, x: float, y: float, lines: list[str], classes: str = "", *, anchor: str = "start") -> None:
        """Write lines around the middle y."""
        top = y + 4 - (len(lines) - 1) * LEADING / 2
        for at, line in enumerate(lines):
            self.write(x, top + at * LEADING, line, classes, anchor=anchor)

    def svg(self, height: float) -> SafeString:
        """The whole drawing as safe markup: every text in it was escaped."""
        title, about = f"{self.key}-t", f"{self.key}-d"
        told = f'<title id="{title}">{escape(self.title)}</title><desc id="{about}">{escape(self.description)}</desc>'
        head = f'viewBox="0 0 {number(self.width)} {number(height)}" role="img" aria-labelledby="{title} {about}"'
        kind = 'xmlns="http://www.w3.org/2000/svg"' if self.static else 'class="chart"'
        return SafeString(f"<svg {kind} {head}>{told}{''.join(self.parts)}</svg>")
