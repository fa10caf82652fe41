"""What the P&C calendar keeps: on which days the AB and the DB meet, and which tasks are done; the rest is rules."""

import uuid

from django.db import models
from django.db.models import Q

from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet


class Body(models.TextChoices):
    AB = "AB", "Algemeen Bestuur"
    DB = "DB", "Dagelijks Bestuur"


class Meeting(Recorded):
    """A meeting of the Algemeen Bestuur, and which year's budget or account it decides on; or of the Dagelijks Bestuur,
    which reads the report."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    held_on = models.DateField("dag")
    budget_year = models.PositiveSmallIntegerField("stelt de begroting vast van", null=True, blank=True)
    account_year = models.PositiveSmallIntegerField("stelt de jaarrekening vast van", null=True, blank=True)
    body = models.CharField("vergadering van", max_length=2, choices=Body, default=Body.AB, db_default=Body.AB)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "vergadering van het bestuur"
        verbose_name_plural = "vergaderingen van het bestuur"
        ordering = ["held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"], name="one_meeting_of_a_body_a_day",
                violation_error_message="Op deze dag staat er al een vergadering. Wijzig die.",
            ),
            models.CheckConstraint(
                name="the_ab_decides_on_years",
                condition=Q(body="AB") | Q(budget_year=None, account_year=None),
                violation_error_message="Begroting en jaarrekening stelt het Algemeen Bestuur vast.",
            ),
            models.UniqueConstraint(
                fields=["budget_year"], name="one_meeting_decides_a_budget",
                violation_error_message="Een andere vergadering stelt deze begroting al vast.",
            ),
            models.UniqueConstraint(
                fields=["account_year"], name="one_meeting_decides_an_account",
                violation_error_message="Een andere vergadering stelt deze jaarrekening al vast.",
            ),
            models.CheckConstraint(
                name="meeting_before_its_budget",
                condition=Q(budget_year=None) | Q(held_on__year__lt=models.F("budget_year")),
                violation_error_message="Een begroting wordt vastgesteld voor haar jaar (Wgr art. 34 lid 1).",
            ),
            models.CheckConstraint(
                name="meeting_after_its_account",
                condition=Q(account_year=None) | Q(held_on__year__gt=models.F("account_year")),
                violation_error_message="Een jaarrekening wordt vastgesteld na het jaar (Wgr art. 34 lid 3).",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.body} {self.held_on:%d-%m-%Y}"


class DoneTask(Recorded):
    """That a task of the calendar is done: which rule, about which year or period, on which day. Taken back, it stays.

    When somebody said so is `recorded_at`; it may be later than the day it was done.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.SlugField("taak", max_length=30)
    about = models.CharField("over", max_length=6)
    done_on = models.DateField("gedaan op")
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vastgelegd door wie")
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="teruggehaald door")
    undone_on = models.DateField("teruggehaald op", null=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "gedane taak van de kalender"
        verbose_name_plural = "gedane taken van de kalender"
        ordering = ["done_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "about"], condition=Q(undone_on=None), name="a_task_is_done_once",
                violation_error_message="Deze taak is al gedaan.",
            ),
            models.CheckConstraint(
                name="task_undone_by_and_on_come_as_a_pair",
                condition=Q(undone_by=None, undone_on=None) | Q(undone_by__isnull=False, undone_on__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule} {self.about}"
