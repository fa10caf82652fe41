"""The causes of the tables beside T1, T3 and T4 make every difference, on registers that are edited at random.

What differs is read from the contents of the reports, which count by other statements than the causes do; for contacts
and requests at UWV a plain replay of what was edited says the cause of each person. By hand: money, and a destruction.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone

from cases.models import (
    Caseload,
    Contact,
    ContractHours,
    Evaluation,
    Indication,
    Placement,
    PoortwachterStep,
    Reindication,
    Residence,
    SickPercentage,
    SickSpell,
    SupportPlan,
    Terms,
    WswEmployee,
)
from municipalities.models import Municipality, User
from municipalities.recorded import moment_of_knowing
from reports import compared_rows, restating, tasks
from reports.compared import AMOUNT, CORRECTION, DEFINITION, LATE, MOVE, ROUNDING, Split
from reports.entered import Entries
from reports.figures import TOTAL, Figure
from reports.models import Amount, FrozenStand, KeySet, KeyShare, Report, Restatement
from reports.ratios import Input
from reports.subjects import SUBJECTS
from reports.subjects.declare import Part
from tests import people
from tests.situations import LAST_QUARTER, make_neighbours, make_released, make_report

PERIOD = LAST_QUARTER
OF_PEOPLE = {LATE, CORRECTION, MOVE}


@pytest.fixture
def register(lay_demo: Callable[[int, int], None]) -> None:
    """All kinds of rows, of people who are *fictief*."""
    lay_demo(90, 11)


# Edits: each of one row, chosen by dice. What the rules of the register refuse did not happen.


def one(dice: random.Random, model: Any, **so: Any) -> Any:
    ids = list(model.objects.filter(**so).order_by("pk").values_list("pk", flat=True))
    return model.objects.get(pk=dice.choice(ids)) if ids else None


def some_day(dice: random.Random) -> date:
    return PERIOD.starts_on + timedelta(days=dice.randint(0, (PERIOD.ends_on - PERIOD.starts_on).days))


def changed(dice: random.Random, model: Any, **values: Any) -> None:
    row = one(dice, model)
    for name, value in values.items():
        setattr(row, name, value(row) if callable(value) else value)
    row.save()


def contacted(dice: random.Random, load: Any) -> None:
    people.make_contact(load.employee, load.coach, held_on=some_day(dice))


EDITS: dict[str, Callable[[random.Random], object]] = {
    "hours": lambda dice: changed(dice, ContractHours, hours=dice.choice([16, 24, 32, 36])),
    "home": lambda dice: changed(dice, Residence, municipality=dice.choice(list(Municipality.objects.order_by("pk")))),
    "category": lambda dice: changed(dice, Indication, category=dice.choice(["matig", "ernstig"])),
    "validity": lambda dice: changed(dice, Indication, valid_until=some_day(dice) + timedelta(days=200)),
    "form": lambda dice: changed(dice, Placement, form=dice.choice(["BSB", "WOL"]), contract=None),
    "fewer placed": lambda dice: changed(dice, Placement, hours=lambda row: row.hours / 2),
    "sick": lambda dice: people.make_sick(one(dice, WswEmployee), since=some_day(dice)),
    "recovered": lambda dice: changed(dice, SickSpell, recovered_on=some_day(dice)),
    "sick since": lambda dice: changed(dice, SickSpell, starts_on=lambda row: row.starts_on - timedelta(days=9)),
    "partly": lambda dice: one(dice, SickSpell, recovered_on=None).percentages.create(
        starts_on=some_day(dice), percentage=50
    ),
    "another part": lambda dice: changed(dice, SickPercentage, percentage=dice.choice([20, 80])),
    "step": lambda dice: one(dice, SickSpell).steps.create(kind="probleemanalyse", done_on=some_day(dice)),
    "step late": lambda dice: changed(dice, PoortwachterStep, done_on=lambda row: row.done_on + timedelta(days=40)),
    "no step": lambda dice: one(dice, PoortwachterStep).delete(),
    "contact": lambda dice: contacted(dice, one(dice, Caseload, ends_on=None)),
    "contact longer": lambda dice: changed(dice, Contact, minutes=lambda row: row.minutes + 15),
    "asked": lambda dice: people.make_request(one(dice, WswEmployee), on=some_day(dice)),
    "asked on": lambda dice: changed(dice, Reindication, asked_on=some_day(dice)),
    "coached until": lambda dice: changed(dice, Caseload, ends_on=some_day(dice)),
    "plan until": lambda dice: changed(dice, SupportPlan, ends_on=some_day(dice)),
    "evaluated": lambda dice: one(dice, SupportPlan).evaluations.create(
        held_on=some_day(dice), own_words="Goed.", next_step="Zo door."
    ),
    "evaluated on": lambda dice: changed(dice, Evaluation, held_on=some_day(dice) - timedelta(days=300)),
    "fee": lambda dice: changed(dice, Terms, fee=lambda row: row.fee + 1),
}


def edit(dice: random.Random, times: int) -> dict[str, int]:
    """So many edits, each committed by itself; gives how often each was let through."""
    done: dict[str, int] = defaultdict(int)
    for _ in range(times):
        name = dice.choice(sorted(EDITS))
        try:
            with transaction.atomic():
                EDITS[name](dice)
            done[name] += 1
        except (DatabaseError, AttributeError, ObjectDoesNotExist, MultipleObjectsReturned):
            pass
    return done


# What differs, and what is told of it


def values(content: dict[str, Any], table: str) -> dict[tuple[str, str], Decimal]:
    figures = content["figures"]
    return {
        (f["figure"], f["municipality"]): Decimal(f["value"])
        for f in figures
        if f["table"] == table and not f["dims"]
    }  # fmt: skip


def splits_of(kept: Restatement) -> dict[tuple[str, str, str], Split]:
    found = [Split.read(each) for each in kept.unmasked.splits]
    return {(each.table, each.key, each.place): each for each in found if each.table}


def added_up() -> set[tuple[str, str]]:
    """Which columns of which tables are sums over people, as their subjects say."""
    counts = {
        (layout.code, figure.name)
        for subject in SUBJECTS
        for layout in subject.layouts
        for figure in subject.figures
        if figure.printed and figure.counts_people and subject.people
    }
    amounts = {
        *(("T2", name) for name in ("se_realised", "se_forecast", "se_off")),
        *(("T10", name) for name in ("contacts", "visits", "contact_hours")),
        *(("T11", name) for name in ("lent_hours", "fee_week", "idle_days")),
        *((code, f"{code.lower()}_{name}") for code in ("V1", "V2") for name in ("begin", "end", "in", "hours")),
    }
    return counts | amounts | worked_out()


def worked_out() -> set[tuple[str, str]]:
    """Percentages, means and prices, and what people share."""
    return {("T10", "coaches"), ("T11", "contracts")} | {
        (layout.code, worked.figure)
        for subject in SUBJECTS
        for layout in subject.layouts
        for worked in subject.worked
    }  # fmt: skip


def faults(kept: Restatement) -> Iterator[Any]:
    """Cells whose causes do not make the difference, or that have another cause than people's rows."""
    told, report = splits_of(kept), kept.report
    content_now = kept.unmasked.content
    assert content_now is not None
    decimals = {figure.name: figure.decimals for subject in SUBJECTS for figure in subject.figures}
    for subject in SUBJECTS:
        for layout in subject.layouts:
            was, now = (values(content, subject.layouts[0].code) for content in (report.content, content_now))
            in_both = [
                {row["code"] for t in content["tables"] if t["code"] == layout.code for row in t["rows"]}
                for content in (report.content, content_now)
            ]
            rows = in_both[0] | in_both[1] if all(in_both) else set()
            for name, row in was.keys() | now.keys():
                if row not in rows or (layout.code, name) not in added_up() or (row == TOTAL and layout.code == "T6V"):
                    continue
                if (layout.code, name) in worked_out() and not ((name, row) in was and (name, row) in now):
                    continue  # nothing to divide by: there is no difference either
                difference = now.get((name, row), Decimal(0)) - was.get((name, row), Decimal(0))
                split = told.get((layout.code, name, row))
                made = split.difference if split else Decimal(0)
                off = Decimal(1).scaleb(-decimals[name]) if decimals[name] else Decimal(0)  # each end was rounded once
                if name == "fin_off":
                    off *= 2  # a difference of two prices
                if abs(made - difference) > off:
                    yield layout.code, name, row, difference, made
                if split and split.parts.keys() - OF_PEOPLE:
                    yield layout.code, name, row, dict(split.parts)
                if split and sum(split.printed(difference, decimals[name]).values()) != difference:
                    yield layout.code, name, row, "printed"


def rounds(seed: int, many: int, times: int) -> tuple[int, dict[str, int], set[str]]:
    """A released report, edited `many` times and laid beside the register each time: cells, edits, tables."""
    dice, report = random.Random(seed), make_released(make_report(PERIOD))
    cells, edits, tables = 0, defaultdict[str, int](int), set()
    for _ in range(many):
        before = snapshot()
        for name, number in edit(dice, times).items():
            edits[name] += number
        tasks.restate_report(str(report.key))
        kept = Restatement.objects.get(report=report, edition=None)
        assert list(faults(kept)) == []
        told = splits_of(kept)
        cells += len(told)
        tables |= {table for table, _, _ in told}
        if _ == 0:
            assert replayed(report, before, told) == []
    return cells, edits, tables


# A plain replay: what the register held before the edits and after, and where people counted


Snapshot = dict[str, dict[int, tuple[Any, ...]]]
KEPT: dict[str, tuple[Any, tuple[str, ...]]] = {
    "contact": (Contact, ("employee_id", "kind", "held_on", "minutes")),
    "asked": (Reindication, ("employee_id", "asked_on", "decided_on", "outcome")),
    "load": (Caseload, ("employee_id", "coach_id", "starts_on", "ends_on")),
    "indication": (Indication, ("employee_id", "category", "starts_on", "decided_on", "valid_until", "withdrawn_on")),
    "person": (WswEmployee, ("id", "birth_date", "died_on", "in_service_1997")),
    "home": (Residence, ("employee_id", "municipality_id", "starts_on")),
    "hours": (ContractHours, ("employee_id", "hours", "starts_on", "ends_on")),
    "placement": (Placement, ("employee_id", "form", "hours", "starts_on", "ends_on")),
}
MOVES = {"home"}


def snapshot() -> Snapshot:
    return {
        name: {row[0]: row[1:] for row in model.objects.values_list("pk", *columns)}
        for name, (model, columns) in KEPT.items()
    }


def cause_of(person: int, before: Snapshot, after: Snapshot, names: set[str]) -> str:
    found = DEFINITION
    for name in names:
        for pk in before[name].keys() | after[name].keys():
            old, new = before[name].get(pk), after[name].get(pk)
            if person not in {(old or new or ())[0], (new or old or ())[0]} or old == new:
                continue
            wrong = bool(old) and (
                not new or any(a not in (None, "") and a != b for a, b in zip(old, new, strict=True))
            )
            cause = MOVE if name in MOVES else CORRECTION if wrong else LATE
            found = max(found, cause, key=[DEFINITION, MOVE, LATE, CORRECTION].index)
    return found


def places(source: str) -> dict[int, tuple[str, bool]]:
    """Where each counted last in the period, and whether on its last day: from the stands themselves."""
    days = [PERIOD.eve, *PERIOD.month_ends]
    found: dict[int, tuple[str, bool]] = {}
    if source:
        rows = FrozenStand.objects.filter(report=int(source), scheme="wsw", month_end__in=days).order_by("month_end")
        stands = [(row.employee_id, row.municipality, row.month_end) for row in rows]
    else:
        from reports.stands import stands as counted

        stands = [(s.employee_id, s.municipality, s.month_end) for s in counted(days) if s.scheme == "wsw"]
    for person, place, day in sorted(stands, key=lambda each: each[2]):
        found[person] = place, day == PERIOD.ends_on
    return found


def units(kept: Snapshot, who: dict[int, tuple[str, bool]]) -> dict[str, dict[int, int]]:
    """How often each person counts in three columns, by reading the definitions."""
    found: dict[str, dict[int, int]] = {name: defaultdict(int) for name in ("contacts", "visits", "re_asked")}
    for person, kind, held_on, _ in kept["contact"].values():
        if PERIOD.starts_on <= held_on <= PERIOD.ends_on and who.get(person, ("", False))[1]:
            found["contacts"][person] += 1
            found["visits"][person] += kind == "werkplekbezoek"
    for person, asked_on, *_ in kept["asked"].values():
        if PERIOD.starts_on <= asked_on <= PERIOD.ends_on and person in who:
            found["re_asked"][person] = 1
    return found


RESTS = {"contacts": {"contact", "load"}, "visits": {"contact", "load"}, "re_asked": {"indication", "asked"}}
STANDS = {"person", "home", "hours", "placement", "indication"}


def replayed(report: Report, before: Snapshot, told: dict[tuple[str, str, str], Split]) -> list[Any]:
    """Where the causes of the portal are not those of a plain replay."""
    after, then, now = snapshot(), places(str(report.pk)), places("")
    was, is_now = units(before, then), units(after, now)
    wrong = []
    for name, rests in RESTS.items():
        expected: dict[str, dict[str, tuple[int, int]]] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
        for person in was[name].keys() | is_now[name].keys():
            for row, cause, amount in one_by_one(
                then.get(person), now.get(person), was[name][person], is_now[name][person],
                lambda person=person, rests=rests: cause_of(person, before, after, rests | STANDS),
            ):  # fmt: skip
                amount_, people_ = expected[row][cause]
                expected[row][cause] = amount_ + amount, people_ + 1
        table = "T8" if name == "re_asked" else "T10"
        found = {
            row: {cause: (int(part.amount), part.people) for cause, part in split.parts.items()}
            for (code, key, row), split in told.items()
            if (code, key) == (table, name)
        }
        made = {row: {c: part for c, part in parts.items() if part[0]} for row, parts in expected.items()}
        if found != {row: parts for row, parts in made.items() if parts}:
            wrong.append((name, found, made))
    return wrong


def one_by_one(
    then: tuple[str, bool] | None, now: tuple[str, bool] | None, was: int, is_now: int, why: Callable[[], str]
) -> Iterator[tuple[str, str, int]]:
    """What one person does to the rows and the total."""
    if then and now and then[0] != now[0] and was and is_now:
        moved = min(was, is_now)
        yield then[0], MOVE, -moved
        yield now[0], MOVE, moved
        if was > moved:
            yield then[0], why(), moved - was
            yield TOTAL, why(), moved - was
        if is_now > moved:
            yield now[0], why(), is_now - moved
            yield TOTAL, why(), is_now - moved
    elif was != is_now:
        place = (now or then or ("", False))[0] if is_now > was else (then or now or ("", False))[0]
        yield place, why(), is_now - was
        yield TOTAL, why(), is_now - was


def test_the_causes_make_every_difference_of_every_table(register: None) -> None:
    """One register of ninety people, edited twice: every table that counts people has differences."""
    cells, edits, tables = rounds(seed=1, many=2, times=120)
    assert cells > 100
    assert len(edits) > 15, edits
    assert {"T2", "T6", "T7", "T8", "T9", "T10", "T15", "V1"} <= tables
    told = {
        (each.table, each.key) for kept in Restatement.objects.all() for each in map(Split.read, kept.unmasked.splits)
    }
    assert len(told & worked_out()) > 12, sorted(worked_out() - told)


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(20))
def test_thousands_of_edits(register: None, seed: int) -> None:
    cells, _, tables = rounds(seed=100 + seed, many=8, times=60)
    assert cells > 500
    assert len(tables) > 8


def test_a_defect_in_the_split_is_caught(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without moves a person who went to another municipality has another cause; with one lost, the sum is wrong."""
    parts = compared_rows._parts

    def loses(*given: Any) -> Any:
        return {name: amount for name, amount in parts(*given).items() if name[1] != LATE}

    monkeypatch.setattr(compared_rows, "_parts", loses)
    with pytest.raises(AssertionError):
        rounds(seed=1, many=1, times=120)


# By hand


@pytest.fixture
def released(committed: None) -> Report:
    make_neighbours(8)
    return make_released(make_report(PERIOD))


def told(report: Report) -> dict[tuple[str, str, str], Split]:
    tasks.restate_report(str(report.key))
    return splits_of(Restatement.objects.get(report=report, edition=None))


def test_sickness_that_came_in_late(released: Report) -> None:
    for person in WswEmployee.objects.all()[:6]:
        people.make_sick(person, since=PERIOD.starts_on + timedelta(days=3))
    found = told(released)["T6", "sick_people", "GM0141"]
    assert {cause: (part.amount, part.people) for cause, part in found.parts.items()} == {LATE: (Decimal(6), 6)}
    assert ("T6V", "sick_people", TOTAL) not in told(released)
    days = (PERIOD.ends_on - PERIOD.starts_on).days + 1  # six of eight, who all work as much, all days but three
    share = told(released)["T6", "sick_share", TOTAL]
    assert {cause: (part.exact, part.people) for cause, part in share.parts.items()} == {
        LATE: (Fraction(6 * (days - 3) * 100, 8 * days), 6)
    }
    assert told(released)["T6V", "sick_people", "BSB"].people == 6


def test_who_was_put_under_a_contract_late_is_no_other_rule(committed: None) -> None:
    """The contract was there, and so was the placement; that one is under the other was not known yet."""
    under = people.make_contract("Inlener Fictief", fee="12.50")
    person = people.make_employee("Geleend Fictief", hours=36, lives_in="Almelo")
    placement = people.make_placement(person, "IND", 36, hirer="Inlener Fictief")
    report = make_released(make_report(PERIOD))
    Placement.objects.filter(pk=placement.pk).update(contract=under)
    found = told(report)
    for figure in ("lent_priced", "fee_week", "contracts"):
        assert list(found["T11", figure, "GM0141"].parts) == [LATE], figure


def test_an_amount_that_was_entered_otherwise(committed: None) -> None:
    make_neighbours(8)
    with transaction.atomic():
        of = {"year": PERIOD.year, "status": "definitief", "source": "begroting"}
        row = Amount.objects.create(kind="begroting", post="bruto_omzet", amount=Decimal("1000.00"), **of)
        Amount.objects.create(kind="begroting", post="loonkosten_wsw", amount=Decimal("400.00"), **of)
    report = make_released(make_report(PERIOD))
    row.refresh_from_db()
    row.amount = Decimal("1200.00")
    with transaction.atomic():
        row.save()
    found = told(report)
    cell = found["T12", "fin_budget", "bruto_omzet"]
    assert {cause: (part.amount, part.people) for cause, part in cell.parts.items()} == {AMOUNT: (Decimal("200.00"), 0)}
    assert cell.entries == ("bruto omzet, begroting: 1.000,00 → 1.200,00",)
    assert ("T12", "fin_budget", "loonkosten_wsw") not in found
    assert found["T12", "fin_budget", "ntw"].entries == cell.entries


def test_a_key_is_told_only_in_the_year_it_holds_in(committed: None) -> None:
    """One of the year before, corrected at the same time, explains nothing of this year's contributions."""
    ellen = people.make_user("Ellen Controle")
    people.make_membership(ellen, "controller", "Almelo")
    with transaction.atomic(), people.signing(ellen):
        for year in (PERIOD.year - 1, PERIOD.year):
            days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31), "dated_on": date(year, 1, 1)}
            key = KeySet.objects.create(decision=f"besluit {year}", proposed_by=ellen, **days)
            for name, part in (("Almelo", 40), ("Wierden", 60)):
                KeyShare.objects.create(key_set=key, municipality=people.municipality(name), percentage=part)
    with transaction.atomic():
        then = moment_of_knowing()
    with transaction.atomic(), people.signing(ellen):
        for share in KeyShare.objects.select_related("key_set", "municipality"):
            more = 2 if share.key_set.starts_on.year == PERIOD.year else 1
            share.percentage += more if share.municipality.name == "Almelo" else -more
            share.save()
    told = [line.words for line in Entries(PERIOD, then, None).keys]
    assert sorted(told) == ["sleutel Almelo: 40,0000 → 42,0000", "sleutel Wierden: 60,0000 → 58,0000"]


def test_what_the_rows_do_not_bring_back_has_a_cause_of_its_own(
    released: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edition said nine without an evaluation; the rows say eight, then and now. After a destruction that is why."""
    content = released.content | {
        "figures": [
            f | ({"value": str(int(f["value"]) + 1)} if f["figure"] == "unplanned" else {})
            for f in released.content["figures"]
        ]
    }
    monkeypatch.setattr(
        restating, "_side", lambda report: compared_rows.Side(side(report).stands, report.known_on, content)
    )
    found = told(released)["T9", "unplanned", "GM0141"]
    assert {cause: (part.amount, part.people) for cause, part in found.parts.items()} == {DEFINITION: (Decimal(-1), 1)}
    monkeypatch.setattr(compared_rows, "_destroyed_between", lambda then, later: True)
    assert list(told(released)["T9", "unplanned", TOTAL].parts) == ["erased"]


def of_figure(figure: Figure, before: dict[int, Decimal], old: Decimal, new: Decimal) -> compared_rows.Split:
    """What a cell of Almelo says when the rows of `before` are gone and the rule is another one now."""
    table = object.__new__(compared_rows._Table)
    table.code, table.rows, table.by_place, table.shows_total = "T9", {"GM0141": "Almelo"}, True, True
    table.changed = {(figure.name, "GM0141"): (old, new)}
    whose = {person: {"GM0141": amount} for person, amount in before.items()}
    (split,) = table._of_figure(figure, whose, {}, dict.fromkeys(whose, DEFINITION), DEFINITION)
    return split


def test_nobody_is_counted_twice_and_no_euro_is_a_person() -> None:
    """Else three people would pass for six, and one person's three thousand euros for three thousand people."""
    heads = Figure("unplanned", "T9", "", "", "personen", 0)
    fee = Figure("fee_week", "T9", "", "", "€", 2)
    three = dict.fromkeys((1, 2, 3), Decimal(1))
    assert of_figure(heads, three, Decimal(3), Decimal(0)).people == 3
    assert of_figure(heads, three, Decimal(5), Decimal(0)).people == 5  # of two the rows know nothing
    assert of_figure(fee, {}, Decimal(3000), Decimal(0)).people == 1


def table_of(code: str, was: dict[str, str], now: dict[str, str], **more: dict[str, str]) -> compared_rows._Table:
    """One table of two editions that say this of Almelo, and `more` of others."""
    subject, layout = next((s, each) for s in SUBJECTS for each in s.layouts if each.code == code)
    sides = []
    for at, says in enumerate((was, now)):
        said = {"GM0141": says} | {row: {name: pair.split(" → ")[at] for name, pair in of.items()}
                                   for row, of in more.items()}  # fmt: skip
        figures = [
            {"table": code, "figure": name, "municipality": row, "value": value, "dims": {}}
            for row, of in said.items()
            for name, value in of.items()
        ]
        laid = {"code": code, "rows": [{"code": row} for row in said]}
        sides.append(compared_rows.Side("", timezone.now(), {"figures": figures, "tables": [laid]}))
    return compared_rows._Table(subject, layout, *sides)


class Given:
    """Numbers that a figure is worked out from, the same in every row."""

    def __init__(self, **numbers: Input) -> None:
        self.numbers = numbers

    def of(self, part: Part, row: str) -> Input:
        return self.numbers[part.name]


def worked_in(table: compared_rows._Table, figure: str, otherwise: str = DEFINITION, **numbers: Input) -> list[Split]:
    worked = next(each for each in table.subject.worked if each.figure == figure)
    return list(table._of_worked(worked, Given(**numbers), otherwise))  # type: ignore[arg-type]


def late(was: int, more: int) -> Input:
    return Input(Fraction(was), {LATE: Fraction(more)}, {LATE: frozenset(range(more))})


GAP = {"se_state": Input(Fraction(3)), "state_money": Input(Fraction(1000))}


def test_the_cents_of_three_rows_were_not_entered_by_anybody() -> None:
    """A third of 1.000 euro less 1.000 is −666,67, two thirds less 1.000 −333,33: of each row 333,34, of three rows
    1.000,02 where 1.000 came in late."""
    row = {"state_gap": "-666.67 → -333.33"}
    table = table_of("T2", {}, {}, GM0163=row, GM0189=row, totaal={"state_gap": "-2000.01 → -999.99"})
    table.rows = {"GM0163", "GM0189", "GM1700", TOTAL}
    split = next(each for each in worked_in(table, "state_gap", se_forecast=late(1, 1), **GAP) if each.place == TOTAL)
    assert split.printed(Decimal("1000.02"), 2) == {LATE: Decimal("1000.00"), ROUNDING: Decimal("0.02")}


def test_what_was_published_is_rounded_too() -> None:
    """Ours 20,00 → 20,05 late; published 12,25 → 12,44, so it prints 12,3 → 12,4, and the difference 7,8 → 7,6."""
    published = Input(Fraction("12.3"), {AMOUNT: Fraction("0.1")})
    given = {"v3_part": late(2000, 5), "v3_whole": Input(Fraction(100)), "v3_published": published}
    (split,) = worked_in(table_of("V3", {"v3_step": "7.8"}, {"v3_step": "7.6"}), "v3_step", **given)
    assert split.parts.keys() == {LATE, AMOUNT}
    assert split.printed(Decimal("-0.2"), 1)[ROUNDING] == Decimal("-0.2")


def test_what_nobody_entered_is_not_called_entered() -> None:
    """Of a difference of 338,34 euro 333,33 came in late; the rest is of other rows or rules, and may be one person."""
    table = table_of("T2", {"state_gap": "-666.67"}, {"state_gap": "-328.33"})
    (split,) = worked_in(table, "state_gap", "erased", se_forecast=late(1, 1), **GAP)
    assert [(cause, part.people) for cause, part in split.parts.items()] == [(LATE, 1), ("erased", 1)]


def test_a_whole_difference_is_no_rounding() -> None:
    """The edition had a share, but of whom it was of the rows know nothing any more: then three of four came late."""
    table = table_of("T9", {"plan_share": "50.0"}, {"plan_share": "75.0"})
    (split,) = worked_in(table, "plan_share", "erased", planned=late(0, 3), unplanned=late(0, 1))
    assert split.printed(Decimal("25.0"), 1) == {LATE: Decimal("0.0"), "erased": Decimal("25.0")}


def test_nothing_to_divide_by_that_became_a_nought_is_a_change() -> None:
    """“n.v.t.” became 0,0 %: one person without a plan."""
    table = table_of("T9", {}, {"plan_share": "0.0"})
    (split,) = worked_in(table, "plan_share", planned=Input(Fraction(0)), unplanned=late(0, 1))
    assert {cause: (part.exact, part.people) for cause, part in split.parts.items()} == {LATE: (0, 1)}


def test_a_contract_is_no_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The edition had two contracts and now there are three; the rows have one, then and now."""
    monkeypatch.setattr(compared_rows, "causes", lambda *_: {})
    table = table_of("T11", {"contracts": "2"}, {"contracts": "3"})
    one = compared_rows.Asked(things={("T11", "contracts"): {1: {"GM0141": frozenset({7})}}})
    (split,) = table.splits(one, one, DEFINITION)
    assert {cause: (part.exact, part.people) for cause, part in split.parts.items()} == {DEFINITION: (1, 1)}


@pytest.mark.parametrize(("budget", "entered"), [("10.00 → 12.00", Decimal("-2.00")), ("10.00 → 10.00", None)])
def test_se_that_a_destruction_took_were_not_entered_otherwise(budget: str, entered: Decimal | None) -> None:
    """One person's 0,80 SE are gone; of the difference with the budget only the budget was entered."""
    old, new = budget.split(" → ")
    off = str(Decimal("9.20") - Decimal(new))
    was = {"se_forecast": "10.00", "se_budget": old, "se_off": "0.00"}
    table = table_of("T2", was, {"se_forecast": "9.20", "se_budget": new, "se_off": off})
    for name, expected in (("se_forecast", None), ("se_off", entered)):
        (split,) = table._of_figure(table.subject.by_name[name], {}, {}, {}, "erased")
        assert split.parts.get("erased") == compared_rows.Told(Decimal("-0.80"), 1)
        assert split.parts.keys() == {"erased"} | ({AMOUNT} if expected else set())
        assert expected is None or split.parts[AMOUNT].amount == expected


side = restating._side


def test_who_sees_no_people_gets_no_cause_of_few_in_the_whole_table(released: Report) -> None:
    """Six are sick late and one of them not: five columns say six, and with one of one person they say nothing."""
    daan: User = people.make_user("Daan Voorbeeld")
    people.make_membership(daan, "board_member", "Almelo")
    everybody = list(WswEmployee.objects.all())
    for person in everybody[:6]:
        people.make_sick(person, since=PERIOD.starts_on + timedelta(days=3))
    from django.test import Client
    from django.urls import reverse

    def causes_seen() -> str:
        tasks.restate_report(str(released.key))
        client = Client()
        client.force_login(daan)
        page = client.get(reverse("report_changes", args=[released.key])).content.decode()
        return page.split('id="tabel-T6"')[1].split("</section>")[0]

    assert "te laat vastgelegd: +6 (6 mensen)" in causes_seen()
    people.make_sick(everybody[6], since=PERIOD.starts_on, recovered_on=PERIOD.starts_on + timedelta(days=2))
    assert "te laat vastgelegd" not in causes_seen()
