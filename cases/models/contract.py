"""Lending people to a hirer: the contract, and its terms by date. About nobody; who works under it are placements."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.models.hirer import Hirer, HirerSite
from municipalities.models import Organisation, RunningQuerySet, User, ends_after_it_begins, no_overlap, today
from municipalities.recorded import Recorded

WARNED, URGENT = timedelta(days=90), timedelta(days=30)  # R44


def ends_in(last: date | None, day: date) -> str:
    """How loud a contract's last day is said on `day`: "bad", "warn" or nothing."""
    left = last - day if last else None
    if left is None or left > WARNED:
        return ""
    return "bad" if left <= URGENT else "warn"


class ContractKind(models.TextChoices):
    IND = "IND", "individuele detachering"
    GRD = "GRD", "groepsdetachering"
    WOL = "WOL", "werken op locatie"  # the client buys a result


class Payer(models.TextChoices):
    """Who takes care of it and pays it."""

    INLENER = "inlener", "de inlener"
    UITLENER = "uitlener", "de uitlener"


class Contract(Recorded):
    """A detacheringsovereenkomst. It is extended or ends; what is paid stands in its terms."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        "contractnummer", max_length=30, unique=True, error_messages={"unique": "Dit contractnummer is er al."}
    )
    kind = models.CharField("soort", max_length=3, choices=ContractKind)
    hirer = models.ForeignKey(Hirer, models.PROTECT, related_name="contracts", verbose_name="inlener")
    site = models.ForeignKey(
        HirerSite, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name="vestiging"
    )
    lender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="uitlener")
    function = models.CharField("functie", max_length=120, blank=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField("opzegtermijn in maanden", default=1)
    foreman = models.BooleanField("voorman gaat mee", default=False)
    vat = models.BooleanField("met btw", default=True)
    rie_on = models.DateField("RI&E ontvangen op", null=True, blank=True)
    signed_on = models.DateField("getekend op", null=True, blank=True)
    travel = models.CharField("reiskosten voor", max_length=10, choices=Payer, blank=True)
    equipment = models.CharField("gereedschap en beschermingsmiddelen van", max_length=10, choices=Payer, blank=True)
    # Waadi art. 7a: only who is registered may lend people out. WKA: who hires is liable for the taxes on wages, unless
    # he pays them into a blocked account (g-rekening).
    waadi_on = models.DateField("Waadi-registratie nagekeken op", null=True, blank=True)
    wka = models.BooleanField("WKA: een deel gaat naar de g-rekening", null=True, blank=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "detacheringscontract"
        verbose_name_plural = "detacheringscontracten"
        ordering = ["starts_on", "number"]
        constraints = [ends_after_it_begins("contract_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("contract", args=[self.key])

    @property
    def is_running(self) -> bool:
        return self.ends_on is None or self.ends_on >= today()

    @property
    def warning(self) -> str:
        """How loud its end is said (R44): "warn" from 90 days, "bad" from 30, nothing before."""
        return ends_in(self.ends_on, today())


class FeeUnit(models.TextChoices):
    UUR = "uur", "euro per uur"
    MAAND = "maand", "euro per maand"
    STUK = "stuk", "euro per stuk"
    LOONKOSTEN = "loonkosten", "procent van de loonkosten"


class HoursRule(models.TextChoices):
    """Which hours are invoiced (R53)."""

    GEWERKT = "gewerkt", "gewerkte uren, dus niet bij ziekte of verlof"
    ZONDER_ZIEKTE = "zonder_ziekte", "contracturen, niet bij ziekte"
    CONTRACT = "contract", "contracturen, ook bij ziekte"


class Terms(Recorded):
    """What is paid under a contract, from day to day. Other terms are a next version; these end the day before.

    A fee under the floor (Wsw art. 5: no distorted competition) waits for a second person (R57). `floor` is what the
    floor was on the first day, by the database; empty where there is none for this unit.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terms", verbose_name="detacheringscontract")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    fee = models.DecimalField("vergoeding", max_digits=9, decimal_places=2)
    unit = models.CharField("eenheid", max_length=10, choices=FeeUnit, default=FeeUnit.UUR)
    hours_rule = models.CharField("wat wij factureren", max_length=15, choices=HoursRule, default=HoursRule.GEWERKT)
    indexation = models.DecimalField(
        "jaarlijkse indexering in procent", max_digits=4, decimal_places=2, null=True, blank=True
    )
    floor = models.DecimalField("ondergrens toen", max_digits=9, decimal_places=2, null=True, editable=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="voorgesteld door")
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="vrijgegeven door")
    released_on = models.DateField("vrijgegeven op", null=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "voorwaarden"
        verbose_name_plural = "voorwaarden"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("terms_end_after_they_begin"),
            no_overlap("terms_once_at_a_time", "contract", message="Op deze dagen gelden al andere voorwaarden."),
            models.CheckConstraint(
                name="fee_is_not_negative",
                condition=Q(fee__gte=0),
                violation_error_message="Een vergoeding is niet negatief.",
            ),
            models.CheckConstraint(
                name="terms_released_by_and_on_come_as_a_pair",
                condition=Q(released_by=None, released_on=None)
                | Q(released_by__isnull=False, released_on__isnull=False),
                violation_error_message="Bij vrijgeven horen een dag en een naam.",
            ),
            models.CheckConstraint(
                name="terms_released_by_a_second_person",
                condition=Q(released_by=None) | ~Q(released_by=F("proposed_by")),
                violation_error_message="Wie voorstelt, geeft niet ook vrij. Vraag een tweede persoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fee:.2f} {self.get_unit_display()}".replace(".", ",")

    @property
    def under_the_floor(self) -> bool:
        return self.floor is not None and self.fee < self.floor

    @property
    def waits(self) -> bool:
        """Under the floor, and no second person released it (R57)."""
        return self.under_the_floor and self.released_by_id is None
