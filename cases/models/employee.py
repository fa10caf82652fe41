"""The person the portal is about, and where they live by date."""

import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from cases import bsn
from municipalities.models import Membership, Municipality, RunningQuerySet, ends_after_it_begins, no_overlap, today
from municipalities.recorded import Recorded, RecordedQuerySet


class Sex(models.TextChoices):
    M = "m", "man"
    V = "v", "vrouw"
    X = "x", "onbekend of anders"


class WswEmployeeQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "WswEmployeeQuerySet":
        """The door to people: own residents and own employees for a municipality, the caseload for a coach.

        Nobody for any other role, for a membership that does not run today, and for no membership at all.
        """
        return self._behind(VISIBLE, membership)

    def known_to(self, membership: Membership | None) -> "WswEmployeeQuerySet":
        """Those visible, and those a municipality had until some day: of these it may read its own period (R70)."""
        return self._behind(KNOWN, membership)

    def _behind(self, seen: str, membership: Membership | None) -> "WswEmployeeQuerySet":
        holder = door_of(membership)
        if holder is None:
            return self.none()
        # One set, not a condition per person: the plan stays good at 100,000 people.
        ids = seen % {"holder": "%s", "today": "%s"}
        return self.filter(pk__in=RawSQL(ids, [holder, *[today()] * (ids.count("%s") - 1)]))  # noqa: S611


# SQL for the ids of people to whom `holder` has an open door `today`.
KNOWN = """SELECT d.employee_id FROM cases_door d
    WHERE d.holder = %(holder)s AND d.opens_on <= %(today)s AND d.closes_on >= %(today)s AND NOT d.merged"""
VISIBLE = f"{KNOWN} AND d.sees_until >= %(today)s"


def door_of(membership: Membership | None) -> str | None:
    """Whose doors a membership goes through; None for a role that sees no people, or when it does not run today."""
    if membership is None or not membership.runs_on(today()):
        return None
    if membership.role == "jobcoach":
        return f"coach:{membership.user_id}"
    if membership.role in {"consulent", "controller"}:
        return f"gemeente:{membership.municipality_id}"
    return None


class WswEmployee(Recorded):
    """Somebody with a Wsw employment (Wsw art. 1(1)). Known elsewhere by `key`, never by BSN or a running number."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    personnel_number = models.CharField("personeelsnummer", max_length=30, unique=True)
    # The number itself passes through `bsn` on its way in: a trigger tests it (elfproef), sees that nobody whom the
    # asker may know has it (another refusal would tell that somebody is there), and empties it again.
    bsn = models.CharField("burgerservicenummer", max_length=9, null=True, editable=False)
    bsn_encrypted = models.BinaryField("burgerservicenummer, versleuteld", null=True, editable=False)
    bsn_hash = models.CharField("opzoeksleutel", max_length=64, null=True, db_index=True, editable=False)
    first_name = models.CharField("voornaam", max_length=80)
    prefix = models.CharField("tussenvoegsel", max_length=20, blank=True)
    last_name = models.CharField("achternaam", max_length=120)
    # Both filled by a trigger. As a column and not an index on what is worked out: under a wall PostgreSQL looks only
    # through indexes whose functions tell nothing, and ours say nothing about that.
    sort_name = models.TextField(editable=False, db_default="")
    name_sound = models.TextField(editable=False, db_default="")  # as the name sounds: who sounds alike has the same
    birth_date = models.DateField("geboortedatum")
    sex = models.CharField("geslacht", max_length=1, choices=Sex, blank=True)
    died_on = models.DateField("overlijdensdatum", null=True, blank=True)
    in_service_1997 = models.BooleanField("in dienst op 31-12-1997", null=True, blank=True)

    objects = WswEmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = "medewerker"
        verbose_name_plural = "medewerkers"
        ordering = ["sort_name", "id"]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="employee_by_name"),
            GinIndex(OpClass(F("sort_name"), name="gin_trgm_ops"), name="employee_name_search"),
            models.Index(fields=["birth_date"], name="employee_by_birth_date"),
            models.Index(fields=["name_sound"], name="employee_by_sound"),
        ]
        constraints = [
            models.CheckConstraint(
                name="bsn_is_never_stored_readable",
                condition=Q(bsn=None),
                violation_error_message="Het burgerservicenummer wordt alleen versleuteld bewaard.",
            ),
            models.CheckConstraint(
                name="bsn_and_its_hash_come_as_a_pair",
                condition=Q(bsn_encrypted=None, bsn_hash=None) | Q(bsn_encrypted__isnull=False, bsn_hash__isnull=False),
                violation_error_message="Het versleutelde nummer en de opzoeksleutel horen bij elkaar.",
            ),
            models.CheckConstraint(
                name="employee_dies_after_birth",
                condition=Q(died_on=None) | Q(died_on__gte=F("birth_date")),
                violation_error_message="De overlijdensdatum ligt voor de geboortedatum.",
            ),
            # What is left of a destroyed dossier has no surname, and then nothing else that tells who it was.
            models.CheckConstraint(
                name="nameless_is_wholly_nameless",
                condition=~Q(last_name="") | Q(first_name="", prefix="", sort_name="", sex="", bsn_hash=None),
                violation_error_message="Vul een achternaam in.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def set_bsn(self, number: str | None) -> None:
        """Give the number, or None to take it away; saved with the next `save()`. ValueError when the 11-test fails."""
        if number and not bsn.is_valid(number):
            raise ValueError(bsn.NOT_VALID)
        self.bsn = number or None
        self.bsn_encrypted = bsn.encrypt(number) if number else None
        self.bsn_hash = bsn.lookup_hash(number) if number else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.bsn = None

    @property
    def bsn_masked(self) -> str:
        return f"••••••{bsn.decrypt(self.bsn_encrypted)[-3:]}" if self.bsn_encrypted else ""

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.prefix, self.last_name) if part)

    @property
    def list_name(self) -> str:
        """As sorted: `Braake-Verzinsel, ter, Gerrit-Jan`."""
        return ", ".join(part for part in (self.last_name, self.prefix, self.first_name) if part)


def about_whom() -> "models.ForeignKey[WswEmployee]":
    """Whom a row under an employment or a spell is about: filled by the database, and what its wall goes by."""
    return models.ForeignKey("cases.WswEmployee", models.PROTECT, related_name="+", editable=False, blank=True)


class ResidenceSource(models.TextChoices):
    BRP = "brp", "BRP"
    HANDMATIG = "handmatig", "met de hand"


class Residence(Recorded):
    """Where somebody lives. No municipality means abroad: then the last Dutch one counts (Besluit art. 5(4))."""

    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="residences", verbose_name="medewerker")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gemeente"
    )
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    source = models.CharField("bron", max_length=10, choices=ResidenceSource, default=ResidenceSource.HANDMATIG)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "woonplaats"
        verbose_name_plural = "woonplaatsen"
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["municipality", "employee"], name="residence_in")]
        constraints = [
            ends_after_it_begins("residence_ends_after_it_begins"),
            no_overlap(
                "one_residence_at_a_time",
                "employee",
                message="Op deze dagen staat al een andere woonplaats. Laat de ene eindigen voordat de andere begint.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.municipality) if self.municipality_id else "buitenland"
