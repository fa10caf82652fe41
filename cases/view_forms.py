"""Giving a filter sentence a name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.models import SavedView
from municipalities.fields import helper
from municipalities.models import Membership

MOST = 20


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name"]
        error_messages = {"name": {"required": "Geef de weergave een naam."}}
        help_texts = {"name": "Zo staat zij in het zoekvak. Bijvoorbeeld: zonder jobcoach."}

    def __init__(self, *args: Any, membership: Membership, query: str, **kwargs: Any) -> None:
        kwargs["instance"] = SavedView(membership=membership, query=query)
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def clean(self) -> dict[str, Any]:
        mine = SavedView.objects.filter(membership=self.instance.membership)
        if mine.filter(name=self.cleaned_data.get("name", "")).exists():
            raise ValidationError({"name": "U heeft al een weergave met deze naam."})
        if mine.count() >= MOST:
            raise ValidationError(f"U heeft al {MOST} weergaven. Haal er eerst een weg.")
        if not self.instance.query:
            raise ValidationError("Deze zin kiest niets uit. Kies eerst iets in de lijst, en bewaar dan de zin.")
        return self.cleaned_data
