from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from municipalities.access import ROLES, WATCHES
from municipalities.actions import users
from municipalities.asker import asked_by
from municipalities.models import Membership, User, today
from municipalities.traces import Act, note


class Command(BaseCommand):
    help = (
        "Geeft iemand vanaf vandaag de rol van functioneel beheerder of privacy officer. Voor de eerste van hen, en als"
        " er niemand is die een rol kan bevestigen. Alle andere rollen geven zij, met zijn tweeën, in het portaal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="het e-mailadres van het account; is er geen, dan komt het er")
        parser.add_argument("role", choices=sorted(WATCHES), help="welke rol")
        parser.add_argument("--name", default="", help="de naam, voor een nieuw account")

    def handle(self, *args: Any, **options: Any) -> None:
        with asked_by("give_role"):
            user = User.objects.filter(email=User.objects.normalise(options["email"])).first()
            if user is None and not options["name"]:
                raise CommandError("Er is geen account met dit e-mailadres. Geef met --name de naam, dan komt het er.")
            user = user or users.add(email=options["email"], name=options["name"])
            if Membership.objects.current().filter(user=user, role=options["role"]).exists():
                raise CommandError("Deze gebruiker heeft deze rol al.")
            Membership.objects.create(user=user, role=options["role"], starts_on=today())
            note(Act.MEMBERSHIP_CHANGED, account=user.key, detail=f"gegeven: {options['role']}, op de server")
            users.invite(user)
        self.stdout.write(f"{user} is vanaf vandaag {ROLES[options['role']].label}. De uitnodiging is verstuurd.")
