"""What an administrator fills in of a new list of work abilities, and what a second person says to publish it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases import dutch
from cases.free_text import FreeText, WatchesHealth
from cases.models import Ability, AbilityList
from cases.models.assessment import FEWEST_STEPS, MOST_STEPS
from municipalities.fields import DayField, helper
from municipalities.models import today
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

LONGEST_STEP = 80
NOT_TO_COMPARE = "niet"
NEW = "nieuw: staat niet op de lijst van nu"


class AbilityListForm(Versioned, WatchesHealth, forms.Form):
    """From which day, with which steps, and why. It begins as the draft says, or as the list of now."""

    about = "lijst van werkvaardigheden"

    starts_on = DayField(label="Eerste dag", help_text="Een dag na vandaag.")
    why = FreeText(
        label="Waarom komt deze lijst er?", max_length=300, lines=2,
        error_messages={"required": "Schrijf waarom deze lijst er komt."},
    )  # fmt: skip
    steps = FreeText(
        label="De stappen, een op elke regel", max_length=800, lines=7,
        help_text="De eerste regel is stap 1, de laagste. Schrijf wat iemand op het werk laat zien.",
        error_messages={"required": "Schrijf de stappen op."},
    )  # fmt: skip

    def __init__(self, data: Any, *, former: AbilityList, today: date, draft: AbilityList | None = None) -> None:
        self.former, self.today, self.draft = former, today, draft
        shown = draft or former
        first = draft.starts_on if draft else max(today, former.starts_on) + timedelta(days=1)
        steps = "\n".join(shown.steps)
        super().__init__(data, initial={"starts_on": first, "steps": steps, "why": draft.why if draft else ""})
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        return [self.former, *([self.draft] if self.draft else [])]

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day <= max(self.today, self.former.starts_on):
            raise ValidationError(f"Kies een dag na {dutch.day(max(self.today, self.former.starts_on))}.")
        return day

    def clean_steps(self) -> list[str]:
        steps = [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]
        if not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
            raise ValidationError(
                f"Een schaal heeft {FEWEST_STEPS} tot {MOST_STEPS} stappen. Dit zijn er {len(steps)}."
            )
        if long := [step for step in steps if len(step) > LONGEST_STEP]:
            raise ValidationError(f"Een stap is hoogstens {LONGEST_STEP} tekens. Maak korter: {long[0]}")
        if len(set(steps)) < len(steps):
            raise ValidationError("Twee stappen zeggen hetzelfde.")
        return steps

    def _signals(self) -> dict[str, list[str]]:
        """The steps are a list by now; what was typed is what is looked at."""
        whole = self.cleaned_data
        self.cleaned_data = whole | {"steps": "\n".join(whole.get("steps", []))}
        try:
            return super()._signals()
        finally:
            self.cleaned_data = whole


class AbilityForm(Versioned, WatchesHealth, forms.Form):
    """One ability of a draft: its words, what it came from, and which step a step of then is now."""

    about = "werkvaardigheid"

    name = FreeText(
        label="Werkvaardigheid", max_length=60, error_messages={"required": "Schrijf hoe de werkvaardigheid heet."}
    )
    meaning = FreeText(
        label="Wat is ermee bedoeld?", max_length=200, lines=2,
        help_text="Wat iemand op het werk doet. Geen oorzaak, geen diagnose.",
        error_messages={"required": "Schrijf wat ermee is bedoeld."},
    )  # fmt: skip
    former = forms.ModelChoiceField(
        label="Komt van", queryset=Ability.objects.none(), required=False, empty_label=NEW,
        error_messages={"invalid_choice": "Kies een werkvaardigheid van de lijst van nu."},
    )  # fmt: skip
    because = FreeText(
        label="Als iets niet te vergelijken is: waarom niet?", max_length=200, lines=2, required=False,
        help_text="Dit leest wie een oude beoordeling naast een nieuwe legt.",
    )  # fmt: skip

    def __init__(self, data: Any, *, draft: AbilityList, ability: Ability | None = None) -> None:
        self.draft, self.ability = draft, ability
        initial = {name: getattr(ability, name) for name in ("name", "meaning", "former", "because")} if ability else {}
        super().__init__(data, initial=initial)
        self.old_steps = draft.follows.steps if draft.follows else []
        former: Any = self.fields["former"]
        former.queryset = draft.follows.abilities.all() if draft.follows else Ability.objects.none()
        choices = [("", "Kies"), *((str(n), f"{n}. {said}") for n, said in enumerate(draft.steps, 1))]
        for nth, said in enumerate(self.old_steps, 1):
            self.fields[f"carry_{nth}"] = forms.ChoiceField(
                label=f"Stap {nth} van toen ({said}) is nu", required=False,
                choices=[*choices, (NOT_TO_COMPARE, "niet te vergelijken")], initial=self._carried(nth),
                error_messages={"invalid_choice": "Kies een stap van de nieuwe schaal."},
            )  # fmt: skip
            self.fields[f"carry_{nth}"].must_here = True  # type: ignore[attr-defined]  # unless it is new
        carries = [f"carry_{nth}" for nth in range(1, len(self.old_steps) + 1)]
        self.helper = helper("name", "meaning", "former", *carries, "because")

    def _carried(self, nth: int) -> str:
        known = self.ability.carries if self.ability else []
        if nth > len(known):  # a suggestion, to be saved by who looked at it: the step that says the same
            said = self.old_steps[nth - 1]
            return str(self.draft.steps.index(said) + 1) if said in self.draft.steps else ""
        return NOT_TO_COMPARE if known[nth - 1] is None else str(known[nth - 1])

    def relied_on(self) -> list[Recorded]:
        return [self.draft, *([self.ability] if self.ability else [])]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if any(each.name.lower() == name.lower() and each != self.ability for each in self.draft.abilities.all()):
            raise ValidationError("Deze werkvaardigheid staat al op de lijst.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        carries = [cleaned.pop(f"carry_{nth}", "") for nth in range(1, len(self.old_steps) + 1)]
        cleaned["carries"] = [None if each == NOT_TO_COMPARE else int(each or 0) for each in carries]
        if cleaned.get("former") is None:
            cleaned["carries"] = []
        for nth in (n for n, step in enumerate(cleaned["carries"], 1) if step == 0):
            if f"carry_{nth}" not in self.errors:
                self.add_error(f"carry_{nth}", "Kies welke stap dit nu is, of dat het niet te vergelijken is.")
        apart = cleaned.get("former") is None or None in cleaned["carries"]
        if apart and not cleaned.get("because") and "because" not in self.errors:
            self.add_error("because", "Schrijf waarom oude beoordelingen hiermee niet te vergelijken zijn.")
        return cleaned


class PublishForm(Versioned, forms.Form):
    """A second person read every word of it."""

    read = forms.BooleanField(
        label="Ik heb elk woord gelezen. Het gaat alleen over wat iemand op het werk doet.",
        error_messages={"required": "Lees de lijst en zet dan hier een vinkje."},
    )

    def __init__(self, data: Any, *, draft: AbilityList) -> None:
        self.draft = draft
        super().__init__(data)
        self.helper = helper()

    def relied_on(self) -> list[Recorded]:
        """What one publishes is what stood on the page."""
        return [self.draft, *self.draft.abilities.all()]


def missing(draft: AbilityList) -> list[str]:
    """What must be done before a draft can be published, a sentence for each; the database asks the same."""
    abilities = list(draft.abilities.all())
    old = len(draft.follows.steps) if draft.follows else 0
    if not abilities:
        return ["Er staat nog geen werkvaardigheid op."]
    late = ["Kies een latere eerste dag: deze is al begonnen."] if draft.starts_on <= today() else []
    return late + [
        f"{each.name}: zeg bij elke stap van toen welke stap dat nu is."
        for each in abilities
        if each.former_id
        and (len(each.carries) != old or any(step is not None and step > len(draft.steps) for step in each.carries))
    ]
