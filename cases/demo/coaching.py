"""Who coaches whom: about 18 coaches for 1,150 people, never more than 60 people at a time, with handovers.

Nobody is planned ahead: people come past one by one and get the least busy of a few coaches who work near them and have
room for the whole time. Loads are kept per month (a month in which somebody leaves counts in full), so memory does not
grow with people.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.demo import days, logins, names, odds
from cases.demo.people import Person
from cases.demo.places import Place
from cases.demo.setting import Setting

MONTH = 30.4375
NEAR = 2  # coaches beside the ones in the municipality
FIRST_CHOICE = 0.5  # how often the coach of the demo login goes first: that caseload has to be full
TRIES_AGAIN = 365  # days until somebody for whom nobody had room is looked at again
DOMAIN = "soweco.fictief.example"


@dataclass(slots=True)
class Coach:
    """`load[m]` is how many people this coach has in month m since the first day told."""

    email: str
    name: str
    last: int
    load: list[int] = field(default_factory=list)


class Team:
    """All coaches, in the order of the municipalities they work in."""

    def __init__(self, setting: Setting, *, people: int) -> None:
        self._setting = setting
        self._people = people
        working = max(1, math.ceil(people / odds.PEOPLE_PER_COACH))
        left = round(working * odds.COACHES_LEFT)
        total = working + left
        gone = {int((number + 0.5) * total / left) for number in range(left)}  # never the first
        self.coaches = [self._coach(number, left=number in gone) for number in range(total)]

    def _coach(self, number: int, *, left: bool) -> Coach:
        setting = self._setting
        name = names.invent(setting.rng, setting.rng.choice("mv"))
        email, full = (logins.email(name, DOMAIN, number), name.full) if number else logins.COACH
        last = setting.rng.randint(setting.history + days.YEAR, setting.until - 180) if left else days.FOREVER
        return Coach(email, full, days.month_end(last) if left else last, [0] * (self._month(setting.until) + 1))

    def caseload(self, person: Person) -> list[tuple[str, int, int]]:
        """(coach's e-mail, first day, last day) in order, without overlap; empty for who has no coach."""
        if self._setting.rng.random() >= odds.COACHED:
            return []
        return list(self._handovers(person))

    def _handovers(self, person: Person) -> Iterator[tuple[str, int, int]]:
        setting = self._setting
        day = max(setting.history, person.start)
        end = min(person.last, setting.until)
        near = self._near(person.place)
        before: Coach | None = None
        while day <= end:
            last = min(day + odds.wait(setting.rng, odds.HANDOVER_YEARS), end)
            coach = self._with_room([one for one in near if one is not before], day, last)
            if coach is None:
                day += TRIES_AGAIN
                continue
            last = min(last, coach.last)
            self._take(coach, day, last)
            yield coach.email, day, person.last if last == end else last
            before, day = coach, last + 1

    def _near(self, place: Place) -> list[Coach]:
        scale = len(self.coaches) / self._people
        first = int(place.before * scale) - NEAR
        last = int((place.before + place.people) * scale) + NEAR
        return self.coaches[max(0, first) : last + 1]

    def _with_room(self, near: list[Coach], first: int, last: int) -> Coach | None:
        """The first of the list now and then, otherwise the least busy of two who have room for all these days."""
        month = self._month(first)
        able = [coach for coach in near if coach.last >= first and self._room(coach, first, min(last, coach.last))]
        if not able:
            return None
        if able[0] is self.coaches[0] and self._setting.rng.random() < FIRST_CHOICE:
            return able[0]
        some = [self._setting.rng.choice(able) for _ in range(2)]
        return min(some, key=lambda coach: coach.load[month])

    def _room(self, coach: Coach, first: int, last: int) -> bool:
        return max(coach.load[self._month(first) : self._month(last) + 1]) < odds.CASELOAD_MAX

    def _take(self, coach: Coach, first: int, last: int) -> None:
        for month in range(self._month(first), self._month(last) + 1):
            coach.load[month] += 1

    def _month(self, day: int) -> int:
        return int((min(day, self._setting.until) - self._setting.history) / MONTH)
