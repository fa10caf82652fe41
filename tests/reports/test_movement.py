"""M8: begin + in − out ± hours ± leave ± category ± moves = end, to the person, without a line "other".

Held against the oracle's own booking, person by person and in fractions, on thrown registers. The suite throws some;
ten thousand histories are a drill.
"""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection, transaction

from reports.causes import CAUSES, split
from reports.figures import stand_table
from reports.periods import Period
from tests.cases.registers import load
from tests.reports import dice, oracle

pytestmark = pytest.mark.django_db
PER_REGISTER = 80
SOME, ALL = range(900, 903), range(903, 1025)  # registers: 240 histories, and with the drill 10,000
PAIRS = ((date(2025, 12, 31), date(2026, 3, 31)), (date(2026, 2, 28), date(2027, 12, 31)),
         (date(2026, 6, 30), date(2026, 6, 30)))  # fmt: skip


@pytest.mark.parametrize("seed", [*SOME, *(pytest.param(seed, marks=pytest.mark.drill) for seed in ALL)])
def test_every_difference_has_one_cause_and_they_make_the_end(seed, tmp_path):
    register = dice.throw(seed, people=PER_REGISTER)
    with transaction.atomic():
        load(dice.write(register, tmp_path))
        for was, now in PAIRS:
            stand_table(sorted({was, now}), Period(now.year, now.month, 1), None)
            found, book = split("stand", "stand", [(was, now)]), oracle.movement(register, was, now)
            for place in oracle.PLACES:
                assert abs(found.left_over(place)) < Fraction(1, 10**15)
                assert near(found.before.get(place, 0), book.get((place, "begin"), 0))
                assert near(found.after.get(place, 0), book.get((place, "end"), 0))
                for cause in CAUSES:
                    amount, expected = found.amount(place, cause), book.get((place, cause), Fraction(0))
                    assert near(amount, expected), (place, cause, was, now)
            together = [found.amount("totaal", cause) for cause in ("move_in", "move_out")]
            assert sum(together) == 0  # who moves within the books is nobody's loss together
        transaction.set_rollback(True)


def near(one, other):
    return abs(Fraction(one) - Fraction(other)) < Fraction(1, 10**12)


def test_a_mean_over_months_is_split_as_its_months_are(tmp_path):
    register = dice.throw(5, people=40)
    load(dice.write(register, tmp_path))
    months = list(zip(Period.parse("2025Q3").month_ends, Period.parse("2026Q3").month_ends, strict=True))
    stand_table(sorted({day for pair in months for day in pair}), Period.parse("2026Q3"), None)
    whole, apart = split("stand", "stand", months), [split("stand", "stand", [pair]) for pair in months]
    for cause in CAUSES:
        assert near(whole.amount("totaal", cause), sum(Fraction(each.amount("totaal", cause)) for each in apart) / 3)


def test_nobody_moves_and_nothing_changes_is_nothing(tmp_path):
    register = dice.throw(6, people=20)
    load(dice.write(register, tmp_path))
    day = date(2026, 3, 31)
    stand_table([day], Period.parse("2026-03"), None)
    assert split("stand", "stand", [(day, day)]).amounts == {}


def test_a_planted_difference_is_seen(tmp_path):
    """The control: a stand whose SE is not its fte times its factor stays a category, and the books still close."""
    load(dice.write(dice.throw(7, people=20), tmp_path))
    was, now = date(2026, 3, 31), date(2026, 6, 30)
    stand_table([was, now], Period.parse("2026Q2"), None)
    before = split("stand", "stand", [(was, now)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stand SET se = se + 1 WHERE month_end = %s AND scheme = 'wsw'", [now])
    after = split("stand", "stand", [(was, now)])
    assert after.amount("totaal") - before.amount("totaal") == after.after["totaal"] - before.after["totaal"] > 0
    assert after.left_over("totaal") == 0
