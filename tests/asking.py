"""Who the tests themselves are to the database: a registered process, for a factory makes everybody's rows.

A page asked through the test client, a command and a task are asked by nobody until the portal itself says by whom;
afterwards the test is itself again. (In a test that rolls back, a request's transaction is only a part of its own.)
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from celery import Task
from django.core.management import BaseCommand
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client

TESTS = "tests"
STORY = [
    "anouk",
    "bram",
    "carla",
    "lang",
    "Een",
    "Twee",
    "Drie",
]  # names that stories about recording give to processes


# Only in the tests' own database: when something was recorded or signed is the database's to say. A test cannot wait
# for the clock.
BACKDATING = """
CREATE FUNCTION tests_recorded_on(moment timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE moments text := array_prepend((extract(epoch FROM moment) * 1000000)::bigint, recording_moments(false))::text;
BEGIN
    PERFORM set_config('portal.recording', recording_seal(moments) || moments, true);
END $$;
CREATE FUNCTION tests_answered_on(request bigint, day date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ALTER TABLE cases_privacyrequest DISABLE TRIGGER b_signed_decided_by;
    UPDATE cases_privacyrequest SET decided_on = day, answered_on = day WHERE id = request;
    ALTER TABLE cases_privacyrequest ENABLE TRIGGER b_signed_decided_by;
END $$
"""


def register() -> list[str]:
    """The statement for the owner that makes the tests known, and its names."""
    names = ", ".join(f"('{name}')" for name in [TESTS, *STORY])
    known = f"INSERT INTO municipalities_registeredprocess VALUES {names} ON CONFLICT DO NOTHING"
    # A process needs no door; a test that asks what a queryset shows to somebody looks at theirs.
    doors = "CREATE POLICY tests_look ON cases_door FOR SELECT USING (current_setting('portal.process', true) = 'true')"
    return [f"{known}; {doors}; {BACKDATING}"]


def ask_from_now_on() -> None:
    """Every new connection of this process asks as the tests; a client's requests do not."""
    connection_created.connect(lambda connection, **_: _tell(connection, TESTS), weak=False)
    for kind, act in ((Client, "request"), (BaseCommand, "execute"), (Task, "__call__")):
        setattr(kind, act, _asked_by_nobody_yet(getattr(kind, act)))


def _asked_by_nobody_yet(act: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(act)
    def acting(*args: Any, **kwargs: Any) -> Any:
        with nobody():
            return act(*args, **kwargs)

    return acting


@contextmanager
def nobody() -> Iterator[None]:
    """No asker, inside; the tests again afterwards."""
    _tell(connection, "")
    try:
        yield
    finally:
        _tell(connection, TESTS)


@contextmanager
def owning() -> Iterator[None]:
    """The test's own connection is the owner's in here: for a test that has the database to itself."""
    app = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = urlsplit(os.environ["DATABASE_OWNER_URL"]).username
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = app


@contextmanager
def as_owner() -> Iterator[Any]:
    """A cursor of the owner on the test's own database, beside it; what it does is undone."""
    url = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    owner = psycopg2.connect(url)
    try:
        with owner.cursor() as cursor:
            yield cursor
    finally:
        owner.rollback()
        owner.close()


def _tell(wrapper: Any, asker: str) -> None:
    """Beside Django's own cursor: it is not a statement of the page that is being counted."""
    if wrapper.connection is None or wrapper.needs_rollback:
        return
    settings = {
        "asker": asker,
        "process": str(bool(asker)).lower(),
        "role": "",
        "user": "",
        "municipality": "",
        "holder": "",
    }
    told = ", ".join(f"set_config('portal.{name}', '{value}', false)" for name, value in settings.items())
    with wrapper.connection.cursor() as cursor:
        cursor.execute(f"SELECT {told}")
