"""Opening a dossier leaves a trace, and asks what for where one does not work with the person (R70, R91)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import WswEmployee
from municipalities.logs import AuditEntry, ProcessingEntry
from municipalities.traces import data_subject
from tests import people
from tests.people import day

PAGES = ("employee", "employee_edit", "placement_new")


def lines(**of):
    return list(AuditEntry.objects.filter(**of).order_by("id"))


def about_people():
    return [line for line in lines() if line.subjects]


def url(name, person, **more):
    return reverse(name, kwargs={"key": person.key, **more})


@pytest.mark.parametrize(("name", "act"), [("employee", "dossier_opened"), ("employee_edit", "dossier_form_opened"),
                                           ("placement_new", "dossier_form_opened")])  # fmt: skip
def test_r91_each_page_of_a_person_writes_who_and_apart_from_it_what(client, bram, truus, name, act):
    client.force_login(bram)
    client.get(url(name, truus))
    [audit], [processing] = about_people(), ProcessingEntry.objects.all()
    assert (audit.asker, audit.act, audit.subjects, audit.status) == (str(bram.key), act, [truus.key], "ok")
    assert (audit.role, audit.municipality, audit.purpose) == ("consulent", "GM0141", "")
    assert [data_subject(each) for each in processing.data_subjects] == [truus.key]
    assert (processing.trace_id, processing.activity) == (audit.trace_id, "wsw-dossier")


def test_r91_ending_a_placement_too(client, anouk, truus):
    placement = truus.employments.get().placements.get()
    client.force_login(anouk)
    client.get(url("placement_end", truus, placement=placement.key))
    assert [(line.asker, line.act, line.role) for line in about_people()] == [
        (str(anouk.key), "dossier_form_opened", "jobcoach")
    ]


def test_it_costs_one_statement(client, bram, truus):
    client.force_login(bram)
    client.get(url("employee", truus))
    with CaptureQueriesContext(connection) as captured:
        client.get(url("employee", truus))
    told = [query["sql"] for query in captured]
    assert len([sql for sql in told if "note_line(" in sql]) == 1
    assert len([sql for sql in told if "municipalities_auditentry" in sql]) == 1  # the purpose comes with the person


@pytest.mark.parametrize("name", [*PAGES, "employee_purpose"])
def test_r70_a_refusal_is_logged_and_stays_when_the_request_is_undone(client, bram, wim, name):
    client.force_login(bram)
    assert client.get(url(name, wim)).status_code == 404
    [line] = about_people()
    assert (line.act, line.status, line.asker, line.subjects) == ("refused", "refused", str(bram.key), [wim.key])
    page = url(name, wim).replace(str(wim.key), "…")
    assert line.detail == f"{page} openen: niet gevonden"


def test_r70_who_may_not_do_it_is_logged_as_well(client, ellen, daan, truus):
    for user, name in ((ellen, "employee_edit"), (daan, "employee")):
        client.force_login(user)
        client.get(url(name, truus))
    assert [(line.asker, line.act, line.detail) for line in about_people()] == [
        (str(ellen.key), "refused", "/medewerkers/…/gegevens/ openen: niet toegestaan"),
        (str(daan.key), "refused", "/medewerkers/…/ openen: niet gevonden"),
    ]


def test_a_list_says_whom_it_showed(client, bram, truus):
    second = people.make_employee("Tweede Fictief", placed=True)
    people.make_employee("Ander Verzonnen", lives_in="Wierden", employer="Gemeente Wierden")
    client.force_login(bram)
    client.get(reverse("employee_list"))
    [line] = about_people()
    assert (line.act, set(line.subjects)) == ("people_listed", {truus.key, second.key})
    client.get(reverse("employee_list"), {"q": "zznietszz"})
    assert len(about_people()) == 1  # nobody was shown


def test_the_start_page_too(client, bram, truus):
    truus.employments.get().placements.update(ends_on=people.today_plus(5))
    client.force_login(bram)
    client.get(reverse("home"))
    assert [(line.act, line.subjects) for line in about_people()] == [("people_listed", [truus.key])]


@pytest.fixture
def elsewhere(truus) -> WswEmployee:
    """Works for Almelo and lives in Wierden."""
    people.move(truus, "Wierden", on=day("01-09-2023"))
    return truus


@pytest.mark.parametrize("name", PAGES)
def test_the_purpose_is_asked_of_an_employer_that_is_not_the_home(client, bram, elsewhere, name):
    client.force_login(bram)
    response = client.get(url(name, elsewhere) + "?x=1", follow=True)
    [(address, status)] = response.redirect_chain
    assert (address.partition("?")[0], status) == (url("employee_purpose", elsewhere), 302)
    page = response.content.decode()
    assert "Deze medewerker woont niet in Almelo." in page
    assert "Fictief" not in page.replace("Fictief: de mensen", "")
    assert about_people() == []

    answer = client.post(address, {"reason": "verhuizing of overdracht", "text": "verzoek van de buurgemeente"})
    assert answer["Location"] == url(name, elsewhere) + "?x=1"
    assert client.get(answer["Location"]).status_code == 200
    said, opened = about_people()
    assert (said.act, said.purpose) == ("purpose_stated", "verhuizing of overdracht: verzoek van de buurgemeente")
    assert opened.purpose == said.purpose


def test_it_is_asked_once_a_day_of_each_user_and_for_each_person(client, bram, ellen, elsewhere):
    other = people.make_employee("Tweede Fictief", lives_in="Wierden")
    client.force_login(bram)
    people.state_purpose(client, elsewhere)
    assert client.get(url("employee", elsewhere)).status_code == 200
    assert client.get(url("employee_edit", elsewhere)).status_code == 200
    assert client.get(url("employee", other)).status_code == 302
    client.force_login(ellen)
    assert client.get(url("employee", elsewhere)).status_code == 302


def test_yesterdays_purpose_is_yesterdays(client, bram, elsewhere, monkeypatch):
    client.force_login(bram)
    people.state_purpose(client, elsewhere)
    monkeypatch.setattr("cases.opening.today", lambda: people.today_plus(1))
    assert client.get(url("employee", elsewhere)).status_code == 302


def test_a_resident_and_a_caseload_are_asked_nothing(client, bram, anouk, truus):
    client.force_login(bram)
    assert client.get(url("employee", truus)).status_code == 200
    people.move(truus, "Wierden", on=day("01-09-2023"))
    client.force_login(anouk)
    assert client.get(url("employee", truus)).status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Kies een doel."),
        ({"reason": "uit nieuwsgierigheid"}, "Kies een doel uit de lijst."),
        ({"reason": "iets anders"}, "Schrijf in een paar woorden waarvoor."),
        ({"reason": "iets anders", "text": "gesprek met Truus"}, "Noem de naam niet."),
        ({"reason": "iets anders", "text": "gesprek met mevrouw fictief"}, "Noem de naam niet."),
        ({"reason": "iets anders", "text": "over 9999.90.019"}, "Noem geen personeelsnummer of burgerservicenummer."),
    ],
)
def test_a_purpose_that_will_not_do_is_refused_in_words(client, bram, elsewhere, given, said):
    client.force_login(bram)
    response = client.post(url("employee_purpose", elsewhere), given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert about_people() == []


@pytest.mark.parametrize(
    "verder", ["https://kwaad.example/", "//kwaad.example", "/medewerkers/", "/\\kwaad.example", ""]
)
def test_it_goes_on_to_that_dossier_and_nowhere_else(client, bram, elsewhere, verder):
    client.force_login(bram)
    response = client.post(
        f"{url('employee_purpose', elsewhere)}?verder={verder}", {"reason": "verhuizing of overdracht"}
    )
    assert response["Location"] == url("employee", elsewhere)


def test_logging_in_out_and_failing_leave_a_trace(client, bram):
    bram.set_password("een-lang-wachtwoord-voor-bram")
    bram.save()
    form = {"login": bram.email, "password": "een-lang-wachtwoord-voor-bram"}
    client.post(reverse("account_login"), form | {"password": "fout"})
    client.post(reverse("account_login"), {"login": "niemand@voorbeeld.example", "password": "fout"})
    client.post(reverse("account_login"), form)
    client.post(reverse("account_logout"))
    assert [(line.act, line.account, line.status) for line in lines()] == [
        ("login_failed", bram.key, "refused"),
        ("login_failed", None, "refused"),
        ("logged_in", bram.key, "ok"),
        ("logged_out", bram.key, "ok"),
    ]
