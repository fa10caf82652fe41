"""Who does something that matters much, proves once more who they are: full BSN, personal export, release, destruction.

A proof is a password, a code or a passkey given in the last ten minutes, at login or since. Without one the asker goes
to the page that asks for it and comes back to where they were, with a message: what was sent is not kept (it may hold
people), so the form is asked again. Put `recently_proved` on the page with the form too when there is much to fill in.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from municipalities.once import not_done

VALID_FOR = 10 * 60  # seconds
PROVED_AT = "proved_at"  # in the session
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def recently_proved(view: View) -> View:
    """Lets a view through for who proved in the last ten minutes who they are; others go and prove it first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if proved(request) else prove_first(request)

    return guarded  # type: ignore[return-value]


def proved(request: HttpRequest) -> bool:
    return 0 <= time.time() - request.session.get(PROVED_AT, 0) < VALID_FOR


def prove(request: HttpRequest) -> None:
    """Just now this asker proved who they are."""
    request.session[PROVED_AT] = time.time()


def prove_first(request: HttpRequest) -> HttpResponse:
    """To the page that asks for a proof, and from there back to where the asker was."""
    question = {"next": came_from(request)} | ({"opnieuw": "1"} if request.method == "POST" else {})
    return not_done(goes_to(request, f"{reverse('account_reauthenticate')}?{urlencode(question)}"))


def came_from(request: HttpRequest) -> str:
    """The page somebody is on: this one, or the one whose form was sent. Never an address that is not ours."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return reverse("home")
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def goes_to(request: HttpRequest, url: str) -> HttpResponse:
    """Go to `url`, the whole page of it, also when only a part of a page was asked for."""
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
