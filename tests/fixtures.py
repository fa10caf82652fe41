"""The people of the tests, each with work of their own: a stranger with empty hands proves nothing.

Truus lives in Almelo and works there, coached by Anouk; Wim lives in Wierden and works there, and neither Anouk nor
Bram has anything to do with him. Whoever asks for a user gets that user's own people with them.

Each test lays its own. A file whose tests all look at the same many rows lays them once, around them all
(`for_all_tests`); what one of them does is undone before the next.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import pytest
from django.db import models, transaction

from cases.models import WswEmployee
from municipalities.models import User
from tests import people

Row = TypeVar("Row", bound=models.Model)


@pytest.fixture(scope="module")
def for_all_tests(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around all tests of a file: what is laid in it they all find, and nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def again(row: Row) -> Row:
    """As it is in the database: what an earlier test did with `row` itself is not undone."""
    return type(row)._default_manager.get(pk=row.pk)


def lay_truus() -> WswEmployee:
    return people.make_employee("Truus Fictief", placed=True, bsn=people.bsn_number(0), personnel_number="00101")


def lay_wim() -> WswEmployee:
    return people.make_employee(
        "Wim Verzonnen",
        lives_in="Wierden",
        employer="Gemeente Wierden",
        placed=True,
        bsn=people.bsn_number(1),
        personnel_number="00102",
    )


def lay_user(name: str, role: str, at: str | None = None) -> User:
    user = people.make_user(name)
    people.make_membership(user, role, at)
    return user


def lay_anouk(truus: WswEmployee) -> User:
    user = lay_user("Anouk Voorbeeld", "jobcoach")
    people.coach(truus, user, since=people.day("01-01-2020"))
    return user


@pytest.fixture
def truus(db: None) -> WswEmployee:
    """Lives in Almelo, in service there, works 36 hours beschut binnen."""
    return lay_truus()


@pytest.fixture
def wim(db: None) -> WswEmployee:
    """Lives in Wierden, in service there, works 36 hours beschut binnen."""
    return lay_wim()


@pytest.fixture
def anouk(truus: WswEmployee) -> User:
    """Jobcoach; Truus is in her caseload."""
    return lay_anouk(truus)


@pytest.fixture
def bram(truus: WswEmployee) -> User:
    """Consulent of Almelo, where Truus lives."""
    return lay_user("Bram Voorbeeld", "consulent", "Almelo")


@pytest.fixture
def carla(wim: WswEmployee) -> User:
    """Consulent of Wierden, where Wim lives."""
    return lay_user("Carla Voorbeeld", "consulent", "Wierden")


@pytest.fixture
def daan(db: None) -> User:
    """Wethouder of Rijssen-Holten on the Dagelijks Bestuur."""
    return lay_user("Daan Voorbeeld", "board_member", "Rijssen-Holten")


@pytest.fixture
def ellen(truus: WswEmployee) -> User:
    """Controller of Almelo, where Truus lives."""
    return lay_user("Ellen Voorbeeld", "controller", "Almelo")


@pytest.fixture
def fatih(wim: WswEmployee) -> User:
    """Controller of Wierden, where Wim lives."""
    return lay_user("Fatih Voorbeeld", "controller", "Wierden")


@pytest.fixture
def gerda(db: None) -> User:
    """Functioneel beheerder: accounts and settings, no dossier."""
    return lay_user("Gerda Voorbeeld", "administrator")


@pytest.fixture
def hans(db: None) -> User:
    """Privacy officer: watches the use of data, sees no dossier."""
    return lay_user("Hans Voorbeeld", "privacy_officer")


@pytest.fixture
def twice(truus: WswEmployee) -> WswEmployee:
    """Truus once more, as an earlier employer knew her: another number, no BSN, in service until 2007."""
    person = people.make_employee(
        "Truus Fictief", since=people.day("01-01-2001"), until=people.day("31-12-2007"), reason="OVG", placed=True,
        personnel_number="00999", category=None,
    )  # fmt: skip
    known = {"since": people.day("01-01-2000"), "until": people.day("31-12-2007")}
    people.make_indication(person, **known, decided_on=people.day("01-12-1999"))
    truus.indications.update(starts_on=people.day("01-01-2008"))
    return person


@pytest.fixture
def boris(truus: WswEmployee) -> User:
    """Another consulent of Almelo."""
    return lay_user("Boris Voorbeeld", "consulent", "Almelo")
