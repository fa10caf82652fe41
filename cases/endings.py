"""What runs out for one person, and what to do about it: everything with a last day, in one list.

Within half a year; that leaves time for an indication too, for the request for another is due sixteen weeks before
its last day (R17). What has something after it is said calmly; what has nothing after it gets louder as the day
comes near.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases import dutch
from cases.dossier import NIGHT, Dated, Dossier, Sick, Work, running
from cases.models import LeaveKind, OutflowReason
from cases.models.contract import ends_in

AHEAD = timedelta(days=182)
SOON, NEAR = timedelta(days=42), timedelta(days=84)
INDICATION_REQUEST = timedelta(weeks=16)  # Besluit; R17
SICK_PAY = timedelta(weeks=104)  # BW 7:629
SAME_SPELL = timedelta(weeks=4)  # back at work for less: the same period (R31)


@dataclass(frozen=True)
class Ending:
    """`level` is "bad", "warn" or "info", or empty: then the days left say it. `followed`: something comes after it."""

    last_day: date
    text: str
    followed: bool = False
    level: str = ""
    action: str = ""

    def shown(self, day: date, urls: dict[str, str]) -> dict[str, object]:
        url = urls.get(self.action, "")
        level = self.level or ("info" if self.followed else _level(self.last_day - day))
        return {
            "date": dutch.day(self.last_day), "days": (self.last_day - day).days, "level": level, "text": self.text,
            "url": url, "action": self.action if url else "",
        }  # fmt: skip


def _level(left: timedelta) -> str:
    return "bad" if left <= SOON else "warn" if left <= NEAR else "info"


PLACE = "Verleng of plaats"


def endings(dossier: Dossier, day: date) -> list[Ending]:
    """What runs out from `day` on, the first first."""
    if day > dossier.last_day_in_service:
        return list(_still_in_service(dossier, day))
    parts = (_placements, _contracts, _agreed, _worth, _indication, _service, _hours, _leave, _sickness, _coach, _home)
    return sorted((ending for part in parts for ending in part(dossier, day)), key=lambda ending: ending.last_day)


def _near(row: Dated, day: date) -> bool:
    return row.runs_on(day) and row.ends_on is not None and row.ends_on <= day + AHEAD


def _next(rows: tuple[Dated, ...], ended: Dated) -> Dated | None:
    """What begins on the day after."""
    return next((row for row in rows if ended.ends_on and row.starts_on == ended.ends_on + NIGHT), None)


def _placements(dossier: Dossier, day: date) -> Iterator[Ending]:
    for work in dossier.work:
        if _near(work, day) and work.ends_on:
            after = _next(dossier.work, work)
            then = f"Daarna: {_named(after)}." if isinstance(after, Work) else "Nog geen vervolg vastgelegd."
            with_contract = work.contract_ends == work.ends_on and not after
            yield Ending(
                work.ends_on,
                f"{dutch.capital(_named(work))}. {then}",
                bool(after),
                level=ends_in(work.ends_on, day) if with_contract else "",
                action="" if after else PLACE,
            )


def _contracts(dossier: Dossier, day: date) -> Iterator[Ending]:
    """The contract with the hirer ends, the placement runs on: from the day after there is no work (R44)."""
    for work in running(dossier.work, day):
        last = work.contract_ends
        if last and last <= day + AHEAD and (work.ends_on is None or work.ends_on > last):
            said = f"Het contract met {work.hirer} eindigt, de plaatsing loopt door. Verleng het of beëindig haar."
            yield Ending(last, said, level="bad" if last < day else ends_in(last, day) or "warn")


def _agreed(dossier: Dossier, day: date) -> Iterator[Ending]:
    for agreed in dossier.agreed:
        if _near(agreed, day) and agreed.ends_on:
            after = _next(dossier.agreed, agreed)
            then = "Daarna is er een nieuw." if after else "Bij een einde zonder schuld: recht op terugkeer (cao SW)."
            yield Ending(agreed.ends_on, f"Begeleid-werkencontract bij {agreed.employer}. {then}", bool(after))


def _worth(dossier: Dossier, day: date) -> Iterator[Ending]:
    last = next(iter(dossier.worth[-1:]), None)
    if last and last.ends_on and _near(last, day):
        said = f"Loonwaarde ({dutch.hours(last.percentage)} procent). Laat opnieuw meten."
        yield Ending(last.ends_on, said)


def _named(work: Work) -> str:
    return f"{work.label} bij {work.hirer}" if work.hirer else ", ".join(filter(None, (work.label, work.location)))


def _indication(dossier: Dossier, day: date) -> Iterator[Ending]:
    held = dossier.decision_on(day)
    if held is None or held.works_until > day + AHEAD:
        return
    later = next((each for each in dossier.decisions if each.starts_on > day), None)
    if later:
        yield Ending(held.works_until, f"Indicatie ({held.category}). Daarna: {later.category}.", followed=True)
        return
    due = held.works_until - INDICATION_REQUEST
    counts = f"Daarna telt de laatste categorie, {held.category}."
    if held.works_until < day:
        yield Ending(held.works_until, f"Indicatie verlopen. De laatste categorie telt, {held.category}.", level="warn")
    elif due < day:
        said = f"Indicatie ({held.category}). De aanvraag moest uiterlijk {dutch.day(due)} bij UWV zijn. {counts}"
        yield Ending(held.works_until, said, level="bad")
    else:
        said = f"Indicatie ({held.category}). Vraag uiterlijk {dutch.day(due)} een nieuwe aan bij UWV. {counts}"
        yield Ending(held.works_until, said, level="warn")


def _service(dossier: Dossier, day: date) -> Iterator[Ending]:
    last_counted = dossier.last_counted_day
    for job in dossier.jobs:
        if _near(job, day) and job.ends_on:
            why = f" ({OutflowReason(job.outflow_reason).label})" if job.outflow_reason else ""
            after = _next(dossier.jobs, job)
            yield Ending(job.ends_on, f"Dienstverband bij {job.employer}{why}.", bool(after))
    open_after = [job for job in running(dossier.jobs, day) if job.ends_on is None or job.ends_on > last_counted]
    if dossier.aow_on and open_after and day <= last_counted <= day + AHEAD:
        said = f"Laatste dag die telt: AOW-leeftijd op {dutch.day(dossier.aow_on)}. Het dienstverband loopt nog door."
        yield Ending(last_counted, said)


def _still_in_service(dossier: Dossier, day: date) -> Iterator[Ending]:
    if running(dossier.jobs, day):
        why = "overleden" if dossier.died_on and dossier.died_on < day else "AOW-leeftijd bereikt"
        said = f"{dutch.capital(why)}, maar nog in dienst. Leg de laatste dag van het dienstverband vast."
        yield Ending(dossier.last_counted_day, said, level="bad")


def _hours(dossier: Dossier, day: date) -> Iterator[Ending]:
    ends = {job.id: job.ends_on for job in dossier.jobs}
    for contract in dossier.contracts:
        if _near(contract, day) and contract.ends_on and contract.ends_on != ends.get(contract.job):
            after = next((row for row in dossier.contracts if row.job == contract.job and row.starts_on > day), None)
            then = f"Daarna {dutch.hours(after.hours)} uur." if after else "Nog geen uren daarna vastgelegd."
            yield Ending(contract.ends_on, f"{dutch.hours(contract.hours)} uur per week. {then}", bool(after))


def _leave(dossier: Dossier, day: date) -> Iterator[Ending]:
    for away in dossier.away:
        if _near(away, day) and away.ends_on:
            yield Ending(away.ends_on, f"{dutch.capital(str(LeaveKind(away.kind).label))}.", followed=True)


def _sickness(dossier: Dossier, day: date) -> Iterator[Ending]:
    last = _last_sick_day(dossier.sick, day)
    if last and day <= last <= day + AHEAD:
        yield Ending(
            last, "104 weken ziek. Daarna stopt de plicht om loon te betalen, tenzij UWV of een afspraak die verlengt."
        )


def _last_sick_day(spells: tuple[Sick, ...], day: date) -> date | None:
    """The last of the 104 weeks of who is sick on `day` (R29, R30); spells less than four weeks apart add up (R31)."""
    begun = [spell for spell in spells if spell.starts_on <= day]
    if not begun or not begun[-1].runs_on(day):
        return None
    left, then = SICK_PAY, begun[-1]
    for before in reversed(begun[:-1]):
        if before.ends_on is None or then.starts_on - before.ends_on > SAME_SPELL:
            break
        left, then = left - (before.ends_on - before.starts_on + NIGHT), before
    return begun[-1].starts_on + left - NIGHT


def _coach(dossier: Dossier, day: date) -> Iterator[Ending]:
    for coached in dossier.coached:
        if _near(coached, day) and coached.ends_on and not _next(dossier.coached, coached):
            yield Ending(coached.ends_on, f"Begeleiding door {coached.coach}. Nog geen andere jobcoach vastgelegd.")


def _home(dossier: Dossier, day: date) -> Iterator[Ending]:
    for home in dossier.homes:
        if _near(home, day) and home.ends_on and not _next(dossier.homes, home):
            yield Ending(home.ends_on, f"Woont in {home.place}. Nog geen volgende woongemeente vastgelegd.")
