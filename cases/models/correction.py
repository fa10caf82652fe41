"""Why something was changed that released figures rest on. What changed is in the history.

In a year that is closed a controller says of it whether it may count for the accountant (R77). It is saved at once, for
the register says what is so; until somebody decides it waits, and the reports say that too.
"""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, RunningQuerySet, User, ends_after_it_begins
from municipalities.recorded import Recorded


class Verdict(models.TextChoices):
    AKKOORD = "akkoord", "akkoord"
    GEWEIGERD = "geweigerd", "geweigerd"


WAITS = "wacht op akkoord"


class CorrectionQuerySet(RunningQuerySet):
    def visible_to(self, membership: Membership | None) -> Self:
        """Of people they may see; which of their corrections the wall knows."""
        return self.filter(employee__in=WswEmployee.objects.visible_to(membership))

    def in_a_closed_year(self) -> Self:
        return self.exclude(closed_years="")

    def waiting(self) -> Self:
        """For a controller's word."""
        return self.in_a_closed_year().filter(verdict="")

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
    # Which years that were closed by then it touches, as "2024, 2025": the database says so (reports migration 0040).
    closed_years = models.CharField("afgesloten jaren", max_length=200, blank=True, editable=False)
    verdict = models.CharField("oordeel", max_length=10, choices=Verdict, blank=True)
    verdict_note = models.CharField("toelichting voor de accountant", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="controller die oordeelde"
    )
    decided_at = models.DateTimeField("geoordeeld op", null=True)

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
            models.CheckConstraint(
                name="correction_decided_by_name_with_a_note",
                condition=Q(verdict="", verdict_note="", decided_by=None, decided_at=None)
                | (
                    ~Q(verdict="")
                    & ~Q(closed_years="")
                    & Q(verdict_note__regex=r"\S", decided_by__isnull=False, decided_at__isnull=False)
                ),
                violation_error_message="Bij een oordeel horen een naam en een toelichting.",
            ),
        ]

    def __str__(self) -> str:
        return self.because

    @property
    def state_label(self) -> str:
        """Of one in a closed year."""
        return self.get_verdict_display() if self.verdict else WAITS
