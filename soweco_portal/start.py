"""What somebody finds on the start page: their work today, by role."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases import visits
from cases.models import Handover, Placement, PrivacyRequest
from cases.selection import DAYS_AHEAD, WITHOUT_WORK, behind
from municipalities.access import Permission
from municipalities.models import Acting, Membership, MembershipReview, today
from reports import production
from reports.models import Report, ReportState
from reports.periods import Period

SHOWN = 10


def page_for(membership: Membership) -> dict[str, Any]:
    """Cards and lists for the start page of this membership."""
    cards, sections = [], []
    if membership.role == "jobcoach":
        planned = visits.on(membership, today())
        cards.append(_card("Vandaag", "bezoeken gepland", "visits_today", count=len(planned)))
        sections += _visits(membership, planned)
    if membership.may(Permission.EMPLOYEE_VIEW):
        cards += _people_cards(membership)
        sections.append(_endings(membership))
    if membership.may(Permission.RESIDENCE_CHANGE):
        cards.append(_handover_card(membership))
    if membership.may(Permission.REPORT_PREPARE):
        sections.append(_report_work())
    if membership.may(Permission.DASHBOARD_VIEW):
        cards.append(_dashboard_card())
    if membership.may(Permission.PRIVACY_REQUESTS):
        cards.append(_requests_card(membership))
    if membership.may(Permission.LOG_VIEW):
        cards.append(_card("Logboek", "Wie keek in welk dossier, en wat opvalt", "log"))
    if membership.may(Permission.REPORT_VIEW):
        cards.append(_card("Rapportages", "Alle kwartaalrapporten", "report_list"))
    if membership.may(Permission.DESTRUCTION_VIEW):
        cards.append(_card("Vernietiging", "Dossiers waarvan de termijn voorbij is", "destruction_lists"))
    if membership.may(Permission.ACCOUNT_MANAGE):
        cards.append(_card("Accounts", "Wie er in kan, en met welke rol", "user_list"))
    if membership.may(Permission.MEMBERSHIP_CONFIRM):
        cards += _confirm_card(membership)
    if membership.may(Permission.ACTING_VIEW):
        cards.append(_card("Wie keek er mee?", "Beheerders die meekeken als een ander", "acting_list"))
    sections += _looked_along(membership)
    if not cards:
        cards.append(_card("Hulp", f"Uw rol is {membership.role_label}. Hier staat wat u kunt doen.", "help"))
    return {"cards": cards, "lists": sections}


def _card(title: str, text: str, url: str, query: str = "", count: int | None = None) -> dict[str, Any]:
    return {"title": title, "text": text, "url": reverse(url) + query, "count": count}


def _handover_card(membership: Membership) -> dict[str, Any]:
    asked = Handover.objects.open().filter(to_municipality=membership.municipality_id).count()
    return _card("Overdrachten", "wachten op uw antwoord", "handover_list", count=asked)


def _confirm_card(membership: Membership) -> list[dict[str, Any]]:
    mine = Membership.objects.current().confirmable_by(membership)
    asked = MembershipReview.objects.filter(confirmed_on=None, membership__in=mine).count()
    return [_card("Rollen bevestigen", "wachten op uw antwoord", "membership_review", count=asked)]


def _looked_along(membership: Membership) -> list[dict[str, Any]]:
    """Who looked along as this person in the last three months; nothing when nobody did."""
    since = timezone.now() - timedelta(days=90)
    seen = Acting.objects.filter(membership__user=membership.user_id, starts_at__gt=since).select_related(
        "administrator"
    )[:SHOWN]
    rows = [
        {
            "text": f"{each.administrator} keek mee met uw account",
            "sub": f"{timezone.localtime(each.starts_at):%d-%m-%Y om %H:%M}: {each.reason}",
        }
        for each in seen
    ]
    return [{"title": "Meegekeken", "rows": rows, "empty": ""}] if rows else []


def _people_cards(membership: Membership) -> list[dict[str, Any]]:
    people = behind(membership, today())
    whose = "in uw caseload" if membership.role == "jobcoach" else f"van {membership.municipality}"
    everybody = people.narrowed({}).count()
    idle = people.narrowed({"form": WITHOUT_WORK}).count()
    return [
        _card("Medewerkers", f"in dienst, {whose}", "employee_list", count=everybody),
        _card("Zonder werk", "in dienst en nergens geplaatst", "employee_list", f"?form={WITHOUT_WORK}", count=idle),
    ]


def _visits(membership: Membership, planned: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whom a coach sees today; whom they should have seen; who heard nothing for a long time (R68)."""
    day = today()
    late = visits.overdue(membership, day, SHOWN)
    return [
        {
            "title": "Vandaag",
            "rows": [_visit(each, "vandaag", "info") for each in planned],
            "empty": "Er is niets gepland voor vandaag.",
        },
        {
            "title": "Afspraken die voorbij zijn",
            "rows": [_visit(each, f"{each['day']:%d-%m-%Y}", "warn") for each in late],
            "empty": "Er staat geen afspraak meer open.",
        },
        {
            "title": "Lang geen contact",
            "rows": [_quiet(each) for each in visits.quiet(membership, day, SHOWN)],
            "empty": "Met iedereen in uw caseload was op tijd contact.",
        },
    ]


def _visit(visit: dict[str, Any], tag: str, level: str) -> dict[str, Any]:
    said = " · ".join(part for part in (visit["kind"], visit["place"]) if part)
    url = reverse("employee", args=[visit["key"]])
    return {"key": visit["key"], "text": visit["name"], "sub": said, "url": url, "tag": tag, "level": level}


def _quiet(found: dict[str, Any]) -> dict[str, Any]:
    last = f"laatste contact {found['last']:%d-%m-%Y}" if found["last"] else "nog geen contact"
    url = reverse("employee", args=[found["key"]])
    tag = f"{found['days']} dagen"
    return {"key": found["key"], "text": found["name"], "sub": last, "url": url, "tag": tag, "level": "warn"}


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
        "key": placement.employment.employee.key,
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


def _requests_card(membership: Membership) -> dict[str, Any]:
    """How many requests wait for an answer, and how many of them too long."""
    waiting = list(PrivacyRequest.objects.visible_to(membership).open())
    late = sum(each.due_on < today() for each in waiting)
    text = f"wachten op antwoord, waarvan {late} te laat" if late else "wachten op antwoord"
    return _card("Verzoeken", text, "privacy_requests", count=len(waiting))


def _dashboard_card() -> dict[str, Any]:
    newest = Report.objects.released().order_by("-period").values_list("period", flat=True).first()
    text = f"De getallen van het {Period.parse(newest).label}" if newest else "Er is nog geen rapport vrijgegeven"
    return _card("Dashboard", text, "dashboard")
