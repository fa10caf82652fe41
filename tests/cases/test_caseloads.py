"""From one coach to another: many at once and nobody a day without, undone again; and a stand-in only in their days."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from cases.actions import caseloads, deaths
from cases.caseload_weight import weighed
from cases.models import CoachChange, Signal, StandIn, WswEmployee
from municipalities.models import Membership, today
from tests import people
from tests.portal.test_walls import about, asker

pytestmark = pytest.mark.django_db
TODAY = today()
DAY = timedelta(days=1)


def text(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def member(user):
    return Membership.objects.get(user=user)


@pytest.fixture
def kees(db):
    user = people.make_user("Kees Voorbeeld")
    people.make_membership(user, "jobcoach")
    return user


@pytest.fixture
def team(anouk, truus):
    """Truus and two others of Almelo, coached by Anouk; and somebody of Wierden."""
    others = [people.make_employee(f"Mens{nth} Fictief") for nth in range(2)]
    for each in others:
        people.coach(each, anouk, since=people.day("01-01-2020"))
    far = people.make_employee("Ver Verzonnen", lives_in="Wierden", employer="Gemeente Wierden")
    people.coach(far, anouk, since=people.day("01-01-2020"))
    return [truus, *others]


def rows(person):
    return [(row.coach.name.split()[0], row.starts_on, row.ends_on) for row in person.caseloads.all()]


def sent(anouk, kees, whom, on=TODAY, **more):
    return {"coach": anouk.key, "to": kees.key, "on": on, "person": [each.key for each in whom]} | more


def test_bram_hands_over_the_people_of_almelo(client, bram, anouk, kees, team):
    client.force_login(bram)
    url = reverse("caseload_hand_over")
    shown = client.get(url, {"coach": anouk.key, "to": kees.key, "on": TODAY})
    assert {each.pk for each in shown.context["chosen"].fields["person"].queryset} == {each.pk for each in team}
    assert "Kees Voorbeeld de jobcoach van 3 mensen van Anouk Voorbeeld" in text(shown)
    assert client.post(url, sent(anouk, kees, team)).status_code == 302
    for each in team:
        assert rows(each) == [
            ("Anouk", people.day("01-01-2020"), TODAY - DAY), ("Kees", TODAY, None),
        ]  # fmt: skip
    far = WswEmployee.objects.get(last_name="Verzonnen")
    assert [coach for coach, *_ in rows(far)] == ["Anouk"]


def test_only_those_who_are_ticked_go(client, bram, anouk, kees, team):
    client.force_login(bram)
    assert client.post(reverse("caseload_hand_over"), sent(anouk, kees, team[:1])).status_code == 302
    assert [len(rows(each)) for each in team] == [2, 1, 1]


def test_nobody_has_a_day_without_or_two(anouk, kees, bram, team):
    """Whoever stops in a month, and whoever is still to come to Anouk, goes along; and no day is lost."""
    team[1].caseloads.update(ends_on=TODAY + 30 * DAY)
    team[2].caseloads.update(starts_on=TODAY + 5 * DAY)
    caseloads.hand_over(people=team, from_coach=anouk, to_coach=kees, on=TODAY + 3 * DAY, by=member(bram))
    assert rows(team[1])[1] == ("Kees", TODAY + 3 * DAY, TODAY + 30 * DAY)
    assert rows(team[2]) == [("Kees", TODAY + 5 * DAY, None)]


def test_undoing_gives_the_days_back(client, anouk, kees, bram, team):
    team[1].caseloads.update(ends_on=TODAY + 30 * DAY)
    team[2].caseloads.update(starts_on=TODAY + 5 * DAY)
    before = {each.pk: rows(each) for each in team}
    change = caseloads.hand_over(people=team, from_coach=anouk, to_coach=kees, on=TODAY, by=member(bram))
    client.force_login(bram)
    assert client.post(reverse("caseload_undo", args=[change.key])).status_code == 302
    assert {each.pk: rows(each) for each in team} == before
    change.refresh_from_db()
    assert change.undone_on == TODAY
    assert "al ongedaan gemaakt" in text(client.post(reverse("caseload_undo", args=[change.key]), follow=True))


def test_undoing_leaves_what_came_after(anouk, kees, bram, truus):
    """Kees gave Truus on to a third; undoing the first act makes the days before that Anouk's again."""
    third = people.make_user("Lies Voorbeeld")
    change = caseloads.hand_over(people=[truus], from_coach=anouk, to_coach=kees, on=TODAY - 10 * DAY, by=member(bram))
    caseloads.hand_over(people=[truus], from_coach=kees, to_coach=third, on=TODAY, by=member(bram))
    caseloads.undo(change=change)
    assert rows(truus) == [("Anouk", people.day("01-01-2020"), TODAY - DAY), ("Lies", TODAY, None)]


def test_it_goes_as_a_whole_or_not_at_all(client, bram, anouk, kees, team):
    client.force_login(bram)
    team[2].caseloads.update(ends_on=TODAY - DAY)
    response = client.post(reverse("caseload_hand_over"), sent(anouk, kees, team))
    assert (response.status_code, "intussen veranderd" in text(response)) == (422, True)
    assert [len(rows(each)) for each in team] == [1, 1, 1]
    assert not CoachChange.objects.exists()


def test_somebody_of_another_municipality_cannot_be_chosen(client, bram, anouk, kees, team):
    client.force_login(bram)
    far = WswEmployee.objects.get(last_name="Verzonnen")
    assert client.post(reverse("caseload_hand_over"), sent(anouk, kees, [far])).status_code == 422
    assert [coach for coach, *_ in rows(far)] == ["Anouk"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"to": "anouk"}, "Kies een andere jobcoach."),
        ({"to": "bram"}, "uit de lijst"),
        ({"on": ""}, "Vul een datum in"),
    ],
)
def test_a_handover_that_cannot_be_is_refused_in_words(client, bram, anouk, kees, team, change, sentence):
    client.force_login(bram)
    named = {"anouk": str(anouk.key), "bram": str(bram.key)}
    data = sent(anouk, kees, team) | {name: named.get(value, value) for name, value in change.items()}
    response = client.post(reverse("caseload_hand_over"), data)
    assert (response.status_code, sentence in text(response)) == (422, True)


def test_a_coach_hands_over_nothing_for_good(client, anouk, kees, team):
    client.force_login(anouk)
    assert client.post(reverse("caseload_hand_over"), sent(anouk, kees, team)).status_code == 403


def test_what_another_did_is_not_undone(client, carla, anouk, kees, bram, truus):
    change = caseloads.hand_over(people=[truus], from_coach=anouk, to_coach=kees, on=TODAY, by=member(bram))
    client.force_login(carla)
    assert client.post(reverse("caseload_undo", args=[change.key])).status_code == 404


# One person


def test_one_person_gets_another_coach_or_none(client, bram, anouk, kees, truus):
    client.force_login(bram)
    url = reverse("person_coach", args=[truus.key])
    assert client.post(url, {"coach": kees.key, "on": TODAY}).status_code == 302
    assert rows(truus)[1] == ("Kees", TODAY, None)
    response = client.post(url, {"coach": kees.key, "on": TODAY})
    assert (response.status_code, "is dat al zo" in text(response)) == (422, True)
    assert client.post(url, {"coach": "", "on": TODAY + DAY}).status_code == 302
    assert rows(truus)[-1] == ("Kees", TODAY, TODAY)


def test_who_has_no_coach_is_listed(client, bram, truus):
    client.force_login(bram)
    assert [each.pk for each in client.get(reverse("caseload_list")).context["without"]] == [truus.pk]


def test_of_many_without_a_coach_it_says_that_they_are_the_first(client, bram, truus, monkeypatch):
    people.make_employee("Els Fictief")
    client.force_login(bram)
    for most, said in ((1, "de eerste 1"), (2, "2")):
        monkeypatch.setattr("cases.views.caseloads.SHOWN", most)
        page = text(client.get(reverse("caseload_list")))
        assert f"In dienst zonder jobcoach {said} " in page


# A stand-in


def sees(user, person, on=TODAY):
    """By both walls: the code's queryset, and what the database gives."""
    with asker(user.key) as cursor:
        by_database = person.pk in about(cursor, "cases_wswemployee")
    by_code = WswEmployee.objects.visible_to(member(user)).filter(pk=person.pk).exists()
    assert by_code is by_database
    return by_code


@pytest.mark.parametrize(("first", "last", "open_"), [(0, 6, True), (-6, 0, True), (1, 6, False), (-6, -1, False)])
def test_a_stand_in_sees_somebody_in_those_days_only(anouk, kees, truus, first, last, open_):
    people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY + first * DAY, until=TODAY + last * DAY)
    assert sees(kees, truus) is open_
    assert sees(anouk, truus)


def test_a_stand_in_reads_and_writes_like_the_coach(client, anouk, kees, truus):
    people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY)
    client.force_login(kees)
    assert client.get(reverse("employee", args=[truus.key])).status_code == 200
    with asker(kees.key) as cursor:
        cursor.execute("UPDATE cases_placement SET location = 'hal' WHERE employee_id = %s", [truus.pk])
        assert cursor.rowcount == 1


def test_the_door_closes_when_the_coach_stood_in_for_no_longer_has_them(anouk, kees, truus):
    people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY - 3 * DAY)
    assert sees(kees, truus)
    truus.caseloads.update(ends_on=TODAY - DAY)
    assert not sees(kees, truus)


@pytest.mark.parametrize("change", ["delete", "other coach", "earlier end"])
def test_the_door_follows_every_change_of_a_stand_in(anouk, kees, truus, wim, change):
    row = people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY)
    people.coach(wim, anouk)
    if change == "delete":
        row.delete()
    changes = {
        "other coach": {"coach": people.make_user("Ander Voorbeeld")},
        "earlier end": {"starts_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY},
    }  # fmt: skip
    StandIn.objects.filter(pk=row.pk).update(**changes.get(change, {"ends_on": TODAY}))
    assert not sees(kees, truus)
    assert not sees(kees, wim)


def test_a_stand_in_cannot_be_written_for_who_is_not_ones_own(anouk, kees, truus):
    """The planted hole: a coach who makes a door for themselves."""
    with pytest.raises(Exception, match="row-level security"), asker(kees.key) as cursor:
        cursor.execute(
            "INSERT INTO cases_standin (employee_id, coach_id, instead_of_id, starts_on, ends_on)"
            " VALUES (%s, %s, %s, %s, %s)",
            [truus.pk, kees.pk, anouk.pk, TODAY, TODAY],
        )


def test_anouk_goes_on_holiday(client, anouk, kees, team):
    client.force_login(anouk)
    url = reverse("caseload_stand_in")
    data = sent(anouk, kees, team[:2], until=TODAY + 13 * DAY)
    assert client.post(url, data).status_code == 302
    assert [sees(kees, each) for each in team] == [True, True, False]
    dossier = text(client.get(reverse("employee", args=[team[0].key])))
    assert f"Kees Voorbeeld neemt waar t/m {TODAY + 13 * DAY:%d-%m-%Y}" in dossier
    change = CoachChange.objects.get()
    client.force_login(kees)
    assert client.post(reverse("caseload_undo", args=[change.key])).status_code == 404
    client.force_login(anouk)
    assert client.post(reverse("caseload_undo", args=[change.key])).status_code == 302
    assert not sees(kees, team[0])


def test_a_stand_in_that_was_running_keeps_the_days_that_were(anouk, kees, truus):
    row = people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY - 3 * DAY)
    caseloads.undo(change=row.came_by)
    row.refresh_from_db()
    assert row.ends_on == TODAY - DAY


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"until": TODAY - DAY}, "ligt voor de eerste"),
        ({"until": TODAY + 184 * DAY}, "hoogstens een half jaar"),
        ({"until": TODAY, "on": TODAY - DAY}, "begint vandaag of later"),
        ({"until": ""}, "Vul een datum in"),
    ],
)
def test_a_stand_in_that_cannot_be_is_refused_in_words(client, anouk, kees, team, more, sentence):
    client.force_login(anouk)
    response = client.post(reverse("caseload_stand_in"), sent(anouk, kees, team) | more)
    assert (response.status_code, sentence in text(response)) == (422, True)


def test_two_stand_ins_at_once_are_refused(client, anouk, kees, truus, bram):
    people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY)
    client.force_login(bram)
    response = client.post(reverse("caseload_stand_in"), sent(anouk, kees, [truus], until=TODAY))
    assert (response.status_code, "al een waarnemer: Truus Fictief, " in text(response)) == (422, True)


def test_who_stands_in_already_stops_the_day_before_when_asked(client, anouk, kees, truus, bram):
    former = people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY - 3 * DAY, until=TODAY + 9 * DAY)
    client.force_login(bram)
    data = sent(anouk, kees, [truus], until=TODAY + 20 * DAY)
    offered = f"Laat de waarneming die er al is (Kees Voorbeeld) stoppen op {TODAY - DAY:%d-%m-%Y}"
    refused = client.post(reverse("caseload_stand_in"), data)
    assert (refused.status_code, offered in text(refused)) == (422, True)
    assert offered in text(client.get(reverse("caseload_stand_in"), data))
    assert client.post(reverse("caseload_stand_in"), data | {"cut": "on"}).status_code == 302
    former.refresh_from_db()
    assert former.ends_on == TODAY - DAY
    assert [row.ends_on for row in truus.stand_ins.order_by("starts_on")] == [TODAY - DAY, TODAY + 20 * DAY]


def test_who_only_begins_to_stand_in_then_is_not_stopped(client, anouk, kees, truus, bram):
    people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY, until=TODAY + 9 * DAY)
    client.force_login(bram)
    refused = client.post(reverse("caseload_stand_in"), sent(anouk, kees, [truus], until=TODAY) | {"cut": "on"})
    assert (refused.status_code, "Laat de waarneming" in text(refused)) == (422, False)
    assert truus.stand_ins.get().ends_on == TODAY + 9 * DAY


def test_a_coach_arranges_it_for_the_own_caseload_only(client, anouk, kees, team):
    client.force_login(kees)
    assert client.post(reverse("caseload_stand_in"), sent(anouk, kees, team, until=TODAY)).status_code == 422


def test_r92_after_a_death_nobody_stands_in(anouk, kees, truus):
    people.make_stand_in(truus, kees, instead_of=anouk, on=TODAY - 3 * DAY)
    deaths.record(employee=truus, on=TODAY - DAY)
    assert not sees(kees, truus)


def test_both_coaches_are_told_on_their_start_page(client, bram, anouk, kees, team):
    """And nobody else; Bram, who did it, knows."""
    client.force_login(bram)
    client.post(reverse("caseload_hand_over"), sent(anouk, kees, team[:1]))
    for user, said in ((kees, "Nieuw in uw caseload, van Anouk"), (anouk, "Uw mensen gaan naar Kees")):
        client.force_login(user)
        page = text(client.get("/"))
        assert f"{said} Voorbeeld vanaf {TODAY:%d-%m-%Y} · vastgelegd door Bram Voorbeeld" in page
    client.force_login(bram)
    assert "Nieuw in uw caseload, van" not in text(client.get("/"))


def test_a_stand_in_is_told_too_and_that_it_was_undone(client, bram, anouk, kees, team):
    change = caseloads.stand_in(
        people=team, from_coach=anouk, to_coach=kees, on=TODAY, until=TODAY + 9 * DAY, by=member(bram)
    )
    client.force_login(kees)
    assert "U neemt waar voor Anouk Voorbeeld" in text(client.get("/"))
    caseloads.undo(change=change)
    assert f"Ongedaan gemaakt op {TODAY:%d-%m-%Y}" in text(client.get("/"))


def test_who_comes_new_has_a_signal_at_once_and_undone_it_is_gone(client, bram, anouk, kees, team):
    client.force_login(bram)
    client.post(reverse("caseload_hand_over"), sent(anouk, kees, team))
    new = Signal.objects.open().filter(rule="S23")
    assert {each.employee_id for each in new} == {each.pk for each in team}
    client.post(reverse("caseload_undo", args=[CoachChange.objects.get().key]))
    assert not new.all().exists()


def test_one_person_handed_over_has_it_too(client, bram, kees, truus):
    client.force_login(bram)
    client.post(reverse("person_coach", args=[truus.key]), {"coach": kees.key, "on": TODAY})
    assert Signal.objects.open().filter(rule="S23", employee=truus).exists()


# How heavy a caseload is


def test_a_caseload_weighs_by_its_visits_and_its_hours(truus, bram, anouk):
    """Truus is Anouk's: 13 weeks are 91 days, and 39 hours in them are 3 a week."""
    day, week = today(), timedelta(days=91)
    for held_on, minutes in ((day, 600), (day - week + timedelta(days=1), 600), (day - week, 600)):
        people.make_contact(truus, anouk, held_on=held_on, minutes=minutes)
    for _ in range(2):
        people.make_contact(truus, anouk, minutes=570)
    for planned_on in (day - timedelta(days=3), day + week, day + week + timedelta(days=1)):
        truus.appointments.create(planned_on=planned_on)
    [found] = weighed(bram.memberships.get(), day)
    assert (found.name, found.people, found.visits, found.hours) == ("Anouk Voorbeeld", 1, 2, "3,0")


def test_what_one_may_not_read_does_not_weigh(client, truus, bram, anouk):
    people.make_contact(truus, anouk, minutes=600, readers="jobcoach")
    for user, hours in ((bram, "0,0"), (anouk, "0,8")):
        client.force_login(user)
        [found] = client.get(reverse("caseload_list")).context["coaches"]
        assert (found.people, found.hours) == (1, hours)
