"""Every figure of thrown registers, to the last digit, against the counting in `oracle.py`; also as known earlier."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from reports.figures import compute
from reports.periods import Period
from tests.cases.registers import load
from tests.people import recorded_on
from tests.reports import dice, oracle

pytestmark = pytest.mark.django_db
CODES = [
    f"{year}{part}" for year in range(2024, 2028)
    for part in ("", "H1", "H2", "Q1", "Q2", "Q3", "Q4", *(f"-{month:02}" for month in range(1, 13)))
]  # fmt: skip
PERIODS = ("2025Q4", "2026H2", "2026-12", "2027Q1", "2028-02")


def counted(code, known_on=None):
    """What the portal says."""
    return {
        (value.figure.name, value.municipality, *value.dims.values()): value.as_dict()["value"]
        for value in compute(Period.parse(code), known_on)
    }


def expected(register, code):
    """What the rule book says."""
    period = Period.parse(code)
    return oracle.figures(register, period.year, period.first, period.length)


def differences(register, code, known_on=None):
    portal, book = counted(code, known_on), expected(register, code)
    return {
        key: (portal.get(key), book.get(key)) for key in portal.keys() | book.keys() if portal.get(key) != book.get(key)
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_of_a_thrown_register(seed, tmp_path):
    register = dice.throw(seed, people=80)
    load(dice.write(register, tmp_path))
    for code in PERIODS:
        assert differences(register, code) == {}, code


def test_what_was_known_before_each_correction_is_still_known(tmp_path):
    """Three rounds of corrections, many of them about last year; after the last, all four moments are asked again."""
    register, known = dice.throw(77, people=45), []
    for turn in range(4):
        moment = timezone.now() + timedelta(days=turn + 1)
        recorded_on(moment)
        load(dice.write(register, tmp_path / str(turn)))
        known.append((moment, register))
        register = dice.edit(register, seed=turn, edits=40)
    for code in ("2025Q4", "2026H1"):
        answers = [counted(code, moment) for moment, _ in known]
        assert all(one != other for one, other in pairwise(answers)), "the corrections change nothing"
        for moment, register in known:
            assert differences(register, code, moment) == {}
            assert differences(register, code, moment + timedelta(hours=23)) == {}
        assert differences(known[-1][1], code) == {}


@pytest.mark.parametrize("pairs", [10, pytest.param(500, marks=pytest.mark.drill)])
def test_m1_any_period_as_known_at_any_moment(pairs, tmp_path):
    """The plain replay: what was entered up to that moment, and nothing after it, counted by the book."""
    register, known, thrown = dice.throw(78, people=45), [], random.Random(500)
    for turn in range(8):
        recorded_on(timezone.now() + timedelta(days=turn + 1))
        known.append((timezone.now() + timedelta(days=turn + 1), register))
        load(dice.write(register, tmp_path / str(turn)))
        register = dice.edit(register, seed=100 + turn, edits=30)
    answers = set()
    for _ in range(pairs):
        code, (moment, entered) = thrown.choice(CODES), thrown.choice(known)
        assert differences(entered, code, moment + timedelta(hours=thrown.uniform(0.1, 23.9))) == {}, (code, moment)
        answers.add((code, moment))
    assert len(answers) > pairs / 3


def test_before_anything_was_registered_there_is_nobody(tmp_path):
    recorded_on(timezone.now() + timedelta(days=1))
    load(dice.write(dice.throw(5, people=10), tmp_path))
    assert set(counted("2026", timezone.now()).values()) <= {"0", "0.00"}
