"""Sick leave: who is sick now, and of one person the spells with the steps that the law asks for.

Days and percentages only. Who handles it sees and registers it: the consulent and the coach, each behind their own
door. A controller reads it in the dossier and has no list of it; the board and the administrators never see it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import absence, dossier, dutch, endings, poortwachter
from cases.actions import sickness
from cases.in_the_way import CUT
from cases.models import SickSpell, StepKind, WswEmployee
from cases.models.sickness import SickSpellQuerySet
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.selection import behind
from cases.sick_list import SHOWN, sick
from cases.sickness_forms import CorrectSpellForm, PartlySickForm, RecoveredForm, ReportSickForm, StepForm
from cases.views.weighed import only_ask
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

A_YEAR = timedelta(days=365)


@require_safe
@requires(Permission.SICKNESS_CHANGE)
def sick_list(request: PortalRequest) -> HttpResponse:
    """Who is sick today behind one's own door, and how much that is of the work over the last quarter."""
    people = behind(request.membership, today())
    shown = request.GET.get("toon", "")
    found = sick(people, shown, request.GET)
    if found.people:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.key for each in found.people])
    first, last = _last_quarter(today())
    context = {
        "sick": found,
        "choices": [(key, label, key == shown) for key, (label, _) in SHOWN.items()],
        "figures": _figures(absence.counted(people, first, last)),
        "quarter": dutch.quarter(last),
        "place": request.membership.municipality,
    }
    return render(request, "cases/sick_list.html", context)


def _last_quarter(day: date) -> tuple[date, date]:
    last = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def _figures(found: absence.Counted) -> list[tuple[str, str]]:
    def shown(value: Any, unit: str, places: int = 1) -> str:
        return dutch.UNKNOWN if value is None else f"{dutch.decimals(value, places)}{unit}"

    return [
        ("Verzuim", shown(found.percentage, " %")),
        ("waarvan langer dan een jaar", shown(found.longer_than_a_year, " %")),
        ("Meldingen per persoon per jaar", shown(found.frequency, "", 2)),
        ("Gemiddelde duur", shown(found.duration, " dagen")),
    ]


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_OPENED)
def absence_page(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """The spells of one person, and the steps of the one that runs."""
    day = today()
    found = dossier.read(person.pk, born=person.birth_date, died_on=person.died_on, day=day)
    period = endings.sick_period(found.sick, day)
    spell = found.sick[-1] if period else None
    may_change = request.membership.may(Permission.SICKNESS_CHANGE)
    context = {
        "person": person,
        "spell": spell and _spell(spell, day),
        "now": _now(spell, period, day) if spell else None,
        "steps": [_step(step, day) for step in endings.sick_steps(found, period)] if period else [],
        "spells": [_spell(each, day) for each in reversed(found.sick)],
        "year": _last_year(found.sick, day),
        "in_service": bool(dossier.running(found.jobs, day)),
        "may_change": may_change,
    }
    return render(request, "cases/absence.html", context)


def _spell(spell: dossier.Sick, day: date) -> dict[str, Any]:
    days = ((min(spell.ends_on or day, day)) - spell.starts_on).days + 1
    parts = [f"{percentage} % vanaf {dutch.day(since)}" for since, percentage in spell.percentages]
    return {
        "key": spell.key,
        "from": dutch.day(spell.starts_on),
        "period": dutch.period(spell.starts_on, spell.ends_on),
        "days": dutch.count(days, "dag", "dagen"),
        "steps": " · ".join(parts) if len(parts) > 1 else "",
        "percentage": spell.percentage_on(day) or 100,
    }


def _now(spell: dossier.Sick, period: list[poortwachter.Spell], day: date) -> dict[str, Any]:
    last = poortwachter.last_wage_day(period)
    special = poortwachter.special_reindication_from(period[-1])
    return {
        "week": (day - spell.starts_on).days // 7 + 1 if len(period) == 1 else None,
        "linked_since": dutch.day(period[0].starts_on) if len(period) > 1 else "",
        "last_wage_day": dutch.day(last),
        "after_wage": dutch.day(last + timedelta(days=1)),
        "wage_over": last < day,
        "special_from": dutch.day(special),
        "special_open": special <= day,
    }


def _step(step: poortwachter.Step, day: date) -> dict[str, Any]:
    left = (step.due_on - day).days
    level = "ok" if step.done_on else "bad" if left < 0 else "warn" if left <= 14 else "info"
    return {
        "kind": step.kind.value,
        "label": dutch.capital(step.label),
        "who": step.who,
        "opens": dutch.day(step.opens_on) if step.opens_on > day else "",
        "due": dutch.day(step.due_on),
        "done": dutch.day(step.done_on) if step.done_on else "",
        "late_done": bool(step.done_on and step.done_on > step.due_on),
        "level": level,
        "left": left,
    }


def _last_year(spells: tuple[dossier.Sick, ...], day: date) -> str:
    since = day - A_YEAR
    lately = [spell for spell in spells if (spell.ends_on or day) > since and spell.starts_on <= day]
    days = sum(
        (min(each.ends_on or day, day) - max(each.starts_on, since + timedelta(days=1))).days + 1 for each in lately
    )
    reports = sum(each.starts_on > since for each in lately)
    if not lately:
        return "In de laatste 12 maanden niet ziek."
    return f"In de laatste 12 maanden {reports} keer ziek gemeld, samen {dutch.count(days, 'dag', 'dagen')} ziek."


@requires(Permission.SICKNESS_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def sick_new(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    form = ReportSickForm(
        request.POST or request.GET or None, employee=person, today=today(), initial={"on": today(), "percentage": 100}
    )

    def save() -> None:
        sickness.report(employee=person, **form.cleaned_data)

    words = {"title": "Ziek melden", "button": "Meld ziek", "said": "De ziekmelding is vastgelegd."}
    return _form_page(request, person, form, save, words, _preview_new(form, person))


def _preview_new(form: ReportSickForm, person: WswEmployee) -> list[str]:
    form.is_valid()
    on = form.cleaned_data.get("on") if form.is_bound else form.initial["on"]
    if not on:
        return []
    cut = form.cleaned_data.get(CUT) if form.is_bound else None
    before = person.sick_spells.filter(starts_on__lt=on, recovered_on__lte=on).order_by("starts_on")
    spells = [poortwachter.Spell(each.starts_on, each.recovered_on) for each in before]
    spells += [poortwachter.Spell(cut.starts_on, on)] if cut else []
    period = poortwachter.period_of([*spells, poortwachter.Spell(on)])
    due = {step.kind: step.due_on for step in poortwachter.steps(period)}
    linked = (
        [f"Dit telt mee met het verzuim vanaf {dutch.day(period[0].starts_on)}: er ligt minder dan 4 weken tussen."]
        if len(period) > 1
        else []
    )
    ends = [f"Het verzuim vanaf {dutch.day(cut.starts_on)} is dan hersteld per {dutch.day(on)}."] if cut else []
    return [
        *ends,
        *linked,
        f"De probleemanalyse is nodig uiterlijk op {dutch.day(due[StepKind.PROBLEEMANALYSE])}, "
        f"het plan van aanpak op {dutch.day(due[StepKind.PLAN])}.",
        f"Na 104 weken stopt de plicht om loon te betalen. De laatste dag is "
        f"{dutch.day(poortwachter.last_wage_day(period))}.",
    ]


def _latest(request: PortalRequest, person: WswEmployee) -> SickSpell:
    """The spell that runs, or the last one; Http404 when there is none."""
    found = _spells(request, person).order_by("starts_on").last()
    if found is None:
        raise Http404
    return found


def _spells(request: PortalRequest, person: WswEmployee) -> SickSpellQuerySet:
    return SickSpell.objects.visible_to(request.membership).filter(employee=person).select_related("employee")


@requires(Permission.SICKNESS_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def sick_partly(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    found = _latest(request, person)
    form = PartlySickForm(request.POST or None, spell=found, today=today(), initial={"on": today()})

    def save() -> None:
        sickness.change(spell=found, **form.cleaned_data)

    words = {
        "title": "Gedeeltelijk hersteld",
        "button": "Leg het percentage vast",
        "said": "Het percentage is vastgelegd.",
    }
    return _form_page(request, person, form, save, words)


@requires(Permission.SICKNESS_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def sick_recovered(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    found = _latest(request, person)
    form = RecoveredForm(request.POST or None, spell=found, today=today(), initial={"on": today()})

    def save() -> None:
        sickness.recover(spell=found, on=form.cleaned_data["on"])

    words = {"title": "Hersteld melden", "button": "Meld hersteld", "said": "De herstelmelding is vastgelegd."}
    return _form_page(request, person, form, save, words)


@requires(Permission.SICKNESS_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def sick_correct(request: PortalRequest, person: WswEmployee, spell: str) -> HttpResponse:
    found = get_object_or_404(_spells(request, person), key=spell)
    now = {name: getattr(found, name) for name in ("starts_on", "recovered_on", "vangnet")}
    form = CorrectSpellForm(request.POST or None, spell=found, today=today(), initial=now)

    def save() -> None:
        values = dict(form.cleaned_data)
        if values.pop("mistake"):
            sickness.take_back(spell=found)
        else:
            sickness.correct(spell=found, **values)

    words = {"title": "Verzuim corrigeren", "button": "Bewaar de correctie", "said": "De correctie is vastgelegd."}
    return _form_page(request, person, form, save, words)


@requires(Permission.SICKNESS_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def sick_step(request: PortalRequest, person: WswEmployee, kind: str) -> HttpResponse:
    if kind not in StepKind.values:
        raise Http404
    found, step = _latest(request, person), StepKind(kind)
    taken = found.steps.filter(kind=step).last()
    again = step is StepKind.VOORTGANG or taken is None
    initial = {"on": today() if again or taken is None else taken.done_on}
    form = StepForm(request.POST or None, spell=found, today=today(), taken=taken, initial=initial)

    def save() -> None:
        if form.cleaned_data["undo"]:
            sickness.undo_step(spell=found, kind=step)
        else:
            sickness.take_step(spell=found, kind=step, on=form.cleaned_data["on"])

    words = {"title": dutch.capital(str(step.label)), "button": "Leg de stap vast", "said": "De stap is bijgewerkt."}
    return _form_page(request, person, form, save, words)


def _form_page(
    request: PortalRequest,
    person: WswEmployee,
    form: forms.Form,
    save: Callable[[], None],
    words: dict[str, str],
    preview: list[str] | None = None,
) -> HttpResponse:
    """One form about somebody's sick leave: shown, shown again with what must be mended, or saved."""
    saving = request.method == "POST" and "preview" not in request.POST
    if saving and form.is_valid() and _saved(form, save):
        messages.success(request, words["said"])
        return redirect("absence", key=person.key)
    only_ask(request, form)
    context = {
        "person": person,
        "form": form,
        "words": words,
        "preview": preview,
        "back": reverse("absence", args=[person.key]),
    }
    return render(request, "cases/absence_form.html", context, status=getattr(form, "status", 422) if saving else 200)


def _saved(form: forms.Form, save: Callable[[], None]) -> bool:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
