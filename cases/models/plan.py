"""The support plan: what somebody works towards, who does what for it, and who signed (domain.md 4).

A version is written, discussed, signed by both and then stays as it was signed; the next version replaces it from the
day before (R86). The database guards the states and what was signed; `cases/actions/plans.py` makes the steps.
"""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.contact import dossiers_of
from cases.models.employee import WswEmployee, about_whom
from cases.models.placement import PlacementForm
from municipalities.models import (
    Membership,
    Municipality,
    RunningQuerySet,
    User,
    ends_after_it_begins,
    no_overlap,
    today,
)
from municipalities.recorded import Recorded, RecordedQuerySet

MOST_GOALS = 5


class PlanState(models.TextChoices):
    CONCEPT = "concept", "concept"
    TER_BESPREKING = "ter_bespreking", "ter bespreking"
    TER_GOEDKEURING = (
        "ter_goedkeuring",
        "wacht op goedkeuring",
    )  # both signed; where a municipality asks a second person
    VASTGESTELD = "vastgesteld", "vastgesteld"
    LOPEND = "lopend", "lopend"
    GEEVALUEERD = "geevalueerd", "geëvalueerd"
    BIJGESTELD = "bijgesteld", "bijgesteld"
    AFGESLOTEN = "afgesloten", "afgesloten"
    VERVALLEN = "vervallen", "vervallen"


WRITABLE = (PlanState.CONCEPT,)
OPEN = (PlanState.CONCEPT, PlanState.TER_BESPREKING, PlanState.TER_GOEDKEURING)
ACTIVE = (PlanState.VASTGESTELD, PlanState.LOPEND, PlanState.GEEVALUEERD)
SIGNED = (*ACTIVE, PlanState.BIJGESTELD, PlanState.AFGESLOTEN)


class Domain(models.TextChoices):
    """Parts of life, only as far as they stand in the way of work. Who else helps, says a line."""

    LEREN = "leren", "leren"
    DAGRITME = "dagritme", "dagritme"
    VERVOER = "vervoer", "vervoer"
    NETWERK = "netwerk", "mensen om u heen"
    WONEN = "wonen", "wonen"
    GELD = "geld", "geldzaken"


class SignedAs(models.TextChoices):
    ZELF = "zelf", "de medewerker zelf"
    CURATOR = "curator", "de curator"
    MENTOR = "mentor", "de mentor"


class PlanQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "PlanQuerySet":
        return self.filter(employee__in=dossiers_of(membership))

    def active(self) -> "PlanQuerySet":
        return self.filter(state__in=ACTIVE)


class SupportPlan(Recorded):
    """One version of somebody's plan."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="plans", verbose_name="medewerker")
    version = models.PositiveSmallIntegerField("versie")
    state = models.CharField("status van het plan", max_length=15, choices=PlanState, default=PlanState.CONCEPT)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    abilities = models.TextField("wat goed gaat en wat hulp vraagt", max_length=1500, blank=True)
    wishes = models.TextField("wensen", max_length=800, blank=True)
    domains = ArrayField(
        models.CharField(max_length=10, choices=Domain), verbose_name="wat het werk in de weg zit", default=list,
        blank=True,
    )  # fmt: skip
    domains_text = models.TextField("afspraak daarover", max_length=500, blank=True)
    advice_text = models.TextField("advies van UWV en wat wij ermee doen", max_length=800, blank=True)
    employee_signed_on = models.DateField("getekend door de medewerker op", null=True, blank=True)
    employee_signed_as = models.CharField("wie voor de medewerker tekende", max_length=10, choices=SignedAs, blank=True)
    coach_signed_on = models.DateField("getekend door de jobcoach op", null=True, blank=True)
    coach_signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="jobcoach die tekende"
    )
    employer_signed_on = models.DateField("getekend door de werkgever op", null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "begeleidingsplan"
        verbose_name_plural = "begeleidingsplannen"
        ordering = ["-version"]
        constraints = [
            ends_after_it_begins("plan_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["employee", "version"], name="plan_version_once",
                violation_error_message="Deze versie van het plan is er al.",
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(state__in=ACTIVE), name="one_active_plan",
                violation_error_message="Er loopt al een plan. Een nieuwe versie sluit het af.",
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(state__in=OPEN), name="one_plan_being_written",
                violation_error_message="Er is al een concept van dit plan.",
            ),
            models.CheckConstraint(
                name="plan_runs_with_both_signatures",
                condition=~Q(state__in=(*SIGNED, PlanState.TER_GOEDKEURING))
                | Q(employee_signed_on__isnull=False, coach_signed_on__isnull=False),
                violation_error_message="Een plan geldt pas als de medewerker en de jobcoach hebben getekend.",
            ),
            models.CheckConstraint(
                name="employee_signed_on_and_as_come_as_a_pair",
                condition=Q(employee_signed_on=None, employee_signed_as="")
                | (Q(employee_signed_on__isnull=False) & ~Q(employee_signed_as="")),
                violation_error_message="Bij een handtekening horen een dag en wie er tekende.",
            ),
            models.CheckConstraint(
                name="coach_signed_on_and_by_come_as_a_pair",
                condition=Q(coach_signed_on=None, coach_signed_by=None)
                | Q(coach_signed_on__isnull=False, coach_signed_by__isnull=False),
                violation_error_message="Bij een handtekening horen een dag en een naam.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"plan, versie {self.version}"

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def signed_on(self) -> date | None:
        """The day of the last signature of employee and coach; None while one of them is missing."""
        if self.employee_signed_on is None or self.coach_signed_on is None:
            return None
        return max(self.employee_signed_on, self.coach_signed_on)


class Reached(models.IntegerChoices):
    """How far a goal was reached, in per cent."""

    NIET = 0, "niet"
    BEGIN = 25, "een begin"
    HALF = 50, "half"
    BIJNA = 75, "bijna"
    HELEMAAL = 100, "helemaal"


class GoalQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "GoalQuerySet":
        return self.filter(employee__in=dossiers_of(membership))


class Goal(Recorded):
    """One goal of a version. `origin` stays the same in the next version, so that two can be compared."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.UUIDField("kenmerk door de versies heen", default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="goals", verbose_name="welk plan")
    employee = about_whom()
    number = models.PositiveSmallIntegerField("nummer")
    what = models.CharField("doel", max_length=200)
    result = models.CharField("resultaat", max_length=300)
    due_on = models.DateField("klaar op")
    step = models.CharField("werkvorm als doel", max_length=3, choices=PlacementForm, blank=True)
    reached = models.PositiveSmallIntegerField("hoever gekomen", choices=Reached, null=True, blank=True)
    reached_text = models.CharField("uitleg daarbij", max_length=300, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "doel"
        verbose_name_plural = "doelen"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="goal_number_once", deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="Dit nummer heeft al een doel.",
            ),
            models.CheckConstraint(
                name="at_most_five_goals",
                condition=Q(number__gte=1, number__lte=MOST_GOALS),
                violation_error_message="Een plan heeft hoogstens vijf doelen.",
            ),
            models.CheckConstraint(
                name="reached_by_quarters",
                condition=Q(reached=None) | Q(reached__in=Reached.values),
                violation_error_message="Kies hoever het doel is bereikt.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.what


class Owner(models.TextChoices):
    MEDEWERKER = "medewerker", "de medewerker"
    JOBCOACH = "jobcoach", "de jobcoach"
    INLENER = "inlener", "de inlener"
    CONSULENT = "consulent", "de consulent"


class ActionQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "ActionQuerySet":
        return self.filter(employee__in=dossiers_of(membership))


class GoalAction(Recorded):
    """What somebody does for a goal, and by when."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="actions", verbose_name="doel")
    employee = about_whom()
    what = models.CharField("actie", max_length=200)
    owner = models.CharField("wie het doet", max_length=12, choices=Owner)
    due_on = models.DateField("klaar voor")
    hours = models.DecimalField("uren begeleiding", max_digits=5, decimal_places=2, null=True, blank=True)
    done_on = models.DateField("gedaan op", null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "actie"
        verbose_name_plural = "acties"
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.what


class Evaluation(Recorded):
    """How it went, in the words of both. The result per goal stands at the goal."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="evaluations", verbose_name="welk plan")
    employee = about_whom()
    held_on = models.DateField("dag van de evaluatie")
    own_words = models.TextField("in eigen woorden van de medewerker", max_length=800, blank=True)
    next_step = models.CharField("vervolg", max_length=300, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluatie"
        verbose_name_plural = "evaluaties"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"evaluatie van {self.held_on:%d-%m-%Y}"


class PlanApproval(Recorded):
    """From which day until which a municipality wants a second person's word on a plan. No row: it does not."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "goedkeuring van plannen"
        verbose_name_plural = "goedkeuring van plannen"
        ordering = ["municipality", "starts_on"]
        constraints = [
            ends_after_it_begins("plan_approval_ends_after_it_begins"),
            no_overlap(
                "plan_approval_once_at_a_time", "municipality",
                message="Voor deze gemeente staat dit in die periode al aan.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"goedkeuring van plannen, {self.municipality}"


class PlanDecision(models.Model):
    """What a second person said of a plan that both signed. It stays, also when the plan goes back and comes again.

    Nobody changes it or takes it away; so it has no former rows. What followed on it stands in the history of the plan.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="decisions", verbose_name="welk plan")
    employee = about_whom()
    approved = models.BooleanField("goedgekeurd")
    reason = models.CharField("reden", max_length=300)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie besloot")
    decided_on = models.DateField("besloten op", default=today)

    class Meta:
        verbose_name = "besluit over een plan"
        verbose_name_plural = "besluiten over plannen"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="plan_decision_has_a_reason", condition=~Q(reason=""),
                violation_error_message="Schrijf waarom u dit besluit.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{'goedgekeurd' if self.approved else 'niet goedgekeurd'} op {self.decided_on:%d-%m-%Y}"
