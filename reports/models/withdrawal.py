"""A released report that is no longer valid, and why."""

import uuid

from django.db import models

from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet
from reports.models.report import Report


class Withdrawal(Recorded):
    """Somebody other than who released a report took it back. The database then says so of the report; for good."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="withdrawal", verbose_name="rapport")
    reason = models.CharField("reden", max_length=300)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ingetrokken door")
    withdrawn_at = models.DateTimeField("ingetrokken op", auto_now_add=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "intrekking van een rapport"
        verbose_name_plural = "intrekkingen van rapporten"
        constraints = [
            models.CheckConstraint(
                name="withdrawn_with_a_reason",
                condition=models.Q(reason__regex=r"\S"),
                violation_error_message="Schrijf waarom het rapport niet meer geldt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} ingetrokken"
