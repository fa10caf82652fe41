"""The page that asks what for, before the dossier of somebody one does not work with every day opens."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.forms import PurposeForm
from cases.opening import asks_purpose, find
from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest
from municipalities.traces import Act, about_person, note


@requires(Permission.EMPLOYEE_VIEW)
@about_person
def employee_purpose(request: PortalRequest, key: str) -> HttpResponse:
    """Asks once a day for each person, then goes on to where one was going. It says nothing about the person."""
    person = find(key, request.membership, former=True)
    onwards = _onwards(request, reverse("employee", args=[person.key]))
    if not asks_purpose(person):
        return redirect(onwards)
    posted = request.method == "POST"
    form = PurposeForm(request.POST if posted else None, person=person)
    if posted and form.is_valid():
        note(Act.PURPOSE_STATED, membership=request.membership, subjects=[person.key], purpose=form.purpose)
        form.count_overridden(request.user)
        return redirect(onwards)
    context = {"form": form, "place": request.membership.municipality}
    return render(request, "cases/employee_purpose.html", context, status=form.status if posted else 200)


def _onwards(request: PortalRequest, dossier: str) -> str:
    """Where one was going, when that is a page of this dossier; else the dossier itself."""
    asked = request.GET.get("verder", "")
    return asked if asked.startswith(dossier) and "\\" not in asked else dossier
