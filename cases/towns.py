"""Where a town is, and how far two are apart: in a straight line (hemelsbreed), in whole kilometres.

A small list in the repository (`data/towns.csv`, GeoNames, CC BY 4.0), no service: nothing about anybody goes out. Of
nobody an address is kept, so somebody lives in the largest town of their municipality here (decision 0059).
"""

import csv
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

TOWNS = Path(__file__).parent / "data" / "towns.csv"
EARTH = 6371.0  # kilometres, the mean radius


@dataclass(frozen=True)
class Town:
    """`municipality` is its CBS code where it takes part, else empty."""

    name: str
    municipality: str
    latitude: float
    longitude: float
    people: int


@cache
def towns() -> dict[str, Town]:
    """All that we know, by name in small letters."""
    with TOWNS.open(encoding="utf-8") as file:
        lines = csv.DictReader(line for line in file if not line.startswith("#"))
        found = (
            Town(row["naam"], row["gemeente"], float(row["breedte"]), float(row["lengte"]), int(row["inwoners"]))
            for row in lines
        )
        return {town.name.casefold(): town for town in found}


def town(name: str | None) -> Town | None:
    """The town of this name; a first part will do (“Westerhaar”)."""
    asked = (name or "").strip().casefold()
    if not asked:
        return None
    return towns().get(asked) or next((each for key, each in towns().items() if key.startswith(f"{asked}-")), None)


def main_town(code: str | None, name: str | None) -> Town | None:
    """Where the register knows somebody to live: the largest town of the municipality, or the one of its name."""
    own = [each for each in towns().values() if code and each.municipality == code]
    return max(own, key=lambda each: each.people, default=None) or town(name)


def kilometres(one: Town, other: Town) -> int:
    """In a straight line over the globe (haversine), rounded."""
    lat, lon = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    part = sin(lat / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(lon / 2) ** 2
    return round(2 * EARTH * asin(sqrt(part)))
