"""The history of a dossier: who changed what, from what to what, and when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.history import KINDS, changes
from cases.models import WswEmployee
from cases.opening import opens
from municipalities.access import Permission, requires
from municipalities.paging import pages, query
from municipalities.requests import PortalRequest
from municipalities.traces import Act


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_HISTORY_READ)
def employee_history(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """Of `?soort=`, or of everything; the latest first."""
    asked = request.GET.get("soort", "")
    kind = asked if asked in KINDS else ""
    found = changes(person, kind)
    page = pages(request.GET, len(found))
    shown = [("", "alles"), *((each, each) for each in KINDS)]
    context = {
        "person": person,
        "changes": found[page.rows],
        "kinds": [
            {"label": label, "query": query(request.GET, soort=each, pagina=""), "current": each == kind}
            for each, label in shown
        ],
        "result": "1 wijziging" if len(found) == 1 else f"{len(found)} wijzigingen",
        "page": page,
    }
    return render(request, "cases/employee_history.html", context)
