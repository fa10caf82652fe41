"""Nobody keeps the database from the others: too long is a 503 in words, and nothing of it is left or half saved."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import IntegrityError, InternalError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, override_settings
from django.urls import path

from cases.models import Hirer
from municipalities import limits
from municipalities.asker import asked_by
from municipalities.middleware import public
from reports import production
from reports.tasks import produce_report
from soweco_portal import errors, urls
from soweco_portal.logs import Reticent
from tests import asking, processes, situations
from tests.asking import TESTS
from tests.portal.test_urls import assert_safe

SHOWN = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def settings_now() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in SHOWN))
        return list(cursor.fetchone())


def slow(request: HttpRequest) -> HttpResponse:
    with asked_by(TESTS):
        Hirer.objects.create(name="Half bewaard BV")
    with connection.cursor() as cursor:
        if "within" in request.GET:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [request.GET["within"]])
        cursor.execute("SELECT pg_sleep(%s)", [float(request.GET["seconds"])])
    return HttpResponse("klaar")


def shown(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(settings_now()))


def told(request: HttpRequest) -> HttpResponse:
    """Fails with the words of a database error, and those hold a row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE person (bsn text UNIQUE) ON COMMIT DROP")
        cursor.execute("INSERT INTO person VALUES ('999990019'), ('999990019')")
    return HttpResponse()


class Urls:
    urlpatterns = [
        path("traag/", public(slow)),
        path("grenzen/", public(shown)),
        path("rij/", public(told)),
        *urls.urlpatterns,
    ]
    handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def client(committed: None) -> Iterator[Client]:
    """A browser on a portal with a few addresses more, on a database in which commits are real."""
    with override_settings(ROOT_URLCONF=Urls):
        yield Client(raise_request_exception=False)


def assert_too_long(response: HttpResponse) -> None:
    assert response.status_code == 503
    assert "Dit duurde te lang" in response.content.decode()
    assert "Er is niets bewaard" in response.content.decode()
    assert response["Retry-After"] == "30"
    assert_safe(response)


def test_a_page_has_its_limits_and_leaves_none_behind(client: Client) -> None:
    assert settings_now() == ["0", "0", "0"]
    assert client.get("/grenzen/").content.decode() == "5s 2s 1min"
    assert settings_now() == ["0", "0", "0"]


def test_a_statement_that_takes_too_long_is_broken_off_and_nothing_is_saved(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.of_a_request.keywords, "statement", "1s")
    assert_too_long(client.get("/traag/?seconds=5"))
    assert not Hirer.objects.exists()
    assert client.get("/traag/?seconds=0").content == b"klaar"
    assert Hirer.objects.count() == 1


def test_a_row_that_another_holds_is_waited_for_two_seconds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bram saves while an import holds Truus: he hears it, and what the import does goes on."""
    monkeypatch.setitem(limits.of_a_request.keywords, "lock", "200ms")
    truus, *_ = situations.make_neighbours(1)
    client.force_login(situations.make_member("Bram Voorbeeld", "consulent", "Almelo"))
    form = {"first_name": "Anders", "last_name": "Fictief", "birth_date": "17-05-1975"}
    other = psycopg2.connect(processes.on(connection.settings_dict["NAME"]))
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT portal_ask(%s, '')", [asking.TESTS])
            cursor.execute("SELECT 1 FROM cases_wswemployee WHERE id = %s FOR UPDATE", [truus.pk])
        assert_too_long(client.post(f"/medewerkers/{truus.key}/gegevens/", form))
        other.rollback()
        assert client.post(f"/medewerkers/{truus.key}/gegevens/", form).status_code == 302
    finally:
        other.close()


def test_a_task_has_longer_and_not_for_ever(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(production, "run", lambda key: seen.append(settings_now()))
    produce_report("een sleutel")
    assert seen == [["10min", "30s", "15min"]]
    assert settings_now() == ["0", "0", "0"]


@pytest.mark.parametrize("turns", [30, pytest.param(1700, marks=pytest.mark.drill)])
def test_nothing_is_left_on_a_connection_that_another_uses(client: Client, turns: int) -> None:
    """Two people in turn on one connection, with refusals, faults and timeouts between: no limit stays, Q5."""
    truus, *_ = situations.make_neighbours(1)
    wim, *_ = situations.make_neighbours(1, "Wierden", "Wim Verzonnen")
    own = {"Bram Voorbeeld": (truus, "Almelo"), "Carla Voorbeeld": (wim, "Wierden")}
    users = {name: situations.make_member(name, "consulent", place) for name, (_, place) in own.items()}
    clients = {name: Client(raise_request_exception=False) for name in own}
    for name, user in users.items():
        clients[name].force_login(user)
    between = ("/traag/?seconds=1&within=50ms", "/rij/", "/nergens/", "/medewerkers/", "/traag/")
    for turn in range(turns):
        for name, (theirs, _) in own.items():
            clients[name].get(between[turn % len(between)])
            assert settings_now() == ["0", "0", "0"], (turn, name)
            for person in (truus, wim):
                code = clients[name].get(f"/medewerkers/{person.key}/").status_code
                assert code == (200 if person == theirs else 404), (turn, name)
    assert len({clients[name].get("/grenzen/").content for name in own}) == 1


def test_a_setting_for_the_session_would_be_seen(client: Client) -> None:
    """The planted fault of the test above."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '5s'")
        assert settings_now()[0] == "5s"
        cursor.execute("RESET statement_timeout")


def test_no_words_of_a_database_error_reach_the_page_or_the_log(client: Client) -> None:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Reticent("%(message)s"))
    logging.getLogger("django.request").addHandler(handler)
    response = client.get("/rij/")
    logging.getLogger("django.request").removeHandler(handler)
    told = said.getvalue()
    assert response.status_code == 500
    assert "django.db.utils.IntegrityError" in told
    assert "(23505 person_bsn_key)" in told
    assert "in told" in told
    assert "999990019" not in told + response.content.decode()


def failed(error: Exception, code: str = "") -> HttpResponse:
    """The page of a request that met this error, with PostgreSQL's code."""

    class Cause(psycopg2.Error):
        pgcode = code or None

    try:
        try:
            raise Cause
        except Cause as cause:
            raise error from cause
    except Exception:
        return errors.server_error(HttpRequest())


PASSING = {
    "away": (OperationalError(), "", "Het portaal is er even niet"),
    "shut down": (OperationalError(), "57P01", "Het portaal is er even niet"),
    "disk full": (OperationalError(), "53100", "Het portaal is er even niet"),
    "too many connections": (OperationalError(), "53300", "Het portaal is er even niet"),
    "read only": (InternalError(), "25006", "Het portaal is er even niet"),
    "statement": (OperationalError(), "57014", "Dit duurde te lang"),
    "lock": (OperationalError(), "55P03", "Dit duurde te lang"),
    "deadlock": (OperationalError(), "40P01", "Dit duurde te lang"),
}


@pytest.mark.parametrize(("error", "code", "title"), PASSING.values(), ids=PASSING)
def test_what_passes_by_itself_is_a_503(error: Exception, code: str, title: str) -> None:
    response = failed(error, code)
    assert response.status_code == 503
    assert f"<title>{title} – Wsw-portaal</title>" in response.content.decode()


@pytest.mark.parametrize("error", [IntegrityError("Truus"), InternalError("Truus"), ValueError("Truus")], ids=repr)
def test_a_fault_of_ours_stays_a_500(error: Exception) -> None:
    response = failed(error, "23505")
    assert response.status_code == 500
    assert b"Truus" not in response.content


def test_a_read_only_database_does_not_pretend_to_save(client: Client) -> None:
    """And shows nobody: a look that cannot be recorded is not given."""
    truus, *_ = situations.make_neighbours(1)
    client.force_login(situations.make_member("Bram Voorbeeld", "consulent", "Almelo"))
    form = {"first_name": "Anders", "last_name": "Fictief", "birth_date": "17-05-1975"}
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        read = client.get(f"/medewerkers/{truus.key}/")
        saved = client.post(f"/medewerkers/{truus.key}/gegevens/", form)
        cursor.execute("SET default_transaction_read_only = off")
    for response in (read, saved):
        assert response.status_code == 503
        assert "Het portaal is er even niet" in response.content.decode()
        assert b"Truus" not in response.content
        assert_safe(response)


def test_without_a_database_every_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise OperationalError('connection to server at "10.0.0.1", user "soweco_app" failed')

    connection.close()
    monkeypatch.setattr(connection, "connect", away)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    for url in ("/", "/medewerkers/", "/gezondheid/", resolve_url(settings.LOGIN_URL)):
        response = client.get(url)
        assert response.status_code == 503, url
        assert b"soweco_app" not in response.content
        assert_safe(response)


def test_without_a_broker_a_report_is_asked_for_and_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise produce_report.OperationalError("redis://geheim@10.0.0.1")

    monkeypatch.setattr(produce_report, "delay", away)
    client.force_login(situations.make_member("Ellen Voorbeeld", "controller", "Almelo"))
    response = client.post("/rapportages/maken/", {"period": situations.LAST_QUARTER.code})
    assert response.status_code == 302
    assert "Wacht op een vrije werker" in client.get(response["Location"]).content.decode()


def test_a_template_that_breaks_shows_nothing_of_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    situations.make_neighbours(1)
    client.force_login(situations.make_member("Bram Voorbeeld", "consulent", "Almelo"))
    monkeypatch.setattr("cases.sentence.Sentence.html", lambda self: 1 / 0)
    response = client.get("/medewerkers/")
    assert response.status_code == 500
    assert b"Fictief" not in response.content
    assert_safe(response)
