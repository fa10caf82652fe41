"""The people of the tests, each with work of their own: a stranger with empty hands proves nothing.

Truus lives in Almelo and works there, coached by Anouk; Wim lives in Wierden and works there, and neither Anouk nor
Bram has anything to do with him. Whoever asks for a user gets that user's own people with them.
"""

import pytest

from cases.models import WswEmployee
from municipalities.models import User
from tests import people


@pytest.fixture
def truus(db: None) -> WswEmployee:
    """Lives in Almelo, in service there, works 36 hours beschut binnen."""
    return people.make_employee("Truus Fictief", placed=True, bsn=people.bsn_number(0), personnel_number="00101")


@pytest.fixture
def wim(db: None) -> WswEmployee:
    """Lives in Wierden, in service there, works 36 hours beschut binnen."""
    return people.make_employee(
        "Wim Verzonnen",
        lives_in="Wierden",
        employer="Gemeente Wierden",
        placed=True,
        bsn=people.bsn_number(1),
        personnel_number="00102",
    )


def _user(name: str, role: str, at: str | None = None) -> User:
    user = people.make_user(name)
    people.make_membership(user, role, at)
    return user


@pytest.fixture
def anouk(truus: WswEmployee) -> User:
    """Jobcoach; Truus is in her caseload."""
    user = _user("Anouk Voorbeeld", "jobcoach")
    people.coach(truus, user, since=people.day("01-01-2020"))
    return user


@pytest.fixture
def bram(truus: WswEmployee) -> User:
    """Consulent of Almelo, where Truus lives."""
    return _user("Bram Voorbeeld", "consulent", "Almelo")


@pytest.fixture
def carla(wim: WswEmployee) -> User:
    """Consulent of Wierden, where Wim lives."""
    return _user("Carla Voorbeeld", "consulent", "Wierden")


@pytest.fixture
def daan(db: None) -> User:
    """Wethouder of Rijssen-Holten on the Dagelijks Bestuur."""
    return _user("Daan Voorbeeld", "board_member", "Rijssen-Holten")


@pytest.fixture
def ellen(truus: WswEmployee) -> User:
    """Controller of Almelo, where Truus lives."""
    return _user("Ellen Voorbeeld", "controller", "Almelo")


@pytest.fixture
def fatih(wim: WswEmployee) -> User:
    """Controller of Wierden, where Wim lives."""
    return _user("Fatih Voorbeeld", "controller", "Wierden")


@pytest.fixture
def gerda(db: None) -> User:
    """Functioneel beheerder: accounts and settings, no dossier."""
    return _user("Gerda Voorbeeld", "administrator")


@pytest.fixture
def hans(db: None) -> User:
    """Privacy officer: watches the use of data, sees no dossier."""
    return _user("Hans Voorbeeld", "privacy_officer")
