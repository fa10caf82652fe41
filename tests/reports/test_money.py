"""Money by the rules R49-R60, to the cent; expected values are those of the rule book (domain.md 7.7)."""

import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from cases.indications import Asked
from cases.invoicing import Hours, amount, hours_to_invoice, indexed
from cases.supported_rules import subsidy_stops
from reports import money
from reports.models import Post

KEY = {
    "Almelo": "43.87", "Twenterand": "15.71", "Rijssen-Holten": "12.11", "Hellendoorn": "11.16", "Wierden": "8.95",
    "Tubbergen": "8.20",
}  # fmt: skip
LIST_2017 = {"Twenterand": 746_000, "Rijssen-Holten": 575_000, "Hellendoorn": 530_000, "Wierden": 425_000,
             "Tubbergen": 390_000}  # fmt: skip


def euros(text):
    return Decimal(text.replace(".", "").replace(",", "."))


def key():
    return {name: Decimal(part) for name, part in KEY.items()}


@pytest.mark.parametrize(
    ("parts", "whole"),
    [(KEY.values(), True), (["44.06", "15.65", "12.06", "11.12", "8.92", "8.18"], False), (["100.0001"], False)],
)
def test_r49_a_key_is_exactly_100(parts, whole):
    assert money.is_whole([Decimal(part) for part in parts]) is whole


def test_r49_a_key_of_99_99_is_not_shared():
    with pytest.raises(ValueError, match="100,0000"):
        money.shares(Decimal(100), {"a": Decimal("50"), "b": Decimal("49.99")})


def test_r50_a_million_and_a_cent_over_the_illustrative_key():
    given = money.shares(Decimal("1000000.01"), key())
    assert given == {
        "Almelo": euros("438.700,01"), "Twenterand": euros("157.100,00"), "Rijssen-Holten": euros("121.100,00"),
        "Hellendoorn": euros("111.600,00"), "Wierden": euros("89.500,00"), "Tubbergen": euros("82.000,00"),
    }  # fmt: skip
    assert sum(given.values()) == euros("1.000.000,01")


def test_r50_the_parts_are_always_the_whole_and_nobody_is_a_cent_off():
    dice = random.Random(50)
    for _ in range(300):
        cuts = sorted(dice.sample(range(1, 1_000_000), 5))
        parts = [Decimal(b - a) / 10_000 for a, b in zip([0, *cuts], [*cuts, 1_000_000], strict=True)]
        amount_ = Decimal(dice.randint(-(10**9), 10**9)) / 100
        given = money.shares(amount_, {str(nth): part for nth, part in enumerate(parts)})
        assert sum(given.values()) == amount_
        assert all(abs(given[str(nth)] - amount_ * part / 100) < Decimal("0.01") for nth, part in enumerate(parts))


def test_r51_almelo_of_six_million():
    assert money.share(Decimal(6_000_000), Decimal("43.87")) == euros("2.632.200,00")


def test_r52_the_list_of_2017():
    assert sum(LIST_2017.values()) == 2_666_000
    assert 4_766_000 - sum(LIST_2017.values()) == 2_100_000  # Almelo: "ruim 2,1 miljoen"


def test_r53_hours_times_fee():
    four_weeks = Hours(contract=Decimal(30) * 4, sick=Decimal(20))
    assert amount(Decimal("12.50"), Hours(Decimal(120)).contract) == Decimal("1500.00")
    assert hours_to_invoice("gewerkt", four_weeks) == 100
    assert hours_to_invoice("contract", four_weeks) == 120


def test_r54_indexation():
    assert indexed(Decimal("12.50"), Decimal(3)) == Decimal("12.88")


def account(**posts):
    return money.Account({Post[name]: Decimal(value) for name, value in posts.items()})


def test_r55_subsidy_result():
    made = account(RIJKSBIJDRAGE=25_000_000, LOONKOSTEN=27_400_000)
    assert made.subsidy_result == -2_400_000
    assert money.per_unit(made.subsidy_result, Decimal("800.00")) == Decimal("-3000.00")


def test_r56_added_value():
    made = account(OMZET=4_200_000, DIRECT=600_000)
    assert made.added_value == 3_600_000
    assert money.per_unit(made.added_value, Decimal("800.00")) == Decimal("4500.00")


def test_the_whole_account_by_hand():
    """5.3, line by line."""
    made = account(
        RIJKSBIJDRAGE=100, LIV=5, LOONKOSTEN=120, OMZET=50, KORTINGEN=2, DIRECT=8, OVERIGE_OPBRENGST=3,
        LOONKOSTEN_REGULIER=30, AFSCHRIJVING=4, OVERIGE_KOSTEN=6, RESERVE=1,
    )  # fmt: skip
    assert made.subsidy_result == -15
    assert (made.net_turnover, made.added_value) == (48, 40)
    assert made.operating_result == 40 + 3 - 30 - 4 - 6
    assert made.result == -12
    assert made.contribution == 11


def test_r58_favourable_and_unfavourable():
    cost = money.deviation(Decimal(110), Decimal(100), cost=True)
    income = money.deviation(Decimal(110), Decimal(100), cost=False)
    assert (cost, money.letter(cost)) == (-10, "N")
    assert (income, money.letter(income)) == (10, "V")
    assert money.letter(Decimal(0)) == ""


def test_r59_without_se_there_is_no_amount_per_se():
    assert money.per_unit(Decimal(100), Decimal(0)) is None
    assert money.solvency(Decimal(0), Decimal(0)) is None


@pytest.mark.parametrize(
    ("final_on", "alternative", "stops"),
    [
        (date(2026, 5, 1), "aangeboden", True),
        (date(2026, 5, 1), "geweigerd", True),
        (date(2026, 5, 1), "", False),
        (date(2026, 5, 3), "aangeboden", False),
        (None, "aangeboden", False),
    ],
)
def test_r60_the_subsidy_stops_when_it_is_final_and_something_else_is_there(final_on, alternative, stops):
    decision = Asked(
        date(2026, 1, 5), date(2026, 1, 6), outcome="niet_doelgroep", decided_on=date(2026, 3, 1), final_on=final_on,
        alternative=alternative,
    )  # fmt: skip
    assert subsidy_stops(decision, date(2026, 5, 2)) is stops


def test_the_balance_of_2017_as_published_beside_recomputed():
    """Printed 19.0 and 15.9 %; the printed parts give 17.97 and 15.95 (domain.md 1.4)."""
    assert money.solvency(Decimal(1_940), Decimal(8_854)) == Decimal("17.97")
    assert money.solvency(Decimal(1_945), Decimal(10_253)) == Decimal("15.95")


def test_a_year_after_two_quarters():
    budget, realised = Decimal(1_000), Decimal(520)
    assert money.to_date(budget, 2) == 500
    assert money.expected(realised, budget, 2) == 1_020


def test_cents_round_half_up():
    assert money.cents(Decimal("2.675")) == Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("2.68")
