"""Which cells of a subject's tables stay hidden (R72): counts by `masking.hide`, amounts two by two.

Counts of a subject go into a grid with the sums a reader can make. Where such a sum names a count of T1, T3 or T4, that
grid holds those tables too, with what they print settled, and the subjects before it that do the same: so no table can
give away what another hides. Subjects that share no number with others have a grid of their own.

An amount made from a hidden count is hidden with it; when it would be the only one hidden in a sum, the smallest other
one goes too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reports.figures import TOTAL
from reports.masking import MANY, OTHER, Grid, Line, Name, hide
from reports.subjects.declare import Subject, Sum

Cells = dict[tuple[str, str], Decimal]
Counts = dict[Name, int]


@dataclass
class Printed:
    """The counts of the tables that were decided on, their sums, and what of them is printed ("") or masked."""

    counts: Counts = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    totals: frozenset[Name] = frozenset()
    masks: dict[Name, str] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid, masks: dict[Name, str]) -> "Printed":
        return cls(dict(grid.counts), list(grid.lines), grid.totals, {n: masks.get(n, "") for n in grid.counts})


def protect_counts(
    subject: Subject, cells: Cells, printed: Printed, rows: Sequence[Sequence[str]], threshold: int, *, adds_up: bool
) -> dict[str, str]:
    """The masks of the counts of people, as `row|figure`. `rows` are those of each layout; `printed` learns of them."""
    names = {figure.name for figure in subject.figures if figure.counts_people}
    counts: Counts = {key: int(number) for key, number in cells.items() if key[1] in names}
    if not counts:
        return {}
    many = max(map(len, rows), default=0) > MANY
    if many or not adds_up:  # (a report that does not add up is refused; nothing of it may be read meanwhile)
        return {f"{row}|{name}": OTHER for (row, name), number in counts.items() if number}
    lines = lines_of(subject, counts, printed.counts, rows)
    totals = frozenset(key for key in counts if key[0] == TOTAL)
    if any(name in printed.counts for line in lines for name in line.left + line.right):
        whole = Grid(printed.counts | counts, (*printed.lines, *lines), printed.totals | totals, printed.masks)
        masks = {name: mask for name, mask in hide(whole, threshold=threshold).items() if name in counts}
        printed.counts |= counts
        printed.lines += lines
        printed.totals |= totals
        printed.masks |= {name: masks.get(name, "") for name in counts}
    else:
        masks = hide(Grid(counts, tuple(lines), totals), threshold=threshold)
    return {f"{row}|{name}": mask for (row, name), mask in masks.items()}


def lines_of(subject: Subject, counts: Counts, core: Counts, rows: Sequence[Sequence[str]]) -> list[Line]:
    """What a reader can add up in a subject's tables: rows to the total, and the sums within a row."""
    names = sorted({name for _, name in counts})
    lines = []
    for codes in rows:
        parts = [code for code in codes if code != TOTAL]
        for name in names if TOTAL in codes else ():
            left = tuple((code, name) for code in parts if (code, name) in counts)
            lines += [Line(left, ((TOTAL, name),))] if left and (TOTAL, name) in counts else []
    for each in subject.sums:
        lines += _row_lines(each, counts, core)
    return lines


def _row_lines(each: Sum, counts: Counts, core: Counts) -> list[Line]:
    lines = []
    for row in dict.fromkeys(row for row, _ in counts):
        left, right = (tuple((row, name) for name in names) for names in (each.left, each.right))
        known = all(key in counts or key in core for key in left + right)
        lines += [Line(left, right)] if known and any(key in counts for key in left + right) else []
    return lines


def protect_amounts(
    subject: Subject, cells: Cells, masks: dict[str, str], rows: Sequence[str], threshold: int
) -> dict[str, str]:
    """The masks of amounts that are the terms of a sum: never one alone, in a row or in a column.

    The counts behind them are not printed: few people behind an amount hide it.
    """

    def telling(row: str, name: str) -> bool:
        return f"{row}|{name}" in masks or 0 < cells.get((row, name), Decimal(0)) < threshold

    found: dict[str, str] = {}
    for each in subject.amounts:
        terms = each.left[1:]  # what it begins and ends with stands in other tables too
        behind = {figure.name: figure.behind for figure in subject.figures}
        hidden = {(row, name) for row in rows for name in terms if any(telling(row, count) for count in behind[name])}
        _pair_up(hidden, cells, rows, terms)
        found |= {f"{row}|{name}": OTHER for row, name in hidden}
    return found


def _pair_up(hidden: set[tuple[str, str]], cells: Cells, rows: Sequence[str], terms: Sequence[str]) -> None:
    """Until no row and no column has just one: hide the smallest beside it, of municipalities before the total."""
    lines = [[(row, name) for name in terms] for row in rows]
    if TOTAL in rows:
        lines += [[(row, name) for row in rows] for name in terms]
    again = True
    while again:
        again = False
        for line in lines:
            gone = [key for key in line if key in hidden]
            left = [key for key in line if key not in hidden and key in cells]
            if len(gone) == 1 and left:
                hidden.add(min(left, key=lambda key: (cells[key] == 0, key[0] == TOTAL, abs(cells[key]), key)))
                again = True
