"""Two dossiers of one person become one, or apart again: proposed by one colleague, carried out by another.

The rows of the one that goes move to the one that stays; which, is kept here, so that they can be put back
(migration 0291, decision 0056). While the merge holds, the one that goes is an empty dossier that leads here.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models.correction import Reason
from cases.models.employee import WswEmployee
from municipalities.models import Membership, User, today
from municipalities.recorded import Recorded, RecordedQuerySet


class MergeKind(models.TextChoices):
    SAMEN = "samen", "samenvoegen"
    UITEEN = "uiteen", "uit elkaar halen"


class MergeState(models.TextChoices):
    VOORGESTELD = "voorgesteld", "voorgesteld"
    UITGEVOERD = "uitgevoerd", "uitgevoerd"
    AFGEWEZEN = "afgewezen", "afgewezen"
    INGETROKKEN = "ingetrokken", "ingetrokken"
    VERVALLEN = "vervallen", "vervallen"  # no municipality sees both any more


class Side(models.TextChoices):
    """Of which of the two a piece of personal data holds."""

    STAYS = "blijft", "van het dossier dat blijft"
    GONE = "gaat", "van het dossier dat opgaat"


class PersonMergeQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "PersonMergeQuerySet":
        """Of people one may see, both while they are two; only who decides on it, or keeps the dossier."""
        if membership is None or membership.role not in {"consulent", "controller"}:
            return self.none()
        seen = WswEmployee.objects.visible_to(membership)
        one_now = PersonMerge.objects.filter(in_force=True, employee__in=seen).values("gone")
        return self.filter(Q(gone__in=one_now) | Q(gone__in=seen), employee__in=seen).select_related(
            "employee", "gone", "proposed_by", "decided_by", "undoes"
        )

    def open(self) -> "PersonMergeQuerySet":
        return self.filter(state=MergeState.VOORGESTELD)


def _side(label: str) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=6, choices=Side, default=Side.STAYS)


class PersonMerge(Recorded):
    """One act: `gone` goes into `employee`, or comes out of it again."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("wat", max_length=6, choices=MergeKind, default=MergeKind.SAMEN)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="merges", verbose_name="dossier dat blijft")
    gone = models.ForeignKey(WswEmployee, models.PROTECT, related_name="+", verbose_name="dossier dat opgaat")
    numbers = models.CharField("dossiers", max_length=80)  # the two numbers as they were, the one that stays first
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="van welke samenvoeging"
    )
    name_of = _side("naam die geldt")
    birth_date_of = _side("geboortedatum die geldt")
    bsn_of = _side("burgerservicenummer dat geldt")
    number_of = _side("personeelsnummer dat geldt")
    grounds = models.CharField("grond", max_length=200)
    # Why figures that were released change by it, when they do; kept with the person when it is carried out.
    reason = models.CharField("reden bij de cijfers", max_length=20, choices=Reason, blank=True)
    because = models.CharField("toelichting bij de cijfers", max_length=200, blank=True)
    state = models.CharField("stand", max_length=15, choices=MergeState, default=MergeState.VOORGESTELD)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie voorstelde")
    proposed_on = models.DateField("dag van het voorstel", default=today)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="wie besloot")
    decided_on = models.DateField("dag van het besluit", null=True)
    refusal = models.CharField("reden van afwijzing", max_length=200, blank=True)
    # Filled by the act itself: the ids that moved and those that were there twice and went, by table; the one moment
    # that all of it was recorded at; and whether the dossier that goes is empty now.
    moved = models.JSONField("rijen die meegingen", default=dict, editable=False)
    dropped = models.JSONField("rijen die dubbel waren", default=dict, editable=False)
    carried_at = models.DateTimeField("uitgevoerd om", null=True, editable=False)
    in_force = models.BooleanField("geldt", default=False, db_default=False, editable=False)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(state="voorgesteld"), name="one_open_merge_of_who_stays",
                violation_error_message="Er ligt al een voorstel over deze dossiers.",
            ),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(state="voorgesteld"), name="one_open_merge_of_who_goes",
                violation_error_message="Er ligt al een voorstel over deze dossiers.",
            ),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(in_force=True), name="merged_into_one",
                violation_error_message="Dit dossier is al met een ander samengevoegd.",
            ),
            models.CheckConstraint(
                name="merge_is_of_two",
                condition=~Q(employee=F("gone")),
                violation_error_message="Kies twee dossiers.",
            ),
            models.CheckConstraint(
                name="merge_undoes_a_merge",
                condition=Q(kind="samen", undoes=None) | Q(kind="uiteen", undoes__isnull=False),
                violation_error_message="Uit elkaar gehaald wordt wat is samengevoegd.",
            ),
            models.CheckConstraint(
                name="merge_decided_on_and_by_come_as_a_pair",
                condition=Q(state="voorgesteld", decided_on=None, decided_by=None)
                | Q(state="vervallen", decided_on__isnull=False, decided_by=None)
                | (~Q(state__in=["voorgesteld", "vervallen"]) & Q(decided_on__isnull=False, decided_by__isnull=False)),
                violation_error_message="Bij een besluit horen een dag en een naam.",
            ),
            models.CheckConstraint(
                name="merge_carried_out_by_a_second_person",
                condition=~Q(state="uitgevoerd") | ~Q(decided_by=F("proposed_by")),
                violation_error_message="Wie voorstelt, voert niet ook uit. Vraag een tweede persoon.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} van {self.numbers}"

    @property
    def is_open(self) -> bool:
        return self.state == MergeState.VOORGESTELD

    @property
    def joins(self) -> bool:
        return self.kind == MergeKind.SAMEN
