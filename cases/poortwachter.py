"""When each step of the Wet verbetering poortwachter is due, counted from the first sick day (R29-R31).

Spells less than four weeks apart are one period (BW 7:629 lid 10): their days add up, so the days at work between them
move every later term on. A day in a week is counted as six public step plans do: week 42 begins 41 weeks after the
first sick day. Its report moves from a weekend to Monday; a holiday is left alone, for the earlier day is always right.

One pure function says it for one person; `poortwachter_steps` in the database says it for everybody who is sick on a
day. A test holds the two side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import StepKind

WEEK = 7
SAME_PERIOD = timedelta(weeks=4)  # at work for less: the same period
WAGE_WEEKS = 104  # BW 7:629
UNBROKEN_WEEKS = 13  # then Wsw art. 11(2) opens
EVERY = 6 * WEEK  # a progress talk
WEEK_42 = 41  # weeks after the first sick day; the parameter `poortwachter_week_42`


@dataclass(frozen=True)
class Spell:
    """`recovered_on` is the first day at work again; None is still sick."""

    starts_on: date
    recovered_on: date | None = None

    @property
    def days(self) -> int | None:
        return (self.recovered_on - self.starts_on).days if self.recovered_on else None


@dataclass(frozen=True)
class Term:
    """Which step, who takes it, and how many days after the first sick day it may begin and must be taken."""

    kind: StepKind
    who: str
    due: int
    opens: int = 0


TERMS = (
    Term(StepKind.MELDING, "werkgever", 1 * WEEK),
    Term(StepKind.PROBLEEMANALYSE, "bedrijfsarts", 6 * WEEK),
    Term(StepKind.PLAN, "werkgever en medewerker", 8 * WEEK),
    Term(StepKind.VOORTGANG, "casemanager", 8 * WEEK + EVERY),
    Term(StepKind.WEEK_42, "werkgever", WEEK_42 * WEEK),
    Term(StepKind.EVALUATIE, "werkgever en medewerker", 52 * WEEK, opens=46 * WEEK),
    Term(StepKind.SPOOR_2, "werkgever", 58 * WEEK, opens=52 * WEEK),
    Term(StepKind.VERSLAG, "werkgever en medewerker", 91 * WEEK - 1, opens=86 * WEEK),
    Term(StepKind.WIA, "medewerker", 93 * WEEK - 1, opens=90 * WEEK),
)  # fmt: skip
WHO = {term.kind: term.who for term in TERMS}


@dataclass(frozen=True)
class Step:
    """A step of a period; without `done_on` it is still to be taken. A talk that was held is followed by the next."""

    kind: StepKind
    opens_on: date
    due_on: date
    done_on: date | None = None

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def who(self) -> str:
        return WHO[self.kind]


Done = Iterable[tuple[str, date]]  # kind and day of the steps taken


def period_of(spells: Sequence[Spell]) -> list[Spell]:
    """Those that count together with the last of `spells` (in order), that one included (R31)."""
    found = list(spells[-1:])
    for before in reversed(spells[:-1]):
        if before.recovered_on is None or found[0].starts_on - before.recovered_on >= SAME_PERIOD:
            break
        found.insert(0, before)
    return found


def sick_day(period: Sequence[Spell], nth: int) -> date:
    """The day so many sick days after the first; the last spell goes on."""
    for spell in period[:-1]:
        if nth < (spell.days or 0):
            break
        nth -= spell.days or 0
    else:
        spell = period[-1]
    return spell.starts_on + timedelta(days=nth)


def last_wage_day(period: Sequence[Spell]) -> date:
    """The last of the 104 weeks; on the day after it the duty to pay wages is over (R29, R30)."""
    return sick_day(period, WAGE_WEEKS * WEEK - 1)


def steps(period: Sequence[Spell], done: Done = (), week_42: int = WEEK_42) -> list[Step]:
    """Every step of a period, the first due first; of the talks the next one."""
    taken = _taken(period, done)
    made = (_step(term, period, taken, week_42) for term in TERMS)
    return sorted((step for step in made if step), key=lambda step: (step.due_on, TERM_ORDER[step.kind]))


def _taken(period: Sequence[Spell], done: Done) -> dict[str, date]:
    """The latest day of each kind within the period."""
    return {kind: day for kind, day in sorted(done, key=lambda each: each[1]) if day >= period[0].starts_on}


TERM_ORDER = {term.kind: place for place, term in enumerate(TERMS)}


def _step(term: Term, period: Sequence[Spell], taken: dict[str, date], week_42: int) -> Step | None:
    if term.kind is StepKind.VOORTGANG:
        return _talk(term, period, taken)
    opens_on, due_on = sick_day(period, term.opens), sick_day(period, term.due)
    if term.kind is StepKind.WEEK_42:
        opens_on = due_on = working_day(sick_day(period, week_42 * WEEK))
    return Step(term.kind, opens_on, due_on, taken.get(term.kind))


def _talk(term: Term, period: Sequence[Spell], taken: dict[str, date]) -> Step | None:
    """Six weeks after the last talk, or after the plan; none after the 104 weeks."""
    before = taken.get(StepKind.VOORTGANG) or taken.get(StepKind.PLAN)
    due_on = before + timedelta(days=EVERY) if before else sick_day(period, term.due)
    return None if due_on > last_wage_day(period) else Step(term.kind, period[0].starts_on, due_on)


def working_day(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, WEEK - day.weekday()) if day.weekday() > 4 else 0)


def open_steps(found: Iterable[Step]) -> list[Step]:
    return [step for step in found if step.done_on is None]


def special_reindication_from(spell: Spell) -> date:
    """The day from which thirteen weeks of sickness without a break allow it (Wsw art. 11(2); R20)."""
    return spell.starts_on + timedelta(weeks=UNBROKEN_WEEKS)
