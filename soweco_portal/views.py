"""Pages that belong to no room: start, help, health."""

from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from municipalities.middleware import SESSION_KEY, public
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from soweco_portal import start


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    page = start.page_for(request.membership)
    shown = [row["key"] for each in page["lists"] for row in each["rows"] if "key" in row]
    if shown:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=shown)
    return render(request, "home.html", page)


@require_POST
def switch_membership(request: PortalRequest) -> HttpResponse:
    """Go on as another of one's own memberships that run today; 404 for any other."""
    chosen = next((each for each in request.memberships if str(each.pk) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    request.session.cycle_key()
    note(Act.ROLE_SWITCHED, membership=chosen)
    return redirect("home")


def page(template: str) -> Any:
    """A page of text that everybody may read."""

    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{template}.html")

    return public(require_safe(view))


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For a monitor: 200 when the database answers. Says nothing about anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
