"""One picture of everything dated about a person, in lanes, with a cursor at the day looked at.

Drawn here because the page's policy allows no style and no script: a shape carries a class and the stylesheet does the rest. Height
means something (hours), or place does (the step of the ladder). What has been is pale, what holds on the day looked at is dark, what
is agreed and not yet lived is dashed. Each bar is a link to its first day. Bars too narrow to see are taken together, a text that
does not fit is left out, and the list under the picture has every row. The links of the picture are no tab stops: those of
the list are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise, zip_longest
from typing import Any

from django.utils.safestring import SafeString

from cases import dutch, lanes
from cases.dossier import NIGHT, Dossier
from cases.lanes import Bar, Lane, WorkLane
from cases.occupation import Stretch, idle_periods, stretch_on
from cases.scale import LEFT, RIGHT, Scale, scale

WIDTH, TOP = 1200, 42
THIN = 3  # narrower than this a bar is taken together with its neighbours
LETTER = 6.6  # about how wide one letter of 12 px is, rather too wide
BAR, STEP, HOUR = 30, 20.4, 1.35  # px: height of a bar, of a step, of an hour a week
NORMAL_WEEK, MOST_HOURS = 36, 40


@dataclass(frozen=True)
class Timeline:
    """The picture (safe markup), and its rows as a list: lane, text, from, to and url of each."""

    picture: SafeString
    rows: list[dict[str, str]]


def timeline(name: str, dossier: Dossier, found: list[Stretch], *, day: date, today: date) -> Timeline:
    """The timeline of a person; `found` are the stretches of the dossier, `day` is the one looked at."""
    now = stretch_on(found, day)
    told = [
        lanes.homes(dossier, day),
        lanes.contracts(found, now),
        lanes.categories(dossier, day),
        lanes.works(dossier, found, idle_periods(found, min(today, dossier.last_counted_day)), now),
        lanes.leaves(dossier, day),
        lanes.sickness(dossier, day, today),
    ]
    there = [lane for lane in told if lane]
    picture = _Picture(scale(dossier, day, today), day, today)
    return Timeline(picture.draw(name, there), [row for lane in there for row in _rows(lane)])


def url(day: date) -> str:
    return f"?peildatum={day.isoformat()}#tijdlijn"


def _rows(lane: Lane) -> Iterator[dict[str, str]]:
    for bar in reversed(lane.rows):
        last = dutch.day(bar.ends_on) if bar.ends_on else ""
        yield {
            "lane": lane.name,
            "text": bar.said,
            "from": dutch.day(bar.starts_on),
            "to": last,
            "url": url(bar.starts_on),
        }


def width_of(text: str) -> float:
    return len(text) * LETTER


def _tag(name: str, classes: str, inside: str = "", **attributes: Any) -> str:
    """One element; numbers are rounded, `inside` is markup and attributes are escaped."""
    written = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    given = f' class="{classes}"' if classes else ""
    return f"<{name}{given}{written}>{inside}</{name}>" if inside else f"<{name}{given}{written}/>"


def _value(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else escape(str(value))


@dataclass(frozen=True, slots=True)
class Seen:
    """A bar as it is drawn, or several too narrow to see taken together."""

    left: float
    right: float
    bars: list[Bar]
    room: float  # where the next one begins

    @property
    def bar(self) -> Bar:
        return self.bars[0]

    @property
    def several(self) -> bool:
        return len(self.bars) > 1


class _Picture:
    def __init__(self, on: Scale, day: date, today: date) -> None:
        self.on, self.day, self.today = on, day, today
        self.lived = on.end(today)
        self.parts: list[str] = []
        self.top = float(TOP)

    def draw(self, name: str, told: list[Lane]) -> SafeString:
        """The whole picture: the lanes under each other, the years behind them and the cursor over them."""
        painters: dict[str, Callable[[Any], float]] = {
            "Dienstverband": self._hours, "Plaatsing": self._ladder, "Verzuim": self._sickness,
        }  # fmt: skip
        for lane in told:
            self._names(lane)
            self.top += painters.get(lane.name, self._flat)(lane)
            self._line("grid", 0.0, self.top, RIGHT, self.top)
        front, self.parts = self.parts, []
        self._years()
        behind, self.parts = self.parts, []
        if not any(lane.rows for lane in told):
            self._write(
                "mute", (LEFT + RIGHT) / 2, TOP + 30, "Hier komt wat er met een datum is vastgelegd.", anchor="middle"
            )
        self._cursor()
        return SafeString(self._head(name, told) + "".join((*behind, *front, *self.parts)) + "</svg>")

    def _head(self, name: str, told: list[Lane]) -> str:
        title = escape(f"Tijdlijn van {name}, {self.on.said()}")
        names = ", ".join(lane.name.lower() for lane in told)
        desc = f"{len(told)} banen: {names}. De lijst onder de tijdlijn zegt hetzelfde in woorden."
        return (
            f'<svg class="tl" viewBox="0 0 {WIDTH} {self.top + 16:.0f}" role="group" aria-labelledby="tl-t" aria-describedby="tl-d">'
            f'<title id="tl-t">{title}</title><desc id="tl-d">{escape(desc)}</desc>'
            '<defs><pattern id="tl-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect class="s1" width="5" height="5"/><line class="hours-line" x1="0" x2="0" y1="0" y2="5"/></pattern></defs>'
        )

    # Pencil

    def _write(self, classes: str, x: float, y: float, text: str, *, anchor: str = "") -> None:
        where = {"text_anchor": anchor} if anchor else {}
        self.parts.append(_tag("text", classes, escape(text), x=x, y=y, **where))

    def _line(self, classes: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.parts.append(_tag("line", classes, x1=x1, x2=x2, y1=y1, y2=y2))

    def _link(self, seen: Seen, title: str, shape: str) -> None:
        to = escape(url(seen.bar.starts_on))
        self.parts.append(f'<a href="{to}" tabindex="-1"><title>{escape(title)}</title>{shape}</a>')

    # Frame

    def _years(self) -> None:
        foot = self.top + 8
        self.parts.append(
            _tag("rect", "later", x=self.lived, y=TOP, width=max(RIGHT - self.lived, 0.0), height=foot - TOP)
        )
        for year, x in self.on.years():
            self._line("grid", x, 36, x, foot)
            self._write("year", x + 5, 34, year)

    def _cursor(self) -> None:
        x = self.on.x(self.day)
        if self.day == self.today:
            x = self.on.end(self.day)
        middle = min(max(x, 46.0), WIDTH - 46.0)
        self._line("cursor", x, 22, x, self.top + 8)
        self.parts.append(
            _tag(
                "path",
                "cursor-head",
                d=f"M{middle - 46:.1f} 0h92v20H{x + 6:.1f}L{x:.1f} 26L{x - 6:.1f} 20H{middle - 46:.1f}z",
            )
        )
        self._write("cursor-t", middle, 14, dutch.day(self.day), anchor="middle")

    def _names(self, lane: Lane) -> None:
        """The lane's name: at its left, or on a phone, where that has scrolled away, with what it says on the day."""
        self._write("lane-name wide", 0.0, self.top + 27, lane.name)
        self._write("lane-sub wide", 0.0, self.top + 42, lane.sub)
        said = next((text for text in lane.now if width_of(text) < 300), "")
        text = f"{lane.name}: {said}" if said else lane.name
        self._write("lane-name narrow halo sm", self.lived - 8, self.top + 11, text, anchor="end")

    # Bars

    def _gathered(self, bars: Iterable[Bar]) -> list[Seen]:
        """The bars in sight, those too narrow to see taken together with their neighbours."""
        groups: list[tuple[float, float, list[Bar]]] = []
        for bar in bars:
            if not self.on.shows(bar.starts_on, bar.ends_on):
                continue
            left = self.on.x(bar.starts_on)
            right = self.on.end(bar.ends_on or (None if bar.starts_on > self.today else self.today))
            if groups and self._joins(groups[-1], left, right):
                first, _, several = groups.pop()
                groups.append((first, max(right, left + THIN), [*several, bar]))
            else:
                groups.append((left, max(right, left + THIN), [bar]))
        following = (left for left, _, _ in groups[1:])
        return [Seen(*group, room) for group, room in zip_longest(groups, following, fillvalue=WIDTH)]

    def _joins(self, group: tuple[float, float, list[Bar]], left: float, right: float) -> bool:
        first, last, several = group
        narrow = last - first <= THIN or len(several) > 1
        return narrow and right - left < THIN and left - last < THIN

    def _tone(self, bar: Bar) -> tuple[str, str]:
        """The class of a bar and of the text in it."""
        if bar.faded:
            return "b b-pale", ""
        return ("b b-now", "inv") if bar.runs_on(self.day) else ("b b-then", "mid")

    def _rect(self, seen: Seen, lane: Lane, classes: str, y: float, height: float) -> None:
        """A bar as a link, or several as one hatched bar; what is agreed for later is dashed."""
        bar, split = seen.bar, min(max(self.lived, seen.left), seen.right)
        if seen.several:
            title = f"{len(seen.bars)} {lane.more}: {dutch.period(bar.starts_on, seen.bars[-1].ends_on)}"
            shape = _tag(
                "rect", "b", x=seen.left, y=y, width=seen.right - seen.left, height=height, fill="url(#tl-hatch)"
            )
            self._link(seen, title, shape)
            return
        shapes = []
        if split > seen.left:
            shapes.append(_tag("rect", classes, x=seen.left, y=y, width=max(split - seen.left, THIN), height=height))
        if seen.right > split:
            shapes.append(_tag("rect", "b b-plan", x=split, y=y, width=seen.right - split, height=height))
        self._link(seen, bar.title, "".join(shapes))
        self._last_day(seen, y + height / 2 + 4)

    def _last_day(self, seen: Seen, y: float) -> None:
        """Beside a bar that stops after today: the day it does."""
        last = seen.bar.ends_on
        if last and self.today < last <= self.on.last and seen.room - seen.right > 40:
            self._write("ends-t wide", seen.right + 5, y, f"{last:%d-%m}")

    def _inside(self, seen: Seen, y: float, classes: str) -> bool:
        """Writes the longest label that fits in the part that has been, if there is one."""
        room = min(seen.right, max(self.lived, seen.left)) - seen.left
        room = room if room else seen.right - seen.left
        text = next((label for label in seen.bar.labels if width_of(label) + 10 <= room), None)
        if text is None or seen.several:
            return False
        self._write(classes, seen.left + 6, y, text)
        return True

    def _above(self, seen: Seen, lane: Lane, y: float, classes: str, free_from: float) -> float:
        """Writes a label over a bar where there is room; gives how far the row is taken."""
        labels = (f"{len(seen.bars)} {lane.more}",) if seen.several else seen.bar.labels
        left = seen.left + (0 if seen.several else 3)
        text = next((label for label in labels if left + width_of(label) <= min(seen.room - 4, RIGHT)), None)
        if text is None or left < free_from:
            return free_from
        self._write(classes, left, y, text)
        return left + width_of(text) + 4

    # Lanes: each draws itself from self.top and gives its height

    def _flat(self, lane: Lane) -> float:
        free_from, y = 0.0, self.top + 14
        for seen in self._gathered(lane.bars):
            classes, text = self._tone(seen.bar)
            planned = seen.left >= self.lived
            self._rect(seen, lane, classes, y, BAR)
            if not self._inside(seen, y + 19, "" if planned else text):
                free_from = self._above(seen, lane, y - 4, "sm halo wide", free_from)
        return 54.0

    def _hours(self, lane: Lane) -> float:
        """An area whose height is the hours a week, with a line over it that steps when they change."""
        most = max((bar.level for bar in lane.bars), default=0)
        scale, base = HOUR * min(1.0, MOST_HOURS / most if most else 1.0), self.top + 68
        level = base - NORMAL_WEEK * scale
        self._line("rung", LEFT, level, RIGHT, level)
        self._write("lane-sub wide", 142.0, level + 4, str(NORMAL_WEEK), anchor="end")
        free_from = 0.0
        for seen in self._gathered(lane.bars):
            height = max(bar.level for bar in seen.bars) * scale
            self._rect(seen, lane, "hours b", base - height, height)
            self._steps(seen, base - height, base)
            if seen.several or height < 18 or not self._inside(seen, base - height + 18, ""):
                free_from = self._above(seen, lane, base - height - 4, "sm halo wide", free_from)
        self._line("rule", LEFT, base, RIGHT, base)
        return 78.0

    def _steps(self, seen: Seen, y: float, base: float) -> None:
        right = min(seen.right, max(self.lived, seen.left))
        if not seen.several and right > seen.left:
            self._line("hours-line", seen.left, y, right, y)
            self._line("rule", seen.left, y, seen.left, base)

    def _ladder(self, lane: WorkLane) -> float:
        """The main placement on its step, the others as thin lines under it, hours without work at step 0."""
        for step in range(6):
            y = self._step(step)
            self._line("rung", LEFT, y, RIGHT, y)
            self._write("lane-sub wide", 142.0, y - 3, str(step), anchor="end")
        main = self._gathered(lane.bars)
        self._connect(lane)
        for seen in main:
            y = self._step(seen.bars[-1].level) - 14
            self._rect(seen, lane, f"b s{seen.bar.level:.0f}", y, 14)
            self._above(seen, lane, y - 4, "halo sm" if seen.several else "halo", 0.0)
        for place, bars in enumerate(lane.beside):
            for seen in self._gathered(bars):
                self._rect(seen, lane, "b-now", self._step(seen.bar.level) + 1 + 3 * min(place, 1), 2)
        self._idle(lane)
        return 142.0

    def _step(self, step: float) -> float:
        return self.top + 132 - STEP * step

    def _idle(self, lane: WorkLane) -> None:
        gaps = Lane(lane.name, "", "keer zonder werk", "keer zonder werk", (), lane.idle)
        for seen in self._gathered(lane.idle):
            height = 14 if not seen.bar.faded else 6
            self._rect(seen, gaps, "b b-gap", self._step(0) - height, height)
            at = Seen(seen.right + 3, seen.right, seen.bars, seen.room)
            self._above(at, gaps, self._step(0) - 3, "sm halo", 0.0)

    def _connect(self, lane: WorkLane) -> None:
        """A thin line from each step to the next, where one follows on the other."""
        whole = [gap for gap in lane.idle if not gap.faded]
        bars = sorted((*lane.bars, *whole), key=lambda bar: bar.starts_on)
        for before, after in pairwise(bars):
            if (
                before.ends_on
                and before.ends_on + NIGHT == after.starts_on
                and self.on.first < after.starts_on <= self.on.last
            ):
                upper, lower = max(before.level, after.level), min(before.level, after.level)
                x = self.on.x(after.starts_on)
                if upper > lower:
                    self._line("rule", x, self._step(upper), x, self._step(lower) - 14)

    def _sickness(self, lane: Lane) -> float:
        base, free_from = self.top + 40, 0.0
        self._line("rule", LEFT, base, self.lived, base)
        for seen in self._gathered(lane.bars):
            self._rect(seen, lane, "b b-sick", base - 18, 18)
            beside = Seen(seen.right + 1, seen.right, seen.bars, seen.room)
            free_from = self._above(beside, lane, base - 5, "sm halo", free_from)
        return 58.0
