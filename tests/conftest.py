"""The tests run on the same real parts as the portal: PostgreSQL with its two roles, and a broker.

The owner migrates a template once; the tests then connect as the portal's own role. A test that needs real commits (a
second connection, a worker, a browser) asks for `committed`: it gets the database for itself and leaves a fresh copy
behind.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import django
import psycopg2
import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections

from soweco_portal.places import data_dir
from tests import asking, processes

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
TEMPLATE, DATABASE, OWN, HOSTILE = (f"test_{what}_{os.getpid()}" for what in ("template", "soweco", "own", "hostile"))
pytest_plugins = ["tests.fixtures"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NOT_RUN = "BROWSERTESTS NIET GEDRAAID: er is geen chromium op deze machine"


# They take longest, and begin first: what begins last keeps one process waiting for the other.
LONG = (
    "portal/test_matrix.py", "journeys/test_pages.py", "portal/test_abuse.py", "portal/test_mass_assignment.py",
    "journeys/test_walks.py", "portal/test_urls.py", "journeys/test_hostile.py", "portal/test_headers.py",
    "portal/test_traced.py", "portal/test_leaks.py", "cases/test_destruction.py", "reports/test_against_oracle.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begins = {f"tests/{name}": nth for nth, name in enumerate(LONG)}
    items.sort(key=lambda item: begins.get(item.nodeid.partition("::")[0], len(begins)))


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


def _run(url: str, *statements: str) -> None:
    """Run statements on the cluster, outside any test database."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _as_owner(*statements: str) -> None:
    _run(os.environ["DATABASE_OWNER_URL"], *statements)


def _drop(database: str) -> None:
    """Away with it, and with who is still in it. WITH (FORCE) stumbles over an autovacuum worker, which is nobody's."""
    for url in (os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]):
        _run(
            url,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
            " AND usename = current_user AND pid <> pg_backend_pid()",
        )
    _as_owner(f"DROP DATABASE IF EXISTS {database}")


def _fresh(database: str) -> None:
    _drop(database)
    _as_owner(f"CREATE DATABASE {database} TEMPLATE {TEMPLATE}")


def _point_at(database: str, role: str | None = None) -> None:
    connections["default"].close()
    connections["default"].settings_dict |= {"NAME": database} | ({"USER": role} if role else {})


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        app_role = connections["default"].settings_dict["USER"]
        owner_role = psycopg2.extensions.parse_dsn(os.environ["DATABASE_OWNER_URL"])["user"]
        _drop(TEMPLATE)
        _as_owner(f"CREATE DATABASE {TEMPLATE}")
        _point_at(TEMPLATE, owner_role)
        call_command("migrate", verbosity=0)
        with connections["default"].cursor() as cursor:
            cursor.execute(*asking.register())
        _point_at(DATABASE, app_role)
        _fresh(DATABASE)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        for name in (DATABASE, TEMPLATE):
            _drop(name)


@pytest.fixture(scope="session")
def own_database(django_db_setup: None) -> Iterator[str]:
    """The name of a fresh database beside the others, for who keeps it all session."""
    _fresh(OWN)
    yield OWN
    _drop(OWN)


@pytest.fixture(scope="session")
def hostile_database(django_db_setup: None) -> Iterator[str]:
    """Another fresh one, in which every text is an attack."""
    _fresh(HOSTILE)
    yield HOSTILE
    _drop(HOSTILE)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which commits are real; thrown away afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        _fresh(DATABASE)


@pytest.fixture(autouse=True)
def _choices_made_anew() -> None:
    """What a process remembers for a minute is of one test."""
    caches["choices"].clear()
