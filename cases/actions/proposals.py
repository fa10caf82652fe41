"""Somebody is proposed for some work; it is tried, comes to a placement, or is over. Each step is one act."""

from datetime import date
from typing import Any

from django.db import transaction

from cases.actions import placements
from cases.models import Placement, Proposal, ProposalReason, ProposalState, WswEmployee
from cases.models.employment import of_who_is_gone
from municipalities.models import User

STOPPED = "proef gestopt"


@transaction.atomic
def propose(*, employee: WswEmployee, by: User, **values: Any) -> Proposal:
    """`values` are the hirer, the site and the work. IntegrityError when a proposal for this work runs already."""
    return Proposal.objects.create(employee=employee, proposed_by=by, **values)


@transaction.atomic
def try_out(*, proposal: Proposal, **values: Any) -> Placement:
    """A placement with a last day, to see how it goes; `values` as `placements.place` takes them."""
    made = placements.place(**values)
    _step(proposal, state=ProposalState.PROEF, trial=made)
    return made


@transaction.atomic
def place(*, proposal: Proposal, **values: Any) -> Placement:
    """A placement at once, or other than the trial was and after it."""
    made = placements.place(**values)
    _step(proposal, state=ProposalState.GEPLAATST, placement=made, settled_on=made.starts_on)
    return made


@transaction.atomic
def keep(*, proposal: Proposal, trial: Placement, since: date, ends_on: date | None) -> None:
    """The trial goes on as it is, from `since` on no longer as a trial: its last day goes, or is another."""
    placements.correct(placement=trial, ends_on=ends_on, end_reason="")
    _step(proposal, state=ProposalState.GEPLAATST, placement=trial, settled_on=since)


@transaction.atomic
def stop(*, proposal: Proposal, trial: Placement, on: date, reason: str) -> None:
    """It does not come to more than a trial, of which `on` is the last day."""
    placements.end(placement=trial, on=on, reason=STOPPED)
    _step(proposal, state=ProposalState.GESTOPT, settled_on=on, reason=reason)


@transaction.atomic
def close(*, proposal: Proposal, on: date, reason: str) -> None:
    """It does not come to a placement; the reason says whether it was declined, and by whom, or taken back."""
    back = reason.startswith("terug") or reason == ProposalReason.UIT_DIENST
    state = ProposalState.INGETROKKEN if back else ProposalState.AFGEWEZEN
    _step(proposal, state=state, settled_on=on, reason=reason)


@transaction.atomic
def reopen(*, proposal: Proposal) -> None:
    """It was not over after all."""
    _step(proposal, state=ProposalState.VOORGESTELD, settled_on=None, reason="")


def close_of_gone(today: date) -> None:
    """What still ran of people who died, or are in no service any more and will not be. As a process that sees all."""
    for proposal in Proposal.objects.running().filter(of_who_is_gone(today)).select_related("trial"):
        state = ProposalState.GESTOPT if proposal.trial else ProposalState.INGETROKKEN
        last = proposal.trial.ends_on if proposal.trial else None
        on = max(min(last or today, today), proposal.proposed_on)
        _step(proposal, state=state, settled_on=on, reason=ProposalReason.UIT_DIENST)


def _step(proposal: Proposal, **values: Any) -> None:
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=[*values])
