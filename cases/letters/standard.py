"""The standard letters: an invitation, a placement confirmed, a placement that ends. Filled from the dossier.

Each is a few sentences of plain Dutch here, where a test reads them, and not a template that anybody edits: three
letters do not need a language of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import models

from cases import dutch
from cases.letters.page import Block, Letter, in_words, pairs, text
from cases.models import Placement


class LetterKind(models.TextChoices):
    UITNODIGING = "uitnodiging", "uitnodiging voor een gesprek"
    PLAATSING = "plaatsing", "bevestiging van een plaatsing"
    EINDE = "einde", "einde van een plaatsing"


class NothingToTell(Exception):
    """The dossier does not have what this letter is about; the text says what, in Dutch."""


@dataclass(frozen=True)
class Sender:
    """From whom, and who signs."""

    organisation: str
    name: str
    role: str


@dataclass(frozen=True)
class Talk:
    on: date
    at: time
    place: str
    about: str


def letter(
    kind: str, *, name: str, sender: Sender, day: date, reference: str, talk: Talk | None, work: Placement | None
) -> Letter:
    """The letter of this kind to the employee called `name`. NothingToTell without the placement it is about."""
    title, blocks = _invitation(talk) if talk else _about_work(kind, work)
    return Letter(
        title=title,
        sender=sender.organisation,
        addressee=name,
        day=day,
        reference=reference,
        blocks=[*blocks, text("Heeft u vragen? Bel of mail mij gerust.")],
        closing=(sender.name, f"{sender.role}, namens {sender.organisation}"),
    )


def _invitation(talk: Talk) -> tuple[str, Sequence[Block]]:
    about = f" Het gaat over: {talk.about}." if talk.about else ""
    return "Uitnodiging voor een gesprek", [
        text(f"Graag praat ik met u.{about} Dit is de afspraak:"),
        pairs([("Dag", in_words(talk.on)), ("Tijd", f"{talk.at:%H.%M} uur"), ("Waar", talk.place)]),
        text("U mag iemand meenemen. Kunt u niet? Laat het mij weten, dan maken wij een nieuwe afspraak."),
    ]


def _about_work(kind: str, work: Placement | None) -> tuple[str, Sequence[Block]]:
    if work is None:
        raise NothingToTell("Er is geen plaatsing om een brief over te schrijven.")
    told = [("Werk", _work(work)), ("Uren", f"{dutch.hours(work.hours)} uur per week")]
    if kind == LetterKind.PLAATSING:
        told.append(("Eerste dag", in_words(work.starts_on)))
        if work.ends_on:
            told.append(("Laatste dag", in_words(work.ends_on)))
        return "Uw werkplek", [
            text("Wij hebben met u afgesproken waar u werkt. In deze brief staat wat er is afgesproken."),
            pairs(told),
            text("U blijft in dienst bij uw werkgever. Uw loon verandert niet door deze plaatsing."),
        ]
    if work.ends_on is None:
        raise NothingToTell("Deze plaatsing heeft geen laatste dag. Beëindig haar eerst.")
    return "Uw werkplek stopt", [
        text(f"Uw werk op deze plek stopt. De laatste dag is {in_words(work.ends_on)}."),
        pairs(told),
        text("U blijft in dienst bij uw werkgever. Samen zoeken wij een nieuwe plek."),
    ]


def _work(work: Placement) -> str:
    where = str(work.hirer or work.location)
    return dutch.capital(", ".join(part for part in (work.get_form_display(), where, work.function) if part))
