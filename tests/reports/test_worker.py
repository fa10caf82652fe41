"""The whole way once, nothing of it made up: a page, PostgreSQL, the broker, and a worker in a process of its own."""

from collections.abc import Iterator

import pytest
from django.test import Client

from reports.models import Production, ProductionState, Report
from tests import processes, situations

WORKER = "-m celery --app soweco_portal worker --pool solo --concurrency 1 --loglevel INFO"
PLAIN = "--without-gossip --without-mingle --without-heartbeat"


@pytest.fixture
def worker(committed: None) -> Iterator[None]:
    process = processes.start(*WORKER.split(), *PLAIN.split())
    assert process.stdout is not None
    assert any("ready." in line for line in iter(process.stdout.readline, ""))
    yield
    process.terminate()
    said = process.communicate(timeout=30)[0]
    assert "Traceback" not in said


def test_ellen_asks_on_the_page_and_the_worker_makes_it(worker: None, client: Client) -> None:
    situations.make_neighbours(situations.ENOUGH)
    client.force_login(situations.make_member("Ellen Voorbeeld", "controller", "Almelo"))
    response = client.post("/rapportages/maken/", {"period": situations.LAST_QUARTER.code})
    progress = response["Location"]
    asked = Production.objects.get()
    assert progress == f"/rapportages/productie/{asked.key}/"
    done = {ProductionState.KLAAR, ProductionState.MISLUKT}
    processes.until(lambda: Production.objects.get().state in done, 120, "the worker did not make the report")
    report = Report.objects.get()
    page = client.get(progress).content.decode()
    assert "Het rapport is klaar" in page
    assert f'href="/rapportages/{report.key}/"' in page
    assert report.made_by == asked.requested_by is not None
    assert client.get(f"/rapportages/{report.key}/").status_code == 200
