"""Sentences for the board, made from figures by rules (M18). A sentence that is not true cannot come out.

Every number in a text is the number of a cell, the difference or ratio of two cells, or how many municipalities share
something; it is compared as it is printed, so the text never contradicts the table beside it. One function chooses
between "meer", "minder" and "evenveel", by the sign of that same difference. A masked or unknown cell is never told,
and never compared either, since "the most" would say something about it: the sentence then says less, in the end only
that the number is left out. Left out: causes and judgements ("as expected", "good"); a rule cannot know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reports.periods import Period
from reports.tables import UNKNOWN, Cell, Sentence, dutch, number_cell, shown, with_unit

REGION = "de regio"
YEAR_AGO = "een jaar eerder"

_NOT_KNOWN = Cell(None, UNKNOWN)
_WORDS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")
_SAME_PERIOD = {1: "dezelfde maand", 3: "hetzelfde kwartaal", 6: "hetzelfde halfjaar"}


@dataclass(frozen=True)
class Facts:
    """What may be told about one place: cells as its readers see them, masks included.

    `heads` and `heads_year_ago`: people on the last day. `se` and `se_year_ago`: SE, mean of the period, two decimals.
    `out`: people who left in the period; `out_pension`: those of them who retired. `at_employer` and
    `at_employer_year_ago`: percentage that works at an employer (GRD, IND, BW), one decimal. Not given is unknown.
    """

    heads: Cell = _NOT_KNOWN
    heads_year_ago: Cell = _NOT_KNOWN
    se: Cell = _NOT_KNOWN
    se_year_ago: Cell = _NOT_KNOWN
    out: Cell = _NOT_KNOWN
    out_pension: Cell = _NOT_KNOWN
    at_employer: Cell = _NOT_KNOWN
    at_employer_year_ago: Cell = _NOT_KNOWN


Figures = Mapping[str, Facts]  # by name: the municipalities, and the region under REGION


def sentences(figures: Figures, *, own: str, period: Period) -> tuple[Sentence, Sentence, Sentence]:
    """Three sentences about `own` (a municipality's name, or REGION): work at an employer, the group, the SE.

    Raises KeyError when `own` is not among the figures.
    """
    facts = figures[own]
    return (
        Sentence(_at_employer(figures, own), _source(_then(facts.at_employer_year_ago, "%", 1), "T4", period)),
        Sentence(_group(facts), _source(_who_left(facts), "T1 en T3", period)),
        Sentence(_se(facts, period), _source(_then(facts.se_year_ago, "SE", 2), "T1", period)),
    )


# ---- findings: the title of a table or chart; a plain name when there is nothing to find ----


def se_finding(facts: Facts) -> str:
    """T1: by how many percent the SE changed in a year."""
    now, before = _number(facts.se, 2), _number(facts.se_year_ago, 2)
    if now is None or not before:
        return "Mensen en SE"
    percentage = shown(abs(now - before) / before * 100, 1)
    if now == before:
        return f"Er zijn evenveel SE als {YEAR_AGO}"
    amount = _percent(percentage) if percentage else "iets"
    return f"Er zijn {amount} {_direction(now, before)} SE dan {YEAR_AGO}"


def flow_finding(facts: Facts) -> str:
    """T3: how many people left, and which part of them retired."""
    out, retired = _number(facts.out), _number(facts.out_pension)
    if out is None:
        return "Wie erbij kwam en wie wegging"
    if not out:
        return "Niemand ging weg"
    left = f"{_people(out)} {'ging' if out == 1 else 'gingen'} weg"
    return left if retired is None else f"{left}, {_retired_part(retired, out)}"


def ladder_finding(figures: Figures, *, mark: int = 40) -> str:
    """The ladder: in how many municipalities more than `mark` percent works at an employer, and where the least do."""
    shares = _of_all(figures, "at_employer")
    if not shares:
        return "Werkladder: waar mensen werken"
    above = sum(share > mark for share in shares.values())
    lowest = _only(shares, min(shares.values()))
    tail = f"; in {lowest} {_percent(shares[lowest])}" if lowest and shares[lowest] <= mark else ""
    return f"In {_so_many(above, len(shares))} werkt meer dan {mark}\N{NO-BREAK SPACE}% bij een werkgever{tail}"


def growth_finding(figures: Figures, *, own: str = "") -> str:
    """Work at an employer, then and now: `own` when it grew most there, else in how many municipalities it grew."""
    now, before = _of_all(figures, "at_employer"), _of_all(figures, "at_employer_year_ago")
    if not now or not before:
        return "Deel dat bij een werkgever werkt"
    growth = {name: now[name] - before[name] for name in now}
    most = max(growth.values())
    if own and own == _only(growth, most) and most > 0:
        return f"In {own} groeide werk bij een werkgever het meest: {dutch(most, 1)} punt in een jaar"
    grew = _so_many(sum(each > 0 for each in growth.values()), len(growth))
    return f"In {grew} groeide het deel dat bij een werkgever werkt"


def heads_finding(facts: Facts) -> str:
    """The number of people over time: how many more or fewer than a year before."""
    now, before = _number(facts.heads), _number(facts.heads_year_ago)
    if now is None or before is None:
        return "Mensen in dienst"
    if now == before:
        return f"Er zijn evenveel mensen als {YEAR_AGO}"
    change = abs(now - before)
    return f"Er {'is' if change == 1 else 'zijn'} {_people(change)} {_direction(now, before)} dan {YEAR_AGO}"


# ---- the three sentences ----


def _at_employer(figures: Figures, own: str) -> str:
    share = _number(figures[own].at_employer, 1)
    if share is None:
        return _absent(f"Het deel dat in {own} bij een werkgever werkt", figures[own].at_employer)
    text = f"In {own} werkt {_percent(share)} van de medewerkers bij een werkgever."
    return " ".join(filter(None, (text, _highest_and_lowest(figures) if own == REGION else _rank(figures, own))))


def _rank(figures: Figures, own: str) -> str:
    """The place among the municipalities if it is the first or the last, else set against the region."""
    shares = _of_all(figures, "at_employer")
    for name, end in (("meest", max), ("minst", min)):
        if shares and _only(shares, end(shares.values())) == own:
            return f"Dat is het {name} van de {_word(len(shares))} gemeenten."
    share, region = (_number(figures[name].at_employer, 1) if name in figures else None for name in (own, REGION))
    if share is None or region is None:
        return ""
    if share == region:
        return "Dat is evenveel als in de hele regio."
    return f"Dat is {_direction(share, region)} dan in de hele regio: {_percent(region)}."


def _highest_and_lowest(figures: Figures) -> str:
    shares = _of_all(figures, "at_employer")
    if not shares:
        return ""
    highest, lowest = (_only(shares, value) for value in (max(shares.values()), min(shares.values())))
    return f"Het meest in {highest}, het minst in {lowest}." if highest and lowest and highest != lowest else ""


def _group(facts: Facts) -> str:
    now, before = _number(facts.heads), _number(facts.heads_year_ago)
    if now is None:
        return _absent("Het aantal mensen", facts.heads)
    if before is None:
        text = f"De groep telt {_people(now)}."
    else:
        course = {"meer": "wordt groter", "minder": "wordt kleiner", "evenveel": "blijft even groot"}
        compared = _compared(now, before, 0, YEAR_AGO)
        text = f"De groep {course[_direction(now, before)]}: {_people(now)}, {compared}."
    return " ".join(filter(None, (text, _retired(facts))))


def _retired(facts: Facts) -> str:
    out, retired = _number(facts.out), _number(facts.out_pension)
    if not out or retired is None or retired * 2 <= out:
        return ""
    if retired == out:
        return "Wie wegging, ging met pensioen."
    return "De meeste mensen die weggingen, gingen met pensioen."


def _se(facts: Facts, period: Period) -> str:
    now, before = _number(facts.se, 2), _number(facts.se_year_ago, 2)
    if now is None:
        return _absent("Het aantal SE", facts.se)
    text = f"Er zijn {dutch(now, 2)} SE"
    if before is None:
        return f"{text}."
    same = _SAME_PERIOD.get(period.length)
    return f"{text}, {_compared(now, before, 2, f'in {same} {YEAR_AGO}' if same else YEAR_AGO)}."


# ---- small print ----


def _source(fact: str, tables: str, period: Period) -> str:
    return " ".join(filter(None, (fact, f"Tabel {tables}, {period.label}.")))


def _then(cell: Cell, unit: str, decimals: int) -> str:
    number = _number(cell, decimals)
    if number is None:
        return ""
    return f"Een jaar eerder: {_percent(number) if unit == '%' else f'{dutch(number, decimals)} {unit}'}."


def _who_left(facts: Facts) -> str:
    out = _number(facts.out)
    if out is None:
        return ""
    if not out:
        return "In deze periode ging niemand weg."
    return f"In deze periode {'ging' if out == 1 else 'gingen'} {_people(out)} weg."


# ---- words ----


def _number(cell: Cell, decimals: int = 0) -> Decimal | None:
    """The number as it is printed; None if it is hidden or unknown."""
    return None if cell.mask or cell.number is None else shown(cell.number, decimals)


def _direction(now: Decimal, before: Decimal) -> str:
    """The one place where a direction gets its word."""
    return "evenveel" if now == before else "meer" if now > before else "minder"


def _compared(now: Decimal, before: Decimal, decimals: int, than: str) -> str:
    if now == before:
        return f"evenveel als {than}"
    return f"{dutch(abs(now - before), decimals)} {_direction(now, before)} dan {than}"


def _absent(what: str, cell: Cell) -> str:
    return f"{what} laten we weg. Zo kan niemand zien om wie het gaat." if cell.mask else f"{what} is niet bekend."


def _percent(number: Decimal, decimals: int = 1) -> str:
    return with_unit(number_cell(number, decimals), "%")


def _people(number: Decimal) -> str:
    return f"{dutch(number, 0)} {'mens' if number == 1 else 'mensen'}"


def _retired_part(retired: Decimal, out: Decimal) -> str:
    """Which part retired, in whole percents; in people when that would round to nobody or everybody."""
    if retired in (0, out):
        one, more = (
            ("met pensioen", "allemaal met pensioen") if retired else ("niet met pensioen", "niemand met pensioen")
        )
        return one if out == 1 else more
    rounded = shown(retired / out * 100, 0)
    return f"{_percent(rounded, 0) if 0 < rounded < 100 else dutch(retired, 0)} van hen met pensioen"


def _word(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else dutch(Decimal(number), 0)


def _so_many(number: int, of: int) -> str:
    return f"alle {_word(of)} gemeenten" if number == of else f"{_word(number)} van de {_word(of)} gemeenten"


def _of_all(figures: Figures, name: str) -> dict[str, Decimal]:
    """This percentage in every municipality; empty if one is hidden or unknown: then nothing may be compared."""
    numbers = {place: _number(getattr(facts, name), 1) for place, facts in figures.items() if place != REGION}
    known = {place: number for place, number in numbers.items() if number is not None}
    return known if len(known) == len(numbers) > 1 else {}


def _only(numbers: Mapping[str, Decimal], value: Decimal) -> str:
    """The one place with this value; "" if there are more."""
    places = [place for place, number in numbers.items() if number == value]
    return places[0] if len(places) == 1 else ""
