"""Who decides for somebody or beside them, and whom one calls: by date, because a judge appoints and discharges.

Only what one needs to call them. Why there is a curator or a mentor is nobody's business here.
"""

import uuid

from django.db import models
from django.db.models import Q

from cases.models.contact import dossiers_of
from cases.models.employee import WswEmployee
from municipalities.models import Membership, ends_after_it_begins
from municipalities.recorded import Recorded, RecordedQuerySet


class RepresentativeKind(models.TextChoices):
    CURATOR = "curator", "curator"  # BW 1:378
    BEWINDVOERDER = "bewindvoerder", "bewindvoerder"  # BW 1:431
    MENTOR = "mentor", "mentor"  # BW 1:450
    GEMACHTIGDE = "gemachtigde", "gemachtigde"
    CONTACTPERSOON = "contactpersoon", "contactpersoon"
    NOODGEVAL = "noodgeval", "bellen in noodgeval"


BY_A_JUDGE = {RepresentativeKind.CURATOR, RepresentativeKind.BEWINDVOERDER, RepresentativeKind.MENTOR}


class RepresentativeQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "RepresentativeQuerySet":
        return self.filter(employee__in=dossiers_of(membership))


class Representative(Recorded):
    """One person or office that stands by somebody, from a day on."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="representatives", verbose_name="medewerker")
    kind = models.CharField("rol", max_length=15, choices=RepresentativeKind)
    name = models.CharField("naam", max_length=120)
    phone = models.CharField("telefoonnummer", max_length=20, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = "vertegenwoordiger"
        verbose_name_plural = "vertegenwoordigers"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("representative_ends_after_it_begins"),
            models.CheckConstraint(
                name="representative_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Vul de naam in.",
            ),
            models.CheckConstraint(
                name="representative_can_be_reached",
                condition=~Q(phone="", email=""),
                violation_error_message="Vul een telefoonnummer of een e-mailadres in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    @property
    def by_a_judge(self) -> bool:
        return self.kind in BY_A_JUDGE
