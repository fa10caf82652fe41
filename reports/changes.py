"""What a reader sees of two editions side by side: the cells that differ, with the causes they may know.

Old and new are cells of the two documents as this reader sees those, so nothing is unmasked here. For who checks
reports the causes stand at every cell, with numbers of people. For the board they stand at the region's cells only, and
only when in the whole table no cause is of one to four people (decision 0043): then there is nothing to subtract from.
What one to four people do to an amount is not told them either: the amount as now known is hidden, here and on the page
of what is known now, and with it the total that would give it away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.timezone import localtime

from cases.history import Names
from cases.models import Reason
from municipalities.models import User
from reports.compared import AMOUNT, CAUSES, DEFINITION, ROUNDING, Deed, Split
from reports.deeds import CARRIED_OUT, CHANGED, GONE, NEW, nouns
from reports.documents.content import heading_of
from reports.figures import TOTAL
from reports.masking import OTHER
from reports.tables import Cell, Column, Document, Row, Table, dutch

MISSING = Cell(None, "bestond niet")  # a row or column of one of the two only
CORE = {"T1", "T3", "T4"}  # their causes have no table: they share their sums
# The same numbers in another table, which has their causes.
SAME = {("T1", "se_before"): ("V2", "v2_begin"), ("T1", "se_change"): ("V2", "v2_step")}
TOO_FEW = "te weinig mensen om naar oorzaak te splitsen"
NOT_TOLD = "te weinig mensen om te zeggen hoeveel"


@dataclass(frozen=True)
class Change:
    """A cell that differs: what it is, as it was and as it is, how much, why (in words) and of how many people."""

    column: str
    row: str
    code: str  # of the row
    was: str
    now: str
    difference: str
    because: tuple[str, ...]
    people: str
    by: tuple[str, ...] = ()  # who entered it and when, under each cause; for the board when only


@dataclass(frozen=True)
class TableChanges:
    code: str
    title: str
    changes: tuple[Change, ...]

    @property
    def explained(self) -> bool:
        """Whether a cause or a number of people is told anywhere."""
        return any(change.because or change.people for change in self.changes)


@dataclass(frozen=True)
class Reader:
    """Whether cells are masked for them, from how many people on a number is told, and whose row they ask for."""

    masked: bool
    threshold: int
    place: str = ""
    quiet: frozenset[str] = frozenset()  # tables whose causes they do not get; "" for T1, T3 and T4
    of_region: bool = False  # every row that is asked of is of the region: a row is no place
    names: Names = field(default_factory=lambda: Names(()))  # of who entered something, for who sees people


def changes(was: Document, now: Document, splits: Iterable[Split], reader: Reader) -> list[TableChanges]:
    """By table, in the order of the report; a table that only one of them has is not compared."""
    listed = list(splits)
    causes = {(split.table, split.key, split.place): split for split in listed}
    reader = replace(reader, quiet=_quiet(listed, reader, {table.code for table in was.tables if not table.of_places}))
    later = {table.code: table for table in now.tables}
    found = []
    for table in was.tables:
        if table.code in later:
            made = tuple(_of_table(table, later[table.code], causes, reader))
            found += [TableChanges(table.code, table.title, made)] if made else []
    return found


def _quiet(splits: Iterable[Split], reader: Reader, of_region_only: set[str]) -> frozenset[str]:
    """The tables in which a cause of the region is of few people: of the others in it that one could be worked out.

    Where rows are no places (posts, forms of work, measures) every row is of the region.
    """
    if not reader.masked:
        return frozenset()
    of_region = (split for split in splits if split.place == TOTAL or split.table in of_region_only)
    return frozenset(split.table for split in of_region if _small(split, reader.threshold))


def _small(split: Split, threshold: int) -> bool:
    return any(0 < part.least < threshold for part in split.parts.values())


def only_in_one(was: Document, now: Document) -> list[str]:
    """The tables that cannot be compared."""
    one, other = ({table.code for table in document.tables} for document in (was, now))
    return sorted(one ^ other)


def _of_table(was: Table, now: Table, causes: dict[tuple[str, str, str], Split], reader: Reader) -> Iterator[Change]:
    """Rows and columns of both, in the order of the later one."""
    columns = {column.key: column for column in (*now.columns, *was.columns)}
    rows = {row.code: row for row in (*was.rows, *now.rows)}
    before, after = by_name(was), by_name(now)
    for row in rows.values():
        for column in columns.values():
            name = (row.code, column.key)
            old, new = before.get(name, MISSING), after.get(name, MISSING)
            if _differ(old, new) and not old.mask and reader.place in ("", row.code):
                split = causes.get((*_named(was.code, column.key), row.code))
                mine = reader if was.of_places else replace(reader, of_region=True)
                yield _change(row, column, old, new, split, mine)


def _named(table: str, key: str) -> tuple[str, str]:
    """How the split of a column is named."""
    return SAME.get((table, key), ("" if table in CORE else table, key))


def _differ(old: Cell, new: Cell) -> bool:
    """A nought in a row or column that the other does not have is no difference."""
    if MISSING in (old, new):
        return any(each.number for each in (old, new))
    return old.text != new.text


def by_name(table: Table) -> dict[tuple[str, str], Cell]:
    return {
        (row.code, column.key): cell
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _change(row: Row, column: Column, old: Cell, new: Cell, split: Split | None, reader: Reader) -> Change:
    # Who has a cause in a column that was not there was counted in none: that is nought, not unknown.
    known = all(each.number is not None or (each is MISSING and split is not None) for each in (old, new))
    difference = (new.number or Decimal(0)) - (old.number or Decimal(0)) if known else None
    because, people = _why(split, column, difference, reader) if split else ((), "")
    if split and reader.masked and new.mask and 0 < split.least < reader.threshold:
        because, people = (NOT_TOLD,), f"<{reader.threshold}"
    return Change(
        heading_of(column), row.label, row.code, old.text, new.text,
        "" if difference is None else _signed(difference, column.decimals), because, people,
        tuple(_by(split, reader)) if split and because not in ((), (TOO_FEW,), (NOT_TOLD,)) else (),
    )  # fmt: skip


def _why(split: Split, column: Column, difference: Decimal | None, reader: Reader) -> tuple[tuple[str, ...], str]:
    of_money = split.parts.keys() == {AMOUNT}  # nobody is behind it
    of_region = split.place == TOTAL or reader.of_region
    if reader.masked and not of_money and (not of_region or difference is None):
        return (), ""
    if reader.masked and not of_money and split.table in reader.quiet:
        few = 0 < split.people < reader.threshold
        return (TOO_FEW,), f"<{reader.threshold}" if few else OTHER
    parts = split.printed(difference, column.decimals) if difference is not None else {}
    told = [_part(cause, parts.get(cause), split, column) for cause in CAUSES if cause in split.parts]
    if ROUNDING in parts:
        told.append(f"{ROUNDING}: {_signed(parts[ROUNDING], column.decimals)}")
    return (*told, *split.entries, *_given(split, reader)), str(split.people) if split.people else ""


def names_of(splits: Iterable[Split]) -> Names:
    """Of who entered what is behind these."""
    askers = {deed.asker for split in splits for deed in split.deeds}
    users = {str(key): name for key, name in User.objects.values_list("key", "name")}
    return Names(("asker", asker, users[asker]) for asker in askers if asker in users)


_ACTS = {NEW: "vastgelegd", CHANGED: "gewijzigd", GONE: "weggehaald", CARRIED_OUT: "uitgevoerd"}


def _by(split: Split, reader: Reader) -> Iterator[str]:
    """Who entered what, and when, under each cause; who sees no people reads on which days."""
    for cause in (each for each in CAUSES if each in split.parts):
        mine = [deed for deed in split.deeds if deed.cause == cause]
        if reader.masked and mine:
            yield f"{CAUSES[cause]}: {_days(mine)}"
        elif not mine and cause == DEFINITION:
            yield f"{CAUSES[cause]}: niemand voerde iets anders in; het portaal telt anders"
        else:
            yield from (f"{CAUSES[cause]}: {_deed(deed, reader.names)}" for deed in mine)


def _days(deeds: list[Deed]) -> str:
    first, last = min(deed.first for deed in deeds), max(deed.last for deed in deeds)
    begins, ends = f"{localtime(first):%d-%m-%Y}", f"{localtime(last):%d-%m-%Y}"
    return f"vastgelegd op {begins}" if begins == ends else f"vastgelegd van {begins} tot en met {ends}"


def _deed(deed: Deed, names: Names) -> str:
    who = names.who(deed.asker)
    begins, ends = (f"{localtime(moment):%d-%m-%Y om %H.%M}" for moment in (deed.first, deed.last))
    when = f"op {begins}" if begins == ends else f"tussen {begins} en {ends}"
    people = f" ({'1 mens' if deed.people == 1 else f'{deed.people} mensen'})" if deed.people else ""
    return f"{nouns()[deed.table]} {_ACTS[deed.act]} door {_within(who)} {when}{people}"


def _within(who: str) -> str:
    """As it stands inside a sentence: a name stays as it is."""
    return who[0].lower() + who[1:] if who.startswith(("Het portaal", "Iemand buiten")) else who


def _given(split: Split, reader: Reader) -> list[str]:
    """The reasons that were given, for who sees every cell."""
    if reader.masked:
        return []
    return [f"reden: {Reason(kind).label} ({people})" for kind, people in split.reasons.items()]


def _part(cause: str, amount: Decimal | None, split: Split, column: Column) -> str:
    people = split.parts[cause].people
    if cause == AMOUNT:
        return f"{CAUSES[cause]}: {_signed(amount, column.decimals)}" if amount is not None else CAUSES[cause]
    who = "1 mens" if people == 1 else f"{people} mensen"
    return f"{CAUSES[cause]}: {_signed(amount, column.decimals)} ({who})" if amount is not None else CAUSES[cause]


def _signed(number: Decimal, decimals: int) -> str:
    text = dutch(number, decimals)
    return f"+{text}" if number > 0 else text
