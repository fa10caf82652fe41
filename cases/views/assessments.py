"""How somebody's work abilities were assessed through the years; noting an assessment, and correcting one."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases import dutch
from cases.abilities import Listed
from cases.actions import assessments as acts
from cases.assessed import NOT_ASSESSED, Assessed, Assessments, Compared, Published, differences, read
from cases.assessment_chart import drawn
from cases.assessment_forms import AssessmentForm
from cases.models import AbilityList, Assessment, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.views.dossier import AsOfForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act

NIGHT = timedelta(days=1)


@require_safe
@requires(Permission.PLAN_VIEW)
@opens(Act.DOSSIER_OPENED)
def assessments(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """All of them, on the list of `?peildatum=` or today, `&bekend_op=` as known then; 400 for what is no day."""
    form = AsOfForm({"peildatum": request.GET.get("peildatum") or today(), "bekend_op": request.GET.get("bekend_op")})
    asked = form.is_valid()
    day, known_on = (form.cleaned_data["peildatum"], form.known_on) if asked else (today(), None)
    found = read(employee.pk, day, known_on)
    is_now = day == today() and known_on is None
    may_write = is_now and request.membership.may(Permission.ABILITY_ASSESS)
    plan = acts.plan_for(employee) if may_write else None
    context = {
        "person": employee,
        "looked_at": "" if is_now else dutch.day(day),
        "known_on": dutch.day(known_on.date()) if known_on else "",
        "latest": found.latest,
        "told": differences(found, found.latest) if found.latest else None,
        "abilities": _through_the_years(found) if found.latest else [],
        "ended": [_ended(listed, scored) for listed, scored in found.ended()] if found.lists else [],
        "list_since": dutch.day(found.in_force.starts_on) if found.lists else "",
        "rows": found.standing[::-1],
        "may_write": plan is not None,
        "needs_plan": may_write and plan is None,
    }
    return render(request, "cases/assessments.html", context, status=200 if asked else 400)


def _through_the_years(found: Assessments) -> list[dict[str, Any]]:
    """Each ability of the list in force: what it is now, the drawing, and every score as it was and as it is now."""
    high = found.in_force.high
    told = []
    for ability in found.in_force.abilities:
        compared = [found.compared(ability, each) for each in found.standing]
        points = [(each.assessed.assessed_on, each.now.step) for each in compared]
        told.append(
            {
                "name": ability.name,
                "meaning": ability.meaning,
                **_now(compared, found.in_force),
                "picture": drawn(ability.name, points, high) if any(step for _, step in points) else "",
                "rows": [_row(each, ability, high) for each in reversed(compared)],
            }
        )
    return told


def _now(compared: list[Compared], listed: Published) -> dict[str, Any]:
    """Where somebody is by the last time this was assessed; `since` is that day when it was not the latest."""
    last = next((each for each in reversed(compared) if each.now.step is not None), compared[-1])
    since = last.assessed.assessed_on if last is not compared[-1] else None
    step = last.now.step
    return {
        "now": _carried(last, listed.high), "words": listed.steps[step - 1] if step else "",
        "own": last.scored.own_said if last.scored else "", "since": since,
    }  # fmt: skip


def _row(each: Compared, ability: Listed, high: int) -> dict[str, Any]:
    name = f"{each.name}, " if each.scored and each.name != ability.name else ""
    return {
        "assessed": each.assessed,
        "said": f"{name}{each.scored.said}" if each.scored else "niet beoordeeld",
        "own": each.scored.own_said if each.scored else "",
        "note": each.scored.note if each.scored else "",
        "carried": _carried(each, high),
    }


def _carried(each: Compared, high: int) -> str:
    """What a score is on the list of now; where nothing can be said, why."""
    if each.now.step is not None:
        return f"stap {each.now.step} van {high}"
    if each.now.because == NOT_ASSESSED:
        return NOT_ASSESSED
    return f"niet te vergelijken: {each.now.because}"


def _ended(listed: Listed, scored: list[Any]) -> dict[str, Any]:
    return {"name": listed.name, "rows": [{"assessed": each, "said": score.said} for each, score in reversed(scored)]}


@require_safe
@requires(Permission.PLAN_VIEW)
@opens(Act.DOSSIER_OPENED)
def assessment(request: PortalRequest, employee: WswEmployee, assessment: uuid.UUID) -> HttpResponse:
    """One assessment as it was made, what is different from the one before, and what was corrected."""
    found = read(employee.pk, today())
    here = _find(found, assessment)
    by_id = {each.id: each for each in found.rows}
    better = next((each for each in found.rows if each.corrects == here.id), None)
    context = {
        "person": employee,
        "assessed": here,
        "scores": found.scores_of(here),
        "ability_list": found.list_of(here),
        "told": None if better else differences(found, here),
        "corrected": by_id.get(here.corrects) if here.corrects else None,
        "better": better,
        "may_write": better is None and request.membership.may(Permission.ABILITY_ASSESS),
    }
    return render(request, "cases/assessment.html", context)


def _find(found: Assessments, key: uuid.UUID) -> Assessed:
    here = next((each for each in found.rows if each.key == str(key)), None)
    if here is None:
        raise Http404
    return here


@requires(Permission.ABILITY_ASSESS)
@opens(Act.DOSSIER_FORM_OPENED)
def assessment_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """With the list that holds today, or held on `?dag=`."""
    posted = request.method == "POST"
    if posted:
        acts.hold(employee)
    day = _day_of(request)
    plan, ability_list = acts.plan_for(employee), AbilityList.objects.in_force_on(day)
    if plan is None or ability_list is None:
        raise Http404
    found = read(employee.pk, today())
    form = AssessmentForm(
        request.POST if posted else None, plan=plan, ability_list=ability_list, found=found, today=today(), day=day,
        beside=next((each for each in reversed(found.standing) if each.assessed_on <= day), None),
    )  # fmt: skip
    return _page(request, employee, form)


def _day_of(request: PortalRequest) -> date:
    """The day an assessment is of, to begin with; what is no day that was, is today."""
    asked = AsOfForm({"peildatum": request.GET.get("dag")})
    day = asked.cleaned_data.get("peildatum") if asked.is_valid() else None
    return min(day, today()) if day else today()


@requires(Permission.ABILITY_ASSESS)
@opens(Act.DOSSIER_FORM_OPENED)
def assessment_correct(request: PortalRequest, employee: WswEmployee, assessment: uuid.UUID) -> HttpResponse:
    """What stands of this assessment by now, put right with a reason; what stood stays to be read."""
    posted = request.method == "POST"
    if posted:
        acts.hold(employee)
    found = read(employee.pk, today())
    here = _find(found, assessment)
    while better := next((each for each in found.rows if each.corrects == here.id), None):
        here = better
    mine = Assessment.objects.visible_to(request.membership).select_related("plan", "ability_list")
    corrects = get_object_or_404(mine, pk=here.id, employee=employee)
    form = AssessmentForm(
        request.POST if posted else None, plan=corrects.plan, ability_list=corrects.ability_list, found=found,
        today=today(), day=here.assessed_on, beside=here, corrects=corrects,
    )  # fmt: skip
    return _page(request, employee, form)


def _page(request: PortalRequest, employee: WswEmployee, form: AssessmentForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (made := _saved(request, form)):
        said = (
            "De correctie is bewaard. Wat er stond, blijft te lezen."
            if made.corrects_id
            else "De beoordeling is bewaard."
        )
        messages.success(request, said)
        return redirect("assessments", key=employee.key)
    listed = form.ability_list
    before = listed.starts_on - NIGHT if listed.follows_id and not form.corrects else None
    context = {"person": employee, "form": form, "corrects": form.corrects, "before": before}
    status = form.status if request.method == "POST" else 200
    return render(request, "cases/assessment_form.html", context, status=status)


def _saved(request: PortalRequest, form: AssessmentForm) -> Assessment | None:
    """None, with the refusal at its field, when the database refused."""
    try:
        with transaction.atomic():
            made = acts.record(
                plan=form.plan, ability_list=form.ability_list, by=request.user, on=form.cleaned_data["assessed_on"],
                scores=form.scores, corrects=form.corrects, **form.values,
            )  # fmt: skip
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return None
    return made
