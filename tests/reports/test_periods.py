"""Which days a period holds. The law counts calendar days; 2028 is a leap year (R16c), 2100 is none."""

from datetime import date

import pytest

from reports.periods import Period, month_end
from tests.people import day


@pytest.mark.parametrize(
    ("code", "first", "last", "months", "label"),
    [
        ("2026Q1", "01-01-2026", "31-03-2026", 3, "1e kwartaal 2026"),
        ("2026Q3", "01-07-2026", "30-09-2026", 3, "3e kwartaal 2026"),
        ("2026Q4", "01-10-2026", "31-12-2026", 3, "4e kwartaal 2026"),
        ("2026H1", "01-01-2026", "30-06-2026", 6, "1e halfjaar 2026"),
        ("2026H2", "01-07-2026", "31-12-2026", 6, "2e halfjaar 2026"),
        ("2026", "01-01-2026", "31-12-2026", 12, "2026"),
        ("2026-09", "01-09-2026", "30-09-2026", 1, "september 2026"),
        ("2028-02", "01-02-2028", "29-02-2028", 1, "februari 2028"),
        ("2100-02", "01-02-2100", "28-02-2100", 1, "februari 2100"),
    ],
)
def test_a_code_names_its_days(code, first, last, months, label):
    period = Period.parse(code)
    assert (period.starts_on, period.ends_on) == (day(first), day(last))
    assert len(period.month_ends) == months
    assert (period.code, str(period), period.label) == (code, code, label)


@pytest.mark.parametrize(
    "code",
    ["", "2026Q5", "2026Q0", "2026H3", "2026-13", "2026-00", "2026-9", "26Q1", "2026q1", "Q1 2026", " 2026Q1",
     "2026Q1\n", "1899", "2200", "2026Q", "2026-", "２０２６", "20260", "2026Q11", "2026H1Q1"],
)  # fmt: skip
def test_anything_else_is_refused_in_words(code):
    with pytest.raises(ValueError, match=r"is geen periode\. Schrijf 2026Q3, 2026H1, 2026 of 2026-09"):
        Period.parse(code)


def test_a_movement_begins_on_the_last_day_before():
    assert Period.parse("2026Q1").eve == day("31-12-2025")
    assert Period.parse("2028Q2").eve == day("31-03-2028")
    assert Period.parse("2028-03").eve == day("29-02-2028")


def test_the_year_to_date_holds_all_months_since_january():
    assert Period.parse("2026Q1").year_to_date == Period.parse("2026Q1").month_ends
    assert len(Period.parse("2026Q3").year_to_date) == 9
    assert len(Period.parse("2026-09").year_to_date) == 9
    assert Period.parse("2026H2").year_to_date == Period.parse("2026").month_ends
    assert Period.parse("2026Q3").year_to_date[0] == day("31-01-2026")


@pytest.mark.parametrize(
    ("code", "back", "earlier"),
    [
        ("2026Q1", 1, "2025Q4"),
        ("2026Q3", 4, "2025Q3"),
        ("2026Q3", -2, "2027Q1"),
        ("2026H1", 1, "2025H2"),
        ("2026", 3, "2023"),
        ("2026-01", 1, "2025-12"),
        ("2026-01", 13, "2024-12"),
        ("2026Q2", 0, "2026Q2"),
    ],
)
def test_so_many_periods_back(code, back, earlier):
    assert Period.parse(code).back(back) == Period.parse(earlier)


def test_the_quarter_of_a_day():
    assert [Period.quarter_of(day(text)).code for text in ("01-01", "31-03", "01-04", "31-12")] == [
        "2026Q1", "2026Q1", "2026Q2", "2026Q4",
    ]  # fmt: skip


def test_every_code_comes_back_as_itself():
    codes = [f"2027{part}" for part in ("", "Q1", "Q2", "Q3", "Q4", "H1", "H2", *(f"-{nr:02}" for nr in range(1, 13)))]
    assert [Period.parse(code).code for code in codes] == codes


def test_r16c_the_last_day_of_every_month():
    assert [month_end(2028, month).day for month in range(1, 13)] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert month_end(2027, 2) == date(2027, 2, 28)


def test_periods_sort_by_time():
    assert sorted(map(Period.parse, ["2026Q3", "2025Q4", "2026Q1"]), key=lambda period: period.starts_on) == [
        Period.parse(code) for code in ("2025Q4", "2026Q1", "2026Q3")
    ]
