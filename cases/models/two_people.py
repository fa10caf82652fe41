"""Two dossiers that look like one person and are not: somebody looked and said so. The pair is not asked again."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, User, today
from municipalities.recorded import Recorded, RecordedQuerySet


class TwoPeopleQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "TwoPeopleQuerySet":
        """Only pairs of whom both are visible."""
        seen = WswEmployee.objects.visible_to(membership)
        return self.filter(employee__in=seen, other__in=seen)


class TwoPeople(Recorded):
    """That these two are not one, said by whom and when. A pair has one order: the one registered first."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="+", verbose_name="medewerker")
    other = models.ForeignKey(WswEmployee, models.PROTECT, related_name="+", verbose_name="iemand anders")
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gezegd door")
    said_on = models.DateField("gezegd op", default=today)

    objects = TwoPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = "twee mensen"
        verbose_name_plural = "twee mensen"
        ordering = ["-said_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "other"],
                name="two_people_said_once",
                violation_error_message="Van deze twee is al gezegd dat het twee mensen zijn.",
            ),
            models.CheckConstraint(
                name="two_people_in_one_order",
                condition=Q(employee__lt=F("other")),
                violation_error_message="Een paar bestaat uit twee dossiers, het oudste eerst.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} en {self.other}"
