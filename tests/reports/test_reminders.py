"""Three working days before the Dagelijks Bestuur meets, who did not open the report is reminded, once (K93)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from municipalities.models import User, today
from reports import deliveries, tasks, withdrawals
from reports.models import Delivery, Meeting, Report, Withdrawal
from reports.models.delivery import About
from reports.periods import Period
from tests import people
from tests.situations import LAST_QUARTER, make_member, make_neighbours, make_released, make_report


@pytest.fixture
def board(committed: None) -> dict[str, User]:
    """Daan and Saar sit in the board; Ellen is a controller, Bram a consulent, who receives nothing."""
    roles = {"Daan": "board_member", "Saar": "board_member", "Ellen": "controller", "Bram": "consulent"}
    return {name: make_member(f"{name} Voorbeeld", role, "Almelo") for name, role in roles.items()}


@pytest.fixture
def released(board: dict[str, User]) -> Report:
    make_neighbours(6)
    made = make_released(make_report())
    tasks.deliver_reports()
    mail.outbox.clear()
    return made


def meeting(days: int = 1, body: str = "DB") -> Meeting:
    return Meeting.objects.create(held_on=today() + timedelta(days=days), body=body)


def reminded() -> list[str]:
    """Who got a mail, by first name."""
    return sorted(each.to[0].partition(".")[0].capitalize() for each in mail.outbox)


def opened(client: Client, user: User, report: Report) -> None:
    client.force_login(user)
    assert client.get(reverse("report", args=[report.key])).status_code == 200


@pytest.mark.parametrize(
    ("held_on", "first"),
    [
        ("2026-11-19", "2026-11-16"),  # a Thursday: Monday
        ("2026-11-16", "2026-11-11"),  # a Monday: Wednesday
        ("2026-04-07", "2026-03-31"),  # the Tuesday after Easter: Goede Vrijdag and Monday are no working days
        ("2027-01-04", "2026-12-29"),  # over New Year
        ("2028-03-01", "2028-02-25"),  # over a leap day, a Tuesday
    ],
)
def test_from_which_day_by_hand(held_on: str, first: str) -> None:
    assert deliveries.remind_from(date.fromisoformat(held_on)) == date.fromisoformat(first)


def test_who_did_not_open_it_is_reminded_once(client: Client, board: dict[str, User], released: Report) -> None:
    opened(client, board["Daan"], released)
    meeting()
    for _ in range(3):
        tasks.remind_of_meetings()
    assert "Ellen" in reminded()
    assert {name for name in reminded() if name in board} == {"Saar", "Ellen"}
    assert len(reminded()) == len(set(reminded()))


def test_the_mail_has_no_figure_and_no_name(board: dict[str, User], released: Report) -> None:
    row = meeting()
    tasks.remind_of_meetings()
    message = mail.outbox[0]
    assert message.subject == f"Herinnering: het rapport over het {LAST_QUARTER.label}"
    assert f"Op {row.held_on:%d-%m-%Y} vergadert het Dagelijks Bestuur." in message.body
    for word in ("Daan", "Saar", "Ellen", "Almelo", "6,00"):
        assert word not in message.body


def test_not_too_early_not_after_it_and_not_for_the_ab(board: dict[str, User], released: Report) -> None:
    meeting(30)
    meeting(-1)
    meeting(1, body="AB")
    tasks.remind_of_meetings()
    assert mail.outbox == []


def test_of_a_next_meeting_it_is_said_again(client: Client, board: dict[str, User], released: Report) -> None:
    meeting(1)
    tasks.remind_of_meetings()
    first = len(mail.outbox)
    opened(client, board["Saar"], released)
    meeting(0)
    tasks.remind_of_meetings()
    assert len(mail.outbox) == first + first - 1


def test_a_new_edition_before_the_same_meeting_reminds_nobody_twice(board: dict[str, User], released: Report) -> None:
    meeting()
    tasks.remind_of_meetings()
    make_neighbours(6, "Wierden")
    assert make_released(make_report()).edition == 2
    tasks.deliver_reports()
    mail.outbox.clear()
    tasks.remind_of_meetings()
    assert mail.outbox == []


def test_who_opens_it_while_the_mail_waits_is_not_mailed(
    client: Client, board: dict[str, User], released: Report
) -> None:
    meeting()
    with transaction.atomic():
        deliveries.remind(today())
    opened(client, board["Saar"], released)
    tasks.deliver_reports()
    assert "Saar" not in reminded()
    assert "Daan" in reminded()


@pytest.mark.parametrize("change", [{"body": "AB"}, {"held_on": 40}, {"held_on": -1}])
def test_a_meeting_that_changes_while_the_mail_waits_mails_nobody(
    board: dict[str, User], released: Report, change: dict[str, Any]
) -> None:
    row = waiting_mail()
    alter(row, **change)
    tasks.deliver_reports()
    assert mail.outbox == []
    alter(row, body="DB", held_on=1)
    tasks.deliver_reports()
    assert "Saar" in reminded()


def test_the_mail_names_the_day_on_which_they_meet_by_now(board: dict[str, User], released: Report) -> None:
    row = waiting_mail()
    alter(row, held_on=2)
    tasks.deliver_reports()
    assert f"Op {today() + timedelta(days=2):%d-%m-%Y} vergadert" in mail.outbox[0].body


def waiting_mail() -> Meeting:
    row = meeting()
    with transaction.atomic():
        deliveries.remind(today())
    return row


def alter(row: Meeting, body: str = "DB", held_on: int = 1) -> None:
    Meeting.objects.filter(pk=row.pk).update(body=body, held_on=today() + timedelta(days=held_on))


def test_the_newest_quarter_is_read_and_not_what_was_made_last(board: dict[str, User], released: Report) -> None:
    """An older quarter released later has a higher number, and the year before it ends before it."""
    for period in (LAST_QUARTER.back(1), Period.parse(str(LAST_QUARTER.year - 1))):
        make_released(make_report(period))
    tasks.deliver_reports()
    mail.outbox.clear()
    meeting()
    tasks.remind_of_meetings()
    assert {each.subject for each in mail.outbox} == {f"Herinnering: het rapport over het {LAST_QUARTER.label}"}
    assert "Saar" in reminded()


def test_of_one_meeting_nobody_is_mailed_of_two_quarters(board: dict[str, User]) -> None:
    """The newest quarter is released while the reminder of the one before it waits."""
    make_neighbours(6)
    make_released(make_report(LAST_QUARTER.back(1)))
    tasks.deliver_reports()
    waiting_mail()
    make_released(make_report())
    tasks.deliver_reports()
    tasks.remind_of_meetings()
    sent = [each for each in mail.outbox if each.subject.startswith("Herinnering")]
    assert {each.subject for each in sent} == {f"Herinnering: het rapport over het {LAST_QUARTER.label}"}
    assert len(sent) == len({each.to[0] for each in sent})


def test_a_period_that_is_not_over_at_the_meeting_is_not_read_there(board: dict[str, User], released: Report) -> None:
    """A meeting that nobody moved on after it was held: its own period's report is another."""
    assert deliveries.read_at(LAST_QUARTER.ends_on, [released]) is None
    assert deliveries.read_at(LAST_QUARTER.ends_on + timedelta(days=1), [released]) == released


def test_nothing_of_a_report_that_was_withdrawn_or_that_is_a_draft(board: dict[str, User], released: Report) -> None:
    by = people.make_user("Intrekker")
    with transaction.atomic(), people.signing(by):
        withdrawals.withdraw(row=Withdrawal(report=released, reason="Dubbel ingelezen."), by=by)
    make_report()
    mail.outbox.clear()
    meeting()
    with transaction.atomic():
        deliveries.remind(today())
    assert not Delivery.objects.filter(about=About.HERINNERING).exists()


def test_it_stands_with_the_delivery_and_in_the_calendar(
    client: Client, board: dict[str, User], released: Report
) -> None:
    row = meeting()
    tasks.remind_of_meetings()
    client.force_login(board["Ellen"])
    assert "herinnerd op" in client.get(reverse("report_delivery", args=[released.key])).content.decode()
    page = client.get(f"{reverse('calendar')}?jaar={row.held_on.year}").content.decode()
    assert f"{len(mail.outbox)} herinnerd" in page
    client.force_login(board["Daan"])
    assert "herinnerd" not in client.get(f"{reverse('calendar')}?jaar={row.held_on.year}").content.decode()


def test_ellen_enters_a_meeting_of_the_db(client: Client, board: dict[str, User]) -> None:
    client.force_login(board["Ellen"])
    sent: dict[str, Any] = {"held_on": "2026-11-19", "body": "DB"}
    assert client.post(reverse("meeting_new"), sent).status_code == 302
    assert Meeting.objects.get().body == "DB"
    assert client.post(reverse("meeting_new"), sent).status_code == 422  # the same day again
    assert client.post(reverse("meeting_new"), {"held_on": "2026-11-19"}).status_code == 302  # of the AB
    decides = client.post(reverse("meeting_new"), {"held_on": "2026-11-20", "body": "DB", "budget_year": "2027"})
    assert "stelt het Algemeen Bestuur vast" in decides.content.decode()


def test_the_database_reminds_of_nothing_twice_and_of_no_meeting_never(released: Report, board: Any) -> None:
    row = meeting()
    told = {"report": released, "receiver": board["Saar"], "about": About.HERINNERING}
    with transaction.atomic():
        Delivery.objects.create(**told, meeting=row)
    for wrong in ({"meeting": row}, {"meeting": None}):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            Delivery.objects.create(**told, **wrong)  # type: ignore[arg-type]
