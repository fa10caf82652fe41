"""How long an import of placements takes by sets, and how many times as long row by row."""

import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg2

from tests.bench.ratios import GOAL

ROWS = 10_000
SECONDS = 1.5  # "about a second", per so many rows
ROUNDS = 5
ONE_BY_ONE = 300  # rows; more would only take longer
COPY = "bench_import"


def measure() -> Iterator[str]:
    """In a copy of the present register without its placements. Prints both; yields what misses the goal."""
    from cases.register.write import write
    from municipalities.asker import asked_by

    with tempfile.TemporaryDirectory() as folder:
        with asked_by("export_register"):
            write(Path(folder))
        for file in Path(folder).iterdir():
            if file.name == "plaatsingen.csv":
                _halve(file)
            else:
                file.unlink()
        environment = os.environ | {"DATABASE_URL": _copy(), "DJANGO_SETTINGS_MODULE": "soweco_portal.settings"}
        code = f"from tests.bench.register import in_the_copy; in_the_copy({folder!r})"
        told = subprocess.run([sys.executable, "-c", code], env=environment, check=True, stdout=subprocess.PIPE)
    rows, sets, one_by_one = map(float, told.stdout.split())
    ratio = one_by_one / sets
    print(f"{rows:,.0f} plaatsingen inlezen: {sets:.2f} s per {ROWS:,}   rij voor rij / inlezen = {ratio:.1f}")
    if sets > SECONDS:
        yield f"{ROWS:,} plaatsingen inlezen duurt {sets:.1f} s; het doel is hoogstens {SECONDS}"
    if ratio < GOAL:
        yield f"inlezen is {ratio:.1f} keer zo snel als rij voor rij; het doel is {GOAL:.0f}"


def _halve(file: Path) -> None:
    """Makes two of each placement that is over, one after the other: a register of 1,150 people has some 6,000."""
    with file.open(newline="", encoding="utf-8") as read:
        rows = list(csv.DictReader(read))
    with file.open("w", newline="", encoding="utf-8") as written:
        writer = csv.DictWriter(written, rows[0])
        writer.writeheader()
        for row in rows:
            first, last = date.fromisoformat(row["van"]), date.fromisoformat(row["tot"] or row["van"])
            half = first + (last - first) // 2
            if half < last:
                writer.writerow(row | {"tot": str(half), "reden_einde": ""})
                row = row | {"van": str(half + timedelta(days=1))}
            writer.writerow(row)


def _copy() -> str:
    """The address of a fresh copy of this database whose placements were never there."""
    from django.db import connection

    connection.close()  # a database that somebody is in cannot be copied
    server, _, present = os.environ["DATABASE_OWNER_URL"].rpartition("/")
    for database, statements in {
        "postgres": (f'DROP DATABASE IF EXISTS "{COPY}"', f'CREATE DATABASE "{COPY}" TEMPLATE "{present}"'),
        COPY: ("TRUNCATE cases_placement CASCADE",),
    }.items():
        owner = psycopg2.connect(f"{server}/{database}")
        owner.autocommit = True
        with owner.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        owner.close()
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{COPY}"


def in_the_copy(folder: str) -> None:
    """Prints how many rows there are, and the seconds per 10,000 by sets and row by row."""
    import django

    django.setup()
    from django.core.management import call_command

    from cases.models import Placement
    from municipalities.asker import asked_by

    placements: list[Placement] = []

    def by_sets() -> None:
        call_command("import_register", folder, stdout=io.StringIO())

    def looked_at() -> None:
        by_sets()
        with asked_by("import_register"):
            placements.extend(Placement.objects.order_by("pk"))

    def one_by_one() -> None:
        with asked_by("import_register"):
            for placement in placements[:ONE_BY_ONE]:
                placement.full_clean()
                placement.save(force_insert=True)

    _seconds(looked_at)
    sets = statistics.median(_seconds(by_sets) for _ in range(ROUNDS))
    print(len(placements), sets * ROWS / len(placements), _seconds(one_by_one) * ROWS / ONE_BY_ONE)


def _seconds(act: Callable[[], None]) -> float:
    """How long it takes; what it did is taken back."""
    from django.db import transaction

    with transaction.atomic():
        started = time.perf_counter()
        act()
        took = time.perf_counter() - started
        transaction.set_rollback(True)
    return took
