"""What is known of the jobs that run by themselves: when each last did its work, and whether one is missed.

Facts about the portal itself; nobody is in them. Who keeps them up and judges them is `soweco_portal/watch.py`.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class JobRun(models.Model):
    """When a job of the schedule last ended well; until it did, when it was first looked for."""

    name = models.CharField("taak", max_length=80, unique=True)
    done_at = models.DateTimeField("voor het laatst gelukt op")
    failed_at = models.DateTimeField("voor het laatst mislukt op", null=True)

    class Meta:
        verbose_name = "taak die vanzelf gaat"
        verbose_name_plural = "taken die vanzelf gaan"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MissedJobs(models.Model):
    """That jobs of the schedule did not run, from when it was seen until they all did again. One at a time."""

    seen_at = models.DateTimeField("gezien op", db_default=Now())
    jobs = models.TextField("welke taken")
    ended_at = models.DateTimeField("weer in orde op", null=True)

    class Meta:
        verbose_name = "gemiste taken"
        verbose_name_plural = "gemiste taken"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at=None), name="jobs_are_missed_one_time_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.jobs
