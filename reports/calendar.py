"""The P&C calendar: what must be done by which day, from which article, and whether it is done (R78-R80).

A task is never a row. It follows from a rule (`RULES`, all dates in one place), the year it falls in and the days on
which the Algemeen Bestuur decides; kept is only that somebody did it. What the reports say themselves (a draft is made,
a report is released) is read from them, and nobody ticks it.

`last_day` is the last day that is still in time. Where the law says "vóór 15 september" that is 14 September. Days are
calendar days: the Algemene termijnenwet lengthens terms, not these fixed dates.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from municipalities.models import today
from reports.models import DoneTask, Meeting, Report
from reports.periods import Period

SIX_WEEKS, TWELVE_WEEKS, TWO_WEEKS = timedelta(weeks=6), timedelta(weeks=12), timedelta(weeks=2)
DRAFT_AFTER, RELEASE_AFTER = timedelta(days=20), timedelta(days=30)  # after the quarter; the regulation's own choice


@dataclass(frozen=True)
class Due:
    """By which day: on it at the latest, or with `before` the day before it at the latest.

    `guessed`: nobody entered the meeting it hangs on yet, so this is the latest that can be.
    """

    day: date
    before: bool = False
    guessed: bool = False

    @property
    def last_day(self) -> date:
        return self.day - timedelta(days=1) if self.before else self.day


@dataclass(frozen=True)
class Decisions:
    """On which day the AB decides on the budget and on the account of a year."""

    budgets: dict[int, date]
    accounts: dict[int, date]

    @classmethod
    def of(cls, meetings: Iterable[Meeting]) -> "Decisions":
        found = list(meetings)
        return cls(
            {each.budget_year: each.held_on for each in found if each.budget_year},
            {each.account_year: each.held_on for each in found if each.account_year},
        )


def budget_must_be_sent(budget: int, decided: Decisions) -> Due:
    """Within two weeks after the AB adopted it, and before 15 September of the year before."""
    return _sent(decided.budgets.get(budget), date(budget - 1, 9, 15))


def account_must_be_sent(account: int, decided: Decisions) -> Due:
    """Within two weeks after the AB adopted it, and before 15 July of the year after."""
    return _sent(decided.accounts.get(account), date(account + 1, 7, 15))


def _sent(decided_on: date | None, limit: date) -> Due:
    if decided_on and decided_on + TWO_WEEKS < limit:
        return Due(decided_on + TWO_WEEKS)
    return Due(limit, before=True)


def draft_must_be_sent(budget: int, decided: Decisions) -> Due:
    """Twelve weeks before the AB decides (R79); without a meeting, before the last day on which it still could."""
    decided_on = decided.budgets.get(budget)
    if decided_on:
        return Due(decided_on - TWELVE_WEEKS)
    return Due(date(budget - 1, 9, 14) - TWELVE_WEEKS, guessed=True)


def statistics_must_be_delivered(half: Period) -> Due:
    """Six weeks after the half-year: 11 August and 11 February (R78)."""
    return Due(half.ends_on + SIX_WEEKS)


# What a rule is about, for the year in which its day falls.
def next_year(year: int) -> list[str]:
    return [str(year + 1)]


def last_year(year: int) -> list[str]:
    return [str(year - 1)]


def closed_halves(year: int) -> list[str]:
    return [f"{year - 1}H2", f"{year}H1"]


def closed_quarters(year: int) -> list[str]:
    return [f"{year - 1}Q4", f"{year}Q1", f"{year}Q2", f"{year}Q3"]


@dataclass(frozen=True)
class Rule:
    """`what` names the task, with {about}. `reported`: a report says itself that it is done, so nobody marks it."""

    code: str
    what: str
    source: str
    abouts: Callable[[int], list[str]]
    due: Callable[[str, Decisions], Due]
    reported: bool = False
    note: str = ""


OWN = "eigen afspraak"
RULES = (
    Rule("wsw-statistiek", "Wsw-statistiek over het {about} leveren", "Ministeriële regeling Wsw-statistiek",
         closed_halves, lambda about, _: statistics_must_be_delivered(Period.parse(about)),
         note="Binnen zes weken na het halfjaar, met iedereen die er op enig moment in was."),
    Rule("kaderbrief", "Kaderbrief {about} naar de raden", "Wgr art. 34b", next_year,
         lambda about, _: Due(date(int(about) - 1, 4, 30)),
         note="De algemene financiële en beleidsmatige kaders."),
    Rule("voorlopige-jaarrekening", "Voorlopige jaarrekening {about} naar de raden", "Wgr art. 34b", last_year,
         lambda about, _: Due(date(int(about) + 1, 4, 30))),
    Rule("ontwerpbegroting", "Ontwerpbegroting {about} naar de raden", "Wgr art. 35 lid 1", next_year,
         lambda about, decided: draft_must_be_sent(int(about), decided),
         note="Twaalf weken voordat het AB besluit. In die weken geven de raden hun zienswijze (art. 35 lid 3)."),
    Rule("jaarrekening", "Jaarrekening {about} naar gedeputeerde staten", "Wgr art. 34", last_year,
         lambda about, decided: account_must_be_sent(int(about), decided),
         note="Binnen twee weken nadat het AB haar vaststelde."),
    Rule("begroting", "Begroting {about} naar gedeputeerde staten", "Wgr art. 34", next_year,
         lambda about, decided: budget_must_be_sent(int(about), decided),
         note="Binnen twee weken nadat het AB haar vaststelde."),
    Rule("concept", "Concept van het rapport over het {about}", OWN, closed_quarters,
         lambda about, _: Due(Period.parse(about).ends_on + DRAFT_AFTER), reported=True,
         note="Twintig dagen na het kwartaal."),
    Rule("vrijgave", "Rapport over het {about} vrijgeven", OWN, closed_quarters,
         lambda about, _: Due(Period.parse(about).ends_on + RELEASE_AFTER), reported=True,
         note="Dertig dagen na het kwartaal."),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class Done:
    """On which day it was done, and who says so; `key` is of the row to take it back by."""

    on: date
    by: str
    key: str = ""


@dataclass(frozen=True)
class Task:
    rule: Rule
    about: str
    due: Due
    done: Done | None = None

    @property
    def what(self) -> str:
        return self.rule.what.format(about=Period.parse(self.about).label)

    def days_late(self, day: date) -> int:
        """How many days too late it was done, or is on `day`; 0 or less is in time."""
        return ((self.done.on if self.done else day) - self.due.last_day).days

    def is_late(self, day: date) -> bool:
        return self.days_late(day) > 0


Finished = dict[tuple[str, str], Done]


def tasks_of(year: int, decided: Decisions, finished: Finished, since: Period | None = None) -> list[Task]:
    """The tasks whose day falls in `year`, the first day first; of reports those over `since` and later quarters."""
    found = [
        Task(rule, about, rule.due(about, decided), finished.get((rule.code, about)))
        for rule in RULES
        for about in rule.abouts(year)
        if not (rule.reported and since and Period.parse(about) < since)
    ]
    return sorted(found, key=lambda task: task.due.last_day)


def calendar(*years: int) -> list[Task]:
    """The tasks of these years with what is known of them now. As many statements for one year as for ten."""
    decided, finished = Decisions.of(Meeting.objects.all()), done()
    since = _first_quarter(finished)
    return [task for year in years for task in tasks_of(year, decided, finished, since)]


def _first_quarter(finished: Finished) -> Period:
    """The first quarter that was reported, or the last closed one: what was before the portal is nobody's task here."""
    reported = [Period.parse(about) for code, about in finished if code == "concept"]
    return min([each for each in reported if each.length == 3], default=Period.quarter_of(today()).back(1))


def find(code: str, about: str) -> Task | None:
    """The task of this rule about this year or period; None when there is no such task."""
    rule = BY_CODE.get(code)
    try:
        year = Period.parse(about).year
    except ValueError:
        return None
    if rule is None or not any(about in rule.abouts(near) for near in (year - 1, year, year + 1)):
        return None
    return Task(rule, about, rule.due(about, Decisions.of(Meeting.objects.all())), done().get((code, about)))


def open_tasks(day: date) -> tuple[list[Task], list[Task]]:
    """What is too late on `day` and what comes next, of last year, this year and the next; the first day first."""
    waiting = [task for task in calendar(day.year - 1, day.year, day.year + 1) if task.done is None]
    late = [task for task in waiting if task.is_late(day)]
    return late, [task for task in waiting if not task.is_late(day)]


def done() -> Finished:
    """What is done: as somebody marked it, and as the reports say."""
    marked = DoneTask.objects.filter(undone_on=None).select_related("done_by")
    found = {(each.rule, each.about): Done(each.done_on, each.done_by.name, str(each.key)) for each in marked}
    return found | _reported()


def _reported() -> Finished:
    found: Finished = {}
    named = Report.objects.select_related("made_by", "released_by").defer("shown")
    for report in named.order_by("-made_at"):  # the first edition stays
        maker = report.made_by.name if report.made_by else "het portaal"
        found["concept", report.period] = Done(timezone.localdate(report.made_at), maker)
    for report in named.filter(state="vrijgegeven").order_by("-released_at"):
        found["vrijgave", report.period] = Done(timezone.localdate(report.released_at), str(report.released_by))
    return found


def in_words(task: Task, day: date | None = None) -> tuple[str, str]:
    """What the tag says, and its colour: lateness stands there in words too."""
    day = day or today()
    days = task.days_late(day)
    if task.done:
        return (f"gedaan, {_days(days)} te laat", "bad") if days > 0 else ("✓ gedaan", "ok")
    if days > 0:
        return f"{_days(days)} te laat", "bad"
    words = {0: "vandaag", -1: "morgen"}.get(days, f"over {_days(-days)}")
    return words, "warn" if days >= -14 else "info"


def _days(count: int) -> str:
    return "1 dag" if count == 1 else f"{count} dagen"
