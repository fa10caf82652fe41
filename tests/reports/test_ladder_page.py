"""From which form of work to which, between any two days: Ellen and Bram of their own people, nobody of others."""

from datetime import date

import pytest
from django.urls import reverse

from cases.models import WswEmployee
from reports.views.ladder import between
from tests import people
from tests.cases.registers import load
from tests.people import day
from tests.reports import dice, oracle

pytestmark = pytest.mark.django_db
URL = "ladder_between"


def asked(client, user, was, now):
    client.force_login(user)
    return client.get(reverse(URL), {"van": was, "tot": now})


def test_bram_sees_where_his_people_went(client, bram, truus):
    truus.employments.get().placements.all().delete()
    people.make_placement(truus, "BSB", 36, since=day("01-01"), until=day("31-05"))
    people.make_placement(truus, "IND", 36, since=day("01-06"), hirer="Bedacht BV")
    response = asked(client, bram, "2026-03-31", "2026-06-30")
    assert response.status_code == 200
    assert (response.context["up"], response.context["down"], response.context["stayed"]) == (1, 0, 0)
    assert response.context["everybody"] == 1


def test_carla_sees_none_of_brams_people(client, carla, truus):
    own = WswEmployee.objects.visible_to(carla.memberships.get())
    assert truus not in own
    assert asked(client, carla, "2026-03-31", "2026-06-30").context["everybody"] == own.count()


def test_r70_who_worked_elsewhere_then_is_not_without_work(client, bram, truus):
    """She was detached while she lived in Wierden; Almelo does not see that work, and does not say there was none."""
    came = people.make_employee("Sien Fictief", lives_in="Wierden", employer="Stichting Bedacht")
    people.make_placement(came, "IND", 36, since=day("01-01"), until=day("31-05"), hirer="Bedacht BV")
    people.make_placement(came, "BSB", 36, since=day("01-06"))
    people.move(came, "Almelo", on=day("01-06"))
    response = asked(client, bram, "2026-03-31", "2026-06-30")
    assert (response.context["everybody"], response.context["elsewhere"]) == (1, 1)  # Truus, and not Sien
    assert "1 mens telt niet mee" in " ".join(response.content.decode().split())
    later = asked(client, bram, "2026-06-01", "2026-06-30")
    assert (later.context["everybody"], later.context["stayed"], later.context["elsewhere"]) == (2, 2, 0)


@pytest.mark.parametrize(("who", "code"), [("daan", 404), ("anouk", 403), ("gerda", 404)])
def test_others_may_not_or_do_not_know_the_page(client, request, who, code):
    assert asked(client, request.getfixturevalue(who), "2026-03-31", "2026-06-30").status_code == code


@pytest.mark.parametrize(("was", "now"), [("2026-06-30", "2026-03-31"), ("gisteren", "2026-03-31"), ("", "")])
def test_days_that_cannot_be_are_refused_in_words(client, bram, was, now):
    response = asked(client, bram, was, now)
    assert response.status_code == 422
    assert "Deze dag ligt niet na de eerste" in response.content.decode() or "datum" in response.content.decode()


def test_the_table_is_that_of_the_oracle(tmp_path):
    register = dice.throw(12, people=60)
    load(dice.write(register, tmp_path))
    was, now = date(2025, 12, 31), date(2026, 11, 30)
    expected = {}
    for person in oracle.people(register):
        key = tuple(stand.form if stand else "" for stand in (person.stand(was), person.stand(now)))
        if any(key):
            expected[key] = expected.get(key, 0) + 1
    assert between(list(WswEmployee.objects.values_list("pk", flat=True)), was, now) == expected
