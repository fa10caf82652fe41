"""When a plan must be evaluated, and where it stands (R85)."""

import calendar
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from cases import dutch
from cases.models import Indication, PlanState, SupportPlan
from cases.models.plan import ACTIVE, OPEN


def evaluation_due(since: date) -> date:
    """The same day next year; 29 February becomes 28 February (R85)."""
    year = since.year + 1
    return since.replace(year=year, day=min(since.day, calendar.monthrange(year, since.month)[1]))


def is_overdue(since: date, day: date) -> bool:
    """Whether on `day` the evaluation that counts from `since` should have been held."""
    return day > evaluation_due(since)


def asks_approval(person: int) -> bool:
    """Whether a plan of this person waits for a second person's word: where they live today wants it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_asks_approval(%s)", [person])
        return bool(cursor.fetchone()[0])


def told(plan: SupportPlan, last: date | None, day: date) -> str:
    """When the next evaluation is due, in a sentence; `last` is the day of the last one."""
    due = evaluation_due(last or plan.starts_on)
    if is_overdue(last or plan.starts_on, day):
        return f"De evaluatie had uiterlijk op {dutch.day(due)} moeten zijn."
    return f"De volgende evaluatie is uiterlijk op {dutch.day(due)}."


def advice(person: int) -> str:
    """What the latest indication says, to read beside the plan (R83); empty when UWV gave no advice."""
    found = Indication.objects.filter(employee=person).order_by("starts_on", "id").last()
    if found is None or found.bw_advice is None:
        return ""
    return f"In de indicatie: {'wel' if found.bw_advice else 'niet'} in staat tot begeleid werken."


def line(person: int, day: date) -> dict[str, Any]:
    """What the dossier says of the plan, in one query: `text`, and whether something is `late`."""
    plans = SupportPlan.objects.filter(employee=person, state__in=[*ACTIVE, *OPEN]).annotate(
        last=Max("evaluations__held_on")
    )
    found = list(plans)
    running = next((plan for plan in found if plan.is_active), None)
    if running is None:
        return {"text": _without(found), "late": not found}
    since = running.last or running.starts_on  # type: ignore[attr-defined]
    text = f"Versie {running.version}, {running.get_state_display()}. {told(running, running.last, day)}"  # type: ignore[attr-defined]
    return {"text": text, "late": is_overdue(since, day) or running.ends_on < day}


def _without(found: list[SupportPlan]) -> str:
    """What there is of who has no plan that runs."""
    if any(plan.state == PlanState.TER_GOEDKEURING for plan in found):
        return "Er wacht een plan op goedkeuring."
    return "Er is een concept." if found else "Er is geen plan dat loopt."
