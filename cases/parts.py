"""The parts of a dossier under its timeline, in one list: who adds a part, adds a line here.

A part gets what the page knows (`Page`) and gives what its template shows, or None to stay away. It sees the day and
the moment of knowing that are looked at (`page.at`), and offers changes only where `page.may(…)`. What it reads from
the database is one statement at most, however long the dossier.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from cases import proposals, retention
from cases.dossier import Dossier
from cases.models import Proposal, WswEmployee
from cases.models.retention import PERSONNEL_FILE, term_of
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
    held = [hold.reason for hold in page.person.holds.running_on(day)]
    ends = [job.ends_on for job in found.jobs]
    ended_on = None if None in ends else max((end for end in ends if end), default=None)
    decision = found.decision_on(day)
    in_use = decision is not None and decision.works_until >= day <= found.last_counted_day and not found.died_on
    term = term_of(PERSONNEL_FILE, day)
    said = retention.verdict(term, ended_on, day, in_use=in_use, held=bool(held))
    return {
        "kept": {"text": retention.told(said, term, ended_on), "held": held, "alive": page.person.died_on is None},
        "key": page.person.key,
        "may_edit": page.may(Permission.EMPLOYEE_CHANGE),
    }


def proposed(page: Page) -> dict[str, Any] | None:
    """For which work somebody was proposed, with the steps; for who keeps the dossier."""
    if not page.may(Permission.PLACEMENT_CHANGE):
        return None
    found = Proposal.objects.visible_to(page.membership).filter(employee=page.person)
    rows = proposals.shown(proposals.with_all(found), page.at.today) if page.found.proposed else []
    return {
        "rows": rows[:LATEST],
        "more": rows[LATEST:],
        "key": page.person.key,
        "may_change": page.person.died_on is None,
    }


PARTS = (Part("components/kept.html", kept), Part("components/proposals.html", proposed, wide=True))
