"""What a report takes of the machine's memory: making it, and its PDF, each in a process of its own (decision 0063).

Of a process counts its highest resident size, so that what was freed again counts too; of a PDF that of the process
that sets it as well.
"""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# Megabytes that may come on top of what the process had: of a small register, of a large one (342 municipalities).
MAKING = (20, 75)
PRINTING = (20, 95)
SETTING = (140, 240)  # the process that sets the PDF, whole
PERIOD = "2026Q3"


def measure(*, large: bool) -> Iterator[str]:
    """Prints what each took; yields the goals that are missed."""
    made, printed = _of("making"), _of("printing")
    print(f"geheugen: rapport maken +{made[1]} MB boven {made[0]}; PDF +{printed[1]} MB boven {printed[0]},"
        f" en het zetten ervan {printed[2]} MB in een eigen proces", flush=True)  # fmt: skip
    taken = {"het maken van een rapport": (made[1], MAKING), "de PDF": (printed[1], PRINTING),
        "het zetten van de PDF": (printed[2], SETTING)}  # fmt: skip
    for what, (took, goals) in taken.items():
        if took > goals[large]:
            yield f"{what} nam {took} MB; het doel is hoogstens {goals[large]}"


def _of(what: str) -> list[int]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", what], check=True, capture_output=True, text=True
    )
    return [int(number) for number in told.stdout.split()[-3:]]


def _highest() -> int:
    """Not `ru_maxrss`: a new process begins with that of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _making() -> Callable[[], None]:
    from django.db import transaction

    from reports import production
    from reports.periods import Period

    def make() -> None:
        with transaction.atomic():  # taken back, for a second run would find the report made and keep nothing
            production.run(str(production.request(period=Period.parse(PERIOD), by=None).key))
            transaction.set_rollback(True)

    return make


def _printing() -> Callable[[], None]:
    from reports.document import document_of
    from reports.documents import FORMATS
    from reports.models import Report

    return lambda: print(len(FORMATS["pdf"].render(document_of(Report.objects.released().latest("period")))))


def _answer(what: str) -> None:
    """Does it, and says the highest size before, what came on top, and that of a process that it started."""
    import django

    django.setup()
    from municipalities.asker import asked_by

    act = {"making": _making, "printing": _printing}[what]()  # with what it imports, which is no report's
    with asked_by("figures"):
        before = _highest()
        act()
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(before, _highest() - before, started)


if __name__ == "__main__":
    _answer(sys.argv[1])
