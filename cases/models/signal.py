"""What asks for attention about somebody: made and closed by the facts, put off by people (cases/signals)."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, User


class SignalQuerySet(models.QuerySet["Signal"]):
    def visible_to(self, membership: Membership | None) -> "SignalQuerySet":
        """Through the person's door, and only for the roles it is for."""
        if membership is None:
            return self.none()
        people = WswEmployee.objects.visible_to(membership)
        return self.filter(employee__in=people, roles__contains=[membership.role])

    def open(self) -> "SignalQuerySet":
        return self.filter(closed_on=None)

    def asking_on(self, day: date) -> "SignalQuerySet":
        """Open, and not put off."""
        return self.open().filter(Q(put_off_until=None) | Q(put_off_until__lt=day))

    def put_off_on(self, day: date) -> "SignalQuerySet":
        return self.open().filter(put_off_until__gte=day)


class Signal(models.Model):
    """One thing to do about one person. Derived: only the process `signals` makes it, and closes it.

    `rule` is a number of cases/signals/rules.py; `due_on` is the day it must be done, or since when it is so.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="signals", verbose_name="medewerker")
    rule = models.CharField("regel", max_length=4)
    due_on = models.DateField("dag")
    roles = ArrayField(models.CharField(max_length=20), verbose_name="voor wie")
    made_on = models.DateField("gemaakt op")
    closed_on = models.DateField("gesloten op", null=True, blank=True)
    put_off_until = models.DateField("weggelegd tot en met", null=True, blank=True)
    put_off_because = models.CharField("reden van wegleggen", max_length=200, blank=True)
    put_off_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="weggelegd door"
    )

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "rule", "due_on"],
                condition=Q(closed_on=None),
                name="one_open_signal",
                violation_error_message="Dit signaal staat er al.",
            ),
            models.CheckConstraint(
                name="signal_put_off_with_day_reason_and_name",
                condition=Q(put_off_until=None, put_off_because="", put_off_by=None)
                | (Q(put_off_until__isnull=False, put_off_by__isnull=False) & ~Q(put_off_because="")),
                violation_error_message="Bij wegleggen horen een dag, een reden en een naam.",
            ),
            models.CheckConstraint(
                name="signal_closes_after_it_is_made",
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("made_on")),
                violation_error_message="Een signaal sluit niet voordat het er was.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, {self.due_on:%d-%m-%Y}"
