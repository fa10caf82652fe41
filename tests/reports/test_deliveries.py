"""Delivery: who is told of a report, once and without a figure; who opened and fetched it; who holds an old edition."""

import smtplib
import threading

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

from municipalities.models import User, today
from reports import actions, deliveries, withdrawals
from reports.models import Delivery, Reading, Withdrawal
from tests import people, situations
from tests.cases.destroying import asking_as
from tests.reports.test_report_pages import text
from tests.situations import ENOUGH, make_checked, make_neighbours, make_released, make_report, proved

WHY = "Een bestand was dubbel ingelezen."


def url(name, report, *more):
    return reverse(name, args=[report.key, *more])


@pytest.fixture
def released(ellen, fatih, daan):
    """Checked by Ellen, released by Fatih, of whom Daan is to be told."""
    make_neighbours(ENOUGH)
    return make_released(make_report(), ellen, fatih)


def next_edition(ellen, fatih):
    make_neighbours(2, name="Nieuw Fictief")
    return make_released(make_report(), ellen, fatih)


def withdraw(report, by):
    with people.signing(by):
        withdrawals.withdraw(row=Withdrawal(report=report, reason=WHY), by=by)


def mails():
    return sorted(to for each in mail.outbox for to in each.to)


# Who is told, and of what


def test_each_receiver_of_a_role_is_told_once_and_nobody_else(released, bram, anouk, gerda, hans, daan, ellen, fatih):
    assert deliveries.send_waiting() == 3
    assert mails() == sorted(each.email for each in (daan, ellen, fatih))
    assert deliveries.send_waiting() == 0
    assert len(mail.outbox) == 3


def test_a_draft_is_told_to_nobody(ellen, fatih, daan):
    make_neighbours(ENOUGH)
    make_checked(make_report(), ellen)
    assert not Delivery.objects.exists()


def test_the_mail_has_no_figure_and_no_name(released, daan):
    deliveries.send_waiting()
    told = next(each for each in mail.outbox if each.to == [daan.email])
    label = situations.LAST_QUARTER.label
    assert told.subject == f"Het rapport over het {label} staat klaar"
    words = told.body.replace(label, "").replace(str(released.key), "").replace("uitgave 1", "")
    words = words.replace(deliveries.post.settings.BASE_URL, "")
    assert not any(sign.isdigit() for sign in words)
    names = {each["name"] for each in released.content["municipalities"]} | {"Ellen", "Fatih", "Daan"}
    assert not [name for name in names if name in told.body]
    assert url("report", released) in told.body


@pytest.mark.parametrize("gone", ["closed", "ended"])
def test_who_may_no_longer_come_in_gets_none(released, daan, gone):
    if gone == "closed":
        User.objects.filter(pk=daan.pk).update(is_active=False)
    else:
        daan.memberships.update(ends_on=people.today_plus(-1))
    deliveries.send_waiting()
    assert daan.email not in mails()


def test_who_has_two_roles_that_receive_is_told_once(ellen, fatih, daan):
    people.make_membership(daan, "controller", "Almelo")
    make_neighbours(ENOUGH)
    make_released(make_report(), ellen, fatih)
    deliveries.send_waiting()
    assert mails().count(daan.email) == 1


def test_no_release_no_intent(ellen, fatih, daan, monkeypatch):
    """One transaction: what fails after the intent was written takes it along."""
    make_neighbours(ENOUGH)
    report = make_checked(make_report(), ellen)
    monkeypatch.setattr(actions, "_keep_files", lambda report: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic(), people.signing(fatih):
        actions.release(report=report, by=fatih)
    assert not Delivery.objects.exists()


# Once


@pytest.mark.parametrize("failure", [ConnectionRefusedError(), smtplib.SMTPRecipientsRefused({}), ValueError()])
def test_what_was_refused_is_tried_again(released, monkeypatch, failure):
    monkeypatch.setattr(EmailMessage, "send", _fails(failure))
    assert deliveries.send_waiting() == 0
    monkeypatch.undo()
    assert deliveries.send_waiting() == 3


def test_what_may_have_arrived_is_not_sent_again_and_said_to_be_unknown(client, released, monkeypatch, ellen):
    monkeypatch.setattr(EmailMessage, "send", _fails(smtplib.SMTPServerDisconnected()))
    assert deliveries.send_waiting() == 0
    monkeypatch.undo()
    assert deliveries.send_waiting() == 0
    client.force_login(ellen)
    assert text(client.get(url("report_delivery", released))).count("niet zeker of de mail aankwam") == 3


def test_after_five_refusals_it_is_left_and_said(client, released, monkeypatch, ellen):
    monkeypatch.setattr(EmailMessage, "send", _fails(ConnectionRefusedError()))
    for _ in range(6):
        deliveries.send_waiting()
    monkeypatch.undo()
    assert deliveries.send_waiting() == 0
    client.force_login(ellen)
    assert text(client.get(url("report_delivery", released))).count("mail lukt niet") == 3


def _fails(failure):
    def send(self, *args, **kwargs):
        raise failure

    return send


def test_the_same_task_four_times_at_once_mails_each_receiver_once(committed, monkeypatch):
    """Real commits, real connections: each worker takes its time over a mail."""
    daan = situations.make_member("Daan Voorbeeld", "board_member", "Rijssen-Holten")
    ellen = situations.make_member("Ellen Voorbeeld", "controller", "Almelo")
    fatih = situations.make_member("Fatih Voorbeeld", "controller", "Wierden")
    make_neighbours(ENOUGH)
    with transaction.atomic():
        make_released(make_report(), ellen, fatih)
    sent, together = [], threading.Barrier(4)
    pause = threading.Event()

    def send(self, *args, **kwargs):
        pause.wait(0.05)
        sent.extend(self.to)

    monkeypatch.setattr(EmailMessage, "send", send)

    def work():
        try:
            together.wait()
            deliveries.send_waiting()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(sent) == sorted(each.email for each in (daan, ellen, fatih))


def test_two_intents_for_one_edition_are_refused_by_the_database(released, daan):
    with pytest.raises(DatabaseError, match="told_once_of_an_edition"), transaction.atomic():
        Delivery.objects.create(report=released, receiver=daan, about="uitgave")


# Opened and fetched


def test_opened_and_fetched_stand_with_their_first_moment(client, released, daan, ellen):
    client.force_login(daan)
    for _ in range(2):
        client.get(url("report", released))
        client.get(url("report_file", released, "pdf"))
    assert sorted(Reading.objects.values_list("reader", "form")) == [(daan.pk, ""), (daan.pk, "pdf")]
    client.force_login(ellen)
    said = text(client.get(url("report_delivery", released)))
    row = said.split("Daan Voorbeeld")[1].split("Voorbeeld")[0]
    assert f"{today():%d-%m-%Y}" in row
    assert "PDF" in row
    assert "1 van de 3 opende het rapport" in said


def test_the_dashboard_counts_as_opened(client, released, daan):
    client.force_login(daan)
    client.get("/dashboard/")
    assert Reading.objects.filter(reader=daan, form="", report=released).exists()


def test_of_a_consulent_and_of_a_draft_nothing_is_recorded(client, released, bram, ellen):
    client.force_login(bram)
    client.get(url("report", released))
    client.get("/dashboard/")
    make_neighbours(2, name="Nieuw Fictief")
    client.force_login(ellen)
    client.get(url("report", make_report()))
    assert not Reading.objects.exists()


@pytest.mark.parametrize("who", ["daan", "bram", "gerda", "hans"])
def test_who_read_what_is_for_controllers(client, request, released, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url("report_delivery", released)).status_code == 403


def test_by_sql_one_sees_the_own_readings_and_changes_none(client, released, daan, ellen, bram):
    for user in (daan, ellen):
        client.force_login(user)
        client.get(url("report", released))
    other = situations.make_member("Dora Voorbeeld", "board_member", "Almelo")
    for user, many in ((daan, 1), (other, 0), (bram, 0), (ellen, 2)):
        with asking_as(user):
            assert Reading.objects.count() == many, user
    for sql in (
        "UPDATE reports_reading SET form = 'csv'",
        "DELETE FROM reports_reading",
        "DELETE FROM reports_delivery",
    ):
        with asking_as(ellen), connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount == 0
    put = "INSERT INTO reports_reading (report_id, reader_id, form) VALUES (%s, %s, 'ods')"
    for by, whose in ((daan, other), (ellen, daan), (bram, bram)):
        with pytest.raises(DatabaseError), transaction.atomic(), asking_as(by), connection.cursor() as cursor:
            cursor.execute(put, [released.pk, whose.pk])


def test_no_reading_of_a_draft_by_sql(released, ellen):
    make_neighbours(2, name="Nieuw Fictief")
    draft = make_report()
    put = "INSERT INTO reports_reading (report_id, reader_id, form) VALUES (%s, %s, '')"
    with pytest.raises(DatabaseError, match="row-level"), transaction.atomic(), asking_as(ellen):
        connection.cursor().execute(put, [draft.pk, ellen.pk])


# Who holds an old edition


def test_who_holds_the_old_edition_is_told_by_mail_and_on_the_page(client, released, ellen, fatih, daan):
    deliveries.send_waiting()
    mail.outbox.clear()
    new = situations.make_member("Nora Voorbeeld", "board_member", "Wierden")
    second = next_edition(ellen, fatih)
    deliveries.send_waiting()
    bodies = {each.to[0]: each.body for each in mail.outbox}
    assert "Deze uitgave vervangt de uitgave die u eerder kreeg" in bodies[daan.email]
    assert "vervangt" not in bodies[new.email]
    client.force_login(daan)
    for page in ("/dashboard/", url("report", second)):
        assert "U kreeg of las eerder uitgave 1. Dit is uitgave 2" in text(client.get(page))
    old = text(client.get(url("report", released)))
    assert "Er is een nieuwere uitgave" in old
    assert "Lees uitgave 2, die wel geldt" in old
    client.force_login(new)
    assert "U kreeg of las eerder" not in text(client.get("/dashboard/"))


def test_who_only_fetched_it_holds_it_too(client, released, ellen, fatih, daan):
    """The mail never went, but Daan found it himself."""
    client.force_login(daan)
    client.get(url("report_file", released, "csv"))
    next_edition(ellen, fatih)
    assert Delivery.objects.get(receiver=daan, report__edition=2).replaces


def test_a_mail_about_an_edition_that_was_replaced_meanwhile_does_not_go(released, ellen, fatih, daan):
    next_edition(ellen, fatih)
    assert deliveries.send_waiting() == 3
    assert all("uitgave 2" in each.body for each in mail.outbox)


def test_a_withdrawal_is_told_to_who_holds_it(client, released, ellen, fatih, daan):
    deliveries.send_waiting()
    mail.outbox.clear()
    situations.make_member("Nora Voorbeeld", "board_member", "Wierden")
    withdraw(released, ellen)
    assert deliveries.send_waiting() == 3
    assert mails() == sorted(each.email for each in (daan, ellen, fatih))
    assert all("is ingetrokken" in each.subject for each in mail.outbox)
    assert not [each for each in mail.outbox if WHY in each.body]  # words of somebody's own: on the page
    client.force_login(daan)
    said = text(client.get("/dashboard/"))
    assert f"Het rapport over het {situations.LAST_QUARTER.label} is ingetrokken" in said
    client.force_login(ellen)
    assert "Intrekking gemaild" in text(client.get(url("report_delivery", released)))


def test_the_dashboard_says_it_also_beside_an_older_quarter(client, ellen, fatih, daan):
    make_neighbours(ENOUGH)
    last = situations.LAST_QUARTER
    make_released(make_report(last.back(1)), ellen, fatih)
    newest = make_released(make_report(last), ellen, fatih)
    withdraw(newest, ellen)
    client.force_login(daan)
    said = text(client.get("/dashboard/"))
    assert f"Het rapport over het {last.label} is ingetrokken" in said
    assert last.back(1).label in said
    make_released(make_report(last), ellen, fatih)
    assert "is ingetrokken" not in text(client.get("/dashboard/"))


def test_who_looks_along_opens_nothing(client, released, gerda, daan):
    """Gerda looks along as Daan: he did not open it."""
    client.force_login(gerda)
    proved(client)
    client.post(
        reverse("act_as", args=[daan.key]), {"membership": daan.memberships.get().pk, "reason": "Vraag van Daan"}
    )
    assert "U kijkt mee" in text(client.get("/dashboard/"))
    assert not Reading.objects.exists()
