"""Sentences that cannot lie (M18): every number is the text of its cell, and what is hidden is not told."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.document import document_of
from reports.periods import Period
from reports.tables import Cell, Column, Ref, Row, Sentence, Table, number_cell
from reports.told import told
from tests import people
from tests.situations import LAST_QUARTER, make_neighbours, make_report


def table(code, **numbers):
    columns = tuple(Column(key, key, decimals=2) for key in numbers)
    cells = tuple(Cell(None, "<5", "<5") if n is None else number_cell(Decimal(n), 2) for n in numbers.values())
    return Table(code, "", "", columns, (Row("GM0141", "Almelo", cells),))


SE = table("T2", se_forecast="380.25", se_budget="390.00", se_off="-9.75")


def said(*tables, period="2026Q3"):
    found = told({each.code: each for each in tables}, "GM0141", "Almelo", Period.parse(period))
    return [each.text for each in found]


def test_the_se_of_the_year():
    assert said(SE) == [
        "Over het hele jaar worden het in Almelo naar verwachting 380,25 SE. Dat is 9,75 minder dan begroot (390,00)."
    ]


@pytest.mark.parametrize("period", ["2025Q4", "2025H2", "2025", "2025-12"])
def test_of_a_year_that_is_over_nothing_is_expected(period):
    assert said(SE, period=period) == [
        "Over het hele jaar werden het in Almelo 380,25 SE. Dat is 9,75 minder dan begroot (390,00)."
    ]


@pytest.mark.parametrize(("off", "word"), [("9.75", "meer"), ("-9.75", "minder"), ("0", "evenveel")])
def test_the_word_follows_the_sign_of_the_cell(off, word):
    (text,) = said(table("T2", se_forecast="380.25", se_budget="390.00", se_off=off))
    others = {"meer", "minder", "evenveel"} - {word}
    assert word in text
    assert not any(other in text for other in others)


@pytest.mark.parametrize("hidden", ["se_forecast", "se_budget", "se_off"])
def test_what_is_hidden_is_not_told_and_not_compared(hidden):
    numbers = {"se_forecast": "380.25", "se_budget": "390.00", "se_off": "-9.75"} | {hidden: None}
    assert said(table("T2", **numbers)) == []


def test_the_largest_cause_in_the_direction_of_the_difference():
    causes = {"v2_in": "1", "v2_out": "-30", "v2_move_in": "2", "v2_move_out": "-2", "v2_hours": "-40", "v2_leave": "0",
              "v2_category": "50"}  # fmt: skip
    (text,) = said(table("V2", v2_step="-19", **causes))
    assert text == "In een jaar werden het 19,00 SE minder. Het meeste komt door andere uren: 40,00 SE."
    assert said(table("V2", v2_step="-19", **(causes | {"v2_leave": None}))) == []  # the most of what one may not see


def test_a_sentence_that_names_another_number_than_its_cell_is_refused():
    with pytest.raises(ValueError, match="not in the sentence"):
        Sentence("Er zijn 12 mensen.", "", (Ref("13", "T1", "GM0141", 0),))


def numbers_in(text):
    return re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text)


@pytest.mark.django_db
@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("own", ["", "GM0141", "GM0183"])
def test_every_number_of_a_real_report_is_its_cell(masked, own):
    make_neighbours(12)
    small = people.make_employee("Klein Fictief", lives_in="Tubbergen", placed=True)
    people.make_sick(small, since=LAST_QUARTER.starts_on)
    document = document_of(make_report(), masked=masked, own=own)
    tables = {each.code: each for each in document.tables}
    linked = [each for each in document.sentences if each.cells]
    assert linked
    assert 3 <= len(document.sentences) <= 10
    for sentence in linked:
        assert numbers_in(sentence.text) == [ref.text for ref in sentence.cells]
        for ref in sentence.cells:
            row = next(row for row in tables[ref.table].rows if row.code == ref.row)
            cell = row.cells[ref.column]
            assert not cell.mask
            assert cell.text.removeprefix("−") == ref.text


def test_a_masked_table_never_gives_a_sentence():
    hidden = replace(SE, rows=(replace(SE.rows[0], cells=(Cell(None, "×", "×"),) * 3),))
    assert said(hidden) == []
