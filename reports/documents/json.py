"""JSON: the whole report for a machine, in one canonical form: sorted keys, no spaces, UTF-8, one line.

The same report gives the same bytes, so that two files can be compared by their hash.
"""

from __future__ import annotations

import json

from reports.documents.content import as_data
from reports.tables import Document


def render(document: Document) -> bytes:
    """All cells with number, text and mask; a hidden cell has the number null."""
    text = json.dumps(as_data(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode(errors="replace") + b"\n"
