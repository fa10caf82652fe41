"""What a coach fills in of a support plan, and what is said when it cannot be so."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases.free_text import FreeText, WatchesHealth
from cases.models import Domain, Goal, Owner, PlacementForm, PlanApproval, Reached, SignedAs, SupportPlan
from cases.plan_terms import evaluation_due
from municipalities.fields import DayField, helper
from municipalities.models import Municipality
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

IN_WORK_WORDS = "Schrijf op wat iemand kan en wat hulp vraagt. Geen diagnose."
LONGEST = 366 * 3
SWITCH = (("aan", "Goedkeuring gaat aan"), ("uit", "Goedkeuring gaat uit"))


class PlanForm(Versioned, WatchesHealth, forms.Form):
    """The head of a version: its period, where somebody stands and what they want. It begins as `plan` says; without
    `dates` for a period of its own.
    """

    about = "begeleidingsplan"

    starts_on = DayField(label="Eerste dag")
    ends_on = DayField(label="Laatste dag")
    abilities = FreeText(
        label="Wat gaat goed, wat vraagt hulp?", max_length=1500, lines=4, required=False, help_text=IN_WORK_WORDS
    )
    wishes = FreeText(label="Wat wil de medewerker zelf?", max_length=800, lines=3, required=False)
    domains = forms.MultipleChoiceField(
        label="Zit iets het werk in de weg?", choices=Domain, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Alleen als het voor het werk nodig is.",
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )  # fmt: skip
    domains_text = FreeText(
        label="Wat is daarover afgesproken?", max_length=500, lines=2, required=False,
        help_text="Bijvoorbeeld: verwezen naar het sociaal wijkteam. Geen bedragen, geen ziekte.",
    )  # fmt: skip
    advice_text = FreeText(
        label="Wat doen wij met het advies van UWV?", max_length=800, lines=2, required=False,
        help_text="Nodig als UWV in de indicatie advies gaf.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, today: date, plan: SupportPlan | None = None, dates: bool = True) -> None:
        initial = {"starts_on": today, "ends_on": evaluation_due(today) - timedelta(days=1)}
        if plan:
            kept = [name for name in self.base_fields if dates or name not in initial]
            initial |= {name: getattr(plan, name) for name in kept}
        self.plan = plan if dates else None
        super().__init__(data, initial=initial)
        self.helper = helper(
            Row(Column("starts_on"), Column("ends_on")), "abilities", "wishes", "domains", "domains_text",
            "advice_text",
        )  # fmt: skip

    def edited(self) -> SupportPlan | None:
        return self.plan

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        elif first and last and (last - first).days > LONGEST:
            self.add_error("ends_on", "Een plan duurt hoogstens drie jaar.")
        return cleaned


class GoalForm(Versioned, WatchesHealth, forms.Form):
    """One goal: what, how one sees that it is reached, by when."""

    about = "doel in het begeleidingsplan"

    what = FreeText(
        label="Doel", max_length=200, error_messages={"required": "Schrijf het doel op."},
        help_text="In de woorden van de medewerker. Bijvoorbeeld: ik werk zelfstandig aan de lijn.",
    )  # fmt: skip
    result = FreeText(
        label="Waaraan zien wij dat het is gelukt?", max_length=300,
        error_messages={"required": "Schrijf op waaraan u ziet dat het is gelukt."},
    )  # fmt: skip
    due_on = DayField(label="Klaar op")
    step = forms.ChoiceField(
        label="Werkvorm als doel", required=False, choices=[("", "geen"), *PlacementForm.choices],
        error_messages={"invalid_choice": "Kies een werkvorm uit de lijst."},
    )  # fmt: skip

    def __init__(self, data: Any, *, plan: SupportPlan, goal: Goal | None = None) -> None:
        now = {name: getattr(goal, name) for name in self.base_fields} if goal else {"due_on": plan.ends_on}
        self.plan, self.goal = plan, goal
        super().__init__(data, initial=now)
        self.helper = helper("what", "result", Row(Column("due_on"), Column("step")))

    def edited(self) -> Goal | None:
        return self.goal

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day > self.plan.ends_on:
            raise ValidationError(f"Het plan eindigt op {self.plan.ends_on:%d-%m-%Y}. Kies een eerdere dag.")
        if day < self.plan.starts_on:
            raise ValidationError(f"Het plan begint op {self.plan.starts_on:%d-%m-%Y}. Kies een latere dag.")
        return day


class ActionForm(Versioned, WatchesHealth, forms.Form):
    """Who does what for a goal, as the goal reads."""

    about = "actie in het begeleidingsplan"

    action = FreeText(label="Actie", max_length=200, error_messages={"required": "Schrijf op wat er gebeurt."})
    owner = forms.ChoiceField(
        label="Wie doet het?", choices=Owner, error_messages={"invalid_choice": "Kies wie het doet."}
    )
    action_due = DayField(label="Klaar voor")
    hours = forms.DecimalField(
        label="Uren begeleiding", required=False, min_value=0, max_value=500, max_digits=5, decimal_places=2,
        localize=True, error_messages={"invalid": "Dit is geen aantal uren. Schrijf bijvoorbeeld 1,5."},
    )  # fmt: skip

    def __init__(self, data: Any, *, goal: Goal) -> None:
        self.goal = goal
        super().__init__(data, initial={"action_due": goal.due_on})
        self.helper = helper("action", Row(Column("owner"), Column("action_due"), Column("hours")))

    def relied_on(self) -> list[Recorded]:
        return [self.goal]


class SignPlanForm(Versioned, forms.Form):
    """The signatures under the printed plan."""

    on = DayField(label="Getekend op")
    signed_as = forms.ChoiceField(
        label="Wie tekende voor de medewerker?", choices=SignedAs,
        error_messages={"required": "Kies wie er tekende.", "invalid_choice": "Kies wie er tekende."},
        help_text="Een bewindvoerder gaat alleen over geld en tekent hier niet.",
    )  # fmt: skip
    both = forms.BooleanField(
        label="De medewerker en ik hebben dit plan allebei getekend.",
        error_messages={"required": "Een plan geldt pas als u allebei hebt getekend."},
    )
    employer_on = DayField(label="De werkgever tekende op", required=False, help_text="Alleen bij begeleid werken.")

    def __init__(self, data: Any, *, plan: SupportPlan, today: date) -> None:
        self.plan, self.today = plan, today
        super().__init__(data, initial={"on": today})
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        """What one signs for is what stood on the page."""
        return [self.plan, *self.plan.goals.all()]

    def clean_on(self) -> date:
        return self._not_ahead("on")  # type: ignore[return-value]

    def clean_employer_on(self) -> date | None:
        return self._not_ahead("employer_on")

    def _not_ahead(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        return day


class DecidePlanForm(Versioned, WatchesHealth, forms.Form):
    """What a second person says of a plan that both signed."""

    about = "besluit over het begeleidingsplan"

    decision = forms.ChoiceField(
        label="Wat besluit u?", choices=(("ja", "Goedgekeurd: het plan geldt"), ("nee", "Terug naar de jobcoach")),
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat u besluit.", "invalid_choice": "Kies uit de lijst."},
    )  # fmt: skip
    reason = FreeText(
        label="Waarom?", max_length=300, lines=2, help_text="De jobcoach leest dit. Het blijft bij het plan staan.",
        error_messages={"required": "Schrijf waarom u dit besluit."},
    )  # fmt: skip

    def __init__(self, data: Any, *, plan: SupportPlan) -> None:
        self.plan = plan
        super().__init__(data)
        self.helper = helper("decision", "reason")

    def relied_on(self) -> list[Recorded]:
        """What one approves is what stood on the page."""
        return [self.plan, *self.plan.goals.all()]


class PlanApprovalForm(Versioned, forms.Form):
    """From which day a municipality wants a second person's word on plans, or until which day it does."""

    municipality = forms.ModelChoiceField(
        label="Gemeente", queryset=Municipality.objects.filter(takes_part=True), empty_label="Kies een gemeente",
        error_messages={"required": "Kies een gemeente.", "invalid_choice": "Kies een gemeente uit de lijst."},
    )  # fmt: skip
    switch = forms.ChoiceField(
        label="Wat verandert er?", choices=SWITCH,
        error_messages={"required": "Kies wat er verandert.", "invalid_choice": "Kies uit de lijst."},
    )  # fmt: skip
    on = DayField(label="Vanaf welke dag?")

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"on": today})
        self.helper = helper("municipality", Row(Column("switch"), Column("on")))

    def relied_on(self) -> list[Recorded]:
        return list(PlanApproval.objects.all())

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.today:
            raise ValidationError("Deze dag is voorbij. Kies vandaag of een latere dag.")
        return day

    def clean(self) -> dict[str, Any]:
        """Off is said of what is on, and on of what is off, on that day."""
        cleaned = super().clean() or {}
        place, on = cleaned.get("municipality"), cleaned.get("on")
        if place and on and cleaned.get("switch"):
            runs = PlanApproval.objects.filter(municipality=place).running_on(on).first()
            if (runs is not None) == (cleaned["switch"] == "aan"):
                self.add_error("switch", "Dat is op die dag al zo.")
            cleaned["runs"] = runs
        return cleaned


class EvaluateForm(Versioned, WatchesHealth, forms.Form):
    """How it went: per goal how far, the employee's own words, and what follows."""

    about = "evaluatie van het begeleidingsplan"

    held_on = DayField(label="Dag van de evaluatie")

    def __init__(self, data: Any, *, plan: SupportPlan, today: date) -> None:
        self.plan, self.today, self.goals = plan, today, list(plan.goals.all())
        super().__init__(data, initial={"held_on": today})
        for goal in self.goals:
            self.fields[f"reached_{goal.number}"] = forms.TypedChoiceField(
                label=f"Doel {goal.number}: {goal.what}. Hoever is het gelukt?", choices=Reached, coerce=int,
                error_messages={"required": "Kies hoever het is gelukt.", "invalid_choice": "Kies uit de lijst."},
            )  # fmt: skip
            self.fields[f"text_{goal.number}"] = FreeText(
                label=f"Uitleg bij doel {goal.number}", max_length=300, required=False
            )
        self.fields["own_words"] = FreeText(
            label="Wat zegt de medewerker er zelf van?", max_length=800, lines=3, required=False
        )
        self.fields["next_step"] = FreeText(label="Hoe gaat het verder?", max_length=300, required=False)
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        return [self.plan, *self.goals]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if not self.plan.starts_on <= day <= self.today:
            raise ValidationError(f"Kies een dag van {self.plan.starts_on:%d-%m-%Y} tot en met vandaag.")
        return day

    @property
    def reached(self) -> dict[int, tuple[int | None, str]]:
        found = self.cleaned_data
        return {goal.pk: (found[f"reached_{goal.number}"], found[f"text_{goal.number}"]) for goal in self.goals}


class CloseForm(Versioned, forms.Form):
    """The last day of a plan that is done."""

    on = DayField(label="Laatste dag van het plan")

    def __init__(self, data: Any, *, plan: SupportPlan, today: date) -> None:
        self.plan, self.today = plan, today
        super().__init__(data, initial={"on": today})
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        return [self.plan]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not self.plan.starts_on <= day <= self.today:
            raise ValidationError(f"Kies een dag van {self.plan.starts_on:%d-%m-%Y} tot en met vandaag.")
        return day
