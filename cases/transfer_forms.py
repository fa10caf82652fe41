"""Who goes over to which employer or executor, and from which day."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms

from cases.actions.transfers import Change, Step
from cases.models import Transfer
from cases.reason import AsksWhy
from municipalities.fields import DayField, helper
from municipalities.models import Organisation, OrganisationKind
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

EMPLOYERS = [OrganisationKind.GR, OrganisationKind.NV, OrganisationKind.GEMEENTE, OrganisationKind.STICHTING]


class TransferForm(forms.Form):
    """The change itself, and those it starts from. Asked by GET: the page shows what it would do."""

    per = DayField(label="Eerste dag bij de nieuwe")
    van = forms.ModelChoiceField(
        label="Wie nu in dienst is bij", queryset=Organisation.objects.none(), required=False,
        empty_label="alle werkgevers",
    )  # fmt: skip
    uitvoering = forms.ModelChoiceField(
        label="Nu bij uitvoerder", queryset=Organisation.objects.none(), required=False,
        empty_label="alle uitvoerders",
    )  # fmt: skip
    werkgever = forms.ModelChoiceField(
        label="Nieuwe werkgever", queryset=Organisation.objects.none(), required=False, empty_label="blijft dezelfde"
    )
    uitvoerder = forms.ModelChoiceField(
        label="Nieuwe uitvoerder", queryset=Organisation.objects.none(), required=False, empty_label="blijft dezelfde"
    )

    medewerker = forms.UUIDField(required=False, widget=forms.HiddenInput)  # only this person, from the dossier

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("van", "uitvoering", "werkgever", "uitvoerder"):
            field: Any = self.fields[name]
            field.queryset = Organisation.objects.filter(kind__in=EMPLOYERS)
            field.error_messages["invalid_choice"] = "Kies een organisatie uit de lijst."
        self.helper = helper(
            "per",
            Row(Column("van"), Column("uitvoering")),
            Row(Column("werkgever"), Column("uitvoerder")),
            "medewerker",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        per = cleaned.get("per")
        if per and not (cleaned.get("werkgever") or cleaned.get("uitvoerder")) and not self.errors:
            self.add_error(None, "Kies een andere werkgever of een andere uitvoerder.")
        for name in ("werkgever", "uitvoerder"):
            if per and (other := cleaned.get(name)) and not _there(other, per):
                self.add_error(name, f"Deze organisatie is er op {per:%d-%m-%Y} niet.")
        return cleaned

    @property
    def change(self) -> Change:
        values = self.cleaned_data
        return Change(values["per"], values.get("werkgever"), values.get("uitvoerder"))


class ChosenForm(Versioned, AsksWhy, forms.Form):
    """Who goes over, of those shown. It knows all that was shown of them: the preview is what will be done.

    With `why` it also asks why: what was released changes.
    """

    about = "overgang"

    def __init__(self, *args: Any, steps: list[Step], why: bool = False, **kwargs: Any) -> None:
        self.steps = steps
        super().__init__(*args, **kwargs)
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        goes_along = [row for step in self.steps for rows in step.rows.values() for row in rows]
        return [*(step.employment for step in self.steps), *goes_along]


class UndoTransferForm(Versioned, AsksWhy, forms.Form):
    """Nothing to fill in, but for why it is undone where released figures change."""

    about = "overgang"

    def __init__(self, *args: Any, transfer: Transfer, why: bool = False, **kwargs: Any) -> None:
        self.transfer = transfer
        super().__init__(*args, **kwargs)
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        return [self.transfer]


def _there(organisation: Organisation, day: date) -> bool:
    first, last = organisation.starts_on, organisation.ends_on
    return (first is None or first <= day) and (last is None or last >= day)
