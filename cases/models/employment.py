"""The employment, its hours and leave by date: what the law counts from."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.models.employee import WswEmployee, about_whom
from cases.models.transfer import Transfer
from municipalities.models import Membership, Organisation, RunningQuerySet, ends_after_it_begins, no_overlap
from municipalities.recorded import Recorded

MAX_HOURS = Decimal(40)


class EmploymentKind(models.TextChoices):
    WSW_OUD = "wsw_oud", "Wsw, in dienst voor 1998"  # Besluit art. 10: always matig while it lasts
    NWSW = "nwsw", "Wsw, in dienst vanaf 1998"
    BEGELEID_WERKEN = "begeleid_werken", "begeleid werken"  # Wsw art. 7
    BESCHUT_WERK = "beschut_werk", "beschut werk"  # Participatiewet art. 10b, never in Wsw SE
    LOONKOSTENSUBSIDIE = "loonkostensubsidie", "loonkostensubsidie"  # Participatiewet art. 10c and 10d, nor this


class Scheme(models.TextChoices):
    """Under which law somebody works; who works under two counts in each, and once in the total (decision 0059)."""

    WSW = "wsw", "Wsw"
    BESCHUT = "beschut", "beschut werk"
    LKS = "lks", "loonkostensubsidie"


WSW_KINDS = (EmploymentKind.WSW_OUD, EmploymentKind.NWSW, EmploymentKind.BEGELEID_WERKEN)
WITH_AN_EMPLOYER = (EmploymentKind.BEGELEID_WERKEN, EmploymentKind.LOONKOSTENSUBSIDIE)  # that may be any company
KINDS_OF = {
    Scheme.WSW: WSW_KINDS,
    Scheme.BESCHUT: (EmploymentKind.BESCHUT_WERK,),
    Scheme.LKS: (EmploymentKind.LOONKOSTENSUBSIDIE,),
}


def scheme_of(kind: str) -> Scheme:
    return next(scheme for scheme, kinds in KINDS_OF.items() if kind in kinds)


def scheme_sql(kind: str) -> str:
    """SQL for the scheme of an employment, from its column `kind`."""
    cases = (f"WHEN '{each.value}' THEN '{scheme.value}'" for scheme, kinds in KINDS_OF.items() for each in kinds)
    return f"CASE {kind} {' '.join(cases)} END"


def wsw_sql(kind: str) -> str:
    """SQL for whether an employment is one of the Wsw, from its column `kind`."""
    return f"{kind} IN ({', '.join(repr(each.value) for each in WSW_KINDS)})"


class Cao(models.TextChoices):
    SW = "sw", "cao SW"
    AAN_DE_SLAG = "aan_de_slag", "cao Aan de slag"
    OVERIG = "overig", "andere cao"


class OutflowReason(models.TextChoices):
    """Codes of the Wsw-statistiek's outflow groups and the grounds of Wsw art. 6(2)."""

    OVL = "OVL", "overlijden"
    AOW = "AOW", "AOW-leeftijd"
    PEN = "PEN", "pensioen"
    ZIE = "ZIE", "twee jaar ziek"
    EIG = "EIG", "eigen verzoek"
    REG = "REG", "regulier werk"
    BEW = "BEW", "overstap naar begeleid werken"  # stays in the group
    EBT = "EBT", "einde bepaalde tijd"
    HI1 = "HI1", "geen medewerking aan herindicatie"  # art. 6(2)a
    HI2 = "HI2", "niet langer doelgroep"  # art. 6(2)b
    VER = "VER", "verwijtbaar of niet nagekomen"  # art. 6(2)c
    DRI = "DRI", "dringende reden"
    OVG = "OVG", "overgang naar andere werkgever"  # stays in the group
    VRH = "VRH", "verhuisd buiten de regio"
    OVR = "OVR", "andere reden"


def between_zero_and_forty(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(hours__gte=0) & Q(hours__lte=MAX_HOURS),
        violation_error_message="Uren per week liggen tussen 0 en 40.",
    )


class OfVisiblePeople(RunningQuerySet):
    def visible_to(self, membership: Membership | None) -> "OfVisiblePeople":
        return self.filter(employment__employee__in=WswEmployee.objects.visible_to(membership))


class Employment(Recorded):
    """An employment (Wsw art. 2) or a begeleid-werken contract (art. 7). It ends, and another begins."""

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="employments", verbose_name="medewerker")
    number = models.CharField("nummer", max_length=20)
    kind = models.CharField("soort", max_length=20, choices=EmploymentKind)
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="werkgever")
    executor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="uitvoerder"
    )
    cao = models.CharField("cao", max_length=15, choices=Cao, default=Cao.SW, blank=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    outflow_reason = models.CharField("reden van uitstroom", max_length=3, choices=OutflowReason, blank=True)
    continues = models.OneToOneField(  # at another employer or executor (R45): service years and old group go along
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name="voortzetting van"
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="employments", verbose_name="overgang"
    )

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "dienstverband"
        verbose_name_plural = "dienstverbanden"
        ordering = ["starts_on", "number"]
        constraints = [
            ends_after_it_begins("employment_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["employee", "number"],
                name="employment_number_once",
                violation_error_message="Deze medewerker heeft al een dienstverband met dit nummer.",
            ),
            models.CheckConstraint(
                name="outflow_reason_only_at_an_end",
                condition=Q(outflow_reason="") | Q(ends_on__isnull=False),
                violation_error_message="Een reden van uitstroom hoort bij een laatste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} bij {self.employer}"


class ContractHours(Recorded):
    """Hours per week under the contract, by date. A change is a new row, not an edit."""

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="hours", verbose_name="dienstverband")
    employee = about_whom()
    hours = models.DecimalField("uren per week", max_digits=4, decimal_places=2)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        verbose_name = "contracturen"
        verbose_name_plural = "contracturen"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("hours_end_after_they_begin"),
            between_zero_and_forty("contract_hours_0_to_40"),
            no_overlap(
                "hours_once_at_a_time",
                "employment",
                message="Op deze dagen staan al andere uren. Laat de ene regel eindigen voordat de andere begint.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} uur"


class LeaveKind(models.TextChoices):
    ONBETAALD = "onbetaald", "onbetaald verlof"  # no wage, so no stand: Besluit art. 15a
    RVU = "rvu", "RVU"  # stays in service until AOW, does not work


class Leave(Recorded):
    """A period in service without work: unpaid, or the early-exit scheme (RVU)."""

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="leaves", verbose_name="dienstverband")
    employee = about_whom()
    kind = models.CharField("soort", max_length=10, choices=LeaveKind)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        verbose_name = "verlof"
        verbose_name_plural = "verlof"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("leave_ends_after_it_begins"),
            no_overlap("leave_once_at_a_time", "employment", message="Op deze dagen staat al ander verlof."),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


def of_who_is_gone(day: date) -> Q:
    """Rows about people who died, or are in no service on `day` or later."""
    return ~Q(employee__died_on=None) | ~Q(Exists(_serving(day).filter(employee=OuterRef("employee"))))


def is_gone(employee: WswEmployee, day: date) -> bool:
    """Whether somebody died, or is in no service on `day` or later."""
    return employee.died_on is not None or not _serving(day).filter(employee=employee).exists()


def _serving(day: date) -> models.QuerySet[Employment]:
    return Employment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))
