"""The second wall in time and over real commits: doors follow what changes, and a setting ends with its transaction.

Who had to do with somebody sees their own period (R70); and the check that fails a build when a hole is made.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection

from cases.models import WswEmployee
from municipalities.asker import asked_by
from municipalities.models import Membership, Organisation, User, today
from municipalities.walls import OPEN
from soweco_portal.checks import TOO_STRONG, the_second_wall_stands
from tests import asking, people
from tests.portal.test_walls import asker

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
    anouk = people.make_user("Anouk Voorbeeld")
    people.coach(truus, anouk)
    wim = people.make_employee("Wim Verzonnen", lives_in="Wierden", employer="Gemeente Wierden")
    kept = _doors()
    assert len(kept) == 5  # a home and an employer for each, and a coach
    leave_almelo(truus, today() - timedelta(days=100))
    truus.caseloads.all().delete()
    people.coach(wim, anouk)
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
