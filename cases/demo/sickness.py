"""Who was sick when, and how much: dates and percentages, never a cause.

Many short spells, few long ones that make most of the days: together 13 to 15 % of the contract. Somebody who left after two
years' sickness was sick for exactly those two years. At the end of the service a spell is closed the day after.
"""

from dataclasses import dataclass, field

from cases.demo import careers, days, odds
from cases.demo.people import Person
from cases.demo.setting import Setting

LONG = 42  # days; from here on people often come back by steps
SPELLS_A_YEAR = sum(rate for rate, _, _ in odds.SPELLS)
LENGTHS = {(shortest, longest): rate for rate, shortest, longest in odds.SPELLS}
STEPS_BACK = ((0.45, 70), (0.7, 50), (0.88, 25))  # part of the spell that is over, percentage from there


@dataclass(slots=True)
class Spell:
    """`back` is the first day at work again (FOREVER: still sick); percentages: (from, how much)."""

    first: int
    back: int
    vangnet: bool
    percentages: list[tuple[int, int]] = field(default_factory=list)


def spells(setting: Setting, person: Person, away: list[tuple[int, int]]) -> list[Spell]:
    """In order, at least a day apart, in service and told; none that begins in `away` (leave)."""
    end = min([person.last, *(first - 1 for first, last in away if last == days.FOREVER or last == person.last)])
    two_years = careers.first_sick_day(person) if person.reason == "ZIE" else days.FOREVER
    made = _spells_until(setting, person, min(end, two_years - 2), away)
    if person.reason == "ZIE":
        made.append(_spell(setting, two_years, person.last + 1, partly=False))
    return made


def _spells_until(setting: Setting, person: Person, end: int, away: list[tuple[int, int]]) -> list[Spell]:
    rng = setting.rng
    pace = 1 / (SPELLS_A_YEAR * rng.choice(odds.FRAILTY))
    made: list[Spell] = []
    day = max(setting.history, person.start)
    while (day := day + odds.wait(rng, pace)) <= min(end, setting.until):
        back = day + rng.randint(*odds.pick(rng, LENGTHS))
        if any(first <= day <= last for first, last in away):
            continue
        back = min(back, end + 1)
        still = back > setting.until and end > setting.until - 1 and person.last > setting.until
        made.append(_spell(setting, day, days.FOREVER if still else back, partly=back - day > LONG))
        day = back
    return made


def _spell(setting: Setting, first: int, back: int, *, partly: bool) -> Spell:
    rng = setting.rng
    spell = Spell(first, back, rng.random() < odds.VANGNET, [(first, 100)])
    if partly and rng.random() < odds.PARTLY_BACK:
        length = min(back, setting.until + 1) - first
        steps = ((first + int(length * part), percentage) for part, percentage in STEPS_BACK)
        spell.percentages += [step for step in steps if spell.first < step[0] < first + length]
    return spell
