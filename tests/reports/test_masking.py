"""A reader with every printed number, every line and all the time in the world finds no count below five.

The reader here shares no code with reports/masking.py: small tables are solved by trying everything, a whole report by
bounds and by elimination. Two weaker ways of hiding are planted, and the same reader sees through them.
"""

from __future__ import annotations

import random
import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.masking import OTHER, Grid, Line, column_lines, exposed, hide, mask_table, row_lines, veil
from reports.tables import Column, Row, Table, number_cell

SMALL = "<5"
PLACES = ("Almelo", "Hellendoorn", "Rijssen-Holten", "Tubbergen", "Twenterand", "Wierden", "buiten")
TOTAL = "totaal"
OUT = ("AOW", "ZIE", "OVL", "EIG", "OVR")
STEPS = ("LEEG", "BSB", "WOL", "GRD", "IND", "BW")
EMPLOYER = ("GRD", "IND", "BW")


# ---- the reader ----


class Stuck(Exception):
    """What is assumed cannot be."""


def what_is_printed(grid, masks, cap):
    """Lowest and highest value of each count, for a reader who even knows that a "×" is not a small one."""
    ranges = {}
    for name, number in grid.counts.items():
        mask = masks.get(name)
        if name in grid.unprinted:
            ranges[name] = (0, cap)
        elif mask == SMALL:
            ranges[name] = (1, 4)
        elif mask == OTHER:
            ranges[name] = (5 if number >= 5 else 1, cap)
        else:
            ranges[name] = (number, number)
    return ranges


def narrowed(ranges, lines):
    """The ranges after every line was used until nothing moves."""
    ranges, moved = dict(ranges), True
    while moved:
        moved = False
        for signs in lines:
            low = sum(min(s * v for v in ranges[n]) for n, s in signs.items())
            high = sum(max(s * v for v in ranges[n]) for n, s in signs.items())
            if low > 0 or high < 0:
                raise Stuck
            for name, sign in signs.items():
                own = sorted(sign * v for v in ranges[name])
                bounds = sorted(sign * v for v in (max(own[0], own[1] - high), min(own[1], own[0] - low)))
                if tuple(bounds) != ranges[name]:
                    ranges[name], moved = (bounds[0], bounds[1]), True
    return ranges


def fits(ranges, lines):
    """Is there any filling-in at all? Tries everything."""
    try:
        ranges = narrowed(ranges, lines)
    except Stuck:
        return False
    open_names = [name for name, (low, high) in ranges.items() if low < high]
    if not open_names:
        return True
    name = min(open_names, key=lambda n: ranges[n][1] - ranges[n][0])
    low, high = ranges[name]
    return any(fits(ranges | {name: (value, value)}, lines) for value in range(low, high + 1))


def found_out(grid, masks):
    """The small counts of which the reader is certain."""
    cap = 2 * max(grid.counts.values(), default=0) + 5
    lines = [dict.fromkeys(line.left, 1) | dict.fromkeys(line.right, -1) for line in grid.lines]
    ranges = what_is_printed(grid, masks, cap)
    small = [n for n, number in grid.counts.items() if 0 < number < 5 and n not in grid.unprinted]
    return [n for n in small if grid.settled.get(n) != "" and not _two_values(n, ranges, lines)]


def _two_values(name, ranges, lines):
    low, high = ranges[name]
    return sum(fits(ranges | {name: (v, v)}, lines) for v in range(low, min(high, 5) + 1)) >= 2


def linearly_found_out(grid, masks):
    """The hidden counts that elimination alone gives away, in a table too big for trying everything."""
    hidden = list(masks)
    rows = [[Fraction(sign if n in line else 0) for n in hidden] for line, sign in _hidden_parts(grid, hidden)]
    rows = [row for row in _reduced(_merge(grid, hidden, rows)) if any(row)]
    alone = [[i for i, value in enumerate(row) if value] for row in rows]
    return [hidden[places[0]] for places in alone if len(places) == 1]


def _hidden_parts(grid, hidden):
    for line in grid.lines:
        yield line.left, 1
        yield line.right, -1


def _merge(grid, hidden, halves):
    return [[a + b for a, b in zip(halves[i], halves[i + 1], strict=True)] for i in range(0, len(halves), 2)]


def _reduced(rows):
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows


# ---- tables to hide in ----


def one_row(*numbers, total=True):
    """A row of one municipality; the total stands at its end."""
    counts = {("Almelo", f"c{i}"): number for i, number in enumerate(numbers)} | {("Almelo", "som"): sum(numbers)}
    columns = [f"c{i}" for i in range(len(numbers))]
    return Grid(
        counts, row_lines(["Almelo"], left=columns, right=["som"]), frozenset({("Almelo", "som")} if total else ())
    )


def block(numbers):
    """Rows × columns with a total for each row, each column and the whole."""
    rows, columns = [f"r{i}" for i in range(len(numbers))], [f"c{i}" for i in range(len(numbers[0]))]
    counts = {(r, c): numbers[i][j] for i, r in enumerate(rows) for j, c in enumerate(columns)}
    counts |= {(r, "som"): sum(counts[r, c] for c in columns) for r in rows}
    counts |= {(TOTAL, c): sum(counts[r, c] for r in rows) for c in [*columns, "som"]}
    lines = row_lines([*rows, TOTAL], left=columns, right=["som"]) + column_lines(rows, [*columns, "som"], total=TOTAL)
    return Grid(counts, lines, frozenset(name for name in counts if TOTAL in name or "som" in name))


def flow(rows):
    """Begin + in = out + end, and end = inside + employer; rows of (out, in, inside, employer); all linked by end."""
    names = [f"r{i}" for i in range(len(rows))]
    counts = {}
    for name, (out, came, inside, employer) in zip(names, rows, strict=True):
        counts |= {(name, "out"): out, (name, "inside"): inside, (name, "employer"): employer}
        counts |= {(name, "end"): inside + employer, (name, "begin"): inside + employer + out, (name, "in"): came}
        counts[name, "out"] += came
    columns = ["begin", "in", "out", "end", "inside", "employer"]
    counts |= {(TOTAL, c): sum(counts[n, c] for n in names) for c in columns}
    every = [*names, TOTAL]
    lines = row_lines(every, left=["begin", "in"], right=["out", "end"])
    lines += row_lines(every, left=["inside", "employer"], right=["end"]) + column_lines(names, columns, total=TOTAL)
    return Grid(counts, lines, frozenset(name for name in counts if TOTAL in name))


def report(seed):
    """T1, T3 and T4 of a made-up region of 950 people, with many small counts (fictief)."""
    dice, counts = random.Random(seed), {}
    moves = dice.randint(8, 30)
    came, went = (_spread(dice, moves, 7, [21, 11, 11, 9, 12, 9, 3]) for _ in range(2))
    for i, place in enumerate(PLACES):
        size = max((447, 113, 122, 82, 156, 88, 8)[i] + dice.randint(-8, 8), 3) + went[i]
        out = dict(zip(OUT, _spread(dice, size // 14, len(OUT), [10, 4, 1, 1, 2]), strict=True))
        counts |= {(place, "begin"): size, (place, "in"): dice.choice([0, 0, 1, 2])}
        counts |= {(place, "erbij"): came[i], (place, "eraf"): went[i]} | {(place, c): n for c, n in out.items()}
        heads = size + counts[place, "in"] + came[i] - went[i] - sum(out.values())
        steps = dict(zip(STEPS, _spread(dice, heads, 6, [5, 35, 19, 17, 17, 6]), strict=True))
        counts |= {(place, "weg"): sum(out.values()), (place, "mensen"): heads}
        counts |= {(place, s): n for s, n in steps.items()} | {(place, "werkgever"): sum(steps[s] for s in EMPLOYER)}
    return _with_totals(counts)


def _spread(dice, number, parts, weights):
    thrown = dice.choices(range(parts), weights, k=number)
    return [thrown.count(part) for part in range(parts)]


def _with_totals(counts):
    columns = list(dict.fromkeys(column for _, column in counts))
    counts |= {(TOTAL, c): sum(counts[place, c] for place in PLACES) for c in columns}
    every = [*PLACES, TOTAL]
    lines = (
        *row_lines(every, left=["begin", "in", "erbij"], right=["eraf", "weg", "mensen"]),
        *row_lines(every, left=OUT, right=["weg"]),
        *row_lines(every, left=STEPS, right=["mensen"]),
        *row_lines(every, left=EMPLOYER, right=["werkgever"]),
        *column_lines(PLACES, columns, total=TOTAL),
        Line(((TOTAL, "erbij"),), ((TOTAL, "eraf"),)),
    )
    whole = {"begin", "weg", "mensen", "werkgever"}
    return Grid(counts, lines, frozenset(n for n in counts if n[0] == TOTAL or n[1] in whole))


# ---- R72 in examples ----


def test_one_to_four_are_hidden_and_nobody_is_shown_as_zero():
    masks = hide(one_row(1, 2, 3, 4, 0, 40))
    assert [masks.get(("Almelo", f"c{i}")) for i in range(6)] == [SMALL, SMALL, SMALL, SMALL, None, None]


def test_five_is_shown_when_nothing_is_hidden_beside_it():
    assert hide(one_row(5, 6, 0, 40)) == {}


def test_a_small_count_alone_takes_the_next_smallest_with_it():
    assert hide(one_row(3, 40, 9, 7, 0)) == {("Almelo", "c0"): SMALL, ("Almelo", "c3"): OTHER}


def test_a_municipality_goes_before_a_total():
    """Even before a total that is smaller."""
    counts = {("Almelo", "begin"): 7, ("Almelo", "in"): 40, ("Almelo", "weg"): 3, ("Almelo", "eind"): 44}
    grid = Grid(
        counts, row_lines(["Almelo"], left=["begin", "in"], right=["weg", "eind"]), frozenset({("Almelo", "begin")})
    )
    assert hide(grid) == {("Almelo", "weg"): SMALL, ("Almelo", "in"): OTHER}


def test_the_smallest_is_passed_over_when_it_would_not_help():
    """1 and 5 make 6, and a reader who knows that "×" is 5 or more then knows the 1."""
    masks = hide(one_row(1, 5, 6, 40))
    assert masks[("Almelo", "c0")] == SMALL
    assert not found_out(one_row(1, 5, 6, 40), masks)


@pytest.mark.parametrize("pair", [(1, 1), (4, 4)])
def test_two_small_counts_that_make_two_or_eight_are_no_hiding_place(pair):
    grid = one_row(*pair, 30, 40)
    assert found_out(grid, {("Almelo", "c0"): SMALL, ("Almelo", "c1"): SMALL})
    assert not found_out(grid, hide(grid))


def test_four_times_one_makes_four_so_a_sign_gives_way():
    """All are 1 to 4, yet only 1 + 1 + 1 + 1 = 4 fits: then one "<5" prints "×"."""
    grid = one_row(1, 1, 1, 1)
    assert len(found_out(grid, dict.fromkeys(grid.counts, SMALL))) == 5
    masks = hide(grid)
    assert set(masks) == set(grid.counts)
    assert sorted(masks.values()) == [SMALL] * 4 + [OTHER]
    assert not found_out(grid, masks)


def test_the_total_row_does_not_give_a_column_away():
    grid = block([[3, 20, 30], [12, 25, 35], [14, 22, 31]])
    masks = hide(grid)
    assert masks[("r0", "c0")] == SMALL
    assert list(masks.values()).count(OTHER) == 3  # the corners of one rectangle
    assert not any(name in grid.totals for name in masks)


def test_a_count_printed_in_two_tables_has_one_name_and_one_mask():
    grid = flow([(4, 1, 2, 1), (9, 6, 30, 12), (8, 0, 25, 14)])
    masks = hide(grid)
    assert masks[("r0", "end")] == SMALL
    assert not found_out(grid, masks)


def test_nothing_to_hide_hides_nothing():
    assert hide(block([[10, 0], [20, 30]])) == {}
    assert hide(Grid({}, ())) == {}


def test_over_a_whole_country_nothing_is_searched_and_nothing_told():
    """342 municipalities: every count but 0 is hidden, at once, and no reader works one out."""
    counts = {(f"GM{nth:04}", "heads"): nth % 9 for nth in range(342)}
    counts[TOTAL, "heads"] = sum(counts.values())
    grid = Grid(counts, column_lines([row for row, _ in counts][:-1], ["heads"], total=TOTAL), frozenset())
    masks = hide(grid)
    assert masks == {name: OTHER for name, number in counts.items() if number}
    assert exposed(grid, masks) == []


def test_another_threshold():
    assert hide(one_row(8, 40, 50), threshold=10) == {("Almelo", "c0"): "<10", ("Almelo", "c1"): OTHER}


# ---- lines are checked ----


def test_a_line_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="does not add up"):
        Grid({("a", "x"): 2, ("b", "x"): 2, ("t", "x"): 5}, column_lines(["a", "b"], ["x"], total="t"))


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ({("a", "x"): -1}, Line((), ())),
        ({("a", "x"): Decimal(1)}, Line((), ())),
        ({("a", "x"): 0}, Line((("a", "x"),), (("t", "x"),))),
        ({("a", "x"): 0}, Line((("a", "x"),), (("a", "x"),))),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(counts, line):
    with pytest.raises(ValueError, match="count"):
        Grid(counts, (line,))


# ---- the reader tries everything ----

FEW = st.integers(0, 4) | st.integers(0, 12)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(FEW, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_no_small_count_can_be_found_in_any_table(numbers):
    grid = block(numbers)
    masks = hide(grid)
    assert found_out(grid, masks) == []
    assert exposed(grid, masks) == []
    assert all(masks.get(name) for name, number in grid.counts.items() if 0 < number < 5)
    assert not any(masks.get(name) for name, number in grid.counts.items() if number == 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(FEW, FEW, FEW, FEW), min_size=1, max_size=3))
def test_no_small_count_can_be_found_in_linked_tables(rows):
    grid = flow(rows)
    assert found_out(grid, hide(grid)) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(FEW, FEW), min_size=2, max_size=3), st.lists(st.tuples(FEW, FEW), min_size=3, max_size=3))
def test_two_reports_laid_side_by_side_give_nothing_new_away(before, extra):
    """M11: what one quarter printed is known, and the next can only have grown by what came in between."""
    grid = _two_quarters(before, extra)
    masks = hide(grid)
    new = [name for name in found_out(grid, masks) if name not in grid.settled]
    assert new == []
    assert all(masks.get(name, "") == mask for name, mask in grid.settled.items())


def _two_quarters(before, extra):
    old = block([list(row) for row in before])
    now = block([[a + b for a, b in zip(row, more, strict=True)] for row, more in zip(before, extra, strict=False)])
    printed = hide(old)
    counts = {(f"Q2 {r}", c): n for (r, c), n in old.counts.items()}
    counts |= {(f"Q3 {r}", c): n for (r, c), n in now.counts.items()}
    between = {(f"erbij {r}", c): now.counts[r, c] - n for (r, c), n in old.counts.items()}
    lines = [_renamed(line, "Q2") for line in old.lines] + [_renamed(line, "Q3") for line in now.lines]
    lines += [Line(((f"Q2 {r}", c), (f"erbij {r}", c)), ((f"Q3 {r}", c),)) for r, c in old.counts]
    settled = {(f"Q2 {r}", c): printed.get((r, c), "") for r, c in old.counts}
    return Grid(counts | between, tuple(lines), frozenset(), settled, frozenset(between))


def _renamed(line, quarter):
    left, right = (tuple((f"{quarter} {r}", c) for r, c in side) for side in (line.left, line.right))
    return Line(left, right)


def test_a_later_report_protects_an_earlier_one():
    """The 3 of the second quarter would follow from the third, since nobody came in where the others stand still."""
    grid = _two_quarters([(3, 7), (20, 22)], [(5, 0), (0, 0), (0, 0)])
    assert not found_out(grid, hide(grid))


def test_what_an_earlier_report_gave_away_hides_nothing_more():
    """A 3 that was printed, and a "<5" that stood alone: too late for both, and no reason to hide the rest."""
    names = [("oud", "a"), ("oud", "b"), ("oud", "som"), ("nieuw", "a"), ("nieuw", "b"), ("nieuw", "som")]
    counts = dict(zip(names, [3, 40, 43, 6, 40, 46], strict=True))
    lines = row_lines(["oud", "nieuw"], left=["a", "b"], right=["som"])
    for sign in ("", SMALL):
        grid = Grid(counts, lines, settled={("oud", "a"): sign, ("oud", "b"): "", ("oud", "som"): ""})
        assert hide(grid) == ({("oud", "a"): SMALL} if sign else {})
        assert exposed(grid, hide(grid)) == ([("oud", "a")] if sign else [])


# ---- the same reader sees through less ----


def small_only(grid):
    return {name: SMALL for name, number in grid.counts.items() if 0 < number < 5}


def small_and_next_in_row(grid):
    """R72 read as a rule for rows only."""
    masks = small_only(grid)
    for row in {name[0] for name in grid.counts if name not in grid.totals}:
        cells = [name for name in grid.counts if name[0] == row and name not in grid.totals]
        if sum(name in masks for name in cells) == 1:
            shown = [name for name in cells if name not in masks and grid.counts[name]]
            masks |= dict.fromkeys(sorted(shown, key=grid.counts.get)[:1], OTHER)
    return masks


@pytest.mark.parametrize("weaker", [small_only, small_and_next_in_row])
def test_a_weaker_way_of_hiding_is_seen_through(weaker):
    grid = block([[3, 20, 30], [12, 25, 35], [14, 22, 31]])
    masks = weaker(grid)
    assert found_out(grid, masks) == [("r0", "c0")]
    assert exposed(grid, masks) == [("r0", "c0")]


def test_forgetting_one_mask_is_seen():
    grid = block([[3, 20, 30], [12, 25, 35], [14, 22, 31]])
    masks = hide(grid)
    for name in masks:
        rest = {other: mask for other, mask in masks.items() if other != name}
        assert exposed(grid, rest) == [("r0", "c0")]


# ---- a whole report ----


@pytest.mark.parametrize("seed", range(25))
def test_a_whole_report_keeps_its_small_counts(seed):
    grid = report(seed)
    masks = hide(grid)
    small = {name for name, number in grid.counts.items() if 0 < number < 5}
    assert small <= masks.keys()
    assert not small & set(linearly_found_out(grid, masks))
    ranges = narrowed(
        what_is_printed(grid, masks, 2_000),
        [dict.fromkeys(line.left, 1) | dict.fromkeys(line.right, -1) for line in grid.lines],
    )
    assert not [name for name in small if ranges[name][0] == ranges[name][1]]
    assert exposed(grid, masks) == []


@pytest.mark.parametrize("seed", range(25))
def test_a_whole_report_stays_worth_reading(seed):
    grid = report(seed)
    masks = hide(grid)
    others = [name for name, mask in masks.items() if mask == OTHER]
    assert all(name not in masks for name, number in grid.counts.items() if number == 0)
    assert len(others) < len(grid.counts) / 5
    assert (TOTAL, "mensen") not in masks


@pytest.mark.parametrize("seed", range(5))
def test_a_whole_report_has_no_sign_too_many(seed):
    grid = report(seed)
    masks = hide(grid)
    for name in [name for name, mask in masks.items() if mask == OTHER and grid.counts[name] >= 5]:
        assert exposed(grid, {other: mask for other, mask in masks.items() if other != name})


def test_the_same_report_gives_the_same_signs():
    assert hide(report(3)) == hide(report(3))
    assert list(hide(report(3))) == list(hide(report(3)))


def test_a_whole_report_takes_less_than_a_blink():
    grid = report(1)

    def seconds():
        start = time.process_time()
        hide(grid)
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.3


# ---- the signs in a table ----

COLUMNS = (
    Column("mensen", "mensen", unit="personen"),
    Column("verschil", "verschil", unit="personen"),
    Column("aandeel", "aandeel", unit="%", decimals=1),
)


def counts_behind(row, column):
    return [(row.code, "mensen"), (row.code, "toen")] if column.key == "verschil" else [(row.code, "mensen")]


def rows_of(masks):
    cells = (number_cell(Decimal(7)), number_cell(Decimal(-2)), number_cell(Decimal("12.5"), 1))
    table = Table("T", "Mensen", "", COLUMNS, (Row("ALM", "Almelo", cells), Row("WIE", "Wierden", cells)))
    return [[cell.text for cell in row.cells] for row in mask_table(table, masks, counts_behind).rows]


def test_what_was_worked_out_from_a_hidden_count_is_hidden_too():
    assert rows_of({("ALM", "mensen"): SMALL}) == [["<5", "×", "×"], ["7", "−2", "12,5"]]


def test_a_difference_is_hidden_with_either_of_its_counts():
    assert rows_of({("WIE", "toen"): SMALL}) == [["7", "−2", "12,5"], ["7", "×", "12,5"]]


def test_a_hidden_cell_keeps_no_number():
    cell = veil(number_cell(Decimal(3)), SMALL)
    assert (cell.number, cell.text, cell.mask) == (None, SMALL, SMALL)
    assert veil(number_cell(Decimal(3)), "").number == 3
