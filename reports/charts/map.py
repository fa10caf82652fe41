"""Towns on a plain map: a dot for each, its surface the number of people, with the name beside it.

No tiles and no borders, so nothing is fetched and nobody hears who looks. A hidden number has a small open dot. North
is up; a degree of longitude is drawn as long as it is halfway the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from django.utils.safestring import SafeString

from reports.charts.svg import LEADING, SMALL, TEXT, Drawing, width_of
from reports.tables import Cell

WIDTH, HIGHEST, PAD = 380, 360, 28  # as wide as a phone, so that nobody scrolls to half a map
LARGEST, SMALLEST, HIDDEN = 13.0, 3.0, 4.0
KM_OF_A_DEGREE = 111.2
BAR = 10  # kilometres
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Spot:
    name: str
    latitude: float
    longitude: float
    cell: Cell


@dataclass(frozen=True)
class _Placed:
    spot: Spot
    x: float
    y: float
    r: float

    @property
    def box(self) -> Box:
        return self.x - self.r, self.y - self.r, self.x + self.r, self.y + self.r


def town_map(spots: Sequence[Spot], *, key: str, title: str, description: str) -> SafeString:
    """Draw them; none gives an empty drawing."""
    drawing = Drawing(f"map-{key}", WIDTH, title=title, description=description, static=False)
    placed, scale, height = _lay_out(spots)
    for each in placed:
        tip = f"{each.spot.name}: {each.spot.cell.text}"
        drawing.add("circle", "then" if each.spot.cell.mask else "now seg", tip=tip, cx=each.x, cy=each.y, r=each.r)
    _write_names(drawing, placed, height)
    if placed:
        _bar(drawing, scale, height)
    return drawing.svg(height)


def _lay_out(spots: Sequence[Spot]) -> tuple[list[_Placed], float, float]:
    """Where each comes, the largest dot first; with pixels for a kilometre, and the height that it takes."""
    if not spots:
        return [], 1, PAD
    halfway = radians(sum(each.latitude for each in spots) / len(spots))
    points = [(each.longitude * cos(halfway) * KM_OF_A_DEGREE, -each.latitude * KM_OF_A_DEGREE) for each in spots]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide, high = max(x for x, _ in points) - left, max(y for _, y in points) - top
    scale = min((WIDTH - 4 * PAD) / max(wide, BAR), (HIGHEST - 2 * PAD) / max(high, BAR))
    aside = (WIDTH - wide * scale) / 2
    most = max((float(each.cell.number or 0) for each in spots), default=0) or 1
    placed = [
        _Placed(each, aside + (x - left) * scale, PAD + (y - top) * scale, _radius(each.cell, most))
        for each, (x, y) in zip(spots, points, strict=True)
    ]
    return sorted(placed, key=lambda each: (-each.r, each.spot.name)), scale, 2 * PAD + high * scale


def _radius(cell: Cell, most: float) -> float:
    return HIDDEN if cell.number is None else max(SMALLEST, LARGEST * sqrt(float(cell.number) / most))


def _write_names(drawing: Drawing, placed: list[_Placed], height: float) -> None:
    """Beside the dot where there is room; a name without room stands in the list only, and under the pointer."""
    taken = [each.box for each in placed]
    for each in placed:
        text = f"{each.spot.name.partition('-')[0]} {each.spot.cell.text}"  # of Westerhaar-Vriezenveensewijk the first
        for x, y, anchor in _around(each):
            box = _box(x, y, text, anchor)
            if _inside(box, height) and not any(_touch(box, other) for other in taken if other != each.box):
                taken.append(box)
                drawing.write(x, y, text, anchor=anchor)
                break


def _around(each: _Placed) -> list[tuple[float, float, str]]:
    """Right, left, above and below, and then the corners."""
    gap, slant = each.r + 4, each.r * 0.7 + 3
    return [
        (each.x + gap, each.y + 4, "start"), (each.x - gap, each.y + 4, "end"),
        (each.x, each.y - gap - 1, "middle"), (each.x, each.y + gap + TEXT - 2, "middle"),
        *((each.x + slant, each.y + up, "start") for up in (-slant, slant + TEXT - 3)),
        *((each.x - slant, each.y + up, "end") for up in (-slant, slant + TEXT - 3)),
    ]  # fmt: skip


def _box(x: float, y: float, text: str, anchor: str) -> Box:
    wide = width_of(text, TEXT)
    left = x if anchor == "start" else x - wide if anchor == "end" else x - wide / 2
    return left, y - LEADING + 3, left + wide, y + 3


def _inside(box: Box, height: float) -> bool:
    return box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 2 and box[3] <= height - 2


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _bar(drawing: Drawing, scale: float, height: float) -> None:
    """How long ten kilometres are."""
    drawing.line("lead", 8, height - 10, 8 + BAR * scale, height - 10)
    drawing.write(8, height - 10 - SMALL / 2, f"{BAR} km", "mute")
