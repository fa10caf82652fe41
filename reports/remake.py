"""A report made again from what was known when it was made: does it come out the same? (Q32, R74, R81)

Everything a report says follows from rows as known at its `known_on` and from reports released before then; nothing
from a clock, an order, a language or a zone of time. So making it again is the whole proof. What may differ for a good
reason is told apart: definitions are those of the program, and rows that a destruction took are gone for good.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cases.models import DestructionList
from reports.canonical import canonical
from reports.content import content_of, fingerprint, lay_stands
from reports.models import Report
from reports.periods import Period

PARTS = ("figures", "definitions", "tables", "checks")  # each of their items belongs to one table
NAMES = {"figures": "cijfers", "definitions": "omschrijvingen", "tables": "indeling", "checks": "controles"}
OTHER = {
    "municipalities": "namen van gemeenten", "trend": "verloop", "masks": "weggelaten cellen", "stands": "standen",
    "period": "periode",
}  # fmt: skip


@dataclass(frozen=True)
class Remade:
    """A report beside itself made again. `differences`: what is not the same, in Dutch, by table."""

    fingerprint: str
    differences: list[str]
    destroyed_since: bool
    kept_whole: bool = True  # whether what is kept still has its own fingerprint

    @property
    def equal(self) -> bool:
        return not self.differences


def again(report: Report) -> dict[str, Any]:
    """The content of `report` counted anew. Call inside a transaction."""
    period = Period.parse(report.period)
    lay_stands(period, report.known_on)
    return as_kept(content_of(period, report.known_on))


def as_kept(content: dict[str, Any]) -> dict[str, Any]:
    """A content as the database gives it back: lists for tuples, texts for keys."""
    kept: dict[str, Any] = json.loads(canonical(content))
    return kept


def beside_itself(report: Report) -> Remade:
    """What comes out when `report` is made again. Call inside a transaction, as a process that sees everything."""
    made = again(report)
    whole = fingerprint(report.content) == report.fingerprint
    return Remade(fingerprint(made), list(differences(report.content, made)), _destroyed_since(report), whole)


def differences(kept: dict[str, Any], made: dict[str, Any]) -> Iterator[str]:
    """Where two contents differ: “T8, cijfers” or “verloop”."""
    for part in PARTS:
        was, now = _by_table(kept.get(part, []), part), _by_table(made.get(part, []), part)
        for table in dict.fromkeys([*was, *now]):
            if was.get(table) != now.get(table):
                yield f"{table}, {NAMES[part]}"
    for part in sorted((kept.keys() | made.keys()) - set(PARTS)):
        if kept.get(part) != made.get(part):
            yield OTHER.get(part, part)


def _by_table(items: list[dict[str, Any]], part: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        found.setdefault(item["code" if part == "tables" else "table"], []).append(item)
    return found


def _destroyed_since(report: Report) -> bool:
    """Whether files were destroyed after this report was made."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {DestructionList._meta.db_table} WHERE carried_out_at > %s)",
            [report.known_on],
        )
        return bool(cursor.fetchone()[0])
