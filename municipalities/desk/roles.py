"""New roles that wait for a second person: asked by one administrator, granted by another or the privacy officer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from municipalities.access import Permission, requires
from municipalities.actions import NotAllowed, memberships
from municipalities.models import RoleRequest
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


def roles_asked(request: PortalRequest) -> list[dict[str, Any]]:
    """New roles that wait for a second person, and whether this is one."""
    if not request.membership.may(Permission.ROLE_GRANT):
        return []
    waiting = RoleRequest.objects.filter(confirmed_on=None)
    waiting = waiting.select_related("user", "asked_by", "municipality", "organisation")
    return [{"asked": each, "may": request.user.pk not in {each.asked_by_id, each.user_id}} for each in waiting]


@require_POST
@requires(Permission.ROLE_GRANT)
def role_grant(request: PortalRequest, key: str) -> HttpResponse:
    """The second pair of eyes on a new role: confirmed, or refused."""
    asked = get_object_or_404(RoleRequest.objects.select_related("user", "municipality", "organisation"), key=key)
    refuses = "weiger" in request.POST
    try:
        if refuses:
            memberships.refuse(asked=asked)
        else:
            memberships.grant(asked=asked, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        detail = f"{'geweigerd' if refuses else 'gegeven'}: {asked.role}"
        note(Act.MEMBERSHIP_CHANGED, membership=request.membership, account=asked.user.key, detail=detail)
        said = "De rol is geweigerd." if refuses else f"{asked.user} is nu {asked.label}."
        messages.success(request, said)
    return redirect("membership_review")
