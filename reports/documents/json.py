"""JSON: the whole report for a machine, in one canonical form: sorted keys, no spaces, UTF-8, one line.

The same report gives the same bytes, so that two files can be compared by their hash; and the file proves itself
(`proof.py`).
"""

from __future__ import annotations

from reports.canonical import canonical
from reports.documents import proof
from reports.documents.content import as_data
from reports.tables import Document


def render(document: Document) -> bytes:
    """All cells with number, text and mask; a hidden cell has the number null. `proof` is the pack's own."""
    data = as_data(document)
    return canonical(data | {"proof": proof.of_data(data)}) + b"\n"
