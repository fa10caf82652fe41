"""The act by which people go over to another employer or executor: one day, one act, and one way back."""

import uuid

from django.db import models
from django.db.models import Q

from municipalities.models import Membership, Municipality, Organisation, User, today
from municipalities.recorded import Recorded, RecordedQuerySet


class TransferQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "TransferQuerySet":
        if membership is None or membership.role not in {"consulent", "controller"}:
            return self.none()
        found = self.filter(municipality=membership.municipality_id)
        return found.select_related("employer", "executor", "done_by", "undone_by", "municipality")


class Transfer(Recorded):
    """An overgang. Whom it is about stands at the employments that began by it. Without `employer` that stays."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    starts_on = models.DateField("eerste dag bij de nieuwe")
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="nieuwe werkgever"
    )
    executor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="nieuwe uitvoerder"
    )
    people = models.PositiveIntegerField("aantal mensen")
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gedaan door")
    done_on = models.DateField("gedaan op", default=today)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="ongedaan gemaakt door"
    )
    undone_on = models.DateField("ongedaan gemaakt op", null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "overgang"
        verbose_name_plural = "overgangen"
        ordering = ["-done_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="transfer_changes_something",
                condition=Q(employer__isnull=False) | Q(executor__isnull=False),
                violation_error_message="Kies een andere werkgever of een andere uitvoerder.",
            ),
            models.CheckConstraint(
                name="transfer_undone_by_and_on_come_as_a_pair",
                condition=Q(undone_by=None, undone_on=None) | Q(undone_by__isnull=False, undone_on__isnull=False),
                violation_error_message="Bij ongedaan maken horen een dag en een naam.",
            ),
        ]

    def __str__(self) -> str:
        to = " en ".join(str(each) for each in (self.employer, self.executor) if each)
        return f"naar {to} per {self.starts_on:%d-%m-%Y}"
