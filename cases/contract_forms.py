"""What people fill in about a contract with a hirer: whom it is with, until when, and what is paid."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.actions import contracts
from cases.forms import PlacementsField
from cases.free_text import FreeText, WatchesHealth
from cases.models import Contract, ContractKind, FeeUnit, Hirer, HoursRule, Payer, Placement, Terms
from cases.models.hirer import NOT_THEIRS
from cases.reason import AsksWhy
from municipalities.fields import DayField, helper
from municipalities.models import Organisation, OrganisationKind
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

AGREED = [Row(Column("travel"), Column("equipment")), Row(Column("waadi_on"), Column("wka"))]  # in the layout
LENDERS = [OrganisationKind.GR, OrganisationKind.NV, OrganisationKind.GEMEENTE, OrganisationKind.STICHTING]
NO_AMOUNT = "Dit is geen bedrag. Schrijf bijvoorbeeld 12,50."
NO_PERCENTAGE = "Dit is geen percentage. Schrijf bijvoorbeeld 3,2."


def number_field(label: str, no_number: str, *, most: str, **kwargs: Any) -> forms.DecimalField:
    """A number of at most two decimals, from 0, as the Dutch write it."""
    said = {
        "required": f"Vul in: {label.lower()}.", "invalid": no_number,
        "min_value": "Vul 0 of meer in.", "max_value": f"Vul hoogstens {most} in.",
        "max_decimal_places": "Hoogstens twee cijfers achter de komma.", "max_digits": f"Vul hoogstens {most} in.",
        "max_whole_digits": f"Vul hoogstens {most} in.",
    }  # fmt: skip
    made = forms.DecimalField(
        label=label, min_value=0, max_value=Decimal(most), max_digits=9, decimal_places=2, localize=True,
        error_messages=said, **kwargs,
    )  # fmt: skip
    made.widget.attrs["inputmode"] = "decimal"
    return made


class TermsFields(forms.Form):
    """What is paid. `cleaned_terms` is as the actions take it."""

    fee = number_field("Vergoeding", NO_AMOUNT, most="999999")
    unit = forms.ChoiceField(label="Eenheid", choices=FeeUnit.choices)
    hours_rule = forms.ChoiceField(label="Wat wij factureren", choices=HoursRule.choices)
    indexation = number_field("Jaarlijkse indexering in procent", NO_PERCENTAGE, most="99", required=False)

    def cleaned_terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("fee", "unit", "hours_rule", "indexation")}

    def under_the_floor(self, day: date | None) -> Decimal | None:
        """The floor that the fee filled in lies under (R57), for the preview."""
        values = getattr(self, "cleaned_data", {})
        if not day or values.get("fee") is None or not values.get("unit"):
            return None
        floor = contracts.floor_of(values["unit"], day)
        return floor if floor is not None and values["fee"] < floor else None


class ContractForm(Versioned, WatchesHealth, forms.ModelForm):
    """What a contract says beside its terms. Its last day has a form of its own: people follow it."""

    about = "contract"

    function = FreeText(label="Functie", required=False, max_length=120)
    starts_on = DayField(label="Eerste dag")
    rie_on = DayField(label="RI&E ontvangen op", required=False)
    signed_on = DayField(label="Getekend op", required=False)
    waadi_on = DayField(label="Waadi-registratie nagekeken op", required=False)

    class Meta:
        model = Contract
        fields = [
            "number", "kind", "site", "lender", "function", "starts_on", "notice_months", "foreman", "vat", "rie_on",
            "signed_on", "travel", "equipment", "waadi_on", "wka",
        ]  # fmt: skip
        error_messages = {
            "number": {"required": "Vul het contractnummer in."},
            "kind": {"required": "Kies een soort."},
            "lender": {"required": "Kies wie uitleent."},
        }

    def __init__(self, *args: Any, hirer: Hirer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.hirer = hirer
        site: Any = self.fields["site"]
        site.queryset, site.empty_label = hirer.sites.all(), "geen vaste vestiging"
        site.error_messages["invalid_choice"] = NOT_THEIRS
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Kies een soort"), *ContractKind.choices]
        for name in ("travel", "equipment"):
            agreed: Any = self.fields[name]
            agreed.choices = [("", "niet afgesproken"), *Payer.choices]
        lender: Any = self.fields["lender"]
        lender.queryset, lender.empty_label = Organisation.objects.filter(kind__in=LENDERS), "Kies een uitlener"
        self.helper = helper(*self._layout())

    def _layout(self) -> list[Any]:
        return [
            Row(Column("number"), Column("kind")), Row(Column("lender"), Column("site")), "function",
            Row(Column("starts_on"), Column("notice_months")), Row(Column("signed_on"), Column("rie_on")),
            *AGREED, "foreman", "vat",
        ]  # fmt: skip

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        last = self.instance.ends_on
        if last and day > last:
            raise ValidationError(f"De laatste dag ({last:%d-%m-%Y}) ligt dan voor de eerste.")
        return day


class NewContractForm(TermsFields, ContractForm):
    """A contract and its first terms."""

    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")

    field_order = ["number"]

    def _layout(self) -> list[Any]:
        return [
            Row(Column("number"), Column("kind")), Row(Column("lender"), Column("site")), "function",
            Row(Column("starts_on"), Column("ends_on")), Row(Column("notice_months"), Column("signed_on")),
            Row(Column("fee"), Column("unit")), "hours_rule", Row(Column("indexation"), Column("rie_on")), *AGREED,
            "foreman", "vat",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        return cleaned

    def contract_values(self) -> dict[str, Any]:
        names = [*ContractForm.Meta.fields, "ends_on"]
        return {name: self.cleaned_data[name] for name in names} | {"hirer": self.instance.hirer}


class AfterTerms(Versioned, forms.Form):
    """Follows the last terms of a contract, and shows them: other terms made meanwhile are told first."""

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        self.contract = contract
        self.last = contract.terms.order_by("-starts_on").first()
        super().__init__(*args, **kwargs)

    def relied_on(self) -> list[Recorded]:
        return [self.contract, *([self.last] if self.last and not self.edited() else [])]


class TermsForm(TermsFields, AfterTerms):
    """A next version of the terms."""

    starts_on = DayField(label="Eerste dag van deze voorwaarden")

    field_order = ["starts_on", "fee", "unit", "hours_rule", "indexation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("starts_on", Row(Column("fee"), Column("unit")), "hours_rule", "indexation")

    def edited(self) -> Terms | None:
        """It begins with what the last terms say, so those are laid beside what was typed."""
        return self.last


class IndexForm(AfterTerms):
    """The same terms, so many percent more."""

    percentage = number_field("Indexering in procent", NO_PERCENTAGE, most="99")
    starts_on = DayField(label="Vanaf")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("percentage"), Column("starts_on")))


class ContractEndForm(Versioned, AsksWhy, forms.Form):
    """Until when the contract runs: earlier, later, or on and on. With `why` it asks why: released figures change."""

    about = "contract"
    fills = {"on": "ends_on"}

    on = DayField(label="Laatste dag", required=False, help_text="Deze dag telt nog mee. Leeg als er geen einde is.")

    def __init__(
        self, *args: Any, contract: Contract, working: Iterable[Placement] = (), why: bool = False, **kwargs: Any
    ) -> None:
        self.contract, self.working = contract, list(working)
        super().__init__(*args, **kwargs)
        self.ask_why(why)

    def edited(self) -> Contract:
        return self.contract

    def relied_on(self) -> list[Recorded]:
        """Who works under it: they end or last with it."""
        return [*self.working]

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day and day < self.contract.starts_on:
            raise ValidationError(f"De laatste dag ligt voor de eerste ({self.contract.starts_on:%d-%m-%Y}).")
        return day


class PeopleField(PlacementsField):
    def label_from_instance(self, obj: Placement) -> str:
        return f"{obj.employee.list_name}: {super().label_from_instance(obj)}"


class PutUnderForm(Versioned, AsksWhy, forms.Form):
    """Which placements at this hirer are under the contract; of a group, many at once. `why` as when it ends."""

    about = "contract"

    placements = PeopleField(
        label="Wie werkt onder dit contract", queryset=Placement.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice", "invalid_pk_value"], "Kies een of meer mensen uit de lijst."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, contract: Contract, candidates: Any, why: bool = False, **kwargs: Any) -> None:
        self.contract, self.shown = contract, list(candidates)
        super().__init__(*args, **kwargs)
        self.ask_why(why)
        field: Any = self.fields["placements"]
        field.queryset = candidates

    def relied_on(self) -> list[Recorded]:
        return [self.contract, *self.shown]
