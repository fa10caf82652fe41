"""What a controller says beside a table of a report, kept with that edition."""

import uuid

from django.db import models

from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet
from reports.models.report import Report


class Comment(Recorded):
    """A few sentences about one table. `digest` is of the figures they were written about (R74).

    A next edition takes them over, and says whether its figures differ (`outdated`). Once released they do not change.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="comments", verbose_name="rapport")
    table = models.CharField("tabel", max_length=6)
    text = models.TextField("toelichting", max_length=600, blank=True)
    digest = models.CharField("vingerafdruk van de tabel", max_length=64)
    outdated = models.BooleanField(
        "de cijfers zijn sindsdien veranderd", default=False, db_default=False, editable=False
    )
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="geschreven door")

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "toelichting bij een tabel"
        verbose_name_plural = "toelichtingen bij tabellen"
        ordering = ["report", "table"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "table"], name="one_comment_per_table",
                violation_error_message="Bij deze tabel staat al een toelichting. Wijzig die.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.report}, tabel {self.table}"
