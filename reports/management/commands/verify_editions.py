from typing import Any

from django.core.management.base import BaseCommand, CommandError

from municipalities.asker import asked_by
from reports.content import fingerprint
from reports.editions import broken
from reports.models import Report
from reports.veiled import veiled


class Command(BaseCommand):
    help = "Rekent alle bewaarde uitgaven na: inhoud, vingerafdruk, handtekening en de keten ertussen."

    def handle(self, *args: Any, **options: Any) -> None:
        with asked_by("verify_editions"):
            reports = Report.objects.select_related("unmasked").order_by("number")
            count = reports.count()
            faults = list(broken(reports.iterator(chunk_size=20), fingerprint, veiled))
        for fault in faults:
            self.stdout.write(f"{fault.number}, {fault.label}: {fault.fault}")
        if faults:
            raise CommandError(f"{len(faults)} keer klopt iets niet. Bewaar de back-ups en meld het.")
        self.stdout.write(f"Klopt: {count} uitgaven, de keten is heel.")
