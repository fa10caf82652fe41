"""M24: what is said beforehand is what happens afterwards; and saying it leaves no trace."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from cases.actions import contracts, deaths, handovers, indications, transfers
from cases.models import (
    Contract,
    ContractHours,
    Employment,
    Indication,
    Leave,
    Placement,
    PlacementForm,
    Residence,
    Transfer,
    WswEmployee,
)
from cases.work_lock import hold_work
from municipalities.asker import tell_database
from municipalities.models import Membership, Municipality, Organisation, User
from reports import beforehand
from reports.beforehand import weigh, weigh_together
from reports.consequences import Consequences, ReportChange, Together
from reports.figures import compute
from reports.models import Report
from reports.periods import Period
from reports.stands import stands
from tests import people
from tests.asking import TESTS
from tests.cases.registers import load
from tests.people import day
from tests.reports import dice
from tests.situations import make_released, make_report

KINDS = 10  # of acts, below
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


def acts(seed: int, bram: User, carla: User) -> Iterator[tuple[list[int], Callable[[], Any], date | None]]:
    """The acts of the other pages, one kind after the other: of whom, what, and from which day on at the earliest."""
    throw, almelo = dice.Dice(seed), bram.memberships.get()
    foundation = people.make_organisation("Stichting Bedacht")
    wierden, elsewhere = (Municipality.objects.filter(takes_part=each) for each in (True, False))
    while True:
        on = throw.between(date(2025, 7, 1), date(2026, 11, 20))
        person = throw.choice(list(WswEmployee.objects.order_by("pk")))
        category = throw.choice(["matig", "ernstig"])
        yield [person.pk], _decided(person, on, category), None
        yield [person.pk], lambda person=person, on=on: deaths.record(employee=copy(person), on=on), None
        resident = throw.choice(list(WswEmployee.objects.visible_to(almelo).order_by("pk")))
        to = throw.choice([None, *elsewhere])
        moved = {"person": resident, "to": to, "starts_on": on, "by": almelo}
        yield [resident.pk], lambda moved=moved: handovers.move(**moved), None
        moved = moved | {"to": wierden.get(name="Wierden")}
        yield [resident.pk], lambda moved=moved: _handed_over(bram, carla, moved), None
        yield [resident.pk], lambda moved=moved: handovers.bring(**moved), None
        steps = transfers.plan(transfers.candidates(almelo, on - timedelta(days=1)), transfers.Change(on, foundation))
        free = [step.employment for step in steps if not step.faults]
        some = throw.sample(free, min(3, len(free)))
        yield [each.employee_id for each in some], _transferred(some, on, foundation, bram), on
        contract, under = _contract(throw, on, almelo)
        yield under, lambda contract=contract, on=on: contracts.set_end(contract=contract, on=on, membership=almelo), on
        placements = throw.sample(list(Placement.objects.filter(starts_on__lte=on).order_by("pk")), 3)
        ending = people.make_contract("Einde BV", since=date(2020, 1, 1), until=on)
        yield [each.employee_id for each in placements], _put_under(ending, placements), on
        born = on.replace(year=on.year - 67, day=min(on.day, 28))  # so that AOW is on or about that day
        yield [person.pk], _born(person, born), None
        went = _went(some, on, foundation, bram)
        yield [each.employee_id for each in some] if went else [], _undone(went, bram), on
        if went:
            _undone(went, bram)()  # for the acts that come after, nobody went


def _decided(person: WswEmployee, on: date, category: str) -> Callable[[], Any]:
    values = {"decided_on": on, "starts_on": on, "valid_until": on + timedelta(days=3000), "category": category}
    return lambda: indications.decide(employee=person, request=None, advices={}, **values)


def _handed_over(bram: User, carla: User, moved: dict[str, Any]) -> None:
    with people.signing(bram):
        made = handovers.move(**moved)
    with people.signing(carla):
        handovers.accept(handover=made, by=carla.memberships.get())
    tell_database(TESTS)  # the act asks as another, and again as Carla afterwards


def _transferred(some: list[Employment], on: date, employer: Organisation, bram: User) -> Callable[[], Any]:
    def act() -> None:
        with people.signing(bram):
            change = transfers.Change(on, employer)
            transfers.do(employments=[each.pk for each in some], change=change, by=bram.memberships.get())
        tell_database(TESTS)

    return act


def _born(person: WswEmployee, on: date) -> Callable[[], Any]:
    def act() -> None:
        hold_work([person.pk])
        WswEmployee.objects.filter(pk=person.pk).update(birth_date=on)

    return act


def _went(some: list[Employment], on: date, employer: Organisation, bram: User) -> Transfer | None:
    """These people went over, by an act that can be undone; None when they cannot."""
    people.meanwhile()
    try:
        with transaction.atomic():
            _transferred(some, on, employer, bram)()
    except NOT_POSSIBLE:
        tell_database(TESTS)
        return None
    people.meanwhile()
    return Transfer.objects.latest("pk")


def _undone(went: Transfer | None, bram: User) -> Callable[[], Any]:
    def act() -> None:
        with people.signing(bram):
            transfers.undo(transfer=went, by=bram.memberships.get())
        tell_database(TESTS)

    return act


def _contract(throw: dice.Dice, on: date, almelo: Membership) -> tuple[Contract, list[int]]:
    """One that some people of Almelo work under, and who of them would follow it."""
    contract = people.make_contract("Bedacht BV", since=date(2020, 1, 1))
    theirs = list(Placement.objects.visible_to(almelo).order_by("pk"))
    some = throw.sample(theirs, min(4, len(theirs)))
    Placement.objects.filter(pk__in=[each.pk for each in some]).update(hirer=contract.hirer, contract=contract)
    people.meanwhile()
    return contract, sorted({each.employee_id for each in contracts.would_follow(contract, on, almelo)})


def _put_under(contract: Contract, placements: list[Placement]) -> Callable[[], Any]:
    return lambda: contracts.put_under(contract=contract, placements=map(copy, placements))


class Undo(Exception):
    pass


NOT_POSSIBLE = (Error, contracts.NotAllowed, handovers.NotAllowed, indications.NotAllowed, transfers.NotAllowed)


def checked(
    reports: list[Report], who: list[int], act: Callable[[], Any], since: date | None = None, why: str = ""
) -> Together | None:
    """What was said, after seeing that it is what happens; None when the act is not possible."""
    before = state()
    try:
        told = weigh_together(who, act, since)
    except NOT_POSSIBLE:
        assert state() == before
        return None
    assert state() == before
    for one, told_of in told.each.items():
        days = [change.month_end for change in told_of.stands]
        assert [change.was for change in told_of.stands] == stood(one, days)
    try:
        with transaction.atomic():
            act()
            assert said(told.whole) == happened(reports), why
            for one, told_of in told.each.items():
                days = [change.month_end for change in told_of.stands]
                assert [change.now for change in told_of.stands] == stood(one, days)
            raise Undo
    except Undo:
        return told


def stood(person: int, days: list[date]) -> list[Any]:
    found = {stand.month_end: stand for stand in stands(days, employees=[person]) if stand.scheme == "wsw"}
    return [found.get(each) for each in days]


def state() -> Any:
    tables = [
        "placement", "contracthours", "leave", "employment", "residence", "indication", "placement_history",
        "wswemployee", "contract", "handover", "transfer", "adaptationadvice",
    ]  # fmt: skip
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
        told = checked(reports, [person], act)
        done += told is not None
        touched += bool(told and told.touched)
        if done == times:
            break
    assert touched >= times / 5


def test_m24_a_few_corrections_bring_what_was_said(released: list[Report]) -> None:
    many(released, 1, 12)


def all_kinds(reports: list[Report], seed: int, bram: User, carla: User, rounds: int) -> None:
    """Each kind of act at least once, and most touch what was released."""
    done, touched = Counter[int](), 0
    for nth, (who, act, since) in enumerate(islice(acts(seed, bram, carla), rounds * KINDS)):
        if who and (told := checked(reports, who, act, since, f"kind {nth % KINDS}")):
            done[nth % KINDS] += 1
            touched += bool(told.touched)
    assert len(done) == KINDS, f"never possible: {set(range(KINDS)) - done.keys()}"
    assert touched >= rounds


def test_m24_the_acts_of_other_pages_bring_what_was_said(bram: User, carla: User, released: list[Report]) -> None:
    """Bram and Carla come first, with people of their own, who are in the reports too."""
    all_kinds(released, 3, bram, carla, 4)


@pytest.mark.drill
def test_m24_hundreds_of_acts_of_other_pages_bring_what_was_said(
    bram: User, carla: User, released: list[Report]
) -> None:
    all_kinds(released, 4, bram, carla, 60)


@pytest.mark.drill
def test_m24_a_thousand_corrections_bring_what_was_said(released: list[Report]) -> None:
    many(released, 2, 1000)


def test_m24_the_reason_of_leaving_alone_touches_a_report(released: list[Report]) -> None:
    """No stand changes, a figure of the movements does: it is said, and it asks why."""
    left = Employment.objects.filter(ends_on__range=(date(2025, 10, 1), date(2026, 9, 29)))
    for row in left.exclude(outflow_reason="PEN").order_by("pk"):
        told = checked(released, [row.employee_id], _change(Employment, row.pk, {"outflow_reason": "PEN"}))
        if told and told.touched:
            only = told.of(row.employee_id)
            assert only.stands == []
            assert only.first in [Period.parse(code).ends_on for code in CODES]
            return
    pytest.fail("nobody left in a quarter: throw another register")


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


def test_a_report_is_not_counted_again_for_who_changes_nothing_in_it() -> None:
    """Of 300 people in 80 reports that is nearly all of the work."""
    report = object.__new__(beforehand._Weighed)
    report.report, report.differ = beforehand._Released(1, Period.parse("2026Q2"), 1, {}, {}), {7}
    assert report.changed([8, 9]) == ReportChange(Period.parse("2026Q2"), 1, [])


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
