"""Signals of proposals: each rule on its first day and the day before, and closed by what came of it."""

from datetime import timedelta

from django.utils import timezone

from cases.actions import placements, proposals
from cases.models import Proposal, WswEmployee
from cases.signals.rules import BY_NUMBER
from municipalities.models import User, today
from tests import people
from tests.cases.signalling import told
from tests.people import day, make_employee, make_placement, today_plus


def proposed(person: WswEmployee, by: User, on: str) -> Proposal:
    return people.make_proposal(person, by, proposed_on=day(on))


def test_s30_a_proposal_waits_three_weeks(guided: WswEmployee, coached: User) -> None:
    made = proposed(guided, coached, "01-11-2026")
    proposed(make_employee("Zonder Coach"), coached, "01-11-2026")
    assert told(guided, day("21-11-2026")) == []
    assert told(guided, day("22-11-2026")) == [("S30", "22-11-2026")]
    people.make_proposal(guided, coached, hirer="Drukkerij Verzonnen", proposed_on=day("20-10-2026"))
    assert told(guided, day("22-11-2026")) == [("S30", "10-11-2026")]  # the one that waits longest
    for each in Proposal.objects.filter(employee=guided):
        proposals.close(proposal=each, on=day("22-11-2026"), reason="inlener_ander")
    assert told(guided, day("22-11-2026")) == []
    made.refresh_from_db()
    assert made.state == "afgewezen"


def test_s30_is_red_after_three_weeks_more() -> None:
    levels = [BY_NUMBER["S30"].level(day("01-11-2026"), day(on)) for on in ("21-11-2026", "22-11-2026")]
    assert levels == ["warn", "bad"]


def test_s30_of_who_died_or_left_is_nothing_to_do(guided: WswEmployee, coached: User) -> None:
    proposed(guided, coached, "01-11-2026")
    WswEmployee.objects.filter(pk=guided.pk).update(died_on=day("20-11-2026"))
    assert "S30" not in dict(told(guided, day("22-11-2026")))


def test_s31_a_trial_is_over_the_day_after_its_last(guided: WswEmployee, coached: User) -> None:
    made, last = proposed(guided, coached, "01-10-2026"), day("20-11-2026")
    guided.employments.get().placements.update(hours=20)
    trial = make_placement(guided, "IND", 10, since=day("05-10-2026"), until=last, hirer="Bakkerij Bedacht")
    Proposal.objects.filter(pk=made.pk).update(state="proef", trial=trial)
    made.refresh_from_db()
    assert "S31" not in dict(told(guided, last))
    assert ("S31", "21-11-2026") in told(guided, last + timedelta(days=1))
    proposals.keep(proposal=made, trial=trial, since=last + timedelta(days=1), ends_on=None)
    assert "S31" not in dict(told(guided, last + timedelta(days=1)))


def test_s31_is_red_after_two_weeks() -> None:
    levels = [BY_NUMBER["S31"].level(day("08-11-2026"), day(on)) for on in ("21-11-2026", "22-11-2026")]
    assert levels == ["warn", "bad"]


def test_s31_a_trial_whose_last_day_was_taken_away_is_none_any_more(guided: WswEmployee, coached: User) -> None:
    """By *Verbeter*; the proposal still says that it is one. Since the day on which that was put so."""
    made = proposed(guided, coached, "01-10-2026")
    guided.employments.get().placements.update(hours=20)
    trial = make_placement(guided, "IND", 10, since=day("05-10-2026"), until=today_plus(9), hirer="Bakkerij Bedacht")
    Proposal.objects.filter(pk=made.pk).update(state="proef", trial=trial)
    assert "S31" not in dict(told(guided, today()))
    people.meanwhile()
    placements.correct(placement=trial, ends_on=None, end_reason="")
    assert ("S31", f"{today():%d-%m-%Y}") in told(guided, today())
    made.refresh_from_db()
    proposals.keep(proposal=made, trial=trial, since=today(), ends_on=None)
    assert "S31" not in dict(told(guided, today()))


def test_s31_keeps_its_day_when_the_placement_is_put_right_in_something_else(
    guided: WswEmployee, coached: User
) -> None:
    made = proposed(guided, coached, "01-10-2026")
    guided.employments.get().placements.update(hours=20)
    trial = make_placement(guided, "IND", 10, since=day("05-10-2026"), until=today_plus(9), hirer="Bakkerij Bedacht")
    Proposal.objects.filter(pk=made.pk).update(state="proef", trial=trial)
    people.meanwhile()
    placements.correct(placement=trial, ends_on=None, end_reason="")
    people.recorded_on(timezone.now() + timedelta(days=5))
    placements.correct(placement=trial, hours=8)
    assert ("S31", f"{today():%d-%m-%Y}") in told(guided, today_plus(6))
