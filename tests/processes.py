"""Processes of the portal beside the test: a command, a worker, a web server, on the test's own database and broker."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

# Each process of the tests has four queues of its own, and each portal in it one: no worker takes the work of another.
QUEUES = 4
FIRST_QUEUE = QUEUES * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
BROKERS = itertools.count(FIRST_QUEUE + 2)


def broker(queue: int) -> str:
    """The address of one of the queues of the broker."""
    return urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{queue}").geturl()


def environment(**changed: str) -> dict[str, str]:
    """As the test itself, on the committed test database."""
    database = on(connection.settings_dict["NAME"])
    here = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "soweco_portal.settings", "PYTHONUNBUFFERED": "1"}
    quiet = {"PYTHONWARNINGS": "ignore:::celery.platforms,ignore:No directory at"}
    return os.environ | here | quiet | changed


def on(database: str) -> str:
    """The address of another database of the test's PostgreSQL."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def start(*words: str, log: IO[str] | int = subprocess.PIPE, **changed: str) -> "subprocess.Popen[str]":
    """Python with these arguments in the checkout; what it says comes out of `stdout`, or goes to `log`."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=environment(**changed),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(so: Callable[[], object], seconds: float, why: str | Callable[[], str]) -> None:
    """Wait until it is so. Raises AssertionError, with `why`, when it is not so in time."""
    last = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < last, why if isinstance(why, str) else why()
        time.sleep(0.05)


# In this database: another process of the tests has people waiting for each other too. (Which database a backend is in
# pg_stat_activity says too, but only as it was at the first look in a transaction.)
_WAITS = """SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_locks here USING (pid) WHERE NOT l.granted
    AND here.database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""


def somebody_waits() -> bool:
    """Whether a connection to the test's own database waits for a lock now."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        return bool(cursor.fetchone()[0])
