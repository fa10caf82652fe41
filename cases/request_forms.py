"""What the privacy officer fills in about a request of somebody about their own data (AVG art. 12-21)."""

import re
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.forms import DayField, UnshownInput, helper
from cases.free_text import FreeText, WatchesHealth
from cases.models import Decision, IdentifiedBy, PrivacyRequest, RequestedBy, RequestKind
from municipalities.versioned import Versioned

NOBODY = "Wij vinden niemand met dit nummer en deze geboortedatum. Controleer beide."
CHOOSE = {"required": "Maak een keuze.", "invalid_choice": "Kies uit de lijst."}


class NumberInput(UnshownInput):
    """A personnel number comes back on the page; what may be a BSN does not."""

    def format_value(self, value: Any) -> Any:
        return None if re.fullmatch(r"\D*(\d\D*){8,9}", str(value or "")) else value


def _choice(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Maak een keuze"), *choices], error_messages=CHOOSE, **kwargs)


class NewRequestForm(WatchesHealth, forms.Form):
    """A request that came in. Number and day of birth together say whom it is about; a BSN does not come back."""

    about = "verzoek"

    kind = _choice("Soort verzoek", RequestKind.choices)
    received_on = DayField(label="Ontvangen op")
    requester = forms.CharField(
        label="Naam van wie vraagt", max_length=120, error_messages={"required": "Vul een naam in."},
        help_text="Zo staat de naam boven de brief.",
    )  # fmt: skip
    requested_by = _choice("Wie vraagt het", RequestedBy.choices)
    identified_by = _choice("Identiteit vastgesteld met", IdentifiedBy.choices)
    number = forms.CharField(
        label="Personeelsnummer of BSN van de medewerker", max_length=30,
        widget=NumberInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Vul een personeelsnummer of BSN in."},
        help_text="Dit zoeken wordt vastgelegd. Het nummer zelf niet.",
    )  # fmt: skip
    born = DayField(label="Geboortedatum van de medewerker")
    text = FreeText(label="Wat er wordt gevraagd", required=False, max_length=2000, lines=4)
    concerns_from = DayField(
        label="Gaat over de dagen vanaf", required=False,
        help_text="Bij correctie: de eerste dag die niet klopt. Zo ziet u welke rapporten het raakt.",
    )  # fmt: skip
    concerns_until = DayField(label="Tot en met", required=False, help_text="Leeg als het nu nog niet klopt.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper(
            Row(Column("kind"), Column("received_on")), "requester",
            Row(Column("requested_by"), Column("identified_by")),
            Row(Column("number"), Column("born")), "text", Row(Column("concerns_from"), Column("concerns_until")),
        )  # fmt: skip

    def clean_received_on(self) -> date:
        return not_later(self.cleaned_data["received_on"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("concerns_from"), cleaned.get("concerns_until")
        if last and not first:
            self.add_error("concerns_from", "Vul ook de eerste dag in.")
        if first and last and last < first:
            self.add_error("concerns_until", "De laatste dag ligt voor de eerste.")
        if cleaned.get("kind") not in {None, RequestKind.INZAGE} and "text" in cleaned and not cleaned["text"]:
            self.add_error("text", "Schrijf op wat er wordt gevraagd.")
        return cleaned


class AboutRequest(Versioned):
    """A step of a request for which two people may be at work."""

    def __init__(self, *args: Any, request: PrivacyRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def edited(self) -> PrivacyRequest:
        return self.request


class ExtendForm(AboutRequest, WatchesHealth, forms.Form):
    """Why the answer takes two months longer. It is in the letter."""

    about = "verzoek"

    extension_reason = FreeText(
        label="Waarom duurt het langer?", max_length=500, lines=2, error_messages={"required": "Schrijf op waarom."},
        help_text="Deze zin staat in de brief.",
    )  # fmt: skip


class DecideForm(AboutRequest, WatchesHealth, forms.Form):
    """What is decided, and why. A refusal needs its reason. An inzage is granted by making its letter."""

    about = "verzoek"

    decision = _choice("Besluit", Decision.choices)
    decision_reason = FreeText(
        label="Uitleg bij het besluit",
        required=False,
        max_length=2000,
        lines=4,
        help_text="Deze uitleg staat in de brief.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request.kind == RequestKind.INZAGE:
            self.fields["decision"] = _choice("Besluit", [(Decision.AFGEWEZEN.value, Decision.AFGEWEZEN.label)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") in {Decision.DEELS, Decision.AFGEWEZEN} and not cleaned.get("decision_reason"):
            self.add_error("decision_reason", "Schrijf op waarom het verzoek niet of niet helemaal is toegewezen.")
        return cleaned


class AnsweredForm(AboutRequest, forms.Form):
    """The day on which the answer left."""

    answered_on = DayField(label="Antwoord verstuurd op")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answered_on(self) -> date:
        day = not_later(self.cleaned_data["answered_on"], self.today)
        if self.request.decided_on and day < self.request.decided_on:
            raise ValidationError(
                f"Het besluit is van {self.request.decided_on:%d-%m-%Y}. Het antwoord gaat daarna weg."
            )
        return day


def not_later(day: date, today: date) -> date:
    if day > today:
        raise ValidationError("Deze dag is nog niet geweest.")
    return day
