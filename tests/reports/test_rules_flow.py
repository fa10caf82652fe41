"""Chapter 7.6 of the rule book, rule by rule: who came, moved and left, per municipality. The values are its own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.people import (
    day,
    make_employee,
    make_employment,
    make_leave,
    make_person,
    make_residence,
    move,
    recorded_on,
)
from tests.reports.counting import figures, labour_years, se_on, stand_on

pytestmark = pytest.mark.django_db
ALMELO, WIERDEN = "GM0141", "GM0189"
FLOW = ("begin", "in", "move_in", "move_out", "out", "end")


def flow(period, place, known_on=None):
    """begin, in, move_in, move_out, out (all reasons), end of one row."""
    found = figures(period, known_on)
    return tuple(int(sum(value for key, value in found.items() if key[:2] == (name, place))) for name in FLOW)


def reasons(period, place):
    """Reason → people who left for it."""
    return {key[2]: int(value) for key, value in figures(period).items() if key[:2] == ("out", place) and value}


# R45 Another employer


def _from_the_gr_to_almelo(**person):
    henk = make_person("Henk Fictief", **person)
    kind = "wsw_oud" if person.get("in_service_1997") else "nwsw"
    before, after = day("31-12-2020"), day("01-01-2021")
    make_employment(henk, kind=kind, employer="GR Soweco", since=day("01-05-1996"), until=before, reason="OVG")
    make_employment(henk, kind=kind, employer="Gemeente Almelo", since=after)
    return henk


def test_r45_another_employer_is_no_movement():
    for _ in range(3):
        _from_the_gr_to_almelo()
    assert flow("2020Q4", ALMELO) == flow("2021Q1", ALMELO) == flow("2021Q1", "totaal") == (3, 0, 0, 0, 0, 3)


def test_r45_the_old_group_survives_the_transfer():
    henk = _from_the_gr_to_almelo(category="ernstig", in_service_1997=True)
    assert [se_on(henk, last) for last in ("31-12-2020", "31-01-2021")] == [1, 1]


def test_r45_the_employer_of_the_stand_changes_on_the_day():
    henk = _from_the_gr_to_almelo()
    old, new = (stand_on(henk, last) for last in ("31-12-2020", "01-01-2021"))
    employers = {job.employer_id: job.employer.name for job in henk.employments.select_related("employer")}
    assert [employers[old.employer_id], employers[new.employer_id]] == ["GR Soweco", "Gemeente Almelo"]
    assert (old.hours, old.form, old.category) == (new.hours, new.form, new.category)


# R46 and going over to begeleid werken


def test_r46_over_to_begeleid_werken_is_no_outflow():
    kees = make_person("Kees Fictief")
    make_employment(kees, since=day("01-03-2008"), until=day("14-05"), reason="BEW")
    make_employment(kees, kind="begeleid_werken", employer="Bakkerij Fictief", since=day("15-05"))
    assert flow("2026Q2", ALMELO) == (1, 0, 0, 0, 0, 1)


def test_r46_who_returns_flows_in():
    kees = make_person("Kees Fictief")
    make_employment(kees, since=day("01-03-2008"), until=day("31-10-2025"), reason="EIG")
    make_employment(kees, since=day("15-05"))
    assert flow("2025Q4", ALMELO) == (1, 0, 0, 0, 1, 0)
    assert flow("2026Q1", ALMELO) == (0, 0, 0, 0, 0, 0)
    assert flow("2026Q2", ALMELO) == (0, 1, 0, 0, 0, 1)


def test_who_was_away_between_begin_and_end_only_is_no_movement():
    kees = make_person("Kees Fictief")
    make_employment(kees, since=day("01-03-2008"), until=day("14-04"), reason="EIG")
    make_employment(kees, since=day("15-06"))
    assert flow("2026Q2", ALMELO) == (1, 0, 0, 0, 0, 1)


# Outflow and its reason (2.8)


@pytest.mark.parametrize("reason", ["PEN", "ZIE", "EIG", "REG", "HI2", "OVR"])
def test_the_reason_of_the_employment_is_the_reason_of_the_outflow(reason):
    make_employee(until=day("30-06") - timedelta(days=1), reason=reason)
    assert reasons("2026Q2", ALMELO) == {reason: 1}


def test_who_ends_on_the_last_day_leaves_in_the_next_period():
    make_employee(until=day("30-06"), reason="EIG")
    assert reasons("2026Q2", ALMELO) == {}
    assert reasons("2026Q3", ALMELO) == {"EIG": 1}
    assert flow("2026Q3", ALMELO) == (1, 0, 0, 0, 1, 0)


def test_reaching_aow_is_the_reason_when_the_employment_was_left_open():
    make_employee(born=day("15-05-1959"))  # AOW 15-05-2026
    assert reasons("2026Q2", ALMELO) == {"AOW": 1}


@pytest.mark.parametrize("last_day", ["14-05", "15-05", "31-05"])
def test_reaching_aow_is_the_reason_whatever_last_day_was_written_down(last_day):
    make_employee(born=day("15-05-1959"), until=day(last_day), reason="AOW")
    assert reasons("2026Q2", ALMELO) == {"AOW": 1}


def test_death_is_the_reason_when_the_employment_was_left_open():
    make_employee(died_on=day("15-05"))
    assert reasons("2026Q2", ALMELO) == {"OVL": 1}
    assert flow("2026Q2", ALMELO) == (1, 0, 0, 0, 1, 0)


def test_who_left_before_dying_left_for_the_reason_given():
    make_employee(until=day("30-04"), reason="EIG", died_on=day("15-05"))
    assert reasons("2026Q2", ALMELO) == {"EIG": 1}


@pytest.mark.parametrize("later", [{"died_on": day("20-06")}, {"born": day("20-06-1959")}, {}])
def test_a_missing_reason_is_not_made_up_from_what_happened_later(later):
    make_employee(until=day("30-04"), **later)
    assert reasons("2026Q2", ALMELO) == {"onbekend": 1}


def test_unpaid_leave_is_no_outflow():
    truus = make_employee()
    make_leave(truus, "onbetaald", since=day("01-05"))
    assert flow("2026Q2", ALMELO) == (1, 0, 0, 0, 0, 1)


# R47 The balance


def test_r47_every_row_balances():
    make_employee("Truus Blijft")
    move(make_employee("Riet Verhuist"), "Wierden", on=day("15-05"))
    move(make_employee("Joke Vertrekt", lives_in="Tubbergen"), "Enschede", on=day("15-05"))
    move(make_employee("Piet Komt", lives_in="Hengelo"), "Twenterand", on=day("30-06"))
    make_employee("Henk Gepensioneerd", born=day("30-06-1959"), lives_in="Hellendoorn")
    make_employee("Kees Weg", until=day("29-06"), reason="EIG", lives_in="Rijssen-Holten")
    away = make_employee("Nina Terug", until=day("31-01"), reason="EIG", lives_in="Wierden")
    make_employment(away, since=day("01-06"))
    for place in ("GM0141", "GM0163", "GM1742", "GM0183", "GM1700", "GM0189", "buiten", "totaal"):
        begin, returned, move_in, move_out, out, end = flow("2026Q2", place)
        assert begin + returned + move_in - move_out - out == end
    assert flow("2026Q2", WIERDEN) == (0, 1, 1, 0, 0, 2)
    assert flow("2026Q2", "buiten") == (1, 0, 1, 1, 0, 1)
    assert flow("2026Q2", "totaal") == (6, 1, 3, 3, 2, 5)


def test_r47_who_moves_and_leaves_leaves_from_where_the_period_began():
    riet = make_employee(until=day("15-06"), reason="EIG")
    move(riet, "Wierden", on=day("15-05"))
    assert flow("2026Q2", ALMELO) == (1, 0, 0, 0, 1, 0)
    assert flow("2026Q2", WIERDEN) == (0, 0, 0, 0, 0, 0)


# R48 Moving


def test_r48_a_move_splits_the_year_and_not_the_employment():
    truus = make_employee()
    move(truus, "Wierden", on=day("15-06"))
    assert labour_years(truus, ALMELO) == Decimal("0.4167")
    assert labour_years(truus, WIERDEN) == Decimal("0.5833")
    assert stand_on(truus, "30-06").employer_id == truus.employments.get(employer__name="Gemeente Almelo").employer_id


def test_r48b_a_move_to_enschede_goes_to_outside_and_stays_in_service():
    truus = make_employee()
    move(truus, "Enschede", on=day("15-06"))
    assert stand_on(truus, "30-06").municipality == "buiten"
    found = figures("2026Q2")
    assert (found["headcount", ALMELO], found["headcount", "buiten"], found["headcount", "totaal"]) == (0, 1, 1)
    assert found["se_month_end", "buiten", "2026-06"] == 1


def test_r48c_abroad_counts_at_the_last_dutch_municipality():
    truus = make_employee()
    move(truus, None, on=day("15-06"))
    assert stand_on(truus, "30-06").municipality == ALMELO
    assert flow("2026Q2", ALMELO) == (1, 0, 0, 0, 0, 1)


def test_r48c_a_home_that_ended_without_another_is_the_last_one():
    truus = make_employee(lives_in=None)
    make_residence(truus, "Wierden", since=day("01-01-2010"), until=day("15-06"))
    assert stand_on(truus, "30-06").municipality == WIERDEN


def test_r48d_a_move_heard_of_late_changes_what_is_known_now_and_not_what_was_known():
    registered, heard = (timezone.now() + timedelta(days=number) for number in (1, 2))
    recorded_on(registered)
    truus = make_employee()
    recorded_on(heard)
    move(truus, "Wierden", on=day("15-06"))
    assert [stand_on(truus, last, registered).municipality for last in ("31-05", "30-06", "31-07")] == [ALMELO] * 3
    assert [stand_on(truus, last, heard).municipality for last in ("31-05", "30-06", "31-07")] == [
        ALMELO,
        *[WIERDEN] * 2,
    ]
    assert flow("2026Q2", ALMELO, registered) == (1, 0, 0, 0, 0, 1)
    assert flow("2026Q2", ALMELO, heard) == (1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(("first_day", "december"), [("31-12-2025", WIERDEN), ("01-01-2026", ALMELO)])
def test_r48f_a_move_on_31_december_counts_in_december(first_day, december):
    truus = make_employee()
    move(truus, "Wierden", on=day(first_day))
    assert stand_on(truus, "31-12-2025").municipality == december
    assert stand_on(truus, "31-01-2026").municipality == WIERDEN
    moved = (1, 0, 0, 1, 0, 0) if december == WIERDEN else (1, 0, 0, 0, 0, 1)
    assert flow("2025Q4", ALMELO) == moved


def test_r92_the_day_of_death_ends_the_stand():
    truus = make_employee(died_on=day("15-05"))
    assert se_on(truus, "30-04") == 1
    assert stand_on(truus, "16-05") is None
    assert labour_years(truus) == Decimal("0.3333")
