"""May a browser keep this page, and does what it kept still hold? Only of a page that holds no people.

Its mark (ETag) says who asks, in which role, on which day, of which portal, and what the page was made of. While that
is all the same the answer is 304, without making the page. See docs/decisions/0042-from-draft-to-board.md.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac

from municipalities.models import today
from municipalities.requests import PortalRequest

HOW = "private, no-cache"  # kept by this browser alone, which asks each time whether it still holds
PARTS = ("templates", "static", "soweco_portal", "reports", "cases", "municipalities")


def answer(request: PortalRequest, page: Callable[[], HttpResponse], *, made_of: Any) -> HttpResponse:
    """`page()`, or 304 when the browser has the page that it would make; `made_of` is all that the page depends on
    but the asker. A page with a message, or of who looks along, is told once and not kept."""
    if request.acting or len(get_messages(request)):
        return page()
    mark = _mark(request, made_of)
    told = get_conditional_response(request, etag=mark) or page()
    told["ETag"], told["Cache-Control"] = mark, HOW
    return told


def _mark(request: PortalRequest, made_of: Any) -> str:
    """A keyed hash: it tells nobody what it was made of. The forms on a kept page work as long as their secret does."""
    asker = (
        str(request.user.key), request.user.name, str(request.membership.key),
        [str(each.key) for each in request.memberships], _secret(request),
    )  # fmt: skip
    told = repr((asker, request.get_full_path(), today(), _portal(), made_of))
    return f'"{salted_hmac("municipalities.kept", told, algorithm="sha256").hexdigest()}"'


def _secret(request: HttpRequest) -> str:
    get_token(request)
    return request.META["CSRF_COOKIE"]


@cache
def _portal() -> int:
    """When the newest file of this portal was written: another version makes other pages."""
    files = (each for part in PARTS for each in (settings.BASE_DIR / part).rglob("*.*") if each.suffix != ".pyc")
    return max(each.stat().st_mtime_ns for each in files)
