"""What Celery does for the portal as a whole."""

from celery import shared_task

from soweco_portal import watch


@shared_task
def watch_jobs() -> None:
    """Each minute: is a job missed while the others run? (That the planner itself is dead the web server sees.)"""
    if watch.is_settled():
        watch.look()
