"""Whose term is over, and from which day: the selection list as a rule (R88)."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases import retention
from cases.models import Decision, RetentionHold, RetentionTerm, WswEmployee
from cases.models.retention import PERSONNEL_FILE, term_of
from cases.retention import Verdict, due_on, verdict
from municipalities.models import User, today
from tests import people, situations
from tests.cases.destroying import make_leaver
from tests.people import day

# The dossier of `domain.md` 6.3: kind, years or days; 0 is for good.
LIST = {
    "personnel_file": 10, "personnel_change": 10, "rejected_application": "28 dagen", "support_plan": 5, "appraisal": 5,
    "provision": 10, "employer_subsidy": 7, "finance": 7, "state_grant": 20, "hirer_contract": 10, "dispute": 5,
    "cooperation": 0, "budget": 0, "annual_report": 0, "board_report": 0,
}  # fmt: skip


def test_the_selection_list_is_that_of_2020(db: None) -> None:
    terms = {term.kind: term for term in RetentionTerm.objects.all()}
    said = {kind: f"{value} jaar" if isinstance(value, int) else value for kind, value in LIST.items()}
    assert {kind: term.term for kind, term in terms.items()} == {
        kind: "blijvend" if LIST[kind] == 0 else words for kind, words in said.items()
    }
    assert {term.source for term in terms.values()} == {"Selectielijst gemeenten en intergemeentelijke organen 2020"}


@pytest.mark.parametrize(
    ("kind", "ended_on", "first"),
    [
        ("support_plan", day("30-06-2026"), day("30-06-2031")),  # R88
        ("personnel_file", day("31-03-2026"), day("31-03-2036")),  # R88
        ("personnel_file", day("29-02-2028"), day("28-02-2038")),
        ("support_plan", day("28-02-2027"), day("28-02-2032")),
        ("rejected_application", day("15-02-2027"), day("15-03-2027")),
        ("annual_report", day("31-12-2026"), None),
    ],
)
def test_r88_a_term_counts_from_the_end(db: None, kind: str, ended_on: date, first: date | None) -> None:
    assert due_on(term_of(kind, day("01-07-2026")), ended_on) == first


def test_r88_what_the_list_says_on_a_day(db: None) -> None:
    plan = term_of("support_plan", day("30-06-2031"))
    closed = day("30-06-2026")
    assert verdict(plan, closed, day("29-06-2031")) is Verdict.WAITS
    assert verdict(plan, closed, day("30-06-2031")) is Verdict.DUE
    assert verdict(plan, closed, day("30-06-2031"), held=True) is Verdict.HELD  # an open complaint
    assert verdict(plan, closed, day("30-06-2031"), in_use=True) is Verdict.RUNS
    assert verdict(plan, None, day("30-06-2031")) is Verdict.RUNS
    assert verdict(plan, day("30-06-2031"), day("30-06-2031")) is Verdict.RUNS  # its last day
    assert verdict(term_of("budget", closed), closed, day("31-12-2099")) is Verdict.FOREVER


ENDED = day("31-03-2026")


def leaver(name: str = "Otto Verzonnen", until: date = ENDED, **fields: Any) -> WswEmployee:
    return make_leaver(name, until=until, **fields)


def listed(on: date) -> dict[str, bool]:
    """Whose term is over on this day, and whether something holds it."""
    names = dict(WswEmployee.objects.values_list("pk", "first_name"))
    return {names[each.employee]: each.held for each in retention.over(on)}


def test_r88_service_ended_31_03_2026_is_due_31_03_2036(db: None) -> None:
    leaver()
    assert listed(day("30-03-2036")) == {}
    found = retention.over(day("31-03-2036"))
    assert [(each.ended_on, each.due_on, each.held) for each in found] == [
        (day("31-03-2026"), day("31-03-2036"), False)
    ]
    assert found[0].municipality == people.municipality("Almelo").pk


def test_r88_an_open_complaint_holds_it_until_it_is_over(db: None) -> None:
    person, by = leaver(), people.make_user()
    hold = people.make_hold(person, placed_by=by, starts_on=day("01-01-2030"), ends_on=day("31-12-2040"))
    assert listed(day("31-03-2036")) == {"Otto": True}
    assert listed(day("01-01-2041")) == {"Otto": False}
    RetentionHold.objects.filter(pk=hold.pk).update(ends_on=None)
    assert listed(day("01-01-2041")) == {"Otto": True}


def test_who_asked_about_their_own_data_gets_an_answer_first(db: None) -> None:
    asked = situations.make_request(leaver())
    assert listed(day("31-03-2036")) == {"Otto": True}
    situations.decide(asked, people.make_user(), decision=Decision.TOEGEWEZEN, answered_on=today())
    assert listed(day("31-03-2036")) == {"Otto": False}


def test_the_term_begins_at_the_end_of_the_last_employment(db: None) -> None:
    person = leaver()
    people.make_employment(person, since=day("01-05-2026"), until=day("30-09-2027"), number="2")
    assert listed(day("31-03-2036")) == {}
    assert listed(day("30-09-2037")) == {"Otto": False}


def test_who_works_again_is_not_due(db: None) -> None:
    person = leaver()
    people.make_employment(person, since=day("01-05-2026"), number="2")
    assert listed(day("31-03-2036")) == {}


def test_who_can_come_back_on_an_indication_is_not_due(db: None) -> None:
    """An indication in use keeps a dossier; that of somebody over AOW, dead or withdrawn does not."""
    born = day("17-05-1990")
    for name in ("Aad", "Bea", "Cor", "Dré"):
        people.make_indication(leaver(f"{name} Fictief", born=born), since=day("01-01-2016"), until=day("31-12-2049"))
    WswEmployee.objects.filter(first_name="Bea").update(died_on=day("01-04-2026"))
    WswEmployee.objects.filter(first_name="Cor").update(birth_date=day("17-05-1960"))
    WswEmployee.objects.get(first_name="Dré").indications.update(
        withdrawn_on=day("01-01-2027"), valid_until=day("31-12-2049")
    )
    assert listed(day("31-03-2036")) == {"Bea": False, "Cor": False, "Dré": False}


def test_the_term_is_a_parameter(db: None) -> None:
    """Another list from some day on: its term holds from that day."""
    leaver()
    RetentionTerm.objects.filter(kind=PERSONNEL_FILE).update(ends_on=day("31-12-2032"))
    old = RetentionTerm.objects.get(kind=PERSONNEL_FILE)
    RetentionTerm.objects.create(
        kind=PERSONNEL_FILE, label=old.label, process=old.process, result="vernietigen", years=7, begins=old.begins,
        starts_on=day("01-01-2033"), source="Selectielijst van later (fictief)",
    )  # fmt: skip
    assert listed(day("31-12-2032")) == {}
    assert listed(day("31-03-2033")) == {"Otto": False}


def test_the_statement_says_what_the_rule_says(db: None) -> None:
    """Three hundred dossiers with dice: the set statement and the pure function agree on every day tried."""
    dice, by = random.Random(88), people.make_user()
    ends: dict[str, date] = {}
    for nth in range(60):
        until = date(2010, 1, 1) + timedelta(days=dice.randrange(9000))
        name = f"Mens{nth}"
        leaver(f"{name} Fictief", until=until)
        ends[name] = until
    held = dice.sample(sorted(ends), 15)
    for name in held:
        people.make_hold(WswEmployee.objects.get(first_name=name), placed_by=by, starts_on=day("01-01-2000"))
    for _ in range(20):
        on = date(2020, 1, 1) + timedelta(days=dice.randrange(9000))
        term = term_of(PERSONNEL_FILE, on)
        said = {name: verdict(term, ended, on, held=name in held) for name, ended in ends.items()}
        expected = {name: it is Verdict.HELD for name, it in said.items() if it in {Verdict.HELD, Verdict.DUE}}
        assert listed(on) == expected, on


def test_a_hold_needs_a_reason(db: None, bram: User, truus: WswEmployee) -> None:
    with pytest.raises(IntegrityError, match="hold_has_a_reason"), transaction.atomic():
        people.make_hold(truus, "", placed_by=bram)


def test_a_line_to_destroy_has_one_term(db: None) -> None:
    for changed in ({"years": None}, {"days": 3}, {"result": "bewaren"}):
        with pytest.raises(IntegrityError, match="what_is_destroyed_has_one_term"), transaction.atomic():
            RetentionTerm.objects.filter(kind=PERSONNEL_FILE).update(**changed)
