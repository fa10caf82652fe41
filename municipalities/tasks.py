"""What Celery does for accounts. It may run twice or be killed half way."""

from celery import shared_task

from municipalities import sessions, throttle


@shared_task
def tidy_accounts() -> None:
    """Daily: forget sessions that ended and tries that no longer count."""
    sessions.SessionStore.clear_expired()
    throttle.tidy()
