"""What the stories about destruction share: who left long ago, the drafts, and the two who sign. All *fictief*."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from cases.actions import destruction
from cases.models import Certificate, DestructionList, WswEmployee
from municipalities.asker import asked_by, tell_database
from municipalities.models import User, today
from tests import asking, people

LONG_AGO = date(today().year - 12, 3, 31)


def make_leaver(name: str = "Otto Verzonnen", until: date = LONG_AGO, **fields: Any) -> WswEmployee:
    """Somebody who left, and whose indication lapsed."""
    person = people.make_employee(name, until=until, reason="EIG", placed=True, category=None, **fields)
    people.make_indication(person, since=date(2000, 1, 1), until=date(2009, 12, 31))
    return person


@contextmanager
def asking_as(user: User) -> Iterator[None]:
    """One transaction, as a page of this user would have; afterwards the tests ask again."""
    with transaction.atomic():
        tell_database(str(user.key))
        yield
        tell_database(asking.TESTS)


def drafted(on: date | None = None) -> list[DestructionList]:
    with asked_by(destruction.PROCESS):
        found = destruction.draft(on or today())
        tell_database(asking.TESTS)
    return found


def shown(found: DestructionList) -> str:
    """What somebody who looks at the list now would sign."""
    return destruction.fingerprint(found.items.all())


def propose(found: DestructionList, by: User) -> None:
    with asking_as(by):
        destruction.propose(destruction=found, shown=shown(found), by=by)
    found.refresh_from_db()


def agree(found: DestructionList, by: User) -> None:
    with asking_as(by):
        destruction.agree(destruction=found, shown=found.fingerprint, by=by)
    found.refresh_from_db()


def _signer(name: str, role: str, at: str | None = None) -> User:
    user = people.make_user(name)
    people.make_membership(user, role, at)
    return user


def carried_out(found: DestructionList) -> Certificate | None:
    made = destruction.carry_out(str(found.key))
    with transaction.atomic():
        tell_database(asking.TESTS)
    return made


def destroy() -> list[Certificate]:
    """All whose term is over, by the privacy officer and a controller of each municipality."""
    first = _signer("Hans Tekent", "privacy_officer")
    made = []
    for found in drafted():
        propose(found, first)
        agree(found, _signer(f"Ellen {found.municipality}", "controller", found.municipality.name))
        made.append(carried_out(found))
    return [each for each in made if each]
