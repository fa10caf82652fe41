"""`manage.py figures`: the counting as others read it, in the form the register's description promises."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.models import Parameter
from reports import production
from reports.periods import Period
from tests.people import day, make_employee, move, recorded_on

pytestmark = pytest.mark.django_db


def figures(*arguments):
    out = io.StringIO()
    call_command("figures", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_form_is_the_one_described():
    make_employee(category="ernstig", placed=True, form="IND")
    told = figures("2026Q3")
    assert told["period"] == "2026Q3"
    assert told["known_on"].startswith(f"{timezone.localdate():%Y-}")
    assert {
        "table": "T1", "figure": "se_quarter_mean", "municipality": "GM0141", "dims": {}, "value": "1.25", "unit": "SE",
    } in told["figures"]  # fmt: skip
    assert {
        "table": "T4", "figure": "heads", "municipality": "GM0141", "dims": {"form": "IND"}, "value": "1",
        "unit": "personen",
    } in told["figures"]  # fmt: skip
    assert {
        "table": "T1", "figure": "se_month_end", "municipality": "totaal", "dims": {"month": "2026-09"},
        "value": "1.25", "unit": "SE",
    } in told["figures"]  # fmt: skip


def test_every_figure_stands_once_for_every_place():
    make_employee(until=day("15-08"), reason="PEN")
    told = figures("2026Q3")["figures"]
    keys = [(row["figure"], row["municipality"], *row["dims"].items()) for row in told]
    assert len(keys) == len(set(keys))
    places = ["GM0141", "GM0163", "GM1742", "GM0183", "GM1700", "GM0189", "buiten", "totaal"]
    for name in (
        "headcount",
        "se_quarter_mean",
        "se_ytd_mean",
        "rvu_memo",
        "begin",
        "in",
        "move_in",
        "move_out",
        "end",
    ):
        assert [row["municipality"] for row in told if row["figure"] == name] == places
    reasons = [row for row in told if row["figure"] == "out"]
    assert [(row["municipality"], row["dims"]) for row in reasons] == [(place, {"reason": "PEN"}) for place in places]


def test_one_municipality_only():
    make_employee()
    assert {row["municipality"] for row in figures("2026Q3", "--municipality", "GM0189")["figures"]} == {"GM0189"}


def test_small_numbers_are_not_masked_here():
    make_employee()
    [heads] = [row for row in figures("2026Q3", "--municipality", "GM0141")["figures"] if row["figure"] == "headcount"]
    assert heads["value"] == "1"


def test_as_known_at_a_moment():
    before, after = (timezone.now() + timedelta(days=number) for number in (1, 2))
    recorded_on(before)
    truus = make_employee()
    recorded_on(after)
    move(truus, "Wierden", on=day("15-06"))

    def homes(moment):
        told = figures("2026Q2", "--known-on", moment.isoformat())["figures"]
        return [row["municipality"] for row in told if row["figure"] == "headcount" and row["value"] == "1"]

    assert [homes(before), homes(after)] == [["GM0141", "totaal"], ["GM0189", "totaal"]]


def test_a_moment_without_a_zone_is_in_amsterdam():
    assert figures("2026Q2", "--known-on", "2026-10-12T09:00")["known_on"] == "2026-10-12T09:00:00+02:00"
    assert figures("2026Q2", "--known-on", "2026-12-12T09:00")["known_on"] == "2026-12-12T09:00:00+01:00"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2026Q5"], "is geen periode"),
        (["2026Q3", "--known-on", "gisteren"], "is geen moment"),
        (["2026Q3", "--municipality", "GM0153"], "is geen deelnemende gemeente"),
    ],
)
def test_a_wrong_question_is_refused_in_words(arguments, words):
    with pytest.raises(CommandError, match=words):
        figures(*arguments)


@pytest.mark.parametrize(
    ("period", "day"), [("1997Q4", "31-01-1997"), ("1997-12", "31-01-1997"), ("1990", "31-01-1990")]
)
def test_before_there_were_rules_nothing_is_counted(period, day):
    """Besluit art. 15c: a factor since 1998. People of the old group worked before."""
    make_employee(kind="wsw_oud", since=date(1985, 3, 1))
    with pytest.raises(CommandError, match=f"kan niet worden geteld: op {day} geldt geen factor voor matig"):
        figures(period)


def test_the_first_quarter_with_rules_is_counted():
    make_employee(kind="wsw_oud", since=date(1985, 3, 1))
    told = {(row["figure"], row["municipality"]): row["value"] for row in figures("1998Q1")["figures"]}
    assert [told[name, "totaal"] for name in ("begin", "headcount", "se_quarter_mean")] == ["1", "1", "1.00"]


@pytest.mark.parametrize("name", ["factor_ernstig", "norm_hours_begeleid_werken", "fte_cap"])
def test_a_gap_in_the_rules_is_said_and_not_counted_as_nought(name):
    Parameter.objects.filter(name=name).update(ends_on=day("30-06"))
    with pytest.raises(CommandError, match="op 31-07-2026 geldt geen"):
        figures("2026Q3")
    with pytest.raises(ValueError, match="op 31-07-2026 geldt geen"):
        production.request(period=Period.parse("2026Q3"), by=None)
    assert figures("2026Q2")["period"] == "2026Q2"
