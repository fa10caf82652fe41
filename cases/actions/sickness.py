"""Somebody reports sick, comes back by steps, is recovered; and what was written down wrong is put right.

A correction changes the row; what it said before stays in the history. Nothing here asks for a cause.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from cases.models import PoortwachterStep, SickPercentage, SickSpell, StepKind, WswEmployee


@transaction.atomic
def report(
    *,
    employee: WswEmployee,
    on: date,
    percentage: int = 100,
    vangnet: bool | None = None,
    cut: SickSpell | None = None,
) -> SickSpell:
    """`on` is the first sick day; of the spell `cut` it is the first day after. IntegrityError where others overlap."""
    if cut:
        recover(spell=cut, on=on)
    spell = SickSpell.objects.create(employee=employee, starts_on=on, vangnet=vangnet)
    SickPercentage.objects.create(spell=spell, starts_on=on, percentage=percentage)
    return spell


@transaction.atomic
def change(*, spell: SickSpell, on: date, percentage: int) -> None:
    """From `on` somebody is sick for so many percent; a percentage from that same day is replaced."""
    SickPercentage.objects.update_or_create(spell=spell, starts_on=on, defaults={"percentage": percentage})


@transaction.atomic
def recover(*, spell: SickSpell, on: date) -> None:
    """`on` is the first day wholly at work again; percentages planned from that day on go."""
    spell.recovered_on = on
    spell.save(update_fields=["recovered_on"])
    spell.percentages.filter(starts_on__gte=on).delete()


@transaction.atomic
def correct(
    *,
    spell: SickSpell,
    starts_on: date,
    recovered_on: date | None,
    vangnet: bool | None,
    without: Iterable[SickPercentage] = (),
    cut: SickSpell | None = None,
) -> None:
    """Put the days right; what was said from the first day is now said from the new one. `without` goes.

    Of the spell `cut` the new first day is the first day after. IntegrityError when that meets another spell.
    """
    if cut:
        recover(spell=cut, on=starts_on)
    spell.percentages.filter(pk__in=[each.pk for each in without]).delete()
    first = spell.percentages.filter(starts_on__lte=max(spell.starts_on, starts_on)).last()
    spell.starts_on, spell.recovered_on, spell.vangnet = starts_on, recovered_on, vangnet
    spell.save(update_fields=["starts_on", "recovered_on", "vangnet"])
    if first:
        spell.percentages.filter(starts_on__lte=starts_on).exclude(pk=first.pk).delete()
        SickPercentage.objects.filter(pk=first.pk).update(starts_on=starts_on)
    if recovered_on:
        spell.percentages.filter(starts_on__gte=recovered_on).delete()


@transaction.atomic
def take_back(*, spell: SickSpell) -> None:
    """The report was a mistake: nobody was sick. The history keeps that it stood here."""
    spell.steps.all().delete()
    spell.percentages.all().delete()
    spell.delete()


@transaction.atomic
def take_step(*, spell: SickSpell, kind: StepKind, on: date) -> None:
    """A step of the Wet verbetering poortwachter was taken; said again, it is the day that changes. A talk comes back.

    IntegrityError when that day has a talk already.
    """
    if kind is StepKind.VOORTGANG:
        PoortwachterStep.objects.create(spell=spell, kind=kind, done_on=on)
    else:
        PoortwachterStep.objects.update_or_create(spell=spell, kind=kind, defaults={"done_on": on})


@transaction.atomic
def undo_step(*, spell: SickSpell, kind: StepKind) -> None:
    """The step was not taken after all; of the talks the last."""
    last = spell.steps.filter(kind=kind).last()
    if last:
        last.delete()
