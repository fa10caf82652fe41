"""What a coach fills in about a contact: three taps and a line. The rest has an answer already."""

import uuid
from datetime import date, datetime
from typing import Any

from crispy_forms.layout import Column, Div, Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.actions.contacts import A_WEEK
from cases.free_text import FreeText, WatchesHealth
from cases.models import Contact, ContactKind, Present, Readers, Topic
from cases.models.contact import LONGEST
from municipalities.fields import DayField, helper
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

MINUTES = (10, 15, 30, 45, 60, 90)
USUAL = 30
TOO_LONG = "Schrijf het korter, in hoogstens 500 tekens."
NO_HEALTH = "Schrijf niets over ziekte of medicijnen."
FOLLOW_UP = "Wat gebeurt er nu? Leest wie de aantekening mag lezen. Geen namen van anderen."


class More(Div):
    """Questions that have an answer already, folded away; open when one of the answers is wrong."""

    template = "components/more.html"

    def __init__(self, *fields: Any, label: str) -> None:
        super().__init__(*fields)
        self.label = label

    def render(self, form: forms.BaseForm, context: Any, **kwargs: Any) -> str:
        self.opened = any(pointer.name in form.errors for pointer in self.get_field_names())
        return super().render(form, context, **kwargs)


class _ContactFields(WatchesHealth, forms.Form):
    about = "contact"

    kind = forms.ChoiceField(
        label="Wat voor contact?", choices=ContactKind, widget=forms.RadioSelect,
        error_messages={
            "required": "Kies wat voor contact het was.", "invalid_choice": "Kies een contact uit de lijst.",
        },
    )  # fmt: skip
    minutes = forms.TypedChoiceField(
        label="Hoeveel minuten?", choices=[(each, str(each)) for each in MINUTES], coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies hoeveel minuten het duurde.", "invalid_choice": "Kies een aantal minuten uit de lijst.",
        },
    )  # fmt: skip
    other_minutes = forms.IntegerField(
        label="Andere duur, in minuten", required=False, min_value=1, max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Schrijf het aantal minuten als getal.", "min_value": "Een contact duurt 1 tot 600 minuten.",
            "max_value": "Een contact duurt 1 tot 600 minuten.",
        },
    )  # fmt: skip
    text = FreeText(
        label="Eén regel", required=False, max_length=500, lines=2, help_text=NO_HEALTH,
        error_messages={"max_length": TOO_LONG},
    )  # fmt: skip
    held_on = DayField(label="Dag")
    readers = forms.ChoiceField(
        label="Wie mag dit lezen?", choices=Readers, widget=forms.RadioSelect,
        help_text="U leest het zelf altijd. De medewerker mag alles opvragen.",
        error_messages={"required": "Kies wie dit mag lezen.", "invalid_choice": "Kies wie dit mag lezen."},
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label="Waar ging het over?", required=False, choices=Topic, widget=forms.CheckboxSelectMultiple,
        help_text="Alleen wat het werk raakt.",
        error_messages={"invalid_choice": "Kies onderwerpen uit de lijst."},
    )  # fmt: skip
    present = forms.MultipleChoiceField(
        label="Wie waren erbij?", required=False, choices=Present, widget=forms.CheckboxSelectMultiple,
        help_text="Geen namen.", error_messages={"invalid_choice": "Kies uit de lijst wie erbij waren."},
    )  # fmt: skip
    follow_up = FreeText(
        label="Vervolg op het incident", required=False, max_length=200, help_text=FOLLOW_UP,
        error_messages={"max_length": "Schrijf het korter, in hoogstens 200 tekens."},
    )  # fmt: skip

    follow_up_on = DayField(
        label="Vervolg gedaan voor", required=False, help_text="Er komt een taak bij, zonder deze tekst."
    )

    def __init__(self, *args: Any, role: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        follow_up: Any = self.fields["follow_up"]
        follow_up.must_here = True  # it is shown only where it must be filled in
        mine = [choice for choice in Readers.choices if choice[0] in {Readers.DOSSIER, role}]
        self.fields["readers"].choices = mine  # type: ignore[attr-defined]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen. Maak er een afspraak van.")
        return day

    def clean_follow_up_on(self) -> date | None:
        """Of no incident it is not shown; its day may have gone by on a phone that found no connection for a week."""
        if self.cleaned_data.get("kind") != ContactKind.INCIDENT:
            return None
        return self._to_come("follow_up_on", "Het vervolg is na vandaag.")

    def _to_come(self, name: str, otherwise: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day <= self.today:
            raise ValidationError(otherwise)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        other = cleaned.pop("other_minutes", None)
        if other:
            cleaned["minutes"] = other
        if cleaned.get("kind") != ContactKind.INCIDENT:
            cleaned["follow_up"] = ""
        elif not cleaned.get("follow_up"):
            self.add_error("follow_up", "Schrijf wat het vervolg is op dit incident.")
        return cleaned


class ContactForm(_ContactFields):
    """A new contact. `once` and `typed_at` come from the page or the phone."""

    next_on = DayField(label="Volgende afspraak", required=False, help_text="Leeg als er geen afspraak is.")
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    typed_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        usual = {
            "kind": ContactKind.WERKPLEKBEZOEK, "minutes": USUAL, "held_on": today, "readers": Readers.DOSSIER,
            "once": uuid.uuid4(), "follow_up_on": today + A_WEEK,
        }  # fmt: skip
        super().__init__(*args, today=today, initial=usual, **kwargs)
        self.fields["text"].widget.attrs["autofocus"] = True  # what is left to answer
        self.helper = helper(
            "once", "typed_at", Field("kind", wrapper_class="picks"), Field("minutes", wrapper_class="picks picks-6"),
            Div(Row(Column("follow_up"), Column("follow_up_on")), css_class="of-incident"),
            "text", Field("readers", wrapper_class="picks picks-2"),
            More(
                Field("topics", wrapper_class="picks"), Field("present", wrapper_class="picks picks-2"),
                Row(Column("held_on"), Column("other_minutes")), "next_on",
                label="Onderwerp, wie erbij waren, andere dag of duur, volgende afspraak",
            ),
        )  # fmt: skip

    def clean_once(self) -> uuid.UUID:
        return self.cleaned_data["once"] or uuid.uuid4()

    def clean_typed_at(self) -> datetime | None:
        """When it was typed, by the clock of the device; None when that says nothing."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["typed_at"])
        except ValueError:
            return None
        return moment if moment.tzinfo and moment <= timezone.now() else None

    def clean_next_on(self) -> date | None:
        return self._to_come("next_on", "De volgende afspraak is na vandaag.")


class MendContactForm(Versioned, _ContactFields):
    """The author mends what was noted."""

    def __init__(self, *args: Any, contact: Contact, today: date, **kwargs: Any) -> None:
        listed = contact.minutes in MINUTES
        now = {
            "kind": contact.kind, "minutes": contact.minutes if listed else USUAL, "text": contact.text,
            "other_minutes": "" if listed else contact.minutes, "held_on": contact.held_on, "readers": contact.readers,
            "topics": contact.topics, "present": contact.present, "follow_up": contact.follow_up,
        }  # fmt: skip
        self.contact = contact
        super().__init__(*args, today=today, initial=now | {"follow_up_on": today + A_WEEK}, **kwargs)
        if contact.kind == ContactKind.INCIDENT:  # its task is there already
            del self.fields["follow_up_on"]
        follow_up = [Column(name) for name in ("follow_up", "follow_up_on") if name in self.fields]
        self.helper = helper(
            Field("kind", wrapper_class="picks"), Field("minutes", wrapper_class="picks picks-6"), "other_minutes",
            Div(Row(*follow_up), css_class="of-incident"), "text", Field("readers", wrapper_class="picks picks-2"),
            Field("topics", wrapper_class="picks"), Field("present", wrapper_class="picks picks-2"), "held_on",
        )  # fmt: skip

    def edited(self) -> Contact:
        return self.contact


class AddendumForm(Versioned, WatchesHealth, forms.Form):
    """What is added to a contact later, as the contact reads. Who reads the contact, reads it."""

    about = "aanvulling op een contact"

    text = FreeText(
        label="Aanvulling", max_length=500, lines=2, help_text=NO_HEALTH,
        error_messages={"required": "Schrijf wat u wilt toevoegen.", "max_length": TOO_LONG},
    )  # fmt: skip

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        self.contact = contact
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = f"Dit leest: {contact.get_readers_display()}. {NO_HEALTH}"
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        return [self.contact]
