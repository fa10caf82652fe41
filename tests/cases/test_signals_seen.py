"""Who sees which signal, on the page and in the database; putting one off, and taking it back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Signal
from cases.signals.refresh import refresh
from cases.signals.rules import BY_NUMBER
from municipalities.asker import tell_database
from municipalities.models import Membership, User, today
from tests import asking, people


def seen(user: User) -> set[str]:
    return {each.rule for each in Signal.objects.visible_to(Membership.objects.get(user=user))}


def test_a_signal_is_for_its_roles_only(truus, wim, anouk, bram, carla, ellen, daan, hans):
    truus.indications.all().delete()
    people.make_placement(truus.employments.get(), hours=0, since=today(), until=today())
    refresh(today())
    assert seen(bram) == {"S4", "S11"}
    assert seen(ellen) == {"S11"}
    assert seen(anouk) == {"S4", "S18", "S19"}
    assert seen(carla) == {"S9"}  # of Wim
    assert seen(daan) == seen(hans) == set()


@pytest.fixture
def waiting(truus, wim, anouk, bram, carla) -> Signal:
    """Truus's placement ends in a week."""
    truus.employments.get().placements.update(ends_on=today() + timedelta(days=7))
    refresh(today(), rules=[BY_NUMBER["S4"]])
    return Signal.objects.get(employee=truus)


def listed(client, address: str = "") -> str:
    answer = client.get(f"/signalen/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_bram_reads_what_waits_and_nothing_of_wierden(bram_in, waiting):
    page = listed(bram_in)
    assert "Fictief, Truus" in page
    assert "De plaatsing eindigt en er is nog geen vervolg" in page
    assert "over 7 dagen" in page
    assert "Anouk Voorbeeld" in page
    assert "Wim" not in page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("?wanneer=nu", False), ("?wanneer=rood", True), ("?wanneer=weg", False), ("?over=werk", True),
        ("?over=kwaliteit", False), ("?over=S4", True), ("?over=S1", False), ("?coach=geen", False),
        ("?coach=geen-sleutel", True), ("?wanneer=verzonnen&over=verzonnen", True),
    ],
)  # fmt: skip
def test_the_sentence_narrows(bram_in, waiting, address, shown):
    assert ("Fictief, Truus" in listed(bram_in, address)) is shown


def test_of_one_coach(bram_in, waiting, anouk):
    assert "Fictief, Truus" in listed(bram_in, f"?coach={anouk.key}")
    people.make_user("Kees Voorbeeld")
    other = User.objects.get(name="Kees Voorbeeld").key
    assert "Fictief, Truus" not in listed(bram_in, f"?coach={other}")


def put_off(client, signal: Signal, **given):
    asked = {"put_off_until": f"{today() + timedelta(days=3):%d-%m-%Y}", "put_off_because": "Contract komt"} | given
    return client.post(f"/signalen/{signal.key}/wegleggen/", asked)


def test_put_off_with_a_reason_until_a_day(bram_in, bram, waiting):
    assert put_off(bram_in, waiting).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.put_off_because, waiting.put_off_by, waiting.closed_on) == ("Contract komt", bram, None)
    assert "Fictief, Truus" not in listed(bram_in)
    assert "Contract komt (Bram Voorbeeld)" in listed(bram_in, "?wanneer=weg")
    assert Signal.objects.asking_on(today() + timedelta(days=4)).filter(employee=waiting.employee).get() == waiting
    refresh(today())
    waiting.refresh_from_db()
    assert waiting.put_off_because == "Contract komt"


def test_taken_back_it_asks_again(bram_in, waiting):
    put_off(bram_in, waiting)
    assert bram_in.post(f"/signalen/{waiting.key}/terughalen/").status_code == 302
    assert "Fictief, Truus" in listed(bram_in)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"put_off_because": ""}, "Schrijf waarom dit nu niet hoeft."),
        ({"put_off_until": "01-01-2020"}, "Deze dag is voorbij. Kies vandaag of een latere dag."),
        ({"put_off_until": "01-01-2199"}, "Kies een dag tot en met"),
        ({"put_off_until": ""}, "Vul een datum in."),
    ],
)
def test_a_day_and_a_reason_are_asked_in_words(bram_in, waiting, given, sentence):
    answer = put_off(bram_in, waiting, **given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.put_off_until is None


def test_r87_a_word_about_health_is_asked_about_first(bram_in, waiting):
    answer = put_off(bram_in, waiting, put_off_because="heeft rugklachten")
    assert answer.status_code == 200
    assert "Gaat ‘rugklachten’ over gezondheid?" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.put_off_until is None


def test_carla_finds_nothing(client, carla, waiting):
    client.force_login(carla)
    assert put_off(client, waiting).status_code == 404


def test_ellen_does_not_see_what_is_not_hers(client, ellen, waiting):
    client.force_login(ellen)
    assert "Niets te doen." in listed(client)
    assert put_off(client, waiting).status_code == 404


def as_bram(bram: User, statement: str, *values: object) -> int:
    with asking.nobody(), transaction.atomic(), connection.cursor() as cursor:
        tell_database(str(bram.key))
        cursor.execute(statement, values)
        return cursor.rowcount


def test_nobody_closes_one_by_hand(bram, waiting):
    with pytest.raises(DatabaseError, match="niet met de hand"):
        as_bram(bram, "UPDATE cases_signal SET closed_on = due_on WHERE key = %s", waiting.key)


def test_nobody_makes_one_by_hand(bram, waiting):
    with pytest.raises(DatabaseError, match="row-level security"):
        as_bram(
            bram,
            "INSERT INTO cases_signal (key, employee_id, rule, due_on, roles, made_on, put_off_because)"
            " SELECT gen_random_uuid(), employee_id, 'S1', due_on, roles, made_on, '' FROM cases_signal",
        )


def test_the_database_shows_it_to_its_roles_only(bram, ellen, waiting):
    assert as_bram(bram, "SELECT 1 FROM cases_signal") == 1
    assert as_bram(ellen, "SELECT 1 FROM cases_signal") == 0
