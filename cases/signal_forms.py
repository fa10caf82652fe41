"""What is filled in to put a signal off."""

from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.free_text import FreeText, WatchesHealth
from cases.models import Signal
from municipalities.fields import DayField, helper

LONGEST = timedelta(days=182)


class PutOffForm(WatchesHealth, forms.Form):
    """Until when one signal need not be done, and why.

    A signal is derived and has no versions of its own: the form says itself how it stood.
    """

    about = "signaal"

    put_off_until = DayField(
        label="Leg weg tot en met", help_text="Daarna komt het terug, als het dan nog zo is. Hoogstens een half jaar."
    )
    put_off_because = FreeText(
        label="Waarom", max_length=200, error_messages={"required": "Schrijf waarom dit nu niet hoeft."},
        help_text="Bijvoorbeeld: afgesproken met de werkgever, het contract komt volgende week.",
    )  # fmt: skip

    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # how it stood when the form was opened

    def __init__(self, *args: Any, signal: Signal, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signal, self.today = signal, today
        self.initial["seen"] = _stands(signal)
        self.helper = helper()

    def clean_put_off_until(self) -> date:
        until: date = self.cleaned_data["put_off_until"]
        if until < self.today:
            raise ValidationError("Deze dag is voorbij. Kies vandaag of een latere dag.")
        if until > self.today + LONGEST:
            raise ValidationError(f"Kies een dag tot en met {self.today + LONGEST:%d-%m-%Y}.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said, stands = cleaned.pop("seen", ""), _stands(self.signal)
        if said and said != stands:
            data: Any = copy(self.data)  # a request's own is not ours to change
            data["seen"] = stands
            self.data = data
            raise ValidationError(self._meanwhile())
        return cleaned

    def _meanwhile(self) -> str:
        if self.signal.put_off_until is None:
            return "Iemand anders haalde dit signaal intussen terug in de lijst. Bewaar opnieuw om het weg te leggen."
        return (
            f"{self.signal.put_off_by} legde dit signaal intussen weg tot en met {self.signal.put_off_until:%d-%m-%Y}:"
            f" {self.signal.put_off_because} Bewaar opnieuw als uw dag en uw reden moeten gelden."
        )


def _stands(signal: Signal) -> str:
    if signal.put_off_until is None:
        return "open"
    return f"{signal.put_off_until}|{signal.put_off_by_id}|{signal.put_off_because}"
