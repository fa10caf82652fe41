"""Who is asking, told to the database: for requests, tasks and commands alike.

A transaction-local setting: it ends with the transaction, and nothing is left on a connection that another will use.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Func, QuerySet, Value


def tell_database(asker: str) -> None:
    """Every change in the rest of this transaction is recorded as made by `asker` (a user's key, a task, a command)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.asker', %s, true)", [asker])


def telling(rows: QuerySet[Any], asker: str) -> QuerySet[Any]:
    """The same rows; fetching them tells the database its asker in the same round trip."""
    told = Func(Value("portal.asker"), Value(asker), Value(True), function="set_config", output_field=CharField())
    return rows.annotate(asker=told)


@contextmanager
def asked_by(asker: str) -> Iterator[None]:
    """One transaction in which `asker` asks."""
    with transaction.atomic():
        tell_database(asker)
        yield


@contextmanager
def asking_as(process: str) -> Iterator[None]:
    """Within a request: for a while a registered process asks; after it the user asks again, also when it fails."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.asker', true), current_setting('portal.membership', true)")
        user, membership = cursor.fetchone()
        _tell(process, "")
        yield
        _tell(user or "", membership or "")


def _tell(asker: str, membership: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('portal.asker', %s, true), set_config('portal.membership', %s, true)",
            [asker, membership],
        )
