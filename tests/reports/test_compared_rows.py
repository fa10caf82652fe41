"""The causes of the tables beside T1, T3 and T4 make every difference, on registers that are edited at random.

What differs is read from the contents of the reports, which count by other statements than the causes do; for contacts
and requests at UWV a plain replay of what was edited says the cause of each person.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from cases.models import (
    Caseload,
    Contact,
    ContractHours,
    Indication,
    Placement,
    Reindication,
    Residence,
    WswEmployee,
)
from reports import compared_rows, tasks
from reports.compared import CORRECTION, DEFINITION, LATE, MOVE, Split
from reports.figures import TOTAL
from reports.models import FrozenStand, Report, Restatement
from reports.subjects import SUBJECTS
from tests.reports.edits import edit
from tests.situations import LAST_QUARTER, make_released, make_report

PERIOD = LAST_QUARTER
OF_PEOPLE = {LATE, CORRECTION, MOVE}


@pytest.fixture
def register(lay_demo: Callable[[int, int], None]) -> None:
    """All kinds of rows, of people who are *fictief*."""
    lay_demo(90, 11)


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
    "indication": (Indication, ("employee_id", "category", "starts_on", "decided_on")),  # one that lapsed counts on
    "held": (Indication, ("employee_id", "category", "starts_on", "decided_on", "valid_until", "withdrawn_on")),
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


RESTS = {"contacts": {"contact", "load"}, "visits": {"contact", "load"}, "re_asked": {"held", "asked"}}
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
