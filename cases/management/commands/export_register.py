from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cases.register.write import write
from municipalities.asker import asked_by


class Command(BaseCommand):
    help = "Schrijft het hele register als CSV-bestanden in een map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        with asked_by("export_register"):
            counts = write(path)
        for name, count in counts.items():
            self.stdout.write(f"{name}.csv: {count} rijen")
