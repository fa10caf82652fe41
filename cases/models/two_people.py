"""Two dossiers that look like one person and are not: somebody looked and said so. The pair is not asked again."""

import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, User, today
from municipalities.recorded import Recorded, RecordedQuerySet

_NUMBERS = ArrayField(models.BigIntegerField())


class TwoPeopleQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "TwoPeopleQuerySet":
        """Only pairs of whom both are visible.

        Whom one sees is asked once, as a list. As two subqueries they were joined with each other first: of 500 people
        that took ten seconds, also when nobody had said anything yet.
        """
        seen = ArraySubquery(WswEmployee.objects.visible_to(membership).values("pk"))
        both = Func("employee_id", "other_id", template="ARRAY[%(expressions)s]", output_field=_NUMBERS)
        return self.alias(seen=seen).filter(seen__contains=both)


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
