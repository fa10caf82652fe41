"""What the stories about merging share: how it is proposed, carried out and undone, as people do."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import PersonMerge, WswEmployee
from municipalities.models import User
from tests import people


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answers(stays: WswEmployee, **changed: Any) -> dict[str, Any]:
    """The form as somebody fills it in who has all hold of the dossier that stays."""
    same = dict.fromkeys(("stays", "name_of", "birth_date_of", "bsn_of", "number_of"), str(stays.key))
    return same | {"grounds": "Zelfde geboortedag, naam en adres."} | changed


def propose(user: User, stays: WswEmployee, gone: WswEmployee, **changed: Any) -> PersonMerge:
    people.meanwhile()
    address = reverse("double_merge", args=[stays.key, gone.key])
    answer = logged_in(user).post(address, answers(stays, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return PersonMerge.objects.order_by("-pk")[0]


def carry_out(user: User, merge: PersonMerge, **data: Any) -> Any:
    people.meanwhile()
    answer = logged_in(user).post(reverse("merge_carry_out", args=[merge.key]), data)
    people.meanwhile()
    return answer


def merged(bram: User, boris: User, stays: WswEmployee, gone: WswEmployee, **changed: Any) -> PersonMerge:
    merge = propose(bram, stays, gone, **changed)
    assert carry_out(boris, merge).status_code == 302
    merge.refresh_from_db()
    assert merge.state == "uitgevoerd"
    return merge


def apart(bram: User, boris: User, merge: PersonMerge, **why: Any) -> PersonMerge:
    answer = logged_in(bram).post(reverse("merge_apart", args=[merge.key]), {"grounds": "Toch haar zus."} | why)
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


def everything() -> dict[str, list[str]]:
    """All rows of all tables about people as they are, but for when they were recorded and by whom."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("cases").get_models():
            table = model._meta.db_table
            if table in BESIDE:
                continue
            cursor.execute(f"SELECT (to_jsonb(t) - 'recorded_at' - 'recorded_by')::text FROM {table} t ORDER BY id")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found
