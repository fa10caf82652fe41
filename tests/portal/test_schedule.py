"""What happens by itself: each job exists, and asks what is due instead of trusting that it ran before."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from celery.schedules import crontab
from django.db import connection
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
        ("2027-01-01", ["2026Q3"]),  # New Year's Day, a Friday
        ("2027-01-03", ["2026Q3"]),
        ("2027-01-04", ["2026Q3", "2026Q4"]),
        ("2027-02-28", ["2026Q3", "2026Q4"]),
        ("2028-02-29", ["2026Q3", "2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"]),
    ],
)
def test_a_quarter_is_due_from_the_first_working_day_after_it_until_it_has_its_report(
    db: None, day: str, due: list[str]
) -> None:
    """However long the portal was off: a week, a year end, a leap year."""
    reported("2026Q2")
    assert codes(date.fromisoformat(day)) == due


def test_a_report_over_another_length_is_no_quarters_report(db: None) -> None:
    reported("2026")
    reported("2026H2")
    assert codes(date(2027, 1, 4)) == ["2026Q4"]


@pytest.mark.parametrize(
    ("eve", "first"),
    [
        ("2026-03-31", "2026-04-01"),  # a Wednesday
        ("2024-04-01", "2024-04-02"),  # the first is Easter Monday
        ("2018-04-02", "2018-04-03"),  # the first is Easter Sunday
        ("2027-01-03", "2027-01-04"),  # New Year's Day is a Friday
        ("2028-01-02", "2028-01-03"),  # and a Saturday
        ("2028-04-02", "2028-04-03"),  # a leap year, a Saturday
        ("2028-10-01", "2028-10-02"),  # a Sunday
        ("2021-03-31", "2021-04-01"),  # the day before Good Friday
    ],
)
def test_the_first_working_day_by_hand(db: None, eve: str, first: str) -> None:
    before, closed = date.fromisoformat(eve), date.fromisoformat(first)
    quarter = Period.quarter_of(closed).back(1)
    assert codes(before) == [quarter.back(1).code]
    assert codes(closed) == [quarter.code]


def test_over_forty_years_it_is_the_first_working_day_of_the_database(db: None) -> None:
    """`is_workday` in PostgreSQL knows the holidays in another way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(d::date) FROM generate_series('2016-01-01'::date, '2055-12-31', '1 day') d"
            " WHERE is_workday(d::date) GROUP BY extract(year FROM d), extract(quarter FROM d) ORDER BY 1"
        )
        first = [day for (day,) in cursor.fetchall()]
    assert len(first) == 160
    for day in first:
        assert production.last_closed_on(day) == Period.quarter_of(day).back(1), day
        assert production.last_closed_on(day - timedelta(days=1)) == Period.quarter_of(day).back(2), day


def test_who_made_it_by_hand_on_the_holiday_is_not_asked_for_the_one_before(db: None) -> None:
    reported("2026Q4")
    assert [codes(date(2027, 1, day)) for day in (1, 3, 4)] == [[], [], []]


def test_after_a_week_off_over_the_turn_it_is_there_the_same_hour(db: None) -> None:
    """Off from 28 September to 6 October: on the day it is on again it is asked for, once."""
    reported("2026Q2")
    assert codes(date(2026, 9, 27)) == []
    assert codes(date(2026, 10, 6)) == ["2026Q3"]
    reported("2026Q3")
    assert codes(date(2026, 10, 7)) == []


def test_what_failed_today_is_asked_again_tomorrow_and_not_each_hour(db: None) -> None:
    request_due_reports()
    Production.objects.update(state="mislukt")
    request_due_reports()
    assert Production.objects.count() == 1
    assert production.to_ask(today() + timedelta(days=1))
    assert production.due(today())  # it is still missing


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
    (minute,) = daily.minute
    assert min(daily.hour) == 5  # before the day begins
    for hour in daily.hour:
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
    days = 3 if closed.first == 10 else 0  # 1 January 2027 is a holiday before a weekend
    assert codes(timezone.localdate(before + timedelta(days=days))) == [closed.back(1).code]
    assert codes(timezone.localdate(before + timedelta(days=days, hours=1))) == [closed.code]


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
