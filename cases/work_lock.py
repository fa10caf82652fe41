"""Whose turn it is to change somebody's work: employments, hours, leave and placements (decision 0017).

The rules of the database lock the employment, but only after the row that was changed. Two who change the same work
could so each hold what the other wants, and PostgreSQL breaks one off (40P01). So every act on somebody's work asks for
its turn first, here; who comes second waits, and then sees what the first did.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from cases.beforehand import Act, Consequences, Weigh
from cases.models import Employment, WswEmployee


def hold_work(people: Collection[int] | QuerySet[Any, Any]) -> None:
    """All employments of these people are held until the transaction ends, always in the same order.

    `people` are their ids, or a query that gives them. As the rules do it (FOR NO KEY UPDATE): reading goes
    on, and so does what only refers to an employment.
    """
    held = Employment.objects.filter(employee__in=people).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(held.values_list("pk", flat=True))


def hold_person(person: int) -> None:
    """The row of this person: who changes it, or where somebody lives, comes after their work."""
    WswEmployee.objects.select_for_update(no_key=True).filter(pk=person).first()


def in_turn(weigh: Weigh, hold: Callable[[], object]) -> Weigh:
    """`weigh`, of an act that changes other rows than somebody's work: their turn is taken first, after the work's.

    It is kept when what was looked at is undone; a turn that undoing gives back is lost to who waits for it.
    """

    def weigh_in_turn(person: int, act: Act) -> Consequences:
        hold_work([person])
        hold()
        return weigh(person, act)

    return weigh_in_turn
