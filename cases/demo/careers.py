"""How long people stay, in which form, and why they leave.

Year by year from the first day told: first the dice for leaving (by age and form), then those for a switch to or from
begeleid werken. The AOW age is not a chance but the end of the road: the last day of service is the day before (R26),
no later.
"""

from cases.demo import days, odds
from cases.demo.people import Person, Phase
from cases.demo.setting import Setting

TWO_YEARS = 728  # days of sickness after which wages end (BW 7:629; 104 weeks)
ON_THE_DAY = frozenset({"OVL", "ZIE"})  # the others leave at the end of a month
NO_CHANCE: dict[str, float] = {}


def serve(setting: Setting, person: Person) -> None:
    """Fills in the phases of the service, and its last day and reason when it ended."""
    _begin(setting, person)
    day = max(setting.history, person.start)
    while day <= setting.until and not person.reason:
        end = min(day + days.YEAR, person.aow, setting.until + 1)
        if day >= person.aow:
            _leave(person, person.aow - 1, "AOW")
        elif reason := _reason(setting, person, day, end):
            _leave_in(setting, person, (day, end), reason)
        else:
            _maybe_switch(setting, person, day, end)
        day = end
    if not person.reason:
        _look_ahead(setting, person)


def _begin(setting: Setting, person: Person) -> None:
    rng = setting.rng
    person.phases = [Phase("sw", person.start)]
    if person.old or rng.random() >= odds.BW_AT_THE_START:
        return
    if rng.random() < odds.BW_ALWAYS:
        person.phases = [Phase("bw", person.start)]
        return
    earliest, latest = person.start + 180, setting.history
    if earliest < latest:
        _switch(person, days.month_start(rng.randint(earliest, latest)))


def _reason(setting: Setting, person: Person, first: int, end: int) -> str:
    """Why this person leaves in these days, or empty."""
    point = setting.rng.random() / ((end - first) / days.YEAR)
    for reason, chance in _chances(person, first).items():
        point -= chance
        if point < 0:
            return reason
    return ""


def _chances(person: Person, day: int) -> dict[str, float]:
    age = person.age_on(day)
    bw = person.phases[-1].kind == "bw"
    return {
        "OVL": odds.up_to(age, odds.DEATHS),
        "ZIE": odds.up_to(age, odds.TWO_YEARS_SICK),
        "PEN": odds.EARLY_PENSION if age >= odds.EARLY_PENSION_AGE else 0.0,
        **odds.OTHER_REASONS,
        **(odds.BW_REASONS if bw else NO_CHANCE),
    }


def _leave_in(setting: Setting, person: Person, period: tuple[int, int], reason: str) -> None:
    day = setting.rng.randrange(*period)
    if reason not in ON_THE_DAY:
        day = min(days.month_end(day), person.aow - 1)
    too_soon = reason == "ZIE" and day - TWO_YEARS < person.start
    if day <= setting.until and not too_soon:
        _leave(person, max(day, person.phases[-1].first), reason)


def _leave(person: Person, last: int, reason: str) -> None:
    person.phases[-1].last = person.last = last
    person.reason = reason
    if reason == "ZIE":
        person.sick_since = last - TWO_YEARS + 1


def _maybe_switch(setting: Setting, person: Person, first: int, end: int) -> None:
    bw = person.phases[-1].kind == "bw"
    too_late = person.old or person.age_on(first) >= odds.TO_BW_UNTIL_AGE
    chance = odds.BACK_FROM_BW if bw else 0.0 if too_late else odds.TO_BW
    if setting.rng.random() >= chance * (end - first) / days.YEAR:
        return
    day = days.month_start(setting.rng.randrange(first, end))
    if person.phases[-1].first < day and first <= day:
        _switch(person, day)


def _switch(person: Person, day: int) -> None:
    before = person.phases[-1]
    before.last = day - 1
    person.phases.append(Phase("bw" if before.kind == "sw" else "sw", day))


def _look_ahead(setting: Setting, person: Person) -> None:
    """What is known or under way before it comes: the end at AOW age, and the two years of who is sick now."""
    ahead = person.aow - 1 - setting.until
    if 0 <= ahead <= odds.AOW_KNOWN_AHEAD and setting.rng.random() < odds.AOW_RECORDED_AHEAD:
        _leave(person, person.aow - 1, "AOW")
    elif setting.rng.random() < odds.up_to(person.age_on(setting.until), odds.TWO_YEARS_SICK) * TWO_YEARS / days.YEAR:
        person.sick_since = max(person.start, setting.until - setting.rng.randrange(TWO_YEARS - 1))
