"""Two hirers that are one company: seen beforehand, done at once, taken apart again; no dossier is written."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions import hirers
from cases.models import Contract, Hirer, Placement, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import fields, opened, send, text
from tests.people import day


@pytest.fixture
def twice(truus: WswEmployee, wim: WswEmployee) -> tuple[Hirer, Hirer]:
    """Truus of Almelo works at Bedacht BV, Wim of Wierden at Bedacht B.V. (Almelo), under a contract."""
    one = people.make_hirer("Bedacht BV", kvk="12345678")
    under = people.make_contract("Bedacht B.V. (Almelo)", kind="GRD", since=day("01-01-2020"), number="C8")
    truus.employments.get().placements.update(form="GRD", hirer=one)
    wim.employments.get().placements.update(form="GRD", hirer=under.hirer, contract=under)
    return one, under.hirer


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def merging(twice: tuple[Hirer, Hirer]) -> str:
    return reverse("hirer_merge", args=[each.key for each in twice])


def merged(client: Client, twice: tuple[Hirer, Hirer]) -> Any:
    people.meanwhile()
    return client.post(merging(twice), opened(client, merging(twice)), follow=True)


def page(client: Client, hirer: Hirer) -> str:
    return text(client.get(reverse("hirer", args=[hirer.key]), follow=True))


def test_the_page_says_what_looks_the_same(as_bram: Client, twice: tuple[Hirer, Hirer]) -> None:
    said = page(as_bram, twice[0])
    assert "Staat dit bedrijf er twee keer?" in said
    assert "Bedacht B.V. (Almelo)" in said


def test_what_comes_together_is_shown_first(as_bram: Client, twice: tuple[Hirer, Hirer]) -> None:
    """Wim is of Wierden: Bram does not see him."""
    said = text(as_bram.get(merging(twice)))
    assert "Bij Bedacht BV komen: 0 medewerkers die u ziet, 1 contract, 0 vestigingen, 0 contactpersonen." in said
    assert not Hirer.objects.exclude(merged_into=None).exists()


def test_bram_merges_and_takes_apart(as_bram: Client, twice: tuple[Hirer, Hirer]) -> None:
    one, other = twice
    assert "Bedacht B.V. (Almelo) hoort nu bij Bedacht BV." in text(merged(as_bram, twice))
    said = page(as_bram, other)  # the other leads to the one
    assert "Ook vastgelegd als Bedacht B.V. (Almelo)" in said
    assert "C8" in said
    assert "twee keer" not in said
    as_bram.post(reverse("hirer_take_apart", args=[other.key]))
    assert "C8" not in page(as_bram, one)
    assert "C8" in page(as_bram, other)


def test_nobodys_dossier_is_written(as_bram: Client, twice: tuple[Hirer, Hirer]) -> None:
    before = list(Placement.objects.order_by("pk").values()), list(Contract.objects.values())
    merged(as_bram, twice)
    assert (list(Placement.objects.order_by("pk").values()), list(Contract.objects.values())) == before


def test_the_list_has_it_once_and_finds_both_names(client: Client, anouk: User, twice: tuple[Hirer, Hirer]) -> None:
    hirers.merge(into=twice[0], other=twice[1])
    client.force_login(anouk)
    for typed in ("", "bedacht", "b.v. (alm"):
        answer = client.get(reverse("hirer_list"), {"q": typed})
        assert [(row["hirer"].name, row["people"]) for row in answer.context["rows"]] == [("Bedacht BV", 1)]


def test_each_sees_the_own_people_at_both(client: Client, carla: User, twice: tuple[Hirer, Hirer]) -> None:
    hirers.merge(into=twice[0], other=twice[1])
    client.force_login(carla)
    said = page(client, twice[0])
    assert "Wim" in said
    assert "Truus" not in said


def test_a_placement_takes_either_name_and_the_contract_of_the_other(
    as_bram: Client, twice: tuple[Hirer, Hirer], truus: WswEmployee
) -> None:
    hirers.merge(into=twice[0], other=twice[1])
    former = truus.employments.get().placements.get()
    sent = {
        "form": "GRD", "hirer": "bedacht b.v. (almelo)", "hours": "36", "starts_on": today().isoformat(),
        "replaces": former.pk, "employment": truus.employments.get().pk, "contract": Contract.objects.get().pk,
    }  # fmt: skip
    assert as_bram.post(reverse("placement_new", args=[truus.key]), sent).status_code == 302
    placed = truus.employments.get().placements.get(starts_on=today())
    assert (placed.hirer, placed.contract) == (twice[0], Contract.objects.get())


def test_what_was_merged_before_goes_along(twice: tuple[Hirer, Hirer]) -> None:
    """A chain is never left: all names of the second are names of the first."""
    third = people.make_hirer("Bedacht Holding")
    hirers.merge(into=twice[1], other=third)
    twice[1].refresh_from_db()
    hirers.merge(into=twice[0], other=twice[1])
    assert set(twice[0].merged.values_list("name", flat=True)) == {"Bedacht Holding", "Bedacht B.V. (Almelo)"}


def test_what_is_part_of_another_is_not_merged_again(as_bram: Client, twice: tuple[Hirer, Hirer]) -> None:
    merged(as_bram, twice)
    assert as_bram.get(merging(twice)).status_code == 404
    again = Hirer.objects.get(pk=twice[1].pk)
    with pytest.raises(hirers.NotAllowed, match="al samengevoegd met Bedacht BV"):
        hirers.merge(into=people.make_hirer("Elders BV"), other=again)
    with pytest.raises(hirers.NotAllowed, match="Kies een andere"):
        hirers.merge(into=twice[0], other=twice[0])


def test_two_people_at_once(as_bram: Client, twice: tuple[Hirer, Hirer]) -> None:
    sent = opened(as_bram, merging(twice))
    Hirer.objects.filter(pk=twice[1].pk).update(kvk="87654321")
    people.meanwhile()
    refused = send(as_bram, merging(twice), sent)
    assert refused.status_code == 409
    assert "KvK-nummer was leeg, is 87654321." in text(refused)
    assert send(as_bram, merging(twice), fields(refused.content.decode())).status_code == 302


def test_the_history_keeps_who_and_what(as_bram: Client, bram: User, twice: tuple[Hirer, Hirer]) -> None:
    merged(as_bram, twice)
    as_bram.post(reverse("hirer_take_apart", args=[twice[1].key]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT merged_into_id, changed_by FROM cases_hirer_history WHERE id = %s ORDER BY recorded_until",
            [twice[1].pk],
        )
        assert cursor.fetchall() == [(None, str(bram.key)), (twice[0].pk, str(bram.key))]


def test_ellen_may_not(client: Client, ellen: User, twice: tuple[Hirer, Hirer]) -> None:
    client.force_login(ellen)
    assert client.get(merging(twice)).status_code == 403
