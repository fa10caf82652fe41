"""The second wall: what PostgreSQL itself shows the portal's role, whoever it says that is asking (Q4, Q5).

By plain SQL on the portal's own connection: no view, no queryset, nothing of the first wall.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, Error, connection, transaction

from cases.models import WswEmployee
from municipalities.asker import asked_by, tell_database
from municipalities.models import Membership, Organisation, User, today
from municipalities.walls import OPEN
from soweco_portal.checks import TOO_STRONG, the_second_wall_stands
from tests import asking, people, situations

OF_PEOPLE = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND has_table_privilege(c.oid, 'SELECT')
  AND c.relname <> 'cases_door' AND (c.relname LIKE 'cases_wswemployee%' OR EXISTS (
      SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'employee_id'))
  -- A line of a destruction list is for who signs it, by no door: tests/cases/test_destruction_signatures.py.
  AND c.relname <> 'cases_destructionitem'
"""

# Not behind the doors to a dossier: for the privacy officer, and for no role at all.
OFFICERS = {"cases_privacyrequest", "cases_privacyrequest_history"}
NO_ROLES = {"cases_limitation", "cases_limitation_history"}
# For the consulents of the municipality whose payroll it is; no coach.
CONSULENTS = {"cases_payrolldifference", "cases_payrolldifference_history"}
# What one colleague keeps at hand is no other's to see, whoever may see the person.
PRIVATE = {"cases_pin"}


@contextmanager
def asker(name: object, membership: object = "") -> Iterator[Any]:
    """A cursor on which this one asks; then the tests again, and everything undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        tell_database(str(name), str(membership))
        yield cursor
        transaction.set_rollback(True)


def about_people() -> list[str]:
    """Tables with people in them that the portal's role may select from at all."""
    with connection.cursor() as cursor:
        cursor.execute(OF_PEOPLE)
        return [name for (name,) in cursor.fetchall()]


def behind_doors() -> list[str]:
    return [table for table in about_people() if table not in OFFICERS | NO_ROLES | PRIVATE]


@pytest.fixture
def everything(truus: WswEmployee, wim: WswEmployee, anouk: User, bram: User, carla: User) -> None:
    """Truus and Wim with a row in every table about people, and a former one in every history."""
    for person in (truus, wim):
        situations.something_of_everything(person)
    situations.make_report(situations.LAST_QUARTER)


def about(cursor: Any, table: str) -> set[int]:
    """Whom the rows of a table that the asker gets are about."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'employee_id'", [table]
    )
    cursor.execute(f"SELECT DISTINCT {'employee_id' if cursor.fetchone() else 'id'} FROM {table}")
    return {found for (found,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_about_people_has_rows_in_these_tests(
    everything: None, truus: WswEmployee, wim: WswEmployee
) -> None:
    """A check over empty tables is no check."""
    with asker(asking.TESTS) as cursor:
        assert {table for table in about_people() if not {truus.pk, wim.pk} <= about(cursor, table)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "nobody", "produce", uuid.uuid4(), "00000000-0000-0000-0000-00000000000g", "'"])
def test_no_asker_no_rows(everything: None, name: object) -> None:
    with asker(name) as cursor:
        assert {table: rows for table in about_people() if (rows := about(cursor, table))} == {}


@pytest.mark.django_db
def test_a_municipality_gets_its_own_people_and_nobody_elses(
    everything: None, truus: WswEmployee, wim: WswEmployee, bram: User, carla: User
) -> None:
    for user, own in ((bram, truus), (carla, wim)):
        with asker(user.key) as cursor:
            assert {table: found for table in behind_doors() if (found := about(cursor, table)) != {own.pk}} == {}
            assert {table: found for table in OFFICERS | NO_ROLES | PRIVATE if (found := about(cursor, table))} == {}


@pytest.mark.django_db
def test_a_coach_gets_the_caseload(everything: None, truus: WswEmployee, anouk: User) -> None:
    with asker(anouk.key) as cursor:
        for_coaches = set(behind_doors()) - CONSULENTS
        assert {table: found for table in for_coaches if (found := about(cursor, table)) != {truus.pk}} == {}
        others = OFFICERS | NO_ROLES | PRIVATE | CONSULENTS
        assert {table: found for table in others if (found := about(cursor, table))} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["daan", "gerda", "hans"])
def test_who_has_no_dossiers_gets_nobody(everything: None, role: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(role)
    with asker(user.key) as cursor:
        found = {table for table in about_people() if about(cursor, table)}
    assert found == (OFFICERS if role == "hans" else set())


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["ended", "not yet", "deactivated"])
def test_a_right_that_does_not_run_shows_nothing(everything: None, bram: User, gone: str) -> None:
    day = today()
    if gone == "deactivated":
        User.objects.filter(pk=bram.pk).update(is_active=False)
    else:
        days = {"ended": {"ends_on": day - timedelta(days=1)}, "not yet": {"starts_on": day + timedelta(days=1)}}
        Membership.objects.filter(user=bram).update(**days[gone])
    with asker(bram.key) as cursor:
        assert {table: found for table in about_people() if (found := about(cursor, table))} == {}


@pytest.mark.django_db
def test_somebody_elses_membership_is_not_believed(
    everything: None, bram: User, carla: User, truus: WswEmployee
) -> None:
    with asker(bram.key, Membership.objects.get(user=carla).pk) as cursor:
        assert about(cursor, "cases_wswemployee") == {truus.pk}


@pytest.mark.django_db
def test_yesterdays_coach_is_out_today(everything: None, anouk: User, truus: WswEmployee) -> None:
    truus.caseloads.update(ends_on=today() - timedelta(days=1))
    with asker(anouk.key) as cursor:
        assert {table: found for table in about_people() if (found := about(cursor, table))} == {}


# Writing

_PLACE = (
    "INSERT INTO cases_placement (key, employment_id, employee_id, form, hours, starts_on, location, function,"
    " end_reason) SELECT gen_random_uuid(), %(job)s, {}, 'BSB', 0, '2020-01-01', '', '', ''"
)
FOREIGN = {
    "insert a row about somebody else": "INSERT INTO cases_residence (employee_id, starts_on, source)"
    " VALUES (%(wim)s, '1980-01-01', 'brp')",
    "insert under somebody else's employment": _PLACE.format("NULL"),
    "say it is about one's own": _PLACE.format("%(truus)s"),
    "move one's own row to somebody else": "UPDATE cases_residence SET employee_id = %(wim)s"
    " WHERE employee_id = %(truus)s",
    "move an employment to somebody else": "UPDATE cases_employment SET employee_id = %(wim)s, number = 'x'"
    " WHERE employee_id = %(truus)s",
    "freeze a stand": "INSERT INTO reports_frozenstand SELECT * FROM reports_frozenstand",
    "write a former row": "INSERT INTO cases_residence_history SELECT now(), 'x', 'UPDATE', r.* FROM cases_residence r",
    "write a former row by a table of one's own": "CREATE TEMP TABLE cases_residence (LIKE public.cases_residence);"
    "INSERT INTO cases_residence SELECT * FROM public.cases_residence;"
    "UPDATE cases_residence SET employee_id = %(wim)s;"
    "CREATE TRIGGER mine BEFORE DELETE ON cases_residence FOR EACH ROW EXECUTE FUNCTION record_row();"
    "DELETE FROM cases_residence",
    "hold somebody else's dossier": "CREATE TEMP TABLE mine (employee_id bigint, exempted_because text, exempted_by_id"
    " bigint, exempted_until date); CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW"
    " EXECUTE FUNCTION hold_when_exempted();"
    "INSERT INTO mine SELECT %(wim)s, 'x', min(id) FROM municipalities_user",
    "learn whose row it is": "CREATE TEMP TABLE mine (job bigint, employee_id bigint); CREATE TRIGGER mine BEFORE"
    " INSERT ON mine FOR EACH ROW EXECUTE FUNCTION fill_about_whom('cases_employment', 'job');"
    "INSERT INTO mine VALUES (%(job)s)",
    "open a door": "INSERT INTO cases_door (employee_id, holder, opens_on, closes_on, sees_from, sees_until)"
    " SELECT %(wim)s, holder, opens_on, closes_on, sees_from, sees_until FROM cases_door",
    "become a process": "INSERT INTO municipalities_registeredprocess VALUES ('ik')",
    "empty a table": "TRUNCATE cases_residence CASCADE",
    "copy a file's rows in": "CREATE TEMP TABLE mine AS SELECT * FROM cases_residence;"
    "UPDATE mine SET id = id + 100000, employee_id = %(wim)s; INSERT INTO cases_residence SELECT * FROM mine",
    "turn the wall off": "SET row_security = off; SELECT count(*) FROM cases_wswemployee",
    "become the owner": "SET ROLE soweco_owner",
    "take the wall down": "ALTER TABLE cases_wswemployee DISABLE ROW LEVEL SECURITY",
    "make a way round": "CREATE FUNCTION public.round_it() RETURNS int LANGUAGE sql AS 'SELECT 1'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", FOREIGN)
def test_what_is_not_ones_own_is_refused(
    everything: None, attempt: str, bram: User, truus: WswEmployee, wim: WswEmployee
) -> None:
    names = {"truus": truus.pk, "wim": wim.pk, "job": wim.employments.get().pk}
    with pytest.raises(Error), asker(bram.key) as cursor:
        cursor.execute(FOREIGN[attempt] + "; SET CONSTRAINTS ALL IMMEDIATE", names)


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["UPDATE {} SET recorded_by = recorded_by", "DELETE FROM {}"])
def test_nobody_elses_row_is_found_to_change(
    everything: None, act: str, bram: User, carla: User, wim: WswEmployee
) -> None:
    for model in (wim.residences.model, wim.caseloads.model, wim.sick_spells.model):
        table = model._meta.db_table
        with asker(bram.key) as cursor:
            cursor.execute(act.format(table) + " WHERE employee_id = %s", [wim.pk])
            assert cursor.rowcount == 0


@pytest.mark.django_db
def test_a_controller_reads_and_does_not_write(everything: None, ellen: User, truus: WswEmployee) -> None:
    with asker(ellen.key) as cursor:
        assert about(cursor, "cases_residence") == {truus.pk}
        cursor.execute("UPDATE cases_residence SET source = 'brp'")
        assert cursor.rowcount == 0
    with pytest.raises(Error, match="row-level security"), asker(ellen.key) as cursor:
        cursor.execute(
            "INSERT INTO cases_residence (employee_id, starts_on, source) VALUES (%s, '1980-01-01', 'brp')", [truus.pk]
        )


@pytest.mark.django_db
def test_ones_own_row_is_written_and_recorded(everything: None, bram: User, truus: WswEmployee) -> None:
    with asker(bram.key) as cursor:
        cursor.execute("UPDATE cases_residence SET source = 'brp' WHERE employee_id = %s", [truus.pk])
        assert cursor.rowcount == 1
        cursor.execute("SELECT recorded_by FROM cases_residence WHERE employee_id = %s", [truus.pk])
        assert cursor.fetchone() == (str(bram.key),)


# A municipality's own period (R70)


def leave_almelo(truus: WswEmployee, last_day: date) -> None:
    people.move(truus, "Wierden", on=last_day + timedelta(days=1))
    job = truus.employments.get()
    job.placements.update(ends_on=last_day)
    job.hours.update(ends_on=last_day)
    truus.employments.update(ends_on=last_day, outflow_reason="OVG")


@pytest.fixture
def moved(truus: WswEmployee, bram: User) -> WswEmployee:
    """Truus moved from Almelo to Wierden a hundred days ago, and went to work for a foundation the same day."""
    on = today() - timedelta(days=100)
    leave_almelo(truus, on - timedelta(days=1))
    people.make_placement(people.make_employment(truus, employer="Stichting Bedacht", since=on), "IND", since=on)
    people.make_sick(truus, since=today() - timedelta(days=10))
    return truus


HOMES = "SELECT m.name FROM cases_residence r JOIN municipalities_municipality m ON m.id = r.municipality_id"


def shown(user: User, sql: str, person: WswEmployee) -> list[Any]:
    with asker(user.key) as cursor:
        cursor.execute(f"{sql} WHERE {'id' if 'cases_wswemployee' in sql else 'employee_id'} = %s", [person.pk])
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.django_db
def test_r70_after_a_move_each_sees_its_own_period(moved: WswEmployee, bram: User, carla: User) -> None:
    spells = "SELECT starts_on FROM cases_sickspell"
    assert [shown(bram, sql, moved) for sql in (HOMES, spells)] == [["Almelo"], []]
    assert shown(bram, "SELECT form FROM cases_placement", moved) == ["BSB"]
    assert [shown(carla, sql, moved) for sql in (HOMES, spells)] == [["Wierden"], [today() - timedelta(days=10)]]
    assert shown(carla, "SELECT form FROM cases_placement", moved) == ["IND"]


@pytest.mark.django_db
def test_r70_the_former_municipality_reads_only(moved: WswEmployee, bram: User) -> None:
    assert shown(bram, "SELECT id FROM cases_wswemployee", moved) == [moved.pk]
    with asker(bram.key) as cursor:
        cursor.execute("UPDATE cases_residence SET source = 'brp'")
        assert cursor.rowcount == 0
    membership = Membership.objects.get(user=bram)
    assert not WswEmployee.objects.visible_to(membership).exists()
    assert WswEmployee.objects.known_to(membership).get() == moved


@pytest.mark.django_db
@pytest.mark.parametrize(("years", "known"), [(6, True), (8, False)])
def test_r70_after_seven_years_the_door_is_closed(truus: WswEmployee, bram: User, years: int, known: bool) -> None:
    leave_almelo(truus, today() - timedelta(days=365 * years))
    assert bool(shown(bram, "SELECT id FROM cases_wswemployee", truus)) is known
    assert WswEmployee.objects.known_to(Membership.objects.get(user=bram)).exists() is known


@pytest.mark.django_db
def test_r46_the_new_municipality_counts_on_what_went_before(moved: WswEmployee, carla: User) -> None:
    """The closed group is judged by an employment of 2014 that another municipality had."""
    assert len(shown(carla, "SELECT kind FROM cases_employment", moved)) == 2
    with asker(carla.key) as cursor:
        cursor.execute("UPDATE cases_placement SET location = 'hal' WHERE form = 'IND'")
        assert cursor.rowcount == 1


# Doors are derived: whatever happens, they are what they would be when made anew


def test_doors_follow_every_change(committed: None) -> None:
    truus = people.make_employee("Truus Fictief", placed=True)
    people.coach(truus, people.make_user("Anouk Voorbeeld"))
    wim = people.make_employee("Wim Verzonnen", lives_in="Wierden", employer="Gemeente Wierden")
    kept = _doors()
    assert len(kept) == 5  # a home and an employer for each, and a coach
    leave_almelo(truus, today() - timedelta(days=100))
    truus.caseloads.update(employee=wim)
    wim.residences.all().delete()
    Organisation.objects.filter(name="Gemeente Wierden").update(municipality=None)
    changed = _doors()
    assert {(who, holder.partition(":")[0]) for who, holder, *_ in changed} == {
        (truus.pk, "gemeente"), (wim.pk, "coach"),
    }  # fmt: skip
    with asking.as_owner() as cursor:
        cursor.execute("SELECT refresh_doors(array_agg(id)) FROM cases_wswemployee")
        assert _doors(cursor) == changed


def _doors(owner: Any = None) -> list[Any]:
    """All there are, as only the owner sees them."""
    with nullcontext(owner) if owner else asking.as_owner() as cursor:
        cursor.execute(
            "SELECT employee_id, holder, opens_on, closes_on, sees_from, sees_until FROM cases_door ORDER BY 1, 2, 3, 4"
        )
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("call", "why"),
    [("refresh_doors(ARRAY[1]::bigint[])", "permission denied"), ("refresh_statistics()", "wie een register inleest")],
)
def test_what_the_database_keeps_up_nobody_keeps_busy(db: None, bram: User, call: str, why: str) -> None:
    """Both lock: who may call them at will holds up the others. No user, no other process, nobody."""
    for name in (str(bram.key), "figures", "signals", asking.TESTS, ""):
        with pytest.raises(DatabaseError, match=why), asker(name) as cursor:
            cursor.execute(f"SELECT {call}")


@pytest.mark.django_db
@pytest.mark.parametrize("process", ["import_register", "demo"])
def test_who_reads_a_register_in_has_the_tables_counted(process: str) -> None:
    with asker(process) as cursor:
        cursor.execute("SELECT refresh_statistics()")


# A setting ends with its transaction (Q5)


@pytest.fixture
def bare(committed: None) -> Iterator[Any]:
    """A connection as the portal gets it: nobody has said anything on it yet. Bram and Truus are there."""
    people.make_employee("Truus Fictief")
    people.make_membership(people.make_user("Bram Voorbeeld"), "consulent", "Almelo")
    link = psycopg2.connect(**connection.get_connection_params())
    yield link
    link.close()


def _count(link: Any) -> int:
    with link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_wswemployee")
        return cursor.fetchone()[0]


def _tell(link: Any) -> None:
    with link.cursor() as cursor:
        cursor.execute("SELECT portal_ask(key::text, '') FROM municipalities_user")


@pytest.mark.parametrize("end", ["commit", "rollback", "error", "savepoint", "timeout"])
def test_nothing_is_left_for_who_gets_the_connection_next(bare: Any, end: str) -> None:
    for _ in range(3):
        assert _count(bare) == 0
        _tell(bare)
        assert _count(bare) == 1
        with bare.cursor() as cursor:
            if end == "savepoint":
                cursor.execute("SAVEPOINT here; SELECT portal_ask('', ''); ROLLBACK TO here")
                assert _count(bare) == 1
            if end in {"error", "timeout"}:
                wrong = "SELECT 1 / 0" if end == "error" else "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"
                with pytest.raises(psycopg2.Error):
                    cursor.execute(wrong)
        bare.commit() if end in {"commit", "savepoint"} else bare.rollback()


def test_a_savepoint_that_is_given_up_takes_its_asker_along(bare: Any) -> None:
    with bare.cursor() as cursor:
        cursor.execute("SAVEPOINT here")
        _tell(bare)
        cursor.execute("ROLLBACK TO here")
    assert _count(bare) == 0


def test_a_process_ends_with_its_transaction(committed: None) -> None:
    people.make_employee("Truus Fictief")
    with asking.nobody():
        with asked_by("figures"):
            assert WswEmployee.objects.count() == 1
        assert WswEmployee.objects.count() == 0


# The check that fails a build


def complaints() -> list[str]:
    return [message.id for message in the_second_wall_stands(None, databases=["default"])]


@pytest.mark.django_db
def test_the_wall_stands() -> None:
    assert [message.msg for message in the_second_wall_stands(None, databases=["default"])] == []
    call_command("check", databases=["default"], verbosity=0)


HOLES = {
    "a new table with people": ("CREATE TABLE cases_novelty (id bigint, employee_id bigint)", "E002"),
    "a table without FORCE": ("ALTER TABLE cases_residence NO FORCE ROW LEVEL SECURITY", "E002"),
    "a history without a wall": ("ALTER TABLE cases_residence_history DISABLE ROW LEVEL SECURITY", "E002"),
    "a policy for everybody": ("CREATE POLICY all_may ON cases_residence USING (true)", "E002"),
    "a plain view": ("CREATE VIEW people AS SELECT * FROM cases_wswemployee", "E003"),
    "a materialised view": ("CREATE MATERIALIZED VIEW people AS SELECT * FROM cases_wswemployee", "E003"),
    "a loose function": ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "E004"),
    "history to write": ("GRANT INSERT ON cases_residence_history TO soweco_app", "E005"),
    "a trigger to borrow": ("GRANT EXECUTE ON FUNCTION record_row() TO soweco_app", "E006"),
    "doors to refresh": ("GRANT EXECUTE ON FUNCTION refresh_doors(bigint[]) TO soweco_app", "E006"),
    "a role that creates": ("GRANT CREATE ON SCHEMA public TO soweco_app", "E001"),
}


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_fails_the_check(committed: None, hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    statement, code = HOLES[hole]
    with asking.as_owner() as cursor:
        cursor.execute(statement)
        monkeypatch.setattr("soweco_portal.checks._asked", _asked_on(cursor))
        assert f"soweco_portal.{code}" in complaints()


def _asked_on(cursor: Any) -> Callable[[Any, str], list[str]]:
    from django.conf import settings

    everywhere_open = [*OPEN, *(f"{table}_history" for table in OPEN)]

    def asked(_: Any, question: str) -> list[str]:
        cursor.execute(question, {"role": settings.APP_ROLE, "open": everywhere_open})
        return [found for (found,) in cursor.fetchall() if found]

    return asked


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "reason"), [("postgres", "superuser"), ("postgres", "BYPASSRLS"), ("soweco_owner", "owner")]
)
def test_a_role_that_could_pass_is_too_strong(role: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOO_STRONG, {"role": role})
        assert reason in cursor.fetchone()[0]


def test_a_failing_check_fails_the_command(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("soweco_portal.checks._asked", lambda *_: ["cases_x"])
    with pytest.raises(SystemCheckError):
        call_command("check", databases=["default"])
