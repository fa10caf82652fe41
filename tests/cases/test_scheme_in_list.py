"""Who works under which law, in the list and in the head of a dossier."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from municipalities.models import User
from tests.people import day, make_employee, make_employment

pytestmark = pytest.mark.django_db
SINCE = day("01-02-2025")


@pytest.fixture
def three(truus: Any) -> None:
    """Beside Truus of the Wsw: Nina in beschut werk, Lotte with loonkostensubsidie, and Wim under Wsw and that."""
    make_employee("Nina Fictief", kind="beschut_werk", since=SINCE, category=None)
    make_employee("Lotte Fictief", kind="loonkostensubsidie", since=SINCE, category=None)
    make_employment(make_employee("Wim Fictief", hours=20), kind="loonkostensubsidie", since=SINCE, hours=8)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", {"Truus", "Nina", "Lotte", "Wim"}),
        ("wsw", {"Truus", "Wim"}),
        ("beschut", {"Nina"}),
        ("lks", {"Lotte", "Wim"}),
        ("meer", {"Wim"}),
    ],
)
@pytest.mark.parametrize("on", ["", "2026-10-31"])
def test_the_list_by_scheme(client: Client, bram: User, three: None, asked: str, names: set[str], on: str) -> None:
    client.force_login(bram)
    page = client.get(reverse("employee_list"), {"regeling": asked, "peildatum": on}).content.decode()
    assert {name for name in ("Truus", "Nina", "Lotte", "Wim") if name in page} == names


def test_a_scheme_that_there_is_not_is_no_choice(client: Client, bram: User, three: None) -> None:
    client.force_login(bram)
    assert client.get(reverse("employee_list"), {"regeling": "bijstand"}).context["page"].total == 4


def facts(client: Client, somebody: Any) -> dict[str, list[str]]:
    shown = client.get(reverse("employee", args=[somebody.key])).context["facts"]
    return {fact["label"]: [fact["value"], *fact["sub"]] for fact in shown}


def test_the_head_says_the_scheme_of_who_has_another_than_the_wsw(client: Client, bram: User, truus: Any) -> None:
    client.force_login(bram)
    assert "Regeling" not in facts(client, truus)
    lotte = make_employee("Lotte Fictief", kind="loonkostensubsidie", since=SINCE, category=None)
    assert facts(client, lotte)["Regeling"] == ["loonkostensubsidie", "Participatiewet, telt niet in de SE"]
    assert facts(client, lotte)["SE"][:2] == ["telt niet mee", "Loonkostensubsidie is Participatiewet, geen Wsw."]
    make_employment(truus, kind="beschut_werk", since=SINCE, hours=8)
    assert facts(client, truus)["Regeling"] == ["Wsw en beschut werk", "meer dan één, telt in het totaal één keer"]


def test_loonkostensubsidie_is_another_law_than_the_closed_group(client: Client, bram: User) -> None:
    """R46 closes the Wsw; who was never in it may come into service with loonkostensubsidie."""
    lotte = make_employee("Lotte Fictief", kind="loonkostensubsidie", since=SINCE, category=None)
    assert lotte.employments.get().kind == "loonkostensubsidie"
