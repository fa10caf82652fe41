"""Who coaches whom, by date."""

from django.db import models

from cases.models.employee import WswEmployee
from municipalities.models import RunningQuerySet, User, ends_after_it_begins, no_overlap
from municipalities.recorded import Recorded


class Caseload(Recorded):
    """One coach for one person over a period. Yesterday's coach is out today."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="caseloads", verbose_name="medewerker")
    coach = models.ForeignKey(User, models.PROTECT, related_name="caseloads", verbose_name="jobcoach")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "caseload"
        verbose_name_plural = "caseloads"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("caseload_ends_after_it_begins"),
            no_overlap("one_coach_at_a_time", "employee", message="Op deze dagen staat al een andere jobcoach."),
        ]

    def __str__(self) -> str:
        return str(self.coach)
