"""How often somebody saved a text with a word about health in it, after the warning (R87). Never the text."""

from django.db import models

from municipalities.models import User


class OverriddenWarning(models.Model):
    """Saved all the same: at which field, when and by whom. Counted in T15; it does not say about which person."""

    field = models.CharField("veld", max_length=80)
    saved_at = models.DateTimeField("opgeslagen op", auto_now_add=True)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="opgeslagen door")

    class Meta:
        verbose_name = "genegeerde waarschuwing"
        verbose_name_plural = "genegeerde waarschuwingen"
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return f"{self.field}, {self.saved_at:%d-%m-%Y}"
