from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cases import dutch
from cases.models import WswEmployee
from cases.register.write import write
from municipalities.asker import asked_by
from municipalities.traces import Act, note


class Command(BaseCommand):
    help = "Schrijft het hele register als CSV-bestanden in een map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        with asked_by("export_register"):
            counts = write(path)
            keys = list(WswEmployee.objects.values_list("key", flat=True))
            note(Act.REGISTER_EXPORTED, subjects=keys, detail=dutch.count(len(keys), "dossier", "dossiers"))
        for name, count in counts.items():
            self.stdout.write(f"{name}.csv: {count} rijen")
