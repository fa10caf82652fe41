"""Who: municipalities, organisations, the board, users and their memberships."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from municipalities.access import ROLE_CHOICES, ROLES, Permission
from municipalities.jobs import JobRun, MissedJobs  # noqa: F401  models of this app
from municipalities.logs import AuditEntry, ChainCheck, ChainHead, ChainLink, ProcessingEntry  # noqa: F401  models of this app
from municipalities.recorded import Recorded, RecordedQuerySet


def today() -> date:
    """The calendar day in Europe/Amsterdam: the Wsw counts days there."""
    return timezone.localdate()


class DayRange(Func):
    """`daterange(first, last, '[]')`: both days inclusive, an empty last day means still."""

    function = "daterange"

    def __init__(self, first: str = "starts_on", last: str = "ends_on") -> None:
        super().__init__(F(first), F(last), Value("[]"))


def ends_after_it_begins(name: str, last: str = "ends_on") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{last: None}) | Q(**{f"{last}__gte": F("starts_on")}),
        violation_error_message="De laatste dag ligt voor de eerste.",
    )


def no_overlap(name: str, *same: str, message: str, last: str = "ends_on") -> ExclusionConstraint:
    """No two rows with the same `same` share a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[(field, RangeOperators.EQUAL) for field in same]
        + [(DayRange(last=last), RangeOperators.OVERLAPS)],
        deferrable=Deferrable.IMMEDIATE,  # an import orders its rows afterwards
        violation_error_message=message,
    )


class RunningQuerySet(RecordedQuerySet):
    """Rows with a first and a last day, both inclusive."""

    def running_on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Municipality(Recorded):
    """A Dutch municipality. Those that take part carry out the Wsw together; the others are where somebody may live."""

    cbs_code = models.CharField("CBS-code", max_length=6, unique=True)
    name = models.CharField("naam", max_length=80)
    slug = models.SlugField("korte naam", unique=True)
    takes_part = models.BooleanField("doet mee", default=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="municipality_has_a_cbs_code",
                condition=Q(cbs_code__regex=r"^GM[0-9]{4}$"),
                violation_error_message="Een CBS-code is GM met vier cijfers, zoals GM0141.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    GR = "gr", "gemeenschappelijke regeling"
    NV = "nv", "naamloze vennootschap"
    GEMEENTE = "gemeente", "gemeente"
    STICHTING = "stichting", "stichting"
    BW_WERKGEVER = "bw_werkgever", "werkgever begeleid werken"  # Wsw art. 7
    BEGELEIDINGSORGANISATIE = "begeleidingsorganisatie", "begeleidingsorganisatie"


class Organisation(Recorded):
    """Who employs or carries out, by date: the GR until 2020, municipalities and a foundation after."""

    name = models.CharField("naam", max_length=120, unique=True)
    kind = models.CharField("soort", max_length=30, choices=OrganisationKind)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name="gemeente"
    )
    starts_on = models.DateField("eerste dag", null=True, blank=True)
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["name"]
        constraints = [ends_after_it_begins("organisation_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name

    def is_there_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or self.ends_on >= day)


class Board(Recorded):
    """The Dagelijks Bestuur, whatever joint arrangement it belongs to. Its members are memberships on its seats."""

    name = models.CharField("naam", max_length=120, unique=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "bestuur"
        verbose_name_plural = "besturen"
        constraints = [ends_after_it_begins("board_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name


class BoardSeat(Recorded):
    """One seat per municipality; who sits on it, by date, is a membership with the board member's role."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="seats", verbose_name="bestuur")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="seats", verbose_name="gemeente")

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "zetel"
        verbose_name_plural = "zetels"
        constraints = [
            models.UniqueConstraint(
                fields=["board", "municipality"],
                name="one_seat_per_municipality",
                violation_error_message="Deze gemeente heeft al een zetel in dit bestuur.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.municipality}"


IDLE_AFTER = timedelta(days=90)


class UserQuerySet(RecordedQuerySet):
    def with_last_sign(self) -> Self:
        """Adds `last_sign`: the last login, or the last act on the account when that is later (made, opened again)."""
        return self.annotate(last_sign=Greatest("last_login", "recorded_at"))

    def idle_since(self, moment: datetime) -> Self:
        """Open accounts without any sign after `moment`."""
        return self.with_last_sign().filter(is_active=True, last_sign__lt=moment)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who can log in with `password`, or cannot log in yet when it is None."""
        user = self.model(email=self.normalise(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalise(username or ""))

    @staticmethod
    def normalise(email: str) -> str:
        return email.strip().lower()


class User(Recorded, AbstractBaseUser):
    """Somebody with an account. What they may do is not here but on their memberships.

    Its history knows no password and does not grow with each login (migration 0031).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        "e-mailadres", unique=True, error_messages={"unique": "Er is al een account met dit e-mailadres."}
    )
    name = models.CharField("naam", max_length=120)
    is_active = models.BooleanField("actief", default=True)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    unversioned = frozenset({"last_login"})  # a login is no change of the account

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(RunningQuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.running_on(today()).select_related("municipality", "organisation")

    def that_may(self, permission: Permission) -> "MembershipQuerySet":
        return self.filter(role__in=[code for code, role in ROLES.items() if permission in role.permissions])

    def confirmable_by(self, membership: "Membership") -> "MembershipQuerySet":
        """Those this person answers for each year, and never their own.

        A controller for the own municipality, the privacy officer for the administrators, an administrator for all.
        """
        others = self.exclude(user=membership.user_id)
        if membership.role == "administrator":
            return others
        if membership.role == "controller":
            return others.filter(municipality=membership.municipality_id)
        return others.filter(role="administrator") if membership.role == "privacy_officer" else self.none()


class Membership(Recorded):
    """A role for a municipality or an organisation, with a first and a last day. It begins and ends, no rewriting."""

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="gebruiker")
    role = models.CharField("rol", max_length=20, choices=ROLE_CHOICES)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="gemeente"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="organisatie"
    )
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    has_second_factor = False  # of its user; known to who was looked up by `memberships.running`

    class Meta:
        verbose_name = "lidmaatschap"
        verbose_name_plural = "lidmaatschappen"
        ordering = ["starts_on", "id"]
        constraints = [
            ends_after_it_begins("membership_ends_after_it_begins"),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("municipality_id", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("organisation_id", Value(0)), RangeOperators.EQUAL),
                    (DayRange(), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Deze gebruiker heeft deze rol al in die periode.",
            ),
            models.CheckConstraint(
                name="municipal_roles_have_a_municipality",
                condition=~Q(role__in=["consulent", "controller", "board_member"]) | Q(municipality__isnull=False),
                violation_error_message="Bij deze rol hoort een gemeente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role_label}{self.place and ' ' + self.place}"

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def may(self, permission: Permission) -> bool:
        return permission in ROLES[self.role].permissions

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label

    @property
    def place(self) -> str:
        return f"gemeente {self.municipality}" if self.municipality_id else str(self.organisation or "")

    @property
    def is_running(self) -> bool:
        return self.runs_on(today())


WARNED_FOR = timedelta(days=14)


class MembershipReview(Recorded):
    """The yearly question whether somebody still needs a membership. Without an answer the membership lapses."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="reviews", verbose_name="lidmaatschap")
    asked_on = models.DateField("gevraagd op")
    confirmed_on = models.DateField("bevestigd op", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="bevestigd door")

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "bevestiging van een rol"
        verbose_name_plural = "bevestigingen van rollen"
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(confirmed_on=None),
                name="one_open_review_per_membership",
                violation_error_message="Voor deze rol staat al een vraag open.",
            ),
            models.CheckConstraint(
                name="confirmed_on_and_by_come_as_a_pair",
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                violation_error_message="Bij een bevestiging horen een dag en een naam.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}, gevraagd op {self.asked_on:%d-%m-%Y}"

    @property
    def lapses_on(self) -> date:
        """The last day the membership runs without an answer."""
        return self.asked_on + WARNED_FOR


class RoleRequest(Recorded):
    """A role that an administrator asks for somebody. It is a membership from the moment a second person grants it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="role_requests", verbose_name="gebruiker")
    role = models.CharField("rol", max_length=20, choices=ROLE_CHOICES)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gemeente"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisatie"
    )
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag", null=True, blank=True)
    reason = models.CharField("waarom", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gevraagd door")
    asked_on = models.DateField("gevraagd op", default=today)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="bevestigd door")
    confirmed_on = models.DateField("bevestigd op", null=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "aangevraagde rol"
        verbose_name_plural = "aangevraagde rollen"
        ordering = ["asked_on", "id"]
        constraints = [
            ends_after_it_begins("role_request_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["user", "role", "municipality", "organisation"],
                condition=Q(confirmed_on=None),
                nulls_distinct=False,
                name="one_open_request_per_role",
                violation_error_message="Deze rol is al gevraagd. Een tweede persoon bevestigt haar.",
            ),
            models.CheckConstraint(
                name="role_confirmed_on_and_by_come_as_a_pair",
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                violation_error_message="Bij een bevestiging horen een dag en een naam.",
            ),
            models.CheckConstraint(
                name="role_takes_two_others",
                condition=~Q(asked_by=F("user"))
                & (Q(confirmed_by=None) | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user")))),
                violation_error_message="Wie een rol vraagt, bevestigt haar niet. Vraag een tweede persoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.user}"

    @property
    def label(self) -> str:
        place = f"gemeente {self.municipality}" if self.municipality_id else str(self.organisation or "")
        return f"{ROLES[self.role].label} {place}".strip()


class SecondFactorReset(Recorded):
    """Somebody lost their second factor: one person asks, another allows, and only then it is forgotten."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gebruiker")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gevraagd door")
    asked_on = models.DateField("gevraagd op", default=today)
    allowed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="toegestaan door")
    allowed_on = models.DateField("toegestaan op", null=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "nieuwe tweede stap"
        verbose_name_plural = "nieuwe tweede stappen"
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(allowed_on=None),
                name="one_open_second_factor_reset_per_user",
                violation_error_message="Voor deze gebruiker staat al een vraag open.",
            ),
            models.CheckConstraint(
                name="allowed_on_and_by_come_as_a_pair",
                condition=Q(allowed_on=None, allowed_by=None) | Q(allowed_on__isnull=False, allowed_by__isnull=False),
                violation_error_message="Bij toestaan horen een dag en een naam.",
            ),
            models.CheckConstraint(
                name="second_factor_reset_takes_two_others",
                condition=~Q(asked_by=F("user"))
                & (Q(allowed_by=None) | (~Q(allowed_by=F("asked_by")) & ~Q(allowed_by=F("user")))),
                violation_error_message="Wie vraagt, staat niet ook toe. Vraag een tweede persoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, gevraagd op {self.asked_on:%d-%m-%Y}"


class ActingQuerySet(RecordedQuerySet):
    def running(self) -> Self:
        return self.filter(stopped_at=None, ends_at__gt=timezone.now()).select_related(
            "administrator", "membership__user", "membership__municipality", "membership__organisation"
        )

    def visible_to(self, membership: Membership) -> Self:
        """All of them for who watches over the portal; for anybody else who looked as themselves."""
        seen = self if membership.may(Permission.ACTING_VIEW) else self.filter(membership__user=membership.user_id)
        return seen.select_related(
            "administrator", "membership__user", "membership__municipality", "membership__organisation"
        )


class Acting(Recorded):
    """An administrator looks along as somebody else: why, and from when to when. Also the record of it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    administrator = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="beheerder")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="actings", verbose_name="meegekeken als")
    reason = models.CharField("reden", max_length=200)
    starts_at = models.DateTimeField("van")
    ends_at = models.DateTimeField("tot uiterlijk")
    stopped_at = models.DateTimeField("gestopt om", null=True)

    objects = ActingQuerySet.as_manager()

    class Meta:
        verbose_name = "keer meekijken"
        verbose_name_plural = "keren meekijken"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="acting_lasts_half_an_hour",
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + timedelta(minutes=30)),
                violation_error_message="Meekijken duurt hoogstens een half uur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.administrator} als {self.membership}"


class RegisteredProcess(models.Model):
    """A task or command that may see everybody, as the database knows it: `PROCESSES`, put here by the grants."""

    name = models.CharField("naam", max_length=40, primary_key=True)

    class Meta:
        verbose_name = "geregistreerd proces"
        verbose_name_plural = "geregistreerde processen"

    def __str__(self) -> str:
        return self.name


class CalendarLink(Recorded):
    """A private address under which a coach's own calendar asks for their appointments (`calendar_links.py`)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="calendar_links", verbose_name="rol")
    token_digest = models.CharField("kenmerk", max_length=64, unique=True, editable=False)  # the address was shown once
    made_on = models.DateField("gemaakt op", default=today)
    revoked_on = models.DateField("ingetrokken op", null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "agendakoppeling"
        verbose_name_plural = "agendakoppelingen"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(revoked_on=None),
                name="one_calendar_link_per_membership",
                violation_error_message="Er is al een koppeling met uw agenda.",
            ),
            models.CheckConstraint(
                name="calendar_link_revoked_after_it_is_made",
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("made_on")),
                violation_error_message="Een koppeling is niet ingetrokken voordat zij werd gemaakt.",
            ),
        ]

    def __str__(self) -> str:
        return f"agendakoppeling van {self.made_on:%d-%m-%Y}"


class Session(AbstractBaseSession):
    """One browser in which somebody is logged in, or on the way to. `municipalities/sessions.py` keeps it."""

    session_key = models.CharField("kenmerk", max_length=64, primary_key=True)  # a digest: not what the cookie holds
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="sessions", verbose_name="gebruiker"
    )
    device = models.CharField("apparaat", max_length=60, blank=True)
    began_at = models.DateTimeField("ingelogd op", null=True, blank=True)
    seen_at = models.DateTimeField("laatst gebruikt", null=True, blank=True)

    class Meta:
        verbose_name = "sessie"
        verbose_name_plural = "sessies"


class Bucket(models.Model):
    """How much somebody may still try. `municipalities/throttle.py` fills it; whose it is cannot be read from it."""

    whose = models.CharField("van", max_length=64, primary_key=True)
    full_at = models.DateTimeField("vol op", db_index=True)

    class Meta:
        verbose_name = "emmer"
        verbose_name_plural = "emmers"

    def __str__(self) -> str:
        return self.whose[:8]


class SentForm(models.Model):
    """A form that did its work, and where it led: sent once more, it leads there again (`once.py`). A week long."""

    key = models.CharField("kenmerk", max_length=64, unique=True)  # an HMAC of who, which form and what was in it
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="gebruiker")
    answer = models.TextField("leidde naar", blank=True)
    sent_at = models.DateTimeField("verstuurd op", db_index=True)

    class Meta:
        verbose_name = "verstuurd formulier"
        verbose_name_plural = "verstuurde formulieren"

    def __str__(self) -> str:
        return self.answer
