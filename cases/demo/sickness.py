"""Who was sick when, and how much: dates and percentages, never a cause.

Many short spells, few long ones that make most of the days: together 13 to 15 % of the contract. Somebody who left
after two years' sickness was sick for exactly those two years. At the end of the service a spell is closed the day
after.
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
    if not person.sick_since:
        return _spells_until(setting, person, end, away)
    back = person.last + 1 if person.reason else days.FOREVER
    return [
        *_spells_until(setting, person, person.sick_since - 2, away),
        _spell(setting, person.sick_since, back, partly=False),
    ]


def _spells_until(setting: Setting, person: Person, end: int, away: list[tuple[int, int]]) -> list[Spell]:
    rng = setting.rng
    pace = 1 / (SPELLS_A_YEAR * rng.choice(odds.FRAILTY))
    made: list[Spell] = []
    day = max(setting.history - careers.TWO_YEARS, person.start)
    while (day := day + odds.wait(rng, pace)) <= min(end, setting.until):
        back = day + rng.randint(*odds.pick(rng, LENGTHS))
        if back <= setting.history or any(first <= day <= last for first, last in away):
            continue
        back = min(back, end + 1)
        still = back > setting.until and end > setting.until - 1 and person.last > setting.until
        partly = min(back, setting.until) - day > LONG
        made.append(_spell(setting, day, days.FOREVER if still else back, partly=partly))
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
