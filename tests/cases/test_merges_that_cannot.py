"""A proposal that cannot be carried out as things are now: said in words, and to who sees not all of both no more."""

from datetime import date

import pytest
from django.urls import reverse

from cases import merging
from cases.actions import merges
from cases.models import PersonMerge, WswEmployee
from municipalities.asker import asked_by, tell_database
from municipalities.models import User
from tests import people
from tests.cases.merging import carry_out, logged_in, merged, propose
from tests.opened import text, told

LAW = "Zo kan het niet."


def make_former(number: str, first: date, last: date) -> WswEmployee:
    """Lives in Almelo since 2001 and worked there once: Almelo sees what was since."""
    person = people.make_employee(
        "Kees Fictief", since=first, until=last, reason="OVG", personnel_number=number, category=None
    )
    person.residences.update(starts_on=date(2001, 1, 1))
    people.meanwhile()
    return person


@pytest.fixture
def one(db: None) -> WswEmployee:
    return make_former("A1", date(2003, 1, 1), date(2010, 12, 31))


@pytest.fixture
def other(db: None) -> WswEmployee:
    return make_former("A2", date(2012, 1, 1), date(2025, 12, 31))


def work_in_wierden(person: WswEmployee) -> None:
    """Wierden sees what was before 2001, and that somebody was sick then; Almelo does not."""
    people.make_employment(
        person, employer="Gemeente Wierden", since=date(1999, 1, 1), until=date(2000, 12, 31), reason="OVG"
    )
    people.meanwhile()


def test_of_a_proposal_that_was_made_no_clash_is_named(
    bram: User, boris: User, ellen: User, one: WswEmployee, other: WswEmployee
) -> None:
    merge = propose(bram, one, other)
    work_in_wierden(one)
    for person in (one, other):
        people.make_sick(person, since=date(1999, 2, 1), recovered_on=date(1999, 3, 1))
    for who in (bram, boris, ellen):
        said = text(logged_in(who).get(reverse("merge", args=[merge.key])))
        assert merging.CANNOT[""] in said
        assert "past niet" not in said
    assert told(carry_out(boris, merge)) == [merging.CANNOT[""]]


def test_who_sees_not_all_any_more_does_not_take_it_apart(
    bram: User, boris: User, one: WswEmployee, other: WswEmployee
) -> None:
    people.make_sick(other, since=date(1999, 2, 1), recovered_on=date(1999, 3, 1))
    merge = merged(bram, boris, one, other)
    work_in_wierden(one)
    one.sick_spells.update(recovered_on=date(1999, 4, 1))
    people.meanwhile()
    address = reverse("merge_apart", args=[merge.key])
    for answer in (logged_in(bram).get(address), logged_in(bram).post(address, {"grounds": "Toch haar zus."})):
        assert answer.status_code in {200, 422}
        assert merging.CANNOT[""] in text(answer)
        assert "daarna" not in text(answer).lower()
    assert PersonMerge.objects.count() == 1


def test_nor_when_it_was_proposed_before(bram: User, boris: User, one: WswEmployee, other: WswEmployee) -> None:
    merge = merged(bram, boris, one, other)
    logged_in(bram).post(reverse("merge_apart", args=[merge.key]), {"grounds": "Toch haar zus."})
    undo = PersonMerge.objects.order_by("-pk")[0]
    work_in_wierden(one)
    said = text(logged_in(boris).get(reverse("merge", args=[undo.key])))
    assert merging.CANNOT[""] in said
    assert "worden:" not in said
    assert told(carry_out(boris, undo)) == [merging.CANNOT[""]]


@pytest.fixture
def rests_on_it(bram: User, boris: User, one: WswEmployee, other: WswEmployee) -> PersonMerge:
    """In service since, which R13 allows only because of the employment that came along."""
    merge = merged(bram, boris, one, other)
    people.make_employment(one, employer="Gemeente Almelo", since=date(2026, 1, 1))
    people.meanwhile()
    return merge


def test_what_a_rule_refuses_is_not_proposed(bram: User, rests_on_it: PersonMerge) -> None:
    address = reverse("merge_apart", args=[rests_on_it.key])
    assert LAW in text(logged_in(bram).get(address))
    answer = logged_in(bram).post(address, {"grounds": "Toch haar zus."})
    assert answer.status_code == 422
    assert LAW in text(answer)
    assert PersonMerge.objects.count() == 1


def test_what_a_rule_refuses_since_it_was_proposed_is_said_in_words(
    bram: User, boris: User, one: WswEmployee, other: WswEmployee
) -> None:
    merge = merged(bram, boris, one, other)
    logged_in(bram).post(reverse("merge_apart", args=[merge.key]), {"grounds": "Toch haar zus."})
    undo = PersonMerge.objects.order_by("-pk")[0]
    people.make_employment(one, employer="Gemeente Almelo", since=date(2026, 1, 1))
    people.meanwhile()
    for who in (bram, boris):
        answer = logged_in(who).get(reverse("merge", args=[undo.key]))
        assert answer.status_code == 200
        assert (LAW in text(answer)) == (who == boris)
    (said,) = told(carry_out(boris, undo))
    assert LAW in said
    undo.refresh_from_db()
    assert undo.is_open


def test_what_another_decided_this_moment_is_said_in_words(
    bram: User, boris: User, ellen: User, one: WswEmployee, other: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the proposal and having the register alone."""
    merge, hold = propose(bram, one, other), merges.hold_register

    def refused_meanwhile() -> None:
        monkeypatch.setattr(merges, "hold_register", hold)
        hold()
        tell_database(str(ellen.key))
        merges.refuse(merge=merge, by=ellen.memberships.get(), reason="Zij is haar zus.")
        tell_database(str(boris.key))

    monkeypatch.setattr(merges, "hold_register", refused_meanwhile)
    assert told(carry_out(boris, merge)) == ["Dit voorstel is al afgewezen."]


def test_who_has_no_dossiers_is_not_told_who_lives_there(ellen: User, one: WswEmployee) -> None:
    """A board member's municipality is no door."""
    member = people.make_user("Daan Almelo")
    people.make_membership(member, "board_member", "Almelo")
    for who, sees in ((ellen, True), (member, False)):
        with asked_by(str(who.key)):
            assert merging.sees_whole(one) == sees
