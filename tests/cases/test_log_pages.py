"""The privacy officer's pages: who looked, by person, by user, by period; and what asks for a second look."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import lookers
from municipalities.asker import asked_by, tell_database
from municipalities.chain import record, verify
from municipalities.logs import AuditEntry
from municipalities.models import today
from municipalities.oddities import RULES, found
from municipalities.traces import Act
from tests import people
from tests.asking import owning


def officer(client, hans):
    client.force_login(hans)
    return client


def ask(client, typed):
    return client.post(reverse("log_find"), {"wie": typed})


def of_person(person):
    return reverse("log_person", args=[person.key])


# Finding somebody


def test_hans_finds_who_looked_at_truus_by_her_number(client, bram, hans, truus):
    client.force_login(bram)
    client.get(reverse("employee", args=[truus.key]))
    response = ask(officer(client, hans), "00101")
    assert response["Location"] == of_person(truus)
    page = client.get(response["Location"]).content.decode()
    assert "Wie keek er naar 00101?" in page
    assert "Bram Voorbeeld" in page
    assert "consulent Almelo" in page
    assert "opende het dossier" in page
    assert "Truus" not in page


@pytest.mark.parametrize(
    "typed", ["{bsn}", "{dotted}", "https://portaal.example/medewerkers/{key}/", "{key}", " 00101 "]
)
def test_by_bsn_by_address_and_by_number(client, hans, truus, typed):
    number = people.bsn_number(0)
    dotted = f"{number[:4]}.{number[4:6]}.{number[6:]}"
    response = ask(officer(client, hans), typed.format(bsn=number, dotted=dotted, key=truus.key))
    assert response["Location"] == of_person(truus)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Vul een nummer of een adres in."),
        ("Truus", "Niemand heeft dit nummer."),
        ("Fictief", "Niemand heeft dit nummer."),
        ("99999", "Niemand heeft dit nummer."),
        ("001", "Niemand heeft dit nummer."),
        ("%", "Niemand heeft dit nummer."),
    ],
)
def test_not_by_name_and_not_by_a_part(client, hans, truus, typed, said):
    response = ask(officer(client, hans), typed)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_looking_is_logged_as_well(client, hans, truus):
    ask(officer(client, hans), "00101")
    client.get(of_person(truus))
    client.get(reverse("log"))
    client.get(reverse("log_user", args=[hans.key]))
    told = AuditEntry.objects.filter(asker=str(hans.key)).order_by("id").values_list("act", "subjects", "account")
    assert list(told) == [
        ("person_looked_up", [truus.key], None),
        ("log_read", [truus.key], None),
        ("log_read", [], None),
        ("log_read", [], hans.key),
    ]
    assert "keek in het logboek" in client.get(of_person(truus)).content.decode()


def test_a_number_that_is_nobodys_is_logged_without_it(client, hans):
    ask(officer(client, hans), people.bsn_number(7))
    [line] = AuditEntry.objects.filter(act="person_looked_up")
    assert (line.status, line.subjects, line.detail) == ("refused", [], "")


def test_only_the_officer_finds_anybody(bram, ellen, gerda, truus):
    for user in (bram, ellen, gerda):
        with asked_by(str(user.key)):
            assert lookers.find("00101") == []
            assert lookers._numbers([truus.key]) == {}


def test_a_dossier_that_is_gone_still_has_its_lines(client, hans):
    gone = uuid.uuid4()
    response = officer(client, hans).get(reverse("log_person", args=[gone]))
    assert f"niet (meer) geregistreerd, {str(gone)[:8]}" in response.content.decode()


# By user and by period


def test_who_shares_a_number_is_the_officers_to_settle(client, bram, hans, truus, wim):
    """Bram gives Truus of Almelo the number of Wim of Wierden, whom he may not know of; nothing tells him."""
    assert "meer dossiers" not in officer(client, hans).get(reverse("log")).content.decode()
    tell_database(str(bram.key))
    truus.set_bsn(people.bsn_number(1))
    truus.save()
    page = client.get(reverse("log")).content.decode()
    assert "personeelsnummers 00101 en 00102" in page


def test_what_bram_did(client, bram, hans, truus):
    client.force_login(bram)
    client.get(reverse("employee_list"))
    client.get(reverse("employee", args=[truus.key]))
    page = officer(client, hans).get(reverse("log_user", args=[bram.key])).content.decode()
    assert "Wat deed Bram Voorbeeld?" in page
    assert page.index("opende het dossier") < page.index("zag de persoon in een lijst") < page.index("logde in")
    assert "00101" in page


def test_only_the_period_that_was_asked(client, bram, hans, truus):
    client.force_login(bram)
    client.get(reverse("employee", args=[truus.key]))
    officer(client, hans)
    tomorrow, yesterday = today() + timedelta(days=1), today() - timedelta(days=1)
    for first, last, there in ((today(), today(), True), (tomorrow, tomorrow, False), (yesterday, yesterday, False)):
        page = client.get(of_person(truus), {"van": first, "tot": last}).content.decode()
        assert ("opende het dossier" in page) == there


@pytest.mark.parametrize("address", [{"van": "2026-02-31"}, {"van": "2026-03-01", "tot": "2026-02-01"}])
def test_a_period_that_is_none_is_said_at_its_field(client, hans, truus, address):
    for url in (reverse("log"), of_person(truus), reverse("log_user", args=[hans.key])):
        response = officer(client, hans).get(url, address)
        assert response.status_code == 422
        told = response.content.decode()
        assert "Dit is geen datum." in told or "De laatste dag ligt voor de eerste." in told


def test_the_pages_cost_as_much_for_many_lines_as_for_few(client, bram, hans, truus):
    urls = [reverse("log"), of_person(truus), reverse("log_user", args=[bram.key])]

    def statements():
        officer(client, hans)
        told = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            told.append(len(captured))
        return told

    client.force_login(bram)
    client.get(reverse("employee", args=[truus.key]))  # few is not none: without a line nobody's name is asked for
    statements()
    before = statements()
    others = [people.make_employee(f"Ander{nth} Fictief", placed=True) for nth in range(8)]
    client.force_login(bram)
    for person in (truus, *others) * 2:
        client.get(reverse("employee", args=[person.key]))
    client.get(reverse("employee_list"))
    assert statements() == before


def test_many_people_on_one_line_are_counted(client, bram, hans, truus):
    for nth in range(8):
        people.make_employee(f"Ander{nth} Fictief", placed=True)
    client.force_login(bram)
    client.get(reverse("employee_list"))
    assert "en 4 anderen" in officer(client, hans).get(reverse("log_user", args=[bram.key])).content.decode()


def test_the_chain_is_shown_and_when_it_was_verified(client, hans):
    page = officer(client, hans).get(reverse("log")).content.decode()
    assert "Nog niet nagerekend." in page
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    verified = verify()
    record(verified)
    page = client.get(reverse("log")).content.decode()
    assert "Ja. Nagerekend op" in page
    assert verified.head.hash in page


# What asks for a second look

MONDAY = date(2026, 3, 2)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BRAM, CARLA = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
PERSON = [uuid.UUID(int=1000 + nth) for nth in range(60)]


def at(clock, days=0):
    hour, minute = clock.split(".")
    moment = datetime.combine(MONDAY, datetime.min.time(), AMSTERDAM) + timedelta(days=days)
    return moment.replace(hour=int(hour), minute=int(minute))


def opened(asker, person, moment, act="dossier_opened"):
    return (moment, asker, act, [person] if person else [], None, "ok")


STORIES = {
    "many_in_an_hour": (
        [opened(BRAM, PERSON[nth], at("10.15")) for nth in range(31)],
        [opened(BRAM, PERSON[nth], at("10.15")) for nth in range(30)]
        + [opened(BRAM, PERSON[0], at("10.20"))]  # the same dossier again
        + [opened(BRAM, PERSON[31], at("11.01"))],
        (BRAM, None, 31),
    ),
    "outside_office_hours": (
        [opened(BRAM, PERSON[0], at("20.00"))],
        [opened(BRAM, PERSON[0], at("19.59")), opened(BRAM, PERSON[0], at("7.00")),
         opened(BRAM, None, at("23.00"), "logged_in")],
        (BRAM, None, 1),
    ),
    "one_by_many": (
        [opened(str(uuid.UUID(int=nth)), PERSON[0], at("10.00", nth % 5)) for nth in range(6)],
        [opened(str(uuid.UUID(int=nth)), PERSON[0], at("10.00", 4 + nth % 5)) for nth in range(5)],
        ("", PERSON[0], 6),
    ),
    "outside_own_people": (
        [opened(BRAM, PERSON[nth], at("10.00"), "purpose_stated") for nth in range(6)],
        [opened(BRAM, PERSON[nth], at("10.00", nth % 2), "purpose_stated") for nth in range(10)],
        (BRAM, None, 6),
    ),
    "refused": (
        [opened(BRAM, PERSON[0], at("10.00"), "refused")] * 4,
        [opened(BRAM, PERSON[0], at("10.00"), "refused")] * 3 + [opened("", None, at("10.00"), "refused")] * 9,
        (BRAM, None, 4),
    ),
    "bsn": (
        [opened(BRAM, PERSON[nth], at("10.00"), "bsn_shown") for nth in range(11)],
        [opened(BRAM, PERSON[nth % 10], at("10.00"), "bsn_shown") for nth in range(20)],
        (BRAM, None, 11),
    ),
    "taken_along": (
        [opened(BRAM, PERSON[0], at("10.00"), act) for act in ("exported", "printed") * 3],
        [opened(BRAM, PERSON[0], at("10.00"), "exported")] * 5,
        (BRAM, None, 6),
    ),
    "failed_logins": (
        [(at("10.00"), "", "login_failed", [], CARLA, "refused")] * 11,
        [(at("10.00"), "", "login_failed", [], CARLA, "refused")] * 10
        + [(at("10.00"), "", "login_failed", [], None, "refused")] * 30,
        (CARLA, None, 11),
    ),
}  # fmt: skip


def lay(lines):
    """As the owner, who alone can write at another moment than now."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE municipalities_auditentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM municipalities_auditentry")
        for moment, asker, act, subjects, account, status in lines:
            cursor.execute(
                "INSERT INTO municipalities_auditentry (trace_id, moment, asker, role, municipality, act, activity,"
                " subjects, account, purpose, status, detail)"
                " VALUES (gen_random_uuid(), %s, %s, '', '', %s, '', %s::uuid[], %s, '', %s, '')",
                [moment, asker, act, subjects, account, status],
            )


@pytest.fixture
def owner(committed):
    with owning():
        yield


def test_each_rule_finds_its_story_and_not_the_one_beside_it(owner):
    """On and under its number; all in the week of 2 March 2026."""
    for code, (story, beside, expected) in STORIES.items():
        lay(story)
        told = found(MONDAY, MONDAY + timedelta(days=6))
        assert [(line.asker, line.subject, line.number) for line in told.pop(code)] == [expected], code
        assert not any(told.values()), code
        lay(beside)
        assert found(MONDAY, MONDAY + timedelta(days=6))[code] == [], code
        lay(story)
        assert found(MONDAY + timedelta(days=7), MONDAY + timedelta(days=20))[code] == [], code


def test_the_weekend_is_outside_office_hours(owner):
    lay([opened(BRAM, PERSON[0], at("12.00", 5)), opened(BRAM, PERSON[1], at("12.00", 6))])
    told = found(MONDAY, MONDAY + timedelta(days=6))["outside_office_hours"]
    assert [line.number for line in told] == [1, 1]


def test_every_rule_has_a_story_and_its_acts_exist():
    assert [rule.code for rule in RULES] == list(STORIES)
    acts = {act.code for act in Act}
    for story, beside, _ in STORIES.values():
        assert {line[2] for line in (*story, *beside)} <= acts


def test_what_stands_out_stands_on_top(client, bram, hans, wim):
    client.force_login(bram)
    for _ in range(4):
        client.get(reverse("employee", args=[wim.key]))
    response = officer(client, hans).get(reverse("log"))
    first = response.context["odd"][0]["rule"].label
    assert first in {"Vaak geweigerd", "Buiten werktijd"}
    page = response.content.decode()
    assert "Vaak geweigerd" in page
    assert "4 keer" in page
