"""How somebody's work abilities are on a scale of steps with words, and which abilities and steps there are, by date.

Abilities are about work, never about a cause (domain.md 4, 6.2). A published list stays as it is; the next one says of
each ability what it came from, and which step a step of then is now. An assessment keeps the list it was made with, and
it stays: a correction is another one, that says which it corrects and why (docs/decisions/0061-work-abilities.md).
"""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.contact import dossiers_of
from cases.models.employee import about_whom
from cases.models.plan import SupportPlan
from municipalities.models import Membership, User
from municipalities.recorded import Recorded, RecordedQuerySet

FEWEST_STEPS, MOST_STEPS = 2, 9


class AbilityListQuerySet(RecordedQuerySet):
    def in_force_on(self, day: date) -> "AbilityList | None":
        return self.filter(published_on__isnull=False, starts_on__lte=day).order_by("starts_on").last()

    def last_published(self) -> "AbilityList | None":
        """Also when its first day is still to come."""
        return self.filter(published_on__isnull=False).order_by("starts_on").last()


class AbilityList(Recorded):
    """Which abilities are looked at from a day on, and the steps of the scale in words; a draft until published."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="followed_by",
        verbose_name="lijst van ervoor",
    )  # fmt: skip
    starts_on = models.DateField("eerste dag")
    steps = ArrayField(models.CharField(max_length=80), verbose_name="stappen")
    why = models.CharField("waarom deze lijst", max_length=300)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="wie publiceerde"
    )
    published_on = models.DateField("gepubliceerd op", null=True, blank=True, editable=False)

    objects = AbilityListQuerySet.as_manager()

    class Meta:
        verbose_name = "lijst van werkvaardigheden"
        verbose_name_plural = "lijsten van werkvaardigheden"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["follows"], name="one_list_follows_another",
                violation_error_message="Er is al een lijst die na deze komt.",
            ),
            models.CheckConstraint(
                name="ability_list_has_2_to_9_steps",
                condition=Q(steps__len__gte=FEWEST_STEPS, steps__len__lte=MOST_STEPS),
                violation_error_message=f"Een schaal heeft {FEWEST_STEPS} tot {MOST_STEPS} stappen.",
            ),
            models.CheckConstraint(
                name="ability_list_has_a_reason", condition=~Q(why=""),
                violation_error_message="Schrijf waarom deze lijst er komt.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"lijst van {self.starts_on:%d-%m-%Y}"

    @property
    def is_draft(self) -> bool:
        return self.published_on is None


class Ability(Recorded):
    """One ability of a list. `carries` has for each step of `former` which one that is now; None cannot be compared."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ability_list = models.ForeignKey(AbilityList, models.PROTECT, related_name="abilities", verbose_name="welke lijst")
    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("werkvaardigheid", max_length=60)
    meaning = models.CharField("wat ermee is bedoeld", max_length=200)
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="became", verbose_name="komt van"
    )
    carries = ArrayField(
        models.PositiveSmallIntegerField(null=True, blank=True), verbose_name="welke stap een stap van toen nu is",
        default=list, blank=True,
    )  # fmt: skip
    because = models.CharField("waarom niet te vergelijken", max_length=200, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "werkvaardigheid"
        verbose_name_plural = "werkvaardigheden"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["ability_list", "number"], name="ability_number_once", deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="Dit nummer heeft al een werkvaardigheid.",
            ),
            models.UniqueConstraint(
                fields=["ability_list", "name"], name="ability_name_once",
                violation_error_message="Deze werkvaardigheid staat al op de lijst.",
            ),
            models.CheckConstraint(
                name="ability_has_words", condition=~Q(name="") & ~Q(meaning=""),
                violation_error_message="Schrijf hoe de werkvaardigheid heet en wat ermee is bedoeld.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class AssessmentQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "AssessmentQuerySet":
        return self.filter(employee__in=dossiers_of(membership))


class Assessment(Recorded):
    """Once somebody's work abilities were looked at. Nobody changes it; what was wrong is corrected by another one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="assessments", verbose_name="welk plan")
    employee = about_whom()
    ability_list = models.ForeignKey(AbilityList, models.PROTECT, related_name="+", verbose_name="welke lijst")
    assessed_on = models.DateField("dag van de beoordeling")
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie beoordeelde")
    remark = models.CharField("opmerking", max_length=500, blank=True)
    own_words = models.CharField("eigen mening van de medewerker", max_length=500, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by",
        verbose_name="welke beoordeling dit verbetert",
    )  # fmt: skip
    because = models.CharField("reden van de correctie", max_length=300, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "beoordeling van werkvaardigheden"
        verbose_name_plural = "beoordelingen van werkvaardigheden"
        ordering = ["assessed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["corrects"], name="assessment_corrected_once",
                violation_error_message="Deze beoordeling is intussen verbeterd. Lees eerst wat er nu staat.",
            ),
            models.CheckConstraint(
                name="correction_of_an_assessment_has_a_reason",
                condition=Q(corrects=None) | ~Q(because=""),
                violation_error_message="Schrijf waarom u deze beoordeling verbetert.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"beoordeling van {self.assessed_on:%d-%m-%Y}"


class AbilityScore(models.Model):
    """Which step somebody is on for one ability, in the words of then; beside it what they think themselves.

    Written with its assessment and never changed; so it has no former rows.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores", verbose_name="welke beoordeling")
    employee = about_whom()
    ability = models.ForeignKey(Ability, models.PROTECT, related_name="+", verbose_name="werkvaardigheid")
    step = models.PositiveSmallIntegerField("stap")
    said = models.CharField("wat die stap zegt", max_length=120, editable=False)  # filled by the database
    own_step = models.PositiveSmallIntegerField("stap volgens de medewerker", null=True, blank=True)
    own_said = models.CharField("wat die stap zegt, volgens de medewerker", max_length=120, blank=True, editable=False)
    note = models.CharField("opmerking daarbij", max_length=200, blank=True)

    class Meta:
        verbose_name = "stap van een werkvaardigheid"
        verbose_name_plural = "stappen van werkvaardigheden"
        ordering = ["ability__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "ability"], name="ability_assessed_once",
                violation_error_message="Deze werkvaardigheid is al beoordeeld.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.said
