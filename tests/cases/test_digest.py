"""The daily mail: counts and a link, once a day, to who has something to do and wants it."""

from datetime import timedelta

import pytest
from django.core import mail

from cases import digest
from cases.models import Digest, Signal
from cases.signals.refresh import refresh
from cases.signals.rules import BY_NUMBER
from municipalities.models import Membership, User
from tests import people
from tests.people import day

MONDAY = day("23-11-2026")
FRIDAY, SATURDAY = day("27-11-2026"), day("28-11-2026")


@pytest.fixture
def waiting(truus, wim, anouk, bram, carla, ellen, daan, gerda) -> Signal:
    """Truus's placement ends on the Wednesday; who has no coach is Wim."""
    people.coach(wim, anouk, since=day("01-01-2020"), until=day("01-02-2020"))
    people.make_membership(people.make_user("Kees Voorbeeld"), "jobcoach")  # nobody of these is his
    truus.employments.get().placements.update(ends_on=MONDAY + timedelta(days=2))
    refresh(MONDAY, rules=[BY_NUMBER["S4"], BY_NUMBER["S9"]])
    return Signal.objects.get(employee=truus)


def lines() -> dict[str, tuple[str, int, int, int]]:
    return {each.email: (each.as_whom, each.new, each.today, each.week) for each in digest.counted(MONDAY)}


def test_each_role_is_told_its_own(waiting, bram, anouk, carla, ellen):
    assert lines() == {
        bram.email: ("consulent Almelo", 1, 0, 1),
        anouk.email: ("jobcoach", 1, 0, 1),
        carla.email: ("consulent Wierden", 1, 0, 0),
    }


def test_it_counts_what_the_page_shows(waiting, bram, anouk, carla, ellen):
    for user in (bram, anouk, carla, ellen):
        shown = Signal.objects.visible_to(Membership.objects.get(user=user)).asking_on(MONDAY).count()
        assert lines().get(user.email, ("", 0))[1] == shown


def test_the_mail_names_nobody(waiting, bram):
    assert digest.send(MONDAY) == 3
    told = next(each for each in mail.outbox if each.to == [bram.email])
    assert told.subject == "Wat er te doen is in het Wsw-portaal"
    assert "Als consulent Almelo:\n- nieuw: 1\n- voor vandaag: 0\n- verder deze week: 1\n" in told.body
    assert "/signalen/" in told.body
    assert not [word for word in ("Truus", "Fictief", "plaatsing", str(waiting.key)) if word in told.body]


def test_who_is_new_in_a_caseload_is_counted_and_not_named(truus, anouk):
    truus.caseloads.update(starts_on=MONDAY)
    refresh(MONDAY, rules=[BY_NUMBER["S23"]])
    assert [(each.email, each.new, each.handed) for each in digest.counted(MONDAY)] == [(anouk.email, 1, 1)]
    assert digest.send(MONDAY) == 1
    assert "Als jobcoach:\n- nieuw: 1\n- nieuw in uw caseload: 1\n- voor vandaag: 1\n" in mail.outbox[0].body
    assert "Truus" not in mail.outbox[0].body


def test_twice_is_once(waiting):
    assert [digest.send(MONDAY), digest.send(MONDAY)] == [3, 0]
    assert digest.send(MONDAY + timedelta(days=1)) == 2  # what ends tomorrow: Bram and Anouk


def test_no_mail_on_saturday_and_none_when_nothing_is_new(waiting):
    assert digest.send(SATURDAY) == digest.send(SATURDAY + timedelta(days=1)) == 0
    assert digest.send(FRIDAY) == 0


def test_who_put_it_off_is_left_alone(waiting, bram, carla):
    Signal.objects.update(put_off_until=FRIDAY, put_off_because="later", put_off_by=bram)
    assert digest.send(MONDAY) == 0


def test_who_switched_it_off_gets_none(client, waiting, bram):
    client.force_login(bram)
    assert "Zet de mail uit" in client.get("/signalen/").content.decode()
    client.post("/signalen/mail/", {"wanted": "nee"})
    assert Digest.objects.get(user=bram).wanted is False
    assert "Zet de mail aan" in client.get("/signalen/").content.decode()
    digest.send(MONDAY)
    assert bram.email not in [to for each in mail.outbox for to in each.to]


@pytest.mark.parametrize("gone", ["closed", "ended"])
def test_who_may_no_longer_come_in_gets_none(waiting, bram, gone):
    if gone == "closed":
        User.objects.filter(pk=bram.pk).update(is_active=False)
    else:
        bram.memberships.update(ends_on=MONDAY - timedelta(days=1))
    assert bram.email not in lines()
