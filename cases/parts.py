"""The parts of a dossier under its timeline, in one list: who adds a part, adds a line here.

A part gets what the page knows (`Page`) and gives what its template shows, or None to stay away. It sees the day and
the moment of knowing that are looked at (`page.at`), and offers changes only where `page.may(…)`. What it reads from
the database is one statement at most, however long the dossier.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.template.loader import render_to_string
from django.urls import reverse

from cases import assessed, dutch, proposals, retention
from cases.dossier import Dossier, Waited
from cases.models import Proposal, RetentionTerm, Scheme, WaitingEnd, WswEmployee
from cases.models.retention import PERSONNEL_FILE
from cases.models.waiting import advice_due
from cases.sheet import Moment
from municipalities.access import Permission
from municipalities.models import Membership

LATEST = 5  # proposals that are not folded away


@dataclass(frozen=True)
class Page:
    """Who looks at whose dossier, at what day and by what was known when; `found` is what held."""

    person: WswEmployee
    found: Dossier
    at: Moment
    membership: Membership
    is_gone: bool = False  # to who looks: they see the period of their own

    def may(self, permission: Permission) -> bool:
        """Whether a change may be offered: nothing is changed in what is only looked at."""
        return self.at.is_now and self.membership.may(permission)


@dataclass(frozen=True)
class Part:
    template: str
    shows: Callable[[Page], dict[str, Any] | None]
    wide: bool = False  # in the wide column, under the placements; else beside it


def drawn(page: Page, *, wide: bool) -> list[str]:
    """The parts of one column as they are shown."""
    shown = [(part.template, part.shows(page)) for part in PARTS if part.wide == wide]
    return [render_to_string(template, context) for template, context in shown if context is not None]


def kept(page: Page) -> dict[str, Any] | None:
    """How long this dossier is kept, and what holds it."""
    if not page.at.is_now:
        return None
    day, found = page.at.today, page.found
    held = ArraySubquery(page.person.holds.running_on(day).values("reason"))
    term = RetentionTerm.objects.running_on(day).annotate(held=held).get(kind=PERSONNEL_FILE)
    ends = [each.ends_on for each in (*found.jobs, *found.waited)]
    ended_on = None if None in ends else max((end for end in ends if end), default=None)
    decision = found.decision_on(day)
    in_use = decision is not None and decision.works_until >= day <= found.last_counted_day and not found.died_on
    said = retention.verdict(term, ended_on, day, in_use=in_use, held=bool(term.held))
    return {
        "kept": {"text": retention.told(said, term, ended_on), "held": term.held, "alive": page.person.died_on is None},
        "key": page.person.key,
        "may_edit": page.may(Permission.EMPLOYEE_CHANGE),
    }


def waiting(page: Page) -> dict[str, Any] | None:
    """On which waiting list somebody stood; for who may note it also when there is none."""
    may = page.may(Permission.EMPLOYMENT_CHANGE)
    told = [each for each in reversed(page.found.waited) if page.at.tells(each)]
    if not told and not may:
        return None
    return {
        "rows": [_on_a_list(each, page, may) for each in told],
        "key": page.person.key,
        "may_change": may and page.person.died_on is None,
    }


def _on_a_list(each: Waited, page: Page, may: bool) -> dict[str, Any]:
    asked, got, day = each.advice_asked_on, each.advised_on, page.at.day
    due = advice_due(asked) if asked else None
    waits = asked is not None and got is None and each.runs_on(day)
    said = f"advies gevraagd op {dutch.day(asked)}, gekregen op {dutch.day(got)}" if got else ""
    if waits:
        said = f"advies gevraagd op {dutch.day(asked)}, uiterlijk op {dutch.day(due)}"
    return {
        "text": dutch.capital(str(Scheme(each.scheme).label)),
        "from": dutch.day(each.starts_on),
        "to": dutch.day(each.ends_on) if each.ends_on else "",
        "why": str(WaitingEnd(each.ended_by).label) if each.ended_by else "",
        "advice": said,
        "late": waits and due is not None and due < day,
        "url": reverse("waiting", args=[page.person.key, each.key]) if may else "",
    }


def proposed(page: Page) -> dict[str, Any] | None:
    """For which work somebody was proposed, with the steps; for who keeps the dossier."""
    if not page.may(Permission.PLACEMENT_CHANGE):
        return None
    found = Proposal.objects.visible_to(page.membership).filter(employee=page.person)
    rows = proposals.shown(proposals.with_all(found), page.at.today) if page.found.proposed else []
    serves = any(job.ends_on is None or job.ends_on >= page.at.today for job in page.found.jobs)
    return {
        "rows": rows[:LATEST],
        "more": rows[LATEST:],
        "key": page.person.key,
        "may_change": serves and page.person.died_on is None,
    }


def abilities(page: Page) -> dict[str, Any] | None:
    """The latest assessment of the work abilities, as known; for who reads the plan, so of nobody who left (R70)."""
    if not page.membership.may(Permission.PLAN_VIEW) or page.is_gone:
        return None
    at = page.at
    known = f"&bekend_op={at.known_on:%Y-%m-%d}" if at.known_on else ""
    return {
        "latest": assessed.summary(assessed.read(page.person.pk, min(at.day, at.today), at.known_on)),
        "key": page.person.key,
        "query": "" if at.is_now else f"?peildatum={at.day:%Y-%m-%d}{known}",
    }


PARTS = (
    Part("components/waiting.html", waiting),
    Part("components/kept.html", kept),
    Part("components/assessed.html", abilities, wide=True),
    Part("components/proposals.html", proposed, wide=True),
)
