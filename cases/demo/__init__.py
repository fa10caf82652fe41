"""A made-up register in the files that everybody's register comes in (register-format), so that the demo is
imported, not faked.

Chosen: person by person from one `random.Random(seed)`, written at once and forgotten, so the size is not bound by
memory. The same seed, last day and size give the same bytes on every machine: no clock, no hash order, no floating sums
over people. Left: simulating day by day for everybody together, which would let people compete for one place, and needs
all of them in memory.

Nobody in it exists. Names say so, BSNs are from the test range, e-mail addresses end in `.example`.
"""

from datetime import date
from pathlib import Path
from random import Random

from cases.demo import days, firms, odds, places, staff, telling
from cases.demo.coaching import Team
from cases.demo.places import Map
from cases.demo.setting import Setting, first_day_told
from cases.demo.tally import Summary, Tally
from cases.demo.writer import Writer

__all__ = ["Summary", "generate"]


def generate(folder: Path, *, people: int, seed: int, until: date, municipalities: int = places.SIX) -> Summary:
    """Writes the thirteen CSV files of a fictitious register into `folder` (made when missing) and tells what is in
    it.

    `people` is how many are in Wsw service on 1-1-2019; those who left in the ten years before `until` come on top.
    `until` is the last day that is known, inclusive; only agreed last days lie after it. With more than six
    `municipalities` the others are made up: they must take part in the portal before the import
    (`Summary.municipalities`).

    Raises ValueError for an `until` before 1-1-2019, for fewer than one municipality or for fewer people than
    municipalities.
    """
    if until.toordinal() < days.COUNTED:
        raise ValueError("De laatste dag van een demoregister ligt op of na 01-01-2019.")
    if municipalities < 1 or people < municipalities:
        raise ValueError("Een demoregister heeft minstens een gemeente, en per gemeente een medewerker.")
    setting = _setting(Random(seed), people, until, municipalities)
    team = Team(setting, people=people)
    tally = Tally(setting)
    with Writer(folder) as rows:
        telling.organisations(rows, setting)
        staff.write(rows, setting, team.coaches)
        telling.people(rows, setting, team, tally)
    return tally.summary(rows.counts)


def _setting(rng: Random, people: int, until: date, municipalities: int) -> Setting:
    taking_part = places.places(rng, people=people, municipalities=municipalities)
    return Setting(
        rng=rng,
        until=until.toordinal(),
        history=first_day_told(until),
        map=Map(taking_part),
        firms=firms.found(rng, taking_part),
        abroad_left=max(1, people // odds.ONE_ABROAD_PER),
    )
