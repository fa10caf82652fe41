"""Why somebody's SE is what it is, in words; it is computed elsewhere (`reports/stands.py`) and handed in.

The sum shown is made from the registrations. Where it would not come to the fte that was computed, only the outcome
is shown: better no sum than a wrong one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from cases import dutch
from cases.dossier import NIGHT, Dossier, Home, Job, running
from cases.models import LeaveKind, OutflowReason
from cases.models.employment import WSW_KINDS, Scheme, scheme_of

NOT_COUNTED = "telt niet mee"
PRECISION = Decimal("1e-6")


class Stand(Protocol):
    """What is asked of a stand: hours per week; fte and SE unrounded; `municipality` a CBS code, or "buiten"."""

    municipality: str
    hours: Decimal
    fte: Decimal
    category: str
    factor: Decimal
    se: Decimal
    rvu_se: Decimal
    leave: str
    kind: str


StandOf = Callable[[int, date, datetime | None], Stand | None]


@dataclass(frozen=True)
class Explained:
    """The SE as it is read, why, and whether Besluit art. 10 makes the category matig whatever the indication says."""

    value: str
    lines: list[str]
    always_matig: bool = False
    basis: str = ""  # of which day, and by which articles


def explain(stand: Stand | None, dossier: Dossier, day: date) -> Explained:
    """The SE at the end of `day` as it is read, and the sentences that explain it."""
    basis = f"Stand aan het einde van {dutch.day(day)}. {_articles(stand)}."
    if stand is None:
        return Explained(NOT_COUNTED, [_out_of_count(dossier, day)], basis=basis)
    old = _always_matig(stand, dossier, day)
    notes = _notes(stand, dossier, day, old)
    if stand.se == 0:
        return Explained(NOT_COUNTED, [_counts_for_nothing(stand), *notes], old, basis)
    lines = [_sum(stand, dossier, day), *notes, *_who_pays(stand, dossier, day)]
    return Explained(f"{dutch.decimals(stand.se)} SE", lines, old, basis)


def _articles(stand: Stand | None) -> str:
    """What the count rests on: who counts, for how much, and what makes this one different."""
    if stand is None:
        return "Wsw art. 1"
    decree = ["10", "15"] if stand.se else ["15"]
    unpaid = ["15a"] if stand.leave == LeaveKind.ONBETAALD else []
    law = "Wsw art. 7; " if stand.kind == "begeleid_werken" else "Wsw art. 1; "
    return f"{law}Besluit uitvoering Wsw art. {_and([*decree, *unpaid])}"


def _and(numbers: list[str]) -> str:
    return " en ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))


def _out_of_count(dossier: Dossier, day: date) -> str:
    if not running(dossier.jobs, day):
        return _not_in_service(dossier, day)
    if dossier.died_on and dossier.died_on < day:
        return f"Overleden op {dutch.day(dossier.died_on)}."
    if dossier.aow_on and dossier.aow_on <= day:
        return f"AOW-leeftijd bereikt op {dutch.day(dossier.aow_on)}."
    others = {Scheme(scheme_of(job.kind)).label for job in running(dossier.jobs, day)}
    return f"{dutch.capital(_and(sorted(others)))} {'is' if len(others) == 1 else 'zijn'} Participatiewet, geen Wsw."


def _not_in_service(dossier: Dossier, day: date) -> str:
    past = max((job for job in dossier.jobs if job.ends_on and job.ends_on < day), key=_end, default=None)
    if past:
        reason = f" ({OutflowReason(past.outflow_reason).label})" if past.outflow_reason else ""
        return f"Niet in dienst sinds {dutch.day(_end(past) + NIGHT)}{reason}."
    if dossier.jobs:
        return f"Komt in dienst op {dutch.day(dossier.jobs[0].starts_on)}."
    return "Er is nog geen dienstverband vastgelegd."


def _end(job: Job) -> date:
    return job.ends_on or date.max


def _counts_for_nothing(stand: Stand) -> str:
    if stand.leave == LeaveKind.RVU:
        return f"RVU: telt niet mee. Zou {dutch.decimals(stand.rvu_se)} SE zijn."
    if stand.leave:
        return "Onbetaald verlof: telt niet mee."
    if not stand.category:
        return "Geen indicatie vastgelegd: zonder categorie is er geen SE."
    if not stand.factor:
        return "Voor deze dag is er geen factor vastgelegd: de SE bestaat sinds 1998."
    return "0 uur per week: telt niet mee."


def _sum(stand: Stand, dossier: Dossier, day: date) -> str:
    weighed = f"× {dutch.decimals(stand.factor)} ({stand.category}) = {dutch.decimals(stand.se)}"
    terms = [(dossier.contract_of(job, day), _norm(dossier, job)) for job in _counted(dossier, day)]
    fte = sum((hours / norm for hours, norm in terms if norm), Decimal(0))
    cap = dossier.settings.get("fte_cap", fte)
    if not all(norm for _, norm in terms) or abs(min(fte, cap) - stand.fte) > PRECISION:
        return f"{dutch.decimals(stand.fte)} fte, {weighed}"
    said = " + ".join(f"{dutch.hours(hours)} ÷ {dutch.hours(norm)}" for hours, norm in terms if norm)
    capped = f", hoogstens {dutch.decimals(cap)}" if fte > cap else ""
    return f"{said} uur = {dutch.decimals(fte)}{capped} fte, {weighed}"


def _counted(dossier: Dossier, day: date) -> list[Job]:
    jobs = (job for job in running(dossier.jobs, day) if job.kind in WSW_KINDS)
    found = [job for job in jobs if not dossier.away_from(job, day)]
    return sorted(found, key=lambda job: dossier.contract_of(job, day), reverse=True)


def _norm(dossier: Dossier, job: Job) -> Decimal | None:
    """Full-time hours per week, as the stands choose them."""
    cao_sw = dossier.settings.get("norm_hours_cao_sw")
    if job.kind == "begeleid_werken":
        return dossier.settings.get("norm_hours_begeleid_werken")
    return dossier.settings.get("norm_hours_cao_aan_de_slag", cao_sw) if job.cao == "aan_de_slag" else cao_sw


def _always_matig(stand: Stand, dossier: Dossier, day: date) -> bool:
    """In service since before 1998 (Besluit art. 10; R13), seen by the outcome: the rule itself is in the stands."""
    decision = dossier.decision_on(day)
    return stand.category == "matig" and (stand.kind == "wsw_oud" or decision is None or decision.category != "matig")


def _notes(stand: Stand, dossier: Dossier, day: date, always_matig: bool) -> list[str]:
    partly_away = stand.leave == "" and any(dossier.away_from(job, day) for job in running(dossier.jobs, day))
    said = {
        "In dienst voor 1998: altijd matig.": always_matig,
        "Begeleid werken: telt net zo mee.": stand.kind == "begeleid_werken",
        "Uren met verlof tellen niet mee.": partly_away,
    }
    return [note for note, so in said.items() if so]


def _who_pays(stand: Stand, dossier: Dossier, day: date) -> list[str]:
    home, lives = _last_dutch_home(dossier, day), dossier.home_on(day)
    job = next(iter(_counted(dossier, day)), None)
    payer = job.employer_place if job else None
    said = []
    if lives and lives.cbs_code is None and home:
        said.append(f"Woont in het buitenland: de laatste Nederlandse gemeente telt, {home.name}.")
    if home is None or home.cbs_code != stand.municipality:
        who = f"{home.name} doet niet mee" if home else "Er is geen woongemeente vastgelegd"
        said.append(f"{who}: de SE staat bij ‘buiten’.{f' {payer} betaalt het loon.' if payer else ''}")
    elif payer and payer != home.name:
        said.append(f"{home.name} telt de SE, {payer} betaalt het loon.")
    return said


def _last_dutch_home(dossier: Dossier, day: date) -> Home | None:
    return next((home for home in reversed(dossier.homes) if home.cbs_code and home.starts_on <= day), None)
