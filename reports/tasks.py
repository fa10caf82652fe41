"""What Celery does for reports. A task carries ids and calls one function; it may run twice or be killed half way."""

from celery import shared_task
from django.utils import timezone

from municipalities.asker import asked_by
from reports import deliveries, goal_progress, production, restating
from reports.models import Report


@shared_task
def produce_report(key: str) -> None:
    """Make the report of one production; nothing when another worker has it or had it."""
    production.run(key)


@shared_task
def wake_productions() -> None:
    """Every few seconds: whatever waits, or whose worker was lost, is hinted at again."""
    production.wake()


@shared_task
def deliver_reports() -> None:
    """Each minute, and after a release: whoever is still to be told of a report is mailed. Safe to run twice."""
    deliveries.send_waiting()


@shared_task
def remind_of_meetings() -> None:
    """Each hour of a working day: who did not open the report, and a meeting of the DB is near. Safe to run twice."""
    with asked_by(deliveries.PROCESS):
        deliveries.remind(timezone.localdate())
    deliveries.send_waiting()


@shared_task
def restate_released() -> None:
    """Daily: what each released report would say now. Safe to run twice; one killed half way is done tomorrow."""
    restating.restate_all()


@shared_task
def make_goal_progress() -> None:
    """Daily: how far the goals of each closed quarter came that has none yet. Safe to run twice."""
    goal_progress.make_due(timezone.localdate())


@shared_task
def restate_report(key: str) -> None:
    """What one released report would say now, for who does not want to wait for the night."""
    with asked_by(restating.PROCESS):
        report = Report.objects.released().filter(key=key).first()
        if report is not None:
            restating.restate(report)


@shared_task
def request_due_reports() -> None:
    """Each hour of the day: ask for each closed quarter that has no report yet, whenever this last ran."""
    with asked_by("request_due_reports"):
        for period in production.to_ask(timezone.localdate()):
            production.request(period=period, by=None)
