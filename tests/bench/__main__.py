"""`make bench`: pages beside the admin or beside counting anew, with and without walls; small and large registers."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg2
from psycopg2.extensions import parse_dsn

from tests.bench.ratios import beside_itself, interleaved, judged
from tests.bench.walls import walls

SIZES = {1_150: 6, 100_000: 342}  # people in 2019, municipalities
UNTIL = "2026-11-22"
ROUNDS = 120
MOST = 8  # queries of the list


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=list(SIZES), help="welke registers (1150 100000)")
    wanted = parser.parse_args().people
    if "DATABASE_URL" not in os.environ:
        from soweco_portal import services

        services.ensure(test=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    base = dict(os.environ)
    good = True
    for people in wanted:
        environment = _register(base, people)
        code = f"from tests.bench.__main__ import measure; measure({people})"
        good &= subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
    sys.exit(0 if good else 1)


def _register(base: dict[str, str], people: int) -> dict[str, str]:
    """The environment of a database with a demo register of this size; made once, then kept."""
    name = f"bench_{people}"
    environment = base | {key: _renamed(base[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    owner = psycopg2.connect(base["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        new = cursor.fetchone() is None
        if new:
            cursor.execute(f'CREATE DATABASE "{name}"')
    owner.close()
    if new:
        print(f"Een register van {people} mensen wordt gemaakt; dat gebeurt een keer.", flush=True)
    _manage(environment | {"PORTAL_DB_ROLE": "owner"}, "migrate", "--verbosity", "0")
    size = ["--people", str(people), "--municipalities", str(SIZES.get(people, 6)), "--until", UNTIL]
    _manage(environment, "demo", "--if-empty", *size)
    _manage(environment, "demo_report")
    return environment


def _renamed(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


def _manage(environment: dict[str, str], *arguments: str) -> None:
    """With the portal's own settings: the admin's tables are not needed for its list, and it has migrations."""
    portal = environment | {"DJANGO_SETTINGS_MODULE": "soweco_portal.settings"}
    subprocess.run([sys.executable, "-m", "django", *arguments], env=portal, check=True, stdout=subprocess.DEVNULL)


def measure(people: int) -> None:
    """All of one register, in a process of its own; exits 1 when a goal is missed or the control is restless."""
    import django

    django.setup()
    parts = parse_dsn(os.environ["DATABASE_URL"])
    print(f"\n== {people} mensen ({parts['dbname']}), {ROUNDS} rondes door elkaar ==", flush=True)
    large = people > 10_000
    missed = [
        *_list(),
        *_dossier(large=large),
        *_search(),
        *walls(ROUNDS),
        *_board(large=large),
        *_figures(),
        *_memory(large=large),
        *([] if large else _register_in()),
    ]
    for line in missed:
        print(f"NIET GEHAALD: {line}", flush=True)
    sys.exit(1 if missed else 0)


def _dossier(*, large: bool) -> Iterator[str]:
    from tests.bench import dossier

    return dossier.measure(large=large)


def _board(*, large: bool) -> Iterator[str]:
    from tests.bench import board

    return board.measure(large=large)


def _register_in() -> Iterator[str]:
    from tests.bench import register

    return register.measure()


def _memory(*, large: bool) -> Iterator[str]:
    from tests.bench import memory

    return memory.measure(large=large)


def _search() -> Iterator[str]:
    from tests.bench import search

    return search.measure()


def _list() -> Iterator[str]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from municipalities.models import Membership

    consulent = Membership.objects.filter(role="consulent", municipality__cbs_code="GM0141").first()
    client = Client(HTTP_HOST="localhost")
    client.force_login(consulent.user)
    page = "/medewerkers/?show=alle"
    times = interleaved(
        beside_itself("lijst", lambda: _ok(client, page), admin=lambda: _ok(client, "/opponent/")), ROUNDS
    )
    with CaptureQueriesContext(connection) as queries:
        _ok(client, page)
    yield from judged("lijst", "admin", times, len(queries), MOST)  # BEGIN and COMMIT among them


def _ok(client: object, url: str) -> None:
    response = client.get(url)  # type: ignore[attr-defined]
    if response.status_code != 200:
        raise SystemExit(f"{url} gaf {response.status_code}")


def _figures() -> Iterator[str]:
    """Stands of twelve month ends beside counting the same months stored as rows; and the making of a whole report."""
    from django.db import connection, transaction

    from municipalities.asker import asked_by
    from reports import production
    from reports.figures import stand_table, summarise
    from reports.periods import Period
    from reports.stands import arguments, pieces_sql

    days = Period.parse("2025").month_ends
    with asked_by("figures"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        started = time.perf_counter()
        summary = summarise(pieces_sql(), arguments(days, None))
        stands = time.perf_counter() - started
        months = sum(sums.heads for (_, place), sums in summary.items() if place == "totaal")
        stand_table(days, Period.parse("2025"), None)  # a row per person and month
        started = time.perf_counter()
        cursor.execute("SELECT count(*) FROM stand")
        counting = time.perf_counter() - started
    speed, slower = months / stands, stands / counting
    print(f"standen: {speed:,.0f} persoon-maanden per seconde; count(*) over die {months:,} als rijen bewaard doet er")
    print(f"{months / counting:,.0f}: tellen van wat al klaarligt is {slower:.1f} keer zo snel")
    started = time.perf_counter()
    with transaction.atomic():  # taken back, for a second run would find the report made and keep nothing
        with asked_by(production.PROCESS):
            wish = production.request(period=Period.parse("2026Q3"), by=None)
        made = production.run(str(wish.key))
        transaction.set_rollback(True)
    took = time.perf_counter() - started
    print(f"rapport 3e kwartaal 2026: {took:.1f} s", flush=True)
    if made is None:
        yield "er kwam geen rapport"
    if took > 60:
        yield f"het rapport duurde {took:.0f} s; het doel is hoogstens 60"


if __name__ == "__main__":
    main()
