"""What was entered otherwise about a year of which a report was released, and what a second controller said of it."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from cases.models import Reason, Verdict
from municipalities.models import User
from municipalities.recorded import Recorded, RecordedQuerySet


class MoneyChangeQuerySet(RecordedQuerySet):
    def waiting(self) -> "MoneyChangeQuerySet":
        """Of a closed year, and nobody judged it yet."""
        return self.filter(waits=True, verdict="")


class MoneyChange(Recorded):
    """A row of the finance register that was made, changed or taken away, after a report of its year was released.

    The database makes it, whoever writes the row and however. `act` is one for all rows of one transaction, and of no
    other: a file is judged at once. Only in a closed year it `waits` for another controller; what two people did
    already does not.
    """

    key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    act = models.BigIntegerField("in een keer gewijzigd")
    year = models.PositiveSmallIntegerField("jaar")
    source = models.CharField("tabel", max_length=40)
    row = models.BigIntegerField("rij")
    was = models.JSONField("was", null=True)
    now = models.JSONField("is", null=True)
    waits = models.BooleanField("vraagt akkoord van een tweede controller", db_default=False)
    kind = models.CharField("reden", max_length=20, choices=Reason, blank=True, db_default="")
    because = models.CharField("toelichting", max_length=200, blank=True, db_default="")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="gewijzigd door")
    made_at = models.DateTimeField("gewijzigd op", db_default=Now(), editable=False)
    verdict = models.CharField("oordeel", max_length=9, choices=Verdict, blank=True, db_default="")
    verdict_note = models.CharField("woorden voor de accountant", max_length=300, blank=True, db_default="")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="geoordeeld door")
    decided_at = models.DateTimeField("geoordeeld op", null=True)

    objects = MoneyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "wijziging van een bedrag"
        verbose_name_plural = "wijzigingen van bedragen"
        ordering = ["-id"]
        indexes = [models.Index(fields=["act"], name="money_change_act")]
        constraints = [
            models.CheckConstraint(
                name="money_verdict_by_at_and_words",
                condition=Q(verdict="", verdict_note="", decided_by=None, decided_at=None)
                | (~Q(verdict="") & ~Q(verdict_note="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="money_verdict_of_a_second_person",
                condition=Q(decided_by=None) | Q(made_by=None) | ~Q(decided_by=F("made_by")),
                violation_error_message="Wie wijzigt, geeft niet ook akkoord. Vraag een tweede persoon.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} {self.year}"
