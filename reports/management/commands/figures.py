import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from municipalities.asker import asked_by
from reports import figures
from reports.periods import Period
from reports.subjects import values_of
from reports.subjects.declare import Counting


class Command(BaseCommand):
    help = "Telt de cijfers van een periode: 2026Q3, 2026H1, 2026 of 2026-09."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period")
        parser.add_argument("--municipality", help="CBS-code, buiten of totaal")
        parser.add_argument("--known-on", help="zoals bekend op dit moment, bijvoorbeeld 2026-10-12T09:00")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, period: str, municipality: str | None, known_on: str | None, **options: Any) -> None:
        try:
            parsed, moment = Period.parse(period), _moment(known_on)
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        with asked_by("figures"):
            if municipality and municipality not in figures.places():
                raise CommandError(
                    f"{municipality} is geen deelnemende gemeente, {figures.OUTSIDE} of {figures.TOTAL}."
                )
            try:
                values = [*figures.compute(parsed, moment), *_of_subjects(parsed, moment)]
            except ValueError as refusal:
                raise CommandError(str(refusal)) from None
        wanted = [value.as_dict() for value in values if municipality in (None, value.municipality)]
        known = (moment or timezone.now()).astimezone(timezone.get_current_timezone()).isoformat(timespec="seconds")
        if options["json"]:
            self.stdout.write(
                json.dumps({"period": parsed.code, "known_on": known, "figures": wanted}, ensure_ascii=False)
            )
            return
        for row in wanted:
            dims = " ".join(row["dims"].values())
            self.stdout.write(
                f"{row['table']} {row['municipality']:>7} {row['figure']:<16} {dims:<10}"
                f" {row['value']:>10} {row['unit']}"
            )


def _of_subjects(period: Period, known_on: datetime | None) -> list[figures.Value]:
    """Those of the other tables, from the stands that were just made."""
    names = {code: code for code in figures.places()}
    return values_of(Counting(period, known_on, "stand", figures.summarise_table("stand"), names))


def _moment(given: str | None) -> datetime | None:
    """A moment in Europe/Amsterdam when no zone is given. ValueError in Dutch when it is no moment."""
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{given!r} is geen moment. Schrijf 2026-10-12T09:00.") from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
