"""Which municipalities there are in the made-up register, and how many of its people each has.

The six come with their illustrative shares (largest remainder, so the parts add up). More municipalities are made up
under codes that CBS does not use, GM9001 for the seventh and on, and of about the size of the six on average.
"""

import csv
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from itertools import accumulate
from random import Random

SIX = 6
ABROAD = "buitenland"
EXTRA_SIZE = (0.6, 1.4)  # of the mean of the six

# How much more or less of the people are lent out than on average: the six differ, as they do in real life.
TILT = {"GM0141": 0.90, "GM0163": 1.05, "GM1742": 1.18, "GM0183": 1.10, "GM1700": 1.04, "GM0189": 1.00}
EXTRA_TILT = (0.85, 1.15)
# Who carries out by contract or on the board of the new foundation since 2021; the other two do it themselves.
WITH_THE_FOUNDATION = frozenset({"GM0141", "GM1700", "GM0183", "GM0189"})


@dataclass(frozen=True)
class Place:
    """A municipality that takes part; `before` is how many people the ones before it have."""

    index: int
    code: str
    name: str
    slug: str
    people: int
    before: int
    tilt: float
    with_the_foundation: bool

    @property
    def label(self) -> str:
        """The name without the mark, to build another name with."""
        return self.name.removesuffix(" (fictief)")


class Map:
    """The municipalities that take part, and the neighbours one can move to."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self.neighbours = tuple((row["cbs_code"], row["name"]) for row in _rows("neighbours.csv"))
        self._codes = {place.code: place for place in self.places}
        self._reach = list(accumulate(place.people for place in self.places))

    def place(self, code: str) -> Place | None:
        """The municipality with this code, or None when it does not take part."""
        return self._codes.get(code)

    def elsewhere(self, rng: Random, code: str) -> str:
        """Another municipality that takes part, the larger the likelier; a neighbour when there is no other."""
        for _ in range(20):
            other = self.places[min(bisect(self._reach, rng.random() * self._reach[-1]), len(self.places) - 1)]
            if other.code != code:
                return other.code
        return self.outside(rng)

    def outside(self, rng: Random) -> str:
        return rng.choice(self.neighbours)[0]


def places(rng: Random, *, people: int, municipalities: int) -> list[Place]:
    """The municipalities with the people each has on 1-1-2019; together exactly `people`."""
    rows = _rows("municipalities.csv")[:municipalities]
    weights = [Fraction(row["illustrative_share_pct"]) for row in rows]
    for number in range(SIX + 1, municipalities + 1):
        rows.append(_extra(number))
        weights.append(Fraction(100 * rng.randint(*(int(size * 1000) for size in EXTRA_SIZE)), SIX * 1000))
    heads = largest_remainder(weights, people)
    return [_place(rng, index, row, heads) for index, row in enumerate(rows)]


def largest_remainder(weights: Sequence[Fraction], total: int) -> list[int]:
    """`total` divided by the weights in whole numbers that add up; the largest remainders get one more."""
    exact = [weight * total / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def _extra(number: int) -> dict[str, str]:
    name = f"Voorbeeldgemeente {number} (fictief)"
    return {"cbs_code": f"GM{9000 + number - SIX}", "name": name, "slug": f"voorbeeldgemeente-{number}"}


def _place(rng: Random, index: int, row: dict[str, str], heads: list[int]) -> Place:
    code = row["cbs_code"]
    return Place(
        index=index,
        code=code,
        name=row["name"],
        slug=row["slug"],
        people=heads[index],
        before=sum(heads[:index]),
        tilt=TILT.get(code) or rng.uniform(*EXTRA_TILT),
        with_the_foundation=code in WITH_THE_FOUNDATION or (index >= SIX and rng.random() < 0.5),
    )


def _rows(name: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader(files("municipalities").joinpath(f"data/{name}").read_text(encoding="utf-8").splitlines())
    )
