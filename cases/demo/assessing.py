"""How made-up people were assessed on their work abilities, with two lists: the first, and one that split an ability.

Without dice: each choice follows from the row's number.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from cases.actions import ability_lists
from cases.models import Ability, AbilityList, AbilityScore, Assessment, PlanState, SupportPlan

EVERY = timedelta(days=170)
NEW_STEPS = ["lukt nog niet", "lukt met veel hulp", "lukt met een beetje hulp", "lukt met af en toe een vraag",
             "lukt zelf", "lukt zelf, ook als het druk is"]  # fmt: skip
CARRIES = [1, 2, 3, 5, 6]
WHY = "Tussen hulp en zelf was de stap te groot. Samenwerken is gesplitst in collega's en leiding."
SPLIT = "Dit was een deel van samenwerken. Hoe het met de leiding ging, is toen niet apart bekeken."
OWN = ("Ik vind dat het goed gaat.", "Ik kan wel wat meer hebben.", "", "Met een vaste plek gaat het beter.")
REMARKS = ("", "De voorman ziet het ook.", "")
WRONG = "De stap bij werktempo was van een andere dag."


@transaction.atomic
def write(day: date) -> None:
    """As the process that makes the demo, up to and including `day`."""
    former = AbilityList.objects.last_published()
    if former is None:
        return
    _publish(former, date(day.year - 1, day.month, 1))
    lists = list(AbilityList.objects.prefetch_related("abilities").order_by("starts_on"))
    plans = SupportPlan.objects.filter(coach_signed_by__isnull=False).exclude(state=PlanState.VERVALLEN).order_by("pk")
    made = [each for nth, plan in enumerate(plans) if nth % 3 != 2 for each in _of(plan, lists, nth, day)]
    Assessment.objects.bulk_create(made)
    AbilityScore.objects.bulk_create(each for nth, row in enumerate(made) for each in _scores(row, nth))
    _corrected(made[::40])


def _publish(former: AbilityList, starts_on: date) -> None:
    """The list of the demo: a step in between, and *Samenwerken* in two."""
    draft = ability_lists.begin(former=former, starts_on=starts_on, steps=NEW_STEPS, why=WHY)
    for ability in draft.abilities.all():
        ability_lists.write(row=ability, carries=CARRIES)
    together = draft.abilities.get(name="Samenwerken")
    ability_lists.write(row=together, name="Samenwerken met collega's")
    ability_lists.add(
        draft=draft, name="Omgaan met leiding", because=SPLIT,
        meaning="Luisteren naar de leidinggevende, en vragen als iets niet duidelijk is.",
    )  # fmt: skip
    ability_lists.write(row=draft, published_on=starts_on)


def _of(plan: SupportPlan, lists: list[AbilityList], nth: int, day: date) -> Iterator[Assessment]:
    """One in the first weeks of a plan, and one each half year after."""
    by = plan.coach_signed_by_id or 0
    on, number = plan.starts_on + timedelta(days=14 + nth % 9), 0
    while on <= min(day, plan.ends_on):
        yield Assessment(
            plan=plan, employee_id=plan.employee_id, assessed_on=on, assessed_by_id=by,
            ability_list=[each for each in lists if each.starts_on <= on][-1],
            own_words=OWN[(nth + number) % 4], remark=REMARKS[(nth + number) % 3],
        )  # fmt: skip
        on, number = on + EVERY, number + 1


def _scores(row: Assessment, nth: int) -> Iterator[AbilityScore]:
    """Where somebody began, and now and then a step further or back; what they think is now and then another step."""
    high = len(row.ability_list.steps)
    for ability in row.ability_list.abilities.all():
        began = 2 + (row.employee_id + ability.number * 3) % 3
        step = began + (0, 0, 1, 0, 1, -1, 0)[(nth + ability.number) % 7]
        step = step if high == len(CARRIES) else CARRIES[step - 1]
        own = None if ability.number % 2 else min(high, step + nth % 2)
        yield AbilityScore(assessment=row, employee_id=row.employee_id, ability=ability, step=step, own_step=own)


def _corrected(rows: list[Assessment]) -> None:
    """Some were put right, with the reason."""
    for row in rows:
        better = Assessment.objects.create(
            plan=row.plan, assessed_on=row.assessed_on, assessed_by_id=row.assessed_by_id, remark=row.remark,
            own_words=row.own_words, ability_list=row.ability_list, corrects=row, because=WRONG,
        )  # fmt: skip
        first: Ability = row.ability_list.abilities.all()[0]
        AbilityScore.objects.bulk_create(
            AbilityScore(
                assessment=better, ability=each.ability, own_step=each.own_step,
                step=each.step % len(row.ability_list.steps) + 1 if each.ability == first else each.step,
            )
            for each in row.scores.select_related("ability")
        )  # fmt: skip
