"""A move to elsewhere that was none: the municipality that recorded it takes it back, for a while."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Handover, Residence, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import User, today
from tests import asking, people
from tests.cases.destroying import asking_as
from tests.cases.reading import as_
from tests.cases.test_handovers import EVE, MOVES_ON, decide, homes, propose
from tests.opened import source
from tests.people import day


@pytest.fixture
def truus(db: None) -> WswEmployee:
    """Nothing but her home ties her to Almelo."""
    return people.make_employee("Truus Fictief", employer="Stichting Bedacht", placed=True)


def elsewhere(bram: User, person: WswEmployee, to: str = "GM0153") -> str:
    assert propose(bram, person, to=to).status_code == 302
    return f"/medewerkers/{person.key}/verhuizen/terugdraaien/"


def as_for(user: User, person: WswEmployee) -> Any:
    """A client of `user`, who said what for: this person is of another by now."""
    client = as_(user)
    client.post(f"/medewerkers/{person.key}/doel/", {"reason": "verhuizing of overdracht"})
    return client


@pytest.mark.parametrize("to", ["GM0153", "buitenland"])
def test_bram_takes_back_a_move_to_elsewhere_that_was_none(bram: User, truus: WswEmployee, to: str) -> None:
    url, client = elsewhere(bram, truus, to), as_for(bram, truus)
    assert url in client.get(f"/medewerkers/{truus.key}/").content.decode()
    page = source(client.get(url))
    assert "Deze medewerker woont weer in Almelo, ook na 14-06-2026." in page
    assert len(homes(truus)) == 2  # a look changes nothing
    assert client.post(url, {})["Location"] == f"/medewerkers/{truus.key}/"
    assert homes(truus) == [("Almelo", date(1990, 1, 1), None)]
    assert Residence.objects.get().recorded_by == str(bram.key)  # in the own name
    assert "Dit dossier is overgedragen." not in client.get(f"/medewerkers/{truus.key}/").content.decode()
    assert client.post(url, {}).status_code == 403
    assert propose(bram, truus, to=to, on=day("16-06")).status_code == 302  # the right day


def test_who_moves_again_reads_on_the_page_that_the_last_move_can_be_taken_back(bram: User) -> None:
    person = people.make_employee("Otto Verzonnen", employer="Gemeente Almelo")
    url, client = elsewhere(bram, person), as_for(bram, person)
    assert url in client.get(f"/medewerkers/{person.key}/verhuizen/").content.decode()


def test_only_the_municipality_that_recorded_it_takes_it_back(
    bram: User, carla: User, ellen: User, anouk: User, truus: WswEmployee
) -> None:
    url = elsewhere(bram, truus)
    told = {user: as_for(user, truus).post(url, {}).status_code for user in (carla, ellen, anouk)}
    assert told == {carla: 404, ellen: 403, anouk: 403}
    for user in (carla, ellen, anouk):
        with asking_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT move_to_take_back(%s), take_back_move(%s)", [truus.pk, truus.pk])
            assert cursor.fetchone() == (None, False)
    assert len(homes(truus)) == 2


@pytest.mark.parametrize("why", ["of the register", "long ago", "handed over since", "of one of the six"])
def test_what_is_no_slip_of_today_is_not_taken_back(bram: User, carla: User, why: str) -> None:
    """By whom it was recorded, when, and what followed: the move itself is the same each time."""
    person = people.make_employee("Otto Verzonnen", employer="Gemeente Almelo")
    if why == "of one of the six":
        propose(bram, person)
        decide(carla, Handover.objects.get(), "aannemen")
    elif why == "of the register":
        Residence.objects.filter(employee=person).update(ends_on=EVE)
        people.make_residence(person, "Enschede", since=MOVES_ON)
    elif why == "long ago":
        Residence.objects.filter(employee=person).update(ends_on=EVE)
        people.recorded_on(timezone.now() - timedelta(days=93))
        with people.signing(bram):
            people.make_residence(person, "Enschede", since=MOVES_ON)
        people.meanwhile()
        tell_database(asking.TESTS)
    else:
        elsewhere(bram, person)
        as_for(bram, person)
        assert propose(bram, person, on=today()).status_code == 302
    with asking_as(bram), connection.cursor() as cursor:
        cursor.execute("SELECT move_to_take_back(%s)", [person.pk])
        assert cursor.fetchone() == (None,)
    assert as_for(bram, person).post(f"/medewerkers/{person.key}/verhuizen/terugdraaien/", {}).status_code == 403
