"""The board's page of a released report, beside counting what it shows anew; and the page a browser kept.

And what it asks the database, beside a report of a row for each person and month (P6).
"""

import statistics
import time
from collections.abc import Iterator

from tests.bench.ratios import beside_itself, interleaved, judged

MOST = 8  # queries, and BEGIN and COMMIT
FEW, MANY = 30, 240  # rounds
LIVE = 3  # times; at 100,000 people it takes a minute each
YEARS, MONTHLY = 20, 500  # P6: so many years of months, which take so many times as long


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
    ours, monthly = sum(float(query["time"]) for query in queries), _monthly()
    print(f"maandregels over {YEARS} jaar {monthly * 1e3:8.1f} ms   vragen van het dashboard {ours * 1e3:6.1f} ms"
        f"   = {monthly / ours:.0f} keer", flush=True)  # fmt: skip
    if large and monthly / ours < MONTHLY:
        yield f"maandregels duren {monthly / ours:.0f} keer zo lang als het dashboard; het doel is {MONTHLY}"


_A_ROW_FOR_EACH_MONTH = """
SELECT m.day, r.municipality_id, count(*), sum(h.hours), sum(h.hours / 36),
    count(*) FILTER (WHERE p.form = 'BW'), count(*) FILTER (WHERE p.id IS NULL)
FROM generate_series(%(last)s::date - interval '11 months', %(last)s, '1 month') m (day)
JOIN cases_employment e ON e.starts_on <= m.day AND coalesce(e.ends_on, 'infinity') >= m.day
JOIN cases_residence r ON r.employee_id = e.employee_id
    AND r.starts_on <= m.day AND coalesce(r.ends_on, 'infinity') >= m.day
JOIN cases_contracthours h ON h.employment_id = e.id
    AND h.starts_on <= m.day AND coalesce(h.ends_on, 'infinity') >= m.day
LEFT JOIN cases_placement p ON p.employment_id = e.id
    AND p.starts_on <= m.day AND coalesce(p.ends_on, 'infinity') >= m.day
GROUP BY 1, 2
"""


def _monthly() -> float:
    """Seconds to count people, hours and forms of each month and municipality: one year counted, times `YEARS`."""
    from django.db import connection

    from municipalities.asker import asked_by
    from municipalities.models import today

    with asked_by("figures"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        started = time.perf_counter()
        cursor.execute(_A_ROW_FOR_EACH_MONTH, {"last": today().replace(day=1)})
        cursor.fetchall()
        return (time.perf_counter() - started) * YEARS


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
