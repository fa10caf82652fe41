"""What happens by itself: each job exists, and asks what is due instead of trusting that it ran before."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from celery.schedules import crontab
from django.utils import timezone

from municipalities.models import User, today
from reports import production
from reports.models import Production, Report
from reports.periods import Period
from reports.tasks import request_due_reports
from soweco_portal.schedule import SCHEDULE
from tests import people, situations

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def reported(code: str) -> Report:
    """A report over this period, whatever it says."""
    now = datetime.now(tz=AMSTERDAM)
    return Report.objects.create(period=code, edition=1, known_on=now, content={}, fingerprint="0" * 64)


def codes(day: date) -> list[str]:
    return [period.code for period in production.due(day)]


def test_every_job_of_the_schedule_is_a_task() -> None:
    current_app.loader.import_default_modules()
    assert {job["task"] for job in SCHEDULE.values()} <= set(current_app.tasks)


def test_the_beat_knows_the_whole_schedule() -> None:
    current_app.finalize()
    assert set(SCHEDULE) <= set(current_app.conf.beat_schedule)
    assert current_app.conf.timezone == "Europe/Amsterdam"


def test_the_first_report_ever_is_of_the_last_closed_quarter(db: None) -> None:
    assert codes(date(2026, 11, 22)) == ["2026Q3"]


def test_nothing_is_due_when_the_last_quarter_has_its_report(db: None) -> None:
    reported("2026Q3")
    assert codes(date(2026, 11, 22)) == []


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-09-30", []),
        ("2026-10-01", ["2026Q3"]),
        ("2026-12-31", ["2026Q3"]),
        ("2027-01-01", ["2026Q3", "2026Q4"]),
        ("2027-02-28", ["2026Q3", "2026Q4"]),
        ("2028-02-29", ["2026Q3", "2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"]),
    ],
)
def test_a_quarter_is_due_from_the_day_after_it_until_it_has_its_report(db: None, day: str, due: list[str]) -> None:
    """However long the portal was off: a week, a year end, a leap year."""
    reported("2026Q2")
    assert codes(date.fromisoformat(day)) == due


def test_a_report_over_another_length_is_no_quarters_report(db: None) -> None:
    reported("2026")
    reported("2026H2")
    assert codes(date(2027, 1, 1)) == ["2026Q4"]


def test_a_gap_further_back_is_somebodys_choice_and_not_filled(db: None) -> None:
    reported("2025Q4")
    reported("2026Q3")
    assert codes(date(2026, 11, 22)) == []


def test_every_quarter_of_three_years_is_asked_for_once_whatever_days_were_missed(db: None) -> None:
    """The portal is on one day in eight, and off a whole month each year."""
    reported("2025Q4")
    asked: list[str] = []
    for nth in range(0, 3 * 365, 8):
        day = date(2026, 1, 1) + timedelta(days=nth)
        if day.month != 10:
            for code in codes(day):
                asked.append(code)
                reported(code)
    assert asked == [f"{year}Q{quarter}" for year in (2026, 2027, 2028) for quarter in (1, 2, 3, 4)][:-1]


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)], ids=["an hour less", "an hour more"])
def test_the_daily_job_has_an_hour_that_each_night_has_once(night: date) -> None:
    """02:00-03:00 is skipped in March and comes twice in October."""
    daily = SCHEDULE["request-due-reports"]["schedule"]
    assert isinstance(daily, crontab)
    (hour,), (minute,) = daily.hour, daily.minute
    moment = datetime(night.year, night.month, night.day, hour, minute, tzinfo=AMSTERDAM)
    moments = {moment.replace(fold=fold) for fold in (0, 1)}
    offsets = {moment.utcoffset() for moment in moments}
    assert len(offsets) == 1
    assert all(moment.astimezone(UTC).astimezone(AMSTERDAM) == moment for moment in moments)


@pytest.mark.parametrize("evening", ["2026-03-31T23:30:00", "2026-12-31T23:30:00"])
def test_the_last_evening_in_amsterdam_is_not_the_next_quarter_yet(db: None, evening: str) -> None:
    """In summer it is then 21:30 in UTC, in winter 22:30; the day that counts is Amsterdam's."""
    before = datetime.fromisoformat(evening).replace(tzinfo=AMSTERDAM).astimezone(UTC)
    closed = Period.quarter_of(date.fromisoformat(evening[:10]))
    assert codes(timezone.localdate(before)) == [closed.back(1).code]
    assert codes(timezone.localdate(before + timedelta(hours=1))) == [closed.code]


def test_the_daily_job_asks_once_and_says_who_asked(db: None) -> None:
    request_due_reports()
    request_due_reports()
    wish = Production.objects.get()
    assert wish.period == Period.quarter_of(today()).back(1).code
    assert wish.requested_by is None


def test_the_daily_job_leaves_a_wish_of_ellen_alone(db: None, ellen: User) -> None:
    mine = situations.wish(ellen)
    request_due_reports()
    assert Production.objects.get() == mine


def test_a_quarter_that_is_not_over_is_refused_in_words(db: None, ellen: User) -> None:
    people.make_employee(placed=True)
    with pytest.raises(ValueError, match=r"is nog niet voorbij\. Een rapport kan vanaf de eerste dag erna"):
        production.request(period=Period.quarter_of(today()), by=ellen)
    assert not Production.objects.exists()
