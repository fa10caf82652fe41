"""The board's page of a released report, beside counting what it shows anew; and the page a browser kept."""

import statistics
import time
from collections.abc import Iterator

from tests.bench.ratios import beside_itself, interleaved, judged

MOST = 8  # queries, and BEGIN and COMMIT
FEW, MANY = 30, 240  # rounds
LIVE = 3  # times; at 100,000 people it takes a minute each


def measure(*, large: bool) -> Iterator[str]:
    """Prints the ratio; yields the goals that are missed."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from municipalities.models import Membership

    client = Client(HTTP_HOST="localhost")
    client.force_login(Membership.objects.filter(role="board_member").order_by("pk")[0].user)
    mark = client.get("/dashboard/").headers.get("ETag")
    if mark is None:
        raise SystemExit("er is geen vrijgegeven rapport")

    def ask(status: int, **headers: str) -> None:
        got = client.get("/dashboard/", headers=headers).status_code
        if got != status:
            raise SystemExit(f"het dashboard gaf {got}")

    kept = {"bewaard": lambda: ask(304, **{"if-none-match": mark})}
    times = interleaved(beside_itself("dashboard", lambda: ask(200), **kept), FEW if large else MANY)
    with CaptureQueriesContext(connection) as queries:
        ask(200)
    asked = [query["sql"] for query in queries if query["sql"] not in {"BEGIN", "COMMIT"}]
    times["zelf tellen"] = [_live() for _ in range(1 if large else LIVE)]
    print(f"bewaard dashboard (304) {statistics.median(times['bewaard']) * 1e3:6.1f} ms")
    yield from judged("dashboard", "zelf tellen", times, len(asked), MOST)


def _live() -> float:
    """Seconds to count the figures of that report from the register, as its maker does."""
    from municipalities.asker import asked_by
    from municipalities.recorded import moment_of_knowing
    from reports.content import content_of, lay_stands
    from reports.models import Report
    from reports.periods import Period

    with asked_by("figures"):
        period = Period.parse(Report.objects.released().latest("period").period)
        started = time.perf_counter()
        known_on = moment_of_knowing()
        lay_stands(period, known_on)
        content_of(period, known_on)
        return time.perf_counter() - started
