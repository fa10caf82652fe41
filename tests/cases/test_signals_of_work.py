"""Signals of work and guidance: each rule on its first day and the day before."""

from datetime import timedelta
from pathlib import Path

import pytest

from cases.actions import plans
from cases.contacts import guidance
from cases.signals.rules import BY_NUMBER, RULES
from municipalities.models import User
from tests import people
from tests.cases.signalling import TODAY, signed, told
from tests.people import day, make_employee, make_placement


def test_who_has_everything_asks_for_nothing(guided):
    assert told(guided, guiding=True) == []


def test_r44_s4_placement_without_a_next_one_at_90_days(make):
    person = make(placed=False)
    make_placement(person, "IND", until=day("20-02-2027"))
    assert told(person, day("21-11-2026")) == []
    assert told(person) == [("S4", "20-02-2027")]
    make_placement(person, "IND", since=day("21-02-2027"))
    assert told(person) == []


def test_r44_s4_is_red_from_30_days():
    levels = [BY_NUMBER["S4"].level(day("30-06-2027"), on) for on in (day("30-05-2027"), day("31-05-2027"))]
    assert levels == ["warn", "bad"]


def test_r44_leegloop_from_the_day_after(make):
    """R44: the contract ends 30-06 and is not prolonged: without work from 01-07."""
    person = make(placed=False)
    make_placement(person, "IND", until=day("30-06-2026"))
    assert told(person, day("30-06-2026")) == [("S4", "30-06-2026")]
    assert told(person, day("01-07-2026")) == [("S6", "01-07-2026")]


def test_r44_s26_the_contract_ends_before_the_placement(make):
    """As when somebody of another municipality ended it: her own coach hears of it."""
    person = make(placed=False)
    placed = make_placement(person, "IND", contract=people.make_contract(until=day("20-02-2027")))
    assert told(person, day("21-11-2026")) == []
    assert told(person) == told(person, day("01-03-2027")) == [("S26", "20-02-2027")]
    placed.ends_on = day("20-02-2027")
    placed.save()
    assert told(person) == [("S4", "20-02-2027")]


def test_r6_s5_zero_hours_after_a_month(make):
    person = make(placed=False, hours=[(36, day("01-03-2008"), day("31-05-2026")), (0, day("01-06-2026"), None)])
    make_placement(person, hours=0)
    assert told(person, day("30-06-2026")) == []
    assert told(person, day("01-07-2026")) == [("S5", "01-06-2026")]


def test_s6_not_on_leave_and_not_with_ones_own_employer(make):
    away = make(placed=False)
    people.make_leave(away, "rvu", since=day("01-01-2026"))
    own = make("Wim Verzonnen", placed=False, kind="begeleid_werken")
    assert told(away) == told(own) == []


def test_s9_nobody_coaches(make, coached):
    person = make()
    person.caseloads.update(ends_on=day("31-10-2026"))
    assert told(person, day("31-10-2026")) == []
    assert told(person, day("01-11-2026")) == [("S9", "01-11-2026")]


def test_s9_who_never_had_a_coach_waits_since_the_first_day_in_service(coached):
    assert told(make_employee(placed=True)) == [("S9", "01-03-2008")]


def test_s10_the_coach_has_no_role_any_more(make, coached):
    person = make()
    coached.memberships.update(ends_on=day("31-10-2026"))
    assert told(person, day("31-10-2026")) == []
    assert told(person, day("01-11-2026")) == [("S10", "01-11-2026")]


def test_s10_the_account_is_closed(make, coached):
    person = make()
    User.objects.filter(pk=coached.pk).update(is_active=False)
    assert told(person) == [("S10", "01-01-2010")]


def test_r44_s14_begeleid_werken_ends_without_a_next_one(make):
    person = make(placed=False, kind="begeleid_werken", hours=24)
    people.make_supported(person, ends_on=day("20-02-2027"))
    assert told(person, day("21-11-2026")) == []
    assert told(person) == [("S14", "20-02-2027")]
    people.make_supported(person, starts_on=day("21-02-2027"))
    assert told(person) == []


def test_r43_s15_six_months_without_support(make):
    person = make(placed=False, kind="begeleid_werken", hours=24)
    people.make_supported(person, support_asked_on=day("22-05-2026"))
    assert told(person, day("21-11-2026")) == []
    assert told(person) == [("S15", "22-11-2026")]
    person.supported_contracts.update(support=people.make_organisation("Stichting Bedacht"))
    assert told(person) == []


def test_r82_s18_no_plan_that_both_signed(guided, make, coached):
    person = make("Wim Verzonnen")
    people.make_contact(person, coached, held_on=TODAY)
    people.make_plan(person)  # a draft is no plan yet
    assert told(person, guiding=True) == [("S18", "01-01-2010")]
    plans.close(plan=guided.plans.get(), on=day("31-10-2026"))
    assert told(guided, day("31-10-2026"), guiding=True) == []
    assert told(guided, day("01-11-2026"), guiding=True) == [("S18", "01-11-2026")]
    signed(guided, coached, version=2, starts_on=TODAY)
    assert told(guided, TODAY, guiding=True) == []


def test_s18_and_s19_wait_for_a_coach(coached):
    assert told(make_employee(placed=True), guiding=True) == [("S9", "01-03-2008")]


def test_r68_s19_after_90_days_without_contact(guided, coached):
    assert told(guided, TODAY, guiding=True) == []  # 24-08 and 90 days
    assert told(guided, day("23-11-2026"), guiding=True) == [("S19", "23-11-2026")]
    people.make_contact(guided, coached, held_on=day("22-11-2026"))
    assert told(guided, day("23-11-2026"), guiding=True) == []


@pytest.mark.parametrize(("form", "last"), [("IND", "01-04-2026"), ("BW", "01-04-2026"), ("BSB", "30-06-2026")])
def test_r68_s19_counts_from_the_placement_by_its_form(make, form, last):
    person = make(placed=False)
    make_placement(person, form)
    found = ["S19" in dict(told(person, day(last) + timedelta(days=nth), guiding=True)) for nth in (0, 1)]
    assert found == [False, True]


@pytest.mark.parametrize("form", ["WOL", "GRD"])
def test_r68_s19_not_in_another_form(make, form):
    person = make(placed=False)
    make_placement(person, form)
    assert "S19" not in dict(told(person, guiding=True))


def test_s22_four_weeks_before_the_plan_ends(guided):
    assert told(guided, day("02-12-2026")) == []
    assert told(guided, day("03-12-2026")) == told(guided, day("31-12-2026")) == [("S22", "31-12-2026")]
    later = told(guided, day("01-02-2027"))
    assert later == [("S22", "31-12-2026"), ("S27", "31-12-2026")]  # the plan's action is late too


def test_r85_s22_a_year_after_the_last_evaluation(make, coached):
    person = make()
    plan = signed(person, coached, ends_on=day("31-12-2028"))
    assert told(person, day("04-12-2026")) == [("S22", "01-01-2027")]
    plan.evaluations.create(held_on=day("10-06-2026"))
    assert told(person, day("12-05-2027")) == []
    assert told(person, day("13-05-2027")) == [("S22", "10-06-2027")]


def test_r85_s22_29_february_becomes_28(make, coached):
    person = make()
    signed(person, coached, starts_on=day("29-02-2028"), ends_on=day("31-12-2030"))
    assert told(person, day("31-01-2029")) == [("S22", "28-02-2029")]


def test_s23_new_in_the_caseload_until_the_first_contact(make, coached):
    person, former = make(), people.make_user("Els Voorbeeld")
    people.make_membership(former, "jobcoach")
    person.caseloads.update(ends_on=day("21-11-2026"), coach=former)
    assert told(person, day("21-11-2026")) == []
    people.coach(person, coached, since=TODAY)
    assert told(person) == told(person, day("19-12-2026")) == [("S23", "22-11-2026")]
    assert told(person, day("20-12-2026")) == []  # four weeks later
    people.make_contact(person, coached, held_on=TODAY)
    assert told(person) == []


def talk(person, coach, held_on, minutes):
    """So many minutes on one day; one contact lasts ten hours at most."""
    for lasted in [600] * (minutes // 600) + [minutes % 600]:
        if lasted:
            people.make_contact(person, coach, held_on=day(held_on), minutes=lasted)


@pytest.mark.parametrize(("minutes", "much"), [(4257, False), (4258, True)])
def test_r67_s24_more_than_15_percent_of_a_quarter(make, coached, minutes, much):
    """The third quarter is 92 days of 36 hours a week: 36 x 60 x 92 / 7 = 28,388.57 minutes; 15 % is 4,258.29."""
    person = make()
    talk(person, coached, "01-07-2026", minutes)
    talk(person, coached, "30-09-2026", 1)
    talk(person, coached, "01-10-2026", 6000)
    assert told(person, day("01-10-2026")) == ([("S24", "30-09-2026")] if much else [])
    assert told(person, day("31-12-2026")) == ([("S24", "30-09-2026")] if much else [])
    assert guidance(person, coached.memberships.get(), day("30-09-2026")).is_much is much  # as the coach reads it


def test_r67_s24_goes_by_the_hours_of_the_quarter_and_not_without(make, coached):
    person = make(placed=False, hours=[(36, day("01-03-2008"), day("31-08-2026")), (0, day("01-09-2026"), None)])
    make_placement(person, hours=0)
    for held_on in ("15-07-2026", "15-10-2026"):
        talk(person, coached, held_on, 3000)
    found = [dict(told(person, day(on))).get("S24") for on in ("01-10-2026", "01-01-2027")]
    assert found == ["30-09-2026", None]  # 62 days at 36 hours: 15 % is 2,869; in the fourth quarter nothing is worked


def test_s25_an_appointment_that_was_not_kept(make, coached):
    person = make()
    for on in ("20-11-2026", "10-11-2026"):
        person.appointments.create(planned_on=day(on))
    assert told(person, day("10-11-2026")) == []
    assert told(person, day("11-11-2026")) == told(person) == [("S25", "10-11-2026")]
    noted = people.make_contact(person, coached, held_on=day("15-11-2026"))
    person.appointments.filter(planned_on__lte=noted.held_on).update(kept_by=noted)
    assert told(person) == [("S25", "20-11-2026")]
    person.appointments.update(kept_by=noted)
    assert told(person) == []


def test_s25_not_of_an_evaluation_which_s22_says(make):
    person = make()
    person.appointments.create(planned_on=day("10-11-2026"), because="evaluatie")
    assert told(person) == []


def test_s25_is_red_after_two_weeks():
    levels = [BY_NUMBER["S25"].level(day("10-11-2026"), day(on)) for on in ("23-11-2026", "24-11-2026")]
    assert levels == ["warn", "bad"]


def test_every_rule_has_its_story() -> None:
    words = "".join(path.read_text() for path in Path(__file__).parent.glob("test_signals_of_*.py"))
    assert [rule.number for rule in RULES if f'("{rule.number}", "' not in words] == []
