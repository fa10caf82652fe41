"""The migrated database that the tests take copies of: made once, kept for as long as the code is the same.

Migrating takes half a minute. Processes of one run make one together: who comes first migrates, the others wait. It is
named after all that could make it another database: every file of the portal, the requirements, this day and what is
set for the portal; so a change anywhere makes a new one, and who makes one throws away what nobody uses any more.
Locks of PostgreSQL say who uses what: they end with whoever holds them, also when that was killed.
"""

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connections
from psycopg2.extensions import parse_dsn

from soweco_portal.places import ROOT
from tests import asking

ROOMS = ("soweco_portal", "municipalities", "cases", "reports")
ALSO = ("tests/asking.py", "tests/template.py", "requirements.txt")
SET_FOR_THE_PORTAL = re.compile("PORTAL_(?!TEST_)")
KIND, LENGTH, HALF, HALF_LAID = "test_template_", 16, "test_half_template", "test_half_laid"
MAKING, LAYING = 1, 2  # who makes one does so alone


@cache
def name() -> str:
    """Of the template that this code would make today."""
    told = [f"{date.today()} {sys.version}"]  # noqa: DTZ011  any day will do
    told += [f"{key}={value}" for key, value in sorted(os.environ.items()) if SET_FOR_THE_PORTAL.match(key)]
    return KIND + _hash([*told, *(f"{path}{path.read_bytes()!r}" for path in sorted(_files()))])


def _hash(told: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:LENGTH]


def _files() -> Iterator[Path]:
    yield from (ROOT / also for also in ALSO)
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*") if path.is_file() and path.suffix != ".pyc")


@contextmanager
def held() -> Iterator[None]:
    """The template is there, and stays, for as long as this lasts."""
    with closing(_owner()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        _clear_away(cursor)
        if not _there(cursor, name()):
            _make(cursor)
        cursor.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [name()])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
        yield


def copy(database: str, *, of: str = "") -> None:
    """A fresh database, while the template is held; or one as `of` is now, to which nobody is connected."""
    with closing(_owner()) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database} TEMPLATE {of or name()}")


def copy_laid(database: str, what: str, lay: Callable[[str], object]) -> None:
    """A database in which `lay` laid what many look at, while the template is held: once too, for the same tests."""
    with closing(_owner()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LAYING])
        kind = f"{name()}_{what}_"
        laid = kind + _hash(f"{path}{path.read_bytes()!r}" for path in sorted((ROOT / "tests").rglob("*.py")))
        if not _there(cursor, laid):
            for former in _named(cursor, f"{kind}%"):
                drop(former)
            drop(HALF_LAID)
            copy(HALF_LAID)
            lay(HALF_LAID)
            cursor.execute(f"ALTER DATABASE {HALF_LAID} RENAME TO {laid}")
        copy(database, of=laid)


def drop(database: str) -> None:
    """Away with it, and with who is still in it. WITH (FORCE) stumbles over an autovacuum worker, which is nobody's."""
    for url in (os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]):
        with closing(_connected(url)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
                [database],
            )
    with closing(_owner()) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database}")


def _make(cursor: Any) -> None:
    """Under another name until all is done: a run that is killed half way leaves no half template."""
    drop(HALF)
    cursor.execute(f"CREATE DATABASE {HALF}")
    with _pointed_at(HALF, parse_dsn(os.environ["DATABASE_OWNER_URL"])["user"]):
        call_command("migrate", verbosity=0)
        with connections["default"].cursor() as inside:
            inside.execute(*asking.register())
    cursor.execute(f"ALTER DATABASE {HALF} RENAME TO {name()}")


@contextmanager
def _pointed_at(database: str, role: str) -> Iterator[None]:
    """Django's own connection is of this role, to this database."""
    default = connections["default"]
    before = {name: default.settings_dict[name] for name in ("NAME", "USER")}
    default.close()
    default.settings_dict |= {"NAME": database, "USER": role}
    yield
    default.close()
    default.settings_dict |= before


def _clear_away(cursor: Any) -> None:
    """Templates of other code, as far as no other run holds them."""
    for other in (found for found in _named(cursor, f"{KIND}%") if not found.startswith(name())):
        of_it = other[: len(KIND) + LENGTH]  # what was laid in a copy is kept with it
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [of_it])
        if cursor.fetchone()[0]:
            drop(other)
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [of_it])


def _there(cursor: Any, database: str) -> bool:
    return bool(_named(cursor, database))


def _named(cursor: Any, like: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
    return [found for (found,) in cursor.fetchall()]


def _owner() -> Any:
    return _connected(os.environ["DATABASE_OWNER_URL"])


def _connected(url: str) -> Any:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection
