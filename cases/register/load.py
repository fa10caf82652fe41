"""From rows to the register: by sets, all or nothing.

The rows go into temporary tables by COPY; one statement per kind then updates what changed and one adds what is new. Keys decide
which row is which, so that the same files again change nothing. The rules over several rows are listed from the database's own
functions, each breach with the file's row, before the transaction may end.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from cases import bsn
from cases.models import WswEmployee
from cases.register.merges import MERGES, OVERLAPS, Merge
from cases.register.read import Fault, Rows, read


class Refused(Exception):
    """The register was not taken in; `faults` says everything that is wrong with it. Nothing was saved."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fouten")
        self.faults = faults


@dataclass
class Taken:
    """How many rows were new and how many changed, per file."""

    new: dict[str, int]
    changed: dict[str, int]

    def __str__(self) -> str:
        lines = [f"{name}: {self.new[name]} nieuw, {self.changed[name]} gewijzigd" for name in self.new]
        return "\n".join(lines)


class _DryRun(Exception):
    pass


def load(path: Path, *, dry_run: bool = False) -> Taken:
    """Take in the register at `path`. Raises Refused with every fault; then nothing was saved. A dry run saves nothing."""
    rows, faults = read(path)
    taken = Taken({}, {})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _clear(cursor)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name in (name for name in MERGES if name in rows):
                faults += _merge(cursor, MERGES[name], rows, taken)
            faults += _between_rows(cursor, rows)
            if faults:
                raise Refused(_sorted(faults))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if dry_run:
                raise _DryRun
            cursor.execute("SELECT refresh_statistics()")
    except _DryRun:
        pass
    return taken


def _clear(cursor: Any) -> None:
    """Temporary tables live as long as the transaction; an earlier load in it may have left them."""
    names = [f"pg_temp.{kind}_{name}" for name in MERGES for kind in ("in", "new")] + ["pg_temp.breach"]
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(names)}")


def _sorted(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.file, fault.row, fault.column))


def _merge(cursor: Any, merge: Merge, rows: dict[str, Rows], taken: Taken) -> list[Fault]:
    stage(cursor, merge, rows[merge.file.name])
    for preparation in merge.before:
        cursor.execute(preparation)
    cursor.execute(f"CREATE TEMP TABLE new_{merge.file.name} ON COMMIT DROP AS {merge.select}")
    faults = _unresolved(cursor, merge, rows) + _clashes(cursor, merge)
    columns = ", ".join(merge.columns)
    cursor.execute(
        f"UPDATE {merge.table} t SET ({columns}) = ({_of('n', merge.columns)}) FROM new_{merge.file.name} n"
        f" WHERE t.id = n.id AND NOT n.is_new AND ({_of('t', merge.compared)}) IS DISTINCT FROM ({_of('n', merge.compared)})"
    )
    taken.changed[merge.file.name] = cursor.rowcount
    extra = "".join(f", {column}" for column in merge.on_insert)
    values = "".join(f", {value}" for value in merge.on_insert.values())
    cursor.execute(
        f"INSERT INTO {merge.table} (id, {columns}{extra}) SELECT n.id, {_of('n', merge.columns)}{values}"
        f" FROM new_{merge.file.name} n WHERE n.is_new ORDER BY n.row"
    )
    taken.new[merge.file.name] = cursor.rowcount
    return faults


def _of(alias: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)


def stage(cursor: Any, merge: Merge, rows: Rows) -> None:
    """The good rows of one file as a temporary table `in_<file>`; a BSN gets its hash and, where new, its ciphertext."""
    columns = [(column.name, column.sql) for column in merge.file.columns]
    values = [[number, *row.values()] for number, row in rows.good]
    if merge.file.name == "personen":
        columns += [("bsn_hash", "text"), ("bsn_encrypted", "bytea")]
        values = _with_secrets(rows)
    declared = ", ".join(f"{name} {sql}" for name, sql in columns)
    cursor.execute(f"CREATE TEMP TABLE in_{merge.file.name} (row integer, {declared}) ON COMMIT DROP")
    copied = io.StringIO()
    csv.writer(copied).writerows([_copied(value) for value in row] for row in values)
    copied.seek(0)
    cursor.copy_expert(f"COPY in_{merge.file.name} FROM STDIN WITH (FORMAT csv)", copied)
    cursor.execute(f"ANALYZE in_{merge.file.name}")


def _copied(value: Any) -> Any:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


def _with_secrets(rows: Rows) -> list[list[Any]]:
    numbers = [row["bsn"] for _, row in rows.good if row["bsn"]]
    hashes = {number: bsn.lookup_hash(number) for number in numbers}
    known = set(WswEmployee.objects.filter(bsn_hash__in=hashes.values()).values_list("bsn_hash", flat=True))
    return [[number, *row.values(), *_secret(row["bsn"], hashes, known)] for number, row in rows.good]


def _secret(number: str | None, hashes: dict[str, str], known: set[str]) -> tuple[str | None, bytes | None]:
    """Encrypting is the slow part, and a ciphertext differs each time: only for a number the register has not got yet."""
    if not number:
        return None, None
    return hashes[number], None if hashes[number] in known else bsn.encrypt(number)


def _unresolved(cursor: Any, merge: Merge, rows: dict[str, Rows]) -> list[Fault]:
    """Rows that name somebody or something the register has not got; these are taken out of the new table."""
    faults = []
    for reference in merge.references:
        cursor.execute(
            f"WITH gone AS (DELETE FROM new_{merge.file.name} WHERE {reference.resolved} IS NULL"
            f" AND ({reference.given}) IS NOT NULL RETURNING row)"
            f" SELECT s.row, s.{reference.column}, {_of('s', reference.key)} FROM gone JOIN in_{merge.file.name} s USING (row)"
        )
        faults += [
            Fault(f"{merge.file.name}.csv", row, reference.column, str(value), reference.reason)
            for row, value, *key in cursor.fetchall()
            if not _already_told(rows.get(reference.file), tuple(str(part) for part in key))
        ]
    return faults


def _already_told(rows: Rows | None, key: tuple[str, ...]) -> bool:
    """What is referred to stands in its file, but with a fault of its own."""
    return rows is not None and (rows.refused or any(found[: len(key)] == key for found in rows.faulty_keys))


def _clashes(cursor: Any, merge: Merge) -> list[Fault]:
    """Rows the register cannot hold beside others; these are taken out of the new table too."""
    faults = []
    for clash in merge.clashes:
        cursor.execute(clash.sql)
        found = cursor.fetchall()
        faults += [Fault(f"{merge.file.name}.csv", row, clash.column, value, clash.reason) for row, value in found]
        cursor.execute(f"DELETE FROM new_{merge.file.name} WHERE row = ANY(%s)", [[row for row, _ in found]])
    return faults


def _between_rows(cursor: Any, rows: dict[str, Rows]) -> list[Fault]:
    """Breaches of the rules over several rows, on the register as it would become."""
    faults = []
    for overlap in OVERLAPS:
        if overlap.file in rows:
            cursor.execute(overlap.sql)
            faults += [
                Fault(f"{overlap.file}.csv", row, "van", str(day), overlap.reason) for row, day in cursor.fetchall()
            ]
    touched = [f"SELECT id FROM new_{name}" for name in ("dienstverbanden",) if name in rows]
    touched += [f"SELECT employment_id FROM new_{name}" for name in ("uren", "plaatsingen") if name in rows]
    return faults + (_employment_breaches(cursor, rows, " UNION ".join(touched)) if touched else [])


REASONS = {
    "placement_inside_employment": ("plaatsingen", "van", "De plaatsing valt niet binnen het dienstverband."),
    "placement_hours_fit": (
        "plaatsingen",
        "uren",
        "Op {day} is er {found} uur geplaatst; het contract is {allowed} uur.",
    ),
    "closed_group": (
        "dienstverbanden",
        "van",
        "Gesloten groep: deze persoon had op 31-12-2014 geen Wsw-dienstverband (Wsw art. 1).",
    ),
}


def _employment_breaches(cursor: Any, rows: dict[str, Rows], touched: str) -> list[Fault]:
    cursor.execute(
        f"SELECT rule, employment_id, placement_id, day, found, allowed FROM employment_breaches(ARRAY({touched}))"
    )
    found = cursor.fetchall()
    places = _places(cursor, rows) if found else {}
    faults: dict[Fault, None] = {}
    for rule, employment, placement, day, hours, allowed in found:
        _, column, reason = REASONS[rule]
        file, row = _place(places, rule, employment, placement)
        text = reason.format(day=f"{day:%d-%m-%Y}", found=hours, allowed=allowed)
        faults[Fault(f"{file}.csv", row, column, _value(rows, file, row, column), text)] = None
    return list(faults)


def _places(cursor: Any, rows: dict[str, Rows]) -> dict[tuple[str, str, int], int]:
    """Row number by file, kind of id and id, for the rows a breach can be about."""
    sought = [
        ("plaatsingen", "id"),
        ("plaatsingen", "employment_id"),
        ("uren", "employment_id"),
        ("dienstverbanden", "id"),
    ]
    places = {}
    for file, column in sought:
        if file in rows:
            cursor.execute(f"SELECT {column}, max(row) FROM new_{file} GROUP BY 1")
            places |= {(file, column, key): row for key, row in cursor.fetchall()}
    return places


def _place(
    places: dict[tuple[str, str, int], int], rule: str, employment: int, placement: int | None
) -> tuple[str, int]:
    """The row to point at: the placement itself, else what changed around it."""
    sought: list[tuple[str, str, int | None]] = [("plaatsingen", "id", placement)]
    sought += [(file, "employment_id", employment) for file in ("plaatsingen", "uren")]
    sought += [("dienstverbanden", "id", employment)]
    if rule == "closed_group":
        sought.reverse()
    return next(((file, places[file, kind, key]) for file, kind, key in sought if (file, kind, key) in places), ("", 0))


def _value(rows: dict[str, Rows], file: str, row: int, column: str) -> str:
    values = next((values for number, values in rows[file].good if number == row), {}) if file in rows else {}
    return str(values.get(column, ""))
