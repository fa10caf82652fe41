"""What a coach or a consulent noted of a contact, who may read it, and the next appointment.

A contact is not rewritten: its author may mend it for five working days, after that one adds (R66). The database says
so, for every door. What was typed without a connection comes in later, once, with both its times.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.employee import WswEmployee, about_whom
from municipalities.models import Membership, User
from municipalities.recorded import Recorded, RecordedQuerySet

DAYS_TO_MEND = 5  # working days (R66); the database knows it too
LONGEST = 600  # minutes


class ContactKind(models.TextChoices):
    WERKPLEKBEZOEK = "werkplekbezoek", "werkbezoek"
    TELEFOON = "telefoon", "telefoon"
    INLENER = "inlener", "met inlener"
    DRIEGESPREK = "driegesprek", "driegesprek"
    GESPREK = "gesprek", "gesprek"
    GROEP = "groep", "groep"
    INCIDENT = "incident", "incident"


class Topic(models.TextChoices):
    """What a contact was about: about work, and nothing that says how somebody's health is."""

    WERK = "werk", "het werk"
    UREN = "uren", "uren en rooster"
    PLEK = "plek", "andere plek"
    PLAN = "plan", "doelen en plan"
    LEREN = "leren", "leren"
    COLLEGAS = "collegas", "collega's"
    VERVOER = "vervoer", "vervoer"
    INDICATIE = "indicatie", "indicatie"
    THUIS = "thuis", "thuis"


class Present(models.TextChoices):
    """Who were there besides who notes it; never by name."""

    MEDEWERKER = "medewerker", "medewerker"
    INLENER = "inlener", "inlener"
    FAMILIE = "familie", "familie of vertegenwoordiger"
    ANDER = "ander", "iemand anders"


class Readers(models.TextChoices):
    """Who may read a note; a role, or all who keep the dossier. The walls go by it."""

    DOSSIER = "dossier", "jobcoach en consulent"
    JOBCOACH = "jobcoach", "alleen de jobcoach"
    CONSULENT = "consulent", "alleen de consulent"


def dossiers_of(membership: Membership | None) -> "models.QuerySet[WswEmployee]":
    """The people whose dossier one keeps: a controller reads no notes."""
    keeps = membership is not None and membership.role in {"consulent", "jobcoach"}
    return WswEmployee.objects.visible_to(membership if keeps else None)


class ContactQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "ContactQuerySet":
        """Those of one's people that are for everybody who keeps the dossier, for one's role, or one's own."""
        if membership is None:
            return self.none()
        for_me = Q(readers__in=[Readers.DOSSIER, membership.role]) | Q(author=membership.user_id)
        return self.filter(for_me, employee__in=dossiers_of(membership))


class Contact(Recorded):
    """Once somebody was visited or called: how, how long, and a line about it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="contacts", verbose_name="medewerker")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie het vastlegde")
    kind = models.CharField("soort contact", max_length=20, choices=ContactKind)
    held_on = models.DateField("dag van het contact")
    minutes = models.PositiveSmallIntegerField("minuten")
    text = models.TextField("aantekening", max_length=500, blank=True)
    readers = models.CharField("leesbaar voor", max_length=10, choices=Readers, default=Readers.DOSSIER)
    topics = ArrayField(
        models.CharField(max_length=10, choices=Topic), verbose_name="onderwerpen", default=list, blank=True
    )
    present = ArrayField(
        models.CharField(max_length=10, choices=Present), verbose_name="wie erbij waren", default=list, blank=True
    )
    follow_up = models.CharField("vervolg", max_length=200, blank=True)  # of an incident: what is done about it
    # Made by the form or the phone: sent twice it is still one contact.
    once = models.UUIDField("kenmerk van inzenden", default=uuid.uuid4, editable=False)
    typed_at = models.DateTimeField("getypt op", null=True, blank=True, editable=False)
    received_at = models.DateTimeField("ontvangen op", editable=False, null=True)  # filled by the database

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacten"
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["employee", "-held_on"], name="contact_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "once"], name="contact_sent_once",
                violation_error_message="Dit contact is al bewaard.",
            ),
            models.CheckConstraint(
                name="contact_lasts_1_to_600_minutes",
                condition=Q(minutes__gte=1, minutes__lte=LONGEST),
                violation_error_message="Een contact duurt 1 tot 600 minuten.",
            ),
            models.CheckConstraint(
                name="contact_typed_before_it_was_received",
                condition=Q(typed_at=None) | Q(typed_at__lte=F("received_at")),
                violation_error_message="Wat is getypt, kan niet eerder zijn ontvangen.",
            ),
            models.CheckConstraint(
                name="incident_has_a_follow_up",
                condition=~Q(kind=ContactKind.INCIDENT) | ~Q(follow_up=""),
                violation_error_message="Schrijf wat het vervolg is op dit incident.",
            ),
            models.CheckConstraint(
                name="contact_topics_are_of_the_list",
                condition=Q(topics__contained_by=Topic.values),
                violation_error_message="Kies onderwerpen uit de lijst.",
            ),
            models.CheckConstraint(
                name="contact_present_are_of_the_list",
                condition=Q(present__contained_by=Present.values),
                violation_error_message="Kies uit de lijst wie erbij waren.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} op {self.held_on:%d-%m-%Y}"


class Addendum(models.Model):
    """What was added to a contact later. Nobody changes it or takes it away."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="addenda", verbose_name="welk contact")
    employee = about_whom()
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie het toevoegde")
    text = models.TextField("aanvulling", max_length=500)
    added_at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    class Meta:
        verbose_name = "aanvulling op een contact"
        verbose_name_plural = "aanvullingen op contacten"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"aanvulling van {self.added_at:%d-%m-%Y}"


class Because(models.TextChoices):
    """Why there is an appointment. A phone keeps these words for a day, so they say nothing about health."""

    AFGESPROKEN = "afgesproken", "afgesproken"
    EERSTE_DAG = "eerste_dag", "eerste dag op deze plek"
    WEEK_5 = "week_5", "vijf weken op deze plek"
    MAAND_3 = "maand_3", "drie maanden op deze plek"
    HALFJAAR = "halfjaar", "elk halfjaar"
    EVALUATIE = "evaluatie", "evaluatie van het plan"
    WEEK_6 = "week_6", "gesprek na zes weken"
    HERINDICATIE = "herindicatie", "gesprek voor de herindicatie"
    OVERGANG = "overgang", "gesprek bij de nieuwe werkgever"


class AppointmentQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "AppointmentQuerySet":
        return self.filter(employee__in=dossiers_of(membership))


class Appointment(Recorded):
    """A contact that is still to come. The contact itself closes it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="appointments", verbose_name="medewerker")
    planned_on = models.DateField("dag van de afspraak")
    kind = models.CharField("soort contact", max_length=20, choices=ContactKind, default=ContactKind.WERKPLEKBEZOEK)
    because = models.CharField("reden van de afspraak", max_length=20, choices=Because, default=Because.AFGESPROKEN)
    kept_by = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="keeps", verbose_name="contact dat erop volgde"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        ordering = ["planned_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "planned_on"], condition=Q(kept_by=None), name="one_open_appointment_a_day",
                violation_error_message="Op deze dag staat al een afspraak.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"afspraak op {self.planned_on:%d-%m-%Y}"
