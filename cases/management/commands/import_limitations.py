"""The nature of limitations comes in here and nowhere else: no screen has it, for the statistic alone may use it.

Apart from the register's files, since those are also given to others; `register-format.md` has no place for it.
"""

import csv
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cases.models import Limitation, Nature, WswEmployee
from municipalities.asker import asked_by

COLUMNS = ["personeelsnummer", "aard"]


class Command(BaseCommand):
    help = "Neemt de aard van de beperking in (CSV met personeelsnummer en aard), alles of niets. Voor de statistiek."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames != COLUMNS:
                self._refuse([f"De kolommen zijn niet {' en '.join(COLUMNS)}."])
            given = [(nth, row["personeelsnummer"], row["aard"]) for nth, row in enumerate(rows, start=2)]
        with asked_by("import_limitations"):
            saved = self._take(given)
        self.stdout.write(f"{saved} bewaard.")

    def _take(self, given: list[tuple[int, str, str]]) -> int:
        known = {each.personnel_number: each.pk for each in WswEmployee.objects.only("personnel_number")}
        # A reason says which row, never what it said: it may end up in a log.
        wrong = [f"Rij {nth}: onbekend personeelsnummer." for nth, number, _ in given if number not in known]
        wrong += [
            f"Rij {nth}: kies uit {', '.join(Nature.values)}."
            for nth, _, nature in given
            if nature not in Nature.values
        ]
        times = Counter(number for _, number, _ in given)
        wrong += [
            f"Rij {nth}: deze persoon staat er meer dan een keer." for nth, number, _ in given if times[number] > 1
        ]
        if wrong:
            self._refuse(wrong)
        for _, number, nature in given:
            Limitation.objects.update_or_create(employee_id=known[number], defaults={"nature": nature})
        return len(given)

    def _refuse(self, reasons: list[str]) -> None:
        for reason in reasons:
            self.stderr.write(reason)
        self.stderr.write(f"{len(reasons)} fouten. Er is niets bewaard.")
        sys.exit(1)
