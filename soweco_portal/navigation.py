"""What every page shows around its own content: the menu by role, and who is asking."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from municipalities.access import Permission


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


MENU = (
    ("Start", "home", None),
    ("Dashboard", "dashboard", Permission.DASHBOARD_VIEW),
    ("Medewerkers", "employee_list", Permission.EMPLOYEE_VIEW),
    ("Rapportages", "report_list", Permission.REPORT_VIEW),
)


def portal(request: HttpRequest) -> dict[str, object]:
    """`portal` in every template; also on a page for somebody without a membership."""
    membership = getattr(request, "membership", None)
    shared = {"fictitious": settings.FICTITIOUS, "nav": [], "who": "", "memberships": []}
    if membership is None:
        return {"portal": shared}
    entries = [(label, reverse(name)) for label, name, needed in MENU if needed is None or membership.may(needed)]
    shared["nav"] = [Item(label, url, _here(request.path, url)) for label, url in entries]
    shared["who"] = " · ".join(part for part in (request.user.name, membership.place or membership.role_label) if part)
    shared["memberships"] = [
        {"key": other.pk, "label": f"{other.role_label} {other.place}"}
        for other in request.memberships
        if other != membership
    ]
    return {"portal": shared}


def _here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
