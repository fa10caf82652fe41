"""Every job of the schedule at odd moments (Q33): the nights of the hour less and more, leap day, year end, midnight.

The clock of the portal is moved (`django.utils.timezone.now`); the database keeps its own, as it would when a server's
clocks disagree. Each job runs again at each moment: nothing breaks, the last time does nothing, and of each quarter
there is one report, of the right quarter. The planner itself is asked minute by minute what it would start.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import psycopg2
import pytest
from celery import current_app
from celery.schedules import crontab
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from cases import workdays
from municipalities.models import today
from reports.models import Production
from reports.periods import Period
from soweco_portal.celery import app
from soweco_portal.schedule import SCHEDULE
from tests import people, situations

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
app.loader.import_default_modules()
JOBS = list(dict.fromkeys(entry["task"] for entry in SCHEDULE.values()))
LOOKS = {"municipalities_chaincheck", "municipalities_jobrun"}  # each look is a fact


def here(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


ODD = [
    here("2027-03-28T01:59:59"), here("2027-03-28T03:00:00"), here("2027-03-28T03:30:00"),  # an hour less
    here("2027-03-31T23:59:59"), here("2027-04-01T00:00:00"), here("2027-04-01T05:10:00"),
    here("2027-10-31T02:30:00"), here("2027-10-31T02:30:00", fold=1), here("2027-10-31T03:00:00"),  # an hour more
    here("2027-12-31T23:59:59"), here("2028-01-01T00:00:00"), here("2028-01-03T05:10:00"),
    here("2028-02-28T23:59:59"), here("2028-02-29T00:00:00"), here("2028-02-29T12:00:00"), here("2028-02-29T23:59:59"),
    here("2028-03-01T00:00:00"), here("2028-03-31T23:59:59"), here("2028-04-03T05:10:00"),
]  # fmt: skip


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    with mock.patch("django.utils.timezone.now", return_value=moment.astimezone(UTC)):
        yield


def counts() -> Counter[str]:
    """How many rows each table has, and how many mails went."""
    url = os.environ["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(url, dbname=connection.settings_dict["NAME"])) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = sorted(name for (name,) in cursor.fetchall() if name not in LOOKS)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables))
        return Counter({**dict(cursor.fetchall()), "mails": len(mail.outbox)})


@pytest.fixture
def working(committed: None, settings: Any, tmp_path: Any) -> None:
    """A portal in which every role has work, and wishes for reports are carried out at once."""
    settings.TRACE_HEADS = tmp_path / "heads.jsonl"
    with transaction.atomic():
        situations.make_portal()
        people.make_employee("Nieuw Fictief", placed=True)


def run_all(moment: datetime) -> None:
    """Each job of the schedule once, and what it asked for."""
    with clock(moment):
        assert timezone.now() == moment.astimezone(UTC)
        for name in JOBS:
            app.tasks[name]()
        for wish in Production.objects.filter(state="wachtend"):
            app.tasks["reports.tasks.produce_report"](str(wish.key))


def walk(moments: list[datetime]) -> None:
    for moment in moments:
        run_all(moment)
        run_all(moment)  # what a later job made, an earlier one sees now
        before = counts()
        run_all(moment)
        assert counts() == before, (moment, counts() - before, before - counts())


def quarters(first: date, last: date) -> list[str]:
    """Of each quarter whose report was due in these days, by another count than the portal's: the day it is due."""
    found = []
    for year in range(first.year - 1, last.year + 1):
        for number in (1, 2, 3, 4):
            begins_next = date(year + (number == 4), number % 4 * 3 + 1, 1)
            if first <= workdays.on_or_after(begins_next) <= last:
                found.append(f"{year}Q{number}")
    return found


def test_q33_each_job_at_odd_moments_breaks_nothing_and_does_its_work_once(working: None) -> None:
    walk(ODD)
    asked = Counter(Production.objects.filter(requested_by=None).values_list("period", flat=True))
    last_closed = Period.quarter_of(today()).back(1).code
    expected = [code for code in quarters(today(), ODD[-1].date()) if code > last_closed]
    assert {code: number for code, number in asked.items() if code in expected} == dict.fromkeys(expected, 1)
    assert max(asked) == expected[-1] == "2028Q1"  # and nothing that is not over


@pytest.mark.drill
def test_q33_three_virtual_years_in_steps_of_days(working: None) -> None:
    """Every sixth day at some hour, each day around the turn of a quarter, and all odd moments."""
    start = here("2026-11-28T05:10:00")
    days = [start + timedelta(days=nth) for nth in range(3 * 365)]
    some = [day.replace(hour=nth * 7 % 24, minute=nth * 13 % 60) for nth, day in enumerate(days)
            if nth % 6 == 0 or (day.month % 3 == 1 and day.day < 5)]  # fmt: skip
    moments = sorted([*some, *ODD], key=lambda moment: moment.astimezone(UTC))
    for moment in moments:
        run_all(moment)
    asked = Counter(Production.objects.filter(requested_by=None).values_list("period", flat=True))
    expected = [code for code in quarters(date(2026, 11, 28), moments[-1].date()) if code > "2026Q3"]
    assert {code: number for code, number in asked.items() if code in expected} == dict.fromkeys(expected, 1)
    run_all(moments[-1])
    before = counts()
    run_all(moments[-1])
    assert counts() == before


# The planner: which moments it starts a job at, asked minute by minute in virtual time


def started(name: str, begins: datetime, ends: datetime) -> list[datetime]:
    """When the beat would start this job, looking each half minute, if it last ran when it was begun with."""
    now = begins
    planned = SCHEDULE[name]["schedule"]
    assert isinstance(planned, crontab)
    fields = {part: getattr(planned, f"_orig_{part}") for part in ("minute", "hour", "day_of_week")}
    schedule = crontab(**fields, nowfun=lambda: now.astimezone(AMSTERDAM), app=current_app)
    last, found = begins, []
    while now < ends:
        if schedule.is_due(last.astimezone(AMSTERDAM)).is_due:
            found.append(now)
            last = now
        now += timedelta(seconds=30)
    return found


DAILY = [name for name, entry in SCHEDULE.items()
         if isinstance(entry["schedule"], crontab) and len(entry["schedule"].hour) == 1]  # fmt: skip
NIGHTS = {
    "an hour less": date(2026, 3, 29), "an hour more": date(2026, 10, 25), "new year": date(2027, 1, 1),
    "leap day": date(2028, 2, 29), "after leap day": date(2028, 3, 1),
}  # fmt: skip


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS.keys())
def test_the_planner_starts_each_daily_job_once_in_an_odd_night(night: date) -> None:
    """From noon to noon; on the hour that stands in the schedule, by the clock in Amsterdam."""
    noon = datetime(night.year, night.month, night.day, 12, tzinfo=AMSTERDAM).astimezone(UTC)
    begins = (datetime(night.year, night.month, night.day, 12, tzinfo=AMSTERDAM) - timedelta(days=1)).astimezone(UTC)
    assert len(DAILY) >= 7
    for name in DAILY:
        schedule: Any = SCHEDULE[name]["schedule"]
        found = [moment.astimezone(AMSTERDAM) for moment in started(name, begins, noon)]
        wanted = night.isoweekday() % 7 in schedule.day_of_week
        assert [(each.date(), each.hour, each.minute) for each in found] == [
            (night, *schedule.hour, *schedule.minute)
        ] * wanted, name


def test_a_job_of_every_ten_minutes_never_waits_longer_than_an_hour_and_ten(db: None) -> None:
    """The head of the log leaves every ten minutes; in the night of the hour more the planner may skip that hour."""
    for night in ("2026-03-29", "2026-10-25"):
        begins, ends = here(f"{night}T00:00:00").astimezone(UTC), here(f"{night}T06:00:00").astimezone(UTC)
        found = [begins, *started("export-log-head", begins, ends), ends]
        gaps = [later - earlier for earlier, later in pairwise(found)]
        assert max(gaps) <= timedelta(minutes=70), (night, max(gaps))


def test_a_daily_job_in_the_hour_that_is_skipped_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a job of half past two, which one night a year has twice and another not at all."""
    monkeypatch.setitem(SCHEDULE, "planted", {"task": "x", "schedule": crontab(hour="2", minute="30")})
    spring = date(2026, 3, 29)
    begins, ends = here(f"{spring}T00:00:00").astimezone(UTC), here(f"{spring}T12:00:00").astimezone(UTC)
    moments = [each.astimezone(AMSTERDAM) for each in started("planted", begins, ends)]
    assert [(each.hour, each.minute) for each in moments] != [(2, 30)]
