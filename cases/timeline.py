"""One picture of everything dated about a person, in lanes, with a cursor at the day looked at.

Drawn here because the page's policy allows no style and no script: a shape carries a class, the stylesheet does the
rest. Height means something (hours), or place does (the step of the ladder). What has been is pale, what holds on
the day looked at is dark, what is agreed and not yet lived is dashed. Each bar is a link to its first day. Bars too
narrow to see are taken together and a text that does not fit is left out; the list under the picture has every row.
The links of the picture are no tab stops: those of the list are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString

from cases import dutch
from cases.dossier import NIGHT, Dossier
from cases.lanes import BARS, HOURS, LADDER, TICKS, Bar, Lane, lanes
from cases.occupation import Stretch
from cases.scale import LEFT, RIGHT, Scale, scale

WIDTH, TOP, FOOT = 1200.0, 42, 8
THIN = 3.0  # narrower than this a bar is taken together with its neighbours
LETTER = 6.6  # about how wide one letter of 12 px is, rather too wide
STEP, HOUR = 20.4, 1.35  # height of a step of the ladder, and of an hour a week
NORMAL_WEEK, MOST_HOURS = 36, 40
NARROW_ROOM = 300
HATCH = (
    '<defs><pattern id="tl-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="s1" width="5" height="5"/><line class="hours-line" x1="0" x2="0" y1="0" y2="5"/></pattern></defs>'
)


@dataclass(frozen=True)
class Timeline:
    """The picture (safe markup), and the list under it: lane, text, from, to and url of each row."""

    picture: SafeString
    rows: list[dict[str, str]]


def timeline(name: str, dossier: Dossier, found: list[Stretch], *, day: date, today: date, known: str = "") -> Timeline:
    """The timeline of the person called `name`; `found` are the dossier's stretches, `day` is the one looked at.

    `known` is what its links say about the moment of knowing.
    """
    told = lanes(dossier, found, day=day, today=today)
    picture = _Picture(scale(dossier, day, today), day, today, known).draw(name, told)
    return Timeline(picture, [row for lane in told for row in _rows(lane, known)])


def url(day: date, known: str = "") -> str:
    return f"?peildatum={day.isoformat()}{known}#tijdlijn"


def _rows(lane: Lane, known: str) -> Iterator[dict[str, str]]:
    for bar in reversed(lane.rows):
        days = {"from": dutch.day(bar.starts_on), "to": dutch.day(bar.ends_on) if bar.ends_on else ""}
        yield {"lane": lane.name, "text": bar.said, "url": url(bar.starts_on, known)} | days


@dataclass(frozen=True, slots=True)
class Seen:
    """A bar as it is drawn, or several too narrow to see taken together; `room` is where the next one begins."""

    left: float
    right: float
    bars: list[Bar]
    room: float

    @property
    def bar(self) -> Bar:
        return self.bars[0]

    @property
    def several(self) -> bool:
        return len(self.bars) > 1

    @property
    def is_narrow(self) -> bool:
        return self.right - self.left < THIN + 0.01

    def takes(self, left: float, right: float) -> bool:
        """Is the bar from left to right too narrow to stand beside this one?"""
        return (self.several or self.is_narrow) and right - left < THIN and left - self.right < THIN


class _Picture:
    def __init__(self, on: Scale, day: date, today: date, known: str) -> None:
        self.on, self.day, self.today, self.known = on, day, today, known
        self.lived = on.end(today)
        self.parts: list[str] = []
        self.top = float(TOP)

    def draw(self, name: str, told: list[Lane]) -> SafeString:
        """The whole picture: the lanes under each other, the years behind them and the cursor over them."""
        painters = {BARS: self._bars, HOURS: self._hours, LADDER: self._ladder, TICKS: self._ticks}
        for lane in told:
            self._names(lane)
            self.top += painters[lane.kind](lane)
            self._line("grid", 0.0, self.top, RIGHT, self.top)
        front, self.parts = self.parts, []
        self._years()
        self.parts += front
        if not any(lane.rows for lane in told):
            said = "Hier komt wat er met een datum is vastgelegd."
            self._write("mute", (LEFT + RIGHT) / 2, TOP + 33.0, said, text_anchor="middle")
        self._cursor()
        return SafeString(f"{self._head(name, told)}{''.join(self.parts)}</svg>")

    def _head(self, name: str, told: list[Lane]) -> str:
        names = ", ".join(lane.name.lower() for lane in told)
        title = f"Tijdlijn van {name}, {self.on.said()}"
        desc = f"{len(told)} banen: {names}. De lijst onder de tijdlijn zegt hetzelfde in woorden."
        svg = f'<svg class="tl" viewBox="0 0 {WIDTH:.0f} {self.top + FOOT:.0f}" role="group" aria-labelledby="tl-t"'
        known = f'<title id="tl-t">{escape(title)}</title><desc id="tl-d">{escape(desc)}</desc>'
        return f'{svg} aria-describedby="tl-d">{known}{HATCH}'

    # The pencil. Numbers are rounded, text and attributes escaped.

    def _add(self, tag: str, classes: str, inside: str = "", **attributes: Any) -> None:
        self.parts.append(_element(tag, classes, inside, **attributes))

    def _write(self, classes: str, x: float, y: float, text: str, **attributes: Any) -> None:
        self._add("text", classes, escape(text), x=x, y=y, **attributes)

    def _line(self, classes: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self._add("line", classes, x1=x1, x2=x2, y1=y1, y2=y2)

    def _link(self, seen: Seen, title: str, *shapes: str) -> None:
        to = escape(url(seen.bar.starts_on, self.known))
        self.parts.append(f'<a href="{to}" tabindex="-1"><title>{escape(title)}</title>{"".join(shapes)}</a>')

    # The frame

    def _years(self) -> None:
        foot = self.top + FOOT
        self._add("rect", "later", x=self.lived, y=TOP, width=max(RIGHT - self.lived, 0.0), height=foot - TOP)
        for year, x in self.on.years():
            self._line("grid", x, 36.0, x, foot)
            self._write("year", x + 5, 34.0, year)

    def _cursor(self) -> None:
        x = self.on.end(self.day) if self.day == self.today else self.on.x(self.day)
        middle = min(x, WIDTH - 46)
        head = f"M{middle - 46:.1f} 0h92v20H{x + 6:.1f}L{x:.1f} 26L{x - 6:.1f} 20H{middle - 46:.1f}z"
        self._line("cursor", x, 22.0, x, self.top + FOOT)
        self._add("path", "cursor-head", d=head)
        self._write("cursor-t", middle, 14.0, dutch.day(self.day), text_anchor="middle")

    def _names(self, lane: Lane) -> None:
        """The lane's name: at its left, or on a phone, where that has scrolled away, with what it says on the day."""
        self._write("lane-name wide", 0.0, self.top + 27, lane.name)
        self._write("lane-sub wide", 0.0, self.top + 42, lane.sub)
        said = next((f": {text}" for text in lane.now if width_of(text) < NARROW_ROOM), "")
        self._write("lane-name narrow halo sm", self.lived - 8, self.top + 11, f"{lane.name}{said}", text_anchor="end")

    # Bars

    def _seen(self, bars: Iterable[Bar]) -> list[Seen]:
        """The bars in sight, those too narrow to see taken together with their neighbours."""
        found: list[Seen] = []
        for bar in bars:
            if not self.on.shows(bar.starts_on, bar.ends_on):
                continue
            left, right = self.on.x(bar.starts_on), self._right(bar)
            taken = [*found.pop().bars, bar] if found and found[-1].takes(left, right) else [bar]
            left = self.on.x(taken[0].starts_on)
            found.append(Seen(left, max(right, left + THIN), taken, WIDTH))
        rooms = [*(seen.left for seen in found[1:]), WIDTH][: len(found)]
        return [replace(seen, room=room) for seen, room in zip(found, rooms, strict=True)]

    def _right(self, bar: Bar) -> float:
        """What has begun and has no end stops today; what is still to begin and has none goes on to the edge."""
        return self.on.end(bar.ends_on or (self.today if bar.starts_on <= self.today else None))

    def _draw(self, seen: Seen, several: str, classes: str, y: float, height: float) -> None:
        """A bar as a link, dashed from tomorrow on, or several as one hatched bar."""
        if seen.several:
            title = f"{_many(seen, several)}: {dutch.period(seen.bar.starts_on, seen.bars[-1].ends_on)}"
            self._link(seen, title, _box("b", seen.left, seen.right, y, height, fill="url(#tl-hatch)"))
            return
        until = self._lived_part(seen)
        lived = _box(classes, seen.left, max(until, seen.left + THIN), y, height) if until > seen.left else ""
        later = _box("b b-plan", until, seen.right, y, height) if seen.right > until else ""
        self._link(seen, seen.bar.title, lived, later)

    def _lived_part(self, seen: Seen) -> float:
        return min(max(self.lived, seen.left), seen.right)

    def _last_day(self, seen: Seen, y: float) -> None:
        """Beside a bar that stops after today: the day it does, or the year when that is beyond the edge."""
        last = seen.bar.ends_on
        if last and last > self.today and seen.room - seen.right >= WIDTH - RIGHT:
            said = f"{last:%d-%m}" if last <= self.on.last else f"{last:%Y}"
            self._write("ends-t wide", seen.right + 4, y, said)

    def _inside(self, seen: Seen, y: float, classes: str) -> bool:
        """Writes the longest label that fits in the part that has been, if there is one; says whether it did."""
        room = (self._lived_part(seen) - seen.left) or seen.right - seen.left
        text = next((label for label in seen.bar.labels if width_of(label) + 10 <= room), None)
        if text is None or seen.several:
            return False
        self._write(classes, seen.left + 6, y, text)
        return True

    def _outside(self, seen: Seen, several: str, x: float, y: float, classes: str, taken: float = 0) -> float:
        """Writes a label from x on, where there is room up to the next bar; gives how far the line of text is taken."""
        labels = (_many(seen, several),) if seen.several else seen.bar.labels
        text = next((label for label in labels if x + width_of(label) <= min(seen.room - 4, RIGHT)), None)
        if text is None or x < taken:
            return taken
        self._write(classes, x, y, text)
        return x + width_of(text) + 4

    # Lanes: each is drawn from self.top on and gives its height

    def _bars(self, lane: Lane) -> float:
        taken, y = 0.0, self.top + 14
        for seen in self._seen(lane.bars):
            box, text = self._tone(seen.bar)
            self._draw(seen, lane.several, box, y, 30.0)
            self._last_day(seen, y + 19)
            if not self._inside(seen, y + 19, "" if seen.left >= self.lived else text):
                taken = self._outside(seen, lane.several, seen.left + 3, y - 4, "sm halo wide", taken)
        return 54.0

    def _tone(self, bar: Bar) -> tuple[str, str]:
        """The class of a bar, and of the text in it."""
        if bar.faded:
            return "b b-pale", ""
        return ("b b-now", "inv") if bar.runs_on(self.day) else ("b b-then", "mid")

    def _hours(self, lane: Lane) -> float:
        """An area whose height is the hours a week, with a line over it that steps when they change."""
        most = max((bar.level for bar in lane.bars), default=0)
        unit, base, taken = HOUR * min(1.0, MOST_HOURS / max(most, 1)), self.top + 68, 0.0
        self._line("rung", LEFT, base - NORMAL_WEEK * unit, RIGHT, base - NORMAL_WEEK * unit)
        self._write("lane-sub wide", 142.0, base - NORMAL_WEEK * unit + 4, str(NORMAL_WEEK), text_anchor="end")
        for seen in self._seen(lane.bars):
            y = base - max(bar.level for bar in seen.bars) * unit
            self._draw(seen, lane.several, "hours b", y, base - y)
            self._edge(seen, y, base)
            if base - y < 18 or not self._inside(seen, y + 18, ""):
                taken = self._outside(seen, lane.several, seen.left + 3, y - 4, "sm halo wide", taken)
        self._line("rule", LEFT, base, RIGHT, base)
        return 78.0

    def _edge(self, seen: Seen, y: float, base: float) -> None:
        until = self._lived_part(seen)
        if not seen.several and until > seen.left:
            self._line("hours-line", seen.left, y, until, y)
            self._line("rule", seen.left, y, seen.left, base)

    def _ladder(self, lane: Lane) -> float:
        """The main placement on its step, the others as thin lines under it, hours without work at step 0."""
        for step in range(6):
            self._line("rung", LEFT, self._step(step), RIGHT, self._step(step))
            self._write("lane-sub wide", 142.0, self._step(step) - 3, str(step), text_anchor="end")
        self._connect(lane)
        for seen in self._seen(lane.bars):
            y = self._step(seen.bars[-1].level) - 14
            self._draw(seen, lane.several, f"b s{seen.bar.level:.0f}", y, 14.0)
            self._last_day(seen, y + 11)
            self._outside(seen, lane.several, seen.left + 3, y - 4, "halo")
        for place, bars in enumerate(lane.beside):
            for seen in self._seen(bars):
                self._draw(seen, lane.several, "b-now", self._step(seen.bar.level) + 1 + 3 * min(place, 1), 2.0)
        self._idle(lane)
        return 142.0

    def _step(self, step: float) -> float:
        return self.top + 132 - STEP * step

    def _connect(self, lane: Lane) -> None:
        """A thin line from each step to the next, where one follows on the other."""
        bars = sorted((*lane.bars, *(gap for gap in lane.idle if not gap.faded)), key=lambda bar: bar.starts_on)
        for before, after in pairwise(bars):
            follows = before.ends_on and before.ends_on + NIGHT == after.starts_on and before.level != after.level
            if follows and self._wide(before) and self._wide(after):
                lower, upper = sorted((before.level, after.level))
                x = self.on.x(after.starts_on)
                self._line("rule", x, self._step(upper), x, self._step(lower) - 14)

    def _wide(self, bar: Bar) -> bool:
        return self._right(bar) - self.on.x(bar.starts_on) >= THIN

    def _idle(self, lane: Lane) -> None:
        for seen in self._seen(lane.idle):
            height = 6.0 if seen.bar.faded else 14.0
            self._draw(seen, "keer zonder werk", "b b-gap", self._step(0) - height, height)
            self._outside(seen, "keer zonder werk", seen.right + 5, self._step(0) - 3, "sm halo")

    def _ticks(self, lane: Lane) -> float:
        base, taken = self.top + 40, 0.0
        self._line("rule", LEFT, base, self.lived, base)
        for seen in self._seen(lane.bars):
            self._draw(seen, lane.several, "b b-sick", base - 18, 18.0)
            taken = self._outside(seen, lane.several, seen.right + 4, base - 5, "sm halo", taken)
        return 58.0


def width_of(text: str) -> float:
    return len(text) * LETTER


def _many(seen: Seen, several: str) -> str:
    return f"{len(seen.bars)} {several}"


def _box(classes: str, left: float, right: float, y: float, height: float, **attributes: Any) -> str:
    return _element("rect", classes, x=left, y=y, width=right - left, height=height, **attributes)


def _element(tag: str, classes: str, inside: str = "", **attributes: Any) -> str:
    """One element; `inside` is markup."""
    given = f' class="{classes}"' if classes else ""
    written = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{tag}{given}{written}>{inside}</{tag}>" if inside else f"<{tag}{given}{written}/>"


def _value(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else escape(str(value))
