"""T12: the account: budget, realisation and expectation, with what follows from them (domain.md 5.3, R55-R59).

The posts come from the finance register, the sums from `reports/money.py`. A deviation is V where it is better than
budgeted and N where it is worse. After a half year the budget until now is two quarters of the year's.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reports.figures import TOTAL, Figure, Value, mean
from reports.models import Amount, AmountKind, Post, Published
from reports.models.finance import Measure, YearBudget
from reports.money import COSTS, Account, deviation, expected, per_unit, solvency, to_date
from reports.ratios import quotient
from reports.subjects import realisation
from reports.subjects.declare import Asked, Counting, Layout, Made, Part, RowName, Subject, Worked
from reports.subjects.realisation import forecast
from reports.tables import dutch

FIGURES = (
    Figure("fin_budget", "T12", "hele jaar", "Zoals het bestuur het voor dit jaar heeft vastgesteld.", "€", 2,
           group="begroot", absent="n.v.t."),
    Figure("fin_budget_now", "T12", "t/m nu", "Het deel van de jaarbegroting tot en met nu.", "€", 2,
           formula="jaarbegroting × kwartalen ÷ 4", group="begroot", absent="n.v.t."),
    Figure("fin_realised", "T12", "t/m nu", "Wat in de kwartalen van dit jaar is vastgelegd.", "€", 2,
           group="werkelijk", absent="n.v.t."),
    Figure("fin_off", "T12", "verschil", "Hoeveel beter (V, voordelig) of slechter (N, nadelig) dan begroot.", "€", 2,
           formula="opbrengst: werkelijk − begroot; kosten: begroot − werkelijk", group="werkelijk", letter=True,
           absent="n.v.t."),
    Figure("fin_expected", "T12", "hele jaar", "De prognose van de controller. Is die er niet, dan werkelijk tot nu en "
           "voor de rest de begroting.", "€", 2, group="verwacht", absent="n.v.t."),
)  # fmt: skip
NUMBERS = (
    Figure("se_now", "T12", "SE t/m nu", "Gemiddelde SE van de regio sinds 1 januari.", "SE", 2),
    Figure("se_year", "T12", "SE verwacht", "Verwachte gemiddelde SE van de regio in dit jaar.", "SE", 2),
    Figure("fte_now", "T12", "fte t/m nu", "Gemiddelde fte van de regio sinds 1 januari.", "fte", 2),
)
made = Made(FIGURES)


@dataclass(frozen=True)
class Line:
    """A line of the account: a post, or what follows from posts. `cost` says that more is worse."""

    code: str
    label: str
    of: Callable[[Account], Decimal]
    cost: bool = False
    per: str = ""  # "se" or "fte": divided by that
    kind: str = "other"


def _post(post: Post) -> Line:
    return Line(post.value, str(post.label), lambda account: account.of(post), cost=post in COSTS)


LINES = (
    _post(Post.RIJKSBIJDRAGE),
    _post(Post.LIV),
    _post(Post.LOONKOSTEN),
    Line("subsidieresultaat", "subsidieresultaat", lambda account: account.subsidy_result, kind="total"),
    Line("subsidie_se", "subsidieresultaat per SE", lambda account: account.subsidy_result, per="se"),
    _post(Post.OMZET),
    _post(Post.KORTINGEN),
    _post(Post.DIRECT),
    Line("ntw", "netto toegevoegde waarde", lambda account: account.added_value, kind="total"),
    Line("ntw_se", "netto toegevoegde waarde per SE", lambda account: account.added_value, per="se"),
    Line("ntw_fte", "netto toegevoegde waarde per fte", lambda account: account.added_value, per="fte"),
    _post(Post.OVERIGE_OPBRENGST),
    _post(Post.LOONKOSTEN_REGULIER),
    _post(Post.AFSCHRIJVING),
    _post(Post.OVERIGE_KOSTEN),
    Line("operationeel", "operationeel resultaat", lambda account: account.operating_result, kind="total"),
    Line("exploitatie", "exploitatieresultaat", lambda account: account.result, kind="total"),
    _post(Post.RESERVE),
    Line("bijdrage", "gemeentelijke bijdrage", lambda account: account.contribution, cost=True, kind="total"),
)


@dataclass(frozen=True)
class Year:
    """The account of one year, four ways; None where nothing was entered."""

    budget: Account | None
    budget_now: Account | None
    realised: Account | None
    expected: Account | None


def year_of(counting: Asked) -> Year:
    """From the finance register, until the end of the period."""
    period = counting.period
    rows = [row for row in counting.rows_of(Amount) if row.year == period.year]

    def posts(kind: str) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for row in rows:
            if row.kind == kind and row.quarter <= period.quarters and not _is_balance(row.post):
                found[row.post] = found.get(row.post, Decimal(0)) + row.amount
        return found

    budget, realised, own = posts(AmountKind.BEGROTING), posts(AmountKind.REALISATIE), posts(AmountKind.PROGNOSE)
    quarters = len(
        {row.quarter for row in rows if row.kind == AmountKind.REALISATIE and row.quarter <= period.quarters}
    )
    both = {*budget, *realised}
    foreseen = {post: expected(realised.get(post, Decimal(0)), budget.get(post, Decimal(0)), quarters) for post in both}
    return Year(
        Account(budget) if budget else None,
        Account({post: to_date(amount, period.quarters) for post, amount in budget.items()}) if budget else None,
        Account(realised) if realised else None,
        Account(foreseen | own) if foreseen or own else None,
    )


def _is_balance(post: str) -> bool:
    return post in {Post.EIGEN_VERMOGEN, Post.VREEMD_VERMOGEN}


Units = dict[str, Decimal | None]  # se and fte
_SIDES = ("budget", "realised", "expected")


def count(counting: Counting) -> Iterator[Value]:
    yield from _lines(LINES, year_of(counting), _units(counting))


def amounts(year: Year) -> Iterator[Value]:
    """What is in euros, and not divided by anything."""
    nothing: Units = {}
    yield from _lines([line for line in LINES if not line.per], year, dict.fromkeys(_SIDES, nothing))


def _lines(lines: Iterable[Line], year: Year, units: dict[str, Units]) -> Iterator[Value]:
    for line in lines:
        told = {
            "fin_budget": _told(line, year.budget, units["budget"]),
            "fin_budget_now": _told(line, year.budget_now, units["budget"]),
            "fin_realised": _told(line, year.realised, units["realised"]),
            "fin_expected": _told(line, year.expected, units["expected"]),
        }
        now, norm = told["fin_realised"], told["fin_budget_now"]
        if now is not None and norm is not None:
            told["fin_off"] = deviation(now, norm, cost=line.cost)
        for name, amount in told.items():
            yield from made(name, line.code, amount)


def _units(counting: Counting) -> dict[str, Units]:
    """What an amount is divided by: the year's SE and fte, as budgeted, as realised until now, as expected."""
    ytd = counting.period.year_to_date
    budgets = [row.se_budget for row in counting.rows_of(YearBudget) if row.year == counting.period.year]
    realised_fte = mean(counting.summary, ytd, TOTAL, "fte")
    return {
        "budget": {"se": sum(budgets, Decimal(0)) or None, "fte": None},
        "realised": {"se": mean(counting.summary, ytd, TOTAL), "fte": realised_fte},
        "expected": {"se": forecast(counting, TOTAL), "fte": None},
    }


def _told(line: Line, account: Account | None, units: Units) -> Decimal | None:
    if account is None:
        return None
    amount = line.of(account)
    if not line.per:
        return amount
    number = units[line.per]
    return per_unit(amount, number) if number else None


def parts(counting: Counting, code: str) -> dict[str, str]:
    """What each gives to the SE and fte of the whole region, which an amount is divided by; in no row of their own."""
    se = realisation.shares(counting)
    fte = f"""SELECT '' AS place, employee_id, fte / {len(counting.period.year_to_date)} FROM {counting.source} s
        WHERE scheme = 'wsw' AND month_end = ANY(%(ytd)s)"""
    region = "SELECT '', employee_id, amount FROM ({}) share (place, employee_id, amount)".format
    return {"se_now": region(se["se_realised"]), "se_year": region(se["se_forecast"]), "fte_now": fte}


def _step(now: Fraction, units: Fraction, norm: Fraction, budget: Fraction) -> Fraction | None:
    return now / units - norm / budget if units and budget else None


def _per_unit(line: Line, base: str) -> Iterator[Worked]:
    """The prices in one line, made of the amounts in another."""

    def amount(figure: str) -> Part:
        return Part(figure, base, entered=True)

    budget, rows = Part("se_budget", TOTAL, entered=True, table="T2"), (line.code,)
    yield Worked("fin_realised", (amount("fin_realised"), Part(f"{line.per}_now", "")), quotient(), rows)
    if line.per == "se":
        yield Worked("fin_budget", (amount("fin_budget"), budget), quotient(), rows)
        yield Worked("fin_budget_now", (amount("fin_budget_now"), budget), quotient(), rows)
        yield Worked("fin_expected", (amount("fin_expected"), Part("se_year", "")), quotient(), rows)
        both = amount("fin_realised"), Part("se_now", ""), amount("fin_budget_now"), budget
        yield Worked("fin_off", both, _step, rows, roundings=2)


_BASES = {"subsidie_se": "subsidieresultaat", "ntw_se": "ntw", "ntw_fte": "ntw"}


def rows(counting: Counting) -> list[RowName]:
    return [(line.code, line.label, line.kind) for line in LINES]


def _note(counting: Counting) -> str:
    provisional = any(row.status == "voorlopig" for row in counting.rows_of(Amount) if row.year == counting.period.year)
    said = ["Bedragen in euro. V is voordelig, N is nadelig."]
    if provisional:
        said.append("Een of meer bedragen zijn voorlopig.")
    if (balance := _solvency(counting)) is not None:
        said.append(f"Solvabiliteit aan het eind van de periode: {dutch(balance, 2)} %.")
    printed = [row for row in counting.rows_of(Published) if row.measure == Measure.SOLVABILITEIT]
    if printed:
        latest = max(printed, key=lambda row: row.year)
        said.append(f"Gepubliceerd voor {latest.year}: {dutch(latest.value, 1)} % ({latest.source}).")
    return " ".join(said)


def _solvency(counting: Counting) -> Decimal | None:
    """Recomputed from the balance of the last quarter that is over."""
    period = counting.period
    rows_ = [
        row for row in counting.rows_of(Amount)
        if row.year == period.year and row.kind == AmountKind.REALISATIE and row.quarter == period.quarters
    ]  # fmt: skip
    found = {row.post: row.amount for row in rows_ if _is_balance(row.post)}
    return solvency(found[Post.EIGEN_VERMOGEN], found[Post.VREEMD_VERMOGEN]) if len(found) == 2 else None


def entered(counting: Asked) -> bool:
    """Whether there is anything to tell about this year's money."""
    return any(row.year == counting.period.year for row in counting.rows_of(Amount))


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T12",
            lambda counting: f"begroting en werkelijkheid {counting.period.year}",
            "Post",
            rows,
            note=_note,
            proof="De bijdrage volgt uit de posten: subsidieresultaat + operationeel resultaat = exploitatieresultaat.",
        ),
    ),
    applies=entered,
    worked=tuple(each for line in LINES if line.per for each in _per_unit(line, _BASES[line.code])),
    parts=parts,
    numbers=NUMBERS,
)
