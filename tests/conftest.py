"""The tests run on the same real parts as the portal: PostgreSQL with its two roles, and a broker.

The owner migrates a template once; the tests then connect as the portal's own role. A test that needs real commits (a
second connection, a worker, a browser) asks for `committed`: it gets the database for itself and leaves a fresh copy
behind.
"""

import os
from collections.abc import Iterator
from typing import Any

import django
import pytest

# Before Django reads its settings: they say where the parts are. (pytest-django would read them before this file.)
if "DATABASE_URL" not in os.environ:
    from soweco_portal import services

    services.ensure(test=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soweco_portal.settings")
django.setup()

import psycopg2
from django.core.management import call_command
from django.db import connections

TEMPLATE, DATABASE = "test_soweco_template", "test_soweco"
pytest_plugins = ["tests.fixtures"]


def _as_owner(*statements: str) -> None:
    """Run statements on the cluster, outside any test database."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    owner.close()


def _fresh(database: str) -> None:
    _as_owner(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", f"CREATE DATABASE {database} TEMPLATE {TEMPLATE}")


def _point_at(database: str, role: str | None = None) -> None:
    connections["default"].close()
    connections["default"].settings_dict |= {"NAME": database} | ({"USER": role} if role else {})


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        app_role = connections["default"].settings_dict["USER"]
        owner_role = psycopg2.extensions.parse_dsn(os.environ["DATABASE_OWNER_URL"])["user"]
        _as_owner(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)", f"CREATE DATABASE {TEMPLATE}")
        _point_at(TEMPLATE, owner_role)
        call_command("migrate", verbosity=0)
        _point_at(DATABASE, app_role)
        _fresh(DATABASE)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        _as_owner(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in (DATABASE, TEMPLATE)))


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which commits are real; thrown away afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        _fresh(DATABASE)
