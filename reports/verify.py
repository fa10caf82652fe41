"""Is this file what the portal gave out? Answered from the file alone and a public key: no database, no network."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cases.register.weight import TooHeavy
from reports import seal
from reports.canonical import canonical
from reports.documents import listed, proof
from reports.documents.opened import opened
from reports.editions import Seal, read

NO_REPORT = "Byte 0 is niet die van een PDF, JSON, XLSX, ODS of CSV van het portaal."
NO_PROOF = "Het bestand heeft geen bewijs: het is gemaakt voordat het portaal ondertekende, of het bewijs is weg."
LAYOUT = "Gecontroleerd: elke cel met een getal of tekst. Over de opmaak zegt dit niets."


@dataclass
class Finding:
    """What a file says of itself, and what is wrong with it; both in Dutch, the first fault first."""

    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    edition: Seal | None = None

    @property
    def ok(self) -> bool:
        return not self.faults


def examine(file: bytes, keys: list[str]) -> Finding:
    """What there is to say about `file`, when only signatures of `keys` (public, hex) count."""
    finding = Finding()
    examined = next((by for start, by in KINDS.items() if file.startswith(start)), None)
    if examined is None:
        return Finding([NO_REPORT])
    try:
        finding.faults += examined(file, keys, finding)
    except TooHeavy as problem:
        finding.faults.append(str(problem))
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        finding.faults.append(f"Het bestand heeft niet de vorm waarin het portaal het geeft ({problem}).")
    return finding


def _json(file: bytes, keys: list[str], finding: Finding) -> Iterator[str]:
    data, fault = _parsed(file)
    if fault:
        yield fault
        return
    if off := _first_difference(canonical(data) + b"\n", file):
        yield off
    kept = data.pop("proof", None)
    if not isinstance(kept, dict):
        yield NO_PROOF
        return
    yield from _proved(kept, keys, {"digest", "pieces"}, proof.digest(canonical(data)), finding,
                       lambda: proof.first_changed(proof.pieces_of(data), kept["pieces"]))  # fmt: skip
    yield from _edition(data["seal"], keys, finding)
    if finding.edition:
        yield from _same(finding.edition, data)


def _parsed(file: bytes) -> tuple[Any, str]:
    """The data, or why there are none."""
    try:
        text = file.decode()
    except UnicodeDecodeError as problem:
        return None, f"Byte {problem.start} is veranderd: dit is geen tekst meer."
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        return None, f"Bij byte {len(text[: problem.pos].encode())} is het bestand veranderd: dit is geen JSON meer."
    return (data, "") if isinstance(data, dict) else (None, "Dit is geen rapport.")


def _first_difference(expected: bytes, file: bytes) -> str:
    """Where the file is not written as the portal writes it; "" when it is."""
    if expected == file:
        return ""
    pairs = zip(expected, file, strict=False)
    at = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(expected), len(file)))
    return f"Byte {at} is veranderd: het portaal schrijft het anders op."


def _pdf(file: bytes, keys: list[str], finding: Finding) -> Iterator[str]:
    parts = proof.parted(file)
    if parts is None:
        yield NO_PROOF
        return
    body, written = parts
    kept, fault = _parsed(written)
    if fault or canonical(kept) != written:
        yield "De regel met het bewijs is veranderd."
        return
    yield from _proved(kept, keys, {"digest", "blocks", "lines", "seal"}, proof.digest(body), finding,
                       lambda: _changed_in(body, kept))  # fmt: skip
    yield from _edition(kept["seal"], keys, finding)


def _changed_in(body: bytes, kept: dict[str, Any]) -> str:
    """The first block that is changed, and the line of numbers with it when that can still be read."""
    block = proof.first_changed(proof.blocks_of(body), kept["blocks"])
    csv = proof.attached(body)
    line = proof.first_changed(proof.lines_of(csv), kept["lines"]) if csv is not None else ""
    return "; ".join(part for part in (block, line) if part)


def _workbook(file: bytes, keys: list[str], finding: Finding) -> Iterator[str]:
    sheets, faults = opened(file)
    yield from faults
    lines = next((lines for name, lines in sheets if name == listed.SHEET), [])
    kept = listed.read((str(line[0]), str(line[1])) for line in lines if len(line) > 1)
    yield from _listed(kept, list(listed.cells_of(sheets)), keys, finding)
    yield from listed.besides(sheets)


def _csv(file: bytes, keys: list[str], finding: Finding) -> Iterator[str]:
    try:
        lines = list(csv.reader(io.StringIO(file.decode(), newline="")))
    except csv.Error as problem:
        raise ValueError(str(problem)) from problem
    at = next((nth for nth, line in enumerate(lines) if line[2:3] == [listed.TABLE]), len(lines))
    if any(line[2:3] != [listed.TABLE] for line in lines[at:]):
        yield "Onder het bewijs staan nog regels."
    kept = listed.read((line[3], line[-1]) for line in lines[at:] if len(line) > 4)
    yield from _listed(kept, list(listed.lines_of(lines[:at])), keys, finding)
    about = lines[1][:2] if len(lines) > 1 else []
    yield from filter(None, (listed.strange_line(line, about) for line in lines[at:] if line[2:3] == [listed.TABLE]))


def _listed(kept: dict[str, Any], cells: list[listed.Cell], keys: list[str], finding: Finding) -> Iterator[str]:
    if not kept:
        yield NO_PROOF
        return
    yield from _proved(kept, keys, {"digest", "pieces", "seal"}, listed.digest(cells), finding,
                       lambda: proof.first_changed(listed.pieces_of(cells), kept["pieces"]))  # fmt: skip
    finding.told.append(LAYOUT)
    yield from _edition(kept["seal"], keys, finding)


def _proved(
    kept: dict[str, Any], keys: list[str], names: set[str], digest: str, finding: Finding, changed: Callable[[], str]
) -> Iterator[str]:
    """Is the signature under the proof one of `keys`, and is the rest what it was?"""
    if set(kept) != names | {"key", "signature"}:
        yield "Het bewijs is niet compleet."
        return
    if kept["digest"] != digest:
        yield f"De inhoud is veranderd. Het eerste dat niet klopt: {changed() or 'de vingerafdruk van het bestand'}."
    said = {name: value for name, value in kept.items() if name != "signature"}
    if not seal.holds(canonical(said), kept["signature"], kept["key"]):
        yield "De handtekening onder dit bestand klopt niet."
    finding.told.append(f"Ondertekend met sleutel {kept['key']}.")
    yield from _known(kept["key"], keys)


def _known(key: str, keys: list[str]) -> Iterator[str]:
    if key not in keys:
        yield f"Ondertekend met een sleutel die u niet noemde: {key}. Vraag Soweco welke sleutel de echte is."


def _edition(kept: dict[str, Any] | None, keys: list[str], finding: Finding) -> Iterator[str]:
    if kept is None:
        yield "Er staat niet bij welke uitgave dit is."
        return
    finding.edition = edition = read(kept)
    said = edition.statement
    finding.told[:0] = [
        f"Periode {said.period}, uitgave {said.edition}, zoals bekend op {said.known_on}.",
        f"Vingerafdruk {said.fingerprint}.",
        f"Nummer {said.number} in de keten, schakel {edition.link}, ervoor {said.former}.",
    ]
    yield from edition.faults
    yield from _known(edition.key, keys)


def _same(edition: Seal, data: dict[str, Any]) -> Iterator[str]:
    """Does the file tell of the edition that was sealed?"""
    said = edition.statement
    if (data["period_code"], data["edition"], data["fingerprint"]) != (said.period, said.edition, said.fingerprint):
        yield "Periode, uitgave of vingerafdruk in het bestand zijn niet die van het zegel."


KINDS: dict[bytes, Callable[[bytes, list[str], Finding], Iterator[str]]] = {
    b"{": _json, b"%PDF": _pdf, b"PK": _workbook, b"periode,": _csv,
}  # fmt: skip
