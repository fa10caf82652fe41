"""The chain of editions: each holds a digest of the one made before it, and our signature (decision 0041).

One chain through all editions of all periods, in the order in which they were made. An edition taken out, put in
between or replaced breaks the link of the next one; a chain per period would not show that a whole period went. The
link goes along with every file that leaves, so the newest edition cannot vanish unseen either once somebody has a copy.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any

from django.db import connection

from reports import seal
from reports.canonical import canonical

NONE_BEFORE = "0" * 64
CHAIN_LOCK = 19680315
FIELDS = ("number", "former", "link", "signature", "signed_with")


@dataclass(frozen=True)
class Statement:
    """What is chained and signed of an edition. `known_on` is a moment in UTC, `former` the link of number − 1."""

    number: int
    period: str
    edition: int
    known_on: str
    fingerprint: str
    former: str

    @property
    def text(self) -> bytes:
        return canonical(asdict(self))

    @property
    def link(self) -> str:
        return hashlib.sha256(self.text).hexdigest()


@dataclass(frozen=True)
class Seal:
    """A statement with its link, signature and the public key: what goes along with a file."""

    statement: Statement
    link: str
    signature: str
    key: str

    @property
    def faults(self) -> list[str]:
        """What is wrong with it by itself, in Dutch."""
        if self.link != self.statement.link:
            return ["De schakel past niet bij periode, uitgave, moment en vingerafdruk."]
        if not seal.holds(self.statement.text, self.signature, self.key):
            return ["De handtekening onder deze uitgave klopt niet."]
        return []


def statement_of(report: Any) -> Statement:
    """Of a `Report` with its place in the chain."""
    moment = report.known_on.astimezone(UTC).isoformat(timespec="microseconds")
    return Statement(report.number, report.period, report.edition, moment, report.fingerprint, report.former)


def seal_of(report: Any) -> Seal | None:
    """None for what was never kept."""
    return Seal(statement_of(report), report.link, report.signature, report.signed_with) if report.link else None


def read(kept: Mapping[str, Any]) -> Seal:
    """A seal from a file. ValueError when it is not one."""
    try:
        return Seal(Statement(**kept["statement"]), kept["link"], kept["signature"], kept["key"])
    except (KeyError, TypeError) as problem:
        raise ValueError("Het bewijs is niet compleet.") from problem


def append(report: Any) -> None:
    """Give a new edition its place at the end of the chain. The lock holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        cursor.execute("SELECT number, link FROM reports_report ORDER BY number DESC LIMIT 1")
        number, link = cursor.fetchone() or (0, NONE_BEFORE)
    report.number, report.former = number + 1, link
    statement = statement_of(report)
    report.link, report.signature, report.signed_with = statement.link, seal.sign(statement.text), seal.public_key()


@dataclass(frozen=True)
class Broken:
    """The first thing that is wrong with an edition, in Dutch."""

    number: int
    label: str
    fault: str


def broken(reports: Iterable[Any], fingerprint: Any, veiled: Any) -> Iterator[Broken]:
    """Each kept edition that does not prove itself, in the order of the chain.

    `fingerprint` counts a content's, `veiled` makes of a content what readers see.
    """
    expected, link = 1, NONE_BEFORE
    for report in reports:
        for fault in _faults(report, expected, link, fingerprint, veiled):
            yield Broken(report.number, str(report), fault)
        expected, link = report.number + 1, report.link


def _faults(report: Any, expected: int, link: str, fingerprint: Any, veiled: Any) -> Iterator[str]:
    if report.number != expected:
        yield f"De keten mist nummer {expected} tot en met {report.number - 1}: daar is een uitgave verdwenen."
    elif report.former != link:
        yield "De schakel naar de uitgave ervoor klopt niet: er is een uitgave vervangen of ertussen gezet."
    if fingerprint(report.content) != report.fingerprint:
        yield "De inhoud past niet bij de vingerafdruk."
    elif canonical(veiled(report.content)) != canonical(report.shown):
        yield "Wat lezers zien, past niet bij de inhoud."
    made = seal_of(report)
    yield from made.faults if made else ["Deze uitgave heeft geen zegel."]
    if report.signed_with not in seal.own_keys():
        yield "Ondertekend met een sleutel die niet van deze installatie is."


def between(seals: list[Seal]) -> list[str]:
    """What is wrong between the seals of several files, in Dutch: two with one number, or a link that does not fit."""
    faults: list[str] = []
    by_number: dict[int, str] = {}
    for each in sorted(seals, key=lambda one: one.statement.number):
        number = each.statement.number
        if by_number.setdefault(number, each.link) != each.link:
            faults.append(f"Twee verschillende uitgaven hebben nummer {number} in de keten.")
        before = by_number.get(number - 1)
        if before is not None and before != each.statement.former:
            faults.append(f"Nummer {number} sluit niet aan op nummer {number - 1} van de keten.")
    return faults
