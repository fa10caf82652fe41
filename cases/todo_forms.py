"""What is filled in of a task by hand: what, for whom, by when."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.free_text import FreeText, WatchesHealth
from cases.models import Todo, TodoOwner
from municipalities.fields import DayField, helper
from municipalities.versioned import Versioned

A_WEEK = 7  # days: when no other day is given


class TodoForm(Versioned, WatchesHealth, forms.Form):
    """A new task, or `todo` put right. The day may be one that is past only when it was that already."""

    about = "taak"

    what = FreeText(
        label="Wat moet er gebeuren?", max_length=200,
        help_text="Bijvoorbeeld: de bewindvoerder bellen over de reiskosten. Schrijf niets over ziekte of medicijnen.",
        error_messages={
            "required": "Schrijf op wat er moet gebeuren.", "max_length": "Schrijf het korter, in hoogstens 200 tekens."
        },
    )  # fmt: skip
    owner = forms.ChoiceField(
        label="Voor wie?", choices=TodoOwner, error_messages={"invalid_choice": "Kies voor wie de taak is."}
    )
    due_on = DayField(label="Te doen voor")

    def __init__(self, data: Any, *, today: date, role: str, todo: Todo | None = None) -> None:
        fresh = {"owner": role, "due_on": date.fromordinal(today.toordinal() + A_WEEK)}
        self.today, self.todo = today, todo
        super().__init__(data, initial={name: getattr(todo, name) for name in self.base_fields} if todo else fresh)
        self.helper = helper("what", Row(Column("owner"), Column("due_on")))

    def edited(self) -> Todo | None:
        return self.todo

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today and not (self.todo and self.todo.due_on == day):
            raise ValidationError("Deze dag is voorbij. Kies vandaag of een latere dag.")
        return day
