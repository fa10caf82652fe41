"""One's own filter sentences: kept, put in order, and one of them to begin with."""

from django.db import transaction
from django.db.models import QuerySet

from cases.models import SavedView
from municipalities.models import Membership

STEPS = {"omhoog": -1, "omlaag": 1}


def mine(membership: Membership) -> QuerySet[SavedView]:
    return SavedView.objects.filter(membership=membership)


@transaction.atomic
def keep(*, view: SavedView) -> None:
    """After those that are there."""
    view.position = 1 + max((each.position for each in mine(view.membership).select_for_update()), default=0)
    view.save()


@transaction.atomic
def move(*, view: SavedView, step: str) -> bool:
    """One place up or down; whether there was a place to go to. The others follow on, whatever their places were."""
    order = list(mine(view.membership).select_for_update())
    at = order.index(view)
    to = at + STEPS[step]
    if not 0 <= to < len(order):
        return False
    order.insert(to, order.pop(at))
    for position, each in enumerate(order, 1):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    return True


@transaction.atomic
def start_with(*, view: SavedView, wanted: bool) -> None:
    """This one and no other is where one begins after logging in; or none is."""
    mine(view.membership).filter(is_start=True).exclude(pk=view.pk).update(is_start=False)
    view.is_start = wanted
    view.save(update_fields=["is_start"])


def to_start_with(membership: Membership) -> str:
    """The sentence to begin with, as an address; empty when there is none."""
    return mine(membership).filter(is_start=True).values_list("query", flat=True).first() or ""
