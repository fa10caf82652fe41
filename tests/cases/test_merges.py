"""Two dossiers of one person become one, by two people, and two again: exactly as they were. Nothing else moves rows."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from cases import merging
from cases.models import Employment, PersonMerge, Residence, WswEmployee
from municipalities.models import User, today
from tests import people, situations
from tests.people import make_employee

LIST = "/samenvoegingen/"


@pytest.fixture
def twice(truus: WswEmployee) -> WswEmployee:
    """Truus once more, as an earlier employer knew her: another number, no BSN, in service until 2007."""
    person = make_employee(
        "Truus Fictief", since=date(2001, 1, 1), until=date(2007, 12, 31), reason="OVG", placed=True,
        personnel_number="00999", category=None,
    )  # fmt: skip
    people.make_indication(person, since=date(2000, 1, 1), until=date(2007, 12, 31), decided_on=date(1999, 12, 1))
    WswEmployee.objects.get(pk=truus.pk).indications.update(starts_on=date(2008, 1, 1))
    return person


@pytest.fixture
def boris(truus: WswEmployee) -> User:
    """Another consulent of Almelo."""
    user = people.make_user("Boris Voorbeeld")
    people.make_membership(user, "consulent", "Almelo")
    return user


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answers(stays: WswEmployee, **changed: Any) -> dict[str, Any]:
    """The form as somebody fills it in who has all hold of the dossier that stays."""
    same = dict.fromkeys(("stays", "name_of", "birth_date_of", "bsn_of", "number_of"), str(stays.key))
    return same | {"grounds": "Zelfde geboortedag, naam en adres."} | changed


def propose(user: User, stays: WswEmployee, gone: WswEmployee, **changed: Any) -> PersonMerge:
    address = reverse("double_merge", args=[stays.key, gone.key])
    answer = logged_in(user).post(address, answers(stays, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return PersonMerge.objects.order_by("-pk")[0]


def carry_out(user: User, merge: PersonMerge, **data: Any) -> Any:
    return logged_in(user).post(reverse("merge_carry_out", args=[merge.key]), data)


def merged(bram: User, boris: User, stays: WswEmployee, gone: WswEmployee, **changed: Any) -> PersonMerge:
    merge = propose(bram, stays, gone, **changed)
    assert carry_out(boris, merge).status_code == 302
    merge.refresh_from_db()
    assert merge.state == "uitgevoerd"
    return merge


def apart(bram: User, boris: User, merge: PersonMerge) -> PersonMerge:
    answer = logged_in(bram).post(reverse("merge_apart", args=[merge.key]), {"grounds": "Toch haar zus."})
    assert answer.status_code == 302, answer.content.decode()
    undo = PersonMerge.objects.order_by("-pk")[0]
    assert carry_out(boris, undo).status_code == 302
    undo.refresh_from_db()
    assert undo.state == "uitgevoerd"
    return undo


# Kept by the act itself, or following the facts by themselves: signals are made, words are hashed, doors are derived.
BESIDE = {
    "cases_personmerge", "cases_signal", "cases_documentwords", "cases_door", "cases_correction",
    "cases_overriddenwarning",
}  # fmt: skip


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables about people as they are, but for when they were recorded and by whom."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("cases").get_models():
            table = model._meta.db_table
            if table in BESIDE:
                continue
            names = [each.column for each in model._meta.concrete_fields if not each.column.startswith("recorded_")]
            cursor.execute(f"SELECT {', '.join(map(connection.ops.quote_name, names))} FROM {table} ORDER BY id")
            found[table] = [tuple(map(str, row)) for row in cursor.fetchall()]
    return found


def test_two_become_one(bram, boris, truus, twice):
    merge = propose(bram, truus, twice)
    assert (merge.state, merge.proposed_by, merge.numbers) == ("voorgesteld", bram, "00101 en 00999")
    assert twice.employments.count() == 1
    carry_out(boris, merge)
    merge.refresh_from_db()
    assert (merge.state, merge.decided_by, merge.decided_on, merge.in_force) == ("uitgevoerd", boris, today(), True)
    assert [each.starts_on.year for each in truus.employments.order_by("starts_on")] == [2001, 2008]
    assert not twice.employments.exists() and not twice.residences.exists()


def test_who_went_is_in_no_list_and_its_address_leads_on(bram, boris, truus, twice):
    merged(bram, boris, truus, twice)
    client = logged_in(bram)
    assert "00999" not in client.get("/medewerkers/").content.decode()
    answer = client.get(reverse("employee", args=[twice.key]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("employee", args=[truus.key])
    assert client.get(reverse("employee_history", args=[twice.key])).status_code in {302, 404}


def test_merge_and_undo_give_the_same_rows(bram, boris, truus, twice):
    situations.something_of_everything(twice)
    before = everything()
    merge = merged(bram, boris, truus, twice)
    assert everything() != before
    undo = apart(bram, boris, merge)
    after = everything()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert not PersonMerge.objects.filter(in_force=True).exists()
    assert undo.moved == merge.moved


def test_every_table_about_a_person_moves_or_is_named():
    stays = {"reports_frozenstand", "cases_destructionitem", "cases_signal", "cases_twopeople", "cases_personmerge", "cases_door"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relation FROM moving_tables()")
        moving = {table for (table,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text) FROM pg_trigger"
            " WHERE tgname IN ('z_one_person', 'z_not_merged') GROUP BY 1"
        )
        held = {table: set(names) for table, names in cursor.fetchall()}
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if each.related_model is WswEmployee:
                table = model._meta.db_table
                assert (table in moving) != (table in stays), table
                assert each.name == "employee" or table in stays, table
                assert table not in moving or held[table] == {"z_one_person", "z_not_merged"}, table
    assert Residence._meta.db_table in moving
    assert Employment._meta.db_table in moving
    assert merging.CANNOT
