"""What the controller fills in about the P&C calendar: the days of the AB and the DB, and that a task is done."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from municipalities.fields import DayField, helper
from municipalities.models import today
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned
from reports.models import DoneTask, Meeting
from reports.models.calendar import Body


def _year(label: str, help_text: str) -> forms.IntegerField:
    said = {"invalid": "Dit is geen jaar.", "min_value": "Vul een jaar vanaf 2015 in."}
    said["max_value"] = "Vul een jaar tot en met 2100 in."
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, error_messages=said, min_value=2015, max_value=2100
    )


class MeetingForm(Versioned, forms.ModelForm):
    body = forms.ChoiceField(
        label="Vergadering van",
        choices=Body.choices,
        initial=Body.AB,
        required=False,
        widget=forms.RadioSelect,
        help_text="Voor het Dagelijks Bestuur krijgt wie het rapport nog niet opende een herinnering.",
        error_messages={"invalid_choice": "Kies het Algemeen Bestuur of het Dagelijks Bestuur."},
    )
    held_on = DayField(label="Dag van de vergadering")
    budget_year = _year(
        "Stelt de begroting vast van", "Het jaar, zoals 2027. Leeg als het AB er dan niet over besluit."
    )
    account_year = _year(
        "Stelt de jaarrekening vast van", "Het jaar, zoals 2025. Leeg als het AB er dan niet over besluit."
    )

    class Meta:
        model = Meeting
        fields = ["body", "held_on", "budget_year", "account_year"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("body", "held_on", "budget_year", "account_year")

    def clean_body(self) -> str:
        return self.cleaned_data["body"] or Body.AB


class DoneForm(Versioned, forms.ModelForm):
    """That a task is done. It showed the AB's days (`relied_on`), for the day it is measured by may come from them."""

    done_on = DayField(
        label="Op welke dag is dit gedaan?",
        help_text="De dag waarop het is verstuurd. Dat kan eerder zijn dan vandaag.",
    )

    class Meta:
        model = DoneTask
        fields = ["done_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("done_on")

    def relied_on(self) -> Iterable[Recorded]:
        return Meeting.objects.all()

    def clean_done_on(self) -> date:
        day: date = self.cleaned_data["done_on"]
        if day > today():
            raise ValidationError("Deze dag is nog niet geweest. Leg het vast als het is gedaan.")
        return day
