"""M24: what is said beforehand is what happens afterwards; and saying it leaves no trace."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from cases.models import (
    ContractHours,
    Employment,
    Indication,
    Leave,
    Placement,
    PlacementForm,
    Residence,
    WswEmployee,
)
from municipalities.asker import tell_database
from municipalities.models import Municipality, User
from reports.beforehand import weigh
from reports.consequences import Consequences, ReportChange
from reports.figures import compute
from reports.models import Report
from reports.periods import Period
from reports.stands import stands
from tests import people
from tests.cases.registers import load
from tests.people import day
from tests.reports import dice
from tests.situations import make_released, make_report

CODES = ("2025Q4", "2026Q1", "2026Q3")


@pytest.fixture
def released(db: None, tmp_path: Path) -> list[Report]:
    load(dice.write(dice.throw(31, people=40), tmp_path))
    people.meanwhile()
    return [make_released(make_report(Period.parse(code))) for code in CODES]


Cell = tuple[str, str, tuple[tuple[str, str], ...]]


def cells(report: Report) -> dict[Cell, Decimal]:
    return {
        (each["figure"], each["municipality"], tuple(each["dims"].items())): Decimal(each["value"])
        for each in report.content["figures"]
        if each["table"] in {"T1", "T3", "T4"}  # the tables that a change is weighed by
    }


def now(period: Period) -> dict[Cell, Decimal]:
    """What the next edition would say."""
    return {
        (each.figure.name, each.municipality, tuple(each.dims.items())): Decimal(each.as_dict()["value"])
        for each in compute(period)
    }


def said(told: Consequences) -> dict[str, dict[Cell, tuple[Decimal | None, Decimal | None]]]:
    return {
        report.period.code: {
            (cell.figure, cell.municipality, tuple(cell.dims.items())): (cell.was, cell.now) for cell in report.cells
        }
        for report in told.reports
    }


def happened(reports: list[Report]) -> dict[str, dict[Cell, tuple[Decimal | None, Decimal | None]]]:
    found = {}
    for report in reports:
        was, is_now = cells(report), now(Period.parse(report.period))
        changed = {key for key in was.keys() | is_now.keys() if was.get(key) != is_now.get(key)}
        if changed:
            found[report.period] = {key: (was.get(key), is_now.get(key)) for key in changed}
    return found


def corrections(seed: int) -> Iterator[tuple[int, Callable[[], Any]]]:
    """A person, and something about them put right; sometimes something that cannot be."""
    throw = dice.Dice(seed)
    rows = {
        model: list(model.objects.all())
        for model in (Placement, ContractHours, Leave, Employment, Residence, Indication)
    }
    places = list(Municipality.objects.all())
    while True:
        model = throw.choice([Placement, Placement, Placement, *rows])
        row = throw.choice(rows[model])
        values = {
            Placement: {"form": throw.choice(PlacementForm.values), "hours": row.hours / throw.choice([1, 2])}
            if model is Placement
            else {},
            ContractHours: {"hours": throw.choice([36, 18, 40])},
            Residence: {"municipality": throw.choice(places)},
            Indication: {"category": throw.choice(["matig", "ernstig"])},
        }.get(model, {})
        if throw.one_in(2) and model is not Indication:
            values["ends_on"] = throw.between(row.starts_on, date(2026, 12, 31))
        if values:
            yield row.employee_id, _change(model, row.pk, values)


def _change(model: Any, pk: int, values: dict[str, Any]) -> Callable[[], Any]:
    return lambda: model.objects.filter(pk=pk).update(**values)


class Undo(Exception):
    pass


def checked(reports: list[Report], person: int, act: Callable[[], Any]) -> Consequences | None:
    """What was said, after seeing that it is what happens; None when the act is not possible."""
    before = state()
    try:
        told = weigh(person, act)
    except Error:
        assert state() == before
        return None
    assert state() == before
    days = [change.month_end for change in told.stands]
    stood = {stand.month_end: stand for stand in stands(days, employees=[person]) if stand.scheme == "wsw"}
    assert [change.was for change in told.stands] == [stood.get(each) for each in days]
    try:
        with transaction.atomic():
            act()
            assert said(told) == happened(reports)
            stand_now = {stand.month_end: stand for stand in stands(days, employees=[person]) if stand.scheme == "wsw"}
            assert [change.now for change in told.stands] == [stand_now.get(each) for each in days]
            raise Undo
    except Undo:
        return told


def state() -> Any:
    tables = ["placement", "contracthours", "leave", "employment", "residence", "indication", "placement_history"]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM cases_{name} t" for name in tables
            )
        )
        return cursor.fetchall()


def many(reports: list[Report], seed: int, times: int) -> None:
    done, touched = 0, 0
    for person, act in corrections(seed):
        told = checked(reports, person, act)
        done += told is not None
        touched += bool(told and told.reports)
        if done == times:
            break
    assert touched >= times / 5


def test_m24_a_few_corrections_bring_what_was_said(released: list[Report]) -> None:
    many(released, 1, 12)


@pytest.mark.drill
def test_m24_a_thousand_corrections_bring_what_was_said(released: list[Report]) -> None:
    many(released, 2, 1000)


# By hand


@pytest.fixture
def third_quarter(truus: WswEmployee, wim: WswEmployee) -> Report:
    """Truus and Wim work 36 hours beschut binnen; the third quarter of 2026 was released so."""
    people.meanwhile()
    return make_released(make_report(Period.parse("2026Q3")))


def ends(truus: WswEmployee, on: date) -> Consequences:
    return weigh(truus.pk, lambda: Placement.objects.filter(employee=truus).update(ends_on=on))


def test_r75_what_a_last_day_in_a_released_quarter_does(third_quarter: Report, truus: WswEmployee) -> None:
    told = ends(truus, day("15-08"))
    assert told.touched == ["3e kwartaal 2026, uitgave 1"]
    assert told.sentences[0] == (
        "De 4 standen van 31-08-2026 tot en met 30-11-2026 worden: zonder werk 36 uur; 1,00 SE"
        " (was: beschut binnen 36 uur; 1,00 SE)."
    )
    lines = {(line.figure, line.place, line.difference) for line in told.lines}
    assert lines == {
        ("mensen naar werkvorm, zonder werk", "Almelo", "+1 mens"),
        ("mensen naar werkvorm, zonder werk", "alle gemeenten samen", "+1 mens"),
        ("mensen naar werkvorm, beschut binnen", "Almelo", "−1 mens"),
        ("mensen naar werkvorm, beschut binnen", "alle gemeenten samen", "−1 mens"),
        ("aandeel in de uren, zonder werk", "Almelo", "+100,00 procentpunt"),
        ("aandeel in de uren, zonder werk", "alle gemeenten samen", "+50,00 procentpunt"),
        ("aandeel in de uren, beschut binnen", "Almelo", "−100,00 procentpunt"),
        ("aandeel in de uren, beschut binnen", "alle gemeenten samen", "−50,00 procentpunt"),
    }


def test_of_two_reports_it_says_that_both_stay() -> None:
    two = [ReportChange(Period.parse(code), 1, []) for code in ("2025Q4", "2026Q2")]
    assert Consequences(reports=two[:1]).sentences == [
        "Dit raakt wat al is vrijgegeven: 4e kwartaal 2025, uitgave 1. Dat rapport blijft; het volgende zegt het "
        "verschil."
    ]
    assert Consequences(reports=two).sentences == [
        "Dit raakt wat al is vrijgegeven: 4e kwartaal 2025, uitgave 1; 2e kwartaal 2026, uitgave 1. Die rapporten "
        "blijven; het volgende zegt het verschil."
    ]


def test_after_the_quarter_no_report_is_touched(third_quarter: Report, truus: WswEmployee) -> None:
    told = ends(truus, day("15-10"))
    assert told.touched == []
    assert [change.month_end for change in told.stands] == [day("31-10"), day("30-11")]


def test_between_two_month_ends_no_stand_changes(third_quarter: Report, truus: WswEmployee) -> None:
    first, last = day("10-08"), day("20-08")

    def away() -> None:
        placement = Placement.objects.get(employee=truus)
        Placement.objects.filter(pk=placement.pk).update(ends_on=first - timedelta(days=1))
        people.make_placement(truus, "BSB", 36, since=last)

    assert weigh(truus.pk, away).stands == []


def test_a_coach_sees_differences_and_no_figures(third_quarter: Report, truus: WswEmployee, anouk: User) -> None:
    """Anouk may see no report and nobody of Wim's; afterwards she asks as herself again."""
    tell_database(str(anouk.key))
    told = ends(truus, day("15-08"))
    assert len(told.lines) == 8
    assert Report.objects.count() == 0
    assert WswEmployee.objects.count() == 1
