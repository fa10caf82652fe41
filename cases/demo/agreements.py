"""What the register's files have no place for: sites and contacts of hirers, contracts, begeleid werken, loonwaarde and
adaptations. Made after the import, for what runs on the last day; from a seed of its own, so that the register stays
the same without it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import cast

from cases.demo import names
from cases.models import (
    Adaptation,
    AdaptationKind,
    Contract,
    ContractHours,
    ContractKind,
    Employment,
    Hirer,
    HirerContact,
    HirerSite,
    HoursRule,
    Loonwaarde,
    Placement,
    SupportedContract,
    Terms,
)
from municipalities.asker import asked_by
from municipalities.models import Membership, OrganisationKind, User

FUNCTIONS = ("bedrijfsleider", "chef werkplaats", "personeelszaken", "ploegbaas", "eigenaar")
STREETS = ("Verzonnenstraat", "Proefweg", "Luchtkade", "Denkbeeldlaan", "Schijnplein")
ADAPTED = {
    AdaptationKind.TECHNISCH: ("tafel die hoger en lager kan", "zitsta-stoel aan de band", "hulp bij tillen"),
    AdaptationKind.ORGANISATORISCH: ("een taak tegelijk", "vaste werkplek, weg van de deur"),
    AdaptationKind.BEGELEIDING: ("vaste collega als vraagbaak", "weekstart met de jobcoach"),
    AdaptationKind.WERKTIJD: ("begint een half uur later", "pauze ieder uur"),
    AdaptationKind.WERKTEMPO: ("norm op 60 procent",),
}
FEES = {"GRD": (820, 1150), "IND": (950, 1550), "WOL": (850, 1250)}  # cents an hour
FLOOR = Decimal(8)  # as the parameter says
LOW_FEE = 0.04  # of the contracts lie under the floor and wait for a second person
WITHOUT_END, NEAR_END = 0.45, 0.25
ADAPTATIONS = 0.06  # of those who are placed


def agree(seed: int, day: date) -> None:
    """For everybody at once, in some fifteen statements."""
    rng = Random(seed)
    hirers = list(Hirer.objects.order_by("name"))
    _sites_and_contacts(rng, hirers)
    _contracts(rng, day)
    _supported(rng, day)
    _adaptations(rng, day)


def _sites_and_contacts(rng: Random, hirers: list[Hirer]) -> None:
    sites = HirerSite.objects.bulk_create(
        HirerSite(
            hirer=hirer, name="Hoofdvestiging", number=f"0000{nth:08}" if hirer.kvk else "", city=hirer.city,
            street=f"{rng.choice(STREETS)} {rng.randint(1, 90)}", postcode=f"{rng.randint(7400, 7699)} XX",
        )
        for nth, hirer in enumerate(hirers, start=1)
    )  # fmt: skip
    HirerContact.objects.bulk_create(
        HirerContact(
            hirer=site.hirer, site=site, name=names.invent(rng, rng.choice("mv")).full,
            function=rng.choice(FUNCTIONS), phone=f"0546 00{rng.randint(0, 9999):04}",
        )
        for site in sites
    )  # fmt: skip


def _contracts(rng: Random, day: date) -> None:
    """One for each group at a hirer, and one for each who is there alone."""
    running = Placement.objects.running_on(day).filter(form__in=FEES, hirer__isnull=False)
    found = running.select_related("hirer", "employment__employer", "employment__executor").order_by(
        "hirer__name", "pk"
    )
    together: dict[object, list[Placement]] = {}
    for placement in found:
        alone = placement.form == ContractKind.IND
        together.setdefault(placement.pk if alone else (placement.hirer_id, placement.form), []).append(placement)
    sites = {site.hirer_id: site for site in HirerSite.objects.all()}
    made = []
    for nth, members in enumerate(together.values(), start=1):
        first = members[0]
        hirer = cast(Hirer, first.hirer)
        ends_on = _end(rng, members, day)
        made.append(
            Contract(
                number=f"{first.form}-{day.year}-{nth:03}", kind=ContractKind(first.form), hirer=hirer,
                site=sites.get(hirer.pk), lender=first.employment.executor or first.employment.employer,
                function=first.function if len(members) == 1 else "", ends_on=ends_on,
                starts_on=min(each.starts_on for each in members), notice_months=rng.choice((1, 1, 2, 3)),
                foreman=len(members) > 4, signed_on=min(each.starts_on for each in members),
            )
        )  # fmt: skip
    contracts = Contract.objects.bulk_create(made)
    for contract, members in zip(contracts, together.values(), strict=True):
        for placement in members:
            placement.contract = contract
    Placement.objects.bulk_update([each for members in together.values() for each in members], ["contract"])
    consulents = Membership.objects.current().filter(role="consulent", user__is_active=True)
    by = User.objects.filter(memberships__in=consulents).earliest("pk")
    terms = [each for contract in contracts for each in _terms(rng, contract, day, by)]
    with asked_by(str(by.key)):  # terms are proposed in the own name
        Terms.objects.bulk_create(terms)


def _end(rng: Random, members: list[Placement], day: date) -> date | None:
    """None, or no earlier than the last of its people: agreed ends are those of their placements."""
    lasts = [each.ends_on for each in members]
    if None not in lasts:
        return max(last for last in lasts if last)
    point = rng.random()
    if point < WITHOUT_END:
        return None
    return day + timedelta(days=rng.randint(10, 85) if point < WITHOUT_END + NEAR_END else rng.randint(90, 700))


def _terms(rng: Random, contract: Contract, day: date, by: User) -> Iterator[Terms]:
    """As it began, and from the first of this year three percent more."""
    low, high = FEES[contract.kind]
    cents = rng.randint(low, high) if rng.random() > LOW_FEE else rng.randint(500, 780)
    rule = rng.choice((HoursRule.GEWERKT, HoursRule.GEWERKT, HoursRule.ZONDER_ZIEKTE, HoursRule.CONTRACT))
    new_year = day.replace(month=1, day=1)
    fee = Decimal(cents) / 100
    known = {"contract": contract, "hours_rule": rule, "indexation": Decimal(3), "proposed_by": by}
    if contract.starts_on < new_year and fee > FLOOR:
        before = max((fee / Decimal("1.03")).quantize(Decimal("0.01")), FLOOR)
        yield Terms(**known, fee=before, starts_on=contract.starts_on, ends_on=new_year - timedelta(days=1))
        yield Terms(**known, fee=fee, starts_on=new_year)
    else:
        yield Terms(**known, fee=fee, starts_on=contract.starts_on)


def _supported(rng: Random, day: date) -> None:
    """What is agreed with the employers of begeleid werken, and what somebody's work is worth there."""
    jobs = Employment.objects.running_on(day).filter(kind="begeleid_werken").select_related("employer", "executor")
    named = {hirer.name: hirer for hirer in Hirer.objects.all()}
    hours = {row.employment_id: row for row in _hours(day)}
    contracts, worth = [], []
    for job in jobs.order_by("pk"):
        hirer = named.get(job.employer.name)
        if hirer is None:
            hirer = named[job.employer.name] = Hirer.objects.create(name=job.employer.name)
        guide = job.executor if job.executor and job.executor.kind == OrganisationKind.BEGELEIDINGSORGANISATIE else None
        week = hours[job.pk].hours if job.pk in hours else Decimal(24)
        contracts.append(
            SupportedContract(
                employee_id=job.employee_id, hirer=hirer, starts_on=job.starts_on, ends_on=job.ends_on, hours=week,
                subsidy=Decimal(rng.randint(30, 65)), support=guide, return_guarantee=rng.random() < 0.9,
                choices_offered=rng.choice((1, 2, 2, 3)) if guide else None,
            )
        )  # fmt: skip
        measured = max(job.starts_on, day - timedelta(days=rng.randint(60, 700)))
        worth.append(
            Loonwaarde(
                employee_id=job.employee_id, measured_on=measured, percentage=Decimal(rng.randint(30, 70)),
                method="Dariuz (fictief)", measured_by="Loonwaarde Voorbeeld (fictief)",
                valid_until=measured + timedelta(days=1095),
            )
        )  # fmt: skip
    SupportedContract.objects.bulk_create(contracts)
    Loonwaarde.objects.bulk_create(worth)


def _hours(day: date) -> list[ContractHours]:
    return list(ContractHours.objects.running_on(day).filter(employment__kind="begeleid_werken"))


def _adaptations(rng: Random, day: date) -> None:
    placed = Placement.objects.running_on(day).order_by("employee_id").values_list("employee_id", flat=True).distinct()
    made = []
    for person in placed:
        if rng.random() < ADAPTATIONS:
            kind = rng.choice(list(ADAPTED))
            agreed = day - timedelta(days=rng.randint(20, 1500))
            made.append(
                Adaptation(
                    employee_id=person, kind=kind, what=rng.choice(ADAPTED[kind]), agreed_on=agreed,
                    delivered_on=agreed + timedelta(days=14) if rng.random() < 0.9 else None,
                    cost=Decimal(rng.randint(50, 1800)) if kind == AdaptationKind.TECHNISCH else None,
                    payer="uitvoerder" if kind == AdaptationKind.TECHNISCH else "",
                )
            )  # fmt: skip
    Adaptation.objects.bulk_create(made)
