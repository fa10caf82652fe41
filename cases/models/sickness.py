"""Sick leave: dates and percentages. There is no field for a cause, anywhere (AVG art. 9; AP, De zieke werknemer)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from cases.models.employee import WswEmployee, about_whom
from municipalities.recorded import Recorded, RecordedQuerySet


class SickSpell(Recorded):
    """From the first sick day until the day before being back at work."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="sick_spells", verbose_name="medewerker")
    starts_on = models.DateField("eerste ziektedag")
    recovered_on = models.DateField("eerste dag weer aan het werk", null=True, blank=True)
    vangnet = models.BooleanField("vangnet Ziektewet", null=True, blank=True)  # whether, never which

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "verzuim"
        verbose_name_plural = "verzuim"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="recovered_after_falling_ill",
                condition=Q(recovered_on=None) | Q(recovered_on__gt=F("starts_on")),
                violation_error_message="De eerste werkdag ligt niet na de eerste ziektedag.",
            ),
            ExclusionConstraint(
                name="one_sick_spell_at_a_time",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("recovered_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Op deze dagen staat al verzuim.",
            ),
        ]

    def __str__(self) -> str:
        return f"ziek vanaf {self.starts_on:%d-%m-%Y}"


class SickPercentage(Recorded):
    """How much somebody is off work from a day on, within a spell."""

    spell = models.ForeignKey(SickSpell, models.PROTECT, related_name="percentages", verbose_name="verzuim")
    employee = about_whom()
    starts_on = models.DateField("vanaf")
    percentage = models.PositiveSmallIntegerField("percentage ziek")

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "verzuimpercentage"
        verbose_name_plural = "verzuimpercentages"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["spell", "starts_on"],
                name="one_sick_percentage_from_a_day",
                violation_error_message="Vanaf deze dag staat al een percentage.",
            ),
            models.CheckConstraint(
                name="sick_percentage_0_to_100",
                condition=Q(percentage__gte=0) & Q(percentage__lte=100),
                violation_error_message="Een percentage ligt tussen 0 en 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percentage} %"
