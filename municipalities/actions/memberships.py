"""Roles are asked for and granted by two people, are confirmed each year, and end. None of them is rewritten."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from municipalities.access import Permission
from municipalities.actions import NotAllowed
from municipalities.models import WARNED_FOR, Membership, MembershipReview, RoleRequest, User, today

YEAR = timedelta(days=365)
NIGHT = timedelta(days=1)


@transaction.atomic
def ask(*, user: User, by: User, **values: Any) -> RoleRequest:
    """Ask a role for `user`. NotAllowed when they have it then already, or it was asked, and for oneself."""
    if user.pk == by.pk:  # who keeps the accounts would open the dossiers with it
        raise NotAllowed("Uw eigen rol vraagt een andere beheerder aan.")
    User.objects.select_for_update().get(pk=user.pk)  # two administrators at once: the second one sees the first
    new = RoleRequest(user=user, asked_by=by, **values)
    _refuse_a_second(new)
    same = {"role": new.role, "municipality": new.municipality, "organisation": new.organisation}
    if RoleRequest.objects.filter(user=user, confirmed_on=None, **same).exists():
        raise NotAllowed("Deze rol is al gevraagd. Een tweede persoon bevestigt haar.")
    new.save()
    return new


@transaction.atomic
def grant(*, asked: RoleRequest, by: User) -> Membership:
    """Confirm a role that another asked for: from here on, or from its first day, it runs.

    NotAllowed for who asked and whose role it is, a second time, and when its days are over.
    """
    found = RoleRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=asked.pk)
    if by.pk in {found.asked_by_id, found.user_id}:
        raise NotAllowed("Een tweede persoon bevestigt deze rol: niet wie haar vroeg, en niet wie haar krijgt.")
    if found.confirmed_on:
        raise NotAllowed("Deze rol is al bevestigd.")
    if found.ends_on and found.ends_on < today():
        raise NotAllowed(f"Deze rol zou al voorbij zijn, op {found.ends_on:%d-%m-%Y}. Weiger haar.")
    found.starts_on = max(found.starts_on, today())  # nobody had it before it was confirmed
    _refuse_a_second(found)
    found.confirmed_by, found.confirmed_on = by, today()
    found.save(update_fields=["confirmed_by", "confirmed_on"])
    return Membership.objects.create(
        user=found.user, role=found.role, municipality_id=found.municipality_id,
        organisation_id=found.organisation_id, starts_on=found.starts_on, ends_on=found.ends_on,
    )  # fmt: skip


@transaction.atomic
def refuse(*, asked: RoleRequest) -> None:
    """Take a request that waits off the list; its history stays. NotAllowed when it was granted."""
    if not RoleRequest.objects.filter(pk=asked.pk, confirmed_on=None).delete()[0]:
        raise NotAllowed("Deze rol is al bevestigd.")


def _refuse_a_second(new: RoleRequest) -> None:
    same = Membership.objects.filter(
        user=new.user, role=new.role, municipality=new.municipality, organisation=new.organisation
    ).exclude(ends_on__lt=new.starts_on)
    if new.ends_on:
        same = same.exclude(starts_on__gt=new.ends_on)
    if same.exists():
        raise NotAllowed("Deze gebruiker heeft deze rol al in die periode.")


@transaction.atomic
def end(*, membership: Membership, on: date) -> None:
    """End a membership; its last day `on` still counts. NotAllowed when it ended already, or nobody else may manage.

    IntegrityError when somebody changed it since `membership` was read.
    """
    managers = list(Membership.objects.that_may(Permission.ACCOUNT_MANAGE).select_for_update())
    found = Membership.objects.select_for_update().get(pk=membership.pk)
    if found.ends_on and found.ends_on <= min(on, today()):
        raise NotAllowed(f"Deze rol is al geëindigd, op {found.ends_on:%d-%m-%Y}.")
    if found in managers and not keeps_an_administrator(without=User(pk=found.user_id), on=on + NIGHT):
        raise NotAllowed("Dit is de laatste functioneel beheerder. Geef eerst iemand anders deze rol.")
    found.ends_on = membership.ends_on = on
    found.recorded_at = membership.recorded_at  # as it was shown
    found.save(update_fields=["ends_on"])


def keeps_an_administrator(*, without: User, on: date) -> bool:
    """Whether somebody else than `without` can manage accounts on a day and after: no portal without a key."""
    others = Membership.objects.that_may(Permission.ACCOUNT_MANAGE).exclude(user=without.pk)
    return others.filter(user__is_active=True, starts_on__lte=max(on, today()), ends_on=None).exists()


@transaction.atomic
def confirm(*, review: MembershipReview, by: User, on: date) -> None:
    """Answer that the role is still needed. NotAllowed for one's own, or when it was answered or lapsed."""
    found = MembershipReview.objects.select_for_update(of=("self",)).select_related("membership").get(pk=review.pk)
    if found.membership.user_id == by.pk:
        raise NotAllowed("Uw eigen rol bevestigt een ander.")
    if found.confirmed_on or not found.membership.is_running:
        raise NotAllowed("Deze vraag is al beantwoord.")
    found.confirmed_on, found.confirmed_by = on, by
    found.save(update_fields=["confirmed_on", "confirmed_by"])


@transaction.atomic
def ask_for_confirmation(day: date) -> int:
    """Ask about each membership that nobody gave or confirmed in the year before `day`; how many questions.

    Whoever gives a role confirms it with that.
    """
    seen = MembershipReview.objects.filter(membership=OuterRef("pk"))
    answered = seen.filter(confirmed_on__gt=day - YEAR)
    due = (
        Membership.objects.running_on(day)
        .filter(recorded_at__date__lte=day - YEAR)
        .exclude(Exists(answered))
        .exclude(Exists(seen.filter(confirmed_on=None)))
    )
    return len(MembershipReview.objects.bulk_create(MembershipReview(membership=each, asked_on=day) for each in due))


@transaction.atomic
def lapse(day: date) -> list[Membership]:
    """End what nobody confirmed in the fourteen days after the question; gives what ended.

    The last one who can manage accounts stays, and the question with them.
    """
    open_reviews = MembershipReview.objects.filter(confirmed_on=None, asked_on__lt=day - WARNED_FOR)
    overdue = Membership.objects.running_on(day).filter(reviews__in=open_reviews).select_related("user")
    lapsed = []
    for membership in overdue:
        try:
            end(membership=membership, on=max(day - NIGHT, membership.starts_on))
        except NotAllowed:
            continue
        lapsed.append(membership)
    return lapsed
