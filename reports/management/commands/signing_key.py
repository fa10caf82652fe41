from typing import Any

from django.core.management.base import BaseCommand

from reports import seal


class Command(BaseCommand):
    help = "Toont de openbare sleutel waarmee anderen de rapporten van dit portaal controleren."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(seal.public_key())
        if seal.is_for_demo(seal.public_key()):
            self.stderr.write("Let op: dit is de sleutel van de demo. Stel PORTAL_SIGNING_KEY in.")
