"""What is filled in about an indication: the request, its receipt, the decision with its advice, and its end."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.free_text import FreeText
from cases.models import (
    AdaptationKind,
    Alternative,
    Category,
    DismissalAdvice,
    Indication,
    Reindication,
    ReindicationKind,
    WithdrawalGround,
    WswEmployee,
)
from cases.reason import WHY, AsksWhy
from municipalities.fields import DayField, helper
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

UNKNOWN = [("", "Weet ik niet"), ("True", "Ja"), ("False", "Nee")]


def choice(label: str, choices: list[tuple[str, str]], empty: str, **kwargs: Any) -> forms.ChoiceField:
    words = {"required": f"{empty}.", "invalid_choice": f"{empty} uit de lijst."}
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], error_messages=words, **kwargs)


def yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, choices=UNKNOWN, empty_value=None, coerce=lambda value: value == "True",
        error_messages={"invalid_choice": "Kies ja, nee of weet ik niet."},
    )  # fmt: skip


class NotInFuture(forms.Form):
    """Days that have been."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def _been(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        return day


class AskForm(Versioned, NotInFuture):
    """A request for another decision, after the decision and the requests that were shown."""

    kind = choice("Soort aanvraag", ReindicationKind.choices, "Kies een soort")
    asked_on = DayField(label="Aangevraagd op")
    report_on = DayField(
        label="Verslag over functioneren van", required=False,
        help_text="UWV vraagt recente gegevens over hoe iemand werkt en wat met het advies is gedaan.",
    )  # fmt: skip
    reintegration_on = DayField(
        label="Re-integratieverslag van", required=False, help_text="Alleen nodig bij een bijzondere herindicatie."
    )
    consents = yes_no("Vindt de medewerker goed dat UWV navraag doet?")

    def __init__(self, *args: Any, employee: WswEmployee, **kwargs: Any) -> None:
        self.rows = [*employee.indications.all(), *employee.reindications.all()]
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Row(Column("kind"), Column("asked_on")), Row(Column("report_on"), Column("reintegration_on")), "consents"
        )

    def relied_on(self) -> list[Recorded]:
        return self.rows

    def clean_asked_on(self) -> date | None:
        return self._been("asked_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ReindicationKind.BIJZONDER and cleaned.get("reintegration_on", self) is None:
            self.add_error("reintegration_on", "Bij een bijzondere herindicatie hoort een re-integratieverslag.")
        return cleaned


class OfRequest(Versioned, NotInFuture):
    """About the request that runs."""

    def __init__(self, *args: Any, request: Reindication, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def edited(self) -> Reindication:
        return self.request


class ReceivedForm(OfRequest):
    fills = {"on": "received_on"}
    on = DayField(label="Ontvangen door UWV op", help_text="UWV besluit binnen 16 weken na deze dag.")

    def clean_on(self) -> date | None:
        return self._been("on")


class RefusedForm(OfRequest):
    fills = {"on": "decided_on"}
    on = DayField(label="Besluit van", help_text="Iemand houdt het dienstverband tot het besluit onherroepelijk is.")

    def clean_on(self) -> date | None:
        return self._been("on")


class TakenBackForm(OfRequest):
    fills = {"on": "decided_on"}
    on = DayField(label="Aanvraag ingetrokken op")

    def clean_on(self) -> date | None:
        return self._been("on")


class FinalForm(OfRequest):
    fills = {"on": "final_on"}
    on = DayField(label="Onherroepelijk op", help_text="De dag waarop bezwaar en beroep voorbij zijn.")
    alternative = forms.ChoiceField(
        label="Wat is er voor deze werknemer in de plaats?", choices=[("", "nog niets"), *Alternative.choices],
        required=False, error_messages={"invalid_choice": "Kies uit de lijst."},
    )  # fmt: skip

    def clean_on(self) -> date | None:
        return self._been("on")


class DecisionForm(Versioned, AsksWhy, NotInFuture):
    """What UWV decided, with its advice on each of the five kinds of adaptation; after what was decided before.

    `asked` is the request it answers.
    """

    about = "indicatie"

    decided_on = DayField(label="Besluit van")
    number = forms.RegexField(
        r"^[A-Za-z0-9 ./-]*$", label="Besluitnummer", required=False, max_length=30,
        help_text="Zoals op de brief van UWV.",
        error_messages={
            "invalid": "Een besluitnummer heeft letters, cijfers, punten, strepen en spaties.",
            "max_length": "Een besluitnummer is hoogstens 30 tekens.",
        },
    )  # fmt: skip
    starts_on = DayField(label="Gaat in op")
    valid_until = DayField(label="Geldig tot en met", help_text="Minstens 1 en hoogstens 50 jaar.")
    category = choice("Categorie", Category.choices, "Kies een categorie")
    bw_advice = yes_no("Kan de medewerker begeleid werken?")
    technisch = FreeText(label="Technische aanpassing van de werkplek", required=False, max_length=200)
    organisatorisch = FreeText(label="Organisatie van het werk", required=False, max_length=200)
    begeleiding = FreeText(label="Bijzondere begeleiding", required=False, max_length=200)
    werktijd = FreeText(label="Werktijd", required=False, max_length=200)
    werktempo = FreeText(
        label="Werktempo", required=False, max_length=200,
        help_text="Leeg waar UWV niets adviseert. Schrijf wat het werk vraagt, niets over gezondheid.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, employee: WswEmployee, asked: Reindication | None, why: bool = False, **kwargs: Any
    ) -> None:
        self.rows = [*employee.indications.all(), *([asked] if asked else [])]
        super().__init__(*args, **kwargs)
        self.ask_why(
            why, Row(Column("decided_on"), Column("starts_on"), Column("valid_until")),
            Row(Column("category"), Column("bw_advice"), Column("number")), *AdaptationKind.values,
        )  # fmt: skip

    def relied_on(self) -> list[Recorded]:
        return self.rows

    def clean_decided_on(self) -> date | None:
        return self._been("decided_on")

    @property
    def values(self) -> dict[str, Any]:
        apart = {*AdaptationKind.values, *WHY}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    @property
    def advices(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind].strip() for kind in AdaptationKind.values}


class OfIndication(Versioned, NotInFuture):
    """About the decision that holds."""

    def __init__(self, *args: Any, indication: Indication, **kwargs: Any) -> None:
        self.indication = indication
        super().__init__(*args, **kwargs)

    def edited(self) -> Indication:
        return self.indication


class WithdrawForm(OfIndication):
    fills = {"on": "withdrawn_on", "ground": "withdrawal_ground"}
    ground = choice("Omdat", WithdrawalGround.choices, "Kies een grond")
    on = DayField(label="Ingetrokken per", help_text="Bij een eigen verzoek: de dag van het verzoek.")


class CopyForm(OfIndication):
    fills = {"on": "uwv_copy_on"}
    on = DayField(label="Kopie naar UWV op")

    def clean_on(self) -> date | None:
        return self._been("on")


class AdviceForm(Versioned, NotInFuture):
    """UWV's advice before notice on another ground than art. 6(2) a or b."""

    asked_on = DayField(label="Advies gevraagd op")
    received_on = DayField(
        label="Advies ontvangen op", required=False, help_text="Tot dan kan er niet worden opgezegd."
    )

    def __init__(self, *args: Any, employee: WswEmployee, **kwargs: Any) -> None:
        self.waiting = DismissalAdvice.objects.filter(employee=employee, received_on=None).first()
        super().__init__(*args, **kwargs)

    def edited(self) -> Recorded | None:
        return self.waiting

    def clean_asked_on(self) -> date | None:
        return self._been("asked_on")

    def clean_received_on(self) -> date | None:
        return self._been("received_on")
