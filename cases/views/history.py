"""The history of a dossier: who changed what, from what to what, and when."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.history import KINDS, changes
from cases.lists import query
from cases.models import WswEmployee
from cases.opening import opens
from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest
from municipalities.traces import Act

PER_PAGE = 50


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_HISTORY_READ)
def employee_history(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """Of `?soort=`, or of everything; the latest first."""
    kind = request.GET.get("soort", "")
    kind = kind if kind in KINDS else ""
    found = changes(person, kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "person": person,
        "changes": page.object_list,
        "kinds": [{"label": each, "query": query(request.GET, soort=each, pagina=""), "current": each == kind}
                  for each in KINDS],
        "all_query": query(request.GET, soort="", pagina=""),
        "kind": kind,
        "result": "1 wijziging" if len(found) == 1 else f"{len(found)} wijzigingen",
        "page": pages(page, request.GET),
    }  # fmt: skip
    return render(request, "cases/employee_history.html", context)
