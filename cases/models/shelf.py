"""What somebody keeps at hand in one role: pinned dossiers and saved views. With the role it is gone."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models.employee import WswEmployee
from municipalities.models import Membership, User


class Pin(models.Model):
    """A dossier that somebody wants at hand. Who may not see the person any more, does not see the pin."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="pins", verbose_name="rol")
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="pins", verbose_name="medewerker")
    pinned_on = models.DateField("vastgezet op")

    class Meta:
        verbose_name = "vastgezet dossier"
        verbose_name_plural = "vastgezette dossiers"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "employee"],
                name="pinned_once",
                violation_error_message="Dit dossier is al vastgezet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.employee_id}"


class SavedView(models.Model):
    """A filter sentence with a name. What was typed in the search box is not kept: it may be somebody's name."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="views", verbose_name="rol")
    name = models.CharField("naam", max_length=60)
    query = models.CharField("zin", max_length=300)
    position = models.PositiveSmallIntegerField("plaats", default=0)
    is_start = models.BooleanField("om mee te beginnen", default=False)  # after logging in, instead of the start page

    class Meta:
        verbose_name = "bewaarde weergave"
        verbose_name_plural = "bewaarde weergaven"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "name"],
                name="one_view_of_a_name",
                violation_error_message="U heeft al een weergave met deze naam.",
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(is_start=True),
                name="one_view_to_start_with",
                violation_error_message="U begint al met een andere weergave.",
            ),
            models.CheckConstraint(
                name="view_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Geef de weergave een naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Digest(models.Model):
    """Whether somebody wants the daily mail, and which day's they got last. Without a row: wanted, none yet."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest", verbose_name="gebruiker")
    wanted = models.BooleanField("wil de dagelijkse mail", default=True)
    sent_on = models.DateField("laatst gestuurd", null=True, blank=True)

    class Meta:
        verbose_name = "dagelijkse mail"
        verbose_name_plural = "dagelijkse mails"

    def __str__(self) -> str:
        return f"{self.user_id}: {'aan' if self.wanted else 'uit'}"
