"""Whether what should happen by itself did happen (features K94): each job says when it ended well, others look.

The planner that is dead cannot say so. So the web server looks too: beside a request, at most once a minute for each
process, and when a monitor asks for its health. A worker looks each minute as well, for one job that fails while the
rest runs. What was due and did not end well within GRACE is missed. From then on it stands on the page of accounts and
on that of reports, and administrators and controllers get one mail, until every job ran again. The row that opens the
time of missing is what makes it one mail, whoever looks at once; at worst a mail is lost, and the pages say it still.

A portal that was off does what is due when it is on again; who starts waits for that as long before it says anything.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from celery.schedules import crontab
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from municipalities import post
from municipalities.jobs import JobRun, MissedJobs
from municipalities.models import Membership, User
from soweco_portal.schedule import SCHEDULE

logger = logging.getLogger(__name__)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GRACE = timedelta(minutes=10)
RECEIVERS = ("administrator", "controller")
STARTED = time.monotonic()


def is_settled() -> bool:
    """Whether this process ran long enough for what was due to be done."""
    return time.monotonic() - STARTED > GRACE.total_seconds()


JOBS = {entry["task"]: entry["schedule"] for entry in SCHEDULE.values()}
LABELS = {
    "reports.tasks.wake_productions": "rapporten maken waar iemand om vroeg",
    "reports.tasks.deliver_reports": "mailen dat een rapport klaarstaat",
    "reports.tasks.request_due_reports": "het rapport van een gesloten kwartaal klaarzetten",
    "reports.tasks.restate_released": "nagaan wat oude rapporten nu zouden zeggen",
    "reports.tasks.make_goal_progress": "tellen hoever de doelen van een kwartaal kwamen",
    "reports.tasks.remind_of_meetings": "herinneren aan een vergadering van het Dagelijks Bestuur",
    "cases.tasks.wake_destructions": "ondertekende vernietigingslijsten uitvoeren",
    "cases.tasks.index_documents": "documenten vindbaar maken op hun woorden",
    "cases.tasks.draft_destruction_lists": "vernietigingslijsten klaarzetten",
    "cases.tasks.plan_appointments": "afspraken plannen",
    "cases.tasks.refresh_signals": "signalen bijwerken",
    "cases.tasks.send_digests": "de dagelijkse mail met signalen",
    "municipalities.tasks.close_idle_accounts": "ongebruikte accounts sluiten",
    "municipalities.tasks.review_memberships": "rollen laten bevestigen",
    "municipalities.tasks.export_log_head": "de kop van het logboek bewaren",
    "municipalities.tasks.verify_log": "het logboek narekenen",
    "municipalities.tasks.tidy_accounts": "oude sessies opruimen",
    "soweco_portal.tasks.watch_jobs": "nagaan of de taken draaien",
}


_WELL = """
INSERT INTO municipalities_jobrun (name, done_at) VALUES (%(name)s, %(now)s)
ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at
WHERE municipalities_jobrun.done_at < excluded.done_at - interval '20 seconds'
"""
_BADLY = """
INSERT INTO municipalities_jobrun (name, done_at, failed_at) VALUES (%(name)s, %(now)s, %(now)s)
ON CONFLICT (name) DO UPDATE SET failed_at = excluded.failed_at
"""


# What each job says


def ended(name: str, *, well: bool) -> None:
    """A task ended. One of the schedule leaves the moment; no more than once in twenty seconds, for some run often."""
    if name not in JOBS:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WELL if well else _BADLY, {"name": name, "now": timezone.now()})


@contextmanager
def seen(name: str) -> Iterator[None]:
    """Around the work of a task: how it ended is told. That this cannot be told does not undo the work."""
    well = False
    try:
        yield
        well = True
    finally:
        if name in JOBS and not connection.needs_rollback:
            try:
                ended(name, well=well)
            except DatabaseError as failure:
                logger.error("job_not_noted: %s", type(failure).__name__)


# Who looks


def last_due(schedule: "crontab | float", now: datetime) -> datetime:
    """The last moment at or before `now` at which a job of this schedule should have begun."""
    if not isinstance(schedule, crontab):
        return now - timedelta(seconds=float(schedule))
    here = now.astimezone(AMSTERDAM)
    for back in range(9):
        day = here.date() - timedelta(days=back)
        if day.isoweekday() % 7 in schedule.day_of_week:
            moments = _of_day(datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM), schedule)
            if before := [moment for moment in moments if moment <= now]:
                return max(before)
    raise ValueError("This job runs less than once a week.")


def _of_day(midnight: datetime, schedule: crontab) -> Iterable[datetime]:
    """Its moments on a day in Amsterdam: none in the hour that is skipped in March, both in October's."""
    for hour in schedule.hour:
        for minute in schedule.minute:
            for fold in (0, 1):
                moment = midnight.replace(hour=hour, minute=minute, fold=fold).astimezone(UTC)
                if moment.astimezone(AMSTERDAM).hour == hour:
                    yield moment


def missed(now: datetime) -> list[str]:
    """The jobs that were due and did not end well within GRACE. Who was never looked for counts from now on."""
    done = dict(JobRun.objects.filter(name__in=JOBS).values_list("name", "done_at"))
    if unheard := JOBS.keys() - done.keys():  # so that who only looks writes nothing: anybody may ask for the health
        JobRun.objects.bulk_create([JobRun(name=name, done_at=now) for name in unheard], ignore_conflicts=True)
    return [name for name, schedule in JOBS.items() if done.get(name, now) < last_due(schedule, now - GRACE)]


def look(now: datetime | None = None) -> MissedJobs | None:
    """Whether jobs are missed now, and tell of it the first time; gives what is missed. Safe to run at once."""
    now = now or timezone.now()
    with transaction.atomic():
        names, row = missed(now), open_row()
        if row and not names:
            MissedJobs.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now)
            logger.warning("jobs_run_again")
            return None
        if row or not names:
            return row
        words = "\n".join(LABELS.get(name, name) for name in names)
        if _is_first(words, now):
            logger.error("jobs_missed: %s", ", ".join(names))
            transaction.on_commit(lambda: _tell(words), robust=True)
        return open_row()


def _is_first(words: str, now: datetime) -> bool:
    """Open the time of missing; whether nobody else did so at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO municipalities_missedjobs (seen_at, jobs) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [now, words],
        )
        return cursor.fetchone() is not None


def open_row() -> MissedJobs | None:
    return MissedJobs.objects.filter(ended_at=None).first()


def _tell(words: str) -> None:
    running = Membership.objects.running_on(timezone.localdate()).filter(role__in=RECEIVERS)
    for user in User.objects.filter(is_active=True, memberships__in=running).distinct():
        post.send(post.letter("taken_gemist", user.email, jobs=words.splitlines(), url=settings.BASE_URL))


# Beside a request


@cache
def _watchman() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")


class WatchMiddleware:
    """Looks beside a request, in its own time and over a connection of its own: no page waits for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response, self.due = get_response, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.WATCH_EVERY and is_settled() and time.monotonic() >= self.due:
            self.due = time.monotonic() + settings.WATCH_EVERY
            self.looking: Future[None] = _watchman().submit(_look_alone)
        return self.get_response(request)


def _look_alone() -> None:
    try:
        look()
    except Exception as failure:
        logger.error("watch_failed: %s", type(failure).__name__)
    finally:
        connections.close_all()
