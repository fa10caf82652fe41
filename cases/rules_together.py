"""Several rows that only fit together are written first and judged afterwards, as one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def rules_together() -> Iterator[None]:
    """Inside a transaction. What does not fit at the end is refused there: IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
