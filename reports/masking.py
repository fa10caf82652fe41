"""Small numbers are hidden so that nobody can work them back (R72, M11).

A count of 1 to 4 people prints "<5". A reader who adds and subtracts must not find it either, so other counts go too,
as "×". We hide a count when we can show the reader *another world*: other whole numbers that fit everything printed and
every line of the tables, in which that count differs. Finding such a world is the proof; not finding one means hiding
more, at the lowest price: few counts, municipalities before totals, the smallest first. So a weak search hides too
much, never too little.

In another world a "<5" stays 1 to 4 and a "×" stays 5 or more: we assume a reader who knows that a "×" is not small.
A 0 is always printed: in a line it protects nobody. When every world is closed (4 = 1 + 1 + 1 + 1) a "<5" itself
becomes a "×", which then may be any number from 1. In the worst case everything but 0 is a "×"; that is always safe,
since twice every count fits as well. Left out: a reader who knows one municipality from the inside, or runs this module
on guesses.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count as counter

from reports.tables import Cell, Column, Row, Table

Name = tuple[str, str]  # row code, column key; a number printed in two tables has one name
OTHER = "×"
PEOPLE = "personen"

# What it costs to hide a municipality's count, a total, to print "×" for a "<5", and each count that a world changes.
# Measured on 300 made-up reports: without a price per step the search wanders, with 200 it never had to give up.
_PRICE_CELL, _PRICE_TOTAL, _PRICE_SMALL, _PRICE_STEP = 100, 1_000, 5_000, 200
# Rows. Beyond it (a register of the whole country: no board reads that) searching takes minutes: all but 0 is hidden.
MANY = 40
_PATIENCE = 1_000  # worlds looked at for one count; a report needs some 500 in all


@dataclass(frozen=True)
class Line:
    """What the reader can add up: the counts named left make the same number as those named right."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]

    def signs(self) -> dict[Name, int]:
        return dict.fromkeys(self.left, 1) | dict.fromkeys(self.right, -1)


@dataclass(frozen=True)
class Grid:
    """Counts of people and the lines between them; all tables of one report together.

    `counts`: whole numbers from 0, in the order that decides between equals. `totals`: names that are rather not
    hidden. `settled`: what an earlier report printed ("" for the number itself), which can no longer be hidden.
    `unprinted`: names that stand in a line but in no table, such as what came in between two reports.
    Raises ValueError for a negative count, an unknown name, or a line that does not add up (R47).
    """

    counts: Mapping[Name, int]
    lines: tuple[Line, ...]
    totals: frozenset[Name] = frozenset()
    settled: Mapping[Name, str] = field(default_factory=dict)
    unprinted: frozenset[Name] = frozenset()

    def __post_init__(self) -> None:
        for name, number in self.counts.items():
            if not isinstance(number, int) or number < 0:
                raise ValueError(f"{name} is not a count: {number!r}")
        for line in self.lines:
            self._check(line)

    def _check(self, line: Line) -> None:
        names = line.left + line.right
        if len(set(names)) < len(names) or not self.counts.keys() >= set(names):
            raise ValueError(f"A line names an unknown count, or one count twice: {line}")
        if sum(self.counts[n] * sign for n, sign in line.signs().items()):
            raise ValueError(f"A line does not add up: {line}")

    @property
    def is_large(self) -> bool:
        """Whether nobody searches it (`MANY`)."""
        return max((len(line.left + line.right) for line in self.lines), default=0) > MANY

    def small(self, threshold: int) -> list[Name]:
        """The counts of 1 up to the threshold that are printed somewhere."""
        shown_before = {name for name, mask in self.settled.items() if not mask}
        return [
            name
            for name, number in self.counts.items()
            if 0 < number < threshold and name not in self.unprinted and name not in shown_before
        ]


def column_lines(rows: Iterable[str], columns: Iterable[str], *, total: str) -> tuple[Line, ...]:
    """One line per column: the rows together make the row `total`."""
    rows = tuple(rows)
    return tuple(Line(tuple((row, column) for row in rows), ((total, column),)) for column in columns)


def row_lines(rows: Iterable[str], *, left: Iterable[str], right: Iterable[str]) -> tuple[Line, ...]:
    """One line per row: the columns left make the same number as the columns right (name the total row too)."""
    left, right = tuple(left), tuple(right)
    return tuple(Line(tuple((row, c) for c in left), tuple((row, c) for c in right)) for row in rows)


def hide(grid: Grid, *, threshold: int = 5) -> dict[Name, str]:
    """The masks: "<5" or "×" for each hidden name; a name that is not in it is printed.

    Same grid, same answer. No printed "<5" (or small "×") can be worked out from the rest; only what an earlier report
    already gave away (`settled`) stays as it is.
    """
    reader = _Reader(grid, threshold)
    reader.masks.update(dict.fromkeys(reader.small, reader.small_mask))
    reader.masks.update(grid.settled)
    worlds = None if grid.is_large else _protect(reader)
    if worlds is None:
        _hide_all(reader)
    else:
        _tidy(reader, worlds)
    return {name: mask for name, mask in reader.masks.items() if mask}


def exposed(grid: Grid, masks: Mapping[Name, str], *, threshold: int = 5) -> list[Name]:
    """The small counts that a reader may work out from what is printed, however it was masked; empty means safe."""
    reader = _Reader(grid, threshold)
    reader.masks.update(masks)
    return [name for name in reader.small if name not in masks or reader.other_world(name, limit=0) is None]


def mask_table(
    table: Table, masks: Mapping[Name, str], counts_behind: Callable[[Row, Column], Iterable[Name]]
) -> Table:
    """The table with every cell hidden that shows, or was worked out from, a hidden count.

    `counts_behind` names the counts behind a cell: its own for people, the same one for its fte, SE or percentage, two
    for a difference. A count in people prints its own mask; everything else made from a hidden count prints "×".
    """

    def masked(row: Row, column: Column, cell: Cell) -> Cell:
        names = tuple(counts_behind(row, column))
        found = [masks[name] for name in names if name in masks]
        own = column.unit == PEOPLE and len(names) == 1
        return veil(cell, "" if not found else found[0] if own else OTHER)

    def masked_row(row: Row) -> Row:
        return replace(row, cells=tuple(masked(row, c, cell) for c, cell in zip(table.columns, row.cells, strict=True)))

    return replace(table, rows=tuple(masked_row(row) for row in table.rows))


def veil(cell: Cell, mask: str) -> Cell:
    """The cell as the reader gets it: itself without a mask, or only the mask, without its number."""
    return Cell(number=None, text=mask, mask=mask) if mask else cell


World = dict[Name, int]  # how much each count differs from the truth; the others are as they are


class _Reader:
    """Somebody who knows every line and everything printed, and looks for other worlds that fit."""

    def __init__(self, grid: Grid, threshold: int) -> None:
        self.grid, self.threshold = grid, threshold
        self.small_mask = f"<{threshold}"
        self.small = grid.small(threshold)
        self.masks: dict[Name, str] = {}
        self.lines = [self._movable(line) for line in grid.lines]
        self.lines_of: dict[Name, list[int]] = {name: [] for name in grid.counts}
        for index, signs in enumerate(self.lines):
            for name in signs:
                self.lines_of[name].append(index)

    def _movable(self, line: Line) -> dict[Name, int]:
        """The line without its printed zeros: those stay 0 in every world."""
        grid = self.grid
        return {name: sign for name, sign in line.signs().items() if grid.counts[name] or name in grid.unprinted}

    def price(self, name: Name, value: int) -> int | None:
        """What it costs to let the reader believe this value: 0 if it fits what is printed, None if it cannot be."""
        number, mask = self.grid.counts[name], self.masks.get(name)
        if name in self.grid.unprinted:
            return 0 if value >= 0 else None
        if value < (1 if number < self.threshold else self.threshold):
            return None
        if mask == OTHER or (mask == self.small_mask and value < self.threshold):
            return 0
        if name in self.grid.settled:
            return None
        return _PRICE_SMALL if mask else self.price_to_hide(name)

    def price_to_hide(self, name: Name) -> int:
        return self.grid.counts[name] + (_PRICE_TOTAL if name in self.grid.totals else _PRICE_CELL)

    def not_yet_possible(self, world: World) -> list[Name]:
        """The counts in this world that contradict what is printed now."""
        return [name for name, step in world.items() if self.price(name, self.grid.counts[name] + step) != 0]

    def other_world(self, name: Name, *, limit: float = float("inf")) -> World | None:
        """The cheapest world found in which this count differs, or None. `limit` 0: one that fits what is printed."""
        number = self.grid.counts[name]
        queue = _Queue(self, limit)
        for value in range(1, self.threshold + 1):
            price = self.price(name, value)
            if value != number and price is not None and price <= limit:
                queue.add(price, {name: value - number}, self.gaps_after({}, name, value - number))
        return queue.first_that_fits()

    def repairs(self, line: int, gap: int, world: World, limit: float) -> list[tuple[int, Name, int]]:
        """Which count could close this gap, by how much, and what believing that costs."""
        found = []
        for name, sign in self.lines[line].items():
            price = None if name in world else self.price(name, self.grid.counts[name] - gap * sign)
            if price is not None and price <= limit:
                found.append((price, name, -gap * sign))
        return found

    def gaps_after(self, gaps: dict[int, int], name: Name, step: int) -> dict[int, int]:
        """The lines that no longer add up, and by how much, once this count changes too."""
        after = dict(gaps)
        for line in self.lines_of[name]:
            after[line] = after.get(line, 0) + step * self.lines[line][name]
            if not after[line]:
                del after[line]
        return after


class _Queue:
    """Worlds under construction, the most promising first: cheap, few counts changed, few lines left to close."""

    def __init__(self, reader: _Reader, limit: float) -> None:
        self.reader, self.limit = reader, limit
        self.turn = counter()
        self.heap: list[tuple[int, int, int, World, dict[int, int], list[tuple[int, Name, int]]]] = []

    def add(self, price: int, world: World, gaps: dict[int, int]) -> None:
        """Keep this world, unless it has a gap that nothing can close."""
        repairs = [self.reader.repairs(line, gap, world, self.limit - price) for line, gap in gaps.items()]
        if all(repairs):
            promise = price + sum(min(each)[0] for each in repairs) + _PRICE_STEP * (len(world) + len(gaps))
            hardest = min(repairs, key=len, default=[])
            heapq.heappush(self.heap, (promise, next(self.turn), price, world, gaps, hardest))

    def first_that_fits(self) -> World | None:
        for _ in range(_PATIENCE):
            if not self.heap:
                return None
            _, _, price, world, gaps, repairs = heapq.heappop(self.heap)
            if not gaps:
                return world
            for extra, name, step in repairs:
                self.add(price + extra, world | {name: step}, self.reader.gaps_after(gaps, name, step))
        return None


def _protect(reader: _Reader) -> dict[Name, World] | None:
    """Hide what is needed to give every small count another world; None if one cannot have it."""
    worlds: dict[Name, World] = {}
    for name in reader.small:
        world = worlds.get(name) or reader.other_world(name)
        if world is None and name not in reader.grid.settled:
            return None
        if world:
            reader.masks.update(dict.fromkeys(reader.not_yet_possible(world), OTHER))
            worlds = dict.fromkeys(world, world) | worlds
    return worlds


def _tidy(reader: _Reader, worlds: dict[Name, World]) -> None:
    """Print again what turned out not to be needed, the dearest first."""
    for name in sorted(_given_up(reader), key=reader.price_to_hide, reverse=True):
        mask, reader.masks[name] = reader.masks[name], reader.small_mask if name in reader.small else ""
        found = _worlds_again(reader, worlds)
        if found is None:
            reader.masks[name] = mask
        else:
            worlds = found


def _given_up(reader: _Reader) -> list[Name]:
    return [name for name, mask in reader.masks.items() if mask == OTHER and name not in reader.grid.settled]


def _worlds_again(reader: _Reader, worlds: dict[Name, World]) -> dict[Name, World] | None:
    """A world for every small count, with what is printed now; None if one has none left."""
    found: dict[Name, World] = {}
    for name in reader.small:
        world = found.get(name) or worlds.get(name)
        if world and reader.not_yet_possible(world):
            world = reader.other_world(name, limit=0)
            if world is None:
                return None
        if world:
            found = dict.fromkeys(world, world) | found
    return found


def _hide_all(reader: _Reader) -> None:
    """Everything but 0: always safe, since twice every count fits every line too."""
    for name, number in reader.grid.counts.items():
        if number and name not in reader.grid.unprinted and name not in reader.grid.settled:
            reader.masks[name] = OTHER
