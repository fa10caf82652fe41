"""Signals of a term that the law sets, and of data that cannot be so: each rule on its first day and the day before."""

from cases.models import Signal
from cases.signals.rules import BY_NUMBER
from tests import people
from tests.cases.signalling import TODAY, told
from tests.people import day, make_employee, make_indication


def test_r17_s1_reindication_from_24_weeks_before_with_its_last_day(make):
    person = make(category=None)
    make_indication(person, since=day("01-01-2022"), until=day("31-12-2026"))
    assert told(person, day("15-07-2026")) == []
    assert told(person, day("16-07-2026")) == [("S1", "10-09-2026")]


def test_r17_s1_turns_red_after_the_last_day_to_ask():
    rule, due = BY_NUMBER["S1"], day("10-09-2026")
    assert [rule.level(due, on) for on in (day("10-09-2026"), day("11-09-2026"))] == ["warn", "bad"]


def test_r17_s1_is_closed_by_the_next_indication(make):
    person = make(category=None)
    make_indication(person, since=day("01-01-2022"), until=day("31-12-2026"))
    assert told(person)
    make_indication(person, since=day("01-01-2027"), until=day("31-12-2031"), decided_on=day("20-11-2026"))
    assert told(person) == []
    assert Signal.objects.get().closed_on == TODAY


def test_r21_s1_not_for_an_indication_that_outlives_the_aow(make):
    person = make(category=None, born=day("20-12-1959"))  # AOW at 67: 20-12-2026
    make_indication(person, since=day("01-01-2022"), until=day("31-12-2026"))
    assert told(person) == [("S8", "19-12-2026")]


def test_r17_s1_not_while_uwv_has_the_request(make):
    person = make(category=None)
    make_indication(person, since=day("01-01-2022"), until=day("31-12-2026"))
    request = people.make_request(person, on=day("01-09-2026"))
    assert told(person) == []
    request.outcome, request.decided_on = "ingetrokken", day("01-11-2026")
    request.save()
    assert told(person) == [("S1", "10-09-2026")]


def test_r14_s2_lapsed_while_the_employment_goes_on(make):
    person = make(category=None)
    make_indication(person, since=day("01-06-2021"), until=day("31-05-2026"))
    assert ("S2", "31-05-2026") not in told(person, day("31-05-2026"))
    assert told(person, day("01-06-2026")) == [("S2", "31-05-2026")]


def test_r28d_s7_over_aow_and_still_in_service(make):
    person = make(born=day("22-11-1959"))
    assert told(person, day("21-11-2026")) == [("S8", "21-11-2026")]
    assert told(person) == [("S20", "22-11-2026"), ("S7", "22-11-2026")]  # R22: the indication lapses


def test_r26_s8_from_90_days_before_unless_the_end_is_recorded(make):
    person = make(born=day("20-02-1960"))  # AOW at 67: 20-02-2027
    assert told(person, day("21-11-2026")) == []
    assert told(person) == [("S8", "19-02-2027")]
    job = person.employments.get()
    job.placements.update(ends_on=day("19-02-2027"))
    job.hours.update(ends_on=day("19-02-2027"))
    person.employments.update(ends_on=day("19-02-2027"), outflow_reason="AOW")
    assert told(person) == [("S3", "19-02-2027")]


def test_r25_s11_no_category(make):
    person = make(category=None)
    assert told(person) == [("S11", "01-03-2008")]
    make_indication(person, since=TODAY, until=day("31-12-2031"))
    assert told(person) == []


def test_r25_s11_not_for_who_is_always_matig(make):
    assert told(make(category=None, kind="wsw_oud", since=day("01-05-1996"))) == []


def test_r92_s12_dead_and_still_in_service(make):
    person = make(died_on=day("21-11-2026"))
    person.indications.update(uwv_copy_on=day("21-11-2026"))
    assert told(person, day("21-11-2026")) == []
    assert told(person) == [("S12", "21-11-2026")]


def test_r29_s16_the_first_step_that_was_not_taken_from_two_weeks_before(make):
    """R29: sick since Monday 02-03: the analysis is due on 13-04, the plan on 27-04."""
    person = make()
    spell = people.make_sick(person, since=day("02-03-2026"))
    assert told(person, day("02-03-2026")) == [("S16", "09-03-2026")]
    spell.steps.create(kind="melding", done_on=day("03-03-2026"))
    assert told(person, day("29-03-2026")) == []
    assert told(person, day("30-03-2026")) == told(person, day("01-05-2026")) == [("S16", "13-04-2026")]
    spell.steps.create(kind="probleemanalyse", done_on=day("10-04-2026"))
    assert told(person, day("13-04-2026")) == [("S16", "27-04-2026")]
    spell.recovered_on = day("14-04-2026")
    spell.save()
    assert told(person, day("14-04-2026")) == []


def test_r31_s16_goes_on_counting_within_four_weeks(make):
    """70 sick days before 10-05; again on 01-06: the talk after eight and six weeks (day 98) is due 28 days later."""
    person = make()
    first = people.make_sick(person, since=day("01-03-2026"), recovered_on=day("10-05-2026"))
    for kind in ("melding", "probleemanalyse"):
        first.steps.create(kind=kind, done_on=day("07-03-2026"))
    people.make_sick(person, since=day("01-06-2026"))
    assert told(person, day("01-06-2026")) == [("S16", "26-04-2026")]  # the plan: 56 days after 01-03
    first.steps.create(kind="plan_van_aanpak", done_on=day("08-05-2026"))
    assert told(person, day("04-06-2026")) == []
    assert told(person, day("05-06-2026")) == [("S16", "19-06-2026")]  # six weeks after the plan


def test_r29_s16_is_red_after_its_last_day():
    levels = [BY_NUMBER["S16"].level(day("13-04-2026"), on) for on in (day("13-04-2026"), day("14-04-2026"))]
    assert levels == ["warn", "bad"]


def test_r18_s17_uwv_decides_within_sixteen_weeks(make):
    person = make()
    request = people.make_request(person, on=day("08-09-2026"), received_on=day("10-09-2026"))
    assert told(person, day("16-12-2026")) == []
    assert told(person, day("17-12-2026")) == told(person, day("15-01-2027")) == [("S17", "31-12-2026")]
    request.outcome, request.decided_on = "ingetrokken", day("15-01-2027")
    request.save()
    assert told(person, day("15-01-2027")) == []


def test_r22_s20_uwv_gets_a_copy_of_what_was_withdrawn(make):
    person = make()
    person.indications.update(withdrawn_on=day("12-05-2026"))
    assert told(person, day("11-05-2026")) == []
    assert told(person, day("12-05-2026")) == told(person) == [("S20", "12-05-2026")]
    person.indications.update(uwv_copy_on=TODAY)
    assert told(person) == []


def test_r23_s21_notice_once_it_is_final_and_something_else_is_there(make):
    person = make()
    refused = {"outcome": "niet_doelgroep", "decided_on": day("01-04-2026"), "final_on": day("15-05-2026")}
    request = people.make_request(person, on=day("01-02-2026"), **refused)
    assert told(person, day("15-05-2026")) == []
    request.alternative = "aangeboden"
    request.save()
    assert told(person, day("14-05-2026")) == []
    assert told(person, day("15-05-2026")) == told(person) == [("S21", "15-05-2026")]


def test_who_left_asks_for_nothing(coached):
    person = make_employee(until=day("31-12-2020"), reason="EIG", category=None)
    assert told(person) == []


def test_s3_employment_ends_within_90_days(make):
    person = make(until=day("20-02-2027"), reason="PEN")
    assert told(person) == [("S3", "20-02-2027")]
    assert told(person, day("21-11-2026")) == []


def test_s3_not_when_another_follows(make):
    person = make(until=day("31-12-2026"), reason="OVG")
    people.make_employment(person, since=day("01-01-2027"))
    assert told(person) == []


def test_s13_no_home(make):
    person = make()
    person.residences.update(ends_on=day("31-10-2026"))
    assert told(person) == [("S13", "01-11-2026")]
