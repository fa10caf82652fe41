"""Doors open onto all that residence, employment and caseload open onto, and none stands open within another."""

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import permutations, product

import pytest

from cases.models import Door, Employment, WswEmployee
from municipalities.models import Organisation
from tests import people
from tests.cases.registers import load
from tests.people import day
from tests.reports import dice

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date.min, date.max  # what PostgreSQL says for -infinity and infinity


def _kept(ends):
    """Seven years after the last day (Selectielijst 2020)."""
    return AFTER if ends is None else ends.replace(year=ends.year + 7, day=min(ends.day, 28 if ends.month == 2 else 31))


def _leads():
    """Per holder and person: (open from, open until, sees from, sees until), as the rule book has it (R70, R71)."""
    leads = defaultdict(list)
    for somebody in WswEmployee.objects.prefetch_related("residences", "employments__employer", "caseloads"):
        for home in somebody.residences.all():
            if home.municipality_id:
                days = home.starts_on, _kept(home.ends_on), home.starts_on, home.ends_on or AFTER
                leads[f"gemeente:{home.municipality_id}", somebody.pk].append(days)
        for job in somebody.employments.all():
            if job.employer.municipality_id:
                days = job.starts_on, _kept(job.ends_on), BEFORE, job.ends_on or AFTER
                leads[f"gemeente:{job.employer.municipality_id}", somebody.pk].append(days)
        for case in somebody.caseloads.all():
            days = case.starts_on, case.ends_on or AFTER, BEFORE, AFTER
            leads[f"coach:{case.coach_id}", somebody.pk].append(days)
    return leads


def _doors():
    doors = defaultdict(list)
    for holder, who, *days in Door.objects.values_list(
        "holder", "employee_id", "opens_on", "closes_on", "sees_from", "sees_until"
    ):
        doors[holder, who].append(tuple(days))
    return doors


def _around(spans, first, last):
    """The days on which something may begin or end, and the days beside them."""
    edges = {edge for span in spans for edge in (span[first], span[last]) if BEFORE < edge < AFTER}
    return {edge + timedelta(days=shift) for edge in edges for shift in (-1, 0, 1)} | {day("01-07-2026")}


def _seen(spans, asked, about):
    return any(span[0] <= asked <= span[1] and span[2] <= about <= span[3] for span in spans)


def _within(one, other):
    """Both open on some day, and all that `one` shows `other` shows too."""
    together = max(one[0], other[0]) <= min(one[1], other[1])
    return together and other[2] <= one[2] and one[3] <= other[3]


def _check():
    leads, doors = _leads(), _doors()
    assert leads.keys() == doors.keys()
    for whose, spans in leads.items():
        for asked, about in product(_around(spans, 0, 1), _around(spans, 2, 3)):
            assert _seen(doors[whose], asked, about) == _seen(spans, asked, about), (whose, asked, about)
        assert not any(_within(one, other) for one, other in permutations(doors[whose], 2)), (whose, doors[whose])
    return sum(map(len, leads.values())), sum(map(len, doors.values()))


@pytest.mark.parametrize("seed", range(3))
def test_doors_of_a_thrown_register(seed, tmp_path):
    """Where they live, work and are coached crosses in every way; the doors show the same, with fewer of them."""
    load(dice.write(dice.throw(seed, people=60), tmp_path))
    Organisation.objects.filter(name="Gemeente Verzonnen").update(municipality=people.municipality("Almelo"))
    dared, coaches = random.Random(seed), [people.make_user("Anouk Voorbeeld"), people.make_user("Pim Voorbeeld")]
    for somebody in WswEmployee.objects.order_by("pk")[:30]:
        first = day("01-03-2019") + timedelta(days=dared.randrange(400))
        half_way = first + timedelta(days=dared.randrange(900))
        people.coach(somebody, dared.choice(coaches), since=first, until=half_way)
        people.coach(somebody, dared.choice(coaches), since=half_way + timedelta(days=dared.choice([1, 1, 30])))
    needed, made = _check()
    assert made < needed


def test_one_door_for_who_lives_and_works_there():
    """Employed since 2010, living there since 2015: the first door shows what the home would, and more."""
    truus = people.make_employee("Truus Fictief")
    truus.residences.update(starts_on=day("01-01-2015"))
    Employment.objects.filter(employee=truus).update(starts_on=day("01-01-2010"))
    assert list(_doors().values()) == [[(day("01-01-2010"), AFTER, BEFORE, AFTER)]]
    _check()


def test_who_comes_to_live_there_first_is_seen_from_then_until_there_is_work():
    truus = people.make_employee("Truus Fictief")
    truus.residences.update(starts_on=day("01-01-2005"))
    Employment.objects.filter(employee=truus).update(starts_on=day("01-01-2010"))
    (doors,) = _doors().values()
    assert set(doors) == {
        (day("01-01-2005"), day("31-12-2009"), day("01-01-2005"), AFTER),
        (day("01-01-2010"), AFTER, BEFORE, AFTER),
    }


def test_consecutive_days_with_one_coach_are_one_door():
    truus, anouk = people.make_employee("Truus Fictief"), people.make_user("Anouk Voorbeeld")
    people.coach(truus, anouk, since=day("01-01-2020"), until=day("30-06-2020"))
    people.coach(truus, anouk, since=day("01-07-2020"), until=day("31-12-2020"))
    assert _doors()[f"coach:{anouk.pk}", truus.pk] == [(day("01-01-2020"), day("31-12-2020"), BEFORE, AFTER)]
