"""Which amounts were entered otherwise between two editions: the old and the new entry behind a cell of money."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import Model

from municipalities.models import Municipality
from municipalities.recorded import known
from reports.compared import AMOUNT, Part, Split
from reports.models import Amount, AmountKind, KeySet, KeyShare, Post, StateRate, YearBudget
from reports.money import Account
from reports.periods import Period
from reports.subjects.finance import LINES
from reports.tables import dutch

if TYPE_CHECKING:
    from reports.compared_rows import Side

Changed = dict[tuple[str, str], tuple[Decimal, Decimal]]
KINDS = {
    "fin_budget": {AmountKind.BEGROTING}, "fin_budget_now": {AmountKind.BEGROTING},
    "fin_realised": {AmountKind.REALISATIE}, "fin_off": {AmountKind.BEGROTING, AmountKind.REALISATIE},
    "fin_expected": {AmountKind.BEGROTING, AmountKind.REALISATIE, AmountKind.PROGNOSE},
    "due_budget": {AmountKind.BEGROTING}, "due_budget_now": {AmountKind.BEGROTING},
    "due_realised": {AmountKind.REALISATIE},
    "due_expected": {AmountKind.BEGROTING, AmountKind.REALISATIE, AmountKind.PROGNOSE},
}  # fmt: skip
CONTRIBUTION = "bijdrage"
NOT_THERE = "nog niets"


def splits(period: Period, was: "Side", now: "Side", changed: dict[str, Changed]) -> Iterator[Split]:
    """Of every cell of T12 and T13 that differs, and of the budgets in T2."""
    made = Entries(period, was.known_on, now.known_on)
    for (figure, row), (old, new) in sorted(changed.get("T12", {}).items()):
        line = next((each for each in LINES if each.code == row), None)
        told = made.of_line(figure, row) if line else []
        if told or (line and not line.per):
            yield _split("T12", figure, row, new - old, told)
    for (figure, row), (old, new) in sorted(changed.get("T13", {}).items()):
        told = [*made.keys, *(made.of_line(figure, CONTRIBUTION) if figure in KINDS else [])]
        yield _split("T13", figure, row, new - old, told)
    for (figure, row), (old, new) in sorted(changed.get("T2", {}).items()):
        if figure in {"se_budget", "se_state", "state_money"}:
            yield _split("T2", figure, row, new - old, made.budgets)


class Line(NamedTuple):
    """A row of the finance register that says something else, in words."""

    words: str
    model: type[Model]
    row: int


def _split(table: str, figure: str, row: str, difference: Decimal, told: list[Line]) -> Split:
    lines = tuple(dict.fromkeys((each.model, each.row) for each in told))
    words = tuple(each.words for each in told)
    return Split(figure, row, 0, {AMOUNT: Part(difference, 0)}, table, words, lines=lines)


class Entries:
    """What was entered at two moments, and what of it differs, in words."""

    def __init__(self, period: Period, then: datetime, later: datetime | None) -> None:
        self.period, self.then, self.later = period, then, later
        self.amounts = self._differ(Amount, ("year", "quarter", "kind", "post", "amount"), "year")

    def of_line(self, figure: str, row: str) -> list[Line]:
        """The amounts that line `row` of the account adds up, of the kinds that this column rests on."""
        mine = [(old, new) for old, new in self.amounts if self._adds(figure, row, old or new)]
        return [Line(_amount(old, new), Amount, (new or old)["id"]) for old, new in mine]

    def behind(self, figure: str, row: str) -> list[tuple[str, str, str]]:
        """What stands behind a cell of T12 or T13, in words, as it was and as it is."""
        line = row if any(each.code == row for each in LINES) else CONTRIBUTION
        pairs = self._pairs(Amount, ("year", "quarter", "kind", "post", "amount"), "year")
        mine = [(old, new) for old, new in pairs if figure in KINDS and self._adds(figure, line, old or new)]
        return [(_what(old or new), _number(old, "amount", 2), _number(new, "amount", 2)) for old, new in mine]

    def _adds(self, figure: str, row: str, one: Any) -> bool:
        line = next(each for each in LINES if each.code == row)
        within = one["kind"] in KINDS[figure] and one["quarter"] <= self.period.quarters
        return within and bool(line.of(Account({one["post"]: Decimal(1)})))

    @cached_property
    def keys(self) -> list[Line]:
        """A key of this year that was released, ended or put right, and the parts in it."""
        sets = self._pairs(KeySet, ("decision", "starts_on", "ends_on", "released_on"))
        ours = [(old, new) for old, new in sets if self._in_year(old) or self._in_year(new)]
        ids = {(new or old)["id"] for old, new in ours}
        parts = self._differ(KeyShare, ("key_set_id", "municipality_id", "percentage"))
        names = dict(Municipality.objects.values_list("pk", "name"))
        said = [
            Line(f"sleutel {(new or old)['decision']}", KeySet, (new or old)["id"]) for old, new in ours if old != new
        ]
        return said + [
            Line(
                f"sleutel {names[(new or old)['municipality_id']]}: {_number(old, 'percentage', 4)} → "
                f"{_number(new, 'percentage', 4)}",
                KeyShare,
                (new or old)["id"],
            )
            for old, new in parts
            if (new or old)["key_set_id"] in ids
        ]

    def _in_year(self, key_set: Any) -> bool:
        first, last = date(self.period.year, 1, 1), date(self.period.year, 12, 31)
        return bool(key_set) and key_set["starts_on"] <= last and (key_set["ends_on"] or last) >= first

    @cached_property
    def budgets(self) -> list[Line]:
        names = dict(Municipality.objects.values_list("pk", "name"))
        rows = self._differ(YearBudget, ("year", "municipality_id", "se_budget", "se_state"), "year")
        rates = self._differ(StateRate, ("year", "amount", "circular"), "year")
        return [
            *(
                Line(
                    f"{label} {names[(new or old)['municipality_id']]}: "
                    f"{_number(old, name, 2)} → {_number(new, name, 2)}",
                    YearBudget,
                    (new or old)["id"],
                )
                for old, new in rows
                for name, label in (("se_budget", "begrote SE"), ("se_state", "rijksbudget-SE"))
                if (old or {}).get(name) != (new or {}).get(name)
            ),
            *(
                Line(
                    f"rijksvergoeding: {_number(old, 'amount', 2)} → {_number(new, 'amount', 2)}",
                    StateRate,
                    (new or old)["id"],
                )
                for old, new in rates
            ),
        ]

    def _differ(self, model: type[Model], columns: tuple[str, ...], year: str = "") -> list[tuple[Any, Any]]:
        """The rows as they were and as they are, of those that differ; None where there is none. Of this year only."""
        return [(old, new) for old, new in self._pairs(model, columns, year) if old != new]

    def _pairs(self, model: type[Model], columns: tuple[str, ...], year: str = "") -> list[tuple[Any, Any]]:
        was, now = (
            known(model._meta.db_table, moment).replace("%(known_on)s", f"%({name})s")
            for name, moment in (("then", self.then), ("later", self.later))
        )
        columns = ("id", *columns)
        listed = ", ".join(f"a.{name}" for name in columns), ", ".join(f"b.{name}" for name in columns)
        within = f"coalesce(a.{year}, b.{year}) = %(year)s" if year else "true"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT a.id IS NOT NULL, b.id IS NOT NULL, {listed[0]}, {listed[1]}
                    FROM (SELECT * FROM {was} w) a FULL JOIN (SELECT * FROM {now} n) b ON a.id = b.id
                    WHERE {within} ORDER BY coalesce(a.id, b.id)""",
                {"then": self.then, "later": self.later, "year": self.period.year},
            )
            many = len(columns)
            return [
                (
                    dict(zip(columns, row[2 : 2 + many], strict=True)) if row[0] else None,
                    dict(zip(columns, row[2 + many :], strict=True)) if row[1] else None,
                )
                for row in cursor.fetchall()
            ]


def _what(one: Any) -> str:
    when = f", {one['quarter']}e kwartaal" if one["quarter"] else ""
    return f"{Post(one['post']).label}, {AmountKind(one['kind']).label}{when}"


def _amount(old: Any, new: Any) -> str:
    return f"{_what(new or old)}: {_number(old, 'amount', 2)} → {_number(new, 'amount', 2)}"


def _number(row: Any, name: str, decimals: int) -> str:
    return NOT_THERE if row is None or row[name] is None else dutch(row[name], decimals)
