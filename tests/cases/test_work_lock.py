"""Two who change the same work at once wait for their turn, and not for each other (decision 0017).

Each story is a real one: two transactions, of which one has begun and the other comes in between. Told without the
lock it ends in a deadlock, so that we know that it is the lock that helps.
"""

import contextlib
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from cases.actions import contracts, deaths, employments, placements
from cases.models import Contract, ContractHours, Employment, Leave, Placement, WswEmployee
from cases.views.contracts import in_turn
from cases.work_lock import hold_work
from municipalities.models import Membership
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


def what_another_meets(person: WswEmployee, asks: Callable[[], Any] | None = None) -> str:
    """Who asks the turn of this person's work, or what else it asks."""
    met: list[str] = []

    def other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        met.append(outcome(asks or (lambda: hold_work([person.pk]))))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(timeout=60)
    return met[0]


# A contract is held too, after the work of who is under it (cases/actions/contracts.py)


class Undone(Exception):
    pass


@pytest.fixture
def contract(committed: None) -> Contract:
    return people.make_contract("Bedacht BV", kind="GRD", since=FIRST)


@pytest.fixture
def consulent(committed: None) -> Membership:
    """Nobody of theirs works under it: so they wait for no work of each other's, only for the contract."""
    return people.make_membership(people.make_user("Bram Voorbeeld"), "consulent", "Almelo")


def undone(people: Any, act: Callable[[], Any], since: Any) -> Any:
    """As `weigh_together`: done, looked at and undone."""
    with contextlib.suppress(Undone), transaction.atomic():
        act()
        raise Undone


WEIGHS = {
    "in turn": lambda contract: in_turn(undone, contract, []),
    "without": lambda contract: undone,
}  # fmt: skip


def three_at_once(contract: Contract, consulent: Membership, weighs: Any) -> list[str]:
    """One looks beforehand and then saves; a second comes while it looks, and a third when that is undone."""
    said: list[str] = []
    took, saved = threading.Event(), threading.Event()

    def act(last: date) -> Callable[[], Any]:
        return lambda: contracts.set_end(contract=contract, on=last, membership=consulent)

    def third_acts() -> None:
        act(date(2030, 3, 31))()
        took.set()
        saved.wait(timeout=2)

    def starts(does: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            said.append(outcome(does))
            connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    threads: list[threading.Thread] = []

    def looked_at() -> None:
        act(date(2030, 1, 31))()
        threads.append(starts(act(date(2030, 2, 28))))
        wait_until_somebody_waits()

    def one() -> None:
        weighs(contract)([], looked_at, None)
        threads.append(starts(third_acts))
        took.wait(timeout=2)
        act(date(2030, 1, 31))()

    said.append(outcome(one))
    saved.set()
    for thread in threads:
        thread.join(timeout=60)
    return [each for each in said if each]


def test_without_the_turn_of_the_contract_three_wait_for_each_other(contract: Contract, consulent: Membership) -> None:
    assert DEADLOCK in three_at_once(contract, consulent, WEIGHS["without"])


def test_in_turn_all_three_change_the_contract(contract: Contract, consulent: Membership) -> None:
    assert three_at_once(contract, consulent, WEIGHS["in turn"]) == []


def test_who_puts_people_under_a_contract_has_its_turn_and_reads_it_as_it_is(
    truus: WswEmployee, contract: Contract, consulent: Membership
) -> None:
    """Whoever ended it meanwhile, ended it for them too (R44)."""
    Placement.objects.update(form="GRD", hirer=contract.hirer)
    seen = Contract.objects.get()
    contracts.set_end(contract=contract, on=date(2026, 6, 30), membership=consulent)
    with transaction.atomic():
        contracts.put_under(contract=seen, placements=[_first(truus)])
        met = what_another_meets(truus, lambda: contracts.hold(contract, []))
    assert met == TOO_LONG
    assert _first(truus).ends_on == date(2026, 6, 30)
