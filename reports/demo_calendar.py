"""An invented P&C calendar for the demo: the AB meets in July and December, and one task of this year came late."""

from datetime import date, timedelta

from municipalities.asker import asked_by
from municipalities.models import User
from reports.calendar import Decisions, Task, tasks_of
from reports.models import DoneTask, Meeting

LATE = {"kaderbrief": timedelta(days=4)}


def lay(today: date, by: User) -> None:
    """Last year and this year: what should be done by `today` is, but for the newest, which is still open."""
    for year in (today.year - 1, today.year):
        Meeting.objects.create(held_on=date(year, 7, 9), budget_year=year + 1, account_year=year - 1)
        Meeting.objects.create(held_on=date(year, 12, 10))
        for month in (2, 5, 9, 11):  # the DB reads each quarter's report
            Meeting.objects.create(held_on=date(year, month, 19), body="DB")
    decided = Decisions.of(Meeting.objects.all())
    over = [
        task for year in (today.year - 1, today.year) for task in tasks_of(year, decided, {}) if _is_over(task, today)
    ]
    with asked_by(str(by.key)):  # one says so in the own name
        for task in over[:-1]:
            on = task.due.last_day + LATE.get(task.rule.code, timedelta(days=-3))
            DoneTask.objects.create(rule=task.rule.code, about=task.about, done_on=on, done_by=by)


def _is_over(task: Task, today: date) -> bool:
    return not task.rule.reported and task.due.last_day + timedelta(days=5) < today
