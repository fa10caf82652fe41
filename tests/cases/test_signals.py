"""Signals: each rule on its first day and the day before, made and closed by the facts, seen by whom they are for."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.actions import plans
from cases.models import Signal, SupportPlan, WswEmployee
from cases.signals.refresh import refresh
from cases.signals.rules import BY_NUMBER, RULES
from cases.tasks import refresh_signals
from municipalities.asker import tell_database
from municipalities.models import Membership, User, today
from tests import asking, people
from tests.people import day, make_employee, make_indication, make_placement

TODAY = day("22-11-2026")
# Without a plan and contacts, which nobody has in the stories about something else.
OTHERS = [rule for rule in RULES if rule.number not in {"S18", "S19"}]


@pytest.fixture
def coached(db: None) -> User:
    """A coach for everybody in these stories, so that a missing coach tells nothing."""
    user = people.make_user("Kees Voorbeeld")
    people.make_membership(user, "jobcoach")
    return user


@pytest.fixture
def make(coached: User):
    def made(name: str = "Truus Fictief", **fields) -> WswEmployee:
        person = make_employee(name, placed=fields.pop("placed", True), **fields)
        people.coach(person, coached, since=day("01-01-2010"))
        return person

    return made


def told(person: WswEmployee, on=TODAY, *, guiding: bool = False) -> list[tuple[str, str]]:
    """The open signals about this person on a day: their number and their day."""
    refresh(on, rules=RULES if guiding else OTHERS)
    found = Signal.objects.open().filter(employee=person).order_by("rule", "due_on")
    return [(each.rule, f"{each.due_on:%d-%m-%Y}") for each in found]


def signed(person: WswEmployee, by: User, **fields) -> SupportPlan:
    """A plan for 2026 that both signed on its first day."""
    plan = people.make_plan(person, **fields)
    plans.move(plan=plan, to="ter_bespreking")
    first = plan.starts_on
    return plans.sign(plan=plan, on=first, by=by, signed_as="zelf", employer_on=None, today=first)


@pytest.fixture
def guided(make, coached):
    """Placed with a hirer since 2026, with a plan for that year and a visit on 24 August."""
    person = make(placed=False)
    make_placement(person, "IND")
    signed(person, coached)
    people.make_contact(person, coached, held_on=day("24-08-2026"))
    return person


def test_who_has_everything_asks_for_nothing(guided):
    assert told(guided, guiding=True) == []


# Each rule, on the day before it comes and on the day itself


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


def test_s3_employment_ends_within_90_days(make):
    person = make(until=day("20-02-2027"), reason="PEN")
    assert told(person) == [("S3", "20-02-2027")]
    assert told(person, day("21-11-2026")) == []


def test_s3_not_when_another_follows(make):
    person = make(until=day("31-12-2026"), reason="OVG")
    people.make_employment(person, since=day("01-01-2027"))
    assert told(person) == []


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


def test_s13_no_home(make):
    person = make()
    person.residences.update(ends_on=day("31-10-2026"))
    assert told(person) == [("S13", "01-11-2026")]


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


def test_s22_four_weeks_before_the_plan_ends(guided):
    assert told(guided, day("02-12-2026")) == []
    assert told(guided, day("03-12-2026")) == told(guided, day("01-02-2027")) == [("S22", "31-12-2026")]


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


def test_who_left_asks_for_nothing(coached):
    person = make_employee(until=day("31-12-2020"), reason="EIG", category=None)
    assert told(person) == []


def test_every_rule_has_its_story_here():
    words = open(__file__).read()  # noqa: SIM115
    assert [rule.number for rule in RULES if f'("{rule.number}", "' not in words] == []


# Made and closed


def test_twice_is_once(make):
    person = make(category=None)
    first, again = refresh(TODAY, rules=OTHERS), refresh(TODAY, rules=OTHERS)
    assert (first.made, first.closed, again.made, again.closed) == (1, 0, 0, 0)
    assert Signal.objects.filter(employee=person).count() == 1


def test_narrowed_to_one_leaves_the_others_alone(make):
    one, other = make(category=None), make("Wim Verzonnen", category=None)
    assert refresh(TODAY, [one.pk], OTHERS).made == 1
    make_indication(other, since=day("01-01-2020"))
    make_indication(one, since=day("01-01-2020"))
    assert refresh(TODAY, [other.pk], OTHERS).closed == 0
    assert refresh(TODAY, [one.pk], OTHERS).closed == 1


def test_a_fact_that_comes_back_asks_again(make):
    person = make()
    person.caseloads.update(ends_on=day("31-10-2026"))
    assert told(person) == [("S9", "01-11-2026")]
    person.caseloads.update(ends_on=None)
    assert told(person) == []
    person.caseloads.update(ends_on=day("31-10-2026"))
    assert told(person, TODAY + timedelta(days=1)) == [("S9", "01-11-2026")]
    assert Signal.objects.filter(employee=person).count() == 2


def test_what_was_closed_is_forgotten_after_a_year(make):
    person = make(category=None)
    assert told(person)
    make_indication(person, since=day("01-01-2020"))
    assert told(person) == []
    refresh(TODAY + timedelta(days=365), rules=OTHERS)
    assert Signal.objects.exists()
    refresh(TODAY + timedelta(days=366), rules=OTHERS)
    assert not Signal.objects.exists()


def test_nightly_as_a_process_of_its_own(truus):
    refresh_signals()
    assert [each.rule for each in Signal.objects.open().filter(employee=truus)] == ["S9"]


# On save, in the same transaction


def open_rules(person: WswEmployee) -> set[str]:
    return set(Signal.objects.open().filter(employee=person).values_list("rule", flat=True))


@pytest.fixture
def bram_in(client, bram):
    client.force_login(bram)
    return client


def test_ending_a_placement_makes_its_signal_at_once(bram_in, truus, anouk):
    placement = truus.employments.get().placements.get()
    url = f"/medewerkers/{truus.key}/plaatsingen/{placement.key}/beeindigen/"
    answer = bram_in.post(url, {"on": today(), "reason": "stap omhoog"})
    assert answer.status_code == 302
    assert "S4" in open_rules(truus)


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_a_visit_closes_its_signal_at_once(client, anouk, truus, headers):
    """From the page, and from a phone that kept it."""
    client.force_login(anouk)
    refresh(today())
    assert "S19" in open_rules(truus)
    visit = {"kind": "telefoon", "minutes": "30", "text": "Ging goed.", "held_on": today().isoformat(), "typed_at": ""}
    visit |= {"readers": "dossier", "once": str(uuid.uuid4()), "other_minutes": "", "next_on": ""}
    answer = client.post(reverse("contact_record", args=[truus.key]), visit, headers=headers)
    assert answer.status_code == (201 if headers else 302)
    assert "S19" not in open_rules(truus)


def test_who_is_reported_sick_has_a_step_at_once(bram_in, truus, anouk):
    sick = {"on": f"{today():%d-%m-%Y}", "percentage": "100", "vangnet": ""}
    answer = bram_in.post(reverse("sick_new", args=[truus.key]), sick)
    assert answer.status_code == 302
    assert "S16" in open_rules(truus)


def test_a_form_that_is_refused_makes_nothing(bram_in, truus, anouk):
    placement = truus.employments.get().placements.get()
    url = f"/medewerkers/{truus.key}/plaatsingen/{placement.key}/beeindigen/"
    assert bram_in.post(url, {"on": "geen dag"}).status_code == 422
    assert not Signal.objects.exists()


# Who sees it


def seen(user: User) -> set[str]:
    return {each.rule for each in Signal.objects.visible_to(Membership.objects.get(user=user))}


def test_a_signal_is_for_its_roles_only(truus, wim, anouk, bram, carla, ellen, daan, hans):
    truus.indications.all().delete()
    people.make_placement(truus.employments.get(), hours=0, since=today(), until=today())
    refresh(today())
    assert seen(bram) == {"S4", "S11"}
    assert seen(ellen) == {"S11"}
    assert seen(anouk) == {"S4", "S18", "S19"}
    assert seen(carla) == {"S9"}  # of Wim
    assert seen(daan) == seen(hans) == set()


# The page


@pytest.fixture
def waiting(truus, wim, anouk, bram, carla) -> Signal:
    """Truus's placement ends in a week."""
    truus.employments.get().placements.update(ends_on=today() + timedelta(days=7))
    refresh(today(), rules=[BY_NUMBER["S4"]])
    return Signal.objects.get(employee=truus)


def listed(client, address: str = "") -> str:
    answer = client.get(f"/signalen/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_bram_reads_what_waits_and_nothing_of_wierden(bram_in, waiting):
    page = listed(bram_in)
    assert "Fictief, Truus" in page
    assert "De plaatsing eindigt en er is nog geen vervolg" in page
    assert "over 7 dagen" in page
    assert "Anouk Voorbeeld" in page
    assert "Wim" not in page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("?wanneer=nu", False), ("?wanneer=rood", True), ("?wanneer=weg", False), ("?over=werk", True),
        ("?over=kwaliteit", False), ("?over=S4", True), ("?over=S1", False), ("?coach=geen", False),
        ("?coach=geen-sleutel", True), ("?wanneer=verzonnen&over=verzonnen", True),
    ],
)  # fmt: skip
def test_the_sentence_narrows(bram_in, waiting, address, shown):
    assert ("Fictief, Truus" in listed(bram_in, address)) is shown


def test_of_one_coach(bram_in, waiting, anouk):
    assert "Fictief, Truus" in listed(bram_in, f"?coach={anouk.key}")
    people.make_user("Kees Voorbeeld")
    other = User.objects.get(name="Kees Voorbeeld").key
    assert "Fictief, Truus" not in listed(bram_in, f"?coach={other}")


def put_off(client, signal: Signal, **given):
    asked = {"put_off_until": f"{today() + timedelta(days=3):%d-%m-%Y}", "put_off_because": "Contract komt"} | given
    return client.post(f"/signalen/{signal.key}/wegleggen/", asked)


def test_put_off_with_a_reason_until_a_day(bram_in, bram, waiting):
    assert put_off(bram_in, waiting).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.put_off_because, waiting.put_off_by, waiting.closed_on) == ("Contract komt", bram, None)
    assert "Fictief, Truus" not in listed(bram_in)
    assert "Contract komt (Bram Voorbeeld)" in listed(bram_in, "?wanneer=weg")
    assert Signal.objects.asking_on(today() + timedelta(days=4)).filter(employee=waiting.employee).get() == waiting
    refresh(today())
    waiting.refresh_from_db()
    assert waiting.put_off_because == "Contract komt"


def test_taken_back_it_asks_again(bram_in, waiting):
    put_off(bram_in, waiting)
    assert bram_in.post(f"/signalen/{waiting.key}/terughalen/").status_code == 302
    assert "Fictief, Truus" in listed(bram_in)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"put_off_because": ""}, "Schrijf waarom dit nu niet hoeft."),
        ({"put_off_until": "01-01-2020"}, "Deze dag is voorbij. Kies vandaag of een latere dag."),
        ({"put_off_until": "01-01-2199"}, "Kies een dag tot en met"),
        ({"put_off_until": ""}, "Vul een datum in."),
    ],
)
def test_a_day_and_a_reason_are_asked_in_words(bram_in, waiting, given, sentence):
    answer = put_off(bram_in, waiting, **given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.put_off_until is None


def test_r87_a_word_about_health_is_asked_about_first(bram_in, waiting):
    answer = put_off(bram_in, waiting, put_off_because="heeft rugklachten")
    assert answer.status_code == 200
    assert "Gaat ‘rugklachten’ over gezondheid?" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.put_off_until is None


def test_carla_finds_nothing(client, carla, waiting):
    client.force_login(carla)
    assert put_off(client, waiting).status_code == 404


def test_ellen_does_not_see_what_is_not_hers(client, ellen, waiting):
    client.force_login(ellen)
    assert "Niets te doen." in listed(client)
    assert put_off(client, waiting).status_code == 404


# The second wall


def as_bram(bram: User, statement: str, *values: object) -> int:
    with asking.nobody(), transaction.atomic(), connection.cursor() as cursor:
        tell_database(str(bram.key))
        cursor.execute(statement, values)
        return cursor.rowcount


def test_nobody_closes_one_by_hand(bram, waiting):
    with pytest.raises(DatabaseError, match="niet met de hand"):
        as_bram(bram, "UPDATE cases_signal SET closed_on = due_on WHERE key = %s", waiting.key)


def test_nobody_makes_one_by_hand(bram, waiting):
    with pytest.raises(DatabaseError, match="row-level security"):
        as_bram(
            bram,
            "INSERT INTO cases_signal (key, employee_id, rule, due_on, roles, made_on, put_off_because)"
            " SELECT gen_random_uuid(), employee_id, 'S1', due_on, roles, made_on, '' FROM cases_signal",
        )


def test_the_database_shows_it_to_its_roles_only(bram, ellen, waiting):
    assert as_bram(bram, "SELECT 1 FROM cases_signal") == 1
    assert as_bram(ellen, "SELECT 1 FROM cases_signal") == 0
