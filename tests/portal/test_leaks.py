"""After a day's work nobody is found back where nobody should be: logs, broker, addresses, errors, temp files (Q20).

A real web server and a real worker do the work, with an access log turned on; what they said, what went through the
broker, and what PostgreSQL shows and wrote is then searched for the BSNs, names and health words of the day.
"""

import base64
import binascii
import html
import io
import logging
import os
import re
import threading
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection
from django.shortcuts import resolve_url

from cases import bsn
from municipalities.models import User
from reports.models import Production, ProductionState
from soweco_portal import services
from soweco_portal.logs import Reticent
from tests import people, processes, situations
from tests.conftest import thrown_away
from tests.portal.test_mass_assignment import Forms

NAME, FIRST, HEALTH = "Kanariegeel", "Veerlemarijn", "hartinfarct"
OLD, NEW, REFUSED, TAKEN = people.bsn_number(0), people.bsn_number(40), "999990010", people.bsn_number(1)
CANARIES = [NAME, FIRST, HEALTH, OLD, NEW, REFUSED, TAKEN]
WORKER = "-m celery --app soweco_portal worker --pool solo --concurrency 1 --loglevel INFO"
PLAIN = "--without-gossip --without-mingle --without-heartbeat"


def found_in(text: str) -> list[str]:
    """Which canaries stand in the text, also packed; and any number that passes the 11-test."""
    whole = f"{text} {' '.join(_unpacked(text))}".lower()
    numbers = re.findall(r"(?<![\w.-])\d{9}(?![\w.-])", whole)
    told = {canary for canary in CANARIES if canary.lower() in whole}
    return sorted(told | {number for number in numbers if bsn.is_valid(number)})


def _unpacked(text: str) -> Iterator[str]:
    """What stands in it as base64 (the body of a task), packed once more or not (a session)."""
    for piece in re.findall(r"[A-Za-z0-9+/_-]{20,}={0,2}", text):
        try:
            data = base64.b64decode(piece.replace("-", "+").replace("_", "/") + "===")
        except binascii.Error:
            continue
        yield data.decode("latin-1")
        try:
            yield zlib.decompress(data).decode("latin-1")
        except zlib.error:
            continue


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    body: str


@dataclass
class Visitor:
    """A browser without a window. Remembers every address it saw and every answer that refused."""

    portal: str
    session: str = ""
    addresses: list[str] = field(default_factory=list)
    refusals: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor())
        self.opener.addheaders = [("Cookie", f"{settings.SESSION_COOKIE_NAME}={self.session}")] if self.session else []

    def ask(self, path: str, data: dict[str, str] | None = None, token: str = "") -> Answer:
        headers = {"X-CSRFToken": token, "Cookie": self._cookies(token)} if token else {}
        body = urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self.portal + path, body, headers)  # noqa: S310  our own address
        try:
            with self.opener.open(request, timeout=60) as response:
                answer = Answer(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as refused:
            answer = Answer(refused.code, refused.headers, refused.read().decode())
        self.addresses += [path.partition("?")[0], answer.headers.get("Location", "")]
        self.addresses += [html.unescape(link) for link in re.findall(r'(?:href|src|action)="([^"]*)"', answer.body)]
        if answer.status >= 400:
            self.refusals.setdefault(answer.status, []).append(answer.body)
        return answer

    def _cookies(self, token: str) -> str:
        mine = [f"{settings.SESSION_COOKIE_NAME}={self.session}"] if self.session else []
        return "; ".join([*mine, f"{settings.CSRF_COOKIE_NAME}={token}"])

    def send(self, path: str, **changed: str) -> Answer:
        """Fill in the last form of the page at `path` and send it."""
        token = "a" * 32
        page = Forms(path)
        page.feed(self.ask(path).body)
        action, data = page.found[-1]
        return self.ask(action, data | {"csrfmiddlewaretoken": token} | changed, token)


@dataclass
class Day:
    """What is left of a day's work, by where it was found."""

    found: dict[str, str]
    visitors: list[Visitor]


@pytest.fixture(scope="module")
def day(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """One day, told to all tests."""
    with thrown_away(django_db_blocker):
        return live_a_day(tmp_path_factory.mktemp("day"))


def live_a_day(tmp_path: Path) -> Day:
    """Log in, search, read, save, be refused, have a report made, meet a fault. And then look what is left."""
    truus, *_ = situations.make_neighbours(situations.ENOUGH)
    truus.first_name, truus.last_name = FIRST, NAME
    truus.set_bsn(OLD)
    truus.save()
    other = people.make_employee("Ander Fictief", placed=True, bsn=TAKEN)
    bram = situations.make_member("Bram Voorbeeld", "consulent", "Almelo")
    ellen = situations.make_member("Ellen Voorbeeld", "controller", "Almelo")
    _break_a_rule()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    log = services.place(test=True).log("postgres")
    began = log.stat().st_size if log.exists() else 0
    with Running(tmp_path, temporary) as portal:
        visitors = [_bram(portal.url, bram, truus.key), _ellen(portal.url, ellen), _nobody(portal.url)]
        activity = _activity()
    assert other.pk
    return Day(
        {
            "the web server's log": (tmp_path / "web.log").read_text(),
            "the worker's log": (tmp_path / "worker.log").read_text(),
            "the broker": portal.heard(),
            "pg_stat_activity": activity,
            "PostgreSQL's log": log.read_bytes()[began:].decode(errors="replace") if log.exists() else "",
            "temporary files": " ".join(
                f"{path} {path.read_bytes().decode('latin-1')}" for path in temporary.rglob("*") if path.is_file()
            ),
            "addresses": " ".join(address for visitor in visitors for address in visitor.addresses),
        },
        visitors,
    )


def _break_a_rule() -> None:
    """A rule that the forms do not know: breaking it is a fault of ours, and PostgreSQL shows the whole row with it."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    with owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_wswemployee ADD CONSTRAINT unknown_rule CHECK (prefix <> 'stuk') NOT VALID")
    owner.close()


def _bram(portal: str, bram: User, key: object) -> Visitor:
    visitor = Visitor(portal, situations.session_of(bram))
    person = f"/medewerkers/{key}/"
    assert NAME in visitor.ask(f"/medewerkers/?q={NAME}&sort=-naam").body
    assert FIRST in visitor.ask(person).body
    edit = f"{person}gegevens/"
    assert visitor.send(edit, bsn=NEW).status == 302
    assert visitor.send(edit, bsn=REFUSED).status == 422
    assert visitor.send(edit, bsn=TAKEN).status == 422
    assert visitor.send(edit, prefix="stuk").status == 500
    new = f"{person}plaatsingen/nieuw/"
    assert visitor.send(new, form="BSB", hours="36", location=HEALTH, function=HEALTH).status in {200, 302, 422}
    assert visitor.send(new, form="BSB", hours="39", replaces="").status == 422
    assert visitor.ask("/medewerkers/1/").status == 404
    return visitor


def _ellen(portal: str, ellen: User) -> Visitor:
    visitor = Visitor(portal, situations.session_of(ellen))
    token = "a" * 32
    asked = {"period": situations.LAST_QUARTER.code, "csrfmiddlewaretoken": token}
    assert visitor.ask("/rapportages/maken/", asked, token).status == 302
    done = {ProductionState.KLAAR, ProductionState.MISLUKT}
    processes.until(lambda: Production.objects.get().state in done, 60, "the worker did not make the report")
    report = Production.objects.get().report
    assert report is not None
    assert visitor.ask(f"/rapportages/{report.key}/").status == 200
    assert visitor.ask(f"/rapportages/{report.key}/achter/?tabel=T1&rij=GM0141&kolom=0").status == 200
    return visitor


def _nobody(portal: str) -> Visitor:
    """Types a BSN where the e-mail address belongs, and somebody's name where the password does."""
    visitor = Visitor(portal)
    path = resolve_url(settings.LOGIN_URL)
    page = Forms(path)
    page.feed(visitor.ask(path).body)
    action, data = page.found[-1]
    typed = {name: NAME if "password" in name else OLD for name in data if name != "csrfmiddlewaretoken"}
    token = "a" * 32
    assert visitor.ask(action, typed | {"csrfmiddlewaretoken": token}, token).status in {200, 400, 422}
    return visitor


def _activity() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        queries = [query for (query,) in cursor.fetchall()]
    assert queries
    return "\n".join(queries)


class Running:
    """A web server with an access log, a worker, and an ear at the broker."""

    def __init__(self, logs: Path, temporary: Path) -> None:
        self.logs, self.temporary, self.said = logs, temporary, list[str]()
        self.broker = processes.broker(processes.FIRST_QUEUE + 1)

    def __enter__(self) -> "Running":
        port = services.free_port(None)
        self.url = f"http://127.0.0.1:{port}"
        environment = {"REDIS_URL": self.broker, "TMPDIR": str(self.temporary)}
        web = f"-m gunicorn soweco_portal.wsgi --bind 127.0.0.1:{port} --worker-class gthread --access-logfile -"
        self.files = [(self.logs / name).open("w") for name in ("web.log", "worker.log")]
        commands = (web.split(), [*WORKER.split(), *PLAIN.split()])
        self.ear = redis.Redis.from_url(self.broker, socket_timeout=None).monitor()
        self.ear.__enter__()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        self.parts = [
            processes.start(*command, log=file, **environment)
            for command, file in zip(commands, self.files, strict=True)
        ]
        processes.until(self._answers, 60, (self.logs / "web.log").read_text())
        return self

    def _listen(self) -> None:
        try:
            for command in self.ear.listen():
                self.said.append(command["command"])
        except (redis.RedisError, OSError, ValueError):
            return

    def _answers(self) -> bool:
        try:
            return Visitor(self.url).ask("/gezondheid/").status == 200
        except OSError:
            return False

    def heard(self) -> str:
        """All that was said to the broker while it ran, and all that is in it now."""
        return " ".join(self.said) + self.kept

    def __exit__(self, *_: object) -> None:
        for part in self.parts:
            part.terminate()
        for part in self.parts:
            part.wait(timeout=30)
        for file in self.files:
            file.close()
        client = redis.Redis.from_url(self.broker)
        self.kept = " ".join(str(client.dump(key)) + str(key) for key in client.scan_iter())
        client.flushdb()
        self.ear.connection.disconnect()


def test_a_day_leaves_nobody_behind(day: Day) -> None:
    leaks = {where: found for where, text in day.found.items() if (found := found_in(text))}
    leaks.pop("addresses", None)
    assert leaks == {}
    # The one address with a name in it is the search that somebody typed; it is in no path, and in no log.
    links = day.found["addresses"].split()
    assert {found for link in links for found in found_in(link.partition("?")[0]) if "/medewerkers/?" not in link} <= {
        NAME
    }
    assert [link for link in links if re.search(r"\d{9}", urlsplit(link).query) and found_in(link)] == []


def test_a_refusal_shows_no_number_and_a_fault_shows_nothing(day: Day) -> None:
    refusals: dict[int, list[str]] = {}
    for visitor in day.visitors[:2]:  # the third sees on the login page what was typed there as an e-mail address
        for status, bodies in visitor.refusals.items():
            refusals.setdefault(status, []).extend(bodies)
    assert refusals.keys() >= {404, 422, 500}
    numbers = {OLD, NEW, REFUSED, TAKEN}
    assert [body for body in refusals[422] if numbers & set(found_in(body))] == []
    assert [found_in(body) for status in refusals if status != 422 for body in refusals[status] if found_in(body)] == []


def test_the_day_was_a_real_one(day: Day) -> None:
    """Else there was nothing to find: the logs hold the visits, the fault and the task; the broker held the task."""
    web, worker = day.found["the web server's log"], day.found["the worker's log"]
    assert '"GET /medewerkers/" 200' in web
    assert "?" not in "".join(re.findall(r'"(?:GET|POST) ([^"]*)"', web))
    assert "psycopg2.errors.CheckViolation (23514 unknown_rule)" in web
    assert "Failing row" not in web
    assert "produce_report" in worker
    assert "produce_report" in day.found["the broker"]


def test_a_planted_line_is_found(truus: Any) -> None:
    """One `logger.info(employee)`, one fault with a row in it that is logged as Python would, one task with a name."""
    truus.last_name = NAME
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Reticent("%(message)s"))
    logger = logging.getLogger("planted")
    logger.addHandler(handler)
    logger.error("saved %s", truus)
    logger.removeHandler(handler)
    assert found_in(written.getvalue()) == [NAME]
    body = base64.b64encode(f'[["{NAME}", "{OLD}"], {{}}]'.encode()).decode()
    assert found_in(f'LPUSH celery {{"body": "{body}"}}') == sorted([NAME, OLD])
    assert found_in(f"klant {TAKEN} belt") == [TAKEN]
    assert found_in("bestelling 123456788, 2026-11-26 en 0123456789") == []


def test_an_exception_is_written_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Reticent("%(levelname)s %(message)s"))
    logger = logging.getLogger("planted")
    logger.addHandler(handler)
    try:
        try:
            raise KeyError(NAME)
        except KeyError as first:
            raise ValueError(f"{NAME} {OLD}") from first
    except ValueError:
        logger.exception("it broke\nERROR and somebody wrote this line")
    task = {"name": "reports.tasks.produce_report", "exc": repr(ValueError(NAME)), "traceback": NAME}
    logger.error("Task %(name)s raised: %(exc)s", task)
    logger.removeHandler(handler)
    told = written.getvalue()
    assert found_in(told) == []
    assert "builtins.KeyError" in told
    assert "builtins.ValueError" in told
    assert "in test_an_exception_is_written_without_its_words" in told
    assert "it broke\\nERROR and" in told
    assert "Task reports.tasks.produce_report raised: zie hieronder" in told
