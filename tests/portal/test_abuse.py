"""Whatever is sent, nothing breaks: each page answers a 4xx in words or the page, never a 5xx (Q42).

Values that break numbers, dates, text and patterns, in every parameter of every address and every field of every form,
and in the cookies and headers that come along.
"""

from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from tests import turns
from tests.portal.test_headers import addresses
from tests.portal.test_mass_assignment import forms_of
from tests.portal.test_urls import undone
from tests.situations import Portal, make_portal

VALUES = [
    "", " ", "0", "-1", "-0", "1e9", "9" * 40, "٣", "²", "NaN", "sNaN", "Infinity", "1e-999", "0x10", "1_000", "1,5,5",
    "\x00", "a\x00b", "%00", "\r\nSet-Cookie: a=b", "\ud7ff\ue000", "\u202e\u200b\ufeff", "é" * 3000, "a" * 70_000,
    "' OR 1=1 --", "'; DROP TABLE cases_wswemployee; --", "%' ESCAPE '%", "\\", "%" * 80, "_" * 80, "%s", "%(day)s",
    "(a+)+$" + "a" * 60, "((((((((((a*)*)*)*)*)*)*)*)*)*b", "[[:alpha:]]*", "../../../etc/passwd", "{0.__class__}",
    "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "30-02-2026", "29-02-2027", "31-12-0000", "GM0141",
    "GM9999", "T1", "totaal", "2026Q5", "0000Q1", "9999Q4", "00000000-0000-0000-0000-000000000000", "None", "true",
    "[]", "{}", "<script>", "http://nep.example/", "//nep.example", "-naam", "--naam", "naam,uren", "pk", "?",
]  # fmt: skip
NAMES = (
    "q show form coach ends sort pagina peildatum tabel rij kolom periode next preview hours starts_on ends_on hirer"
    " employment replaces on reason"
).split()
# After ALL turns each parameter has had each value: a few each day, and all in the drill.
FEW, ALL = 2, len(VALUES)
TODAY = range(turns.NOW * FEW, turns.NOW * FEW + FEW)
TURNS = pytest.mark.parametrize(
    "taken", [TODAY, pytest.param(range(ALL), marks=pytest.mark.drill)], ids=["some", "all"]
)


@pytest.fixture(scope="module")
def portal(for_all_tests: None) -> Portal:
    return make_portal()


def client_of(portal: Portal, who: str) -> Client:
    client = portal.client(who)
    client.raise_request_exception = False
    return client


def mixed(names: list[str], turn: int) -> dict[str, str]:
    """Each of these names with another value than the last turn."""
    return {name: VALUES[(turn * 7 + nth * 3) % ALL] for nth, name in enumerate(names)}


@TURNS
@pytest.mark.parametrize("who", ["bram", "ellen"])
def test_no_question_breaks_a_page(portal: Portal, who: str, taken: range) -> None:
    client, broken = client_of(portal, who), {}
    pages = [url.partition("?")[0] for url in addresses(portal) if client.get(url).status_code == 200]
    assert len(pages) > 8
    for url in pages:
        for turn in taken:
            asked = {name: value[:500] for name, value in mixed(NAMES, turn).items()}
            with undone():
                response = client.get(url, asked)
            if response.status_code >= 500:
                broken[url, turn] = response.status_code
    assert broken == {}


@TURNS
@pytest.mark.parametrize("who", ["bram", "ellen", "nobody"])
def test_no_answer_breaks_a_form(portal: Portal, who: str, taken: range) -> None:
    client, broken = client_of(portal, who), {}
    for (action, names), data in forms_of(portal, who).items():
        for turn in taken:
            wrong = mixed(sorted(data), turn)
            one = sorted(data)[turn % len(data)]
            for sent in (wrong, data | {one: wrong[one]}):
                with undone():
                    response = client.post(action, sent)
                if response.status_code >= 500:
                    broken[action, names, turn] = response.status_code
    assert broken == {}


def test_no_cookie_and_no_header_breaks_a_page(portal: Portal) -> None:
    broken = {}
    for value in VALUES[::6]:
        plain = quote(value[:500])
        cookies = (plain, f'"{plain}"', '"\\000aaaaaaaaaaaaaaaaaaaa"', f'"\\303{plain}')
        for cookie in cookies:
            for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"):
                response = Client(raise_request_exception=False).get("/", headers={"cookie": f"{name}={cookie}"})
                if response.status_code >= 500:
                    broken[name, cookie[:30]] = response.status_code
        for name in ("hx-request", "hx-current-url", "hx-target", "accept-language", "accept", "content-type", "range",
                     "if-modified-since", "if-none-match", "x-forwarded-proto", "x-forwarded-for", "referer", "origin",
                     "user-agent", "content-length"):  # fmt: skip
            response = client_of(portal, "bram").get("/medewerkers/", headers={name: plain})
            if response.status_code >= 500:
                broken[name, plain[:30]] = response.status_code
    assert broken == {}


@pytest.mark.parametrize(
    "path",
    [
        "/medewerkers/" + "a" * 3000 + "/", "/%00/", "/medewerkers/%00/", "/%ff%fe/", "/medewerkers/%2e%2e/%2e%2e/",
        "/rapportages/%0d%0aSet-Cookie:%20a=b/", "/medewerkers;a=b/", "/.git/config", "/.env", "/admin/", "/static/",
        "/static/%00",
    ],
)  # fmt: skip
def test_no_address_breaks_the_portal(portal: Portal, path: str) -> None:
    response = client_of(portal, "bram").get(path)
    assert response.status_code in {400, 404}
    assert "a=b" not in str(response.headers.get("Set-Cookie", ""))


def test_who_logs_in_goes_on_inside_the_portal(portal: Portal) -> None:
    """`next` is followed to our own addresses only."""
    for away in ("//nep.example/", "https://nep.example/", "http:///nep.example", "javascript:alert(1)",
                 "\\\\nep.example", "/\\nep.example", "https:nep.example", "\t//nep.example"):  # fmt: skip
        response = client_of(portal, "bram").get("/inloggen/", {"next": away})
        assert "nep.example" not in response.get("Location", "")
        assert "javascript" not in response.get("Location", "")
