"""Where somebody works, and at whose place."""

import uuid

from django.db import models

from cases.models.contract import Contract
from cases.models.employee import about_whom
from cases.models.employment import Employment, OfVisiblePeople, between_zero_and_forty
from cases.models.hirer import Hirer
from municipalities.models import User, ends_after_it_begins
from municipalities.recorded import Recorded


class PlacementForm(models.TextChoices):
    """The steps of the werkladder, lowest first. Hours without a placement are leegloop, step 0."""

    BSB = "BSB", "beschut binnen"
    WOL = "WOL", "werken op locatie"
    GRD = "GRD", "groepsdetachering"
    IND = "IND", "individuele detachering"
    BW = "BW", "begeleid werken"  # Wsw art. 7

    @property
    def step(self) -> int:
        return list(PlacementForm).index(self) + 1


class Placement(Recorded):
    """Where somebody works. It is not rewritten: it ends, and another begins. Several may run while the hours fit."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="placements", verbose_name="dienstverband")
    employee = about_whom()
    form = models.CharField("werkvorm", max_length=3, choices=PlacementForm)
    hours = models.DecimalField("uren per week", max_digits=4, decimal_places=2)
    hirer = models.ForeignKey(
        Hirer, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name="inlener"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name="detacheringscontract"
    )
    location = models.CharField("locatie", max_length=120, blank=True)
    function = models.CharField("functie", max_length=120, blank=True)
    starts_on = models.DateField("eerste werkdag")
    ends_on = models.DateField("laatste werkdag", null=True, blank=True)
    end_reason = models.CharField("reden van einde", max_length=120, blank=True)
    coach = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="jobcoach")

    objects = OfVisiblePeople.as_manager()

    class Meta:
        verbose_name = "plaatsing"
        verbose_name_plural = "plaatsingen"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("placement_ends_after_it_begins"),
            between_zero_and_forty("placement_hours_0_to_40"),
        ]

    def __str__(self) -> str:
        return self.get_form_display()

    @property
    def step(self) -> int:
        return PlacementForm(self.form).step
