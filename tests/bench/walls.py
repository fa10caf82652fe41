"""What the second wall costs the list and a search: the same pages asked as the portal's role and as the owner.

The owner passes every wall by a policy that says so, and PostgreSQL then plans without them. A role belongs to a
connection, so each is a process of its own; they take turns.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.ratios import WARM_UP

PAGES = {"lijst": "/medewerkers/?show=alle", "zoeken": "/medewerkers/?show=alle&q=jansen"}
GOAL = 1.15  # P17: with walls / without
ROLES = ("app", "owner")


def walls(rounds: int) -> Iterator[str]:
    """Prints what the walls cost each page; yields what misses the goal."""
    asked = [subprocess.Popen([sys.executable, "-m", "tests.bench.walls"], env=os.environ | {"PORTAL_DB_ROLE": role},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for role in ROLES]  # fmt: skip
    for name, page in PAGES.items():
        times: tuple[list[float], list[float]] = ([], [])
        for round_ in range(rounds + WARM_UP):
            for process, its in list(zip(asked, times, strict=True))[:: 1 if round_ % 2 else -1]:
                took = _asks(process, page)
                if round_ >= WARM_UP:
                    its.append(took)
        within, without = (statistics.median(its) for its in times)
        ratio = within / without
        print(
            f"{name} met muur {within * 1e3:6.1f} ms   zonder {without * 1e3:6.1f} ms   = {ratio:.2f} keer", flush=True
        )
        if ratio > GOAL:
            yield f"de muur maakt '{name}' {ratio:.2f} keer zo lang; het doel is hoogstens {GOAL}"
    for process in asked:
        process.communicate()


def _asks(process: "subprocess.Popen[str]", page: str) -> float:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{page}\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def _answer() -> None:
    """Asks each page that comes in, as the role of this process, and says how many seconds it took."""
    import django

    django.setup()
    from django.test import Client

    from municipalities.models import Membership

    client = Client(HTTP_HOST="localhost")
    client.force_login(Membership.objects.filter(role="consulent", municipality__cbs_code="GM0141")[0].user)
    for page in sys.stdin:
        started = time.perf_counter()
        response = client.get(page.strip())
        took = time.perf_counter() - started
        if response.status_code != 200:
            raise SystemExit(f"{page} gaf {response.status_code}")
        print(took, flush=True)


if __name__ == "__main__":
    _answer()
