"""The road to another indication and its terms (R17-R25), in Python, in SQL and on the pages."""

import re
from datetime import date, timedelta
from html import unescape
from random import Random

import pytest
from django.db import connection
from django.urls import reverse

from cases import indications
from cases.actions import deaths
from cases.indications import Asked, Held, Task, decision_due, effective_end, request_due, status, tasks
from cases.models import AdaptationAdvice, AowAge, Indication, Reindication
from cases.signals.rules import BY_NUMBER
from cases.views.indications import _aow_on
from municipalities.models import today
from tests import people
from tests.people import day

TODAY = today()
DAY = timedelta(days=1)
HELD = Held(day("01-01-2022"), day("31-12-2026"))


def kinds(*args, in_service=True, **ends):
    return {task.kind: task.due_on for task in tasks(*args, in_service=in_service, **ends)}


def test_r17_asked_sixteen_weeks_before_the_end():
    assert request_due(day("31-12-2026")) == day("10-09-2026")


@pytest.mark.parametrize(("on", "said"), [("15-07-2026", False), ("16-07-2026", True), ("11-09-2026", True)])
def test_r17_said_from_twenty_four_weeks_before(on, said):
    assert kinds(HELD, [], day(on)) == ({"aanvraag": day("10-09-2026")} if said else {})


def test_r17_not_when_it_was_asked():
    assert kinds(HELD, [Asked(day("01-08-2026"))], day("01-09-2026")) == {}


def test_r18_uwv_has_sixteen_weeks():
    assert decision_due(day("10-09-2026")) == day("31-12-2026")
    asked = Asked(day("08-09-2026"), received_on=day("10-09-2026"))
    assert kinds(HELD, [asked], day("01-10-2026")) == {"besluit": day("31-12-2026")}


def test_r21_a_validity_beyond_aow_ends_with_it():
    assert effective_end(day("31-12-2030"), day("22-11-2026")) == day("22-11-2026")
    assert effective_end(day("31-12-2025"), day("22-11-2026")) == day("31-12-2025")
    held = Held(day("01-01-2022"), day("31-12-2030"))
    assert "aanvraag" not in kinds(held, [], day("01-08-2030"), aow_on=day("22-11-2026"))


def test_r26_it_lapses_on_the_day_of_aow():
    held, aow = Held(day("01-01-2022"), day("31-12-2030")), day("22-11-2026")
    assert status(held, day("21-11-2026"), aow_on=aow).word == "geldig"
    assert status(held, aow, aow_on=aow).word == "vervallen door de AOW-leeftijd"
    assert kinds(held, [], aow, in_service=False, aow_on=aow) == {"kopie_uwv": aow}


def test_it_lapses_on_the_day_of_death():
    assert status(HELD, day("05-05-2026"), died_on=day("05-05-2026")).word == "vervallen door overlijden"


def test_r22_withdrawn_from_the_day_of_the_request_and_uwv_gets_a_copy():
    held = Held(day("01-01-2022"), day("31-12-2026"), withdrawn_on=day("12-05-2026"))
    assert status(held, day("11-05-2026")).word == "geldig"
    assert status(held, day("12-05-2026")) == indications.Status("ingetrokken", day("12-05-2026"))
    assert kinds(held, [], day("12-05-2026")) == {"kopie_uwv": day("12-05-2026")}
    sent = Held(held.starts_on, held.valid_until, held.withdrawn_on, copied_on=day("13-05-2026"))
    assert kinds(sent, [], day("14-05-2026")) == {}


def test_r23_a_refusal_that_is_not_final_ends_nothing():
    refused = Asked(day("01-02-2026"), outcome="niet_doelgroep", decided_on=day("01-04-2026"))
    assert kinds(HELD, [refused], day("01-06-2026")) == {}
    assert not indications.may_give_notice(refused, day("01-06-2026"))


@pytest.mark.parametrize(("alternative", "notice"), [("", False), ("aangeboden", True), ("geweigerd", True)])
def test_r23_final_and_something_else_is_there(alternative, notice):
    refused = Asked(
        day("01-02-2026"), outcome="niet_doelgroep", decided_on=day("01-04-2026"), final_on=day("15-05-2026"),
        alternative=alternative,
    )  # fmt: skip
    assert kinds(HELD, [refused], day("01-06-2026")) == ({"opzegging": day("15-05-2026")} if notice else {})
    assert indications.may_give_notice(refused, day("01-06-2026")) is notice
    assert not indications.may_give_notice(refused, day("14-05-2026"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "blocked"), [("ZIE", True), ("VER", True), ("DRI", True), ("HI1", False), ("HI2", False), ("EIG", False)]
)
def test_r24_another_reason_waits_for_the_advice_of_uwv(truus, reason, blocked):
    assert bool(indications.why_no_dismissal(truus, reason, day("01-06-2026"))) is blocked
    advice = truus.dismissal_advices.create(asked_on=day("01-05-2026"))
    assert bool(indications.why_no_dismissal(truus, reason, day("01-06-2026"))) is blocked
    advice.received_on = day("20-05-2026")
    advice.save()
    assert indications.why_no_dismissal(truus, reason, day("01-06-2026")) == ""
    assert bool(indications.why_no_dismissal(truus, reason, day("19-05-2026"))) is blocked


# SQL says the same for everybody at once


def somebody(rng, nth, on):
    """Somebody with a decision, perhaps withdrawn, perhaps a request, perhaps dead or of age."""
    employee = people.make_employee(
        f"Mens{nth} Fictief", category=None, born=rng.choice([date(1959, 11, 22), date(1959, 5, 5), date(1980, 1, 1)])
    )
    start = on - timedelta(days=rng.randint(400, 2000))
    until = max(start + timedelta(days=400), on + timedelta(days=rng.randint(-200, 400)))
    row = people.make_indication(employee, since=start, until=until)
    if rng.random() < 0.4:
        row.withdrawn_on = on - timedelta(days=rng.randint(0, 390))
        row.uwv_copy_on = on if rng.random() < 0.3 else None
        row.withdrawn_on = max(row.withdrawn_on, start)
        row.save()
    requests = [_request(rng, employee, on)] if rng.random() < 0.6 else []
    if rng.random() < 0.2:
        employee.died_on = on - timedelta(days=rng.randint(0, 30))
        employee.save()
    held = Held(row.starts_on, row.valid_until, row.withdrawn_on, row.uwv_copy_on)
    return employee, held, requests


def _request(rng, employee, on):
    asked = on - timedelta(days=rng.randint(100, 300))
    fields = {"received_on": rng.choice([None, asked + 3 * DAY])}
    if rng.random() < 0.5:
        fields |= {"outcome": rng.choice(["niet_doelgroep", "ingetrokken"]), "decided_on": asked + 90 * DAY}
    if fields.get("outcome") == "niet_doelgroep" and rng.random() < 0.7:
        fields |= {"final_on": asked + 95 * DAY, "alternative": rng.choice(["", "aangeboden"])}
    people.make_request(employee, on=asked, **fields)
    return Asked(asked, **fields)


@pytest.mark.django_db
def test_the_database_says_what_python_says():
    rng, on, expected = Random(11), day("26-11-2026"), set()
    assert AowAge.objects.exists()
    for nth in range(60):
        employee, held, requests = somebody(rng, nth, on)
        ends = {"aow_on": _aow_on(employee), "died_on": employee.died_on}
        found = tasks(held, requests, on, in_service=True, **ends)
        expected |= {(employee.pk, task.kind, task.due_on) for task in found}
    with connection.cursor() as cursor:
        cursor.execute("SELECT employee_id, kind, due_on FROM indication_terms(%s)", [on])
        assert set(cursor.fetchall()) == expected
    assert {kind for _, kind, _ in expected} == {"aanvraag", "besluit", "kopie_uwv", "opzegging"}
    # And so say the signals; of a decision two weeks before its last day.
    expected = {each for each in expected if each[1] != "besluit" or each[2] - timedelta(days=14) <= on}
    for rule, kind in {"S17": "besluit", "S20": "kopie_uwv", "S21": "opzegging"}.items():
        with connection.cursor() as cursor:
            cursor.execute(BY_NUMBER[rule].sql, {"day": on})
            assert set(cursor.fetchall()) == {(person, due) for person, of, due in expected if of == kind}


@pytest.mark.parametrize(("days", "told"), [(168, True), (169, False)])
def test_r17_the_database_says_it_from_twenty_four_weeks_before(db: None, days: int, told: bool) -> None:
    """Asked at the latest sixteen weeks before the end."""
    on = day("26-11-2026")
    person = people.make_employee(category=None)
    people.make_indication(person, since=day("01-01-2020"), until=on + timedelta(days=days))
    with connection.cursor() as cursor:
        cursor.execute("SELECT employee_id, kind, due_on FROM indication_terms(%s)", [on])
        due = on + timedelta(days=days - 16 * 7)
        assert cursor.fetchall() == ([(person.pk, "aanvraag", due)] if told else [])


# The pages


def text(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(name, person, *more):
    return reverse(name, args=[person.key, *more])


@pytest.fixture
def expiring(truus):
    truus.indications.update(valid_until=TODAY + 60 * DAY, starts_on=TODAY - 900 * DAY, decided_on=TODAY - 950 * DAY)
    return truus


@pytest.mark.django_db
def test_bram_goes_the_whole_road(client, bram, expiring):
    client.force_login(bram)
    assert "Vraag een herindicatie aan bij UWV" in text(client.get(address("indication", expiring)))
    asked = {"kind": "gewoon", "asked_on": TODAY - 30 * DAY, "report_on": TODAY - 40 * DAY, "consents": "True"}
    assert client.post(address("reindication_new", expiring), asked).status_code == 302
    row = expiring.reindications.get()
    assert (row.municipality.name, row.consents, row.outcome) == ("Almelo", True, "")
    step = address("reindication_step", expiring, "ontvangen")
    assert client.post(step, {"on": TODAY - 28 * DAY}).status_code == 302
    assert f"UWV besluit uiterlijk {TODAY + 84 * DAY:%d-%m-%Y}" in text(client.get(address("indication", expiring)))
    assert f"UWV besluit uiterlijk {TODAY + 84 * DAY:%d-%m-%Y}" in text(client.get(address("employee", expiring)))
    decided = {
        "decided_on": TODAY, "starts_on": TODAY + 61 * DAY, "valid_until": TODAY + 1800 * DAY, "category": "ernstig",
        "bw_advice": "False", "werktijd": "Hoogstens vier uur achter elkaar.", "technisch": "",
        "number": "WSW-2026.0417",
    }  # fmt: skip
    assert client.post(address("indication_new", expiring), decided).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.decided_on) == ("indicatie", TODAY)
    advice = AdaptationAdvice.objects.get(employee=expiring)
    assert (advice.kind, advice.indication.category, advice.indication.bw_advice) == ("werktijd", "ernstig", False)
    page = text(client.get(address("indication", expiring)))
    assert "Hoogstens vier uur achter elkaar." in page
    assert "nummer WSW-2026.0417" in page


@pytest.mark.django_db
def test_r17_the_municipality_where_somebody_lives_that_day_asks(client, bram, carla, expiring):
    people.move(expiring, "Wierden", on=TODAY - 10 * DAY)
    client.force_login(bram)
    client.post(reverse("employee_purpose", args=[expiring.key]), {"reason": "vraag van de medewerker zelf"})
    for on, place in ((TODAY - 11 * DAY, "Almelo"), (TODAY - 10 * DAY, "Wierden")):
        sent = {"kind": "gewoon", "asked_on": on}
        client.post(address("reindication_new", expiring), sent)
        row = Reindication.objects.filter(employee=expiring).last()
        if row:
            assert row.municipality.name == place
            row.delete()


@pytest.mark.django_db
def test_two_requests_at_once_are_refused(client, bram, expiring):
    people.make_request(expiring, on=TODAY - 5 * DAY)
    client.force_login(bram)
    response = client.post(address("reindication_new", expiring), {"kind": "gewoon", "asked_on": TODAY})
    assert (response.status_code, "Er loopt al een aanvraag" in text(response)) == (422, True)


@pytest.mark.django_db
def test_r20_a_special_request_needs_a_reintegration_report(client, bram, expiring):
    people.make_sick(expiring, since=TODAY - 91 * DAY)
    client.force_login(bram)
    assert "13 weken achter elkaar ziek" in text(client.get(address("indication", expiring)))
    response = client.post(address("reindication_new", expiring), {"kind": "bijzonder", "asked_on": TODAY})
    assert (response.status_code, "hoort een re-integratieverslag" in text(response)) == (422, True)


@pytest.mark.django_db
def test_r20_a_day_before_it_is_not_said(client, bram, expiring):
    people.make_sick(expiring, since=TODAY - 90 * DAY)
    client.force_login(bram)
    assert "13 weken achter elkaar ziek" not in text(client.get(address("indication", expiring)))


@pytest.mark.django_db
def test_r19_a_validity_that_cannot_be_is_refused_in_words(client, bram, expiring):
    client.force_login(bram)
    sent = {"decided_on": TODAY, "starts_on": TODAY, "valid_until": TODAY + 30 * DAY, "category": "matig"}
    response = client.post(address("indication_new", expiring), sent)
    assert (response.status_code, "minstens 1 en hoogstens 50 jaar" in text(response)) == (422, True)
    assert Indication.objects.filter(employee=expiring).count() == 1


@pytest.mark.django_db
def test_r23_the_refusal_and_what_follows(client, bram, expiring):
    people.make_request(expiring, on=TODAY - 90 * DAY, received_on=TODAY - 85 * DAY)
    client.force_login(bram)
    refused = address("reindication_step", expiring, "niet-doelgroep")
    assert client.post(refused, {"on": TODAY - 50 * DAY}).status_code == 302
    assert "Nog niet onherroepelijk" in text(client.get(address("indication", expiring)))
    final = address("reindication_step", expiring, "onherroepelijk")
    assert client.post(final, {"on": TODAY - 5 * DAY, "alternative": ""}).status_code == 302
    assert "opzeggen mag nog niet" in text(client.get(address("indication", expiring)))
    assert client.post(final, {"on": TODAY - 5 * DAY, "alternative": "aangeboden"}).status_code == 302
    page = text(client.get(address("indication", expiring)))
    assert "Opzeggen mag" in page
    assert "Zeg het dienstverband op" in page
    assert expiring.employments.get().ends_on is None


@pytest.mark.django_db
def test_r22_on_ones_own_request_and_the_copy(client, bram, truus):
    client.force_login(bram)
    sent = {"on": TODAY - 2 * DAY, "ground": "eigen_verzoek"}
    assert client.post(address("indication_withdraw", truus), sent).status_code == 302
    page = text(client.get(address("indication", truus)))
    assert "ingetrokken sinds" in page
    assert "Stuur UWV een kopie" in page
    assert client.post(address("indication_copy", truus), {"on": TODAY}).status_code == 302
    assert "Stuur UWV een kopie" not in text(client.get(address("indication", truus)))
    assert "grond van intrekking" in text(client.get(reverse("employee_history", args=[truus.key])))


@pytest.mark.django_db
def test_a_withdrawal_before_it_began_is_refused(client, bram, truus):
    client.force_login(bram)
    sent = {"on": day("31-12-1999"), "ground": "eigen_verzoek"}
    assert client.post(address("indication_withdraw", truus), sent).status_code == 422


@pytest.mark.django_db
def test_r24_the_advice_is_asked_and_comes(client, bram, truus):
    client.force_login(bram)
    url = address("dismissal_advice", truus)
    assert client.post(url, {"asked_on": TODAY - 20 * DAY, "received_on": ""}).status_code == 302
    assert client.post(url, {"asked_on": TODAY - 20 * DAY, "received_on": TODAY}).status_code == 302
    assert truus.dismissal_advices.get().received_on == TODAY


@pytest.mark.django_db
def test_r25_without_a_category_it_is_said(client, bram):
    employee = people.make_employee("Zonder Fictief", category=None)
    client.force_login(bram)
    assert "De categorie ontbreekt." in text(client.get(address("indication", employee)))


@pytest.mark.django_db
def test_health_in_an_advice_is_asked_after(client, bram, expiring):
    client.force_login(bram)
    sent = {
        "decided_on": TODAY, "starts_on": TODAY, "valid_until": TODAY + 500 * DAY, "category": "matig",
        "werktijd": "Vanwege de depressie korter werken.",
    }  # fmt: skip
    response = client.post(address("indication_new", expiring), sent)
    assert (response.status_code, "Toch opslaan" in text(response)) == (200, True)
    assert not AdaptationAdvice.objects.exists()


@pytest.mark.django_db
def test_a_death_closes_the_request(truus):
    asked = people.make_request(truus, on=TODAY - 5 * DAY)
    deaths.record(employee=truus, on=TODAY - DAY)
    asked.refresh_from_db()
    assert (asked.outcome, asked.decided_on) == ("vervallen", TODAY - DAY)


@pytest.mark.django_db
def test_anouk_reads_and_carla_finds_nothing(client, anouk, carla, truus):
    client.force_login(anouk)
    assert "Besluit vastleggen" not in text(client.get(address("indication", truus)))
    assert client.get(address("indication_new", truus)).status_code == 403
    client.force_login(carla)
    assert client.get(address("indication", truus)).status_code == 404


def test_the_first_due_comes_first():
    held = Held(day("01-01-2022"), day("31-12-2026"), withdrawn_on=day("12-05-2026"))
    waiting = Asked(day("01-01-2026"), received_on=day("02-01-2026"))
    assert tasks(held, [waiting], day("13-05-2026"), in_service=True) == [
        Task("besluit", day("24-04-2026")), Task("kopie_uwv", day("12-05-2026")),
    ]  # fmt: skip
