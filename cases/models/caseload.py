"""Who coaches whom, by date; from one coach to another, for good or for a while."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, RunningQuerySet, User, ends_after_it_begins, no_overlap, today
from municipalities.recorded import Recorded, RecordedQuerySet


class CoachChangeQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "CoachChangeQuerySet":
        """Those one made oneself. Whom they are about is another door."""
        return self.filter(made_by=membership.user_id) if membership else self.none()

    def told_to(self, coach: int, since: date) -> "CoachChangeQuerySet":
        """What was handed over to or from this coach since a day, or begins after it."""
        both = self.filter(Q(to_coach=coach) | Q(from_coach=coach))
        return both.filter(Q(made_on__gte=since) | Q(starts_on__gte=since) | Q(undone_on__gte=since))


class CoachChange(Recorded):
    """One act: people of one coach go to another from a day on, or until a last day to a stand-in."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    from_coach = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="van jobcoach")
    to_coach = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="naar jobcoach")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)  # of a stand-in; empty is for good
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vastgelegd door")
    made_on = models.DateField("vastgelegd op", default=today)
    undone_on = models.DateField("ongedaan gemaakt op", null=True, blank=True)

    objects = CoachChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "overdracht van een caseload"
        verbose_name_plural = "overdrachten van caseloads"
        ordering = ["-made_on", "-id"]
        constraints = [
            ends_after_it_begins("coach_change_ends_after_it_begins"),
            models.CheckConstraint(
                name="coach_change_goes_to_another",
                condition=~Q(from_coach=F("to_coach")),
                violation_error_message="Kies een andere jobcoach.",
            ),
        ]

    def __str__(self) -> str:
        return f"van {self.from_coach} naar {self.to_coach} per {self.starts_on:%d-%m-%Y}"

    @property
    def is_for_a_while(self) -> bool:
        return self.ends_on is not None


class Caseload(Recorded):
    """One coach for one person over a period. Yesterday's coach is out today."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="caseloads", verbose_name="medewerker")
    coach = models.ForeignKey(User, models.PROTECT, related_name="caseloads", verbose_name="jobcoach")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    came_by = models.ForeignKey(
        CoachChange, models.PROTECT, null=True, blank=True, editable=False, related_name="caseloads",
        verbose_name="gekomen door",
    )  # fmt: skip

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


LONGEST_STAND_IN = 183  # days; longer is a handover


class StandIn(Recorded):
    """For a while another sees somebody instead of their coach: only in these days, and while that coach has them."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="stand_ins", verbose_name="medewerker")
    coach = models.ForeignKey(User, models.PROTECT, related_name="stand_ins", verbose_name="waarnemer")
    instead_of = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="in plaats van")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    came_by = models.ForeignKey(
        CoachChange, models.PROTECT, null=True, blank=True, editable=False, related_name="stand_ins",
        verbose_name="gekomen door",
    )  # fmt: skip

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "waarneming"
        verbose_name_plural = "waarnemingen"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("stand_in_ends_after_it_begins"),
            models.CheckConstraint(
                name="stand_in_lasts_half_a_year_at_most",
                condition=Q(ends_on__lte=F("starts_on") + LONGEST_STAND_IN),
                violation_error_message="Waarnemen duurt hoogstens een half jaar. Draag anders over.",
            ),
            models.CheckConstraint(
                name="stand_in_is_another",
                condition=~Q(coach=F("instead_of")),
                violation_error_message="Kies een andere jobcoach.",
            ),
            no_overlap("one_stand_in_at_a_time", "employee", message="Op deze dagen is er al een waarnemer."),
        ]

    def __str__(self) -> str:
        return f"{self.coach} voor {self.instead_of}"
