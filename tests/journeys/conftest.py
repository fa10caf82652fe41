"""Walks in a real browser, on a real portal: gunicorn, a worker, PostgreSQL and the broker, each a process of its own.

Where there is no Chromium these tests do not run, and the end of the session says so out loud: a walk that was left out
must not look like one that went well.
"""

import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, sync_playwright

from soweco_portal.services import free_port
from tests import processes, template
from tests.conftest import CHROMIUM, NOT_RUN
from tests.journeys.walking import Walker

HERE = Path(__file__).parent
OWN = f"test_own_{os.getpid()}"
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", *(["--no-sandbox"] if os.geteuid() == 0 else []),
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NOT_RUN))


@pytest.fixture(scope="session")
def portal(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal with some 120 people in it, laid once for all processes of the tests."""
    template.copy_laid(OWN, "walks", lambda database: lay(database, "tests.journeys.lay"))
    with running(OWN, tmp_path_factory.mktemp("portal")) as address:
        yield address
    template.drop(OWN)


def lay(database: str, module: str) -> str:
    """What this module says that lays a register in the database."""
    laid = processes.start("-m", module, DATABASE_URL=processes.on(database))
    said = laid.communicate(timeout=240)[0]
    assert laid.returncode == 0, said
    return said


@contextmanager
def running(database: str, logs: Path) -> Iterator[str]:
    """The address of a portal on this database."""
    broker = processes.broker(next(processes.BROKERS))
    port = free_port(None)
    # A walk may take its time on a slow machine; that one is logged out for it is tested elsewhere.
    environment = {"DATABASE_URL": processes.on(database), "REDIS_URL": broker, "PORTAL_IDLE_MINUTES": "120"}
    web = f"-m gunicorn soweco_portal.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 1 --threads 4"
    worker = "-m celery --app soweco_portal worker --pool solo --without-gossip --without-mingle --without-heartbeat"
    with (logs / "web.log").open("w") as web_log, (logs / "worker.log").open("w") as worker_log:
        parts = [_start(web, web_log, environment), _start(worker, worker_log, environment)]
        try:
            address = f"http://127.0.0.1:{port}"
            processes.until(lambda: _answers(f"{address}/gezondheid/"), 60, (logs / "web.log").read_text())
            yield address
        finally:
            for part in parts:
                part.terminate()
            for part in parts:
                part.wait(timeout=30)
    # Our log writes a fault as the kind of its exception; a part that does not get so far writes a traceback.
    told = (logs / "web.log").read_text() + (logs / "worker.log").read_text()
    assert "Traceback" not in told
    assert " ERROR " not in told


def _start(command: str, log: IO[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    return processes.start(*command.split(), log=log, **environment)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  our own address
            return bool(response.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def logged_in() -> dict[str, Any]:
    """The cookies of who logged in already, by e-mail address."""
    return {}


@pytest.fixture
def walk(portal: str, browser: Browser, logged_in: dict[str, Any]) -> Iterator[Callable[..., Walker]]:
    """`walk("jobcoach", width=375)`: somebody with that role, logged in, at a window of that width.

    Whatever the browser complains of on the way fails the test.
    """
    walkers: list[Walker] = []

    def begin(role: str, **how: Any) -> Walker:
        walkers.append(Walker(portal, browser, logged_in, role, **how))
        return walkers[-1]

    yield begin
    for walker in walkers:
        walker.leave()
    assert [complaint for walker in walkers for complaint in walker.complaints] == []
