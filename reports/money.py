"""Money: shares of a key, the account's sums and deviations (R49-R60), to the cent. No database, no dates.

Everything is Decimal and rounds half up, once. A share goes by largest remainder, so that the six together are the
amount itself: rounding each by itself gives and takes cents from somebody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from reports.models import Post

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
COSTS = {
    Post.LOONKOSTEN, Post.KORTINGEN, Post.DIRECT, Post.LOONKOSTEN_REGULIER, Post.AFSCHRIJVING, Post.OVERIGE_KOSTEN,
}  # fmt: skip
Amounts = Mapping[str, Decimal]  # by post


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def is_whole(percentages: Sequence[Decimal]) -> bool:
    """Whether a key adds up: exactly 100.0000, not 99.99 (R49)."""
    return sum(percentages, Decimal(0)) == HUNDRED


def shares(amount: Decimal, key: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """`amount` over the percentages of a key, in cents that add up to it exactly (R50).

    Each gets its part rounded down; the cents that are left go one by one to who lost most, the first in the key at a
    tie. A negative amount is shared as its opposite. ValueError when the key does not add up.
    """
    if not is_whole(list(key.values())):
        raise ValueError("De sleutel is samen geen 100,0000.")
    sign, whole = (-1, -amount) if amount < 0 else (1, amount)
    exact = {name: whole * percentage / HUNDRED for name, percentage in key.items()}
    given = {name: part.quantize(CENT, ROUND_FLOOR) for name, part in exact.items()}
    left = int((cents(whole) - sum(given.values())) / CENT)
    for name in sorted(exact, key=lambda each: given[each] - exact[each])[:left]:
        given[name] += CENT
    return {name: sign * part for name, part in given.items()}


def share(amount: Decimal, percentage: Decimal) -> Decimal:
    """One part by itself, in cents (R51)."""
    return cents(amount * percentage / HUNDRED)


def per_unit(amount: Decimal, units: Decimal) -> Decimal | None:
    """An amount per SE or per fte; None where there are none: printed as n.v.t. (R59)."""
    return cents(amount / units) if units else None


def solvency(own: Decimal, foreign: Decimal) -> Decimal | None:
    """Own capital in percent of all capital, two decimals."""
    total = own + foreign
    return (own * 100 / total).quantize(CENT, ROUND_HALF_UP) if total else None


@dataclass(frozen=True)
class Account:
    """What follows from the posts of one budget, realisation or prognosis (domain.md 5.3). No post is nought."""

    posts: Amounts

    def of(self, post: Post) -> Decimal:
        return self.posts.get(post, Decimal(0))

    @property
    def subsidy_result(self) -> Decimal:
        """State's contribution, and LIV until 2024, less the wages of who works under the Wsw (R55)."""
        return self.of(Post.RIJKSBIJDRAGE) + self.of(Post.LIV) - self.of(Post.LOONKOSTEN)

    @property
    def net_turnover(self) -> Decimal:
        return self.of(Post.OMZET) - self.of(Post.KORTINGEN)

    @property
    def added_value(self) -> Decimal:
        """Netto toegevoegde waarde (R56)."""
        return self.net_turnover - self.of(Post.DIRECT)

    @property
    def operating_result(self) -> Decimal:
        costs = self.of(Post.LOONKOSTEN_REGULIER) + self.of(Post.AFSCHRIJVING) + self.of(Post.OVERIGE_KOSTEN)
        return self.added_value + self.of(Post.OVERIGE_OPBRENGST) - costs

    @property
    def result(self) -> Decimal:
        return self.subsidy_result + self.operating_result

    @property
    def contribution(self) -> Decimal:
        """What the municipalities pay together: the shortfall, less what comes from the reserve."""
        return -self.result - self.of(Post.RESERVE)


def deviation(now: Decimal, norm: Decimal, *, cost: bool) -> Decimal:
    """How much better (positive, V) or worse (negative, N) than the norm: a cost overspent is N (R58)."""
    return norm - now if cost else now - norm


def letter(difference: Decimal) -> str:
    """V for voordelig, N for nadelig, nothing where there is no difference."""
    return "V" if difference > 0 else "N" if difference < 0 else ""


def to_date(year_amount: Decimal, quarters: int) -> Decimal:
    """The part of a year's amount that belongs to its first quarters."""
    return cents(year_amount * quarters / 4)


def expected(realised: Decimal, budget: Decimal, quarters: int) -> Decimal:
    """A year's amount after so many quarters: what was realised, and for the rest what was budgeted."""
    return realised + budget - to_date(budget, quarters)
