"""Where people work: one bar of 100 % per municipality, darkest where it is nearest to ordinary work.

The columns of the table are the steps; a column with the key "total" counts the row. Steps that share a `group` ("bij
een werkgever") are drawn first and end in a thick mark, so that the bars can be compared along it. Own municipality
on top, then from much to little in that group; who lives elsewhere and the total come last. Each step has its own
pattern beside its colour. Names of steps stand above the top bar, in as many layers as it takes: never cut, never
over each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.steps import Bar, Piece, cut
from reports.charts.svg import BOLD, LEADING, SMALL, STEPS, TEXT, Drawing, width_of, wrap
from reports.tables import Column, Table, dutch

WIDTH, STATIC_WIDTH = 1170, 1000
NAME_LIMIT, BAR, GAP = 150, 28, 8
TOTAL_KEY, SEE_BELOW = "total", "zie onder"


@dataclass(frozen=True)
class _Ladder:
    """What to draw: the steps in order of drawing, which of them the mark closes, and the bars from the top down."""

    steps: tuple[Column, ...]
    group: range
    bars: tuple[Bar, ...]

    def named(self, piece: Piece) -> str:
        names = [self.steps[at].label for at in piece.steps]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"

    def is_too_long(self, piece: Piece) -> bool:
        return width_of(self.named(piece), SMALL) > STATIC_WIDTH

    def shade(self, piece: Piece) -> str:
        """The class of its colour: s5 for the step that is drawn first, s0 for the last; after the sixth no colour."""
        if piece.face is None or piece.face >= len(STEPS):
            return "sx"
        last = max(1, min(len(self.steps), len(STEPS)) - 1)
        return f"s{round((last - piece.face) * (len(STEPS) - 1) / last)}"

    def pattern(self, piece: Piece) -> str:
        """The name of its pattern: as its colour, but a step after the sixth does not look like a hidden one."""
        shade = self.shade(piece)
        return {"s5": "", "sx": "sx" if piece.face is None else "s-"}.get(shade, shade)


@dataclass(frozen=True)
class _Place:
    left: float
    right: float

    def x(self, share: Decimal) -> float:
        return self.left + float(share) * (self.right - self.left)


def ladder(table: Table, *, own: str = "", static: bool = False) -> SafeString:
    """Draw the table as stacked bars; `own` is the code of the row that comes on top."""
    plan = _plan(table, own)
    width = STATIC_WIDTH if static else WIDTH
    notes = _notes(plan)
    about = f"{table.title}. {' '.join(notes)}"
    title = table.finding or table.title
    drawing = Drawing(f"ladder-{table.code}", width, title=title, description=about, static=static)
    names = [wrap(bar.row.label, NAME_LIMIT, BOLD) for bar in plan.bars]
    place = _place(plan, names, width)
    _draw_patterns(drawing)
    y = _draw_heads(drawing, plan, place)
    for bar, lines in zip(plan.bars, names, strict=True):
        y += GAP if bar.row.kind == "total" and len(plan.bars) > 1 else 0
        y += _draw_bar(drawing, plan, bar, lines, place, y, mine=bool(own) and bar.row.code == own)
    for line in wrap(" ".join(notes), place.right - place.left, SMALL):
        y += LEADING
        drawing.write(place.left, y, line, "mute")
    return drawing.svg(y + 8)


def _plan(table: Table, own: str) -> _Ladder:
    columns = [(at, column) for at, column in enumerate(table.columns) if column.key != TOTAL_KEY]
    columns = columns[::-1] if _nearest_is_last([column for _, column in columns]) else columns
    steps = tuple(column for _, column in columns)
    total_at = next((at for at, column in enumerate(table.columns) if column.key == TOTAL_KEY), None)
    unit = steps[0].unit if steps else ""
    bars = []
    for row in table.rows:
        total = None if total_at is None else row.cells[total_at]
        bars.append(cut(row, tuple(row.cells[at] for at, _ in columns), total, unit=unit))
    group = _first_group(steps)
    return _Ladder(steps, group, tuple(sorted(bars, key=lambda bar: _rank(bar, group, own))))


def _nearest_is_last(columns: list[Column]) -> bool:
    """Does the table run from far from ordinary work to near? Then the drawing runs the other way."""
    return not columns or not (columns[0].group and not columns[-1].group)


def _first_group(steps: tuple[Column, ...]) -> range:
    """The steps from the first on that share its group; none when the group says nothing, or is the same for all."""
    if not steps or not steps[0].group:
        return range(0)
    length = next((at for at, step in enumerate(steps) if step.group != steps[0].group), len(steps))
    return range(0 if length == len(steps) else length)


def _rank(bar: Bar, group: range, own: str) -> tuple[int, Decimal]:
    last = {"outside": 2, "total": 3}.get(bar.row.kind, 1)
    share = bar.share_of(group or range(1))
    return 0 if own and bar.row.code == own else last, Decimal(1) if share is None else -share


def _place(plan: _Ladder, names: list[list[str]], width: float) -> _Place:
    left = max((width_of(line, BOLD) for lines in names for line in lines), default=0) + 12
    right = max((width_of(_counted(bar, plan), TEXT) for bar in plan.bars), default=0) + 12
    return _Place(left, width - right)


def _counted(bar: Bar, plan: _Ladder) -> str:
    """How many the bar stands for, as words beside it; nothing for a table of percentages."""
    column = plan.steps[0]
    if bar.total is None and (bar.whole is None or column.unit == "%"):
        return ""
    count = bar.total.text if bar.total else dutch(bar.whole or Decimal(0), column.decimals)
    return f"{count} {column.unit if column.unit in ('fte', 'SE') else 'mensen'}"


def _draw_patterns(drawing: Drawing) -> None:
    stroke = drawing.element("line", "pt", x1=0, x2=0, y1=0, y2=8)
    level = drawing.element("line", "pt", x1=0, x2=7, y1=3.5, y2=3.5)
    light = drawing.element("line", "pt-on", x1=0, x2=0, y1=0, y2=9)
    cross = drawing.element("path", "pt", d="M0 0l8 8M8 0l-8 8")
    dot = drawing.element("circle", "pd", cx=2, cy=2, r=".8")
    shapes = [
        ("s0", 8, "", cross), ("s1", 8, "", dot), ("s2", 8, "rotate(45)", stroke),
        ("s3", 7, "", level), ("s4", 9, "rotate(-45)", light), ("sx", 8, "rotate(45)", stroke),
        ("s-", 6, "", drawing.element("line", "pt", x1=3, x2=3, y1=0, y2=6)),
    ]  # fmt: skip
    made = "".join(
        f'<pattern id="{drawing.key}-{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
        + (f' patternTransform="{turn}">' if turn else ">")
        + f"{shape}</pattern>"
        for name, size, turn, shape in shapes
    )
    drawing.parts.append(f"<defs>{made}</defs>")


def _draw_bar(
    drawing: Drawing, plan: _Ladder, bar: Bar, names: list[str], place: _Place, y: float, *, mine: bool
) -> float:
    """Draw one bar with its name and count; the height that it took."""
    height = max(BAR, len(names) * LEADING)
    middle = y + height / 2
    name_class = "own" if mine else "strong" if bar.row.kind == "total" else ""
    drawing.write_lines(place.left - 12, middle, names, name_class, anchor="end")
    drawing.write(drawing.width, middle + 4, _counted(bar, plan), "mute v", anchor="end")
    if bar.words:
        drawing.line("grid", place.left, middle + BAR / 2, place.right, middle + BAR / 2)
        drawing.write(place.left, middle + 4, bar.words, "mute")
    share = Decimal(0)
    for piece in bar.pieces:
        _draw_piece(drawing, plan, bar, piece, place.x(share), place.x(share + piece.share), middle - BAR / 2)
        share += piece.share
    edge = bar.share_of(plan.group)
    if edge is not None:
        drawing.add("path", "edge", d=f"M{place.x(edge):.1f} {middle - BAR / 2 - 3:.1f}v{BAR + 6}")
    return height + GAP


def _draw_piece(drawing: Drawing, plan: _Ladder, bar: Bar, piece: Piece, left: float, right: float, y: float) -> None:
    shade, pattern = plan.shade(piece), plan.pattern(piece)
    drawing.box(f"seg {shade}", left, y, right - left, BAR, tip=_tip(plan, bar, piece))
    if pattern:
        drawing.box("", left, y, right - left, BAR, fill=f"url(#{drawing.key}-{pattern})")
    text = dutch(piece.share * 100, 0) + (" samen" if piece.together else "")
    needed, middle = width_of(text, TEXT) + 8, (left + right) / 2
    if needed <= right - left:
        drawing.box(shade, middle - needed / 2, y + 6, needed, 16)
        drawing.write(middle, y + 18.5, text, "v on" if shade in ("s4", "s5") else "v", anchor="middle")


def _tip(plan: _Ladder, bar: Bar, piece: Piece) -> str:
    together = ", samengenomen" if piece.together else ""
    return f"{bar.row.label}, {plan.named(piece)}{together}: {dutch(piece.share * 100, 1)}\N{NO-BREAK SPACE}%"


def _draw_heads(drawing: Drawing, plan: _Ladder, place: _Place) -> float:
    """Names of the steps above the top bar, and over them the bracket of the group; where the first bar begins."""
    top = plan.bars[0] if plan.bars and plan.bars[0].pieces else None
    if top is None:
        return 8.0
    heads = _heads(plan, top, place, drawing.width)
    share = top.share_of(plan.group)
    bracket = 30.0 if share is not None else 4.0
    layers = max(head.layer for head in heads) + 1
    first = bracket + layers * (LEADING + 2) + 6
    for head in heads:
        y = first - 6 - head.layer * (LEADING + 2)
        x, anchor = (head.left, "start") if head.mark == head.left else (head.right, "end")
        drawing.write(x, y - 2, head.text, "mute", anchor=anchor)
        if head.layer:
            drawing.line("grid", head.mark, y + 2, head.mark, first)
    if share is not None:
        words = f"{plan.steps[0].group}, {dutch(share * 100, 0)}\N{NO-BREAK SPACE}%"
        drawing.write(place.left, 18, words, "strong")
        drawing.add("path", "lead", d=f"M{place.left:.1f} 30v-6H{place.x(share):.1f}v6")
    return first


@dataclass(frozen=True)
class _Head:
    """A name above the top bar: from left to right, in a layer, with a thin mark down to its piece."""

    text: str
    left: float
    right: float
    mark: float
    layer: int = 0

    def lies_on(self, other: _Head) -> bool:
        return self.layer == other.layer and self.left < other.right + 6 and other.left < self.right + 6

    def is_crossed_by(self, other: _Head) -> bool:
        return self.layer < other.layer and self.left - 3 < other.mark < self.right + 3


def _heads(plan: _Ladder, top: Bar, place: _Place, width: float) -> list[_Head]:
    """Each name begins at its piece; one that would lie on another goes a layer up. From right to left.

    A name too long to begin there ends at the edge of the drawing, above the others, with its mark at the piece's end.
    """
    heads, shifted, end = [], [], Decimal(1)
    for piece in reversed(top.pieces):
        start, text = place.x(end - piece.share) + 2, SEE_BELOW if plan.is_too_long(piece) else plan.named(piece)
        length = width_of(text, SMALL)
        if start + length <= width:
            heads.append(_Head(text, start, start + length, start))
        else:
            shifted.append(_Head(text, max(0.0, width - length), width, place.x(end) - 2))
        end -= piece.share
    placed: list[_Head] = []
    for head in heads + shifted:
        placed.append(_in_free_layer(head, placed))
    return placed


def _in_free_layer(head: _Head, placed: list[_Head]) -> _Head:
    """The lowest layer where it touches no name and no mark; if there is none, the lowest where it touches no name."""
    layers = [replace(head, layer=layer) for layer in range(len(placed) + 1)]
    free = [one for one in layers if not any(one.lies_on(other) for other in placed)]
    clear = [one for one in free if not any(one.is_crossed_by(o) or o.is_crossed_by(one) for o in placed)]
    return (clear or free)[0]


def _notes(plan: _Ladder) -> list[str]:
    notes = ["Getallen in de staaf: deel van het geheel in procenten."]
    if any(bar.share_of(plan.group) is not None for bar in plan.bars):
        notes.append(f"Links van de dikke streep: {plan.steps[0].group}.")
    if any(piece.together for bar in plan.bars for piece in bar.pieces):
        notes.append("Samen: treden zijn samengenomen, omdat een getal te klein is om te tonen.")
    top = plan.bars[0] if plan.bars else None
    if top and (not top.pieces or any(piece.together or plan.is_too_long(piece) for piece in top.pieces)):
        notes.append(f"Van links naar rechts: {', '.join(step.label for step in plan.steps)}.")
    return notes
