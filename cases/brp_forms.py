"""What for somebody looks in the national register."""

from typing import Any

from django import forms

from municipalities.fields import helper

GROUNDS = (
    "nagaan waar iemand woont (Wsw art. 1 lid 1)",
    "nagaan of iemand is overleden",
    "naam of geboortedatum nakijken (AVG art. 5 lid 1 onder d)",
)


class LookUpForm(forms.Form):
    """The ground of one look-up. It is chosen, not typed: the log outlives the dossier."""

    ground = forms.ChoiceField(
        label="Waarvoor vraagt u de BRP?", choices=[("", "Kies een doel"), *((each, each) for each in GROUNDS)],
        help_text="Uw vraag en het doel komen in het logboek. De gemeente moet elke vraag aan de BRP kunnen uitleggen.",
        error_messages={"required": "Kies waarvoor.", "invalid_choice": "Kies een doel uit de lijst."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()
