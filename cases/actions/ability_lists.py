"""A new list of work abilities: begun from the one that holds, written by one, published by another; then it stays."""

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from cases.models import Ability, AbilityList
from municipalities.models import User


def hold(lists: QuerySet[AbilityList]) -> None:
    """Nobody else writes or publishes these until this transaction ends: what one reads after is what one changes."""
    list(lists.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def begin(*, former: AbilityList, **values: Any) -> AbilityList:
    """A draft with the abilities of `former`. With the same steps each step is what it was; else that is still to say.

    IntegrityError when there is a draft already.
    """
    made = AbilityList.objects.create(follows=former, **values)
    same = made.steps == former.steps
    for each in former.abilities.all():
        Ability.objects.create(
            ability_list=made, number=each.number, name=each.name, meaning=each.meaning, former=each,
            carries=list(range(1, len(former.steps) + 1)) if same else [],
        )  # fmt: skip
    return made


@transaction.atomic
def write(*, row: AbilityList | Ability, **values: Any) -> None:
    """Change the draft, or an ability of it. IntegrityError once it is published."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


@transaction.atomic
def rewrite(*, draft: AbilityList, **values: Any) -> None:
    """Change the head of a draft. With other steps, what a step of then is now is to be said anew."""
    before = list(draft.steps)
    write(row=draft, **values)
    if draft.steps != before:
        for ability in draft.abilities.exclude(carries=[]):
            write(row=ability, carries=[])


@transaction.atomic
def add(*, draft: AbilityList, **values: Any) -> Ability:
    last = draft.abilities.aggregate(Max("number"))["number__max"] or 0
    return Ability.objects.create(ability_list=draft, number=last + 1, **values)


@transaction.atomic
def drop(*, ability: Ability) -> None:
    """Take an ability off the draft; those after it move up."""
    draft = ability.ability_list
    ability.delete()
    for number, left in enumerate(draft.abilities.all(), 1):
        if left.number != number:
            write(row=left, number=number)


@transaction.atomic
def give_up(*, draft: AbilityList) -> None:
    for ability in draft.abilities.all():
        ability.delete()
    draft.delete()


@transaction.atomic
def publish(*, draft: AbilityList, by: User) -> None:
    """IntegrityError for who wrote a word of it, while it is not complete, or when its first day has come."""
    draft.published_by = by
    draft.save(update_fields=["published_by"])
