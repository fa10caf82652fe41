"""How much of a change of a percentage, a mean or a price each cause made (M3, R75; decision 0050).

Such a cell is worked out from numbers that do add up over people, and of those each cause is known. The causes are put
in one after the other, in one fixed order, into every number at once; what the cell does at each step is that cause's
part. So the parts are exact, and together they are the difference: nothing is left, and no line "other".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

Formula = Callable[..., Fraction | None]  # of its inputs, in order; None when there is nothing to divide by


@dataclass(frozen=True)
class Input:
    """A number that a cell is worked out from: what it was, what each cause did to it, and whom each cause is of."""

    was: Fraction
    steps: Mapping[str, Fraction] = field(default_factory=dict)
    people: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def is_now(self) -> Fraction:
        return self.was + sum(self.steps.values(), Fraction(0))


def quotient(times: int | Fraction = 1) -> Formula:
    """The first input × `times` ÷ the second."""

    def of(part: Fraction, whole: Fraction) -> Fraction | None:
        return part * times / whole if whole else None

    return of


def summed(of: Formula, many: int) -> Formula:
    """What `of` gives of each `many` inputs, together; a row without is nought."""

    def total(*inputs: Fraction) -> Fraction:
        rows = (of(*inputs[at : at + many]) for at in range(0, len(inputs), many))
        return sum((row for row in rows if row is not None), Fraction(0))

    return total


def parts(of: Formula, inputs: Sequence[Input], order: Iterable[str]) -> dict[str, Fraction]:
    """What each cause did to the cell, exact; together the difference. Empty when it is unknown at one of the ends.

    A cause after which there would be nothing to divide by does nothing; the next one then does what both did.
    """
    level = of(*(each.was for each in inputs))
    if level is None or of(*(each.is_now for each in inputs)) is None:
        return {}
    values, found = [each.was for each in inputs], dict[str, Fraction]()
    for cause in order:
        if any(cause in each.steps for each in inputs):
            values = [value + each.steps.get(cause, 0) for value, each in zip(values, inputs, strict=True)]
            after = of(*values)
            found[cause] = Fraction(0) if after is None else after - level
            level = level if after is None else after
    return found


def whose(inputs: Sequence[Input], cause: str) -> tuple[int, int]:
    """Of how many people a cause is; and of how many in the input where it is of the fewest, nought left out.

    The second is what a reader could work out: of six people whose hours changed one may have been sick.
    """
    groups = [each.people[cause] for each in inputs if each.people.get(cause)]
    return len(frozenset().union(*groups)), min(map(len, groups), default=0)


def rounded(amount: Fraction, decimals: int) -> Decimal:
    """Rounded once, halves away from zero, as every printed number is."""
    whole, half = divmod(abs(amount) * 10**decimals, 1)
    number = Decimal(whole + (half >= Fraction(1, 2))).scaleb(-decimals)
    return number if amount >= 0 else -number


def units(before: Mapping[int, frozenset[int]], after: Mapping[int, frozenset[int]], why: Mapping[int, str],
          order: Iterable[str]) -> Input:  # fmt: skip
    """How many different things (coaches, contracts) people have together, as an input: by the same steps.

    By person which things, before and after; `why` is each person's cause.
    """
    now = dict(before)
    level = was = _together(now)
    steps, people = dict[str, Fraction](), dict[str, frozenset[int]]()
    nothing = frozenset[int]()  # somebody who has something in another row only
    both = before.keys() | after.keys()
    changed = [person for person in both if before.get(person, nothing) != after.get(person, nothing)]
    for cause in order:
        mine = frozenset(person for person in changed if why[person] == cause)
        if mine:
            now |= {person: after.get(person, nothing) for person in mine}
            people[cause], steps[cause] = mine, Fraction(_together(now) - level)
            level = _together(now)
    return Input(Fraction(was), steps, people)


def _together(of: Mapping[int, frozenset[int]]) -> int:
    return len(frozenset().union(*of.values()))
