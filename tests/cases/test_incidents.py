"""What follows on an incident: a task for who may read of it, that goes where its incident goes (decision 0054)."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Appointment, Contact, Todo, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.cases.test_contacts import filled, send
from tests.opened import told
from tests.people import today_plus


@pytest.fixture
def coach(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def test_an_incident_has_a_follow_up_that_becomes_a_task_without_its_words(coach: Client, truus: WswEmployee) -> None:
    refused = send(coach, truus, kind="incident")
    assert refused.status_code == 422
    assert "Schrijf wat het vervolg is op dit incident." in refused.content.decode()
    on = today_plus(3)
    said = {"kind": "incident", "follow_up": "Gesprek met de voorman.", "follow_up_on": on.isoformat()}
    once = uuid.uuid4()
    for _ in range(2):  # a phone sends it again
        assert send(coach, truus, once=once, next_on=today_plus(9), **said).status_code == 302
    noted, todo = Contact.objects.get(), Todo.objects.get()
    assert noted.follow_up == "Gesprek met de voorman."
    assert (todo.what, todo.owner, todo.due_on) == (
        f"Vervolg op het incident van {today():%d-%m-%Y}: zie het contact", "jobcoach", on,
    )  # fmt: skip
    assert Appointment.objects.get().kind == "gesprek"
    assert "Gesprek met de voorman." in coach.get(reverse("contact", args=[truus.key, noted.key])).content.decode()


def test_without_a_day_the_follow_up_is_for_next_week_and_another_contact_has_none(
    coach: Client, truus: WswEmployee
) -> None:
    send(coach, truus, kind="incident", follow_up="Bellen.", readers="jobcoach")
    assert Todo.objects.get().due_on == today_plus(7)
    send(coach, truus, kind="telefoon", follow_up="Bleef staan.", follow_up_on=today_plus(1))
    assert Todo.objects.count() == 1
    assert set(Contact.objects.values_list("kind", "follow_up")) == {("incident", "Bellen."), ("telefoon", "")}


def test_a_day_of_a_follow_up_that_went_by_is_in_the_way_of_an_incident_only(coach: Client, truus: WswEmployee) -> None:
    """A phone without a connection fills it in for next week, also where it is not shown."""
    gone = {"follow_up_on": today_plus(-1), "follow_up": "Bellen."}
    assert send(coach, truus, kind="telefoon", **gone).status_code == 302
    refused = send(coach, truus, kind="incident", **gone)
    assert refused.status_code == 422
    assert "Het vervolg is na vandaag." in refused.content.decode()


def mend(client: Client, contact: Contact, **changed: object) -> list[str]:
    """What is said afterwards."""
    url = reverse("contact_mend", args=[contact.employee.key, contact.key])
    answer = client.post(url, filled(**changed))
    assert answer.status_code == 302
    return told(answer)[-1:]


def test_what_becomes_an_incident_makes_the_task_that_noting_one_does(
    coach: Client, anouk: User, truus: WswEmployee
) -> None:
    noted = people.make_contact(truus, anouk)
    on = today_plus(3)
    incident = {"kind": "incident", "follow_up": "Gesprek met de voorman."}
    said = mend(coach, noted, **incident, follow_up_on=on.isoformat())
    assert said == ["Het contact is gewijzigd. Er is een taak bij gekomen voor het vervolg."]
    todo = Todo.objects.get()
    assert (todo.what, todo.owner, todo.due_on, todo.noted_by) == (
        f"Vervolg op het incident van {today():%d-%m-%Y}: zie het contact", "jobcoach", on, anouk,
    )  # fmt: skip
    people.meanwhile()
    assert mend(coach, noted, **incident, text="Iets anders.") == ["Het contact is gewijzigd."]
    assert Todo.objects.get() == todo


def test_without_a_day_it_is_for_next_week_and_a_day_that_went_by_is_refused(
    coach: Client, anouk: User, truus: WswEmployee
) -> None:
    noted = people.make_contact(truus, anouk)
    url = reverse("contact_mend", args=[truus.key, noted.key])
    gone = filled(kind="incident", follow_up="Bellen.", follow_up_on=today_plus(-1))
    refused = coach.post(url, gone)
    assert (refused.status_code, "Het vervolg is na vandaag." in refused.content.decode()) == (422, True)
    mend(coach, noted, kind="incident", follow_up="Bellen.")
    assert Todo.objects.get().due_on == today_plus(7)


@pytest.fixture
def incident(coach: Client, truus: WswEmployee) -> Contact:
    send(coach, truus, kind="incident", follow_up="Bellen.")
    people.meanwhile()
    return Contact.objects.get()


def test_a_task_does_not_outlive_an_incident_that_was_none(coach: Client, incident: Contact) -> None:
    said = mend(coach, incident, kind="telefoon")
    assert said == ["Het contact is gewijzigd. De taak voor het vervolg is vervallen."]
    todo = Todo.objects.get()
    assert (todo.what, todo.done_on) == (f"Vervallen: op {today():%d-%m-%Y} was er toch geen incident", today())


def test_a_task_follows_the_day_and_the_readers_of_its_incident(
    client: Client, bram: User, coach: Client, incident: Contact
) -> None:
    """A consulent who coached nobody that day, and wrote it for the coaches, does not leave the task with them."""
    day_ = today_plus(-1)
    said = mend(coach, incident, kind="incident", follow_up="Bellen.", held_on=day_.isoformat())
    assert said == ["Het contact is gewijzigd. De taak voor het vervolg is aangepast."]
    todo = Todo.objects.get()
    assert (todo.what, todo.owner) == (f"Vervolg op het incident van {day_:%d-%m-%Y}: zie het contact", "jobcoach")
    Todo.objects.update(owner="consulent")  # by a colleague, who would not find the note below
    people.meanwhile()
    mend(coach, incident, kind="incident", follow_up="Bellen.", held_on=day_.isoformat(), readers="jobcoach")
    assert Todo.objects.get().owner == "jobcoach"


@pytest.mark.parametrize("change", [{"done_on": today()}, {"what": "Bel de voorman"}])
def test_a_task_that_was_done_or_has_words_of_its_own_stays(
    coach: Client, incident: Contact, change: dict[str, object]
) -> None:
    Todo.objects.update(**change)
    people.meanwhile()
    before = Todo.objects.values().get()
    assert mend(coach, incident, kind="telefoon") == ["Het contact is gewijzigd."]
    assert Todo.objects.values().get() == before
