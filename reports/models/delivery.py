"""Who was told of a report, and who opened or fetched it. About colleagues, so no more than that (AVG art. 5(1)(c))."""

import uuid

from django.db import models
from django.db.models import Q

from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet
from reports.models.calendar import Meeting
from reports.models.report import Report


class About(models.TextChoices):
    UITGAVE = "uitgave", "het rapport staat klaar"
    INTREKKING = "intrekking", "het rapport is ingetrokken"
    HERINNERING = "herinner", "herinnering voor een vergadering"


class Delivery(Recorded):
    """The intent to tell one receiver of one edition, once: written with the release, carried out by a task.

    `taken_at` is when a worker took it, before the mail went; `sent_at` when it was handed over. Taken and not sent is
    not known: it is not sent again, for once is the rule.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="deliveries", verbose_name="rapport")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ontvanger")
    about = models.CharField("waarover", max_length=10, choices=About)
    replaces = models.BooleanField("vervangt wat iemand al had", default=False)
    taken_at = models.DateTimeField("opgepakt op", null=True)
    sent_at = models.DateTimeField("verstuurd op", null=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="reminders", verbose_name="voor de vergadering"
    )

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "bericht over een rapport"
        verbose_name_plural = "berichten over rapporten"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "receiver", "about", "meeting"], name="told_once_of_an_edition",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="reminded_of_a_meeting",
                condition=Q(about="herinner", meeting__isnull=False) | (~Q(about="herinner") & Q(meeting=None)),
            ),
            models.CheckConstraint(
                name="sent_after_it_was_taken", condition=Q(sent_at=None) | Q(taken_at__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.report} aan {self.receiver}"


class Reading(Recorded):
    """The first time that a receiver opened a released report, or fetched it in one form. Never changed, never again.

    `form` is "" for the page and the dashboard, else that of the file. When is `recorded_at`.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings", verbose_name="rapport")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="lezer")
    form = models.CharField("vorm", max_length=5, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "lezing van een rapport"
        verbose_name_plural = "lezingen van rapporten"
        constraints = [models.UniqueConstraint(fields=["report", "reader", "form"], name="read_once_in_a_form")]

    def __str__(self) -> str:
        return f"{self.report} door {self.reader}"
