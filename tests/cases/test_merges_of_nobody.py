"""A proposal to merge two people of whom one has left the municipality altogether closes by itself (decision 0056)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from cases.actions import merges
from cases.models import PersonMerge, Placement, WswEmployee
from cases.tasks import plan_appointments
from municipalities.asker import asked_by, tell_database
from municipalities.models import User, today
from tests import asking, people
from tests.cases.merging import logged_in, propose
from tests.opened import text

YESTERDAY = today() - timedelta(days=1)


@pytest.fixture
def proposed(bram: User, truus: WswEmployee, twice: WswEmployee) -> PersonMerge:
    return propose(bram, truus, twice)


def leaves(person: WswEmployee) -> None:
    """Lives in Wierden since today, and worked in Almelo until yesterday."""
    people.move(person, "Wierden", on=today())
    people.meanwhile()
    Placement.objects.filter(employee=person, ends_on=None).update(ends_on=YESTERDAY, end_reason="einde werk")
    person.employments.filter(ends_on=None).update(ends_on=YESTERDAY, outflow_reason="OVG")
    people.meanwhile()


def night() -> None:
    plan_appointments()
    tell_database(asking.TESTS)


def test_nobody_can_withdraw_it_so_it_lapses(
    bram: User, boris: User, carla: User, proposed: PersonMerge, twice: WswEmployee
) -> None:
    leaves(twice)
    for who in (bram, boris, carla):
        for act in ("merge_withdraw", "merge_refuse"):
            answer = logged_in(who).post(reverse(act, args=[proposed.key]), {"reason": "Vertrokken."})
            assert answer.status_code == 404
    night()
    proposed.refresh_from_db()
    assert (proposed.state, proposed.decided_on, proposed.decided_by) == ("vervallen", today(), None)
    assert proposed.recorded_by == "plan_appointments"


def test_who_has_both_still_decides(bram: User, carla: User, proposed: PersonMerge, truus: WswEmployee) -> None:
    """Somebody who works in Almelo and lives elsewhere is still of Almelo."""
    people.move(truus, "Wierden", on=today())
    people.meanwhile()
    night()
    proposed.refresh_from_db()
    assert proposed.is_open
    logged_in(bram).post(reverse("merge_withdraw", args=[proposed.key]))
    proposed.refresh_from_db()
    assert proposed.state == "ingetrokken"


def test_who_leaves_tomorrow_is_there_today(proposed: PersonMerge, twice: WswEmployee) -> None:
    people.move(twice, "Wierden", on=today() + timedelta(days=1))
    people.meanwhile()
    night()
    proposed.refresh_from_db()
    assert proposed.is_open
    with asked_by(merges.PROCESS):
        merges.close_of_nobody(today() + timedelta(days=1))
    tell_database(asking.TESTS)
    proposed.refresh_from_db()
    assert proposed.state == "vervallen"


def test_together_elsewhere_it_is_of_who_has_both_now(
    carla: User, proposed: PersonMerge, truus: WswEmployee, twice: WswEmployee
) -> None:
    for person in (truus, twice):
        leaves(person)
    night()
    proposed.refresh_from_db()
    assert proposed.is_open
    answer = logged_in(carla).post(reverse("merge_refuse", args=[proposed.key]), {"reason": "Het zijn zussen."})
    assert answer.status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == "afgewezen"


def test_another_proposal_about_them_may_follow(
    bram: User, proposed: PersonMerge, truus: WswEmployee, twice: WswEmployee
) -> None:
    """And who has both again reads what became of the first."""
    leaves(twice)
    night()
    twice.residences.filter(starts_on=today()).delete()  # the move was a mistake
    twice.residences.update(ends_on=None)
    people.meanwhile()
    page = logged_in(bram).get(reverse("merge", args=[proposed.key]))
    assert "omdat geen gemeente beide dossiers meer bijhield" in text(page)
    assert "vervallen op" in text(logged_in(bram).get(reverse("merge_list")))
    assert propose(bram, truus, twice).is_open


@pytest.mark.parametrize("who", ["bram", "boris"])
def test_people_do_not_let_it_lapse(request: pytest.FixtureRequest, proposed: PersonMerge, who: str) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(DatabaseError, match="verandert niet"), asked_by(str(user.key)):
        PersonMerge.objects.update(state="vervallen", decided_on=today())
    tell_database(asking.TESTS)
