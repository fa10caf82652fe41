"""What a former municipality sees of somebody who went: her as she was on her last day there, nothing later (R70)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Placement, WswEmployee
from municipalities.models import User, today
from tests import people, situations
from tests.cases.destroying import asking_as
from tests.cases.reading import as_, read


@pytest.fixture
def went(bram: User) -> WswEmployee:
    """She left Almelo for Wierden a month ago; Wierden changed her name since, and recorded that she died."""
    left = today() - timedelta(days=30)
    people.recorded_on(datetime(2020, 1, 1, 12, tzinfo=UTC))
    sien = people.make_employee("Sien Fictief", employer="Stichting Bedacht")
    people.meanwhile()
    people.move(sien, "Wierden", on=left + timedelta(days=1))
    WswEmployee.objects.filter(pk=sien.pk).update(last_name="Bedacht-Later", died_on=today())
    return sien


def test_r70_a_former_municipality_sees_no_later_name_and_no_later_death(bram: User, went: WswEmployee) -> None:
    status, page = read(bram, went)
    assert (status, "Sien Fictief" in page, "Bedacht-Later" in page, "overleden" in page) == (200, True, False, False)
    gone = as_(bram).get("/overdrachten/").content.decode()
    assert "Fictief, Sien" in gone
    assert "Bedacht-Later" not in gone


def renamed_since(person: WswEmployee) -> WswEmployee:
    """Wierden changed her name once more, ten days ago."""
    people.recorded_on(timezone.now() - timedelta(days=10))
    WswEmployee.objects.filter(pk=person.pk).update(last_name="Bedacht-Tussen")
    people.recorded_on(timezone.now())
    WswEmployee.objects.filter(pk=person.pk).update(last_name="Bedacht-Later")
    return person


@pytest.mark.parametrize("days", [1, 9, 25, 40])
def test_r70_nor_by_asking_what_was_known_on_a_later_day(bram: User, went: WswEmployee, days: int) -> None:
    status, page = read(bram, renamed_since(went), f"?bekend_op={today() - timedelta(days=days)}")
    assert (status, "Sien Fictief" in page, "Bedacht-" in page) == (200, True, False)


@pytest.mark.parametrize("days", [1, 9, 25, 40])
def test_r70_nor_is_she_nobody_on_a_later_day(bram: User, days: int) -> None:
    """Each recorded in its own time: what was known then is behind the wall, and the page does not say she was not."""
    now = timezone.now()
    people.recorded_on(datetime(2020, 1, 1, 12, tzinfo=UTC))
    sien = people.make_employee("Sien Fictief", employer="Stichting Bedacht")
    people.recorded_on(now - timedelta(days=29))
    people.move(sien, "Wierden", on=today() - timedelta(days=29))
    for name, ago in (("Bedacht-Tussen", 10), ("Bedacht-Later", 0)):
        people.recorded_on(now - timedelta(days=ago))
        WswEmployee.objects.filter(pk=sien.pk).update(last_name=name)
    status, page = read(bram, sien, f"?bekend_op={today() - timedelta(days=days)}")
    assert (status, "Sien Fictief" in page, "Bedacht-" in page) == (200, True, False)
    assert "nog niet vastgelegd" not in page


def test_r70_nor_on_the_list_of_days_without_work(bram: User, went: WswEmployee) -> None:
    page = as_(bram).get("/baanzekerheid/", {"van": today() - timedelta(days=90), "tot": today()}).content.decode()
    assert "Fictief, Sien" in page
    assert "Bedacht-" not in page


def test_r70_nor_when_and_why_her_work_ended_at_another(bram: User, carla: User) -> None:
    """On her last day there it still ran."""
    sien = people.make_employee("Sien Fictief", employer="Stichting Bedacht", placed=True)
    people.move(sien, "Wierden", on=today() - timedelta(days=29))
    last = today() - timedelta(days=3)
    Placement.objects.filter(employee=sien).update(ends_on=last, end_reason="geen match")
    sien.employments.get().hours.update(ends_on=last)
    sien.employments.update(ends_on=last, outflow_reason="REG")
    for user, told in ((bram, False), (carla, True)):
        page = read(user, sien)[1]
        assert (f"{last:%d-%m-%Y}" in page, "geen match" in page) == (told, told)


def test_r70_nor_at_the_transfer_she_was_in(bram: User) -> None:
    made = situations.make_transfer(bram, on=today() - timedelta(days=30))
    person = made.employments.get().employee
    people.meanwhile()
    people.move(person, "Wierden", on=today() - timedelta(days=9))
    WswEmployee.objects.filter(pk=person.pk).update(last_name="Bedacht-Later")
    page = as_(bram).get(f"/overgangen/{made.key}/").content.decode()
    assert "Overgaand Fictief" in page or "Fictief, Overgaand" in page
    assert "Bedacht-Later" not in page


def test_r70_nor_in_the_former_rows(bram: User, carla: User, went: WswEmployee) -> None:
    """By SQL too: what was recorded after her last day is Wierden's."""
    renamed_since(went)
    names = "SELECT last_name FROM cases_wswemployee_history WHERE id = %s ORDER BY recorded_at"
    for user, told in ((bram, ["Fictief"]), (carla, ["Fictief", "Bedacht-Later", "Bedacht-Tussen"])):
        with asking_as(user), connection.cursor() as cursor:
            cursor.execute(names, [went.pk])
            assert [name for (name,) in cursor.fetchall()] == told


def test_r70_the_present_municipality_sees_what_is_so_now(carla: User, went: WswEmployee) -> None:
    page = read(carla, went)[1]
    assert "Sien Bedacht-Later" in page
    assert "overleden op" in page
