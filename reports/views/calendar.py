"""The P&C calendar on screen: a year of tasks, the days of the AB, and marking what is done."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from reports import actions
from reports import calendar as planned
from reports.calendar_forms import DoneForm, MeetingForm
from reports.models import DoneTask, Meeting
from reports.models.calendar import Body

FIRST_YEAR, LAST_YEAR = 2015, 2100
SAVED = {
    Body.AB: "De vergadering staat in de kalender. De termijnen volgen eruit.",
    Body.DB: "De vergadering staat in de kalender. Wie het rapport nog niet opende, krijgt drie werkdagen ervoor een "
    "herinnering.",
}


@require_safe
@requires(Permission.CALENDAR_VIEW)
def calendar(request: PortalRequest) -> HttpResponse:
    """One year: `?jaar=2027`, by default this one."""
    day, changes = today(), request.membership.may(Permission.CALENDAR_CHANGE)
    asked = request.GET.get("jaar", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else day.year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    tasks = planned.calendar(year)
    context = {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "rows": [_row(task, changes) for task in tasks],
        "late": sum(task.done is None and task.is_late(day) for task in tasks),
        "meetings": _meetings(year),
        "may_change": changes,
    }
    return render(request, "reports/calendar.html", context)


def _meetings(year: int) -> list[Meeting]:
    """Of both; with how many were reminded of one of the DB (for a board member only they themselves)."""
    reminded = Count("reminders", filter=Q(reminders__sent_at__isnull=False))
    return list(Meeting.objects.filter(held_on__year=year).annotate(reminded=reminded))


def _row(task: planned.Task, changes: bool) -> dict[str, Any]:
    tag, level = planned.in_words(task)
    mine = changes and not task.rule.reported
    parts = {"rule": task.rule.code, "about": task.about}
    return {
        "what": task.what, "source": task.rule.source, "note": task.rule.note, "due": task.due, "done": task.done,
        "tag": tag, "level": level,
        "mark_url": reverse("task_done", kwargs=parts) if mine and not task.done else "",
        "undo_url": reverse("task_undo", kwargs={"key": task.done.key}) if mine and task.done else "",
    }  # fmt: skip


@requires(Permission.CALENDAR_CHANGE)
def meeting_new(request: PortalRequest) -> HttpResponse:
    return _meeting(request, Meeting())


@requires(Permission.CALENDAR_CHANGE)
def meeting_edit(request: PortalRequest, key: str) -> HttpResponse:
    return _meeting(request, get_object_or_404(Meeting, key=key))


def _meeting(request: PortalRequest, row: Meeting) -> HttpResponse:
    form = MeetingForm(request.POST or None, instance=row)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, f"vergadering van het {form.instance.body}")
    ):
        messages.success(request, SAVED[form.instance.body])
        return redirect(_year_page(form.instance.held_on.year))
    heading = f"Vergadering van het {row.get_body_display()}" if row.pk else "Vergadering toevoegen"
    return _page(request, form, heading, row.held_on.year if row.pk else None)


@requires(Permission.CALENDAR_CHANGE)
def task_done(request: PortalRequest, rule: str, about: str) -> HttpResponse:
    task = planned.find(rule, about)
    if task is None or task.rule.reported:
        raise Http404
    if task.done:
        messages.info(request, f"Dit stond al op gedaan: {task.done.by}, {task.done.on:%d-%m-%Y}.")
        return redirect(_year_page(task.due.day.year))
    row = DoneTask(rule=rule, about=about, done_by=request.user)
    form = DoneForm(request.POST or None, instance=row, initial={"done_on": today()})
    if request.method == "POST" and form.is_valid() and _saved(request, form, f"{rule} {about} gedaan"):
        messages.success(request, f"Vastgelegd: {task.what}.")
        return redirect(_year_page(task.due.day.year))
    return _page(request, form, task.what, task.due.day.year, task)


@require_POST
@requires(Permission.CALENDAR_CHANGE)
def task_undo(request: PortalRequest, key: str) -> HttpResponse:
    """It was not done after all; that it was marked stays in the history."""
    row = get_object_or_404(DoneTask, key=key, undone_on=None)
    actions.take_back_task(done=row, by=request.user)
    note(Act.CALENDAR_CHANGED, membership=request.membership, detail=f"{row.rule} {row.about} teruggehaald")
    messages.success(request, "De taak staat weer open.")
    task = planned.find(row.rule, row.about)
    return redirect(_year_page(task.due.day.year if task else today().year))


def _saved(request: PortalRequest, form: Any, detail: str) -> bool:
    """Whether it was saved; if not, the form says who was first."""
    try:
        with transaction.atomic():
            form.save()
            note(Act.CALENDAR_CHANGED, membership=request.membership, detail=detail)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


def _page(
    request: PortalRequest, form: Any, heading: str, year: int | None, task: planned.Task | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": _year_page(year or today().year), "task": task}
    status = form.status if request.method == "POST" else 200
    return render(request, "reports/calendar_form.html", context, status=status)


def _year_page(year: int) -> str:
    return f"{reverse('calendar')}?jaar={year}"
