"""Small cells of the new tables (R72, M11): no count of 1 to 4 leaves by any door, nor can it be worked out."""

import json
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from reports import actions
from reports.disclosure import grid_of, masks_in
from reports.document import document_of
from reports.documents import FORMATS
from reports.figures import TOTAL, places
from reports.masking import Grid, exposed
from reports.models import Report
from reports.periods import Period
from reports.subjects import SUBJECTS
from reports.suppress import MANY, Printed, lines_of, protect_counts
from tests import situations
from tests.cases.registers import load
from tests.reports import dice
from tests.reports.test_board_tables import cells, content

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(tmp_path):
    load(dice.write(dice.throw(71, people=70), tmp_path))
    made = content("2026H1")
    return Report(period="2026H1", edition=1, known_on="2026-07-20T09:00+02:00", content=made, fingerprint="0" * 64)


@pytest.fixture
def document(report):
    report.known_on = datetime.fromisoformat("2026-07-20T09:00:00+02:00")
    return document_of(report)


def test_no_small_count_is_printed(report, document):
    people = {f.name for subject in SUBJECTS for f in subject.figures if f.counts_people}
    small = {key for key, number in cells(report.content).items() if key[1] in people and 0 < number < 5}
    assert len(small) > 40
    for table in document.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if (row.code, column.key) in small:
                    assert cell.mask, (table.code, row.code, column.key)
                    assert cell.number is None


def test_what_was_made_from_a_small_count_is_hidden_with_it(report, document):
    masks = report.content["masks"]
    behind = {f.name: f.behind for subject in SUBJECTS for f in subject.figures if f.behind}
    for table in document.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if cell.number is not None and any(
                    f"{row.code}|{name}" in masks for name in behind.get(column.key, ())
                ):
                    raise AssertionError((table.code, row.code, column.key))


def test_no_small_count_can_be_worked_out_of_all_tables_together(report):
    """A reader who knows every sum of every table, T1, T3 and T4 too, and everything printed."""
    found, base = cells(report.content), grid_of(report.content)
    counts, lines = dict(base.counts), list(base.lines)
    for subject in SUBJECTS:
        names = {f.name for f in subject.figures if f.counts_people}
        own = {key: int(number) for key, number in found.items() if key[1] in names}
        codes = {layout.code for layout in subject.layouts}
        rows = [[r["code"] for r in t["rows"]] for t in report.content["tables"] if t["code"] in codes]
        lines += lines_of(subject, own, counts, rows)
        counts |= own
    masks = masks_in(report.content)
    assert exposed(Grid(counts, tuple(lines)), {n: m for n, m in masks.items() if n in counts}) == []


def test_an_amount_in_a_sum_is_never_hidden_alone(report, document):
    for table in document.tables:
        subject = next((s for s in SUBJECTS if s.amounts and table.code in [x.code for x in s.layouts]), None)
        if subject is None:
            continue
        terms = set(subject.amounts[0].left[1:])
        hidden = [
            [
                column.key
                for column, cell in zip(table.columns, row.cells, strict=True)
                if column.key in terms and cell.mask
            ]
            for row in table.rows
        ]
        assert all(len(each) != 1 for each in hidden), table.code
        if TOTAL in [row.code for row in table.rows]:
            for term in terms:
                assert sum(term in each for each in hidden) != 1, (table.code, term)


@pytest.mark.parametrize("code", ["json", "csv"])
def test_every_door_holds_the_masks_and_not_the_numbers(document, code):
    text = FORMATS[code].render(document).decode()
    hidden = [cell for table in document.tables for row in table.rows for cell in row.cells if cell.mask]
    assert len(hidden) > 40
    if code == "json":
        written = [c for t in json.loads(text)["tables"] for r in t["rows"] for c in r["cells"] if c["mask"]]
        assert len(written) >= len(hidden)
        assert all(cell["number"] is None for cell in written)
    else:
        assert len(re.findall(r",(<5|×)\r\n", text)) >= len(hidden)


def test_a_planted_unmasked_cell_is_seen(report):
    """The control: forgetting one mask of T8 exposes it."""
    subject = next(s for s in SUBJECTS if s.layouts[0].code == "T8")
    names = {f.name for f in subject.figures if f.counts_people}
    counts = {key: int(number) for key, number in cells(report.content).items() if key[1] in names}
    grid = Grid(counts, tuple(lines_of(replace(subject, sums=()), counts, {}, [places()])))
    masks = {
        (row, name): mask
        for (row, _, name), mask in ((key.partition("|"), m) for key, m in report.content["masks"].items())
        if (row, name) in counts
    }
    forgotten = next(name for name, mask in masks.items() if mask == "<5")
    assert forgotten in exposed(grid, {name: mask for name, mask in masks.items() if name != forgotten})


def test_over_a_whole_country_nothing_is_searched_and_nothing_told():
    """More rows than a board has: every count but 0 is hidden, and what adds up is not looked for."""
    subject = next(each for each in SUBJECTS if any(f.counts_people for f in each.figures))
    name = next(f.name for f in subject.figures if f.counts_people)
    codes = [f"GM{nth:04}" for nth in range(MANY)]
    cells_ = {(code, name): Decimal(nth) for nth, code in enumerate(codes)}
    cells_[TOTAL, name] = sum(cells_.values(), Decimal(0))
    masks = protect_counts(subject, cells_, Printed(), [[*codes, TOTAL]], 5, adds_up=True)
    assert masks == {f"{code}|{name}": "×" for code in [*codes[1:], TOTAL]}


def test_a_half_year_is_not_released_beside_its_quarter(db):
    """Less the quarter it is the other quarter: no mask of one knows of the other."""
    situations.make_neighbours(situations.ENOUGH)
    situations.make_released(situations.make_report(Period.parse("2026Q2")))
    half = situations.make_report(Period.parse("2026H1"))
    with pytest.raises(actions.NotAllowed, match=r"al een rapport vrijgegeven: 2e kwartaal 2026"):
        situations.make_released(half)
    situations.make_released(situations.make_report(Period.parse("2026Q1")))
