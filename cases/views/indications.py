"""Somebody's indication: what holds, what UWV advised, the request for another one, and how it ends.

One step at a time, each a form of its own; the page says which is next and by when.
"""

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import dutch, indications, poortwachter
from cases.actions import indications as actions
from cases.aow import aow_on
from cases.beforehand import Act as Weighed
from cases.beforehand import Weigh, look_at_figures
from cases.indication_forms import (
    AdviceForm,
    AskForm,
    CopyForm,
    DecisionForm,
    FinalForm,
    ReceivedForm,
    RefusedForm,
    TakenBackForm,
    WithdrawForm,
)
from cases.models import AowAge, Employment, Indication, Outcome, Reindication, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.views.weighed import page, saved, saving, weighed
from cases.work_lock import in_turn
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act

TASKS = {
    "aanvraag": "Vraag een herindicatie aan bij UWV",
    "besluit": "UWV besluit",
    "kopie_uwv": "Stuur UWV een kopie van het besluit",
    "opzegging": "Zeg het dienstverband op (Wsw art. 6 lid 2 onder b)",
}


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_OPENED)
def indication_page(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    day = today()
    decisions = list(person.indications.prefetch_related("advices").order_by("-starts_on", "-decided_on"))
    asked = list(person.reindications.select_related("municipality").order_by("-asked_on", "-id"))
    ends = {"aow_on": _aow_on(person), "died_on": person.died_on}
    held = _held(decisions[0]) if decisions else None
    in_service = Employment.objects.filter(employee=person).running_on(day).exists()
    found = indications.tasks(held, [_asked(each) for each in asked], day, in_service=in_service, **ends)
    context = {
        "person": person,
        "status": indications.status(held, day, **ends),
        "tasks": [_task(task, day) for task in found],
        "decisions": [_decision(each, ends["aow_on"]) for each in decisions],
        "requests": [_request(each, day) for each in asked],
        "open": next((each for each in asked if each.outcome == ""), None),
        "refused": next((each for each in asked if each.outcome == Outcome.NIET_DOELGROEP), None),
        "current": decisions[0] if decisions else None,
        "advice": person.dismissal_advices.last(),
        "special_from": _special_from(person, day),
        "missing": _missing(person, decisions, day),
        "may_change": request.membership.may(Permission.INDICATION_CHANGE),
        "in_service": in_service,
    }
    return render(request, "cases/indication.html", context)


def _aow_on(person: WswEmployee) -> date | None:
    return aow_on(person.birth_date, AowAge.objects.values_list("year", "years", "months"))


def _held(decision: Indication) -> indications.Held:
    return indications.Held(
        decision.starts_on, decision.valid_until, decision.withdrawn_on, copied_on=decision.uwv_copy_on
    )


def _asked(row: Reindication) -> indications.Asked:
    return indications.Asked(
        row.asked_on, row.received_on, row.outcome, row.decided_on, row.final_on, row.alternative
    )  # fmt: skip


def _task(task: indications.Task, day: date) -> dict[str, Any]:
    left = (task.due_on - day).days
    return {
        "what": TASKS[task.kind],
        "kind": task.kind,
        "due": dutch.day(task.due_on),
        "left": left,
        "level": "bad" if left < 0 else "warn",
    }


def _decision(row: Indication, aow: date | None) -> dict[str, Any]:
    end = indications.effective_end(row.valid_until, aow)
    return {
        "row": row,
        "period": dutch.period(row.starts_on, row.valid_until),
        "shorter": dutch.day(end) if end < row.valid_until else "",
        "advices": [(str(each.get_kind_display()), each.text) for each in row.advices.all()],
    }


def _request(row: Reindication, day: date) -> dict[str, Any]:
    due = indications.decision_due(row.received_on) if row.received_on and not row.outcome else None
    return {
        "row": row,
        "due": dutch.day(due) if due else "",
        "late": bool(due and due < day),
        "may_give_notice": indications.may_give_notice(_asked(row), day),
    }


def _special_from(person: WswEmployee, day: date) -> str:
    """Since when a special request is possible; empty for who is not sick for so long."""
    spell = person.sick_spells.filter(starts_on__lte=day, recovered_on=None).last()
    since = poortwachter.special_reindication_from(poortwachter.Spell(spell.starts_on)) if spell else None
    return dutch.day(since) if since and since <= day else ""


def _missing(person: WswEmployee, decisions: list[Indication], day: date) -> bool:
    """R25: in service since 1998 and no category, so not in the SE."""
    counted = Employment.objects.filter(employee=person, kind__in=["nwsw", "begeleid_werken"]).running_on(day)
    return not decisions and person.in_service_1997 is not True and counted.exists()


# The steps


@requires(Permission.INDICATION_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def reindication_new(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    form = AskForm(
        request.POST or None, employee=person, today=today(), initial={"asked_on": today(), "kind": "gewoon"}
    )

    def save() -> None:
        actions.ask(employee=person, **form.cleaned_data)

    words = {"title": "Herindicatie aanvragen", "button": "Leg de aanvraag vast", "said": "De aanvraag is vastgelegd."}
    return _form_page(request, person, form, save, words)


STEPS: dict[str, tuple[type[Any], dict[str, str]]] = {
    "ontvangen": (ReceivedForm, {"title": "UWV ontving de aanvraag", "button": "Leg de ontvangst vast"}),
    "niet-doelgroep": (RefusedForm, {"title": "Niet langer doelgroep", "button": "Leg het besluit vast"}),
    "onherroepelijk": (FinalForm, {"title": "Besluit onherroepelijk", "button": "Leg vast"}),
    "intrekken": (TakenBackForm, {"title": "Aanvraag intrekken", "button": "Trek de aanvraag in"}),
}


@requires(Permission.INDICATION_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def reindication_step(request: PortalRequest, person: WswEmployee, step: str) -> HttpResponse:
    """The next thing that happened to the request; 404 for a step that does not fit how it stands."""
    found = _for_step(person, step)
    kind, words = STEPS[step]
    initial = {"on": found.final_on or today(), "alternative": found.alternative}
    form = kind(request.POST or None, request=found, today=today(), initial=initial)

    def save() -> None:
        on = form.cleaned_data["on"]
        if step == "ontvangen":
            actions.receive(request=found, on=on)
        elif step == "niet-doelgroep":
            actions.refuse(request=found, on=on)
        elif step == "onherroepelijk":
            actions.make_final(request=found, on=on, alternative=form.cleaned_data["alternative"])
        else:
            actions.take_back(request=found, on=on)

    return _form_page(request, person, form, save, words | {"said": "De aanvraag is bijgewerkt."})


def _for_step(person: WswEmployee, step: str) -> Reindication:
    if step not in STEPS:
        raise Http404
    outcome = Outcome.NIET_DOELGROEP if step == "onherroepelijk" else ""
    found = person.reindications.filter(outcome=outcome).last()
    if found is None:
        raise Http404
    return found


@requires(Permission.INDICATION_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def indication_new(request: PortalRequest, person: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """What UWV decided; it answers the request that runs, if one does."""
    asked = person.reindications.filter(outcome="").last()
    before = person.indications.order_by("starts_on").last()

    def fill(*, why: bool) -> DecisionForm:
        data = request.POST or request.GET or None
        initial = {"category": before.category if before else ""}
        return DecisionForm(data, employee=person, asked=asked, today=today(), why=why, initial=initial)

    def act(form: DecisionForm) -> Weighed:
        return lambda: actions.decide(employee=person, request=copy(asked), advices=form.advices, **form.values)

    weigh = in_turn(weigh, lambda: actions.hold(asked))
    form, brings = weighed(request, person, fill, act, weigh, look_at_figures)
    if saving(request) and form.is_valid() and saved(form, request, person, act(form), brings):
        messages.success(request, "Het besluit is vastgelegd.")
        return redirect("indication", key=person.key)
    return page(
        request,
        "cases/weighed.html",
        person,
        form,
        [],
        brings,
        heading="Besluit van UWV vastleggen",
        whose="voor",
        save="Leg het besluit vast",
        back=reverse("indication", args=[person.key]),
    )


@requires(Permission.INDICATION_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def indication_withdraw(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    found = _latest(person)
    initial = {"on": found.withdrawn_on or today(), "ground": found.withdrawal_ground}
    form = WithdrawForm(request.POST or None, indication=found, today=today(), initial=initial)

    def save() -> None:
        actions.withdraw(indication=found, **form.cleaned_data)

    said = "De intrekking is vastgelegd. Stuur UWV nog een kopie."
    words = {"title": "Indicatie intrekken", "button": "Trek de indicatie in", "said": said}
    return _form_page(request, person, form, save, words)


@requires(Permission.INDICATION_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def indication_copy(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    found = _latest(person)
    form = CopyForm(request.POST or None, indication=found, today=today(), initial={"on": found.uwv_copy_on or today()})

    def save() -> None:
        actions.copy_to_uwv(indication=found, on=form.cleaned_data["on"])

    words = {"title": "Kopie naar UWV", "button": "Leg vast", "said": "Vastgelegd dat UWV een kopie heeft."}
    return _form_page(request, person, form, save, words)


def _latest(person: WswEmployee) -> Indication:
    found = person.indications.order_by("starts_on", "decided_on").last()
    if found is None:
        raise Http404
    return found


@requires(Permission.INDICATION_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def dismissal_advice(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    form = AdviceForm(request.POST or None, employee=person, today=today())
    if form.waiting:
        form.initial = {"asked_on": form.waiting.asked_on, "received_on": today()}
    else:
        form.initial = {"asked_on": today()}

    def save() -> None:
        actions.ask_advice(employee=person, **form.cleaned_data)

    words = {"title": "Advies van UWV over opzegging", "button": "Leg vast", "said": "Het advies is vastgelegd."}
    return _form_page(request, person, form, save, words)


def _form_page(
    request: PortalRequest, person: WswEmployee, form: forms.Form, save: Callable[[], None], words: dict[str, str]
) -> HttpResponse:
    saving = request.method == "POST"
    if saving and form.is_valid() and _saved(form, save):
        messages.success(request, words["said"])
        return redirect("indication", key=person.key)
    context = {"person": person, "form": form, "words": words, "back": reverse("indication", args=[person.key])}
    return render(
        request, "cases/indication_form.html", context, status=getattr(form, "status", 422) if saving else 200
    )


def _saved(form: forms.Form, save: Callable[[], None]) -> bool:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    except actions.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
