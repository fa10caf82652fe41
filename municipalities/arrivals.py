"""What a login, a proof and a new factor leave in the session: from when, proved when, second step taken where."""

from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from municipalities import accounts, second_factor, sessions, stepup
from municipalities.models import Membership, User
from municipalities.oidc import Visit

ADDED = {
    "totp": "Er is een app voor de tweede stap toegevoegd aan uw account.",
    "webauthn": "Er is een passkey toegevoegd aan uw account.",
}


def watch() -> None:
    user_logged_in.connect(_logged_in)
    authentication_step_completed.connect(_step_completed)


def _logged_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Logging in is a proof of who one is, unless another organisation asked: perhaps nothing, or for itself alone."""
    sessions.begin(request)
    visit: Visit | None = getattr(request, "oidc_visit", None)
    coded = any(record["method"] == "mfa" for record in get_authentication_records(request, user))
    if coded or visit is None or (visit.proved and _speaks_for_all(visit)):
        stepup.prove(request)
    if coded:
        second_factor.passed(request)
    elif visit and visit.provider.second_factor:
        second_factor.passed(request, visit.provider.municipality)


def _speaks_for_all(visit: Visit) -> bool:
    """Whether every role of who comes in is at that municipality: what one proves there opens nothing elsewhere.

    A new second factor of one's own is set up with a proof, and counts everywhere.
    """
    roles = Membership.objects.current().filter(user=visit.user)
    return not second_factor.not_of(visit.provider.municipality, roles)


def _step_completed(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    if kwargs.get("reauthenticated"):
        stepup.prove(request)


def factor_added(request: HttpRequest, kind: str) -> None:
    """Setting it up is taking the second step; the session goes on under another key, and the owner hears of it."""
    second_factor.passed(request)
    stepup.prove(request)
    request.session.cycle_key()
    accounts.second_factor_changed(cast(User, request.user), ADDED[kind])
