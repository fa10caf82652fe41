"""Assessing somebody's work abilities, in the plan that runs or is being written; a correction stands beside what it
corrects.
"""

from datetime import date
from typing import Any

from django.db import transaction

from cases.models import Ability, AbilityList, AbilityScore, Assessment, SupportPlan, WswEmployee
from cases.models.plan import ACTIVE, OPEN
from municipalities.models import User


def plan_for(employee: WswEmployee) -> SupportPlan | None:
    """The plan an assessment of now belongs to: the one that runs, else the one being written."""
    found = list(employee.plans.filter(state__in=[*ACTIVE, *OPEN]))
    return next((plan for plan in found if plan.is_active), found[0] if found else None)


def hold(employee: WswEmployee) -> None:
    """Nobody else assesses this person until this transaction ends: who comes second sees what the first wrote."""
    list(employee.plans.order_by("pk").select_for_update(no_key=True))


@transaction.atomic
def record(
    *,
    plan: SupportPlan,
    ability_list: AbilityList,
    by: User,
    on: date,
    scores: dict[Ability, dict[str, Any]],
    corrects: Assessment | None = None,
    **values: Any,
) -> Assessment:
    """Write an assessment with its scores (`step`, `own_step`, `note`), or one that corrects another with `because`.

    IntegrityError when it lies in the future, when another list held on that day, when the plan is over, or when
    another corrected the same one meanwhile.
    """
    made = Assessment.objects.create(
        plan=plan,
        employee_id=plan.employee_id,
        ability_list=ability_list,
        assessed_by=by,
        assessed_on=on,
        corrects=corrects,
        **values,
    )
    AbilityScore.objects.bulk_create(
        AbilityScore(assessment=made, ability=ability, **said) for ability, said in scores.items()
    )
    return made
