"""From and to, for a page that looks at a period."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from municipalities.fields import DayField


class PeriodForm(forms.Form):
    """Both days inclusive. `days` is what the address asks for; `usual` when it asks nothing or no period."""

    van = DayField(label="Van")
    tot = DayField(label="Tot en met")

    def __init__(self, address: QueryDict, usual: tuple[date, date]) -> None:
        super().__init__({"van": usual[0], "tot": usual[1]} | {name: day for name, day in address.items() if day})
        self.days = usual
        if self.is_valid():
            self.days = (self.cleaned_data["van"], self.cleaned_data["tot"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("van"), cleaned.get("tot")
        if first and last and first > last:
            self.add_error("tot", "De laatste dag ligt voor de eerste.")
        return cleaned
