"""A device somebody logged in with before: known by a signed cookie, which says of no account whose it is.

It opens nothing. Its only use is a share of tries of its own (`throttle.py`), so that who guesses elsewhere does not
keep the owner out.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "portal_device"
KEPT = 180 * 24 * 60 * 60  # seconds
AT_MOST = 8  # accounts per device


def knows(request: HttpRequest, email: str) -> bool:
    return _mark(email) in _marks(request)


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    marks = [_mark(email), *(mark for mark in _marks(request) if mark != _mark(email))][:AT_MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=COOKIE),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        marks: list[str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT)
    except signing.BadSignature:
        return []
    return marks


def _mark(email: str) -> str:
    return salted_hmac("municipalities.devices", email.strip().lower(), algorithm="sha256").hexdigest()
