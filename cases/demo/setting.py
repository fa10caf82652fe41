"""What every part of the generator needs to know: the dice, the days and the map."""

from dataclasses import dataclass
from datetime import date
from random import Random

from cases.demo import days
from cases.demo.firms import Firms
from cases.demo.places import Map, Place

HISTORY_YEARS = 10


@dataclass(slots=True)
class Setting:
    """`until` is the last day that is known, `history` the first that is told; `abroad_left` may still move abroad."""

    rng: Random
    until: int
    history: int
    map: Map
    firms: tuple[Firms, ...]
    abroad_left: int

    def firms_of(self, place: Place) -> Firms:
        return self.firms[place.index]


def first_day_told(until: date) -> int:
    """Ten years before `until`, and never after the day that the size is counted on."""
    return min(days.later(until.toordinal(), years=-HISTORY_YEARS), days.COUNTED)
