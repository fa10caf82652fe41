"""From which form of work to which, between any two days: of one's own people, as the register says now.

About one's own people only, behind both walls, so it needs no mask. Who was in service as another municipality's on one
of the days did work that is not known here (R70): they would read as without work, so they are left out, and that is
said. We left the region: with two days to choose freely, somebody could subtract one table from another until one
person is left (M11).
"""

from datetime import date
from typing import Any

from django import forms
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import Door, Employment, WswEmployee
from cases.models.employee import door_of
from cases.models.employment import WSW_KINDS
from municipalities.access import Permission, requires
from municipalities.fields import DayField, helper
from municipalities.models import Membership, today
from municipalities.requests import PortalRequest
from reports.document import FORM_LABELS
from reports.figures import FORMS
from reports.periods import Period
from reports.stands import arguments, stands_sql

STATES = ("", "NIN", *FORMS)  # "" is not in service
LABELS = {"": "niet in dienst", "NIN": "verlof of RVU"} | {form: str(FORM_LABELS[form]) for form in FORMS}
LABELS["LEEG"] = "zonder werk"
_BETWEEN = """
WITH made AS ({stands})
SELECT coalesce(a.form, ''), coalesce(b.form, ''), count(*)
FROM (SELECT * FROM made WHERE month_end = %(was)s AND scheme = 'wsw') a
FULL JOIN (SELECT * FROM made WHERE month_end = %(now)s AND scheme = 'wsw') b USING (employee_id)
GROUP BY 1, 2
"""


class BetweenForm(forms.Form):
    """Two days, both as they were at their end."""

    van = DayField(label="Van")
    tot = DayField(label="Tot en met")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("van", "tot")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("van"), cleaned.get("tot")
        if first and last and last <= first:
            self.add_error("tot", "Deze dag ligt niet na de eerste.")
        return cleaned


def between(people: list[int], was: date, now: date) -> dict[tuple[str, str], int]:
    """How many of `people` went from one form to another; "" is not in service on that day."""
    sql = _BETWEEN.format(stands=stands_sql(some=True))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # many people at once: never one by one
        cursor.execute(sql, arguments([was, now], None, people) | {"was": was, "now": now})
        found = {(before, after): number for before, after, number in cursor.fetchall()}
        cursor.execute("SET LOCAL enable_nestloop = on")
    return found


def whose(membership: Membership, days: tuple[date, date]) -> tuple[list[int], int]:
    """Of whom one sees the work of both days, and how many were in service elsewhere on one of them."""
    seen = WswEmployee.objects.visible_to(membership)
    for day in days:
        door = Door.objects.filter(
            employee=OuterRef("pk"), holder=door_of(membership), sees_from__lte=day, sees_until__gte=day
        )
        served = Employment.objects.running_on(day).filter(employee=OuterRef("pk"), kind__in=WSW_KINDS)
        seen = seen.annotate(**{f"ours_{day:%Y%m%d}": Q(Exists(door)) | ~Q(Exists(served))})
    found = list(seen.values_list("pk", *seen.query.annotations))
    people = [person for person, *ours in found if all(ours)]
    return people, len(found) - len(people)


@require_safe
@requires(Permission.JOB_SECURITY_VIEW)
def ladder_between(request: PortalRequest) -> HttpResponse:
    last = Period.quarter_of(today()).back(1)
    asked = request.GET if {"van", "tot"} & set(request.GET) else None
    form = BetweenForm(asked, initial={"van": last.eve, "tot": last.ends_on})
    days = None if asked is None else (form.cleaned_data["van"], form.cleaned_data["tot"]) if form.is_valid() else None
    if asked is None:
        days = (last.eve, last.ends_on)
    context: dict[str, Any] = {"form": form, "days": days}
    if days:
        people, elsewhere = whose(request.membership, days)
        context |= _table(between(people, *days)) | {"elsewhere": elsewhere}
    return render(request, "reports/ladder.html", context, status=200 if days else 422)


def _table(found: dict[tuple[str, str], int]) -> dict[str, Any]:
    """Rows are where people were, columns where they are; the diagonal stayed."""
    rows = [
        {
            "label": LABELS[was],
            "cells": [{"number": found.get((was, now), 0), "same": was == now} for now in STATES],
            "total": sum(found.get((was, now), 0) for now in STATES),
        }
        for was in STATES
    ]
    totals = [sum(found.get((was, now), 0) for was in STATES) for now in STATES]
    stayed = sum(found.get((state, state), 0) for state in STATES if state)
    up, down = _steps(found)
    return {
        "heads": [LABELS[state] for state in STATES], "rows": rows, "totals": totals, "everybody": sum(totals),
        "stayed": stayed, "up": up, "down": down,
    }  # fmt: skip


def _steps(found: dict[tuple[str, str], int]) -> tuple[int, int]:
    """How many went up the ladder and how many down, of who was on it on both days."""
    step = {form: at for at, form in enumerate(FORMS)}
    both = [(step[was], step[now], n) for (was, now), n in found.items() if was in step and now in step]
    return sum(n for was, now, n in both if now > was), sum(n for was, now, n in both if now < was)
