"""Somebody with two windows does something of their own in both at once: both are done, one after the other."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from cases.actions import pins, saved_views
from cases.models import Pin, SavedView
from municipalities import calendar_links
from municipalities.asker import tell_database
from municipalities.models import Membership
from tests import people, processes

NAMES = ("een", "twee", "drie")
Act = Callable[[SavedView], Any]


@pytest.fixture
def role(committed: None) -> Membership:
    """Theirs are three, of which none is where one begins."""
    made = people.make_membership(people.make_user("Bram Voorbeeld"), "consulent", "Almelo")
    for nth, name in enumerate(NAMES, 1):
        SavedView.objects.create(membership=made, name=name, query=f"hirer={name}", position=nth)
    return made


def view(name: str) -> SavedView:
    return SavedView.objects.get(name=name)


def begin(saved: SavedView) -> None:
    saved_views.start_with(view=saved, wanted=True)


def up(saved: SavedView) -> None:
    saved_views.move(view=saved, step="omhoog")


def down(saved: SavedView) -> None:
    saved_views.move(view=saved, step="omlaag")


def keep(saved: SavedView) -> None:
    saved_views.keep(view=SavedView(membership=saved.membership, name=f"na {saved.name}", query="form=LEEG"))


def both(first: Callable[[Any], Any], one: Any, second: Callable[[Any], Any], other: Any) -> list[str]:
    """The first is done and not saved yet when the second comes. What each met, if anything."""
    met: list[str] = []

    def meets(act: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                act()
        except Exception as error:
            met.append(type(error).__name__)

    def later() -> None:
        meets(lambda: second(other))
        connection.close()

    thread = threading.Thread(target=later)

    def sooner() -> None:
        first(one)
        thread.start()
        processes.until(lambda: processes.somebody_waits() or not thread.is_alive(), 5, "nobody waited")

    meets(sooner)
    thread.join(timeout=60)
    return met


def test_both_choose_where_to_begin_and_the_last_holds(role: Membership) -> None:
    assert both(begin, view("een"), begin, view("twee")) == []
    assert list(SavedView.objects.filter(is_start=True)) == [view("twee")]


def test_both_move_and_each_goes_its_place(role: Membership) -> None:
    assert both(up, view("twee"), up, view("drie")) == []
    # First "twee een drie"; and from there "drie" goes one place up.
    assert list(SavedView.objects.values_list("name", "position")) == [("twee", 1), ("drie", 2), ("een", 3)]


def test_both_keep_one_and_neither_has_the_place_of_the_other(role: Membership) -> None:
    assert both(keep, view("een"), keep, view("twee")) == []
    assert list(SavedView.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("act", [begin, up, down])
def test_who_comes_after_it_was_taken_away_meets_nothing(role: Membership, act: Act) -> None:
    assert both(lambda each: saved_views.drop(view=each), view("twee"), act, view("twee")) == []
    assert [each.name for each in SavedView.objects.all()] == ["een", "drie"]
    assert not SavedView.objects.filter(is_start=True).exists()


def test_both_keep_a_dossier_at_hand_and_it_is(role: Membership) -> None:
    truus = people.make_employee()

    def pins_it(person: Any) -> None:
        pins.toggle(person=person, membership=role)

    assert both(pins_it, truus, pins_it, truus) == []
    assert Pin.objects.get().employee == truus


@pytest.mark.parametrize("had_one", [True, False])
def test_both_make_an_address_for_their_calendar_and_the_later_one_works(committed: None, had_one: bool) -> None:
    anouk = people.make_membership(people.make_user("Anouk Voorbeeld"), "jobcoach")
    made: list[str] = []

    def make(membership: Membership) -> None:
        tell_database(str(membership.user.key))
        made.append(calendar_links.make(membership=membership))

    if had_one:
        with transaction.atomic():
            make(anouk)
        made.clear()
    assert both(make, anouk, make, anouk) == []
    assert [calendar_links.found(token) is not None for token in made] == [False, True]
