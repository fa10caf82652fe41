"""Every answer carries the headers that keep a browser safe: each address × everybody × each method, and each status.

The addresses come from the resolver, so a new one is covered without a line here.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, reverse

from tests import turns
from tests.portal.canaries import FORM
from tests.portal.test_urls import HEADERS, address, assert_ours, assert_safe, patterns, undone
from tests.portal.url_table import PEOPLE
from tests.situations import Portal, make_portal

DAYS = 3  # until everybody asked at each address
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
IN_PRODUCTION = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


@pytest.fixture(scope="module")
def portal(for_all_tests: None) -> Portal:
    return make_portal()


def addresses(portal: Portal) -> Iterator[str]:
    """One of each pattern: of somebody where the table of addresses knows one, else of nobody."""
    for pattern in patterns():
        try:
            yield address(portal, pattern.name or "")
        except NoReverseMatch:
            yield reverse(pattern.name or "", kwargs=_made_up(pattern))


def _made_up(pattern: URLPattern) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__
        made[name] = uuid.uuid4() if kind.startswith("UUID") else 1 if kind.startswith("Int") else "pdf"
    return made


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.drill)], ids=["in-turn", "every-method"])
def test_every_address_every_method(portal: Portal, who: str, every: bool) -> None:
    """In turn: of each address one of three people asks, each another method, and on other days the others and others.

    What everybody gets by GET and POST is looked at each time, in test_urls.py.
    """
    asked, first = 0, PEOPLE.index(who)
    for nth, url in enumerate(addresses(portal), turns.NOW):
        if not every and (first + nth) % DAYS:
            continue
        for method in METHODS if every else [METHODS[(first + nth) // DAYS % len(METHODS)]]:
            client = portal.client(who)
            client.raise_request_exception = False
            with undone():
                response = client.generic(method, url)
            assert response.status_code < 500, (method, url)
            assert_safe(response)
            asked += 1
    assert asked >= (100 * len(METHODS) if every else 100 // DAYS)


BROKEN = {
    400: [BadRequest("Truus"), SuspiciousOperation("Truus")],
    403: [PermissionDenied("Uw rol mag dit niet.")],
    404: [Http404("Truus")],
    500: [RuntimeError("Truus")],
    503: [OperationalError("Truus")],
}


@pytest.mark.parametrize(
    ("status", "error"),
    [(status, error) for status, errors in BROKEN.items() for error in errors],
    ids=lambda value: str(value) if isinstance(value, int) else type(value).__name__,
)
@pytest.mark.parametrize("where", ["a page", "a middleware"])
def test_whatever_goes_wrong_wherever(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, status: int, error: Exception, where: str
) -> None:
    def broken(*args: object) -> None:
        raise error

    if where == "a page":
        monkeypatch.setattr("soweco_portal.start.page_for", broken)
    else:
        monkeypatch.setattr(SecurityMiddleware, "process_request", broken)
    client = Client(raise_request_exception=False)
    client.cookies = portal.client("bram").cookies
    with undone():
        response = client.get("/")
    assert response.status_code == status
    assert b"Truus" not in response.content
    assert_safe(response)


def test_a_form_too_large_or_with_too_many_fields(portal: Portal) -> None:
    """Ten megabytes, two thousand fields, a broken envelope: 400 in words, and nothing is read on."""
    client = portal.client("bram")
    url = address(portal, "employee_edit")
    for body, kind in (
        (b"first_name=" + b"a" * 10_000_000, FORM),
        ("&".join(f"veld{nth}=1" for nth in range(2000)).encode(), FORM),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary="),
    ):
        with undone():
            response = client.generic("POST", url, body, content_type=kind)
        assert response.status_code == 400, body[:20]
        assert "Deze vraag klopt niet" in response.content.decode()
        assert_safe(response)


def test_our_own_files(client: Client) -> None:
    """Also the answer that nothing changed, a part of one, and one that is not there."""
    for path in ("css/tokens.css", "js/portal.js", "img/favicon.svg", "bootstrap/css/bootstrap.min.css"):
        response = client.get(f"/static/{path}")
        assert response.status_code == 200
        assert_ours(response)
        again = client.get(f"/static/{path}", headers={"if-modified-since": response["Last-Modified"]})
        assert again.status_code == 304
        assert_ours(again)
        part = client.get(f"/static/{path}", headers={"range": "bytes=0-9"})
        assert part.status_code == 206
        assert_ours(part)
    missing = client.get("/static/css/weg.css")
    assert missing.status_code == 404
    assert_safe(missing)
    for path in ("../manage.py", "%2e%2e/manage.py", "..%2f..%2fetc/passwd", "css/../../manage.py", "css\\..\\..\\x"):
        assert client.get(f"/static/{path}").status_code == 404


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A browser on a portal that talks as it does in production."""
    with override_settings(**IN_PRODUCTION):
        yield Client(raise_request_exception=False)


def assert_strict(response: HttpResponse) -> None:
    assert_ours(response)
    found = re.fullmatch(r"max-age=(\d+); includeSubDomains; preload", response["Strict-Transport-Security"])
    assert found is not None
    assert int(found[1]) >= 365 * 24 * 60 * 60


def test_production_is_only_spoken_to_safely(production: Client, db: None) -> None:
    for path in ("/", "/inloggen/", "/static/css/tokens.css", "/nergens/"):
        response = production.get(path)
        assert response.status_code == 301
        assert response["Location"] == f"https://testserver{path}"
        assert_safe(response)


def test_production_says_so_for_a_year(production: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/", "/inloggen/", "/static/css/tokens.css", "/nergens/", "/rapportages/maken/", "/robots.txt"):
        assert_strict(production.get(path, secure=True))
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", lambda *_: 1 / 0)
    response = production.get("/", secure=True)
    assert response.status_code == 500
    assert_strict(response)


def test_another_host_is_refused_whatever_header_names_it(production: Client, db: None) -> None:
    """Q37: no answer holds the name, and none of the headers a proxy might pass on is believed."""
    for how in ({}, {"secure": True}):
        response = production.get("/", headers={"host": "nep.example"}, **how)
        assert response.status_code == 400
        assert b"nep.example" not in response.content
        assert_ours(response)
    for name in "x-forwarded-host forwarded x-host x-original-host x-forwarded-server x-rewrite-url".split():
        value = "host=nep.example" if name == "forwarded" else "nep.example"
        for path in ("/", "/medewerkers/?q=a", "/inloggen/", "/.well-known/security.txt"):
            response = production.get(path, headers={name: value}, secure=True)
            assert "nep.example" not in response.content.decode() + str(response.headers), (name, path)


@override_settings(SECURITY_CONTACT="mailto:veilig@voorbeeld.example", BASE_URL="https://portaal.voorbeeld.example")
def test_who_finds_a_leak_can_say_so(client: Client) -> None:
    """RFC 9116: Contact, Expires within a year, the language and the address of the file itself."""
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert lines["Contact"] == "mailto:veilig@voorbeeld.example"
    assert lines["Preferred-Languages"] == "nl, en"
    assert lines["Canonical"] == "https://portaal.voorbeeld.example/.well-known/security.txt"
    expires, now = datetime.fromisoformat(lines["Expires"]), datetime.now(tz=UTC)
    assert now + timedelta(days=30) < expires < now + timedelta(days=365)


@override_settings(SECURITY_CONTACT="")
def test_a_laptop_has_nobody_to_tell(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


def test_no_search_engine_comes_in(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.content.decode() == "User-agent: *\nDisallow: /\n"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["Content-Security-Policy", *HEADERS])
def test_a_missing_header_is_seen(client: Client, name: str) -> None:
    response = client.get("/robots.txt")
    assert_ours(response)
    del response[name]
    with pytest.raises(KeyError):
        assert_ours(response)


def test_a_policy_that_allows_a_little_more_is_seen(client: Client) -> None:
    response = client.get("/robots.txt")
    policy = response["Content-Security-Policy"]
    response["Content-Security-Policy"] = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    with pytest.raises(AssertionError):
        assert_ours(response)


def test_the_policy_allows_nothing_inline() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    said = {word for words in policy.values() for word in words}
    assert policy["default-src"] == ["'none'"]
    assert said == {"'none'", "'self'", "data:"}
    assert [name for name, words in policy.items() if "data:" in words] == ["img-src"]


def test_the_headers_come_first() -> None:
    """Whatever another middleware answers passes it."""
    assert settings.MIDDLEWARE[0] == "soweco_portal.headers.HeadersMiddleware"
