"""What the controller fills in about money; one form per kind of row, each about the version it was opened with."""

import base64
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases import reason
from cases.free_text import FreeText, WatchesHealth
from cases.models import Reason, Verdict
from municipalities.fields import DayField, helper
from municipalities.models import Municipality
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned
from reports import finance_file
from reports.models import Amount, KeySet, KeyShare, Published, StateRate, YearBudget
from reports.money import is_whole

NO_AMOUNT = "Dit is geen bedrag. Schrijf bijvoorbeeld 1250000,50."
WORDS = {"required": "Vul dit in.", "max_length": "Dit is te lang."}


def money(label: str, *, decimals: int = 2, **kwargs: Any) -> forms.DecimalField:
    """A number as the Dutch write it, also below nought."""
    said = {
        "required": f"Vul in: {label.lower()}.", "invalid": NO_AMOUNT,
        "max_decimal_places": f"Hoogstens {decimals} cijfers achter de komma.", "max_digits": "Dit getal is te groot.",
        "max_whole_digits": "Dit getal is te groot.", "min_value": "Vul 0 of meer in.",
    }  # fmt: skip
    made = forms.DecimalField(
        label=label, max_digits=14, decimal_places=decimals, localize=True, error_messages=said, **kwargs
    )
    made.widget.attrs["inputmode"] = "decimal"
    return made


def year_field() -> forms.IntegerField:
    said = {"required": "Vul een jaar in.", "invalid": "Dit is geen jaar."}
    said |= {"min_value": "Vul een jaar vanaf 1998 in.", "max_value": "Vul een jaar tot en met 2100 in."}
    return forms.IntegerField(label="Jaar", error_messages=said, min_value=1998, max_value=2100)


def words(label: str, most: int = 200, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, error_messages=WORDS, **kwargs)


class AmountForm(Versioned, forms.ModelForm):
    title = "Bedrag"

    year = year_field()
    quarter = forms.TypedChoiceField(
        label="Kwartaal", coerce=int, choices=[(0, "hele jaar"), *((nth, f"{nth}e kwartaal") for nth in range(1, 5))]
    )
    amount = money("Bedrag in euro")
    source = words("Bron")

    class Meta:
        model = Amount
        fields = ["year", "quarter", "kind", "post", "amount", "status", "source"]
        error_messages = {"kind": {"required": "Kies een soort."}, "post": {"required": "Kies een post."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Row(Column("year"), Column("quarter")), Row(Column("kind"), Column("post")),
            Row(Column("amount"), Column("status")), "source",
        )  # fmt: skip


class YearBudgetForm(Versioned, forms.ModelForm):
    title = "Begrote SE"

    year = year_field()
    municipality = forms.ModelChoiceField(
        label="Gemeente", queryset=Municipality.objects.filter(takes_part=True), empty_label="Kies een gemeente",
        error_messages={"required": "Kies een gemeente."},
    )  # fmt: skip
    se_budget = money("Begrote SE", min_value=0)
    se_state = money("Rijksbudget-SE", min_value=0, required=False)
    source = words("Besluit of bron")

    class Meta:
        model = YearBudget
        fields = ["year", "municipality", "se_budget", "se_state", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Row(Column("year"), Column("municipality")), Row(Column("se_budget"), Column("se_state")), "source"
        )


class StateRateForm(Versioned, forms.ModelForm):
    title = "Rijksvergoeding per SE"

    year = year_field()
    amount = money("Bedrag per SE in euro")
    circular = words("Circulaire", 80)
    dated_on = DayField(label="Peildatum")

    class Meta:
        model = StateRate
        fields = ["year", "amount", "circular", "dated_on", "status"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Row(Column("year"), Column("amount")), Row(Column("circular"), Column("dated_on")), "status"
        )


class PublishedForm(Versioned, forms.ModelForm):
    title = "Gepubliceerd cijfer"

    year = year_field()
    value = money("Zoals gepubliceerd")
    unit = words("Eenheid", 20)
    source = words("Bron")

    class Meta:
        model = Published
        fields = ["year", "measure", "value", "unit", "source"]
        error_messages = {"measure": {"required": "Kies wat er is gepubliceerd."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Row(Column("year"), Column("measure")), Row(Column("value"), Column("unit")), "source")


class KeySetForm(Versioned, forms.ModelForm):
    """A key and its parts. Of a key that was released only the last day may still change."""

    title = "Verdeelsleutel"

    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")
    decision = words("Besluit")
    dated_on = DayField(label="Peildatum van de sleutel")

    class Meta:
        model = KeySet
        fields = ["purpose", "starts_on", "ends_on", "decision", "dated_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(Municipality.objects.filter(takes_part=True).order_by("name"))
        known = {share.municipality_id: share.percentage for share in self._parts()}
        for place in self.places:
            self.fields[f"part_{place.cbs_code}"] = money(
                f"{place.name}, in procent", decimals=4, min_value=0, initial=known.get(place.pk)
            )
        parts: list[Any] = [f"part_{place.cbs_code}" for place in self.places]
        pairs = [Row(*(Column(name) for name in parts[at : at + 2])) for at in range(0, len(parts), 2)]
        self.helper = helper(
            "purpose", Row(Column("starts_on"), Column("ends_on")), Row(Column("decision"), Column("dated_on")), *pairs
        )
        if self.instance.released_on:
            for name in [*parts, "purpose", "starts_on", "decision", "dated_on"]:
                self.fields[name].disabled = True

    def relied_on(self) -> Iterable[Recorded]:
        """Its parts, which this form shows and changes."""
        return self._parts()

    def _parts(self) -> list[KeyShare]:
        return list(self.instance.shares.order_by("pk")) if self.instance.pk else []

    def percentages(self) -> dict[int, Decimal]:
        return {place.pk: self.cleaned_data[f"part_{place.cbs_code}"] for place in self.places}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = [cleaned.get(f"part_{place.cbs_code}") for place in self.places]
        given = [part for part in parts if part is not None]
        if len(given) == len(parts) and not is_whole(given):
            together = f"{sum(given):.4f}".replace(".", ",")
            raise ValidationError(f"De delen zijn samen {together}. Dat moet precies 100,0000 zijn.")
        return cleaned


FORMS: dict[str, Any] = {
    "bedrag": AmountForm,
    "se": YearBudgetForm,
    "rijksvergoeding": StateRateForm,
    "sleutel": KeySetForm,
    "gepubliceerd": PublishedForm,
}


class WhyForm(WatchesHealth, forms.Form):
    """Why something changes that a released report says (R75); only “anders” has to be explained."""

    about = "reden van een wijziging van bedragen"

    because_kind = reason.kind_field()
    because = reason.words_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("because_kind", "because")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("because_kind") == Reason.ANDERS and not cleaned.get("because", "").strip():
            self.add_error("because", "Schrijf bij “anders” welke reden het is.")
        return cleaned

    @property
    def why(self) -> dict[str, str]:
        return {"kind": self.cleaned_data["because_kind"], "because": self.cleaned_data.get("because", "").strip()}


class MoneyVerdictForm(WatchesHealth, forms.Form):
    """What a second controller says of changed amounts in a closed year."""

    about = "oordeel over een bedrag"

    verdict = forms.ChoiceField(
        label="Klopt deze wijziging?",
        choices=[(Verdict.AKKOORD, "Akkoord"), (Verdict.GEWEIGERD, "Niet akkoord")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat u ervan vindt.", "invalid_choice": "Kies akkoord of niet akkoord."},
    )
    verdict_note = FreeText(
        lines=3,
        label="Voor de accountant",
        max_length=300,
        help_text="Hoogstens 300 tekens. Dit staat met uw naam bij de wijziging.",
        error_messages={"required": "Schrijf waarom.", "max_length": "Schrijf hoogstens 300 tekens."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("verdict", "verdict_note")


class FileForm(forms.Form):
    """A CSV file with rows of one kind. `kept` is the file as it was read for the preview, to save what was shown."""

    kind = forms.ChoiceField(
        label="Wat staat in het bestand", choices=[(code, kind.label) for code, kind in finance_file.KINDS.items()]
    )
    file = forms.FileField(
        label="Bestand (CSV, XLSX of ODS)",
        required=False,
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("kind", "file")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > finance_file.MOST_BYTES:
            raise ValidationError("Dit bestand is te groot. Hoogstens 500 kB.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("kept") and "file" not in self.errors:
            self.add_error("file", "Kies een bestand.")
        return cleaned

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of the file. ValidationError when what came back is not what was kept."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.name, file.read()
        try:
            return self.cleaned_data["kept_name"], base64.b64decode(self.cleaned_data["kept"], validate=True)
        except ValueError:
            raise ValidationError("Kies het bestand opnieuw.") from None
