"""What a coach or consulent fills in of somebody's work abilities: a step for each, and what they think themselves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases import dutch
from cases.assessed import Assessed, Assessments
from cases.free_text import FreeText, WatchesHealth
from cases.models import Ability, AbilityList, Assessment, SupportPlan
from municipalities.fields import DayField
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

NOT_ASSESSED = ("", "niet beoordeeld")
NOT_ASKED = ("", "niet gevraagd")
NOT_ON_THE_LIST = {"invalid_choice": "Kies een stap van de schaal."}


@dataclass(frozen=True)
class Group:
    """The fields of one ability, as the page shows them together."""

    ability: Ability
    step: forms.BoundField
    own_step: forms.BoundField
    note: forms.BoundField
    before: str  # what it was the time before, or is until now


class AssessmentForm(Versioned, WatchesHealth, forms.Form):
    """An assessment with that list, beside what `beside` said. With `corrects` it begins as that one, and asks why."""

    about = "beoordeling van werkvaardigheden"

    assessed_on = DayField(label="Dag van de beoordeling")
    remark = FreeText(
        label="Opmerking over het geheel", max_length=500, lines=2, required=False,
        help_text="Alleen over het werk. Geen oorzaak, geen diagnose.",
    )  # fmt: skip
    own_words = FreeText(
        label="Wat vindt de medewerker er zelf van?", max_length=500, lines=3, required=False,
        help_text="In de woorden van de medewerker.",
    )  # fmt: skip

    def __init__(
        self, data: Any, *, plan: SupportPlan, ability_list: AbilityList, found: Assessments, today: date, day: date,
        beside: Assessed | None, corrects: Assessment | None = None,
    ) -> None:  # fmt: skip
        self.plan, self.ability_list, self.today, self.corrects = plan, ability_list, today, corrects
        self.abilities = list(ability_list.abilities.all())
        super().__init__(data, initial={"assessed_on": day, **(_as_was(corrects) if corrects else {})})
        for ability in self.abilities:
            self._add(ability)
        if corrects:
            self.fields["because"] = FreeText(
                label="Waarom verbetert u deze beoordeling?", max_length=300,
                help_text="Wat er stond, blijft te lezen.",
                error_messages={"required": "Schrijf waarom u deze beoordeling verbetert."},
            )  # fmt: skip
        self.before = (
            _before(found, ability_list, beside, "Nu staat er" if corrects else "Vorige keer") if beside else {}
        )

    def _add(self, ability: Ability) -> None:
        steps = [(str(nth), f"{nth}. {said}") for nth, said in enumerate(self.ability_list.steps, 1)]
        number = ability.number
        self.fields[f"step_{number}"] = forms.ChoiceField(
            label=ability.name, choices=[NOT_ASSESSED, *steps], required=False, widget=forms.RadioSelect,
            error_messages=NOT_ON_THE_LIST, help_text=ability.meaning,
        )  # fmt: skip
        self.fields[f"step_{number}"].must_here = True  # type: ignore[attr-defined]  # one of the choices is none
        self.fields[f"own_{number}"] = forms.ChoiceField(
            label="Volgens de medewerker zelf", choices=[NOT_ASKED, *steps], required=False,
            error_messages=NOT_ON_THE_LIST,
        )  # fmt: skip
        self.fields[f"note_{number}"] = FreeText(label="Opmerking hierbij", max_length=200, required=False)

    def relied_on(self) -> list[Recorded]:
        """The plan, and what others wrote of this person meanwhile."""
        return [self.plan, *Assessment.objects.filter(employee=self.plan.employee_id)]

    @property
    def groups(self) -> list[Group]:
        return [
            Group(
                each, self[f"step_{each.number}"], self[f"own_{each.number}"], self[f"note_{each.number}"],
                self.before.get(each.pk, ""),
            )
            for each in self.abilities
        ]  # fmt: skip

    def clean_assessed_on(self) -> date:
        day: date = self.cleaned_data["assessed_on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        if AbilityList.objects.in_force_on(day) != self.ability_list:
            raise ValidationError(
                f"Op die dag gold een andere lijst. Deze lijst geldt vanaf {dutch.day(self.ability_list.starts_on)}."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for each in self.abilities:
            alone = cleaned.get(f"own_{each.number}") or cleaned.get(f"note_{each.number}")
            if alone and not cleaned.get(f"step_{each.number}") and f"step_{each.number}" not in self.errors:
                self.add_error(f"step_{each.number}", "Kies ook een stap. Of haal weg wat er verder bij staat.")
        if not self.errors and not self.scores:
            self.add_error(f"step_{self.abilities[0].number}", "Kies bij ten minste één werkvaardigheid een stap.")
        return cleaned

    @property
    def scores(self) -> dict[Ability, dict[str, Any]]:
        said = self.cleaned_data
        return {
            each: {
                "step": int(said[f"step_{each.number}"]),
                "own_step": int(said[f"own_{each.number}"]) if said.get(f"own_{each.number}") else None,
                "note": said.get(f"note_{each.number}", ""),
            }
            for each in self.abilities
            if said.get(f"step_{each.number}")
        }

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("remark", "own_words", "because") if name in self.fields}


def _as_was(corrects: Assessment) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "assessed_on": corrects.assessed_on, "remark": corrects.remark, "own_words": corrects.own_words,
    }  # fmt: skip
    for score in corrects.scores.select_related("ability"):
        number = score.ability.number
        initial |= {f"step_{number}": str(score.step), f"note_{number}": score.note}
        initial |= {f"own_{number}": str(score.own_step or "")}
    return initial


def _before(found: Assessments, ability_list: AbilityList, beside: Assessed, when: str) -> dict[int, str]:
    """By ability what that assessment says of it, as it was scored."""
    told = {}
    for listed in next(each.abilities for each in found.lists if each.id == ability_list.pk):
        was = found.compared(listed, beside)
        if was.scored:
            name = f"{was.name}, " if was.name != listed.name else ""
            told[listed.id] = f"{when} ({dutch.day(beside.assessed_on)}, {beside.by}): {name}{was.scored.said}."
    return told
