"""A new second factor for somebody: asked at the account, allowed by another at the list of what waits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from municipalities.access import Permission, requires
from municipalities.actions import NotAllowed, second_factors
from municipalities.desk.users import one
from municipalities.models import SecondFactorReset
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def factor_ask(request: PortalRequest, key: str) -> HttpResponse:
    user = one(key)
    try:
        second_factors.ask(user=user, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        detail = "nieuwe tweede stap gevraagd"
        note(Act.ACCOUNT_CHANGED, membership=request.membership, account=user.key, detail=detail)
        messages.success(request, "Gevraagd. Een andere beheerder of de privacy officer staat het toe.")
    return redirect("user", key=user.key)


@require_POST
@requires(Permission.FACTOR_RESET)
def factor_allow(request: PortalRequest, key: str) -> HttpResponse:
    reset = get_object_or_404(SecondFactorReset.objects.select_related("user"), key=key)
    try:
        second_factors.allow(reset=reset, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        detail = "nieuwe tweede stap toegestaan"
        note(Act.ACCOUNT_CHANGED, membership=request.membership, account=reset.user.key, detail=detail)
        messages.success(request, f"De tweede stap van {reset.user} is gewist.")
    return redirect("membership_review")
