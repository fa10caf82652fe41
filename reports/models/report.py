"""Reports: an edition frozen with what it was made from, and the work of making one."""

import uuid
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from cases.models import WswEmployee
from municipalities.access import Permission
from municipalities.models import Membership, User
from reports.editions import append
from reports.periods import Period
from reports.streamed import streamed
from reports.veiled import veiled


class ReportState(models.TextChoices):
    CONCEPT = "concept", "concept"
    GECONTROLEERD = "gecontroleerd", "gecontroleerd"
    VRIJGEGEVEN = "vrijgegeven", "vrijgegeven"
    VERVANGEN = "vervangen", "vervangen"
    INGETROKKEN = "ingetrokken", "ingetrokken"  # by a Withdrawal


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, membership: Membership | None) -> "ReportQuerySet":
        """Drafts for who prepares and checks; for the others only what was released."""
        if membership is None or not membership.may(Permission.REPORT_VIEW):
            return self.none()
        if membership.may(Permission.REPORT_DRAFT_VIEW):
            return self
        return self.filter(released_at__isnull=False)

    def released(self) -> "ReportQuerySet":
        """The edition that holds, per period."""
        return self.filter(state=ReportState.VRIJGEGEVEN)


class Report(models.Model):
    """One edition over one period: content, definitions and fingerprint, never changed once made (a trigger's work).

    `shown` is what every reader may see of it, by SQL too (`reports/veiled.py`). Every edition is a link of one chain,
    and signed (`reports/editions.py`).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.CharField("periode", max_length=7)
    edition = models.PositiveSmallIntegerField("uitgave")
    state = models.CharField("status", max_length=15, choices=ReportState, default=ReportState.CONCEPT)
    known_on = models.DateTimeField("zoals bekend op")
    shown = models.JSONField("inhoud zonder kleine aantallen", editable=False)
    fingerprint = models.CharField("vingerafdruk", max_length=64)
    number = models.PositiveIntegerField("nummer in de keten", unique=True, editable=False)
    former = models.CharField("schakel ervoor", max_length=64, editable=False)
    link = models.CharField("schakel", max_length=64, unique=True, editable=False)
    signature = models.CharField("handtekening van het portaal", max_length=128, editable=False)
    signed_with = models.CharField("openbare sleutel", max_length=64, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="gevraagd door")
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="gecontroleerd door")
    checked_at = models.DateTimeField("gecontroleerd op", null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="vrijgegeven door")
    released_at = models.DateTimeField("vrijgegeven op", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporten"
        ordering = ["-period", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["period", "edition"], name="one_report_per_edition"),
            models.UniqueConstraint(
                fields=["period"], condition=Q(state="vrijgegeven"), name="one_released_edition_per_period"
            ),
            models.CheckConstraint(
                name="checked_at_and_by_come_as_a_pair",
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="released_at_and_by_come_as_a_pair",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="released_by_a_second_person",
                condition=Q(released_by=None) | (Q(checked_by__isnull=False) & ~Q(released_by=F("checked_by"))),
                violation_error_message="Wie controleert, geeft niet ook vrij. Vraag een tweede persoon.",
            ),
            models.CheckConstraint(
                name="report_state_and_signatures_agree",
                condition=Q(state="concept", checked_by=None, released_by=None)
                | Q(state="gecontroleerd", checked_by__isnull=False, released_by=None)
                | Q(state="vrijgegeven", released_by__isnull=False)
                | Q(state="vervangen")
                | Q(state="ingetrokken", released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{Period.parse(self.period).label}, uitgave {self.edition}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; a new edition gets its place in the chain and its signature, and its content is kept with it."""
        if not self._state.adding:
            super().save(*args, **kwargs)
            return
        append(self)
        with transaction.atomic():
            with streamed(self, "shown"):
                super().save(*args, **kwargs)
            self.unmasked.report = self  # (which has its number now)
            with streamed(self.unmasked, "content"):
                self.unmasked.save()

    @property
    def content(self) -> dict[str, Any]:
        """Everything it says, unmasked, for who makes and checks reports; for others the row does not exist.

        Canonical: the values as decimal strings, with the definitions they were made with.
        """
        content: dict[str, Any] = self.unmasked.content
        return content

    @content.setter
    def content(self, content: dict[str, Any]) -> None:
        self.shown = veiled(content)
        ReportContent(report=self, content=content)  # which is `self.unmasked` now


class ReportContent(models.Model):
    """What an edition says, unmasked: a row for who makes and checks reports only, and never changed once made."""

    report = models.OneToOneField(
        Report, models.PROTECT, primary_key=True, related_name="unmasked", verbose_name="rapport"
    )
    content = models.JSONField("inhoud")

    class Meta:
        verbose_name = "inhoud van een rapport"
        verbose_name_plural = "inhoud van rapporten"

    def __str__(self) -> str:
        return str(self.report)


class FrozenStand(models.Model):
    """A stand as it was when the report was made. Columns as in `reports.stands.Stand`, and why somebody left."""

    # No constraint: checking a million rows one by one took as long as making them, and a report cannot be deleted.
    report = models.ForeignKey(
        Report, models.DO_NOTHING, db_constraint=False, related_name="stands", verbose_name="rapport"
    )
    month_end = models.DateField()
    # No constraint: the figures outlive the person's file.
    employee = models.ForeignKey(WswEmployee, models.DO_NOTHING, db_constraint=False, related_name="+")
    scheme = models.CharField(max_length=8)
    municipality = models.CharField(max_length=6)
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    fte = models.DecimalField(max_digits=26, decimal_places=20)
    category = models.CharField(max_length=8)
    factor = models.DecimalField(max_digits=14, decimal_places=4)
    se = models.DecimalField(max_digits=28, decimal_places=20)
    rvu_se = models.DecimalField(max_digits=28, decimal_places=20)
    leave = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    employer_id = models.BigIntegerField()
    executor_id = models.BigIntegerField(null=True)
    form = models.CharField(max_length=4)
    hours_leeg = models.DecimalField(max_digits=5, decimal_places=2)
    hours_bsb = models.DecimalField(max_digits=5, decimal_places=2)
    hours_wol = models.DecimalField(max_digits=5, decimal_places=2)
    hours_grd = models.DecimalField(max_digits=5, decimal_places=2)
    hours_ind = models.DecimalField(max_digits=5, decimal_places=2)
    hours_bw = models.DecimalField(max_digits=5, decimal_places=2)
    departure = models.CharField(max_length=10)

    class Meta:
        verbose_name = "bevroren stand"
        verbose_name_plural = "bevroren standen"
        indexes = [models.Index(fields=["report", "month_end", "municipality"], name="frozen_stand_cell")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.employee_id} op {self.month_end:%d-%m-%Y}"


class ReportFile(models.Model):
    """A released report as a file, made once at its release."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name="rapport")
    format = models.CharField("vorm", max_length=5)
    content = models.BinaryField("inhoud")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "rapportbestand"
        verbose_name_plural = "rapportbestanden"
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="one_file_per_format")]

    def __str__(self) -> str:
        return f"{self.report}, {self.format}"


class ProductionState(models.TextChoices):
    WACHTEND = "wachtend", "wacht op een vrije werker"
    BEZIG = "bezig", "bezig"
    KLAAR = "klaar", "klaar"
    MISLUKT = "mislukt", "mislukt"


class Production(models.Model):
    """The wish for a report, and how far it is. Kept here, not in the broker: a kill, an empty queue lose nothing."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.CharField("periode", max_length=7)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="gevraagd door")
    requested_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    state = models.CharField("status", max_length=10, choices=ProductionState, default=ProductionState.WACHTEND)
    step = models.CharField("stap", max_length=80, blank=True)
    percent = models.PositiveSmallIntegerField("voortgang", default=0)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    claim = models.UUIDField(null=True)  # of the worker that has it now
    lease_until = models.DateTimeField(null=True)  # after this moment another may take it over
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+", verbose_name="rapport")
    error = models.CharField("fout", max_length=200, blank=True)

    class Meta:
        verbose_name = "rapportproductie"
        verbose_name_plural = "rapportproducties"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(state__in=["wachtend", "bezig"]), name="one_production_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.state}"

    @property
    def open(self) -> bool:
        return self.state in {ProductionState.WACHTEND, ProductionState.BEZIG}
