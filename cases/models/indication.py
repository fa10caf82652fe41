"""The indication: what UWV decided and advised, from when it works, and the road to the next one."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q

from cases.models.employee import WswEmployee, about_whom
from cases.models.supported import AdaptationKind
from municipalities.models import Municipality
from municipalities.recorded import Recorded, RecordedQuerySet


class Category(models.TextChoices):
    MATIG = "matig", "matig"
    ERNSTIG = "ernstig", "ernstig"  # counts 1.25: Besluit art. 15c


class WithdrawalGround(models.TextChoices):
    """Wsw art. 12(1), and 12(3)."""

    PASSEND_WERK = "passend_werk", "passend werk geweigerd"
    ONTSLAG = "ontslag", "ontslag op grond van art. 6 lid 2 a of c"
    DRINGEND = "dringend", "ontslag om een dringende reden"
    ZELF_BEEINDIGD = "zelf_beeindigd", "zelf het werk beëindigd"
    NIET_BESCHIKBAAR = "niet_beschikbaar", "niet beschikbaar voor werk"
    EIGEN_VERZOEK = "eigen_verzoek", "eigen schriftelijk verzoek"  # from the day of the request


class _Years(Func):
    """`starts_on` plus whole years and days, as a day."""

    template = "(%(expressions)s + make_interval(years => %(years)s, days => %(days)s))::date"

    def __init__(self, years: int, days: int = 0) -> None:
        super().__init__(models.F("starts_on"), years=years, days=days, output_field=models.DateField())


class Indication(Recorded):
    """A decision (Wsw art. 11). The latest to have taken effect holds, also after its validity (Besluit art. 15b)."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="indications", verbose_name="medewerker")
    decided_on = models.DateField("besluitdatum")
    number = models.CharField("besluitnummer", max_length=30, blank=True, db_default="")  # as UWV numbers it
    starts_on = models.DateField("ingangsdatum")
    valid_until = models.DateField("geldig tot en met")
    category = models.CharField("categorie", max_length=8, choices=Category)
    bw_advice = models.BooleanField("advies begeleid werken", null=True, blank=True)
    withdrawn_on = models.DateField("ingetrokken per", null=True, blank=True)
    withdrawal_ground = models.CharField(
        "grond van intrekking", max_length=20, choices=WithdrawalGround, blank=True, db_default=""
    )
    uwv_copy_on = models.DateField("kopie naar UWV op", null=True, blank=True)

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
            models.CheckConstraint(
                name="withdrawal_ground_only_when_withdrawn",
                condition=Q(withdrawal_ground="") | Q(withdrawn_on__isnull=False),
                violation_error_message="Een grond van intrekking hoort bij een dag.",
            ),
        ]

    def __str__(self) -> str:
        return self.category


class AdaptationAdvice(Recorded):
    """What UWV advises with its decision (Besluit art. 4(3)), about work; the support plan answers it (R83)."""

    indication = models.ForeignKey(Indication, models.PROTECT, related_name="advices", verbose_name="indicatie")
    employee = about_whom()
    kind = models.CharField("soort aanpassing", max_length=20, choices=AdaptationKind)
    text = models.CharField("advies", max_length=200)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "advies over aanpassing"
        verbose_name_plural = "adviezen over aanpassingen"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indication", "kind"],
                name="one_advice_of_a_kind",
                violation_error_message="Bij dit besluit staat al een advies van deze soort.",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ReindicationKind(models.TextChoices):
    GEWOON = "gewoon", "herindicatie"  # at the latest 16 weeks before the end, Besluit art. 2(1)
    BIJZONDER = "bijzonder", "bijzondere herindicatie"  # after 13 weeks of sickness, Wsw art. 11(2)


class Outcome(models.TextChoices):
    INDICATIE = "indicatie", "nieuwe indicatie"
    NIET_DOELGROEP = "niet_doelgroep", "niet langer doelgroep"
    INGETROKKEN = "ingetrokken", "aanvraag ingetrokken"
    VERVALLEN = "vervallen", "vervallen door overlijden"


class Alternative(models.TextChoices):
    """Wsw art. 6(2)b: what there is instead of this work."""

    AANGEBODEN = "aangeboden", "ander werk of een uitkering is er"
    GEWEIGERD = "geweigerd", "gemist of geweigerd door eigen toedoen"


class Reindication(Recorded):
    """A request to UWV by the college of the municipality where somebody lives, until it is decided and final."""

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="reindications", verbose_name="medewerker")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="gemeente die aanvraagt"
    )
    kind = models.CharField("soort aanvraag", max_length=10, choices=ReindicationKind)
    asked_on = models.DateField("aangevraagd op")
    report_on = models.DateField("verslag over functioneren van", null=True, blank=True)  # Besluit art. 2(2)
    reintegration_on = models.DateField("re-integratieverslag van", null=True, blank=True)  # art. 2(3)
    consents = models.BooleanField("vindt navraag door UWV goed", null=True, blank=True)  # art. 2(5)
    received_on = models.DateField("ontvangen door UWV op", null=True, blank=True)
    outcome = models.CharField("uitkomst", max_length=15, choices=Outcome, blank=True, db_default="")
    decided_on = models.DateField("dag van de uitkomst", null=True, blank=True)
    final_on = models.DateField("onherroepelijk op", null=True, blank=True)
    alternative = models.CharField("alternatief", max_length=12, choices=Alternative, blank=True, db_default="")

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "aanvraag om herindicatie"
        verbose_name_plural = "aanvragen om herindicatie"
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(outcome=""),
                name="one_open_reindication_per_person",
                violation_error_message="Er loopt al een aanvraag voor deze medewerker.",
            ),
            models.CheckConstraint(
                name="reindication_received_after_it_was_asked",
                condition=Q(received_on=None) | Q(received_on__gte=F("asked_on")),
                violation_error_message="UWV ontving de aanvraag niet voordat zij was gedaan.",
            ),
            models.CheckConstraint(
                name="outcome_and_its_day_come_as_a_pair",
                condition=Q(outcome="", decided_on=None)
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_on__gte=F("asked_on"))),
                violation_error_message="Bij een uitkomst hoort een dag, niet voor die van de aanvraag.",
            ),
            models.CheckConstraint(
                name="only_a_refusal_becomes_final",
                condition=Q(final_on=None) | Q(outcome="niet_doelgroep", final_on__gte=F("decided_on")),
                violation_error_message="Alleen een besluit ‘niet langer doelgroep’ wordt onherroepelijk, daarna.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} van {self.asked_on:%d-%m-%Y}"


class DismissalAdvice(Recorded):
    """Before notice on another ground than Wsw art. 6(2) a or b UWV is asked what it thinks (art. 6(3); R24)."""

    employee = models.ForeignKey(
        WswEmployee, models.PROTECT, related_name="dismissal_advices", verbose_name="medewerker"
    )
    asked_on = models.DateField("gevraagd op")
    received_on = models.DateField("ontvangen op", null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "advies over opzegging"
        verbose_name_plural = "adviezen over opzegging"
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(received_on=None),
                name="one_open_dismissal_advice_per_person",
                violation_error_message="Er is al advies gevraagd dat nog niet binnen is.",
            ),
            models.CheckConstraint(
                name="dismissal_advice_received_after_it_was_asked",
                condition=Q(received_on=None) | Q(received_on__gte=F("asked_on")),
                violation_error_message="Het advies kwam niet voordat het was gevraagd.",
            ),
        ]

    def __str__(self) -> str:
        return f"gevraagd op {self.asked_on:%d-%m-%Y}"
