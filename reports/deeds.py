"""By whom and when something was registered that a figure says otherwise for now (M3).

Beside each cause of a cell that differs (`reports/compared.py`) stand the entries of the people it is of: which kind of
row, what was done with it, by whom, at which moment, and of how many people. Kept is who asked the database (a key or
the name of a process), never a name: the name is looked up for who may read it. A row that says the same at both
moments, whatever happened between, is left out. What no row explains (another rule) nobody entered.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from cases.models import DestructionList, Placement, Reason, Residence, WswEmployee
from municipalities.recorded import known
from reports.compared import AMOUNT, COUNTED, DEFINITION, ERASED, MOVE, Columns, Deed, Split
from reports.models import MoneyChange
from reports.subjects import SUBJECTS

NEW, CHANGED, GONE, CARRIED_OUT = "nieuw", "gewijzigd", "weg", "uitgevoerd"
# More entries than these under one cause of a cell are told together: each of somebody's, from the first to the last.
APART = 6


class Entry(NamedTuple):
    """Something that was done with one row."""

    table: str
    act: str
    asker: str
    moment: datetime


class Version(NamedTuple):
    """A row from one moment on: what it says in the columns that count (None: it went), and who said so."""

    row: int
    moment: datetime
    asker: str
    says: str | None


Of = Mapping[int, Sequence[Entry]]  # by person


def told(splits: Iterable[Split], then: datetime, later: datetime) -> list[Split]:
    """The splits with who made each cause and when. As a process that sees everybody, inside a transaction."""
    listed = list(splits)
    destroyed = _destroyed(then, later)
    by_table: dict[str, Of] = {}
    for table in {split.table for split in listed}:
        people = sorted({who for split in listed if split.table == table for who in split.everybody})
        by_table[table] = _of_people(people, *_rests_on(table), then, later)
    amounts = _of_amounts({line for split in listed for line in split.lines}, then, later)

    def deeds(split: Split) -> tuple[Deed, ...]:
        found = []
        for cause in split.parts:
            if cause == ERASED:
                of: Of = {0: destroyed}
            elif cause == AMOUNT:
                of = {0: [each for line in split.lines for each in amounts.get(line, ())]}
            else:
                mine = by_table[split.table]
                of = {who: _fitting(cause, mine.get(who, ())) for who in split.whose.get(cause, ())}
            found += _grouped(cause, of)
        return tuple(found)

    why = _why_money(then, later)
    return [replace(split, deeds=deeds(split), reasons=split.reasons or _counted(split, why)) for split in listed]


def _why_money(then: datetime, later: datetime) -> dict[tuple[str, int], set[tuple[str, int]]]:
    """Of each row of the finance register the reasons given for changing it, each with the act it was of."""
    found: dict[tuple[str, int], set[tuple[str, int]]] = defaultdict(set)
    given = MoneyChange.objects.exclude(kind="").filter(made_at__gt=then, made_at__lte=later)
    for source, row, kind, act in given.values_list("source", "row", "kind", "act"):
        found[source, row].add((kind, act))
    return found


def _counted(split: Split, why: Mapping[tuple[str, int], set[tuple[str, int]]]) -> dict[str, int]:
    """In how many acts each kind was the reason of what was entered otherwise."""
    said: set[tuple[str, int]] = set().union(*(why.get((model._meta.db_table, row), ()) for model, row in split.lines))
    found = Counter(kind for kind, _ in said)
    return {kind: found[kind] for kind in Reason.values if kind in found}


def _fitting(cause: str, entries: Sequence[Entry]) -> Sequence[Entry]:
    """What somebody's cause is of: a move of homes, all else of the other rows; of whatever there is if not."""
    if cause == DEFINITION:
        return ()
    homes = Residence._meta.db_table
    return [each for each in entries if (each.table == homes) == (cause == MOVE)] or entries


def _grouped(cause: str, of: Of) -> list[Deed]:
    by_day = _together(cause, of, timezone.localdate)
    return by_day if len(by_day) <= APART else _together(cause, of, lambda moment: None)


def _together(cause: str, of: Of, day: Callable[[datetime], date | None]) -> list[Deed]:
    moments: dict[tuple[Any, ...], list[datetime]] = defaultdict(list)
    whom: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for person, entries in of.items():
        for each in entries:
            name = (day(each.moment), each.asker, each.table, each.act)
            moments[name].append(each.moment)
            whom[name] |= {person} if person else set()
    made = [
        Deed(cause, asker, table, act, min(when), max(when), len(whom[day, asker, table, act]))
        for (day, asker, table, act), when in moments.items()
    ]
    return sorted(made, key=lambda each: (each.first, each.asker, each.table, each.act))


def _rests_on(table: str) -> tuple[Columns, Columns]:
    """The columns that a table counts: of rows about people, and of contracts they work under."""
    subject = next((each for each in SUBJECTS if any(layout.code == table for layout in each.layouts)), None)
    return {**COUNTED, **(subject.rests_on if subject else {})}, subject.under if subject else {}


def _of_people(people: list[int], columns: Columns, under: Columns, then: datetime, later: datetime) -> Of:
    found: dict[int, list[Entry]] = defaultdict(list)
    for model, names in columns.items() if people else ():
        person = "id" if model is WswEmployee else "employee_id"
        rows = _versions(model, names, f"{person} = ANY(%(only)s)", people, later, owner=person)
        for who, entries in _by_owner(model, rows, then).items():
            found[who] += entries
    for model, names in under.items() if people else ():
        for who, entries in _of_contracts(model, names, people, then, later).items():
            found[who] += entries
    return found


def _of_contracts(model: type[Model], names: tuple[str, ...], people: list[int], then: datetime, later: datetime) -> Of:
    placed = known(Placement._meta.db_table, later).replace("%(known_on)s", "%(later)s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT contract_id, employee_id FROM {placed} p"
            " WHERE contract_id IS NOT NULL AND employee_id = ANY(%(people)s)",
            {"later": later, "people": people},
        )
        working = cursor.fetchall()
    contract = "id" if model._meta.db_table == "cases_contract" else "contract_id"
    only = sorted({each for each, _ in working})
    of = _by_owner(model, _versions(model, names, f"{contract} = ANY(%(only)s)", only, later, owner=contract), then)
    found: dict[int, list[Entry]] = defaultdict(list)
    for each, who in working:
        found[who] += of.get(each, ())
    return found


def _of_amounts(
    lines: set[tuple[type[Model], int]], then: datetime, later: datetime
) -> dict[tuple[type[Model], int], Sequence[Entry]]:
    """Of each row of the finance register; whatever was changed in it, for all of it is told."""
    found: dict[tuple[type[Model], int], Sequence[Entry]] = {}
    for model in {model for model, _ in lines}:
        only = sorted(pk for each, pk in lines if each is model)
        names = tuple(field.attname for field in model._meta.concrete_fields if field.name not in _NOT_SAID)
        of = _by_owner(model, _versions(model, names, "id = ANY(%(only)s)", only, later, owner="id"), then)
        found |= {(model, pk): entries for pk, entries in of.items()}
    return found


_NOT_SAID = {"id", "key", "recorded_at", "recorded_by"}


def _versions(
    model: type[Model], names: tuple[str, ...], where: str, only: list[int], later: datetime, *, owner: str
) -> list[tuple[int, Version]]:
    """Whose, and each state of each row until `later`, those of one row together and in order of time."""
    table, says = model._meta.db_table, f"jsonb_build_array({', '.join(names)})::text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {owner}, id, recorded_at, recorded_by, {says}, 0 AS last FROM {table}
                    WHERE {where} AND recorded_at <= %(later)s
                UNION ALL SELECT {owner}, id, recorded_at, recorded_by, {says}, 0 FROM {table}_history
                    WHERE {where} AND recorded_at <= %(later)s AND recorded_at < recorded_until
                UNION ALL SELECT {owner}, id, recorded_until, changed_by, NULL, 1 FROM {table}_history
                    WHERE {where} AND recorded_until <= %(later)s AND operation = 'DELETE'
                ORDER BY 2, 3, 6""",
            {"only": only, "later": later},
        )
        return [(whose, Version(*row)) for whose, *row, _ in cursor.fetchall()]


def _by_owner(model: type[Model], rows: list[tuple[int, Version]], then: datetime) -> Of:
    """What was entered after `then` in rows that say something else by now, by whose they are.

    A row that became another person's, as two dossiers were made one, went from the one and is new of the other: by
    who did that, not by who once entered it.
    """
    found: dict[int, list[Entry]] = defaultdict(list)
    for _, of_row in groupby(rows, key=lambda each: each[1].row):
        states = [(whose, version, version.says and (whose, version.says)) for whose, version in of_row]
        before = [state for _, version, state in states if version.moment <= then]
        was = before[-1] if before else None
        if was == states[-1][2]:
            continue
        for whose, version, state in states[len(before) :]:
            by = version.asker, version.moment
            if was and (state is None or state[0] != was[0]):
                found[was[0]].append(Entry(model._meta.db_table, GONE, *by))
                was = None
            if state and state != was:
                found[whose].append(Entry(model._meta.db_table, CHANGED if was else NEW, *by))
            was = state
    return found


def nouns() -> dict[str, str]:
    """How the rows of each table are called."""
    return {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}


def _destroyed(then: datetime, later: datetime) -> list[Entry]:
    lists = DestructionList.objects.filter(carried_out_at__gt=then, carried_out_at__lte=later)
    moments = lists.order_by("carried_out_at").values_list("carried_out_at", flat=True)
    return [Entry(DestructionList._meta.db_table, CARRIED_OUT, "vernietiging", moment) for moment in moments if moment]
