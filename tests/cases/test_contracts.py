"""Contracts with hirers: terms by date, fees with a floor, an end that people follow (R44, R53, R54, R57)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import hours, invoicing
from cases.actions import contracts
from cases.models import Contract, HoursRule, Placement, Terms, WswEmployee
from cases.models.contract import ends_in
from municipalities.models import User, today
from tests import people
from tests.opened import source
from tests.people import day, today_plus

TERMS = {"fee": "12.50", "unit": "uur", "hours_rule": "gewerkt", "indexation": ""}


@pytest.fixture
def group(truus: WswEmployee, wim: WswEmployee) -> Contract:
    """Truus of Almelo and Wim of Wierden work under it, without a last day."""
    contract = people.make_contract("Bedacht BV", kind="GRD", since=day("01-01-2020"))
    for person in (truus, wim):
        person.employments.get().placements.update(form="GRD", hirer=contract.hirer, contract=contract)
    return contract


def placement_of(person: WswEmployee) -> Placement:
    return person.employments.get().placements.get()


def url(name: str, contract: Contract, *more: Any) -> str:
    return reverse(name, args=[contract.key, *more])


# What is paid


@pytest.mark.parametrize(
    ("rule", "paid"), [(HoursRule.GEWERKT, "96"), (HoursRule.ZONDER_ZIEKTE, "104"), (HoursRule.CONTRACT, "120")]
)
def test_r53_which_hours_are_invoiced(rule: str, paid: str) -> None:
    """30 hours, 4 weeks; 16 of the 120 hours sick, 8 on leave."""
    month = invoicing.Hours(Decimal(120), sick=Decimal(16), away=Decimal(8))
    assert invoicing.hours_to_invoice(rule, month) == Decimal(paid)


def test_r53_the_fee_of_four_weeks() -> None:
    """12.50 x 30 h x 4 weeks = 1,500.00."""
    assert invoicing.amount(Decimal("12.50"), Decimal(30 * 4)) == Decimal("1500.00")


def test_r54_an_index_is_rounded_half_up() -> None:
    """12.50 and 3 % is 12.875, so 12.88."""
    assert invoicing.indexed(Decimal("12.50"), Decimal(3)) == Decimal("12.88")


def test_r54_bram_indexes_from_the_first_of_january(client: Client, bram: User, group: Contract) -> None:
    client.force_login(bram)
    data = {"percentage": "3", "starts_on": "2027-01-01"}
    preview = client.post(url("contract_index", group), data | {"preview": "1"}).content.decode()
    assert "De vergoeding gaat van 12,50 naar 12,88" in preview
    assert Terms.objects.count() == 1
    client.post(url("contract_index", group), data)
    told = [(each.fee, each.starts_on, each.ends_on) for each in group.terms.order_by("starts_on")]
    assert told == [
        (Decimal("12.50"), day("01-01-2020"), day("31-12-2026")),
        (Decimal("12.88"), day("01-01-2027"), None),
    ]


def test_terms_do_not_begin_before_those_they_follow(client: Client, bram: User, group: Contract) -> None:
    client.force_login(bram)
    refused = client.post(url("contract_terms", group), TERMS | {"starts_on": "2020-01-01"})
    assert refused.status_code == 422
    assert "De vorige voorwaarden beginnen zelf op 01-01-2020." in refused.content.decode()
    assert group.terms.get().ends_on is None


def test_r57_a_fee_under_the_floor_waits_for_a_second_person(
    client: Client, bram: User, ellen: User, group: Contract
) -> None:
    """The floor is 8.00."""
    client.force_login(bram)
    data = TERMS | {"fee": "7.99", "starts_on": "2026-12-01"}
    said = "De vergoeding ligt onder de ondergrens van € 8,00 per uur (Wsw art. 5)."
    assert said in client.post(url("contract_terms", group), data | {"preview": "1"}).content.decode()
    client.post(url("contract_terms", group), data)
    low = group.terms.get(starts_on=day("01-12"))
    assert low.waits
    assert "wacht op tweede persoon" in client.get(url("contract", group)).content.decode()
    client.post(url("contract_release", group, low.key))
    low.refresh_from_db()
    assert low.waits, "who proposes does not release"
    client.force_login(ellen)
    client.post(url("contract_release", group, low.key))
    low.refresh_from_db()
    assert (low.waits, low.released_by, low.released_on) == (False, ellen, today())


@pytest.mark.parametrize(
    ("fee", "unit", "waits"), [("8.00", "uur", False), ("7.99", "uur", True), ("1", "stuk", False)]
)
def test_r57_the_floor_is_of_a_fee_by_the_hour(bram: User, group: Contract, fee: str, unit: str, waits: bool) -> None:
    terms = {"fee": Decimal(fee), "unit": unit, "hours_rule": "gewerkt", "indexation": None}
    with people.signing(bram):
        made = contracts.change_terms(contract=group, starts_on=day("01-12"), by=bram, terms=terms)
    assert made.waits is waits


def test_a_new_contract_has_its_first_terms(client: Client, bram: User, group: Contract) -> None:
    client.force_login(bram)
    data = TERMS | {
        "number": "D-2026-9", "kind": "IND", "lender": str(group.lender_id), "starts_on": "2026-12-01",
        "ends_on": "2027-05-31", "notice_months": "2", "vat": "on",
    }  # fmt: skip
    new = reverse("contract_new", args=[group.hirer.key])
    refused = client.post(new, data | {"ends_on": "2026-11-30"})
    assert "De laatste dag ligt voor de eerste." in refused.content.decode()
    assert client.post(new, data).status_code == 302
    made = Contract.objects.get(number="D-2026-9")
    assert (made.hirer, made.ends_on, made.notice_months, made.vat, made.foreman) == (
        group.hirer, day("31-05-2027"), 2, True, False,
    )  # fmt: skip
    assert (made.terms.get().fee, made.terms.get().proposed_by) == (Decimal("12.50"), bram)
    double = client.post(new, data)
    assert "Dit contractnummer is er al." in double.content.decode()


# Who works under it, and until when


def test_r44_a_contract_that_ends_leaves_people_without_work_the_day_after(
    client: Client, bram: User, group: Contract, truus: WswEmployee
) -> None:
    last = today_plus(40)
    client.force_login(bram)
    preview = source(client.get(url("contract_end", group), {"on": last.isoformat()}))
    assert f"Truus Fictief is vanaf de dag na {last:%d-%m-%Y} 36 uur zonder werk." in preview
    client.post(url("contract_end", group), {"on": last.isoformat()})
    found = placement_of(truus)
    assert (found.ends_on, found.end_reason) == (last, "contract afgelopen")
    assert hours.on(found.employment, last).left == 0
    assert hours.on(found.employment, last + timedelta(days=1)).left == 36


def test_somebody_of_another_municipality_is_theirs_to_end(
    client: Client, bram: User, group: Contract, wim: WswEmployee
) -> None:
    client.force_login(bram)
    page = client.post(url("contract_end", group), {"on": today_plus(40).isoformat()}, follow=True).content.decode()
    assert "Wim" not in page
    assert placement_of(wim).ends_on is None


def test_who_ended_with_the_contract_is_extended_with_it(
    client: Client, bram: User, group: Contract, truus: WswEmployee
) -> None:
    client.force_login(bram)
    for on in (today_plus(40), today_plus(200), None):
        client.post(url("contract_end", group), {"on": on.isoformat() if on else "", "csrfmiddlewaretoken": "x"})
        group.refresh_from_db()
        assert (group.ends_on, placement_of(truus).ends_on) == (on, on)
    assert placement_of(truus).end_reason == ""


def test_a_contract_that_is_over_is_extended_with_who_ended_with_it(
    client: Client, bram: User, group: Contract, truus: WswEmployee
) -> None:
    """Nobody works under it any more today, and those of long ago are told by name all the same."""
    over = today() - timedelta(days=100)
    Contract.objects.update(ends_on=over)
    truus.employments.get().placements.update(ends_on=over, end_reason="contract afgelopen")
    client.force_login(bram)
    preview = client.get(url("contract_end", group), {"on": today_plus(40).isoformat()})
    assert preview.status_code == 200
    assert "Truus Fictief: de " in preview.content.decode()
    assert client.post(url("contract_end", group), {"on": today_plus(40).isoformat()}).status_code == 302
    assert placement_of(truus).ends_on == today_plus(40)


@pytest.mark.parametrize(("days", "level"), [(91, ""), (90, "warn"), (31, "warn"), (30, "bad"), (0, "bad")])
def test_r44_warnings_at_90_and_at_30_days(days: int, level: str) -> None:
    assert ends_in(today_plus(days), today()) == level


def test_a_contract_that_ends_stands_on_the_page_of_the_hirer(client: Client, ellen: User, group: Contract) -> None:
    client.force_login(ellen)
    page = reverse("hirer", args=[group.hirer.key])
    assert "loopt af" not in client.get(page).content.decode()
    Contract.objects.update(ends_on=today_plus(60))
    told = client.get(page).content.decode()
    assert "Eén ding loopt af" in told
    assert "over 60 dagen" in told


def test_many_come_under_a_contract_in_one_act(client: Client, bram: User, group: Contract, truus: WswEmployee) -> None:
    Placement.objects.update(contract=None)
    Contract.objects.update(ends_on=today_plus(90))
    more = people.make_employee("Riet Fictief")
    people.make_placement(more, "GRD", hirer="Bedacht BV")
    elsewhere = people.make_placement(people.make_employee("Jo Fictief"), "GRD", hirer="Elders BV")
    client.force_login(bram)
    page = client.get(url("contract_people", group)).content.decode()
    assert "Fictief, Truus" in page
    assert "Fictief, Jo" not in page
    assert "Wim" not in page
    chosen = [placement_of(truus).pk, placement_of(more).pk]
    assert client.post(url("contract_people", group), {"placements": [*chosen, elsewhere.pk]}).status_code == 422
    client.post(url("contract_people", group), {"placements": chosen})
    for person in (truus, more):
        assert (placement_of(person).contract, placement_of(person).ends_on) == (group, today_plus(90))


def test_what_four_weeks_cost_stands_beside_who_works_there(
    client: Client, ellen: User, group: Contract, truus: WswEmployee
) -> None:
    """36 hours x 4 weeks x 12.50 = 1,800.00."""
    client.force_login(ellen)
    page = client.get(url("contract", group)).content.decode()
    assert "€ 1800,00" in page
    assert "Wim" not in page


def test_ellen_may_not_end_it_and_daan_does_not_know_it(
    client: Client, ellen: User, daan: User, group: Contract
) -> None:
    for user, status in ((ellen, 403), (daan, 404)):
        client.force_login(user)
        assert client.post(url("contract_end", group), {"on": today().isoformat()}).status_code == status
    assert Contract.objects.get().ends_on is None
