"""A form that is sent twice does its work once: after a double click, after Back, and at the same instant."""

import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import PayrollDifference, PayrollUpload, Placement, RetentionHold, WswEmployee
from municipalities.models import SentForm, User, today
from tests import people


def keep(person: WswEmployee) -> str:
    return reverse("employee_keep", args=[person.key])


def opened(client: Client, url: str) -> dict[str, str]:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(url).content.decode())
    assert token
    return {"csrfmiddlewaretoken": token[1], "reason": "klacht loopt"}


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def test_the_second_time_answers_as_the_first(as_bram: Client, truus: WswEmployee) -> None:
    sent = opened(as_bram, keep(truus))
    first, second = as_bram.post(keep(truus), sent), as_bram.post(keep(truus), sent, follow=True)
    assert RetentionHold.objects.count() == 1
    assert second.redirect_chain == [(first["Location"], 302)]
    assert "U had dit al verstuurd. Het is één keer verwerkt." in second.content.decode()


def test_opened_again_it_is_another_form(as_bram: Client, truus: WswEmployee) -> None:
    for _ in range(2):
        as_bram.post(keep(truus), opened(as_bram, keep(truus)))
    assert RetentionHold.objects.count() == 2


def test_with_other_words_it_is_another_act(as_bram: Client, truus: WswEmployee) -> None:
    sent = opened(as_bram, keep(truus))
    as_bram.post(keep(truus), sent)
    as_bram.post(keep(truus), sent | {"reason": "rechtszaak loopt"})
    assert RetentionHold.objects.count() == 2


def test_a_file_of_which_one_figure_was_put_right_is_another_act(as_bram: Client, truus: WswEmployee) -> None:
    """Its name and its length are the same."""
    url = reverse("payroll_import")
    token = {"csrfmiddlewaretoken": opened(as_bram, url)["csrfmiddlewaretoken"]}
    for hours in ("30", "31", "31"):
        rows = f"personeelsnummer;maand;uren\n{truus.personnel_number};{today():%Y-%m};{hours}\n"
        as_bram.post(url, token | {"file": SimpleUploadedFile("loon.csv", rows.encode())})
    assert PayrollUpload.objects.count() == 2
    assert PayrollDifference.objects.get(closed_on=None).payroll_hours == 31


def test_what_was_refused_may_come_again(as_bram: Client, truus: WswEmployee) -> None:
    sent = opened(as_bram, keep(truus)) | {"until": "gisteren"}
    assert [as_bram.post(keep(truus), sent).status_code for _ in range(2)] == [422, 422]
    assert SentForm.objects.count() == 0


def test_a_form_that_waited_for_a_connection_brings_its_own_token(as_bram: Client, truus: WswEmployee) -> None:
    sent = {"eenmalig": "6b0ff0d4-3d4c-4d7e-9a57-1de2f8f4a111", "reason": "klacht loopt"}
    for _ in range(2):  # each time with the CSRF token of that moment
        as_bram.post(keep(truus), sent | {"csrfmiddlewaretoken": opened(as_bram, keep(truus))["csrfmiddlewaretoken"]})
    assert RetentionHold.objects.count() == 1


def test_a_proof_that_is_asked_first_is_no_answer(as_bram: Client, truus: WswEmployee) -> None:
    session = as_bram.session
    session.pop("proved_at", None)
    session.save()
    url = reverse("employee_bsn", args=[truus.key])
    sent = {"csrfmiddlewaretoken": opened(as_bram, reverse("employee", args=[truus.key]))["csrfmiddlewaretoken"]}
    assert as_bram.post(url, sent).status_code == 302  # to the page that asks for a password
    assert SentForm.objects.count() == 0


def test_who_sent_it_sees_it_and_nobody_else(as_bram: Client, truus: WswEmployee) -> None:
    sent = opened(as_bram, keep(truus))
    as_bram.post(keep(truus), sent)
    [row] = SentForm.objects.all()
    assert "klacht" not in f"{row.key}{row.answer}"
    other = people.make_user("Bea Voorbeeld")
    people.make_membership(other, "consulent", "Almelo")
    client = Client()
    client.force_login(other)
    client.post(keep(truus), sent)  # another person with the same words is another form
    assert RetentionHold.objects.count() == 2


def test_after_a_week_it_is_forgotten(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(keep(truus), opened(as_bram, keep(truus)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE municipalities_sentform SET sent_at = sent_at - interval '8 days'")
    as_bram.post(keep(truus), opened(as_bram, keep(truus)))
    assert SentForm.objects.count() == 1


def test_at_the_same_instant_too(committed: None) -> None:
    truus = people.make_employee("Truus Fictief")
    bram = people.make_user("Bram Voorbeeld")
    people.make_membership(bram, "consulent", "Almelo")
    client = Client()
    client.force_login(bram)
    sent, answers = opened(client, keep(truus)), list[HttpResponse]()

    def send() -> None:
        try:
            another = Client()
            another.cookies = client.cookies
            answers.append(another.post(keep(truus), sent))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, keep(truus))}
    assert RetentionHold.objects.count() == 1


def test_a_button_on_what_another_changed_says_so(
    as_bram: Client, truus: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no form is shown again, a page says it: 409, and nothing is saved."""
    hold = people.make_hold(truus)
    url = reverse("employee_let_go", args=[truus.key, hold.key])

    def stale(**values: object) -> None:
        hold.ends_on = today()
        Placement.objects.count()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_retentionhold SET ends_on = %s, recorded_at = '2001-01-01'", [today()])

    people.meanwhile()
    monkeypatch.setattr("cases.actions.holds.lift", stale)
    response = as_bram.post(url)
    assert response.status_code == 409
    assert "Iemand anders heeft dit gewijzigd" in response.content.decode()
    hold.refresh_from_db()
    assert hold.ends_on is None
