from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from municipalities import accounts, second_factor
from municipalities.asker import asked_by
from municipalities.models import User


class Command(BaseCommand):
    help = (
        "Haalt de tweede stap van een account weg, voor wie telefoon en herstelcodes kwijt is. Twee mensen doen dit: de"
        " functioneel beheerder stelt vast wie het is, wie de server beheert geeft de opdracht."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="het e-mailadres van het account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=User.objects.normalise(options["email"])).first()
        if user is None:
            raise CommandError("Er is geen account met dit e-mailadres.")
        with asked_by("forget_second_factor"):
            second_factor.forget(user)
            accounts.second_factor_changed(user, "De tweede stap van uw account is weggehaald.")
        self.stdout.write("De tweede stap is weg. Bij het volgende inloggen stelt de gebruiker een nieuwe in.")
