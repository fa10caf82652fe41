"""Which placement is the main one, and which hours had no work: R35 to R37 over time."""

from decimal import Decimal

from cases.occupation import idle_periods, spans, stretch_on, stretches
from tests.cases.dossiers import away, hours, job, make_dossier, work
from tests.people import day


def test_most_hours_are_the_main_placement():
    found = stretches(
        make_dossier(job("01-01"), hours(36, "01-01"), work("IND", 20, "01-01"), work("BSB", 16, "01-01"))
    )
    assert [each.form for each in found[-1].work] == ["IND", "BSB"]


def test_on_a_tie_the_higher_step_is():
    found = stretches(
        make_dossier(job("01-01"), hours(36, "01-01"), work("BSB", 18, "01-01"), work("GRD", 18, "01-01"))
    )
    assert found[-1].main.form == "GRD"


def test_hours_without_a_placement_are_without_work():
    found = stretches(make_dossier(job("01-01"), hours(36, "01-01"), work("BSB", 24, "01-01")))
    assert (found[-1].idle, found[-1].placed, found[-1].mostly_idle) == (Decimal(12), Decimal(24), False)


def test_somebody_with_ten_of_thirty_six_hours_is_mostly_without_work():
    found = stretches(make_dossier(job("01-01"), hours(36, "01-01"), work("IND", 10, "01-01")))
    assert found[-1].mostly_idle


def test_three_days_between_two_placements_are_three_days_without_work():
    dossier = make_dossier(
        job("01-01"), hours(36, "01-01"), work("BSB", 36, "01-01", "14-05"), work("WOL", 36, "18-05")
    )
    periods = idle_periods(stretches(dossier), day("31-12"))
    assert [(each.starts_on, each.ends_on, each.whole) for each in periods] == [(day("15-05"), day("17-05"), True)]


def test_a_placement_that_follows_the_next_day_leaves_none():
    dossier = make_dossier(
        job("01-01"), hours(36, "01-01"), work("BSB", 36, "01-01", "14-05"), work("WOL", 36, "15-05")
    )
    assert idle_periods(stretches(dossier), day("31-12")) == []


def test_what_is_not_yet_planned_is_not_without_work():
    dossier = make_dossier(job("01-01"), hours(36, "01-01"), work("BSB", 36, "01-01", "31-12"))
    assert idle_periods(stretches(dossier), day("22-11")) == []


def test_who_waits_today_is_still_without_work():
    dossier = make_dossier(job("01-01"), hours(36, "01-01"), work("BSB", 36, "01-01", "31-10"))
    assert idle_periods(stretches(dossier), day("22-11"))[-1].ends_on is None


def test_on_leave_nobody_waits_for_work():
    found = stretches(make_dossier(job("01-01"), hours(36, "01-01"), away("rvu", "01-03")))
    assert [(each.idle, each.away) for each in found] == [(Decimal(36), ""), (Decimal(0), "rvu")]


def test_from_aow_on_nobody_waits_for_work():
    found = stretches(make_dossier(job("01-01"), hours(36, "01-01"), aow_on=day("22-11")))
    assert (stretch_on(found, day("21-11")).idle, stretch_on(found, day("22-11")).idle) == (Decimal(36), Decimal(0))


def test_with_one_s_own_employer_the_hours_are_work():
    own = job("01-01", kind="begeleid_werken", employer="Bakkerij Verzonnen")
    found = stretches(make_dossier(own, hours(24, "01-01")))
    assert (found[-1].main.form, found[-1].main.hirer, found[-1].idle) == ("BW", "Bakkerij Verzonnen", Decimal(0))


def test_hours_of_two_employments_are_counted_each_with_its_own_placements():
    dossier = make_dossier(
        job("01-01"), hours(20, "01-01"), work("BSB", 10, "01-01"), job("01-01", nth=2), hours(16, "01-01", nth=2)
    )
    assert stretches(dossier)[-1].idle == Decimal(26)


def test_between_two_employments_there_is_nothing():
    found = stretches(make_dossier(job("01-01", "31-03"), job("01-07", nth=2)))
    assert stretch_on(found, day("15-05")) is None
    assert [first for _, first, _ in spans(found, lambda stretch: stretch.idle)] == [day("01-01"), day("01-07")]


def test_nobody_without_an_employment_has_stretches():
    assert stretches(make_dossier()) == []
