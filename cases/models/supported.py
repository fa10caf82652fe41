"""Begeleid werken (Wsw art. 7): the contract with a regular employer. And of any work: loonwaarde and adaptations."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models.employee import WswEmployee
from cases.models.employment import between_zero_and_forty
from cases.models.hirer import Hirer
from municipalities.models import Membership, Organisation, RunningQuerySet, ends_after_it_begins, no_overlap
from municipalities.recorded import Recorded


class OfVisibleEmployees(RunningQuerySet):
    def visible_to(self, membership: Membership | None) -> "OfVisibleEmployees":
        return self.filter(employee__in=WswEmployee.objects.visible_to(membership))


class SubsidyUnit(models.TextChoices):
    LOON = "loon", "procent van het loon"
    MAAND = "maand", "euro per maand"


class SupportedContract(Recorded):
    """A begeleid-werkencontract, as it is from its first to its last day. What changes is a next version."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(
        WswEmployee, models.PROTECT, related_name="supported_contracts", verbose_name="medewerker"
    )
    hirer = models.ForeignKey(Hirer, models.PROTECT, related_name="supported_contracts", verbose_name="werkgever")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    hours = models.DecimalField("uren per week", max_digits=4, decimal_places=2)
    fulltime_hours = models.DecimalField(
        "volle werkweek bij deze werkgever", max_digits=4, decimal_places=2, default=38
    )
    cao = models.CharField("cao van de werkgever", max_length=80, blank=True)
    wage = models.DecimalField("loon per maand", max_digits=8, decimal_places=2, null=True, blank=True)
    subsidy = models.DecimalField("subsidie", max_digits=8, decimal_places=2, null=True, blank=True)
    subsidy_unit = models.CharField("subsidie in", max_length=5, choices=SubsidyUnit, default=SubsidyUnit.LOON)
    support = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="begeleidingsorganisatie"
    )
    support_asked_on = models.DateField("begeleiding gevraagd op", null=True, blank=True)
    choices_offered = models.PositiveSmallIntegerField("organisaties om uit te kiezen", null=True, blank=True)
    support_hours = models.DecimalField(
        "begeleiding in uren per maand", max_digits=5, decimal_places=2, null=True, blank=True
    )
    support_fee = models.DecimalField(
        "vergoeding per uur begeleiding", max_digits=7, decimal_places=2, null=True, blank=True
    )
    return_guarantee = models.BooleanField("terugkeergarantie besproken", default=False)

    objects = OfVisibleEmployees.as_manager()

    class Meta:
        verbose_name = "begeleid-werkencontract"
        verbose_name_plural = "begeleid-werkencontracten"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("supported_contract_ends_after_it_begins"),
            between_zero_and_forty("supported_contract_hours_0_to_40"),
            no_overlap(
                "one_supported_contract_at_a_time",
                "employee",
                message="Op deze dagen loopt al een begeleid-werkencontract.",
            ),
        ]

    def __str__(self) -> str:
        return f"begeleid werken bij {self.hirer}"


class Loonwaarde(Recorded):
    """What somebody's work is worth to an employer, in percent of the wage: measured on a day, by somebody."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="loonwaarden", verbose_name="medewerker")
    measured_on = models.DateField("gemeten op")
    percentage = models.DecimalField("loonwaarde in procent", max_digits=5, decimal_places=2)
    method = models.CharField("methode", max_length=80, blank=True)
    measured_by = models.CharField("gemeten door", max_length=120)
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)

    objects = OfVisibleEmployees.as_manager()

    class Meta:
        verbose_name = "loonwaarde"
        verbose_name_plural = "loonwaarden"
        ordering = ["measured_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="loonwaarde_0_to_100",
                condition=Q(percentage__gte=0, percentage__lte=100),
                violation_error_message="Een loonwaarde ligt tussen 0 en 100 procent.",
            ),
            models.CheckConstraint(
                name="loonwaarde_is_valid_once_measured",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("measured_on")),
                violation_error_message="De geldigheid eindigt voor de dag van de meting.",
            ),
            models.UniqueConstraint(
                fields=["employee", "measured_on"],
                name="loonwaarde_measured_once_a_day",
                violation_error_message="Op deze dag is al een loonwaarde vastgelegd.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percentage} procent"


class AdaptationKind(models.TextChoices):
    """The five kinds of Besluit uitvoering sociale werkvoorziening art. 1 f."""

    TECHNISCH = "technisch", "technisch, aan de werkplek"
    ORGANISATORISCH = "organisatorisch", "organisatorisch"
    BEGELEIDING = "begeleiding", "bijzondere begeleiding"
    WERKTIJD = "werktijd", "werktijd"
    WERKTEMPO = "werktempo", "werktempo"


class Adaptation(Recorded):
    """An adaptation of the workplace: which of the five kinds, what it cost and who paid. Not why somebody needs it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="adaptations", verbose_name="medewerker")
    kind = models.CharField("soort aanpassing", max_length=15, choices=AdaptationKind)
    what = models.CharField("wat er is aangepast", max_length=160)
    agreed_on = models.DateField("afgesproken op")
    delivered_on = models.DateField("geleverd op", null=True, blank=True)
    cost = models.DecimalField("kosten in euro", max_digits=9, decimal_places=2, null=True, blank=True)
    payer = models.CharField("betaald door", max_length=80, blank=True)
    ends_on = models.DateField("gebruikt tot en met", null=True, blank=True)

    objects = OfVisibleEmployees.as_manager()

    class Meta:
        verbose_name = "werkplekaanpassing"
        verbose_name_plural = "werkplekaanpassingen"
        ordering = ["agreed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="adaptation_cost_is_not_negative",
                condition=Q(cost=None) | Q(cost__gte=0),
                violation_error_message="Kosten zijn niet negatief.",
            ),
            models.CheckConstraint(
                name="adaptation_ends_after_it_is_agreed",
                condition=(Q(delivered_on=None) | Q(delivered_on__gte=models.F("agreed_on")))
                & (Q(ends_on=None) | Q(ends_on__gte=models.F("agreed_on"))),
                violation_error_message="Leveren en gebruiken komt na de dag van de afspraak.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
