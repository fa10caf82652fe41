"""The statement of destruction: how many dossiers and parts of others, which rows, by which rule, who signed. No names.

Chosen: counts and the fingerprint of the signed list. Not the dossier numbers, nor a hash of them: numbers are few, so
a hash of one can be guessed back, and a list of who was here is just what had to go. Who holds a print of the signed
list can prove with the fingerprint that it was this one.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from cases import dutch, paper
from cases.models import Destroyed, DestructionList, RecordKind

TEMPLATE = Path(__file__).resolve().parent / "data" / "certificate.typ"


def label_of(table: str) -> str:
    """What a table holds, in the words of its model."""
    found = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    return dutch.capital(str(found._meta.verbose_name_plural)) if found else table


def content_of(destruction: DestructionList) -> dict[str, Any]:
    """What the certificate of a list that was carried out says."""
    return {
        "municipality": destruction.municipality.name,
        "due_on": dutch.day(destruction.due_on),
        "dossiers": destruction.dossiers,
        "parts": destruction.parts,
        "kept": destruction.kept,
        "kinds": by_kind(destruction.ledger.all()),
        "proposed": _signature(destruction.proposed_by, destruction.proposed_at),
        "agreed": _signature(destruction.agreed_by, destruction.agreed_at),
        "carried_out": _moment(destruction.carried_out_at),
        "fingerprint": destruction.fingerprint,
        "fictitious": settings.FICTITIOUS,
    }


def by_kind(ledger: Iterable[Destroyed]) -> list[dict[str, Any]]:
    """What went of each kind, by which rule, and how many rows of what; the whole dossiers first."""
    found: dict[str, dict[str, Any]] = {}
    for line in sorted(ledger, key=lambda each: (RecordKind.values.index(each.kind), label_of(each.table))):
        of_kind = found.setdefault(
            line.kind, {"kind": dutch.capital(line.get_kind_display()), "rule": line.rule, "lines": []}
        )
        of_kind["lines"].append({"label": label_of(line.table), "destroyed": line.destroyed, "nameless": line.nameless})
    return list(found.values())


def _signature(user: Any, at: datetime | None) -> str:
    return f"{user.name}, {_moment(at)}"


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d-%m-%Y %H:%M}" if at else dutch.UNKNOWN


def render(content: dict[str, Any], day: date) -> bytes:
    """The certificate as PDF, dated `day`."""
    return paper.pdf(TEMPLATE, "certificate", paper.showable(content), day)
