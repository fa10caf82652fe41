"""A letter: to whom, from whom, and what it says in parts. The template shows it and decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases import dutch, paper

TEMPLATE = Path(__file__).with_name("letter.typ")
FICTITIOUS = "Fictief: de mensen in deze brief zijn verzonnen."
FILE = "gegevens.json"
WIDEST = 7  # columns on an upright page; a wider row is told field by field
Block = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """`sender` is as one says it: gemeente Almelo. `data` is the same as a file, which goes inside."""

    title: str
    sender: str
    addressee: str
    day: date
    reference: str
    blocks: Sequence[Block]
    data: bytes = b""
    closing: Sequence[str] = ()  # who greets, in lines; empty is the privacy officer
    scale: float = 1  # large print is 1.5


def pdf(letter: Letter) -> bytes:
    """The letter as one PDF/A that is readable aloud (PDF/UA)."""
    data = paper.showable(
        {
            "title": letter.title,
            "sender": dutch.capital(letter.sender),
            "addressee": letter.addressee,
            "day": in_words(letter.day),
            "date": {"year": letter.day.year, "month": letter.day.month, "day": letter.day.day},
            "reference": letter.reference,
            "fictitious": FICTITIOUS if settings.FICTITIOUS else "",
            "blocks": list(letter.blocks),
            "closing": list(letter.closing or (f"namens het college van de {letter.sender}", "de privacy officer")),
            "scale": letter.scale,
        }
    )
    data |= {"attached": {"name": FILE, "content": letter.data.decode(), "what": "Dezelfde gegevens als bestand."}}
    return paper.pdf(TEMPLATE, "letter", data, letter.day)


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def text(*paragraphs: str) -> Block:
    return {"kind": "text", "paragraphs": [each for each in paragraphs if each]}


def lead(line: str) -> Block:
    """A line that stays on the page of what it introduces."""
    return {"kind": "lead", "text": line}


def signatures(*who: str) -> Block:
    """A box to sign in for each of these."""
    return {"kind": "signatures", "who": list(who)}


def pairs(told: Iterable[tuple[str, str]]) -> Block:
    return {"kind": "pairs", "pairs": [list(each) for each in told]}


def bullets(items: Iterable[str]) -> Block:
    return {"kind": "list", "items": list(items)}


def rows(caption: str, heads: Sequence[str], cells: Iterable[Sequence[Any]]) -> Block:
    """A table; or, when it is too wide to read, each row told field by field."""
    shown = [[said(cell) for cell in row] for row in cells]
    kind = "table" if len(heads) <= WIDEST else "records"
    return {"kind": kind, "caption": caption, "heads": [dutch.capital(head) for head in heads], "rows": shown}


def said(value: Any) -> str:
    """A stored value as one reads it: 12-03-2024, 31,5, ja."""
    if value is None or value == "":
        return dutch.UNKNOWN
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return dutch.day(value)
    if isinstance(value, Decimal):
        rounded = value.quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
        return f"{rounded:f}".replace(".", ",")
    return str(value)


def in_words(day: date) -> str:
    return f"{day.day} {dutch.MONTHS[day.month - 1]} {day.year}"
