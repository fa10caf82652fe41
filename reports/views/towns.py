"""Where people work, on a map and as a list: own people on any day, the six together without names."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from reports import towns
from reports.charts.map import town_map
from reports.periods import Period
from reports.schemes import report_until
from reports.tables import Table
from reports.views.schemes import SEES_THE_SIX, DayForm


@require_safe
@requires(Permission.REPORT_VIEW)
def people_by_town(request: PortalRequest) -> HttpResponse:
    form = DayForm({"peildatum": request.GET.get("peildatum") or today()})
    asked = form.is_valid()
    day = form.cleaned_data["peildatum"] if asked else today()
    membership, parts = request.membership, []
    if membership.may(Permission.EMPLOYEE_VIEW):
        whose = f"Mensen van {membership.municipality}" if membership.municipality else "Uw mensen"
        parts.append(_part("eigen", whose, towns.own(membership, day), day))
    if membership.role in SEES_THE_SIX:
        report = report_until(day)
        if report and (drawn := towns.region(report)):
            last = Period.parse(report.period).ends_on
            parts.append(_part("samen", "De gemeenten samen", drawn, last) | {"report": report})
    no_map = membership.role in SEES_THE_SIX and "samen" not in {part["key"] for part in parts}
    context = {"form": form, "day": day, "parts": parts, "no_map": no_map}
    return render(request, "reports/towns.html", context, status=200 if asked else 422)


def _part(key: str, whose: str, table: Table, day: date) -> dict[str, Any]:
    spots = towns.spots(table)
    title = f"{whose}: waar zij werken op {day:%d-%m-%Y}"
    about = "Een stip per plaats. Hoe groter de stip, hoe meer mensen er werken. De tabel erbij zegt hetzelfde."
    drawn = town_map(spots, key=key, title=title, description=about) if spots else ""
    return {"key": key, "title": title, "svg": drawn, "about": about, "table": table, "day": day}
