"""What the administrator fills in about accounts and roles."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from municipalities.access import MUNICIPAL, ROLE_CHOICES
from municipalities.fields import DayField, helper
from municipalities.models import Membership, Municipality, Organisation, User, UserManager, today
from municipalities.versioned import Versioned

SHOWN = [
    ("", "open accounts"), ("nieuw", "wie er bij komt"), ("vertrekt", "wie er vertrekt"),
    ("stil", "wie lang niet inlogde"), ("zonder", "wie geen rol heeft"), ("gesloten", "gesloten accounts"),
]  # fmt: skip


class FindForm(forms.Form):
    """Which accounts to show. Nonsense in the address shows all."""

    toon = forms.ChoiceField(
        label="Toon", choices=SHOWN, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    q = forms.CharField(
        label="Naam of e-mailadres", required=False, max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )  # fmt: skip


class UserForm(forms.ModelForm):
    """A new account: who it is, and the address they log in with."""

    class Meta:
        model = User
        fields = ["name", "email"]
        error_messages = {
            "name": {"required": "Vul de naam in."},
            "email": {
                "required": "Vul het e-mailadres in.",
                "invalid": "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@gemeente.nl.",
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "Hiermee logt deze persoon in, en hier komt de uitnodiging."
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.helper = helper()

    def clean_email(self) -> str:
        return UserManager.normalise(self.cleaned_data["email"])


class MembershipForm(forms.Form):
    """A role, for whom, and from when. The past is not given a role: nobody had it then."""

    role = forms.ChoiceField(
        label="Rol", choices=[("", "Kies een rol"), *ROLE_CHOICES],
        error_messages={"required": "Kies een rol.", "invalid_choice": "Kies een rol uit de lijst."},
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        label="Gemeente", queryset=Municipality.objects.filter(takes_part=True), required=False,
        help_text="Alleen bij consulent, controller en lid van het Dagelijks Bestuur.", empty_label="Geen gemeente",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        label="Organisatie", queryset=Organisation.objects.all(), required=False, empty_label="Geen organisatie",
        help_text="Voor wie deze persoon werkt, bij de andere rollen.",
        error_messages={"invalid_choice": "Kies een organisatie uit de lijst."},
    )  # fmt: skip
    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")
    reason = forms.CharField(
        label="Waarom", max_length=200, help_text="Wie de rol bevestigt, leest dit. Noem geen medewerkers.",
        error_messages={"required": "Schrijf op waarom deze persoon de rol krijgt."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < today():
            raise ValidationError("Een rol begint vandaag of later.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        municipal = cleaned.get("role") in MUNICIPAL
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if municipal and not cleaned.get("municipality") and "municipality" not in self.errors:
            self.add_error("municipality", "Bij deze rol hoort een gemeente.")
        if municipal and cleaned.get("organisation"):
            self.add_error("organisation", "Bij deze rol hoort een gemeente, geen organisatie.")
        if cleaned.get("role") and not municipal and cleaned.get("municipality"):
            self.add_error("municipality", "Bij deze rol hoort geen gemeente.")
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        return cleaned


class EndMembershipForm(Versioned, forms.Form):
    """The last day of a role."""

    fills = {"on": "ends_on"}

    on = DayField(
        label="Laatste dag", help_text="Deze dag telt nog mee. Kies gisteren om de toegang nu meteen te stoppen."
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        self.helper = helper()

    def edited(self) -> Membership:
        return self.membership

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        yesterday = today() - timedelta(days=1)
        if day < self.membership.starts_on:
            raise ValidationError(f"De laatste dag ligt voor de eerste ({self.membership.starts_on:%d-%m-%Y}).")
        if day < yesterday:
            raise ValidationError(f"Dit had eerder gemoeten. Kies {yesterday:%d-%m-%Y} of later.")
        if self.membership.ends_on and day > self.membership.ends_on:
            raise ValidationError(f"Deze rol eindigt al op {self.membership.ends_on:%d-%m-%Y}. Kies een eerdere dag.")
        return day


class RoleField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.role_label} {obj.place}".strip()


class ActForm(forms.Form):
    """As which role of `user` to look along, and why."""

    membership = RoleField(
        label="Meekijken als", queryset=Membership.objects.none(), empty_label=None,
        error_messages={"required": "Kies een rol.", "invalid_choice": "Kies een rol uit de lijst."},
    )  # fmt: skip

    reason = forms.CharField(
        label="Reden", max_length=200, error_messages={"required": "Schrijf op waarom u meekijkt."}
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(RoleField, self.fields["membership"]).queryset = Membership.objects.current().filter(user=user)
        # A hint is put on the page as it is: what is in it must be safe already.
        self.fields["reason"].help_text = format_html(
            "{} en de privacy officer lezen deze reden. Noem geen medewerkers.", user
        )
        self.helper = helper()
