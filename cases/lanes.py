"""What stands on the timeline: the lanes, what is in each of them, and what each says at the day looked at.

The list under the picture shows the same bars, so that it cannot say something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from cases import dutch
from cases.dossier import NIGHT, Dated, Decision, Dossier, Job, Sick, Waited, Work, running
from cases.models import LeaveKind, Scheme
from cases.occupation import Idle, Stretch, idle_periods, spans, stretch_on

BARS, HOURS, LADDER, TICKS = "bars", "hours", "ladder", "ticks"
PROPOSED = {"voorgesteld": "Voorgesteld bij", "proef": "Op proef bij"}


@dataclass(frozen=True, slots=True)
class Bar(Dated):
    """`labels` from long to short: the first that fits is written. `level` is a step or hours per week, else 0."""

    said: str
    labels: tuple[str, ...]
    level: float = 0
    faded: bool = False  # counts still, but is no longer valid; or only part of the hours

    @property
    def title(self) -> str:
        return f"{self.said}: {dutch.period(self.starts_on, self.ends_on)}"


@dataclass(frozen=True)
class Lane:
    """How a lane is drawn, its name, what several of its bars are called, and what it says on the day (long to short).

    `listed` are the rows of the list where it needs others than the picture. A ladder also has what is `beside` the
    main placement, and the `idle` hours.
    """

    kind: str
    name: str
    sub: str
    several: str
    now: tuple[str, ...]
    bars: list[Bar]
    listed: list[Bar] = field(default_factory=list)
    beside: list[list[Bar]] = field(default_factory=list)
    idle: list[Bar] = field(default_factory=list)

    @property
    def rows(self) -> list[Bar]:
        return self.listed or self.bars


def lanes(dossier: Dossier, found: list[Stretch], *, day: date, today: date) -> list[Lane]:
    """The lanes from top to bottom; `found` are the stretches of the dossier, `day` is the one looked at."""
    now = stretch_on(found, day)
    idle = idle_periods(found, min(today, dossier.last_counted_day))
    away = [_leaves(dossier, day)] if dossier.away else []
    waited = [_waited(dossier, day)] if dossier.waited else []
    proposed = [_proposals(dossier, day)] if dossier.proposed else []
    return [
        _homes(dossier, day),
        *waited,
        _contracts(found, now),
        _categories(dossier, day),
        _works(dossier, found, idle, now),
        *proposed,
        *away,
        _sickness(dossier, day, today),
    ]


def _homes(dossier: Dossier, day: date) -> Lane:
    bars = [Bar(home.starts_on, home.ends_on, f"Woont in {home.place}", (home.place,)) for home in dossier.homes]
    home = dossier.home_on(day)
    return Lane(BARS, "Gemeente", "woonplaats", "gemeenten", (home.place if home else "onbekend",), bars)


def _waited(dossier: Dossier, day: date) -> Lane:
    """Before the work: on the list of which scheme."""
    bars = [_wait(spell) for spell in dossier.waited]
    now = [str(Scheme(spell.scheme).label) for spell in running(dossier.waited, day)]
    return Lane(BARS, "Wachtlijst", "voor het werk", "wachtlijsten", (" en ".join(now) or "geen",), bars)


def _wait(spell: Waited) -> Bar:
    label = str(Scheme(spell.scheme).label)
    return Bar(
        spell.starts_on, spell.ends_on, f"Op de wachtlijst van {_of(spell.scheme)}", (f"wacht op {label}", label)
    )


def _of(scheme: str) -> str:
    return "de Wsw" if scheme == Scheme.WSW else str(Scheme(scheme).label)


def _contracts(found: list[Stretch], now: Stretch | None) -> Lane:
    """One bar for each number of hours; hours of employments at the same time together."""
    told = spans(found, lambda stretch: (stretch.jobs, stretch.contract))
    bars = [_contract(jobs, hours, first, last) for (jobs, hours), first, last in told]
    says = (_employers(now.jobs, now.contract, ", "), f"{dutch.hours(now.contract)} uur") if now else ("geen",)
    return Lane(HOURS, "Dienstverband", "werkgever en uren", "contracten", says, bars)


def _contract(jobs: tuple[Job, ...], hours: Decimal, first: date, last: date | None) -> Bar:
    said = f"{' en '.join(job.employer for job in jobs)}, {dutch.hours(hours)} uur"
    labels = (_employers(jobs, hours, " · "), f"{dutch.hours(hours)} uur", dutch.hours(hours))
    return Bar(first, last, said, labels, float(hours))


def _employers(jobs: tuple[Job, ...], hours: Decimal, sign: str) -> str:
    return f"{' + '.join(job.short for job in jobs)}{sign}{dutch.hours(hours)} uur"


def _categories(dossier: Dossier, day: date) -> Lane:
    """Each decision until the next; past its validity it is faded, for it counts while the employment lasts (R14)."""
    pairs = zip_longest(dossier.decisions, dossier.decisions[1:])
    bars = [bar for decision, after in pairs for bar in _decision(decision, after, dossier)]
    held = dossier.decision_on(day)
    return Lane(BARS, "Categorie", "en indicatie", "indicaties", (held.category if held else "geen",), bars)


def _decision(decision: Decision, after: Decision | None, dossier: Dossier) -> list[Bar]:
    replaced_on = after.starts_on - NIGHT if after else date.max
    valid_until = min(decision.works_until, replaced_on, dossier.last_counted_day)
    counts_until = min(replaced_on, dossier.last_day_in_service)
    since = max(valid_until + NIGHT, decision.starts_on)
    label, bars = (decision.category, decision.category[0]), []
    if valid_until >= decision.starts_on:
        bars.append(Bar(decision.starts_on, valid_until, f"Categorie {decision.category}", label))
    if counts_until >= since:
        said, last = f"Categorie {decision.category}, indicatie niet meer geldig", counts_until
        labels = (f"{decision.category}, verlopen", *label)
        bars.append(Bar(since, None if last == date.max else last, said, labels, faded=True))
    return bars


def _works(dossier: Dossier, found: list[Stretch], idle: list[Idle], now: Stretch | None) -> Lane:
    """Where somebody works, on the steps of the ladder (R35-R37)."""
    gaps = [_gap(each) for each in idle]
    main = [_work(work, first, last) for work, first, last in spans(found, lambda stretch: stretch.main) if work]
    rows = [*(_work(work, work.starts_on, work.ends_on) for work in dossier.work), *gaps]
    return Lane(
        LADDER, "Plaatsing", "trede 0 tot 5", "plaatsingen", _works_at(now), main,
        listed=sorted(rows, key=lambda bar: bar.starts_on), beside=_beside(found), idle=gaps,
    )  # fmt: skip


def _work(work: Work, first: date, last: date | None) -> Bar:
    place = work.hirer or work.location
    labels = (f"{work.label}, {place}", place, work.label) if place else (work.label,)
    return Bar(first, last, dutch.capital(_named(work)), labels, work.step)


def _named(work: Work) -> str:
    return ", ".join(filter(None, (work.label, work.where)))


def _works_at(now: Stretch | None) -> tuple[str, ...]:
    if now is None:
        return ("niet in dienst",)
    if now.main is None:
        return ("geen",) if now.away else ("trede 0, zonder werk",)
    return (f"trede {now.main.step}, {now.main.label}",)


def _beside(found: list[Stretch]) -> list[list[Bar]]:
    """For each place beside the main one its bars; their level is the main one's, under which they are drawn."""
    most = max((len(stretch.work) for stretch in found), default=0)
    return [
        [_also(pair, first, last) for pair, first, last in spans(found, _nth(place)) if pair]
        for place in range(1, most)
    ]


def _nth(place: int) -> Callable[[Stretch], tuple[Work, Work] | None]:
    return lambda stretch: (stretch.work[place], stretch.work[0]) if len(stretch.work) > place else None


def _also(pair: tuple[Work, Work], first: date, last: date | None) -> Bar:
    work, main = pair
    return Bar(first, last, f"Ook: {_named(work)}, {dutch.hours(work.hours)} uur", (), main.step)


def _gap(idle: Idle) -> Bar:
    if not idle.whole:
        free = f"{dutch.hours(idle.hours)} van de {dutch.hours(idle.contract)} uur zonder werk"
        return Bar(idle.starts_on, idle.ends_on, free, (free, f"{dutch.hours(idle.hours)} uur vrij"), faded=True)
    lasted = _lasted((idle.ends_on - idle.starts_on).days) if idle.ends_on else ""
    labels = (f"{lasted} zonder werk", "zonder werk") if lasted else ("zonder werk",)
    return Bar(idle.starts_on, idle.ends_on, "Zonder werk", labels)


def _lasted(days: int) -> str:
    months = round(days / 30.4)
    return f"{round(months / 12)} jaar" if months >= 24 else dutch.count(months, "maand", "maanden") if months else ""


def _proposals(dossier: Dossier, day: date) -> Lane:
    """For which work somebody was proposed, and where it was tried; what came of it is a placement."""
    bars = [
        Bar(each.starts_on, each.ends_on, f"{PROPOSED[each.step]} {each.where}", (each.hirer, each.step))
        for each in dossier.proposed
    ]
    now = running(dossier.proposed, day)
    says = f"{now[-1].step}, {now[-1].hirer}" if now else "geen"
    return Lane(BARS, "Voorstel", "voorgesteld of proef", "voorstellen", (says,), bars)


def _leaves(dossier: Dossier, day: date) -> Lane:
    """Unpaid leave and RVU."""
    bars = [_leave(away.starts_on, away.ends_on, str(LeaveKind(away.kind).label)) for away in dossier.away]
    now = next(iter(running(dossier.away, day)), None)
    says = str(LeaveKind(now.kind).label) if now else "geen"
    return Lane(BARS, "Verlof", "onbetaald of RVU", "keer verlof", (says,), bars)


def _leave(first: date, last: date | None, label: str) -> Bar:
    return Bar(first, last, dutch.capital(label), (label,))


def _sickness(dossier: Dossier, day: date, today: date) -> Lane:
    bars = [_sick(spell, today) for spell in dossier.sick]
    says = "ziek" if running(dossier.sick, day) else "niet ziek"
    return Lane(TICKS, "Verzuim", "weken ziek", "keer ziek", (says,), bars)


def _sick(spell: Sick, today: date) -> Bar:
    first, last = spell.starts_on, spell.ends_on
    weeks = -(-((last or max(today, first)) - first + NIGHT).days // 7)
    return Bar(first, last, _how_sick(spell), (dutch.count(weeks, "week", "weken"), str(weeks)))


def _how_sick(spell: Sick) -> str:
    """Coming back by steps is said; wholly sick goes without saying."""
    later = [f"{percentage} %" for _, percentage in spell.percentages[1:]]
    return f"Ziek, {spell.percentages[0][1]} % en later {', '.join(later)}" if later else "Ziek"
