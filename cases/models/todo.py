"""What a colleague noted that must still be done for somebody, for whom and by when. Tasks by rule are signals."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models.contact import dossiers_of
from cases.models.employee import WswEmployee
from municipalities.models import Membership, User, today
from municipalities.recorded import Recorded, RecordedQuerySet


class TodoOwner(models.TextChoices):
    """A role, not a person: with another coach the task goes along."""

    JOBCOACH = "jobcoach", "de jobcoach"
    CONSULENT = "consulent", "de consulent"


class TodoQuerySet(RecordedQuerySet):
    def visible_to(self, membership: Membership | None) -> "TodoQuerySet":
        return self.filter(employee__in=dossiers_of(membership))

    def open(self) -> "TodoQuerySet":
        return self.filter(done_on=None)


class Todo(Recorded):
    """One task about one person. Ticking it off is not the end of it: it may turn out not to be done after all."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="todos", verbose_name="medewerker")
    what = models.CharField("taak", max_length=200)
    owner = models.CharField("voor wie", max_length=10, choices=TodoOwner)
    due_on = models.DateField("te doen voor")
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="wie de taak noteerde")
    noted_on = models.DateField("genoteerd op", default=today)
    done_on = models.DateField("gedaan op", null=True, blank=True)

    objects = TodoQuerySet.as_manager()

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["employee", "due_on"], condition=Q(done_on=None), name="todo_open")]
        constraints = [
            models.CheckConstraint(
                name="todo_says_what", condition=~Q(what=""), violation_error_message="Schrijf op wat er moet gebeuren."
            ),
            models.CheckConstraint(
                name="todo_is_for_a_role",
                condition=Q(owner__in=TodoOwner.values),
                violation_error_message="Kies voor wie de taak is.",
            ),
            models.CheckConstraint(
                name="todo_is_done_after_it_is_noted",
                condition=Q(done_on=None) | Q(done_on__gte=F("noted_on")),
                violation_error_message="Een taak is niet gedaan voordat iemand hem noteerde.",
            ),
        ]

    def __str__(self) -> str:
        return self.what
