"""More sentences for the board, each made of cells of the report's own tables, and linked to them (M18).

A rule takes the tables as their reader sees them. So a hidden number cannot be told, and a number in the text is the
text of its cell: nothing is worked out here but which word stands before it, by the sign of a cell. A rule that misses
one of its cells says nothing.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from reports.periods import Period
from reports.tables import MINUS, Cell, Ref, Sentence, Table

NBSP = "\N{NO-BREAK SPACE}"
Tables = Mapping[str, Table]


class Missing(Exception):
    """A cell that is hidden, unknown or not there: then the sentence is not either."""


class Teller:
    """Reads cells of one place and remembers which it told."""

    def __init__(self, tables: Tables, place: str, name: str, period: Period) -> None:
        self.tables, self.place, self.name, self.period = tables, place, name, period
        self.refs: list[Ref] = []

    def cell(self, table: str, key: str, row: str = "") -> Cell:
        found = self.tables.get(table)
        at = next((at for at, column in enumerate(found.columns) if column.key == key), None) if found else None
        line = next((line for line in found.rows if line.code == (row or self.place)), None) if found else None
        if found is None or at is None or line is None or line.cells[at].number is None:
            raise Missing
        self._last = Ref(line.cells[at].text, table, line.code, at)
        return line.cells[at]

    def number(self, table: str, key: str, row: str = "") -> Decimal:
        """A number to compare with, which is not told."""
        found = self.cell(table, key, row).number
        assert found is not None  # noqa: S101  `cell` raised Missing
        return found

    def tell(self, table: str, key: str, row: str = "") -> str:
        """The text of a cell, without its sign: a word says that."""
        text = self.cell(table, key, row).text.removeprefix(MINUS)
        self.refs.append(Ref(text, self._last.table, self._last.row, self._last.column))
        return text


def _se(teller: Teller) -> str:
    off = teller.number("T2", "se_off")
    # Not “this year”: a report is read later too. And at the end of the year nothing is expected of it any more.
    how = "worden het in {} naar verwachting" if teller.period.rest_of_year else "werden het in {}"
    said = f"Over het hele jaar {how.format(teller.name)} {teller.tell('T2', 'se_forecast')} SE"
    if not off:
        return f"{said}, evenveel als begroot."
    word = "meer" if off > 0 else "minder"
    return f"{said}. Dat is {teller.tell('T2', 'se_off')} {word} dan begroot ({teller.tell('T2', 'se_budget')})."


CAUSES = {
    "v2_out": "mensen die weggingen", "v2_hours": "andere uren", "v2_leave": "verlof en RVU",
    "v2_category": "een andere categorie", "v2_in": "mensen die terugkwamen", "v2_move_in": "mensen die kwamen wonen",
    "v2_move_out": "mensen die verhuisden",
}  # fmt: skip


def _why(teller: Teller) -> str:
    """The cause that explains most of the difference, in its direction; only when no cause is hidden."""
    step = teller.number("V2", "v2_step")
    if not step:
        raise Missing
    amounts = {key: teller.number("V2", key) for key in CAUSES}
    same_way = {key: amount for key, amount in amounts.items() if amount * step > 0}
    most = max(same_way, key=lambda key: abs(same_way[key]), default=None)
    if most is None:
        raise Missing
    way = "meer" if step > 0 else "minder"
    return (
        f"In een jaar werden het {teller.tell('V2', 'v2_step')} SE {way}. "
        f"Het meeste komt door {CAUSES[most]}: {teller.tell('V2', most)} SE."
    )


def _sick(teller: Teller) -> str:
    said = f"Het ziekteverzuim was {teller.tell('T6', 'sick_share')}{NBSP}%"
    try:
        return f"{said}, waarvan {teller.tell('T6', 'sick_long_share')}{NBSP}% langer dan een jaar."
    except Missing:
        return f"{said}."


def _indications(teller: Teller) -> str:
    number = teller.number("T8", "ind_16_weeks")
    who = "mens" if number == 1 else "mensen"
    return (
        f"Van {teller.tell('T8', 'ind_16_weeks')} {who} loopt de indicatie binnen zestien weken af. "
        f"Verlopen zijn er {teller.tell('T8', 'ind_expired')}."
    )


def _plans(teller: Teller) -> str:
    return (
        f"Van de mensen heeft {teller.tell('T9', 'plan_share')}{NBSP}% een plan dat loopt. "
        f"Daarvan is {teller.tell('T9', 'evaluated_share')}{NBSP}% op tijd geëvalueerd."
    )


def _contribution(teller: Teller) -> str:
    due, budget = teller.number("T13", "due_expected"), teller.number("T13", "due_budget")
    said = f"De bijdrage van {teller.name} wordt naar verwachting €{NBSP}{teller.tell('T13', 'due_expected')}"
    if due == budget:
        return f"{said}, zoals begroot."
    word = "meer" if due > budget else "minder"
    return f"{said}. Dat is {word} dan begroot: €{NBSP}{teller.tell('T13', 'due_budget')}."


def _restated(teller: Teller) -> str:
    rows = teller.tables["T16"].rows if "T16" in teller.tables else ()
    if not rows:
        raise Missing
    code = rows[0].code
    step = teller.number("T16", "t16_step", code)
    if not step:
        return f"Wat het vorige rapport zei, klopt nog: {teller.tell('T16', 't16_now', code)} SE."
    word = "meer" if step > 0 else "minder"
    return (
        f"Van de vorige periode weten wij nu dat het {teller.tell('T16', 't16_now', code)} SE waren: "
        f"{teller.tell('T16', 't16_step', code)} {word} dan gerapporteerd."
    )


RULES: tuple[tuple[str, Callable[[Teller], str]], ...] = (
    ("T2", _se), ("V2", _why), ("T6", _sick), ("T8", _indications), ("T9", _plans), ("T13", _contribution),
    ("T16", _restated),
)  # fmt: skip


def told(tables: Tables, place: str, name: str, period: Period) -> list[Sentence]:
    """A sentence per rule that has all its cells, about `place` (`name` in words)."""
    found = []
    for code, rule in RULES:
        teller = Teller(tables, place, name, period)
        try:
            text = rule(teller)
        except Missing:
            continue
        found.append(Sentence(text, f"Tabel {code}, {period.label}.", tuple(teller.refs)))
    return found
