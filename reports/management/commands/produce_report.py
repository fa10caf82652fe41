from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from municipalities.asker import asked_by
from reports import production
from reports.periods import Period


class Command(BaseCommand):
    help = "Maakt het rapport van een periode, in dit proces: 2026Q3."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period")

    def handle(self, *args: Any, period: str, **options: Any) -> None:
        try:
            with asked_by("produce_report"):
                wish = production.request(period=Period.parse(period), by=None)
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        report = production.run(str(wish.key))
        with asked_by("produce_report"):
            wish.refresh_from_db()
            report = report or wish.report
        if report is None:
            raise CommandError(wish.error or "Een andere werker is ermee bezig.")
        self.stdout.write(f"{report}: {report.get_state_display()}, vingerafdruk {report.fingerprint[:12]}")
