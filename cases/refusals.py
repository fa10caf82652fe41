"""What the database refused, in words at the right field.

The database is the floor: it holds against every door. A form that meets it says the same sentence the import says. A
refusal we have no words for is a fault of ours and stays an error.
"""

import json
from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.db import IntegrityError

from cases.in_the_way import in_the_way, with_it
from cases.models.hirer import NOT_THEIRS
from municipalities.versioned import Versioned, is_stale

# Rules over several rows: the field they belong to, and the sentence.
RULES: dict[str, tuple[str | None, str]] = {
    "placement_inside_employment": ("starts_on", "De plaatsing valt niet binnen het dienstverband."),
    "placement_hours_fit": ("hours", "Op {day} zou er {found} uur geplaatst zijn; het contract is dan {allowed} uur."),
    "closed_group": (
        "starts_on",
        "Gesloten groep: deze persoon had op 31-12-2014 geen Wsw-dienstverband (Wsw art. 1).",
    ),
    "bsn_passes_elfproef": ("bsn", "Dit is geen geldig burgerservicenummer. Controleer de negen cijfers."),
    "contact_lies_in_the_future": ("held_on", "Deze dag moet nog komen. Maak er een afspraak van."),
    "contact_before_the_caseload": ("held_on", "Op deze dag stond deze medewerker niet in uw caseload."),
    "contact_changes_by_addendum": (
        "text",
        "Dit contact kan niet meer worden gewijzigd. Schrijf er een aanvulling bij.",
    ),
    "plan_step_not_possible": (None, "Deze stap kan nu niet. Het plan is intussen veranderd."),
    "signed_plan_does_not_change": (None, "Wat ondertekend is, verandert niet. Maak een nieuwe versie."),
    "plan_has_1_to_5_goals": (None, "Een plan heeft één tot vijf doelen."),
    "goal_due_within_the_plan": ("due_on", "Dit doel is pas klaar na het einde van het plan."),
    "plan_answers_the_advice": ("advice_text", "UWV gaf advies. Schrijf wat u daarmee doet."),
    "plan_waits_for_approval": (None, "Een tweede persoon keurt dit plan eerst goed."),
    "plan_decided_by_another": (None, "Wie een plan schreef of tekende, keurt het niet goed. Vraag een ander."),
    "plan_is_not_to_be_decided": (None, "Dit plan wacht niet op goedkeuring. Het is intussen veranderd."),
    "signs_with_the_own_name": (None, "Iemand tekent alleen met de eigen naam."),
    "published_list_stays": (None, "Een gepubliceerde lijst verandert niet. Begin een nieuwe."),
    "list_published_by_another": ("read", "Wie aan een lijst schreef, publiceert haar niet. Vraag een ander."),
    "ability_list_is_complete": ("read", "De lijst is nog niet af. Hierboven staat wat er ontbreekt."),
    "ability_list_begins_later": ("starts_on", "Kies een eerste dag na vandaag, en na die van de lijst van nu."),
    "ability_comes_from_the_list_before": ("former", "Kies een werkvaardigheid van de lijst van nu."),
    "assessment_lies_in_the_future": ("assessed_on", "Deze dag moet nog komen."),
    "assessed_with_the_list_of_the_day": ("assessed_on", "Op die dag gold een andere lijst."),
    "plan_takes_no_assessment": (None, "Dit plan loopt niet meer. Een beoordeling hoort bij een plan dat loopt."),
    "correction_stays_with_the_plan": (None, "Een correctie hoort bij hetzelfde plan."),
    "step_is_on_the_scale": (None, "Kies een stap van de schaal."),
    "steps_come_with_their_assessment": (None, "Een beoordeling verandert niet. Verbeter haar met een reden."),
    "proposal_step_not_possible": (None, "Deze stap kan nu niet. Het voorstel is intussen veranderd."),
    "proposal_lies_in_the_future": (None, "Deze dag moet nog komen."),
    "proposal_is_for_its_place": (None, "Deze open plek is van een andere inlener."),
    "placed_after_the_proposal": ("starts_on", "De eerste werkdag ligt voor het voorstel."),
    "trial_has_a_last_day": ("ends_on", "Een proef heeft een laatste dag."),
    "site_is_of_its_hirer": ("site", NOT_THEIRS),
    "dossier_is_merged": (None, "Dit dossier is samengevoegd met een ander. Open dat dossier en begin daar opnieuw."),
    "bsn_given_once": (
        "bsn",
        "Dit burgerservicenummer kan hier niet worden gebruikt. Controleer het nummer.",
    ),
}


def refuse_in_words(form: forms.BaseForm, error: IntegrityError) -> None:
    """Puts the refusal at its field. Raises the error again when it is none of the known rules."""
    if is_stale(error) and isinstance(form, Versioned):
        form.meet(error)
        return
    field, message = in_words(error, form)
    if not message:
        raise error
    form.add_error(field if field in form.fields else None, message)


def in_words(error: IntegrityError, form: forms.BaseForm | None = None) -> tuple[str | None, str]:
    """The field a refusal belongs to, and the sentence; no sentence for what is none of the known rules.

    With `form`, what was filled in, it names the row that stands in the way, where the asker may see it.
    """
    diagnosis = error.__cause__.diag  # type: ignore[union-attr]
    name = diagnosis.constraint_name or ""
    if name in RULES:
        field, sentence = RULES[name]
        said = sentence.format(**_detail(diagnosis.message_detail) if "{" in sentence else {})
    else:
        field, said = None, of_constraint(name)
    if form is None or not said:
        return field, said
    return field, with_it(said, in_the_way(name, form, too_much_on(error)))


def too_much_on(error: IntegrityError) -> date | None:
    """The day on which more hours would be placed than there are (R36); None for another refusal."""
    diagnosis = error.__cause__.diag  # type: ignore[union-attr]
    if diagnosis.constraint_name != "placement_hours_fit":
        return None
    return date.fromisoformat(json.loads(diagnosis.message_detail)["day"])


def _detail(detail: str) -> dict[str, Any]:
    values = json.loads(detail)
    return {
        "day": f"{date.fromisoformat(values['day']):%d-%m-%Y}",
        "found": _hours(values["found"]),
        "allowed": _hours(values["allowed"]),
    }


def _hours(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def of_constraint(name: str) -> str:
    """What a constraint of a model says when it is broken; empty for a name of none."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.violation_error_message)
    return ""
