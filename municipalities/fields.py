"""What the forms of every room are made of: a day as the Dutch write it, and fields without a form around them."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")  # a browser shows any other notation as empty


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": "Vul een datum in.", "invalid": "Dit is geen datum. Schrijf bijvoorbeeld 30-09-2026."}
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y"], error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not 1900 <= day.year <= 2200:
            raise ValidationError("Deze datum ligt voor 1900 of na 2200.")
        return day


def helper(*layout: Any) -> FormHelper:
    """Fields only: the page has the form element, the token and the buttons."""
    made = FormHelper()
    made.form_tag, made.disable_csrf = False, True
    if layout:
        made.layout = Layout(*layout)
        made.render_hidden_fields = True  # the version it was opened with
    return made
