"""What is filled in of who decides for somebody, or whom one calls."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms

from cases.models import Representative, WswEmployee
from municipalities.fields import DayField, helper
from municipalities.versioned import Versioned


class RepresentativeForm(Versioned, forms.ModelForm):
    starts_on = DayField(
        label="Eerste dag", help_text="Bij een curator, bewindvoerder of mentor: de dag in de uitspraak."
    )
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg zolang dit zo is.")

    class Meta:
        model = Representative
        fields = ["kind", "name", "phone", "email", "starts_on", "ends_on"]
        help_texts = {"name": "Van een mens of een kantoor."}
        error_messages = {
            "kind": {"required": "Kies een rol.", "invalid_choice": "Kies een rol uit de lijst."},
            "name": {"required": "Vul de naam in."},
            "email": {"invalid": "Dit is geen e-mailadres."},
        }

    def __init__(self, *args: Any, employee: WswEmployee, today: date, **kwargs: Any) -> None:
        fresh = {} if "instance" in kwargs else {"initial": {"starts_on": today}}
        super().__init__(*args, **fresh, **kwargs)
        self.instance.employee = employee
        self.fields["phone"].widget.input_type = "tel"  # type: ignore[attr-defined]
        self.helper = helper(
            Row(Column("kind"), Column("name")), Row(Column("phone"), Column("email")),
            Row(Column("starts_on"), Column("ends_on")),
        )  # fmt: skip

    def edited(self) -> Representative | None:
        return self.instance if self.instance.pk else None
