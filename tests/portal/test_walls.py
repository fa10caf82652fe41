"""The second wall: what PostgreSQL itself shows the portal's role, whoever it says that is asking (Q4, Q5).

By plain SQL on the portal's own connection: no view, no queryset, nothing of the first wall.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, ProgrammingError, connection, transaction

from cases.models import WswEmployee
from municipalities.asker import tell_database
from municipalities.models import Membership, User, today
from tests import asking, fixtures, situations
from tests.fixtures import again

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
# Of a pair only who sees both sees the row, and here nobody does: tests/cases/test_doubles.py, test_merges.py.
PAIRS = {"cases_twopeople", "cases_twopeople_history", "cases_personmerge", "cases_personmerge_history"}
NOBODYS = NO_ROLES | PRIVATE | PAIRS

# Nobody changes a row of these but who merges two dossiers (tests/cases/test_merges.py): no former ones here.
MERGED_ONLY = {"cases_assessment_history"}


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
        return [name for (name,) in cursor.fetchall() if name not in MERGED_ONLY]


def behind_doors() -> list[str]:
    return [table for table in about_people() if table not in OFFICERS | NOBODYS]


Cast = dict[str, Any]


@pytest.fixture(scope="module")
def laid(for_all_tests: None) -> Cast:
    """Truus and Wim with a row in every table about people, and a former one in every history."""
    truus, wim = fixtures.lay_truus(), fixtures.lay_wim()
    cast = {
        "truus": truus,
        "wim": wim,
        "anouk": fixtures.lay_anouk(truus),
        "bram": fixtures.lay_user("Bram Voorbeeld", "consulent", "Almelo"),
        "carla": fixtures.lay_user("Carla Voorbeeld", "consulent", "Wierden"),
    }
    for person in (truus, wim):
        situations.something_of_everything(person)
    situations.make_report(situations.LAST_QUARTER)
    return cast


@pytest.fixture
def everything(laid: Cast, db: None) -> None:
    """It was laid, and this test undoes what it does with it."""


@pytest.fixture
def truus(laid: Cast, db: None) -> WswEmployee:
    return again(laid["truus"])


@pytest.fixture
def wim(laid: Cast, db: None) -> WswEmployee:
    return again(laid["wim"])


@pytest.fixture
def anouk(laid: Cast, db: None) -> User:
    return again(laid["anouk"])


@pytest.fixture
def bram(laid: Cast, db: None) -> User:
    return again(laid["bram"])


@pytest.fixture
def carla(laid: Cast, db: None) -> User:
    return again(laid["carla"])


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
            assert {table: found for table in OFFICERS | NOBODYS if (found := about(cursor, table))} == {}


@pytest.mark.django_db
def test_a_coach_gets_the_caseload(everything: None, truus: WswEmployee, anouk: User) -> None:
    with asker(anouk.key) as cursor:
        for_coaches = set(behind_doors()) - CONSULENTS
        assert {table: found for table in for_coaches if (found := about(cursor, table)) != {truus.pk}} == {}
        assert {table: found for table in OFFICERS | NOBODYS | CONSULENTS if (found := about(cursor, table))} == {}


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
        # What nobody takes away is refused before a row is looked for (`written_by`).
        with suppress(ProgrammingError), asker(bram.key) as cursor:
            cursor.execute(act.format(table) + " WHERE employee_id = %s", [wim.pk])
            assert cursor.rowcount == 0


@pytest.mark.django_db
def test_a_controller_reads_and_does_not_write(everything: None, ellen: User, truus: WswEmployee) -> None:
    with asker(ellen.key) as cursor:
        assert about(cursor, "cases_residence") == {truus.pk}
    with pytest.raises(Error, match="niet aan u"), asker(ellen.key) as cursor:
        cursor.execute("UPDATE cases_residence SET source = 'brp'")
    with pytest.raises(Error, match="niet aan u"), asker(ellen.key) as cursor:
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
