"""What a hirer pays: hours by the rule of the contract, times the fee. Cents, half up (R53, R54)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cases.models import HoursRule

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Hours:
    """Of one person over a period: all hours of the contract, and those of them that were not worked."""

    contract: Decimal
    sick: Decimal = Decimal(0)
    away: Decimal = Decimal(0)  # leave and holidays


def hours_to_invoice(rule: str, hours: Hours) -> Decimal:
    """Hours that are paid for (R53): worked hours leave out sickness and leave, contract hours only what is agreed."""
    if rule == HoursRule.CONTRACT:
        return hours.contract
    if rule == HoursRule.ZONDER_ZIEKTE:
        return hours.contract - hours.sick
    return hours.contract - hours.sick - hours.away


def amount(fee: Decimal, hours: Decimal) -> Decimal:
    return (fee * hours).quantize(CENT, ROUND_HALF_UP)


def indexed(fee: Decimal, percentage: Decimal) -> Decimal:
    """The fee after indexation (R54): 12.50 and 3 % is 12.88."""
    return (fee * (100 + percentage) / 100).quantize(CENT, ROUND_HALF_UP)
