"""What a step on an older list of abilities is on a later one: carried along from list to list, or not to be compared.

Each list says of its abilities what they came from on the list before, and which step a step of then is now. Nothing is
guessed: where one of the lists on the way says nothing, the answer is why, in its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """An ability of a list. `carries` has for each step of `former` which step that is now, None for not to compare."""

    id: int
    number: int
    name: str
    meaning: str = ""
    former: int | None = None
    carries: tuple[int | None, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Carried:
    """The step on the later list; None when it cannot be compared, `because` of this."""

    step: int | None
    because: str = ""


Abilities = Mapping[int, Listed]


def lineage(ability: int, abilities: Abilities) -> list[int]:
    """This ability and what it came from, the latest first."""
    found = [ability]
    while (former := abilities[found[-1]].former) is not None:
        found.append(former)
    return found


def carry(step: int, since: int, to: int, abilities: Abilities) -> Carried:
    """Step `step` of ability `since`, as a step of ability `to`."""
    path = lineage(to, abilities)
    if since not in path:
        return Carried(None, abilities[path[-1]].because)
    for each in reversed(path[: path.index(since)]):
        now = abilities[each].carries[step - 1]
        if now is None:
            return Carried(None, abilities[each].because)
        step = now
    return Carried(step)
