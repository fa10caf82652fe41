"""Q28 for contracts, their terms and a transfer: who comes second is told what changed, and nothing is overwritten."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cases.actions import contracts
from cases.models import Contract, ContractHours, Placement, Terms, Transfer, WswEmployee
from municipalities.models import Organisation, User, today
from municipalities.versioned import is_stale
from tests import people
from tests.opened import fields, opened, send, text
from tests.people import day

TODAY = today()
TERMS = {"fee": "14,00", "unit": "uur", "hours_rule": "gewerkt", "indexation": "", "starts_on": "2027-01-01"}


@pytest.fixture
def contract(truus: WswEmployee) -> Contract:
    """Truus works under it; her hirer has no other."""
    made = people.make_contract("Bedacht BV", kind="GRD", since=day("01-01-2020"))
    truus.employments.get().placements.update(form="GRD", hirer=made.hirer, contract=made)
    return made


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def colleagues_terms(contract: Contract, bram: User) -> None:
    """Bea made other terms from next month on, while Bram had the form open."""
    with people.signing(bram):
        contracts.change_terms(
            contract=contract, starts_on=day("01-12-2026"), by=bram,
            terms={"fee": Decimal("13.00"), "unit": "uur", "hours_rule": "contract", "indexation": None},
        )  # fmt: skip
    people.meanwhile()


def test_terms_made_meanwhile_stand_beside_what_was_typed(as_bram: Client, bram: User, contract: Contract) -> None:
    url = reverse("contract_terms", args=[contract.key])
    sent = opened(as_bram, url) | TERMS
    colleagues_terms(contract, bram)
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "Vergoeding U had getypt: 14 Nu staat er: 13" in text(refused)
    assert (
        "Wat wij factureren U had getypt: gewerkte uren, dus niet bij ziekte of verlof "
        "Nu staat er: contracturen, ook bij ziekte"
    ) in text(refused)
    assert contract.terms.count() == 2
    again = fields(refused.content.decode())
    assert again["fee"] == "14,00"
    assert send(as_bram, url, again | {"keuze_hours_rule": "hun"}).status_code == 302
    told = list(contract.terms.order_by("starts_on").values_list("fee", "hours_rule", "ends_on"))
    assert told == [
        (Decimal("12.50"), "gewerkt", day("30-11-2026")),
        (Decimal("13.00"), "contract", day("31-12-2026")),
        (Decimal("14.00"), "contract", None),
    ]


def test_an_index_does_not_rise_over_what_it_did_not_show(as_bram: Client, bram: User, contract: Contract) -> None:
    url = reverse("contract_index", args=[contract.key])
    sent = opened(as_bram, url) | {"percentage": "3", "starts_on": "2027-01-01"}
    colleagues_terms(contract, bram)
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "Nieuw: voorwaarden 13,00 euro per uur." in text(refused)
    assert send(as_bram, url, fields(refused.content.decode())).status_code == 302
    assert contract.terms.order_by("starts_on").last().fee == Decimal("13.39")  # 13.00 and 3 %


def test_between_the_look_and_the_save_the_database_refuses(bram: User, contract: Contract) -> None:
    """`after` is the terms as they were read; others followed since."""
    seen = contract.terms.get()
    people.meanwhile()
    colleagues_terms(contract, bram)
    with pytest.raises(IntegrityError) as refusal:
        contracts.change_terms(
            contract=contract, starts_on=day("01-01-2027"), by=bram, after=seen,
            terms={"fee": Decimal("14.00"), "unit": "uur", "hours_rule": "gewerkt", "indexation": None},
        )  # fmt: skip
    assert is_stale(refusal.value)


def test_the_end_of_a_contract_knows_who_worked_under_it(as_bram: Client, contract: Contract) -> None:
    url = reverse("contract_end", args=[contract.key])
    sent = opened(as_bram, url) | {"on": TODAY.isoformat()}
    Placement.objects.update(ends_on=TODAY + timedelta(days=9))
    people.meanwhile()
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert f"laatste werkdag was leeg, is {TODAY + timedelta(days=9):%d-%m-%Y}." in text(refused)
    contract.refresh_from_db()
    assert contract.ends_on is None
    assert send(as_bram, url, fields(refused.content.decode())).status_code == 302


def test_the_contract_itself(as_bram: Client, contract: Contract) -> None:
    url = reverse("contract_edit", args=[contract.key])
    sent = opened(as_bram, url) | {"function": "inpakken"}
    Contract.objects.update(function="sorteren")
    people.meanwhile()
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "Functie U had getypt: inpakken Nu staat er: sorteren" in text(refused)


def test_people_under_a_contract(as_bram: Client, contract: Contract) -> None:
    Placement.objects.update(contract=None)
    placement = Placement.objects.get()
    url = reverse("contract_people", args=[contract.key])
    sent: dict[str, Any] = opened(as_bram, url) | {"placements": [str(placement.pk)]}
    Placement.objects.update(function="sorteren")
    people.meanwhile()
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "functie was leeg, is sorteren." in text(refused)
    placement.refresh_from_db()
    assert placement.contract is None


def over(foundation: Organisation) -> dict[str, Any]:
    return {"per": "2027-01-01", "van": "", "uitvoering": "", "werkgever": foundation.pk, "uitvoerder": ""}


def test_a_transfer_does_what_was_shown(as_bram: Client, truus: WswEmployee) -> None:
    foundation = people.make_organisation("Stichting Fictief")
    job = truus.employments.get()
    url = reverse("transfer_new")
    page = as_bram.get(url, over(foundation)).content.decode()
    sent: dict[str, Any] = fields(page) | {"wie": [str(job.pk)]}
    assert sent["versie"]
    people.meanwhile()
    Placement.objects.update(hours=20)
    ContractHours.objects.update(hours=20)
    people.meanwhile()
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "uren per week was 36, is 20." in text(refused)
    assert not Transfer.objects.exists()
    again: dict[str, Any] = fields(refused.content.decode()) | {"wie": [str(job.pk)]}
    assert send(as_bram, url, again).status_code == 302
    assert Terms.objects.count() == 0
    assert Transfer.objects.get().people == 1
