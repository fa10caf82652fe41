"""The handover of a dossier to the municipality that somebody moves to: proposed by the one, accepted by the other."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, Municipality, User, today
from municipalities.recorded import Recorded, RecordedQuerySet


class HandoverState(models.TextChoices):
    VOORGESTELD = "voorgesteld", "voorgesteld"
    AANGENOMEN = "aangenomen", "aangenomen"
    AFGEWEZEN = "afgewezen", "afgewezen"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class HandoverQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "HandoverQuerySet":
        """From or to the own municipality. Whom it is about is the receiver's to know by `actions.handovers.people`."""
        if membership is None or membership.role not in {"consulent", "controller"}:
            return self.none()
        place = membership.municipality_id
        return self.filter(Q(from_municipality=place) | Q(to_municipality=place)).select_related(
            "from_municipality", "to_municipality", "proposed_by", "decided_by"
        )

    def open(self) -> "HandoverQuerySet":
        return self.filter(state=HandoverState.VOORGESTELD)

    def decided(self) -> "HandoverQuerySet":
        return self.exclude(state=HandoverState.VOORGESTELD)


class Handover(Recorded):
    """Somebody moves between two of the municipalities. Until it is accepted they live where they lived."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="handovers", verbose_name="medewerker")
    from_municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="vorige gemeente"
    )
    to_municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="nieuwe gemeente")
    starts_on = models.DateField("eerste dag in de nieuwe gemeente")
    state = models.CharField("stand", max_length=15, choices=HandoverState, default=HandoverState.VOORGESTELD)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="consulent die voorstelde")
    proposed_on = models.DateField("dag van het voorstel", default=today)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="consulent die besloot"
    )
    decided_on = models.DateField("dag van het besluit", null=True)
    reason = models.CharField("reden van afwijzing", max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "overdracht"
        verbose_name_plural = "overdrachten"
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(state="voorgesteld"),
                name="one_open_handover_per_person",
                violation_error_message="Er loopt al een overdracht van deze medewerker.",
            ),
            models.CheckConstraint(
                name="handover_goes_elsewhere",
                condition=~Q(from_municipality=F("to_municipality")),
                violation_error_message="Kies een andere gemeente dan de eigen.",
            ),
            models.CheckConstraint(
                name="handover_decided_on_and_by_come_as_a_pair",
                condition=Q(state="voorgesteld", decided_on=None, decided_by=None)
                | (~Q(state="voorgesteld") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                violation_error_message="Bij een besluit horen een dag en een naam.",
            ),
            models.CheckConstraint(
                name="handover_accepted_by_a_second_person",
                condition=~Q(state="aangenomen") | ~Q(decided_by=F("proposed_by")),
                violation_error_message="Wie voorstelt, neemt niet ook aan. Vraag een tweede persoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"van {self.from_municipality} naar {self.to_municipality} per {self.starts_on:%d-%m-%Y}"

    @property
    def is_open(self) -> bool:
        return self.state == HandoverState.VOORGESTELD
