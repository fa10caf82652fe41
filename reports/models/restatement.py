"""What a released report would say now, or what a later edition says, beside it: worked out by a task and kept."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from municipalities.models import Membership
from reports.models.report import Report


class RestatementQuerySet(models.QuerySet["Restatement"]):
    def visible_to(self, membership: Membership | None) -> "RestatementQuerySet":
        """Of reports that are visible, beside editions that are."""
        seen = Report.objects.visible_to(membership)
        return self.filter(Q(edition=None) | Q(edition__in=seen), report__in=seen)


class Restatement(models.Model):
    """A released report beside a later edition of its period, or (without one) beside what is known now.

    It is worked out again when more is known. `shown` is what every reader may see of it (`reports/known_now.py`).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="restatements", verbose_name="zoals gerapporteerd")
    edition = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+", verbose_name="latere uitgave")
    known_on = models.DateTimeField("zoals bekend op")
    fingerprint = models.CharField("vingerafdruk", max_length=64)
    shown = models.JSONField("verschillen zonder kleine aantallen", encoder=DjangoJSONEncoder, editable=False)
    made_at = models.DateTimeField("gemaakt op", auto_now=True)

    objects = RestatementQuerySet.as_manager()

    class Meta:
        verbose_name = "vergelijking"
        verbose_name_plural = "vergelijkingen"
        constraints = [
            models.UniqueConstraint(fields=["report", "edition"], name="one_restatement_each", nulls_distinct=False),
            models.CheckConstraint(name="not_beside_itself", condition=Q(edition=None) | ~Q(edition=F("report"))),
        ]

    def __str__(self) -> str:
        return f"{self.report} naast {self.edition or 'nu'}"


class RestatementContent(models.Model):
    """Both unmasked, for who makes and checks reports: what is known now (an edition has its own), and the causes."""

    restatement = models.OneToOneField(
        Restatement, models.CASCADE, primary_key=True, related_name="unmasked", verbose_name="vergelijking"
    )
    content = models.JSONField("inhoud", null=True)
    splits = models.JSONField("verschillen, uitgelegd")  # by cause (`reports/compared.py`)

    class Meta:
        verbose_name = "inhoud van een vergelijking"
        verbose_name_plural = "inhoud van vergelijkingen"

    def __str__(self) -> str:
        return str(self.restatement)
