"""Accounts, for the functional administrator: who there are, who comes and goes, and one of them from near by."""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import WATCHES, Permission, requires
from municipalities.actions import NotAllowed, users
from municipalities.desk.forms import FindForm, UserForm
from municipalities.desk.roles import roles_asked
from municipalities.memberships import FACTORS
from municipalities.models import IDLE_AFTER, Acting, Membership, User, today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

AROUND = timedelta(days=30)  # what counts as coming and going
WARN_BEFORE = timedelta(days=14)


@require_safe
@requires(Permission.ACCOUNT_MANAGE)
def user_list(request: PortalRequest) -> HttpResponse:
    """Accounts by name; `?toon=` and `?q=` choose some."""
    form = FindForm(request.GET)
    form.is_valid()
    found = selected(User.objects.all(), form.cleaned_data, today(), timezone.now())
    roles = Prefetch("memberships", Membership.objects.select_related("municipality", "organisation"))
    page = pages(request.GET, found.count())
    rows = list(with_factor(found.with_last_sign()).prefetch_related(roles)[page.rows])
    context = {
        "form": FindForm(initial=form.cleaned_data),
        "page": page,
        "users": [_line(user) for user in rows],
        "roles_asked": roles_asked(request),
    }
    return render(request, "beheer/user_list.html", context)


def selected(everybody: Any, asked: dict[str, str], day: date, now: datetime) -> Any:
    """Who is asked for: `toon` one of the choices of FindForm, `q` a part of a name or an address."""
    around = (day - AROUND, day + AROUND)
    roles = Membership.objects.filter(user=OuterRef("pk"))
    longer = roles.filter(Q(ends_on=None) | Q(ends_on__gt=around[1]))
    conditions = {
        "": Q(is_active=True),
        "nieuw": Q(is_active=True) & Exists(roles.filter(starts_on__range=around)),
        "vertrekt": Exists(roles.filter(ends_on__range=around)) & ~Exists(longer),
        "stil": Q(pk__in=User.objects.idle_since(now - IDLE_AFTER + WARN_BEFORE).values("pk")),
        "zonder": Q(is_active=True) & ~Exists(roles.running_on(day)),
        "gesloten": Q(is_active=False),
    }
    words = asked.get("q", "").strip()
    return everybody.filter(
        conditions[asked.get("toon") or ""], Q(name__icontains=words) | Q(email__icontains=words)
    ).order_by("name", "pk")


def with_factor(accounts: Any) -> Any:
    """The same accounts; each knows whether it has a second factor."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return accounts.annotate(has_second_factor=Exists(theirs))


def _line(user: Any) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "url": reverse("user", args=[user.key]),
        "roles": [f"{each.role_label} {each.place}".strip() for each in user.memberships.all() if each.is_running],
        "last_login": user.last_login,
        "second_factor": "ja" if user.has_second_factor else "nee",
        "state": _state(user),
    }


def _state(user: Any) -> dict[str, str]:
    """The tag beside a name; nothing for an account in use."""
    closes_on = timezone.localdate(user.last_sign + IDLE_AFTER)
    if not user.is_active:
        return {"text": "gesloten", "level": "info"}
    if closes_on <= today() + WARN_BEFORE:
        return {"text": f"sluit op {closes_on:%d-%m-%Y}", "level": "warn"}
    return {}


@requires(Permission.ACCOUNT_MANAGE)
def user_new(request: PortalRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = users.add(**form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error("email", str(refusal))
        else:
            users.invite(user)
            messages.success(
                request, f"Het account van {user} is gemaakt en de uitnodiging verstuurd. Geef nu een rol."
            )
            return redirect("membership_new", key=user.key)
    context = {
        "title": "Nieuw account", "form": form, "button": "Maak het account en nodig uit", "back": reverse("user_list"),
    }  # fmt: skip
    return render(request, "beheer/form.html", context, status=422 if request.method == "POST" else 200)


def one(key: str) -> User:
    return get_object_or_404(with_factor(User.objects.with_last_sign()), key=key)


@require_safe
@requires(Permission.ACCOUNT_MANAGE)
def user(request: PortalRequest, key: str) -> HttpResponse:
    """One account: its roles by date, who looked along, and what can be done with it."""
    found = one(key)
    roles = list(found.memberships.select_related("municipality", "organisation").order_by("-starts_on", "-pk"))
    running = [each for each in roles if each.is_running]
    context = {
        "person": found,
        "state": _state(found),
        "roles": [_role(each) for each in roles],
        "asked": found.role_requests.filter(confirmed_on=None).select_related("municipality", "organisation"),
        "actings": Acting.objects.visible_to(request.membership).filter(membership__user=found)[:10],
        "may_act": found.is_active and found != request.user and running and _is_watched(running),
    }
    return render(request, "beheer/user.html", context)


def _is_watched(running: list[Membership]) -> bool:
    return not {each.role for each in running} & WATCHES


def _role(membership: Membership) -> dict[str, Any]:
    day = today()
    over = membership.ends_on is not None and membership.ends_on < day
    text = "geëindigd" if over else "loopt" if membership.starts_on <= day else "begint nog"
    level = "info" if over else "ok" if membership.starts_on <= day else "warn"
    return {
        "key": membership.key, "label": membership.role_label, "place": membership.place,
        "starts_on": membership.starts_on, "ends_on": membership.ends_on, "text": text, "level": level,
        "may_end": not over,
    }  # fmt: skip


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def user_close(request: PortalRequest, key: str) -> HttpResponse:
    found = one(key)
    try:
        users.close(user=found)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        note(Act.ACCOUNT_CHANGED, membership=request.membership, account=found.key, detail="gesloten")
        messages.success(request, f"Het account van {found} is gesloten. Wie nog was ingelogd, is eruit.")
    return redirect("user", key=found.key)


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def user_reopen(request: PortalRequest, key: str) -> HttpResponse:
    found = one(key)
    if not found.is_active:
        users.reopen(user=found)
        users.invite(found)
        note(Act.ACCOUNT_CHANGED, membership=request.membership, account=found.key, detail="weer geopend")
        messages.success(request, f"Het account van {found} is weer open. De uitnodiging is verstuurd.")
    return redirect("user", key=found.key)


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def user_invite(request: PortalRequest, key: str) -> HttpResponse:
    """Once more the mail with which somebody chooses a password."""
    found = one(key)
    if found.is_active:
        users.invite(found)
        note(Act.ACCOUNT_CHANGED, membership=request.membership, account=found.key, detail="opnieuw uitgenodigd")
        messages.success(request, f"De uitnodiging aan {found.email} is verstuurd.")
    return redirect("user", key=found.key)
