"""A large piece of JSON on its way into a row, piece by piece.

As a parameter of a statement it stands in memory some six times over: as data, text, quoted, as part of the statement,
in what is sent. So it is copied into a table of this transaction first, and the statement takes it from there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Func, JSONField, Model

from reports.canonical import pieces


@contextmanager
def streamed(row: Model, field: str) -> Iterator[None]:
    """While this lasts `field`, a JSONField, is saved from what went before it. Call inside a transaction."""
    data = getattr(row, field)
    lay(data)
    setattr(row, field, Func(template="(SELECT content FROM pg_temp.streamed)", output_field=JSONField()))
    try:
        yield
    finally:
        setattr(row, field, data)


def lay(data: Any) -> None:
    """Make the table `streamed` of this transaction, with `data` in its one row."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.streamed")
        cursor.execute("CREATE TEMP TABLE streamed (content jsonb) ON COMMIT DROP")
        cursor.copy_expert("COPY pg_temp.streamed FROM STDIN", _Read(pieces(data)))


class _Read:
    """What `COPY` reads: one line of one column. JSON has no line end or tab of its own; a backslash stands doubled."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts, self.rest = iter(parts), b""

    def read(self, size: int) -> bytes:
        taken, length = [self.rest], len(self.rest)
        while length < size and (part := next(self.parts, None)) is not None:
            taken.append(part.replace(b"\\", b"\\\\"))
            length += len(taken[-1])
        whole = b"".join(taken)
        self.rest = whole[size:]
        return whole[:size]
