"""How a row of the ladder is cut into pieces, so that the length of a piece never gives a hidden number away.

A hidden step has no length of its own. All hidden steps of a row become one piece, with as many neighbours as it
takes: until each "<5" in it could still be 1, 2, 3 and 4 for somebody who knows the length of the piece. Where hidden
steps do not touch, the piece stands at the end, since its place would give their lengths. The drawing then tells no
more than the table under it. A row that cannot be cut so gets no bar, but words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.tables import Cell, Row

NOT_SHOWN = "niet getoond"
NOT_KNOWN = "niet alles is bekend"
NOBODY = "niemand"
_OTHER_AT_LEAST = 5  # a reader may know that a "×" is not small


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: the steps in it (more than one: taken together), how many, and which part of the whole."""

    steps: tuple[int, ...]
    amount: Decimal
    share: Decimal
    face: int | None  # the step whose colour it gets; None when every step in it is hidden

    @property
    def together(self) -> bool:
        return len(self.steps) > 1


@dataclass(frozen=True)
class Bar:
    """A row cut in pieces; without pieces `words` says why. `whole`: what the bar stands for, None when that is hidden.

    `total`: the cell that counts the row, if the table has one.
    """

    row: Row
    pieces: tuple[Piece, ...]
    whole: Decimal | None
    total: Cell | None
    words: str = ""

    def share_of(self, steps: range) -> Decimal | None:
        """Which part of the whole these steps are; None when a piece runs over their end."""
        inside = [piece for piece in self.pieces if set(piece.steps) & set(steps)]
        whole = inside and all(set(piece.steps) <= set(steps) for piece in inside)
        return sum((piece.share for piece in inside), Decimal(0)) if whole else None


def cut(row: Row, steps: tuple[Cell, ...], total: Cell | None, *, unit: str) -> Bar:
    """Cut one row; `steps` in the order of drawing, `total` the cell that counts the row, if the table has one."""
    if any(cell.number is None and not cell.mask for cell in steps):
        return Bar(row, (), None, total, NOT_KNOWN)
    hidden = {at for at, cell in enumerate(steps) if cell.mask}
    whole = _whole(total, unit) if hidden else _sum(steps, range(len(steps)))
    if whole is None:
        return Bar(row, (), None, total, NOT_SHOWN)
    if whole <= 0:
        return Bar(row, (), whole, total, NOBODY)
    together = _taken_together(steps, hidden, whole, unit)
    if together is None:
        return Bar(row, (), whole, total, NOT_SHOWN)
    return Bar(row, _pieces(steps, together, whole), whole, total)


def _amount(cell: Cell) -> Decimal:
    return max(cell.number or Decimal(0), Decimal(0))


def _sum(steps: tuple[Cell, ...], chosen: Iterable[int]) -> Decimal:
    return sum((_amount(steps[at]) for at in chosen), Decimal(0))


def _whole(total: Cell | None, unit: str) -> Decimal | None:
    """What the steps add up to although some are hidden; None when that is hidden as well."""
    if unit == "%":
        return Decimal(100)
    return total.number if total else None


def _taken_together(steps: tuple[Cell, ...], hidden: set[int], whole: Decimal, unit: str) -> set[int] | None:
    """The hidden steps and the neighbours that cover them; None when nothing is safe."""
    together = set(hidden)
    while together and not _tells_nothing([steps[at] for at in together], _length(steps, together, whole), unit):
        neighbours = {at + side for at in together for side in (-1, 1)} & set(range(len(steps))) - together
        if not neighbours:
            return None
        together.add(max(sorted(neighbours), key=lambda at: _amount(steps[at])))
    return together


def _length(steps: tuple[Cell, ...], together: set[int], whole: Decimal) -> Decimal:
    return whole - _sum(steps, set(range(len(steps))) - together)


def _tells_nothing(steps: list[Cell], length: Decimal, unit: str) -> bool:
    """Can each hidden step still be any small number, when only the length of the whole piece is known?"""
    others = sum(cell.mask == "×" for cell in steps)
    small = [int(cell.mask[1:]) - 1 for cell in steps if cell.mask.startswith("<")]
    covered = any(_amount(cell) > 0 for cell in steps)
    if unit not in ("", "personen"):
        return covered and length > 0
    if not covered and not others:
        largest = max(small)
        return len(small) - 1 <= length - largest and length - 1 <= sum(small) - largest
    room = max(small, default=_OTHER_AT_LEAST - 1) + len(small) + others * _OTHER_AT_LEAST
    return (covered or len(steps) > 1) and length >= room


def _pieces(steps: tuple[Cell, ...], together: set[int], whole: Decimal) -> tuple[Piece, ...]:
    """The steps in order; those taken together in their place, or at the end when they do not touch."""
    groups: list[tuple[int, ...]] = [(at,) for at in range(len(steps)) if at not in together]
    if together:
        groups.append(tuple(sorted(together)))
    if together and max(together) - min(together) + 1 == len(together):
        groups.sort()
    amounts = [_length(steps, set(group), whole) if group[0] in together else _sum(steps, group) for group in groups]
    return tuple(
        Piece(group, amount, amount / whole, _face(steps, group))
        for group, amount in zip(groups, amounts, strict=True)
        if amount > 0
    )


def _face(steps: tuple[Cell, ...], group: tuple[int, ...]) -> int | None:
    seen = [at for at in group if not steps[at].mask]
    return max(seen, key=lambda at: _amount(steps[at]), default=None)
