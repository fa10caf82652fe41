"""A destruction beside who is writing: it waits with empty hands, and nobody is broken off (decision 0017).

Each story is two transactions, step by step. Told without `hold_for_destruction` the first three end in a deadlock;
in the fourth, who merges is then told that it is busy.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from cases import retention
from cases.actions import destruction
from cases.actions.merges import hold_register
from cases.models import Certificate, DestructionList, WswEmployee
from cases.tasks import draft_destruction_lists
from cases.work_lock import hold_person
from municipalities.models import User
from tests import people, processes, situations
from tests.cases.destroying import agree, drafted, make_leaver, propose

WAITS = """
SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE %s
    AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep'))"""


def waits_in(statement: str) -> bool:
    """Whether a connection is within this statement and waits for somebody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITS, [f"{statement}%"])
        return bool(cursor.fetchone()[0])


class Aside:
    """Acts on connections of their own."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool

    def begin(self, act: Callable[[], Any], waits: str) -> "Future[Any]":
        """It has begun, and waits for somebody in this statement."""
        begun = self.pool.submit(self._alone, act)
        processes.until(lambda: begun.done() or waits_in(waits), 10, f"{waits}: it did not wait")
        assert not begun.done()
        return begun

    @staticmethod
    def _alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()


@pytest.fixture
def aside() -> Iterator[Aside]:
    with ThreadPoolExecutor(2) as pool:
        yield Aside(pool)


@pytest.fixture
def otto(committed: None) -> WswEmployee:
    """Left Almelo twelve years ago."""
    return make_leaver()


@pytest.fixture
def bea(otto: WswEmployee) -> WswEmployee:
    """Works, and is nobody's to destroy."""
    return people.make_employee("Bea Voorbeeld")


@pytest.fixture
def signed(otto: WswEmployee) -> DestructionList:
    (found,) = drafted()
    propose(found, situations.make_member("Hans Voorbeeld", "privacy_officer"))
    agree(found, situations.make_member("Ellen Voorbeeld", "controller", "Almelo"))
    return found


@pytest.fixture
def kees(otto: WswEmployee) -> User:
    return people.make_user("Kees Voorbeeld")


def begin_destruction(aside: Aside, signed: DestructionList) -> "Future[Any]":
    return aside.begin(lambda: destruction.carry_out(str(signed.key)), "SELECT carry_out_destruction")


def test_the_draft_of_the_night(
    otto: WswEmployee, signed: DestructionList, aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It makes a list and then its lines: `cases_destructionlist` before `cases_destructionitem`. So it was found."""
    make_leaver("Wies Verzonnen", lives_in="Wierden")
    rows_of, begun = destruction.rows_of, list["Future[Any]"]()

    def begin_between(due: retention.Due) -> dict[str, list[int]]:
        begun[:] = begun or [begin_destruction(aside, signed)]
        return rows_of(due)

    monkeypatch.setattr(destruction, "rows_of", begin_between)
    draft_destruction_lists()
    assert begun[0].result(60) == Certificate.objects.get(list=signed)
    assert DestructionList.objects.count() == 2


def test_who_wrote_in_a_later_table_writes_in_an_earlier_one(
    bea: WswEmployee, kees: User, signed: DestructionList, aside: Aside
) -> None:
    """A name, and then a coach: `cases_wswemployee` before `cases_caseload`, the other way round than the triggers."""
    with transaction.atomic():
        WswEmployee.objects.filter(pk=bea.pk).update(first_name="Beatrix")
        destroying = begin_destruction(aside, signed)
        people.coach(bea, kees)
    assert destroying.result(60) == Certificate.objects.get(list=signed)


def test_who_holds_a_person_then_changes_them(otto: WswEmployee, signed: DestructionList, aside: Aside) -> None:
    """A row that is locked to be changed counts as writing: else the destruction has the table, and they the row."""
    with transaction.atomic():
        hold_person(otto.pk)
        destroying = begin_destruction(aside, signed)
        WswEmployee.objects.filter(pk=otto.pk).update(first_name="Ottokar")
    assert destroying.result(60) == Certificate.objects.get(list=signed)


def test_who_has_the_register_alone_is_let_alone(
    bea: WswEmployee, kees: User, signed: DestructionList, aside: Aside
) -> None:
    """Two dossiers become one, and more is written: 500 ms is all that they wait for (decision 0056)."""
    with transaction.atomic():
        hold_register()
        destroying = begin_destruction(aside, signed)
        people.coach(bea, kees)
    assert destroying.result(60) == Certificate.objects.get(list=signed)


def test_nobody_waits_for_a_destruction_that_waits(bea: WswEmployee, signed: DestructionList, aside: Aside) -> None:
    with transaction.atomic():
        WswEmployee.objects.filter(pk=bea.pk).update(first_name="Beatrix")
        destroying = begin_destruction(aside, signed)
        other = aside.pool.submit(aside._alone, lambda: people.make_employee("Cor Voorbeeld"))
        assert other.result(10).pk
        assert not destroying.done()
    assert destroying.result(60) is not None
