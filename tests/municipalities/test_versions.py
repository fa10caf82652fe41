"""Q28, at the database: a row is changed by who saw it as it is now, whatever the way; and nobody sets its moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from cases.models import Placement, WswEmployee
from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet
from municipalities.versioned import is_stale
from tests import people


@pytest.fixture
def opened(db: None) -> WswEmployee:
    """Truus as somebody read her; since then another changed her first name."""
    truus = people.make_employee("Truus Fictief", placed=True)
    people.meanwhile()
    opened = WswEmployee.objects.get(pk=truus.pk)
    WswEmployee.objects.filter(pk=truus.pk).update(first_name="Geertruida")
    people.meanwhile()
    return opened


def save(person: WswEmployee) -> None:
    person.save()


def save_one_field(person: WswEmployee) -> None:
    person.save(update_fields=["last_name"])


def bulk_update(person: WswEmployee) -> None:
    WswEmployee.objects.bulk_update([person], ["last_name"])


def update(person: WswEmployee) -> None:
    WswEmployee.objects.filter(pk=person.pk).update(last_name=person.last_name, recorded_at=person.recorded_at)


def by_hand(person: WswEmployee) -> None:
    sql = "UPDATE cases_wswemployee SET last_name = %s, recorded_at = %s WHERE id = %s"
    run(sql, person.last_name, person.recorded_at, person.pk)


def upsert(person: WswEmployee) -> None:
    WswEmployee.objects.bulk_create(
        [person], update_conflicts=True, update_fields=["last_name", "recorded_at"], unique_fields=["id"]
    )


WAYS = [save, save_one_field, bulk_update, update, by_hand, upsert]


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("way", WAYS)
def test_q28_whoever_saw_an_older_version_is_refused(opened: WswEmployee, way: Callable[[WswEmployee], None]) -> None:
    opened.last_name = "Anders"
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        way(opened)
    assert is_stale(refusal.value)
    opened.refresh_from_db()
    assert (opened.first_name, opened.last_name) == ("Geertruida", "Fictief")


@pytest.mark.parametrize("way", WAYS[:-1])
def test_whoever_saw_this_version_is_not(opened: WswEmployee, way: Callable[[WswEmployee], None]) -> None:
    opened.refresh_from_db()
    opened.last_name = "Anders"
    way(opened)
    opened.refresh_from_db()
    assert (opened.first_name, opened.last_name) == ("Geertruida", "Anders")


def test_an_update_that_names_no_version_is_about_the_row_as_it_is(opened: WswEmployee) -> None:
    WswEmployee.objects.filter(pk=opened.pk).update(last_name="Anders")
    opened.refresh_from_db()
    assert (opened.first_name, opened.last_name) == ("Geertruida", "Anders")


def test_ones_own_change_is_nobody_elses(opened: WswEmployee) -> None:
    opened.refresh_from_db()
    for name in ("Anders", "Nog Anders"):  # the same instance, twice, in one transaction
        opened.last_name = name
        opened.save()
    opened.refresh_from_db()
    assert opened.last_name == "Nog Anders"


def test_a_login_is_no_change_of_the_account(db: None) -> None:
    anouk = people.make_user()
    people.meanwhile()
    User.objects.filter(pk=anouk.pk).update(name="Anouk Anders")
    people.meanwhile()
    anouk.last_login = timezone.now()
    anouk.save(update_fields=["last_login"])
    assert User.objects.get(pk=anouk.pk).name == "Anouk Anders"


def test_what_is_recorded_sends_its_version_along() -> None:
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    silent = [model for model in recorded if not isinstance(model._default_manager.all(), RecordedQuerySet)]
    assert recorded
    assert silent == []


# The moment


@pytest.mark.parametrize("setting", ["portal.recording", "portal.recording_moment"])
@pytest.mark.parametrize("told", ["2001-01-01", "{2001-01-01}", f"{'0' * 64}{{2001-01-01}}"])
def test_the_moment_of_recording_is_not_told_by_who_writes(truus: WswEmployee, setting: str, told: str) -> None:
    people.meanwhile()
    before = datetime.now(UTC)
    run("SELECT set_config(%s, %s, true)", setting, told)
    Placement.objects.update(function="inpakken")
    assert before < Placement.objects.get().recorded_at < datetime.now(UTC)


def test_nor_by_a_seal_of_another_transaction(committed: None) -> None:
    with transaction.atomic():
        people.make_employee("Truus Fictief")
        [(sealed,)] = run("SELECT current_setting('portal.recording')")
    between = datetime.now(UTC)
    with transaction.atomic():
        run("SELECT set_config('portal.recording', %s, true)", sealed)
        WswEmployee.objects.update(first_name="Geertruida")
    assert WswEmployee.objects.get().recorded_at > between


def test_nor_by_another_way_of_writing_days(truus: WswEmployee) -> None:
    """A seal made while days are written one way round is not read the other way round."""
    run("SET LOCAL datestyle = 'SQL, DMY'")
    Placement.objects.update(function="inpakken")
    run("SET LOCAL datestyle = 'SQL, MDY'")
    Placement.objects.update(function="inpakken en tellen")
    run("SET LOCAL datestyle = 'ISO, YMD'")
    assert abs(Placement.objects.get().recorded_at - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT secret FROM municipalities_recordingseal",
        "SELECT recording_seal('{2001-01-01}')",
        "SELECT recording_moments(true)",
        "UPDATE municipalities_recordingseal SET secret = 'x'",
    ],
)
def test_the_portals_own_role_cannot_make_a_seal(truus: WswEmployee, sql: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(sql)
