"""The drawings: whole, readable without colour or sight, harmless, and silent about what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import dots, draw, ladder, line, sparkline
from reports.charts.steps import NOBODY, NOT_KNOWN, NOT_SHOWN, cut
from reports.charts.svg import SMALL, TEXT, width_of, wrap
from reports.tables import Cell, Chart, Column, Row, Table, number_cell
from tests.reports import sample

LONG = "Samenwerkingsverband sociale werkvoorziening Noordoost-Twente-Salland-Achterhoek"
NASTY = "<script>alert(1)</script>\"' onload=x & \x00"
DRAWINGS: dict[str, tuple[Callable[..., str], Table]] = {
    "ladder": (ladder, sample.ladder_table()),
    "line": (line, sample.line_table()),
    "dots": (dots, sample.dots_table()),
}
EVERY = pytest.mark.parametrize("kind", DRAWINGS)


def of_values(table: Table, *values: str) -> Table:
    """The table with these rows, each the same value all along when only one is given."""
    rows = []
    for at, line_ in enumerate(values):
        texts = line_.split() if " " in line_ else [line_] * len(table.columns)
        cells = (sample.cell(text, column.decimals) for text, column in zip(texts, table.columns, strict=True))
        rows.append(Row(f"r{at}", f"Gemeente {at}", tuple(cells)))
    return replace(table, rows=tuple(rows))


def named(table: Table, name: str) -> Table:
    return replace(table, rows=tuple(replace(row, label=name) for row in table.rows))


def hard_tables(table: Table) -> dict[str, Table]:
    return {
        "as it is": table,
        "all zeros": of_values(table, *["0"] * 8),
        "one row": replace(table, rows=table.rows[:1]),
        "eight rows": of_values(table, *"10 20 30 40 50 60 70 80".split()),
        "nothing known": of_values(table, *["–"] * 6),
        "all hidden": of_values(table, *["<5"] * 3, *["×"] * 3),
        "long names": named(table, LONG),
        "nasty names": replace(named(table, NASTY), title=NASTY, finding=NASTY, code=NASTY),
        "no rows": replace(table, rows=()),
        "one column": replace(
            table, columns=table.columns[:1], rows=tuple(replace(row, cells=row.cells[:1]) for row in table.rows)
        ),
        "long heads": replace(table, columns=tuple(replace(column, label=LONG) for column in table.columns)),
    }


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 our own drawing


def elements(svg: str) -> Iterator[ElementTree.Element]:
    for element in parsed(svg).iter():
        element.tag = element.tag.rpartition("}")[2]
        yield element


def texts(svg: str) -> list[ElementTree.Element]:
    return [element for element in elements(svg) if element.tag == "text"]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in texts(svg)]


def box_of(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a text, as wide as we think it is."""
    size = SMALL if "mute" in text.get("class", "").split() else TEXT
    x, y, width = float(text.get("x", 0)), float(text.get("y", 0)), width_of(text.text or "", size)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
    return left, y - size * 0.75, left + width, y + size * 0.2


@EVERY
@pytest.mark.parametrize("hard", hard_tables(sample.dots_table()))
@pytest.mark.parametrize("static", [False, True])
def test_a_chart_survives(kind: str, hard: str, static: bool) -> None:
    make, table = DRAWINGS[kind]
    svg = make(hard_tables(table)[hard], own=table.rows[0].code, static=static)
    for element in elements(svg):
        assert not {name for name in element.attrib if name.lower().startswith("on") or name == "style"}
        assert element.tag not in {"script", "style", "image", "foreignObject", "a"}
        assert not [v for v in element.attrib.values() if "nan" in v.lower().split() or "inf" in v.lower().split()]


@EVERY
@pytest.mark.parametrize("hard", hard_tables(sample.dots_table()))
def test_text_is_never_cut(kind: str, hard: str) -> None:
    make, table = DRAWINGS[kind]
    svg = make(hard_tables(table)[hard], own=table.rows[0].code)
    _, _, width, height = map(float, parsed(svg).get("viewBox", "").split())
    for text in texts(svg):
        left, top, right, bottom = box_of(text)
        assert -1 <= left <= right <= width + 1, text.text
        assert -1 <= top <= bottom <= height + 1, text.text


@EVERY
@pytest.mark.parametrize("hard", ["as it is", "eight rows", "long names", "long heads", "all hidden"])
def test_texts_do_not_lie_on_each_other(kind: str, hard: str) -> None:
    make, table = DRAWINGS[kind]
    boxes = [(box_of(text), text.text) for text in texts(make(hard_tables(table)[hard]))]
    for at, (one, words_of_one) in enumerate(boxes):
        for other, words_of_other in boxes[at + 1 :]:
            apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
            assert apart, (words_of_one, words_of_other)


@EVERY
def test_the_title_states_the_finding_and_is_tied_to_the_drawing(kind: str) -> None:
    make, table = DRAWINGS[kind]
    root = parsed(make(table))
    names = {e.get("id"): e.text for e in root if e.tag in {"title", "desc"}}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby", "").split() == list(names)
    assert next(iter(names.values())) == table.finding
    assert all(names.values())


def test_a_chart_has_its_own_title() -> None:
    chart = Chart("G1", "dots", "De titel", "De uitleg", sample.dots_table())
    assert ">De titel</title>" in draw(chart)
    assert "De uitleg" in draw(chart)
    with pytest.raises(KeyError):
        draw(replace(chart, kind="taart"))


@EVERY
def test_names_are_escaped(kind: str) -> None:
    make, table = DRAWINGS[kind]
    svg = make(hard_tables(table)["nasty names"])
    assert "<script" not in svg
    assert "alert(1)" in svg


def test_ids_differ_between_charts_on_one_page() -> None:
    drawn = [draw(chart) for chart in sample.charts()]
    ids = [name for svg in drawn for name in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    used = {name for svg in drawn for name in re.findall(r"url\(#([^)]+)\)", svg)}
    assert used <= set(ids)


@EVERY
def test_the_screen_is_coloured_by_classes_and_paper_by_attributes(kind: str) -> None:
    make, table = DRAWINGS[kind]
    on_screen, on_paper = (list(elements(make(table, own="1742", static=static))) for static in (False, True))
    colours = {v for e in on_screen for name, v in e.attrib.items() if name in {"fill", "stroke"}}
    assert all(colour == "none" or colour.startswith("url(#") for colour in colours)
    assert not [e for e in on_paper if e.get("class")]
    assert all(e.get("font-family") and e.get("fill") for e in on_paper if e.tag == "text")


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7])
def test_no_two_steps_look_alike(count: int) -> None:
    columns = tuple(Column(f"s{at}", f"stap {at}", "", "personen") for at in range(count))
    svg = ladder(Table("T", "t", "", columns, (Row("r", "R", (number_cell(Decimal(10)),) * count),)))
    drawn = [e for e in elements(svg) if e.tag == "rect"]
    looks = []
    for rect, after in zip(drawn, [*drawn[1:], None], strict=True):
        if "seg" in rect.get("class", "").split():
            fill = after.get("fill", "") if after is not None else ""
            looks.append((rect.get("class"), fill))
    assert len(looks) == len(set(looks)) == count
    assert len({fill for _, fill in looks}) == count  # the pattern alone tells them apart too


def test_bars_are_as_long_as_their_share() -> None:
    svg = ladder(of_values(sample.ladder_table(), "10 10 20 20 20 20 100"))
    widths = [float(e.get("width", 0)) for e in elements(svg) if "seg" in e.get("class", "").split()]
    assert [round(width / sum(widths), 2) for width in widths] == [0.2, 0.2, 0.2, 0.2, 0.1, 0.1]


def test_own_municipality_is_on_top_of_the_ladder_and_marked_in_its_place_elsewhere() -> None:
    own = "0189"
    tops = [e for e in texts(ladder(sample.ladder_table(), own=own)) if "own" in e.get("class", "").split()]
    assert [e.text for e in tops] == ["Wierden"]
    everybody = dict(sample.ROWS).values()
    assert next(text for text in words(ladder(sample.ladder_table(), own=own)) if text in everybody) == "Wierden"
    assert [text for text in words(dots(sample.dots_table(), own=own)) if text in everybody] == [
        "Rijssen-Holten",
        "Tubbergen",
        "Hellendoorn",
        "Twenterand",
        "Wierden",
        "Almelo",
        "buiten de zes",
    ]


def test_dots_say_a_hidden_value_and_draw_no_dot() -> None:
    svg = dots(of_values(sample.dots_table(), "10 <5", "<5 20"))
    assert words(svg).count("<5") == 1
    assert len([e for e in elements(svg) if e.tag == "circle"]) == 2
    assert not [e for e in elements(svg) if "link" in e.get("class", "").split()]


def test_a_hidden_point_is_a_gap_and_is_told() -> None:
    svg = line(of_values(sample.line_table(), "20 21 22 <5 × 25 26 27 28", "30 30 30 30 30 30 30 30 30"))
    paths = [e.get("d", "") for e in elements(svg) if e.tag == "path"]
    assert [path.count("L") for path in paths] == [2, 3, 8]
    assert any("niet getoond in 2e kw. 2025, 3e kw. 2025" in text for text in words(svg))
    unknown = line(of_values(sample.line_table(), "20 21 22 – 24 25 26 27 28"))
    assert any("niet bekend" in text for text in words(unknown))


def test_rows_of_very_different_size_get_a_strip_each_on_one_scale() -> None:
    svg = line(of_values(sample.line_table(), "400 400 400 400 400 400 400 400 200", "40 40 40 40 40 40 40 40 20"))
    heights = []
    for path in (e.get("d", "") for e in elements(svg) if e.tag == "path"):
        ys = [float(point.split()[1]) for point in path[1:].split("L")]
        heights.append(round(max(ys) - min(ys), 1))
    assert len(set(heights)) == 1  # both halved


def test_a_sparkline_ends_in_now_and_does_not_tell_hidden_values() -> None:
    values = [number_cell(Decimal(n)) for n in (133, 131, 129, 126, 124, 122, 120, 118, 115)]
    svg = sparkline(values, label="Negen kwartalen: van 133 naar 115")
    assert 'aria-label="Negen kwartalen: van 133 naar 115"' in svg
    assert ">nu</text>" in svg
    assert svg.count("<circle") == 2
    hidden = Cell(None, "<5", "<5")
    assert "niet getoond" in words(sparkline([*values[:-1], hidden], label="x"))
    gap = sparkline([*values[:3], hidden, *values[4:]], label="x")
    assert gap.count("<polyline") == 2
    assert "niet getoond" in gap
    for few in ([], [None], [Decimal(1)], [None, Decimal(3)], [Decimal(0)] * 9):
        parsed(sparkline(few, label=NASTY))


@given(text=st.text(max_size=60), limit=st.integers(20, 200))
def test_wrapping_loses_no_letter(text: str, limit: int) -> None:
    lines = wrap(text, limit)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(one) <= limit for one in lines if len(one) > 2)


# ---------- what a length may tell ----------
def cells_of(counts: list[int], also: set[int]) -> tuple[Cell, ...]:
    """Counts as a reader gets them: 1 to 4 is "<5", and the places in `also` are "×"."""
    masks = ["<5" if 0 < n < 5 else "×" if n >= 5 and at in also else "" for at, n in enumerate(counts)]
    return tuple(Cell(None, m, m) if m else number_cell(Decimal(n)) for n, m in zip(counts, masks, strict=True))


def told(steps: tuple[Cell, ...], pieces: list[tuple[tuple[int, ...], int]]) -> list[int]:
    """Which hidden steps a reader of the lengths can say more of than that it is 1 to 4."""
    found = []
    for group, length in pieces:
        small = [at for at in group if steps[at].mask.startswith("<")]
        others = sum(steps[at].mask == "×" for at in group)
        covers = any(steps[at].number for at in group)
        possible: dict[int, set[int]] = {at: set() for at in small}
        for values in product(range(1, 5), repeat=len(small)):
            rest = length - sum(values) - 5 * others
            if rest == 0 or (rest > 0 and (others or covers)):
                for at, value in zip(small, values, strict=True):
                    possible[at].add(value)
        found += [at for at, values in possible.items() if values != {1, 2, 3, 4}]
    return found


@settings(max_examples=400)
@given(counts=st.lists(st.integers(0, 30), min_size=2, max_size=7), also=st.sets(st.integers(0, 6), max_size=3))
def test_no_length_betrays_a_hidden_number(counts: list[int], also: set[int]) -> None:
    steps = cells_of(counts, also)
    bar = cut(Row("r", "R", ()), steps, number_cell(Decimal(sum(counts))), unit="personen")
    pieces = [(piece.steps, int(piece.amount)) for piece in bar.pieces]
    assert told(steps, pieces) == []
    assert bar.words or sum(amount for _, amount in pieces) == sum(counts)
    assert sorted(at for group, _ in pieces for at in group if steps[at].mask) == (
        [] if bar.words else [at for at, cell in enumerate(steps) if cell.mask]
    )


def test_a_piece_of_its_own_for_each_hidden_step_would_be_caught() -> None:
    steps = cells_of([3, 20, 40, 2, 30, 5], {1})
    assert told(steps, [((at,), n) for at, n in enumerate([3, 20, 40, 2, 30, 5])]) == [0, 3]
    assert told(steps, [((0, 1), 23), ((3,), 2)]) == [3]


@pytest.mark.parametrize(
    ("texts_", "total", "said"),
    [
        ("0 0 0", "0", NOBODY),
        ("<5 <5 <5", "<5", NOT_SHOWN),
        ("<5 <5 0", "4", NOT_SHOWN),
        ("– 3 9", "15", NOT_KNOWN),
        ("<5 × 9", None, NOT_SHOWN),
    ],
)
def test_a_row_without_a_bar_says_why(texts_: str, total: str | None, said: str) -> None:
    steps = tuple(sample.cell(text) for text in texts_.split())
    bar = cut(Row("r", "R", ()), steps, sample.cell(total) if total else None, unit="personen")
    assert (bar.pieces, bar.words) == ((), said)


def test_hidden_steps_apart_are_taken_together_at_the_end() -> None:
    steps = tuple(sample.cell(text) for text in "<5 × 16 14 × <5".split())
    bar = cut(Row("r", "R", ()), steps, number_cell(Decimal(78)), unit="personen")
    assert [(piece.steps, int(piece.amount)) for piece in bar.pieces] == [((2,), 16), ((3,), 14), ((0, 1, 4, 5), 48)]
    assert bar.share_of(range(3)) is None  # so this row has no mark
