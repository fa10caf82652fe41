"""The support plan: reading it, writing a version, signing, evaluating, comparing two, and on paper."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import assessed, dutch, plan_terms, retention
from cases.actions import plans as acts
from cases.actions.requests import sender_of
from cases.free_text import WatchesHealth
from cases.letters import page as paper
from cases.letters import plan as plan_letter
from cases.models import Domain, Goal, GoalAction, PlanApproval, PlanState, SupportPlan, WswEmployee
from cases.models.plan import OPEN
from cases.models.retention import term_of
from cases.opening import opens
from cases.plan_forms import (
    ActionForm,
    CloseForm,
    DecidePlanForm,
    EvaluateForm,
    GoalForm,
    PlanApprovalForm,
    PlanForm,
    SignPlanForm,
)
from cases.plan_versions import differences
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

STEPS = {
    "bespreken": (PlanState.TER_BESPREKING, "Het plan is klaar om te bespreken. Druk het af en teken het samen."),
    "terug": (PlanState.CONCEPT, "U kunt het plan weer wijzigen."),
    "vervallen": (PlanState.VERVALLEN, "Dit plan is vervallen."),
}


def _plan(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> SupportPlan:
    mine = SupportPlan.objects.visible_to(request.membership).prefetch_related("goals__actions", "evaluations")
    return get_object_or_404(mine.select_related("coach_signed_by"), key=plan, employee=employee)


def _saved(form: forms.BaseForm, request: PortalRequest, act: Callable[..., Any], **values: Any) -> Any:
    """What `act` made of it, or True; False, with the refusal at its field, when the database refused."""
    try:
        with transaction.atomic():
            made = act(**values)
            if isinstance(form, WatchesHealth):
                form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return made or True


def _status(form: forms.BaseForm, request: PortalRequest) -> int:
    return getattr(form, "status", 422) if request.method == "POST" else 200


@require_safe
@requires(Permission.PLAN_VIEW)
@opens(Act.DOSSIER_OPENED)
def plans(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """All versions, the newest first."""
    found = list(SupportPlan.objects.visible_to(request.membership).filter(employee=employee))
    rows = [{"plan": plan, "former": former} for plan, former in pairwise([*found, None])]
    context = {
        "person": employee,
        "rows": rows,
        "may_write": request.membership.may(Permission.PLAN_CHANGE) and not any(plan.state in OPEN for plan in found),
    }
    return render(request, "cases/plans.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
@opens(Act.DOSSIER_OPENED)
def plan(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    found = _plan(request, employee, plan)
    evaluations = list(found.evaluations.all())
    last = evaluations[0].held_on if evaluations else None
    context = {
        "person": employee,
        "plan": found,
        "goals": found.goals.all(),
        "domains": [Domain(each).label for each in found.domains],
        "evaluations": evaluations,
        "term": plan_terms.told(found, last, today()) if found.is_active else "",
        "may_write": request.membership.may(Permission.PLAN_CHANGE),
        "may_decide": request.membership.may(Permission.PLAN_APPROVE) and found.state == PlanState.TER_GOEDKEURING,
        "decisions": list(found.decisions.select_related("decided_by")),
        "kept": _kept(found),
        "advice": plan_terms.advice(employee.pk),
        "abilities": assessed.summary(assessed.read(employee.pk, min(found.ends_on, today()))),
    }
    return render(request, "cases/plan.html", context)


def _kept(found: SupportPlan) -> str:
    """How long a plan that is over is kept (R88)."""
    if found.state not in {PlanState.BIJGESTELD, PlanState.AFGESLOTEN}:
        return ""
    first = retention.due_on(term_of("support_plan", today()), found.ends_on)
    return f"Bewaren tot {dutch.day(first)}." if first else "Blijvend bewaren."


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """A first plan, or the next version of the one that runs."""
    former = SupportPlan.objects.visible_to(request.membership).active().filter(employee=employee).first()
    form = PlanForm(request.POST or None, today=today(), plan=former, dates=False)
    if request.method == "POST" and form.is_valid():
        made = _saved(form, request, acts.begin, employee=employee, **form.cleaned_data)
        if made:
            messages.success(request, "Het concept is bewaard. Voeg de doelen toe.")
            return redirect("plan", key=employee.key, plan=made.key)
    context = {"person": employee, "form": form, "title": "Nieuwe versie van het plan" if former else "Nieuw plan"}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_edit(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    found = _writable(request, employee, plan)
    form = PlanForm(request.POST or None, today=today(), plan=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(form, request, acts.write, plan=found, **form.cleaned_data)
    ):
        messages.success(request, "Het plan is bewaard.")
        return redirect("plan", key=employee.key, plan=found.key)
    context = {"person": employee, "form": form, "title": "Plan wijzigen", "plan": found}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


def _writable(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> SupportPlan:
    found = _plan(request, employee, plan)
    if not found.is_writable:
        raise Http404
    return found


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def goal_new(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    found = _writable(request, employee, plan)
    form = GoalForm(request.POST or None, plan=found)
    if request.method == "POST" and form.is_valid():
        made = _saved(form, request, acts.set_goal, plan=found, **form.cleaned_data)
        if made:
            messages.success(request, "Het doel is bewaard. Voeg toe wie wat doet.")
            return redirect("goal", key=employee.key, goal=made.key)
    context = {"person": employee, "plan": found, "form": form, "title": "Nieuw doel"}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


def _goal(request: PortalRequest, employee: WswEmployee, goal: uuid.UUID) -> Goal:
    mine = Goal.objects.visible_to(request.membership).filter(plan__state=PlanState.CONCEPT)
    return get_object_or_404(mine.select_related("plan"), key=goal, employee=employee)


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def goal(request: PortalRequest, employee: WswEmployee, goal: uuid.UUID) -> HttpResponse:
    """One goal of a draft, with its actions; two forms on one page."""
    found = _goal(request, employee, goal)
    adding = "action" in request.POST
    posted = request.method == "POST"
    form = GoalForm(request.POST if posted and not adding else None, plan=found.plan, goal=found)
    action_form = ActionForm(request.POST if adding else None, goal=found)
    sent: WatchesHealth = action_form if adding else form
    if (
        posted
        and sent.is_valid()
        and _saved(sent, request, _keep, found=found, said=form, action=action_form if adding else None)
    ):
        messages.success(request, "De actie is toegevoegd." if adding else "Het doel is bewaard.")
        return redirect("goal", key=employee.key, goal=found.key)
    context = {"person": employee, "goal": found, "form": form, "action_form": action_form}
    return render(request, "cases/plan_goal.html", context, status=_status(sent, request))


def _keep(found: Goal, said: GoalForm, action: ActionForm | None) -> None:
    if action is None:
        acts.set_goal(plan=found.plan, goal=found, **said.cleaned_data)
        return
    does = action.cleaned_data
    found.actions.create(what=does["action"], owner=does["owner"], due_on=does["action_due"], hours=does["hours"])


@require_POST
@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def goal_drop(request: PortalRequest, employee: WswEmployee, goal: uuid.UUID) -> HttpResponse:
    found = _goal(request, employee, goal)
    acts.drop_goal(goal=found)
    messages.success(request, "Het doel staat er niet meer in.")
    return redirect("plan", key=employee.key, plan=found.plan.key)


@require_POST
@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def action_done(request: PortalRequest, employee: WswEmployee, action: uuid.UUID) -> HttpResponse:
    """Done today; or not yet after all."""
    mine = GoalAction.objects.visible_to(request.membership).select_related("goal__plan")
    found = get_object_or_404(mine, key=action, employee=employee)
    acts.do(action=found, on=None if found.done_on else today())
    return redirect("plan", key=employee.key, plan=found.goal.plan.key)


@require_POST
@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_step(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID, step: str) -> HttpResponse:
    """To be discussed, back to the desk, or given up."""
    found = _plan(request, employee, plan)
    if step not in STEPS:
        raise Http404
    state, said = STEPS[step]
    form = forms.Form(request.POST)
    if form.is_valid() and _saved(form, request, acts.move, plan=found, to=state):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("plan", key=employee.key, plan=found.key)


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_sign(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    """Both signed (R82): the plan holds, and ends the version before it (R86)."""
    found = _plan(request, employee, plan)
    form = SignPlanForm(request.POST or None, plan=found, today=today())

    def sign() -> None:
        said = form.cleaned_data
        acts.sign(
            plan=found, on=said["on"], by=request.user, signed_as=said["signed_as"], employer_on=said["employer_on"],
            today=today(),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(form, request, sign):
        waits = "Het plan is getekend. Een tweede persoon keurt het goed; daarna geldt het."
        holds = "Het plan geldt. De evaluatie staat in de agenda."
        messages.success(request, waits if found.state == PlanState.TER_GOEDKEURING else holds)
        return redirect("plan", key=employee.key, plan=found.key)
    context = {"person": employee, "form": form, "title": "Plan ondertekend", "plan": found}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


@requires(Permission.PLAN_APPROVE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_decide(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    """A second person approves a plan that both signed, or sends it back with the reason."""
    found = _plan(request, employee, plan)
    if found.state != PlanState.TER_GOEDKEURING:
        raise Http404
    form = DecidePlanForm(request.POST or None, plan=found)

    def decide() -> Any:
        said = form.cleaned_data
        return acts.decide(
            plan=found, approved=said["decision"] == "ja", reason=said["reason"], by=request.user, today=today()
        )

    if request.method == "POST" and form.is_valid() and (made := _saved(form, request, decide)):
        messages.success(request, "Het plan geldt." if made.approved else "Het plan gaat terug naar de jobcoach.")
        return redirect("plan", key=employee.key, plan=found.key)
    context = {"person": employee, "form": form, "title": "Plan goedkeuren", "plan": found}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


@requires(Permission.PLAN_APPROVAL_SET)
def plan_approval(request: PortalRequest) -> HttpResponse:
    """In which municipalities a second person approves plans, by date; the administrator says so."""
    posted = request.method == "POST"
    form = PlanApprovalForm(request.POST if posted else None, today=today())
    if posted and form.is_valid() and _saved(form, request, _switch, said=form.cleaned_data):
        note(Act.SETTINGS_CHANGED, membership=request.membership, detail="goedkeuring van plannen")
        messages.success(request, "De instelling is bewaard.")
        return redirect("plan_approval")
    rows = list(PlanApproval.objects.select_related("municipality"))
    context = {"form": form, "rows": rows, "day": today()}
    return render(request, "cases/plan_approval.html", context, status=_status(form, request))


def _switch(said: dict[str, Any]) -> None:
    """On from that day, or off: then the day before it is the last, and what had to begin then never does."""
    runs, on = said["runs"], said["on"]
    if said["switch"] == "aan":
        PlanApproval.objects.create(municipality=said["municipality"], starts_on=on)
    elif runs.starts_on == on:
        runs.delete()
    else:
        runs.ends_on = on - timedelta(days=1)
        runs.save(update_fields=["ends_on"])


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_evaluate(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    found = _running(request, employee, plan)
    form = EvaluateForm(request.POST or None, plan=found, today=today())

    def evaluate() -> None:
        said = form.cleaned_data
        acts.evaluate(
            plan=found, on=said["held_on"], own_words=said["own_words"], next_step=said["next_step"],
            reached=form.reached,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(form, request, evaluate):
        messages.success(request, "De evaluatie is bewaard.")
        return redirect("plan", key=employee.key, plan=found.key)
    context = {"person": employee, "form": form, "title": "Plan evalueren", "plan": found}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


@requires(Permission.PLAN_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def plan_close(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    found = _running(request, employee, plan)
    form = CloseForm(request.POST or None, plan=found, today=today())
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(form, request, acts.close, plan=found, on=form.cleaned_data["on"])
    ):
        messages.success(request, "Het plan is afgesloten.")
        return redirect("plan", key=employee.key, plan=found.key)
    context = {"person": employee, "form": form, "title": "Plan afsluiten", "plan": found}
    return render(request, "cases/plan_form.html", context, status=_status(form, request))


def _running(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> SupportPlan:
    found = _plan(request, employee, plan)
    if found.state not in {PlanState.LOPEND, PlanState.GEEVALUEERD}:
        raise Http404
    return found


@require_safe
@requires(Permission.PLAN_VIEW)
@opens(Act.DOSSIER_OPENED)
def plan_compare(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    """What is different from the version before it, in sentences."""
    found = _plan(request, employee, plan)
    former = _former(request, found)
    if former is None:
        raise Http404
    context = {"person": employee, "plan": found, "former": former, "said": differences(former, found)}
    return render(request, "cases/plan_compare.html", context)


def _former(request: PortalRequest, found: SupportPlan) -> SupportPlan | None:
    mine = SupportPlan.objects.visible_to(request.membership).prefetch_related("goals__actions")
    return mine.filter(employee=found.employee_id, version__lt=found.version).exclude(state=PlanState.VERVALLEN).first()


@require_safe
@requires(Permission.PLAN_VIEW)
@opens(Act.PRINTED)
def plan_paper(request: PortalRequest, employee: WswEmployee, plan: uuid.UUID) -> HttpResponse:
    """On paper, to sign; `?groot=1` in large print."""
    found = _plan(request, employee, plan)
    former = _former(request, found)
    of_then = assessed.read(employee.pk, min(found.ends_on, found.signed_on or today()))
    coach = found.coach_signed_by.name if found.coach_signed_by else request.user.name
    letter = plan_letter.letter(
        found, name=employee.full_name, coach=coach, sender=sender_of(employee), day=today(),
        large="groot" in request.GET, abilities=assessed.summary(of_then),
        changed=differences(former, found)[1:] if former else (),
    )  # fmt: skip
    response = HttpResponse(paper.pdf(letter), content_type="application/pdf")
    name = f"plan-versie-{found.version}{'-fictief' if settings.FICTITIOUS else ''}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
