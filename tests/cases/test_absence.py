"""The national formulas of sick leave (R30, R32-R34c): the functions, and the one statement against a hand count."""

from datetime import date
from decimal import Decimal

import pytest

from cases import absence
from cases.models import WswEmployee
from cases.selection import among
from reports.stands import stand_of
from tests import people
from tests.people import day


def test_r32_half_a_week_of_work_for_ten_days_of_june():
    found = absence.percentage(10 * Decimal("0.5"), Decimal(10) * 30)
    assert round(found, 2) == Decimal("1.67")


def test_r33_half_sick_counts_half():
    found = absence.percentage(10 * Decimal("0.5") * Decimal("0.5"), Decimal(10) * 30)
    assert round(found, 2) == Decimal("0.83")


def test_r34_twelve_reports_among_a_hundred_in_a_quarter_of_90_days():
    found = absence.frequency(12, Decimal(100), 90)
    assert round(found, 2) == Decimal("0.49")


def test_r34b_february_of_a_leap_year_has_29_days():
    assert absence.days_of(date(2028, 2, 1), date(2028, 2, 29)) == 29
    assert absence.days_of(date(2027, 2, 1), date(2027, 2, 28)) == 28


@pytest.mark.parametrize(
    ("days", "name"),
    [(1, "1-7"), (7, "1-7"), (8, "8-42"), (42, "8-42"), (43, "43-365"), (365, "43-365"), (366, "> 365")],
)
def test_r34c_the_classes_of_duration(days, name):
    assert absence.class_of(days) == name


def test_where_there_is_nobody_there_is_no_percentage():
    assert absence.percentage(Decimal(0), Decimal(0)) is None
    assert absence.frequency(0, Decimal(0), 90) is None
    assert absence.mean_duration(0, 0) is None


def counted(first, last):
    return absence.counted(among(WswEmployee.objects.all(), day(last)), day(first), day(last))


@pytest.fixture
def team(db):
    """Ten fte in June 2026: nine whole weeks, and Truus and Piet with half a week each."""
    for nth in range(9):
        people.make_employee(f"Heel{nth} Fictief", hours=36)
    people.make_employee("Piet Verzonnen", hours=18)
    return people.make_employee("Truus Fictief", hours=18)


@pytest.mark.django_db
def test_r32_the_statement_counts_what_the_hand_counts(team):
    people.make_sick(team, since=day("01-06-2026"), recovered_on=day("11-06-2026"))
    found = counted("01-06-2026", "30-06-2026")
    assert (found.lost, found.available) == (5, 300)
    assert round(found.percentage, 2) == Decimal("1.67")
    assert (found.reports, found.ended, found.days_of_ended, found.person_days) == (1, 1, 10, 330)


@pytest.mark.django_db
def test_r33_the_statement_weighs_by_how_much_somebody_is_sick(team):
    spell = people.make_sick(team, since=day("01-06-2026"), recovered_on=day("11-06-2026"))
    spell.percentages.create(starts_on=day("01-06-2026"), percentage=50)
    assert round(counted("01-06-2026", "30-06-2026").percentage, 2) == Decimal("0.83")


@pytest.mark.django_db
def test_r33_coming_back_by_steps(team):
    """100 % on 1-4 June, 50 % on 5-7 and 25 % on 8-10: 4 + 1.5 + 0.75 days of half a week."""
    spell = people.make_sick(team, since=day("01-06-2026"), recovered_on=day("11-06-2026"))
    for since, percentage in (("01-06-2026", 100), ("05-06-2026", 50), ("08-06-2026", 25)):
        spell.percentages.create(starts_on=day(since), percentage=percentage)
    assert counted("01-06-2026", "30-06-2026").lost == Decimal("3.125")


@pytest.mark.django_db
def test_hours_that_change_halfway_weigh_as_they_were(db):
    """36 hours until 15 June and 18 from then: 15 whole days and 15 half ones, all of them sick."""
    employee = people.make_person("Truus Fictief")
    rows = [(36, day("01-03-2008"), day("15-06-2026")), (18, day("16-06-2026"), None)]
    people.make_employment(employee, hours=rows)
    people.make_sick(employee, since=day("01-05-2026"))
    found = counted("01-06-2026", "30-06-2026")
    assert (found.lost, found.available, found.percentage) == (Decimal("22.5"), Decimal("22.5"), 100)


@pytest.mark.django_db
def test_r34_leave_is_no_sickness_and_no_report(team):
    """Fifteen days of leave count on neither side of the fraction."""
    people.make_leave(team, since=day("01-06-2026"), until=day("15-06-2026"))
    found = counted("01-06-2026", "30-06-2026")
    assert (found.reports, found.lost, found.available) == (0, 0, Decimal("292.5"))


@pytest.mark.django_db
def test_r34b_the_statement_divides_february_2028_by_29(db):
    people.make_employee("Truus Fictief", hours=36)
    assert counted("01-02-2028", "29-02-2028").available == 29


@pytest.mark.django_db
def test_r34c_more_than_a_year_is_in_it_and_is_said_apart(team):
    people.make_sick(team, since=day("01-01-2025"))
    found = counted("01-06-2026", "30-06-2026")
    assert (found.percentage, found.longer_than_a_year) == (5, 5)
    assert found.lost_per_class == (0, 0, 0, 15)
    assert (found.reports, found.ended, found.duration) == (0, 0, None)


@pytest.mark.django_db
def test_the_mean_duration_is_of_what_ended_in_the_period(team):
    people.make_sick(team, since=day("20-05-2026"), recovered_on=day("03-06-2026"))
    people.make_sick(team, since=day("10-06-2026"), recovered_on=day("14-06-2026"))
    people.make_sick(team, since=day("29-06-2026"))
    found = counted("01-06-2026", "30-06-2026")
    assert (found.reports, found.ended, found.duration) == (2, 2, 9)


@pytest.mark.django_db
def test_r30_a_stand_after_104_weeks_counts_while_a_wage_is_paid(truus):
    people.make_sick(truus, since=day("25-11-2024"))
    assert stand_of(truus.pk, day("30-11-2026")).se == 1
    people.make_leave(truus, since=day("23-11-2026"))
    assert stand_of(truus.pk, day("30-11-2026")).se == 0
