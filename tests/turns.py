"""Whose turn it is: what a sweep leaves out today it asks on another day, and `make drills` asks it all.

A sweep that goes over every page, address or form says in how many days it wants to have been round. Where the turn is
stands at the end of each run; `PORTAL_TEST_TURN=739000 make test` takes that turn again. What was added since the last
round waits for its turn as the rest does, so each sweep here stands behind a test that asks everything once each time:
it is named where the turn is taken.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

import pytest

One = TypeVar("One")
# The same for every process of this run, also past midnight: they are started with this environment.
NOW = int(os.environ.setdefault("PORTAL_TEST_TURN", str(date.today().toordinal())))  # noqa: DTZ011  any day will do


def in_turn(everything: Iterable[One], days: int, shift: int = 0) -> list[One]:
    """One of every `days`, beginning with whose turn it is: on `days` days after each other all of them are there."""
    return list(everything)[(NOW + shift) % days :: days]


def some(ways: Sequence[Any], days: int, shift: int = 0) -> list[Any]:
    """Ways to do a test, of which one of every `days` has its turn today; the drill does all."""
    return [marked(way, nth % days == (NOW + shift) % days) for nth, way in enumerate(ways)]


def taking_turns(ways: Sequence[Any], shift: int = 0) -> list[Any]:
    """Ways to do a test, of which one has its turn today; the drill does all."""
    return some(ways, len(ways), shift)


def marked(way: Any, today: bool) -> Any:
    """A way to do a test, done today or only in the drill."""
    mark = pytest.mark.their_turn if today else pytest.mark.drill
    return pytest.param(*(way if isinstance(way, tuple) else [way]), marks=mark)


def every(days: int, shift: int = 0) -> pytest.MarkDecorator:
    """A test that is done on one of so many days, and in each drill."""
    return pytest.mark.drill if (NOW + shift) % days else pytest.mark.their_turn
