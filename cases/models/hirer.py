"""The companies and institutions where people work: their sites, and whom one calls there."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from municipalities.models import today
from municipalities.recorded import Recorded, RecordedQuerySet

NOT_THEIRS = "Deze vestiging is niet van deze inlener."  # also when the database says it: site_is_of_its_hirer


class HirerQuerySet(RecordedQuerySet):
    def companies(self) -> "HirerQuerySet":
        """Each company once: those that were not merged into another."""
        return self.filter(merged_into=None)

    def same_as(self, hirer: "Hirer") -> "HirerQuerySet":
        """This company under each name it was registered by."""
        return self.filter(Q(pk=hirer.pk) | Q(merged_into=hirer.pk))

    def called(self, name: str) -> "Hirer | None":
        """The company of this name, also when that is the name of one that was merged into it."""
        found = self.filter(name__iexact=name).select_related("merged_into").first() if name else None
        return found and (found.merged_into or found)


class Hirer(Recorded):
    """A company or institution where people work. About nobody: all who have a dossier of somebody see all hirers."""

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)  # an import names no key
    name = models.CharField(
        "naam", max_length=160, unique=True, error_messages={"unique": "Er is al een inlener met deze naam."}
    )
    kvk = models.CharField("KvK-nummer", max_length=8, blank=True)
    city = models.CharField("plaats", max_length=80, blank=True)
    sbi = models.CharField("SBI-code", max_length=10, blank=True)
    in_region = models.BooleanField("in de regio", null=True, blank=True)
    banenafspraak = models.BooleanField("telt mee voor de banenafspraak", null=True, blank=True)
    # Besluit art. 18(2), 2012 text: controlled for half of the votes or more. Then it is no begeleid werken (R39).
    controlled = models.BooleanField("in onze hand (de helft van de stemmen of meer)", default=False, db_default=False)

    # The same company, registered twice. Its contracts and placements stay where they are; pages take both together
    # (cases/actions/hirers.py).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged",
        verbose_name="samengevoegd met",
    )  # fmt: skip

    objects = HirerQuerySet.as_manager()

    class Meta:
        verbose_name = "inlener"
        verbose_name_plural = "inleners"
        ordering = ["name"]
        indexes = [GinIndex(OpClass("name", name="gin_trgm_ops"), name="hirer_name_search")]
        constraints = [
            models.CheckConstraint(
                name="kvk_has_eight_digits",
                condition=Q(kvk="") | Q(kvk__regex=r"^[0-9]{8}$"),
                violation_error_message="Een KvK-nummer heeft acht cijfers.",
            ),
            models.CheckConstraint(
                name="hirer_is_not_merged_into_itself",
                condition=~Q(merged_into=F("id")),
                violation_error_message="Kies een andere inlener.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HirerSite(Recorded):
    """A place of a hirer, with its number in the Handelsregister (vestigingsnummer)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hirer = models.ForeignKey(Hirer, models.PROTECT, related_name="sites", verbose_name="inlener")
    name = models.CharField("naam", max_length=120)
    number = models.CharField("vestigingsnummer", max_length=12, blank=True)
    street = models.CharField("straat en huisnummer", max_length=120, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    city = models.CharField("plaats", max_length=80, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "vestiging"
        verbose_name_plural = "vestigingen"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="vestigingsnummer_has_twelve_digits",
                condition=Q(number="") | Q(number__regex=r"^[0-9]{12}$"),
                violation_error_message="Een vestigingsnummer heeft twaalf cijfers.",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="vestigingsnummer_once",
                violation_error_message="Er is al een vestiging met dit nummer.",
            ),
            models.CheckConstraint(
                name="site_has_a_dutch_postcode",
                condition=Q(postcode="") | Q(postcode__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"),
                violation_error_message="Schrijf de postcode als 7607 AB.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.city) if part)


class ContactQuerySet(RecordedQuerySet):
    def still(self) -> "ContactQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today()))


class HirerContact(Recorded):
    """Whom one calls at a hirer: a name and business details, nothing private."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hirer = models.ForeignKey(Hirer, models.PROTECT, related_name="contacts", verbose_name="inlener")
    site = models.ForeignKey(
        HirerSite, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="vestiging"
    )
    name = models.CharField("naam", max_length=120)
    function = models.CharField("functie", max_length=80, blank=True)
    phone = models.CharField("zakelijk telefoonnummer", max_length=20, blank=True)
    email = models.EmailField("zakelijk e-mailadres", blank=True)
    ends_on = models.DateField("laatste dag als contactpersoon", null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="contact_can_be_reached",
                condition=~Q(phone="", email=""),
                violation_error_message="Vul een telefoonnummer of een e-mailadres in.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
