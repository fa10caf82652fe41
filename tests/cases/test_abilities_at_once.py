"""Two at the same moment, about work abilities: who sends second waits for the first, and then reads what it wrote."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.actions import ability_lists
from cases.models import Ability, AbilityList, Assessment, SupportPlan
from municipalities.models import User, today
from tests import people, processes, situations
from tests.opened import opened, text, told

DAY = timedelta(days=1)


@contextmanager
def sent_meanwhile(client: Client, url: str, sent: dict[str, Any]) -> Iterator[Callable[[], Any]]:
    """Within: a transaction that is saved only when `client`, who sends this at its end, waits for it."""
    answers = list[Any]()

    def send() -> None:
        answers.append(client.post(url, sent))
        connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        yield lambda: answers[0]
        thread.start()
        processes.until(lambda: processes.somebody_waits() or not thread.is_alive(), 20, "nobody waited")
    thread.join(timeout=60)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# A list, written by Gerda and published by Hans


@pytest.fixture
def gerda(committed: None) -> User:
    return situations.make_member("Gerda Voorbeeld", "administrator")


@pytest.fixture
def hans(committed: None) -> User:
    return situations.make_member("Hans Voorbeeld", "privacy_officer")


@pytest.fixture
def draft(gerda: User) -> AbilityList:
    """Gerda wrote every word of it."""
    former, client = AbilityList.objects.get(), logged_in(gerda)
    url = reverse("ability_list_new")
    sent = opened(client, url) | {"why": "Een ander begin.", "steps": "\n".join(former.steps)}
    assert client.post(url, sent).status_code == 302
    return AbilityList.objects.get(published_on=None)


def test_what_is_saved_while_somebody_publishes_is_read_first(draft: AbilityList, hans: User) -> None:
    client, url = logged_in(hans), reverse("ability_list", args=[draft.key])
    with sent_meanwhile(client, url, opened(client, url) | {"read": "on"}) as answer:
        Ability.objects.filter(ability_list=draft, number=1).update(meaning="Iets heel anders.")
    assert answer().status_code == 409
    assert "Iets heel anders." in text(answer())
    draft.refresh_from_db()
    assert draft.published_on is None


@pytest.mark.parametrize("whole", [False, True], ids=["an ability", "the draft"])
def test_what_is_published_meanwhile_is_not_taken_away_and_that_is_said(
    draft: AbilityList, gerda: User, hans: User, whole: bool
) -> None:
    """Hans is not done yet when Gerda sends."""
    taken = ("ability_list_drop", draft.key) if whole else ("ability_drop", draft.abilities.get(number=1).key)
    with sent_meanwhile(logged_in(gerda), reverse(taken[0], args=[taken[1]]), {}) as answer, people.signing(hans):
        ability_lists.publish(draft=AbilityList.objects.get(pk=draft.pk), by=hans)
    assert (answer().status_code, answer()["Location"]) == (302, reverse("ability_list", args=[draft.key]))
    assert told(answer()) == ["Een gepubliceerde lijst verandert niet. Begin een nieuwe."]
    assert draft.abilities.count() == 7


# An assessment


@pytest.fixture
def plan(committed: None) -> SupportPlan:
    return people.make_plan(people.make_employee(), starts_on=today() - 40 * DAY, ends_on=today() + 300 * DAY)


@pytest.fixture
def bram(plan: SupportPlan) -> User:
    return situations.make_member("Bram Voorbeeld", "consulent", "Almelo")


@pytest.fixture
def made(plan: SupportPlan) -> Assessment:
    return people.make_assessment(plan, people.make_user(), on=today() - DAY, steps={"Werktempo": 2})


def hold(plan: SupportPlan) -> None:
    """As who assesses does first."""
    SupportPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def test_an_assessment_saved_meanwhile_is_read_before_another(plan: SupportPlan, made: Assessment, bram: User) -> None:
    client, url = logged_in(bram), reverse("assessment_new", args=[plan.employee.key])
    with sent_meanwhile(client, url, opened(client, url) | {"step_1": "5"}) as answer:
        hold(plan)
        people.make_assessment(plan, made.assessed_by, on=today(), steps={"Werktempo": 3})
    assert answer().status_code == 409
    assert Assessment.objects.count() == 2


def test_a_correction_saved_meanwhile_is_read_before_another(plan: SupportPlan, made: Assessment, bram: User) -> None:
    client, url = logged_in(bram), reverse("assessment_correct", args=[plan.employee.key, made.key])
    with sent_meanwhile(client, url, opened(client, url) | {"step_1": "5", "because": "Mijn fout."}) as answer:
        hold(plan)
        people.make_assessment(
            plan, made.assessed_by, on=today() - DAY, steps={"Werktempo": 3}, corrects=made, because="Fout."
        )
    assert answer().status_code == 409
    assert "stap 3 van 5" in text(answer())
    assert Assessment.objects.count() == 2
