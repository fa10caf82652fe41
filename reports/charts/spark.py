"""A line without numbers, for beside a figure: the open dot is a year ago, the closed one is now.

A hidden latest value gets no line at all, only the words "niet getoond"; a hidden value further back is a
gap. A line through the neighbours of a hidden value would suggest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.svg import escape, number
from reports.tables import Cell

NOT_SHOWN = "niet getoond"
NOT_KNOWN = "niet bekend"
A_YEAR = 4  # quarters
_LEFT, _RIGHT, _TOP, _BOTTOM, _FLOOR = 4.0, 160.0, 6.0, 30.0, 34.0

Value = Cell | Decimal | None


def sparkline(values: Sequence[Value], *, label: str) -> SafeString:
    """Draw quarters from old to new; `label` is read aloud instead of the line ("Negen kwartalen: van 133 naar 115").

    A Cell with a mask is hidden, None is not known.
    """
    numbers = [v.number if isinstance(v, Cell) else v for v in values]
    hidden = [isinstance(v, Cell) and bool(v.mask) for v in values]
    if not numbers or numbers[-1] is None or sum(n is not None for n in numbers) < 2:
        return _words(NOT_SHOWN if any(hidden) else NOT_KNOWN)
    spoken = f"{label}. Waar de lijn ontbreekt, is het getal {NOT_SHOWN}." if any(hidden) else label
    return _svg(spoken, "".join(_drawn(_points(numbers))))


def _words(words: str) -> SafeString:
    return _svg(f"Geen lijn: het getal is {words}", f'<text x="4" y="26">{words}</text>')


def _svg(label: str, inside: str) -> SafeString:
    floor = f'<line class="f" x1="{number(_LEFT)}" x2="{number(_RIGHT)}" y1="{number(_FLOOR)}" y2="{number(_FLOOR)}"/>'
    head = 'class="spark" viewBox="0 0 200 38" preserveAspectRatio="xMinYMid meet" role="img"'
    return SafeString(f'<svg {head} aria-label="{escape(label)}">{floor}{inside}</svg>')


def _points(numbers: list[Decimal | None]) -> list[tuple[float, float] | None]:
    known = [n for n in numbers if n is not None]
    low, span = min(known), max(known) - min(known)
    step = (_RIGHT - _LEFT) / max(1, len(numbers) - 1)

    def height(value: Decimal) -> float:
        part = float((value - low) / span) if span else 0.5
        return _BOTTOM - part * (_BOTTOM - _TOP)

    return [None if n is None else (_LEFT + at * step, height(n)) for at, n in enumerate(numbers)]


def _drawn(points: list[tuple[float, float] | None]) -> list[str]:
    parts = [_stretch(stretch) for stretch in stretches(points)]
    year_ago = points[-1 - A_YEAR] if len(points) > A_YEAR else None
    if year_ago:
        parts.append(f'<circle class="d0" cx="{number(year_ago[0])}" cy="{number(year_ago[1])}" r="2.5"/>')
    x, y = points[-1] or (0, 0)
    parts.append(f'<circle class="d" cx="{number(x)}" cy="{number(y)}" r="4"/>')
    parts.append(f'<text x="{number(x + 8)}" y="{number(y + 4)}">nu</text>')
    return parts


def _stretch(points: list[tuple[float, float]]) -> str:
    if len(points) == 1:
        return f'<circle class="d0" cx="{number(points[0][0])}" cy="{number(points[0][1])}" r="1.5"/>'
    return f'<polyline class="l" points="{" ".join(f"{number(x)},{number(y)}" for x, y in points)}"/>'


def stretches(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The points cut at each gap."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [stretch for stretch in found if stretch]
