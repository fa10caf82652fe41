"""Is anything behind a cell worked out more often than once? The stands above all: each statement makes them once.

Read from the plans of PostgreSQL and not from a clock. With nothing known of its tables, as of a fresh edition, the
planner guesses one person, and would go through all of them for each (a cell of V1 took five seconds that way).
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from municipalities.asker import asked_by
from municipalities.models import Membership, User
from municipalities.readonly import read_only
from reports import behind
from reports.models import Report
from reports.stands import all_at_once
from reports.subjects import SUBJECTS
from tests import people
from tests.situations import LAST_QUARTER, make_neighbours, make_released, make_report

MAKES_STANDS = "CTE held"  # a step of the statement that makes stands, kept aside there
Statement = tuple[str, Any]


@pytest.fixture
def report(db: None) -> Report:
    """With a report before it, so that every comparison has something to lay beside it."""
    make_neighbours(6)
    people.make_employee("Guus Fictief", lives_in="Almelo", placed=True)
    make_released(make_report(LAST_QUARTER.back(1)))
    return make_report()


@pytest.fixture
def asker(ellen: User) -> Membership:
    return ellen.memberships.select_related("municipality").get()


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """What is asked of the database while this lasts."""
    heard: list[Statement] = []

    def hear(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        heard.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield heard


def steps(statement: Statement) -> list[dict[str, Any]]:
    """Every step of the plan, as it was walked."""

    def below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        for child in node.get("Plans", ()):
            yield from below(child)

    sql, params = statement
    with transaction.atomic(), asked_by(behind.PROCESS), all_at_once(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()
    plan = json.loads(found) if isinstance(found, str) else found
    return list(below(plan[0]["Plan"]))


def worked_out(statement: Statement) -> int:
    """How often the statement makes stands: as often as it says so, or as a step is walked again."""
    if "held AS" not in statement[0]:
        return 0
    found = steps(statement)
    made = [step for step in found if step.get("Subplan Name") == MAKES_STANDS]
    walked = [step["Actual Loops"] for step in found if step["Node Type"] == "CTE Scan" and step["CTE Name"] == "held"]
    return max(len(made), *walked)


def cells(report: Report, asker: Membership) -> Iterator[tuple[str, str]]:
    """Table and column of every cell that opens onto people, but for those of stands."""
    for table in report.content["tables"]:
        subject = next(each for each in SUBJECTS if any(layout.code == table["code"] for layout in each.layouts))
        for figure in subject.figures:
            if figure.printed and behind.may_open(table["code"], asker, figure.name):
                yield table["code"], figure.name


def test_no_statement_behind_a_cell_makes_stands_twice(report: Report, asker: Membership, bram: User) -> None:
    """As known then and now: two statements at most make them, each once, for whom the asker may see.

    T2 makes stands of two kinds of days, those of the year so far and what is to come of it, in its second one.
    """
    seen: Counter[str] = Counter()
    for membership in (asker, bram.memberships.get()):
        for table, key in cells(report, membership):
            try:
                with listening() as heard:
                    behind.counted_behind(report, table, "totaal", key, membership)
            except KeyError:
                continue
            made = [number for number in map(worked_out, heard) if number]
            assert made in ([], [1], [1, 1]) or (table, made) == ("T2", [1, 2]), (table, key, made)
            seen[table] = max(seen[table], len(made))
    assert {table for table, number in seen.items() if number} == {"T2", "T3S", "V1", "V2", "T11", "T16"}
    assert (seen["V1"], seen["V2"], seen["T2"], seen["T3S"], seen["T11"]) == (2, 2, 2, 1, 2)


def test_a_planted_second_time_is_caught(report: Report, asker: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is laid stands where it is named, as it did."""

    def inline(self: behind._Looking, name: str, sql: str, *indexed: str, **more: Any) -> str:
        with connection.cursor() as cursor:
            return f"({cursor.mogrify(sql, self.parameters | more).decode().replace('%', '%%')})"

    monkeypatch.setattr(behind._Looking, "lay", inline)
    with listening() as heard:
        behind.counted_behind(report, "V1", "totaal", "v1_hours", asker)
    assert max(map(worked_out, heard)) > 1


def test_more_people_ask_no_more_statements(report: Report, asker: Membership) -> None:
    def asked(of: Report) -> dict[str, int]:
        found = {}
        for table, key in (
            ("V1", "v1_end"),
            ("V2", "v2_hours"),
            ("T3S", "t3s_end"),
            ("T11", "lent"),
            ("T5", "q_steps"),
        ):
            with listening() as heard:
                behind.counted_behind(of, table, "totaal", key, asker)
            found[key] = len(heard)
        return found

    few = asked(report)
    make_neighbours(20, name="Nieuw Fictief")
    assert asked(make_report()) == few


def test_who_looks_along_opens_a_comparison(report: Report, asker: Membership) -> None:
    """PostgreSQL refuses every table and every change meanwhile."""
    with transaction.atomic(), read_only():
        found = behind.counted_behind(report, "V1", "totaal", "v1_end", asker)
    assert len(found) == 7
