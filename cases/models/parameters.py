"""Numbers the law or a choice sets for a period. Never a constant in code: each has its dates and its source."""

from django.db import models
from django.db.models import F, Q

from municipalities.models import RunningQuerySet, no_overlap
from municipalities.recorded import Recorded, RecordedQuerySet


class Parameter(Recorded):
    """A named value that holds from a first to a last day, both inclusive."""

    name = models.CharField("naam", max_length=60)
    value = models.DecimalField("waarde", max_digits=14, decimal_places=4)
    unit = models.CharField("eenheid", max_length=20)
    starts_on = models.DateField("geldig van")
    ends_on = models.DateField("geldig tot en met", null=True, blank=True)
    source = models.CharField("bron", max_length=200)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "parameter"
        verbose_name_plural = "parameters"
        ordering = ["name", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="parameter_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
            no_overlap("parameter_once_at_a_time", "name", message="Op deze dagen geldt al een andere waarde."),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value.normalize():f}"


class AowAge(Recorded):
    """The AOW age of one calendar year (Algemene Ouderdomswet art. 7a)."""

    year = models.PositiveSmallIntegerField("jaar", unique=True)
    years = models.PositiveSmallIntegerField("jaren")
    months = models.PositiveSmallIntegerField("maanden")
    source = models.CharField("bron", max_length=200)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "AOW-leeftijd"
        verbose_name_plural = "AOW-leeftijden"
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}: {self.years} jaar en {self.months} maanden"
