"""What is wrong in the register behind a report, and that a controller lets it leave all the same."""

import uuid

from django.db import models

from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet
from reports.models.report import Report


class AcceptedFinding(Recorded):
    """One blocking finding of one edition, accepted with a reason. It is printed with the name; it is not taken back.

    A next edition asks again: its figures may differ.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="accepted_findings", verbose_name="rapport")
    finding = models.SlugField("bevinding", max_length=20)
    reason = models.CharField("reden", max_length=300)
    accepted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="geaccepteerd door")
    accepted_at = models.DateTimeField("geaccepteerd op", auto_now_add=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "geaccepteerde bevinding"
        verbose_name_plural = "geaccepteerde bevindingen"
        ordering = ["report", "finding"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "finding"], name="a_finding_is_accepted_once",
                violation_error_message="Deze bevinding is al geaccepteerd.",
            ),
            models.CheckConstraint(
                name="accepted_with_a_reason",
                condition=models.Q(reason__regex=r"\S"),
                violation_error_message="Schrijf waarom het rapport hiermee weg kan.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.report}, {self.finding}"
