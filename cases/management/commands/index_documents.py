from typing import Any

from django.core.management.base import BaseCommand

from cases.actions import words


class Command(BaseCommand):
    help = "Maakt documenten doorzoekbaar die dat nog niet zijn. Mag worden afgebroken en opnieuw gestart."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        while done := words.index_missing():
            total += done
            self.stdout.write(f"{total} documenten")
        self.stdout.write("Alle documenten zijn doorzoekbaar gemaakt, of zeggen waarom dat niet kan.")
