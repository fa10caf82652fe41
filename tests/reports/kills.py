"""Reports are asked for while a worker, the broker or the database is killed: nothing lost, twice or torn.

`python -m tests.reports.kills --rounds 200`, on servers of its own (PORTAL_DATA_DIR says where). Each round asks for
the report of one quarter and kills one part at a moment thrown with dice; every third gives its task to the worker
three times more.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from soweco_portal import postgres, processes, services, supervisor

QUARTERS = 24  # of which reports are asked for; after that again, and then the edition that is there is the answer
WORKER = f"worker --pool {supervisor.pool()} --concurrency 1 --without-gossip --without-mingle --without-heartbeat"
BEAT = "beat --pidfile= --schedule"
PATIENCE = 60  # seconds in which a report must be there, else it is lost
LONGEST_MAKING = 2.0  # seconds: within these the dice choose the moment
# Defects that the drill must see (`--defect`), laid in the worker before it starts.
DEFECTS = {
    "": "",
    "no lease": "from django.db.models import Q; production._claimable = lambda: Q(state='wachtend')",
    # And content that is never the same: else the second edition is not kept, for it says what the first says (R81).
    # Whether it is free is not asked. (And content is never the same: a second edition that says the same is not kept.)
    "no claim": "made = production.Production.objects; production.claim = lambda key: (made.filter(key=key).update("
    "state='bezig', claim=production.uuid.uuid4()), made.get(key=key))[1]; import time; count = production.content_of;"
    " production.content_of = lambda *what: count(*what) | {'now': str(time.time())}",
}
BEGIN = """import sys, django; django.setup(); from reports import production; {defect}
from soweco_portal.celery import app; app.worker_main(sys.argv[1:])"""


class Lost(Exception):
    """A report that was asked for and does not come."""


class Parts:
    """The worker and the beat, started here; the two servers, started by the portal."""

    def __init__(self, defect: str) -> None:
        self.defect = DEFECTS[defect]
        self.worker = self._work()
        self.beat = self._start("-m", "celery", "--app", "soweco_portal", *BEAT.split(), f"{_home()}/kills-beat")

    def _work(self) -> "subprocess.Popen[bytes]":
        return self._start("-c", BEGIN.format(defect=self.defect), *WORKER.split(), "--loglevel", "ERROR")

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        log = (services.place().home / "kills.log").open("ab")
        return subprocess.Popen([sys.executable, *words], stdout=log, stderr=log, start_new_session=True)

    def kill_child(self) -> None:
        """The process that makes reports, where the worker has one apart; its parent starts another."""
        children = [one for one in processes.in_session(self.worker.pid) if one.pid != self.worker.pid]
        for child in children:
            os.kill(child.pid, signal.SIGKILL)

    def kill_worker(self) -> None:
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.worker = self._work()

    def kill_broker(self) -> None:
        found = services._broker(services.place())
        if found:
            os.kill(found[0].pid, signal.SIGKILL)
        services.ensure()

    def flush_broker(self) -> None:
        import redis

        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()

    def kill_database(self) -> None:
        found = postgres.running(services.place())
        if found:
            os.kill(found[0].pid, signal.SIGKILL)
        services.ensure()

    def stop(self) -> None:
        for part in (self.worker, self.beat):
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()


def _home() -> str:
    return str(services.place().home)


@contextmanager
def _parts(defect: str) -> Iterator[Parts]:
    parts = Parts(defect)
    try:
        yield parts
    finally:
        parts.stop()


def _again(act: Callable[[], object]) -> object:
    """`act()`, also when the database was killed under it; once more then, as whoever asked would."""
    from django.db import DatabaseError, connection

    for _ in range(100):
        try:
            return act()
        except DatabaseError:
            connection.close()
            time.sleep(0.1)
    raise AssertionError("the database stays away")


def rounds(parts: Parts, many: int, dice: random.Random) -> Iterator[float]:
    """Seconds per round from the kill (and the start of what was killed) to the report."""
    from django.utils import timezone

    from municipalities.asker import asked_by
    from reports import production
    from reports.models import Production, ProductionState
    from reports.periods import Period
    from reports.tasks import produce_report

    last = Period.quarter_of(timezone.localdate()).back(1)
    acts: list[Callable[[], None]] = [
        parts.kill_child, parts.kill_worker, parts.kill_broker, parts.flush_broker, parts.kill_database,
    ]  # fmt: skip
    for nth in range(many):
        period = last.back(nth % QUARTERS)

        def ask(period: Period = period) -> str:
            with asked_by("request_due_reports"):
                return str(production.request(period=period, by=None).key)

        key = str(_again(ask))
        if nth % 3 == 2:
            for _ in range(3):
                produce_report.delay(key)
        time.sleep(dice.uniform(0, LONGEST_MAKING))
        act = acts[nth % len(acts)]
        act()
        began = time.monotonic()

        def state(key: str = key) -> str:
            return Production.objects.get(key=key).state

        while _again(state) != ProductionState.KLAAR:
            if time.monotonic() - began > PATIENCE:
                raise Lost(f"LOST: round {nth}, {act.__name__}, {period}: {_again(state)}")
            time.sleep(0.1)
        yield time.monotonic() - began


_WHAT = "month_end, employee_id, scheme, municipality, hours, category, leave, form, departure"
_APART = f"""SELECT count(*) FROM (
    (SELECT {_WHAT} FROM stand EXCEPT ALL SELECT {_WHAT} FROM reports_frozenstand WHERE report_id = %s) UNION ALL
    (SELECT {_WHAT} FROM reports_frozenstand WHERE report_id = %s EXCEPT ALL SELECT {_WHAT} FROM stand)) other"""


def faults() -> Iterator[str]:
    """What is there twice, torn or of nobody, when all rounds are over."""
    from django.db import connection

    from municipalities.asker import asked_by
    from reports.content import fingerprint
    from reports.editions import broken
    from reports.figures import stand_table
    from reports.models import Production, ProductionState, Report
    from reports.periods import Period
    from reports.veiled import veiled

    with asked_by("figures"):
        for report in Report.objects.all():
            if report.edition != 1:
                yield f"TWICE: {report.period} has edition {report.edition}"
            if not Production.objects.filter(report=report, state=ProductionState.KLAAR).exists():
                yield f"OF NOBODY: {report.period}"
            period = Period.parse(report.period)
            stand_table(period.days_counted, period, report.known_on)
            with connection.cursor() as cursor:
                cursor.execute(_APART, [report.pk, report.pk])
                if cursor.fetchone() != (0,):
                    yield f"TORN: {report.period} has other stands than were known then"
        yield from (f"TORN: {each}" for each in broken(Report.objects.order_by("number"), fingerprint, veiled))
        unfinished = Production.objects.exclude(state=ProductionState.KLAAR).count()
        if unfinished:
            yield f"LOST: {unfinished} wishes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--defect", choices=DEFECTS, default="")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.randrange(10**6)
    services.ensure()
    import django

    django.setup()
    print(f"seed {seed}", flush=True)
    took, wrong = list[float](), list[str]()
    try:
        with _parts(asked.defect) as parts:
            took.extend(rounds(parts, asked.rounds, random.Random(seed)))
    except Lost as lost:
        wrong.append(str(lost))
    wrong += faults()
    print(*wrong, sep="\n")
    print(f"{len(took)} rounds, slowest {max(took, default=0):.1f} s after the part was back", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
