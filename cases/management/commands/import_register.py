import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cases.register.load import Refused, load
from cases.signals.refresh import refresh
from municipalities.asker import asked_by
from municipalities.models import today
from municipalities.traces import Act, note


class Command(BaseCommand):
    help = "Neemt een register in (map met CSV-bestanden, of een XLSX/ODS-werkboek): alles of niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="controleer alleen; bewaar niets")
        parser.add_argument("--json", action="store_true", help="geef fouten als JSON")

    def handle(self, *args: Any, path: Path, dry_run: bool, json: bool, **options: Any) -> None:
        try:
            with asked_by("import_register"):
                taken = load(path, dry_run=dry_run)
                if not dry_run:  # who was in it stands in the history of every row
                    note(Act.REGISTER_IMPORTED, detail=f"personen: {taken.of('personen')}")
                    refresh(today())
        except Refused as refused:
            self._tell(refused, as_json=json)
            sys.exit(1)
        self.stdout.write("[]" if json else f"{taken}\n{'Niets bewaard (proef).' if dry_run else 'Bewaard.'}")

    def _tell(self, refused: Refused, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([fault.as_dict() for fault in refused.faults], ensure_ascii=False))
            return
        for fault in refused.faults:
            self.stderr.write(str(fault))
        self.stderr.write(f"{len(refused.faults)} fouten. Er is niets bewaard.")
