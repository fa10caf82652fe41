"""How a row of the ladder is cut into pieces, so that the length of a piece never gives a hidden number away.

A hidden step has no length of its own. All hidden steps of a row become one piece, together with the steps between them
and with as many neighbours as it takes: until each "<5" in it could still be 1, 2, 3 and 4, given the length of the piece.
The drawing then tells no more than the table under it. A row that cannot be cut so gets no bar, but words.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reports.tables import Cell, Row

TOO_SMALL = "te klein voor een staaf"
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
    """Cut one row; `steps` in the order of drawing, `total` the cell that counts the whole row, if the table has one."""
    masked = any(cell.mask for cell in steps)
    whole = _whole(steps, total, unit) if masked else sum((_amount(cell) for cell in steps), Decimal(0))
    if any(cell.number is None and not cell.mask for cell in steps):
        return Bar(row, (), None, total, NOT_KNOWN)
    if whole is None:
        return Bar(row, (), None, total, TOO_SMALL)
    if whole <= 0:
        return Bar(row, (), whole, total, NOBODY)
    first, end = _piece_together(steps, whole, unit) if masked else (0, 0)
    if masked and first == end:
        return Bar(row, (), whole, total, TOO_SMALL)
    return Bar(row, _pieces(steps, whole, first, end), whole, total)


def _amount(cell: Cell) -> Decimal:
    return max(cell.number or Decimal(0), Decimal(0))


def _whole(steps: tuple[Cell, ...], total: Cell | None, unit: str) -> Decimal | None:
    """What the steps add up to although some are hidden; None when that is hidden as well."""
    if unit == "%":
        return Decimal(100)
    return total.number if total else None


def _piece_together(steps: tuple[Cell, ...], whole: Decimal, unit: str) -> tuple[int, int]:
    """From which step up to (not including) which the hidden ones are taken together; (0, 0) when nothing is safe."""
    hidden = [at for at, cell in enumerate(steps) if cell.mask]
    first, end = hidden[0], hidden[-1] + 1
    while not _tells_nothing(steps[first:end], whole - _rest(steps, first, end), unit):
        before = _amount(steps[first - 1]) if first > 0 else Decimal(-1)
        after = _amount(steps[end]) if end < len(steps) else Decimal(-1)
        if before < 0 and after < 0:
            return 0, 0
        if before >= after:
            first -= 1
        else:
            end += 1
    return first, end


def _rest(steps: tuple[Cell, ...], first: int, end: int) -> Decimal:
    return sum((_amount(cell) for cell in steps[:first] + steps[end:]), Decimal(0))


def _tells_nothing(steps: tuple[Cell, ...], length: Decimal, unit: str) -> bool:
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


def _pieces(steps: tuple[Cell, ...], whole: Decimal, first: int, end: int) -> tuple[Piece, ...]:
    spans = [(at, at + 1) for at in range(first)]
    spans += [(first, end)] if end > first else []
    spans += [(at, at + 1) for at in range(end, len(steps))]
    amounts = [_amount(steps[a]) if b - a == 1 and not steps[a].mask else whole - _rest(steps, a, b) for a, b in spans]
    return tuple(
        Piece(tuple(range(a, b)), amount, amount / whole, _face(steps, a, b))
        for (a, b), amount in zip(spans, amounts, strict=True)
        if amount > 0
    )


def _face(steps: tuple[Cell, ...], first: int, end: int) -> int | None:
    seen = [at for at in range(first, end) if not steps[at].mask]
    return max(seen, key=lambda at: _amount(steps[at]), default=None)
