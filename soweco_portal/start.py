"""What somebody finds on the start page: their work today, by role."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from cases.models import Placement, WswEmployee
from cases.selection import DAYS_AHEAD, WITHOUT_WORK, select
from municipalities.access import Permission
from municipalities.models import Membership, today
from reports import production
from reports.models import Report, ReportState
from reports.periods import Period

SHOWN = 10


def page_for(membership: Membership) -> dict[str, Any]:
    """Cards and lists for the start page of this membership."""
    cards, sections = [], []
    if membership.may(Permission.EMPLOYEE_VIEW):
        cards += _people_cards(membership)
        sections.append(_endings(membership))
    if membership.may(Permission.REPORT_PREPARE):
        sections.append(_report_work())
    if membership.may(Permission.DASHBOARD_VIEW):
        cards.append(_dashboard_card())
    if membership.may(Permission.REPORT_VIEW):
        cards.append(_card("Rapportages", "Alle kwartaalrapporten", "report_list"))
    if membership.may(Permission.DESTRUCTION_VIEW):
        cards.append(_card("Vernietiging", "Dossiers waarvan de termijn voorbij is", "destruction_lists"))
    if not cards:
        cards.append(_card("Hulp", f"Uw rol is {membership.role_label}. Hier staat wat u kunt doen.", "help"))
    return {"cards": cards, "lists": sections}


def _card(title: str, text: str, url: str, query: str = "", count: int | None = None) -> dict[str, Any]:
    return {"title": title, "text": text, "url": reverse(url) + query, "count": count}


def _people_cards(membership: Membership) -> list[dict[str, Any]]:
    people, day = WswEmployee.objects.visible_to(membership), today()
    whose = "in uw caseload" if membership.role == "jobcoach" else f"van {membership.municipality}"
    everybody = select(people, {}, day).count()
    idle = select(people, {"form": WITHOUT_WORK}, day).count()
    return [
        _card("Medewerkers", f"in dienst, {whose}", "employee_list", count=everybody),
        _card("Zonder werk", "in dienst en nergens geplaatst", "employee_list", f"?form={WITHOUT_WORK}", count=idle),
    ]


def _endings(membership: Membership) -> dict[str, Any]:
    """The placements that end first."""
    day = today()
    until = day + timedelta(days=DAYS_AHEAD)
    placements = (
        Placement.objects.visible_to(membership)
        .filter(ends_on__range=(day, until))
        .select_related("employment__employee", "hirer")
        .order_by("ends_on", "employment__employee__sort_name")[:SHOWN]
    )
    return {
        "title": "Plaatsingen die aflopen",
        "rows": [_ending(placement, day) for placement in placements],
        "empty": f"De komende {DAYS_AHEAD} dagen loopt er geen plaatsing af.",
    }


def _ending(placement: Placement, day: Any) -> dict[str, Any]:
    days = (placement.ends_on - day).days
    where = f" bij {placement.hirer}" if placement.hirer else ""
    return {
        "text": placement.employment.employee.list_name,
        "sub": f"{placement.get_form_display()}{where}, t/m {placement.ends_on:%d-%m-%Y}",
        "url": reverse("employee", args=[placement.employment.employee.key]),
        "tag": "vandaag" if days == 0 else "morgen" if days == 1 else f"over {days} dagen",
        "level": "bad" if days <= 14 else "warn" if days <= 30 else "info",
    }


def _report_work() -> dict[str, Any]:
    """What has to happen with reports: make, check, release."""
    url = reverse("report_list")
    rows = [
        {"text": f"Laat het rapport over het {period.label} maken", "url": url, "tag": "maken", "level": "warn"}
        for period in production.due(today())
    ]
    doing = {ReportState.CONCEPT: "controleren", ReportState.GECONTROLEERD: "vrijgeven"}
    for report in Report.objects.filter(state__in=doing).defer("content"):
        rows.append(
            {
                "text": f"Rapport over het {Period.parse(report.period).label}, uitgave {report.edition}",
                "url": reverse("report", args=[report.key]),
                "tag": doing[ReportState(report.state)],
                "level": "warn",
            }
        )
    return {"title": "Rapporten", "rows": rows, "empty": "Er is niets te maken, te controleren of vrij te geven."}


def _dashboard_card() -> dict[str, Any]:
    newest = Report.objects.released().order_by("-period").values_list("period", flat=True).first()
    text = f"De getallen van het {Period.parse(newest).label}" if newest else "Er is nog geen rapport vrijgegeven"
    return _card("Dashboard", text, "dashboard")
