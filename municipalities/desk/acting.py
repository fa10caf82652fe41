"""Looking along as somebody else: beginning, stopping, and who did."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import Permission, requires
from municipalities.acting import ACTING_KEY, as_oneself
from municipalities.actions import NotAllowed, acting
from municipalities.desk.forms import ActForm
from municipalities.desk.users import one
from municipalities.models import Acting
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@requires(Permission.ACT_AS)
def act_as(request: PortalRequest, key: str) -> HttpResponse:
    user = one(key)
    form = ActForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            begun = acting.begin(administrator=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            note(Act.ACTED_AS, membership=request.membership, account=user.key, purpose=begun.reason)
            request.session[ACTING_KEY] = str(begun.key)
            return redirect("home")
    context = {
        "title": "Meekijken", "person": user, "form": form, "button": "Begin met meekijken",
        "intro": "U ziet hoogstens een half uur wat deze persoon ziet. U kunt niets veranderen.",
        "back": reverse("user", args=[user.key]),
    }  # fmt: skip
    return render(request, "beheer/form.html", context, status=422 if request.method == "POST" else 200)


@as_oneself
@require_POST
@requires(Permission.ACT_AS)
def act_stop(request: PortalRequest) -> HttpResponse:
    """Back to oneself; also when it had ended already."""
    key = request.session.pop(ACTING_KEY, None)
    begun = Acting.objects.filter(key=key, administrator=request.user).first() if key else None
    if begun:
        acting.stop(acting=begun)
    messages.success(request, "U werkt weer als uzelf.")
    return redirect("home")


@require_safe
@requires(Permission.ACTING_VIEW)
def acting_list(request: PortalRequest) -> HttpResponse:
    """Who looked along as whom, why and when; the last first."""
    found = Acting.objects.visible_to(request.membership)
    page = pages(request.GET, found.count())
    rows = list(found[page.rows])
    return render(request, "beheer/acting_list.html", {"actings": rows, "page": page})
