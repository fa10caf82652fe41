"""What people fill in about the end of an employment, and what is said when it may not end so (Wsw art. 6)."""

from datetime import date
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms

from cases.indications import why_no_ending
from cases.models import Employment, OutflowReason, WswEmployee
from cases.reason import AsksWhy
from municipalities.fields import DayField
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

# Death and going over have acts of their own. "Andere reden" comes in by the register: it asks for a text (domain.md
# 2.8), and a text about why somebody left is one that may not stand here.
ELSEWHERE = {OutflowReason.OVL, OutflowReason.OVG, OutflowReason.OVR}
REASONS = [(reason.value, reason.label) for reason in OutflowReason if reason not in ELSEWHERE]


class EndEmploymentForm(Versioned, AsksWhy, forms.Form):
    """The last day of an employment of `employee`, and why it ends. Refuses what the law does not allow (R23, R24)."""

    about = "dienstverband"
    fills = {"on": "ends_on", "reason": "outflow_reason"}

    employment = forms.ModelChoiceField(
        label="Dienstverband", queryset=Employment.objects.none(), empty_label=None,
        error_messages={
            "required": "Kies een dienstverband.", "invalid_choice": "Kies een dienstverband uit de lijst.",
        },
    )  # fmt: skip
    on = DayField(label="Laatste dag", help_text="Deze dag telt nog mee.")
    reason = forms.ChoiceField(
        label="Einde omdat", choices=[("", "Kies een reden"), *REASONS],
        error_messages={"required": "Kies een reden.", "invalid_choice": "Kies een reden uit de lijst."},
    )  # fmt: skip

    def __init__(self, *args: Any, employee: WswEmployee, today: date, why: bool = False, **kwargs: Any) -> None:
        self.employee = employee
        running = Employment.objects.filter(employee=employee).running_on(today).select_related("employer")
        self.shown = list(running.order_by("-starts_on"))
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["employment"])
        field.queryset = running
        if len(self.shown) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("employment", self.shown[0])
        self.ask_why(why, "employment", Row(Column("on"), Column("reason")))

    def edited(self) -> Employment | None:
        return self.shown[0] if len(self.shown) == 1 else None

    def relied_on(self) -> list[Recorded]:
        return [*self.shown] if len(self.shown) != 1 else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        employment, on, reason = (cleaned.get(name) for name in ("employment", "on", "reason"))
        if employment and on and (impossible := _impossible(employment, on)):
            self.add_error("on", impossible)
        if on and reason and (forbidden := why_no_ending(self.employee, reason, on)):
            self.add_error("reason", forbidden)
        return cleaned


def _impossible(employment: Employment, on: date) -> str:
    """Why `on` cannot be the last day of this employment, or nothing."""
    if on < employment.starts_on:
        return f"De laatste dag ligt voor de eerste ({employment.starts_on:%d-%m-%Y})."
    if employment.ends_on and on > employment.ends_on:
        return f"Dit dienstverband eindigt al op {employment.ends_on:%d-%m-%Y}. Kies een eerdere dag."
    return ""
