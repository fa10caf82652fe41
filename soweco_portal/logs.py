"""Log lines in which nobody can be found back: where it went wrong, never with whose data.

The words of an exception may hold a row ("Failing row contains …") or what somebody typed, so of an exception only its
kind and the places in the code are written, with PostgreSQL's code of the error and the name of the rule.

A path stands in the line of a request that went wrong. One path is a key: the private address of a calendar.
"""

import logging
import re
import traceback
from types import TracebackType

from django.db import Error

CALENDAR = re.compile(r"/agenda/[^/\s]+\.ics")
Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Reticent(logging.Formatter):
    """Writes an exception without its words, no line break that came with a message, and no calendar's address."""

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.args, dict) and "exc" in record.args:  # Celery puts the words in its message
            record.args = record.args | {"exc": "zie hieronder"}
        return super().format(record)

    def formatException(self, ei: Caught) -> str:
        return "\n".join(_told(ei[1])) if ei[1] else ""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record).replace("\n", "\\n").replace("\r", "\\r")
        return CALENDAR.sub("/agenda/….ics", line)


def _told(error: BaseException, seen: frozenset[int] = frozenset()) -> list[str]:
    """The exceptions that led to it, the first one first, each with its frames."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    seen |= {id(error)}
    told = _told(before, seen) if before and id(before) not in seen else []
    frames = traceback.extract_tb(error.__traceback__)
    told += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*told, f"{type(error).__module__}.{type(error).__qualname__}{_code(error)}"]


def _code(error: BaseException) -> str:
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None or not diagnosis.sqlstate or isinstance(error, Error):
        return ""
    return f" ({' '.join(filter(None, (diagnosis.sqlstate, diagnosis.constraint_name)))})"
