"""One's own filter sentences: kept, put in order, and one of them to begin with.

Somebody with two windows may do two of these at once. Each asks its turn first, for the role and not for the rows: who
has none yet has nothing to lock, and rows that were sorted before the wait stand in the order of before it.
"""

from django.db import connection, transaction
from django.db.models import QuerySet

from cases.models import SavedView
from municipalities.models import Membership

STEPS = {"omhoog": -1, "omlaag": 1}


def mine(membership: Membership) -> QuerySet[SavedView]:
    return SavedView.objects.filter(membership=membership)


@transaction.atomic
def keep(*, view: SavedView) -> None:
    """After those that are there. IntegrityError when one has that name already."""
    _turn(view)
    view.position = 1 + max((each.position for each in mine(view.membership)), default=0)
    view.save()


@transaction.atomic
def drop(*, view: SavedView) -> None:
    _turn(view)
    view.delete()


@transaction.atomic
def move(*, view: SavedView, step: str) -> bool:
    """One place up or down; whether there was a place to go to. The others follow on, whatever their places were."""
    _turn(view)
    order = list(mine(view.membership))
    at = order.index(view) if view in order else None
    if at is None or not 0 <= at + STEPS[step] < len(order):
        return False
    order.insert(at + STEPS[step], order.pop(at))
    for position, each in enumerate(order, 1):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    return True


@transaction.atomic
def start_with(*, view: SavedView, wanted: bool) -> None:
    """This one and no other is where one begins after logging in; or none is."""
    _turn(view)
    mine(view.membership).filter(is_start=True).exclude(pk=view.pk).update(is_start=False)
    mine(view.membership).filter(pk=view.pk).update(is_start=wanted)  # one that is gone since is nobody's start


def _turn(view: SavedView) -> None:
    """Until the transaction ends nobody else changes the views of this role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('saved_views'), %s)", [view.membership_id])


def to_start_with(membership: Membership) -> str:
    """The sentence to begin with, as an address; empty when there is none."""
    return mine(membership).filter(is_start=True).values_list("query", flat=True).first() or ""
