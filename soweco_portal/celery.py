"""The Celery app. Tasks carry ids and call one function; the schedule is `soweco_portal/schedule.py`."""

import logging.config
import os
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soweco_portal.settings")


class LimitedTask(Task):
    """A task has the database longer than a page has, and not for ever."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from municipalities import limits  # the worker sets Django up after it has read this file
        from soweco_portal import watch

        with limits.of_a_task(), watch.seen(self.name):
            return super().__call__(*args, **kwargs)


app = Celery("soweco_portal", task_cls=LimitedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def plan(sender: Celery, **kwargs: object) -> None:
    from soweco_portal.schedule import SCHEDULE

    sender.conf.beat_schedule = SCHEDULE


@setup_logging.connect
def log_as_the_portal(loglevel: int, **kwargs: object) -> None:
    """Celery's own handlers would write the words of an exception, and those may hold somebody's data."""
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger("celery").setLevel(loglevel)
