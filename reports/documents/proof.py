"""How a file proves itself: a digest of everything in it, signed, and small digests that say what was changed.

A JSON file has one canonical form, so every byte counts: `proof` holds the digest of all the rest. A PDF gets one line
of comment before its `startxref` (where a PDF may have one, and PDF/A too), with the digest of all other bytes. How the
other files do it says `listed.py`. The
small digests, 8 hex digits per figure, line or block, prove nothing: they name what no longer fits. They are of the
file as its readers may see it, of masked cells the mask, so nobody can try out what is behind one.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from reports import seal
from reports.canonical import canonical
from reports.editions import Seal

BLOCK = 512
SIZE = 8  # hex digits of a small digest
MARK = b"%soweco-bewijs "
BEFORE = b"startxref"
_ATTACHED = re.compile(rb"/Type/EmbeddedFile.{0,200}?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def small(content: bytes) -> str:
    """Names what was changed; proves nothing."""
    return digest(content)[:SIZE]


def signed(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, with the public key and our signature under both."""
    whole = {**said, "key": seal.public_key()}
    return whole | {"signature": seal.sign(canonical(whole))}


# JSON


def of_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """The proof of a report as data (`content.as_data`)."""
    written = json.loads(canonical(data))  # as its reader will find it: lists for tuples
    pieces = "".join(small(content) for _, content in pieces_of(written))
    return signed({"digest": digest(canonical(data)), "pieces": pieces})


def pieces_of(data: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Every part of the data with its name in Dutch: each cell, each definition, each other thing that is said."""
    for name, value in sorted(data.items()):
        if name == "tables":
            for table in value:
                yield from _of_table(table)
        elif isinstance(value, list):
            for nth, part in enumerate(value, start=1):
                yield f"{_DUTCH.get(name, name)} {nth}", canonical(part)
        else:
            yield _DUTCH.get(name, name), canonical(value)


def _of_table(table: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    code = table["code"]
    yield f"tabel {code}, kop en controles", canonical({k: v for k, v in table.items() if k not in {"rows", "columns"}})
    for column in table["columns"]:
        yield f"tabel {code}, kop van kolom {_head(column)}", canonical(column)
    for row in table["rows"]:
        yield f"tabel {code}, begin van rij {row['label']}", canonical({k: v for k, v in row.items() if k != "cells"})
        for column, cell in zip(table["columns"], row["cells"], strict=True):
            yield f"tabel {code}, rij {row['label']}, kolom {_head(column)}: {cell['text']}", canonical(cell)


def _head(column: Mapping[str, Any]) -> str:
    return f"{column['group']}, {column['label']}" if column["group"] else str(column["label"])


_DUTCH = {
    "charts": "grafiek", "definitions": "omschrijving", "sentences": "zin", "signs": "teken", "period_code": "periode",
    "period_label": "periode in woorden", "edition": "uitgave", "fingerprint": "vingerafdruk", "state": "status",
    "state_label": "status in woorden", "known_on": "zoals bekend op", "checked_by": "gecontroleerd door",
    "checked_on": "gecontroleerd op", "released_by": "vrijgegeven door", "released_on": "vrijgegeven op",
    "title": "titel", "fictitious": "fictief", "seal": "zegel van de uitgave",
}  # fmt: skip


# PDF


def sealed(file: bytes, csv: str, edition: Seal | None) -> bytes:
    """The PDF with its proof in it; `csv` is what is attached. ValueError when it does not end as a PDF does."""
    before, mark, after = file.rpartition(BEFORE)
    if not mark:
        raise ValueError("This PDF has no startxref.")
    said = {
        "digest": digest(file),
        "blocks": "".join(small(block) for _, block in blocks_of(file)),
        "lines": "".join(small(line) for _, line in lines_of(csv.encode())),
        "seal": asdict(edition) if edition else None,
    }
    return before + MARK + canonical(signed(said)) + b"\n" + mark + after


def blocks_of(file: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes in blocks, each with its name in Dutch; bytes are counted from 0."""
    for first in range(0, len(file), BLOCK):
        block = file[first : first + BLOCK]
        yield f"byte {first} tot en met {first + len(block) - 1}", block


def lines_of(csv: bytes) -> Iterator[tuple[str, bytes]]:
    for nth, line in enumerate(csv.splitlines(), start=1):
        yield f"cijfers.csv, regel {nth}: {line.decode(errors='replace')}", line


def parted(file: bytes) -> tuple[bytes, bytes] | None:
    """A sealed PDF as it was before, and its proof; None when it has none where it should stand."""
    before, mark, rest = file.rpartition(MARK)
    proof, line_end, after = rest.partition(b"\n")
    if not mark or not line_end or not after.startswith(BEFORE):
        return None
    return before + after, proof


def attached(file: bytes) -> bytes | None:
    """The numbers that are attached to a PDF; None when they cannot be read."""
    found = _ATTACHED.search(file)
    try:
        return zlib.decompress(found[1]) if found else None
    except zlib.error:
        return None


def first_changed(parts: Iterator[tuple[str, bytes]], digests: str) -> str:
    """The name of the first part that does not fit its small digest; "" when all do."""
    kept = [digests[at : at + SIZE] for at in range(0, len(digests), SIZE)]
    nth = -1
    for nth, (name, content) in enumerate(parts):
        if nth >= len(kept) or small(content) != kept[nth]:
            return name
    return "" if nth + 1 == len(kept) else "er ontbreekt iets aan het eind"
