"""From rows to the register: by sets, all or nothing.

The rows go into temporary tables by COPY; one statement per kind then updates what changed and one adds what is new.
Keys decide which row is which, so that the same files again change nothing. The rules over several rows are listed from
the database's own functions, each breach with the file's row, before the transaction may end.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction

from cases import bsn
from cases.actions import deaths
from cases.doubles import Incoming, of_import
from cases.models import PersonMerge, WswEmployee
from cases.register.merges import MERGES, OVERLAPS, Merge
from cases.register.read import Fault, Rows, read
from cases.work_lock import hold_work
from municipalities.models import Municipality
from municipalities.versioned import is_stale

DOUBLES_SHOWN = 100
WENT = "Dit dossier is samengevoegd met een ander."
MEANWHILE = "Iemand anders wijzigde een van deze rijen tijdens het inlezen. Lees het register opnieuw in."


class Refused(Exception):
    """The register was not taken in; `faults` says everything that is wrong with it. Nothing was saved."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fouten")
        self.faults = faults


@dataclass
class Taken:
    """How many rows were new and how many changed, per file; the municipalities nobody had lived in before; who of the
    new people may be in the register twice; and how many places on a waiting list end, for who waited had died."""

    new: dict[str, int]
    changed: dict[str, int]
    places: list[str] = field(default_factory=list)
    doubles: list[Incoming] = field(default_factory=list)
    waited: int = 0

    def __str__(self) -> str:
        lines = [f"{name}: {self.of(name)}" for name in self.new]
        lines += [f"Let op: {code} is een nieuwe gemeente. Klopt de code?" for code in self.places]
        if self.waited:
            lines.append(f"Let op: door overlijden beëindigd of vervallen op de wachtlijst: {self.waited}.")
        lines += [f"Let op: {found}" for found in self.doubles[:DOUBLES_SHOWN]]
        more = len(self.doubles) - DOUBLES_SHOWN
        return "\n".join([*lines, *([f"Let op: nog {more} mogelijk dubbele personen."] if more > 0 else [])])

    def of(self, name: str) -> str:
        """What became of one file's rows."""
        return f"{self.new.get(name, 0)} nieuw, {self.changed.get(name, 0)} gewijzigd"


class _DryRun(Exception):
    pass


def load(path: Path, *, dry_run: bool = False) -> Taken:
    """Take in the register at `path`; a dry run saves nothing. Refused has every fault: then nothing was saved."""
    rows, faults = read(path)
    if went := _of_who_went(rows):
        raise Refused(_sorted(faults + went))
    taken, known = Taken({}, {}), _places_known()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import_register'))")  # one after the other
            hold_work(WswEmployee.objects.values("pk"))
            _clear(cursor)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name in (name for name in MERGES if name in rows):
                faults += _merge(cursor, MERGES[name], rows, taken)
            taken.waited = deaths.end_waiting()
            cursor.execute("SELECT refresh_statistics()")  # the planner must know the rows the rules are judged on
            faults += _between_rows(cursor, rows)
            if faults:
                raise Refused(_sorted(faults))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            taken.doubles = of_import(cursor) if "personen" in rows else []
            taken.places = sorted(_places_known() - known)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    except IntegrityError as refusal:
        if not is_stale(refusal):
            raise
        raise Refused([Fault(str(path), 0, "", "", MEANWHILE)]) from refusal
    return taken


def _of_who_went(rows: dict[str, Rows]) -> list[Fault]:
    """Rows of a dossier that went into another: they would make two of who is one."""
    pairs = PersonMerge.objects.filter(in_force=True).values_list(
        "gone__personnel_number", "employee__personnel_number"
    )
    into = dict(pairs)
    return [
        Fault(f"{name}.csv", nth, "personeelsnummer", number, f"{WENT} Gebruik {into[number]}.")
        for name, of_file in rows.items()
        for nth, row in of_file.good.items()
        if (number := str(row.get("personeelsnummer") or "")) in into
    ]


def _places_known() -> set[str]:
    return set(Municipality.objects.values_list("cbs_code", flat=True))


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
    cursor.execute(
        f"CREATE TEMP TABLE new_{merge.file.name} ON COMMIT DROP AS SELECT n.*, t.recorded_at AS seen"
        f" FROM ({merge.select} ORDER BY row) n LEFT JOIN {merge.table} t ON t.id = n.id AND NOT n.is_new"
        " ORDER BY n.row"
    )
    faults = _unresolved(cursor, merge, rows) + _clashes(cursor, merge, rows[merge.file.name])
    columns = ", ".join(merge.columns)
    cursor.execute(
        f"UPDATE {merge.table} t SET ({columns}, recorded_at) = ({_of('n', merge.columns)}, n.seen)"
        f" FROM new_{merge.file.name} n"
        " WHERE t.id = n.id AND NOT n.is_new"
        f" AND ({_of('t', merge.compared)}) IS DISTINCT FROM ({_of('n', merge.compared)})"
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
    """The good rows of a file as temporary table `in_<file>`; a BSN gets its hash and, where new, its ciphertext."""
    columns = [(column.name, column.sql) for column in merge.file.columns]
    values = [[number, *row.values()] for number, row in rows.good.items()]
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
    numbers = [row["bsn"] for row in rows.good.values() if row["bsn"]]
    hashes = {number: bsn.lookup_hash(number) for number in numbers}
    known = set(WswEmployee.objects.filter(bsn_hash__in=hashes.values()).values_list("bsn_hash", flat=True))
    return [[number, *row.values(), *_secret(row["bsn"], hashes, known)] for number, row in rows.good.items()]


def _secret(number: str | None, hashes: dict[str, str], known: set[str | None]) -> tuple[str | None, bytes | None]:
    """Encrypting is the slow part, and a ciphertext differs each time: only for a number the register has not yet."""
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
            f" SELECT s.row, s.{reference.column}, {_of('s', reference.key)}"
            f" FROM gone JOIN in_{merge.file.name} s USING (row)"
        )
        for row, value, *key in cursor.fetchall():
            _tell(rows[merge.file.name], row)
            referred = rows.get(reference.file)
            if not (referred and referred.is_told(*map(str, key))):
                faults.append(Fault(f"{merge.file.name}.csv", row, reference.column, str(value), reference.reason))
    return faults


def _tell(rows: Rows, row: int) -> None:
    rows.tell(rows.good[row][column] for column in rows.file.key)


def _clashes(cursor: Any, merge: Merge, rows: Rows) -> list[Fault]:
    """Rows the register cannot hold beside others; these are taken out of the new table too."""
    faults = []
    for clash in merge.clashes:
        cursor.execute(clash.sql)
        found = cursor.fetchall()
        faults += [Fault(f"{merge.file.name}.csv", row, clash.column, value, clash.reason) for row, value in found]
        cursor.execute(f"DELETE FROM new_{merge.file.name} WHERE row = ANY(%s)", [[row for row, _ in found]])
        for row, _ in found:
            _tell(rows, row)
    return faults


def _between_rows(cursor: Any, rows: dict[str, Rows]) -> list[Fault]:
    """Breaches of the rules over several rows, on the register as it would become."""
    faults = []
    for overlap in OVERLAPS:
        if overlap.file in rows:
            cursor.execute(overlap.sql)
            faults += [
                Fault(f"{overlap.file}.csv", row, overlap.column, str(day), overlap.reason)
                for row, day, who in cursor.fetchall()
                if not rows[overlap.file].is_told(who)
            ]
    touched = [f"SELECT employment_id FROM new_{name}" for name in ("uren", "plaatsingen") if name in rows]
    if "dienstverbanden" in rows:
        touched.append("SELECT e.id FROM cases_employment e JOIN new_dienstverbanden n USING (employee_id)")
    return faults + (_employment_breaches(cursor, rows, " UNION ".join(touched)) if touched else [])


@dataclass(frozen=True)
class Breach:
    """How a rule over several rows is told, and the files it cannot be judged without."""

    file: str
    column: str
    reason: str
    relies_on: tuple[str, ...]


BREACHES = {
    "placement_inside_employment": Breach(
        "plaatsingen", "van", "De plaatsing valt niet binnen het dienstverband.", ("dienstverbanden",)
    ),
    "placement_hours_fit": Breach(
        "plaatsingen",
        "uren",
        "Op {day} is er {found} uur geplaatst; het contract is {allowed} uur.",
        ("dienstverbanden", "uren", "plaatsingen"),
    ),
    "closed_group": Breach(
        "dienstverbanden",
        "van",
        "Gesloten groep: deze persoon had op 31-12-2014 geen Wsw-dienstverband (Wsw art. 1).",
        ("dienstverbanden",),
    ),
}


def _employment_breaches(cursor: Any, rows: dict[str, Rows], touched: str) -> list[Fault]:
    """One fault per cell: of the earliest day, and not of the hours of a placement that lies outside its employment."""
    cursor.execute(
        f"SELECT b.*, e.employee_id, p.personnel_number FROM employment_breaches(ARRAY({touched})) b"
        " JOIN cases_employment e ON e.id = b.employment_id JOIN cases_wswemployee p ON p.id = e.employee_id"
        " ORDER BY b.rule DESC, b.day"
    )
    found = cursor.fetchall()
    places = _places(cursor, rows) if found else {}
    outside = {placement for rule, _, placement, *_ in found if rule == "placement_inside_employment"}
    faults: dict[tuple[str, int, str], Fault] = {}
    for rule, employment, placement, day, hours, allowed, employee, who in found:
        breach = BREACHES[rule]
        untold = not any(name in rows and rows[name].is_told(who) for name in breach.relies_on)
        if untold and not (rule == "placement_hours_fit" and placement in outside):
            file, row = _place(places, rule, employment, placement, employee)
            text = breach.reason.format(day=f"{day:%d-%m-%Y}", found=hours, allowed=allowed)
            fault = Fault(f"{file}.csv", row, breach.column, _value(rows, file, row, breach.column), text)
            faults.setdefault((file, row, breach.column), fault)
    return list(faults.values())


def _places(cursor: Any, rows: dict[str, Rows]) -> dict[tuple[str, str, int], int]:
    """Row number by file, kind of id and id, for the rows a breach can be about."""
    sought = [("plaatsingen", "id"), ("plaatsingen", "employment_id"), ("uren", "employment_id")]
    sought += [("dienstverbanden", "id"), ("dienstverbanden", "employee_id")]
    places: dict[tuple[str, str, int], int] = {}
    for file, column in sought:
        if file in rows:
            cursor.execute(f"SELECT {column}, max(row) FROM new_{file} GROUP BY 1")
            places |= {(file, column, key): row for key, row in cursor.fetchall()}
    return places


def _place(
    places: dict[tuple[str, str, int], int], rule: str, employment: int, placement: int | None, employee: int
) -> tuple[str, int]:
    """The row to point at: the placement itself, else what changed around it."""
    sought = [("plaatsingen", "id", placement or 0)]
    sought += [(file, "employment_id", employment) for file in ("plaatsingen", "uren")]
    own = [("dienstverbanden", "id", employment), ("dienstverbanden", "employee_id", employee)]
    sought = own + sought if rule == "closed_group" else sought + own
    return next(((file, places[file, kind, key]) for file, kind, key in sought if (file, kind, key) in places), ("", 0))


def _value(rows: dict[str, Rows], file: str, row: int, column: str) -> str:
    return str(rows[file].good[row].get(column, "")) if file in rows else ""
