"""A place that a hirer has open: what work, how many hours, how many people, and which adaptations it can offer.

About nobody. Who is put there is a placement; a place is filled by that fact, and not by a tick.
"""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.employment import between_zero_and_forty
from cases.models.hirer import Hirer, HirerSite
from cases.models.placement import PlacementForm
from cases.models.supported import AdaptationKind
from municipalities.models import Municipality, ends_after_it_begins, today
from municipalities.recorded import Recorded, RecordedQuerySet

AT_A_HIRER = [each for each in PlacementForm.choices if each[0] != PlacementForm.BSB]


class VacancyQuerySet(RecordedQuerySet):
    def offered_on(self, day: date) -> "VacancyQuerySet":
        """Not withdrawn, and not over; also what begins later. Whether it is filled the placements say."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), withdrawn_on=None)


class Vacancy(Recorded):
    """An open place, for one person or for more."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hirer = models.ForeignKey(Hirer, models.PROTECT, related_name="vacancies", verbose_name="inlener")
    site = models.ForeignKey(
        HirerSite, models.PROTECT, null=True, blank=True, related_name="vacancies", verbose_name="vestiging"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gemeente van het werk"
    )
    function = models.CharField("functie", max_length=120)
    form = models.CharField("werkvorm", max_length=3, choices=AT_A_HIRER)
    hours = models.DecimalField("uren per week", max_digits=4, decimal_places=2)
    wanted = models.PositiveSmallIntegerField("aantal mensen", default=1)
    offers = ArrayField(
        models.CharField(max_length=15, choices=AdaptationKind), default=list, blank=True,
        verbose_name="welke aanpassingen kunnen",
    )  # fmt: skip
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    noted_on = models.DateField("genoteerd op", default=today, editable=False)
    withdrawn_on = models.DateField("ingetrokken op", null=True, blank=True, editable=False)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        verbose_name = "open plek"
        verbose_name_plural = "open plekken"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("vacancy_ends_after_it_begins"),
            between_zero_and_forty("vacancy_hours_0_to_40"),
            models.CheckConstraint(
                name="vacancy_says_which_work",
                condition=~Q(function=""),
                violation_error_message="Schrijf op welk werk het is.",
            ),
            models.CheckConstraint(
                name="vacancy_for_1_to_50_people",
                condition=Q(wanted__gte=1, wanted__lte=50),
                violation_error_message="Een plek is voor 1 tot 50 mensen.",
            ),
            models.CheckConstraint(
                name="vacancy_is_at_a_hirer",
                condition=Q(form__in=[code for code, _ in AT_A_HIRER]),
                violation_error_message="Kies een werkvorm bij een inlener.",
            ),
            models.CheckConstraint(
                name="vacancy_offers_what_there_is",
                condition=Q(offers__contained_by=AdaptationKind.values),
                violation_error_message="Kies aanpassingen uit de lijst.",
            ),
            models.CheckConstraint(
                name="vacancy_withdrawn_after_it_was_noted",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("noted_on")),
                violation_error_message="Een plek is niet ingetrokken voordat iemand haar noteerde.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} bij {self.hirer}"
