"""Pages that belong to no room: start, help, health, and what machines ask for."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cases.actions import saved_views
from municipalities.access import Permission
from municipalities.middleware import SESSION_KEY, before_choosing, framed, public
from municipalities.requests import PortalRequest
from municipalities.second_factor import without_second_factor
from municipalities.traces import Act, note
from soweco_portal import start, watch


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """One's work; for the board its dashboard, unless somebody looked along: that they read here.

    After logging in, or changing role, the view that one chose to begin with comes first.
    """
    if start.begins_at_dashboard(request.membership) and not start.looked_along(request.membership):
        return redirect("dashboard")
    if begin := _to_begin_with(request):
        return redirect(begin)
    page = start.page_for(request.membership)
    shown = [row["key"] for each in page["lists"] for row in each["rows"] if "key" in row]
    if shown:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=shown)
    return render(request, "home.html", page)


BEGUN = "begun"  # in the session: as which membership one has been here


def _to_begin_with(request: PortalRequest) -> str:
    """The address of that view, once per login and role; empty when there is none."""
    if request.acting is not None or request.session.get(BEGUN) == request.membership.pk:
        return ""
    request.session[BEGUN] = request.membership.pk
    query = saved_views.to_start_with(request.membership) if request.membership.may(Permission.EMPLOYEE_VIEW) else ""
    return f"{reverse('employee_list')}?{query}" if query else ""


@before_choosing
@without_second_factor
@require_safe
def choose_membership(request: PortalRequest) -> HttpResponse:
    """Asks once per session who one is now, when there is a choice."""
    if len(request.memberships) < 2:
        return redirect("home")
    context = {"memberships": request.memberships, "next": request.GET.get("next", "")}
    return render(request, "registration/choose.html", context)


@before_choosing
@without_second_factor
@require_POST
def switch_membership(request: PortalRequest) -> HttpResponse:
    """Go on as one of one's own memberships that run today; 404 for any other."""
    chosen = next((each for each in request.memberships if str(each.pk) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    request.session.cycle_key()
    note(Act.ROLE_SWITCHED, membership=chosen)
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if ours else "home")


def page(template: str, **context: Any) -> Any:
    """A page of text that everybody may read, in the menu of who is logged in."""

    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{template}.html", context)

    return framed(require_safe(view))


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For a monitor: 200 when the database answers, and whether a job was missed. Says nothing about anybody.

    A missed job is no reason to send visitors elsewhere, so the status stays 200.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    missed = watch.is_settled() and watch.look() is not None
    return JsonResponse({"status": "ok", "jobs": "missed" if missed else "ok"})


KEEPER = settings.BASE_DIR / "static" / "js" / "keeper.js"
TEXT = "text/plain; charset=utf-8"
SECURITY_TXT = """\
Contact: {contact}
Expires: {expires:%Y-%m-%dT00:00:00Z}
Preferred-Languages: nl, en
Canonical: {canonical}
"""


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a leak (RFC 9116). 404 where nobody was named (PORTAL_SECURITY_CONTACT)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    told = {"contact": settings.SECURITY_CONTACT, "expires": timezone.now() + timedelta(days=180)}
    canonical = settings.BASE_URL + reverse("security_txt")
    return HttpResponse(SECURITY_TXT.format(canonical=canonical, **told), content_type=TEXT)


@public
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type=TEXT)


@public
@require_safe
def keeper(request: HttpRequest) -> HttpResponse:
    """The service worker: from here, since one from /static/ would see no page (static/js/keeper.js)."""
    return HttpResponse(KEEPER.read_bytes(), content_type="text/javascript; charset=utf-8")
