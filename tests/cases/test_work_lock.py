"""Two who change the same work at once wait for their turn, and not for each other (decision 0017).

Each story is a real one: two transactions, of which one has begun and the other comes in between. Told without the
lock it ends in a deadlock, so that we know that it is the lock that helps.
"""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from cases.actions import deaths, employments, placements
from cases.models import ContractHours, Employment, Leave, Placement, WswEmployee
from cases.work_lock import hold_work
from reports.beforehand import weigh
from tests import people, processes

DEADLOCK, TOO_LONG = "40P01", "55P03"
FIRST = date(2026, 1, 1)
Act = Callable[[WswEmployee], Any]
ACTIONS = (placements, employments, deaths)


def _first(person: WswEmployee) -> Placement:
    return Placement.objects.filter(employee=person).earliest("starts_on")


def end(person: WswEmployee) -> None:
    placements.end(placement=_first(person), on=date(2026, 6, 30), reason="proef")


def correct(person: WswEmployee) -> None:
    placements.correct(placement=_first(person), hours=Decimal(30))


def place(person: WswEmployee) -> None:
    placements.place(employment=person.employments.get(), form="BSB", hours=Decimal(4), starts_on=date(2026, 3, 1))


def job_ends(person: WswEmployee) -> None:
    employments.end(employment=person.employments.get(), on=date(2026, 8, 31), reason="REG")


def dies(person: WswEmployee) -> None:
    deaths.record(employee=person, on=date(2026, 9, 30))


@pytest.fixture
def truus(committed: None) -> WswEmployee:
    person = people.make_employee(since=date(2010, 1, 1), hours=36)
    people.make_placement(person, "BSB", 20, since=FIRST)
    return person


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ACTIONS:
        monkeypatch.setattr(each, "hold_work", lambda people: None)


def meet(person: WswEmployee, first: list[Act], second: Act) -> list[str]:
    """One does the first of its acts; the other begins and has to wait; then the one goes on.

    What each met, if anything. The second reads before the first is done, as a page does.
    """
    said: list[str] = []

    def other() -> None:
        said.append(outcome(lambda: second(person)))
        connection.close()

    def one() -> None:
        first[0](person)
        thread.start()
        wait_until_somebody_waits()
        for act in first[1:]:
            act(person)

    thread = threading.Thread(target=other)
    said.append(outcome(one))
    thread.join(timeout=60)
    return [each for each in said if each]


def outcome(act: Callable[[], Any]) -> str:
    """The SQLSTATE that ended the transaction, or nothing."""
    try:
        with transaction.atomic():
            act()
    except OperationalError as error:
        return str(getattr(error.__cause__, "pgcode", error))
    except Exception as error:
        return type(error).__name__
    return ""


def wait_until_somebody_waits() -> None:
    processes.until(processes.somebody_waits, 5, "nobody waited")


# The first holds the employment by a new placement, and then wants the row that the second changed meanwhile.
CROSSED = [([place, correct], end), ([place, end], correct), ([place, end], job_ends), ([place, job_ends], end)]


@pytest.mark.parametrize(("first", "second"), CROSSED)
def test_without_a_turn_they_would_wait_for_each_other(
    truus: WswEmployee, without_the_lock: None, first: list[Act], second: Act
) -> None:
    assert DEADLOCK in meet(truus, first, second)


@pytest.mark.parametrize(("first", "second"), [*CROSSED, ([place, end], dies), ([place, dies], correct)])
def test_in_turn_nobody_is_broken_off(truus: WswEmployee, first: list[Act], second: Act) -> None:
    """Who comes second may find that what it read has changed; that is said in words and not by a deadlock."""
    assert set(meet(truus, first, second)) <= {"IntegrityError"}


# Rows that exclude each other: both are written, and each then asks about the other.


def hours_from(day: date) -> Act:
    return lambda person: ContractHours.objects.create(employment=person.employments.get(), hours=8, starts_on=day)


def leave_from(day: date) -> Act:
    return lambda person: Leave.objects.create(employment=person.employments.get(), kind="onbetaald", starts_on=day)


@pytest.mark.parametrize("added", [hours_from, leave_from])
def test_raw_rows_that_exclude_each_other_wait_for_a_turn(committed: None, added: Callable[[date], Act]) -> None:
    person = people.make_employee(since=date(2010, 1, 1), hours=[(36, date(2010, 1, 1), date(2019, 12, 31))])
    said = crossing(person, added)
    assert DEADLOCK not in said
    assert said == ["IntegrityError"]


def crossing(person: WswEmployee, added: Callable[[date], Act]) -> list[str]:
    """What they meet who both add, at the same moment, a row that leaves no room for the other's."""
    start = threading.Barrier(2)
    said: list[str] = []

    def other() -> None:
        start.wait()
        said.append(outcome(lambda: added(FIRST)(person)))
        connection.close()

    threads = [threading.Thread(target=other) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [each for each in said if each]


def test_the_turn_is_taken_in_one_order_whoever_asks(committed: None) -> None:
    """Two who hold the same people, named the other way round."""
    them = [people.make_employee(f"Truus Fictief-{nth}") for nth in range(2)]
    keys = [person.pk for person in them]
    start = threading.Barrier(2)
    said: list[str] = []

    def hold(asked: list[int]) -> None:
        start.wait()
        for _ in range(50):
            said.append(outcome(lambda: hold_work(asked)))
        connection.close()

    threads = [threading.Thread(target=hold, args=(asked,)) for asked in (keys, keys[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert set(said) == {""}


def test_an_insert_holds_the_employment_before_it_is_recorded(truus: WswEmployee) -> None:
    """Raw, without the acts: whoever adds leave is the only one to change this work until it is saved."""
    with transaction.atomic():
        leave_from(FIRST)(truus)
        assert what_another_meets(truus) == TOO_LONG
    assert Employment.objects.filter(employee=truus).exists()


def test_who_looked_beforehand_keeps_the_turn_until_the_answer(truus: WswEmployee) -> None:
    """What is undone gives its rows back, but who waits for them goes on waiting for the whole transaction."""
    with transaction.atomic():
        weigh(truus.pk, lambda: correct(truus))
        assert what_another_meets(truus) == TOO_LONG
    assert what_another_meets(truus) == ""


def what_another_meets(person: WswEmployee) -> str:
    met: list[str] = []

    def other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        met.append(outcome(lambda: hold_work([person.pk])))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(timeout=60)
    return met[0]
