"""The tables of the board's report beside T1, T3 and T4, on thrown registers and on people laid by hand."""

import io
import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.db import connection

from municipalities.recorded import moment_of_knowing
from reports import subjects
from reports.content import content_of, lay_stands
from reports.periods import Period
from tests.cases.registers import load
from tests.reports import dice, oracle

pytestmark = pytest.mark.django_db


def content(code):
    period = Period.parse(code)
    known_on = moment_of_knowing()
    lay_stands(period, known_on)
    return content_of(period, known_on)


def cells(made):
    """`(row, figure)` → the number, of the tables that have no more dimensions."""
    return {(f["municipality"], f["figure"]): Decimal(f["value"]) for f in made["figures"] if not f["dims"]}


@pytest.fixture(scope="module")
def register():
    return dice.throw(31, people=90)


@pytest.fixture
def loaded(register, tmp_path):
    load(dice.write(register, tmp_path))
    return register


@pytest.mark.parametrize("code", ["2026Q2", "2026H1", "2026"])
def test_every_table_is_made_and_its_check_is_green(loaded, code):
    made = content(code)
    assert [check for check in made["checks"] if not check["ok"]] == []
    codes = [table["code"] for table in made["tables"]]
    assert {"T2", "T3S", "T5", "T6", "T6V", "T7", "T8", "T9", "T10", "T11", "T15", "V1", "V2"} <= set(codes)
    assert ("WS" in codes) is (code == "2026H1")
    for check in made["checks"]:
        assert "text" not in check or not any(sign.isdigit() for sign in check["text"].split("(")[0]), check


@pytest.mark.parametrize("code", ["2026Q2", "2026-05", "2026"])
def test_a_figure_is_the_same_without_a_report(loaded, code):
    """`manage.py figures` makes its stands by another way than a report does: a month has the longest way back."""
    kept, out = content(code)["figures"], io.StringIO()
    call_command("figures", code, "--json", stdout=out)
    assert json.loads(out.getvalue())["figures"] == kept


def test_every_figure_says_what_it_means(loaded):
    for definition in content("2026H1")["definitions"]:
        assert len(definition["definition"]) > 10, definition["name"]
        assert definition["version"] >= 1


def test_each_name_is_of_one_figure():
    names = [figure.name for subject in subjects.SUBJECTS for figure in subject.figures]
    assert [name for name, times in Counter(names).items() if times > 1] == []


# T2


def test_r65_the_year_as_expected_is_the_mean_of_twelve_stands(loaded):
    """Those to come as they are registered: the oracle's own stands of all twelve month ends."""
    found = cells(content("2026Q2"))
    everybody = oracle.people(loaded)
    for place in oracle.PLACES:
        stands = [person.stand(day) for day in oracle.month_ends(2026, 1, 12) for person in everybody]
        mean = sum((stand.se for stand in stands if stand and place in (stand.place, "totaal")), Fraction(0)) / 12
        assert str(found[place, "se_forecast"]) == oracle.rounded(mean, 2), place


# T5


def test_steps_on_the_ladder_are_those_of_the_oracle(loaded):
    found = cells(content("2026Q3"))
    expected = oracle.steps(loaded, 2026, 7, 3)
    names = [f"{when}_{name}" for when in "qy" for name in ("to_bw", "up", "from_idle", "down", "to_idle", "steps")]
    assert {(place, name): found[place, name] for place in oracle.PLACES for name in names} == {
        (place, name): expected.get((place, name), 0) for place in oracle.PLACES for name in names
    }
    assert sum(expected.values()) > 0


# T11


def test_days_without_work_are_those_of_the_oracle(loaded):
    """Day by day over a year; also of who has a placement of a few of their hours, and of whose work ends half way."""
    found, expected = cells(content("2026")), Counter()
    days = [date(2026, 1, 1) + timedelta(nth) for nth in range(365)]
    for person in oracle.people(loaded):
        stood = [stand for day in [date(2025, 12, 31), *oracle.month_ends(2026, 1, 12)] if (stand := person.stand(day))]
        had = filter(None, map(person.stand, days))
        idle = sum(1 for stand in had if stand.form == "LEEG" and any(stand.hours.values()))
        for place in {stood[-1].place, "totaal"} if stood and idle else ():
            expected[place, "idle_people"] += 1
            expected[place, "idle_days"] += idle
    names = [(place, name) for place in oracle.PLACES for name in ("idle_people", "idle_days")]
    assert {name: found[name] for name in names} == {name: expected[name] for name in names}


# WS


def test_r78_the_statistic_has_who_was_there_at_any_moment(loaded):
    found = cells(content("2026H1"))
    expected = oracle.statistic(loaded, date(2026, 1, 1), date(2026, 6, 30))
    assert {name: found["totaal", name] for name in expected} == expected
    assert found["totaal", "ws_still"] == found["totaal", "headcount"]
    assert (
        found["totaal", "ws_people"] - found["totaal", "ws_left"] - found["totaal", "ws_passed"]
        == found["totaal", "headcount"]
    )


def test_r78_somebody_who_left_on_2_january_is_in_the_first_half_year(db):
    from tests import people

    gone = people.make_employee("Gaat Weg", hours=36)
    gone.employments.update(ends_on=date(2026, 1, 2), outflow_reason="EIG")
    gone.employments.get().hours.update(ends_on=date(2026, 1, 2))
    first, second = cells(content("2026H1")), cells(content("2026H2"))
    assert first["totaal", "ws_people"] == first["totaal", "ws_left"] == 1
    assert first["totaal", "ws_still"] == second["totaal", "ws_people"] == 0


def test_no_temporary_table_outlives_its_report(loaded):
    content("2026Q2")
    content("2026Q3")  # in the same transaction, over what the first one left
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM who")
        assert cursor.fetchone()[0] > 0
