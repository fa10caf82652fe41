"""What is filled in about sick leave: days and percentages. There is no box for words, so no cause can be written."""

from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases import dutch
from cases.in_the_way import CUT, offer_to_cut, sharing
from cases.models import Employment, PoortwachterStep, SickPercentage, SickSpell, StepKind, WswEmployee
from municipalities.fields import DayField, helper
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

AHEAD = timedelta(days=31)  # so far ahead somebody may agree to be back
VANGNET = [("", "Weet ik niet"), ("True", "Ja"), ("False", "Nee")]
PERCENTAGE = {
    "required": "Vul in voor hoeveel procent iemand ziek is.",
    "invalid": "Schrijf een heel getal van 1 tot en met 100.",
    "min_value": "Is iemand weer helemaal aan het werk? Meld dan hersteld.",
    "max_value": "Meer dan 100 procent kan niet.",
}


class VangnetField(forms.TypedChoiceField):
    """Whether a Ziektewet safety net applies; never which."""

    def __init__(self) -> None:
        super().__init__(
            label="Geldt een vangnet van de Ziektewet?", required=False, choices=VANGNET, empty_value=None,
            coerce=lambda value: value == "True", help_text="Alleen of het geldt, niet welk vangnet.",
            error_messages={"invalid_choice": "Kies ja, nee of weet ik niet."},
        )  # fmt: skip


def percentage_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label="Percentage ziek", min_value=1, max_value=100, error_messages=PERCENTAGE,
        help_text="Van de contracturen. 100 is helemaal ziek.", **kwargs,
    )  # fmt: skip


def cut(form: Any, employee: WswEmployee, first: date | None, last: date | None, own: SickSpell | None = None) -> Any:
    """The spell before, that goes on over `first`, when somebody asked to say it was over then."""
    if first is None:
        return None
    found = sharing(SickSpell, employee, first, last, "recovered_on").exclude(pk=own and own.pk)
    label = f"Meld het verzuim dat er al staat (vanaf {{}}) hersteld per {dutch.day(first)}"
    return offer_to_cut(form, list(found), first, lambda row: label.format(dutch.day(row.starts_on)))


def in_service(employee: WswEmployee, on: date) -> None:
    """Refuses a day on which nobody pays for."""
    if not Employment.objects.filter(employee=employee).running_on(on).exists():
        raise ValidationError(f"Deze medewerker is op {on:%d-%m-%Y} niet in dienst.")


class ReportSickForm(Versioned, forms.Form):
    """The first sick day of `employee`, who may have been sick shortly before: then the days add up (R31)."""

    on = DayField(label="Eerste ziektedag")
    percentage = percentage_field(initial=100)
    vangnet = VangnetField()

    def __init__(self, *args: Any, employee: WswEmployee, today: date, **kwargs: Any) -> None:
        self.employee, self.today = employee, today
        self.before = list(employee.sick_spells.all())
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("on"), Column("percentage")), "vangnet")

    def relied_on(self) -> list[Recorded]:
        return [*self.before]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        in_service(self.employee, day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned | {CUT: cut(self, self.employee, cleaned.get("on"), None)}


class PartlySickForm(Versioned, forms.Form):
    """How much somebody is sick from a day on."""

    on = DayField(label="Vanaf")
    percentage = percentage_field()

    def __init__(self, *args: Any, spell: SickSpell, today: date, **kwargs: Any) -> None:
        self.spell, self.today = spell, today
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("on"), Column("percentage")))

    def relied_on(self) -> list[Recorded]:
        return [self.spell, *self.spell.percentages.all()]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        _within(self.spell, day, self.today)
        if self.spell.recovered_on and day >= self.spell.recovered_on:
            raise ValidationError(f"Hersteld per {self.spell.recovered_on:%d-%m-%Y}. Kies een dag daarvoor.")
        return day


class RecoveredForm(Versioned, forms.Form):
    """The first day wholly at work again."""

    fills = {"on": "recovered_on"}

    on = DayField(label="Eerste dag weer aan het werk", help_text="De dag ervoor is de laatste ziektedag.")

    def __init__(self, *args: Any, spell: SickSpell, today: date, **kwargs: Any) -> None:
        self.spell, self.today = spell, today
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def edited(self) -> SickSpell:
        return self.spell

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        _within(self.spell, day - timedelta(days=1), self.today)
        return day


def _within(spell: SickSpell, day: date, today: date) -> None:
    if day < spell.starts_on:
        raise ValidationError(f"De eerste ziektedag is {spell.starts_on:%d-%m-%Y}. Kies een latere dag.")
    if day > today + AHEAD:
        raise ValidationError("Deze dag ligt meer dan een maand vooruit. Leg hem later vast.")


class PercentagesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.percentage} % vanaf {obj.starts_on:%d-%m-%Y}"


class CorrectSpellForm(Versioned, forms.Form):
    """The days of a spell as they should have been, or that there was none."""

    starts_on = DayField(label="Eerste ziektedag")
    recovered_on = DayField(
        label="Eerste dag weer aan het werk", required=False, help_text="Leeg als iemand nog ziek is."
    )
    vangnet = VangnetField()
    without = PercentagesField(
        label="Haal weg", queryset=SickPercentage.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(["invalid_choice", "invalid_pk_value"], "Kies een percentage uit de lijst."),
    )  # fmt: skip
    mistake = forms.BooleanField(label="Deze melding klopt niet: er was geen verzuim. Haal haar weg.", required=False)

    def __init__(self, *args: Any, spell: SickSpell, today: date, **kwargs: Any) -> None:
        self.spell, self.today = spell, today
        super().__init__(*args, **kwargs)
        later = spell.percentages.filter(starts_on__gt=spell.starts_on)
        cast(PercentagesField, self.fields["without"]).queryset = later
        shown = ["without"] if later.exists() else []
        self.helper = helper(Row(Column("starts_on"), Column("recovered_on")), "vangnet", *shown, "mistake")

    def edited(self) -> SickSpell:
        return self.spell

    def relied_on(self) -> list[Recorded]:
        return list(self.spell.percentages.all())

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        in_service(self.spell.employee, day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, back = cleaned.get("starts_on"), cleaned.get("recovered_on")
        if first and back and back <= first:
            self.add_error("recovered_on", "De eerste werkdag ligt niet na de eerste ziektedag.")
        if back and back > self.today + AHEAD:
            self.add_error("recovered_on", "Deze dag ligt meer dan een maand vooruit. Leg hem later vast.")
        gone = cleaned.get("mistake")
        return cleaned | {CUT: None if gone else cut(self, self.spell.employee, first, back, self.spell)}


class StepForm(Versioned, forms.Form):
    """On which day a step was taken. `taken` is the step as it stands; of the talks the last, to which one is added."""

    fills = {"on": "done_on"}

    on = DayField(label="Gedaan op")
    undo = forms.BooleanField(label="Deze stap is toch niet gezet. Haal hem weg.", required=False)

    def __init__(
        self, *args: Any, spell: SickSpell, today: date, taken: PoortwachterStep | None, **kwargs: Any
    ) -> None:
        self.spell, self.today, self.taken = spell, today, taken
        super().__init__(*args, **kwargs)
        self.helper = helper("on", *(["undo"] if taken else []))

    def edited(self) -> PoortwachterStep | None:
        return self.taken if self.taken and self.taken.kind != StepKind.VOORTGANG else None

    def relied_on(self) -> list[Recorded]:
        return [self.spell, *([self.taken] if self.taken and not self.edited() else [])]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        if day < self.spell.starts_on:
            raise ValidationError(f"De eerste ziektedag is {self.spell.starts_on:%d-%m-%Y}. Kies een latere dag.")
        return day
