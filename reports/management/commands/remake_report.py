from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from municipalities.asker import asked_by
from reports.models import Report
from reports.remake import Remade, beside_itself


class Command(BaseCommand):
    help = "Maakt een rapport opnieuw uit wat toen bekend was en zegt of het hetzelfde wordt. Er wordt niets bewaard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", metavar="KEY", help="kenmerk van een rapport, of een periode: de laatste uitgave")

    def handle(self, *args: Any, report: str, **options: Any) -> None:
        with asked_by("remake_report"):
            found = _find(report)
            remade = beside_itself(found)
        self.stdout.write(f"{found}, zoals bekend op {found.known_on.isoformat()}.")
        self.stdout.write(f"Bewaard {found.fingerprint}, opnieuw {remade.fingerprint}.")
        if remade.equal:
            self.stdout.write("Gelijk: opnieuw gemaakt zegt het rapport precies hetzelfde.")
            return
        self._tell(remade)
        raise CommandError("Niet gelijk.")

    def _tell(self, remade: Remade) -> None:
        for where in remade.differences:
            self.stdout.write(f"Anders: {where}.")
        if remade.destroyed_since:
            self.stdout.write("Sindsdien zijn (delen van) dossiers vernietigd. Dat is niet meer na te tellen.")
        if remade.kept_whole:
            self.stdout.write("De bewaarde uitgave is heel: haar eigen vingerafdruk klopt. Haar cijfers blijven staan.")
        else:
            self.stdout.write("De bewaarde uitgave klopt niet met haar eigen vingerafdruk.")
        if all(where.endswith(("omschrijvingen", "indeling")) for where in remade.differences):
            self.stdout.write("De cijfers zijn gelijk; alleen de omschrijvingen van het portaal zijn veranderd.")


def _find(named: str) -> Report:
    try:
        one = {"key": UUID(named)}
    except ValueError:
        one = {"period": named}  # type: ignore[dict-item]
    found = Report.objects.filter(**one).order_by("-edition").first()
    if found is None:
        raise CommandError(f"Er is geen rapport {named}.")
    return found
