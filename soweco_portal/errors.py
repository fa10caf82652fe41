"""The pages for when it does not go well. They stand on their own: no database, context processors or stack trace."""

import sys
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _page(status: HTTPStatus, context: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status.value}.html", context or {}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(HTTPStatus.FORBIDDEN, {"reason": str(exception or "")})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what is not there and for what belongs to another."""
    return _page(HTTPStatus.NOT_FOUND)


TOO_LONG = {"57014", "55P03", "40P01", "25P03"}  # statement and lock timeout, deadlock, silence in a transaction
READ_ONLY = "25006"
RETRY_AFTER = "30"  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours is a 500. A database that is away, full, read-only or too slow is a 503, as is a PDF that
    takes too long: it passes.

    A NUL that got as far as the database (PostgreSQL's texts have none) came from outside, in a cookie say: a 400.
    """
    error = sys.exc_info()[1]
    if isinstance(error, ValueError) and "NUL (0x00)" in str(error):
        return bad_request(request)
    if isinstance(error, TimeoutError):
        return _unavailable(too_long=True)
    code = getattr(error.__cause__, "pgcode", None) if isinstance(error, DatabaseError | InterfaceError) else None
    if not (isinstance(error, OperationalError | InterfaceError) or code == READ_ONLY):
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR)
    return _unavailable(too_long=code in TOO_LONG)


def _unavailable(*, too_long: bool) -> HttpResponse:
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE, {"too_long": too_long})
    response["Retry-After"] = RETRY_AFTER
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        HTTPStatus.FORBIDDEN,
        {"reason": "Deze pagina stond te lang open. Ga terug, ververs haar en probeer het opnieuw."},
    )
