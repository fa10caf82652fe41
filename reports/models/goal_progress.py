"""How far the goals of support plans came in a closed quarter, per group: worked out once, masked, and kept so."""

from django.db import models
from django.db.models import Q

from municipalities.access import Permission
from municipalities.models import Membership

TOTAL = "totaal"


class GoalProgressQuerySet(models.QuerySet["GoalProgress"]):
    def visible_to(self, membership: Membership | None) -> "GoalProgressQuerySet":
        """Of a consulent the own municipality; the others who read reports see all of it."""
        if membership is None or not membership.may(Permission.REPORT_VIEW):
            return self.none()
        if membership.role == "consulent":
            return self.filter(place=membership.municipality.cbs_code if membership.municipality else "")
        return self


class GoalProgress(models.Model):
    """One group in one quarter. What is hidden is not in it at all, so no door can give it away (R72)."""

    period = models.CharField("kwartaal", max_length=7)
    place = models.CharField("gemeente", max_length=6)  # CBS code, `buiten` or `totaal`
    form = models.CharField("werkvorm", max_length=6)  # or `totaal`
    people = models.PositiveIntegerField("mensen", null=True)
    moved = models.DecimalField("verder gekomen, in procenten", max_digits=4, decimal_places=1, null=True)
    reached = models.DecimalField("helemaal bereikt, in procenten", max_digits=4, decimal_places=1, null=True)
    people_mask = models.CharField("mensen verborgen", max_length=3, blank=True)
    moved_mask = models.CharField("verder gekomen verborgen", max_length=3, blank=True)
    reached_mask = models.CharField("bereikt verborgen", max_length=3, blank=True)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    objects = GoalProgressQuerySet.as_manager()

    class Meta:
        verbose_name = "voortgang van doelen"
        verbose_name_plural = "voortgang van doelen"
        ordering = ["period", "place", "form"]
        constraints = [
            models.UniqueConstraint(fields=["period", "place", "form"], name="goal_progress_once"),
            *(
                models.CheckConstraint(
                    name=f"goal_progress_hides_{name}", condition=Q(**{f"{name}_mask": ""}) | Q(**{name: None})
                )
                for name in ("people", "moved", "reached")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.place} {self.form}"
