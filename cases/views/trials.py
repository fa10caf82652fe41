"""What a proposal comes to: a trial, a placement, a trial that goes on, or one that stops. Each is weighed first.

A trial is a placement and counts as one, so all of these are acts on somebody's work (cases/views/weighed.py); the step
of the proposal goes along in the same act.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases import dutch
from cases.actions import placements
from cases.actions import proposals as acts
from cases.beforehand import Act, Weigh
from cases.forms import EndPlacementForm, NewPlacementForm
from cases.models import Placement, Proposal, ProposalState, WswEmployee
from cases.opening import opens
from cases.proposal_forms import NIGHT, KeepTrialForm, PlaceForm, StopTrialForm, TrialForm
from cases.views.placements import preview
from cases.views.proposals import find
from cases.views.weighed import Form, enough, page, saved, saving, weighed, without_why
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act as Traced

MADE = "De proefplaatsing is vastgelegd. Zij telt mee vanaf haar eerste dag."


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def proposal_trial(request: PortalRequest, employee: WswEmployee, proposal: str, *, weigh: Weigh) -> HttpResponse:
    found = find(request, employee, proposal, ProposalState.VOORGESTELD)
    initial = {"starts_on": max(today(), found.proposed_on)}
    return _placed(
        request, employee, found, weigh, TrialForm, acts.try_out, initial,
        said=MADE, heading="Proefplaatsing", save="Bewaar de proefplaatsing",
    )  # fmt: skip


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def proposal_place(request: PortalRequest, employee: WswEmployee, proposal: str, *, weigh: Weigh) -> HttpResponse:
    """At once, or after a trial with other hours, another form or another function than the trial had."""
    found = find(request, employee, proposal, ProposalState.VOORGESTELD, ProposalState.PROEF)
    return _placed(
        request, employee, found, weigh, PlaceForm, acts.place, _after(found.trial, today()),
        said="De plaatsing is vastgelegd.", heading="Plaatsing na dit voorstel", save="Bewaar de plaatsing",
    )  # fmt: skip


def _after(trial: Placement | None, day: date) -> dict[str, Any]:
    """From the day after the trial; one that has no last day any more ends the day before."""
    first = trial.ends_on + NIGHT if trial and trial.ends_on else day
    return {"starts_on": first, "replaces": [trial] if trial and trial.ends_on is None else []}


def _placed(
    request: PortalRequest,
    employee: WswEmployee,
    found: Proposal,
    weigh: Weigh,
    kind: type[PlaceForm],
    do: Callable[..., Placement],
    initial: dict[str, Any],
    *,
    said: str,
    **more: str,
) -> HttpResponse:
    coach = request.user if request.membership.role == "jobcoach" else None

    def fill(*, why: bool) -> NewPlacementForm:
        return kind(
            request.POST or request.GET or None, employee=employee, today=today(), why=why,
            propose=not saving(request), proposal=found, initial=initial,
        )  # fmt: skip

    def act(form: NewPlacementForm) -> Act:
        values = without_why(form)
        return lambda: do(
            proposal=copy(found), **values | {"replaces": [copy(each) for each in values["replaces"]]}, coach=coach
        )

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, said)
        return redirect("proposal", key=employee.key, proposal=found.key)
    return page(
        request, "cases/weighed.html", employee, form, preview(form), brings,
        along="#contractkeuze", **_about(found), **more,
    )  # fmt: skip


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def proposal_keep(request: PortalRequest, employee: WswEmployee, proposal: str, *, weigh: Weigh) -> HttpResponse:
    """The trial goes on with the same work and hours, and is no trial any more."""
    found, trial = _on_trial(request, employee, proposal)

    def fill(*, why: bool) -> KeepTrialForm:
        data = request.POST or request.GET or None
        return KeepTrialForm(data, proposal=found, trial=trial, today=today(), why=why)

    def act(form: KeepTrialForm) -> Act:
        return lambda: acts.keep(proposal=copy(found), trial=copy(trial), **without_why(form))

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "De proef gaat over in een vaste plaatsing.")
        return redirect("proposal", key=employee.key, proposal=found.key)
    return page(
        request, "cases/weighed.html", employee, form, _goes_on(form), brings,
        heading="Proef gaat over in vast", save="Bewaar", **_about(found),
    )  # fmt: skip


@requires(Permission.PLACEMENT_CHANGE)
@opens(Traced.DOSSIER_FORM_OPENED)
def proposal_stop(request: PortalRequest, employee: WswEmployee, proposal: str, *, weigh: Weigh) -> HttpResponse:
    """The trial comes to no more: its last day, and whose word that was."""
    found, trial = _on_trial(request, employee, proposal)

    def fill(*, why: bool) -> EndPlacementForm:
        data = request.POST or request.GET or None
        return StopTrialForm(
            data, placement=trial, proposal=found, why=why, initial={"on": trial.ends_on or today()}
        )  # fmt: skip

    def act(form: EndPlacementForm) -> Act:
        values = without_why(form)
        if "reason" not in values:  # not chosen yet: then only the placement is looked at
            return lambda: placements.end(placement=copy(trial), on=values["on"])
        return lambda: acts.stop(proposal=copy(found), trial=copy(trial), **values)

    form, brings = weighed(request, employee, fill, act, weigh)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "De proef is gestopt.")
        return redirect("proposal", key=employee.key, proposal=found.key)
    return page(
        request, "cases/weighed.html", employee, form, _stops(form), brings,
        heading="Proef stopt", save="Stop de proef", **_about(found),
    )  # fmt: skip


def _goes_on(form: KeepTrialForm) -> list[str]:
    """What becomes of the trial, as far as that is filled in."""
    since, last = (_filled_in(form).get(name) for name in ("since", "ends_on"))
    until = f"tot en met {dutch.day(last)}" if last else "zonder einddatum"
    return [f"Vanaf {dutch.day(since)} is dit geen proef meer. Het werk loopt door, {until}."] if since else []


def _stops(form: EndPlacementForm) -> list[str]:
    last = _filled_in(form).get("on")
    return [f"De proef stopt na {dutch.day(last)}."] if last else []


def _filled_in(form: Form) -> Mapping[str, Any]:
    """Nothing where a day is wrong."""
    if not form.is_bound:
        return form.initial
    return form.cleaned_data if enough(form) else {}


def _about(found: Proposal) -> dict[str, str]:
    """Which work it is, and the way back to its proposal."""
    return {"whose": f"{found}, voor", "back": reverse("proposal", args=[found.employee.key, found.key])}


def _on_trial(request: PortalRequest, employee: WswEmployee, key: str) -> tuple[Proposal, Placement]:
    found = find(request, employee, key, ProposalState.PROEF)
    if found.trial is None:  # of another's period
        raise Http404
    return found, found.trial
