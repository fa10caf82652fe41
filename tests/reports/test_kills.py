"""Worker, broker and database are killed while reports are made: nothing lost, nothing twice, nothing torn (Q25-Q27).

On servers of its own, that may die. Short here, on one of three days; `make drills` kills two hundred times and looks
at the clock.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from soweco_portal import places
from soweco_portal.places import ROOT, Place
from tests import turns

OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORTAL_ENV", "PYTEST_ADDOPTS")
BACK_WITHIN = 15  # seconds after the worker is back (quality.md Q25)


@pytest.fixture(scope="module")
def apart() -> Iterator[dict[str, str]]:
    """The environment of servers of our own, with forty people who were never there."""
    folder = places.place(test=True).home / "kills"
    without = {name: value for name, value in os.environ.items() if name not in OURS}
    # Test servers do not wait for the disk; what was acknowledged must survive a kill here.
    here = {"PORTAL_DATA_DIR": str(folder), "PORTAL_TEST_SERVICES": "1", "PGOPTIONS": "-c synchronous_commit=on"}
    environment = without | here | {"DJANGO_SETTINGS_MODULE": "soweco_portal.settings"}
    try:
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "demo", "--people", "40")
        yield environment
    finally:
        manage(environment, "services", "remove-test-data")
        places.remove(Place(home=folder, rooms=folder, account=None, durable=False))


def manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, timeout=300)


def drill(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Whether all was well, and what it told."""
    command = [sys.executable, "-m", "tests.reports.kills", *words]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=7200)
    return told.returncode, told.stdout + told.stderr


@turns.every(3)  # that a killed worker is taken over stands in test_production.py each time
def test_every_part_dies_once(apart: dict[str, str]) -> None:
    code, told = drill(apart, "--rounds", "5")
    assert code == 0, told


@pytest.mark.drill
def test_two_hundred_kills(apart: dict[str, str]) -> None:
    code, told = drill(apart, "--rounds", "200")
    assert code == 0, told
    slowest = re.search(r"slowest ([\d.]+) s", told)
    assert slowest, told
    assert float(slowest[1]) <= BACK_WITHIN, told


@pytest.mark.drill
@pytest.mark.parametrize(("defect", "seen"), [("no lease", "LOST"), ("no claim", "TWICE")])
def test_a_defect_is_seen(apart: dict[str, str], defect: str, seen: str) -> None:
    """A lost worker that nobody takes over from; and two workers that both make it."""
    code, told = drill(apart, "--rounds", "40", "--defect", defect)
    assert code != 0
    assert seen in told
