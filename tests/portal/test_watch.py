"""A job that did not run is seen within a quarter of an hour, told once, and gone when it runs again (K94).

Seen by the web server too, for a planner that is dead says nothing. The moments are written out by hand.
"""

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities import post
from municipalities.jobs import JobRun, MissedJobs
from municipalities.models import User
from soweco_portal import watch
from soweco_portal.celery import app
from soweco_portal.schedule import SCHEDULE
from tests.situations import make_member

app.loader.import_default_modules()  # a worker does so when it starts
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=watch.AMSTERDAM)  # a Friday
OFTEN = "reports.tasks.wake_productions"
NIGHTLY = "municipalities.tasks.verify_log"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=watch.AMSTERDAM)


def ran(moment: datetime, *names: str) -> None:
    """These jobs ended well then; without names all of them."""
    for name in names or watch.JOBS:
        JobRun.objects.update_or_create(name=name, defaults={"done_at": moment})


def told() -> list[Any]:
    post._postman.submit(lambda: None).result(10)  # the mails before it are out
    return mail.outbox


def test_every_job_has_a_name_that_people_read() -> None:
    assert set(watch.LABELS) == {entry["task"] for entry in SCHEDULE.values()}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-27T12:00", "2026-11-27T03:40"),
        ("2026-11-27T03:40", "2026-11-27T03:40"),
        ("2026-11-27T03:39", "2026-11-26T03:40"),
        ("2027-01-01T00:00", "2026-12-31T03:40"),
        ("2028-03-01T01:00", "2028-02-29T03:40"),  # a leap day
        ("2026-03-29T04:00", "2026-03-29T03:40"),  # the night with an hour less
        ("2026-10-25T04:00", "2026-10-25T03:40"),  # and with an hour more
    ],
)
def test_when_a_nightly_job_was_due(now: str, due: str) -> None:
    assert watch.last_due(SCHEDULE["verify-log"]["schedule"], at(now)) == at(due)  # type: ignore[arg-type]


def test_a_job_of_working_days_was_due_on_friday(db: None) -> None:
    """The digest of seven o'clock, asked on a Sunday."""
    assert watch.last_due(SCHEDULE["send-digests"]["schedule"], at("2026-11-29T12:00")) == at("2026-11-27T07:00")  # type: ignore[arg-type]


def test_an_hour_that_comes_twice_has_both_and_one_that_is_skipped_none() -> None:
    half_past = crontab(hour="2", minute="30")
    autumn, spring = datetime(2026, 10, 25, 3, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=UTC)
    assert watch.last_due(half_past, autumn) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert watch.last_due(half_past, autumn - timedelta(hours=2, minutes=1)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert watch.last_due(half_past, spring) == datetime(2026, 3, 28, 1, 30, tzinfo=UTC)


def test_what_ran_is_not_missed(db: None) -> None:
    ran(NOON - timedelta(seconds=30))
    assert watch.missed(NOON) == []


def test_a_job_is_missed_ten_minutes_after_it_was_due(db: None) -> None:
    ran(NOON)
    morning = at("2026-11-28T03:49")
    ran(morning, *(set(watch.JOBS) - {NIGHTLY}))
    assert watch.missed(morning) == []
    assert watch.missed(morning + timedelta(minutes=2)) == [NIGHTLY]
    ran(morning + timedelta(minutes=3))
    assert watch.missed(morning + timedelta(minutes=4)) == []


def test_a_job_nobody_heard_of_counts_from_the_first_look(db: None) -> None:
    assert watch.missed(NOON) == []
    assert OFTEN in watch.missed(NOON + timedelta(minutes=11))


def test_a_task_that_ends_well_leaves_the_moment_and_one_that_fails_does_not(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.tasks[OFTEN]()
    run = JobRun.objects.get(name=OFTEN)
    assert abs(run.done_at - timezone.now()) < timedelta(minutes=1)
    assert run.failed_at is None
    long_ago = NOON - timedelta(days=1)
    ran(long_ago, OFTEN)
    monkeypatch.setattr("reports.production.wake", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        app.tasks[OFTEN]()
    run.refresh_from_db()
    assert run.done_at == long_ago
    assert run.failed_at is not None


def test_a_task_somebody_asked_for_is_no_job(db: None) -> None:
    app.tasks["reports.tasks.restate_report"]("00000000-0000-0000-0000-000000000000")
    assert not JobRun.objects.filter(name="reports.tasks.restate_report").exists()


@pytest.fixture
def staff(committed: None) -> tuple[User, User, User]:
    made = make_member("Bea Beheer", "administrator"), make_member("Ellen Voorbeeld", "controller", "Almelo")
    return *made, make_member("Daan Voorbeeld", "board_member", "Almelo")


@pytest.fixture
def dead(staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planner died an hour ago, and this web server runs longer."""
    ran(timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(watch, "is_settled", lambda: True)


def test_a_dead_planner_is_told_once_to_who_can_have_it_put_right(client: Client, dead: None) -> None:
    for _ in range(3):
        assert client.get(reverse("health")).json() == {"status": "ok", "jobs": "missed"}
    assert sorted(each.to[0] for each in told()) == [
        "bea.beheer@voorbeeld.example",
        "ellen.voorbeeld@voorbeeld.example",
    ]
    body = told()[0].body
    assert "rapporten maken waar iemand om vroeg" in body
    for word in ("Bea", "Ellen", "Daan", "Almelo"):
        assert word not in body
    ran(timezone.now())
    assert client.get(reverse("health")).json() == {"status": "ok", "jobs": "ok"}
    ran(timezone.now() - timedelta(hours=1))
    client.get(reverse("health"))
    assert len(told()) == 4  # a second time is told again
    assert MissedJobs.objects.count() == 2


@pytest.mark.parametrize("ago", [timedelta(seconds=5), timedelta(hours=1)])
def test_who_asks_for_the_health_writes_nothing(client: Client, dead: None, ago: timedelta) -> None:
    """Anybody may ask, as often as they like: after the first time it only reads, all well or not."""
    ran(timezone.now() - ago)
    client.get(reverse("health"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("health")).status_code == 200
    asked = [each["sql"] for each in queries if not re.match("BEGIN|COMMIT|(RELEASE )?SAVEPOINT", each["sql"])]
    assert 0 < len(asked) <= 4
    assert [sql for sql in asked if not re.search("(^|; )SELECT ", sql)] == []


def test_the_next_request_sees_it_too(client: Client, dead: None, settings: Any) -> None:
    settings.WATCH_EVERY = 60
    middleware = watch.WatchMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    middleware(None)  # type: ignore[arg-type]
    middleware.looking.result(20)
    assert MissedJobs.objects.filter(ended_at=None).count() == 1
    first = middleware.looking
    middleware(None)  # type: ignore[arg-type]
    assert middleware.looking is first  # not at each request


def test_it_stands_on_the_pages_of_the_administrator_and_the_controller(
    client: Client, staff: tuple[User, User, User], dead: None
) -> None:
    watch.look()
    for user, page, shown in zip(staff, ("user_list", "report_list", "report_list"), (True, True, False), strict=True):
        client.force_login(user)
        body = client.get(reverse(page)).content.decode()
        assert ("Taken van het portaal draaien niet" in body) == shown, user


def test_who_just_started_waits_for_what_is_due(client: Client, staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "STARTED", time.monotonic())
    ran(timezone.now() - timedelta(hours=1))
    assert client.get(reverse("health")).json() == {"status": "ok", "jobs": "ok"}


def test_five_that_look_at_once_tell_it_once(dead: None) -> None:
    start = threading.Barrier(5)

    def work() -> None:
        start.wait(10)
        watch.look()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert MissedJobs.objects.count() == 1
    assert len(told()) == 2


def test_the_database_refuses_a_second_time_of_missing(db: None) -> None:
    MissedJobs.objects.create(jobs="een")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO municipalities_missedjobs (seen_at, jobs) VALUES (now(), 'x')"
            " ON CONFLICT DO NOTHING RETURNING 1"
        )
        assert cursor.fetchone() is None


def test_people_are_in_neither_table() -> None:
    fields = {field.name for model in (JobRun, MissedJobs) for field in model._meta.get_fields()}
    assert fields == {"id", "name", "done_at", "failed_at", "seen_at", "jobs", "ended_at"}
