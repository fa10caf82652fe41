"""How long a request may keep the database: a statement, a wait for a lock, a silence in its transaction.

The limits travel with the first statement of each transaction and end with it (`SET LOCAL`), so they cost no round
trip, outlive nothing on a shared connection, and pass a pgbouncer in transaction mode. Settings of the role or of the
connection would not: the worker and the commands use the same role, and they may take longer. Beyond a limit PostgreSQL
breaks off, the transaction is undone, and `soweco_portal/errors.py` says so with a 503.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_IDLE


def limited(*, statement: str, lock: str, silence: str) -> AbstractContextManager[None]:
    """While this lasts every transaction on this thread's connection has these limits; `"5s"`, or `"0"` for none."""
    said = (
        f"SET LOCAL statement_timeout = '{statement}'; SET LOCAL lock_timeout = '{lock}';"
        f" SET LOCAL idle_in_transaction_session_timeout = '{silence}'; "
    )
    return connection.execute_wrapper(partial(_first_say, said))


def _first_say(
    said: str, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    begun = context["connection"].connection.info.transaction_status != TRANSACTION_STATUS_IDLE
    return execute(sql if begun or many else f"{said}{sql}", params, many, context)


of_a_request = partial(limited, statement="5s", lock="2s", silence="60s")
of_a_task = partial(limited, statement="10min", lock="30s", silence="15min")
