"""Two hirers that are the same company become one, and two again.

The second points to the first (`merged_into`); its contracts and placements stay where they are. So nobody writes in a
dossier of another municipality, earlier reports say what they said, and taking apart is one change. We left moving all
rows: it needs a right that nobody has, and cannot be undone once something was added.
"""

from django.db import transaction

from cases.models import Hirer


class NotAllowed(Exception):
    """This cannot be done; the text says why, in Dutch."""


@transaction.atomic
def merge(*, into: Hirer, other: Hirer) -> None:
    """`other` is `into` from now on, with what was merged into it before. IntegrityError when one changed since.

    NotAllowed when one of them is part of another company already.
    """
    for each in (into, other):
        if each.merged_into_id:
            raise NotAllowed(f"{each} is al samengevoegd met {each.merged_into}.")
    if into == other:
        raise NotAllowed("Kies een andere inlener.")
    for former in [other, *other.merged.all()]:
        former.merged_into = into
        former.save(update_fields=["merged_into"])


@transaction.atomic
def take_apart(*, hirer: Hirer) -> None:
    """It is a company of its own again. NotAllowed when it is already."""
    if hirer.merged_into_id is None:
        raise NotAllowed("Deze inlener staat al op zichzelf.")
    hirer.merged_into = None
    hirer.save(update_fields=["merged_into"])
