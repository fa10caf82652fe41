"""Requests for inzage that a second person looks after, before the letter with everything about somebody is made.

Another privacy officer or a functional administrator. They see the request itself with who registered it, on paper or
in the mail; here stands nothing that says whom it is about.
"""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.actions import requests
from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest


@require_safe
@requires(Permission.REQUEST_SEE)
def requests_to_see(request: PortalRequest) -> HttpResponse:
    context = {"waiting": requests.to_be_seen(), "handles": request.membership.may(Permission.PRIVACY_REQUESTS)}
    return render(request, "cases/requests_to_see.html", context)


@require_POST
@requires(Permission.REQUEST_SEE)
def request_seen(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    try:
        requests.seen(key=key, membership=request.membership)
    except requests.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "U heeft het verzoek nagekeken. De brief kan nu worden gemaakt.")
    return redirect("requests_to_see")
