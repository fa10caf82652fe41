"""Which cells of a subject's tables stay hidden (R72): counts by `masking.hide`, amounts two by two.

Counts of people go into a grid of their own with the sums that a reader can make; counts of T1, T3 and T4 that stand in
those sums are taken for known, which only makes the reader stronger. An amount made from a hidden count is hidden with
it; when it would be the only one hidden in a sum, the smallest other one goes too.
"""

from collections.abc import Sequence
from decimal import Decimal

from reports.figures import TOTAL
from reports.masking import OTHER, Grid, Line, Name, hide
from reports.subjects.declare import Subject, Sum

Cells = dict[tuple[str, str], Decimal]
Core = dict[tuple[str, str], int]


def protect_counts(
    subject: Subject, cells: Cells, core: Core, rows: Sequence[Sequence[str]], threshold: int, adds_up: bool
) -> dict[str, str]:
    """The masks of the counts of people, as `row|figure`. `rows` are those of each layout."""
    names = {figure.name for figure in subject.figures if figure.counts_people}
    counts: dict[Name, int] = {key: int(number) for key, number in cells.items() if key[1] in names}
    if not counts:
        return {}
    if not adds_up:  # this report will be refused; nothing of it may be read meanwhile
        return {f"{row}|{name}": OTHER for (row, name), number in counts.items() if number}
    lines: list[Line] = []
    known: Core = {}
    for codes in rows:
        lines += _column_lines(counts, codes, names)
    for each in subject.sums:
        lines += _row_lines(each, counts, core, known)
    grid = Grid(
        counts | known,
        tuple(line for line in lines if line.left and line.right),
        totals=frozenset(key for key in counts if key[0] == TOTAL),
        settled=dict.fromkeys(known, ""),
    )
    masks = hide(grid, threshold=threshold)
    return {f"{row}|{name}": mask for (row, name), mask in masks.items()}


def _column_lines(counts: Core, codes: Sequence[str], names: set[str]) -> list[Line]:
    parts = [code for code in codes if code != TOTAL]
    if TOTAL not in codes:
        return []
    return [
        Line(tuple((code, name) for code in parts if (code, name) in counts), ((TOTAL, name),))
        for name in sorted(names)
        if (TOTAL, name) in counts
    ]


def _row_lines(each: Sum, counts: Core, core: Core, known: Core) -> list[Line]:
    lines = []
    for row in dict.fromkeys(row for row, _ in counts):
        asked = [(row, name) for name in (*each.left, *each.right)]
        if not all(key in counts or key in core for key in asked) or not any(key in counts for key in asked):
            continue
        known |= {key: core[key] for key in asked if key not in counts}
        lines.append(Line(tuple(asked[: len(each.left)]), tuple(asked[len(each.left) :])))
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
