"""Who the stories about signals are about: people with a coach, and with everything that no signal asks for.

And who those about proposals are about: somebody with hours free, and an open place for her.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Proposal, Vacancy, WswEmployee
from municipalities.models import User
from tests import people
from tests.cases.proposing import A_WEEK, TODAY
from tests.cases.signalling import signed
from tests.people import day, make_employee, make_placement


@pytest.fixture
def coached(db: None) -> User:
    """A coach for everybody in these stories, so that a missing coach tells nothing."""
    user = people.make_user("Kees Voorbeeld")
    people.make_membership(user, "jobcoach")
    return user


@pytest.fixture
def make(coached: User) -> Callable[..., WswEmployee]:
    def made(name: str = "Truus Fictief", **fields: Any) -> WswEmployee:
        person = make_employee(name, placed=fields.pop("placed", True), **fields)
        people.coach(person, coached, since=day("01-01-2010"))
        return person

    return made


@pytest.fixture
def guided(make: Callable[..., WswEmployee], coached: User) -> WswEmployee:
    """Placed with a hirer since 2026, with a plan for that year and a visit on 24 August."""
    person = make(placed=False)
    make_placement(person, "IND")
    signed(person, coached)
    people.make_contact(person, coached, held_on=day("24-08-2026"))
    return person


@pytest.fixture
def bram_in(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


@pytest.fixture
def free(truus: WswEmployee, anouk: User) -> WswEmployee:
    """Twelve of her thirty-six hours are free."""
    truus.employments.get().placements.update(hours=24)
    return truus


@pytest.fixture
def place(db: None) -> Vacancy:
    hirer = people.make_hirer("Bakkerij Bedacht")
    return Vacancy.objects.create(hirer=hirer, function="Inpakker", form="IND", hours=10, starts_on=TODAY)


@pytest.fixture
def proposed(free: WswEmployee, anouk: User, place: Vacancy) -> Proposal:
    """By Anouk, for the open place, a week ago."""
    with people.signing(anouk):
        return people.make_proposal(free, anouk, vacancy=place, proposed_on=TODAY - A_WEEK)


@pytest.fixture
def as_anouk(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client
