"""What somebody asks about their own data (AVG art. 15-21), with the term that the law sets for an answer."""

import calendar
import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee
from municipalities.access import Permission
from municipalities.models import Membership, User
from municipalities.recorded import Recorded, RecordedQuerySet

TERM, EXTENSION = 1, 2  # months: AVG art. 12(3)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day (31-01 → 28-02)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class RequestKind(models.TextChoices):
    INZAGE = "inzage", "inzage"  # AVG art. 15
    CORRECTIE = "correctie", "correctie"  # art. 16
    WISSING = "wissing", "wissing"  # art. 17
    BEPERKING = "beperking", "beperking"  # art. 18
    BEZWAAR = "bezwaar", "bezwaar"  # art. 21

    @property
    def article(self) -> str:
        return f"AVG art. {_ARTICLES[self]}"


_ARTICLES = {"inzage": 15, "correctie": 16, "wissing": 17, "beperking": 18, "bezwaar": 21}


class RequestedBy(models.TextChoices):
    ZELF = "zelf", "de medewerker zelf"
    VERTEGENWOORDIGER = "vertegenwoordiger", "curator, mentor of bewindvoerder"
    GEMACHTIGDE = "gemachtigde", "iemand met een machtiging"


class IdentifiedBy(models.TextChoices):
    """How we know who asks (AVG art. 12(6)). No copy of a document is kept."""

    BALIE = "balie", "identiteitsbewijs gezien"
    DIGID = "digid", "DigiD"
    BEKEND = "bekend", "gesproken met wie de medewerker kent"


class Decision(models.TextChoices):
    TOEGEWEZEN = "toegewezen", "toegewezen"
    DEELS = "deels", "deels toegewezen"
    AFGEWEZEN = "afgewezen", "afgewezen"


class PrivacyRequestQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "PrivacyRequestQuerySet":
        """All for who handles them, none for any other role: that somebody asked is nobody else's business."""
        return self if membership and membership.may(Permission.PRIVACY_REQUESTS) else self.none()

    def open(self) -> "PrivacyRequestQuerySet":
        return self.filter(answered_on=None)


class PrivacyRequest(Recorded):
    """One request of one person: received, perhaps extended once, decided, answered. Each step is written once."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(
        WswEmployee, models.PROTECT, related_name="privacy_requests", verbose_name="medewerker"
    )
    kind = models.CharField("soort verzoek", max_length=10, choices=RequestKind)
    received_on = models.DateField("ontvangen op")
    requester = models.CharField("naam van wie vraagt", max_length=120)
    requested_by = models.CharField("gevraagd door", max_length=20, choices=RequestedBy)
    identified_by = models.CharField("identiteit vastgesteld met", max_length=10, choices=IdentifiedBy)
    text = models.TextField("wat er is gevraagd", max_length=2000, blank=True)
    concerns_from = models.DateField("gaat over de dagen vanaf", null=True, blank=True)
    concerns_until = models.DateField("tot en met", null=True, blank=True)
    extended_on = models.DateField("verlengd op", null=True, blank=True)
    extension_reason = models.TextField("waarom verlengd", max_length=500, blank=True)
    decision = models.CharField("besluit", max_length=10, choices=Decision, blank=True)
    decision_reason = models.TextField("uitleg bij het besluit", max_length=2000, blank=True)
    decided_on = models.DateField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="besloten door"
    )
    answered_on = models.DateField("antwoord verstuurd op", null=True, blank=True)
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="geregistreerd door"
    )
    registered_on = models.DateField("geregistreerd op", null=True, blank=True)
    # A second person saw the request itself: before that nobody makes the letter with all there is.
    seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nagekeken door"
    )
    seen_on = models.DateField("nagekeken op", null=True, blank=True)

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "privacyverzoek"
        verbose_name_plural = "privacyverzoeken"
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="request_extended_with_a_reason",
                condition=Q(extended_on=None, extension_reason="")
                | (Q(extended_on__isnull=False, extended_on__gte=F("received_on")) & ~Q(extension_reason="")),
                violation_error_message="Bij verlengen hoort een reden, en een dag na de ontvangst.",
            ),
            models.CheckConstraint(
                name="request_decision_has_a_day_and_a_name",
                condition=Q(decision="", decided_on=None, decided_by=None)
                | (
                    ~Q(decision="")
                    & Q(decided_on__isnull=False, decided_on__gte=F("received_on"), decided_by__isnull=False)
                ),
                violation_error_message="Bij een besluit horen een dag en een naam, na de ontvangst.",
            ),
            models.CheckConstraint(
                name="request_refused_with_a_reason",
                condition=~Q(decision__in=["deels", "afgewezen"]) | ~Q(decision_reason=""),
                violation_error_message="Schrijf op waarom het verzoek niet of niet helemaal is toegewezen.",
            ),
            models.CheckConstraint(
                name="request_answered_after_its_decision",
                condition=Q(answered_on=None) | Q(decided_on__isnull=False, answered_on__gte=F("decided_on")),
                violation_error_message="Het antwoord gaat pas weg na het besluit.",
            ),
            models.CheckConstraint(
                name="request_seen_by_a_second_person",
                condition=Q(seen_by=None, seen_on=None)
                | (
                    Q(seen_by__isnull=False, seen_on__isnull=False, registered_by__isnull=False)
                    & ~Q(seen_by=F("registered_by"))
                ),
                violation_error_message="Wie een verzoek registreert, kijkt het niet na. Vraag een tweede persoon.",
            ),
            models.CheckConstraint(
                name="request_concerns_days_in_order",
                condition=Q(concerns_until=None)
                | Q(concerns_from__isnull=False, concerns_until__gte=F("concerns_from")),
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def reference(self) -> str:
        """What a letter and a list call it: says nothing about anybody."""
        return str(self.key)[:8].upper()

    @property
    def extendable_until(self) -> date:
        """The last day on which the asker can be told that it takes longer: within the first month (art. 12(3))."""
        return months_after(self.received_on, TERM)

    @property
    def due_on(self) -> date:
        """The last day for an answer (R90), counted from the day of receipt."""
        return months_after(self.received_on, TERM + (EXTENSION if self.extended_on else 0))
