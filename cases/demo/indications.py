"""What UWV decided about people: the indication in force when the history begins, and each re-indication after it.

Every decision holds 1 to 50 years (Besluit art. 4(2)). A few run out without a new one: they keep counting in their
last category (art. 15b) and make a signal.
"""

from dataclasses import dataclass

from cases.demo import days, odds
from cases.demo.people import Person
from cases.demo.setting import Setting

LONGEST = 50
WAITED = (30, 500)  # days between the first decision and the employment
DECIDED_AHEAD = (14, 110)  # days between a re-indication and its first day
RAN_OUT_LATELY = 730
REFUSED = frozenset({"HI1", "HI2"})  # withdrawn by the college, Wsw art. 12(1)


@dataclass(slots=True)
class Indication:
    """Valid from the first to the last day; `withdrawn` is the first day that it no longer holds, FOREVER when it
    does.
    """

    decided: int
    first: int
    last: int
    category: str
    bw_advice: bool
    withdrawn: int = days.FOREVER


def indications(setting: Setting, person: Person) -> list[Indication]:
    """In order; each begins the day after the former ends or is withdrawn. Empty for a part of the old group."""
    if person.old and setting.rng.random() >= odds.OLD_WITH_INDICATION:
        return []
    made = [_first(setting, person)]
    while _renewed(setting, person, made[-1]):
        made.append(_next(setting, person, made[-1]))
    if person.reason in REFUSED:
        made[-1].withdrawn = person.last + 1
    return made


def _first(setting: Setting, person: Person) -> Indication:
    """The one that holds on the first day told; it may be as old as the service."""
    rng = setting.rng
    since = person.earlier[0] if person.earlier else person.start
    told = max(setting.history, since)
    first = max(since - rng.randint(*WAITED), days.later(told, years=-LONGEST + 1))
    least = (told - first) // days.YEAR + 1
    years = min(LONGEST, least + rng.randint(0, 7))
    category = "ernstig" if not person.old and rng.random() < odds.SEVERE else "matig"
    return Indication(first - rng.randint(0, 30), first, _valid_to(first, years), category, _bw_advice(setting, person))


def _renewed(setting: Setting, person: Person, latest: Indication) -> bool:
    """Whether a next decision is taken; when one comes early, `latest` is withdrawn for it."""
    rng = setting.rng
    end = min(person.last, setting.until)
    early = latest.first + days.YEAR + odds.wait(rng, 1 / odds.EARLY_REINDICATION)
    if setting.history < early < min(latest.last, end):
        latest.withdrawn = early
        return True
    if latest.last >= end:
        return False
    lately = latest.last > setting.until - RAN_OUT_LATELY
    return not (lately and rng.random() < odds.NOT_RENEWED)


def _next(setting: Setting, person: Person, before: Indication) -> Indication:
    rng = setting.rng
    first = min(before.last + 1, before.withdrawn)
    years = odds.pick(rng, odds.VALID_YEARS)
    decided = max(before.first, first - rng.randint(*DECIDED_AHEAD))
    category = _category(setting, person, before.category)
    return Indication(decided, first, _valid_to(first, years), category, _bw_advice(setting, person))


def _category(setting: Setting, person: Person, before: str) -> str:
    """Changes so that the share of ernstig stays what it is; in the old group on paper only (R13)."""
    share = odds.SEVERE_ON_PAPER if person.old else odds.SEVERE
    change = odds.OTHER_CATEGORY * (share if before == "matig" else 1 - share)
    if setting.rng.random() >= change:
        return before
    return "ernstig" if before == "matig" else "matig"


def _bw_advice(setting: Setting, person: Person) -> bool:
    worked = any(phase.kind == "bw" for phase in person.phases)
    return worked or setting.rng.random() < odds.BW_ADVICE


def _valid_to(first: int, years: int) -> int:
    return days.later(first, years=years) - 1
