"""Proposals: which run and how they went, making one, and saying that it does not come to a placement."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import proposals
from cases.actions import proposals as acts
from cases.models import Caseload, Proposal, ProposalState, Vacancy, WswEmployee
from cases.models.proposal import OVER, RUNNING
from cases.opening import opens
from cases.proposal_forms import CloseProposalForm, ProposalForm
from cases.refusals import in_words, refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

MEANWHILE = "Het voorstel is intussen veranderd. Kijk wat er nu staat."
STEPS = {
    "": ("wat loopt", RUNNING),
    **{state.value: (str(state.label), (state,)) for state in ProposalState},
    "alles": ("alle voorstellen", tuple(ProposalState)),
}


@require_safe
@requires(Permission.PLACEMENT_CHANGE)
def proposal_list(request: PortalRequest) -> HttpResponse:
    """Those of one's own people at one step, what waits longest first; what is over, the latest first."""
    chosen = request.GET.get("stap", "")
    chosen = chosen if chosen in STEPS else ""
    found = Proposal.objects.visible_to(request.membership).filter(state__in=STEPS[chosen][1])
    found = (
        found.order_by("proposed_on", "id") if not chosen or chosen in RUNNING else found.order_by("-settled_on", "-id")
    )
    page = pages(request.GET, found.count())
    rows = proposals.shown(proposals.with_all(found)[page.rows], today())
    if rows:
        note(
            Act.PEOPLE_LISTED, membership=request.membership, subjects=[each["proposal"].employee.key for each in rows]
        )
    context = {
        "rows": _with_coach(rows, today()),
        "page": page,
        "choices": [(code, label, code == chosen) for code, (label, _) in STEPS.items()],
        "is_coach": request.membership.role == "jobcoach",
    }
    return render(request, "cases/proposal_list.html", context)


def _with_coach(rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    people = [row["proposal"].employee_id for row in rows]
    found = Caseload.objects.running_on(day).filter(employee__in=people).values_list("employee_id", "coach__name")
    coaches = dict(found)
    return [row | {"coach": coaches.get(row["proposal"].employee_id, "")} for row in rows]


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def proposal_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """Somebody for some work; with `?plek=` for that open place."""
    vacancy, posted = _vacancy(request.GET.get("plek", "")), request.method == "POST"
    form = ProposalForm(request.POST if posted else None, employee=employee, today=today(), vacancy=vacancy)
    if form.is_valid() and _made(form, employee, request):
        messages.success(
            request, "Het voorstel is vastgelegd. Het telt nergens mee; een plaatsing telt vanaf haar eerste dag."
        )
        return redirect(f"{reverse('employee', args=[employee.key])}#voorstellen")
    context = {"person": employee, "form": form, "heading": "Nieuw voorstel", "lead": _lead(vacancy)}
    return render(request, "cases/person_form.html", context, status=form.status if posted else 200)


def _vacancy(key: str) -> Vacancy | None:
    if not key:
        return None
    try:
        return Vacancy.objects.select_related("hirer__merged_into", "site").get(key=key)
    except (Vacancy.DoesNotExist, ValueError, ValidationError):
        raise Http404 from None


def _lead(vacancy: Vacancy | None) -> str:
    return (
        f"Voor de open plek: {vacancy.function} bij {vacancy.hirer} ({vacancy.get_form_display()})." if vacancy else ""
    )


def _made(form: ProposalForm, employee: WswEmployee, request: PortalRequest) -> bool:
    try:
        with transaction.atomic():
            acts.propose(employee=employee, by=request.user, **form.cleaned_data)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


@require_safe
@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def proposal(request: PortalRequest, employee: WswEmployee, proposal: str) -> HttpResponse:
    """One proposal: its steps, each with both its days, and what may follow."""
    found = find(request, employee, proposal)
    (row,) = proposals.shown([found], today())
    return render(request, "cases/proposal.html", {"person": employee, "row": row, "may_reopen": _may_reopen(found)})


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def proposal_close(request: PortalRequest, employee: WswEmployee, proposal: str) -> HttpResponse:
    """It does not come to a placement: declined, by whom, or taken back."""
    found, posted = find(request, employee, proposal), request.method == "POST"
    form = CloseProposalForm(request.POST if posted else None, proposal=found, today=today())
    if form.is_valid() and _closed(form, found):
        messages.success(request, "Het voorstel is afgesloten.")
        return redirect("proposal", key=employee.key, proposal=found.key)
    context = {"person": employee, "form": form, "heading": "Voorstel afsluiten", "lead": f"{found}."}
    return render(request, "cases/person_form.html", context, status=form.status if posted else 200)


def _closed(form: CloseProposalForm, found: Proposal) -> bool:
    try:
        acts.close(proposal=found, **form.cleaned_data)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


@require_POST
@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def proposal_reopen(request: PortalRequest, employee: WswEmployee, proposal: str) -> HttpResponse:
    """It was not over after all. Nothing happens when it is not over, or when another for this work runs."""
    found = find(request, employee, proposal)
    if _may_reopen(found):
        try:
            acts.reopen(proposal=found)
            messages.success(request, "Het voorstel loopt weer.")
        except IntegrityError as refusal:
            messages.error(request, in_words(refusal)[1] or MEANWHILE)
    return redirect("proposal", key=employee.key, proposal=found.key)


def _may_reopen(found: Proposal) -> bool:
    return found.state in OVER and found.trial_id is None


def find(request: PortalRequest, employee: WswEmployee, key: str, *states: str) -> Proposal:
    """Theirs, at one of these steps; 404 for another's as for none."""
    theirs = Proposal.objects.visible_to(request.membership).filter(employee=employee)
    theirs = theirs.filter(state__in=states) if states else theirs
    related = ("hirer__merged_into", "site", "vacancy", "trial__hirer", "trial__contract", "placement", "proposed_by")
    return get_object_or_404(theirs.select_related("employee", *related), key=key)
