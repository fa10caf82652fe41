"""What was recorded, when and by whom is the database's own: no writer can forget it, change it or be missed by it.

The last part runs in two connections with real commits: what one sees of the other is what the rules must survive.
"""

import json
import threading
import time
import uuid
from datetime import timedelta

import psycopg2
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.models import ContractHours, Indication, Placement, Residence, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import Membership
from municipalities.recorded import Recorded, known, moment_of_knowing
from tests import asking, processes
from tests.people import day, employment_of, make_employee, make_indication, make_placement, make_residence, recorded_on

RECORDED = [model for model in apps.get_models() if issubclass(model, Recorded)]


def history(model, pk):
    """Former states of one row, oldest first: (operation, changed_by, recorded_by, row)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT operation, changed_by, recorded_by, to_jsonb(h) FROM {model._meta.db_table}_history h"
            " WHERE id = %s ORDER BY recorded_until, recorded_at",
            [pk],
        )
        return [(*who, json.loads(row)) for *who, row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_every_table_of_the_register_has_a_twin_with_the_same_columns(model):
    """In the same order: the trigger copies the row as a whole."""
    with connection.cursor() as cursor:
        names = {}
        for table in (model._meta.db_table, f"{model._meta.db_table}_history"):
            cursor.execute("SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                           " AND NOT attisdropped ORDER BY attnum", [table])  # fmt: skip
            names[table] = cursor.fetchall()
        own, twin = names.values()
        assert [name for name, _ in twin[:3]] == ["recorded_until", "changed_by", "operation"]
        assert twin[3:] == own


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_every_table_of_the_register_is_watched(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'"
                       " AND NOT tgisinternal", [model._meta.db_table])  # fmt: skip
        assert "a_record" in {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'",
                       [f"{model._meta.db_table}_history"])  # fmt: skip
        assert {"append_only", "no_truncate"} <= {name for (name,) in cursor.fetchall()}


def test_everything_dated_in_the_register_is_recorded():
    unrecorded = {
        model.__name__ for model in apps.get_app_config("cases").get_models() if not issubclass(model, Recorded)
    }
    assert unrecorded == {
        "Door",  # derived from what is recorded
        "Signal",  # made and closed by what is recorded
        "OverriddenWarning",  # added to, never changed: a wall without an update
        "DestructionList",  # a trigger lets each signature be set once, and nothing of what was signed change
        "DestructionItem",  # the same trigger; it goes with the dossier it names, and may leave no former row behind
        "Destroyed", "Certificate",  # append_only
        "Addendum", "DocumentContent", "PlanDecision", "AbilityScore",  # added, never changed: a wall without an update
        "DocumentWords",  # derived from a document, which is recorded
        "PayrollUpload",  # which file was read: it stands with the differences, which are recorded
        "Pin", "SavedView", "Digest",  # what a colleague keeps at hand: no registration about anybody
    }  # fmt: skip
    assert issubclass(Membership, Recorded)


# Who and when, whatever wrote it


@pytest.fixture
def made(db):
    """Truus as Bram registered her a day ago, so to speak."""
    recorded_on(timezone.now() + timedelta(days=1), by="bram")
    truus = make_employee(placed=True)
    recorded_on(timezone.now() + timedelta(days=2), by="carla")
    return truus


def test_an_insert_says_who_and_when(made):
    made.refresh_from_db()
    assert made.recorded_by == "bram"
    assert made.recorded_at.date() == (timezone.now() + timedelta(days=1)).date()
    assert history(WswEmployee, made.pk) == []


def _save(truus):
    truus.last_name = "Anders"
    truus.save()


def _bulk(truus):
    WswEmployee.objects.filter(pk=truus.pk).update(last_name="Anders")


def _bulk_update(truus):
    truus.last_name = "Anders"
    WswEmployee.objects.bulk_update([truus], ["last_name"])


def _by_hand(truus):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_wswemployee SET last_name = 'Anders' WHERE id = %s", [truus.pk])


def _upsert(truus):
    truus.last_name = "Anders"
    WswEmployee.objects.bulk_create([truus], update_conflicts=True, update_fields=["last_name"], unique_fields=["id"])


@pytest.mark.parametrize("change", [_save, _bulk, _bulk_update, _by_hand, _upsert])
def test_every_way_of_changing_keeps_the_former_row_and_says_who(made, change):
    change(made)
    [(operation, changed_by, recorded_by, row)] = history(WswEmployee, made.pk)
    assert (operation, changed_by, recorded_by, row["last_name"]) == ("UPDATE", "carla", "bram", "Fictief")
    made.refresh_from_db()
    assert (made.last_name, made.recorded_by) == ("Anders", "carla")


def _delete(placement):
    placement.delete()


def _bulk_delete(placement):
    Placement.objects.filter(pk=placement.pk).delete()


def _delete_by_hand(placement):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_placement WHERE id = %s", [placement.pk])


@pytest.mark.parametrize("delete", [_delete, _bulk_delete, _delete_by_hand])
def test_every_way_of_deleting_keeps_the_row_and_says_who(made, delete):
    placement = employment_of(made).placements.get()
    pk = placement.pk
    delete(placement)
    [(operation, changed_by, recorded_by, row)] = history(Placement, pk)
    assert (operation, changed_by, recorded_by, row["form"]) == ("DELETE", "carla", "bram", "BSB")


def test_a_bulk_insert_is_recorded_row_by_row(made):
    rows = [Indication(employee=made, decided_on=day(f"0{nr}-01"), starts_on=day("01-01"),
                       valid_until=day("01-01-2030"), category="matig") for nr in (1, 2, 3)]  # fmt: skip
    Indication.objects.bulk_create(rows)
    assert set(Indication.objects.filter(starts_on=day("01-01")).values_list("recorded_by", flat=True)) == {"carla"}


def test_a_change_that_changes_nothing_leaves_no_trace(made):
    made.save()
    WswEmployee.objects.filter(pk=made.pk).update(last_name="Fictief")
    assert history(WswEmployee, made.pk) == []


def test_a_change_of_who_and_when_alone_is_no_change(made):
    WswEmployee.objects.filter(pk=made.pk).update(recorded_by="niemand", recorded_at=timezone.now())
    made.refresh_from_db()
    assert made.recorded_by == "bram"
    assert history(WswEmployee, made.pk) == []


def test_a_writer_cannot_say_it_was_somebody_else_or_earlier(made):
    long_ago = timezone.now() - timedelta(days=3650)
    WswEmployee.objects.filter(pk=made.pk).update(recorded_at=long_ago, recorded_by="niemand", last_name="Anders")
    home = Residence(employee=made, starts_on=day("01-01-1980"), ends_on=day("31-12-1980"), recorded_by="niemand")
    home.recorded_at = long_ago
    home.save()
    for row in (made, home):
        row.refresh_from_db()
        assert row.recorded_by == "carla"
        assert row.recorded_at > timezone.now()
    assert len(history(WswEmployee, made.pk)) == 1


def test_every_former_state_is_there_in_order(made):
    for number, name in enumerate(("Een", "Twee", "Drie"), start=2):
        recorded_on(timezone.now() + timedelta(days=number), by=name)
        WswEmployee.objects.filter(pk=made.pk).update(first_name=name)
    assert [row["first_name"] for *_, row in history(WswEmployee, made.pk)] == ["Truus", "Een", "Twee"]
    assert [changed_by for _, changed_by, *_ in history(WswEmployee, made.pk)] == ["Een", "Twee", "Drie"]


def test_what_was_made_and_unmade_in_one_transaction_was_never_known(made):
    home = make_residence(made, "Wierden", since=day("01-01-1980"), until=day("31-12-1980"))
    pk = home.pk
    home.delete()
    assert _known_ids(Residence, timezone.now() + timedelta(days=2, seconds=1)).count(pk) == 0


def _known_ids(model, moment):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {known(model._meta.db_table, moment)} then_known", {"known_on": moment})
        return [pk for (pk,) in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET changed_by = 'ik'",
        "DELETE FROM {}",
        "INSERT INTO {} SELECT now(), 'ik', 'UPDATE', p.* FROM cases_wswemployee p",
    ],
)
def test_only_the_database_writes_history(made, statement):
    _bulk(made)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _run(statement.format("cases_wswemployee_history"))


@pytest.mark.parametrize("statement", ["UPDATE {} SET changed_by = 'ik'", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_the_owner_changes_history(committed, statement):
    _bulk(make_employee())
    with asking.as_owner() as cursor, pytest.raises(psycopg2.Error, match="Wat was vastgelegd, verandert niet"):
        cursor.execute(statement.format("cases_wswemployee_history"))


def test_history_cannot_be_emptied_by_the_portal(made):
    with pytest.raises(ProgrammingError, match=r"permission denied|verandert niet"), transaction.atomic():
        _run("TRUNCATE cases_wswemployee_history")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases_wswemployee DISABLE TRIGGER a_record",
        "DROP TRIGGER a_record ON cases_wswemployee",
        "TRUNCATE cases_sickpercentage",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION record_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_the_portals_own_role_cannot_switch_it_off(made, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        _run(statement)


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


# Two connections, real commits


class Other:
    """A second connection of the portal's own role, which does its work in a thread so that it may have to wait."""

    def __init__(self):
        self.connection = psycopg2.connect(
            **connection.get_connection_params(), options="-c portal.asker=tests -c portal.process=true"
        )
        self.error, self.thread = None, None

    def run(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)

    def start(self, sql, *values):
        def work():
            try:
                self.run(sql, *values)
                self.connection.commit()
            except psycopg2.Error as error:
                self.error = error
                self.connection.rollback()

        self.thread = threading.Thread(target=work)
        self.thread.start()

    def finish(self):
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()
        return self.error


@pytest.fixture
def other(committed):
    second = Other()
    yield second
    second.connection.close()


def _waits(seconds=10):
    """Until the other connection waits for a lock of ours."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if processes.somebody_waits():
            return True
        time.sleep(0.02)
    return False


PLACE = (
    "INSERT INTO cases_placement (key, employment_id, form, hours, location, function, end_reason, starts_on)"
    " VALUES (gen_random_uuid(), %s, 'IND', 20, '', '', '', '2026-05-01')"
)


def test_r36_of_two_placements_that_fit_alone_but_not_together_one_survives(other):
    job = employment_of(make_employee())
    with transaction.atomic():
        make_placement(job, "BSB", 20)
        other.start(PLACE, job.pk)
        assert _waits()
    assert other.finish().diag.constraint_name == "placement_hours_fit"
    assert Placement.objects.get().form == "BSB"


def test_r36_two_placements_that_fit_together_both_survive(other):
    job = employment_of(make_employee())
    with transaction.atomic():
        make_placement(job, "BSB", 16)
        other.start(PLACE, job.pk)
        assert _waits()
    assert other.finish() is None
    assert Placement.objects.count() == 2


def test_r36_a_placement_and_a_shorter_contract_at_the_same_time(other):
    job = employment_of(make_employee())
    with transaction.atomic():
        make_placement(job, "BSB", 36)
        other.start("UPDATE cases_contracthours SET hours = 24 WHERE employment_id = %s", job.pk)
        assert _waits()
    assert other.finish().diag.constraint_name == "placement_hours_fit"
    assert ContractHours.objects.get().hours == 36


def test_r36_the_rule_holds_for_whoever_puts_it_off_to_the_end(other):
    """An import defers the rules; its commit is where it meets what others did meanwhile."""
    job = employment_of(make_employee())
    other.run("SET CONSTRAINTS ALL DEFERRED")
    other.run(PLACE, job.pk)
    make_placement(job, "BSB", 20)
    with pytest.raises(psycopg2.IntegrityError, match="placement_hours_fit"):
        other.connection.commit()
    assert Placement.objects.get().form == "BSB"


def test_r46_the_ground_and_the_return_cannot_pass_each_other(other):
    kees = make_employee("Kees Fictief", until=day("31-12-2020"), reason="OVG", hours=None)
    ground = kees.employments.get()
    with transaction.atomic():
        ground.pk, ground.number, ground.starts_on, ground.ends_on = None, "2", day("01-01-2021"), None
        ground.key = uuid.uuid4()
        ground.outflow_reason = ""
        ground.save(force_insert=True)
        other.start("UPDATE cases_employment SET ends_on = '2014-12-30' WHERE number = '1'")
        assert _waits()
    assert other.finish().diag.constraint_name == "closed_group"


def test_the_moment_of_knowing_waits_for_who_is_writing(other):
    """Whoever freezes figures gets a moment after which nothing can still be committed as earlier."""
    truus = make_employee()
    other.run("UPDATE cases_wswemployee SET last_name = 'Anders' WHERE id = %s", truus.pk)
    got = []

    def freeze():
        with transaction.atomic():
            got.append(moment_of_knowing())
        connection.close()

    freezer = threading.Thread(target=freeze)
    freezer.start()
    assert _waits()
    assert got == []
    other.connection.commit()
    freezer.join(timeout=20)
    truus.refresh_from_db()
    assert truus.recorded_at < got[0]


def test_a_long_transaction_that_changes_what_another_just_changed_is_never_known_twice(other):
    """Its moment lies before the other's; at no moment may a row be known twice, or not at all."""
    truus = make_employee()
    indication = truus.indications.get()
    with asked_by("lang"):
        make_residence(truus, "Wierden", since=day("01-01-1980"), until=day("31-12-1980"))  # takes its moment
        other.run("UPDATE cases_indication SET category = 'ernstig' WHERE id = %s", indication.pk)
        other.connection.commit()
        make_indication(truus, since=day("01-01-2001"))
        Indication.objects.filter(pk=indication.pk).update(bw_advice=True)
    moments = {moment for moment, *_ in _edges(Indication, indication.pk)}
    for moment in moments | {moment + timedelta(microseconds=1) for moment in moments}:
        assert _known_ids(Indication, moment).count(indication.pk) == 1, moment
    indication.refresh_from_db()
    assert (indication.category, indication.bw_advice) == ("ernstig", True)


def _edges(model, pk):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT recorded_at FROM {table} WHERE id = %s"
                       f" UNION SELECT recorded_at FROM {table}_history WHERE id = %s", [pk, pk])  # fmt: skip
        return cursor.fetchall()
