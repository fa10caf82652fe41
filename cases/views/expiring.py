"""“Loopt af”: everything with a last day, of everybody one may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.expiring import Expiring
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def expiring(request: PortalRequest) -> HttpResponse:
    asked = Expiring(request.GET, request.membership, today())
    page, rows = asked.page()
    if rows:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.key for each in rows])
    return render(request, "cases/expiring.html", {"page": page, "rows": rows, "sentence_html": asked.html()})
