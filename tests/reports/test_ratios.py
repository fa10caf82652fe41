"""What each cause did to a percentage, a mean or a price: by hand, and on thousands of registers thrown with dice.

By dice the portal's way (one number per cause, added to numerator and denominator) is held beside a plain replay: the
people who have a cause change places with what they are now, and the figure is counted anew from everybody.
"""

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest

from reports import ratios
from reports.compared import CAUSES, CORRECTION, LATE, MOVE, ROUNDING, Part, Split, worked_out
from reports.ratios import Input, quotient

ORDER = tuple(CAUSES)


def steps(**amounts: int | Fraction) -> dict[str, Fraction]:
    return {cause: Fraction(amount) for cause, amount in amounts.items()}


def test_three_plans_of_four_people() -> None:
    """2 of 4 had a plan: 50 %. One plan was entered late (3 of 4: +25); one person was never in service and had none
    (3 of 3: +25)."""
    planned, people = Input(Fraction(2), steps(late=1)), Input(Fraction(4), steps(correction=-1))
    made = ratios.parts(quotient(100), (planned, people), ORDER)
    assert made == {LATE: Fraction(25), CORRECTION: Fraction(25)}


def test_the_order_is_fixed() -> None:
    """10 of 20 hours at 3 euro: 30 ÷ 10. Late 6 euro for 2 hours more: 36 ÷ 12 = 3. Then the fee was wrong: 48 ÷ 12."""
    money, hours = Input(Fraction(30), steps(correction=12, late=6)), Input(Fraction(10), steps(late=2))
    assert list(ratios.parts(quotient(), (money, hours), ORDER).items()) == [(LATE, 0), (CORRECTION, 1)]


def test_a_step_with_nothing_to_divide_by_is_taken_with_the_next() -> None:
    """The only one was out of service by late entry, and another came by moving: 50 % of 2 became 100 % of 1."""
    part, whole = Input(Fraction(1), steps(late=-1, move=1)), Input(Fraction(2), steps(late=-2, move=1))
    assert ratios.parts(quotient(100), (part, whole), ORDER) == {LATE: 0, MOVE: 50}


def test_without_a_number_at_one_of_the_ends_there_is_no_difference() -> None:
    came, went = Input(Fraction(0), steps(late=3)), Input(Fraction(3), steps(late=-3))
    one = Input(Fraction(1))
    assert ratios.parts(quotient(), (one, came), ORDER) == {}
    assert ratios.parts(quotient(), (one, went), ORDER) == {}


def test_what_rounding_leaves_is_told() -> None:
    """1 of 3 became 2 of 3 by three causes of a ninth each: 33.33 → 66.67 is +33.34; three times 11.11 is 33.33."""
    ninth = Fraction(1, 3)
    part = Input(Fraction(1), steps(late=ninth, correction=ninth, move=ninth))
    split = worked_out("plan_share", "totaal", quotient(100), (part, Input(Fraction(3))), "T9")
    assert split.exact == Fraction(100, 3)
    printed = split.printed(Decimal("33.34"), 2)
    assert printed == {
        LATE: Decimal("11.11"), CORRECTION: Decimal("11.11"), MOVE: Decimal("11.11"), ROUNDING: Decimal("0.01"),
    }  # fmt: skip
    assert Split.read(split.as_dict()) == split


def test_halves_are_rounded_away_from_zero() -> None:
    assert ratios.rounded(Fraction(1, 8), 2) == Decimal("0.13")
    assert ratios.rounded(Fraction(-1, 8), 2) == Decimal("-0.13")
    assert ratios.rounded(Fraction(1, 3), 2) == Decimal("0.33")
    assert ratios.rounded(Fraction(2, 3), 0) == Decimal(1)


def test_a_cause_is_of_as_few_as_in_its_smallest_number() -> None:
    """Six people's hours changed, and one of them was sick: who knows the hours knows the sick days of one."""
    lost = Input(Fraction(10), steps(late=3), {LATE: frozenset({1})})
    days = Input(Fraction(900), steps(late=-60), {LATE: frozenset(range(1, 7))})
    split = worked_out("sick_share", "totaal", quotient(100), (lost, days), "T6")
    assert (split.people, split.parts[LATE].people, split.least) == (6, 6, 1)


def test_what_the_rows_do_not_bring_back_is_another_rules() -> None:
    """The edition said 50 → 80 %; of its rows only +25 comes back."""
    inputs = Input(Fraction(2), steps(late=1), {LATE: frozenset({1})}), Input(Fraction(4))
    split = worked_out("x", "totaal", quotient(100), inputs, "T9", "definition", Decimal(30), Decimal("0.1"))
    assert {cause: (part.exact, part.people) for cause, part in split.parts.items()} == {
        LATE: (Fraction(25), 1), "definition": (Fraction(5), 1),
    }  # fmt: skip


def test_coaches_are_counted_once() -> None:
    """Two people with coaches 1 and 2; a late entry gives the first coach 2 as well, then the second's was wrong: 3."""
    before = {1: frozenset({1}), 2: frozenset({2})}
    after = {1: frozenset({1, 2}), 2: frozenset({3})}
    found = ratios.units(before, after, {1: LATE, 2: CORRECTION}, ORDER)
    assert (found.was, found.steps) == (2, {LATE: 0, CORRECTION: 1})
    assert found.is_now == 3


def test_who_has_nothing_in_a_row_is_not_one_of_its_people() -> None:
    """The six whose coach in another municipality was entered late are no company for the one in this row."""
    elsewhere = {person: frozenset[int]() for person in range(2, 8)}
    found = ratios.units({1: frozenset({1})} | elsewhere, {1: frozenset({2})}, dict.fromkeys(range(1, 8), LATE), ORDER)
    assert found.people == {LATE: frozenset({1})}
    assert ratios.units(elsewhere, {}, dict.fromkeys(elsewhere, LATE), ORDER).steps == {}


# By dice


class Person(NamedTuple):
    """What somebody gives to both sides, before and after, and the one cause of the difference."""

    was: tuple[Fraction, Fraction]
    now: tuple[Fraction, Fraction]
    cause: str


def thrown(dice: random.Random) -> list[Person]:
    def side() -> tuple[Fraction, Fraction]:
        whole = Fraction(dice.randint(0, 3600), dice.choice([1, 36, 100]))
        return whole * Fraction(dice.randint(0, 12), 12), whole

    found = []
    for _ in range(dice.randint(1, 12)):
        was = side()
        found.append(Person(was, side() if dice.random() < 0.6 else was, dice.choice(ORDER)))
    return found


def replayed(people: list[Person]) -> tuple[dict[str, Fraction], Fraction | None]:
    """Each cause's part, by counting everybody anew after each; and the whole difference."""

    def counted(done: set[str]) -> Fraction | None:
        sides = [each.now if each.cause in done else each.was for each in people]
        whole = sum(side[1] for side in sides)
        return 100 * sum(side[0] for side in sides) / whole if whole else None

    first, last = counted(set()), counted(set(ORDER))
    if first is None or last is None:
        return {}, None
    level, found = first, {}
    for nth, cause in enumerate(ORDER, start=1):
        after = counted(set(ORDER[:nth]))
        found[cause] = Fraction(0) if after is None else after - level
        level = level if after is None else after
    return found, last - first


def portal(people: list[Person]) -> dict[str, Fraction]:
    sides = []
    for side in (0, 1):
        made: dict[str, Fraction] = {}
        for each in people:
            if each.was != each.now:
                made[each.cause] = made.get(each.cause, Fraction(0)) + each.now[side] - each.was[side]
        sides.append(Input(sum((each.was[side] for each in people), Fraction(0)), made))
    return ratios.parts(quotient(100), sides, ORDER)


def wrong(seeds: range) -> Iterator[int]:
    for seed in seeds:
        people = thrown(random.Random(seed))
        expected, difference = replayed(people)
        made = portal(people)
        same = all(made.get(cause, 0) == expected.get(cause, 0) for cause in ORDER)
        if not same or (difference is not None and sum(made.values()) != difference):
            yield seed


def test_the_causes_are_exact_and_make_the_difference_on_thousands_of_histories() -> None:
    assert list(wrong(range(5_000))) == []


def test_a_defect_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: each cause is laid beside the beginning, so that what two do together is lost."""
    whole = ratios.parts

    def beside_the_beginning(of, inputs, order):  # type: ignore[no-untyped-def]
        first = of(*(each.was for each in inputs))
        made = whole(of, inputs, order)
        return {
            cause: of(*(each.was + each.steps.get(cause, 0) for each in inputs)) - first
            for cause in made
            if of(*(each.was + each.steps.get(cause, 0) for each in inputs)) is not None
        }

    monkeypatch.setattr(ratios, "parts", beside_the_beginning)
    assert list(wrong(range(200))) != []


def test_a_part_of_a_sum_is_read_as_before() -> None:
    """What was kept before this was made has two things per cause."""
    assert Part.read("-1.25", 2) == Part(Decimal("-1.25"), 2)
