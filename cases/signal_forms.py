"""What is filled in to put a signal off."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.free_text import FreeText, WatchesHealth
from municipalities.fields import DayField, helper

LONGEST = timedelta(days=182)


class PutOffForm(WatchesHealth, forms.Form):
    about = "signaal"

    put_off_until = DayField(
        label="Leg weg tot en met", help_text="Daarna komt het terug, als het dan nog zo is. Hoogstens een half jaar."
    )
    put_off_because = FreeText(
        label="Waarom", max_length=200, error_messages={"required": "Schrijf waarom dit nu niet hoeft."},
        help_text="Bijvoorbeeld: afgesproken met de werkgever, het contract komt volgende week.",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper()

    def clean_put_off_until(self) -> date:
        until: date = self.cleaned_data["put_off_until"]
        if until < self.today:
            raise ValidationError("Deze dag is voorbij. Kies vandaag of een latere dag.")
        if until > self.today + LONGEST:
            raise ValidationError(f"Kies een dag tot en met {self.today + LONGEST:%d-%m-%Y}.")
        return until
