"""The pages for when it does not go well. They stand on their own: no database, context processors or stack trace."""

from http import HTTPStatus
from typing import Any

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


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        HTTPStatus.FORBIDDEN,
        {"reason": "Deze pagina stond te lang open. Ga terug, ververs haar en probeer het opnieuw."},
    )
