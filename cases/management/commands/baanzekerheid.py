import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import dutch
from cases.job_security import Lost, lost_days, people_per_kind
from cases.models import WswEmployee
from municipalities.asker import asked_by
from municipalities.traces import Act, note


class Command(BaseCommand):
    help = (
        "Wie had in deze periode een dag zonder dienstverband, uren of werkvorm? Niemand, of de mensen en hun dagen "
        "(dan is de uitkomst 1)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--van", type=_day, required=True, help="eerste dag, bijvoorbeeld 2021-01-01")
        parser.add_argument("--tot", type=_day, required=True, help="laatste dag")
        parser.add_argument("--overgang", type=_day, help="alleen wie op deze dag van werkgever of uitvoerder wisselde")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, van: date, tot: date, overgang: date | None, **options: Any) -> None:
        if tot < van:
            raise CommandError("De laatste dag ligt voor de eerste.")
        with asked_by("baanzekerheid"):
            found = lost_days(WswEmployee.objects.all(), van, tot, over=overgang)
            if found:
                note(Act.PEOPLE_LISTED, subjects={each.key for each in found})
        if options["json"]:
            self.stdout.write(json.dumps([_told(each) for each in found], ensure_ascii=False))
        else:
            self._tell(found, dutch.period(van, tot))
        if found:
            sys.exit(1)

    def _tell(self, found: list[Lost], period: str) -> None:
        for missing, people in people_per_kind(found).items():
            self.stdout.write(f"Zonder {missing}, {period}: {dutch.count(people, 'medewerker', 'medewerkers')}.")
        for each in found:
            days = f"{dutch.period(each.first, each.last)} ({dutch.count(each.days, 'dag', 'dagen')})"
            self.stdout.write(f"  {each.missing:<13} {each.personnel_number:<12} {days}")


def _told(lost: Lost) -> dict[str, str | int]:
    return {
        "zonder": lost.missing, "personeelsnummer": lost.personnel_number, "van": lost.first.isoformat(),
        "tot": lost.last.isoformat(), "dagen": lost.days,
    }  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is geen dag. Schrijf bijvoorbeeld 2021-01-01.") from None
