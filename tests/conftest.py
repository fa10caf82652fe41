"""The tests run on the same real parts as the portal: PostgreSQL with its two roles, and a broker.

The owner migrates a template once, for all processes and for the next run of the same code too (`tests/template.py`);
the tests then connect as the portal's own role. A test that needs real commits (a second connection, a worker, a
browser) asks for `committed`: it gets the database for itself and leaves a fresh copy behind.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
import pytest
from django.core.cache import caches
from django.db import connections

from soweco_portal.places import data_dir
from tests import asking, processes, template, turns

# Before Django reads its settings: they say where the parts are. (pytest-django would read them before this file.)
if "DATABASE_URL" not in os.environ:
    from soweco_portal import services

    services.ensure(test=True)
os.environ["REDIS_URL"] = processes.broker(processes.FIRST_QUEUE)
os.environ.setdefault("PORTAL_WATCH_EVERY", "0")  # beside a request, in the database of another test
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soweco_portal.settings")
django.setup()

asking.ask_from_now_on()

# With the number of this process: two test runs at once do not meet.
DATABASE, HOSTILE = (f"test_{what}_{os.getpid()}" for what in ("soweco", "hostile"))
pytest_plugins = ["tests.fixtures"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NOT_RUN = "BROWSERTESTS NIET GEDRAAID: er is geen chromium op deze machine"


# They take longest, and begin first: what begins last keeps one process waiting for the other.
LONG = (
    "portal/test_matrix.py", "journeys/test_pages.py", "portal/test_urls.py", "reports/test_report_pages.py",
    "journeys/test_walks.py", "reports/test_production.py", "portal/test_nothing_shows.py", "portal/test_abuse.py",
    "journeys/test_hostile.py", "portal/test_mass_assignment.py", "portal/test_traced.py", "reports/test_changes.py",
    "journeys/test_contact.py", "reports/test_behind.py", "reports/test_deliveries.py", "journeys/test_moving.py",
    "reports/test_remake.py", "journeys/test_logging_in.py", "reports/test_kills.py", "reports/test_closed_years.py",
    "reports/test_compared_rows.py", "portal/test_queries.py", "journeys/test_desk.py", "cases/test_asks_why.py",
    "portal/test_delivered_twice.py", "cases/test_destruction.py", "portal/test_headers.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begins = {f"tests/{name}": nth for nth, name in enumerate(LONG)}
    items.sort(key=lambda item: begins.get(item.nodeid.partition("::")[0], len(begins)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays: it need not be gone through again each time that Python looks for what is no longer
    used, which it does more often than a run of an hour needs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


# Said by who gathers the results, also when several processes do the work. A walk that was left out must not look like
# one that went well: `.ci/run` reads the file.
_walked: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped and report.nodeid.startswith("tests/journeys/"):
        _walked.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        folder = data_dir() / "test"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "browser-tests-ran").write_text(f"{len(_walked)}\n")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"browsertests: {len(_walked)} gedraaid" if CHROMIUM else NOT_RUN)
    terminalreporter.write_line(f"beurt van de tests die rondgaan: PORTAL_TEST_TURN={turns.NOW}")


def _fresh(database: str) -> None:
    template.drop(database)
    template.copy(database)


def _point_at(database: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict |= {"NAME": database}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), template.held():
        _fresh(DATABASE)
        _point_at(DATABASE)
        yield
        connections.close_all()
        template.drop(DATABASE)


@pytest.fixture(scope="session")
def hostile_database(django_db_setup: None) -> Iterator[str]:
    """A fresh one beside the others, in which every text is an attack."""
    _fresh(HOSTILE)
    yield HOSTILE
    template.drop(HOSTILE)


@contextmanager
def thrown_away(blocker: Any) -> Iterator[None]:
    """The database is one's own in here, and a fresh one afterwards."""
    with blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            _fresh(DATABASE)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which commits are real; thrown away afterwards."""
    with thrown_away(django_db_blocker):
        yield


@pytest.fixture
def lay_demo(committed: None) -> Callable[[int, int], None]:
    """`lay_demo(130, 5)`: so many people, all *fictief*, thrown with this seed, in the database of `committed`."""

    def lay(people: int, seed: int) -> None:
        connections.close_all()
        template.drop(DATABASE)
        template.copy_laid(DATABASE, f"demo_{people}_{seed}", lambda database: _demo(database, people, seed))

    return lay


def _demo(database: str, people: int, seed: int) -> None:
    words = ("manage.py", "demo", "--people", str(people), "--seed", str(seed))
    made = processes.start(*words, DATABASE_URL=processes.on(database))
    told = made.communicate(timeout=300)[0]
    assert made.returncode == 0, told


@pytest.fixture(scope="module")
def committed_for_all(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The same for all tests of a file: for who lays much, and undoes what each test does with it."""
    with thrown_away(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _choices_made_anew() -> None:
    """What a process remembers for a minute is of one test."""
    caches["choices"].clear()
