"""From which coach to which, from what day on, and whom of the caseload."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from cases.in_the_way import CUT
from cases.models import Caseload, WswEmployee
from cases.models.caseload import LONGEST_STAND_IN
from municipalities.fields import DayField, helper
from municipalities.models import Membership, User
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

CHOOSE = {"required": "Kies een jobcoach.", "invalid_choice": "Kies een jobcoach uit de lijst."}


def working_coaches(day: date) -> QuerySet[User]:
    """Who is a coach on this day, by name."""
    running = Membership.objects.running_on(day).filter(role="jobcoach")
    return User.objects.filter(is_active=True, pk__in=running.values("user")).order_by("name")


def coaches_with_people(by: Membership, day: date) -> QuerySet[User]:
    """Who coaches somebody behind this door, now or later; a coach chooses only themselves."""
    seen = WswEmployee.objects.visible_to(by)
    rows = Caseload.objects.filter(employee__in=seen).exclude(ends_on__lt=day)
    found = User.objects.filter(pk__in=rows.values("coach")).order_by("name")
    return found.filter(pk=by.user_id) if by.role == "jobcoach" else found


def coach_field(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=User.objects.none(), to_field_name="key", empty_label="Kies een jobcoach",
        error_messages=CHOOSE,
    )  # fmt: skip


class HandOverForm(forms.Form):
    """People of one coach go to another from a day on."""

    coach = coach_field("Van jobcoach")
    to = coach_field("Naar jobcoach")
    on = DayField(label="Eerste dag bij de nieuwe jobcoach")

    def __init__(self, *args: Any, by: Membership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.today = by, today
        cast(forms.ModelChoiceField, self.fields["coach"]).queryset = coaches_with_people(by, today)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = working_coaches(today)
        self.helper = helper(Row(Column("coach"), Column("to"), *(Column(name) for name in self.days)))

    days: tuple[str, ...] = ("on",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") and cleaned.get("coach") == cleaned.get("to"):
            self.add_error("to", "Kies een andere jobcoach.")
        return cleaned


class StandInForm(HandOverForm):
    """Another sees these people too, between two days."""

    coach = coach_field("Jobcoach die weg is")
    to = coach_field("Waarnemer")
    on = DayField(label="Eerste dag")
    until = DayField(label="Laatste dag", help_text="Daarna ziet de waarnemer deze mensen vanzelf niet meer.")

    days = ("on", "until")

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.today:
            raise ValidationError("Waarnemen begint vandaag of later.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("on"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", "De laatste dag ligt voor de eerste.")
        elif first and last and last > first + timedelta(days=LONGEST_STAND_IN):
            self.add_error("until", "Waarnemen duurt hoogstens een half jaar. Draag anders over.")
        return cleaned


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.list_name)


class ChosenForm(Versioned, forms.Form):
    """Whom of the caseload; everybody unless somebody is ticked off. `rows` are whose they are, as was shown."""

    person = PeopleField(
        label="Wie", queryset=WswEmployee.objects.none(), to_field_name="key", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kies minstens een persoon.",
            "invalid_choice": "Deze caseload is intussen veranderd. Kijk de lijst opnieuw na.",
            "invalid_pk_value": "Kies mensen uit de lijst.",
        },
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: QuerySet[WswEmployee], rows: Iterable[Recorded], cut: str = "", **kwargs: Any
    ) -> None:
        """`cut` is the question whether who stands in already stops, where that is all that is in the way."""
        self.rows = list(rows)
        super().__init__(*args, **kwargs)
        if cut:
            self.fields[CUT] = forms.BooleanField(label=cut, required=False)
        field = cast(PeopleField, self.fields["person"])
        field.queryset = people
        self.initial.setdefault("person", [each.key for each in people])
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        return self.rows


class AssignForm(Versioned, forms.Form):
    """The coach of one person from a day on."""

    coach = forms.ModelChoiceField(
        label="Jobcoach", queryset=User.objects.none(), to_field_name="key", required=False,
        empty_label="geen jobcoach", error_messages=CHOOSE,
    )  # fmt: skip
    on = DayField(label="Eerste dag", help_text="De vorige jobcoach stopt op de dag ervoor.")

    def __init__(self, *args: Any, person: WswEmployee, today: date, **kwargs: Any) -> None:
        self.rows = list(person.caseloads.exclude(ends_on__lt=today).select_related("coach"))
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["coach"]).queryset = working_coaches(today)
        self.helper = helper(Row(Column("coach"), Column("on")))

    def relied_on(self) -> list[Recorded]:
        return [*self.rows]
