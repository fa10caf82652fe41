"""Who stood on a waiting list, by date: of the Wsw until 2015 (only to look back on), of beschut werk still.

It is about the time before an employment and counts in no stand (decision 0059). The days UWV has for its advice on
beschut werk are those of the Besluit advisering beschut werk.
"""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee
from cases.models.employment import Scheme
from municipalities.models import Membership, RunningQuerySet, ends_after_it_begins, no_overlap
from municipalities.recorded import Recorded

LAST_WSW_DAY = date(2014, 12, 31)  # Invoeringswet Participatiewet: nobody comes in since, so nobody waits
ADVICE_WITHIN = timedelta(weeks=8)


def advice_due(asked_on: date) -> date:
    """The last day UWV has for its advice."""
    return asked_on + ADVICE_WITHIN


class WaitingEnd(models.TextChoices):
    IN_DIENST = "in_dienst", "in dienst gekomen"
    INGETROKKEN = "ingetrokken", "ingetrokken"
    OVERLEDEN = "overleden", "overleden"
    VERHUISD = "verhuisd", "verhuisd"
    OVERGEDRAGEN = "overgedragen", "overgedragen aan een andere gemeente"


WITH_A_LIST = [Scheme.WSW, Scheme.BESCHUT]


class WaitingSpellQuerySet(RunningQuerySet):
    def visible_to(self, membership: Membership | None) -> "WaitingSpellQuerySet":
        return self.filter(employee__in=WswEmployee.objects.visible_to(membership))


class WaitingSpell(Recorded):
    """Somebody on the list of one scheme, from a day on; both days are days on the list."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="waiting", verbose_name="medewerker")
    scheme = models.CharField("regeling", max_length=10, choices=[(each.value, each.label) for each in WITH_A_LIST])
    starts_on = models.DateField("eerste dag op de lijst")
    ends_on = models.DateField("laatste dag op de lijst", null=True, blank=True)
    ended_by = models.CharField("reden van einde", max_length=15, choices=WaitingEnd, blank=True)
    advice_asked_on = models.DateField("advies gevraagd op", null=True, blank=True)
    advised_on = models.DateField("advies gekregen op", null=True, blank=True)

    objects = WaitingSpellQuerySet.as_manager()

    class Meta:
        verbose_name = "plaats op de wachtlijst"
        verbose_name_plural = "plaatsen op de wachtlijst"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("waiting_ends_after_it_begins"),
            no_overlap(
                "waiting_once_at_a_time", "employee", "scheme",
                message="Op deze dagen staat deze medewerker al op deze lijst.",
            ),
            models.CheckConstraint(
                name="waiting_end_has_a_reason",
                condition=Q(ends_on=None, ended_by="") | (Q(ends_on__isnull=False) & ~Q(ended_by="")),
                violation_error_message="Een laatste dag en de reden ervan horen bij elkaar.",
            ),
            models.CheckConstraint(
                name="waiting_for_the_wsw_is_over",
                condition=~Q(scheme="wsw") | Q(ends_on__lte=LAST_WSW_DAY, ends_on__isnull=False),
                violation_error_message="De wachtlijst van de Wsw is gesloten. De laatste dag is uiterlijk 31-12-2014.",
            ),
            models.CheckConstraint(
                name="waiting_advice_is_of_beschut_werk",
                condition=Q(scheme="beschut") | Q(advice_asked_on=None, advised_on=None),
                violation_error_message="Dit advies van UWV hoort bij beschut werk.",
            ),
            models.CheckConstraint(
                name="waiting_advice_follows_the_question",
                condition=Q(advised_on=None) | Q(advised_on__gte=F("advice_asked_on"), advice_asked_on__isnull=False),
                violation_error_message="Het advies komt na de vraag. Vul ook in wanneer het is gevraagd.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"wachtlijst {self.get_scheme_display()}"
