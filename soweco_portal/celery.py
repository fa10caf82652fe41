"""The Celery app. Tasks carry ids and call one function; the schedule is `soweco_portal/schedule.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soweco_portal.settings")

app = Celery("soweco_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def plan(sender: Celery, **kwargs: object) -> None:
    from soweco_portal.schedule import SCHEDULE

    sender.conf.beat_schedule = SCHEDULE
