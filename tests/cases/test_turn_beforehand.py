"""Who looks beforehand at what an act brings keeps the turn of every row the act changes (decision 0017).

Three at once: one looks, a second comes while it looks, a third when that is undone; then the one saves. Told without
the turn it ends in a deadlock.
"""

import contextlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import handovers, indications
from cases.models import Handover, Reindication, WswEmployee
from cases.work_lock import hold_person, in_turn
from municipalities.models import Membership, Municipality, today
from tests import people
from tests.cases.test_work_lock import DEADLOCK, Undone, outcome, wait_until_somebody_waits

Does = Callable[[], Any]


@dataclass
class Story:
    """What the one looks at (if not what it saves), what all do, and the turn that the one takes first."""

    person: WswEmployee
    saves: Does
    second: Does
    third: Does
    hold: Does
    looks: Does | None = None


def undone(person: int, act: Does) -> Any:
    """As `weigh`: done, looked at and undone."""
    with contextlib.suppress(Undone), transaction.atomic():
        act()
        raise Undone


def three_at_once(story: Story, weigh: Any) -> list[str]:
    said: list[str] = []
    took, saved = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def starts(does: Does) -> None:
        def run() -> None:
            said.append(outcome(does))
            connection.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()

    def third() -> None:
        story.third()
        took.set()
        saved.wait(timeout=2)

    def looked_at() -> None:
        (story.looks or story.saves)()
        starts(story.second)
        wait_until_somebody_waits()

    def one() -> None:
        weigh(story.person.pk, looked_at)
        starts(third)
        took.wait(timeout=2)
        story.saves()

    said.append(outcome(one))
    saved.set()
    for thread in threads:
        thread.join(timeout=60)
    return [each for each in said if each]


@pytest.fixture
def person(committed: None) -> WswEmployee:
    return people.make_employee("Guus Fictief", lives_in="Almelo", placed=True)


def member(name: str, place: str) -> Membership:
    return people.make_membership(people.make_user(name), "consulent", place)


def by(membership: Membership, act: Callable[[Membership], Any]) -> Does:
    def does() -> None:
        with people.signing(membership.user):
            act(membership)

    return does


def moving(person: WswEmployee) -> Story:
    """To abroad, by one of three consulents of Almelo."""

    def brings(membership: Membership) -> None:
        handovers.bring(person=person, to=None, starts_on=today() - timedelta(days=1), by=membership)

    def moves(day: int) -> Callable[[Membership], Any]:
        return lambda membership: handovers.move(
            person=person, to=None, starts_on=today() - timedelta(days=day), by=membership
        )

    one, two, three = (member(f"{name} Voorbeeld", "Almelo") for name in ("Bram", "Bea", "Bo"))
    others = by(two, moves(2)), by(three, moves(3))
    return Story(person, by(one, moves(1)), *others, lambda: hold_person(person.pk), looks=by(one, brings))


def taking_over(person: WswEmployee) -> Story:
    """Almelo proposed it; in Wierden one accepts, and two others decline."""
    giver = member("Bram Voorbeeld", "Almelo")
    with transaction.atomic(), people.signing(giver.user):
        made = handovers.move(
            person=person, to=people.municipality("Wierden"), starts_on=today() - timedelta(days=1), by=giver
        )
    assert made is not None
    one, two, three = (member(f"{name} Voorbeeld", "Wierden") for name in ("Carla", "Cor", "Cas"))

    def accept(membership: Membership) -> None:
        handovers.accept(handover=Handover.objects.get(pk=made.pk), by=membership)

    def decline(membership: Membership) -> None:
        handovers.decline(handover=made, by=membership, reason="Woont hier niet.")

    return Story(person, by(one, accept), by(two, decline), by(three, decline), lambda: handovers.hold(made))


def deciding(person: WswEmployee) -> Story:
    """What UWV decided on a request; others say that UWV has it."""
    by_whom = [member(f"{name} Voorbeeld", "Almelo") for name in ("Bram", "Bea", "Bo")]
    with transaction.atomic(), people.signing(by_whom[0].user):
        asked = indications.ask(employee=person, asked_on=date(2026, 9, 1), kind="gewoon")
    values = {"category": "ernstig", "decided_on": today(), "starts_on": today(), "valid_until": date(2030, 1, 1)}

    def decide(membership: Membership) -> None:
        request = Reindication.objects.get(pk=asked.pk)
        indications.decide(employee=person, request=request, advices={}, **values)

    def receive(day: int) -> Callable[[Membership], Any]:
        return lambda membership: Reindication.objects.filter(pk=asked.pk).update(received_on=date(2026, 9, day))

    others = by(by_whom[1], receive(10)), by(by_whom[2], receive(11))
    return Story(person, by(by_whom[0], decide), *others, lambda: indications.hold(asked))


STORIES = [moving, taking_over, deciding]


@pytest.mark.parametrize("tells", STORIES)
def test_without_the_turn_three_wait_for_each_other(person: WswEmployee, tells: Callable[..., Story]) -> None:
    assert DEADLOCK in three_at_once(tells(person), undone)


@pytest.mark.parametrize("tells", STORIES)
def test_in_turn_nobody_is_broken_off(person: WswEmployee, tells: Callable[..., Story]) -> None:
    """Who comes later may find it decided; that is said in words and not by a deadlock."""
    story = tells(person)
    assert set(three_at_once(story, in_turn(undone, story.hold))) <= {"NotAllowed", "IntegrityError"}


# The pages take the turn


def undone_locks(client: Client, address: str, sent: dict[str, str]) -> dict[str, bool]:
    """Of each table of which the page locks rows: whether its first lock was inside a savepoint that is undone."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, sent).status_code == 200
    found: dict[str, bool] = {}
    within: list[tuple[str, set[str]]] = []  # savepoints that are open, with the tables first locked in each
    for query in queries:
        sql = query["sql"]
        if match := re.match(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "(\w+)"', sql):
            what, name = match.groups()
            if what == "SAVEPOINT":
                within.append((name, set()))
                continue
            at = next(nth for nth, (known, _) in enumerate(within) if known == name)
            tables = {table for _, locked in within[at:] for table in locked}
            if what == "ROLLBACK TO SAVEPOINT":
                found |= dict.fromkeys(tables, True)
                within = [*within[:at], (name, set())]
            else:
                within = within[:at]
                if within:
                    within[-1][1].update(tables)
        elif (match := re.search(r'FROM "?(\w+)"?.* FOR (NO KEY )?UPDATE', sql, re.S)) and match[1] not in found:
            found[match[1]] = False
            if within:
                within[-1][1].add(match[1])
    return found


def test_each_page_takes_the_turn_before_it_looks(client: Client, person: WswEmployee) -> None:
    bram, carla = member("Bram Voorbeeld", "Almelo"), member("Carla Voorbeeld", "Wierden")
    client.force_login(bram.user)
    with transaction.atomic(), people.signing(bram.user):
        indications.ask(employee=person, asked_on=date(2026, 9, 1), kind="gewoon")
    away = Municipality.objects.filter(takes_part=False).order_by("name")[0].cbs_code
    moves = undone_locks(client, reverse("person_move", args=[person.key]), {"to": away, "starts_on": "2026-11-01"})
    assert moves["cases_wswemployee"] is False
    sent = {"category": "ernstig", "decided_on": "2026-11-20", "starts_on": "2026-11-20", "valid_until": "2036-12-31"}
    decides = undone_locks(client, reverse("indication_new", args=[person.key]), sent)
    assert decides["cases_reindication"] is False
    with transaction.atomic(), people.signing(bram.user):
        to = people.municipality("Wierden")
        made = handovers.move(person=person, to=to, starts_on=today() - timedelta(days=1), by=bram)
    assert made is not None
    client.force_login(carla.user)
    assert undone_locks(client, reverse("handover", args=[made.key]), {})["cases_handover"] is False
