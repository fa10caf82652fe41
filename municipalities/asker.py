"""Who is asking, told to the database: for requests, tasks and commands alike.

Transaction-local settings: they end with the transaction, and nothing is left on a connection that another will use.
The database believes no more than it can look up: a user's membership must run today, a process must be registered
(`PROCESSES` in municipalities/access.py, `portal_ask` in municipalities/walls.py). No asker, no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def tell_database(asker: str, membership: str = "") -> None:
    """What the rest of this transaction sees and records is as `asker`: a user's key, or a registered process.

    `membership` is the id of the one a user asks as; without it the first that runs today.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_ask(%s, %s)", [asker, membership])


@contextmanager
def asked_by(process: str) -> Iterator[None]:
    """One transaction in which a registered process asks."""
    with transaction.atomic():
        tell_database(process)
        yield


TOLD = ("asker", "role", "user", "municipality", "process")  # what `portal_ask` writes down


@contextmanager
def asking_as(process: str) -> Iterator[None]:
    """Within a request: for a while a registered process asks; after it the user asks again, also when it fails."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"current_setting('portal.{name}', true)" for name in TOLD))
            before = cursor.fetchone()
        tell_database(process)
        yield
        with connection.cursor() as cursor:
            again = ", ".join(f"set_config('portal.{name}', %s, true)" for name in TOLD)
            cursor.execute(f"SELECT {again}", [value or "" for value in before])
