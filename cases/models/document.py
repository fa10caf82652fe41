"""Documents in a dossier: what they are, how long they are valid, and their bytes apart from that.

The bytes stand in the database, encrypted: then the walls around the person hold for them too, they come and go with
their row in one transaction, and a back-up is one thing. No diagnosis has a kind of its own here: such a document does
not belong in this portal. See docs/decisions/0028-documents.md.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.contact import dossiers_of
from cases.models.employee import WswEmployee, about_whom
from municipalities.models import Membership, User
from municipalities.recorded import Recorded, RecordedQuerySet


class DocumentKind(models.TextChoices):
    INDICATIE = "indicatie", "besluit van UWV"
    CONTRACT = "contract", "arbeidscontract"
    PLAATSING = "plaatsing", "contract met inlener of werkgever"
    PLAN = "plan", "getekend begeleidingsplan"
    VERSLAG = "verslag", "verslag over het werk"
    CERTIFICAAT = "certificaat", "diploma of certificaat"
    BRIEF = "brief", "brief"


# These hold a BSN or more than a coach needs; the wall in the database names them too.
NOT_FOR_COACHES = (DocumentKind.INDICATIE, DocumentKind.CONTRACT)
TERMS = {DocumentKind.PLAN: "support_plan", DocumentKind.PLAATSING: "hirer_contract"}  # of the selection list
USUAL_TERM = "personnel_file"


class Media(models.TextChoices):
    """What a file may be, as its own bytes say it: the ending of its name and its type."""

    PDF = "pdf", "application/pdf"
    JPEG = "jpg", "image/jpeg"
    PNG = "png", "image/png"
    DOCX = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "odt", "application/vnd.oasis.opendocument.text"
    ODS = "ods", "application/vnd.oasis.opendocument.spreadsheet"


class Scan(models.TextChoices):
    SCHOON = "schoon", "gescand, geen virus gevonden"
    GEEN = "geen", "niet gescand"
    EIGEN = "eigen", "gemaakt door het portaal"


class DocumentQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "DocumentQuerySet":
        found = self.filter(employee__in=dossiers_of(membership))
        coach = membership is not None and membership.role == "jobcoach"
        return found.exclude(kind__in=NOT_FOR_COACHES) if coach else found


class Document(Recorded):
    """What a file in a dossier is. It is not changed: another version replaces it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="documents", verbose_name="medewerker")
    kind = models.CharField("soort document", max_length=12, choices=DocumentKind)
    title = models.CharField("omschrijving", max_length=120, blank=True)
    dated_on = models.DateField("datum van het document")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="vervangt"
    )
    media = models.CharField("soort bestand", max_length=4, choices=Media, editable=False)
    size = models.PositiveIntegerField("grootte", editable=False)
    sha256 = models.CharField("controlegetal", max_length=64, editable=False)
    scan = models.CharField("virusscan", max_length=6, choices=Scan, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="toegevoegd door")
    added_at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        ordering = ["-dated_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="document_valid_until_after_its_day",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("dated_on")),
                violation_error_message="Het document is geldig tot een dag na zijn eigen datum.",
            ),
            models.CheckConstraint(
                name="document_does_not_replace_itself",
                condition=Q(replaces=None) | ~Q(replaces=models.F("id")),
                violation_error_message="Een document vervangt een ander document.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} van {self.dated_on:%d-%m-%Y}"

    @property
    def filename(self) -> str:
        """Says nothing about anybody: it ends up in a folder of downloads."""
        return f"{self.kind}-{self.dated_on:%Y-%m-%d}.{self.media}"


class DocumentContent(models.Model):
    """The bytes of a document, encrypted. Written once."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="content", verbose_name="welk document")
    employee = about_whom()
    sealed = models.BinaryField("bestand, versleuteld", editable=False)

    class Meta:
        verbose_name = "inhoud van een document"
        verbose_name_plural = "inhoud van documenten"

    def __str__(self) -> str:
        return f"inhoud van document {self.document_id}"


class WordsState(models.TextChoices):
    """Whether a document can be found by its words, and why not."""

    DOORZOEKBAAR = "doorzoekbaar", "doorzoekbaar"
    GEEN_TEKST = "geen_tekst", "niet doorzoekbaar: scan of afbeelding"
    TE_GROOT = "te_groot", "niet doorzoekbaar: te veel tekst"
    ONLEESBAAR = "onleesbaar", "niet doorzoekbaar: niet te lezen"


class DocumentWords(models.Model):
    """Keyed hashes of the words of a document (cases/words.py). Made once, by a process; goes with the document."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="words", verbose_name="welk document")
    employee = about_whom()
    state = models.CharField("doorzoekbaar", max_length=12, choices=WordsState)
    words = ArrayField(models.BigIntegerField(), verbose_name="woorden, als controlegetallen")

    class Meta:
        verbose_name = "woorden van een document"
        verbose_name_plural = "woorden van documenten"

    def __str__(self) -> str:
        return f"woorden van document {self.document_id}"
