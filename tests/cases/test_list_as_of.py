"""The list of people on another day (`?peildatum=`): who belonged here then, and what they did, by what is known now.

Bram is consulent of Almelo, Carla of Wierden, Anouk coaches Truus.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Placement, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import text
from tests.people import day

THEN = day("01-06-2020")
ON = f"peildatum={THEN}"
DAY = timedelta(days=1)


def page(client: Client, user: User, query: str) -> str:
    client.force_login(user)
    answer = client.get(f"/medewerkers/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client: Client, user: User, query: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page(client, user, query))


@pytest.fixture
def moved(truus: WswEmployee, bram: User) -> WswEmployee:
    """Ida lived in Almelo until the end of 2023, and in Wierden since; she works for a foundation."""
    ida = people.make_employee("Ida Verzonnen", employer="Stichting Bedacht", placed=True)
    people.move(ida, "Wierden", on=day("01-01-2024"))
    return ida


def test_who_belonged_here_then_stands_in_it_and_who_came_later_does_not(
    client: Client, moved: WswEmployee, bram: User, carla: User
) -> None:
    assert listed(client, bram, "") == ["Fictief, Truus"]
    assert listed(client, bram, ON) == ["Fictief, Truus", "Verzonnen, Ida"]
    assert listed(client, carla, "") == ["Verzonnen, Ida", "Verzonnen, Wim"]
    assert listed(client, carla, ON) == ["Verzonnen, Wim"]
    assert listed(client, carla, "peildatum=2024-01-01") == ["Verzonnen, Ida", "Verzonnen, Wim"]
    assert listed(client, bram, "peildatum=2023-12-31") == ["Fictief, Truus", "Verzonnen, Ida"]
    assert listed(client, bram, "peildatum=2024-01-01") == ["Fictief, Truus"]


def test_who_lived_here_before_they_worked_here_belonged_here_then(client: Client, bram: User) -> None:
    """Since March 2008 one door shows all that the home would; in 2007 she was Almelo's all the same."""
    truus = WswEmployee.objects.get()
    truus.residences.update(starts_on=day("01-01-2005"))
    listed_on = [
        listed(client, bram, f"show=alle&peildatum={then}") for then in ("2001-06-01", "2007-06-01", "2012-06-01")
    ]
    assert listed_on == [[], ["Fictief, Truus"], ["Fictief, Truus"]]


def test_who_worked_here_before_they_lived_here_belonged_here_then(client: Client, bram: User) -> None:
    truus = WswEmployee.objects.get()
    truus.residences.update(starts_on=day("01-01-2015"))
    listed_on = [
        listed(client, bram, f"show=alle&peildatum={then}") for then in ("2007-06-01", "2012-06-01", "2016-06-01")
    ]
    assert listed_on == [[], ["Fictief, Truus"], ["Fictief, Truus"]]


def test_who_had_another_job_here_then_stands_in_it_too(client: Client, bram: User, carla: User) -> None:
    """She lived in Almelo and works for it again: her door of then is shut, for the later one shows all it did."""
    again = people.make_employee("Riet Weer", since=day("01-03-2008"), until=day("31-12-2020"), reason="EIG")
    people.make_employment(again, since=day("01-01-2021"))
    only_lived_there, before = "peildatum=2007-06-01&show=uit_dienst", "peildatum=1989-12-31&show=uit_dienst"
    told = {asked: "Weer, Riet" in listed(client, bram, asked) for asked in ("", ON, only_lived_there, before)}
    assert told == {"": True, ON: True, only_lived_there: True, before: False}
    assert "Weer, Riet" not in listed(client, carla, ON)


def test_who_came_back_is_not_told_of_when_that_is_no_more_to_be_read(client: Client, bram: User) -> None:
    """She left ten years ago, and came back this year: what was in between and before is another's by now."""
    back = people.make_employee("Ria Terug", employer="Stichting Bedacht", since=day("01-03-2008"))
    people.move(back, "Wierden", on=day("01-01-2016"))
    people.move(back, "Almelo", on=day("01-02-2026"))
    told = {
        on: "Terug, Ria" in listed(client, bram, f"peildatum={on}") for on in ("2026-02-01", "2020-06-01", "2015-06-01")
    }
    assert told == {"2026-02-01": True, "2020-06-01": False, "2015-06-01": False}


def test_who_left_is_called_as_then_and_found_by_no_later_name(
    client: Client, moved: WswEmployee, bram: User, carla: User
) -> None:
    people.meanwhile()
    WswEmployee.objects.filter(pk=moved.pk).update(last_name="Anders")
    assert listed(client, carla, "") == ["Anders, Ida", "Verzonnen, Wim"]
    assert "Anders, Ida" not in listed(client, bram, ON)
    assert listed(client, bram, f"{ON}&q=Anders") == []
    assert listed(client, bram, f"{ON}&q=Verzonnen") == ["Verzonnen, Ida"]


@pytest.fixture
def gone(moved: WswEmployee, bram: User) -> list[WswEmployee]:
    """Two went to Wierden with the new year. What Ida does ends in March there; of Aad all ends a month earlier."""
    aad = people.make_employee("Aad Verzonnen", employer="Stichting Bedacht", placed=True)
    people.move(aad, "Wierden", on=day("01-01-2024"))
    for person, last in ((moved, day("01-03-2024")), (aad, day("01-02-2024"))):
        Placement.objects.filter(employee=person).update(ends_on=last)
        person.indications.update(valid_until=last)
        person.employments.get().hours.update(ends_on=last)
        person.employments.update(ends_on=last, outflow_reason="EIG")
    return [moved, aad]


NEAR_THE_END = "peildatum=2023-12-15"


@pytest.mark.parametrize("user", ["bram", "carla"])
def test_r70_who_left_is_not_told_of_when_it_ends_at_another(
    request: pytest.FixtureRequest, client: Client, gone: list[WswEmployee], user: str
) -> None:
    """As Almelo's, until the last day of 2023, it ended on no day yet; Wierden reads its own days."""
    on = NEAR_THE_END if user == "bram" else "peildatum=2024-01-15"
    shown = page(client, request.getfixturevalue(user), f"{on}&hirer=&q=Verzonnen")
    told = [last in shown for last in ("01-03-2024", "01-02-2024")]
    assert told == ([False, False] if user == "bram" else [True, True])


@pytest.mark.parametrize("ends", ["plaatsing", "indicatie", "dienstverband", "iets"])
def test_r70_nor_chosen_by_it(client: Client, gone: list[WswEmployee], bram: User, carla: User, ends: str) -> None:
    assert listed(client, bram, f"{NEAR_THE_END}&ends={ends}") == []
    assert "Verzonnen, Aad" in listed(client, carla, f"peildatum=2024-01-15&ends={ends}")


def test_r70_nor_put_in_order_by_it(client: Client, gone: list[WswEmployee], bram: User) -> None:
    """By name, as those of whom no last day is known; not the one who ends first."""
    for person, last in zip(gone, ("10-01-2024", "20-01-2024"), strict=True):
        Placement.objects.filter(employee=person).update(ends_on=day(last))
    assert listed(client, bram, f"{NEAR_THE_END}&sort=einde&q=Verzonnen") == ["Verzonnen, Aad", "Verzonnen, Ida"]


def test_r70_what_ended_in_its_own_days_is_told(client: Client, gone: list[WswEmployee], bram: User) -> None:
    Placement.objects.filter(employee=gone[0]).update(ends_on=day("20-12-2023"))
    assert "20-12-2023" in page(client, bram, NEAR_THE_END)
    assert listed(client, bram, f"{NEAR_THE_END}&ends=plaatsing") == ["Verzonnen, Ida"]


def test_the_row_says_what_somebody_did_then(client: Client, truus: WswEmployee, bram: User) -> None:
    job = truus.employments.get()
    job.placements.update(ends_on=day("31-12-2020"))
    people.make_placement(job, "IND", 36, since=day("01-01-2021"), hirer="Bedacht BV")
    then, now = (page(client, bram, query) for query in (ON, ""))
    assert "beschut binnen</td>" in then
    assert "Bedacht BV</td>" in now
    assert "Bedacht BV</td>" not in then
    assert [listed(client, bram, f"{query}&form=IND") for query in (ON, "")] == [[], ["Fictief, Truus"]]
    assert f'href="/medewerkers/{truus.key}/?peildatum=2020-06-01"' in then


def test_in_service_is_of_that_day(client: Client, truus: WswEmployee, bram: User) -> None:
    truus.employments.get().placements.update(ends_on=day("31-12-2021"))
    truus.employments.get().hours.update(ends_on=day("31-12-2021"))
    truus.employments.update(ends_on=day("31-12-2021"), outflow_reason="EIG")
    assert (listed(client, bram, ON), listed(client, bram, "")) == (["Fictief, Truus"], [])
    assert listed(client, bram, f"{ON}&show=uit_dienst") == []


def test_a_coach_finds_who_was_in_the_caseload_then_and_is_now(client: Client, truus: WswEmployee, anouk: User) -> None:
    yesterday = people.make_employee("Piet Gedacht", placed=True)
    people.coach(yesterday, anouk, since=day("01-01-2019"), until=today() - DAY)
    truus.caseloads.update(starts_on=day("01-01-2021"))
    assert listed(client, anouk, "") == ["Fictief, Truus"]
    assert listed(client, anouk, ON) == []  # Piet is another's now, and Truus came later
    assert listed(client, anouk, "peildatum=2021-01-01") == ["Fictief, Truus"]


def test_the_sentence_says_so_and_leads_back(client: Client, truus: WswEmployee, bram: User) -> None:
    shown = page(client, bram, f"{ON}&form=BSB")
    assert "Zo was het op 01-06-2020 . U kijkt terug, met wat nu bekend is." in text(client.get(f"/medewerkers/?{ON}"))
    assert 'name="peildatum" id="id_peildatum" value="2020-06-01"' in shown
    assert '<a href="?form=BSB">Terug naar vandaag</a>' in shown
    assert "Zo staat het op" in page(client, bram, f"peildatum={today() + DAY}")


@pytest.mark.parametrize("value", ["", "geen-dag", "0001-01-01", "2020-02-30", "%00", str(today())])
def test_no_day_is_today(client: Client, truus: WswEmployee, bram: User, value: str) -> None:
    shown = page(client, bram, f"peildatum={value}")
    assert "Zo was het op" not in shown
    assert 'id="id_peildatum" value=""' in shown


def test_a_plan_that_is_missing_is_told_of_today_only(client: Client, truus: WswEmployee, bram: User) -> None:
    assert listed(client, bram, "missing=plan") == ["Fictief, Truus"]
    assert "een ondertekend plan ontbreekt" not in page(client, bram, f"{ON}&missing=plan")


def statements(client: Client, user: User, query: str) -> list[str]:
    page(client, user, query)
    with CaptureQueriesContext(connection) as captured:
        page(client, user, query)
    return [each["sql"] for each in captured.captured_queries]


def test_as_many_statements_for_many_and_those_of_today_unchanged(
    client: Client, moved: WswEmployee, bram: User
) -> None:
    few = statements(client, bram, ON)
    for nth in range(30):
        gone = people.make_employee(f"Weg Gegaan{nth}", employer="Stichting Bedacht", placed=True)
        people.move(gone, "Wierden", on=day("01-01-2024"))
    assert len(statements(client, bram, ON)) == len(few) == len(statements(client, bram, ""))
    assert len(listed(client, bram, ON)) == 32
    assert not [sql for sql in statements(client, bram, "") if "people_as_then" in sql]
