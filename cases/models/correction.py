"""Why something was changed that released figures rest on. What changed is in the history."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from cases.models.employee import WswEmployee
from municipalities.models import RunningQuerySet, ends_after_it_begins
from municipalities.recorded import Recorded


class CorrectionQuerySet(RunningQuerySet):
    def within(self, first: date, last: date) -> Self:
        """Those that touch a stand between these days."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class Correction(Recorded):
    """The reason of a change in a period of which a report was released (R75): from the first to the last stand."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="corrections", verbose_name="medewerker")
    because = models.CharField("reden", max_length=200)
    reports = models.CharField("geraakte rapporten", max_length=400)
    starts_on = models.DateField("eerste stand")
    ends_on = models.DateField("laatste stand")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correctie"
        verbose_name_plural = "correcties"
        ordering = ["recorded_at", "id"]
        constraints = [
            ends_after_it_begins("correction_ends_after_it_begins"),
            models.CheckConstraint(
                name="correction_has_a_reason",
                condition=~Q(because=""),
                violation_error_message="Schrijf waarom dit wordt verbeterd.",
            ),
        ]

    def __str__(self) -> str:
        return self.because
