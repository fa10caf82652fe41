"""As who owns the tables: what a database administrator could do. Only for a test that has the database to itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection


@contextmanager
def owning() -> Iterator[None]:
    """The test's connection is the owner's in here."""
    app = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = urlsplit(os.environ["DATABASE_OWNER_URL"]).username
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = app
