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


class Reason(models.TextChoices):
    """Why a released figure changes after all. Older rows, and those that no person made, have none of these."""

    LATE_MELDING = "late_melding", "te laat doorgegeven"
    VERKEERDE_INVOER = "verkeerde_invoer", "verkeerd ingevoerd"
    BESLUIT = "besluit", "besluit met terugwerkende kracht"
    CONTROLE = "controle", "herstel na controle"
    ANDERS = "anders", "anders"


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
    because = models.CharField("toelichting", max_length=200, blank=True)
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
    kind = models.CharField("reden", max_length=20, choices=Reason, blank=True, db_default="")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correctie"
        verbose_name_plural = "correcties"
        ordering = ["recorded_at", "id"]
        constraints = [
            ends_after_it_begins("correction_ends_after_it_begins"),
            models.CheckConstraint(
                name="correction_has_a_reason",
                condition=~Q(because="") | ~Q(kind__in=["", Reason.ANDERS]),
                violation_error_message="Kies een reden. Schrijf bij “anders” welke.",
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
        """The reason in words: “te laat doorgegeven: de inlener vergat het”."""
        return ": ".join(part for part in (self.get_kind_display(), self.because) if part)

    @property
    def state_label(self) -> str:
        """Of one in a closed year."""
        return self.get_verdict_display() if self.verdict else WAITS
