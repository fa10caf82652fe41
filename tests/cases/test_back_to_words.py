"""Back to before a reason had a kind (migration 0192), with corrections that have a kind and no words, and forth again.

A migration that ran is not changed, so a later one gives the words when one goes back through it.
"""

import os
from collections.abc import Iterator

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections

from cases.models import Correction, Reason
from tests import people
from tests.people import day

BEFORE, AFTER = "0191_decision_number", "0240_reasons_have_words_when_going_back"
REASONS = "SELECT because FROM cases_correction{} ORDER BY id"


@pytest.fixture
def owner(committed: None) -> Iterator[None]:
    """Who migrates, in a database that is thrown away."""
    settings = connections["default"].settings_dict
    own = settings["USER"]
    connection.close()
    settings["USER"] = psycopg2.extensions.parse_dsn(os.environ["DATABASE_OWNER_URL"])["user"]
    yield
    connection.close()
    settings["USER"] = own


def reasons(former: str = "") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(REASONS.format(former))
        return [because for (because,) in cursor.fetchall()]


def test_a_reason_of_the_list_goes_back_as_words_and_forth_again(owner: None) -> None:
    person = people.make_employee()
    days = {"employee": person, "reports": "2025Q1", "starts_on": day("31-01-2025"), "ends_on": day("28-02-2025")}
    for kind in Reason.values:
        Correction.objects.create(**days, kind=kind, because="de inlener vergat het" if kind == Reason.ANDERS else "")
    Correction.objects.create(**days, kind="", because="van voor de lijst")
    people.meanwhile()
    Correction.objects.filter(kind=Reason.CONTROLE).update(because="en zo stond het er eerst niet")
    listed = [
        "te laat doorgegeven", "verkeerd ingevoerd", "besluit met terugwerkende kracht",
        "en zo stond het er eerst niet", "de inlener vergat het", "van voor de lijst",
    ]  # fmt: skip
    try:
        call_command("migrate", "cases", BEFORE, verbosity=0)
        assert reasons() == listed
        assert reasons("_history") == ["herstel na controle"]
    finally:
        call_command("migrate", verbosity=0)
    assert reasons() == listed
    assert set(Correction.objects.values_list("kind", flat=True)) == {""}
