"""T6 to T13, T15 and T16 about people laid by hand: each number is worked out beside it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from cases.models import PoortwachterStep, StepKind
from cases.poortwachter import Spell, period_of, steps
from municipalities.models import Municipality
from reports import demo_money, finance_file, money
from reports.models import Amount, KeySet, Post, Published, StateRate, YearBudget
from reports.periods import Period
from reports.subjects import finance
from reports.subjects.declare import Counting
from tests import people
from tests.people import day
from tests.reports.test_board_tables import cells, content
from tests.situations import make_released, make_report

pytestmark = pytest.mark.django_db
Q3, ALMELO, ALL = "2026Q3", "GM0141", "totaal"


def of(found, *names, row=ALMELO):
    return [str(found[row, name]) if (row, name) in found else None for name in names]


# T6


def test_t6_the_formulas_of_cbs(truus):
    """Truus (36 h) sick 10 days of July, and Piet (18 h) half sick all September; 92 days, 1.5 fte."""
    piet = people.make_employee("Piet Fictief", hours=18, lives_in="Almelo")
    people.make_sick(truus, since=day("06-07"), recovered_on=day("16-07"))
    piet_sick = people.make_sick(piet, since=day("01-09"))
    piet_sick.percentages.create(starts_on=day("01-09"), percentage=50)
    found = cells(content(Q3))
    # (10 × 1 + 30 × 0.5 × 0.5) ÷ (92 × 1.5) = 17.5 ÷ 138 = 12.68 %
    assert of(found, "sick_share", "sick_people", "reports", "closed") == ["12.68", "2", "2", "1"]
    # 2 ÷ 2 × 365 ÷ 92 = 3.97; one spell of 10 days ended
    assert of(found, "sick_frequency", "sick_duration") == ["3.97", "10.0"]
    assert of(found, "spells_7", "spells_42", "spells_365", "spells_more", "spells") == ["0", "2", "0", "0", "2"]
    assert of(found, "sick_share", row="GM0189") == [None]  # R59: nobody, no percentage


def test_t6_per_form_of_work_makes_the_region(truus, wim):
    people.make_sick(truus, since=day("06-07"), recovered_on=day("16-07"))
    made = content(Q3)
    found = cells(made)
    table = next(table for table in made["tables"] if table["code"] == "T6V")
    assert table["head"] == "Werkvorm"
    forms = [row["code"] for row in table["rows"] if row["code"] != ALL]
    assert sum(found[form, "sick_people"] for form in forms) == found[ALL, "sick_people"] == 1


# T7


def test_t7_steps_in_time_late_and_open(truus, wim):
    """Sick since 2 March: R29 puts the analysis on 13-04 and the plan on 27-04, both in the second quarter."""
    spell = people.make_sick(truus, since=day("02-03"))
    for kind, on in ((StepKind.PROBLEEMANALYSE, "10-04"), (StepKind.PLAN, "30-04")):
        PoortwachterStep.objects.create(spell=spell, kind=kind, done_on=day(on))
    found = cells(content("2026Q2"))
    # The talk after the plan of 30-04 is due on 11-06 and was not held.
    assert of(found, "steps_due", "steps_in_time", "steps_late", "steps_open") == ["3", "1", "1", "1"]
    assert of(found, "steps_share") == ["33.3"]


@pytest.mark.parametrize("seed", range(3))
def test_t7_what_is_due_is_what_the_terms_of_one_person_say(db, seed):
    """Thrown spells: the fixed steps that come due in the quarter, per `cases/poortwachter.py`, person by person."""
    from random import Random

    dice, period = Random(seed), Period.parse(Q3)
    expected = 0
    for nth in range(25):
        person = people.make_employee(f"Ziek{nth} Fictief", hours=36, lives_in="Almelo")
        spells, first = [], date(2024, 11, 1) + timedelta(days=dice.randrange(500))
        for _ in range(dice.randint(1, 3)):
            until = None if dice.random() < 0.4 else first + timedelta(days=dice.randint(5, 300))
            spells.append(Spell(first, until))
            if until is None:
                break
            first = until + timedelta(days=dice.choice([3, 27, 28, 60]))
        spells = [spell for spell in spells if spell.starts_on <= period.ends_on]
        for spell in spells:
            people.make_sick(person, since=spell.starts_on, recovered_on=spell.recovered_on)
        due = set()
        for last in range(1, len(spells) + 1):
            together = period_of(spells[:last])
            for step in steps(together):
                sick = any(each.starts_on <= step.due_on < (each.recovered_on or date.max) for each in together)
                if step.kind is not StepKind.VOORTGANG and period.starts_on <= step.due_on <= period.ends_on and sick:
                    due.add((together[0].starts_on, step.kind))
        expected += len(due)
        for spell in person.sick_spells.all():  # no talks: the plan is held against, each talk would be a step more
            spell.refresh_from_db()
    with connection.cursor():
        found = cells(content(Q3))
    talks = _talks_due(period)
    assert found[ALMELO, "steps_due"] - talks == expected


def _talks_due(period):
    """Without a plan the first talk is due 98 sick days on: counted apart."""
    from cases.models import WswEmployee

    total = 0
    for person in WswEmployee.objects.all():
        spells = [Spell(s.starts_on, s.recovered_on) for s in person.sick_spells.order_by("starts_on")]
        seen = set()
        for last in range(1, len(spells) + 1):
            together = period_of(spells[:last])
            talk = next((step for step in steps(together) if step.kind is StepKind.VOORTGANG), None)
            sick = talk and any(s.starts_on <= talk.due_on < (s.recovered_on or date.max) for s in together)
            if talk and sick and period.starts_on <= talk.due_on <= period.ends_on:
                seen.add(together[0].starts_on)
        total += len(seen)
    return total


# T8


def test_t8_when_indications_run_out(db):
    last = day("30-09")
    for nth, until in enumerate(
        [last - timedelta(days=1), last, last + timedelta(days=112), last + timedelta(days=113), date(2027, 9, 30),
         date(2027, 10, 1)]
    ):  # fmt: skip
        person = people.make_employee(f"Mens{nth} Fictief", lives_in="Almelo")
        person.indications.all().delete()
        people.make_indication(person, since=date(2010, 1, 1), until=until)
    nobody = people.make_employee("Zonder Fictief", lives_in="Almelo")
    nobody.indications.all().delete()
    asked = people.make_request(nobody, on=day("15-08"))
    found = cells(content(Q3))
    assert of(found, "ind_expired", "ind_16_weeks", "ind_year", "ind_later", "ind_none") == ["1", "2", "2", "1", "1"]
    assert of(found, "re_asked", "re_decided") == ["1", "0"]
    assert asked.pk


def test_t8_another_category(truus):
    truus.indications.all().delete()
    people.make_indication(truus, "matig", since=date(2015, 1, 1))
    people.make_indication(truus, "ernstig", since=day("15-07"))
    found = cells(content(Q3))
    assert of(found, "to_severe", "to_moderate") == ["1", "0"]
    # V: the fte stays 1.00, the factor goes from 1.00 to 1.25.
    assert of(found, "t3s_begin", "t3s_hours", "t3s_category", "t3s_end") == ["1.00", "0.00", "0.25", "1.25"]


# T9


def a_plan(person, by, since, until, **more):
    plan = people.make_plan(person, starts_on=since, ends_on=until)
    plan.employee_signed_on, plan.employee_signed_as = since, "zelf"
    with people.signing(by):
        plan.coach_signed_on, plan.coach_signed_by, plan.state = since, by, "vastgesteld"
        plan.save()
    return plan


def test_t9_nobody_has_a_plan(truus, wim):
    found = cells(content(Q3))
    assert of(found, "planned", "unplanned", "plan_share", "evaluated_share") == ["0", "1", "0.0", None]


# T10


def test_t10_contacts_of_who_is_there(truus, wim, anouk):
    for on, minutes, kind in (("01-07", 30, "werkplekbezoek"), ("30-09", 45, "telefoon"), ("30-06", 60, "telefoon")):
        people.make_contact(truus, by=anouk, held_on=day(on), minutes=minutes, kind=kind)
    found = cells(content(Q3))
    # 75 minutes of one person; the contact of 30 June is of the quarter before.
    assert of(found, "contacts", "contacted", "not_contacted", "contact_hours", "hours_each", "visits") == [
        "2", "1", "0", "1.3", "1.25", "1",
    ]  # fmt: skip
    assert of(found, "coached", "uncoached", "coaches", "load_each") == ["1", "0", "1", "1.0"]


# T11


def test_t11_fee_by_the_hour_weighed_by_hours(db):
    """30 h at 12.50 and 20 h at 15.00: 375 + 300 = 675 a week, 13.50 an hour (R53)."""
    for nth, (hours, fee, until) in enumerate(((30, "12.50", None), (20, "15.00", date(2026, 12, 29)))):
        person = people.make_employee(f"Geleend{nth} Fictief", hours=hours, lives_in="Almelo")
        under = people.make_contract(f"Inlener {nth}", fee=fee, until=until)
        people.make_placement(person, "IND", hours, hirer=f"Inlener {nth}", contract=under)
    idle = people.make_employee("Wacht Fictief", hours=36, lives_in="Almelo")
    people.make_placement(idle, "BSB", 36, since=date(2026, 1, 1), until=day("20-09"))
    partly = people.make_employee("Deels Fictief", hours=36, lives_in="Almelo")
    people.make_placement(partly, "BSB", 10)  # most of the hours are without work, every day
    late = people.make_employee("Later Fictief", hours=36, lives_in="Almelo")
    people.make_placement(late, "BSB", 36, since=day("06-07"))
    found = cells(content(Q3))
    assert of(found, "lent", "lent_priced", "contracts", "lent_hours", "fee_week", "fee_hour") == [
        "2", "2", "2", "50.00", "675.00", "13.50",
    ]  # fmt: skip
    assert of(found, "ends_soon") == ["1"]  # 29-12 is 90 days after 30-09
    assert of(found, "idle_people", "idle_days") == ["3", "107"]  # 21-30 September, the whole quarter, 1-5 July


def test_t11_the_region_pays_what_its_rows_do_to_the_cent(db):
    """7.25 h at 12.30 is 89.175 a week: 89.18 in each of two municipalities, and 178.36 together, not 178.35."""
    for place in ("Almelo", "Wierden"):
        person = people.make_employee(f"Geleend Fictief {place}", hours=36, lives_in=place)
        under = people.make_contract(f"Inlener {place}", fee="12.30")
        people.make_placement(person, "IND", Decimal("7.25"), hirer=f"Inlener {place}", contract=under)
    made = content(Q3)
    found = cells(made)
    assert [of(found, "fee_week", row=row) for row in (ALMELO, "GM0189", ALL)] == [["89.18"], ["89.18"], ["178.36"]]
    assert [check for check in made["checks"] if not check["ok"]] == []
    (definition,) = [each for each in made["definitions"] if each["name"] == "fee_week"]
    assert (definition["version"], "som" in definition["formula"]) == (2, True)  # it was the sum of the placements


# T2, T12, T13


def _money(year=2026):
    posts = {
        "rijksbijdrage": 25_000_000, "loonkosten_wsw": 27_400_000, "bruto_omzet": 4_200_000, "directe_kosten": 600_000,
        "loonkosten_regulier": 5_000_000,
    }  # fmt: skip
    for post, amount in posts.items():
        Amount.objects.create(year=year, quarter=0, kind="begroting", post=post, amount=amount, source="proef")
        for quarter in (1, 2, 3):
            Amount.objects.create(
                year=year, quarter=quarter, kind="realisatie", post=post, source="proef",
                amount=Decimal(amount) / 4 + (1_000 if post == "loonkosten_wsw" else 0),
            )  # fmt: skip


def test_t12_the_account_by_hand(truus):
    _money()
    YearBudget.objects.create(
        year=2026, municipality=Municipality.objects.get(cbs_code=ALMELO), se_budget=800, source="proef"
    )
    found = cells(content(Q3))
    row = "subsidieresultaat"
    # R55: −2,400,000 a year; three quarters −1,800,000, and 3 × 1,000 more wages: N.
    assert of(found, "fin_budget", "fin_budget_now", "fin_realised", "fin_off", row=row) == [
        "-2400000.00", "-1800000.00", "-1803000.00", "-3000.00",
    ]  # fmt: skip
    assert of(found, "fin_budget", row="subsidie_se") == ["-3000.00"]
    assert of(found, "fin_budget", row="ntw_se") == ["4500.00"]  # R56
    assert of(found, "fin_off", row="loonkosten_wsw") == ["-3000.00"]  # R58: a cost overspent is N
    assert of(found, "fin_expected", row="loonkosten_wsw") == ["27403000.00"]  # what was, and the budget for the rest
    # −(−2,400,000 + 3,600,000 − 5,000,000) = 3,800,000
    assert of(found, "fin_budget", row="bijdrage") == ["3800000.00"]


def test_r59_without_se_the_account_says_na(db):
    _money()
    made = content(Q3)
    assert ("subsidie_se", "fin_realised") not in cells(made)
    table = next(table for table in made["tables"] if table["code"] == "T12")
    assert {column["absent"] for column in table["columns"]} == {"n.v.t."}


def test_t13_the_parts_are_the_contribution_to_the_cent(truus, ellen):
    _money()
    places = {place.cbs_code: place.pk for place in Municipality.objects.filter(takes_part=True)}
    days = {"starts_on": date(2026, 1, 1), "dated_on": date(2025, 1, 1)}
    with people.signing(ellen):
        made = KeySet.objects.create(decision="besluit", proposed_by=ellen, **days)
        finance_file.keep_shares(made, {places[code]: Decimal(part) for code, part in demo_money.KEY.items()})
    assert "T13" not in [table["code"] for table in content(Q3)["tables"]]  # nobody released the key yet
    other = people.make_user("Ella Controle")
    people.make_membership(other, "controller", "Wierden")
    with people.signing(other):
        made.released_by, made.released_on = other, date(2026, 1, 1)
        made.save()
    found = cells(content(Q3))
    assert of(found, "due_budget") == [str(money.share(Decimal(3_800_000), Decimal("43.87")))] == ["1667060.00"]
    for name in ("due_budget", "due_budget_now", "due_realised", "due_expected"):
        assert sum(found[code, name] for code in places) == found[ALL, name]
    assert str(found[ALL, "key_share"]) == "100.0000"


def test_m7_se_times_the_rate_of_the_circular(truus):
    """The latest circular before the end of the period holds."""
    almelo = Municipality.objects.get(cbs_code=ALMELO)
    YearBudget.objects.create(year=2026, municipality=almelo, se_budget="1.10", se_state="0.90", source="proef")
    for month, amount in ((5, "29000"), (9, "29450.50"), (12, "1")):
        StateRate.objects.create(year=2026, amount=amount, circular=f"c{month}", dated_on=date(2026, month, 20))
    found = cells(content(Q3))
    assert of(found, "se_forecast", "se_off", "se_off_share") == ["1.00", "-0.10", "-9.1"]
    assert of(found, "state_money", "state_gap") == ["26505.45", "2945.05"]  # 0.90 × 29,450.50; 0.10 × 29,450.50
    assert of(found, "state_money", row=ALL) == ["26505.45"]


def test_published_stays_beside_recomputed(truus):
    """2017: printed 15.9 %, and 1,945 of 12,198 is 15.95 %."""
    for post, amount in (("eigen_vermogen", 1_945_000), ("vreemd_vermogen", 10_253_000), ("rijksbijdrage", 1)):
        Amount.objects.create(year=2026, quarter=3, kind="realisatie", post=post, amount=amount, source="proef")
    Published.objects.create(year=2017, measure="solvabiliteit", value="15.9", unit="%", source="Almelo")
    note = next(table for table in content(Q3)["tables"] if table["code"] == "T12")["note"]
    assert "15,95 %" in note
    assert "Gepubliceerd voor 2017: 15,9 %" in note


def test_every_post_has_one_line_and_costs_are_known():
    lines = [line.code for line in finance.LINES]
    balance = {Post.EIGEN_VERMOGEN, Post.VREEMD_VERMOGEN}
    assert {post.value for post in Post} - balance <= set(lines)
    assert {line.code for line in finance.LINES if line.cost} == {post.value for post in money.COSTS} | {"bijdrage"}


# T15


def test_t15_what_is_missing_or_late(truus):
    truus.indications.all().delete()
    gone = people.make_employee("Over De Aow", born=date(1950, 1, 1), lives_in="Almelo")
    found = cells(content(Q3))
    assert of(found, "no_indication", "no_category", "no_coach", "past_aow") == ["1", "1", "1", "1"]
    assert gone.pk
    people.make_leave(truus, "rvu", since=day("01-08"))
    assert cells(content(Q3))[ALMELO, "late"] == 1  # recorded today, long after 1 August


# T3S and T16


def test_t16_says_what_changed_since_a_report(truus, wim):
    """Truus turns out to work 18 hours and not 36 since May: the report of the second quarter keeps saying 1.00."""
    report = make_report(Period.parse("2026Q2"))
    make_released(report)
    truus.employments.get().placements.all().delete()
    truus.employments.get().hours.update(ends_on=day("30-04"))
    truus.employments.get().hours.create(hours=18, starts_on=day("01-05"))
    found = cells(content(Q3))
    # May and June 0.50 instead of 1.00: the mean of three months is a third lower, times two: 2 × 0.50 ÷ 3 = 0.33.
    assert of(found, "t16_reported", "t16_now", "t16_step", "t16_hours", "t16_people", row="2026Q2") == [
        "2.00", "1.67", "-0.33", "-0.33", "1",
    ]  # fmt: skip
    assert of(found, "t3s_begin", "t3s_corrected", "t3s_end") == ["1.00", "-0.50", "0.50"]


def test_a_counting_reads_money_as_it_was_known(truus):
    """What is entered after the moment of knowing is not in the report."""
    from municipalities.recorded import moment_of_knowing
    from reports.figures import stand_table, summarise_table

    before = moment_of_knowing()
    people.meanwhile()
    _money()
    period = Period.parse(Q3)
    stand_table(period.days_counted, period, before)
    counting = Counting(period, before, "stand", summarise_table("stand"), {})
    assert finance.year_of(counting).budget is None
