"""What people fill in about contract hours and leave, and what is said when it cannot be so."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from cases import dutch
from cases.actions import contract_hours
from cases.aow import aow_on
from cases.forms import HOURS_MESSAGES, PlacementField
from cases.in_the_way import CUT, NIGHT, offer_to_cut, sharing
from cases.models import AowAge, ContractHours, Employment, Leave, LeaveKind, Placement, WswEmployee
from cases.models.employment import MAX_HOURS
from cases.models.privacy import months_after
from cases.reason import AsksWhy
from municipalities.fields import DayField
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

RVU_MONTHS = 24  # before AOW, at most: R28c
WHICH_EMPLOYMENT = {
    "required": "Kies een dienstverband.", "invalid_choice": "Kies een dienstverband uit de lijst.",
}  # fmt: skip


def hours_field() -> forms.DecimalField:
    made = forms.DecimalField(
        label="Uren per week", min_value=0, max_value=MAX_HOURS, max_digits=4, decimal_places=2, localize=True,
        error_messages=HOURS_MESSAGES,
    )  # fmt: skip
    made.widget.attrs["inputmode"] = "decimal"
    return made


class WorkForm(Versioned, AsksWhy, forms.Form):
    """A form that is weighed before it is saved (cases/views/weighed.py). With `why` it asks why it must be."""

    layout: tuple[Any, ...] = ()
    misfits: Sequence[str] = ()  # why it cannot be saved so, known before somebody tries

    def __init__(self, *args: Any, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_why(why, *self.layout)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        return cleaned

    def stay_within(self, employment: Employment | None) -> None:
        """Hours and leave belong to an employment: before its first day and after its last there are none."""
        first, last = (self.cleaned_data.get(name) for name in ("starts_on", "ends_on"))
        if not employment or not first:
            return
        if first < employment.starts_on or (employment.ends_on and first > employment.ends_on):
            period = dutch.period(employment.starts_on, employment.ends_on)
            self.add_error("starts_on", f"Deze dag valt niet binnen het dienstverband ({period}).")
        elif last and employment.ends_on and last > employment.ends_on:
            self.add_error("ends_on", f"Het dienstverband eindigt al op {dutch.day(employment.ends_on)}.")


class UnderEmployment(WorkForm):
    """Something new under an employment that is not over. With one employment there is nothing to choose."""

    employment = forms.ModelChoiceField(
        label="Dienstverband", queryset=Employment.objects.none(), empty_label=None, error_messages=WHICH_EMPLOYMENT
    )

    def __init__(self, *args: Any, employee: WswEmployee, today: date, **kwargs: Any) -> None:
        self.employee = employee
        going_on = Employment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), employee=employee)
        self.shown = list(going_on.select_related("employer").order_by("-starts_on"))
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["employment"])
        field.queryset = going_on.select_related("employer").order_by("-starts_on")
        self.initial.setdefault("employment", self.shown[0] if self.shown else None)
        if len(self.shown) == 1:
            field.widget = forms.HiddenInput()


class ChangeHoursForm(UnderEmployment):
    """Other hours from a day on. A placement may go along: it takes the hours that the others leave."""

    about = "uren"
    layout = ("employment", Row(Column("hours"), Column("starts_on")), "along")

    hours = hours_field()
    starts_on = DayField(label="Eerste dag met deze uren")
    along = PlacementField(
        label="Plaatsing die meegaat", queryset=Placement.objects.none(), required=False,
        empty_label="Geen: de plaatsingen blijven zoals zij zijn",
        help_text="Deze plaatsing krijgt vanaf die dag de uren die overblijven.",
        error_messages={"invalid_choice": "Deze plaatsing hoort niet bij dit dienstverband."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        placed = Placement.objects.filter(employment__in=self.shown).select_related("hirer")
        cast(forms.ModelChoiceField, self.fields["along"]).queryset = placed.order_by("-starts_on")
        if not placed:
            self.fields["along"].widget = forms.HiddenInput()

    def relied_on(self) -> list[Recorded]:
        under = {"employment__in": self.shown}
        return [*self.shown, *ContractHours.objects.filter(**under), *Placement.objects.filter(**under)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        employment, first, along = (cleaned.get(name) for name in ("employment", "starts_on", "along"))
        self.stay_within(employment)
        if employment and first and (same := _begin_on(employment, first)):
            self.add_error("starts_on", f"Op deze dag beginnen al {dutch.hours(same.hours)} uur. Verbeter die regel.")
        if along and first and not _works(along, employment, first):
            self.add_error("along", "Deze plaatsing loopt niet op de eerste dag met deze uren.")
        return cleaned


def _begin_on(employment: Employment, day: date) -> ContractHours | None:
    return ContractHours.objects.filter(employment=employment, starts_on=day).first()


def _works(placement: Placement, employment: Employment | None, day: date) -> bool:
    runs = placement.starts_on <= day and (placement.ends_on is None or placement.ends_on >= day)
    return runs and (employment is None or placement.employment_id == employment.pk)


class CorrectHoursForm(WorkForm):
    """A row of hours that was registered wrongly. The rows that met it still do."""

    about = "uren"
    layout = ("hours", Row(Column("starts_on"), Column("ends_on")))

    hours = hours_field()
    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")

    def __init__(self, *args: Any, row: ContractHours, **kwargs: Any) -> None:
        self.row = row
        self.before, self.after = contract_hours.before_and_after(row)
        initial = {"hours": row.hours, "starts_on": row.starts_on, "ends_on": row.ends_on}
        super().__init__(*args, initial=initial, **kwargs)

    def edited(self) -> ContractHours:
        return self.row

    def relied_on(self) -> list[Recorded]:
        return [row for row in (self.before, self.after) if row]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.stay_within(self.row.employment)
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if self.before and first and first <= self.before.starts_on:
            self.add_error("starts_on", f"De uren daarvoor beginnen zelf op {dutch.day(self.before.starts_on)}.")
        if self.after and last and self.after.ends_on and last >= self.after.ends_on:
            self.add_error("ends_on", f"De uren daarna eindigen zelf op {dutch.day(self.after.ends_on)}.")
        cleaned[CUT] = self._cut(first, last) if first else None
        return cleaned

    def _cut(self, first: date, last: date | None) -> ContractHours | None:
        """Hours that did not meet these and now would overlap, when they may end the day before."""
        job, own = self.row.employment, [row.pk for row in (self.row, self.before, self.after) if row]
        found = sharing(ContractHours, job.employee, first, last, job=job).exclude(pk__in=own)
        label = f"Laat de {{}} uur die er al staan eindigen op {dutch.day(first - NIGHT)}"
        return offer_to_cut(self, list(found), first, lambda row: label.format(dutch.hours(row.hours)))


class LeaveFields(WorkForm):
    """Which leave, and from when to when."""

    about = "verlof"

    kind = forms.ChoiceField(
        label="Soort verlof", choices=[("", "Kies een soort"), *LeaveKind.choices],
        error_messages={"required": "Kies een soort verlof.", "invalid_choice": "Kies een soort uit de lijst."},
    )  # fmt: skip
    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als er geen einddatum is.")

    def cut(self, job: Employment | None, own: Leave | None = None) -> Leave | None:
        """Other leave that this job has already, when it may end the day before and somebody asked for that."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if job is None or first is None:
            return None
        found = sharing(Leave, job.employee, first, last, job=job).exclude(pk=own and own.pk)
        label = f"Sluit het verlof dat er al staat ({{}}) op {dutch.day(first - NIGHT)}"
        return offer_to_cut(self, list(found), first, lambda row: label.format(row.get_kind_display()))

    def refuse_early_rvu(self, employee: WswEmployee) -> None:
        """RVU is for the last two years before AOW (R28c)."""
        kind, first = self.cleaned_data.get("kind"), self.cleaned_data.get("starts_on")
        aow = aow_on(employee.birth_date, AowAge.objects.values_list("year", "years", "months"))
        earliest = aow and months_after(aow, -RVU_MONTHS)
        if kind == LeaveKind.RVU and first and earliest and first < earliest:
            self.add_error(
                "starts_on", f"RVU kan vanaf {dutch.day(earliest)}: twee jaar voor de AOW op {dutch.day(aow)}."
            )


class NewLeaveForm(LeaveFields, UnderEmployment):
    layout = ("employment", "kind", Row(Column("starts_on"), Column("ends_on")))

    def relied_on(self) -> list[Recorded]:
        return [*self.shown, *Leave.objects.filter(employment__in=self.shown)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        employment = cleaned.get("employment")
        self.stay_within(employment)
        self.refuse_early_rvu(self.employee)
        if employment and "ends_on" in cleaned:
            cleaned["ends_on"] = cleaned["ends_on"] or employment.ends_on
        cleaned[CUT] = self.cut(employment)
        return cleaned


class CorrectLeaveForm(LeaveFields):
    """Leave that was registered wrongly, or should not have been at all."""

    layout = ("kind", Row(Column("starts_on"), Column("ends_on")), "gone")

    gone = forms.BooleanField(label="Dit verlof was er niet: haal het weg", required=False)

    def __init__(self, *args: Any, leave: Leave, **kwargs: Any) -> None:
        self.leave = leave
        initial = {"kind": leave.kind, "starts_on": leave.starts_on, "ends_on": leave.ends_on}
        super().__init__(*args, initial=initial, **kwargs)

    def edited(self) -> Leave:
        return self.leave

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.stay_within(self.leave.employment)
        self.refuse_early_rvu(self.leave.employment.employee)
        cleaned[CUT] = None if cleaned.get("gone") else self.cut(self.leave.employment, self.leave)
        return cleaned


class EndLeaveForm(WorkForm):
    about = "verlof"
    fills = {"on": "ends_on"}
    layout = ("on",)

    on = DayField(label="Laatste dag met verlof", help_text="Deze dag is nog verlof.")

    def __init__(self, *args: Any, leave: Leave, **kwargs: Any) -> None:
        self.leave = leave
        super().__init__(*args, **kwargs)

    def edited(self) -> Leave:
        return self.leave

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.leave.starts_on:
            raise ValidationError(f"De laatste dag ligt voor de eerste ({dutch.day(self.leave.starts_on)}).")
        if self.leave.ends_on and day > self.leave.ends_on:
            raise ValidationError(f"Het verlof eindigt al op {dutch.day(self.leave.ends_on)}. Kies een eerdere dag.")
        return day
