"""Which of a report's figures the sentences are made of, with what is hidden left out."""

from decimal import Decimal
from weakref import WeakKeyDictionary

from reports.figures import TOTAL
from reports.masking import veil
from reports.numbers import KINDS, Numbers
from reports.sentences import (
    REGION,
    Facts,
    flow_finding,
    growth_finding,
    heads_finding,
    ladder_finding,
    se_finding,
    sentences,
)
from reports.tables import Cell, Sentence, number_cell

_KNOWN: WeakKeyDictionary[Numbers, dict[str, Facts]] = WeakKeyDictionary()
PENSION = ("AOW", "PEN")


def findings(numbers: Numbers) -> tuple[str, str, str]:
    """What T1, T3 and T4 show, about the region."""
    figures = _figures(numbers)
    return se_finding(figures[REGION]), flow_finding(figures[REGION]), ladder_finding(figures)


def chart_titles(numbers: Numbers, own: str) -> tuple[str, str, str]:
    """What the ladder, the dots and the lines show."""
    figures = _figures(numbers)
    name = _name(numbers, own)
    return (
        ladder_finding(figures),
        growth_finding(figures, own="" if name == REGION else name),
        heads_finding(figures[name]),
    )


def sentences_of(numbers: Numbers, own: str) -> tuple[Sentence, ...]:
    """Three sentences about the municipality with this CBS code, or about the region when it is not in the report."""
    return sentences(_figures(numbers), own=_name(numbers, own), period=numbers.period)


def _name(numbers: Numbers, own: str) -> str:
    return next((name for code, name in numbers.places if code == own and code not in KINDS), REGION)


def _figures(numbers: Numbers) -> dict[str, Facts]:
    """Worked out once for each report that is shown."""
    if numbers not in _KNOWN:
        _KNOWN[numbers] = _figures_of(numbers)
    return _KNOWN[numbers]


def _figures_of(numbers: Numbers) -> dict[str, Facts]:
    places = [(code, name) for code, name in numbers.places if code not in KINDS] + [(TOTAL, REGION)]
    return {name: _facts(numbers, code) for code, name in places}


def _facts(numbers: Numbers, place: str) -> Facts:
    ago = numbers.year
    return Facts(
        heads=numbers.past_cell(place, "headcount"),
        heads_year_ago=numbers.past_cell(place, "headcount", ago),
        se=numbers.past_cell(place, "se_quarter_mean"),
        se_year_ago=numbers.past_cell(place, "se_quarter_mean", ago),
        out=numbers.count_cell(place, "out"),
        out_pension=_pension(numbers, place),
        at_employer=numbers.past_cell(place, "at_employer_share"),
        at_employer_year_ago=numbers.past_cell(place, "at_employer_share", ago),
    )


def _pension(numbers: Numbers, place: str) -> Cell:
    """Both reasons together; their sum is hidden when one of them is, or when all who left are hidden."""
    behind = [(place, f"out:{reason}") for reason in PENSION] + [(place, "out")]
    total: Decimal = numbers.out(place, *PENSION)
    return veil(number_cell(total), "×" if any(name in numbers.masks for name in behind) else "")
