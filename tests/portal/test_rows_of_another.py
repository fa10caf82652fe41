"""What plain SQL tells of another's rows: by an error, a foreign key, a uniqueness, a table that is open.

The walls say which rows exist (test_walls.py); here a sceptic asks with what is around them. Asked of the database's
own catalogue, so that a new table is asked the same.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection

from cases.actions import transfers
from cases.models import Appointment, CoachChange, Contact, Correction, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import Organisation, User, today
from municipalities.walls import OPEN
from tests import asking, people, situations
from tests.portal.test_walls import about, about_people, asker
from tests.portal.test_walls_in_time import leave_almelo

NOBODY = 10**9  # no person has this id
WALL = "row-level security"


@pytest.fixture
def everything(truus: WswEmployee, wim: WswEmployee, anouk: User, bram: User, carla: User, ellen: User) -> None:
    """Truus of Almelo and Wim of Wierden with a row in every table about people."""
    for person in (truus, wim):
        situations.something_of_everything(person)
    situations.make_report()


def selected(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def refusal(by: User, sql: str, *values: Any) -> str:
    """What the database says to `by` (undone afterwards): "" when it does as told, and touches a row."""
    try:
        with asker(by.key) as cursor:
            cursor.execute(sql, values)
            touched = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return "" if touched else "no rows"
    except Error as error:
        return str(error).splitlines()[0]


# Errors


def columns(table: str) -> set[str]:
    found = selected(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", table
    )
    return {name for (name,) in found}


def copy_of(table: str, person: WswEmployee, **changed: Any) -> str:
    """A row of this person as JSON, to be put in anew."""
    ((row,),) = selected(f"SELECT to_jsonb(t) FROM {table} t WHERE employee_id = %s ORDER BY id LIMIT 1", person.pk)
    row = json.loads(row) if isinstance(row, str) else row
    fresh = {name: "00000000-0000-4000-8000-000000000099" for name in ("key", "once") if name in row}
    return json.dumps(row | {"id": NOBODY} | fresh | changed)


def test_a_row_about_another_and_one_about_nobody_are_refused_alike(
    everything: None, wim: WswEmployee, bram: User, anouk: User
) -> None:
    """Else the refusal says that there is somebody, or something about them."""
    told = {}
    for table in about_people():
        if table.endswith("_history") or "employee_id" not in columns(table):
            continue
        put = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)"
        for by in (bram, anouk):
            said = {refusal(by, put, copy_of(table, wim, employee_id=who)) for who in (wim.pk, NOBODY)}
            if len(said) != 1 or "" in said:
                told[f"{by} {table}"] = said
    assert told == {}


@pytest.mark.parametrize("state", ["concept", "lopend"])
def test_a_goal_does_not_tell_of_the_plan_of_another(wim: WswEmployee, anouk: User, state: str) -> None:
    """When it ends, and whether it was signed: asked by putting goals under it with another last day."""
    signed = {
        "state": state, "employee_signed_on": today(), "employee_signed_as": "zelf", "coach_signed_on": today(),
        "coach_signed_by": anouk,
    }  # fmt: skip
    people.make_plan(wim, **(signed if state == "lopend" else {}))
    put = "INSERT INTO cases_goal SELECT * FROM jsonb_populate_record(NULL::cases_goal, %s)"
    said = {
        refusal(anouk, put, copy_of("cases_goal", wim, number=4, due_on=day)) for day in ("2026-02-01", "2099-01-01")
    }
    assert len(said) == 1
    assert WALL in said.pop()


def test_a_contact_does_not_tell_whom_a_colleague_coached(wim: WswEmployee, bram: User) -> None:
    kees = people.make_user("Kees Voorbeeld")
    people.coach(wim, kees, since=people.day("01-01-2020"), until=people.day("31-12-2020"))
    put = (
        "INSERT INTO cases_contact (key, employee_id, author_id, kind, held_on, minutes, text, readers, once, topics,"
        " present, follow_up)"
        " VALUES (gen_random_uuid(), %s, %s, 'telefoon', %s, 5, '', 'dossier', gen_random_uuid(), '{}', '{}', '')"
    )
    said = {refusal(bram, put, wim.pk, kees.pk, day) for day in ("2020-06-01", "2021-06-01")}
    assert said == {"Iemand tekent alleen met de eigen naam."}


# Foreign keys, which ask no wall

POINTING = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
JOIN pg_class k ON k.oid = c.confrelid
WHERE c.contype = 'f' AND k.relrowsecurity AND k.relname <> 'cases_wswemployee' ORDER BY 1, 2
"""
# What it points at is for all who may write the row.
FOR_ALL = {
    "cases_placement.contract_id", "cases_terms.contract_id", "cases_destructionitem.list_id",
    "cases_certificate.list_id", "cases_destroyed.list_id", "reports_production.report_id",
    "reports_reportfile.report_id", "reports_comment.report_id", "reports_keyshare.key_set_id",
    "reports_acceptedfinding.report_id", "reports_withdrawal.report_id", "reports_delivery.report_id",
    "reports_delivery.meeting_id", "reports_reportcontent.report_id", "reports_restatementcontent.restatement_id",
    "reports_reading.report_id", "reports_restatement.report_id", "reports_restatement.edition_id",
}  # fmt: skip


def of_wierden(carla: User) -> None:
    """An act of Wierden with its people, and one with a coach of its own."""
    other = people.make_employee("Willem Verzonnen", lives_in="Wierden", employer="Gemeente Wierden", placed=True)
    membership = carla.memberships.get()
    change = transfers.Change(today() + timedelta(days=1), people.make_organisation("Stichting Bedacht"))
    tell_database(str(carla.key), str(membership.pk))
    transfers.do(employments=[other.employments.get().pk], change=change, by=membership)
    tell_database(asking.TESTS)
    one, two = people.make_user("Een Coach"), people.make_user("Twee Coach")
    CoachChange.objects.create(from_coach=one, to_coach=two, starts_on=today(), made_by=carla)


def test_no_row_of_ones_own_points_at_a_row_of_another(
    everything: None, truus: WswEmployee, wim: WswEmployee, bram: User, carla: User, anouk: User
) -> None:
    of_wierden(carla)
    for author in (bram, anouk):
        people.make_document(truus, author)
    accepted, asked = [], 0
    for table, column, to in selected(POINTING):
        if f"{table}.{column}" in FOR_ALL:
            continue
        own = selected(f"SELECT id FROM {table} WHERE employee_id = %s", truus.pk)
        foreign = "employee_id = %s" if "employee_id" in columns(to) else "%s IS NOT NULL"
        if to == "cases_coachchange":
            foreign = f"made_by_id = {carla.pk} AND {foreign}"
        targets = selected(f"SELECT id FROM {to} WHERE {foreign} ORDER BY id DESC LIMIT 1", wim.pk)
        assert own, table
        assert targets, to
        for by in (bram, anouk):
            for (row,) in own:
                asked += 1
                if not refusal(by, f"UPDATE {table} SET {column} = %s WHERE id = %s", targets[0][0], row):
                    accepted.append(f"{by}: {table}.{column}")
    assert accepted == []
    assert asked > 40


def test_what_is_not_there_is_refused_in_the_same_words(everything: None, wim: WswEmployee, bram: User) -> None:
    theirs = selected("SELECT id FROM cases_contact WHERE employee_id = %s", wim.pk)[0][0]
    said = {refusal(bram, "UPDATE cases_appointment SET kept_by_id = %s", contact) for contact in (theirs, NOBODY)}
    assert said == {"Dit verwijst naar iets dat hier niet bij hoort."}


# Uniqueness

UNIQUE = """
SELECT t.relname, array_agg(a.attname::text) FROM pg_index x
JOIN pg_class t ON t.oid = x.indrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
WHERE x.indisunique AND NOT x.indisprimary AND t.relrowsecurity AND t.relnamespace = 'public'::regnamespace
GROUP BY x.indexrelid, t.relname
"""
# Whose row it is, or under which row of theirs it hangs: another's is refused by the wall before it is compared.
OWN = {
    "employee_id", "membership_id", "user_id", "author_id", "municipality_id", "indication_id", "spell_id", "plan_id",
    "document_id", "replaces_id", "continues_id", "list_id", "report_id", "assessment_id", "corrects_id",
}  # fmt: skip
TELLS_NOTHING = {
    ("cases_wswemployee", "personnel_number"): "the number of the one personnel administration that all share",
    ("cases_personmerge", "gone_id"): "the table's own rule refuses first whom the asker does not see all of",
    ("cases_contract", "number"): "a contract with a company, for all who register",
    ("municipalities_chainlink", "entry"): "written by the database alone",
    ("municipalities_calendarlink", "token_digest"): "a digest of 256 random bits: not guessed",
    ("reports_goalprogress", "period"): "only a process writes it",
    ("reports_amount", "post"): "who may write it sees every amount",
    ("reports_published", "measure"): "who may write it sees every figure",
    ("reports_staterate", "dated_on"): "who may write it sees every rate",
    ("reports_meeting", "held_on"): "who may write it sees every meeting",
    ("reports_meeting", "body"): "who may write it sees every meeting",
    ("reports_meeting", "budget_year"): "who may write it sees every meeting",
    ("reports_meeting", "account_year"): "who may write it sees every meeting",
    ("reports_donetask", "rule"): "who may write it sees every task",
    ("reports_report", "number"): "its place in the chain of all editions",
    ("reports_report", "link"): "a hash of that place",
    ("reports_report", "period"): "which periods there are reports of is for everybody",
}


@pytest.mark.django_db
def test_no_uniqueness_tells_of_another() -> None:
    """A random key is not guessed; anything else that is unique among all must say why it may be."""
    found = {(table, tuple(names)) for table, names in selected(UNIQUE) if "key" not in names and not OWN & set(names)}
    unexplained = {
        (table, names) for table, names in found if not any((table, name) in TELLS_NOTHING for name in names)
    }
    assert unexplained == set()


# What is open is open to read

BY_WHOM = {
    "cases_hirer": {"bram", "anouk"}, "cases_hirersite": {"bram", "anouk"},  # who registers
    "cases_vacancy": {"bram", "anouk"},
    # Written before anybody can be the asker, and held in another way: who logs in, tries, has a session.
    "municipalities_session": {"bram", "anouk", "ellen"}, "municipalities_bucket": {"bram", "anouk", "ellen"},
    "portal_cache": {"bram", "anouk", "ellen"}, "reports_production": {"bram", "anouk", "ellen"},
}  # fmt: skip


def test_who_may_read_what_is_open_does_not_write_it(everything: None, bram: User, anouk: User, ellen: User) -> None:
    writable = {}
    for table in sorted(OPEN):
        column = selected(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum", table
        )[0][0]
        for user in (bram, anouk, ellen):
            acts = (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}")
            allowed = user.name.split()[0].lower() in BY_WHOM.get(table, set())
            if not allowed and any(refusal(user, act) == "" for act in acts):
                writable[f"{user} {table}"] = acts
    assert writable == {}


def test_an_organisation_is_not_made_ones_own(wim: WswEmployee, ellen: User, bram: User) -> None:
    """Whose it is opens doors: with the employer of Wierden its people would come along."""
    almelo = people.municipality("Almelo").pk
    for user in (ellen, bram):
        with pytest.raises(Error, match="niet aan u"), asker(user.key) as cursor:
            cursor.execute("UPDATE municipalities_organisation SET municipality_id = %s", [almelo])
        with asker(user.key) as cursor:
            assert wim.pk not in about(cursor, "cases_wswemployee")
    assert Organisation.objects.get(name="Gemeente Wierden").municipality == people.municipality("Wierden")


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE municipalities_user SET password = 'x' WHERE id = {other}",
        "UPDATE municipalities_user SET is_active = false WHERE id = {other}",
        "UPDATE municipalities_user SET id = {other} WHERE id = {own}",
        "INSERT INTO municipalities_user SELECT * FROM jsonb_populate_record(NULL::municipalities_user,"
        ' (SELECT to_jsonb(u) || \'{{"id": 99999, "email": "x"}}\' FROM municipalities_user u WHERE id = {own}))',
        "INSERT INTO mfa_authenticator (type, data, user_id, created_at) VALUES ('totp', '{{}}', {other}, now())",
        "DELETE FROM mfa_authenticator WHERE user_id = {other}",
    ],
)
def test_the_account_of_another_is_not_ones_own(bram: User, ellen: User, act: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mfa_authenticator (type, data, user_id, created_at) VALUES ('totp', '{}', %s, now())",
            [ellen.pk],
        )
    assert refusal(bram, act.format(own=bram.pk, other=ellen.pk)) == "Dit is het account van een ander."


def test_a_role_is_not_taken_away_without_a_trace(bram: User, gerda: User) -> None:
    assert "niet aan u" in refusal(gerda, "DELETE FROM municipalities_membership WHERE user_id = %s", bram.pk)


# A former municipality (R70)


def shown(user: User, person: WswEmployee) -> dict[str, set[Any]]:
    """All rows about somebody that this user gets, former ones too."""
    found = {}
    with asker(user.key) as cursor:
        for table in about_people():
            person_in = "id" if table.startswith("cases_wswemployee") else "employee_id"
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {person_in} = %s", [person.pk])
            found[table] = {row for (row,) in cursor.fetchall()}
    return found


def test_r70_what_is_added_after_somebody_left_is_not_shown(
    truus: WswEmployee, bram: User, ellen: User, anouk: User, carla: User
) -> None:
    truus.caseloads.update(starts_on=today() - timedelta(days=400))
    left = today() - timedelta(days=100)
    before_she_left = people.make_contact(truus, anouk, held_on=left - timedelta(days=20))
    leave_almelo(truus, left - timedelta(days=1))
    people.make_placement(people.make_employment(truus, employer="Gemeente Wierden", since=left), "IND", since=left)
    known = {user: shown(user, truus) for user in (bram, ellen)}
    before_she_left.addenda.create(author=anouk, text="Later toegevoegd.")
    add_to(truus, anouk, carla)
    for user, before in known.items():
        now = shown(user, truus)
        later = {table: rows - before[table] for table, rows in now.items() if rows - before[table]}
        # The person's own row holds one name: docs/decisions/0016-walls.md says what is left open.
        assert later.keys() == {"cases_wswemployee"}, user


def add_to(person: WswEmployee, coach: User, consulent: User) -> None:
    """Something in every table about people, of the last days."""
    late, year = today() - timedelta(days=5), today() + timedelta(days=300)
    people.make_document(person, coach)
    people.make_contact(person, coach, held_on=late).addenda.create(author=coach, text="Belde na.")
    people.make_indication(person, since=late).advices.create(kind="werktijd", text="Korter werken")
    plan = people.make_plan(person, starts_on=late, ends_on=year)
    plan.evaluations.create(held_on=today(), own_words="Goed.", next_step="Zo door.")
    people.make_assessment(plan, coach, on=today())
    people.make_loonwaarde(person, measured_on=late)
    people.make_adaptation(person, agreed_on=late)
    people.make_supported(person, starts_on=late)
    places = people.municipality("Wierden"), people.municipality("Enschede")
    people.make_handover(person, *places, consulent, starts_on=today())
    spell = people.make_sick(person, since=late)
    spell.percentages.create(starts_on=late, percentage=50)
    spell.steps.create(kind="melding", done_on=late)
    people.make_stand_in(person, people.make_user("Els Voorbeeld"), instead_of=coach, on=today())
    people.make_request(person, on=late)
    person.dismissal_advices.create(asked_on=late)
    people.make_hold(person, starts_on=late)
    Correction.objects.create(employee=person, because="fout", reports="3", starts_on=late, ends_on=late)
    Appointment.objects.create(employee=person, planned_on=today())
    situations.make_signal(person)
    situations.make_pin(person)
    people.make_leave(person.employments.order_by("starts_on").last(), since=late)
    people.move(person, "Enschede", on=today())
    for name in ("Tussen-Fictief", "Later-Fictief"):
        WswEmployee.objects.filter(pk=person.pk).update(last_name=name)
    for model, change in ((Contact, {"text": "Anders"}), (Appointment, {"kind": "telefoon"})):
        later = model.objects.filter(employee=person).latest("pk")  # type: ignore[attr-defined]
        model.objects.filter(pk=later.pk).update(**change)  # type: ignore[attr-defined]


# A controller

NOTES = (
    "contact", "addendum", "appointment", "supportplan", "goal", "goalaction", "evaluation", "document", "assessment",
    "abilityscore",
)  # fmt: skip


def test_a_controller_gets_no_notes_no_plans_and_no_files(everything: None, ellen: User, truus: WswEmployee) -> None:
    tables = [table for table in about_people() if table.startswith(tuple(f"cases_{each}" for each in NOTES))]
    assert len(tables) > 14
    with asker(ellen.key) as cursor:
        assert about(cursor, "cases_wswemployee") == {truus.pk}
        assert {table for table in tables if about(cursor, table)} == set()


def test_a_controller_writes_nothing_about_people(everything: None, ellen: User, carla: User) -> None:
    """But that a signal waits (its own day and name), which changes no fact."""
    of_wierden(carla)
    written = {
        table
        for table in about_people()
        for act in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}")
        if not refusal(ellen, act)
    }
    assert written == {"cases_signal"}
    assert refusal(ellen, "UPDATE cases_transfer SET id = id") == "no rows"
