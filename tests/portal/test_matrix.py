"""Every address, as everybody, for everybody else's rows: nothing comes back, nothing is changed (Q1-Q3, Q7, Q8).

Three times: with both walls, with the code's wall torn down, with the database's torn down. And once with both torn
down: then it must leak, or the sweep sees nothing.

With both walls every address is asked each time, by one of three who take turns. With one of them torn down, and
beside a key that nobody has, one of three is (`tests/turns.py`); the drill asks them all in every way.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLPattern, resolve

from tests.portal import canaries
from tests.portal.canaries import (
    METHODS,
    Sweep,
    World,
    make_world,
    patterns,
    put_up_the_database,
    sweep,
    tear_down_the_database,
    written,
)
from tests.turns import in_turn

SHORT = ("GET", "POST")
A_FEW = ["consulent Almelo", "coach Almelo"]
A_FEW_AND_NOBODY = [*A_FEW, "nobody"]  # everybody, in every way: the drill
TURNS = 4  # of the drill: everybody, at every address, in every way, would be ten times what quality.md asks
DAYS = 3  # until the sweeps behind one wall have been round
# Lists, dossiers, their history and their forms.
SURELY = {"employee_list", "employee", "employee_history", "placement_end", "contact", "plan", "absence"}


@pytest.fixture(scope="module")
def laid(committed_for_all: None) -> World:
    """One for all: every question is undone, and each sweep looks whether that is so."""
    return make_world()


@pytest.fixture
def world(laid: World) -> World:
    laid.log_in()
    return laid


@pytest.fixture
def database_torn_down(world: World) -> Iterator[None]:
    tables = tear_down_the_database()
    yield
    put_up_the_database(tables)


@pytest.fixture
def code_torn_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every queryset, and the list that is written out, shows all, whoever asks."""
    torn = set()
    for model in apps.get_models():
        queryset = type(model._default_manager.all())
        for name in ("visible_to", "known_to", "_behind"):
            if hasattr(queryset, name):
                torn.add(f"{queryset.__name__}.{name}")
                monkeypatch.setattr(queryset, name, lambda self, *_: self.all())
    monkeypatch.setattr("cases.selection.VISIBLE", "SELECT id FROM cases_wswemployee")
    monkeypatch.setattr("cases.selection.door_of", lambda membership: "everybody")
    assert {"WswEmployeeQuerySet.visible_to", "OfVisiblePeople.visible_to"} <= torn


def assert_tight(
    world: World, found: Sweep, before: dict[str, str], at_least: int, asked: list[URLPattern] | None = None
) -> None:
    """Nothing leaked or broke, nothing is written, and it asked `asked`: everything there is when that is not said."""
    assert found.leaks[:10] == []
    assert found.statuses.get(500, 0) == 0
    assert written(world) == before
    assert found.patterns == {str(each.pattern) for each in asked or patterns()}
    assert found.asked >= at_least, found


def test_q1_with_both_walls(world: World) -> None:
    before = written(world)
    assert_tight(world, sweep(world, A_FEW_AND_NOBODY, SHORT, in_turn=True), before, 1_000)


def test_q2_with_the_walls_of_the_code_torn_down(world: World, code_torn_down: None) -> None:
    before, asked = written(world), in_turn(patterns(), DAYS)
    assert_tight(world, sweep(world, A_FEW[:1], SHORT, asked), before, 1_000 // DAYS, asked)


def test_q3_with_the_walls_of_the_database_torn_down(world: World, database_torn_down: None) -> None:
    before, asked = written(world), in_turn(patterns(), DAYS, 1)
    assert_tight(world, sweep(world, A_FEW[:1], SHORT, asked), before, 1_000 // DAYS, asked)


def test_with_both_torn_down_it_leaks_and_the_sweep_sees_it(
    world: World, code_torn_down: None, database_torn_down: None
) -> None:
    found = sweep(world, A_FEW, ("GET",), [each for each in patterns() if each.name in SURELY]).leaks
    assert len(found) > 10, found
    assert {_name(leak) for leak in found} == SURELY, found


def _name(leak: str) -> str:
    """The name of the address that leaked."""
    return resolve(re.search(r"GET (/[^?: ]*)", leak)[1]).view_name  # type: ignore[index]


@pytest.mark.drill
@pytest.mark.parametrize("torn", ["neither", "code", "database"])
def test_q1_to_q3_at_length(world: World, torn: str, request: pytest.FixtureRequest) -> None:
    if torn == "code":
        request.getfixturevalue("code_torn_down")
    if torn == "database":
        request.getfixturevalue("database_torn_down")
    before = written(world)
    names, asked = [*world.users, "nobody"], 0
    for turn in range(TURNS):  # each address as another of everybody, for another's rows
        world.log_in()
        shifted = turn * len(names) // TURNS
        found = sweep(world, names[shifted:] + names[:shifted], METHODS, in_turn=True)
        print(f"{found.asked} vragen, {len(found.patterns)} adressen, {found.statuses}")
        assert_tight(world, found, before, 1_000)
        asked += found.asked
    assert asked >= 14_000


# Q7: what belongs to another and what is not there are the same answer


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.drill)], ids=["in-turn", "every"])
def test_q7_what_is_not_yours_looks_like_what_is_not_there(world: World, every: bool) -> None:
    differing, asked = [], list(patterns()) if every else in_turn(patterns(), DAYS, 2)
    for first, name in enumerate(A_FEW):  # each address by one of them, and the next time by the other
        for mark in sorted(world.tokens - world.may_read[name])[:1]:
            for pattern in in_turn(asked, len(A_FEW), first):
                for key in world.keys[mark]:
                    differing += _differing(world, name, pattern, key)
    assert differing == []


def _differing(world: World, name: str, pattern: Any, key: uuid.UUID) -> list[str]:
    """The addresses at which somebody else's key is answered otherwise than a key that nobody has."""
    told = []
    for address in canaries.addresses(pattern, [], [key]):
        if str(key) not in address or canaries.is_theirs(name, address):
            continue
        theirs, nobodys = (
            canaries._answer(world, name, "GET", url, next(iter(world.tokens)))
            for url in (address, address.replace(str(key), str(uuid.uuid4())))
        )
        if _seen(theirs, key) != _seen(nobodys, key):
            told.append(f"{name} {address}: {theirs.status_code} and {nobodys.status_code}")
    return told


def _seen(response: Any, key: uuid.UUID) -> tuple[Any, ...]:
    """All that the asker could compare; the key they asked with apart, which they know."""
    headers = {
        name: canaries.UUID.sub("KEY", value)
        for name, value in response.items()
        if name not in {"Expires", "Set-Cookie"}
    }
    return response.status_code, canaries.UUID.sub("KEY", response.content.decode(errors="replace")), headers
