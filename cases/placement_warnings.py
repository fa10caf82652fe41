"""What to know before a placement is saved: what its contract does to it, and what begeleid werken asks.

Sentences, no refusals: what cannot be, the form refuses at its field.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cases import dutch
from cases.forms import contracts_of
from cases.models import Contract, Employment, EmploymentKind, PlacementForm, SupportedContract, WswEmployee
from cases.models.contract import WARNED
from cases.supported_rules import controlled, too_many_hours, warnings


def said(employee: WswEmployee, values: Mapping[str, Any], today: date) -> list[str]:
    """What is to be said of a placement filled in so far; `values` as the form cleaned them."""
    if values.get("form") == PlacementForm.BW:
        return list(_supported(employee, values, today))
    if contract := values.get("contract"):
        return list(_under(contract, today))
    return list(_without(values, today))


def _under(contract: Contract, today: date) -> Iterator[str]:
    """R44: without a next contract there is no work from the day after."""
    if contract.ends_on is None:
        yield f"Zij valt onder contract {contract.number}."
        return
    yield f"Zij valt onder contract {contract.number} en eindigt met dat contract, op {dutch.day(contract.ends_on)}."
    if contract.ends_on - today <= WARNED:
        yield "Dat is binnen 90 dagen. Verleng het contract, of zoek alvast ander werk."


def _without(values: Mapping[str, Any], today: date) -> Iterator[str]:
    hirer = values.get("hirer")
    offered = list(contracts_of(hirer.name, values.get("form", ""), today)) if hirer else []
    if offered:
        known = dutch.count(len(offered), "contract", "contracten")
        yield f"{hirer} heeft {known} voor deze werkvorm. U koos er geen."


def _supported(employee: WswEmployee, values: Mapping[str, Any], today: date) -> Iterator[str]:
    """R39, R40 and R43."""
    hirer, first, hours = (values.get(name) for name in ("hirer", "starts_on", "hours"))
    if not_bw := controlled(hirer):
        yield not_bw
    if first and hours is not None and _is_dienstbetrekking(values.get("employment")):
        too_many = too_many_hours(employee, first, hours)
        yield from [too_many] if too_many else []
    found = SupportedContract.objects.filter(employee=employee, hirer=hirer).running_on(first) if first else None
    agreed = found.first() if found is not None and hirer else None
    if agreed:
        yield from warnings(agreed, today)
    elif hirer:
        yield f"Er is op die dag geen begeleid-werkencontract met {hirer}. Leg het ook vast in het dossier."


def _is_dienstbetrekking(employment: Employment | None) -> bool:
    """Wsw art. 2: with us, not with a regular employer."""
    return employment is not None and employment.kind != EmploymentKind.BEGELEID_WERKEN
