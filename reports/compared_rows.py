"""Why the cells of the tables beside T1, T3 and T4 differ between two editions: split as those are (R75, M3).

A subject says who it counts (`people`) and what each gives to an amount (`shares`); asked of both moments, the
difference per person has one cause, and what went to another municipality is a move. So the causes make the difference.
What the rows of now cannot bring back of an edition (files that were destroyed, another rule in the program) has a
cause of its own; of money it is what was entered, with the old and the new entry.

Percentages, means and prices are no sums over people. What they are worked out from is, so their causes are put in one
after the other (`reports/ratios.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from django.db import connection

from cases.models import DestructionList
from reports import entered
from reports.compared import AMOUNT, CAUSES, DEFINITION, ERASED, MOVE, NOISE, Split, causes, worked_out
from reports.compared import Part as Told
from reports.figures import TOTAL, Figure
from reports.periods import Period
from reports.ratios import Input, summed, units
from reports.subjects import SUBJECTS
from reports.subjects.declare import Counting, Layout, Part, Subject, Worked

LESS = {"se_off": "se_budget"}  # people's SE less what was entered
OF_EVERYBODY = {"T2", "T11", "T12"}  # they make stands of days that no report has: never one by one
OF_ROUNDED = {"v1_step", "v2_step", "t16_step"}  # the difference of two printed numbers: rounded twice at each end
Of = dict[int, dict[str, Decimal]]  # by person and row
Values = dict[tuple[str, str], Decimal]  # by figure and row
Things = dict[int, dict[str, frozenset[int]]]  # by person and row: which things (coaches, contracts)


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

    def fraction(self, table: str, name: str, row: str) -> Fraction:
        """What the edition says there; nought when it says nothing."""
        return Fraction(self.values(table).get((name, row), Decimal(0)))

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
    money = list(entered.splits(period, was, now, {table.code: table.changed for table in changed}))
    return _together(found, money)


def _together(found: list[Split], money: list[Split]) -> list[Split]:
    """All of them. A price has its causes from `found`, and from `money` what was entered otherwise."""
    told = {(each.table, each.key, each.place): each for each in money}
    prices = {(each.table, each.key, each.place) for each in found if each.is_worked_out}
    with_entries = [
        replace(each, entries=told[name].entries, lines=told[name].lines)
        if (name := (each.table, each.key, each.place)) in told else each
        for each in found
    ]  # fmt: skip
    return [*with_entries, *(each for name, each in told.items() if name not in prices)]


@dataclass
class Asked:
    """What each person gives to each figure that changed and to what it is worked out from, by table and name."""

    amounts: dict[tuple[str, str], Of] = field(default_factory=dict)
    things: dict[tuple[str, str], Things] = field(default_factory=dict)


def _asked(period: Period, side: Side, tables: Iterable["_Table"]) -> Asked:
    """As known on this side."""
    names = {each["code"]: each["name"] for each in side.content["municipalities"]}
    counting = Counting(period, side.known_on, side.stands, {}, names)
    found = Asked()
    for table in tables:
        counting.execute(f"SET LOCAL enable_nestloop = {'off' if table.code in OF_EVERYBODY else 'on'}")
        found.amounts |= {(table.code, name): of for name, of in _of_table(counting, table).items()}
        found.things |= {(table.code, name): of for name, of in _things_of(counting, table).items()}
    counting.execute("SET LOCAL enable_nestloop = on")
    return found


def _of_table(counting: Counting, table: "_Table") -> dict[str, Of]:
    subject, found = table.subject, defaultdict[str, Of](lambda: defaultdict(lambda: defaultdict(Decimal)))
    if not subject.applies(counting):
        return found
    for name, sql in (subject.people(counting, table.code) if subject.people else {}).items():
        if name in table.asked:
            found[name] = defaultdict(lambda: defaultdict(Decimal))  # also of nobody
            rows = counting.ask(f"SELECT place, id, count(*) FROM ({sql}) unit (place, id) GROUP BY 1, 2")
            for row, person, number in rows:
                found[name][person][row] += number
    shares = subject.shares(counting) if subject.shares else {}
    parts = subject.parts(counting, table.code) if subject.parts else {}
    for name, sql in {**shares, **parts}.items():
        if name in table.asked:
            found[name] = defaultdict(lambda: defaultdict(Decimal))
            rows = counting.ask(f"SELECT place, id, sum(amount) FROM ({sql}) share (place, id, amount) GROUP BY 1, 2")
            for row, person, amount in rows:
                found[name][person][row] += amount
    return found


def _things_of(counting: Counting, table: "_Table") -> dict[str, Things]:
    subject, found = table.subject, dict[str, Things]()
    if not subject.things or not subject.applies(counting):
        return found
    for name, sql in subject.things(counting).items():
        if name in table.asked:
            found[name] = defaultdict(dict)
            rows = counting.ask(f"SELECT place, id, array_agg(thing) FROM ({sql}) of (place, id, thing) GROUP BY 1, 2")
            for row, person, things in rows:
                found[name][person][row] = frozenset(things)
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
            if both and name[1] in self.rows and old.get(name) != new.get(name)
        }
        self.had_both = old.keys() & new.keys()  # a number at both ends, so there is a difference
        # A layout of other rows than places, with a total: that one stands in the first layout.
        self.by_place = layout.rows is None
        self.shows_total = self.by_place or layout is subject.layouts[0]

    @property
    def figures(self) -> set[str]:
        return {name for name, _ in self.changed}

    @property
    def asked(self) -> set[str]:
        """What has to be known of people: the figures that changed, and what those are worked out from."""
        worked = (each for each in self.subject.worked if each.figure in self.figures)
        return self.figures | {part.name for each in worked for part in each.parts if not part.entered}

    def splits(self, before: Asked, after: Asked, otherwise: str) -> Iterator[Split]:
        """Of each figure whose people or amounts are known, and of what is worked out from those."""
        both, things = self._sides(before.amounts, after.amounts), self._sides(before.things, after.things)
        sides = [*both.values(), *things.values()]
        people = {person for one, other in sides for person in _differs(one, other)}
        why = causes(sorted(people), self.was.known_on, self.now.known_on, self.subject.rests_on, self.subject.under)
        for name, (one, other) in both.items():
            if name in self.figures:
                yield from self._of_figure(self.subject.by_name[name], one, other, why, otherwise)
        inputs = _Inputs(self, both, things, why)
        for name in sorted(things.keys() & self.figures):
            yield from self._of_worked(Worked(name, (Part(name),), _itself, roundings=0), inputs, otherwise)
        for worked in self.subject.worked:
            yield from self._of_worked(worked, inputs, otherwise)

    def _sides(self, before: dict[tuple[str, str], Any], after: dict[tuple[str, str], Any]) -> dict[str, Any]:
        names = sorted({name for code, name in before.keys() | after.keys() if code == self.code})
        return {name: tuple(side.get((self.code, name), {}) for side in (before, after)) for name in names}

    def _of_worked(self, worked: Worked, inputs: "_Inputs", otherwise: str) -> Iterator[Split]:
        """Of each cell that changed. What was entered is among its numbers: what is left is of other rows or rules."""
        figure = self.subject.by_name[worked.figure]
        once = Decimal(1).scaleb(-figure.decimals) * Decimal("1.01") * worked.roundings  # at each end
        for (name, row), (old, new) in sorted(self.changed.items()):
            if name != worked.figure or (worked.rows and row not in worked.rows) or not self._shows(row):
                continue
            adds_up = worked.adds_up and row == TOTAL
            places = sorted(self.rows - {TOTAL}) if adds_up else [row]
            given = [inputs.of(part, place) for place in places for part in worked.parts]
            of = summed(worked.of, len(worked.parts)) if adds_up else worked.of
            difference = new - old if (name, row) in self.had_both else None
            split = worked_out(name, row, of, given, self.code, otherwise, difference, once * len(places))
            if split.parts:
                yield split

    def _shows(self, row: str) -> bool:
        return row != TOTAL or self.shows_total

    def _of_figure(self, figure: Figure, before: Of, after: Of, why: dict[int, str], otherwise: str) -> Iterator[Split]:
        """Of one column: each person's difference under one cause; and what the rows of now do not bring back."""
        amounts, whose = _by_cause(before, after, why, self.by_place)
        for row in sorted(self.rows):
            parts = {
                cause: Told(amounts[row][cause], len(whose[row][cause]))
                for cause in CAUSES
                if abs(amounts[row].get(cause, Decimal(0))) > NOISE
            }
            if entered_otherwise := self._less(figure, row, parts):
                parts[AMOUNT] = Told(entered_otherwise, 0)
            left, unknown = self._left(figure, row, parts), 0
            if left:
                had, unknown = parts.get(otherwise, Told(Decimal(0), 0)), _at_least(left, figure)
                parts[otherwise] = Told(had.amount + left, had.people + unknown)
            everybody = len(set().union(*whose[row].values())) + unknown
            if parts and self._shows(row):
                who = {cause: frozenset(mine) for cause, mine in whose[row].items() if cause in parts}
                yield Split(figure.name, row, everybody, parts, self.code, whose=who)

    def _less(self, figure: Figure, row: str, parts: dict[str, Told]) -> Decimal:
        """What a budget that is another now did to a figure that is less it; all that is nobody's, where it was new."""
        if figure.name not in LESS:
            return Decimal(0)
        was, now = (side.values(self.code).get((LESS[figure.name], row)) for side in (self.was, self.now))
        return self._left(figure, row, parts) if was is None or now is None else was - now

    def _left(self, figure: Figure, row: str, parts: dict[str, Told]) -> Decimal:
        """What of the printed difference the people do not make; less than both ends' rounding is nothing."""
        old, new = self.changed.get((figure.name, row), (Decimal(0), Decimal(0)))
        left = new - old - sum((part.amount for part in parts.values()), Decimal(0))
        off = Decimal(0) if figure.decimals == 0 else Decimal(1).scaleb(-figure.decimals) * Decimal("1.01")
        off *= 2 if figure.name in OF_ROUNDED else 1
        if row == TOTAL and figure.unit == "€":
            off *= len(self.rows)  # a total of euros is that of its rows, to the cent
        return left if abs(left) > off else Decimal(0)


def _itself(number: Fraction) -> Fraction:
    return number


class _Inputs:
    """What the figures of a table are worked out from, with what each cause did to it."""

    def __init__(
        self, table: _Table, both: dict[str, tuple[Of, Of]], things: dict[str, tuple[Things, Things]],
        why: dict[int, str],
    ) -> None:  # fmt: skip
        self.table, self.both, self.things, self.why = table, both, things, why
        self._known: dict[str, tuple[dict[str, Decimal], dict[str, dict[str, Decimal]], Any]] = {}

    def of(self, part: Part, row: str) -> Input:
        at = row if part.row is None else part.row
        if part.entered:
            return self._entered(part, at)
        return self._things(part.name, at) if part.name in self.things else self._amounts(part.name, at)

    def _entered(self, part: Part, row: str) -> Input:
        table = part.table or self.table.subject.layouts[0].code
        was, now = (side.fraction(table, part.name, row) for side in (self.table.was, self.table.now))
        return Input(was, {AMOUNT: now - was} if now != was else {})

    def _amounts(self, name: str, row: str) -> Input:
        if name not in self._known:
            before, after = self.both.get(name, ({}, {}))
            self._known[name] = (_levels(before), *_by_cause(before, after, self.why, self.table.by_place))
        levels, amounts, whose = self._known[name]
        steps = {cause: Fraction(amount) for cause, amount in amounts[row].items()}
        people = {cause: frozenset(who) for cause, who in whose[row].items()}
        return Input(Fraction(levels.get(row, Decimal(0))), steps, people)

    def _things(self, name: str, row: str) -> Input:
        before, after = self.things[name]
        one, other = ({person: _of_row(of, row) for person, of in side.items()} for side in (before, after))
        why = {
            person: MOVE if row != TOTAL and self.table.by_place and _moved(before, after, person) else cause
            for person, cause in self.why.items()
        }
        return units(one, other, why, CAUSES)


def _of_row(of: dict[str, frozenset[int]], row: str) -> frozenset[int]:
    return frozenset().union(*of.values()) if row == TOTAL else of.get(row, frozenset())


def _moved(before: Things, after: Things, person: int) -> bool:
    """Whether what somebody has counts in another municipality."""
    was, now = (side.get(person, {}).keys() for side in (before, after))
    return bool(was and now) and was != now


def _levels(of: Of) -> dict[str, Decimal]:
    """What everybody gives together, by row and in all."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for mine in of.values():
        for row, amount in mine.items():
            found[row] += amount
            found[TOTAL] += amount
    return found


def _by_cause(
    before: Of, after: Of, why: dict[int, str], by_place: bool
) -> tuple[dict[str, dict[str, Decimal]], dict[str, dict[str, set[int]]]]:
    """Each person's difference under one cause: amounts and people, by row and cause."""
    amounts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    whose: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for person in _differs(before, after):
        mine = _parts(before.get(person, {}), after.get(person, {}), why[person], by_place)
        for (row, cause), amount in mine.items():
            amounts[row][cause] += amount
            whose[row][cause].add(person)
    return amounts, whose


def _at_least(left: Decimal, figure: Figure) -> int:
    """Of how many people the least: each counts for one person, or 1,25 SE; of euros and hours one may have all."""
    of_one = {"personen": Decimal(1), "SE": Decimal("1.25")}.get(figure.unit)
    return max(1, ceil(abs(left) / of_one)) if of_one else 1


def _differs(before: Mapping[int, Any], after: Mapping[int, Any]) -> list[int]:
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
