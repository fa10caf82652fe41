"""Looking along as somebody else begins and stops."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.access import WATCHES
from municipalities.actions import NotAllowed
from municipalities.models import Acting, Membership, User

AT_MOST = timedelta(minutes=30)


@transaction.atomic
def begin(*, administrator: User, membership: Membership, reason: str) -> Acting:
    """Look along as `membership` for half an hour. NotAllowed for who watches over the portal, and for oneself."""
    user = User.objects.select_for_update().get(pk=membership.user_id)
    roles = set(Membership.objects.current().filter(user=user).values_list("role", flat=True))
    if user == administrator:
        raise NotAllowed("U kunt niet meekijken als uzelf.")
    if not user.is_active or not membership.is_running:
        raise NotAllowed("Deze rol loopt vandaag niet.")
    if roles & WATCHES:
        raise NotAllowed("Als een beheerder of privacy officer kijkt niemand mee.")
    now = timezone.now()
    return Acting.objects.create(
        administrator=administrator, membership=membership, reason=reason, starts_at=now, ends_at=now + AT_MOST
    )


def stop(*, acting: Acting) -> None:
    """Stop looking along; nothing when it stopped before."""
    Acting.objects.filter(pk=acting.pk, stopped_at=None).update(stopped_at=timezone.now())
