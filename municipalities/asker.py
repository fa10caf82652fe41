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
def asked_by(asker: str) -> Iterator[None]:
    """One transaction in which a registered process asks; within another, who asked there asks again afterwards.

    Or a user, by key: the demo, which signs in somebody's name.
    """
    within = connection.in_atomic_block
    with transaction.atomic():
        before = _asking() if within else None
        tell_database(asker)
        yield
        if before:
            tell_database(*before)


@contextmanager
def alone_as(process: str) -> Iterator[None]:
    """As `asked_by`, one after the other: a task that was delivered twice finds the second time that all is done."""
    with asked_by(process), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [process])
        yield


def _asking() -> tuple[str, str]:
    """Who asks now, and as which membership."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.asker', true), current_setting('portal.membership', true)")
        asker, membership = cursor.fetchone()
    return asker or "", membership or ""
