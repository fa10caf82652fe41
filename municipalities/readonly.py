"""A part of a transaction in which PostgreSQL refuses every change, and what is written after it.

That part is a savepoint, because a read-only savepoint ends with itself: what must be written all the same (who looked
at whom) waits for it and lands in the same transaction. We left a read-only transaction as a whole, which could log
nothing, and a second connection, which would log what did not happen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

Write = Callable[[], object]
_waiting: ContextVar[list[Write] | None] = ContextVar("waiting", default=None)


@contextmanager
def read_only() -> Iterator[list[Write]]:
    """In here every change is refused; gives what waits to be written, for the caller to do after it."""
    waiting: list[Write] = []
    token = _waiting.set(waiting)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            yield waiting
    finally:
        _waiting.reset(token)


def afterwards(write: Write) -> None:
    """Does `write` at once, or after the read-only part that we are in; never when that part fails."""
    waiting = _waiting.get()
    if waiting is None:
        write()
    else:
        waiting.append(write)
