"""What people fill in about hirers: the company, its sites and whom one calls there."""

import re
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.free_text import FreeText, WatchesHealth
from cases.hirer_duplicates import duplicates
from cases.models import Hirer, HirerContact, HirerSite
from cases.models.hirer import NOT_THEIRS
from municipalities.fields import DayField, helper
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

ANOTHER = "ander_bedrijf"  # the box that says: I looked, it is another company


class DigitsField(forms.CharField):
    """So many digits, however one groups them: 1234 5678 and 12.34.56.78 are 12345678."""

    def __init__(self, digits: int, said: str, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=digits + 10, **kwargs)
        self.digits, self.said = digits, said
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> str:
        number = re.sub(r"[ .-]", "", str(super().clean(value)))
        if number and not re.fullmatch(rf"[0-9]{{{self.digits}}}", number):
            raise ValidationError(self.said)
        return number


class HirerForm(Versioned, forms.ModelForm):
    """A company. One that looks like another is saved only after somebody said that it is another."""

    kvk = DigitsField(8, "Een KvK-nummer heeft acht cijfers.", label="KvK-nummer", help_text="Acht cijfers.")

    class Meta:
        model = Hirer
        fields = ["name", "kvk", "city", "sbi", "in_region", "banenafspraak", "controlled"]
        error_messages = {"name": {"required": "Vul de naam van de inlener in."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Hirer] = []
        self.helper = helper(
            "name",
            Row(Column("kvk"), Column("sbi")),
            Row(Column("city"), Column("in_region")),
            "banenafspraak",
            "controlled",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "name" in cleaned and "kvk" in cleaned and ANOTHER not in self.data:
            self.alike = list(duplicates(cleaned["name"], cleaned["kvk"], self.instance.pk))
        return cleaned

    def is_valid(self) -> bool:
        return super().is_valid() and not self.alike


class MergeForm(Versioned, forms.Form):
    """That `other` is the same company as `into`. Nothing to fill in: both as they were shown."""

    def __init__(self, *args: Any, into: Hirer, other: Hirer, **kwargs: Any) -> None:
        self.into, self.other = into, other
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        return [self.into, self.other]


class SiteForm(Versioned, forms.ModelForm):
    number = DigitsField(
        12, "Een vestigingsnummer heeft twaalf cijfers.", label="Vestigingsnummer", help_text="Twaalf cijfers."
    )

    class Meta:
        model = HirerSite
        fields = ["name", "number", "street", "postcode", "city"]
        error_messages = {"name": {"required": "Vul in hoe deze vestiging heet."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("name"), Column("number")), "street", Row(Column("postcode"), Column("city")))

    def clean_postcode(self) -> str:
        """7607ab is 7607 AB."""
        typed = re.sub(r"\s", "", self.cleaned_data["postcode"]).upper()
        return f"{typed[:4]} {typed[4:]}" if typed else ""


class ContactForm(Versioned, WatchesHealth, forms.ModelForm):
    about = "contactpersoon"

    function = FreeText(label="Functie", required=False, max_length=80)
    ends_on = DayField(label="Laatste dag als contactpersoon", required=False, help_text="Leeg zolang u hier belt.")

    class Meta:
        model = HirerContact
        fields = ["name", "function", "site", "phone", "email", "ends_on"]
        error_messages = {
            "name": {"required": "Vul de naam in."},
            "email": {"invalid": "Dit is geen e-mailadres."},
        }

    def __init__(self, *args: Any, hirer: Hirer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.hirer = hirer
        site: Any = self.fields["site"]
        site.queryset, site.empty_label = hirer.sites.all(), "hele bedrijf"
        site.error_messages["invalid_choice"] = NOT_THEIRS
        self.fields["phone"].widget.input_type = "tel"  # type: ignore[attr-defined]
        self.helper = helper(
            Row(Column("name"), Column("function")), "site", Row(Column("phone"), Column("email")), "ends_on"
        )
