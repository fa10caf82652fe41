"""Who may be in the register twice: both side by side, and saying that they are two people. Nothing is merged here."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import doubles
from cases.actions import two_people
from cases.models import MergeKind, PersonMerge, TwoPeople, WswEmployee
from municipalities.access import Permission, requires
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, about_person, note

PER_PAGE = 20
SHOWN = 50  # of what was said


@require_safe
@requires(Permission.EMPLOYEE_CHANGE)
def double_list(request: PortalRequest) -> HttpResponse:
    """Pairs of whom one sees both, the likeliest first, and of whom it was said that they are two."""
    found = doubles.pairs(request.membership)
    page = pages(request.GET, len(found), PER_PAGE)
    shown = doubles.side_by_side(found[page.rows])
    proposed = {frozenset((each.employee.key, each.gone.key)): each.key for each in _open_merges(request)}
    pairs = [(pair, proposed.get(frozenset((pair.one.key, pair.other.key)))) for pair in shown]
    said = list(TwoPeople.objects.visible_to(request.membership).select_related("employee", "other", "said_by")[:SHOWN])
    listed = [side.key for pair in shown for side in (pair.one, pair.other)]
    listed += [each.key for two in said for each in (two.employee, two.other)]
    if listed:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=listed)
    return render(request, "cases/double_list.html", {"pairs": pairs, "page": page, "said": said})


def _open_merges(request: PortalRequest) -> QuerySet[PersonMerge]:
    return PersonMerge.objects.visible_to(request.membership).open().filter(kind=MergeKind.SAMEN)


@require_POST
@requires(Permission.EMPLOYEE_CHANGE)
@about_person
def double_apart(request: PortalRequest, key: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """These are two people; the pair stays away."""
    seen = WswEmployee.objects.visible_to(request.membership)
    one, second = get_object_or_404(seen, key=key), get_object_or_404(seen.exclude(key=key), key=other)
    two_people.say(one=one, other=second, by=request.user)
    note(Act.DOUBLES_JUDGED, membership=request.membership, subjects=[one.key, second.key])
    messages.success(request, f"Vastgelegd: {one} en {second} zijn twee mensen.")
    return redirect("double_list")


@require_POST
@requires(Permission.EMPLOYEE_CHANGE)
def double_take_back(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    """It is not certain after all."""
    said = get_object_or_404(
        TwoPeople.objects.visible_to(request.membership).select_related("employee", "other"), key=key
    )
    both = [said.employee.key, said.other.key]
    two_people.take_back(said=said)
    note(Act.DOUBLES_JUDGED, membership=request.membership, subjects=both)
    messages.success(request, "Teruggenomen. Als zij op elkaar lijken, staat het paar weer in de lijst.")
    return redirect("double_list")
