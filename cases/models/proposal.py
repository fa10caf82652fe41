"""Somebody proposed for work at a hirer, and what came of it: no placement, for a placement counts from its first day.

One row with the day of each step; when each was entered and by whom, the former rows tell (cases/proposals.py). A trial
is a placement with a last day: it counts, and its first and last day are those of the placement.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models.contact import dossiers_of
from cases.models.employee import WswEmployee
from cases.models.employment import between_zero_and_forty
from cases.models.hirer import Hirer, HirerSite
from cases.models.placement import Placement
from cases.models.vacancy import AT_A_HIRER, Vacancy
from municipalities.models import Membership, User, today
from municipalities.recorded import Recorded, RecordedQuerySet


class ProposalState(models.TextChoices):
    VOORGESTELD = "voorgesteld", "voorgesteld"
    PROEF = "proef", "proefplaatsing"
    GEPLAATST = "geplaatst", "geplaatst"
    AFGEWEZEN = "afgewezen", "afgewezen"
    GESTOPT = "gestopt", "proef gestopt"
    INGETROKKEN = "ingetrokken", "ingetrokken"


RUNNING = (ProposalState.VOORGESTELD, ProposalState.PROEF)
OVER = (ProposalState.AFGEWEZEN, ProposalState.GESTOPT, ProposalState.INGETROKKEN)


class ProposalReason(models.TextChoices):
    """Why it did not come to it. The code begins with whose word it was; none says anything about health."""

    INLENER_ANDER = "inlener_ander", "de inlener koos iemand anders"
    INLENER_VERVALLEN = "inlener_vervallen", "de inlener heeft het werk niet meer"
    INLENER_PAST_NIET = "inlener_past_niet", "de inlener vindt het werk niet passend"
    MEDEWERKER_WIL_NIET = "medewerker_wil_niet", "de medewerker wil dit werk niet"
    MEDEWERKER_ANDER_WERK = "medewerker_ander_werk", "de medewerker koos ander werk"
    MEDEWERKER_TIJDEN = "medewerker_tijden", "de reis of de werktijden gaan niet"
    WIJ_PAST_NIET = "wij_past_niet", "wij vinden het werk niet passend"
    WIJ_BEGELEIDING = "wij_begeleiding", "wij kunnen daar niet goed begeleiden"
    TERUG_VERGISSING = "terug_vergissing", "per vergissing voorgesteld"
    TERUG_ANDERS = "terug_anders", "er kwam iets anders tussen"
    UIT_DIENST = "uit_dienst", "de medewerker is niet meer in dienst"


BY_WHOM = {"inlener": "De inlener", "medewerker": "De medewerker", "wij": "Wij"}


def reasons_of(*whose: str) -> list[tuple[str, str]]:
    return [(code, label) for code, label in ProposalReason.choices if code.startswith(whose)]


class ProposalQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "ProposalQuerySet":
        """Of the people whose dossier one keeps."""
        return self.filter(employee__in=dossiers_of(membership))

    def running(self) -> "ProposalQuerySet":
        """Of which somebody must still say how it went."""
        return self.filter(state__in=RUNNING)


class Proposal(Recorded):
    """Somebody for some work. What was proposed does not change: it comes to something, or it is over."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="proposals", verbose_name="medewerker")
    vacancy = models.ForeignKey(
        Vacancy, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="open plek"
    )
    hirer = models.ForeignKey(Hirer, models.PROTECT, related_name="proposals", verbose_name="inlener")
    site = models.ForeignKey(
        HirerSite, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vestiging"
    )
    form = models.CharField("werkvorm", max_length=3, choices=AT_A_HIRER)
    function = models.CharField("functie", max_length=120)
    hours = models.DecimalField("uren per week", max_digits=4, decimal_places=2)
    proposed_on = models.DateField("voorgesteld op", default=today)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie voorstelde")
    state = models.CharField("stap", max_length=12, choices=ProposalState, default=ProposalState.VOORGESTELD)
    trial = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="tried_for", verbose_name="proefplaatsing"
    )
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="proposed_as", verbose_name="plaatsing"
    )
    settled_on = models.DateField("laatste stap op", null=True, blank=True)
    reason = models.CharField("waarom niet", max_length=25, choices=ProposalReason, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel"
        verbose_name_plural = "voorstellen"
        ordering = ["-proposed_on", "-id"]
        constraints = [
            between_zero_and_forty("proposal_hours_0_to_40"),
            models.CheckConstraint(
                name="proposal_says_which_work",
                condition=~Q(function=""),
                violation_error_message="Schrijf op voor welk werk het is.",
            ),
            models.CheckConstraint(
                name="proposal_is_for_a_hirer",
                condition=Q(form__in=[code for code, _ in AT_A_HIRER]),
                violation_error_message="Kies een werkvorm bij een inlener.",
            ),
            models.CheckConstraint(
                name="proposal_settled_after_it_was_made",
                condition=Q(settled_on=None) | Q(settled_on__gte=F("proposed_on")),
                violation_error_message="Deze dag ligt voor de dag van het voorstel.",
            ),
            models.CheckConstraint(
                name="proposal_step_with_its_day",
                condition=Q(state="voorgesteld", trial=None, placement=None, settled_on=None, reason="")
                | Q(state="proef", trial__isnull=False, placement=None, settled_on=None, reason="")
                | Q(state="geplaatst", placement__isnull=False, settled_on__isnull=False, reason="")
                | Q(
                    state__in=["afgewezen", "ingetrokken"], trial=None, placement=None, settled_on__isnull=False,
                    reason__in=ProposalReason.values,
                )
                | Q(
                    state="gestopt", trial__isnull=False, placement=None, settled_on__isnull=False,
                    reason__in=ProposalReason.values,
                ),
                violation_error_message="Bij deze stap horen een dag en, als het niets werd, een reden.",
            ),
            models.UniqueConstraint(
                fields=["employee", "hirer", "form", "function"],
                condition=Q(state__in=RUNNING),
                name="one_running_proposal_for_this_work",
                violation_error_message="Voor dit werk is deze medewerker al voorgesteld.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.function} bij {self.hirer}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING
