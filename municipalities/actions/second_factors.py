"""A new second factor for who lost the old one: two people, neither of them its owner."""

from django.db import transaction

from municipalities import accounts, second_factor
from municipalities.actions import NotAllowed
from municipalities.models import SecondFactorReset, User, today


@transaction.atomic
def ask(*, user: User, by: User) -> SecondFactorReset:
    """Ask that the second factor of `user` is forgotten. NotAllowed for one's own, without one, or twice."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise NotAllowed("Voor uzelf vraagt een andere beheerder dit aan.")
    if not second_factor.factors_of(user):
        raise NotAllowed("Dit account heeft geen tweede stap.")
    if SecondFactorReset.objects.filter(user=user, allowed_on=None).exists():
        raise NotAllowed("Dit is al gevraagd. Een tweede persoon staat het toe.")
    return SecondFactorReset.objects.create(user=user, asked_by=by)


@transaction.atomic
def allow(*, reset: SecondFactorReset, by: User) -> None:
    """Forget the second factor and end all sessions. NotAllowed for who asked, for its owner, and for a second time."""
    found = SecondFactorReset.objects.select_for_update(of=("self",)).select_related("user").get(pk=reset.pk)
    if by.pk in {found.asked_by_id, found.user_id}:
        raise NotAllowed("Een tweede persoon staat dit toe: niet wie het vroeg, en niet de eigenaar.")
    if found.allowed_on:
        raise NotAllowed("Dit is al toegestaan.")
    found.allowed_by, found.allowed_on = by, today()
    found.save(update_fields=["allowed_by", "allowed_on"])
    second_factor.forget(found.user)
    accounts.second_factor_changed(found.user, "Uw tweede stap is gewist. U kiest een nieuwe als u weer inlogt.")
