"""What begeleid werken asks (Wsw art. 7): an employer of its own, no more than one full week, a choice of support."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from cases import dutch
from cases.dossier import Agreed
from cases.indications import Asked, may_give_notice
from cases.models import ContractHours, EmploymentKind, Hirer, Parameter, SupportedContract, WswEmployee
from cases.models.privacy import months_after

OWN_CHOICE_AFTER = 6  # months without a result: Besluit art. 8
CHOICES = 2  # organisations to choose from: Besluit art. 8
NOT_SUPPORTED = (
    "Dit is geen begeleid werken: deze werkgever is van ons, of voor de helft of meer in onze hand. "
    "Kies individuele detachering."
)


def controlled(hirer: Hirer | None) -> str:
    """Why an employer cannot be one of begeleid werken (R39), or nothing."""
    return NOT_SUPPORTED if hirer and hirer.controlled else ""


def too_many_hours(employee: WswEmployee, day: date, hours: Decimal) -> str:
    """Why so many hours of begeleid werken do not fit beside the dienstbetrekking of that day (R40), or nothing."""
    beside = ContractHours.objects.filter(employment__employee=employee).running_on(day)
    of_art_2 = beside.filter(employment__kind__in=[EmploymentKind.WSW_OUD, EmploymentKind.NWSW])
    already = of_art_2.aggregate(total=Sum("hours"))["total"] or Decimal(0)
    week = Parameter.objects.filter(name="norm_hours_cao_sw").running_on(day).get().value
    if not already or already + hours <= week:
        return ""
    return (
        f"Op {dutch.day(day)} loopt nog een dienstverband van {dutch.hours(already)} uur. Samen is dat meer dan een "
        f"volle week van {dutch.hours(week)} uur. Beëindig het dienstverband eerst, of verminder de uren."
    )


def subsidy_stops(decision: Asked, day: date) -> bool:
    """Whether the subsidy has stopped by `day` (Wsw art. 7; R60).

    A final decision that somebody is no longer in the group is not enough: something else must be there, or have been
    missed or refused by their own doing. How the running month is paid is the municipality's choice.
    """
    return may_give_notice(decision, day)


def warnings(contract: SupportedContract | Agreed, day: date) -> Iterator[str]:
    """What the law asks and is not recorded, as seen on `day` (R43). No refusals: somebody may be underway."""
    if contract.support and (contract.choices_offered or 0) < CHOICES:
        yield (
            "Bij begeleiding door een ander kiest de medewerker uit minstens twee organisaties. "
            "Leg vast hoeveel het er waren."
        )
    if contract.support_asked_on:
        until = months_after(contract.support_asked_on, OWN_CHOICE_AFTER)
        if contract.starts_on > until and day > until:
            yield (
                f"Sinds {dutch.day(until)} mag de medewerker zelf een begeleidingsorganisatie kiezen: "
                "zes maanden na de vraag was er nog geen plek."
            )
    if not contract.return_guarantee:
        yield "Nog niet vastgelegd: de terugkeergarantie is besproken."
