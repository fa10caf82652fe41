"""What in a dossier has an earlier term goes earlier: plans, contacts, sickness, some documents (R88, R89).

Truus works on; what of her is over goes, and nothing else. All *fictief*.
"""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import dutch, retention
from cases.actions import destruction
from cases.models import (
    Appointment,
    Contact,
    Destroyed,
    DestructionItem,
    DestructionList,
    Document,
    PayrollDifference,
    PoortwachterStep,
    RecordKind,
    RetentionHold,
    RetentionTerm,
    SupportPlan,
    WswEmployee,
)
from cases.models.privacy import months_after
from cases.models.retention import TERM_OF, term_of
from cases.retention import Verdict, verdict
from municipalities.asker import asked_by, tell_database
from municipalities.models import AuditEntry, User, today
from municipalities.traces import Act
from reports.periods import Period
from reports.remake import beside_itself
from tests import asking, people, situations
from tests.cases.destroying import agree, asking_as, carried_out, destroy, drafted, make_leaver, propose
from tests.people import day
from tests.situations import make_report

K = RecordKind


@pytest.fixture
def kees(db: None) -> User:
    return people.make_user("Kees Voorbeeld")


@pytest.fixture
def worker(kees: User) -> WswEmployee:
    """Still in service, and coached for twenty years."""
    person = people.make_employee("Wil Verzonnen", placed=True, since=date(2001, 1, 1), personnel_number="00555")
    people.coach(person, kees, since=date(2001, 1, 1))
    return person


def years_ago(years: int, days: int = 0) -> date:
    return months_after(today(), -12 * years) + timedelta(days=days)


def make_past_plan(person: WswEmployee, ends_on: date, state: str = "afgesloten", **fields: Any) -> SupportPlan:
    """As an import brings it: closed long ago, with a goal, an action and an evaluation."""
    signed = {"employee_signed_on": ends_on - timedelta(days=300), "employee_signed_as": "zelf"}
    signed |= {"coach_signed_on": ends_on - timedelta(days=300), "coach_signed_by": person.caseloads.get().coach}
    plan = people.make_plan(
        person, starts_on=ends_on - timedelta(days=364), ends_on=ends_on, state=state, **(signed | fields)
    )
    plan.evaluations.create(held_on=ends_on, own_words="Het ging goed.")
    coach = person.caseloads.get().coach
    wrong = people.make_assessment(plan, coach, on=ends_on)
    people.make_assessment(plan, coach, on=ends_on, corrects=wrong, because="Verkeerde dag.")
    return plan


def over_on(on: date) -> dict[tuple[str, str], dict[str, int]]:
    """By person and kind how many records of which table are over."""
    names = dict(WswEmployee.objects.values_list("pk", "first_name"))
    return {
        (names[each.employee], each.kind): {table: len(ids) for table, ids in each.records.items()}
        for each in retention.records_over(on)
    }


# When


def test_r88_a_plan_closed_30_06_2026_is_proposed_30_06_2031(worker: WswEmployee) -> None:
    plan = make_past_plan(worker, day("30-06-2026"))
    assert over_on(day("29-06-2031")) == {}
    (found,) = retention.records_over(day("30-06-2031"))
    assert (found.employee, found.number, found.kind) == (worker.pk, "00555", K.PLAN)
    assert (found.ended_on, found.due_on) == (day("30-06-2026"), day("30-06-2031"))
    assert found.records == {"cases_supportplan": [plan.pk]}
    assert found.municipality == people.municipality("Almelo").pk


@pytest.mark.parametrize("state", ["vastgesteld", "lopend", "geevalueerd"])
def test_an_active_plan_runs_however_long_its_last_day_is_past(worker: WswEmployee, state: str) -> None:
    make_past_plan(worker, day("30-06-2020"), state)
    assert over_on(day("01-07-2040")) == {}


def test_the_newest_plan_of_somebody_in_service_goes_as_any_other(worker: WswEmployee) -> None:
    """The list counts from the end of a plan, and knows no exception for the last one."""
    make_past_plan(worker, day("30-06-2020"))
    assert over_on(day("30-06-2025")) == {("Wil", K.PLAN): {"cases_supportplan": 1}}


def test_a_contact_and_an_appointment_that_nobody_kept_count_from_their_day(worker: WswEmployee) -> None:
    people.make_contact(worker, held_on=day("15-03-2021"))
    Appointment.objects.create(employee=worker, planned_on=day("20-03-2021"))
    kept = people.make_contact(worker, held_on=day("01-06-2023"))
    Appointment.objects.create(employee=worker, planned_on=day("01-03-2021"), kept_by=kept)  # goes with its contact
    assert over_on(day("14-03-2026")) == {}
    assert over_on(day("15-03-2026")) == {("Wil", K.CONTACT): {"cases_contact": 1}}
    assert over_on(day("20-03-2026")) == {("Wil", K.CONTACT): {"cases_contact": 1, "cases_appointment": 1}}


def test_a_sick_spell_counts_from_the_end_of_the_whole_period(worker: WswEmployee) -> None:
    """Two spells three weeks apart are one period, whose last sick day is 30-06-2020; four weeks apart they are two."""
    first = people.make_sick(worker, since=day("01-02-2020"), recovered_on=day("01-05-2020"))
    people.make_sick(worker, since=day("22-05-2020"), recovered_on=day("01-07-2020"))
    later = people.make_sick(worker, since=day("29-07-2020"), recovered_on=day("01-09-2020"))
    running = people.make_sick(worker, since=day("01-12-2020"))
    for spell, kind in ((first, "melding"), (first, "plan_van_aanpak"), (later, "melding"), (running, "melding")):
        PoortwachterStep.objects.create(spell=spell, kind=kind, done_on=spell.starts_on)
    assert over_on(day("29-06-2025")) == {}
    assert over_on(day("30-06-2025")) == {("Wil", K.ABSENCE): {"cases_sickspell": 2}}
    assert over_on(day("31-08-2025")) == {("Wil", K.ABSENCE): {"cases_sickspell": 3}}
    assert over_on(day("31-08-2045")) == {("Wil", K.ABSENCE): {"cases_sickspell": 3}}


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"kind": "plan", "valid_until": day("31-12-2020")}, day("31-12-2025")),
        ({"kind": "plan"}, day("30-06-2025")),  # with the plan it is of
        ({"kind": "plan", "dated_on": day("01-06-2016")}, day("01-06-2021")),  # before any plan
        ({"kind": "plaatsing", "valid_until": day("31-12-2020")}, day("31-12-2030")),
    ],
)
def test_a_document_counts_from_its_validity_or_its_plan(
    worker: WswEmployee, kees: User, fields: dict[str, Any], first: date
) -> None:
    plan = make_past_plan(worker, day("30-06-2020"))
    people.make_document(worker, kees, **({"dated_on": plan.employee_signed_on} | fields))
    kind = K.PLAN_DOCUMENT if fields["kind"] == "plan" else K.HIRER_DOCUMENT
    assert ("Wil", kind) not in over_on(first - timedelta(days=1))
    assert over_on(first)["Wil", kind] == {"cases_document": 1}


def test_a_signed_plan_on_paper_stays_while_its_plan_is_active(worker: WswEmployee, kees: User) -> None:
    plan = make_past_plan(worker, day("30-06-2020"), "lopend")
    people.make_document(worker, kees, kind="plan", dated_on=plan.employee_signed_on)
    assert over_on(day("01-07-2040")) == {}


@pytest.mark.parametrize("kind", ["verslag", "certificaat", "brief", "indicatie", "contract", "plaatsing"])
def test_other_documents_and_contracts_without_an_end_go_with_the_dossier(
    worker: WswEmployee, kees: User, kind: str
) -> None:
    people.make_document(worker, kees, kind=kind, dated_on=day("01-01-2005"))
    assert over_on(day("01-01-2060")) == {}


def test_a_document_that_was_replaced_ended_that_day(worker: WswEmployee, kees: User) -> None:
    first = people.make_document(worker, kees, kind="plaatsing", dated_on=day("01-01-2005"))
    people.make_document(worker, kees, kind="plaatsing", dated_on=day("01-06-2010"), replaces=first)
    assert over_on(day("31-05-2020")) == {}
    (found,) = retention.records_over(day("01-06-2020"))
    assert found.records == {"cases_document": [first.pk]}


def test_the_statement_says_what_the_pure_rule_says(worker: WswEmployee) -> None:
    """Contacts and plans with dice: the set statement and the pure function agree on every day tried."""
    dice = random.Random(88)
    ends = {K.CONTACT: {}, K.PLAN: {}}
    for nth in range(40):
        on = date(2010, 1, 1) + timedelta(days=dice.randrange(4000))
        ends[K.CONTACT][people.make_contact(worker, held_on=on).pk] = on
        on = date(2010, 1, 1) + timedelta(days=dice.randrange(4000))
        ends[K.PLAN][make_past_plan(worker, on, version=nth + 1).pk] = on
    for _ in range(20):
        on = date(2020, 1, 1) + timedelta(days=dice.randrange(3000))
        found = {each.kind: {pk for ids in each.records.values() for pk in ids} for each in retention.records_over(on)}
        for kind, of_kind in ends.items():
            term = term_of(TERM_OF[kind], on)
            expected = {pk for pk, ended in of_kind.items() if verdict(term, ended, on) is Verdict.DUE}
            assert found.get(kind, set()) == expected, on


def test_the_terms_are_those_the_database_goes_by(db: None) -> None:
    with connection.cursor() as cursor:
        for kind, term in TERM_OF.items():
            cursor.execute("SELECT term_of_records(%s)", [kind])
            assert cursor.fetchone() == (term,), kind
            assert RetentionTerm.objects.filter(kind=term).exists()


def test_another_term_is_another_row(worker: WswEmployee) -> None:
    people.make_contact(worker, held_on=day("15-03-2021"))
    RetentionTerm.objects.filter(kind="appraisal").update(years=7)
    assert over_on(day("14-03-2028")) == {}
    assert over_on(day("15-03-2028")) == {("Wil", K.CONTACT): {"cases_contact": 1}}


def test_a_complaint_holds_all_of_a_person(worker: WswEmployee, kees: User) -> None:
    people.make_contact(worker, held_on=day("15-03-2015"))
    hold = people.make_hold(worker, placed_by=kees, starts_on=day("01-01-2020"))
    assert over_on(day("01-01-2026")) == {}
    RetentionHold.objects.filter(pk=hold.pk).update(ends_on=day("01-01-2026"))
    assert over_on(day("02-01-2026")) == {("Wil", K.CONTACT): {"cases_contact": 1}}


def test_whose_dossier_goes_has_one_line_for_all(db: None, kees: User) -> None:
    gone = make_leaver("Otto Verzonnen")
    people.coach(gone, kees, since=date(2001, 1, 1), until=date(2020, 1, 1))
    people.make_contact(gone, kees, held_on=date(2010, 1, 1))
    (found,) = drafted()
    assert [(item.kind, item.records) for item in found.items.all()] == [("dossier", {})]


# On a list, signed and gone


@pytest.fixture
def much(worker: WswEmployee, kees: User) -> WswEmployee:
    """Of each kind something that is over and something that is not; each was changed once, so it has a former row."""
    for ends_on, version in ((years_ago(6), 1), (years_ago(1), 2)):
        make_past_plan(worker, ends_on, version=version)
    for held_on in (years_ago(6), years_ago(1)):
        noted = people.make_contact(worker, held_on=held_on, text="kanarie")
        Contact.objects.filter(pk=noted.pk).update(minutes=45)
        noted.addenda.create(author=kees, text="kanarie erbij")
        opened = Appointment.objects.create(employee=worker, planned_on=held_on)
        Appointment.objects.filter(pk=opened.pk).update(kept_by=noted)
    spell = people.make_sick(worker, since=years_ago(7), recovered_on=years_ago(6))
    PoortwachterStep.objects.create(spell=spell, kind="melding", done_on=years_ago(7))
    PoortwachterStep.objects.update(done_on=years_ago(7, 1))
    for kind, years in (("plan", 6), ("plaatsing", 11)):
        old = people.make_document(
            worker, kees, kind=kind, dated_on=years_ago(years + 1), valid_until=years_ago(years), title="kanarie"
        )
        people.make_document(worker, kees, kind=kind, dated_on=years_ago(1), valid_until=today(), replaces=old)
    SupportPlan.objects.update(employer_signed_on=years_ago(6))
    for month in (years_ago(9).replace(day=1), years_ago(1).replace(day=1)):
        differed = people.make_payroll_difference(worker, first_month=month, last_month=month)
        PayrollDifference.objects.filter(pk=differed.pk).update(closed_on=month, closed_because="register")
    return worker


@pytest.fixture
def listed(much: WswEmployee) -> DestructionList:
    (found,) = drafted()
    return found


def counts(person: WswEmployee) -> dict[str, int]:
    """How many rows there are of each table about the person, former ones too."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not table.startswith("cases_") or not any(each.column == "employee_id" for each in model._meta.fields):
                continue
            for each in (table, f"{table}_history"):
                cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [each])
                if cursor.fetchone()[0]:
                    cursor.execute(f"SELECT count(*) FROM {each} WHERE employee_id = %s", [person.pk])
                    found[each] = cursor.fetchone()[0]
    return {table: rows for table, rows in found.items() if rows}


def test_a_list_says_of_each_kind_what_and_since_when(listed: DestructionList, much: WswEmployee) -> None:
    lines = {item.kind: item for item in listed.items.all()}
    assert set(lines) == {K.PLAN, K.CONTACT, K.ABSENCE, K.PLAN_DOCUMENT, K.HIRER_DOCUMENT, K.PAYROLL}
    assert {item.employee_id for item in lines.values()} == {much.pk}
    assert lines[K.CONTACT].due_on == years_ago(1)
    assert lines[K.HIRER_DOCUMENT].due_on == years_ago(1)
    assert set(lines[K.PLAN].rows) == {
        "cases_supportplan", "cases_goal", "cases_goalaction", "cases_evaluation", "cases_assessment",
        "cases_abilityscore",
    }  # fmt: skip
    assert set(lines[K.CONTACT].rows) == {"cases_contact", "cases_addendum", "cases_appointment"}
    assert set(lines[K.HIRER_DOCUMENT].rows) == {"cases_document", "cases_documentcontent"}
    assert all(stays == 0 for item in lines.values() for _, stays in item.rows.values())


def sign_and_carry_out(found: DestructionList, hans: User, ellen: User) -> None:
    propose(found, hans)
    agree(found, ellen)
    carried_out(found)
    found.refresh_from_db()


def test_what_is_over_goes_with_every_former_row_and_nothing_else(
    listed: DestructionList, much: WswEmployee, hans: User, ellen: User
) -> None:
    before = counts(much)
    told = destruction.total(listed.items.all())
    sign_and_carry_out(listed, hans, ellen)
    after = counts(much)
    gone = {table: rows - after.get(table, 0) for table, rows in before.items() if rows != after.get(table, 0)}
    assert gone == {
        "cases_supportplan": 1, "cases_supportplan_history": 1, "cases_goal": 1, "cases_goalaction": 1,
        "cases_evaluation": 1, "cases_assessment": 2, "cases_abilityscore": 2,
        "cases_contact": 1, "cases_contact_history": 1, "cases_addendum": 1,
        "cases_appointment": 1, "cases_appointment_history": 1, "cases_sickspell": 1, "cases_poortwachterstep": 1,
        "cases_poortwachterstep_history": 1, "cases_document": 2, "cases_documentcontent": 2,
        "cases_payrolldifference": 1, "cases_payrolldifference_history": 1, "cases_destructionitem": 6,
    }  # fmt: skip
    by_table: dict[str, int] = {}
    for line in Destroyed.objects.all():
        assert line.nameless == 0
        by_table[line.table] = by_table.get(line.table, 0) + line.destroyed
    assert by_table == {table: goes for table, (goes, _) in told.items()}
    assert (listed.dossiers, listed.parts, listed.kept) == (0, 6, 0)
    assert [plan.version for plan in SupportPlan.objects.all()] == [2]
    assert Document.objects.exclude(replaces=None).count() == 0  # nothing points at what is gone


def test_the_ledger_and_the_statement_say_the_rule_of_each_kind(
    listed: DestructionList, hans: User, ellen: User
) -> None:
    make_leaver("Otto Verzonnen", personnel_number="00777")
    drafted()
    propose(listed, hans)
    agree(listed, ellen)
    made = carried_out(listed)
    assert made is not None
    rules = {line.kind: line.rule for line in Destroyed.objects.all()}
    assert rules == {kind: term_of(TERM_OF[K(kind)], today()).rule for kind in rules}
    assert set(rules) == set(K.values)
    assert (made.content["dossiers"], made.content["parts"]) == (1, 6)
    assert [part["kind"] for part in made.content["kinds"]] == [dutch.capital(str(K(kind).label)) for kind in K.values]
    assert "Plannen opstellen – Vastgesteld: 5 jaar na einde van het plan" in made.content["kinds"][1]["rule"]
    assert made.file[:4] == b"%PDF"
    assert "00555" not in str(made.content)


def test_records_that_came_later_are_not_those_that_were_signed(
    listed: DestructionList, much: WswEmployee, hans: User, ellen: User
) -> None:
    propose(listed, hans)
    late = people.make_contact(much, held_on=years_ago(8))
    agree(listed, ellen)
    carried_out(listed)
    assert Contact.objects.filter(pk=late.pk).exists()
    assert Contact.objects.filter(held_on=years_ago(6)).count() == 0


def test_what_is_no_longer_due_stays_on_its_line(
    listed: DestructionList, much: WswEmployee, hans: User, ellen: User
) -> None:
    """The term is asked again: a document whose validity turned out longer stays."""
    propose(listed, hans)
    old = Document.objects.get(kind="plan", dated_on=years_ago(7))
    Document.objects.filter(pk=old.pk).update(valid_until=today())
    agree(listed, ellen)
    carried_out(listed)
    listed.refresh_from_db()
    assert Document.objects.filter(pk=old.pk).exists()
    assert (listed.parts, listed.kept) == (5, 1)
    assert listed.items.get().records == {"cases_document": [old.pk]}


def test_a_hold_after_both_signed_keeps_all(
    listed: DestructionList, much: WswEmployee, hans: User, ellen: User
) -> None:
    before = counts(much)
    propose(listed, hans)
    agree(listed, ellen)
    people.make_hold(much, placed_by=hans, starts_on=today())
    carried_out(listed)
    listed.refresh_from_db()
    assert (listed.dossiers, listed.parts, listed.kept) == (0, 0, 6)
    assert {table: rows for table, rows in counts(much).items() if "hold" not in table} == before


def test_a_dossier_that_came_due_after_signing_does_not_go_for_its_records(committed: None) -> None:
    kees, person = people.make_user("Kees Voorbeeld"), make_leaver("Otto Verzonnen", until=years_ago(10, 1))
    people.coach(person, kees, since=date(2001, 1, 1), until=years_ago(10))
    noted = people.make_contact(person, kees, held_on=years_ago(11))
    (found,) = drafted()
    propose(found, situations.make_member("Hans Voorbeeld", "privacy_officer"))
    agree(found, situations.make_member("Ellen Voorbeeld", "controller", "Almelo"))
    worker, tomorrow = destruction.claim(str(found.key)), today() + timedelta(days=1)
    with asking.as_owner() as cursor:
        cursor.execute("SELECT set_config('portal.asker', 'vernietiging', false)")
        cursor.execute("SELECT verdict FROM retention_verdicts(%s) WHERE employee_id = %s", [tomorrow, person.pk])
        assert cursor.fetchone() == ("voorstel",)
        cursor.execute("SELECT destroy_what_is_due_on(%s, %s, %s)", [str(found.key), str(worker), tomorrow])
        cursor.execute("SELECT last_name FROM cases_wswemployee WHERE id = %s", [person.pk])
        assert cursor.fetchone() == ("Verzonnen",)
        cursor.execute("SELECT count(*) FROM cases_contact WHERE id = %s", [noted.pk])
        assert cursor.fetchone() == (0,)


def test_leaving_out_one_line_keeps_all_of_that_person(listed: DestructionList, much: WswEmployee, hans: User) -> None:
    with asking_as(hans):
        destruction.exempt(item=listed.items.get(kind=K.CONTACT), because="klacht loopt", until=None, by=hans)
    assert {item.exempted_because for item in listed.items.all()} == {"klacht loopt"}
    assert RetentionHold.objects.filter(employee=much).count() == 1
    with pytest.raises(destruction.NotAllowed, match="Alles is uitgezonderd"):
        propose(listed, hans)
    assert drafted() == []


def test_the_draft_of_the_next_night_names_what_came_due(listed: DestructionList, much: WswEmployee) -> None:
    same = listed.items.get(kind=K.PLAN)
    people.make_contact(much, held_on=years_ago(8))
    drafted()
    assert len(listed.items.get(kind=K.CONTACT).records["cases_contact"]) == 2
    assert listed.items.get(kind=K.PLAN) == same


def test_what_is_signed_is_these_records(listed: DestructionList) -> None:
    items = list(listed.items.all())
    before = destruction.fingerprint(items)
    items[0].records = {"cases_contact": [1]}
    assert destruction.fingerprint(items) != before


def test_a_line_names_its_records(listed: DestructionList) -> None:
    for changed in ({"records": {}}, {"kind": "dossier"}):
        with pytest.raises(Error, match="records_are_named_one_by_one"), transaction.atomic():
            DestructionItem.objects.filter(kind=K.CONTACT).update(**changed)


def test_the_portal_takes_nothing_away_itself(listed: DestructionList, much: WswEmployee) -> None:
    """The function that deletes works with the rights of who calls it: those of the portal's role are too few."""
    plan = SupportPlan.objects.get(version=1)
    with (
        pytest.raises(Error, match=r"permission denied"),
        asked_by("vernietiging"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM take_away('cases_supportplan', ARRAY[%s::bigint])", [plan.pk])
    tell_database(asking.TESTS)
    assert SupportPlan.objects.filter(pk=plan.pk).exists()


def test_the_log_says_that_parts_of_a_dossier_went(
    listed: DestructionList, much: WswEmployee, hans: User, ellen: User
) -> None:
    sign_and_carry_out(listed, hans, ellen)
    (line,) = AuditEntry.objects.filter(act=Act.RECORDS_DESTROYED.code)
    assert line.subjects == [much.key]
    assert not AuditEntry.objects.filter(act=Act.DESTROYED.code).exists()


# What hangs on a record goes with it; a table of tomorrow is seen here first

HANGS_ON = {
    "cases_supportplan": {
        "cases_goal",
        "cases_goalaction",
        "cases_evaluation",
        "cases_plandecision",
        "cases_assessment",
        "cases_abilityscore",
    },
    "cases_contact": {"cases_addendum", "cases_appointment"},
    "cases_appointment": set(),
    "cases_sickspell": {"cases_sickpercentage", "cases_poortwachterstep"},
    "cases_document": {"cases_documentcontent", "cases_documentwords"},
}


@pytest.mark.parametrize("root", HANGS_ON)
def test_what_goes_with_a_record_is_known(db: None, root: str) -> None:
    tied, more = {root}, True
    with connection.cursor() as cursor:
        while more:
            cursor.execute(
                "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
                " AND confrelid::regclass::text = ANY (%s)",
                [list(tied)],
            )
            found = {table for (table,) in cursor.fetchall()}
            more = not found <= tied
            tied |= found
    assert tied - {root} == HANGS_ON[root]


# The pages


def test_hans_reads_by_kind_what_of_whom_why_and_since_when(
    client: Client, hans: User, listed: DestructionList
) -> None:
    client.force_login(hans)
    page = client.get(f"/vernietiging/{listed.key}/").content.decode()
    assert "Begeleidingsplannen" in page
    assert "Plannen opstellen – Vastgesteld: 5 jaar na einde van het plan" in page
    assert "Overeenkomsten – Aangegaan en Beëindigd: 10 jaar na einde van de overeenkomst" in page
    assert "00555" in page
    assert f"{years_ago(1):%d-%m-%Y}" in page
    assert "Verzonnen" not in page
    assert "6 onderdelen" in client.get("/vernietiging/").content.decode()


def test_the_page_asks_as_often_for_one_person_as_for_five(
    client: Client, hans: User, kees: User, listed: DestructionList
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/vernietiging/{listed.key}/").status_code == 200
        return len(queries)

    client.force_login(hans)
    asked()
    before = asked()
    for name in ("Aad", "Bea", "Cor", "Dré"):
        person = people.make_employee(f"{name} Fictief", placed=True, since=date(2001, 1, 1))
        people.coach(person, kees, since=date(2001, 1, 1))
        people.make_contact(person, kees, held_on=years_ago(7))
    drafted()
    assert listed.items.count() == 10
    assert asked() == before


def test_ellen_reads_afterwards_what_went_by_kind(
    client: Client, hans: User, ellen: User, listed: DestructionList
) -> None:
    sign_and_carry_out(listed, hans, ellen)
    client.force_login(ellen)
    page = client.get(f"/vernietiging/{listed.key}/").content.decode()
    assert "6 onderdelen vernietigd" in page
    assert "Contacten en afspraken" in page
    assert "00555" not in page


# Figures


def test_a_report_keeps_its_figures_and_remaking_says_where_it_differs(much: WswEmployee) -> None:
    """T6, T7 and T9 count from spells and plans: what was made stands, and another edition can no longer be made."""
    within = years_ago(6, -92)
    report = make_report(Period.parse(f"{within:%Y}Q{(within.month + 2) // 3}"))
    kept = report.content
    assert beside_itself(report).equal
    assert destroy()
    report.refresh_from_db()
    assert report.content == kept
    remade = beside_itself(report)
    differ = {where.split(",")[0] for where in remade.differences}
    assert {"T6", "T7", "T9"} <= differ
    assert not differ & {"T1", "T2", "T3", "T4", "verloop", "standen"}
