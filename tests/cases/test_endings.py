"""What runs out: the dates of the rule book (R17, R26, R28d-R31), and what is said about them."""

import pytest

from cases.endings import INDICATION, PLACE, SICK, endings
from tests.cases.dossiers import asked, away, coached, decision, home, hours, job, make_dossier, sick, stood_in, work
from tests.people import day

TODAY = day("22-11-2026")
SERVICE = (job("01-01-2015"), hours(36, "01-01-2015"))


def told(*rows, on=TODAY, **fields):
    return endings(make_dossier(*SERVICE, *rows, **fields), on)


def test_a_placement_without_a_next_one_asks_for_it():
    (ending,) = told(work("IND", 36, "01-01-2024", "31-12-2026", "Kwekerij Verzonnen"))
    shown = ending.shown(TODAY, {PLACE: "/ergens/"})
    assert shown == {
        "date": "31-12-2026", "days": 39, "level": "bad", "url": "/ergens/", "action": PLACE,
        "text": "Individuele detachering bij Kwekerij Verzonnen. Nog geen vervolg vastgelegd.",
    }  # fmt: skip


def test_who_may_not_place_gets_no_link():
    (ending,) = told(work("IND", 36, "01-01-2024", "31-12-2026"))
    assert (ending.shown(TODAY, {})["url"], ending.shown(TODAY, {})["action"]) == ("", "")


def test_a_placement_with_a_next_one_is_said_calmly():
    (ending,) = told(work("BSB", 36, "01-01-2024", "31-12-2026"), work("WOL", 36, "01-01-2027"))
    assert ending.shown(TODAY, {})["level"] == "info"
    assert "Daarna: werken op locatie." in ending.text


@pytest.mark.parametrize(("last", "level"), [("03-01-2027", "bad"), ("14-02-2027", "warn"), ("23-05-2027", "info")])
def test_it_gets_louder_as_the_day_comes_near(last, level):
    (ending,) = told(work("BSB", 36, "01-01-2024", last))
    assert ending.shown(TODAY, {})["level"] == level


def test_what_runs_out_after_half_a_year_waits():
    assert told(work("BSB", 36, "01-01-2024", "24-05-2027")) == []


def test_what_ended_yesterday_runs_out_no_more():
    assert told(work("BSB", 36, "01-01-2024", "21-11-2026")) == []


def test_the_first_comes_first():
    found = told(work("BSB", 36, "01-01-2024", "31-12-2026"), coached("01-01-2024", "30-11-2026"))
    assert [ending.last_day for ending in found] == [day("30-11-2026"), day("31-12-2026")]


def test_r17_a_new_indication_is_asked_sixteen_weeks_ahead():
    held = decision("01-01-2022", "31-12-2026")
    (before,) = told(held, on=day("10-09-2026"))
    (after,) = told(held, on=day("11-09-2026"))
    assert (before.level, after.level) == ("warn", "bad")
    assert "uiterlijk 10-09-2026" in before.text


def test_r18_when_it_was_asked_uwv_has_until_a_day():
    held = decision("01-01-2022", "31-12-2026")
    (waits,) = told(held, asked("01-09-2026"), on=day("15-09-2026"))
    (runs,) = told(held, asked("01-09-2026", received="10-09-2026"), on=day("15-09-2026"))
    (late,) = told(held, asked("01-06-2026", received="10-06-2026"), on=day("01-10-2026"))
    assert "UWV moet haar nog ontvangen." in waits.text
    assert ("UWV besluit uiterlijk 31-12-2026." in runs.text, runs.level) == (True, "info")
    assert (late.level, late.action) == ("bad", INDICATION)


def test_a_request_that_was_withdrawn_is_to_be_made_again():
    held, gone = decision("01-01-2022", "31-12-2026"), asked("01-07-2026", None, "ingetrokken", "02-07-2026")
    (ending,) = told(held, gone, on=day("01-09-2026"))
    assert "Vraag uiterlijk 10-09-2026" in ending.text


def test_a_stand_in_ends_by_itself():
    (ending,) = told(coached("01-01-2020"), stood_in("20-11-2026", "30-11-2026"))
    assert (ending.text, ending.followed) == ("Waarneming door Kees Voorbeeld. Daarna weer Anouk Voorbeeld.", True)


def test_an_indication_that_lapsed_still_counts_and_is_still_said():
    (ending,) = told(decision("01-01-2016", "31-12-2020", "ernstig"))
    assert (ending.level, ending.text) == ("warn", "Indicatie verlopen. De laatste categorie telt, ernstig.")


def test_an_indication_with_a_next_one_needs_nothing():
    (ending,) = told(decision("01-01-2022", "31-12-2026"), decision("01-01-2027", "31-12-2031", "ernstig"))
    assert (ending.followed, ending.text) == (True, "Indicatie (matig). Daarna: ernstig.")


def test_the_last_day_of_an_employment_says_why():
    dossier = make_dossier(job("01-01-2015", "31-12-2026", outflow_reason="PEN"), hours(36, "01-01-2015", "31-12-2026"))
    (ending,) = endings(dossier, TODAY)
    assert ending.text == "Dienstverband bij Gemeente Almelo (pensioen)."


def test_r26_the_last_day_before_aow_while_the_employment_goes_on():
    (ending,) = told(on=day("01-11-2026"), aow_on=day("22-11-2026"))
    assert (ending.last_day, "AOW-leeftijd op 22-11-2026" in ending.text) == (day("21-11-2026"), True)


def test_r28d_past_aow_and_still_in_service():
    (ending,) = told(aow_on=day("22-11-2026"), on=day("22-11-2026"))
    assert (ending.level, ending.text.split(",")[0]) == ("bad", "AOW-leeftijd bereikt")


def test_dead_and_still_in_service():
    (ending,) = told(died_on=day("01-11-2026"))
    assert ending.text.startswith("Overleden, maar nog in dienst.")


def test_for_who_left_nothing_runs_out():
    dossier = make_dossier(job("01-01-2015", "31-12-2020"), decision("01-01-2020", "31-12-2026"))
    assert endings(dossier, TODAY) == []


def wage_ends(*rows, on=TODAY):
    return [ending for ending in told(*rows, on=on) if ending.text.startswith("104 weken")]


def test_r29_the_next_step_is_said():
    spell = sick("02-03-2026", steps=("melding", "probleemanalyse", "plan_van_aanpak"), on="20-04-2026")
    (ending,) = told(spell, on=day("20-04-2026"))
    assert (ending.last_day, ending.action) == (day("01-06-2026"), SICK)
    assert ending.text == "Verzuim: voortgangsgesprek. Uiterlijk 01-06-2026, door casemanager."


def test_r29_a_step_that_is_late_is_said_loudly():
    (ending,) = told(sick("02-03-2026", steps=("melding",)), on=day("14-04-2026"))
    assert (ending.last_day, ending.level) == (day("13-04-2026"), "bad")


def test_who_is_better_has_no_steps():
    assert told(sick("02-03-2026", "12-04-2026"), on=day("14-04-2026")) == []


def test_r29_the_last_of_104_weeks():
    (ending,) = wage_ends(sick("02-03-2026"), on=day("01-02-2028"))
    assert ending.last_day == day("27-02-2028")


def test_r30_sick_since_25_11_2024():
    (ending,) = wage_ends(sick("25-11-2024"))
    assert ending.last_day == TODAY


def test_r31_less_than_four_weeks_better_adds_up():
    same = wage_ends(sick("01-01-2026", "09-05-2026"), sick("01-06-2026"), on=day("01-01-2028"))
    new = wage_ends(sick("01-01-2026", "09-05-2026"), sick("20-06-2026"), on=day("01-03-2028"))
    assert [ending.last_day for ending in same] == [day("20-01-2028")]
    assert [ending.last_day for ending in new] == [day("16-06-2028")]


def test_hours_leave_coach_and_home():
    dossier = make_dossier(
        job("01-01-2015"), hours(36, "01-01-2015", "30-11-2026"), hours(24, "01-12-2026"),
        away("onbetaald", "01-11-2026", "15-12-2026"), coached("01-01-2020", "31-01-2027"),
        home("01-01-2000", "31-12-2026"),
    )  # fmt: skip
    assert [ending.text for ending in endings(dossier, TODAY)] == [
        "36 uur per week. Daarna 24 uur.",
        "Onbetaald verlof.",
        "Woont in Almelo. Nog geen volgende woongemeente vastgelegd.",
        "Begeleiding door Anouk Voorbeeld. Nog geen andere jobcoach vastgelegd.",
    ]
