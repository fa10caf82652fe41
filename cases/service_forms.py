"""What people fill in about the beginning of an employment, or about one that was registered wrongly."""

from datetime import date
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import Q

from cases import dutch
from cases.actions import employments
from cases.employment_forms import REASONS
from cases.forms import placement_line
from cases.in_the_way import CUT, ask, asked
from cases.indications import why_no_ending
from cases.models import Cao, Employment, EmploymentKind, OutflowReason, Placement, WswEmployee
from cases.models.employment import WITH_AN_EMPLOYER
from cases.supported_rules import too_many_hours
from cases.work_forms import WorkForm, hours_field
from municipalities.fields import DayField
from municipalities.models import Organisation, OrganisationKind
from municipalities.recorded import Recorded

OLD_GROUP_UNTIL = date(1997, 12, 31)  # Besluit art. 10
SUPPORT = OrganisationKind.BEGELEIDINGSORGANISATIE


class EmploymentFields(WorkForm):
    """With whom somebody is in service, how, and from when to when."""

    about = "dienstverband"
    in_old_group = False  # already: it goes along to another employer, whose employment begins later (R45)

    kind = forms.ChoiceField(
        label="Soort dienstverband", choices=[("", "Kies een soort"), *EmploymentKind.choices],
        error_messages={"required": "Kies een soort dienstverband.", "invalid_choice": "Kies een soort uit de lijst."},
    )  # fmt: skip
    employer = forms.ModelChoiceField(
        label="Werkgever", queryset=Organisation.objects.none(), empty_label="Kies een werkgever",
        error_messages={"required": "Kies een werkgever.", "invalid_choice": "Kies een werkgever uit de lijst."},
    )  # fmt: skip
    executor = forms.ModelChoiceField(
        label="Uitvoerder", queryset=Organisation.objects.none(), required=False, empty_label="de werkgever zelf",
        error_messages={"invalid_choice": "Kies een uitvoerder uit de lijst."},
    )  # fmt: skip
    cao = forms.ChoiceField(
        label="Cao", choices=[("", "geen"), *Cao.choices], required=False,
        error_messages={"invalid_choice": "Kies een cao uit de lijst."},
    )  # fmt: skip
    starts_on = DayField(label="Eerste dag in dienst")

    def __init__(self, *args: Any, employee: WswEmployee, **kwargs: Any) -> None:
        self.employee = employee
        super().__init__(*args, **kwargs)
        for name, found in (("employer", ~Q(kind=SUPPORT)), ("executor", ~Q(kind=OrganisationKind.BW_WERKGEVER))):
            cast(forms.ModelChoiceField, self.fields[name]).queryset = Organisation.objects.filter(found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, first = cleaned.get("kind"), cleaned.get("starts_on")
        if kind == EmploymentKind.WSW_OUD and first and first > OLD_GROUP_UNTIL and not self.in_old_group:
            self.add_error("kind", "Dit dienstverband begint na 1997. Kies “Wsw, in dienst vanaf 1998”.")
        self._employer_fits(kind, cleaned.get("employer"))
        for name in ("employer", "executor"):
            if first and (there := cleaned.get(name)) and not there.is_there_on(first):
                self.add_error(name, f"Deze organisatie is er op {dutch.day(first)} niet.")
        return cleaned

    def _employer_fits(self, kind: str | None, employer: Organisation | None) -> None:
        """Begeleid werken is with an employer of its own (Wsw art. 7; R39); loonkostensubsidie may be with any."""
        if not kind or not employer:
            return
        supported = employer.kind == OrganisationKind.BW_WERKGEVER
        if kind == EmploymentKind.BEGELEID_WERKEN and not supported:
            self.add_error(
                "employer", "Begeleid werken is bij een gewone werkgever. Kies een ander soort of werkgever."
            )
        if kind not in WITH_AN_EMPLOYER and supported:
            self.add_error("employer", "Bij deze werkgever is het begeleid werken. Kies een ander soort of werkgever.")


class NewEmploymentForm(EmploymentFields):
    """Into service, for so many hours a week."""

    layout = (
        "kind", Row(Column("employer"), Column("executor")), Row(Column("hours"), Column("cao")),
        Row(Column("starts_on"), Column("ends_on")),
    )  # fmt: skip

    hours = hours_field()
    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als het voor onbepaalde tijd is.")

    def relied_on(self) -> list[Recorded]:
        return list(Employment.objects.filter(employee=self.employee))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        supported = cleaned.get("kind") == EmploymentKind.BEGELEID_WERKEN
        filled = {"starts_on", "hours"} <= cleaned.keys()
        if supported and filled and (no := too_many_hours(self.employee, cleaned["starts_on"], cleaned["hours"])):
            self.add_error("hours", no)
        return cleaned


class CorrectEmploymentForm(EmploymentFields):
    """An employment that was registered wrongly. Of one that has ended also when and why it did.

    What another act decided stays as it is: the day and employer of a transfer, an end by transfer or death.
    """

    layout: tuple[Any, ...] = (
        "kind", Row(Column("employer"), Column("executor")), Row(Column("cao"), Column("starts_on")),
    )  # fmt: skip
    ended_too = Row(Column("ends_on"), Column("outflow_reason"))

    ends_on = DayField(label="Laatste dag", required=False, help_text="Leeg als het dienstverband nog loopt.")
    outflow_reason = forms.ChoiceField(
        label="Einde omdat", required=False, error_messages={"invalid_choice": "Kies een reden uit de lijst."}
    )

    def __init__(self, *args: Any, employment: Employment, **kwargs: Any) -> None:
        self.employment = employment
        self.in_old_group = employment.kind == EmploymentKind.WSW_OUD
        ended = employment.ends_on is not None
        if ended:
            self.layout = (*self.layout, self.ended_too)
        initial = {name: getattr(employment, name) for name in self.base_fields}
        super().__init__(*args, employee=employment.employee, initial=initial, **kwargs)
        if not ended:
            del self.fields["ends_on"], self.fields["outflow_reason"]
        else:
            cast(forms.ChoiceField, self.fields["outflow_reason"]).choices = _reasons(employment)
        self._leave_as_they_are()

    def edited(self) -> Employment:
        return self.employment

    def _leave_as_they_are(self) -> None:
        fixed = ["employer", "starts_on"] if self.employment.continues_id else []
        if self.employment.outflow_reason in BY_ANOTHER_ACT:
            fixed += ["ends_on", "outflow_reason"]
        for name in fixed:
            self.fields[name].disabled = True
            self.fields[name].help_text = BY_ANOTHER_ACT_SAID

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned[CUT] = self._cut(cleaned.get("starts_on"), cleaned.get("ends_on", self.employment.ends_on))
        if "outflow_reason" not in self.fields or self.errors:
            return cleaned
        last, reason = cleaned["ends_on"], cleaned["outflow_reason"]
        if reason and not last:
            self.add_error("outflow_reason", "Een reden hoort bij een laatste dag.")
        elif self._ends_otherwise(last, reason) and (forbidden := why_no_ending(self.employee, reason, last)):
            self.add_error("outflow_reason", forbidden)
        return cleaned

    def _cut(self, first: date | None, last: date | None) -> list[Placement]:
        """The placements that last longer, when somebody asked that they end with it; offered if all began in it."""
        if first is None or last is None:
            return []
        found = list(employments.outside(self.employment, first, last))
        if not found or any(not first <= each.starts_on <= last for each in found):
            return []
        longer = "; ".join(placement_line(each) for each in found)
        ask(self, f"Beëindig op {dutch.day(last)} wat dan nog loopt: {longer}")
        return found if asked(self) else []

    def _ends_otherwise(self, last: date | None, reason: str) -> bool:
        return bool(last and reason) and (last, reason) != (self.employment.ends_on, self.employment.outflow_reason)


BY_ANOTHER_ACT = {OutflowReason.OVL, OutflowReason.OVG}
BY_ANOTHER_ACT_SAID = "Hoort bij een overgang of een overlijden. Verander dat daar."


def _reasons(employment: Employment) -> list[tuple[str, str]]:
    """Those one may choose, and the one that stands there."""
    there = employment.outflow_reason
    own = [] if not there or there in dict(REASONS) else [(there, str(employment.get_outflow_reason_display()))]
    return [("", "–"), *own, *REASONS]
