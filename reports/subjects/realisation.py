"""T2: SE as budgeted, as realised until now, and as expected for the whole year; and what the state pays for it (M7).

The expectation counts the months to come from what is registered now: who reaches the AOW age, employments, hours and
categories that are already decided (R61, R64). There is no table of stay chances, so other departures are not in it
(R62); the table says so.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from municipalities.models import Municipality
from reports.figures import TOTAL, Figure, Value, mean, summarise
from reports.models import StateRate, YearBudget
from reports.money import cents
from reports.ratios import rounded
from reports.stands import all_at_once, arguments, pieces_sql, round_once
from reports.subjects.declare import Asked, Counting, Layout, Made, Part, Subject, Worked, percent
from reports.tables import dutch

FIGURES = (
    Figure(
        "se_budget", "T2", "begroot", "De SE die het bestuur voor dit jaar heeft begroot.", "SE", 2,
        group="SE in dit jaar", adds_up=True, excludes="buiten de zes: daarvoor is niets begroot",
    ),
    Figure(
        "se_state", "T2", "rijksbudget", "De SE achter het rijksbudget van dit jaar. Er is sinds 2015 geen wettelijk "
        "minimum meer.", "SE", 2, article="Besluit uitvoering Wsw art. 16 (vervallen)", group="SE in dit jaar",
        adds_up=True,
    ),
    Figure(
        "se_realised", "T2", "t/m nu", "Gemiddelde van de SE op de laatste dag van elke maand sinds 1 januari.", "SE",
        2, article="Wsw art. 1", formula="som van de maandstanden ÷ aantal maanden sinds 1 januari",
        group="SE in dit jaar", behind=("end",),
    ),
    Figure(
        "se_forecast", "T2", "verwacht", "Wat het gemiddelde van dit jaar wordt als alleen gebeurt wat al vaststaat: "
        "AOW, afgesproken einde van dienst, uren en categorie.", "SE", 2,
        formula="(maandstanden tot nu + verwachte maandstanden) ÷ 12",
        excludes="ander vertrek: er is geen tabel met blijfkansen", group="SE in dit jaar", behind=("end",),
    ),
    Figure(
        "se_off", "T2", "verschil", "Verwacht min begroot.", "SE", 2, formula="verwacht − begroot",
        group="verwacht en begroot", behind=("end",),
    ),
    Figure(
        "se_off_share", "T2", "in %", "Het verschil als deel van wat is begroot.", "%", 1,
        formula="(verwacht − begroot) ÷ begroot × 100", group="verwacht en begroot", behind=("end",), absent="n.v.t.",
    ),
    Figure(
        "state_money", "T2", "over rijksbudget-SE", "De rijksvergoeding per SE maal de SE achter het rijksbudget, in "
        "euro.", "€", 2, formula="rijksbudget-SE × rijksvergoeding per SE", group="rijksvergoeding", adds_up=True,
    ),
    Figure(
        "state_gap", "T2", "bij verwachte SE", "Wat de rijksvergoeding meer of minder zou zijn als zij de verwachte SE "
        "volgde, in euro.", "€", 2, formula="(verwacht − rijksbudget-SE) × rijksvergoeding per SE",
        group="rijksvergoeding", behind=("end",), adds_up=True, letter=True,
    ),
)  # fmt: skip
made = Made(FIGURES)


def rate_of(counting: Asked) -> StateRate | None:
    """What the state pays per SE this year: by the latest circular before the end of the period, or the first."""
    rates = [rate for rate in counting.rows_of(StateRate) if rate.year == counting.period.year]
    dated = sorted(rates, key=lambda rate: rate.dated_on)
    before = [rate for rate in dated if rate.dated_on <= counting.period.ends_on]
    return (before or dated[:1] or [None])[-1]


def budgets_of(counting: Asked) -> dict[str, YearBudget]:
    codes = {row.pk: row.cbs_code for row in counting.rows_of(Municipality)}
    rows = [row for row in counting.rows_of(YearBudget) if row.year == counting.period.year]
    return {codes[row.municipality_id]: row for row in rows}


def entered(counting: Asked) -> Iterator[Value]:
    """What follows from what was entered alone, of each and together: budgets, and what the state pays over its SE."""
    budgets, rate = budgets_of(counting), rate_of(counting)
    for place, row in budgets.items():
        yield from made("se_budget", place, row.se_budget)
        yield from made("se_state", place, row.se_state)
    if budgets:
        yield from made("se_budget", TOTAL, sum((row.se_budget for row in budgets.values()), Decimal(0)))
        yield from made("se_state", TOTAL, sum((row.se_state or Decimal(0) for row in budgets.values()), Decimal(0)))
    if budgets and rate is not None:
        paid = {place: cents(row.se_state * rate.amount) for place, row in budgets.items() if row.se_state is not None}
        for place, amount in paid.items():
            yield from made("state_money", place, amount)
        yield from made("state_money", TOTAL, sum(paid.values(), Decimal(0)))


def forecast(counting: Counting, place: str) -> Decimal:
    """The mean of twelve stands, those to come as they are registered now (R65). Unrounded."""
    rest = counting.period.rest_of_year
    if rest and not any((day, TOTAL) in counting.extra for day in rest):
        known_on = counting.known_on
        with all_at_once():
            counting.extra |= summarise(pieces_sql(known_on), arguments(rest, known_on))
    days = [*counting.period.year_to_date, *rest]
    return sum((counting.sums(day, place).se for day in days), Decimal(0)) / 12


def count(counting: Counting) -> Iterator[Value]:
    budgets, rate = budgets_of(counting), rate_of(counting)
    money: dict[str, Decimal] = {"state_money": Decimal(0), "state_gap": Decimal(0)}
    for place in counting.places:
        if place == TOTAL:
            budget = sum((row.se_budget for row in budgets.values()), Decimal(0)) if budgets else None
            state = sum((row.se_state or Decimal(0) for row in budgets.values()), Decimal(0)) if budgets else None
        else:
            row = budgets.get(place)
            budget, state = (row.se_budget, row.se_state) if row else (None, None)
        expected = round_once(forecast(counting, place))
        yield from made("se_budget", place, budget)
        yield from made("se_state", place, state)
        yield from made("se_realised", place, mean(counting.summary, counting.period.year_to_date, place))
        yield from made("se_forecast", place, expected)
        if budget is not None:
            yield from made("se_off", place, expected - budget)
            yield from made("se_off_share", place, percent(expected - budget, budget))
        if rate is not None and state is not None:
            for name, amount in (("state_money", state * rate.amount), ("state_gap", (expected - state) * rate.amount)):
                if place != TOTAL:
                    money[name] += cents(amount)
                yield from made(name, place, money[name] if place == TOTAL else cents(amount))


def shares(counting: Counting) -> dict[str, str]:
    """What each gives to the mean until now, and to the year's; the rest is what the controller entered."""
    months, rest = len(counting.period.year_to_date), counting.period.rest_of_year
    stood = f"FROM {counting.source} s WHERE scheme = 'wsw' AND month_end = ANY(%(ytd)s)"
    now = [f"SELECT municipality AS place, employee_id, se / %(months)s AS realised, se / 12 AS expected {stood}"]
    if rest:
        now.append(
            "SELECT municipality, employee_id, 0, se * cardinality(days) / 12"
            f" FROM ({pieces_sql(counting.known_on)}) piece WHERE scheme = 'wsw'"
        )
    asked = arguments(rest or counting.period.year_to_date, counting.known_on)
    laid = counting.once("se_year", " UNION ALL ".join(now), **asked, months=months)
    expected = f"SELECT place, employee_id, expected FROM {laid}"
    return {
        "se_realised": f"SELECT place, employee_id, realised FROM {laid}",
        "se_forecast": expected,
        "se_off": expected,
    }


def _off_share(expected: Fraction, budget: Fraction) -> Fraction | None:
    return (Fraction(rounded(expected, 2)) - budget) * 100 / budget if budget else None


def _gap(expected: Fraction, state: Fraction, money: Fraction) -> Fraction | None:
    """What the state pays for its SE, brought to the expected SE, less what it pays."""
    return Fraction(rounded(expected, 2)) * money / state - money if state else None


_BUDGET, _STATE, _MONEY = (Part(name, entered=True) for name in ("se_budget", "se_state", "state_money"))


def _note(counting: Counting) -> str:
    rate = rate_of(counting)
    paid = (
        f"Rijksvergoeding: € {dutch(rate.amount, 2)} per SE ({rate.circular}, {rate.status})."
        if rate
        else "Er is voor dit jaar nog geen rijksvergoeding per SE vastgelegd."
    )
    return f"Verwacht is alleen wat al vaststaat; er is geen tabel met blijfkansen. {paid}"


SUBJECT = Subject(
    FIGURES,
    count,
    (Layout("T2", lambda counting: f"SE in {counting.period.year}, begroot en gehaald", note=_note),),
    shares=shares,
    worked=(
        Worked("se_off_share", (Part("se_forecast"), _BUDGET), _off_share),
        Worked("state_gap", (Part("se_forecast"), _STATE, _MONEY), _gap, adds_up=True, roundings=2),
    ),
    follows={"se_off": (Part("se_forecast"), _BUDGET), "state_money": (_STATE,)},
)
