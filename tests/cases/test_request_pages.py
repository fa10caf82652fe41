"""Requests of people about their own data: registered, answered in time, never a dossier for who handles them (R90)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import PrivacyRequest, WswEmployee
from cases.models.privacy import months_after
from municipalities.logs import AuditEntry
from municipalities.models import User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.papers import pdf_text
from tests.people import day
from tests.situations import LAST_QUARTER, make_member, make_released, make_report, make_request, proved

LIST, NEW = "/privacy/verzoeken/", "/privacy/verzoeken/nieuw/"


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    """As Hans fills it in today; None leaves a field out."""
    data = {
        "kind": "inzage",
        "received_on": today().isoformat(),
        "requester": "T. Fictief",
        "requested_by": "zelf",
        "identified_by": "balie",
        "number": person.personnel_number,
        "born": person.birth_date.isoformat(),
    }
    return {name: value for name, value in (data | changed).items() if value is not None}


@pytest.fixture
def as_hans(client: Client, hans: User) -> Client:
    client.force_login(hans)
    return proved(client)


def made(client: Client, person: WswEmployee, **changed: Any) -> PrivacyRequest:
    response = client.post(NEW, filled(person, **changed))
    assert response.status_code == 302, response.content.decode()
    return PrivacyRequest.objects.latest("id")


def page(client: Client, found: PrivacyRequest) -> str:
    return client.get(reverse("privacy_request", args=[found.key])).content.decode()


def act(client: Client, found: PrivacyRequest, name: str, **data: Any) -> Any:
    return client.post(reverse(f"privacy_request_{name}", args=[found.key]), data, follow=True)


def letter(client: Client, found: PrivacyRequest, what: str) -> Any:
    return client.post(reverse("privacy_request_letter", args=[found.key, what]))


# The term


@pytest.mark.parametrize(
    ("received", "due", "longest"),
    [
        ("10-11-2026", "10-12-2026", "10-02-2027"),  # R90
        ("31-01-2026", "28-02-2026", "30-04-2026"),  # no 31-02, no 31-04
        ("31-01-2028", "29-02-2028", "30-04-2028"),  # leap year
        ("30-11-2026", "30-12-2026", "28-02-2027"),
        ("31-12-2026", "31-01-2027", "31-03-2027"),
    ],
)
def test_r90_a_month_and_once_two_more(received: str, due: str, longest: str) -> None:
    request = PrivacyRequest(received_on=day(received))
    assert (request.due_on, request.extendable_until) == (day(due), day(due))
    request.extended_on = day(received)
    assert request.due_on == day(longest)


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    assert months_after(date(2026, 10, 31), 1) == date(2026, 11, 30)
    assert months_after(date(2026, 12, 1), 1) == date(2027, 1, 1)


# Registering


def test_hans_registers_a_request(as_hans: Client, truus: WswEmployee) -> None:
    response = as_hans.post(NEW, filled(truus), follow=True)
    found = PrivacyRequest.objects.get()
    assert (found.employee_id, found.kind, found.received_on) == (truus.pk, "inzage", today())
    due = months_after(today(), 1)
    assert f"Het verzoek is geregistreerd. Antwoord uiterlijk op {due:%d-%m-%Y}." in response.content.decode()


def test_the_bsn_finds_the_person_too(as_hans: Client, truus: WswEmployee) -> None:
    assert made(as_hans, truus, number=people.bsn_number(0)).employee_id == truus.pk


@pytest.mark.parametrize(
    "wrong",
    [{"number": "00102"}, {"born": "1975-05-18"}, {"number": people.bsn_number(7)}, {"number": "Fictief"}],
    ids=["another's number", "another day of birth", "nobody's BSN", "a name"],
)
def test_number_and_birthday_must_both_be_right(
    as_hans: Client, truus: WswEmployee, wim: WswEmployee, wrong: dict[str, str]
) -> None:
    wim.birth_date = day("01-02-1960")
    wim.save()
    response = as_hans.post(NEW, filled(truus, **wrong))
    assert response.status_code == 422
    assert "Wij vinden niemand met dit nummer en deze geboortedatum." in response.content.decode()
    assert not PrivacyRequest.objects.exists()


def test_looking_somebody_up_leaves_a_trace_without_the_number(as_hans: Client, hans: User, truus: WswEmployee) -> None:
    made(as_hans, truus, number=people.bsn_number(0))
    as_hans.post(NEW, filled(truus, number="00999"))
    looked = AuditEntry.objects.filter(act="person_looked_up").order_by("id")
    assert [entry.subjects for entry in looked] == [[truus.key], []]
    assert {entry.asker for entry in looked} == {str(hans.key)}
    assert all(people.bsn_number(0) not in str(vars(entry)) and "00999" not in str(vars(entry)) for entry in looked)


def test_a_refused_bsn_does_not_come_back_on_the_page(as_hans: Client, truus: WswEmployee) -> None:
    page = as_hans.post(NEW, filled(truus, number=people.bsn_number(7))).content.decode()
    assert people.bsn_number(7) not in page
    assert "00999" in as_hans.post(NEW, filled(truus, number="00999")).content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": ""}, "Maak een keuze."),
        ({"kind": "zomaar"}, "Kies uit de lijst."),
        ({"received_on": (today() + timedelta(days=1)).isoformat()}, "Deze dag is nog niet geweest."),
        ({"requester": ""}, "Vul een naam in."),
        ({"number": ""}, "Vul een personeelsnummer of BSN in."),
        ({"kind": "correctie"}, "Schrijf op wat er wordt gevraagd."),
        ({"concerns_until": "2026-09-01"}, "Vul ook de eerste dag in."),
        ({"concerns_from": "2026-09-02", "concerns_until": "2026-09-01"}, "De laatste dag ligt voor de eerste."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    as_hans: Client, truus: WswEmployee, changed: dict[str, str], sentence: str
) -> None:
    response = as_hans.post(NEW, filled(truus, **changed))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PrivacyRequest.objects.exists()


# The list


def test_what_must_be_answered_first_is_on_top_and_what_is_late_says_so(as_hans: Client, truus: WswEmployee) -> None:
    soon = made(as_hans, truus, requester="Op tijd")
    late = made(as_hans, truus, requester="Te laat", received_on=(today() - timedelta(days=70)).isoformat())
    listed = as_hans.get(LIST).content.decode()
    assert listed.index("Te laat") < listed.index("Op tijd")
    days = (today() - late.due_on).days
    assert f"{days} dagen te laat" in listed
    assert f"nog {(soon.due_on - today()).days} dagen" in listed


def test_the_list_tells_the_same_query_story_with_three_and_with_thirty(as_hans: Client, truus: WswEmployee) -> None:
    counts = []
    for many in (3, 27):
        for _ in range(many):
            PrivacyRequest.objects.create(
                employee=truus, kind="inzage", received_on=today(), requester="T.", requested_by="zelf",
                identified_by="balie",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            as_hans.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_hans_sees_no_dossier_on_the_way(as_hans: Client, truus: WswEmployee) -> None:
    """Not her name, her number, her day of birth, nor what she does: only what he wrote himself."""
    found = made(as_hans, truus, requester="T. Voorbeeld")
    shown = page(as_hans, found) + as_hans.get(LIST).content.decode()
    assert all(canary not in shown for canary in ("Truus", "00101", "17-05-1975", "beschut binnen"))


# Two people


def seen(by: User, found: PrivacyRequest) -> Any:
    client = Client()
    client.force_login(by)
    return client.post(reverse("request_seen", args=[found.key]), follow=True)


def test_hans_alone_makes_no_letter_about_anybody(as_hans: Client, hans: User, truus: WswEmployee) -> None:
    found = made(as_hans, truus)
    assert "Een tweede persoon kijkt het verzoek eerst na" in page(as_hans, found)
    for what in ("alles", "bestand"):
        assert letter(as_hans, found, what).status_code == 302
    assert "Dit verzoek wacht niet (meer) op u." in seen(hans, found).content.decode()
    found.refresh_from_db()
    assert (found.seen_by, found.decision) == (None, "")


@pytest.mark.parametrize("role", ["administrator", "privacy_officer"])
def test_with_a_second_person_he_does(as_hans: Client, truus: WswEmployee, role: str) -> None:
    found, second = made(as_hans, truus, requester="T. Voorbeeld"), make_member("Saar Voorbeeld", role)
    client = Client()
    client.force_login(second)
    listed = client.get("/privacy/verzoeken/nakijken/").content.decode()
    assert found.reference in listed
    assert "geregistreerd door Hans Voorbeeld" in listed
    assert not [canary for canary in ("Truus", "T. Voorbeeld", "00101") if canary in listed]
    assert "U heeft het verzoek nagekeken." in seen(second, found).content.decode()
    assert letter(as_hans, found, "bestand").status_code == 200
    found.refresh_from_db()
    assert (found.registered_by.name, found.seen_by, found.seen_on) == ("Hans Voorbeeld", second, today())
    assert "Dit verzoek wacht niet (meer) op u." in seen(second, found).content.decode()


def test_after_the_answer_there_is_no_letter(as_hans: Client, truus: WswEmployee) -> None:
    found = make_request(truus)
    assert letter(as_hans, found, "bestand").status_code == 200
    act(as_hans, found, "answered", answered_on=today().isoformat())
    assert letter(as_hans, found, "bestand").status_code == 302
    assert letter(as_hans, found, "alles").status_code == 302
    assert "Maak de brief" not in page(as_hans, found)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("seen_by_id = %(hans)s, seen_on = now()", "request_seen_by_a_second_person"),
        ("seen_by_id = %(gerda)s, seen_on = now()", "eigen naam"),
        ("employee_id = %(wim)s", "verandert niet"),
        ("registered_by_id = %(gerda)s", "verandert niet"),
    ],
)
def test_the_database_knows_it_takes_two(
    as_hans: Client, hans: User, gerda: User, truus: WswEmployee, wim: WswEmployee, change: str, why: str
) -> None:
    made(as_hans, truus)
    ids = {"hans": hans.pk, "gerda": gerda.pk, "wim": wim.pk}
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), asking_as(hans), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_privacyrequest SET {change}", ids)


def test_gerda_by_hand_sees_no_request(as_hans: Client, gerda: User, truus: WswEmployee) -> None:
    made(as_hans, truus)
    with asking_as(gerda), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_privacyrequest")
        assert cursor.fetchone() == (0,)


# Extending, deciding, answering


def test_r90_it_is_extended_once(as_hans: Client, truus: WswEmployee) -> None:
    found = made(as_hans, truus)
    said = act(as_hans, found, "extend", extension_reason="Er zijn veel verzoeken.").content.decode()
    assert "Het verzoek is verlengd." in said
    found.refresh_from_db()
    assert found.due_on == months_after(today(), 3)
    again = act(as_hans, found, "extend", extension_reason="Nog meer.").content.decode()
    assert "Dit verzoek is al een keer verlengd. Dat kan maar één keer." in again
    found.refresh_from_db()
    assert found.extension_reason == "Er zijn veel verzoeken."


def test_r90_after_the_first_month_it_is_too_late_to_extend(as_hans: Client, truus: WswEmployee) -> None:
    found = made(as_hans, truus, received_on=(today() - timedelta(days=40)).isoformat())
    assert "Meer tijd nodig?" not in page(as_hans, found)
    said = act(as_hans, found, "extend", extension_reason="Veel werk.").content.decode()
    assert f"Verlengen kon tot en met {found.extendable_until:%d-%m-%Y}." in said


def test_a_refusal_needs_its_reason(as_hans: Client, truus: WswEmployee) -> None:
    found = made(as_hans, truus, kind="correctie", text="Mijn uren kloppen niet.")
    response = act(as_hans, found, "decide", decision="afgewezen")
    assert response.status_code == 422
    assert "Schrijf op waarom het verzoek niet of niet helemaal is toegewezen." in response.content.decode()
    found.refresh_from_db()
    assert found.decision == ""


def test_an_inzage_is_granted_by_its_letter_and_not_in_part(as_hans: Client, truus: WswEmployee) -> None:
    found = made(as_hans, truus)
    for decision in ("toegewezen", "deels"):
        assert act(as_hans, found, "decide", decision=decision).status_code == 422
    act(as_hans, found, "decide", decision="afgewezen", decision_reason="Vorige week ook al gevraagd.")
    found.refresh_from_db()
    assert found.decision == "afgewezen"
    assert "Vorige week ook al gevraagd." in pdf_text(letter(as_hans, found, "besluit").content)


def test_the_letter_with_a_decision_tells_what_it_does_and_how_to_object(as_hans: Client, truus: WswEmployee) -> None:
    make_released(make_report(LAST_QUARTER.back(1)))
    first = LAST_QUARTER.back(1).starts_on
    found = made(as_hans, truus, kind="correctie", text="Mijn uren kloppen niet.", concerns_from=first.isoformat())
    act(as_hans, found, "decide", decision="toegewezen")
    told = pdf_text(letter(as_hans, found, "besluit").content)
    words = (
        "Gemeente Almelo", "T. Fictief", "Mijn uren kloppen niet.", "Wij doen wat u vraagt.", "AVG art. 16",
        f"{LAST_QUARTER.back(1).label}, uitgave 1", "binnen zes weken", "Autoriteit Persoonsgegevens", found.reference,
    )  # fmt: skip
    assert [each for each in words if each not in told] == []


def test_a_correction_from_request_to_answer(as_hans: Client, hans: User, truus: WswEmployee) -> None:
    found = made(as_hans, truus, kind="correctie", text="Mijn uren kloppen niet.", concerns_from="2026-01-01")
    assert act(as_hans, found, "answered", answered_on=today().isoformat()).status_code == 200
    found.refresh_from_db()
    assert found.answered_on is None  # not before the decision
    act(as_hans, found, "decide", decision="deels", decision_reason="De uren van januari zijn verbeterd.")
    found.refresh_from_db()
    assert (found.decision, found.decided_on, found.decided_by) == ("deels", today(), hans)
    assert "Over dit verzoek is al besloten." in act(as_hans, found, "decide", decision="toegewezen").content.decode()
    sent = letter(as_hans, found, "besluit")
    assert (sent.status_code, sent["Content-Type"]) == (200, "application/pdf")
    act(as_hans, found, "answered", answered_on=today().isoformat())
    found.refresh_from_db()
    assert found.answered_on == today()
    assert "Afgehandeld" in as_hans.get(LIST).content.decode()


def test_a_correction_tells_which_released_reports_it_touches(as_hans: Client, truus: WswEmployee) -> None:
    """R74, R75: two released quarters. From the first day of the later one, only that one; up to the earlier, both."""
    earlier, later = LAST_QUARTER.back(2), LAST_QUARTER.back(1)
    for period in (earlier, later):
        make_released(make_report(period))
    text = "Mijn uren kloppen niet."
    one = made(as_hans, truus, kind="correctie", text=text, concerns_from=later.starts_on.isoformat())
    both = made(as_hans, truus, kind="correctie", text=text, concerns_from=earlier.ends_on.isoformat())
    first = made(
        as_hans, truus, kind="correctie", text=text,
        concerns_from=earlier.starts_on.isoformat(), concerns_until=earlier.ends_on.isoformat(),
    )  # fmt: skip
    for found, touched in ((one, {later}), (both, {earlier, later}), (first, {earlier})):
        shown = page(as_hans, found)
        assert {each for each in (earlier, later) if f"{each.label}, uitgave 1" in shown} == touched


def test_nothing_is_written_before_there_is_something_to_write(as_hans: Client, truus: WswEmployee) -> None:
    found = made(as_hans, truus, kind="wissing", text="Alles weg.")
    for what in ("besluit", "uitstel", "alles", "bestand"):
        assert letter(as_hans, found, what).status_code == 302
    assert letter(as_hans, found, "iets").status_code == 404
    found.refresh_from_db()
    assert found.decision == ""


def test_r90_the_letter_about_the_delay_says_until_when(as_hans: Client, truus: WswEmployee) -> None:
    found = made(as_hans, truus)
    act(as_hans, found, "extend", extension_reason="Er zijn veel verzoeken.")
    told = pdf_text(letter(as_hans, found, "uitstel").content)
    found.refresh_from_db()
    assert "Er zijn veel verzoeken." in told
    assert f"{found.due_on.day} " in told
    assert found.decision == ""


# The database


def test_the_database_refuses_what_cannot_be(truus: WswEmployee, hans: User) -> None:
    base = {
        "employee": truus, "kind": "inzage", "received_on": day("10-11-2026"), "requester": "T.",
        "requested_by": "zelf", "identified_by": "balie",
    }  # fmt: skip
    wrong = [
        {"extended_on": day("11-11-2026")},
        {"extended_on": day("09-11-2026"), "extension_reason": "veel"},
        {"extension_reason": "veel"},
        {"decision": "toegewezen"},
        {"decision": "afgewezen", "decided_on": today(), "decided_by": hans},
        {"decision": "toegewezen", "decided_on": today(), "decided_by": hans, "received_on": people.today_plus(1)},
        {"answered_on": day("11-11-2026")},
        {"concerns_until": day("01-11-2026")},
        {"concerns_from": day("02-11-2026"), "concerns_until": day("01-11-2026")},
    ]
    for extra in wrong:
        with pytest.raises(IntegrityError), transaction.atomic(), people.signing(hans):
            PrivacyRequest.objects.create(**(base | extra))


def test_bram_and_the_others_may_not(client: Client, bram: User, truus: WswEmployee, hans: User) -> None:
    client.force_login(hans)
    found = made(client, truus)
    client.force_login(bram)
    proved(client)
    for url in (LIST, NEW, reverse("privacy_request", args=[found.key])):
        response = client.get(url)
        assert response.status_code == 403
        assert "Uw rol is consulent. Daarmee kunt u niet: privacyverzoeken behandelen." in response.content.decode()
    assert letter(client, found, "alles").status_code == 403
