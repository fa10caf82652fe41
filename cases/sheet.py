"""How a dossier reads at a day: the head with the facts, and the lists under the timeline. Everything as it is shown.

A list of a day that has been leaves out what began after it; the newest rows come first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import dutch
from cases.dossier import Adapted, Agreed, Away, Contract, Dated, Decision, Dossier, Job, Sick, Work, Worth, running
from cases.models import AdaptationKind, Cao, EmploymentKind, LeaveKind, OutflowReason, ResidenceSource, Scheme
from cases.models.employment import scheme_of
from cases.occupation import Idle, Stretch
from cases.se_explained import Explained
from cases.supported_rules import warnings

Fact = dict[str, Any]
Line = tuple[Dated, str, str]  # a row, what it says and a note


@dataclass(frozen=True)
class Moment:
    """The day a dossier is looked at, and today: a list of the past does not tell what came after it.

    With `known_on`: as it was known then.
    """

    day: date
    today: date
    known_on: datetime | None = None

    @property
    def is_now(self) -> bool:
        """Nothing can be changed in what is only looked at."""
        return self.day == self.today and self.known_on is None

    def tells(self, row: Dated) -> bool:
        return self.day >= self.today or row.starts_on <= self.day


def age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def facts(dossier: Dossier, now: Stretch | None, se: Explained, at: Moment) -> list[Fact]:
    """The head of the sheet: where somebody lives, with whom and at what they work, and what that counts for."""
    return [
        _home(dossier, at.day),
        _coach(dossier, at.day),
        _work(dossier, now, at),
        _hours(dossier, now, at.day),
        *_scheme(now),
        _category(dossier, at.day, always_matig=se.always_matig),
        _fact("SE", se.value, *se.lines) | {"basis": se.basis},
    ]


def _fact(label: str, value: str, *sub: str, rung: int | None = None) -> Fact:
    return {"label": label, "value": value, "sub": [line for line in sub if line], "rung": rung}


def _since(row: Dated) -> str:
    return f"sinds {dutch.day(row.starts_on)}"


def _home(dossier: Dossier, day: date) -> Fact:
    home = dossier.home_on(day)
    return _fact("Woont in", home.place, _since(home)) if home else _fact("Woont in", "onbekend")


def _coach(dossier: Dossier, day: date) -> Fact:
    coached = next(iter(running(dossier.coached, day)), None)
    stood_in = next(
        (each for each in running(dossier.stand_ins, day) if coached and each.instead_of == coached.coach), None
    )
    instead = f"{stood_in.coach} neemt waar t/m {dutch.day(stood_in.ends_on)}" if stood_in else ""
    return _fact("Jobcoach", coached.coach, _since(coached), instead) if coached else _fact("Jobcoach", "geen")


def _work(dossier: Dossier, now: Stretch | None, at: Moment) -> Fact:
    label = "Werkt nu" if at.day == at.today else "Werk"
    if now is None or at.day > dossier.last_counted_day:
        return _fact(label, "niet in dienst")
    sick = _sick(dossier, at.day)
    if now.away:
        return _fact(label, dutch.capital(str(LeaveKind(now.away).label)), sick)
    if now.main is None:
        return _fact(label, "zonder werk", f"{dutch.hours(now.idle)} uur per week vrij", sick, rung=0)
    lines = [_place(work, alone=len(now.work) == 1) for work in now.work]
    idle = f"{dutch.hours(now.idle)} van de {dutch.hours(now.contract)} uur zonder werk" if now.idle else ""
    if now.mostly_idle:
        return _fact(label, "vooral zonder werk", idle, *lines, sick, rung=0)
    return _fact(label, dutch.capital(now.main.label), *lines, idle, sick, rung=now.main.step)


def _place(work: Work, *, alone: bool) -> str:
    step = f"trede {work.step} van 5"
    return " · ".join(filter(None, (work.where, step))) if alone else f"{_of_hours(work)} · {step}"


def _of_hours(work: Work) -> str:
    return f"{dutch.hours(work.hours)} uur {work.label}{f', {work.where}' if work.where else ''}"


def _sick(dossier: Dossier, day: date) -> str:
    spell = next(iter(running(dossier.sick, day)), None)
    percentage = spell.percentage_on(day) if spell else None
    return f"ziek {_since(spell)}{f' ({percentage} %)' if percentage is not None else ''}" if spell else ""


def _hours(dossier: Dossier, now: Stretch | None, day: date) -> Fact:
    if now is None or day > dossier.last_counted_day:
        return _fact("Uren", dutch.UNKNOWN)
    if len(now.jobs) == 1:
        return _fact("Uren", f"{dutch.hours(now.contract)} uur", "per week")
    parts = (f"{dutch.hours(dossier.contract_of(job, day))} uur bij {job.short}" for job in now.jobs)
    return _fact("Uren", f"{dutch.hours(now.contract)} uur", "per week, samen", *parts)


def _scheme(now: Stretch | None) -> list[Fact]:
    """Under which laws, of who works under another than the Wsw: for all others it goes without saying."""
    found = list(dict.fromkeys(scheme_of(job.kind) for job in now.jobs)) if now else []
    if not set(found) - {Scheme.WSW}:
        return []
    law = "meer dan één, telt in het totaal één keer" if len(found) > 1 else "Participatiewet, telt niet in de SE"
    return [_fact("Regeling", " en ".join(str(scheme.label) for scheme in found), law)]


def _category(dossier: Dossier, day: date, *, always_matig: bool) -> Fact:
    held = dossier.decision_on(day)
    if always_matig:
        said = "" if held is None or held.category == "matig" else f"de indicatie zegt {held.category}"
        return _fact("Categorie", "matig", "in dienst voor 1998", said)
    if held is None:
        return _fact("Categorie", "geen", "geen indicatie vastgelegd")
    if held.works_until >= day:
        over = ""
    elif held.withdrawn_on and held.withdrawn_on <= day:
        over = f"ingetrokken per {dutch.day(held.withdrawn_on)}"
    else:
        over = f"verlopen op {dutch.day(held.ends_on)}; blijft tellen"
    return _fact("Categorie", held.category, _since(held), over)


def hours_left(now: Stretch | None) -> dict[str, str] | None:
    """Hours per week placed, under contract and free; None for who is not in service or on leave."""
    if now is None or now.away:
        return None
    numbers = {"placed": now.placed, "contract": now.contract, "left": now.idle}
    return {name: dutch.hours(number) for name, number in numbers.items()}


def placements(dossier: Dossier, idle: Iterable[Idle], at: Moment) -> list[dict[str, Any]]:
    """Placements and the days without work between them, the newest first; `key` is there for a placement."""
    rows: list[Work | Idle] = [*dossier.work, *(each for each in idle if each.whole)]
    told = sorted((row for row in rows if at.tells(row)), key=lambda row: row.starts_on, reverse=True)
    return [_placement(row, at) if isinstance(row, Work) else _without_work(row) for row in told]


def _placement(work: Work, at: Moment) -> dict[str, Any]:
    over = work.ends_on is not None and work.ends_on < at.today
    return {
        "form_label": dutch.capital(work.label),
        "rung": work.step,
        "where": work.where or "geen inlener",
        "starts_on": dutch.day(work.starts_on),
        "ends_on": dutch.day(work.ends_on),
        "hours": dutch.hours(work.hours),
        "end_reason": work.end_reason or (dutch.UNKNOWN if over else "begint nog" if work.starts_on > at.today else ""),
        "key": work.key,
        "runs": work.runs_on(at.today),
    }


def _without_work(idle: Idle) -> dict[str, Any]:
    return {
        "form_label": "Zonder werk",
        "rung": 0,
        "where": "geen inlener",
        "starts_on": dutch.day(idle.starts_on),
        "ends_on": dutch.day(idle.ends_on),
        "hours": dutch.hours(idle.hours),
        "end_reason": dutch.UNKNOWN if idle.ends_on else "",
        "key": None,
        "runs": False,
    }


def lists(dossier: Dossier, at: Moment) -> dict[str, list[dict[str, str]]]:
    """The dated lists of the sheet: `text`, `note`, `from` and `to` of each row, the newest first."""
    jobs = {job.id: job for job in dossier.jobs}
    told: dict[str, list[Line]] = {
        "employments": [_employment(job) for job in dossier.jobs],
        "hours": [_contract(contract, jobs) for contract in dossier.contracts],
        "indications": [_indication(decision) for decision in dossier.decisions],
        "residences": [(home, home.place, f"bron: {ResidenceSource(home.source).label}") for home in dossier.homes],
        "leaves": [*(_leave(away) for away in dossier.away), *(_spell(spell) for spell in dossier.sick)],
        "caseload": [
            *((coached, coached.coach, "") for coached in dossier.coached),
            *((each, each.coach, f"neemt waar voor {each.instead_of}") for each in dossier.stand_ins),
        ],
        "agreed": [_agreed(agreed, at) for agreed in dossier.agreed],
        "worth": [_worth(worth) for worth in dossier.worth],
        "adapted": [_adapted(adapted) for adapted in dossier.adapted],
    }
    return {name: _newest_first(lines, at) for name, lines in told.items()}


def _newest_first(lines: list[Line], at: Moment) -> list[dict[str, str]]:
    told = sorted((line for line in lines if at.tells(line[0])), key=lambda line: line[0].starts_on, reverse=True)
    return [
        {
            "text": text,
            "note": _joined(note, "gaat nog in" if row.starts_on > at.today else ""),
            "from": dutch.day(row.starts_on),
            "to": dutch.day(row.ends_on) if row.ends_on else "",
        }
        | ({"key": row.key or ""} if isinstance(row, Agreed | Adapted | Job | Contract | Away) else {})
        for row, text, note in told
    ]


def _joined(*notes: str) -> str:
    return " · ".join(filter(None, notes))


def _employment(job: Job) -> Line:
    cao = str(Cao(job.cao).label) if job.cao else ""
    executor = f"uitvoerder {job.executor}" if job.executor else ""
    reason = f"einde: {OutflowReason(job.outflow_reason).label}" if job.outflow_reason else ""
    kind = dutch.capital(str(EmploymentKind(job.kind).label))
    return job, f"{kind}, bij {job.employer}", _joined(cao, executor, reason)


def _contract(contract: Contract, jobs: dict[int, Job]) -> Line:
    employer = jobs[contract.job].employer if len(jobs) > 1 else ""
    return contract, f"{dutch.hours(contract.hours)} uur", employer


def _indication(decision: Decision) -> Line:
    advice = "advies begeleid werken" if decision.bw_advice else ""
    withdrawn = f"ingetrokken per {dutch.day(decision.withdrawn_on)}" if decision.withdrawn_on else ""
    return decision, decision.category, _joined(f"besluit van {dutch.day(decision.decided_on)}", advice, withdrawn)


def _agreed(agreed: Agreed, at: Moment) -> Line:
    support = f"begeleiding door {agreed.support}" if agreed.support else "begeleiding door de eigen jobcoach"
    missing = warnings(agreed, at.day) if agreed.runs_on(at.day) else ()
    return agreed, f"{agreed.employer}, {dutch.hours(agreed.hours)} uur", _joined(support, *missing)


def _worth(worth: Worth) -> Line:
    return worth, f"{dutch.hours(worth.percentage)} procent", f"gemeten door {worth.measured_by}"


def _adapted(adapted: Adapted) -> Line:
    delivered = f"geleverd op {dutch.day(adapted.delivered_on)}" if adapted.delivered_on else "nog niet geleverd"
    return adapted, adapted.what, _joined(str(AdaptationKind(adapted.kind).label), delivered)


def _leave(away: Away) -> Line:
    return away, dutch.capital(str(LeaveKind(away.kind).label)), ""


def _spell(spell: Sick) -> Line:
    return (
        spell,
        "Ziek",
        _joined(*(f"{percentage} % vanaf {dutch.day(since)}" for since, percentage in spell.percentages)),
    )
