"""Each year somebody confirms that a role is still needed; what nobody confirms lapses, after a warning."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from municipalities.actions import NotAllowed, memberships
from municipalities.models import Membership, MembershipReview, User, today
from municipalities.tasks import review_memberships
from tests import people

TODAY = today()


def given(days_ago: int) -> Membership:
    """A role that was given so many days ago."""
    moment = datetime.combine(TODAY - timedelta(days=days_ago), time(12))
    people.recorded_on(timezone.make_aware(moment))
    made = people.make_membership(people.make_user("Bart Voorbeeld"), "consulent", "Almelo")
    people.recorded_on(timezone.now())
    return made


def ask(membership: Membership, days_ago: int = 0) -> MembershipReview:
    return MembershipReview.objects.create(membership=membership, asked_on=TODAY - timedelta(days=days_ago))


def confirm(review: MembershipReview, by: User) -> None:
    with people.signing(by):
        memberships.confirm(review=review, by=by, on=TODAY)


def listed(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/beheer/rollen/").content.decode()


@pytest.mark.parametrize(("days", "asked"), [(364, 0), (365, 1), (400, 1)])
def test_a_role_is_asked_about_a_year_after_it_was_given(db: None, days: int, asked: int) -> None:
    given(days)
    assert memberships.ask_for_confirmation(TODAY) == asked
    assert memberships.ask_for_confirmation(TODAY) == 0


def test_a_confirmed_role_is_asked_about_a_year_later(ellen: User) -> None:
    review = ask(given(500))
    confirm(review, ellen)
    for days, asked in ((364, 1), (365, 2)):
        memberships.ask_for_confirmation(TODAY + timedelta(days=days))
        assert review.membership.reviews.count() == asked, days


def test_what_has_ended_is_not_asked_about(db: None) -> None:
    memberships.end(membership=given(500), on=TODAY)
    assert memberships.ask_for_confirmation(TODAY + timedelta(days=400)) == 0


@pytest.mark.parametrize(("days", "runs"), [(0, True), (14, True), (15, False), (40, False)])
def test_without_an_answer_a_role_lapses_after_fourteen_days(bram: User, days: int, runs: bool) -> None:
    ask(bram.memberships.get(), days)
    review_memberships()
    theirs = bram.memberships.get()
    assert theirs.is_running == runs
    assert theirs.ends_on == (None if runs else TODAY - timedelta(days=1))


def test_who_was_off_for_a_year_is_warned_first(db: None) -> None:
    """The portal did not run for three years: the first night asks, it does not end."""
    role = given(3 * 365)
    review_memberships()
    review_memberships()
    role.refresh_from_db()
    assert role.is_running
    assert MembershipReview.objects.get().lapses_on == TODAY + timedelta(days=14)


def test_a_confirmed_role_goes_on(client: Client, bram: User, ellen: User) -> None:
    review = ask(bram.memberships.get(), 14)
    client.force_login(ellen)
    assert client.post("/beheer/rollen/", {"review": [str(review.key)]}).status_code == 302
    review.refresh_from_db()
    assert (review.confirmed_on, review.confirmed_by, review.recorded_by) == (TODAY, ellen, str(ellen.key))
    review_memberships()
    assert bram.memberships.get().is_running


def test_who_is_not_ticked_is_not_confirmed(client: Client, bram: User, ellen: User) -> None:
    ask(bram.memberships.get())
    client.force_login(ellen)
    answer = client.post("/beheer/rollen/", {"review": ["", "x", "00000000-0000-0000-0000-000000000000"]}, follow=True)
    assert "Er is niets veranderd." in answer.content.decode()
    assert MembershipReview.objects.get().confirmed_on is None


def test_each_answers_for_their_own(
    client: Client, bram: User, carla: User, ellen: User, anouk: User, gerda: User, hans: User
) -> None:
    """A controller for the municipality, the privacy officer for administrators, an administrator for everybody."""
    everybody = (bram, carla, ellen, anouk, gerda, hans)
    seen = {
        user.name.split()[0]: {other.name.split()[0] for other in everybody if other.name in listed(client, user)}
        - {user.name.split()[0]}
        for user in (ellen, gerda, hans)
    }
    assert seen == {"Ellen": {"Bram"}, "Gerda": {"Bram", "Carla", "Ellen", "Anouk", "Hans"}, "Hans": {"Gerda"}}


def test_ellen_cannot_confirm_for_wierden_nor_for_herself(client: Client, carla: User, ellen: User) -> None:
    reviews = [ask(user.memberships.get()) for user in (carla, ellen)]
    client.force_login(ellen)
    client.post("/beheer/rollen/", {"review": [str(review.key) for review in reviews]})
    assert not MembershipReview.objects.exclude(confirmed_on=None).exists()
    with pytest.raises(NotAllowed):
        confirm(reviews[1], ellen)


def test_a_second_answer_changes_nothing(bram: User, ellen: User, gerda: User) -> None:
    review = ask(bram.memberships.get())
    confirm(review, ellen)
    with pytest.raises(NotAllowed):
        confirm(review, gerda)
    assert MembershipReview.objects.get().confirmed_by == ellen


def test_the_last_administrator_does_not_lapse(gerda: User) -> None:
    ask(gerda.memberships.get(), 30)
    review_memberships()
    assert gerda.memberships.get().is_running


def test_bram_may_not(client: Client, bram: User) -> None:
    client.force_login(bram)
    assert client.get("/beheer/rollen/").status_code == 403


def test_a_day_is_a_day_in_almelo(bram: User) -> None:
    assert isinstance(ask(bram.memberships.get()).lapses_on, date)
