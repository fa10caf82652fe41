"""What is filled in about payroll: the file of a month, and where a difference comes from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases import payroll_file
from cases.free_text import FreeText, WatchesHealth
from cases.models import PayrollDifference, PayrollVerdict
from municipalities.fields import helper
from municipalities.versioned import Versioned

EXPLAINED = {
    PayrollVerdict.LOON_KLOPT: "Loon klopt: het verschil mag er zijn, in het register hoeft niets te veranderen",
    PayrollVerdict.REGISTER_VERBETEREN: "Register verbeteren: de regel blijft staan tot het register klopt",
    PayrollVerdict.UITGEZOCHT: "Uitgezocht: besproken met de salarisadministratie",
}


class PayrollFileForm(forms.Form):
    """A month of hours as a file."""

    file = forms.FileField(
        label="Bestand van de salarisadministratie", help_text="CSV of XLSX, hoogstens 2 MB.",
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("file")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > payroll_file.MOST_BYTES:
            raise ValidationError("Dit bestand is te groot. Hoogstens 2 MB.")
        return file


class PayrollVerdictForm(Versioned, WatchesHealth, forms.Form):
    """Where one difference comes from."""

    about = "verschil met het loon"

    verdict = forms.ChoiceField(
        label="Wat is de uitkomst?", choices=[(code, EXPLAINED[code]) for code in PayrollVerdict],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een uitkomst.", "invalid_choice": "Kies een uitkomst uit de lijst."},
    )  # fmt: skip
    note = FreeText(
        label="Wat hebt u gevonden?", max_length=200, required=False,
        help_text="Nodig bij “loon klopt” en “uitgezocht”. Bijvoorbeeld: het loon volgt. Niets over gezondheid.",
        error_messages={"max_length": "Schrijf het korter, in hoogstens 200 tekens."},
    )  # fmt: skip

    def __init__(self, *args: Any, difference: PayrollDifference, **kwargs: Any) -> None:
        self.difference = difference
        super().__init__(*args, initial={"verdict": difference.verdict, "note": difference.note}, **kwargs)
        self.helper = helper("verdict", "note")

    def edited(self) -> PayrollDifference:
        return self.difference

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") in {PayrollVerdict.LOON_KLOPT, PayrollVerdict.UITGEZOCHT} and not cleaned.get("note"):
            self.add_error("note", "Schrijf op wat u hebt gevonden.")
        return cleaned
