"""That two dossiers which look alike are of two people; and to take that back."""

from django.db import transaction

from cases.models import TwoPeople, WswEmployee
from municipalities.models import User


@transaction.atomic
def say(*, one: WswEmployee, other: WswEmployee, by: User) -> None:
    """They are two people. Said twice is said once: who said it first stands there."""
    first, second = sorted((one.pk, other.pk))
    TwoPeople.objects.get_or_create(employee_id=first, other_id=second, defaults={"said_by": by})


@transaction.atomic
def take_back(*, said: TwoPeople) -> None:
    """It is not certain after all; the pair is asked about again. What was said stays in the history."""
    said.delete()
