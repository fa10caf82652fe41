"""The second step at login: a code of an app, or a passkey. Who must have one stands with the roles (`access.py`).

One gate holds it up, at every page that is not public: who must have a second factor and has none reaches the pages
with which to get one and nothing else, in open sessions too. A session that did not pass the second step is no use to
who has one: they log in again. Django-allauth keeps the factors; a recovery code is a way in, not a factor.

One's own factor counts for all one's roles. The second step that a municipality took at its own login counts for the
roles at that municipality: what it asks of whom is its own to say, and no other's to rely on.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from municipalities import sessions, stepup
from municipalities.access import ROLES
from municipalities.memberships import FACTORS
from municipalities.models import Membership, User
from municipalities.requests import PortalRequest

PASSED = "second_factor"  # in the session: `here`, or the CBS code of the municipality that took the step
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def must_have(memberships: Iterable[Membership]) -> bool:
    """One role that asks for it is enough: the role can be switched in an open session."""
    return settings.SECOND_FACTOR and any(ROLES[each.role].second_factor for each in memberships)


def gate(request: PortalRequest, view: Callable[..., Any]) -> HttpResponse | None:
    """The way to take instead of `view`; None for who may go on."""
    if getattr(view, "without_second_factor", False):
        return None
    where = request.session.get(PASSED)
    rest = not_of(where, request.memberships)
    covered = len(rest) < len(request.memberships) and getattr(request, "membership", None) not in rest
    if covered or not must_have(rest):
        return None
    has = any(each.has_second_factor for each in request.memberships)
    if where == "here" and has:
        return None
    return sessions.leave(request, "tweede-stap") if has else stepup.goes_to(request, reverse("mfa_index"))


def not_of(municipality: str | None, memberships: Iterable[Membership]) -> list[Membership]:
    """Those for which a login at this municipality (its CBS code) says nothing."""
    return [each for each in memberships if each.municipality is None or each.municipality.cbs_code != municipality]


def passed(request: HttpRequest, where: str = "here") -> None:
    """In this session the second step was taken: `here`, or at the own login of the municipality with this CBS code."""
    request.session[PASSED] = where


def factors_of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user.pk, type__in=FACTORS).order_by("created_at"))


def forget(user: User) -> None:
    """Away with all factors and sessions, for who lost their phone; at the next login they get a new one."""
    Authenticator.objects.filter(user=user.pk).delete()
    sessions.end_others(user)


def without_second_factor(view: View) -> View:
    """Marks a page for who has no second factor yet: the pages to get one, and the way out."""
    view.without_second_factor = True  # type: ignore[attr-defined]
    return view
