"""What is filled in about an open place at a hirer."""

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms

from cases.forms import HOURS_MESSAGES
from cases.free_text import FreeText, WatchesHealth
from cases.models import AdaptationKind, Hirer, Vacancy
from cases.models.employment import MAX_HOURS
from cases.models.hirer import NOT_THEIRS
from cases.models.vacancy import AT_A_HIRER
from municipalities.fields import DayField, helper
from municipalities.models import Municipality
from municipalities.versioned import Versioned


class VacancyForm(Versioned, WatchesHealth, forms.ModelForm):
    """An open place of `hirer`."""

    about = "open plek"

    function = FreeText(
        label="Welk werk is het?", max_length=120, help_text="Zo komt het ook bij de plaatsing te staan.",
        error_messages={"required": "Schrijf op welk werk het is."},
    )  # fmt: skip
    form = forms.ChoiceField(
        label="Werkvorm", choices=[("", "Kies een werkvorm"), *AT_A_HIRER],
        error_messages={"required": "Kies een werkvorm.", "invalid_choice": "Kies een werkvorm uit de lijst."},
    )  # fmt: skip
    hours = forms.DecimalField(
        label="Uren per week", min_value=0, max_value=MAX_HOURS, max_digits=4, decimal_places=2, localize=True,
        error_messages=HOURS_MESSAGES,
    )  # fmt: skip
    wanted = forms.IntegerField(
        label="Voor hoeveel mensen?", min_value=1, max_value=50, initial=1,
        error_messages={
            "required": "Vul in voor hoeveel mensen.", "invalid": "Vul een heel getal in.",
            "min_value": "Een plek is voor 1 tot 50 mensen.", "max_value": "Een plek is voor 1 tot 50 mensen.",
        },
    )  # fmt: skip
    offers = forms.MultipleChoiceField(
        label="Welke aanpassingen kunnen hier?", choices=AdaptationKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies aanpassingen uit de lijst."},
    )  # fmt: skip
    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")

    class Meta:
        model = Vacancy
        fields = ["function", "form", "site", "municipality", "hours", "wanted", "offers", "starts_on", "ends_on"]

    def __init__(self, *args: Any, hirer: Hirer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.hirer = hirer
        site = cast(forms.ModelChoiceField, self.fields["site"])
        site.queryset, site.empty_label = hirer.sites.all(), "hele bedrijf"
        site.error_messages["invalid_choice"] = NOT_THEIRS
        place = cast(forms.ModelChoiceField, self.fields["municipality"])
        place.queryset, place.empty_label = Municipality.objects.order_by("name"), "niet bekend"
        self.fields["hours"].widget.attrs["inputmode"] = "decimal"
        self.helper = helper(
            "function", Row(Column("form"), Column("site")), Row(Column("hours"), Column("wanted")), "municipality",
            Row(Column("starts_on"), Column("ends_on")), "offers",
        )  # fmt: skip
