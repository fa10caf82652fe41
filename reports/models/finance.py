"""The finance register: what the controller enters about money, per year, with where it comes from.

Amounts are euros with cents, budgets of SE hundredths, keys four decimals. Nothing here is worked out; what follows
from it stands in `reports/money.py`. Each row keeps its former states, so a report of last year is still explained.
"""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q

from municipalities.models import DayRange, Municipality, RunningQuerySet, User, ends_after_it_begins
from municipalities.recorded import Recorded, RecordedQuerySet

HUNDRED = Decimal("100.0000")


class Settled(models.TextChoices):
    VOORLOPIG = "voorlopig", "voorlopig"
    DEFINITIEF = "definitief", "definitief"


class AmountKind(models.TextChoices):
    BEGROTING = "begroting", "begroting"
    REALISATIE = "realisatie", "realisatie"
    PROGNOSE = "prognose", "prognose"


class Post(models.TextChoices):
    """The lines of the account (domain.md 5.3), in the order in which they are read."""

    RIJKSBIJDRAGE = "rijksbijdrage", "rijksbijdrage Wsw"
    LIV = "liv", "lage-inkomensvoordeel"  # until 2024
    LOONKOSTEN = "loonkosten_wsw", "loonkosten Wsw"  # with the employer's charges, transport and RVU
    OMZET = "bruto_omzet", "bruto omzet"
    KORTINGEN = "kortingen", "kortingen"
    DIRECT = "directe_kosten", "directe kosten"  # raw material, work done by others
    OVERIGE_OPBRENGST = "overige_opbrengsten", "overige opbrengsten"
    LOONKOSTEN_REGULIER = "loonkosten_regulier", "loonkosten regulier personeel"
    AFSCHRIJVING = "afschrijving", "afschrijving"
    OVERIGE_KOSTEN = "overige_kosten", "overige bedrijfskosten"
    RESERVE = "onttrekking_reserve", "onttrekking aan de reserve"
    EIGEN_VERMOGEN = "eigen_vermogen", "eigen vermogen"  # of the balance: a stand, not a sum over quarters
    VREEMD_VERMOGEN = "vreemd_vermogen", "vreemd vermogen"


class Amount(Recorded):
    """One line of the account: of a whole year (`quarter` 0), or realised in a quarter."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("jaar")
    quarter = models.PositiveSmallIntegerField("kwartaal", default=0)
    kind = models.CharField("soort", max_length=10, choices=AmountKind)
    post = models.CharField("post", max_length=20, choices=Post)
    amount = models.DecimalField("bedrag", max_digits=14, decimal_places=2)
    status = models.CharField("status", max_length=10, choices=Settled, default=Settled.VOORLOPIG)
    source = models.CharField("bron", max_length=200)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "bedrag"
        verbose_name_plural = "bedragen"
        ordering = ["year", "quarter", "kind", "post"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter", "kind", "post"], name="one_amount_per_post",
                violation_error_message="Voor deze post staat er al een bedrag. Wijzig dat bedrag.",
            ),
            models.CheckConstraint(
                name="amount_realised_by_quarter",
                condition=Q(kind="realisatie", quarter__gte=1, quarter__lte=4)
                | (~Q(kind="realisatie") & Q(quarter=0)),
                violation_error_message="Realisatie is van kwartaal 1 tot en met 4; de rest is van het hele jaar.",
            ),
            models.CheckConstraint(
                name="amount_of_a_year_there_is",
                condition=Q(year__gte=1998, year__lte=2100),
                violation_error_message="Vul een jaar in van 1998 tot en met 2100.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.year}"


class YearBudget(Recorded):
    """The SE of one municipality in one year: as the board budgeted it, and behind the state's budget.

    Two norms, both set by people; the law has had no minimum since 2015 (Besluit art. 16 lapsed).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("jaar")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    se_budget = models.DecimalField("begrote SE", max_digits=9, decimal_places=2)
    se_state = models.DecimalField("rijksbudget-SE", max_digits=9, decimal_places=2, null=True, blank=True)
    source = models.CharField("besluit of bron", max_length=200)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "begrote SE"
        verbose_name_plural = "begrote SE"
        ordering = ["year", "municipality__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "municipality"], name="one_se_budget_per_year",
                violation_error_message="Voor deze gemeente en dit jaar staat er al een begroting.",
            ),
            models.CheckConstraint(
                name="se_budget_is_not_negative",
                condition=Q(se_budget__gte=0) & (Q(se_state=None) | Q(se_state__gte=0)),
                violation_error_message="SE zijn niet negatief.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"


class StateRate(Recorded):
    """What the state pays for one SE in one year, as one circular says it. The latest circular holds."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("jaar")
    amount = models.DecimalField("rijksvergoeding per SE", max_digits=9, decimal_places=2)
    circular = models.CharField("circulaire", max_length=80)
    dated_on = models.DateField("peildatum")
    status = models.CharField("status", max_length=10, choices=Settled, default=Settled.VOORLOPIG)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "rijksvergoeding per SE"
        verbose_name_plural = "rijksvergoedingen per SE"
        ordering = ["year", "dated_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "dated_on"], name="one_state_rate_per_circular",
                violation_error_message="Voor dit jaar en deze peildatum staat er al een bedrag.",
            ),
            models.CheckConstraint(
                name="state_rate_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Vul een bedrag boven 0 in.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}, {self.circular}"


class KeyPurpose(models.TextChoices):
    BIJDRAGE = "bijdrage", "bijdrage aan het tekort"
    LIQUIDATIE = "liquidatie", "liquidatie"


class KeySet(Recorded):
    """Who pays which part, from day to day, by which decision. It counts once a second person released it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField("doel", max_length=12, choices=KeyPurpose, default=KeyPurpose.BIJDRAGE)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    decision = models.CharField("besluit", max_length=200)
    dated_on = models.DateField("peildatum van de sleutel")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="voorgesteld door")
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="vrijgegeven door")
    released_on = models.DateField("vrijgegeven op", null=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "verdeelsleutel"
        verbose_name_plural = "verdeelsleutels"
        ordering = ["purpose", "starts_on"]
        constraints = [
            ends_after_it_begins("key_set_ends_after_it_begins"),
            ExclusionConstraint(
                name="one_key_set_at_a_time",
                expressions=[("purpose", RangeOperators.EQUAL), (DayRange(), RangeOperators.OVERLAPS)],
                condition=Q(released_on__isnull=False),  # who proposes does not yet take another's place
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Op deze dagen geldt al een andere sleutel.",
            ),
            models.CheckConstraint(
                name="key_set_released_by_and_on_come_as_a_pair",
                condition=Q(released_by=None, released_on=None)
                | Q(released_by__isnull=False, released_on__isnull=False),
                violation_error_message="Bij vrijgeven horen een dag en een naam.",
            ),
            models.CheckConstraint(
                name="key_set_released_by_a_second_person",
                condition=Q(released_by=None) | (Q(proposed_by__isnull=False) & ~Q(released_by=F("proposed_by"))),
                violation_error_message="Wie voorstelt, geeft niet ook vrij. Vraag een tweede persoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} vanaf {self.starts_on:%d-%m-%Y}"

    def validate_constraints(self, exclude: Any = None) -> None:
        """A form that cannot release says nothing of other keys: Django asks the condition of fields it left out."""
        left_out = set(exclude or ())
        super().validate_constraints(exclude=left_out | ({"purpose"} if "released_on" in left_out else set()))


class KeyShare(Recorded):
    """One municipality's part of a key set, in percent. Together exactly 100.0000 (a trigger's work, R49)."""

    key_set = models.ForeignKey(KeySet, models.PROTECT, related_name="shares", verbose_name="verdeelsleutel")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    percentage = models.DecimalField("percentage", max_digits=7, decimal_places=4)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "deel van een verdeelsleutel"
        verbose_name_plural = "delen van verdeelsleutels"
        ordering = ["key_set", "municipality__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_set", "municipality"], name="one_share_per_municipality",
                violation_error_message="Deze gemeente heeft al een deel in deze sleutel.",
            ),
            models.CheckConstraint(
                name="share_0_to_100",
                condition=Q(percentage__gte=0, percentage__lte=100),
                violation_error_message="Een deel ligt tussen 0 en 100 procent.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.municipality}: {self.percentage} %"


class Measure(models.TextChoices):
    """What others published, to lay beside our own: national figures, and figures of an annual account."""

    AJ_GEMIDDELD = "aj_gemiddeld", "gerealiseerde arbeidsjaren, gemiddeld"
    AJ_EIND = "aj_eind", "arbeidsjaren aan het eind van het jaar"
    MENSEN = "mensen", "mensen in het bestand"
    INTERN = "intern", "intern (beschut, op locatie, zonder werk)"
    GROEP = "groep", "groepsdetachering"
    INDIVIDUEEL = "individueel", "individuele detachering"
    BW = "bw", "begeleid werken"
    GEDETACHEERD = "gedetacheerd", "gedetacheerd, groep en individueel"
    NATUURLIJK = "natuurlijk", "vertrek door overlijden, pensioen of twee jaar ziekte"
    LEEFTIJD = "leeftijd", "gemiddelde leeftijd"
    OUDER_45 = "ouder_45", "ouder dan 45 jaar"
    SOLVABILITEIT = "solvabiliteit", "solvabiliteit"


class Published(Recorded):
    """A figure as somebody else printed it. We lay our own beside it, and never put one in place of the other."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("jaar")
    measure = models.CharField("wat", max_length=15, choices=Measure)
    value = models.DecimalField("zoals gepubliceerd", max_digits=14, decimal_places=2)
    unit = models.CharField("eenheid", max_length=20)
    source = models.CharField("bron", max_length=200)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "gepubliceerd cijfer"
        verbose_name_plural = "gepubliceerde cijfers"
        ordering = ["-year", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "measure"], name="one_published_figure_per_year",
                violation_error_message="Voor dit jaar staat dit cijfer er al.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.year}"
