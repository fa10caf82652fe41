"""How long records are kept, what holds them back, and what was destroyed: the list, the two signatures, the ledger."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from cases.models.employee import WswEmployee
from municipalities.access import Permission
from municipalities.models import Membership, Municipality, RunningQuerySet, User, ends_after_it_begins, no_overlap
from municipalities.recorded import Recorded

PERSONNEL_FILE = "personnel_file"


class RecordKind(models.TextChoices):
    """What a line of a destruction list is about: a whole dossier, or what of one dossier has an earlier term."""

    DOSSIER = "dossier", "hele dossiers"
    PLAN = "plan", "begeleidingsplannen"
    CONTACT = "contact", "contacten en afspraken"
    ABSENCE = "verzuim", "verzuim en Poortwachterstappen"
    PLAN_DOCUMENT = "plandocument", "documenten: getekend begeleidingsplan"
    HIRER_DOCUMENT = "inleendocument", "documenten: contract met inlener of werkgever"
    PAYROLL = "loon", "verschillen met het loon"


# The line of the selection list each goes by; `term_of_records` in the database says the same.
TERM_OF = {
    RecordKind.DOSSIER: PERSONNEL_FILE,
    RecordKind.PLAN: "support_plan",
    RecordKind.CONTACT: "appraisal",
    RecordKind.ABSENCE: "support_plan",
    RecordKind.PLAN_DOCUMENT: "support_plan",
    RecordKind.HIRER_DOCUMENT: "hirer_contract",
    RecordKind.PAYROLL: "finance",
}


class Result(models.TextChoices):
    VERNIETIGEN = "vernietigen", "vernietigen"
    BEWAREN = "bewaren", "blijvend bewaren"


class RetentionTerm(Recorded):
    """A line of the selection list, with the days it holds. Terms are data: another list is another row."""

    kind = models.CharField("soort", max_length=30)
    label = models.CharField("wat", max_length=120)
    process = models.CharField("proces en resultaat", max_length=160)
    result = models.CharField("waardering", max_length=12, choices=Result)
    years = models.PositiveSmallIntegerField("jaren", null=True, blank=True)
    days = models.PositiveSmallIntegerField("dagen", null=True, blank=True)
    begins = models.CharField("termijn begint bij", max_length=120, blank=True)
    starts_on = models.DateField("geldig van")
    ends_on = models.DateField("geldig tot en met", null=True, blank=True)
    source = models.CharField("bron", max_length=200)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "bewaartermijn"
        verbose_name_plural = "bewaartermijnen"
        ordering = ["result", "label"]
        constraints = [
            ends_after_it_begins("retention_term_ends_after_it_begins"),
            no_overlap("one_retention_term_at_a_time", "kind", message="Op deze dagen geldt al een andere termijn."),
            models.CheckConstraint(
                name="what_is_destroyed_has_one_term",
                condition=Q(result="bewaren", years=None, days=None)
                | (Q(result="vernietigen") & (Q(years__isnull=False, days=None) | Q(years=None, days__isnull=False))),
                violation_error_message="Wat vernietigd wordt, heeft een termijn in jaren of in dagen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.term}"

    @property
    def term(self) -> str:
        if self.years:
            return f"{self.years} jaar"
        return f"{self.days} dagen" if self.days else "blijvend"

    @property
    def rule(self) -> str:
        """As the ledger says it: the process of the selection list, the term, from when it counts, and the list."""
        return f"{self.process}: {self.term} na {self.begins} ({self.source})"


class RetentionHold(Recorded):
    """A reason to keep a dossier for now, such as an open complaint. While it runs nothing is destroyed (R88)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="holds", verbose_name="medewerker")
    reason = models.CharField("reden", max_length=200)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vastgelegd door")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "reden om te bewaren"
        verbose_name_plural = "redenen om te bewaren"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("hold_ends_after_it_begins"),
            models.CheckConstraint(
                name="hold_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Schrijf waarom dit dossier bewaard blijft.",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class ListState(models.TextChoices):
    CONCEPT = "concept", "concept"
    VOORGESTELD = "voorgesteld", "voorgesteld"
    AKKOORD = "akkoord", "akkoord, wordt uitgevoerd"
    VERNIETIGD = "vernietigd", "vernietigd"


class DestructionListQuerySet(models.QuerySet["DestructionList"]):
    def visible_to(self, membership: Membership | None) -> "DestructionListQuerySet":
        """All lists for who proposes; those of the own municipality, once proposed, for who agrees; no others."""
        if membership is None or not membership.may(Permission.DESTRUCTION_VIEW):
            return self.none()
        if membership.may(Permission.DESTRUCTION_PROPOSE):
            return self
        return self.filter(municipality=membership.municipality_id).exclude(state=ListState.CONCEPT)


class DestructionList(models.Model):
    """What of one municipality has a term that is over. Two people sign; then it is carried out, once.

    Who signed and what was signed are guarded by a trigger; only `carry_out_destruction` in the database sets the last
    state. After that the list holds no person any more.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    state = models.CharField("status", max_length=12, choices=ListState, default=ListState.CONCEPT)
    due_on = models.DateField("termijn voorbij op")
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    fingerprint = models.CharField("vingerafdruk", max_length=64, blank=True)  # of the lines that were signed
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="voorgesteld door")
    proposed_at = models.DateTimeField("voorgesteld op", null=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="akkoord van")
    agreed_at = models.DateTimeField("akkoord op", null=True)
    returned_because = models.CharField("teruggegeven omdat", max_length=200, blank=True)
    carried_out_at = models.DateTimeField("uitgevoerd op", null=True)
    dossiers = models.PositiveIntegerField("aantal dossiers", null=True)  # counted when it was carried out
    parts = models.PositiveIntegerField("aantal onderdelen van dossiers", null=True)  # so many lines of records
    kept = models.PositiveIntegerField("aantal bewaard", null=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    claim = models.UUIDField(null=True)  # of the worker that has it now
    lease_until = models.DateTimeField(null=True)  # after this moment another may take it over

    objects = DestructionListQuerySet.as_manager()

    class Meta:
        verbose_name = "vernietigingslijst"
        verbose_name_plural = "vernietigingslijsten"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=~Q(state="vernietigd"),
                name="one_open_destruction_list",
                violation_error_message="Van deze gemeente loopt al een vernietigingslijst.",
            ),
            models.CheckConstraint(
                name="destruction_agreed_by_a_second_person",
                condition=Q(agreed_by=None) | (Q(proposed_by__isnull=False) & ~Q(agreed_by=F("proposed_by"))),
                violation_error_message="Wie de lijst voorstelt, geeft niet ook akkoord. Vraag een tweede persoon.",
            ),
            models.CheckConstraint(
                name="destruction_state_and_signatures_agree",
                condition=Q(state="concept", proposed_by=None, agreed_by=None)
                | Q(state="voorgesteld", proposed_by__isnull=False, proposed_at__isnull=False, agreed_by=None)
                | Q(state="akkoord", agreed_by__isnull=False, agreed_at__isnull=False, carried_out_at=None)
                | Q(state="vernietigd", agreed_by__isnull=False, carried_out_at__isnull=False),
                violation_error_message="De status van de lijst en haar handtekeningen horen bij elkaar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, termijn voorbij op {self.due_on:%d-%m-%Y}"


class DestructionItem(models.Model):
    """A dossier on a list, or records of one kind in it: its number, the rule, and why not if it is left out.

    Gone with the dossier or the records themselves.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(DestructionList, models.CASCADE, related_name="items", verbose_name="lijst")
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="+", verbose_name="medewerker")
    dossier = models.CharField("personeelsnummer", max_length=30)  # who proposes sees no dossiers, so it stands here
    kind = models.CharField(
        "wat", max_length=14, choices=RecordKind, default=RecordKind.DOSSIER, db_default=RecordKind.DOSSIER
    )
    ended_on = models.DateField("laatste einde")  # of the last employment, or of the last of these records
    due_on = models.DateField("vernietigen vanaf")  # for records: the day of the first
    # Which records, by table: what is signed is these and no others. Empty for a dossier, which goes as a whole.
    records = models.JSONField("onderdelen", default=dict, db_default={})
    rows = models.JSONField("regels", default=dict)  # table: [how many go, how many stay without a name]
    # Left out: a trigger also makes it a hold until this day, so that the next list leaves it out too.
    exempted_because = models.CharField("uitgezonderd omdat", max_length=200, blank=True)
    exempted_until = models.DateField("uitgezonderd tot en met", null=True, blank=True)
    exempted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="uitgezonderd door")

    class Meta:
        verbose_name = "regel van een vernietigingslijst"
        verbose_name_plural = "regels van vernietigingslijsten"
        ordering = ["due_on", "dossier", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "employee", "kind"],
                name="one_line_per_dossier_and_kind",
                violation_error_message="Dit staat al op de lijst.",
            ),
            models.CheckConstraint(
                name="records_are_named_one_by_one",
                condition=(Q(kind="dossier") & Q(records={})) | (~Q(kind="dossier") & ~Q(records={})),
                violation_error_message="Een regel noemt de onderdelen die weggaan; een heel dossier gaat als geheel.",
            ),
            models.CheckConstraint(
                name="exempted_because_and_by_come_as_a_pair",
                condition=Q(exempted_because="", exempted_by=None)
                | (~Q(exempted_because="") & Q(exempted_by__isnull=False)),
                violation_error_message="Bij uitzonderen horen een reden en een naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.dossier


class Destroyed(models.Model):
    """The ledger: what kind, how many rows, by which rule, when. Never what was in them or whose they were."""

    list = models.ForeignKey(DestructionList, models.PROTECT, related_name="ledger", verbose_name="lijst")
    kind = models.CharField(
        "wat", max_length=14, choices=RecordKind, default=RecordKind.DOSSIER, db_default=RecordKind.DOSSIER
    )
    table = models.CharField("tabel", max_length=63)
    destroyed = models.PositiveIntegerField("vernietigd")
    nameless = models.PositiveIntegerField("gebleven zonder naam")
    rule = models.CharField("regel", max_length=300)
    carried_out_at = models.DateTimeField("uitgevoerd op", db_default=Now())

    class Meta:
        verbose_name = "vernietigd"
        verbose_name_plural = "logboek van vernietiging"
        ordering = ["list", "kind", "table"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "kind", "table"],
                name="one_ledger_line_per_kind_and_table",
                violation_error_message="Deze tabel staat al in het logboek van deze lijst.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.destroyed}"


class Certificate(models.Model):
    """The statement that a list was carried out, as it was signed and as a file. It names no person of a dossier."""

    list = models.OneToOneField(DestructionList, models.PROTECT, related_name="certificate", verbose_name="lijst")
    content: Any = models.JSONField("inhoud")
    file = models.BinaryField("bestand")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "verklaring van vernietiging"
        verbose_name_plural = "verklaringen van vernietiging"

    def __str__(self) -> str:
        return f"Verklaring bij {self.list}"


def term_of(kind: str, day: date) -> RetentionTerm:
    """The term of the selection list for records of this kind, as it holds on `day`."""
    return RetentionTerm.objects.running_on(day).get(kind=kind)
