"""The demo lays proposals over any register that dice can throw. *Fictief*."""

from datetime import timedelta

from cases.demo import openings
from cases.models import Proposal, Vacancy, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import Membership, User, today
from tests import people

A_WEEK = timedelta(days=7)


def test_who_does_the_same_work_twice_for_one_hirer_is_proposed_there_once(truus: WswEmployee, anouk: User) -> None:
    """Eight hours a week until next week, on trial; the same work without end besides; and an open place for it."""
    day = today()
    truus.employments.get().placements.all().delete()
    hirer = people.make_hirer("Bakkerij Bedacht")
    days = ((day - A_WEEK, day + A_WEEK), (day - 4 * A_WEEK, None))
    trial, _ = (
        people.make_placement(truus, "IND", 8, since=since, until=until, hirer=hirer.name, function="Inpakker")
        for since, until in days
    )
    place = Vacancy.objects.create(hirer=hirer, function="Inpakker", form="IND", hours=8, starts_on=day)
    by = Membership.objects.get(user=anouk)
    with asked_by("demo"):
        openings._proposals(by, [truus.pk], [place], day)
    (made,) = Proposal.objects.all()
    assert (made.state, made.trial) == ("proef", trial)
