"""Where people work: the steps of the ladder, at whose place, and the gaps between.

Somebody's work is a row of stints. At the end of one a neighbouring step may be proposed; it is taken as often as the
wanted shares allow (Metropolis), so people climb and fall back one step at a time while the ladder as a whole keeps its
shape. A stint becomes placements: one for every stretch of it with the same employment and hours (a placement is never
rewritten).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cases.demo import days, odds
from cases.demo.contracts import Employment, Hours
from cases.demo.firms import Firm
from cases.demo.people import Person, Phase
from cases.demo.setting import Setting

STEPS = ("BSB", "WOL", "GRD", "IND")
LENT_OUT = ("GRD", "IND")
INSIDE = (
    ("montage", "medewerker montage"),
    ("inpakken", "inpakker"),
    ("metaal", "medewerker metaal"),
    ("groenkwekerij", "medewerker kwekerij"),
    ("kantine", "kantinehulp"),
    ("magazijn", "medewerker magazijn"),
    ("post en scannen", "medewerker scannen"),
)
CREWS = (("groen", "medewerker groen"), ("schoonmaak", "schoonmaker"), ("straten", "hulp bestrating"))
NO_WORK = ("contract afgelopen", "werk gestopt bij de inlener", "geen goede match", "eigen wens")
SECOND_SHARE = 0.4
LEAST_FOR_TWO = 16  # hours a week
CREW_OF_THE_MUNICIPALITY = frozenset({"groen", "straten"})


class Job(NamedTuple):
    form: str
    hirer: str
    location: str
    function: str


@dataclass(slots=True)
class Stint:
    """`share` of the contract hours is filled, the first day and the last inclusive."""

    job: Job
    first: int
    last: int
    reason: str = ""
    second: Job | None = None
    share: float = 1.0


class Placement(NamedTuple):
    employment: int
    job: Job
    hours: float
    first: int
    last: int
    reason: str


def stints(setting: Setting, person: Person) -> list[Stint]:
    """All work of somebody in order, without overlap; the last may have an agreed last day after today."""
    return [
        stint
        for phase in person.phases
        for stint in (_bw_stints(setting, phase) if phase.kind == "bw" else _sw_stints(setting, person, phase))
    ]


def in_a_crew(work: list[Stint], day: int) -> bool:
    """Works in a green or paving crew on this day."""
    return any(
        stint.job.form == "WOL" and stint.first <= day <= stint.last and stint.job.location in CREW_OF_THE_MUNICIPALITY
        for stint in work
    )


def _bw_stints(setting: Setting, phase: Phase) -> Iterator[Stint]:
    job = Job("BW", "", "", setting.rng.choice(("medewerker", "hulpkracht", "assistent")))
    yield Stint(job, phase.first, phase.last)


def _sw_stints(setting: Setting, person: Person, phase: Phase) -> Iterator[Stint]:
    rng = setting.rng
    known = min(phase.last, setting.until)
    form, first = odds.pick(rng, _shares(person)), phase.first
    told = min(setting.history, phase.last)
    if first < told and rng.random() < odds.FIRST_STEP_BEFORE:
        since = rng.randint(first + 1, told)
        yield Stint(_job(setting, person, "BSB"), first, since - 1, "ander werk")
        first = since
    while (last := max(first, setting.history) + odds.wait(rng, odds.STINT_YEARS)) < known:
        following = _next_form(setting, person, form)
        gap = odds.wait(rng, odds.GAP_DAYS / days.YEAR) if rng.random() < odds.GAP else 0
        last, gap = _not_at_the_transfer(last, gap)
        yield _stint(setting, person, form, first, last, _why(setting, form, following, gap))
        form, first = following, last + 1 + gap
        if first > known:
            return
    yield from _running(setting, person, _stint(setting, person, form, first, phase.last))


def _not_at_the_transfer(last: int, gap: int) -> tuple[int, int]:
    """The last day of a stint and the days without work after it; a day later where work would change on 1-1-2021."""
    if last + 1 == days.TRANSFER:
        return last + 1, gap
    return last, gap + (last + 1 + gap == days.TRANSFER)


def _shares(person: Person) -> dict[str, float]:
    tilt = person.place.tilt
    return {form: share * (tilt if form in LENT_OUT else 1.0) for form, share in odds.LADDER.items()}


def _next_form(setting: Setting, person: Person, form: str) -> str:
    """The same step, or one up or down."""
    rng = setting.rng
    proposed = STEPS.index(form) + rng.choice((-1, 1))
    if rng.random() >= odds.STEP_PROPOSED or proposed not in range(len(STEPS)):
        return form
    shares = _shares(person)
    return STEPS[proposed] if rng.random() < shares[STEPS[proposed]] / shares[form] else form


def _why(setting: Setting, form: str, following: str, gap: int) -> str:
    if gap:
        return setting.rng.choice(NO_WORK) if form in LENT_OUT else "werk afgelopen"
    step = STEPS.index(following) - STEPS.index(form)
    return "stap omhoog" if step > 0 else "stap terug" if step < 0 else "ander werk"


def _stint(setting: Setting, person: Person, form: str, first: int, last: int, reason: str = "") -> Stint:
    rng = setting.rng
    stint = Stint(_job(setting, person, form), first, last, reason)
    if rng.random() < odds.TWO_PLACES:
        stint.second = _job(setting, person, rng.choice([other for other in STEPS if other != form]))
    elif rng.random() < odds.NOT_ALL_HOURS:
        stint.share = 0.75
    return stint


def _job(setting: Setting, person: Person, form: str) -> Job:
    rng = setting.rng
    if form == "BSB":
        return Job(form, "", *rng.choice(INSIDE))
    if form == "WOL":
        return Job(form, "", *rng.choice(CREWS))
    firm = _hirer(setting, person, form)
    return Job(form, firm.name, firm.town, rng.choice(firm.functions))


def _hirer(setting: Setting, person: Person, form: str) -> Firm:
    """Groups come together: the first firms of the list get most of them."""
    firms = setting.firms_of(person.place)
    if form == "GRD":
        return firms.group[int(setting.rng.random() ** 1.6 * len(firms.group))]
    return setting.rng.choice(firms.single)


def _running(setting: Setting, person: Person, stint: Stint) -> Iterator[Stint]:
    """What runs today: a detachment often has an agreed last day, and sometimes what comes next is agreed too."""
    rng = setting.rng
    end = stint.last
    ahead = rng.randint(1, odds.AGREED_DAYS)
    last = setting.until + ahead
    open_ended = end < days.FOREVER or stint.job.form not in LENT_OUT or rng.random() >= odds.END_AGREED
    if open_ended or last >= person.aow:
        yield stint
        return
    stint.last = last
    yield stint
    if ahead <= odds.FOLLOW_UP_DAYS and rng.random() < odds.FOLLOW_UP:
        yield Stint(stint.job, last + 1, end, second=stint.second, share=stint.share)


def placements(work: list[Stint], made: list[Employment], contracts: list[Hours], rvu: int) -> Iterator[Placement]:
    """The stints cut along employments and hours; none from the first day of the RVU (0: no RVU) or with 0 hours."""
    by_number = {employment.number: employment for employment in made}
    for contract in contracts:
        employment = by_number[contract.employment]
        end = min(contract.last, rvu - 1) if rvu else contract.last
        for stint in work:
            first, last = max(stint.first, contract.first), min(stint.last, end)
            if contract.hours and first <= last:
                yield from _cut(stint, employment, contract, first, last)


def _cut(stint: Stint, employment: Employment, contract: Hours, first: int, last: int) -> Iterator[Placement]:
    reason = _reason(stint, employment, contract, last)
    for job, hours in _split(stint, employment, contract.hours):
        yield Placement(contract.employment, job, hours, first, last, reason)


def _split(stint: Stint, employment: Employment, hours: float) -> list[tuple[Job, float]]:
    """Which job takes how many of the hours; together never more than the contract."""
    if stint.job.form == "BW":
        return [(stint.job._replace(hirer=employment.employer), hours)]
    if stint.second and hours >= LEAST_FOR_TWO:
        second = float(int(hours * SECOND_SHARE))
        return [(stint.job, hours - second), (stint.second, second)]
    return [(stint.job, hours if stint.share == 1.0 else float(int(hours * stint.share)))]


def _reason(stint: Stint, employment: Employment, contract: Hours, last: int) -> str:
    if last == days.FOREVER:
        return ""
    if last == employment.last:
        return {
            "OVG": "overgang naar andere werkgever",
            "BEW": "overstap naar begeleid werken",
        }.get(employment.reason, "einde dienstverband")
    if last == stint.last:
        return stint.reason
    return "urenwijziging" if last == contract.last else "RVU"
