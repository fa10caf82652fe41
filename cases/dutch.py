"""How days, hours and numbers are written for people: `22-11-2026`, `31,5`, `0,97`, `7 plaatsingen`."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
UNKNOWN = "–"


def day(value: date | None) -> str:
    """A day as 22-11-2026; no day as "–"."""
    return f"{value:%d-%m-%Y}" if value else UNKNOWN


def period(first: date, last: date | None) -> str:
    """Both days inclusive; without a last day it runs on."""
    return f"{day(first)} t/m {day(last)}" if last else f"{day(first)} tot nu"


def hours(value: Decimal) -> str:
    """Hours per week without needless zeros: 28, 31,5."""
    return f"{value.normalize():f}".replace(".", ",")


def decimals(value: Decimal, places: int = 2) -> str:
    """Rounded half up, for the eye only: 0,97."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".replace(".", ",")


def count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def quarter(value: date) -> str:
    """The quarter a day is in: 3e kwartaal 2026."""
    return f"{(value.month - 1) // 3 + 1}e kwartaal {value.year}"


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
