"""What payroll and the register say differently about somebody's hours, by month: a work list, never an overwrite.

Of a file only the differences are kept, and which file it was. Numbers that the register does not have are kept until
the next file, so that somebody can look for them; they are about nobody whom the municipality has a dossier of.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, Municipality, User
from municipalities.recorded import Recorded, RecordedQuerySet


class PayrollKind(models.TextChoices):
    UREN = "uren", "andere uren"
    NIET_IN_DIENST = "niet_in_dienst", "in het loon, niet in dienst"
    NIET_IN_LOON = "niet_in_loon", "in dienst, niet in het loon"


class PayrollVerdict(models.TextChoices):
    LOON_KLOPT = "loon_klopt", "loon klopt"
    REGISTER_VERBETEREN = "register_verbeteren", "register verbeteren"
    UITGEZOCHT = "uitgezocht", "uitgezocht"


class PayrollClosed(models.TextChoices):
    """By which fact a difference is over."""

    REGISTER = "register", "het register is verbeterd"
    LOON = "loon", "loon en register zijn weer gelijk"
    ANDERS = "anders", "het verschil werd een ander verschil"


class PayrollUpload(models.Model):
    """A file of hours that was read: whose, of which month, how many lines, and by whom. Written once."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    month = models.DateField("maand")  # its first day
    sha256 = models.CharField("controlegetal", max_length=64)
    lines = models.PositiveIntegerField("regels")
    # Not in the municipality's register. Emptied when the next file is read.
    unknown = ArrayField(models.CharField(max_length=30), default=list, verbose_name="nummers zonder dossier")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ingelezen door")
    uploaded_at = models.DateTimeField("ingelezen op", auto_now_add=True)

    class Meta:
        verbose_name = "ingelezen loonbestand"
        verbose_name_plural = "ingelezen loonbestanden"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "sha256"],
                name="payroll_file_once",
                violation_error_message="Dit bestand is al ingelezen.",
            ),
            models.CheckConstraint(
                name="payroll_file_is_of_a_month",
                condition=Q(month__day=1),
                violation_error_message="Een loonbestand gaat over een hele maand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class PayrollDifferenceQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "PayrollDifferenceQuerySet":
        """A municipality's own, also about who left since: it answers for what it paid."""
        if membership is None or membership.role != "consulent":
            return self.none()
        people = WswEmployee.objects.known_to(membership)
        return self.filter(municipality=membership.municipality_id, employee__in=people)

    def open(self) -> "PayrollDifferenceQuerySet":
        """Which the facts did not settle."""
        return self.filter(closed_on=None)

    def to_do(self) -> "PayrollDifferenceQuerySet":
        """What somebody must still look at, or must still put right in the register."""
        return self.open().filter(verdict__in=["", PayrollVerdict.REGISTER_VERBETEREN])


class PayrollDifference(Recorded):
    """One difference about one person, from the first month that had it to the last. The facts close it, not people."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(
        WswEmployee, models.PROTECT, related_name="payroll_differences", verbose_name="medewerker"
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    kind = models.CharField("soort verschil", max_length=15, choices=PayrollKind)
    first_month = models.DateField("eerste maand")  # their first days
    last_month = models.DateField("laatste maand")
    payroll_hours = models.DecimalField("uren volgens het loon", max_digits=5, decimal_places=2, null=True)
    register_hours = models.DecimalField("uren volgens het register", max_digits=5, decimal_places=2, null=True)
    paid_hours = models.DecimalField("betaalde uren in de laatste maand", max_digits=6, decimal_places=2, null=True)
    verdict = models.CharField("uitkomst", max_length=20, choices=PayrollVerdict, blank=True)
    note = models.CharField("toelichting", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bekeken door"
    )
    decided_on = models.DateField("bekeken op", null=True, blank=True)
    closed_on = models.DateField("gesloten op", null=True, blank=True)
    closed_because = models.CharField("waarom gesloten", max_length=10, choices=PayrollClosed, blank=True)

    objects = PayrollDifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "verschil met het loon"
        verbose_name_plural = "verschillen met het loon"
        ordering = ["first_month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "employee"],
                condition=Q(closed_on=None),
                name="one_open_payroll_difference",
                violation_error_message="Over deze medewerker staat al een verschil open.",
            ),
            models.CheckConstraint(
                name="payroll_difference_in_whole_months",
                condition=Q(first_month__day=1, last_month__day=1, last_month__gte=F("first_month")),
                violation_error_message="Een verschil gaat over hele maanden.",
            ),
            models.CheckConstraint(
                name="payroll_difference_is_one",
                condition=Q(kind="uren", payroll_hours__isnull=False, register_hours__isnull=False)
                & ~Q(payroll_hours=F("register_hours"))
                | Q(kind="niet_in_dienst", payroll_hours__isnull=False, register_hours=None)
                | Q(kind="niet_in_loon", payroll_hours=None, register_hours__isnull=False),
                violation_error_message="Loon en register verschillen hier niet.",
            ),
            models.CheckConstraint(
                name="payroll_verdict_with_name_and_day",
                condition=Q(verdict="", note="", decided_by=None, decided_on=None)
                | Q(verdict__in=PayrollVerdict.values, decided_by__isnull=False, decided_on__isnull=False),
                violation_error_message="Bij een uitkomst horen een naam en een dag.",
            ),
            models.CheckConstraint(
                name="payroll_verdict_with_a_note",
                condition=Q(verdict__in=["", "register_verbeteren"]) | ~Q(note=""),
                violation_error_message="Schrijf op wat u hebt gevonden.",
            ),
            models.CheckConstraint(
                name="payroll_closed_by_a_fact",
                condition=Q(closed_on=None, closed_because="")
                | Q(closed_on__isnull=False, closed_because__in=PayrollClosed.values),
                violation_error_message="Alleen een feit sluit een verschil.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.first_month:%m-%Y}"

    @property
    def is_same_as(self) -> tuple[str, object, object]:
        """Two months have the same difference when these are equal."""
        return self.kind, self.payroll_hours, self.register_hours
