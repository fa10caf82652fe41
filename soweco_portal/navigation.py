"""What every page shows around its own content: the menu by role, and who is asking."""

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from municipalities.access import Permission
from municipalities.models import Membership
from municipalities.requests import PortalRequest
from soweco_portal.start import begins_at_dashboard


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


# What is wanted every day; the rest stands on the start page, so that the menu stays one line.
MENU = (
    ("Start", "home", None),
    ("Dashboard", "dashboard", Permission.DASHBOARD_VIEW),
    ("Medewerkers", "employee_list", Permission.EMPLOYEE_VIEW),
    ("Inleners", "hirer_list", Permission.HIRER_VIEW),
    ("Signalen", "signal_list", Permission.EMPLOYEE_VIEW),
    ("Loopt af", "expiring", Permission.EMPLOYEE_VIEW),
    ("Rapportages", "report_list", Permission.REPORT_VIEW),
    ("Kalender", "calendar", Permission.CALENDAR_VIEW),
    ("Logboek", "log", Permission.LOG_VIEW),
    ("Beheer", "user_list", Permission.ACCOUNT_MANAGE),
    ("Verzoeken", "privacy_requests", Permission.PRIVACY_REQUESTS),
)


def portal(request: HttpRequest) -> dict[str, object]:
    """`portal` in every template; also on a public page, where nobody has a membership."""
    nobody: dict[str, Any] = {
        "fictitious": settings.FICTITIOUS,
        "one_step": not settings.SECOND_FACTOR,
        "nav": [],
        "who": "",
        "asks_as": "",
        "memberships": [],
        "may_search": False,
    }
    asked = hasattr(request, "membership")
    return {"portal": nobody | _asker(cast(PortalRequest, request)) if asked else nobody}


def _asker(request: PortalRequest) -> dict[str, Any]:
    membership = request.membership
    who = request.acting.membership.user if request.acting else request.user
    entries = [(label, _url(name)) for label, name, needed in MENU if _has(membership, name, needed)]
    return {
        "nav": [Item(label, url, _here(request.path, url)) for label, url in entries],
        "who": who.name,
        "asks_as": membership.place or membership.role_label,
        "memberships": [
            {"key": other.pk, "label": f"{other.role_label} {other.place}"}
            for other in request.memberships
            if other != membership
        ],
        "acting": request.acting,
        "device": _device(request),
        "may_search": membership.may(Permission.EMPLOYEE_VIEW) and not request.acting,
    }


def _has(membership: Membership, name: str, needed: Permission | None) -> bool:
    return membership.may(needed) if needed else not begins_at_dashboard(membership)


def _device(request: PortalRequest) -> str:
    """Under which name a phone keeps what somebody typed: of who notes contacts; it says of no account whose it is."""
    if request.acting or not request.membership.may(Permission.CONTACT_CHANGE):
        return ""
    return salted_hmac("soweco_portal.device", str(request.user.key)).hexdigest()[:16]


_url = cache(reverse)  # on every page, and always the same


# Pages with an address of their own that belong to an entry: a contract is one of a hirer.
_BELONGS = {"/inleners/": "/contracten/"}


def _here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith((url, _BELONGS.get(url, url)))
