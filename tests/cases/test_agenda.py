"""A coach's appointments in their own calendar, by a private address (features.md row 47).

Anouk coaches Truus; Kees coaches Wim. What a calendar gets is read by a reader of our own, by the rules of RFC 5545.
"""

import re
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import agenda
from cases.models import Appointment, WswEmployee
from cases.models.privacy import months_after
from municipalities import calendar_links
from municipalities.logs import AuditEntry
from municipalities.models import CalendarLink, User, today
from municipalities.stepup import PROVED_AT
from municipalities.tasks import review_memberships
from soweco_portal.logs import Reticent
from tests import people
from tests.cases.destroying import asking_as
from tests.opened import text

DAY = timedelta(days=1)
TOMORROW = today() + DAY


@pytest.fixture
def planned(truus: WswEmployee, wim: WswEmployee) -> list[Appointment]:
    """Of Truus a visit tomorrow, a talk about a re-indication and an evaluation; of Wim a visit."""
    rows = [
        (truus, TOMORROW, "werkplekbezoek", "week_6"),
        (truus, TOMORROW + DAY, "telefoon", "herindicatie"),
        (truus, TOMORROW + 2 * DAY, "gesprek", "evaluatie"),
        (wim, TOMORROW, "werkplekbezoek", "afgesproken"),
    ]
    return [Appointment.objects.create(employee=who, planned_on=on, kind=k, because=b) for who, on, k, b in rows]


@pytest.fixture
def coach(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def linked(coach: Client) -> str:
    """The address that a coach gets to see, once."""
    page = coach.post(reverse("calendar_link_make"))
    assert page.status_code == 200
    (found,) = re.findall(re.escape(settings.BASE_URL) + r"(/agenda/[\w-]{43}\.ics)", page.content.decode())
    return found


def fetched(address: str) -> Any:
    """As a calendar asks: without a session."""
    return Client().get(address)


def events(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar: unfolded, each property with its parameters by name."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            name, _, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


def test_anouk_makes_an_address_sees_it_once_and_her_calendar_asks_for_it(
    coach: Client, planned: list[Appointment], anouk: User
) -> None:
    assert "Uw agenda is niet gekoppeld" in text(coach.get(reverse("calendar_link")))
    address = linked(coach)
    again = text(coach.get(reverse("calendar_link")))
    assert "Uw agenda is gekoppeld" in again
    assert address not in again
    answer = fetched(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    read = events(answer.content)
    assert [each["SUMMARY"] for each in read] == ["T.F. bezoek", "T.F. contact", "T.F. evaluatie"]
    assert [each["DTSTART;VALUE=DATE"] for each in read] == [f"{TOMORROW + n * DAY:%Y%m%d}" for n in range(3)]
    assert [each["DTEND;VALUE=DATE"] for each in read] == [f"{TOMORROW + n * DAY:%Y%m%d}" for n in range(1, 4)]
    assert {each["DTSTAMP"] for each in read} == {
        f"{row.recorded_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for row in planned[:3]
    }


def test_nothing_in_it_tells_who_or_where(coach: Client, planned: list[Appointment], truus: WswEmployee) -> None:
    truus.employments.get().placements.update(hirer=people.make_hirer("Bakkerij Bedacht"), location="Hal 7")
    told = fetched(linked(coach)).content.decode().lower()
    for word in ("truus", "fictief", "wim", "bakkerij", "hal 7", "almelo", "week", "indicatie", "ziek", "zes"):
        assert word not in told, word
    for row in planned:
        for key in (row.key, row.employee.key):
            assert str(key) not in told
            assert key.hex not in told


def test_an_appointment_keeps_its_name_and_another_coach_has_another(
    coach: Client, planned: list[Appointment], kees: User, truus: WswEmployee, anouk: User
) -> None:
    first = [each["UID"] for each in events(fetched(linked(coach)).content)]
    Appointment.objects.filter(pk=planned[0].pk).update(planned_on=TOMORROW + 9 * DAY)
    later = [each["UID"] for each in events(fetched(linked(coach)).content)]
    assert sorted(first) == sorted(later)
    assert len(set(first)) == 3
    people.make_stand_in(truus, kees, instead_of=anouk, on=today())
    coach.force_login(kees)
    assert not set(first) & {each["UID"] for each in events(fetched(linked(coach)).content)}


@pytest.fixture
def kees(wim: WswEmployee) -> User:
    user = people.make_user("Kees Voorbeeld")
    people.make_membership(user, "jobcoach")
    people.coach(wim, user)
    return user


def test_it_is_of_the_caseload_of_today(
    coach: Client, planned: list[Appointment], truus: WswEmployee, anouk: User
) -> None:
    address = linked(coach)
    truus.caseloads.update(ends_on=today() - DAY)
    assert events(fetched(address).content) == []


def test_what_was_kept_and_what_is_of_last_week_is_not_in_it(
    coach: Client, planned: list[Appointment], truus: WswEmployee, anouk: User
) -> None:
    monday = today() - timedelta(days=today().weekday())
    for back in (0, 1):
        Appointment.objects.create(employee=truus, planned_on=monday - back * DAY)
    Appointment.objects.filter(pk=planned[2].pk).update(kept_by=people.make_contact(truus, anouk))
    days = [each["DTSTART;VALUE=DATE"] for each in events(fetched(linked(coach)).content)]
    assert days == [f"{on:%Y%m%d}" for on in (monday, TOMORROW, TOMORROW + DAY)]


OVER = {
    "revoked": lambda anouk: CalendarLink.objects.update(revoked_on=today()),
    "the role is over": lambda anouk: anouk.memberships.update(ends_on=today() - DAY),
    "the role is still to come": lambda anouk: anouk.memberships.update(starts_on=TOMORROW),
    "another role": lambda anouk: anouk.memberships.update(
        role="consulent", municipality=people.municipality("Almelo")
    ),
    "the account is closed": lambda anouk: User.objects.filter(pk=anouk.pk).update(is_active=False),
}


@pytest.mark.parametrize("over", OVER.values(), ids=OVER.keys())
def test_what_is_over_is_like_what_never_was(coach: Client, planned: list[Appointment], anouk: User, over: Any) -> None:
    address = linked(coach)
    over(anouk)
    ours, unknown = fetched(address), fetched(f"/agenda/{'x' * 43}.ics")
    assert ours.status_code == unknown.status_code == 404
    assert ours.content == unknown.content
    assert {k: v for k, v in ours.items() if k != "Expires"} == {k: v for k, v in unknown.items() if k != "Expires"}


def test_a_role_that_is_over_does_not_ask_as_another_role_of_the_same_user(
    coach: Client, planned: list[Appointment], anouk: User
) -> None:
    address = linked(coach)
    anouk.memberships.update(ends_on=today() - DAY)
    people.make_membership(anouk, "consulent", "Almelo")
    assert fetched(address).status_code == 404


def test_revoking_and_making_anew_both_end_the_old_address(coach: Client, planned: list[Appointment]) -> None:
    first = linked(coach)
    second = linked(coach)
    assert [fetched(each).status_code for each in (first, second)] == [404, 200]
    assert coach.post(reverse("calendar_link_revoke")).status_code == 302
    assert fetched(second).status_code == 404
    assert "Uw agenda is niet gekoppeld" in text(coach.get(reverse("calendar_link")))
    assert CalendarLink.objects.filter(revoked_on=None).count() == 0


def test_a_year_after_the_role_is_over_nothing_is_left_of_a_link(coach: Client, anouk: User) -> None:
    linked(coach)
    linked(coach)
    year_ago = months_after(today(), -12)
    for ends_on, left in ((year_ago, 2), (year_ago - DAY, 0)):
        anouk.memberships.update(ends_on=ends_on)
        review_memberships()
        assert CalendarLink.objects.count() == left
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM municipalities_calendarlink_history")
        assert cursor.fetchone() == (0,)


def test_only_the_portal_itself_forgets_links(coach: Client, anouk: User) -> None:
    with (
        pytest.raises(DatabaseError, match="Alleen het portaal zelf"),
        asking_as(anouk),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT forget_calendar_links()")


def test_only_a_digest_is_kept(coach: Client) -> None:
    token = linked(coach).removeprefix("/agenda/").removesuffix(".ics")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM municipalities_calendarlink l")
        assert token not in cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM municipalities_auditentry a WHERE to_jsonb(a)::text LIKE %s", [f"%{token}%"]
        )
        assert cursor.fetchone() == (0,)


def test_it_leaves_lines_in_the_log(coach: Client, planned: list[Appointment], truus: WswEmployee, anouk: User) -> None:
    fetched(linked(coach))
    coach.post(reverse("calendar_link_revoke"))
    lines = AuditEntry.objects.filter(act__startswith="calendar_").order_by("id")
    assert [(line.act, line.asker, line.account) for line in lines] == [
        ("calendar_linked", str(anouk.key), anouk.key),
        ("calendar_read", str(anouk.key), None),
        ("calendar_unlinked", str(anouk.key), anouk.key),
    ]
    assert lines[1].subjects == [truus.key]


def test_who_asks_too_often_waits_and_so_does_who_guesses(
    coach: Client, planned: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = linked(coach)
    codes = [fetched(address).status_code for _ in range(9)]
    assert codes == [200] * 8 + [429]
    few = calendar_links.Limit("calendar-address", 3, timedelta(minutes=1))
    monkeypatch.setattr(calendar_links, "OF_AN_ADDRESS", few)
    monkeypatch.setattr("municipalities.throttle.address_of", lambda request: "192.0.2.7")
    guesses = [fetched(f"/agenda/{n}{'x' * 42}.ics").status_code for n in range(4)]
    assert guesses == [404, 404, 404, 429]


def test_a_fault_leaves_no_address_in_the_log(
    coach: Client, planned: list[Appointment], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A calendar asks all day, also while the database is away; what went wrong is written with its path."""
    address = linked(coach)

    def away(_: str) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(calendar_links, "found", away)
    assert Client(raise_request_exception=False).get(address).status_code == 503
    written = "\n".join(Reticent("%(message)s").format(each) for each in caplog.records)
    assert "Service Unavailable: /agenda/….ics" in written
    assert address.removeprefix("/agenda/") not in written


def test_a_fresh_proof_is_asked_before_an_address_is_made(coach: Client) -> None:
    session = coach.session
    session[PROVED_AT] = 0
    session.save()
    answer = coach.post(reverse("calendar_link_make"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not CalendarLink.objects.exists()


def test_three_appointments_and_thirty_ask_the_same(
    coach: Client, planned: list[Appointment], truus: WswEmployee, django_assert_num_queries: Any
) -> None:
    address = linked(coach)
    fetched(address)
    with CaptureQueriesContext(connection) as with_three:
        fetched(address)
    for n in range(27):
        Appointment.objects.create(employee=truus, planned_on=TOMORROW + (n + 9) * DAY)
    with django_assert_num_queries(len(with_three)):
        assert len(events(fetched(address).content)) == 30


# The second wall


def test_the_second_wall_stands_behind_it(
    coach: Client, planned: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the first wall gone the database still gives of Anouk's own people only."""
    monkeypatch.setattr("cases.models.contact.AppointmentQuerySet.visible_to", lambda rows, membership: rows)
    assert {each["SUMMARY"][:4] for each in events(fetched(linked(coach)).content)} == {"T.F."}


@pytest.mark.parametrize(
    ("who", "sql", "refused"),
    [
        ("anouk", "made", ""),
        ("kees", "made", "row-level security"),
        ("bram", "own", "row-level security"),
        ("anouk", "UPDATE municipalities_calendarlink SET token_digest = 'x'", "verandert niet"),
        ("kees", "UPDATE municipalities_calendarlink SET revoked_on = current_date", "no rows"),
        ("anouk", "back", "al ingetrokken"),
    ],
)
def test_the_database_lets_a_coach_make_and_revoke_only_their_own(
    coach: Client, request: pytest.FixtureRequest, anouk: User, kees: User, who: str, sql: str, refused: str
) -> None:
    user = request.getfixturevalue(who)
    whose = (user if sql == "own" else anouk).memberships.get()
    insert = (
        "INSERT INTO municipalities_calendarlink (key, membership_id, token_digest, made_on)"
        f" VALUES (gen_random_uuid(), {whose.pk}, 'y', current_date)"
    )
    if sql not in {"made", "own"}:
        linked(coach)
    if sql == "back":
        coach.post(reverse("calendar_link_revoke"))
        people.meanwhile()
    todo = {"made": insert, "own": insert, "back": "UPDATE municipalities_calendarlink SET revoked_on = NULL"}
    assert refused in refusal(user, todo.get(sql, sql))


def refusal(user: User, sql: str) -> str:
    with asking_as(user):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                return "" if cursor.rowcount else "no rows"
        except DatabaseError as error:
            return str(error)


# The text


def test_a_long_line_is_folded_between_letters() -> None:
    line = "SUMMARY:" + "é" * 60
    parts = agenda._folded(line)
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("Gerrit-Jan", "Braake-Verzinsel", "G.B."), ("", "Fictief", "F."), ("élodie", "ünal", "É.Ü."), (";", ",", ";.,.")],
)
def test_two_initials(first: str, last: str, expected: str) -> None:
    assert agenda.initials(WswEmployee(first_name=first, last_name=last)) == expected


def test_what_means_something_in_a_calendar_is_escaped() -> None:
    assert agenda._escaped("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne"
