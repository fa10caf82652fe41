"""How likely things are in the made-up register, in one place, so that somebody who knows the sector can read and
change it.

A rate is per person per year unless it says otherwise. Where a figure was published (domain dossier 1.4) it is the
target that the rates were set to: ladder 57 / 18.5 / 17.5 / 7, mean age 52.4 and 78 % older than 45 in 2022, full-time
71 % of the employments from before 1998 and 40 % of the later ones, 78 % of the outflow by death, pension or two years'
sickness. The other numbers are invented; they only have to look like the sector.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

# People: (age on 31-12-2022, how many are born in each year of that band, relatively). Nobody is under 27 on that day.
BIRTH_YEARS = (
    ((27, 34), 0.55),
    ((35, 40), 0.95),
    ((41, 45), 1.55),
    ((46, 52), 2.65),
    ((53, 60), 3.8),
    ((61, 84), 3.15),
)
MEN = 0.68
NEITHER = 0.002
OLD_GROUP = ((1958, 0.62), (1965, 0.5), (1972, 0.34), (1979, 0.15))  # born up to and including; later: nobody
CAME_BACK = 0.02  # of the old group: left, came back before 2015, and count by category since (R13)
BSN_SHARE_USED = 0.98  # of the test numbers, so that the last municipality does not go without

# Leaving. Death and two years' sickness by age.
DEATHS = ((45, 0.0022), (55, 0.0045), (60, 0.008), (99, 0.0125))
TWO_YEARS_SICK = ((45, 0.006), (55, 0.0095), (99, 0.0135))
EARLY_PENSION = 0.013  # from 60
EARLY_PENSION_AGE = 60
OTHER_REASONS = {
    "EIG": 0.0068, "REG": 0.0013, "HI2": 0.0006, "HI1": 0.0003, "VER": 0.0008, "DRI": 0.0004, "VRH": 0.001,
}  # fmt: skip
BW_REASONS = {"EBT": 0.018, "REG": 0.010}
AOW_KNOWN_AHEAD = 90  # days: the employment's end is often recorded before the day comes
AOW_RECORDED_AHEAD = 0.6

# Begeleid werken: only after 1998, so only outside the old group.
BW_AT_THE_START = 0.112
BW_ALWAYS = 0.35  # of those: never had another employment
TO_BW = 0.0056
BACK_FROM_BW = 0.03
TO_BW_UNTIL_AGE = 60

# Hours per week. A change is a new draw from the same list, so the shares stay what they are.
HOURS_OLD: dict[float, float] = {36: 71, 32: 10, 28: 5, 24: 6, 20: 3, 18: 3, 30: 2}
HOURS_LATER: dict[float, float] = {36: 40, 32: 18, 30: 4, 28: 10, 27: 2, 24: 11, 20: 6, 18: 5, 16: 2, 31.5: 1, 13.5: 1}
HOURS_BW: dict[float, float] = {40: 10, 38: 14, 36: 16, 32: 22, 30: 4, 28: 10, 24: 12, 20: 8, 16: 4}
HOURS_CHANGE = 0.055
ZERO_HOURS = 0.002  # of those in service: a contract of 0 hours at the end (a signal, R6)

UNPAID_LEAVE = 0.006
RVU_TAKEN = 0.24  # of those who could

# Living.
MOVE = 0.013
MOVE_OUTSIDE = 0.14  # of the moves: to a neighbour that does not take part
ONE_ABROAD_PER = 550  # people
BY_HAND = 0.01  # residences not from the BRP

# Indications.
SEVERE = 0.15
SEVERE_ON_PAPER = 0.06  # re-indication of the old group says ernstig, and they stay matig (R13)
OLD_WITH_INDICATION = 0.6
OTHER_CATEGORY = 0.36  # per re-indication, times the share of the other category
EARLY_REINDICATION = 0.011
NOT_RENEWED = 0.12  # of what ran out in the last two years
BW_ADVICE = 0.16
VALID_YEARS = {2: 8, 3: 12, 5: 50, 8: 8, 10: 20, 15: 2}

# Work. The steps below begeleid werken, in shares of everybody without begeleid werken.
LADDER = {"BSB": 35.3, "WOL": 20.7, "GRD": 18.6, "IND": 17.6}
FIRST_STEP_BEFORE = 0.5  # of the first placements came after one in the own building
STINT_YEARS = 3.2
STEP_PROPOSED = 0.55  # at the end of a stint; otherwise sideways
GAP = 0.22
GAP_DAYS = 75
TWO_PLACES = 0.055
NOT_ALL_HOURS = 0.03
END_AGREED = 0.7  # of the running detachments: the contract has a last day in the future
AGREED_DAYS = 430
FOLLOW_UP_DAYS = 90
FOLLOW_UP = 0.35
WOL_AT_THE_MUNICIPALITY = 0.7  # of the crews: to the municipality's own outdoor service at the transfer

# Sickness: per year, shortest and longest in days.
SPELLS = ((0.95, 1, 7), (0.34, 8, 42), (0.165, 43, 365), (0.027, 366, 700))
FRAILTY = (0.3, 0.6, 1.0, 1.1, 2.0)
PARTLY_BACK = 0.6  # of the spells over six weeks
VANGNET = 0.04

# Coaching.
COACHED = 0.92
PEOPLE_PER_COACH = 64  # of the size in 2019
COACHES_LEFT = 0.25  # as many left over the years as a quarter of those who work now
CASELOAD_MAX = 60
HANDOVER_YEARS = 8


def pick(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, as often as its weight says."""
    point = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return key


def up_to(value: float, steps: Sequence[tuple[int, float]], beyond: float = 0.0) -> float:
    """The rate of the first step that reaches to `value`, inclusive; `beyond` when none does."""
    return next((rate for last, rate in steps if value <= last), beyond)


def wait(rng: Random, years: float) -> int:
    """Days until something happens that comes once in so many years on average; at least one."""
    return 1 + int(rng.expovariate(1 / (years * 365)))
