"""Adding a document, and choosing what a letter says."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases import files
from cases.free_text import FreeText, WatchesHealth
from cases.letters.standard import LetterKind
from cases.models import Document, DocumentKind
from cases.models.document import NOT_FOR_COACHES
from municipalities.fields import DayField, helper


class DocumentForm(WatchesHealth, forms.Form):
    """A file and what it is."""

    about = "document"

    file = forms.FileField(
        label="Bestand", help_text="PDF, JPG, PNG, DOCX, XLSX, ODT of ODS, hoogstens 10 MB.",
        error_messages={"required": "Kies een bestand van hoogstens 10 MB.", "empty": "Dit bestand is leeg."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Wat is het?",
        error_messages={"required": "Kies wat het is.", "invalid_choice": "Kies wat het is, uit de lijst."},
        help_text="Stukken over gezondheid horen niet in dit dossier.",
    )  # fmt: skip
    title = FreeText(label="Omschrijving", max_length=120, required=False)
    dated_on = DayField(label="Datum van het document")
    valid_until = DayField(label="Geldig tot en met", required=False)
    replaces = forms.ModelChoiceField(
        label="Vervangt", queryset=Document.objects.none(), required=False, empty_label="niets, dit is nieuw",
        to_field_name="key",
        # A document does not change; what can happen meanwhile is that another replaced it first.
        error_messages={"invalid_choice": "Dit document is intussen vervangen of staat niet in de lijst."},
    )  # fmt: skip

    def __init__(self, data: Any, files_: Any, *, documents: Any, role: str, today: date) -> None:
        super().__init__(data, files_, initial={"dated_on": today})
        self.today = today
        hidden = NOT_FOR_COACHES if role == "jobcoach" else ()
        kinds = [choice for choice in DocumentKind.choices if choice[0] not in hidden]
        self.fields["kind"].choices = [("", "Kies wat het is"), *kinds]  # type: ignore[attr-defined]
        self.fields["replaces"].queryset = documents.filter(replaced_by=None)  # type: ignore[attr-defined]
        self.helper = helper("file", "kind", "title", Row(Column("dated_on"), Column("valid_until")), "replaces")

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > files.LARGEST:
            raise ValidationError("Dit bestand is groter dan 10 MB.")
        content: bytes = upload.read()
        try:
            files.media_of(content)
        except files.NotAccepted as refusal:
            raise ValidationError(str(refusal)) from refusal
        return content

    def clean_dated_on(self) -> date:
        day: date = self.cleaned_data["dated_on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        dated, until = cleaned.get("dated_on"), cleaned.get("valid_until")
        if dated and until and until < dated:
            self.add_error("valid_until", "Het document is geldig tot een dag na zijn eigen datum.")
        return cleaned


class LetterForm(WatchesHealth, forms.Form):
    """Which letter, and what the dossier does not know."""

    about = "brief"

    kind = forms.ChoiceField(
        label="Welke brief?", choices=[("", "Kies een brief"), *LetterKind.choices],
        error_messages={"required": "Kies een brief.", "invalid_choice": "Kies een brief uit de lijst."},
    )  # fmt: skip
    on = DayField(label="Dag van het gesprek", required=False, help_text="Nodig bij een uitnodiging.")
    at = forms.TimeField(
        label="Tijd", required=False, error_messages={"invalid": "Schrijf de tijd als 09:30."},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    place = FreeText(label="Waar", max_length=120, required=False)
    about_what = FreeText(label="Waarover", max_length=200, required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.helper = helper("kind", Row(Column("on"), Column("at")), "place", "about_what")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == LetterKind.UITNODIGING:
            needed = {"on": "Vul de dag in.", "at": "Vul de tijd in.", "place": "Schrijf waar het gesprek is."}
            for name, said in needed.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, said)
            if cleaned.get("on") and cleaned["on"] < self.today:
                self.add_error("on", "Deze dag is al voorbij.")
        return cleaned
