"""Whose turn it is to change somebody's work: employments, hours, leave and placements (decision 0017).

The rules of the database lock the employment, but only after the row that was changed. Two who change the same work
could so each hold what the other wants, and PostgreSQL breaks one off (40P01). So every act on somebody's work asks for
its turn first, here; who comes second waits, and then sees what the first did.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from cases.models import Employment


def hold_work(people: Collection[int] | QuerySet[Any, Any]) -> None:
    """All employments of these people are held until the transaction ends, always in the same order.

    `people` are their ids, or a query that gives them. As the rules do it (FOR NO KEY UPDATE): reading goes
    on, and so does what only refers to an employment.
    """
    held = Employment.objects.filter(employee__in=people).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(held.values_list("pk", flat=True))
