"""What came of the proposals: each step with the day it happened, and when and by whom it was entered.

The row says the days; the former rows say the moments. A step was entered when the row became, and stayed, as it is
now. The days of a trial and of a placement are those of the placement itself, so that putting them right puts this
right too.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from cases import dutch
from cases.models import Placement, Proposal, ProposalState, Vacancy
from cases.models.proposal import ProposalQuerySet
from municipalities.access import PROCESSES
from municipalities.recorded import Recorded

NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Entered:
    """When something was entered, and by whom."""

    at: datetime
    by: str

    def __str__(self) -> str:
        return f"ingevoerd {dutch.day(timezone.localdate(self.at))} door {self.by}"


@dataclass(frozen=True)
class Step:
    """`what` is said of `days`; `why` where it did not come to more."""

    what: str
    days: str
    why: str
    entered: Entered | None

    @property
    def brief(self) -> str:
        return f"{self.what} {self.days}" + (f": {self.why}" if self.why else "")

    def __str__(self) -> str:
        return f"{self.brief} ({self.entered})" if self.entered else self.brief


_VERSIONS = """
SELECT v.kind, v.id, v.state::text, v.recorded_at, coalesce(u.name, v.recorded_by) FROM (
    SELECT 'proposal' AS kind, p.id, jsonb_build_array(p.trial_id, p.state, p.settled_on) AS state, p.recorded_at,
        p.recorded_by
    FROM (SELECT {columns} FROM cases_proposal UNION ALL SELECT {columns} FROM cases_proposal_history) p
    WHERE p.id = ANY (%(proposals)s)
    UNION ALL SELECT 'placement', t.id, jsonb_build_array(t.ends_on), t.recorded_at, t.recorded_by
    FROM (SELECT id, ends_on, recorded_at, recorded_by FROM cases_placement
        UNION ALL SELECT id, ends_on, recorded_at, recorded_by FROM cases_placement_history) t
    WHERE t.id = ANY (%(placements)s)) v
LEFT JOIN municipalities_user u ON u.key::text = v.recorded_by
ORDER BY v.kind, v.id, v.recorded_at
""".replace("{columns}", "id, trial_id, state, settled_on, recorded_at, recorded_by")

_Versions = dict[tuple[str, int], list[tuple[list[Any], Entered]]]


def _versions(found: list[Proposal]) -> _Versions:
    """Each row through time, the first first. One statement."""
    placed = [each.placement_id for each in found if each.placement_id]
    told: _Versions = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, {"proposals": [each.pk for each in found], "placements": placed})
        for kind, pk, state, at, by in cursor.fetchall():
            who = f"het portaal ({PROCESSES[by]})" if by in PROCESSES else by or "iemand buiten het portaal om"
            told[kind, pk].append((json.loads(state), Entered(at, who)))
    return told


def _since(versions: list[tuple[list[Any], Entered]], *places: int) -> Entered | None:
    """Since when these parts of a row are as they are now; None when the asker may not see it."""
    found = None
    for state, entered in reversed(versions):
        if [state[place] for place in places] != [versions[-1][0][place] for place in places]:
            break
        found = entered
    return found


def steps(found: Iterable[Proposal], day: date) -> dict[int, list[Step]]:
    """The steps of each proposal, by its id, in order. They come with `trial` and `placement`."""
    found = list(found)
    told = _versions(found) if found else {}
    return {each.pk: list(_steps(each, told, day)) for each in found}


def _steps(proposal: Proposal, told: _Versions, day: date) -> Iterator[Step]:
    own = told.get(("proposal", proposal.pk), [])
    yield Step("voorgesteld", dutch.day(proposal.proposed_on), "", own[0][1] if own else None)
    if proposal.trial:
        yield Step("proef", _tried(proposal, proposal.trial), "", _since(own, 0))
    if proposal.settled_on:
        yield Step(
            _came_to(proposal, proposal.settled_on > day),
            dutch.day(proposal.settled_on),
            _why(proposal),
            _since(own, 1, 2),
        )
    work = proposal.placement
    if work and work.ends_on and work.ends_on < day:
        ended = _since(told.get(("placement", work.pk), []), 0)
        yield Step("geëindigd", dutch.day(work.ends_on), work.end_reason, ended)


def _came_to(proposal: Proposal, later: bool) -> str:
    """`later`: it is agreed, and the day is still to come."""
    if proposal.state == ProposalState.GEPLAATST:
        says = ("vast sinds", "vast vanaf") if proposal.trial else ("geplaatst", "geplaatst vanaf")
    elif proposal.state == ProposalState.GESTOPT:
        says = ("proef gestopt", "proef stopt na")
    else:
        return proposal.get_state_display()
    return says[later]


def _why(proposal: Proposal) -> str:
    return proposal.get_reason_display() if proposal.reason else ""


def _tried(proposal: Proposal, trial: Placement) -> str:
    """Of a trial that goes on as a placement the last day as a trial is the day before that."""
    goes_on = proposal.settled_on if proposal.placement_id == trial.pk else None
    last = goes_on - NIGHT if goes_on else trial.ends_on
    first = dutch.day(trial.starts_on)
    return f"van {first} tot en met {dutch.day(last)}" if last else f"sinds {first}"


def shown(found: Iterable[Proposal], day: date) -> list[dict[str, Any]]:
    """Proposals as lines on a page."""
    found = list(found)
    told = steps(found, day)
    return [
        {
            "proposal": each, "hours": dutch.hours(each.hours), "steps": told[each.pk],
            "line": ", ".join(map(str, told[each.pk])), "brief": ", ".join(step.brief for step in told[each.pk]),
        }
        for each in found
    ]  # fmt: skip


def with_all(found: ProposalQuerySet) -> ProposalQuerySet:
    """With what a line says."""
    return found.select_related("employee", "hirer", "site", "vacancy", "trial", "placement", "proposed_by")


def running(vacancies: Collection[Vacancy]) -> dict[int, int]:
    """How many proposals run for each open place, whoever made them."""
    with connection.cursor() as cursor:
        ids = [each.pk for each in vacancies]
        cursor.execute("SELECT vacancy_id, proposed FROM vacancies_proposed(%s)", [ids])
        return dict(cursor.fetchall())


def relied_on(proposal: Proposal) -> list[Recorded]:
    """What a form about a step shows."""
    return [each for each in (proposal, proposal.trial) if each]
