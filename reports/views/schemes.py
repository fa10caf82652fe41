"""How many people work under which law: own people on any day, the six together on the last day of a report."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.access import Permission, requires
from municipalities.fields import DayField, helper
from municipalities.models import Membership, today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from reports import schemes
from reports.periods import Period

SEES_THE_SIX = {"controller", "board_member"}


class DayForm(forms.Form):
    peildatum = DayField(label="Peildatum", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


@require_safe
@requires(Permission.REPORT_VIEW)
def per_scheme(request: PortalRequest) -> HttpResponse:
    """`?peildatum=` another day than today; `?groep=lks` opens a number onto the people, for who may see them."""
    form = DayForm({"peildatum": request.GET.get("peildatum") or today()})
    asked = form.is_valid()
    day = form.cleaned_data["peildatum"] if asked else today()
    membership = request.membership
    context: dict[str, Any] = {"form": form, "day": day, "own": membership.municipality}
    if membership.may(Permission.EMPLOYEE_VIEW):
        context |= _own(request, day)
    elif "groep" in request.GET:
        raise Http404
    if membership.role in SEES_THE_SIX:
        context |= _region(membership, day)
    return render(request, "reports/schemes.html", context, status=200 if asked else 422)


def _own(request: PortalRequest, day: date) -> dict[str, Any]:
    """One's own people by group, and those of the group that was asked for."""
    group = request.GET.get("groep", "")
    if group and group not in (*schemes.GROUPS, schemes.ALL):
        raise Http404
    people = schemes.own(request.membership, day)
    code = "" if request.membership.municipality is None else request.membership.municipality.cbs_code
    counts = schemes.counts_of([(code, each.group) for each in people], [code])
    opened = [each for each in people if group in (each.group, schemes.ALL)]
    page = pages(request.GET, len(opened))
    if shown := opened[page.rows]:
        note(Act.FIGURE_OPENED, membership=request.membership, subjects=[each.key for each in shown])
    labels = {column.key: column.label for column in schemes.COLUMNS}
    return {
        "cells": [(key, label, counts[code, key], key == group) for key, label in labels.items()],
        "check": schemes.check(counts),
        "group": labels.get(group, ""),
        "people": [{"key": each.key, "name": each.name, "group": labels[each.group]} for each in shown],
        "page": page,
    }


def _region(membership: Membership, day: date) -> dict[str, Any]:
    place, report = membership.municipality, schemes.report_until(day)
    if report is None:
        return {"no_report": True}
    return {"region": schemes.region(report), "report": report, "period": Period.parse(report.period),
            "own_code": place.cbs_code if place else ""}  # fmt: skip
