"""Two assess one person at the same moment: who sends second waits for the first, and then reads what it wrote."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.models import Assessment, SupportPlan
from municipalities.models import User, today
from tests import people, processes, situations
from tests.opened import opened, text

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
