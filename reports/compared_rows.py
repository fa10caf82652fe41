"""Why the cells of the tables beside T1, T3 and T4 differ between two editions: split as those are (R75, M3).

A subject says who it counts (`people`) and what each gives to an amount (`shares`); asked of both moments, the
difference per person has one cause, and what went to another municipality is a move. So the causes make the difference.
What the rows of now cannot bring back of an edition (files that were destroyed, another rule in the program) has a
cause of its own; of money it is what was entered, with the old and the new entry.

Left without: percentages, means and prices per unit, which are no sums over people. The counts they are made of are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Any

from django.db import connection

from cases.models import DestructionList
from reports import entered
from reports.compared import AMOUNT, CAUSES, DEFINITION, ERASED, MOVE, NOISE, Part, Split, causes
from reports.figures import TOTAL, Figure
from reports.periods import Period
from reports.subjects import SUBJECTS
from reports.subjects.declare import Counting, Layout, Subject

MONEY = {"T2", "T12", "T13"}
OF_EVERYBODY = {"T2", "T11"}  # they make stands of days that no report has: never one by one
Of = dict[int, dict[str, Decimal]]  # by person and row
Values = dict[tuple[str, str], Decimal]  # by figure and row


@dataclass(frozen=True)
class Side:
    """An edition, or what is known now: the relation of its stands, when it was known, and what it says."""

    stands: str
    known_on: datetime
    content: dict[str, Any]

    def values(self, table: str) -> Values:
        figures = self.content.get("figures", [])
        return {
            (each["figure"], each["municipality"]): Decimal(each["value"])
            for each in figures
            if each["table"] == table and not each["dims"]
        }

    def rows(self, table: str) -> set[str]:
        laid = next((each for each in self.content.get("tables", []) if each["code"] == table), None)
        return {row["code"] for row in laid["rows"]} if laid else set()


def compare_rows(period: Period, was: Side, now: Side) -> list[Split]:
    """The splits of every cell that differs and adds up. In a transaction, as a process that sees everybody."""
    tables = [
        _Table(subject, layout, was, now)
        for subject in SUBJECTS
        for layout in subject.layouts
    ]  # fmt: skip
    changed = [table for table in tables if table.changed]
    before, after = (_asked(period, side, changed) for side in (was, now))
    erased = _destroyed_between(was.known_on, now.known_on)
    found = [split for table in changed for split in table.splits(before, after, ERASED if erased else DEFINITION)]
    return [*found, *entered.splits(period, was, now, {table.code: table.changed for table in changed})]


Asked = dict[tuple[str, str], Of]  # by table and figure


def _asked(period: Period, side: Side, tables: Iterable["_Table"]) -> Asked:
    """What each person gives to each figure that changed, as known on this side."""
    names = {each["code"]: each["name"] for each in side.content["municipalities"]}
    counting = Counting(period, side.known_on, side.stands, {}, names)
    found: Asked = {}
    for table in tables:
        counting.execute(f"SET LOCAL enable_nestloop = {'off' if table.code in OF_EVERYBODY else 'on'}")
        shares = _of_table(counting, table)
        found |= {(table.code, name): of for name, of in shares.items()}
    counting.execute("SET LOCAL enable_nestloop = on")
    return found


def _of_table(counting: Counting, table: "_Table") -> dict[str, Of]:
    subject, found = table.subject, defaultdict[str, Of](lambda: defaultdict(lambda: defaultdict(Decimal)))
    if not subject.applies(counting):
        return found
    for name, sql in (subject.people(counting, table.code) if subject.people else {}).items():
        if name in table.figures:
            found[name] = defaultdict(lambda: defaultdict(Decimal))  # also of nobody
            rows = counting.ask(f"SELECT place, id, count(*) FROM ({sql}) unit (place, id) GROUP BY 1, 2")
            for row, person, number in rows:
                found[name][person][row] += number
    for name, sql in (subject.shares(counting) if subject.shares else {}).items():
        if name in table.figures:
            rows = counting.ask(f"SELECT place, id, sum(amount) FROM ({sql}) share (place, id, amount) GROUP BY 1, 2")
            for row, person, amount in rows:
                found[name][person][row] += amount
    return found


class _Table:
    """A table that both sides have, with the cells that differ."""

    def __init__(self, subject: Subject, layout: Layout, was: Side, now: Side) -> None:
        self.subject, self.layout, self.code = subject, layout, layout.code
        self.was, self.now = was, now
        table = subject.layouts[0].code
        old, new = was.values(table), now.values(table)
        self.rows = was.rows(self.code) | now.rows(self.code)
        both = was.rows(self.code) and now.rows(self.code)
        self.changed = {
            name: (old.get(name, Decimal(0)), new.get(name, Decimal(0)))
            for name in old.keys() | new.keys()
            if both and name[1] in self.rows and old.get(name, Decimal(0)) != new.get(name, Decimal(0))
        }
        # A layout of other rows than places, with a total: that one stands in the first layout.
        self.by_place = layout.rows is None
        self.shows_total = self.by_place or layout is subject.layouts[0]

    @property
    def figures(self) -> set[str]:
        return {name for name, _ in self.changed}

    def splits(self, before: Asked, after: Asked, otherwise: str) -> Iterator[Split]:
        """Of each figure whose people or amounts are known."""
        asked = {name for code, name in before.keys() | after.keys() if code == self.code}
        both = {name: tuple(side.get((self.code, name), {}) for side in (before, after)) for name in sorted(asked)}
        people = sorted({person for one, other in both.values() for person in _differs(one, other)})
        why = causes(people, self.was.known_on, self.now.known_on, self.subject.rests_on, self.subject.under)
        for name, (one, other) in both.items():
            yield from self._of_figure(self.subject.by_name[name], one, other, why, otherwise)

    def _of_figure(self, figure: Figure, before: Of, after: Of, why: dict[int, str], otherwise: str) -> Iterator[Split]:
        """Of one column: each person's difference under one cause; and what the rows of now do not bring back."""
        amounts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        whose: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for person in _differs(before, after):
            mine = _parts(before.get(person, {}), after.get(person, {}), why[person], self.by_place)
            for (row, cause), amount in mine.items():
                amounts[row][cause] += amount
                whose[row][cause].add(person)
        for row in sorted(self.rows):
            parts = {
                cause: Part(amounts[row][cause], len(whose[row][cause]))
                for cause in CAUSES
                if abs(amounts[row].get(cause, Decimal(0))) > NOISE
            }
            left, unknown = self._left(figure, row, parts), 0
            if left:
                cause = AMOUNT if self.code in MONEY else otherwise
                had = parts.get(cause, Part(Decimal(0), 0))
                unknown = 0 if cause == AMOUNT else _at_least(left, figure)
                parts[cause] = Part(had.amount + left, had.people + unknown)
            everybody = len(set().union(*whose[row].values())) + unknown
            if parts and (row != TOTAL or self.shows_total):
                yield Split(figure.name, row, everybody, parts, self.code)

    def _left(self, figure: Figure, row: str, parts: dict[str, Part]) -> Decimal:
        """What of the printed difference the people do not make; less than both ends' rounding is nothing."""
        old, new = self.changed.get((figure.name, row), (Decimal(0), Decimal(0)))
        left = new - old - sum((part.amount for part in parts.values()), Decimal(0))
        off = Decimal(0) if figure.decimals == 0 else Decimal(1).scaleb(-figure.decimals) * Decimal("1.01")
        return left if abs(left) > off else Decimal(0)


def _at_least(left: Decimal, figure: Figure) -> int:
    """Of how many people the least: each counts for one person, or 1,25 SE; of euros and hours one may have all."""
    of_one = {"personen": Decimal(1), "SE": Decimal("1.25")}.get(figure.unit)
    return max(1, ceil(abs(left) / of_one)) if of_one else 1


def _differs(before: Of, after: Of) -> list[int]:
    return sorted(person for person in before.keys() | after.keys() if before.get(person) != after.get(person))


def _parts(
    before: dict[str, Decimal], after: dict[str, Decimal], cause: str, by_place: bool
) -> dict[tuple[str, str], Decimal]:
    """One person's difference by row and cause, also of the total; between municipalities what fits is a move."""
    steps = {row: after.get(row, Decimal(0)) - before.get(row, Decimal(0)) for row in before.keys() | after.keys()}
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    down, up = ([row for row in sorted(steps) if steps[row] * sign > NOISE] for sign in (-1, 1))
    for row in down if by_place else ():
        for other in up:
            moved = min(-steps[row], steps[other])
            if moved > NOISE:
                found[row, MOVE] -= moved
                found[other, MOVE] += moved
                steps[row] += moved
                steps[other] -= moved
    for row, step in steps.items():
        found[row, cause] += step
        found[TOTAL, cause] += step
    return {name: amount for name, amount in found.items() if abs(amount) > NOISE}


def _destroyed_between(then: datetime, later: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {DestructionList._meta.db_table}"
            " WHERE carried_out_at > %s AND carried_out_at <= %s)",
            [then, later],
        )
        return bool(cursor.fetchone()[0])
