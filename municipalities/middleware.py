"""Who is asking: the one place where a request opens its transaction, learns its membership and tells the database.

A role belongs to a membership that runs today. It is looked up at every request, so that one which ended yesterday is
out today, in open sessions too. Who has several chooses one first: no page guesses which of them is meant. The asker is
a transaction-local setting; with the request's transaction it is gone. We left ATOMIC_REQUESTS: it opens the
transaction after the middleware, too late for a setting that lives in it.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from municipalities import acting, limits, memberships, once, second_factor, sessions
from municipalities.asker import tell_database
from municipalities.logs import Status
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from municipalities.versioned import is_stale

SESSION_KEY = "membership"
View = TypeVar("View", bound=Callable[..., Any])


class LimitsMiddleware:
    """All that a request asks of the database, its session too, it asks within limits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with limits.of_a_request():
            return self.get_response(request)


class AskerMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        """Runs the view in its transaction; all but those marked `public` need a membership that runs today."""
        try:
            return self._run(request, view, args, kwargs)
        except (Http404, PermissionDenied) as refusal:
            _note_refusal(request, view, kwargs, refusal)
            raise
        except IntegrityError as refusal:
            if is_stale(refusal):
                return render(request, "409.html", status=409)
            raise

    def _run(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        with transaction.atomic():
            asker = cast(PortalRequest, request)
            if getattr(view, "public", False) and not self._is_framed(asker, view):
                return _rendered(view(request, *args, **kwargs))
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return self._answer(asker, view, args, kwargs)

    def _is_framed(self, request: PortalRequest, view: Callable[..., Any]) -> bool:
        """Whether this public page is shown in the menu of who asks: they are logged in and have a role today."""
        if not (getattr(view, "framed", False) and request.user.is_authenticated):
            return False
        with suppress(PermissionDenied):
            self._choose(request)
        return hasattr(request, "memberships")

    def _answer(
        self, request: PortalRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        """The view's answer to one membership, or the way to choosing one."""
        if not hasattr(request, "memberships"):
            self._choose(request)
        if elsewhere := sessions.idle(request) or second_factor.gate(request, view):
            return elsewhere
        if not hasattr(request, "membership"):
            asked_first = getattr(view, "before_choosing", False)
            return _rendered(view(request, *args, **kwargs)) if asked_first else _to_choosing(request)
        try:
            acting.step_in(request, view)
        except acting.ActingIsOver:
            messages.warning(request, "Het meekijken is voorbij. U werkt weer als uzelf.")
            return redirect("home")
        with acting.looking_along(request):
            return once.answer(request, view, lambda: _rendered(view(request, *args, **kwargs)))

    @staticmethod
    def _choose(request: PortalRequest) -> None:
        """The memberships that run today, and the chosen one; the only one is chosen without asking."""
        chosen = request.session.get(SESSION_KEY)
        running = memberships.running(request.user, chosen=chosen)
        if not running:
            raise PermissionDenied("U heeft op dit moment geen rol in dit portaal. Vraag de functioneel beheerder.")
        request.memberships = running
        found = running[0] if len(running) == 1 else next((each for each in running if each.pk == chosen), None)
        if found:
            request.membership = found


def _to_choosing(request: PortalRequest) -> HttpResponseBase:
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method in acting.SAFE else ""
    return redirect(reverse("choose_membership") + query)


def _rendered(response: Any) -> HttpResponseBase:
    """What the view's template asks of the database belongs to the view's transaction."""
    return response.render() if callable(getattr(response, "render", None)) else response


def before_choosing(view: View) -> View:
    """Marks a view for who has not said yet which of their memberships they ask as: saying so."""
    view.before_choosing = True  # type: ignore[attr-defined]
    return view


def framed(view: View) -> View:
    """Marks a public page as one that also belongs to the portal of who is logged in: in their menu, not outside it."""
    view.framed = True  # type: ignore[attr-defined]
    return public(second_factor.without_second_factor(before_choosing(view)))


def _note_refusal(
    request: HttpRequest, view: Callable[..., Any], kwargs: dict[str, Any], refusal: Http404 | PermissionDenied
) -> None:
    """Who asked for a person or an act that is not theirs; in a transaction of its own, for the request's is undone.

    Not found is a refusal where a person was asked for: the page does not say which of the two it is.
    """
    person = kwargs["key"] if getattr(view, "about_person", False) else None
    if person is None and isinstance(refusal, Http404):
        return
    asked = re.sub(r"<[^>]*>", "…", request.resolver_match.route) if request.resolver_match else ""
    deed = "openen" if request.method in acting.SAFE else "insturen"
    outcome = "niet gevonden" if isinstance(refusal, Http404) else "niet toegestaan"
    membership = getattr(request, "membership", None)
    with transaction.atomic():
        if request.user.is_authenticated:
            tell_database(str(request.user.key), str(membership.pk if membership else ""))
        note(
            Act.REFUSED,
            membership=membership,
            subjects=[person] if person else [],
            status=Status.REFUSED,
            detail=f"/{asked} {deed}: {outcome}",
        )


def public(view: View) -> View:
    """Marks a view as open to everybody: login, health, help."""
    view.public = True  # type: ignore[attr-defined]
    return view
