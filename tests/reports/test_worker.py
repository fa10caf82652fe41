"""The whole way once, nothing of it made up: a page, PostgreSQL, the broker, and a worker in a process of its own.

With the schedule, as in the portal: the broker carries a hint, and one that gets lost is given again.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from reports.models import Production, ProductionState, Report
from tests import processes, situations

WORKER = "-m celery --app soweco_portal worker --pool solo --concurrency 1 --loglevel INFO"
PLAIN = "--without-gossip --without-mingle --without-heartbeat"


@pytest.fixture
def worker(committed: None, tmp_path: Path) -> Iterator[Path]:
    """What a worker, running by now, says."""
    says = tmp_path / "worker.log"
    with says.open("w") as log:
        schedule = ("--beat", "--schedule", str(tmp_path / "beat"))
        process = processes.start(*WORKER.split(), *PLAIN.split(), *schedule, log=log)
        try:
            processes.until(lambda: "ready." in says.read_text(), 60, "the worker did not start")
            yield says
        finally:
            process.terminate()
            process.wait(timeout=30)
    # Our log writes a fault as the kind of its exception; a worker that does not get so far writes a traceback.
    assert "Traceback" not in says.read_text()
    assert " ERROR " not in says.read_text()


def test_ellen_asks_on_the_page_and_the_worker_makes_it(worker: Path, client: Client) -> None:
    situations.make_neighbours(situations.ENOUGH)
    client.force_login(situations.make_member("Ellen Voorbeeld", "controller", "Almelo"))
    response = client.post("/rapportages/maken/", {"period": situations.LAST_QUARTER.code})
    progress = response["Location"]
    asked = Production.objects.get()
    assert progress == f"/rapportages/productie/{asked.key}/"
    done = {ProductionState.KLAAR, ProductionState.MISLUKT}
    processes.until(
        lambda: Production.objects.get().state in done,
        120,
        lambda: f"no report: {Production.objects.values().get()}; the worker said: {worker.read_text()}",
    )
    report = Report.objects.get()
    page = client.get(progress).content.decode()
    assert "Het rapport is klaar" in page
    assert f'href="/rapportages/{report.key}/"' in page
    assert report.made_by == asked.requested_by is not None
    assert client.get(f"/rapportages/{report.key}/").status_code == 200
