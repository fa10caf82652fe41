"""By SQL, as by a screen: a coach changes no employment, and nobody takes away who was registered (decision 0016)."""

import pytest
from django.db import ProgrammingError, connection, transaction

from municipalities.asker import asked_by
from municipalities.models import User
from tests import situations

pytestmark = pytest.mark.django_db
CONSULENT = """wswemployee residence employment contracthours leave waitingspell indication adaptationadvice
    reindication
    dismissaladvice caseload""".split()  # fmt: skip


def says(by: User, statement: str) -> str:
    """Why the database refuses it, or nothing. A statement that finds no row is refused all the same."""
    try:
        with transaction.atomic(), asked_by(str(by.key)), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("table", [f"cases_{name}" for name in CONSULENT])
def test_only_the_consulent_writes_what_only_the_consulent_changes(
    table: str, bram: User, anouk: User, ellen: User
) -> None:
    for statement in (f"UPDATE {table} SET employee_id = employee_id WHERE false", f"DELETE FROM {table} WHERE false"):
        made = statement.replace("employee_id", "id") if table == "cases_wswemployee" else statement
        assert all("niet aan u" in says(by, made) for by in (anouk, ellen)), made
        assert says(bram, made) == "" or made.startswith("DELETE")


@pytest.mark.parametrize("name", ["wswemployee", "residence", "indication"])
def test_nobody_takes_away_what_is_only_ended_or_corrected(name: str, bram: User) -> None:
    assert "niet aan u" in says(bram, f"DELETE FROM cases_{name} WHERE false")


def test_who_may_not_ask_for_a_report_does_not_by_sql(bram: User, ellen: User) -> None:
    statement = "INSERT INTO reports_production (key) SELECT gen_random_uuid() WHERE false"
    assert "niet aan u" in says(bram, statement)
    assert says(ellen, statement) == ""


@pytest.mark.parametrize("statement", [
    "UPDATE reports_production SET state = 'klaar' WHERE false", "DELETE FROM reports_production WHERE false",
    "DELETE FROM reports_published WHERE false",
])  # fmt: skip
def test_a_wish_and_a_published_figure_stay(statement: str, ellen: User) -> None:
    """How far a report is says who counts; what somebody printed may be put right."""
    assert "niet aan u" in says(ellen, statement)
    assert says(ellen, "UPDATE reports_published SET value = value WHERE false") == ""


@pytest.mark.parametrize("made", ["state = 'klaar'", "percent = 5", "attempts = 1", "claim = gen_random_uuid()"])
def test_a_wish_begins_as_a_wish(made: str, ellen: User) -> None:
    column, value = made.split(" = ")
    row = {"period": "'2026Q1'", "state": "'wachtend'", "step": "''", "percent": "0", "attempts": "0", "error": "''"}
    row |= {"key": "gen_random_uuid()", "requested_at": "now()", "requested_by_id": str(ellen.pk)}
    assert says(ellen, _put(row)) == ""
    assert "gevraagd, en dan gemaakt" in says(ellen, _put(row | {"period": "'2026Q2'", column: value}))


def _put(row: dict[str, str]) -> str:
    return f"INSERT INTO reports_production ({', '.join(row)}) VALUES ({', '.join(row.values())})"


def test_a_file_of_a_report_is_kept_by_who_releases_it_then(ellen: User, fatih: User) -> None:
    """One that lay there before would be given out as the report, and no release would get past it."""
    statement = "INSERT INTO reports_reportfile (report_id, format, content, sha256) VALUES (%d, 'x', 'x', '')"
    draft = situations.make_report()
    assert all("row-level security" in says(by, statement % draft.pk) for by in (ellen, fatih))
    released = situations.make_released(draft, ellen, fatih)
    assert released.files.exists()
    assert "row-level security" in says(
        ellen, statement % draft.pk
    )  # (of this test all is one transaction: so is hers)
