"""A form that is sent twice does its work once: a double click, a button pressed again on a slow line, two at once.

Every page with a form has a token of its own (Django gives the CSRF token another mask each time); a form that waits
for a connection sends one it made itself, `eenmalig`. The same token with the same content is the same form. The first
to arrive leaves a row, unique in the database, in the transaction of its work; who comes second waits for it and gets
the same answer. Other content is another act: whoever goes back and changes something, means something.

Only an answer that leads on (a redirect) is remembered. A page that shows the form again did nothing yet.
"""

import hashlib
import json
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from municipalities.requests import PortalRequest

TOKEN, OWN_TOKEN = "csrfmiddlewaretoken", "eenmalig"
Response = TypeVar("Response", bound=HttpResponseBase)

_FIRST = """
WITH forgotten AS (DELETE FROM municipalities_sentform WHERE sent_at < now() - interval '7 days')
INSERT INTO municipalities_sentform (key, user_id, answer, sent_at) VALUES (%s, %s, '', now())
ON CONFLICT (key) DO NOTHING
"""


def not_done(response: Response) -> Response:
    """Marks an answer that leads on without having done the work: the same form may come again."""
    response.not_done = True  # type: ignore[attr-defined]
    return response


def answer(request: PortalRequest, view: object, ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The view's answer, or the one it gave to the same form before."""
    key = _key(request)
    if key is None or getattr(view, "before_choosing", False):
        return ask()
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [key, request.user.pk])
        if cursor.rowcount == 0:
            return _again(request, key)
        given = ask()
        if isinstance(given, HttpResponseRedirect) and not hasattr(given, "not_done"):
            cursor.execute("UPDATE municipalities_sentform SET answer = %s WHERE key = %s", [given.url, key])
        else:
            cursor.execute("DELETE FROM municipalities_sentform WHERE key = %s", [key])
    return given


def _key(request: HttpRequest) -> str | None:
    """Which form this is, unreadable; None when it has no token."""
    token = request.POST.get(OWN_TOKEN) or request.POST.get(TOKEN) if request.method == "POST" else None
    if not token:
        return None
    typed = sorted((name, values) for name, values in request.POST.lists() if name != TOKEN)
    files = sorted((name, each.name, _digest(each)) for name, found in request.FILES.lists() for each in found)
    content = json.dumps([request.user.pk, request.get_full_path(), token, typed, files])
    return salted_hmac("once", content, algorithm="sha256").hexdigest()


def _digest(file: UploadedFile) -> str:
    """Of its content: a figure that was put right leaves a file as long as it was."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _again(request: PortalRequest, key: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM municipalities_sentform WHERE key = %s", [key])
        (url,) = cursor.fetchone()
    messages.info(request, "U had dit al verstuurd. Het is één keer verwerkt.")
    return HttpResponseRedirect(url)
