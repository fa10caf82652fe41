"""Contracts with hirers: drawn up, changed by a next version, extended or ended. Who works under one follows.

Only placements that the asker may see follow. A colleague of another municipality sees in the dossier that the
contract ends earlier than the placement, and ends or moves it there.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cases import invoicing
from cases.models import Contract, FeeUnit, Hirer, Parameter, Placement, Terms
from cases.work_lock import hold_work
from municipalities.models import Membership, User, today

FLOOR = "fee_floor_per_hour"
ENDED = "contract afgelopen"


class NotAllowed(Exception):
    """This cannot be done now; the text says why, in Dutch."""


def floor_of(unit: str, day: date) -> Decimal | None:
    """The lowest fee that does not distort competition (Wsw art. 5), where there is one for this unit."""
    found = Parameter.objects.filter(name=FLOOR).running_on(day).first() if unit == FeeUnit.UUR else None
    return found.value if found else None


@transaction.atomic
def draw_up(*, by: User, terms: dict[str, Any], **values: Any) -> Contract:
    """A contract with its first terms."""
    contract = Contract.objects.create(**values)
    _terms(contract, contract.starts_on, by, terms)
    return contract


@transaction.atomic
def change_terms(
    *, contract: Contract, starts_on: date, by: User, terms: dict[str, Any], after: Terms | None = None
) -> Terms:
    """Other terms from `starts_on`; those before end the day before (R54). NotAllowed on or before their first day.

    `after` is what somebody saw as the last terms: IntegrityError when others followed since.
    """
    before = after or contract.terms.select_for_update().order_by("-starts_on").first()
    if before and starts_on <= before.starts_on:
        raise NotAllowed(f"De vorige voorwaarden beginnen zelf op {before.starts_on:%d-%m-%Y}. Kies een latere dag.")
    if before:
        before.ends_on = starts_on - timedelta(days=1)
        before.save(update_fields=["ends_on"])
    return _terms(contract, starts_on, by, terms)


def _terms(contract: Contract, starts_on: date, by: User, values: dict[str, Any]) -> Terms:
    made = Terms.objects.create(contract=contract, starts_on=starts_on, proposed_by=by, **values)
    made.refresh_from_db(fields=["floor"])
    return made


def index(*, contract: Contract, percentage: Decimal, starts_on: date, by: User, after: Terms | None = None) -> Terms:
    """The same terms with a fee that is so many percent more (R54). NotAllowed without terms to index."""
    last = after or contract.terms.order_by("-starts_on").first()
    if last is None:
        raise NotAllowed("Dit contract heeft nog geen voorwaarden.")
    kept = {"unit": last.unit, "hours_rule": last.hours_rule, "indexation": last.indexation}
    terms = kept | {"fee": invoicing.indexed(last.fee, percentage)}
    return change_terms(contract=contract, starts_on=starts_on, by=by, terms=terms, after=last)


@transaction.atomic
def release(*, terms: Terms, by: User) -> None:
    """A second person lets a fee under the floor through (R57). NotAllowed for who proposed it, or a second time."""
    terms = Terms.objects.select_for_update(of=("self",)).get(pk=terms.pk)
    if not terms.waits:
        raise NotAllowed("Deze vergoeding wacht niet (meer) op een tweede persoon.")
    if terms.proposed_by_id == by.pk:
        raise NotAllowed("U heeft deze vergoeding zelf voorgesteld. Vraag een tweede persoon.")
    terms.released_by, terms.released_on = by, today()
    terms.save(update_fields=["released_by", "released_on"])


def under(contract: Contract, membership: Membership) -> Any:
    """The placements under it, over or not, of people the asker may see."""
    visible = Placement.objects.visible_to(membership).filter(contract=contract)
    return visible.select_related("employee", "hirer").order_by("employee__sort_name", "starts_on")


def would_end(contract: Contract, on: date, membership: Membership) -> list[Placement]:
    """The placements that run past `on`, the contract's new last day: from then on these hours are without work."""
    return list(under(contract, membership).filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on))


def would_last(contract: Contract, membership: Membership) -> list[Placement]:
    """The placements that end with the contract, and would be extended with it."""
    if contract.ends_on is None:
        return []
    return list(under(contract, membership).filter(ends_on=contract.ends_on))


def would_follow(contract: Contract, on: date | None, membership: Membership) -> list[Placement]:
    """The placements that change with the contract's last day, when it becomes `on`."""
    if on and _is_shorter(contract, on):
        return would_end(contract, on, membership)
    return would_last(contract, membership)


def _is_shorter(contract: Contract, on: date) -> bool:
    return contract.ends_on is None or on < contract.ends_on


def hold(contract: Contract, people: Collection[int] | QuerySet[Any, Any]) -> Contract:
    """The turn of these people's work, and then of the contract, until the transaction ends; the contract as it is now.

    Who looks beforehand at what `set_end` or `put_under` brings asks it before that is undone (decision 0017). `people`
    are all whose work the act may hold: who asks for more work later, with the contract in hand, asks the wrong way
    round.
    """
    hold_work(people)
    return Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract.pk)


@transaction.atomic
def set_end(*, contract: Contract, on: date | None, membership: Membership) -> list[Placement]:
    """The contract runs until `on`, or on and on: what runs longer ends with it, what ended with it lasts as long.

    NotAllowed before its first day. Gives the placements that changed. From the day after they are without work (R44).
    """
    contract = hold(contract, under(contract, membership).values("employee"))
    if on and on < contract.starts_on:
        raise NotAllowed(f"De laatste dag ligt voor de eerste ({contract.starts_on:%d-%m-%Y}).")
    followers = would_follow(contract, on, membership)
    if on and _is_shorter(contract, on):
        _end_with(followers, on)
    else:
        _last_with(followers, on)
    contract.ends_on = on
    contract.save(update_fields=["ends_on"])
    return followers


def _end_with(placements: Iterable[Placement], on: date) -> None:
    for placement in placements:
        placement.ends_on, placement.end_reason = on, ENDED
        placement.save(update_fields=["ends_on", "end_reason"])


def _last_with(placements: Iterable[Placement], until: date | None) -> None:
    """As long as the employment lasts, at most (R38)."""
    for placement in placements:
        last = placement.employment.ends_on
        placement.ends_on = min((day for day in (until, last) if day), default=None)
        placement.end_reason = ""
        placement.save(update_fields=["ends_on", "end_reason"])


@transaction.atomic
def put_under(*, contract: Contract, placements: Iterable[Placement]) -> None:
    """These placements are under the contract, and end with it at the latest: as it ends by now."""
    placements = list(placements)
    contract = hold(contract, [each.employee_id for each in placements])
    for placement in placements:
        placement.contract = contract
        if contract.ends_on and (placement.ends_on is None or placement.ends_on > contract.ends_on):
            placement.ends_on, placement.end_reason = contract.ends_on, ENDED
        placement.save(update_fields=["contract", "ends_on", "end_reason"])


def without_contract(contract: Contract, membership: Membership) -> Any:
    """Running placements with this hirer that are under no contract yet, of people the asker may see."""
    kinds = {"WOL": ["WOL"], "GRD": ["GRD"], "IND": ["IND"]}[contract.kind]
    found = Placement.objects.visible_to(membership).filter(contract=None, form__in=kinds)
    company = contract.hirer.merged_into or contract.hirer
    found = found.filter(hirer__in=Hirer.objects.same_as(company))
    last = contract.ends_on
    overlapping = found.filter(Q(ends_on=None) | Q(ends_on__gte=contract.starts_on))
    overlapping = overlapping.filter(starts_on__lte=last) if last else overlapping
    return overlapping.filter(Q(ends_on=None) | Q(ends_on__gte=today())).select_related("employee", "hirer")
