"""The terms of the Wet verbetering poortwachter, by the dates of the rule book (R20, R29-R31), in Python and in SQL."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from cases import poortwachter
from cases.models import Parameter, StepKind
from cases.poortwachter import Spell, last_wage_day, period_of, sick_day, steps
from tests import people
from tests.people import day

R29 = [Spell(day("02-03-2026"))]


def due(period, *done, week_42=41):
    return {step.kind.value: step.due_on for step in steps(period, done, week_42)}


def test_r29_the_steps_of_who_is_sick_from_monday_2_march():
    found = due(R29)
    assert found["melding"] == day("09-03-2026")
    assert found["probleemanalyse"] == day("13-04-2026")
    assert found["plan_van_aanpak"] == day("27-04-2026")
    assert found["week_42"] == day("14-12-2026")
    assert found["eerstejaarsevaluatie"] == day("01-03-2027")
    opens = {step.kind.value: step.opens_on for step in steps(R29)}
    assert opens["wia_aanvraag"] == day("22-11-2027")
    assert last_wage_day(R29) == day("27-02-2028")


def test_r29_the_other_reading_of_week_42_is_a_parameter():
    assert due(R29, week_42=42)["week_42"] == day("21-12-2026")


@pytest.mark.parametrize("first", ["28-02-2026", "01-03-2026", "02-03-2026"])
def test_r29_the_report_of_week_42_is_on_a_working_day(first):
    """A Saturday, a Sunday and a Monday."""
    assert due([Spell(day(first))])["week_42"] == day("14-12-2026")


def test_r30_the_last_of_104_weeks():
    assert last_wage_day([Spell(day("25-11-2024"))]) == day("22-11-2026")


def test_r31_recovered_for_22_days_goes_on_counting():
    first, again = Spell(day("01-03-2026"), day("10-05-2026")), Spell(day("01-06-2026"))
    assert period_of([first, again]) == [first, again]
    # 70 days before: the 71st sick day is the first of the second spell, and every later term is 22 days later.
    assert sick_day([first, again], 69) == day("09-05-2026")
    assert sick_day([first, again], 70) == day("01-06-2026")
    assert last_wage_day([first, again]) == day("26-02-2028") + timedelta(days=22) == day("19-03-2028")


def test_r31_recovered_for_41_days_begins_anew():
    first, again = Spell(day("01-03-2026"), day("10-05-2026")), Spell(day("20-06-2026"))
    assert period_of([first, again]) == [again]


@pytest.mark.parametrize(("again", "together"), [("06-06-2026", True), ("07-06-2026", False)])
def test_r31_four_weeks_are_no_longer_less_than_four_weeks(again, together):
    """Recovered on 10-05: 27 days at work, and 28."""
    first = Spell(day("01-03-2026"), day("10-05-2026"))
    assert (len(period_of([first, Spell(day(again))])) == 2) is together


def test_r20_thirteen_weeks_without_a_break():
    assert poortwachter.special_reindication_from(Spell(day("05-01-2026"))) == day("06-04-2026")


def test_the_next_talk_is_six_weeks_after_the_last():
    assert due(R29)["voortgang"] == day("08-06-2026")
    planned = ("plan_van_aanpak", day("20-04-2026"))
    assert due(R29, planned)["voortgang"] == day("01-06-2026")
    assert due(R29, planned, ("voortgang", day("29-05-2026")))["voortgang"] == day("10-07-2026")


def test_there_is_no_talk_after_the_104_weeks():
    assert "voortgang" not in due(R29, ("voortgang", day("20-01-2028")))


def test_a_step_that_was_taken_is_no_longer_open():
    found = steps(R29, [("probleemanalyse", day("10-04-2026"))])
    assert StepKind.PROBLEEMANALYSE not in {step.kind for step in poortwachter.open_steps(found)}
    assert len(poortwachter.open_steps(found)) == len(found) - 1


# SQL says the same for everybody at once


def from_database(on):
    with connection.cursor() as cursor:
        cursor.execute("SELECT employee_id, kind, opens_on, due_on, done_on FROM poortwachter_steps(%s)", [on])
        return {(person, kind): days for person, kind, *days in cursor.fetchall()}


def in_python(employee, spells, done, on):
    period = period_of([spell for spell in spells if spell.starts_on <= on])
    found = steps(period, [(kind, when) for spell, kind, when in done if spell in period])
    return {(employee.pk, step.kind.value): [step.opens_on, step.due_on, step.done_on] for step in found}


def somebody(rng, nth, on):
    """Sick on `on`, with some spells before and some steps taken in each."""
    employee, first = people.make_employee(f"Mens{nth} Fictief"), on - timedelta(days=rng.randint(400, 1400))
    spells = []
    while True:
        back = first + timedelta(days=rng.randint(1, 200))
        spells.append(Spell(first, back if back <= on else None))
        if back > on:
            break
        first = back + timedelta(days=rng.choice([0, 1, 20, 27, 28, 40]))
        if first > on:
            spells[-1] = Spell(spells[-1].starts_on)
            break
    done = []
    for spell in spells:
        row = people.make_sick(employee, since=spell.starts_on, recovered_on=spell.recovered_on)
        for kind in rng.sample(StepKind.values, 3):
            when = spell.starts_on + timedelta(days=rng.randint(0, 100))
            row.steps.create(kind=kind, done_on=when)
            done.append((spell, kind, when))
    return employee, spells, done


@pytest.mark.django_db
def test_the_database_says_what_python_says():
    rng, on = Random(2004), day("26-11-2026")
    everybody = [somebody(rng, nth, on) for nth in range(25)]
    expected = {}
    for one in everybody:
        expected |= in_python(*one, on)
    assert from_database(on) == expected
    assert len(expected) > 200


@pytest.mark.django_db
def test_who_is_better_or_out_of_service_has_no_steps(truus, wim):
    people.make_sick(truus, since=day("01-01-2026"), recovered_on=day("01-02-2026"))
    people.make_sick(wim, since=day("01-01-2026"))
    wim.employments.get().placements.update(ends_on=day("31-03-2026"))
    wim.employments.get().hours.update(ends_on=day("31-03-2026"))
    wim.employments.update(ends_on=day("31-03-2026"))
    assert {person for person, _ in from_database(day("01-03-2026"))} == {wim.pk}
    assert from_database(day("01-04-2026")) == {}


@pytest.mark.django_db
def test_r29_the_parameter_reaches_the_database(truus):
    people.make_sick(truus, since=day("02-03-2026"))
    assert from_database(day("01-06-2026"))[(truus.pk, "week_42")][1] == day("14-12-2026")
    Parameter.objects.filter(name="poortwachter_week_42").update(value=42)
    assert from_database(day("01-06-2026"))[(truus.pk, "week_42")][1] == day("21-12-2026")


@pytest.mark.django_db
def test_a_former_municipality_gets_no_steps_of_what_came_after(truus, bram, carla):
    """The function asks as the asker: the wall decides (R70)."""
    from tests.portal.test_walls import asker

    people.move(truus, "Wierden", on=date(2026, 2, 1))
    truus.employments.get().placements.update(ends_on=day("31-01-2026"))
    truus.employments.get().hours.update(ends_on=day("31-01-2026"))
    truus.employments.update(ends_on=day("31-01-2026"))
    people.make_employment(truus, employer="Stichting Bedacht", since=date(2026, 2, 1))
    people.make_sick(truus, since=day("01-10-2026"))
    for user, count in ((bram, 0), (carla, 9)):
        with asker(user.key) as cursor:
            cursor.execute("SELECT count(*) FROM poortwachter_steps('2026-11-01')")
            assert cursor.fetchone()[0] == count
