"""Appointments that come between: after six weeks of sickness, before a re-indication, at a new employer.

The policy of a placement itself stands in tests/cases/test_contacts.py.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from cases import appointments
from cases.actions import deaths, merges, transfers
from cases.actions.transfers import Change
from cases.models import Appointment, WswEmployee
from cases.tasks import plan_appointments
from municipalities.asker import asked_by
from municipalities.models import Membership, User, today
from tests import people
from tests.people import day


@pytest.fixture
def truus(anouk: User, truus: WswEmployee) -> WswEmployee:
    """Works, is coached, and was visited yesterday: nothing of the policy of a placement is due for a long time."""
    Appointment.objects.create(employee=truus, planned_on=day("01-12-2030"))
    return truus


def planned(on: date) -> list[tuple[str, date]]:
    """What the night of `on` has planned, beside what was there."""
    with asked_by(appointments.PROCESS):
        appointments.plan(on)
    rows = Appointment.objects.exclude(because="afgesproken").filter(kept_by=None)
    return list(rows.values_list("because", "planned_on"))


def test_after_six_weeks_of_sickness_from_a_week_before(truus: WswEmployee) -> None:
    """Sick since Monday 02-03: six weeks later is Monday 13-04."""
    people.make_sick(truus, since=day("02-03-2026"))
    assert planned(day("05-04-2026")) == []
    assert planned(day("06-04-2026")) == [("week_6", day("13-04-2026"))]
    assert planned(day("07-04-2026")) == [("week_6", day("13-04-2026"))]


def test_it_skips_a_holiday(truus: WswEmployee) -> None:
    """Six weeks after 23-02-2026 is tweede Paasdag, 06-04."""
    people.make_sick(truus, since=day("23-02-2026"))
    assert planned(day("30-03-2026")) == [("week_6", day("07-04-2026"))]


def test_r31_days_at_work_between_two_spells_do_not_count(truus: WswEmployee) -> None:
    """30 sick days, 21 at work; the 42nd day is 12 days into the next spell."""
    people.make_sick(truus, since=day("01-02-2026"), recovered_on=day("03-03-2026"))
    people.make_sick(truus, since=day("24-03-2026"))
    assert planned(day("01-04-2026")) == [("week_6", day("07-04-2026"))]  # 05-04 is Easter Sunday


def test_who_recovered_gets_none(truus: WswEmployee) -> None:
    people.make_sick(truus, since=day("02-03-2026"), recovered_on=day("10-04-2026"))
    assert planned(day("13-04-2026")) == []


def test_before_a_reindication_four_weeks_before_the_last_day_to_ask(truus: WswEmployee) -> None:
    """R17: valid to 31-12-2026, so asked by 10-09; the talk is 13-08, planned from 16-07 on."""
    truus.indications.update(valid_until=day("31-12-2026"), starts_on=day("01-01-2022"))
    assert planned(day("15-07-2026")) == []
    assert planned(day("16-07-2026")) == [("herindicatie", day("13-08-2026"))]


def test_not_when_the_request_was_made(truus: WswEmployee) -> None:
    truus.indications.update(valid_until=day("31-12-2026"), starts_on=day("01-01-2022"))
    people.make_request(truus, on=day("01-07-2026"))
    assert planned(day("16-07-2026")) == []


@pytest.fixture
def over(truus: WswEmployee, bram: User) -> WswEmployee:
    """Truus goes over to a foundation from 1 January 2026."""
    change = Change(day("01-01-2026"), employer=people.make_organisation("Stichting Fictief"))
    by = Membership.objects.get(user=bram)
    with people.signing(bram):
        transfers.do(employments=[truus.employments.get().pk], change=change, by=by)
    return truus


def test_at_a_new_employer_within_three_months(over: WswEmployee) -> None:
    """Two months after 01-01 is Sunday 01-03: Monday."""
    assert planned(day("31-12-2025")) == []
    assert planned(day("01-01-2026")) == [("overgang", day("02-03-2026"))]


def test_later_than_three_months_none_is_made(over: WswEmployee) -> None:
    assert planned(day("01-04-2026")) == []


def test_another_executor_is_no_other_employer(truus: WswEmployee, bram: User) -> None:
    change = Change(day("01-01-2026"), executor=people.make_organisation("Stichting Fictief"))
    with people.signing(bram):
        transfers.do(employments=[truus.employments.get().pk], change=change, by=Membership.objects.get(user=bram))
    assert planned(day("01-01-2026")) == []


@pytest.mark.parametrize(("held_on", "found"), [("12-04-2026", 1), ("13-04-2026", 0)])
def test_a_contact_on_the_day_or_later_has_answered_it(
    truus: WswEmployee, anouk: User, held_on: str, found: int
) -> None:
    people.make_sick(truus, since=day("02-03-2026"))
    people.make_contact(truus, anouk, held_on=day(held_on))
    assert len(planned(day("20-04-2026"))) == found


def test_what_was_missed_is_shifted_and_does_not_pile_up(truus: WswEmployee) -> None:
    """Nobody planned it in time; on Saturday 18 April there is one, on Monday."""
    people.make_sick(truus, since=day("02-03-2026"))
    nights: list[Any] = [planned(day("18-04-2026") + timedelta(days=nth)) for nth in range(3)]
    assert nights == [[("week_6", day("20-04-2026"))]] * 3


def test_nobody_without_a_coach(wim: WswEmployee) -> None:
    people.make_sick(wim, since=day("02-03-2026"))
    assert planned(day("13-04-2026")) == []


def test_it_does_not_keep_the_policy_of_the_placement_from_going_on(truus: WswEmployee) -> None:
    people.make_sick(truus, since=day("02-03-2026"))
    assert planned(day("06-04-2026")) == [("week_6", day("13-04-2026"))]
    Appointment.objects.filter(because="afgesproken").delete()
    assert planned(day("07-04-2026")) == [("halfjaar", day("07-04-2026")), ("week_6", day("13-04-2026"))]


def test_two_on_one_day_are_one(truus: WswEmployee) -> None:
    Appointment.objects.all().delete()
    people.make_sick(truus, since=day("02-03-2026"))
    assert planned(day("13-04-2026")) == [("halfjaar", day("13-04-2026"))]


def test_a_phone_reads_nothing_of_sickness() -> None:
    """The words are kept on the device for a day (docs/decisions/0027)."""
    assert not [label for label in appointments.Because.labels if "ziek" in label or "verzuim" in label]


@pytest.mark.parametrize("step", [(merges, "close_of_nobody"), (deaths, "end_waiting")], ids=lambda step: step[1])
def test_what_is_refused_elsewhere_in_the_night_keeps_no_appointment_back(
    truus: WswEmployee, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str]
) -> None:
    def refused(*_: date) -> None:
        raise IntegrityError("geweigerd")

    people.make_sick(truus, since=today() - timedelta(days=35))
    monkeypatch.setattr(*step, refused)
    with pytest.raises(IntegrityError):
        plan_appointments()
    assert Appointment.objects.filter(employee=truus, because="week_6").exists()
