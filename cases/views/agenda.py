"""One's appointments in one's own calendar: the page where the link is made and revoked, and what a calendar gets."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from cases import agenda
from municipalities import calendar_links, post, stepup, throttle
from municipalities.access import Permission, requires
from municipalities.middleware import public
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

WHAT = "text/calendar; charset=utf-8"


@require_safe
@requires(Permission.CALENDAR_LINK)
def calendar_link(request: PortalRequest) -> HttpResponse:
    return render(request, "cases/agenda.html", {"link": calendar_links.of(request.membership)})


@require_POST
@requires(Permission.CALENDAR_LINK)
@stepup.recently_proved
def calendar_link_make(request: PortalRequest) -> HttpResponse:
    """The address stands on this answer and nowhere else: it is not kept, so it cannot be shown again."""
    token = calendar_links.make(membership=request.membership)
    address = post.link("calendar_feed", token=token)
    return render(request, "cases/agenda.html", {"link": calendar_links.of(request.membership), "address": address})


@require_POST
@requires(Permission.CALENDAR_LINK)
def calendar_link_revoke(request: PortalRequest) -> HttpResponse:
    gone = calendar_links.revoke(membership=request.membership)
    messages.success(request, "De koppeling is ingetrokken." if gone else "Er was geen koppeling.")
    return redirect("calendar_link")


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, without a session. Unknown, revoked and over are the same 404."""
    if not throttle.take(calendar_links.OF_AN_ADDRESS, throttle.address_of(request)):
        return throttle.too_often()
    found = calendar_links.found(token)
    if found is None:
        return HttpResponse(render_to_string("404.html"), status=404)
    if not throttle.take(calendar_links.OF_A_LINK, str(found.link)):
        return throttle.too_often()
    membership = calendar_links.ask_as(found)
    planned = agenda.appointments_of(membership, today())
    if planned:
        note(Act.CALENDAR_READ, membership=membership, subjects=agenda.shown(planned))
    return HttpResponse(agenda.written(planned, membership), content_type=WHAT)
