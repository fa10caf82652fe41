"""Roles: asking for one, ending one, and confirming each year that they are still needed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from municipalities.access import Permission, requires
from municipalities.actions import NotAllowed, memberships
from municipalities.desk.forms import EndMembershipForm, MembershipForm
from municipalities.desk.roles import roles_asked
from municipalities.desk.users import one
from municipalities.models import Membership, MembershipReview, SecondFactorReset, User, today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@requires(Permission.ACCOUNT_MANAGE)
def membership_new(request: PortalRequest, key: str) -> HttpResponse:
    user = one(key)
    form = MembershipForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            asked = memberships.ask(user=user, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            _note(request, user, f"gevraagd: {asked.role} vanaf {asked.starts_on}")
            messages.success(
                request, f"De rol van {user} is gevraagd. Zij gaat in als een andere beheerder of de privacy officer "
                "haar bevestigt.",
            )  # fmt: skip
            return redirect("user", key=user.key)
    context = {
        "title": "Rol geven", "person": user, "form": form, "button": "Vraag de rol aan",
        "intro": "Een rol geeft u met zijn tweeën: u vraagt haar aan, een ander bevestigt haar.",
        "back": reverse("user", args=[user.key]),
    }  # fmt: skip
    return render(request, "beheer/form.html", context, status=422 if request.method == "POST" else 200)


@requires(Permission.ACCOUNT_MANAGE)
def membership_end(request: PortalRequest, key: str, membership: str) -> HttpResponse:
    user = one(key)
    role = get_object_or_404(user.memberships.select_related("municipality", "organisation"), key=membership)
    form = EndMembershipForm(request.POST or None, membership=role, initial={"on": role.ends_on or today()})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                memberships.end(membership=role, on=form.cleaned_data["on"])
        except NotAllowed as refusal:
            form.add_error("on", str(refusal))
        except IntegrityError as refusal:
            form.meet(refusal)
        else:
            _note(request, user, f"eindigt: {role.role} op {role.ends_on}")
            messages.success(request, f"De rol {role.role_label} van {user} eindigt op {role.ends_on:%d-%m-%Y}.")
            return redirect("user", key=user.key)
    context = {
        "title": "Rol beëindigen", "person": user, "form": form, "button": "Beëindig de rol",
        "subject": f"{role.role_label} {role.place}".strip(), "back": reverse("user", args=[user.key]),
    }  # fmt: skip
    return render(request, "beheer/form.html", context, status=form.status if request.method == "POST" else 200)


def _note(request: PortalRequest, user: User, what: str) -> None:
    note(Act.MEMBERSHIP_CHANGED, membership=request.membership, account=user.key, detail=what)


@requires(Permission.MEMBERSHIP_CONFIRM)
def membership_review(request: PortalRequest) -> HttpResponse:
    """Everybody with a role that this person answers for; what is ticked is confirmed."""
    mine = Membership.objects.current().confirmable_by(request.membership)
    if request.method == "POST":
        _confirm(request, mine)
        return redirect("membership_review")
    reviews = Prefetch("reviews", MembershipReview.objects.select_related("confirmed_by"))
    shown = mine.select_related("user").prefetch_related(reviews).order_by("municipality__name", "user__name", "pk")
    lines = [_line(each) for each in shown]
    context = {
        "asked": [line for line in lines if line["asked"]],
        "others": [line for line in lines if not line["asked"]],
        "roles_asked": roles_asked(request),
        "resets": _resets(request) if request.membership.may(Permission.FACTOR_RESET) else [],
        "may_manage": request.membership.may(Permission.ACCOUNT_MANAGE),
    }
    return render(request, "beheer/membership_review.html", context)


def _resets(request: PortalRequest) -> list[dict[str, Any]]:
    """Who waits for a new second factor, and whether this person may allow it."""
    waiting = SecondFactorReset.objects.filter(allowed_on=None).select_related("user", "asked_by")
    return [{"reset": each, "may": request.user.pk not in {each.asked_by_id, each.user_id}} for each in waiting]


def _confirm(request: PortalRequest, mine: Any) -> None:
    ticked = set(request.POST.getlist("review"))
    asked = MembershipReview.objects.filter(confirmed_on=None, membership__in=mine).select_related("membership__user")
    chosen = [each for each in asked if str(each.key) in ticked]
    for review in chosen:
        memberships.confirm(review=review, by=request.user, on=today())
        _note(request, review.membership.user, f"bevestigd: {review.membership.role}")
    if chosen:
        messages.success(
            request, "1 rol is bevestigd." if len(chosen) == 1 else f"{len(chosen)} rollen zijn bevestigd."
        )
    else:
        messages.warning(request, "Vink aan wie zijn rol houdt. Er is niets veranderd.")


def _line(membership: Membership) -> dict[str, Any]:
    """The last review by date: the open question, or the last answer."""
    reviews: Iterable[MembershipReview] = membership.reviews.all()
    asked = next((each for each in reviews if each.confirmed_on is None), None)
    last = next((each for each in reversed(list(reviews)) if each.confirmed_on), None)
    return {
        "name": membership.user.name, "role": membership.role_label, "place": membership.place,
        "since": membership.starts_on, "asked": asked, "last": last,
        "url": reverse("user", args=[membership.user.key]), "closed": not membership.user.is_active,
    }  # fmt: skip
