"""Chapter 7.5 of the rule book, rule by rule: which step of the werkladder somebody is on. The values are its own.

What the database refuses of it (R36, R37, R38) is broken in tests/cases/test_rules_database.py.
"""

from decimal import Decimal

import pytest

from reports.stands import round_once
from tests.people import day, make_employee, make_employment, make_leave, make_placement, make_sick
from tests.reports.counting import figures, stand_on

pytestmark = pytest.mark.django_db
ALMELO = "GM0141"


def ladder(name="heads", period="2026Q2", place=ALMELO):
    """Form → heads or share of the hours, without the empty ones."""
    return {key[2]: value for key, value in figures(period).items() if key[:2] == (name, place) and value}


def test_r35_two_placements_split_the_hours_and_the_most_hours_take_the_head():
    truus = make_employee()
    make_placement(truus, "IND", 20)
    make_placement(truus, "BSB", 16)
    assert ladder("hours_share") == {"IND": Decimal("55.56"), "BSB": Decimal("44.44")}
    assert ladder("heads") == {"IND": 1}


@pytest.mark.parametrize(
    ("one", "other", "head"), [("IND", "BSB", "IND"), ("BSB", "WOL", "WOL"), ("GRD", "WOL", "GRD"), ("BW", "IND", "BW")]
)
def test_r35_on_a_tie_the_higher_step(one, other, head):
    truus = make_employee()
    make_placement(truus, one, 18)
    make_placement(truus, other, 18)
    assert ladder("heads") == {head: 1}


def test_r35_half_without_work_is_a_tie_that_work_wins():
    truus = make_employee()
    make_placement(truus, "BSB", 18)
    assert ladder("heads") == {"BSB": 1}


def test_r35_two_placements_in_one_form_count_together():
    truus = make_employee()
    make_placement(truus, "IND", 10)
    make_placement(truus, "IND", 10, hirer="Garage Fictief")
    make_placement(truus, "BSB", 16)
    assert ladder("heads") == {"IND": 1}


def test_r36_hours_without_a_placement_are_leegloop():
    truus = make_employee()
    make_placement(truus, "BSB", 24)
    assert stand_on(truus, "30-06").hours_leeg == 12
    assert ladder("hours_share") == {"BSB": Decimal("66.67"), "LEEG": Decimal("33.33")}


def test_r36_nobody_placed_is_leegloop():
    make_employee()
    assert ladder("heads") == {"LEEG": 1}
    assert ladder("hours_share") == {"LEEG": 100}


def test_r37_the_days_between_two_placements_are_leegloop():
    truus = make_employee()
    make_placement(truus, "BSB", 36, until=day("14-05"))
    make_placement(truus, "IND", 36, since=day("18-05"))
    forms = {f"{number}-05": stand_on(truus, f"{number}-05").form for number in range(14, 19)}
    assert forms == {"14-05": "BSB", "15-05": "LEEG", "16-05": "LEEG", "17-05": "LEEG", "18-05": "IND"}


def test_r37_one_after_the_other_leaves_no_gap():
    truus = make_employee()
    make_placement(truus, "BSB", 36, until=day("14-05"))
    make_placement(truus, "IND", 36, since=day("15-05"))
    assert [stand_on(truus, when).hours_leeg for when in ("14-05", "15-05")] == [0, 0]


def test_r41_the_year_report_of_2022_adds_up_to_a_hundred():
    for hours in (20, 20, 17):
        make_employee("Truus Fictief", hours=hours, placed=True, form="BSB")
    make_employee("Riet Fictief", hours="18.5", placed=True, form="GRD")
    make_employee("Joke Fictief", hours="17.5", placed=True, form="IND")
    make_employee("Kees Fictief", kind="begeleid_werken", cao="overig", hours=7, placed=True, form="BW")
    shares = ladder("hours_share", place="totaal")
    assert shares == {"BSB": 57, "GRD": Decimal("18.5"), "IND": Decimal("17.5"), "BW": 7}
    assert sum(shares.values()) == Decimal("100.00")


def test_r41_begeleid_werken_is_its_own_step_without_a_placement_too():
    make_employee("Kees Fictief", kind="begeleid_werken", cao="overig", hours=24)
    assert ladder("heads") == {"BW": 1}
    assert ladder("hours_share") == {"BW": 100}


def test_r41_somebody_half_begeleid_werken_and_half_beschut():
    kees = make_employee("Kees Fictief", hours=12, placed=True)
    make_employment(kees, kind="begeleid_werken", cao="overig", hours=24)
    assert ladder("heads") == {"BW": 1}
    assert ladder("hours_share") == {"BW": Decimal("66.67"), "BSB": Decimal("33.33")}


@pytest.mark.parametrize(("since", "until", "form"), [("30-06", None, "IND"), ("01-07", None, "LEEG")])
def test_r42_the_last_day_of_the_quarter_decides(since, until, form):
    make_placement(make_employee(), "IND", 36, since=day(since), until=until)
    assert ladder("heads") == {form: 1}


def test_r42_long_sick_keeps_the_form():
    truus = make_employee(placed=True, form="GRD")
    make_sick(truus, since=day("01-02-2025"))
    assert ladder("heads") == {"GRD": 1}


def test_r44_a_detachment_that_ended_on_30_june_is_leegloop_from_1_july():
    truus = make_employee()
    make_placement(truus, "IND", 36, until=day("30-06"))
    assert [stand_on(truus, when).form for when in ("30-06", "01-07")] == ["IND", "LEEG"]
    assert ladder("heads", "2026Q2") == {"IND": 1}
    assert ladder("heads", "2026Q3") == {"LEEG": 1}


@pytest.mark.parametrize("kind", ["onbetaald", "rvu"])
def test_on_leave_without_work_is_not_on_the_ladder(kind):
    truus = make_employee()
    make_leave(truus, kind, since=day("01-05"))
    assert stand_on(truus, "30-06").form == "NIN"
    assert ladder("heads") == {}
    assert figures("2026Q2")["headcount", ALMELO] == 1


def test_no_hours_at_all_have_no_shares():
    make_employee(hours=0)
    assert ladder("hours_share") == {}


def test_shares_are_rounded_each_by_itself():
    for form in ("BSB", "WOL", "GRD"):
        make_employee(f"Truus {form}", placed=True, form=form, hours=12)
    assert set(ladder("hours_share").values()) == {Decimal("33.33")}


def test_a_placement_of_months_ago_does_not_count():
    make_placement(make_employee(), "IND", 36, until=day("31-03"))
    assert ladder("heads") == {"LEEG": 1}


def test_the_heads_of_the_municipalities_and_outside_are_the_total():
    for place in ("Almelo", "Wierden", "Enschede"):
        make_employee(f"Truus {place}", lives_in=place, placed=True)
    parts = sum(ladder(place=code)["BSB"] for code in (ALMELO, "GM0189", "buiten"))
    assert parts == ladder(place="totaal")["BSB"] == 3


def test_hours_with_a_half_add_up():
    truus = make_employee(hours="27.25")
    make_placement(truus, "IND", "13.5")
    stand = stand_on(truus, "30-06")
    assert (stand.hours_ind, stand.hours_leeg) == (Decimal("13.5"), Decimal("13.75"))
    assert stand.form == "LEEG"
    assert round_once(stand.fte, 6) == Decimal("0.756944")
