"""A large content goes into its row piece by piece, and comes out as it went in."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from reports import canonical
from reports.canonical import pieces
from reports.content import fingerprint
from reports.models import Report
from reports.streamed import _Read, lay
from tests.situations import make_neighbours, make_report

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
data = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda part: st.lists(part) | st.dictionaries(texts, part),
    max_leaves=30,
)
HARD = {
    "figures": [{"value": "1\\n2", "dims": {}}, {"value": '\\\\"', "dims": {"ë": "\n\t\r\\."}}],
    "": [],
    "leeg": {},
    "\\.": "\\N",
}


@given(data)
def test_the_pieces_are_the_whole(said: Any) -> None:
    whole = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert b"".join(pieces(said)) == canonical.canonical(said) == whole


def test_a_fingerprint_is_that_of_the_whole() -> None:
    assert fingerprint(HARD) == hashlib.sha256(canonical.canonical(HARD)).hexdigest()
    with pytest.raises(ValueError, match="JSON compliant"):
        fingerprint({"figures": [float("nan")]})


@given(data, st.integers(1, 40))
def test_it_is_read_in_portions_of_any_size(said: Any, size: int) -> None:
    source, found = _Read(pieces(said)), []
    while part := source.read(size):
        assert len(part) <= size
        found.append(part)
    assert b"".join(found).replace(b"\\\\", b"\\") == canonical.canonical(said)


@pytest.mark.django_db
@given(data | st.just(HARD))
def test_what_is_laid_down_comes_back(said: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        lay(said)
        cursor.execute("SELECT content::text FROM pg_temp.streamed")
        assert json.loads(cursor.fetchone()[0]) == said


def test_a_kept_report_holds_its_data_and_no_statement(db: None) -> None:
    """In the object that was saved, and as it is read back: of both, what may be seen and all of it."""
    make_neighbours(3)
    report = make_report()
    kept = Report.objects.get(pk=report.pk)
    assert isinstance(report.shown, dict)
    assert isinstance(report.content, dict)
    assert canonical.canonical(kept.shown) == canonical.canonical(report.shown)
    assert canonical.canonical(kept.content) == canonical.canonical(report.content)
    assert fingerprint(kept.content) == kept.fingerprint
