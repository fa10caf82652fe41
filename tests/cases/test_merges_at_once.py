"""Two at once: whoever merges lets nobody in between, and whoever comes too late is told so. Real transactions."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.models import Employment, PersonMerge, Placement, Todo, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import User
from tests import asking, fixtures, people
from tests.cases.merging import answers, carry_out, logged_in, propose

WAIT = 30


@pytest.fixture
def truus(committed: None) -> WswEmployee:
    return fixtures.lay_truus()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gives, or what it was refused with."""
    found: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(nth: int, act: Callable[[], Any]) -> None:
        gate.wait(WAIT)
        try:
            found[nth] = act()
        except DatabaseError as refusal:
            found[nth] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    return found


def test_carried_out_by_two_it_is_done_once(truus: WswEmployee, twice: WswEmployee, bram: User, boris: User) -> None:
    cleo = fixtures.lay_user("Cleo Voorbeeld", "consulent", "Almelo")
    merge = propose(bram, truus, twice)
    said = at_once(*[lambda by=by: carry_out(by, merge).status_code for by in (boris, cleo)])
    assert set(said) <= {302, 404, 503}
    assert 302 in said
    merge.refresh_from_db()
    assert (merge.state, merge.in_force) == ("uitgevoerd", True)
    assert truus.employments.count() == 2
    assert PersonMerge.objects.filter(in_force=True).count() == 1


def test_proposed_by_two_at_once_there_is_one_proposal(
    truus: WswEmployee, twice: WswEmployee, bram: User, boris: User
) -> None:
    def ask(by: User, stays: WswEmployee, gone: WswEmployee) -> Any:
        return logged_in(by).post(reverse("double_merge", args=[stays.key, gone.key]), answers(stays)).status_code

    said = at_once(lambda: ask(bram, truus, twice), lambda: ask(boris, twice, truus))
    assert set(said) <= {302, 422, 503}
    assert PersonMerge.objects.open().count() == said.count(302) == 1


def test_decided_and_looked_at_by_all_at_once_nobody_waits_for_the_other(
    truus: WswEmployee, twice: WswEmployee, bram: User, boris: User
) -> None:
    """Who refused or withdrew locked the proposal and waited for the register, which who looked held."""
    cleo = fixtures.lay_user("Cleo Voorbeeld", "consulent", "Almelo")
    merge = propose(bram, truus, twice)

    def refuse() -> int:
        return logged_in(boris).post(reverse("merge_refuse", args=[merge.key]), {"reason": "Haar zus."}).status_code

    def withdraw() -> int:
        return logged_in(bram).post(reverse("merge_withdraw", args=[merge.key])).status_code

    def look() -> int:
        return logged_in(cleo).get(reverse("merge", args=[merge.key])).status_code

    said = at_once(refuse, withdraw, look, look, look)
    assert said == [302, 302, 200, 200, 200]
    merge.refresh_from_db()
    assert merge.state in {"afgewezen", "ingetrokken"}


def test_what_is_written_meanwhile_moves_along_or_comes_too_late(
    truus: WswEmployee, twice: WswEmployee, bram: User, boris: User
) -> None:
    merge = propose(bram, truus, twice)

    def write() -> str:
        for nth in range(40):
            with transaction.atomic():
                tell_database(asking.TESTS)
                Placement.objects.filter(employment__employee=twice.pk).update(function=f"werk {nth}")
                people.make_todo(twice, bram)
        return "all"

    _, wrote = at_once(lambda: carry_out(boris, merge).status_code, write)
    merge.refresh_from_db()
    if not merge.in_force:  # it was busy: nothing happened, and it can be done again
        assert carry_out(boris, merge).status_code == 302
        merge.refresh_from_db()
    assert merge.in_force
    assert wrote == "all" or "dossier_is_merged" in str(wrote)
    assert not Todo.objects.filter(employee=twice).exists()
    assert not Employment.objects.filter(employee=twice).exists()
    assert not Placement.objects.filter(employee=twice).exists()


def test_who_began_before_is_waited_for(truus: WswEmployee, twice: WswEmployee, bram: User, boris: User) -> None:
    """A task noted in a transaction that is still open when the merge begins: it moves along."""
    merge = propose(bram, truus, twice)
    begun, said = threading.Event(), []

    def merge_them() -> None:
        begun.wait(WAIT)
        said.append(carry_out(boris, merge).status_code)
        connection.close()

    thread = threading.Thread(target=merge_them)
    thread.start()
    with transaction.atomic():
        people.make_todo(twice, bram)
        begun.set()
        thread.join(0.7)
        assert not said
    thread.join(WAIT)
    assert said == [302]
    assert Todo.objects.get().employee_id == truus.pk
