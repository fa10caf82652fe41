"""The wiring of the portal. Celery comes up with Django, so that a task knows its app."""

from soweco_portal.celery import app as celery_app

__all__ = ["celery_app"]
