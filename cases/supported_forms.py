"""What people fill in about begeleid werken, loonwaarde and adaptations of the workplace."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.contract_forms import NO_AMOUNT, NO_PERCENTAGE, number_field
from cases.forms import HOURS_MESSAGES, DatalistInput
from cases.free_text import FreeText, WatchesHealth
from cases.models import Adaptation, AdaptationKind, Hirer, Loonwaarde, SupportedContract, WswEmployee
from cases.models.employment import MAX_HOURS
from cases.supported_rules import controlled, too_many_hours
from municipalities.fields import DayField, helper
from municipalities.models import Organisation, OrganisationKind
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned


def hours_field(label: str, **kwargs: Any) -> forms.DecimalField:
    made = forms.DecimalField(
        label=label, min_value=0, max_value=MAX_HOURS, max_digits=4, decimal_places=2, localize=True,
        error_messages=HOURS_MESSAGES, **kwargs,
    )  # fmt: skip
    made.widget.attrs["inputmode"] = "decimal"
    return made


class SupportedForm(Versioned, WatchesHealth, forms.ModelForm):
    """A begeleid-werkencontract, or its next version: filled in with what was agreed before, which it ends."""

    about = "begeleid werken"

    hirer = forms.CharField(label="Werkgever", max_length=160, help_text="Typ een paar letters.",
                            error_messages={"required": "Kies een werkgever."})  # fmt: skip
    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")
    hours = hours_field("Uren per week")
    fulltime_hours = hours_field("Volle werkweek daar", initial=38)
    cao = FreeText(label="Cao van de werkgever", required=False, max_length=80)
    wage = number_field("Loon per maand", NO_AMOUNT, most="99999", required=False)
    subsidy = number_field("Subsidie", NO_AMOUNT, most="99999", required=False)
    support_asked_on = DayField(label="Begeleiding gevraagd op", required=False)
    support_hours = number_field("Begeleiding in uren per maand", NO_AMOUNT, most="200", required=False)
    support_fee = number_field("Vergoeding per uur begeleiding", NO_AMOUNT, most="999", required=False)

    class Meta:
        model = SupportedContract
        fields = [
            "hirer", "starts_on", "ends_on", "hours", "fulltime_hours", "cao", "wage", "subsidy", "subsidy_unit",
            "support", "support_asked_on", "choices_offered", "support_hours", "support_fee", "return_guarantee",
        ]  # fmt: skip

    def __init__(self, *args: Any, employee: WswEmployee, **kwargs: Any) -> None:
        self.agreed = list(SupportedContract.objects.filter(employee=employee))
        super().__init__(*args, **kwargs)
        self.employee = self.instance.employee = employee
        self.fields["hirer"].widget = DatalistInput(names=Hirer.objects.companies().values_list("name", flat=True))
        support: Any = self.fields["support"]
        support.queryset = Organisation.objects.filter(kind=OrganisationKind.BEGELEIDINGSORGANISATIE)
        support.empty_label = "eigen jobcoach"
        self.helper = helper(
            "hirer", Row(Column("starts_on"), Column("ends_on")), Row(Column("hours"), Column("fulltime_hours")),
            Row(Column("cao"), Column("wage")), Row(Column("subsidy"), Column("subsidy_unit")),
            Row(Column("support"), Column("choices_offered")), Row(Column("support_asked_on"), Column("support_hours")),
            "support_fee", "return_guarantee",
        )  # fmt: skip

    def relied_on(self) -> list[Recorded]:
        return [*self.agreed]

    def clean_hirer(self) -> Hirer:
        found = Hirer.objects.called(self.cleaned_data["hirer"].strip())
        if found is None:
            raise ValidationError("Deze werkgever kennen wij niet. Leg hem eerst vast bij Inleners.")
        if not_bw := controlled(found):
            raise ValidationError(not_bw)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last, hours = (cleaned.get(name) for name in ("starts_on", "ends_on", "hours"))
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        if first and hours is not None and (too_many := too_many_hours(self.employee, first, hours)):
            self.add_error("hours", too_many)
        return cleaned


class SupportedEndForm(Versioned, forms.Form):
    fills = {"on": "ends_on"}

    on = DayField(label="Laatste dag", help_text="Deze dag telt nog mee.")

    def __init__(self, *args: Any, contract: SupportedContract, **kwargs: Any) -> None:
        self.contract = contract
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def edited(self) -> SupportedContract:
        return self.contract

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.contract.starts_on:
            raise ValidationError(f"De laatste dag ligt voor de eerste ({self.contract.starts_on:%d-%m-%Y}).")
        return day


class LoonwaardeForm(WatchesHealth, forms.ModelForm):
    about = "loonwaarde"

    measured_on = DayField(label="Gemeten op")
    percentage = number_field("Loonwaarde in procent", NO_PERCENTAGE, most="100")
    method = FreeText(label="Methode", required=False, max_length=80)
    measured_by = FreeText(
        label="Gemeten door", max_length=120, error_messages={"required": "Vul in wie heeft gemeten."}
    )
    valid_until = DayField(label="Geldig tot en met", required=False)

    class Meta:
        model = Loonwaarde
        fields = ["measured_on", "percentage", "method", "measured_by", "valid_until"]

    def __init__(self, *args: Any, employee: WswEmployee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.employee = employee
        self.helper = helper(
            Row(Column("measured_on"), Column("percentage")), Row(Column("measured_by"), Column("method")),
            "valid_until",
        )  # fmt: skip


class AdaptationForm(Versioned, WatchesHealth, forms.ModelForm):
    about = "werkplekaanpassing"

    what = FreeText(
        label="Wat er is aangepast", max_length=160, error_messages={"required": "Vul in wat er is aangepast."},
        help_text="Schrijf wat er anders is, niet waarom iemand het nodig heeft.",
    )  # fmt: skip
    agreed_on = DayField(label="Afgesproken op")
    delivered_on = DayField(label="Geleverd op", required=False)
    cost = number_field("Kosten in euro", NO_AMOUNT, most="999999", required=False)
    payer = FreeText(label="Betaald door", required=False, max_length=80)
    ends_on = DayField(label="Gebruikt tot en met", required=False)

    class Meta:
        model = Adaptation
        fields = ["kind", "what", "agreed_on", "delivered_on", "cost", "payer", "ends_on"]
        error_messages = {"kind": {"required": "Kies een soort."}}

    def __init__(self, *args: Any, employee: WswEmployee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.employee = employee
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Kies een soort"), *AdaptationKind.choices]
        self.helper = helper(
            "kind", "what", Row(Column("agreed_on"), Column("delivered_on")), Row(Column("cost"), Column("payer")),
            "ends_on",
        )  # fmt: skip
