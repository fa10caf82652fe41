"""The inzage letter: what `inzage.gather` found, told in plain Dutch on paper, and the same as data for a machine.

The data file sits inside the PDF, so that whoever has the letter has everything (AVG art. 12(1), 15(1) and 15(3)).
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from cases.letters import page
from cases.letters.inzage import LAYERS, Part, Row
from cases.letters.page import FILE, Block, Letter, bullets, heading, pairs, rows, text
from cases.models import PrivacyRequest
from municipalities.processing import EMPLOYEES, KEPT, RECIPIENTS, tables

TITLE = "Dit weten wij van u"
RIGHTS = (
    "Klopt er iets niet? Vraag ons om het te verbeteren (AVG art. 16).",
    "Hebben wij iets niet meer nodig? Vraag ons om het te wissen (AVG art. 17). Soms moet het van de wet blijven.",
    "Vraag ons om uw gegevens even niet te gebruiken, bijvoorbeeld tot iets is uitgezocht (AVG art. 18).",
    "Bent u het er niet mee eens dat wij uw gegevens gebruiken? Maak bezwaar (AVG art. 21).",
    "Bent u niet tevreden over ons antwoord? Dien een klacht in bij de Autoriteit Persoonsgegevens (AVG art. 77).",
)
NO_MACHINE = "Er beslist geen computer over u. Dat doen mensen (AVG art. 22)."
STAYS_HERE = "Uw gegevens gaan niet naar landen buiten de Europese Economische Ruimte."


def letter(request: PrivacyRequest, parts: Sequence[Part], *, name: str, sender: str, day: date) -> Letter:
    """The letter about the person called `name`, with everything in it."""
    data = as_json(request, parts, name=name, sender=sender, day=day)
    return Letter(
        title=TITLE,
        sender=sender,
        addressee=request.requester,
        day=day,
        reference=request.reference,
        blocks=[*_opening(request, name), *(block for part in parts for block in _told(part)), *_closing(parts)],
        data=data,
    )


def _opening(request: PrivacyRequest, name: str) -> list[Block]:
    return [
        text(
            f"Op {page.in_words(request.received_on)} vroeg u welke gegevens wij hebben van {name}. "
            "Ze staan allemaal in deze brief. Bij elk onderdeel staat waarvoor wij het gebruiken, waarom dat mag, "
            "van wie wij het hebben en hoelang wij het bewaren.",
            "Staat er ‘Zo stond het eerder’? Dan is er later iets veranderd. Wat er eerst stond, bewaren wij ook.",
            f"In deze PDF zit een bestand: {FILE}. Daarin staat alles nog eens, voor een ander programma.",
        )
    ]


def _told(part: Part) -> list[Block]:
    fields = [each for each in part.table.printed.split() or part.fields if each in part.fields]
    blocks = [heading(part.table.title), pairs(_why(part))]
    if len(fields) < len(part.fields) and part.now:
        blocks.append(text(f"Hier staat het belangrijkste. Alles staat in het bestand {FILE}."))
    if part.now:
        blocks.append(rows(_count(part.now), [part.labels[each] for each in fields], _cells(part.now, fields)))
    else:
        blocks.append(text("Hier staat niets over u."))
    if part.former:
        told = [*fields, *(layer for layer in LAYERS if layer != "operation")]
        blocks.append(rows("Zo stond het eerder", [part.labels[each] for each in told], _cells(part.former, told)))
    return blocks


def _why(part: Part) -> list[tuple[str, str]]:
    uses = part.table.uses
    return [
        ("Waarvoor", " ".join(dict.fromkeys(use.activity.purpose for use in uses))),
        ("Mag van", "; ".join(dict.fromkeys(use.ground for use in uses))),
        ("Van wie", part.table.source),
        ("Hoelang", "; ".join(dict.fromkeys(KEPT[use.kept] for use in uses))),
    ]


def _count(found: Sequence[Row]) -> str:
    return "Dit staat er nu" if len(found) == 1 else f"Dit staat er nu, {len(found)} regels"


def _cells(found: Iterable[Row], fields: Sequence[str]) -> list[list[Any]]:
    return [[row[field] for field in fields] for row in found]


def _closing(parts: Sequence[Part]) -> list[Block]:
    return [
        heading("Wie uw gegevens kreeg"),
        bullets(_recipients(parts)),
        text(STAYS_HERE, NO_MACHINE),
        heading("Wat niet in deze brief staat"),
        text("Dit laten wij weg, met de reden erbij:"),
        bullets(f"{what['onderdeel']}: {what['reden']}" for what in left_out()),
        heading("Uw rechten"),
        bullets(RIGHTS),
    ]


def _recipients(parts: Sequence[Part]) -> list[str]:
    activities = dict.fromkeys(use.activity for part in parts for use in part.table.uses)
    return list(dict.fromkeys(who for activity in activities for who in RECIPIENTS[activity]))


def left_out() -> list[dict[str, str]]:
    """What is kept and not told, each with its reason: fields, and whole tables."""
    found = []
    for table in tables(EMPLOYEES):
        if table.left_out:
            found.append({"onderdeel": table.title, "reden": table.left_out})
        found += [
            {"onderdeel": f"{table.title}, {table.label(name)}", "reden": reason}
            for name, reason in table.withheld.items()
        ]
    return found


def as_json(request: PrivacyRequest, parts: Sequence[Part], *, name: str, sender: str, day: date) -> bytes:
    """Everything, for a machine: numbers as decimal strings, days as JJJJ-MM-DD."""
    data = {
        "soort": "inzage (AVG art. 15)",
        "kenmerk": request.reference,
        "van": sender,
        "over": name,
        "gemaakt_op": day.isoformat(),
        "fictief": settings.FICTITIOUS,
        "delen": [_part(part) for part in parts],
        "ontvangers": _recipients(parts),
        "buiten_de_eer": STAYS_HERE,
        "geautomatiseerd": NO_MACHINE,
        "niet_in_deze_brief": left_out(),
        "uw_rechten": list(RIGHTS),
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _part(part: Part) -> dict[str, Any]:
    return {
        "titel": part.table.title,
        "waarvoor": sorted({use.activity.purpose for use in part.table.uses}),
        "waarom_het_mag": [use.ground for use in part.table.uses],
        "van_wie": part.table.source,
        "hoelang": sorted({KEPT[use.kept] for use in part.table.uses}),
        "velden": part.labels,
        "nu": [_row(row) for row in part.now],
        "eerder": [_row(row) for row in part.former],
    }


def _row(row: Row) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value
