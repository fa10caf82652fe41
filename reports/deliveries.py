"""From release to reader: who is told, once each, without a figure; and who opened and fetched what.

The intent is a row, written in the transaction of the release (or of the withdrawal), unique per receiver and edition.
A task carries out what waits. It takes a row before the mail goes and commits that, so that two workers, a task that
comes twice or a kill half way give one mail or none, never two; only what was surely refused is tried again. Who holds
an older edition is told in the same mail that it is replaced.

Of readers only the receivers are recorded, and of each only the first time: the audit log has the rest. We left a
pixel in the mail: it would tell of who did not come to the portal.
"""

import logging
import smtplib
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cases import workdays
from municipalities import post
from municipalities.access import ROLES
from municipalities.asker import asked_by
from municipalities.models import Membership, User, today
from municipalities.requests import PortalRequest
from reports.documents import FORMATS
from reports.models import Delivery, Meeting, Reading, Report, ReportState
from reports.models.calendar import Body
from reports.models.delivery import About
from reports.periods import Period

logger = logging.getLogger(__name__)

PROCESS = "deliver_reports"
RECEIVERS = ("board_member", "controller")
MOST_ATTEMPTS = 5
DAYS_BEFORE = 3  # working days, before a meeting of the DB: our choice
# The mail did not leave: it may be tried again. Anything else may have arrived.
NOT_ACCEPTED = (
    ConnectionRefusedError, socket.gaierror, smtplib.SMTPConnectError, smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused,
    ValueError,  # an address that is none: it was not even offered
)  # fmt: skip


LETTERS = {
    About.UITGAVE: "rapport", About.INTREKKING: "rapport_ingetrokken", About.HERINNERING: "rapport_vergadering",
}  # fmt: skip


# Who is told


def announce(report: Report) -> None:
    """In the transaction of the release: everybody who receives reports today is to be told of this one."""
    holders = set(_holders(Q(report__period=report.period) & ~Q(report=report)))
    _intend(report, About.UITGAVE, receivers().values_list("pk", flat=True), holders)


def announce_withdrawal(report: Report) -> None:
    """In the transaction of the withdrawal: whoever was told of this edition, or read it."""
    holders = set(_holders(Q(report=report)))
    _intend(report, About.INTREKKING, receivers().filter(pk__in=holders).values_list("pk", flat=True), set())


def remind(day: date) -> None:
    """Who did not open the report of a meeting of the DB, three working days before it or later, is to be reminded.

    Of each meeting once, however often and late this is asked, also when a new edition came since; without a report
    there is nothing to read.
    """
    read = set(Reading.objects.values_list("report", "reader"))
    mailed = Delivery.objects.filter(about=About.HERINNERING, taken_at__isnull=False)
    reminded = set(mailed.values_list("meeting", "receiver"))
    wanted = [
        Delivery(report=report, receiver=each, about=About.HERINNERING, meeting=meeting)
        for meeting, report in _read_for(day)
        for each in receivers()
        if (meeting.pk, each.pk) not in reminded and (report.pk, each.pk) not in read
    ]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True)


def _read_for(day: date) -> list[tuple[Meeting, Report]]:
    """The meetings of the DB of which one is reminded on `day`, each with the report that is read for it."""
    released = list(Report.objects.released().defer("shown"))
    meetings = Meeting.objects.filter(body=Body.DB, held_on__gte=day)
    near = [(each, read_at(each.held_on, released)) for each in meetings if day >= remind_from(each.held_on)]
    return [(meeting, report) for meeting, report in near if report]


def read_at(held_on: date, released: Iterable[Report]) -> Report | None:
    """The report that a meeting reads: over the newest period that is over by then.

    Of a quarter and a longer period that end together the quarter, which is what the dashboard opens with.
    """
    over = [(Period.parse(each.period), each) for each in released]
    before = [(period.ends_on, -period.length, each) for period, each in over if period.ends_on < held_on]
    return max(before, key=lambda each: each[:2])[2] if before else None


def remind_from(held_on: date) -> date:
    """The third working day before a meeting."""
    day = held_on
    for _ in range(DAYS_BEFORE):
        day = workdays.on_or_before(day - timedelta(days=1))
    return day


def receivers() -> "QuerySet[User]":
    """Who has a role today that receives reports."""
    running = Membership.objects.running_on(today()).filter(role__in=RECEIVERS)
    return User.objects.filter(is_active=True, memberships__in=running).distinct()


def _holders(of: Q) -> list[int]:
    """Who was mailed about, opened or fetched these reports."""
    mailed = Delivery.objects.filter(of, about=About.UITGAVE, taken_at__isnull=False).values_list("receiver", flat=True)
    return [*mailed, *Reading.objects.filter(of).values_list("reader", flat=True)]


def _intend(report: Report, about: About, to: "QuerySet[User, int]", holders: set[int]) -> None:
    wanted = [Delivery(report=report, receiver_id=each, about=about, replaces=each in holders) for each in to]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True)
    transaction.on_commit(_hint, robust=True)


def _hint() -> None:
    """Wake a worker. When the broker is away nothing is lost: the schedule asks each minute."""
    from reports.tasks import deliver_reports

    try:
        deliver_reports.delay()
    except deliver_reports.OperationalError:
        logger.warning("broker_away")


# Telling them


def send_waiting() -> int:
    """Mail whoever still waits for it; how many mails went. Safe to run twice, and in parallel."""
    with asked_by(PROCESS):
        waiting = list(_waiting().values_list("pk", flat=True))
    return sum(_send(each) for each in waiting)


def _waiting() -> "QuerySet[Delivery]":
    """Not taken yet, about what still is as the mail would say it, to who may still come in.

    A meeting that is of the AB by now, or that is moved away from its third working day, is waited for.
    """
    says = Q(about=About.UITGAVE, report__state=ReportState.VRIJGEGEVEN)
    says |= Q(about=About.INTREKKING, report__state=ReportState.INGETROKKEN)
    read = Reading.objects.filter(report=OuterRef("report"), reader=OuterRef("receiver"))
    mailed = Delivery.objects.filter(meeting=OuterRef("meeting"), receiver=OuterRef("receiver"), taken_at__isnull=False)
    for meeting, report in _read_for(today()):
        says |= Q(~Exists(read), ~Exists(mailed), about=About.HERINNERING, meeting=meeting, report=report)
    return Delivery.objects.filter(says, taken_at=None, attempts__lt=MOST_ATTEMPTS, receiver__in=receivers())


def _send(pk: int) -> bool:
    message = _take(pk)
    if message is None:
        return False
    try:
        message.send()
    except NOT_ACCEPTED as failure:
        logger.warning("report_mail_refused: %s", type(failure).__name__)
        return _mark(pk, taken_at=None, attempts=F("attempts") + 1, sent=False)
    except Exception as failure:
        logger.error("report_mail_not_known: %s", type(failure).__name__)
        return False
    return _mark(pk, sent_at=timezone.now(), sent=True)


def _take(pk: int) -> EmailMessage | None:
    """The mail to send, now that it is ours to send; None when another took it. Committed before it goes."""
    with asked_by(PROCESS):
        # The condition on the row itself, not in a subquery: who waited for another's lock looks again.
        mine = _waiting().filter(pk=pk).exists() and Delivery.objects.filter(pk=pk, taken_at=None).update(
            taken_at=timezone.now()
        )
        if not mine:
            return None
        return _letter(
            Delivery.objects.select_related("report", "receiver", "meeting").defer("report__shown").get(pk=pk)
        )


def _mark(pk: int, *, sent: bool, **how: object) -> bool:
    with asked_by(PROCESS):
        Delivery.objects.filter(pk=pk).update(**how)
    return sent


def _letter(row: Delivery) -> EmailMessage:
    """No figure, no municipality, nobody's name: the period, the edition and where to read it."""
    template = LETTERS[About(row.about)]
    told: dict[str, Any] = {
        "period": Period.parse(row.report.period).label,
        "edition": row.report.edition,
        "replaces": row.replaces,
    }
    told |= {"held_on": row.meeting.held_on} if row.meeting else {}
    return post.letter(template, row.receiver.email, url=post.link("report", key=row.report.key), **told)


# Who read it


_FETCHED = """
INSERT INTO reports_reading (report_id, reader_id, form) VALUES (%(report)s, %(reader)s, %(form)s)
ON CONFLICT DO NOTHING
"""
_OPENED = """
WITH opened AS (
    INSERT INTO reports_reading (report_id, reader_id, form) VALUES (%(report)s, %(reader)s, '') ON CONFLICT DO NOTHING
)
SELECT max(r.edition) FROM reports_report r WHERE r.period = %(period)s AND r.edition < %(edition)s AND (
    EXISTS (SELECT 1 FROM reports_delivery d WHERE d.report_id = r.id AND d.receiver_id = %(reader)s
        AND d.about = 'uitgave' AND d.taken_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM reports_reading g WHERE g.report_id = r.id AND g.reader_id = %(reader)s))
"""


def note_opening(request: PortalRequest, report: Report) -> int | None:
    """That this receiver opened a released report; the first time stays. One statement: such a page has eight.

    Gives the newest edition before this one that they were told of or read; None when there is none.
    """
    if not _counts(request, report):
        return None
    asked: dict[str, Any] = {
        "report": report.pk,
        "reader": request.user.pk,
        "period": report.period,
        "edition": report.edition,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, asked)
        (older,) = cursor.fetchone()
    return older


def note_fetching(request: PortalRequest, report: Report, form: str) -> None:
    """That this receiver fetched a released report in `form`; the first time stays."""
    if _counts(request, report):
        with connection.cursor() as cursor:
            cursor.execute(_FETCHED, {"report": report.pk, "reader": request.user.pk, "form": form})


def _counts(request: PortalRequest, report: Report) -> bool:
    """Whether it is recorded: of a receiver's own eyes, and of what was released."""
    return not request.acting and report.released_at is not None and request.membership.role in RECEIVERS


@dataclass(frozen=True)
class Received:
    """What one receiver got of one edition. Moments are None for what did not happen."""

    name: str
    roles: str
    told: str
    level: str
    sent_at: datetime | None
    withdrawal_sent_at: datetime | None
    opened_at: datetime | None
    reminded_at: datetime | None
    fetched: tuple[tuple[str, datetime], ...]


def received(report: Report) -> list[Received]:
    """Everybody who was to be told of this edition or read it, by name."""
    told: dict[tuple[int, str], Delivery] = {
        (each.receiver_id, each.about): each
        for each in Delivery.objects.filter(report=report).order_by("sent_at")  # of reminders the last one sent
    }
    read: dict[int, dict[str, datetime]] = {}
    for each in Reading.objects.filter(report=report):
        read.setdefault(each.reader_id, {})[each.form] = each.recorded_at
    people = User.objects.filter(pk__in={receiver for receiver, _ in told} | set(read)).prefetch_related(
        "memberships__municipality"
    )
    return [_received(user, told, read.get(user.pk, {})) for user in people]


def _received(user: User, told: dict[tuple[int, str], Delivery], read: dict[str, datetime]) -> Received:
    row, gone = told.get((user.pk, About.UITGAVE)), told.get((user.pk, About.INTREKKING))
    words, level = _told_in_words(row)
    return Received(
        name=user.name,
        roles=_roles(user),
        told=words,
        level=level,
        sent_at=row.sent_at if row else None,
        withdrawal_sent_at=gone.sent_at if gone else None,
        opened_at=read.get(""),
        reminded_at=_latest(told, user.pk),
        fetched=tuple((FORMATS[form].label, read[form]) for form in FORMATS if form in read),
    )


def _latest(told: dict[tuple[int, str], Delivery], receiver: int) -> datetime | None:
    row = told.get((receiver, About.HERINNERING))
    return row.sent_at if row else None


def _told_in_words(row: Delivery | None) -> tuple[str, str]:
    if row is None:
        return "geen mail", "info"
    if row.sent_at:
        return "✓ gemaild", "ok"
    if row.taken_at:
        return "niet zeker of de mail aankwam", "warn"
    return ("mail lukt niet", "bad") if row.attempts >= MOST_ATTEMPTS else ("mail wacht", "info")


def _roles(user: User) -> str:
    """As what somebody receives reports, or did."""
    named = {
        f"{ROLES[each.role].label} {each.municipality or ''}".strip()
        for each in user.memberships.all()
        if each.role in RECEIVERS
    }
    return ", ".join(sorted(named))
