"""Who decides for somebody and whom one calls: by date, for who keeps the dossier."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import Representative, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.opened import opened, send, text

DAY = timedelta(days=1)


@pytest.fixture
def coach(client: Client, anouk: User, truus: WswEmployee) -> Client:
    client.force_login(anouk)
    return client


def filled(**other: str) -> dict[str, str]:
    said = {"kind": "bewindvoerder", "name": "Bewindkantoor Bedacht", "phone": "0546-000000", "email": ""}
    return said | {"starts_on": today().isoformat(), "ends_on": ""} | other


def dossier(client: Client, person: WswEmployee) -> str:
    return text(client.get(reverse("employee", args=[person.key])))


def test_anouk_notes_a_bewindvoerder_and_bram_finds_the_number(
    coach: Client, client: Client, truus: WswEmployee, bram: User
) -> None:
    assert coach.post(reverse("representative_new", args=[truus.key]), filled()).status_code == 302
    client.force_login(bram)
    assert "Bewindkantoor Bedacht 0546-000000 bewindvoerder" in dossier(client, truus)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "arts"}, "Kies een rol uit de lijst."),
        ({"name": ""}, "Vul de naam in."),
        ({"phone": ""}, "Vul een telefoonnummer of een e-mailadres in."),
        ({"email": "geen adres"}, "Dit is geen e-mailadres."),
        ({"ends_on": "2020-01-01"}, "De laatste dag ligt voor de eerste."),
        ({"starts_on": ""}, "Vul een datum in."),
    ],
)
def test_what_is_missing_is_said_in_words(
    coach: Client, truus: WswEmployee, given: dict[str, str], sentence: str
) -> None:
    answer = coach.post(reverse("representative_new", args=[truus.key]), filled(**given))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Representative.objects.exists()


def test_who_stood_by_until_yesterday_is_not_called_any_more(coach: Client, truus: WswEmployee) -> None:
    made = people.make_representative(truus)
    url = reverse("representative", args=[truus.key, made.key])
    assert opened(coach, url)["starts_on"] == "2026-01-01"
    for ends_on, there in ((today(), True), (today() - DAY, False)):
        assert send(coach, url, opened(coach, url) | {"ends_on": ends_on.isoformat()}).status_code == 302
        coach.get("/hulp/")  # says once what was saved
        assert ("Bewindkantoor" in dossier(coach, truus)) is there


def test_who_is_still_to_come_is_not_there_until_now(coach: Client, truus: WswEmployee) -> None:
    people.make_representative(truus, starts_on=today() + DAY)
    assert f"vanaf {today() + DAY:%d-%m-%Y} bewindvoerder" in dossier(coach, truus)
    Representative.objects.update(ends_on=today() + 2 * DAY)
    assert f"vanaf {today() + DAY:%d-%m-%Y} t/m {today() + 2 * DAY:%d-%m-%Y} bewindvoerder" in dossier(coach, truus)


def test_q28_two_write_the_same_number(coach: Client, truus: WswEmployee) -> None:
    made = people.make_representative(truus)
    url = reverse("representative", args=[truus.key, made.key])
    sent = opened(coach, url) | {"phone": "0546-111111"}
    Representative.objects.update(phone="0546-222222")
    people.meanwhile()
    refused = send(coach, url, sent)
    assert refused.status_code == 409
    assert "U had getypt: 0546-111111 Nu staat er: 0546-222222" in text(refused)


def rows(by: User, sql: str = "SELECT name FROM cases_representative", **values: Any) -> int:
    with asking_as(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def test_only_who_keeps_the_dossier_sees_it_and_nobody_takes_it_away(
    client: Client, truus: WswEmployee, anouk: User, bram: User, carla: User, ellen: User, hans: User
) -> None:
    made = people.make_representative(truus)
    assert [rows(user) for user in (anouk, bram, carla, ellen, hans)] == [1, 1, 0, 0, 0]
    assert rows(bram, "DELETE FROM cases_representative") == 0
    for user, status in ((carla, 404), (ellen, 403)):
        client.force_login(user)
        assert client.get(reverse("representative", args=[truus.key, made.key])).status_code == status
    assert "Bewindkantoor" not in dossier(client, truus)  # Ellen reads the dossier, and not this


def test_who_moved_takes_along_who_stands_by_now(truus: WswEmployee, carla: User) -> None:
    people.make_representative(truus, name="Vroeger", ends_on=people.day("31-01-2026"))
    people.make_representative(truus)
    people.move(truus, "Wierden", on=today())
    with asking_as(carla):
        seen = Representative.objects.visible_to(carla.memberships.get())
        assert list(seen.values_list("name", flat=True)) == ["Bewindkantoor Bedacht"]


def test_r70_who_had_somebody_before_reads_no_number_of_now(truus: WswEmployee, bram: User, carla: User) -> None:
    """A row has one number, and Wierden may change it; so Almelo reads none, of now or of then."""
    truus.employments.update(employer=people.make_organisation("Stichting Bedacht"))
    people.make_representative(truus)
    people.move(truus, "Wierden", on=today())
    people.meanwhile()
    Representative.objects.update(phone="0546-999999")
    for table, there in (("cases_representative", 1), ("cases_representative_history", 1)):
        assert [rows(user, f"SELECT phone FROM {table}") for user in (bram, carla)] == [0, there]
