"""A placement chooses the contract it belongs to; what contract and begeleid werken ask is said before it is saved."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Contract, Hirer, Placement, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import source
from tests.people import day

TODAY = today()
DAY = timedelta(days=1)


@pytest.fixture
def contract(truus: WswEmployee) -> Contract:
    """To lend somebody to Bedacht BV, for 200 days from today."""
    return people.make_contract(
        "Bedacht BV", kind="IND", since=day("01-01-2020"), until=TODAY + 200 * DAY, number="C-2020-7"
    )


@pytest.fixture
def as_anouk(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def new(person: WswEmployee) -> str:
    return reverse("placement_new", args=[person.key])


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    former = Placement.objects.get(employee=person)
    data = {"form": "IND", "hirer": "Bedacht BV", "hours": "24", "starts_on": TODAY.isoformat(), "replaces": former.pk}
    return data | {"employment": person.employments.get().pk} | changed


def preview(client: Client, person: WswEmployee, **changed: Any) -> str:
    answer = client.get(new(person), filled(person, **changed))
    assert answer.status_code == 200
    return source(answer)


def test_the_only_contract_is_chosen_while_one_fills_in(
    as_anouk: Client, truus: WswEmployee, contract: Contract
) -> None:
    page = preview(as_anouk, truus)
    assert f'<option value="{contract.pk}" selected>C-2020-7, vanaf 01-01-2020, t/m' in page
    assert f"Zij valt onder contract C-2020-7 en eindigt met dat contract, op {contract.ends_on:%d-%m-%Y}." in page


def test_r44_it_ends_with_its_contract_and_what_comes_then_is_said(
    as_anouk: Client, truus: WswEmployee, contract: Contract
) -> None:
    after = TODAY + 201 * DAY
    assert f"Vanaf {after:%d-%m-%Y} is 36 van de 36 uur zonder werk." in preview(as_anouk, truus)
    assert as_anouk.post(new(truus), filled(truus, contract=contract.pk)).status_code == 302
    placement = Placement.objects.get(form="IND")
    assert (placement.contract, placement.ends_on) == (contract, contract.ends_on)


@pytest.mark.parametrize(("days", "told"), [(91, False), (90, True)])
def test_r44_an_end_within_90_days_is_said(
    as_anouk: Client, truus: WswEmployee, contract: Contract, days: int, told: bool
) -> None:
    Contract.objects.update(ends_on=TODAY + days * DAY)
    assert ("Dat is binnen 90 dagen." in preview(as_anouk, truus)) is told


def test_among_more_contracts_one_chooses(as_anouk: Client, truus: WswEmployee, contract: Contract) -> None:
    people.make_contract("Bedacht BV", kind="IND", since=day("01-01-2021"))
    assert "Bedacht BV heeft 2 contracten voor deze werkvorm. U koos er geen." in preview(as_anouk, truus)
    assert "C-2020-7" in preview(as_anouk, truus, contract=contract.pk)


@pytest.mark.parametrize(("form", "hirer"), [("GRD", "Bedacht BV"), ("IND", "Elders BV")])
def test_of_another_form_or_hirer_there_is_none(
    as_anouk: Client, truus: WswEmployee, contract: Contract, form: str, hirer: str
) -> None:
    Hirer.objects.create(name="Elders BV")
    page = preview(as_anouk, truus, form=form, hirer=hirer)
    assert "C-2020-7" not in page
    refused = as_anouk.post(new(truus), filled(truus, form=form, hirer=hirer, contract=contract.pk))
    assert refused.status_code == 422
    assert "Kies een contract van deze inlener en werkvorm." in source(refused)


def test_without_a_contract_stays_so_while_one_goes_on(
    as_anouk: Client, truus: WswEmployee, contract: Contract
) -> None:
    page = preview(as_anouk, truus, contract="")
    assert f'<option value="{contract.pk}">' in page
    assert "Bedacht BV heeft 1 contract voor deze werkvorm. U koos er geen." in page


def test_another_hirer_takes_the_contract_away(as_anouk: Client, truus: WswEmployee, contract: Contract) -> None:
    """Put right: Truus works under it, and it turns out to be elsewhere."""
    Hirer.objects.create(name="Elders BV")
    as_anouk.post(new(truus), filled(truus, contract=contract.pk))
    placement = Placement.objects.get(form="IND")
    url = reverse("placement_correct", args=[truus.key, placement.key])
    data = {"form": "IND", "hirer": "Elders BV", "hours": "24", "starts_on": TODAY.isoformat()}
    assert as_anouk.post(url, data).status_code == 302
    placement.refresh_from_db()
    assert (placement.hirer.name, placement.contract) == ("Elders BV", None)


def test_a_contract_is_not_needed(as_anouk: Client, truus: WswEmployee, contract: Contract) -> None:
    assert as_anouk.post(new(truus), filled(truus, contract="")).status_code == 302
    assert Placement.objects.get(form="IND").contract is None


def test_it_lasts_no_longer_and_begins_no_earlier(as_anouk: Client, truus: WswEmployee, contract: Contract) -> None:
    late = (TODAY + 201 * DAY).isoformat()
    refused = as_anouk.post(new(truus), filled(truus, contract=contract.pk, ends_on=late))
    assert refused.status_code == 422
    assert f"Het contract eindigt al op {contract.ends_on:%d-%m-%Y}" in source(refused)
    refused = as_anouk.post(new(truus), filled(truus, contract=contract.pk, starts_on="2019-12-31"))
    assert refused.status_code == 422
    assert "Dit contract geldt op 31-12-2019 niet." in source(refused)


def test_what_was_registered_without_it_is_put_right(as_anouk: Client, truus: WswEmployee, contract: Contract) -> None:
    as_anouk.post(new(truus), filled(truus, contract=""))
    placement = Placement.objects.get(form="IND")
    url = reverse("placement_correct", args=[truus.key, placement.key])
    data = {"form": "IND", "hirer": "Bedacht BV", "hours": "24", "starts_on": TODAY.isoformat()}
    assert as_anouk.post(url, data | {"contract": contract.pk}).status_code == 302
    placement.refresh_from_db()
    assert (placement.contract, placement.ends_on) == (contract, contract.ends_on)


# Begeleid werken


def test_r39_not_with_a_company_of_ours(as_anouk: Client, truus: WswEmployee) -> None:
    people.make_hirer("Eigen BV", controlled=True)
    assert "Kies individuele detachering." in preview(as_anouk, truus, form="BW", hirer="Eigen BV")


def test_r40_beside_a_full_employment(as_anouk: Client, truus: WswEmployee) -> None:
    people.make_hirer("Bakkerij Fictief")
    page = preview(as_anouk, truus, form="BW", hirer="Bakkerij Fictief")
    assert f"Op {TODAY:%d-%m-%Y} loopt nog een dienstverband van 36 uur." in page
    assert "Er is op die dag geen begeleid-werkencontract met Bakkerij Fictief." in page


def test_r43_a_choice_of_two_is_asked(as_anouk: Client, truus: WswEmployee) -> None:
    support = people.make_organisation("Stichting Begeleid")
    people.make_supported(truus, starts_on=day("01-01-2026"), support=support, choices_offered=1)
    page = preview(as_anouk, truus, form="BW", hirer="Bakkerij Fictief")
    assert "kiest de medewerker uit minstens twee organisaties" in page
    assert "geen begeleid-werkencontract" not in page
