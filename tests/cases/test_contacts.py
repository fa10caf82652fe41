"""Contacts: once, by who keeps the dossier, never rewritten (R66), and what is too much or too little (R67, R68)."""

import re
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import appointments, contacts, visits, workdays
from cases.actions import contacts as acts
from cases.contacts import Guidance
from cases.models import Addendum, Appointment, Contact, OverriddenWarning, Todo, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import Membership, User, today
from tests import people
from tests.asking import TESTS
from tests.opened import text
from tests.people import day, today_plus

MACHINE = {"Accept": "application/json"}


def filled(**changed: object) -> dict[str, str]:
    """What a coach sends after three taps and a line."""
    form = {
        "kind": "werkplekbezoek", "minutes": "30", "text": "Kaswagen ging goed.", "held_on": today().isoformat(),
        "readers": "dossier", "once": str(uuid.uuid4()), "typed_at": "", "other_minutes": "", "next_on": "",
    }  # fmt: skip
    return form | {name: str(value) for name, value in changed.items()}


def send(client: Client, person: WswEmployee, **changed: object):
    return client.post(reverse("contact_record", args=[person.key]), filled(**changed))


@pytest.fixture
def coach(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def test_anouk_notes_a_visit(coach: Client, anouk: User, truus: WswEmployee) -> None:
    response = send(coach, truus)
    assert response.status_code == 302
    assert response["Location"] == reverse("employee", args=[truus.key])
    noted = Contact.objects.get()
    assert (noted.employee, noted.author, noted.kind, noted.minutes) == (truus, anouk, "werkplekbezoek", 30)
    assert "Kaswagen ging goed." in coach.get(reverse("employee", args=[truus.key])).content.decode()


def test_sent_twice_it_is_noted_once(coach: Client, truus: WswEmployee) -> None:
    once = uuid.uuid4()
    for typed in ("", "2026-03-02T10:00:00Z"):
        assert send(coach, truus, once=once, typed_at=typed).status_code == 302
    assert Contact.objects.count() == 1


def test_other_words_under_the_same_mark_are_not_lost(coach: Client, truus: WswEmployee) -> None:
    once = uuid.uuid4()
    for words in ("Eerst dit", "Toen dat", "Toen dat"):
        send(coach, truus, once=once, text=words)
    assert {each.text for each in Contact.objects.all()} == {"Eerst dit", "Toen dat"}


def test_nor_is_anything_else_that_was_filled_in(coach: Client, truus: WswEmployee) -> None:
    """Who goes back to the form and chooses otherwise, is not answered that it was saved already."""
    once, on = uuid.uuid4(), today_plus(4).isoformat()
    said = {"once": once, "kind": "incident", "follow_up": "Bellen.", "follow_up_on": on}
    others: list[dict[str, object]] = [
        {"readers": "jobcoach"}, {"topics": "uren"}, {"present": "familie"}, {"follow_up": "Langsgaan."},
        {"follow_up_on": today_plus(5).isoformat()}, {"next_on": today_plus(9).isoformat()},
    ]  # fmt: skip
    for nth, other in enumerate([{}, *others], 1):
        for _ in range(2):  # and each sent again is still once
            assert send(coach, truus, **said | other).status_code == 302
        assert Contact.objects.count() == Todo.objects.count() == nth, other
    assert Appointment.objects.get().planned_on == today_plus(9)


def test_a_mark_that_was_sent_before_this_was_so_is_still_the_same(anouk: User, truus: WswEmployee) -> None:
    """A phone may send what it kept before: as it was usually filled in, its mark is the one that was made then."""
    mark = uuid.UUID(int=7)
    sent = {"kind": "telefoon", "held_on": day("02-03-2026"), "minutes": 5, "text": "Kort."}
    made = acts.record(employee=truus, by=anouk, once=mark, readers="dossier", topics=[], follow_up="", **sent)
    assert made.once == uuid.uuid5(mark, repr(["telefoon", day("02-03-2026"), 5, "Kort."]))


def test_the_database_keeps_one_of_two_that_come_in_together(anouk: User, truus: WswEmployee) -> None:
    sent = {"employee": truus, "by": anouk, "kind": "telefoon", "held_on": today(), "minutes": 5}
    once = acts.record(once=uuid.uuid4(), **sent).once
    with pytest.raises(DatabaseError, match="contact_sent_once"), transaction.atomic():
        people.make_contact(truus, anouk, once=once)


def test_what_was_typed_before_keeps_both_times(coach: Client, truus: WswEmployee) -> None:
    typed = timezone.now() - timedelta(hours=3)
    answer = coach.post(
        reverse("contact_record", args=[truus.key]), filled(typed_at=typed.isoformat()), headers=MACHINE
    )  # fmt: skip
    assert (answer.status_code, answer.json()) == (201, {"naar": reverse("employee", args=[truus.key])})
    noted = Contact.objects.get()
    assert noted.typed_at == typed
    assert timezone.now() - noted.received_at < timedelta(minutes=1)
    page = coach.get(reverse("contact_record", args=[truus.key])).content.decode()
    assert f"getypt op {timezone.localtime(typed):%d-%m-%Y om %H.%M}, ontvangen op" in page


@pytest.mark.parametrize("typed", ["onzin", "2026-11-26T10:00:00", "2199-01-01T10:00:00Z"])
def test_a_clock_that_says_nothing_loses_no_text(coach: Client, truus: WswEmployee, typed: str) -> None:
    assert send(coach, truus, typed_at=typed).status_code == 302
    assert Contact.objects.get().typed_at is None


def test_a_machine_hears_what_is_wrong(coach: Client, truus: WswEmployee) -> None:
    answer = coach.post(reverse("contact_record", args=[truus.key]), filled(kind="fax"), headers=MACHINE)
    assert answer.status_code == 422
    assert answer.json() == {"fouten": {"kind": ["Kies een contact uit de lijst."]}}


def test_r87_a_word_about_health_warns_first(coach: Client, truus: WswEmployee) -> None:
    response = send(coach, truus, text="Ging over zijn medicijnen.")
    assert (response.status_code, Contact.objects.count()) == (200, 0)
    box = response.context["form"].confirmation
    assert send(coach, truus, text="Ging over zijn medicijnen.", toch_opslaan=box).status_code == 302
    assert OverriddenWarning.objects.get().field == "contact: eén regel"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"held_on": today_plus(1)}, "Deze dag moet nog komen. Maak er een afspraak van."),
        ({"held_on": "2019-12-31"}, "Op deze dag stond deze medewerker niet in uw caseload."),
        ({"minutes": ""}, "Kies hoeveel minuten het duurde."),
        ({"other_minutes": "601"}, "Een contact duurt 1 tot 600 minuten."),
        ({"next_on": today()}, "De volgende afspraak is na vandaag."),
        ({"readers": "consulent"}, "Kies wie dit mag lezen."),
        ({"text": "x" * 501}, "Schrijf het korter, in hoogstens 500 tekens."),
    ],
    ids=["future", "before", "no minutes", "too long", "no next", "not mine", "too much"],
)
def test_r66_what_cannot_be_is_refused_in_words(
    coach: Client, truus: WswEmployee, changed: dict[str, object], said: str
) -> None:
    response = send(coach, truus, **changed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Contact.objects.exists()


def test_what_it_was_about_and_who_were_there(coach: Client, truus: WswEmployee) -> None:
    several = filled() | {"topics": ["vervoer", "uren"], "present": ["familie", "medewerker"]}
    assert coach.post(reverse("contact_record", args=[truus.key]), several).status_code == 302
    noted = Contact.objects.get()
    assert (noted.topics, noted.present) == (["vervoer", "uren"], ["familie", "medewerker"])
    page = coach.get(reverse("employee", args=[truus.key])).content.decode()
    assert "over uren en rooster, vervoer · met medewerker, familie of vertegenwoordiger" in page


def test_a_stand_in_notes_what_happened_in_those_days_only(client: Client, anouk: User, truus: WswEmployee) -> None:
    otto = people.make_user("Otto Voorbeeld")
    people.make_membership(otto, "jobcoach")
    people.make_stand_in(truus, otto, instead_of=anouk, on=today(), until=today_plus(3))
    client.force_login(otto)
    assert send(client, truus, held_on=today_plus(-1)).status_code == 422
    assert send(client, truus, kind="incident", follow_up="Bellen.").status_code == 302
    assert (Contact.objects.get().author, Todo.objects.get().owner) == (otto, "jobcoach")


def test_a_task_for_who_may_read_it(client: Client, bram: User, truus: WswEmployee) -> None:
    client.force_login(bram)
    send(client, truus, kind="incident", follow_up="Bellen.")
    assert Todo.objects.get().owner == "consulent"


def test_who_may_read_is_in_sight_while_one_types(coach: Client, truus: WswEmployee) -> None:
    page = coach.get(reverse("contact_record", args=[truus.key])).content.decode()
    asked = page.index("Wie mag dit lezen?")
    folded = page.index("<details", asked)
    assert page.index('name="text"') < asked < folded < page.index("Waar ging het over?")
    for label in ("jobcoach en consulent", "alleen de jobcoach"):
        assert label in page[asked:folded]
    send(coach, truus, readers="jobcoach")
    noted = Contact.objects.get()
    assert (
        "Dit leest: alleen de jobcoach." in coach.get(reverse("contact", args=[truus.key, noted.key])).content.decode()
    )


def test_q28_two_choose_other_topics(coach: Client, truus: WswEmployee, anouk: User) -> None:
    noted = people.make_contact(truus, anouk, topics=["uren"])
    url = reverse("contact_mend", args=[truus.key, noted.key])
    version = re.search(r'name="versie" value="([^"]+)"', coach.get(url).content.decode())
    assert version
    people.meanwhile()
    Contact.objects.update(topics=["vervoer", "leren"])
    people.meanwhile()
    refused = coach.post(url, filled() | {"versie": version[1], "topics": ["uren", "werk"]})
    assert refused.status_code == 409
    told = text(refused)
    assert "Waar ging het over? U had getypt: uren en rooster, het werk Nu staat er: vervoer, leren" in told


def test_carla_finds_nothing(client: Client, carla: User, truus: WswEmployee) -> None:
    client.force_login(carla)
    assert send(client, truus).status_code == 404


def test_ellen_may_not(client: Client, ellen: User, truus: WswEmployee) -> None:
    client.force_login(ellen)
    assert send(client, truus).status_code == 403


# R66 in the database: who notes what, and that it is not rewritten


def by(user: User | None) -> None:
    tell_database(str(user.key) if user else TESTS)


def refused(**fields: object) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        people.make_contact(**fields)  # type: ignore[arg-type]
    return refusal.value.__cause__.diag.constraint_name or refusal.value.__cause__.diag.sqlstate


def test_r66_not_in_the_future_and_not_before_the_caseload(anouk: User, truus: WswEmployee) -> None:
    first = truus.caseloads.get().starts_on
    people.make_contact(truus, anouk, held_on=first)
    assert refused(employee=truus, by=anouk, held_on=first - timedelta(days=1)) == "contact_before_the_caseload"
    assert refused(employee=truus, by=anouk, held_on=today_plus(1)) == "contact_lies_in_the_future"


def test_r66_a_consulent_has_no_caseload(bram: User, truus: WswEmployee) -> None:
    people.make_contact(truus, bram, held_on=day("03-02-2020"))
    assert refused(employee=truus, by=bram, held_on=day("31-12-2014")) == "contact_before_the_caseload"


def test_nobody_notes_in_anothers_name(anouk: User, bram: User, truus: WswEmployee) -> None:
    by(bram)
    assert refused(employee=truus, by=anouk) == "42501"
    by(None)


def test_r66_the_author_mends_for_five_working_days(coach: Client, anouk: User, truus: WswEmployee) -> None:
    """Received on Thursday 2 April 2026; Good Friday and Easter Monday do not count, so until Monday 13 April."""
    noted = people.make_contact(
        truus, anouk, held_on=day("02-04"), received_at=datetime(2026, 4, 2, 9, tzinfo=timezone.get_current_timezone())
    )
    assert contacts.mendable_until(noted) == day("13-04")
    with connection.cursor() as cursor:
        cursor.execute("SELECT workdays_after('2026-04-02', 5)")
        assert cursor.fetchone()[0] == day("13-04")
    membership = Membership.objects.get(user=anouk)
    assert contacts.may_mend(noted, membership, day("13-04"))
    assert not contacts.may_mend(noted, membership, day("14-04"))


def test_r66_later_the_database_refuses_an_edit(anouk: User, truus: WswEmployee) -> None:
    old = people.make_contact(truus, anouk, received_at=timezone.now() - timedelta(days=16))
    for asker in (anouk, None):
        by(asker)
        with pytest.raises(DatabaseError, match="contact_changes_by_addendum"), transaction.atomic():
            acts.mend(contact=old, text="Anders")
    by(anouk)
    acts.add(contact=old, by=anouk, text="Het was woensdag.")
    by(None)
    assert Contact.objects.get().text == "Ging goed."


def test_r66_only_the_author_mends(anouk: User, bram: User, truus: WswEmployee) -> None:
    fresh = people.make_contact(truus, anouk)
    by(bram)
    assert Contact.objects.filter(pk=fresh.pk).update(text="Anders") == 0
    assert Contact.objects.filter(pk=fresh.pk).exists()
    by(anouk)
    assert Contact.objects.filter(pk=fresh.pk).update(text="Anders") == 1
    by(None)


@pytest.mark.parametrize("column", ["author_id", "once", "typed_at", "received_at"])
def test_r66_who_and_when_never_change(anouk: User, bram: User, truus: WswEmployee, column: str) -> None:
    fresh = people.make_contact(truus, anouk)
    other = {"author_id": bram.pk, "once": uuid.uuid4()}.get(column, timezone.now() - timedelta(days=1))
    with pytest.raises(DatabaseError, match="contact_changes_by_addendum"), transaction.atomic():
        Contact.objects.filter(pk=fresh.pk).update(**{column: other})


def test_nobody_takes_a_contact_or_an_addition_away(anouk: User, truus: WswEmployee) -> None:
    added = acts.add(contact=people.make_contact(truus, anouk), by=anouk, text="Later.")
    for asker in (anouk, None):
        by(asker)
        assert Addendum.objects.filter(pk=added.pk).update(text="Anders") == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cases_addendum")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM cases_contact")
            assert cursor.rowcount == 0
    by(None)


# Restricted notes


@pytest.fixture
def notes(anouk: User, bram: User, truus: WswEmployee) -> dict[str, Contact]:
    made = {
        "dossier": people.make_contact(truus, anouk, text="Voor beiden"),
        "jobcoach": people.make_contact(truus, anouk, text="Voor coaches", readers="jobcoach"),
        "consulent": people.make_contact(truus, bram, text="Voor consulenten", readers="consulent"),
    }
    acts.add(contact=made["jobcoach"], by=anouk, text="Ook voor coaches")
    return made


def seen(user: User, table: str = "cases_contact") -> set[str]:
    by(user)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {table}")
        found = {text for (text,) in cursor.fetchall()}
    by(None)
    return found


def test_a_note_for_some_is_read_by_them_alone(
    notes: dict[str, Contact], anouk: User, bram: User, ellen: User, carla: User, hans: User
) -> None:
    for user, readable in (
        (anouk, {"Voor beiden", "Voor coaches"}), (bram, {"Voor beiden", "Voor consulenten"}), (ellen, set()),
        (carla, set()), (hans, set()),
    ):  # fmt: skip
        assert seen(user) == readable
        membership = Membership.objects.get(user=user)
        assert {each.text for each in Contact.objects.visible_to(membership)} == readable
    assert (seen(anouk, "cases_addendum"), seen(bram, "cases_addendum")) == ({"Ook voor coaches"}, set())


def test_what_was_for_all_and_is_not_now_is_not_in_the_history(
    notes: dict[str, Contact], anouk: User, bram: User
) -> None:
    by(anouk)
    acts.mend(contact=notes["dossier"], text="Nu voor coaches", readers="jobcoach")
    assert seen(bram, "cases_contact_history") == set()
    assert seen(anouk, "cases_contact_history") == {"Voor beiden"}


def test_bram_does_not_find_a_note_of_coaches(
    client: Client, notes: dict[str, Contact], bram: User, truus: WswEmployee
) -> None:
    client.force_login(bram)
    for name in ("contact", "contact_mend"):
        assert client.get(reverse(name, args=[truus.key, notes["jobcoach"].key])).status_code == 404
    assert "Voor coaches" not in client.get(reverse("contact_record", args=[truus.key])).content.decode()


def test_anouk_mends_and_adds(coach: Client, notes: dict[str, Contact], truus: WswEmployee) -> None:
    mend, see = (reverse(name, args=[truus.key, notes["dossier"].key]) for name in ("contact_mend", "contact"))
    assert coach.post(mend, filled(text="Verbeterd", other_minutes="25")).status_code == 302
    assert coach.post(see, {"text": ""}).status_code == 422
    assert coach.post(see, {"text": "Belde nog."}).status_code == 302
    page = coach.get(see).content.decode()
    assert "Verbeterd" in page
    assert "25 minuten" in page
    assert "Belde nog." in page


# Appointments


def test_a_contact_closes_what_was_planned_and_plans_the_next(coach: Client, anouk: User, truus: WswEmployee) -> None:
    for days in (-3, 0, 9):
        Appointment.objects.create(employee=truus, planned_on=today_plus(days))
    membership = Membership.objects.get(user=anouk)
    assert [each["name"] for each in visits.on(membership, today())] == [truus.list_name]
    send(coach, truus, next_on=today_plus(30))
    open_ones = Appointment.objects.filter(kept_by=None).values_list("planned_on", flat=True)
    assert list(open_ones) == [today_plus(9), today_plus(30)]
    assert visits.on(membership, today()) == visits.overdue(membership, today(), 9) == []


def test_the_list_of_today_says_where_and_no_more(coach: Client, truus: WswEmployee, wim: WswEmployee) -> None:
    for person in (truus, wim):
        Appointment.objects.create(employee=person, planned_on=today())
    page = coach.get(reverse("visits_today")).content.decode()
    assert truus.full_name in page
    assert wim.full_name not in page
    assert truus.personnel_number not in page


@pytest.mark.parametrize(
    ("last", "on", "because"),
    [
        (None, "02-03-2026", "eerste_dag"),  # a Monday
        ("02-03-2026", "07-04-2026", "week_5"),  # 06-04 is tweede Paasdag
        ("08-04-2026", "02-06-2026", "maand_3"),
        ("02-06-2026", "02-12-2026", "halfjaar"),
        ("02-12-2026", "02-06-2027", "halfjaar"),
    ],
)  # fmt: skip
def test_the_policy_plans_the_next_visit_on_a_working_day(last: str | None, on: str, because: str) -> None:
    begun = day("02-03-2026")
    asked = day(last) if last else begun
    assert appointments.next_moment(begun, day(last) if last else None, asked) == (day(on), because)


def test_what_was_missed_is_shifted_and_does_not_pile_up() -> None:
    """Nobody came in the first four months; on Saturday 4 July one visit is planned, for Monday."""
    assert appointments.next_moment(day("02-03-2026"), None, day("04-07-2026")) == (day("06-07-2026"), "maand_3")


def test_the_night_plans_once_for_who_has_nothing_open(anouk: User, truus: WswEmployee, wim: WswEmployee) -> None:
    """Wim has no coach."""
    assert appointments.plan(today()) == 1
    assert appointments.plan(today()) == 0
    planned = Appointment.objects.get()
    assert (planned.employee, workdays.is_workday(planned.planned_on)) == (truus, True)


# R67, R68 and working days


@pytest.mark.parametrize(("minutes", "much"), [(4212, False), (4213, True)])
def test_r67_more_than_15_percent_of_the_working_time_is_a_signal(minutes: int, much: bool) -> None:
    """36 hours, 91 days are 13 weeks: 28,080 minutes, of which 15 % is 4,212."""
    working = contacts.working_minutes(Decimal(36), 91)
    assert working == 28080
    assert Guidance(minutes, working).is_much is much
    assert not Guidance(100, Decimal(0)).is_much


def test_r67_minutes_and_hours_of_this_quarter_only(anouk: User, truus: WswEmployee) -> None:
    for held_on, minutes in (("30-06", 500), ("01-07", 60), ("30-09", 30), ("01-10", 500)):
        people.make_contact(truus, anouk, held_on=day(held_on), minutes=minutes)
    found = contacts.guidance(truus, anouk.memberships.get(), day("30-09"))  # 92 days
    assert (found.minutes, round(found.working)) == (90, round(Decimal(36) * 60 * 92 / 7))


def test_r67_counts_what_one_may_read_also_without_the_wall(anouk: User, bram: User, truus: WswEmployee) -> None:
    """Nobody asks here, so the database shows all; the code asks for whom it is."""
    for author, readers, minutes in (
        (anouk, "dossier", 1), (anouk, "jobcoach", 10), (bram, "consulent", 100), (bram, "jobcoach", 300),
    ):  # fmt: skip
        people.make_contact(truus, author, held_on=day("01-09"), readers=readers, minutes=minutes)
    counted = [contacts.guidance(truus, user.memberships.get(), day("30-09")).minutes for user in (anouk, bram)]
    assert counted == [311, 401]  # one's own one always reads


@pytest.mark.parametrize(
    ("form", "days", "quiet"),
    [("IND", 90, False), ("IND", 91, True), ("BW", 91, True), ("BSB", 180, False), ("BSB", 181, True),
     ("GRD", 999, False)],
)  # fmt: skip
def test_r68_a_placement_without_contact(form: str, days: int, quiet: bool) -> None:
    day_ = date(2026, 11, 1)
    since = day_ - timedelta(days=days)
    assert contacts.is_quiet(form, since, None, day_) is quiet
    assert contacts.is_quiet(form, since, day_, day_) is False


def test_r68_in_the_database_it_is_the_same(anouk: User, truus: WswEmployee) -> None:
    truus.employments.get().placements.all().delete()
    placement = people.make_placement(truus, "IND", since=today_plus(-91))
    assert contacts.quiet([truus.pk], today()) == [(truus.pk, None, 91)]
    people.make_contact(truus, anouk, held_on=today_plus(-90))
    assert contacts.quiet([truus.pk], today()) == []
    placement.delete()
    people.make_placement(truus, "GRD", since=today_plus(-400))
    assert contacts.quiet([truus.pk], today_plus(300)) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03-04-2026", "Goede Vrijdag"), ("06-04-2026", "tweede Paasdag"), ("27-04-2026", "Koningsdag"),
        ("26-04-2025", "Koningsdag op zaterdag"), ("05-05-2026", "Bevrijdingsdag"), ("14-05-2026", "Hemelvaart"),
        ("25-05-2026", "tweede Pinksterdag"), ("25-12-2026", "Kerst"), ("01-01-2026", "Nieuwjaar"),
        ("28-11-2026", "zaterdag"), ("29-11-2026", "zondag"), ("01-04-2024", "Pasen 2024 was 31 maart"),
    ],
)  # fmt: skip
def test_no_working_day(text: str, why: str) -> None:
    assert not workdays.is_workday(day(text)), why


def test_days_between_two_holidays_are_worked() -> None:
    assert workdays.is_workday(day("02-04-2026"))
    assert workdays.is_workday(day("28-04-2025"))  # the king's birthday was kept on Saturday 26 April
    assert workdays.on_or_after(day("03-04-2026")) == day("07-04-2026")
    assert workdays.after(day("24-12-2026"), 1) == day("28-12-2026")


def test_the_database_knows_the_same_working_days(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::date FROM generate_series(date '1990-01-01', date '2099-12-31', interval '1 day') d"
            " WHERE NOT is_workday(d::date) AND extract(isodow FROM d) < 6"
        )
        found = {each for (each,) in cursor.fetchall()}
    ours = {each for year in range(1990, 2100) for each in workdays.holidays(year) if each.weekday() < 5}
    assert found == ours
