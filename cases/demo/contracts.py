"""The employments, their hours and their leave.

Until 31-12-2020 the GR employs everybody; from 1-1-2021 the municipality of residence does (R45): the employment ends
with OVG and the next begins a day later, with the same hours and kind. Begeleid werken has its own employer and does
not go over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cases.demo import days, homes, odds
from cases.demo.homes import Home
from cases.demo.people import Person, Phase
from cases.demo.places import Place
from cases.demo.setting import Setting

GR = "GR Soweco (fictief)"
NV = "Soweco NV (fictief)"
FOUNDATION = "Stichting NUO (fictief)"
GUIDES = ("Begeleid op Weg (fictief)", "Jobcoachbureau Meedenker (fictief)", "Werk op Maat Proef (fictief)")
BY_THE_GUIDES = 0.6  # of begeleid werken
LEAVE_MONTHS = (1, 6)
RVU_WAITED = (0, 500)  # days after one could
RVU_SHORTEST = 60


@dataclass(slots=True)
class Employment:
    number: int
    kind: str
    employer: str
    executor: str
    cao: str
    first: int
    last: int
    reason: str


@dataclass(slots=True)
class Hours:
    """So many hours a week; `employment` is the number, known once the employments are."""

    employment: int
    hours: float
    first: int
    last: int


@dataclass(slots=True)
class Leave:
    employment: int
    kind: str
    first: int
    last: int


def city(label: str) -> str:
    return f"Gemeente {label} (fictief)"


def employments(setting: Setting, person: Person, lived: list[Home], *, in_a_crew: bool) -> list[Employment]:
    """In order and unbroken, but for an earlier one from before 2015; `in_a_crew`: works outdoors at the transfer."""
    made: list[Employment] = []
    if person.earlier:
        made.append(Employment(1, "wsw_oud", GR, NV, "sw", *person.earlier, "EIG"))
    for phase in person.phases:
        for first, last in _parts(setting, phase):
            build = _bw_employment if phase.kind == "bw" else _sw_employment
            made.append(build(setting, person, len(made) + 1, first, last))
    for employment in made:
        if employment.employer == "":
            _employ(setting, employment, homes.employing(setting, lived, employment.first), in_a_crew=in_a_crew)
    _give_reasons(person, made)
    return made


def _parts(setting: Setting, phase: Phase) -> list[tuple[int, int]]:
    if phase.kind == "bw" or not phase.first < days.TRANSFER <= min(phase.last, setting.until):
        return [(phase.first, phase.last)]
    return [(phase.first, days.TRANSFER - 1), (days.TRANSFER, phase.last)]


def _sw_employment(setting: Setting, person: Person, number: int, first: int, last: int) -> Employment:
    kind = "wsw_oud" if person.old else "nwsw"
    gr = first < days.TRANSFER
    return Employment(number, kind, GR if gr else "", NV if gr else "", "sw", first, last, "")


def _bw_employment(setting: Setting, person: Person, number: int, first: int, last: int) -> Employment:
    employer = setting.rng.choice(setting.firms_of(person.place).bw).name
    guide = setting.rng.choice(GUIDES) if setting.rng.random() < BY_THE_GUIDES else ""
    return Employment(number, "begeleid_werken", employer, guide, "overig", first, last, "")


def _employ(setting: Setting, employment: Employment, place: Place, *, in_a_crew: bool) -> None:
    """The municipality as employer; a crew works for its own outdoor service, the rest where the municipality chose."""
    employment.employer = city(place.label)
    outdoors = in_a_crew and setting.rng.random() < odds.WOL_AT_THE_MUNICIPALITY
    employment.executor = FOUNDATION if place.with_the_foundation and not outdoors else employment.employer


def _give_reasons(person: Person, made: list[Employment]) -> None:
    for ended, following in pairwise(made):
        if following.first == ended.last + 1:
            ended.reason = "BEW" if following.kind == "begeleid_werken" else "OVG"
    made[-1].reason = person.reason


def contract_hours(setting: Setting, person: Person, made: list[Employment]) -> list[Hours]:
    """One row per employment and per change, without gaps and without overlap."""
    spans = [span for phase in person.phases for span in _hours_in(setting, person, phase)]
    if person.earlier:
        spans.insert(0, (36.0, *person.earlier))
    _maybe_zero(setting, person, spans)
    return [
        Hours(employment.number, hours, max(first, employment.first), min(last, employment.last))
        for employment in made
        for hours, first, last in spans
        if first <= employment.last and employment.first <= last
    ]


def _hours_in(setting: Setting, person: Person, phase: Phase) -> Iterator[tuple[float, int, int]]:
    rng = setting.rng
    weights = odds.HOURS_BW if phase.kind == "bw" else odds.HOURS_OLD if person.old else odds.HOURS_LATER
    hours, first, day = odds.pick(rng, weights), phase.first, max(phase.first, setting.history)
    end = min(phase.last, setting.until)
    while (day := days.month_start(day + 31 + odds.wait(rng, 1 / odds.HOURS_CHANGE))) <= end:
        other = odds.pick(rng, weights)
        if other != hours and day != days.TRANSFER:
            yield hours, first, day - 1
            hours, first = other, day
    yield hours, first, phase.last


def _maybe_zero(setting: Setting, person: Person, spans: list[tuple[float, int, int]]) -> None:
    """Somebody with a contract of 0 hours at the end: no error, a signal (R6)."""
    hours, first, last = spans[-1]
    day = days.month_start(setting.until - setting.rng.randint(40, 400))
    if person.phases[-1].kind == "bw" or last != days.FOREVER or day <= first or person.aow - setting.until < days.YEAR:
        return
    if setting.rng.random() < odds.ZERO_HOURS:
        spans[-1:] = [(hours, first, day - 1), (0, day, last)]


def leaves(setting: Setting, person: Person, made: list[Employment]) -> list[Leave]:
    """Unpaid leave now and then, and the RVU until AOW for some of those who could; cut where an employment ends."""
    spans = [("onbetaald", *span) for span in _unpaid(setting, person)]
    if rvu := _rvu(setting, person):
        spans = [span for span in spans if span[2] < rvu]
        spans.append(("rvu", rvu, person.last))
    return [
        Leave(employment.number, kind, max(first, employment.first), min(last, employment.last))
        for kind, first, last in spans
        for employment in made
        if employment.kind != "begeleid_werken" and first <= employment.last and employment.first <= last
    ]


def _unpaid(setting: Setting, person: Person) -> Iterator[tuple[int, int]]:
    rng = setting.rng
    day = max(setting.history, person.start)
    end = min(person.last, setting.until)
    while (day := days.month_start(day + 31 + odds.wait(rng, 1 / odds.UNPAID_LEAVE))) <= end:
        last = days.later(day, months=rng.randint(*LEAVE_MONTHS)) - 1
        yield day, last
        day = last


def _rvu(setting: Setting, person: Person) -> int:
    """The first day of early exit, or 0: at most two years before AOW, from 1-10-2021, for cao SW."""
    rng = setting.rng
    earliest = max(days.RVU_OPENS, days.later(person.aow, years=-2), person.phases[-1].first)
    works_on = person.phases[-1].kind == "bw" or person.reason not in ("", "AOW") or person.sick_since
    if works_on or rng.random() >= odds.RVU_TAKEN:
        return 0
    first = days.month_start(earliest + 30 + rng.randint(*RVU_WAITED))
    return first if first <= min(setting.until, person.aow - RVU_SHORTEST) else 0
