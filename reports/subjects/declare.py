"""What a table of the board's report is made of: its figures, how they are counted, which rows it has.

A `Subject` is one declaration; screen, PDF, XLSX, ODS, CSV, JSON, the masks and the checks all read it. It counts in
sets: one statement over everybody, grouped by place. What it counts stands in the report with its layout, so that a
released report needs nothing but its own content.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Model

from cases.models import Employment
from cases.models.employment import wsw_sql
from municipalities.recorded import known
from reports.figures import NOBODY, OUTSIDE, TOTAL, Figure, Summary, Sums, Value
from reports.periods import Period
from reports.ratios import Formula, quotient
from reports.stands import round_once

RowName = tuple[str, str, str]  # code, label, kind (municipality, outside, total, other)

# Who was in service at any counted day of the period, with place and form of the latest of those days.
WHO = """
SELECT DISTINCT ON (employee_id) employee_id AS id, municipality AS place, form, month_end = %(last)s AS still
FROM {source} s WHERE scheme = 'wsw' AND month_end BETWEEN %(eve)s AND %(last)s
ORDER BY employee_id, month_end DESC
"""


@dataclass
class Asked:
    """A period as it was known at a moment, or now."""

    period: Period
    known_on: datetime | None

    def table(self, model: type[Model]) -> str:
        """The rows of `model` as they are known, as SQL."""
        return known(model._meta.db_table, self.known_on)

    def of_wsw(self, model: type[Model]) -> str:
        """The same rows of an employment, or of what hangs under one, without those of another scheme."""
        if model is Employment:
            return f"(SELECT k.* FROM {self.table(model)} k WHERE {wsw_sql('k.kind')})"
        jobs = f"SELECT e.id FROM {self.table(Employment)} e WHERE {wsw_sql('e.kind')}"
        return f"(SELECT k.* FROM {self.table(model)} k WHERE k.employment_id IN ({jobs}))"

    def rows_of(self, model: type[Model]) -> list[Any]:
        """The same rows as instances, for a table that is small."""
        columns = [f for f in model._meta.concrete_fields if f.column]
        listed = ", ".join(f'"{f.column}"' for f in columns)
        with connection.cursor() as cursor:
            sql = f"SELECT {listed} FROM {self.table(model)} kept ORDER BY id"
            cursor.execute(sql, {"known_on": self.known_on})
            return [model.from_db("default", [f.attname for f in columns], row) for row in cursor.fetchall()]


@dataclass
class Counting(Asked):
    """What is counted, and of what: the stands and their sums."""

    source: str
    summary: Summary
    names: dict[str, str]
    extra: Summary = field(default_factory=dict)  # of days that are not in `source`
    pieces: str = ""  # a relation with the stands of every day that its tables ask for, if that was made
    _kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lay("who", WHO.format(source=self.source))

    @property
    def places(self) -> list[str]:
        """The rows of a table by place, in order."""
        return list(self.names)

    @property
    def parameters(self) -> dict[str, Any]:
        period = self.period
        return {
            "eve": period.eve, "first": period.starts_on, "last": period.ends_on, "known_on": self.known_on,
            "days": period.month_ends, "ytd": period.year_to_date,
        }  # fmt: skip

    def execute(self, sql: str, **more: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters | more)

    def ask(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters | more)
            return cursor.fetchall()

    def lay(self, name: str, sql: str, *indexed: str, **more: Any) -> str:
        """What `sql` selects as a table of this transaction, counted for the planner. Gives its name."""
        self.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {sql}", **more)
        for column in indexed:
            self.execute(f"CREATE INDEX ON pg_temp.{name} ({column})")
        self.execute(f"ANALYZE pg_temp.{name}")
        return name

    def once(self, name: str, sql: str, *indexed: str, **more: Any) -> str:
        """What `sql` selects, worked out the first time it is asked for; gives its name."""
        if name not in self._kept:
            self._kept[name] = self.lay(name, sql, *indexed, **more)
        return self._kept[name]

    def kept(self, model: type[Model], *indexed: str) -> str:
        """The same rows in a table of this transaction, with an index: for what is looked up row by row."""
        name = model._meta.db_table
        if name not in self._kept:
            self._kept[name] = self.lay(f"kept_{name}", f"SELECT * FROM {self.table(model)} k", *indexed)
        return self._kept[name]

    def by_place(self, what: str, of: str, place: str = "place", before: str = "") -> dict[str, tuple[Any, ...]]:
        """The sums `what` over the relation `of`, per value of `place` and together. `before` stands before SELECT."""
        sql = f"""{before} SELECT coalesce({place}, '{TOTAL}'), {what} FROM {of}
            GROUP BY GROUPING SETS (({place}), ()) ORDER BY 1"""
        return {row[0]: tuple(row[1:]) for row in self.ask(sql)}

    def sums(self, day: date, place: str) -> Sums:
        return self.summary.get((day, place)) or self.extra.get((day, place)) or NOBODY

    def heads(self, place: str) -> int:
        return self.sums(self.period.ends_on, place).heads


@dataclass(frozen=True)
class Layout:
    """One printed table of a subject: which of its figures, over which rows. `note` may be worked out."""

    code: str
    title: Callable[[Counting], str]
    head: str = "Woongemeente"
    rows: Callable[[Counting], list[RowName]] | None = None  # None: every place
    only: tuple[str, ...] = ()  # figures; none is all that are printed
    note: Callable[[Counting], str] | None = None
    behind: Callable[[str], list[tuple[str, str]]] | None = None  # counts of other tables a row rests on
    proof: str = ""  # what a check of this table says, where rows do not simply add up


@dataclass(frozen=True)
class Sum:
    """What adds up in every row: the figures left make those right. Names of T1, T3 and T4 may stand in it."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A number that a figure is worked out from: what people give to it, or (`entered`) what the report says there.

    `row`: of which row, when not of the figure's own; `table`: of what is entered, where that stands.
    """

    name: str
    row: str | None = None
    entered: bool = False
    table: str = ""


@dataclass(frozen=True)
class Worked:
    """A figure that is no sum over people, with the numbers it is worked out from, in the order of its formula.

    `rows`: only there; none is in every row. `adds_up`: its total is that of the rows, not worked out anew.
    `roundings`: how often something is rounded on the way, the figure itself too; 0 of what is whole.
    """

    figure: str
    parts: tuple[Part, ...]
    of: Formula
    rows: tuple[str, ...] = ()
    adds_up: bool = False
    roundings: int = 1


def divided(figure: str, part: str, whole: str, times: int | Fraction = 1) -> Worked:
    """`part` × `times` ÷ `whole`, both of people."""
    return Worked(figure, (Part(part), Part(whole)), quotient(times))


@dataclass(frozen=True)
class Subject:
    figures: tuple[Figure, ...]
    count: Callable[[Counting], Iterable[Value]]
    layouts: tuple[Layout, ...]
    sums: tuple[Sum, ...] = ()  # of counts of people: a reader can work them out
    amounts: tuple[Sum, ...] = ()  # of amounts: checked, and hidden two by two
    applies: Callable[[Counting], bool] = lambda counting: True
    # Who is counted, by figure: SQL that gives (row, person), once per unit counted. Of the table with that code.
    people: Callable[[Counting, str], dict[str, str]] | None = None
    # What each gives to an amount, by figure: SQL that gives (row, person, amount).
    shares: Callable[[Counting], dict[str, str]] | None = None
    # Percentages, means and prices; and what each person gives to a number that only they are made of, as `shares`, of
    # the table with that code. Of things that people share (coaches) SQL that gives (row, person, thing).
    worked: tuple[Worked, ...] = ()
    parts: Callable[[Counting, str], dict[str, str]] | None = None
    # Those numbers in words, for they stand in no table; and what follows from other figures without being a fraction.
    numbers: tuple[Figure, ...] = ()
    follows: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    things: Callable[[Counting], dict[str, str]] | None = None
    # What is counted beside stands, for why it differs: tables about people and about contracts, with their columns.
    rests_on: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)
    under: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)

    @property
    def by_name(self) -> dict[str, Figure]:
        return {figure.name: figure for figure in self.figures}


def place_rows(counting: Counting) -> list[RowName]:
    kinds = {OUTSIDE: "outside", TOTAL: "total"}
    return [(code, counting.names[code], kinds.get(code, "municipality")) for code in counting.places]


class Made:
    """Makes the values of a subject: each rounded once."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.figures = {figure.name: figure for figure in figures}

    def __call__(self, name: str, row: str, number: Decimal | int | None) -> Iterator[Value]:
        """The value, or nothing where there is none to tell (R59)."""
        if number is not None:
            figure = self.figures[name]
            yield Value(figure, row, round_once(Decimal(number), figure.decimals))


def filtered(conditions: dict[str, str], what: str = "*") -> str:
    """SQL that counts `what` under each condition, in order."""
    return ", ".join(f"count({what}) FILTER (WHERE {condition})" for condition in conditions.values())


def percent(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """A percentage, unrounded; None when there is nothing to divide (R59)."""
    return Decimal(part or 0) * 100 / Decimal(whole) if whole else None


def over(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    return Decimal(part or 0) / Decimal(whole) if whole else None
