"""The indication: what UWV decided, and from when it works."""

from django.db import models
from django.db.models import F, Func, Q

from cases.models.employee import WswEmployee
from municipalities.recorded import Recorded, RecordedQuerySet


class Category(models.TextChoices):
    MATIG = "matig", "matig"
    ERNSTIG = "ernstig", "ernstig"  # counts 1.25: Besluit art. 15c


class _Years(Func):
    """`starts_on` plus whole years and days, as a day."""

    template = "(%(expressions)s + make_interval(years => %(years)s, days => %(days)s))::date"

    def __init__(self, years: int, days: int = 0) -> None:
        super().__init__(models.F("starts_on"), years=years, days=days, output_field=models.DateField())


class Indication(Recorded):
    """A decision (Wsw art. 11). The latest to have taken effect holds, also after its validity (Besluit art. 15b)."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="indications", verbose_name="medewerker")
    decided_on = models.DateField("besluitdatum")
    starts_on = models.DateField("ingangsdatum")
    valid_until = models.DateField("geldig tot en met")
    category = models.CharField("categorie", max_length=8, choices=Category)
    bw_advice = models.BooleanField("advies begeleid werken", null=True, blank=True)
    withdrawn_on = models.DateField("ingetrokken per", null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "indicatie"
        verbose_name_plural = "indicaties"
        ordering = ["starts_on", "decided_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "starts_on", "decided_on"],
                name="one_indication_per_decision",
                violation_error_message="Deze indicatie staat er al.",
            ),
            models.CheckConstraint(
                name="indication_valid_1_to_50_years",
                condition=Q(valid_until__gte=_Years(1, -1)) & Q(valid_until__lte=_Years(50)),
                violation_error_message="Een indicatie is minstens 1 en hoogstens 50 jaar geldig.",  # Besluit art. 4(2)
            ),
            models.CheckConstraint(
                name="indication_withdrawn_after_it_begins",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("starts_on")),
                violation_error_message="De intrekking ligt voor de ingangsdatum.",
            ),
        ]

    def __str__(self) -> str:
        return self.category
