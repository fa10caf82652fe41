"""The nature of somebody's limitation: for the Wsw-statistiek only, and so in a table apart."""

from django.db import models

from cases.models.employee import WswEmployee
from municipalities.recorded import Recorded, RecordedQuerySet


class Nature(models.TextChoices):
    """The four groups of the Wsw-statistiek. Nothing finer is ever kept."""

    LICHAMELIJK = "lichamelijk", "lichamelijk"
    VERSTANDELIJK = "verstandelijk", "verstandelijk"
    PSYCHISCH = "psychisch", "psychisch"
    OVERIG = "overig", "overig"


class Limitation(Recorded):
    """Health data (AVG art. 9). No role reads it or writes it, on any screen; only a registered process does (R71)."""

    employee = models.OneToOneField(WswEmployee, models.PROTECT, related_name="limitation", verbose_name="medewerker")
    nature = models.CharField("aard van de beperking", max_length=15, choices=Nature)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "aard van de beperking"
        verbose_name_plural = "aard van de beperking"

    def __str__(self) -> str:
        return "aard van de beperking"  # never what it says
