"""Chapters 7.1 to 7.3 of the rule book, rule by rule: what one person counts for. The values are its own."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from cases.models import AowAge, Parameter
from reports.periods import Period
from reports.stands import aow_dates, round_once, stands
from tests.people import (
    day,
    make_employee,
    make_employment,
    make_indication,
    make_leave,
    make_person,
    make_placement,
    make_sick,
    recorded_on,
)
from tests.reports.counting import daily_mean, figures, labour_years, se_on, se_stands, stand_on

pytestmark = pytest.mark.django_db
ALMELO = "GM0141"


# 7.1 fte, SE, aj


@pytest.mark.parametrize(
    ("hours", "category", "fte", "se"),
    [
        pytest.param(36, "matig", "1.0000", "1.0000", id="r1"),
        pytest.param(36, "ernstig", "1.0000", "1.2500", id="r2"),
        pytest.param(32, "ernstig", "0.8889", "1.1111", id="r3"),
        pytest.param(18, "matig", "0.5000", "0.5000", id="r4"),
    ],
)
def test_r1_to_r4_hours_and_category_make_the_se(hours, category, fte, se):
    stand = stand_on(make_employee(hours=hours, category=category), "30-09")
    assert round_once(stand.fte, 4) == Decimal(fte)
    assert round_once(stand.se, 4) == Decimal(se)


def test_r1_all_year_is_one_labour_year():
    assert labour_years(make_employee()) == Decimal("1.0000")


def test_r3_at_least_six_decimals_are_kept():
    stand = stand_on(make_employee(hours=32, category="ernstig"), "30-09")
    assert round_once(stand.fte, 6) == Decimal("0.888889")
    assert round_once(stand.se, 6) == Decimal("1.111111")


@pytest.mark.parametrize(("category", "se"), [("matig", "1.0000"), ("ernstig", "1.2500")])
def test_r5_forty_hours_begeleid_werken_is_capped_before_weighting(category, se):
    joke = make_employee("Joke Fictief", kind="begeleid_werken", cao="overig", hours=40, category=category)
    assert stand_on(joke, "30-06").fte == 1
    assert se_on(joke, "30-06") == Decimal(se)


def test_r6_a_contract_of_no_hours_is_one_head_and_no_se():
    make_employee(hours=0)
    counted = figures("2026Q2")
    assert counted["headcount", ALMELO] == 1
    assert counted["fte_month_end", ALMELO, "2026-06"] == counted["se_month_end", ALMELO, "2026-06"] == 0


def test_r6_somebody_without_any_contract_hours_is_still_a_head():
    make_employee(hours=None)
    assert figures("2026Q2")["headcount", ALMELO] == 1


def test_r7_back_from_begeleid_werken_in_march_counts_march_whole():
    kees = make_person("Kees Fictief")
    make_employment(kees, kind="begeleid_werken", since=day("01-06-2012"), until=day("30-11-2025"), reason="EBT")
    make_employment(kees, since=day("15-03"))
    assert se_on(kees, "28-02") == 0
    assert se_on(kees, "31-03") == 1
    assert labour_years(kees) == Decimal("0.8333")


@pytest.mark.parametrize(("last_day", "aj"), [("31-03", "0.2500"), ("30-03", "0.1667")])
def test_r8_the_last_day_of_the_month_decides(last_day, aj):
    assert labour_years(make_employee(until=day(last_day), reason="EIG")) == Decimal(aj)


def test_r9_fewer_hours_from_10_june():
    truus = make_employee(hours=[(36, day("01-03-2008"), day("09-06")), (24, day("10-06"), None)])
    assert se_stands(truus) == [Decimal("1.0000")] * 5 + [Decimal("0.6667")] * 7
    assert labour_years(truus) == Decimal("0.8056")


def test_r10_the_middle_of_two_changes_in_one_month_leaves_no_trace_in_aj():
    hours = [(36, day("01-03-2008"), day("09-06")), (24, day("10-06"), day("19-06")), (30, day("20-06"), None)]
    truus = make_employee(hours=hours)
    assert se_on(truus, "30-06") == Decimal("0.8333")
    assert stand_on(truus, "15-06").hours == 24


def test_r11_the_mean_per_day_is_another_number_than_the_stand():
    truus = make_employee(hours=[(36, day("01-03-2008"), day("09-06")), (24, day("10-06"), None)])
    assert daily_mean(truus, day("01-06"), day("30-06")) == Decimal("0.7667")
    assert se_on(truus, "30-06") == Decimal("0.6667")


def test_r12_the_day_it_takes_effect_counts_not_the_day_it_was_decided():
    truus = make_employee()
    make_indication(truus, "ernstig", since=day("15-07"), until=day("14-07-2031"), decided_on=day("01-09"))
    assert se_stands(truus) == [Decimal(1)] * 6 + [Decimal("1.25")] * 6
    assert labour_years(truus) == Decimal("1.1250")


def test_r12_of_two_decisions_from_one_day_the_later_holds():
    truus = make_employee()
    make_indication(truus, "ernstig", since=day("15-07"), until=day("14-07-2031"), decided_on=day("01-06"))
    make_indication(truus, "matig", since=day("15-07"), until=day("14-07-2031"), decided_on=day("01-09"))
    assert se_on(truus, "31-07") == 1


def test_r13_in_service_since_1996_stays_matig_whatever_the_re_indication_says():
    henk = make_employee("Henk Fictief", kind="wsw_oud", since=day("01-05-1996"), in_service_1997=True)
    make_indication(henk, "ernstig", since=day("01-01-2024"), until=day("31-12-2033"))
    assert se_on(henk, "30-09") == 1


def test_r13_a_new_employment_after_a_break_counts_as_ernstig():
    henk = make_person("Henk Fictief", category="ernstig", in_service_1997=True)
    make_employment(henk, kind="wsw_oud", since=day("01-05-1996"), until=day("30-06-2016"), reason="EIG")
    make_employment(henk, kind="nwsw", since=day("01-09-2016"))
    assert se_on(henk, "30-09") == Decimal("1.25")


def test_r13_the_old_group_is_lost_after_a_break_of_one_day():
    henk = make_person("Henk Fictief", category="ernstig", in_service_1997=True)
    make_employment(henk, kind="wsw_oud", since=day("01-05-1996"), until=day("30-06-2016"), reason="EIG")
    make_employment(henk, kind="wsw_oud", since=day("02-07-2016"))
    assert se_on(henk, "30-09") == Decimal("1.25")


def test_r13_a_break_before_1998_broke_nothing_yet():
    """What counts is being in service on 31-12-1997 (Besluit art. 10)."""
    henk = make_person("Henk Fictief", category="ernstig", in_service_1997=True)
    make_employment(henk, kind="wsw_oud", since=day("01-05-1985"), until=day("30-06-1990"), reason="EIG")
    make_employment(henk, kind="wsw_oud", since=day("01-09-1991"))
    assert se_on(henk, "30-09") == 1


def test_r14_an_indication_that_expired_keeps_counting_in_its_category():
    truus = make_employee(category=None)
    make_indication(truus, "ernstig", since=day("01-06-2016"), until=day("31-05"))
    assert se_stands(truus) == [Decimal("1.25")] * 12


def test_r14_a_withdrawn_indication_keeps_counting_while_the_employment_runs():
    truus = make_employee(category=None)
    make_indication(truus, "ernstig", since=day("01-06-2016"), until=day("31-05-2030"))
    truus.indications.update(withdrawn_on=day("12-05"))
    assert se_on(truus, "30-06") == Decimal("1.25")


def test_r15_unpaid_leave_has_no_stand_in_its_months():
    truus = make_employee(placed=True)
    make_leave(truus, "onbetaald", since=day("01-04"), until=day("30-06"))
    assert se_stands(truus)[2:7] == [1, 0, 0, 0, 1]
    assert labour_years(truus) == Decimal("0.7500")


def test_r15_sick_with_pay_counts_whole():
    truus = make_employee(placed=True)
    make_sick(truus, since=day("01-04"), recovered_on=day("01-07"))
    assert labour_years(truus) == Decimal("1.0000")


def test_r16_three_of_twelve_hours_are_one_and_not_099():
    for name in ("Truus", "Riet", "Joke"):
        make_employee(f"{name} Fictief", hours=12)
    assert figures("2026Q2")["se_month_end", ALMELO, "2026-06"] == Decimal("1.00")
    assert figures("2026Q2")["se_quarter_mean", ALMELO] == Decimal("1.00")


@pytest.mark.parametrize(
    ("total", "rounded"), [("12.345", "12.35"), ("12.344", "12.34"), ("2.675", "2.68"), ("-12.345", "-12.35")]
)
def test_r16_half_a_hundredth_goes_up(total, rounded):
    assert round_once(Decimal(total)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("hours", "fte"),
    [
        (["0.06"] * 3, "0.01"),  # three times 1/600 is 0.005
        (["12", "12", "12", "0.18"], "1.01"),  # three thirds and 0.005: written out in decimals it stays under 1.005
        (["12", "12", "12", "0.17"], "1.00"),
    ],
)
def test_r16_half_a_hundredth_made_of_thirds_goes_up_too(hours, fte):
    for number, each in enumerate(hours):
        make_employee(f"Truus Fictief {number}", hours=each)
    assert figures("2026Q2")["fte_month_end", ALMELO, "2026-06"] == Decimal(fte)


def test_r16_the_region_is_rounded_from_its_own_sum():
    for place in ("Almelo", "Wierden", "Tubbergen"):
        make_employee(f"Truus {place}", hours=12, lives_in=place)
    counted = figures("2026Q2")
    assert [counted["se_quarter_mean", code] for code in (ALMELO, "GM0189", "GM0183")] == [Decimal("0.33")] * 3
    assert counted["se_quarter_mean", "totaal"] == Decimal("1.00")


def test_r16b_two_contracts_of_twenty_hours_are_one():
    piet = make_employee("Piet Fictief", hours=20, category="ernstig")
    make_employment(piet, hours=20)
    stand = stand_on(piet, "30-06")
    assert (stand.hours, stand.fte, stand.se) == (40, 1, Decimal("1.25"))
    assert figures("2026Q2")["headcount", ALMELO] == 1


def test_r16b_leave_from_one_of_two_contracts_takes_only_that_one():
    piet = make_employee("Piet Fictief", hours=20)
    second = make_employment(piet, hours=18)
    make_leave(second, "onbetaald", since=day("01-05"), until=day("31-07"))
    assert se_on(piet, "30-06") == Decimal("0.5556")


def test_r16c_a_leap_year_changes_nothing():
    truus = make_employee(until=day("29-02-2028"), reason="EIG")
    riet = make_employee("Riet Fictief", until=day("28-02-2028"), reason="EIG")
    assert labour_years(truus, year=2028) == Decimal("0.1667")
    assert labour_years(riet, year=2028) == Decimal("0.0833")


def test_r16d_rvu_is_a_memo_and_no_se():
    truus = make_employee()
    make_leave(truus, "rvu", since=day("01-10"))
    counted = figures("2026")
    assert counted["rvu_memo", ALMELO] == Decimal("0.25")
    assert counted["se_quarter_mean", ALMELO] == Decimal("0.75")
    assert counted["headcount", ALMELO] == 1


def test_r16d_with_the_switch_on_rvu_counts():
    Parameter.objects.filter(name="rvu_counts_in_se").update(value=1)
    truus = make_employee()
    make_leave(truus, "rvu", since=day("01-10"))
    assert labour_years(truus) == Decimal("1.0000")


def test_r16e_beschut_werk_is_never_in_the_wsw_se():
    nina = make_employee("Nina Fictief", kind="beschut_werk", cao="aan_de_slag", since=day("01-02-2022"), hours="18.5")
    before, after = stands([day("31-12-2026"), day("31-01-2027")], employees=[nina.pk])
    assert [before.scheme, after.scheme] == ["beschut", "beschut"]
    assert [before.se, after.se] == [0, 0]
    assert round_once(before.fte, 4) == Decimal("0.5000")
    assert round_once(after.fte, 4) == Decimal("0.5139")
    counted = figures("2026Q4")
    assert counted["headcount", "totaal"] == counted["se_quarter_mean", "totaal"] == 0


def test_r16e_somebody_with_both_counts_once_in_the_wsw():
    nina = make_employee("Nina Fictief", hours=18)
    make_employment(nina, kind="beschut_werk", cao="aan_de_slag", since=day("01-02-2022"), hours="18.5")
    counted = figures("2026Q4")
    assert counted["headcount", ALMELO] == 1
    assert counted["se_quarter_mean", ALMELO] == Decimal("0.50")
    assert counted["hours_share", ALMELO, "LEEG"] == 100


# 7.2 Indication


def test_r21_validity_beyond_the_aow_date_is_kept_and_ends_with_it():
    henk = make_employee("Henk Fictief", born=day("22-11-1959"), category=None)
    indication = make_indication(henk, "ernstig", since=day("01-01-2020"), until=day("31-12-2049"))
    indication.refresh_from_db()
    assert indication.valid_until == day("31-12-2049")
    assert se_on(henk, "31-10") == Decimal("1.25")
    assert se_on(henk, "30-11") == 0


def test_r25_without_a_category_there_is_no_se_but_a_head():
    make_employee(category=None)
    counted = figures("2026Q2")
    assert counted["se_quarter_mean", ALMELO] == 0
    assert counted["headcount", ALMELO] == 1


# 7.3 AOW


@pytest.mark.parametrize(
    ("born", "aow"),
    [
        pytest.param("22-11-1959", "22-11-2026", id="r26"),
        pytest.param("31-12-1960", "31-12-2027", id="r27-last-of-2027"),
        pytest.param("01-01-1961", "01-04-2028", id="r27-first-of-2028"),
        pytest.param("01-01-1957", "01-11-2023", id="r28-66-and-10-months"),
        pytest.param("28-02-1957", "28-12-2023", id="r28-last-of-2023"),
        pytest.param("01-03-1957", "01-03-2024", id="r28-first-of-2024"),
        pytest.param("30-09-1961", "30-12-2028", id="r28-december"),
        pytest.param("01-10-1961", "01-01-2029", id="r28-january"),
        pytest.param("29-02-1960", "28-02-2027", id="r28b-29-february"),
        pytest.param("30-11-1961", "28-02-2029", id="r28b-30-november"),
        pytest.param("31-12-1947", "31-12-2012", id="before-the-table"),
        pytest.param("01-07-1970", "01-10-2037", id="after-the-table"),
    ],
)
def test_r26_to_r28b_aow_dates(born, aow):
    birth = day(born)
    assert aow_dates([birth]) == {birth: day(aow)}


def test_r26_the_day_before_aow_is_the_last_that_counts():
    henk = make_employee("Henk Fictief", born=day("22-11-1959"))
    assert se_on(henk, "21-11") == 1
    assert stand_on(henk, "22-11") is None
    assert figures("2026-11")["headcount", ALMELO] == 0


def test_r27_nobody_reaches_aow_in_the_first_quarter_of_2028_nor_in_january_and_february_of_2024():
    births = [day("01-01-1955") + timedelta(days=number) for number in range(8 * 366)]
    reached = set(aow_dates(births).values())
    none = [*_days("01-01-2028", "31-03-2028"), *_days("01-01-2024", "29-02-2024")]
    assert reached.isdisjoint(none)
    assert {day("31-12-2027"), day("01-04-2028"), day("28-12-2023"), day("01-03-2024")} <= reached


def _days(first, last):
    return [date.fromordinal(number) for number in range(day(first).toordinal(), day(last).toordinal() + 1)]


def test_r28_every_birth_date_agrees_with_the_rule_written_out():
    """For year k ascending, d = birth + age(k); the first d in year k. Here by hand, over all working lives."""
    ages = {age.year: (age.years, age.months) for age in AowAge.objects.all()}
    births = [day("01-01-1948") + timedelta(days=number) for number in range(0, 6200, 3)]
    expected = {birth: _aow_by_hand(birth, ages) for birth in births}
    assert aow_dates(births) == expected


def _aow_by_hand(birth, ages):
    for year in sorted(ages):
        reached = _later(birth, *ages[year])
        if reached.year == year:
            return reached
    return _later(birth, *ages[max(ages)])


def _later(start, years, months):
    month = start.month - 1 + months
    year, month = start.year + years + month // 12, month % 12 + 1
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month, min(start.day, last))
        except ValueError:
            continue
    raise AssertionError


def test_r28c_rvu_at_most_two_years_before_aow():
    assert aow_dates([day("01-01-1961")])[day("01-01-1961")] == day(
        "01-04-2028"
    )  # so RVU from 01-04-2026 at the earliest


def test_r28d_past_aow_and_still_in_service_is_no_se():
    henk = make_employee("Henk Fictief", born=day("01-01-1957"))
    assert stand_on(henk, "31-01") is None
    counted = figures("2026Q1")
    assert counted["se_quarter_mean", ALMELO] == counted["headcount", ALMELO] == 0


# 7.4 Sickness, as far as it touches a stand


@pytest.mark.parametrize(("paid", "se"), [(True, "1.0000"), (False, "0.0000")])
def test_r30_after_104_weeks_the_stand_depends_on_the_wage(paid, se):
    truus = make_employee(placed=True)
    make_sick(truus, since=day("25-11-2024"))
    if not paid:
        make_leave(truus, "onbetaald", since=day("23-11"))
    assert se_on(truus, "31-10") == 1
    assert se_on(truus, "30-11") == Decimal(se)


# What a stand stands on


def test_the_numbers_come_from_dated_parameters():
    truus = make_employee()
    Parameter.objects.filter(name="factor_matig").update(ends_on=day("30-06"))
    Parameter.objects.create(
        name="factor_matig", value="1.10", unit="factor", starts_on=day("01-07"), source="verzonnen voor deze test"
    )
    assert [se_on(truus, "30-06"), se_on(truus, "31-07")] == [Decimal("1.0000"), Decimal("1.1000")]


def test_a_person_has_one_stand_whatever_was_registered():
    truus = make_employee(placed=True)
    make_employment(truus, kind="begeleid_werken", hours=4)
    make_placement(truus.employments.first(), "BSB", 0, since=day("01-05"))
    make_indication(truus, "ernstig", since=day("01-02"), until=day("31-01-2030"))
    make_leave(truus.employments.last(), "onbetaald", since=day("01-06"))
    assert len([stand for stand in stands([day("30-06")], employees=[truus.pk]) if stand.scheme == "wsw"]) == 1


def test_the_same_day_asked_twice_is_answered_once():
    truus = make_employee()
    once, twice = stands([day("30-06")], employees=[truus.pk]), stands([day("30-06")] * 2, employees=[truus.pk])
    assert once == twice


def test_a_stand_is_that_of_the_asked_people_only():
    truus, riet = make_employee(placed=True), make_employee("Riet Fictief")
    asked = stands(Period.parse("2026").month_ends, employees=[truus.pk])
    assert {stand.employee_id for stand in asked} == {truus.pk}
    everybody = stands(Period.parse("2026").month_ends)
    assert [stand for stand in everybody if stand.employee_id == truus.pk] == asked
    assert {stand.employee_id for stand in everybody} == {truus.pk, riet.pk}


def test_rounding_agrees_with_fractions_for_any_sum_of_people():
    """PostgreSQL's quotients are cut somewhere; `round_once` must give the value of the exact fraction all the same."""
    dice = random.Random(20261122)
    for _ in range(300):
        people = [
            (dice.randint(0, 3600), dice.choice([36, 37]), dice.choice([4, 5])) for _ in range(dice.randint(1, 90))
        ]
        exact = sum(Fraction(hours * weight, 400 * norm) for hours, norm, weight in people) / 12
        cut = sum(
            (Decimal(hours) / 100 / norm).quantize(Decimal("1e-16"), ROUND_HALF_UP) * Decimal(weight) / 4
            for hours, norm, weight in people
        ) / Decimal(12)
        assert round_once(cut) == Decimal(int(exact * 100 + Fraction(1, 2))) / 100


def test_r73_a_stand_as_known_at_a_moment_does_not_change_afterwards():
    registered, first, second = (timezone.now() + timedelta(days=number) for number in (1, 2, 3))
    recorded_on(registered)
    truus = make_employee()
    recorded_on(first)
    truus.employments.get().hours.update(hours=24)
    recorded_on(second)
    truus.employments.get().hours.update(hours=18)
    moments = [registered - timedelta(seconds=1), registered, first - timedelta(microseconds=1), first, second, None]
    expected = [Decimal(se) for se in ("0", "1", "1", "0.6667", "0.5", "0.5")]
    assert [se_on(truus, "30-09", moment) for moment in moments] == expected


def test_r73_a_parameter_is_taken_as_it_was_known_too():
    before, after = (timezone.now() + timedelta(days=number) for number in (1, 2))
    recorded_on(before)
    truus = make_employee(category="ernstig")
    recorded_on(after)
    Parameter.objects.filter(name="factor_ernstig").update(value="1.50")
    assert [se_on(truus, "30-09", moment) for moment in (before, after)] == [Decimal("1.25"), Decimal("1.50")]
