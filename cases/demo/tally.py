"""What is in the made-up register, counted while it is written."""

from collections import Counter
from dataclasses import dataclass

from cases.demo import days
from cases.demo.homes import Home
from cases.demo.people import Person
from cases.demo.setting import Setting


@dataclass(frozen=True)
class Summary:
    """Counts in persons. `municipalities` must take part in the portal, `outside` must be known there: (CBS code,
    name).
    """

    people: int
    in_service_2019: int
    in_service: int
    residents: tuple[tuple[str, int], ...]  # in service on the last day, per CBS code or `buitenland`
    outflow: tuple[tuple[str, int], ...]  # from the first day told to the last, per reason
    rows: tuple[tuple[str, int], ...]  # per file, without its heading
    municipalities: tuple[tuple[str, str], ...]
    outside: tuple[tuple[str, str], ...]


class Tally:
    """Sees every person once."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._people = self._in_2019 = 0
        self._residents: Counter[str] = Counter()
        self._outflow: Counter[str] = Counter()

    def add(self, person: Person, lived: list[Home]) -> None:
        until = self._setting.until
        self._people += 1
        self._in_2019 += person.serves_on(days.COUNTED)
        if person.serves_on(until):
            self._residents[next(home.code for home in lived if home.first <= until <= home.last)] += 1
        if person.reason and person.last < until:
            self._outflow[person.reason] += 1

    def summary(self, rows: dict[str, int]) -> Summary:
        return Summary(
            people=self._people,
            in_service_2019=self._in_2019,
            in_service=self._residents.total(),
            residents=tuple(sorted(self._residents.items())),
            outflow=tuple(sorted(self._outflow.items())),
            rows=tuple(rows.items()),
            municipalities=tuple((place.code, place.name) for place in self._setting.map.places),
            outside=self._setting.map.neighbours,
        )
