"""What stands on the timeline: the lanes, what is in each of them, and what each says at the day looked at.

The list under the picture shows the same bars, so that it cannot say something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from cases import dutch
from cases.dossier import NIGHT, Dated, Decision, Dossier, Job, Work, running
from cases.models import LeaveKind
from cases.occupation import Idle, Stretch, spans


@dataclass(frozen=True, slots=True)
class Bar(Dated):
    """`labels` from long to short: the first that fits is written. `level` is a step or hours per week, 0 where neither."""

    said: str
    labels: tuple[str, ...]
    level: float = 0
    faded: bool = False  # counts still, but is no longer valid

    @property
    def title(self) -> str:
        return f"{self.said}: {dutch.period(self.starts_on, self.ends_on)}"


@dataclass(frozen=True)
class Lane:
    """`now` is what the lane says at the day looked at, from long to short; `one` and `more` name bars taken together."""

    name: str
    sub: str
    one: str
    more: str
    now: tuple[str, ...]
    bars: list[Bar]
    listed: list[Bar] = field(default_factory=list)  # where the list needs other rows than the picture

    @property
    def rows(self) -> list[Bar]:
        return self.listed or self.bars


@dataclass(frozen=True)
class WorkLane(Lane):
    """Placements: the main one in `bars`; `beside` others at the same time; `idle` hours without work."""

    beside: list[list[Bar]] = field(default_factory=list)
    idle: list[Bar] = field(default_factory=list)


def homes(dossier: Dossier, day: date) -> Lane:
    bars = [Bar(home.starts_on, home.ends_on, f"Woont in {home.place}", (home.place,)) for home in dossier.homes]
    home = dossier.home_on(day)
    return Lane("Gemeente", "woonplaats", "gemeente", "gemeenten", (home.place if home else "onbekend",), bars)


def contracts(found: list[Stretch], now: Stretch | None) -> Lane:
    """One bar for each number of hours; hours of employments at the same time together."""
    told = spans([stretch for stretch in found if stretch.jobs], lambda stretch: (stretch.jobs, stretch.contract))
    bars = [_contract(jobs, hours, first, last) for (jobs, hours), first, last in told]
    says = (*_employers(now.jobs, now.contract, ", "), f"{dutch.hours(now.contract)} uur") if now else ("geen",)
    return Lane("Dienstverband", "werkgever en uren", "contract", "contracten", says, bars)


def _contract(jobs: tuple[Job, ...], hours: Decimal, first: date, last: date | None) -> Bar:
    said = f"{' en '.join(job.employer for job in jobs)}, {dutch.hours(hours)} uur"
    return Bar(
        first,
        last,
        said,
        (*_employers(jobs, hours, " · "), f"{dutch.hours(hours)} uur", dutch.hours(hours)),
        float(hours),
    )


def _employers(jobs: tuple[Job, ...], hours: Decimal, sign: str) -> tuple[str, ...]:
    return (f"{' + '.join(job.short for job in jobs)}{sign}{dutch.hours(hours)} uur",)


def categories(dossier: Dossier, day: date) -> Lane:
    """Each decision until the next; past its validity it is faded, for it counts while the employment lasts (R14)."""
    bars: list[Bar] = []
    for decision, after in zip_longest(dossier.decisions, dossier.decisions[1:]):
        bars += _decision(decision, after, dossier)
    held = dossier.decision_on(day)
    return Lane("Categorie", "en indicatie", "indicatie", "indicaties", (held.category if held else "geen",), bars)


def _decision(decision: Decision, after: Decision | None, dossier: Dossier) -> list[Bar]:
    replaced_on = after.starts_on - NIGHT if after else date.max
    if replaced_on < decision.starts_on:
        return []
    valid_until = min(decision.works_until, replaced_on, dossier.last_counted_day)
    bars, label = [], (decision.category, decision.category[0])
    if valid_until >= decision.starts_on:
        bars.append(Bar(decision.starts_on, valid_until, f"Categorie {decision.category}", label))
    counts_until = min(replaced_on, dossier.last_day_in_service)
    since = max(valid_until + NIGHT, decision.starts_on) if valid_until < date.max else date.max
    if counts_until >= since:
        said = f"Categorie {decision.category}, indicatie niet meer geldig"
        bars.append(Bar(since, _open(counts_until), said, (f"{decision.category}, verlopen", *label), faded=True))
    return bars


def _open(last: date) -> date | None:
    return None if last == date.max else last


def works(dossier: Dossier, found: list[Stretch], idle: list[Idle], now: Stretch | None) -> WorkLane:
    """Where somebody works, on the steps of the ladder (R35-R37)."""
    gaps = [_gap(each) for each in idle]
    main = [_work(work, first, last) for work, first, last in spans(found, lambda stretch: stretch.main) if work]
    return WorkLane(
        "Plaatsing", "trede 0 tot 5", "plaatsing", "plaatsingen", _works_at(now), main,
        listed=sorted([*(_work(work) for work in dossier.work), *gaps], key=lambda bar: bar.starts_on),
        beside=_beside(found), idle=gaps,
    )  # fmt: skip


def _work(work: Work, first: date | None = None, last: date | None = None) -> Bar:
    where = work.where or work.label
    said = dutch.capital(", ".join(filter(None, (work.label, work.where))))
    labels = (f"{where}, {work.label}", work.hirer or where, work.label) if work.where else (work.label,)
    return Bar(first or work.starts_on, last if first else work.ends_on, said, labels, work.step)


def _beside(found: list[Stretch]) -> list[list[Bar]]:
    """For each place beside the main one its bars; the level is the main one's, under which they are drawn."""
    most = max((len(stretch.work) for stretch in found), default=0)
    return [
        [_beside_bar(*pair, first, last) for pair, first, last in spans(found, _nth(place)) if pair is not None]
        for place in range(1, most)
    ]


def _nth(place: int) -> Callable[[Stretch], tuple[Work, Work] | None]:
    return lambda stretch: (stretch.work[place], stretch.work[0]) if len(stretch.work) > place else None


def _beside_bar(work: Work, main: Work, first: date, last: date | None) -> Bar:
    return Bar(
        first,
        last,
        f"Ook: {work.label}{f', {work.where}' if work.where else ''}, {dutch.hours(work.hours)} uur",
        (),
        main.step,
    )


def _gap(idle: Idle) -> Bar:
    if not idle.whole:
        said = f"{dutch.hours(idle.hours)} van de {dutch.hours(idle.contract)} uur zonder werk"
        return Bar(idle.starts_on, idle.ends_on, said, (said, f"{dutch.hours(idle.hours)} uur vrij"), 0, faded=True)
    months = round(((idle.ends_on or idle.starts_on) - idle.starts_on).days / 30.4) if idle.ends_on else 0
    long = (f"{dutch.count(months, 'maand', 'maanden')} zonder werk",) if months else ()
    return Bar(idle.starts_on, idle.ends_on, "Zonder werk", (*long, "zonder werk"))


def _works_at(now: Stretch | None) -> tuple[str, ...]:
    if now is None:
        return ("niet in dienst",)
    if now.main is None:
        return ("geen",) if now.away else ("trede 0, zonder werk",)
    return (f"trede {now.main.step}, {now.main.label}",)


def leaves(dossier: Dossier, day: date) -> Lane | None:
    """Unpaid leave and RVU; no lane for who never had any."""
    if not dossier.away:
        return None
    bars = [_leave(away.starts_on, away.ends_on, str(LeaveKind(away.kind).label)) for away in dossier.away]
    now = next(iter(running(dossier.away, day)), None)
    says = str(LeaveKind(now.kind).label) if now else "geen"
    return Lane("Verlof", "onbetaald of RVU", "verlof", "keer verlof", (says,), bars)


def _leave(first: date, last: date | None, label: str) -> Bar:
    return Bar(first, last, dutch.capital(label), (label,))


def sickness(dossier: Dossier, day: date, today: date) -> Lane:
    bars = [_sick(spell.starts_on, spell.ends_on, today) for spell in dossier.sick]
    says = "ziek" if running(dossier.sick, day) else "niet ziek"
    return Lane("Verzuim", "weken ziek", "keer ziek", "keer ziek", (says,), bars)


def _sick(first: date, last: date | None, today: date) -> Bar:
    weeks = -(-((last or max(today, first)) - first + NIGHT).days // 7)
    return Bar(first, last, "Ziek", (dutch.count(weeks, "week", "weken"), str(weeks)))
