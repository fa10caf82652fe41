"""Two dossiers that became one, in figures: what was known before stays (R81), what is known now says why (M8)."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.models import Correction, Placement, WswEmployee
from reports import closed_years, content, deeds
from reports.compared import CORRECTION, Part, Split, causes
from reports.periods import Period
from reports.stands import stands
from tests import people, situations
from tests.cases.merging import apart, everything, merged

PERIOD = Period.parse("2007Q4")
DAYS = [date(2007, 10, 31), date(2007, 11, 30), date(2007, 12, 31), date(2008, 3, 31), date(2026, 9, 30)]
WHY = {"because_kind": "controle"}


def counted(moment=None):
    """Who counts on which day, and for how much."""
    found = stands(DAYS, known_on=moment)
    return sorted((each.month_end, each.employee_id, each.municipality, each.se) for each in found)


def moment():
    people.meanwhile()
    now = timezone.now()
    people.meanwhile()
    return now


def test_stands_as_known_before_stay_and_now_they_are_of_one(bram, boris, truus, twice):
    before, then = counted(), moment()
    who = {each[1] for each in before}
    assert who == {truus.pk, twice.pk}
    merge = merged(bram, boris, truus, twice)
    assert counted(then) == before
    # By hand: the same days, municipality and SE, all of her who stays.
    assert counted() == sorted((day, truus.pk, place, se) for day, _, place, se in before)
    joined = moment()
    apart(bram, boris, merge)
    assert counted() == before
    assert counted(then) == before
    assert {each[1] for each in counted(joined)} == {truus.pk}


def test_an_earlier_edition_made_again_is_the_same(bram, boris, truus, twice):
    situations.make_neighbours(3)
    people.meanwhile()
    report = situations.make_released(situations.make_report(PERIOD))
    people.meanwhile()
    kept = report.stands.filter(employee=twice).count()
    assert kept
    merge = merged(bram, boris, truus, twice, **WHY)
    for _ in ("one", "two again"):
        again = content.content_of(PERIOD, report.known_on)
        assert content.fingerprint(again) == report.fingerprint
        assert report.stands.filter(employee=twice).count() == kept
        if merge.in_force:
            apart(bram, boris, merge, **WHY)
            merge.refresh_from_db()


def test_what_differs_is_a_correction_with_its_reason(bram, boris, truus, twice):
    then = moment()
    merged(bram, boris, truus, twice)
    found = causes([truus.pk, twice.pk], then, moment())
    assert found == {truus.pk: CORRECTION, twice.pk: CORRECTION}


def test_who_made_two_into_one_is_named_not_who_once_entered_it(bram, boris, truus, twice):
    """The placement of 2001 was entered by the tests and moved by Boris; a coach put hers who stays right before."""
    then = moment()
    with people.signing(bram):
        Placement.objects.filter(employee=truus).update(hours=30)
    people.meanwhile()
    merge = merged(bram, boris, truus, twice)

    def placements(later):
        split = Split("placed", "GM0141", 2, {CORRECTION: Part(Decimal(0), 2)}, whose={
            CORRECTION: frozenset({truus.pk, twice.pk})
        })  # fmt: skip
        (told,) = deeds.told([split], then, later)
        return [(each.asker, each.act, each.people) for each in told.deeds if each.table == "cases_placement"]

    put_right = (str(bram.key), "gewijzigd", 1)
    assert placements(moment()) == [put_right, (str(boris.key), "nieuw", 1), (str(boris.key), "weg", 1)]
    apart(bram, boris, merge)
    assert placements(moment()) == [put_right]


def test_why_is_asked_where_released_figures_change_and_kept_with_who_stays(bram, boris, truus, twice):
    people.meanwhile()
    situations.make_released(situations.make_report(PERIOD))
    people.meanwhile()
    merged(bram, boris, truus, twice, **WHY)
    (row,) = Correction.objects.all()
    assert (row.employee, row.kind) == (truus, "controle")
    assert row.starts_on <= date(2007, 10, 31)
    assert row.ends_on >= date(2007, 12, 31)
    assert "4e kwartaal 2007" in row.reports


def test_in_a_closed_year_the_night_marks_nobody_anew(bram, boris, truus, twice):
    people.meanwhile()
    report = situations.make_released(situations.make_report(PERIOD))
    people.meanwhile()
    merged(bram, boris, truus, twice, **WHY)
    (row,) = Correction.objects.all()
    assert row.closed_years == "2007"
    assert closed_years.mark(report, moment()) == 0
    assert list(Correction.objects.all()) == [row]


def test_what_changed_of_who_went_is_told_of_who_stays(bram, boris, truus, twice):
    """The night would else write in a dossier that takes nothing any more."""
    merged(bram, boris, truus, twice)
    found = {twice.pk: (date(2007, 10, 31), date(2007, 11, 30)), truus.pk: (date(2007, 11, 30), date(2007, 12, 31))}
    assert closed_years._of_who_stays(found) == {truus.pk: (date(2007, 10, 31), date(2007, 12, 31))}


# What may lie in a dossier, at a day that is thrown
THROWN = (
    lambda person, by, on: people.make_sick(person, since=on, recovered_on=on + timedelta(days=3)),
    lambda person, by, on: people.make_contact(person, by, held_on=on.replace(year=2020)).addenda.create(
        author=by, text="Belde na."
    ),
    lambda person, by, on: people.make_todo(person, by, due_on=on),
    lambda person, by, on: people.make_loonwaarde(person, measured_on=on),
    lambda person, by, on: people.make_leave(person, since=on, until=on + timedelta(days=20)),
    lambda person, by, on: people.make_supported(person, starts_on=on, ends_on=on + timedelta(days=9)),
    lambda person, by, on: people.make_representative(person, starts_on=on),
    lambda person, by, on: people.make_document(person, by, dated_on=on),
    lambda person, by, on: people.coach(person, by, since=on, until=on + timedelta(days=5)),
    lambda person, by, on: people.make_adaptation(person, agreed_on=on),
)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_lies_in_both_it_comes_apart_as_it_was(bram, boris, truus, twice, seed):
    """Dice: each kind at most once a month in one of the two, and any of the data chosen from either."""
    dice = random.Random(seed)
    for month in range(12):
        for person, year in ((twice, 2003), (truus, 2012)):
            lay = dice.choice(THROWN)
            lay(person, bram, date(year + dice.randrange(3), month + 1, dice.randrange(1, 5)))
    WswEmployee.objects.filter(pk=twice.pk).update(
        last_name=dice.choice(["Fictief", "Bedacht"]), birth_date=date(1975, 5, dice.choice([17, 18]))
    )
    twice.refresh_from_db()
    rows, before, then = everything(), counted(), moment()
    chosen = {name: str(dice.choice([truus, twice]).key) for name in ("name_of", "birth_date_of", "number_of")}
    stays, gone = dice.sample([truus, twice], 2)
    merge = merged(bram, boris, stays, gone, **chosen)
    assert {each[1] for each in counted()} == {stays.pk}
    assert counted(then) == before
    apart(bram, boris, merge)
    after = everything()
    assert {table: after[table] for table in rows} == rows
    assert counted() == before
