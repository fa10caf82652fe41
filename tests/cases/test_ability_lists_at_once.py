"""Hans publishes while Gerda writes: what he read is what is published, whoever is first. Real transactions."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from cases.models import Ability, AbilityList
from municipalities.asker import tell_database
from municipalities.models import User, today
from tests import fixtures, people, processes
from tests.cases.test_ability_lists import DAY, at, opened
from tests.opened import send

WAIT = 20
FIRST = {f"Tempo {nth}": "Nieuw." for nth in range(1, 4)}


@pytest.fixture
def draft(committed: None) -> AbilityList:
    made = people.make_list(today() - 400 * DAY, ["a", "b"], FIRST)
    carried = {each.name: (each.name, [1, 2]) for each in made.abilities.all()}
    return people.make_list(today() + 9 * DAY, ["a", "b"], carried, published=False)


@pytest.fixture
def gerda(draft: AbilityList) -> User:
    return fixtures.lay_user("Gerda Voorbeeld", "administrator")


@pytest.fixture
def hans(draft: AbilityList) -> User:
    return fixtures.lay_user("Hans Voorbeeld", "privacy_officer")


def asks(by: User, url: str, said: dict[str, str]) -> "tuple[threading.Thread, list[Any]]":
    """As a browser, on a connection of its own: what it is answered comes in the list."""
    client, answers = Client(raise_request_exception=False), []
    client.force_login(by)
    sent = opened(client, url) | said if said else {}

    def ask() -> None:
        try:
            answers.append(send(client, url, sent))
        finally:
            connection.close()

    return threading.Thread(target=ask), answers


def meanwhile(by: User, act: Any, thread: threading.Thread) -> None:
    """`by` is busy with `act` when the thread comes, and is done while it waits."""
    people.meanwhile()
    with transaction.atomic():
        tell_database(str(by.key))
        act()
        thread.start()
        processes.until(processes.somebody_waits, WAIT, "nobody waits")
    thread.join(WAIT)


def test_a_word_that_is_being_written_is_not_published_unread(draft: AbilityList, gerda: User, hans: User) -> None:
    thread, answers = asks(hans, at(draft), {"read": "on"})
    one = draft.abilities.get(number=1)
    meanwhile(gerda, lambda: Ability.objects.filter(pk=one.pk).update(meaning="Ongelezen."), thread)
    assert [each.status_code for each in answers] == [409]
    assert "Ongelezen." in answers[0].content.decode()
    assert AbilityList.objects.get(pk=draft.pk).published_on is None


@pytest.mark.parametrize("of_the_list", [True, False])
def test_what_is_published_meanwhile_is_not_taken_away(
    draft: AbilityList, gerda: User, hans: User, of_the_list: bool
) -> None:
    url = at(draft, "ability_list_drop") if of_the_list else at(draft.abilities.get(number=1), "ability_drop")
    thread, answers = asks(gerda, url, {})
    meanwhile(hans, lambda: AbilityList.objects.filter(pk=draft.pk).update(published_by=hans), thread)
    assert [each.status_code for each in answers] == [404]
    assert AbilityList.objects.get(pk=draft.pk).abilities.count() == 3


def test_two_publish_at_once_and_it_is_done_once(draft: AbilityList, hans: User) -> None:
    other = fixtures.lay_user("Heleen Voorbeeld", "privacy_officer")
    thread, answers = asks(hans, at(draft), {"read": "on"})
    meanwhile(other, lambda: AbilityList.objects.filter(pk=draft.pk).update(published_by=other), thread)
    assert [each.status_code for each in answers] == [404]
    assert AbilityList.objects.get(pk=draft.pk).published_by == other
