"""What an act on somebody's work would bring, seen by doing it and undoing it: stands, reports, and hours without work.

Stands and reports are weighed by `reports`, which is handed in where all rooms meet (soweco_portal/urls.py); this room
adds what it knows itself. Nothing is computed twice: the act is the one that is done afterwards.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cases import dossier, dutch
from cases.models import WswEmployee
from cases.occupation import Idle, idle_periods, stretches


class Line(Protocol):
    """A figure of a released report that will differ in the next one."""

    @property
    def report(self) -> str: ...
    @property
    def figure(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def difference(self) -> str: ...


class Consequences(Protocol):
    """`first` and `last` are the stands that change, `touched` the released reports."""

    @property
    def first(self) -> date | None: ...
    @property
    def last(self) -> date | None: ...
    @property
    def touched(self) -> list[str]: ...
    @property
    def sentences(self) -> list[str]: ...
    @property
    def lines(self) -> Sequence[Line]: ...


class Together(Protocol):
    """The same of many people: of each, and of the figures of all of them."""

    @property
    def touched(self) -> list[str]: ...
    @property
    def lines(self) -> Sequence[Line]: ...
    def of(self, person: int) -> Consequences: ...
    def sentences(self, names: Mapping[int, str]) -> list[str]: ...


Act = Callable[[], object]
Weigh = Callable[[int, Act], Consequences]
WeighTogether = Callable[[Collection[int], Act, date | None], Together]


@dataclass(frozen=True)
class Beforehand:
    """What is shown before saving."""

    consequences: Consequences
    idle: list[str]

    @property
    def sentences(self) -> list[str]:
        return [*self.idle, *self.consequences.sentences]


def look(person: WswEmployee, act: Act, weigh: Weigh) -> Beforehand:
    """What `act` would bring; nothing is kept. What it raises is raised here too."""
    before, after = _idle(person), list[Idle]()

    def act_and_look() -> None:
        act()
        after.extend(_idle(person))

    consequences = weigh(person.pk, act_and_look)
    return Beforehand(consequences, [_appears(each) for each in after if each not in before])


def look_at_figures(person: WswEmployee, act: Act, weigh: Weigh) -> Beforehand:
    """As `look`, of an act that changes no work: afterwards the asker may see less of it than before."""
    return Beforehand(weigh(person.pk, act), [])


def _idle(person: WswEmployee) -> list[Idle]:
    day = date.max
    found = dossier.read(person.pk, born=person.birth_date, died_on=person.died_on, day=day)
    return idle_periods(stretches(found), found.last_counted_day)


def _appears(idle: Idle) -> str:
    hours = f"is {dutch.hours(idle.hours)} van de {dutch.hours(idle.contract)} uur zonder werk"
    if idle.ends_on is None:
        return f"Vanaf {dutch.day(idle.starts_on)} {hours}."
    return f"Van {dutch.day(idle.starts_on)} tot en met {dutch.day(idle.ends_on)} {hours}."
