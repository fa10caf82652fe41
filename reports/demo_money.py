"""Invented money for the demo: plausible beside the published figures of domain.md 1.4, and marked as invented."""

from datetime import date
from decimal import Decimal

from municipalities.asker import asked_by
from municipalities.models import Municipality, User
from reports.figures import TOTAL, summarise
from reports.models import (
    Amount,
    AmountKind,
    KeySet,
    KeyShare,
    Measure,
    Post,
    Published,
    Settled,
    StateRate,
    YearBudget,
)
from reports.money import cents
from reports.periods import Period
from reports.stands import arguments, pieces_sql, round_once

FICTITIOUS = "fictief"
KEY = {
    "GM0141": "43.87", "GM1700": "15.71", "GM1742": "12.11", "GM0163": "11.16", "GM0189": "8.95", "GM0183": "8.20",
}  # fmt: skip
RATE = Decimal("29400")  # euros per SE in the first year, and each year so much more
RATE_STEP = Decimal("1180")
# Euros per budgeted SE; the state's contribution follows from its rate. What was realised differs so many thousandths.
PER_SE = {
    Post.OMZET: (12_350, -21), Post.KORTINGEN: (110, 40), Post.DIRECT: (2_700, -12), Post.OVERIGE_OPBRENGST: (680, 15),
    Post.LOONKOSTEN_REGULIER: (8_300, 9), Post.AFSCHRIJVING: (790, 0), Post.OVERIGE_KOSTEN: (3_820, 14),
}  # fmt: skip
RESERVE = Decimal("200000")
PUBLISHED = (
    (2016, Measure.AJ_GEMIDDELD, "83014", "aj", "Jaarrapport Wsw 2016"),
    (2016, Measure.AJ_EIND, "81224", "aj", "Jaarrapport Wsw 2016"),
    (2017, Measure.AJ_GEMIDDELD, "78613", "aj", "Jaarrapport Wsw-statistiek 2017"),
    (2017, Measure.AJ_EIND, "76662", "aj", "Jaarrapport Wsw-statistiek 2017"),
    (2017, Measure.SOLVABILITEIT, "15.9", "%", "begroting Almelo 2019, Soweco"),
    (2022, Measure.MENSEN, "63423", "mensen", "Jaarrapport Wsw 2022"),
    (2022, Measure.AJ_GEMIDDELD, "58095", "aj", "Jaarrapport Wsw 2022"),
    (2022, Measure.INTERN, "57", "%", "Jaarrapport Wsw 2022"),
    (2022, Measure.GROEP, "18.5", "%", "Jaarrapport Wsw 2022"),
    (2022, Measure.INDIVIDUEEL, "17.5", "%", "Jaarrapport Wsw 2022"),
    (2022, Measure.BW, "7", "%", "Jaarrapport Wsw 2022"),
    (2022, Measure.GEDETACHEERD, "36", "%", "Jaarrapport Wsw 2022"),
    (2022, Measure.NATUURLIJK, "78", "%", "Jaarrapport Wsw 2022"),
    (2022, Measure.LEEFTIJD, "52.4", "jaar", "Jaarrapport Wsw 2022"),
    (2022, Measure.OUDER_45, "78", "%", "Jaarrapport Wsw 2022"),
)


def lay(today: date, by: User) -> KeySet:
    """Three years of amounts, budgets and rates, published figures, and a key that waits for a second person."""
    years = range(today.year - 2, today.year + 1)
    se = _se_of(years, today)
    for nth, year in enumerate(years):
        rate = RATE + nth * RATE_STEP
        _rates(year, rate)
        _budgets(year, se)
        _amounts(year, rate, se[year, TOTAL], today)
    Published.objects.bulk_create(
        Published(year=year, measure=measure, value=Decimal(value), unit=unit, source=source)
        for year, measure, value, unit, source in PUBLISHED
    )
    with asked_by(str(by.key)):  # a key is proposed in the own name
        return _key(by)


def _se_of(years: range, today: date) -> dict[tuple[int, str], Decimal]:
    """The mean SE of each year up to today, per municipality and together."""
    days = [day for year in years for day in Period.parse(str(year)).month_ends if day <= today]
    summary = summarise(pieces_sql(), arguments(days, None))
    found: dict[tuple[int, str], list[Decimal]] = {}
    for (day, place), sums in summary.items():
        found.setdefault((day.year, place), []).append(sums.se)
    months = {year: len([day for day in days if day.year == year]) for year in years}
    return {(year, place): sum(all_, Decimal(0)) / months[year] for (year, place), all_ in found.items()}


def _rates(year: int, rate: Decimal) -> None:
    for month, name, amount in ((5, "meicirculaire", rate), (9, "septembercirculaire", rate + 85)):
        StateRate.objects.create(
            year=year, amount=amount, circular=f"{name} {year} ({FICTITIOUS})", dated_on=date(year, month, 30),
            status=Settled.VOORLOPIG,
        )  # fmt: skip


def _budgets(year: int, se: dict[tuple[int, str], Decimal]) -> None:
    for place in Municipality.objects.filter(takes_part=True):
        mean = se.get((year, place.cbs_code), Decimal(0))
        YearBudget.objects.create(
            year=year, municipality=place, se_budget=round_once(mean * Decimal("1.012")),
            se_state=round_once(mean * Decimal("0.994")), source=f"begroting {year} ({FICTITIOUS})",
        )  # fmt: skip


def _amounts(year: int, rate: Decimal, se: Decimal, today: date) -> None:
    status = Settled.DEFINITIEF if year < today.year - 1 else Settled.VOORLOPIG
    budget = {post: cents(se * per_se) for post, (per_se, _) in PER_SE.items()}
    budget |= {Post.RIJKSBIJDRAGE: cents(se * rate), Post.LOONKOSTEN: cents(se * rate * Decimal("1.083"))}
    rows = [_amount(year, 0, AmountKind.BEGROTING, post, amount, status) for post, amount in budget.items()]
    rows.append(_amount(year, 0, AmountKind.BEGROTING, Post.RESERVE, RESERVE, status))
    for quarter in range(1, 5):
        if Period(year, quarter * 3 - 2, 3).ends_on >= today:
            break
        for post, amount in budget.items():
            off = 1 + Decimal(PER_SE.get(post, (0, 4 if post == Post.LOONKOSTEN else -3))[1]) / 1000
            rows.append(_amount(year, quarter, AmountKind.REALISATIE, post, cents(amount * off / 4), status))
        rows.append(_amount(year, quarter, AmountKind.REALISATIE, Post.RESERVE, RESERVE / 4, status))
        rows.append(_amount(year, quarter, AmountKind.REALISATIE, Post.EIGEN_VERMOGEN, Decimal(1_945_000), status))
        rows.append(_amount(year, quarter, AmountKind.REALISATIE, Post.VREEMD_VERMOGEN, Decimal(10_253_000), status))
    Amount.objects.bulk_create(rows)


def _amount(year: int, quarter: int, kind: AmountKind, post: Post, amount: Decimal, status: str) -> Amount:
    source = f"{kind.label} {year} ({FICTITIOUS})"
    return Amount(year=year, quarter=quarter, kind=kind, post=post, amount=amount, status=status, source=source)


def _key(by: User) -> KeySet:
    places = list(Municipality.objects.filter(takes_part=True))
    made = KeySet.objects.create(
        starts_on=date(2019, 1, 1), dated_on=date(2018, 1, 1), proposed_by=by,
        decision=f"sleutel naar het deel van Almelo in de begroting 2019 ({FICTITIOUS})",
    )  # fmt: skip
    known = {place.pk: Decimal(KEY[place.cbs_code]) for place in places if place.cbs_code in KEY}
    if len(known) != len(places):  # a large demo: all alike, the last what is left
        known = {place.pk: (Decimal(100) / len(places)).quantize(Decimal("0.0001")) for place in places}
        known[places[-1].pk] += Decimal(100) - sum(known.values())
    KeyShare.objects.bulk_create(
        KeyShare(key_set=made, municipality_id=pk, percentage=percentage) for pk, percentage in known.items()
    )
    return made
