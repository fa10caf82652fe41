"""Who is asking, told to the database: for requests, tasks and commands alike.

A transaction-local setting: it ends with the transaction, so that nothing is left on a connection that another will use.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def tell_database(asker: str) -> None:
    """Every change until the end of this transaction is recorded as made by `asker` (a user's key, a task, a command)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.asker', %s, true)", [asker])


@contextmanager
def asked_by(asker: str) -> Iterator[None]:
    """One transaction in which `asker` asks."""
    with transaction.atomic():
        tell_database(asker)
        yield
