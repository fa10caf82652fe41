"""What people fill in about employees and their placements, and what is said when it cannot be so."""

import re
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any, cast

from crispy_forms.layout import Column, Div, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from cases import bsn, doubles, hours
from cases.free_text import FreeText, WatchesHealth
from cases.models import Contract, Employment, Handover, Hirer, Placement, PlacementForm, Residence, WswEmployee
from cases.models.employment import MAX_HOURS
from cases.reason import AsksWhy
from cases.supported_rules import controlled
from municipalities.fields import DayField, helper
from municipalities.models import Membership, Municipality
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned


class UnshownInput(forms.TextInput):
    """What was typed never comes back on a page: a refused BSN is typed again."""

    def format_value(self, value: Any) -> None:
        return None


class DatalistInput(forms.TextInput):
    """A text box that proposes names while one types; any browser, no script."""

    template_name = "components/datalist_input.html"

    def __init__(self, names: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = names

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["names"] = self.names
        context["widget"]["attrs"] |= {"list": f"{name}-lijst", "autocomplete": "off"}
        return context


NOT_RUNNING = "Deze plaatsing loopt niet (meer) bij deze medewerker."
HOURS_MESSAGES = {
    "required": "Vul de uren per week in.",
    "invalid": "Dit is geen aantal uren. Schrijf bijvoorbeeld 31,5.",
    "max_value": "Uren per week liggen tussen 0 en 40.",
    "min_value": "Uren per week liggen tussen 0 en 40.",
    "max_decimal_places": "Uren hebben hoogstens twee cijfers achter de komma.",
    "max_digits": "Uren hebben hoogstens twee cijfers achter de komma.",
}


class PlacementsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return placement_line(obj)


class PlacementField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return placement_line(obj)


class ContractField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        until = f", t/m {obj.ends_on:%d-%m-%Y}" if obj.ends_on else ""
        return f"{obj.number}{f', {obj.function}' if obj.function else ''}, vanaf {obj.starts_on:%d-%m-%Y}{until}"


class PlacementFields(Versioned, AsksWhy, forms.Form):
    """Where somebody works, how long and how much. With `why` it also asks why: released figures change."""

    about = "plaatsing"

    form = forms.ChoiceField(
        label="Werkvorm", choices=[("", "Kies een werkvorm"), *PlacementForm.choices],
        error_messages={"required": "Kies een werkvorm.", "invalid_choice": "Kies een werkvorm uit de lijst."},
    )  # fmt: skip
    hirer = forms.CharField(
        label="Inlener",
        required=False,
        max_length=160,
        help_text="Typ een paar letters. Leeg bij werk in eigen gebouw.",
    )
    function = FreeText(label="Functie", required=False, max_length=120)
    location = FreeText(label="Locatie", required=False, max_length=120)
    hours = forms.DecimalField(
        label="Uren per week", min_value=0, max_value=MAX_HOURS, max_digits=4, decimal_places=2, localize=True,
        error_messages=HOURS_MESSAGES,
    )  # fmt: skip
    starts_on = DayField(label="Eerste werkdag")
    ends_on = DayField(label="Laatste werkdag", required=False, help_text="Leeg als er geen einddatum is.")

    contract = ContractField(
        label="Contract", queryset=Contract.objects.none(), required=False, empty_label="zonder contract",
        error_messages=dict.fromkeys(["invalid_choice"], "Kies een contract van deze inlener en werkvorm."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        today: date,
        since: date | None = None,
        why: bool = False,
        propose: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.since = today, since or today
        self.fields["hirer"].widget = DatalistInput(names=Hirer.objects.companies().values_list("name", flat=True))
        self.fields["hours"].widget.attrs["inputmode"] = "decimal"
        self._offer_contracts(propose)
        self.asks = why

    def _offer_contracts(self, propose: bool) -> None:
        """Those of the hirer and the form filled in; with `propose` the only one is filled in already."""
        form, hirer, chosen = (self[name].value() or "" for name in ("form", "hirer", "contract"))
        found = contracts_of(str(hirer), str(form), self.since)
        cast(ContractField, self.fields["contract"]).queryset = found
        names = [str(each.pk) for each in found]
        # "zonder contract" is a choice too: it is sent as empty, and a form that offered none sends nothing.
        unasked = chosen not in ("", *names) or self.add_prefix("contract") not in self.data
        if propose and self.is_bound and unasked:
            chosen = names[0] if len(names) == 1 else ""
            self._put(self.add_prefix("contract"), chosen)
        if not names and not chosen:
            del self.fields["contract"]

    def contract_layout(self) -> Div:
        """Comes again with the page while one types: its choices are those of the hirer."""
        return Div(*(["contract"] if "contract" in self.fields else []), css_id="contractkeuze")

    def clean_hirer(self) -> Hirer | None:
        name = self.cleaned_data["hirer"].strip()
        found = Hirer.objects.called(name)
        if name and found is None:
            raise ValidationError("Deze inlener kennen wij niet. Kies een naam uit de lijst.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        self._fit_contract(cleaned)
        if cleaned.get("form") in {"GRD", "IND", "BW"} and "hirer" in cleaned and not cleaned["hirer"]:
            self.add_error("hirer", "Bij deze werkvorm hoort een inlener.")
        if cleaned.get("form") == PlacementForm.BW and (not_bw := controlled(cleaned.get("hirer"))):
            self.add_error("form", not_bw)
        return cleaned

    def _fit_contract(self, cleaned: dict[str, Any]) -> None:
        """A placement lasts no longer than its contract (R44), and does not begin before it."""
        cleaned.setdefault("contract", None)  # where there was none to choose
        contract, first, last = (cleaned.get(name) for name in ("contract", "starts_on", "ends_on"))
        if contract is None or first is None:
            return
        if first < contract.starts_on or (contract.ends_on and first > contract.ends_on):
            self.add_error("contract", f"Dit contract geldt op {first:%d-%m-%Y} niet.")
        elif contract.ends_on and last and last > contract.ends_on:
            self.add_error("ends_on", f"Het contract eindigt al op {contract.ends_on:%d-%m-%Y} (R44).")
        elif contract.ends_on and "ends_on" in cleaned:
            cleaned["ends_on"] = last or contract.ends_on


def contracts_of(hirer: str, form: str, day: date) -> QuerySet[Contract]:
    """The contracts of the hirer of this name for this form that did not end before `day`, the first begun first."""
    lasting = Contract.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    company = Hirer.objects.called(hirer.replace("\x00", "").strip())
    theirs = Hirer.objects.same_as(company) if company else Hirer.objects.none()
    return lasting.filter(hirer__in=theirs, kind=form.replace("\x00", "")).order_by("starts_on", "number")


class NewPlacementForm(PlacementFields):
    """A new placement for `employee`; the running ones it replaces end the day before."""

    employment = forms.ModelChoiceField(
        label="Dienstverband", queryset=Employment.objects.none(), empty_label=None,
        error_messages={
            "required": "Kies een dienstverband.", "invalid_choice": "Kies een dienstverband uit de lijst.",
        },
    )  # fmt: skip
    replaces = PlacementsField(
        label="Beëindig op de dag ervoor", queryset=Placement.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(["invalid_choice", "invalid_pk_value"], NOT_RUNNING),
    )  # fmt: skip

    def __init__(self, *args: Any, employee: WswEmployee, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.employee = employee
        employments = Employment.objects.filter(employee=employee).running_on(today).select_related("employer")
        theirs = Placement.objects.filter(employment__employee=employee).select_related("hirer")
        running = theirs.running_on(today) | theirs.running_on(self._first_day())
        self.shown: list[Recorded] = [*employments, *theirs.running_on(today)]  # the same, whatever is filled in
        cast(forms.ModelChoiceField, self.fields["employment"]).queryset = employments
        cast(PlacementsField, self.fields["replaces"]).queryset = running
        self.initial.setdefault("employment", hours.most_left(employments, today))
        if len(employments) == 1:
            self.fields["employment"].widget = forms.HiddenInput()
        self.ask_why(
            self.asks, "form", "hirer", self.contract_layout(), Row(Column("function"), Column("location")),
            Row(Column("hours"), Column("starts_on"), Column("ends_on")), "employment", "replaces",
        )  # fmt: skip

    def _first_day(self) -> date:
        """As far as it is filled in: what runs then is what would be in the way. Else today."""
        try:
            first: date = self.fields["starts_on"].clean(self["starts_on"].value())
        except ValidationError:
            return self.today
        return first

    def relied_on(self) -> list[Recorded]:
        return self.shown

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first = cleaned.get("starts_on")
        for former in cleaned.get("replaces") or []:
            if first and former.starts_on >= first:
                self.add_error("replaces", f"{placement_line(former)} begint zelf pas op {former.starts_on:%d-%m-%Y}.")
        return cleaned


class CorrectPlacementForm(PlacementFields):
    """What was registered wrongly about a placement. A change of work is no correction: that is a new placement."""

    end_reason = forms.ChoiceField(
        label="Einde omdat", required=False,
        error_messages={"invalid_choice": "Kies een reden uit de lijst."},
    )  # fmt: skip

    def __init__(self, *args: Any, placement: Placement, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, since=placement.starts_on, initial=_as_registered(placement), **kwargs)
        self.placement = placement
        former = [placement.end_reason] if placement.end_reason not in END_REASONS else []
        reasons = [reason for reason in (*former, *END_REASONS) if reason]
        cast(forms.ChoiceField, self.fields["end_reason"]).choices = [("", "–"), *((each, each) for each in reasons)]
        self.ask_why(
            self.asks, "form", "hirer", self.contract_layout(), Row(Column("function"), Column("location")),
            Row(Column("hours"), Column("starts_on"), Column("ends_on")), "end_reason",
        )  # fmt: skip

    def edited(self) -> Placement:
        return self.placement

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("end_reason") and "ends_on" in cleaned and not cleaned["ends_on"]:
            self.add_error("end_reason", "Een reden hoort bij een laatste werkdag.")
        return cleaned


def _as_registered(placement: Placement) -> dict[str, Any]:
    fields = ("form", "hirer", "contract", "function", "location", "hours", "starts_on", "ends_on", "end_reason")
    return {name: getattr(placement, name) for name in fields}


def placement_line(placement: Placement) -> str:
    hours = f"{placement.hours.normalize():f}".replace(".", ",")
    where = f" bij {placement.hirer}" if placement.hirer else ""
    return f"{placement.get_form_display()}{where}, {hours} uur sinds {placement.starts_on:%d-%m-%Y}"


END_REASONS = [
    "contract afgelopen", "stap omhoog", "stap terug", "geen match", "inlener stopt", "eigen wens", "andere reden",
]  # fmt: skip


class EndPlacementForm(Versioned, AsksWhy, forms.Form):
    """The last working day of a placement, and why; also an earlier one than was agreed."""

    about = "plaatsing"
    fills = {"on": "ends_on", "reason": "end_reason"}

    on = DayField(label="Laatste werkdag", help_text="Deze dag telt nog mee.")
    reason = forms.ChoiceField(
        label="Einde omdat", choices=[("", "Kies een reden"), *((reason, reason) for reason in END_REASONS)],
        error_messages={"required": "Kies een reden.", "invalid_choice": "Kies een reden uit de lijst."},
    )  # fmt: skip

    def __init__(self, *args: Any, placement: Placement, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.placement = placement
        self.ask_why(why)

    def edited(self) -> Placement:
        return self.placement

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.placement.starts_on:
            raise ValidationError(f"De laatste werkdag ligt voor de eerste ({self.placement.starts_on:%d-%m-%Y}).")
        if self.placement.ends_on and day > self.placement.ends_on:
            raise ValidationError(
                f"De plaatsing eindigt al op {self.placement.ends_on:%d-%m-%Y}. Kies een eerdere dag."
            )
        return day


ANOTHER_PERSON = "iemand_anders"  # the box that says: I looked, it is somebody else
TELLS_APART = {"first_name", "last_name", "birth_date"}


class EmployeeForm(Versioned, AsksWhy, forms.ModelForm):
    """Somebody's personal data. The BSN is written, never shown: left empty it stays as it is.

    With `why` it also asks why: who is born or died on another day counts on other days (R26, R92). Whom `by` sees and
    who looks like what was typed is named first; it is saved when somebody says that it is another.
    """

    about = "persoonsgegevens"

    birth_date = DayField(label="Geboortedatum")
    died_on = DayField(label="Overlijdensdatum", required=False)
    bsn = forms.CharField(
        label="Nieuw burgerservicenummer", required=False, max_length=9,
        widget=UnshownInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Negen cijfers. Leeg laten om het nummer te houden dat er is.",
    )  # fmt: skip

    class Meta:
        model = WswEmployee
        fields = ["first_name", "prefix", "last_name", "birth_date", "sex", "died_on"]

    def __init__(self, *args: Any, by: Membership, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.alike: list[doubles.Alike] = []
        self.ask_why(
            why, Row(Column("first_name"), Column("prefix"), Column("last_name")),
            Row(Column("birth_date"), Column("sex")), "died_on", "bsn",
        )  # fmt: skip

    def clean_bsn(self) -> str:
        number: str = self.cleaned_data["bsn"].strip()
        if number and not bsn.is_valid(number):
            raise ValidationError(bsn.NOT_VALID)
        return number

    def is_valid(self) -> bool:
        """Not while somebody else looks like what was typed, and nobody said that it is another."""
        valid = super().is_valid()
        if valid and ANOTHER_PERSON not in self.data and TELLS_APART & set(self.changed_data):
            self.alike = doubles.of_form(self.instance, self.by)
        return valid and not self.alike

    @property
    def status(self) -> int:
        """A question is no mistake."""
        return 200 if self.alike else super().status

    def write(self) -> None:
        """Saves a copy: what is only done to be looked at leaves no trace in memory either."""
        made = copy(self.instance)
        if self.cleaned_data["bsn"]:
            made.set_bsn(self.cleaned_data["bsn"])
        made.save()


class DeathForm(Versioned, AsksWhy, forms.Form):
    """The day somebody died. With `why` it also asks why it is recorded now: released figures change."""

    about = "overlijden"
    fills = {"on": "died_on"}

    on = DayField(label="Overleden op", help_text="Deze dag telt nog mee als dag in dienst.")

    def __init__(self, *args: Any, employee: WswEmployee, today: date, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.today = employee, today
        self.ask_why(why)

    def edited(self) -> WswEmployee:
        return self.employee

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        if day < self.employee.birth_date:
            raise ValidationError("De overlijdensdatum ligt voor de geboortedatum.")
        return day


REASON_TO_KEEP = {
    "required": "Schrijf waarom dit dossier bewaard blijft.",
    "max_length": "Schrijf het korter, in hoogstens 200 tekens.",
}
UNTIL = "Leeg als u de laatste dag nog niet weet."


class KeepForm(WatchesHealth, forms.Form):
    """Why a dossier is kept for now, and for how long. Used from the dossier and from a destruction list."""

    about = "dossier bewaren"

    reason = FreeText(
        label="Waarom bewaren", max_length=200, error_messages=REASON_TO_KEEP,
        help_text="Bijvoorbeeld: er loopt een klacht. Schrijf niets over iemands gezondheid.",
    )  # fmt: skip
    until = DayField(label="Bewaren tot en met", required=False, help_text=UNTIL)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper()

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < self.today:
            raise ValidationError("Deze dag is al voorbij.")
        return until


class SignForm(forms.Form):
    """A signature under what was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class AgreeForm(SignForm):
    sure = forms.BooleanField(
        label="Ik heb de lijst gelezen. Ik weet dat dit niet ongedaan kan worden gemaakt.",
        error_messages={"required": "Vink aan dat u de lijst heeft gelezen."},
    )


class GiveBackForm(WatchesHealth, forms.Form):
    """Why a proposed list, as it was shown, is not agreed."""

    about = "vernietigingslijst"

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    because = FreeText(
        label="Waarom niet akkoord", max_length=200,
        error_messages={
            "required": "Schrijf waarom de lijst teruggaat.",
            "max_length": "Schrijf het korter, in hoogstens 200 tekens.",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


PURPOSES = [
    "werk of dienstverband bij onze gemeente", "verhuizing of overdracht", "vraag van de medewerker zelf",
    "vraag van een andere gemeente", "iets anders",
]  # fmt: skip


class PurposeForm(WatchesHealth, forms.Form):
    """What somebody opens a dossier for. `purpose` is how the log keeps it; it names nobody."""

    about = "doel"

    reason = forms.ChoiceField(
        label="Waarvoor", choices=[("", "Kies een doel"), *((purpose, purpose) for purpose in PURPOSES)],
        error_messages={"required": "Kies een doel.", "invalid_choice": "Kies een doel uit de lijst."},
    )  # fmt: skip
    text = FreeText(
        label="Toelichting", required=False, max_length=200,
        help_text="Nodig bij “iets anders”. Noem geen namen, nummers of gezondheid: dit blijft in het logboek staan.",
    )  # fmt: skip

    def __init__(self, *args: Any, person: WswEmployee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.helper = helper()

    def clean_text(self) -> str:
        """The log outlives the dossier, so nobody may be found in it."""
        text: str = self.cleaned_data["text"].strip()
        names = {self.person.first_name.lower(), self.person.last_name.lower()}
        if names & set(re.findall(r"[\w'-]+", text.lower())) or self.person.last_name.lower() in text.lower():
            raise ValidationError("Noem de naam niet. Schrijf bijvoorbeeld “de medewerker”.")
        if re.search(r"\d{5,}", re.sub(r"[ .-]", "", text)):
            raise ValidationError("Noem geen personeelsnummer of burgerservicenummer.")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == PURPOSES[-1] and cleaned.get("text") == "":
            self.add_error("text", "Schrijf in een paar woorden waarvoor.")
        return cleaned

    @property
    def purpose(self) -> str:
        return ": ".join(part for part in (self.cleaned_data["reason"], self.cleaned_data["text"]) if part)


ABROAD = "buitenland"


def _places() -> list[tuple[str, Any]]:
    """The municipalities that take part, those around them, and abroad."""
    named: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for place in Municipality.objects.all():
        named[place.takes_part].append((place.cbs_code, place.name))
    return [
        ("", "Kies een gemeente"), ("Overdracht aan een consulent daar", named[True]),
        ("Elders", [*named[False], (ABROAD, "buitenland")]),
    ]  # fmt: skip


class MoveForm(Versioned, AsksWhy, forms.Form):
    """Where somebody lives from which day on. `cleaned_data["to"]` is a municipality, or None for abroad.

    With `why` it also asks why it is recorded now: released figures change.
    """

    about = "verhuizing"

    to = forms.ChoiceField(
        label="Nieuwe gemeente", choices=_places,
        error_messages={"required": "Kies een gemeente.", "invalid_choice": "Kies een gemeente uit de lijst."},
    )  # fmt: skip
    starts_on = DayField(label="Eerste dag in de nieuwe gemeente", help_text="De datum van inschrijving in de BRP.")

    def __init__(self, *args: Any, home: Residence | None, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        return [self.home] if self.home else []

    def clean_to(self) -> Municipality | None:
        code: str = self.cleaned_data["to"]
        return None if code == ABROAD else Municipality.objects.get(cbs_code=code)


class TakeBackMoveForm(Versioned, AsksWhy, forms.Form):
    """A move to elsewhere is taken back. Nothing to fill in, but for why where released figures change."""

    about = "verhuizing"

    def __init__(self, *args: Any, home: Residence | None, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        return [self.home] if self.home else []


class AcceptForm(Versioned, AsksWhy, forms.Form):
    """A handover is accepted. Nothing to fill in, but for why it comes so late where released figures change."""

    about = "overdracht"

    def __init__(self, *args: Any, handover: Handover, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handover = handover
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        return [self.handover]


class DeclineForm(WatchesHealth, forms.Form):
    """Why a handover is not accepted."""

    about = "overdracht"

    reason = FreeText(
        label="Reden", max_length=200, error_messages={"required": "Schrijf op waarom u de overdracht afwijst."},
        help_text="De consulent die haar voorstelde, leest dit. Noem geen gezondheid.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


def dutch_hours(hours: Decimal) -> str:
    return f"{hours.normalize():f}".replace(".", ",")
