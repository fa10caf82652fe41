"""What the finance register says of one year, laid out to read: posts beside each other, the rest as lists."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.models import Amount, AmountKind, Post, Published, StateRate, YearBudget
from reports.tables import dutch

HEADS = ("begroting", "1e kwartaal", "2e kwartaal", "3e kwartaal", "4e kwartaal", "prognose")


@dataclass(frozen=True)
class PostLine:
    """One post of a year: per head an amount as text with the key of its row, or nothing."""

    label: str
    cells: list[tuple[str, str]]


def years_of() -> list[int]:
    """The years about which anything was entered, the latest first."""
    found = Amount.objects.values_list("year", flat=True).union(
        YearBudget.objects.values_list("year", flat=True), StateRate.objects.values_list("year", flat=True)
    )
    return sorted(found, reverse=True)


def year_of(year: int) -> dict[str, Any]:
    amounts = {(each.post, _head(each)): each for each in Amount.objects.filter(year=year)}
    lines = [
        PostLine(str(post.label), [_cell(amounts.get((post, head))) for head in HEADS])
        for post in Post
        if any((post, head) in amounts for head in HEADS)
    ]
    budgets = list(YearBudget.objects.filter(year=year).select_related("municipality"))
    return {
        "heads": HEADS,
        "lines": lines,
        "budgets": budgets,
        "budget_total": sum((each.se_budget for each in budgets), Decimal(0)),
        "rates": list(StateRate.objects.filter(year=year)),
        "published": list(Published.objects.all()),
        "provisional": any(each.status == "voorlopig" for each in amounts.values()),
    }


def _head(amount: Amount) -> str:
    if amount.kind == AmountKind.REALISATIE:
        return HEADS[amount.quarter]
    return HEADS[0] if amount.kind == AmountKind.BEGROTING else HEADS[-1]


def _cell(amount: Amount | None) -> tuple[str, str]:
    return (dutch(amount.amount, 2), str(amount.key)) if amount else ("", "")
