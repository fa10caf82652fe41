"""A small drawing of one ability through the years: a line for each step, a dot for each assessment, the latest filled.

Where the scale of now says nothing of a score of then, the line is broken. The table beside it has every score. Drawn
here because the page's policy allows no style and no script.
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString

from cases import dutch

LEFT, RIGHT, TOP, STEP, FOOT = 18.0, 232.0, 8.0, 12.0, 20.0

Point = tuple[date, int | None]


def drawn(name: str, points: Sequence[Point], high: int) -> SafeString:
    """`points` from the first to the latest on a scale of `high` steps; None has no place on it."""
    bottom = TOP + STEP * (high - 1)
    rungs = "".join(_rung(step, bottom) for step in range(1, high + 1))
    placed = [(_x(day, points), bottom - STEP * (step - 1) if step else None) for day, step in points]
    lines = "".join(_line(list(part)) for seen, part in groupby(placed, lambda each: each[1] is not None) if seen)
    days = _days(points, bottom + FOOT - 4)
    size = f'viewBox="0 0 240 {bottom + FOOT:g}" preserveAspectRatio="xMinYMid meet"'
    return SafeString(
        f'<svg class="steps" {size} role="img" aria-label="{escape(_said(name, points, high))}">'
        f"{rungs}{lines}{_dots(placed)}{days}</svg>"
    )


def _x(day: date, points: Sequence[Point]) -> float:
    first, last = points[0][0], points[-1][0]
    share = (day - first).days / ((last - first).days or 1)
    return LEFT + 8 + share * (RIGHT - LEFT - 16)


def _rung(step: int, bottom: float) -> str:
    y = bottom - STEP * (step - 1)
    line = f'<line class="f" x1="{LEFT:g}" x2="{RIGHT:g}" y1="{y:g}" y2="{y:g}"/>'
    return f'{line}<text x="4" y="{y + 3.5:g}">{step}</text>'


def _line(part: list[tuple[float, float | None]]) -> str:
    return f'<polyline class="l" points="{" ".join(f"{x:.1f},{y:g}" for x, y in part)}"/>'


def _dots(placed: list[tuple[float, float | None]]) -> str:
    seen = [(x, y) for x, y in placed if y is not None]
    dots = [f'<circle class="d0" cx="{x:.1f}" cy="{y:g}" r="3"/>' for x, y in seen[:-1]]
    return "".join(dots + [f'<circle class="d" cx="{x:.1f}" cy="{y:g}" r="4"/>' for x, y in seen[-1:]])


def _days(points: Sequence[Point], y: float) -> str:
    first = f'<text x="{LEFT:g}" y="{y:g}">{dutch.day(points[0][0])}</text>'
    if len(points) == 1:
        return first
    return f'{first}<text class="end" x="{RIGHT:g}" y="{y:g}">{dutch.day(points[-1][0])}</text>'


def _said(name: str, points: Sequence[Point], high: int) -> str:
    """What the line shows, in a sentence."""
    seen = [(day, step) for day, step in points if step]
    if not seen:
        return f"{name}: niets te vergelijken"
    (first_day, first), (last_day, last) = seen[0], seen[-1]
    if len(seen) == 1:
        return f"{name}: stap {last} van {high} op {dutch.day(last_day)}"
    return f"{name}: van stap {first} op {dutch.day(first_day)} naar stap {last} op {dutch.day(last_day)}, van {high}"
