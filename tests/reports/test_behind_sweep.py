"""Every cell of twenty old reports opens, and the people behind it make it (M2): withdrawn, replaced, of older rules.

The cells are those of the documents as they stood. The people are asked by the statements of the page, after the
register was edited again and again; so whatever leaks in from today shows as a cell that does not add up. A percentage,
a mean or a price is worked out again from what its page names. The short run has four reports and a sample of their
cells, the drill twenty and all of them (five minutes).
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from municipalities.asker import asked_by
from municipalities.models import User
from reports import behind, content, withdrawals
from reports.compared_rows import OF_ROUNDED
from reports.document import document_of
from reports.figures import FIGURES, FORMS, TOTAL
from reports.made_of import is_worked, sources
from reports.models import FrozenStand, Report, Withdrawal
from reports.norms import NORMS
from reports.periods import Period
from reports.stands import round_once
from reports.tables import Column, Row, Table
from tests import people, processes
from tests.reports.edits import edit
from tests.reports.exact import fault
from tests.situations import LAST_QUARTER, make_member, make_released, make_report

MANY, FEW = 20, 4
SAMPLE = 60  # cells of each report in the short run


@pytest.fixture
def register(committed: None) -> None:
    made = processes.start("manage.py", "demo", "--people", "90", "--seed", "23")
    assert made.wait(300) == 0


def lay(many: int, monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """So many reports, of quarters, halves and years, the register edited between them: two are withdrawn, one follows
    on another of its period, and the first was made when a headcount had another definition."""
    dice, quarters = random.Random(17), [LAST_QUARTER.back(back) for back in range(8)]
    years = {quarter.year for quarter in quarters if quarter.year < LAST_QUARTER.year}
    codes = [
        *(quarter.code for quarter in quarters[:3]), f"{min(years)}", *(f"{year}H2" for year in sorted(years)),
        *(quarter.code for quarter in quarters[3:]), *(quarter.code for quarter in quarters), *map(str, years),
    ]  # fmt: skip
    made = []
    for nth, code in enumerate((codes * 3)[:many]):
        with monkeypatch.context() as patched:
            if nth == 0:
                before = [replace(FIGURES[0], definition="Zoals het vroeger heette."), *FIGURES[1:]]
                patched.setattr(content, "FIGURES", before)
            made.append(make_report(Period.parse(code)))
        if nth in (0, 1, 2, 5):
            made[-1] = make_released(made[-1])
        if nth in (1, 2):
            withdraw(made[-1])
        edit(dice, 12)
    return made


def withdraw(report: Report) -> None:
    by = people.make_user(f"Intrekker {report.pk}")
    with transaction.atomic(), people.signing(by):
        withdrawals.withdraw(row=Withdrawal(report=report, reason="Dubbel ingelezen."), by=by)
    report.refresh_from_db()


def cells(report: Report) -> Iterator[tuple[Table, Row, int, Column]]:
    for table in document_of(report, masked=False).tables:
        for row in table.rows if table.opens else ():
            yield from ((table, row, at, column) for at, column in enumerate(table.columns))


def made_of(report: Report, table: str, row: str, column: Column) -> Decimal | None:
    """What the people behind a cell give together; None for what is worked out from other figures."""
    try:
        if table in behind.ON_STANDS and column.key not in behind.MEANS:
            return _of_stands(report, row, column)
        with asked_by(behind.PROCESS):
            units = behind.counted(report, table, row, column.key, report.known_on)
        return round_once(sum(units.values(), Decimal(0)), column.decimals)
    except KeyError:
        return None


def _of_stands(report: Report, row: str, column: Column) -> Decimal:
    """The page shows these stands: how many there are, or their fte, SE and hours."""
    found = behind._behind(report, row, column.key)
    stands = list(FrozenStand.objects.filter(found.condition, report=report, scheme="wsw", month_end=found.day))
    name, _, form = column.key.partition(":")
    if name in ("fte_month_end", "se_month_end"):
        return round_once(sum((getattr(each, name[:3].rstrip("_")) for each in stands), Decimal(0)), 2)
    if name == "hours_share":
        hours = [sum((getattr(each, f"hours_{one.lower()}") for each in stands), Decimal(0)) for one in FORMS]
        return round_once(hours[FORMS.index(form)] * 100 / sum(hours), column.decimals)
    return Decimal(len(stands))


def faults(reports: list[Report], sample: int | None = None) -> tuple[list[Any], Counter[str], Counter[str]]:
    """Cells that their people do not make; how many of each table did, and how many are worked out from others."""
    wrong, right, worked = [], Counter[str](), Counter[str]()
    for report in reports:
        tables, listed = list(document_of(report, masked=False).tables), list(cells(report))
        for table, row, at, column in random.Random(report.pk).sample(listed, sample) if sample else listed:
            if table.code in behind.OF_MONEY or column.key.endswith("_vn"):
                continue
            number, made = row.cells[at].number, made_of(report, table.code, row.code, column)
            if made is None:
                worked[table.code] += 1
                if number is not None and (why := _not_worked_out(report, tables, table, row, at)):
                    wrong.append((report.period, report.edition, table.code, row.code, column.key, number, why))
            elif abs(made - (number or Decimal(0))) > off(column.key):
                wrong.append((report.period, report.edition, table.code, row.code, column.key, number, made))
            else:
                right[table.code] += 1
    return wrong, right, worked


def _not_worked_out(report: Report, tables: list[Table], table: Table, row: Row, at: int) -> str:
    """Why it does not follow from what its page names; what is no fraction has to name something."""
    if is_worked(table.code, row.code, table.columns[at].key):
        return fault(report, tables, table, row, at)
    entered = (table.code, table.columns[at].key) in NORMS
    return "" if entered or sources(tables, table, row, at) else "names nothing"


def off(key: str) -> Decimal:
    """The step between two printed numbers is that of the printed ones: rounded at each end."""
    return Decimal("0.01") if key in OF_ROUNDED else Decimal(0)


def test_the_people_behind_the_cells_of_old_reports_make_them(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong, right, _ = faults(lay(FEW, monkeypatch), SAMPLE)
    assert wrong == []
    assert sum(right.values()) > FEW * SAMPLE / 2


@pytest.mark.drill
def test_every_cell_of_twenty_old_reports_opens_and_adds_up(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = lay(MANY, monkeypatch)
    assert {report.state for report in reports} >= {"concept", "ingetrokken", "vrijgegeven"}
    assert max(report.edition for report in reports) > 1
    wrong, right, worked = faults(reports)
    print("kloppen:", sum(right.values()), dict(right), "berekend:", dict(worked))
    assert wrong == []
    assert set(right) == {"T1", "T2", "T3", "T3S", "T4", "T5", "T6", "T6V", "T7", "T8", "T9", "T10", "T11", "T15",
                          "T16A", "V1", "V2", "WS"}  # fmt: skip


def test_a_cell_that_is_one_off_is_found(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the statement of today in place of what was known then, and a stand too many."""
    reports = lay(2, monkeypatch)
    now = behind.counted
    with monkeypatch.context() as patched:
        patched.setattr(behind, "counted", lambda *asked, **more: now(*asked[:4], None))
        edit(random.Random(5), 80)
        assert {each[2] for each in faults(reports)[0]} > {"T10"}
    total = next(each for each in cells(reports[0]) if (each[1].code, each[3].key) == (TOTAL, "headcount"))
    FrozenStand.objects.create(**one_more(reports[0]))
    assert made_of(reports[0], "T1", TOTAL, total[3]) == total[1].cells[total[2]].number + 1


def one_more(report: Report) -> dict[str, Any]:
    stand = FrozenStand.objects.filter(report=report, month_end=Period.parse(report.period).ends_on).first()
    assert stand is not None
    return {f.attname: getattr(stand, f.attname) for f in FrozenStand._meta.concrete_fields if f.name != "id"}


def test_the_page_of_each_kind_of_cell_says_the_same(
    client: Client, register: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of who sees everybody in Almelo: a withdrawn report, and one of older rules, which keeps its own definition."""
    ellen: User = make_member("Ellen Voorbeeld", "controller", "Almelo")
    client.force_login(ellen)
    first, second = lay(2, monkeypatch)
    for report in (first, second):
        for key in ("headcount", "se_quarter_mean", "se_ytd_mean"):
            table, row, at, _ = next(each for each in cells(report) if (each[1].code, each[3].key) == ("GM0141", key))
            page = client.get(
                reverse("report_cell", args=[report.key]), {"tabel": table.code, "rij": row.code, "kolom": at}
            ).content.decode()
            if key == "headcount":
                assert f"{row.cells[at].text} mens" in page
                assert ("Zoals het vroeger heette." in page) == (report == first)
            else:
                assert f"samen toen {row.cells[at].text}" in page, (report.period, key)
