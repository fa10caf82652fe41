"""Keeping a dossier at hand, in one role."""

from django.db import transaction

from cases.models import Pin, WswEmployee
from municipalities.models import Membership, today

MOST = 20


@transaction.atomic
def toggle(*, person: WswEmployee, membership: Membership) -> bool:
    """Pin the dossier, or let it go; the oldest makes way for the twenty-first. Whether it is pinned now."""
    mine = Pin.objects.filter(membership=membership)
    gone, _ = mine.filter(employee=person).delete()
    if gone:
        return False
    # Pressed in two windows at once the second finds the pin of the first.
    Pin.objects.get_or_create(membership=membership, employee=person, defaults={"pinned_on": today()})
    mine.filter(pk__in=mine.order_by("-pk").values("pk")[MOST:]).delete()
    return True
