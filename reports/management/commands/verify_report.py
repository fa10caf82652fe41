from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import seal
from reports.editions import between
from reports.verify import Finding, examine


class Command(BaseCommand):
    help = "Controleert rapporten (PDF, JSON, XLSX, ODS, CSV) van het portaal, zonder database: is er iets veranderd?"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="BESTAND")
        parser.add_argument("--key", help="openbare sleutel van het portaal dat ze gaf; zonder: die van dit portaal")

    def handle(self, *args: Any, files: list[Path], key: str | None, **options: Any) -> None:
        keys = [key.replace(" ", "")] if key else seal.own_keys()
        findings = {path: examine(_read(path), keys) for path in files}
        for path, finding in findings.items():
            self._tell(path, finding)
        faults = between([finding.edition for finding in findings.values() if finding.edition])
        for fault in faults:
            self.stdout.write(f"FOUT: {fault}")
        if any(seal.is_for_demo(one) for one in keys):
            self.stdout.write("Let op: de sleutel van de demo bewijst niets, want iedereen heeft hem.")
        wrong = sum(not finding.ok for finding in findings.values())
        if wrong or faults:
            raise CommandError(f"{wrong} van {len(findings)} bestanden kloppen niet." if wrong else "De keten breekt.")
        self.stdout.write("Klopt: niets is veranderd.")

    def _tell(self, path: Path, finding: Finding) -> None:
        self.stdout.write(f"{path.name}:")
        for line in finding.told:
            self.stdout.write(f"  {line}")
        for fault in finding.faults:
            self.stdout.write(f"  FOUT: {fault}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path} is niet te lezen: {problem.strerror}.") from None
