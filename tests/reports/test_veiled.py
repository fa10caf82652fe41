"""What readers see of a report is all that the database has for them (decision 0060)."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from municipalities.asker import asked_by
from reports import tasks
from reports.disclosure import counts_of, masks_in, past_key
from reports.document import document_of
from reports.models import Report, ReportContent, Restatement, RestatementContent
from reports.numbers import Numbers
from tests.cases.registers import load
from tests.reports import dice
from tests.reports.test_board_tables import content
from tests.situations import make_member, make_neighbours, make_released, make_report

pytestmark = pytest.mark.django_db
KNOWN_ON = datetime(2026, 7, 20, 9, tzinfo=UTC)
PERIODS = ["2026Q2", "2026H1", "2026"]


def report_of(seed: int, code: str, tmp_path: Path) -> tuple[Report, dict[str, Any]]:
    """A report on a thrown register, with what it says."""
    load(dice.write(dice.throw(seed, people=70), tmp_path))
    said = content(code)
    return Report(period=code, edition=1, known_on=KNOWN_ON, content=said, fingerprint="0" * 64), said


@pytest.mark.parametrize(("seed", "code"), [(seed, code) for seed in (3, 71) for code in PERIODS])
def test_readers_get_the_same_document_as_from_all_of_it(seed: int, code: str, tmp_path: Path) -> None:
    report, said = report_of(seed, code, tmp_path)
    assert len(masks_in(said)) > 20
    for own in ("", *(each["code"] for each in said["municipalities"])):
        assert document_of(report, own=own) == document_of(report, own=own, numbers=Numbers(said))


@pytest.mark.parametrize("code", PERIODS)
def test_no_number_is_in_it_that_is_not_printed(code: str, tmp_path: Path) -> None:
    """Each value stands in a cell of its row somewhere; each point of the trend is of a count that is not hidden."""
    report, said = report_of(14, code, tmp_path)
    document, hidden = document_of(report), masks_in(said)
    printed: dict[str, set[Decimal]] = {}
    for table in (*document.tables, *(chart.table for chart in document.charts)):
        for row in table.rows:
            printed.setdefault(row.code, set()).update(cell.number for cell in row.cells if cell.number is not None)
    figures = [each for each in report.shown["figures"] if each["value"] is not None]
    assert 100 < len(figures) < len(said["figures"])
    for each in figures:
        assert Decimal(each["value"]) in printed[each["municipality"]], each
    for point in report.shown["trend"]:
        is_hidden = (point["municipality"], past_key(said, point["period"])) in hidden
        assert is_hidden is (point["headcount"] == "")
        assert not is_hidden or point["se_quarter_mean"] == point["at_employer_share"] == ""
        assert point["at_employer"] == ""
    assert report.shown.keys() == said.keys() - {"stands"}


def test_what_is_hidden_can_be_otherwise_and_nothing_else_is(tmp_path: Path) -> None:
    """With other numbers behind the masks the same is shown; with another number that is printed it is not."""
    report, said = report_of(3, "2026Q2", tmp_path)
    hidden = masks_in(said)
    of_t3 = [each for each in said["figures"] if each["table"] == "T3" and each["figure"] != "out"]
    small = [each for each in of_t3 if (each["municipality"], each["figure"]) in hidden]
    large = [each for each in of_t3 if (each["municipality"], each["figure"]) not in hidden]
    assert small
    assert large
    for each, same in ((small[0], True), (large[0], False)):
        other = [one | {"value": "4711"} if one is each else one for one in said["figures"]]
        made = Report(period="2026Q2", content=said | {"figures": other})
        assert (made.shown == report.shown) is same


@pytest.fixture
def released(committed: None) -> Report:
    make_neighbours(12)
    make_neighbours(2, "Wierden", "Wier Fictief")
    report = make_released(make_report())
    tasks.restate_released()
    return report


@pytest.mark.parametrize(("role", "at"), [("board_member", "Almelo"), ("consulent", "Wierden"), ("coach", None),
                                          ("administrator", None), ("privacy_officer", "Almelo")])  # fmt: skip
def test_by_sql_only_who_checks_reports_finds_the_numbers(released: Report, role: str, at: str | None) -> None:
    member, ellen = make_member("Iemand", role, at), make_member("Ellen", "controller", "Almelo")
    tables = [model._meta.db_table for model in (ReportContent, RestatementContent)]
    for asker, rows in ((member, 0), (ellen, 1)):
        with asked_by(str(asker.key)), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] == rows, table
    with asked_by(str(member.key)):
        for report in Report.objects.all():
            assert "content" not in vars(report)
            with pytest.raises(ReportContent.DoesNotExist):
                report.content  # noqa: B018
        told = [*Report.objects.values_list("shown", flat=True), *Restatement.objects.values_list("shown", flat=True)]
    with asked_by("restate"):
        said = Report.objects.get().content
    small = {name for name, number in counts_of(said).items() if 0 < number < 5}
    assert {("GM0189", "end"), ("GM0189", "begin")} <= small  # the two of Wierden
    for each in (*told, *(one["content"] for one in told if "content" in one)):
        of_few = [one for one in each.get("figures", ()) if (one["municipality"], one["figure"]) in small]
        assert [one["value"] for one in of_few] == [None] * len(of_few)
        assert {one["headcount"] for one in each.get("trend", ()) if one["municipality"] == "GM0189"} <= {"", "0"}


@pytest.mark.parametrize("table", ["reports_reportcontent", "reports_restatementcontent"])
def test_nobody_writes_them(released: Report, table: str) -> None:
    """A policy shows no row to be changed, and what a report says stands by a trigger too (test_production)."""
    ellen = make_member("Ellen", "controller", "Almelo")
    for statement in (f"UPDATE {table} SET content = '{{}}'", f"DELETE FROM {table}"):
        with asked_by(str(ellen.key)), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0
