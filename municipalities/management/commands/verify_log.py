import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from municipalities import chain
from municipalities.asker import asked_by


class Command(BaseCommand):
    help = "Rekent de keten over beide logboeken na en noemt de eerste regel die niet klopt (dan is de uitkomst 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", type=Path, help="koppen die eerder naar buiten gingen (standaard: TRACE_HEADS)")

    def handle(self, *args: Any, head: Path | None, **options: Any) -> None:
        if head and not head.exists():
            raise CommandError(f"{head} is er niet. Geef het bestand met koppen.")
        try:
            heads = chain.exported(head or settings.TRACE_HEADS)
        except (ValueError, KeyError):
            raise CommandError(f"{head or settings.TRACE_HEADS} bevat een regel die geen kop is.") from None
        begin = time.monotonic()
        with asked_by("verify_log"):
            found = chain.verify(heads)
            chain.record(found)
        self._tell(found, len(heads), time.monotonic() - begin)
        if found.faults:
            sys.exit(1)

    def _tell(self, found: chain.Verified, heads: int, seconds: float) -> None:
        for fault in found.faults:
            self.stderr.write(str(fault))
        outcome = "De keten klopt niet" if found.faults else "De keten klopt"
        self.stdout.write(f"{outcome}: {found.links} schakels, {heads} koppen van eerder, in {seconds:.1f} s.")
        if found.head:
            self.stdout.write(f"Kop: {found.head.position} {found.head.hash}")
