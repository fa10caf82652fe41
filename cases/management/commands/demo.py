import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases import demo
from cases.demo import (
    agreements,
    assessing,
    attention,
    beside,
    corrections,
    doubles,
    guiding,
    openings,
    other_laws,
)
from cases.demo.logins import LOGINS, PASSWORD
from cases.models import WswEmployee
from cases.register.load import load
from municipalities.asker import asked_by
from municipalities.models import Municipality, User, today


class Command(BaseCommand):
    help = "Laadt een fictief register, door dezelfde import als elk ander register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=1150, help="mensen in 2019 (1150)")
        parser.add_argument("--seed", type=int, default=2019, help="zelfde getal, zelfde register (2019)")
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="tot en met deze dag (vandaag)")
        parser.add_argument("--municipalities", type=int, default=6, help="deelnemende gemeenten (6)")
        parser.add_argument("--if-empty", action="store_true", help="doe niets als er al mensen zijn")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.FICTITIOUS:
            raise CommandError("Hier staan echte mensen: een demo wordt niet geladen.")
        if _anybody():
            if options["if_empty"]:
                return
            raise CommandError("Er staan al mensen in het register. De demo begint met een leeg register.")
        with tempfile.TemporaryDirectory() as folder:
            summary = demo.generate(
                Path(folder),
                people=options["people"],
                seed=options["seed"],
                until=options["until"] or today(),
                municipalities=options["municipalities"],
            )
            with asked_by("demo"):
                _take_part(summary.municipalities)
                taken = load(Path(folder))
                beside.add(options["until"] or today())
                _give_passwords()
                corrections.explain(today())
                guiding.write(today(), options["seed"])
                assessing.write(today())
                agreements.agree(options["seed"], options["until"] or today())
                other_laws.add(today(), options["seed"])
                openings.lay(today())
                doubles.lay(today())
                attention.lay(today())
        self.stdout.write(
            f"Fictief register: {summary.people} mensen, {summary.in_service} nu in dienst,"
            f" {taken.new['plaatsingen']} plaatsingen."
        )


def _anybody() -> bool:
    with asked_by("demo"):  # without an asker there is nobody to be seen
        return WswEmployee.objects.exists()


def _take_part(municipalities: Iterable[tuple[str, str]]) -> None:
    """The made-up municipalities of a large demo take part as the six do."""
    known = set(Municipality.objects.values_list("cbs_code", flat=True))
    Municipality.objects.bulk_create(
        Municipality(cbs_code=code, name=name, slug=code.lower(), takes_part=True)
        for code, name in municipalities
        if code not in known
    )


def _give_passwords() -> None:
    """One account per role can log in at once; the others have no password."""
    for user in User.objects.filter(email__in=[login.email for login in LOGINS]):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
