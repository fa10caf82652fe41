"""Each act that changes what a released report says asks why, at its form; without it nothing is saved (R75)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions import handovers
from cases.models import Correction, Handover, Placement, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import Municipality, User
from reports.closed_years import closed_years
from tests import people
from tests.asking import TESTS
from tests.situations import LAST_QUARTER, close_year, make_released, make_report

ON = LAST_QUARTER.ends_on - timedelta(days=20)  # so the stand of the last month of a released quarter is another
ASKED = "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert."
TABLES = (
    "correction", "placement", "contracthours", "employment", "residence", "indication", "employee", "handover",
    "transfer", "contract",
)  # fmt: skip
NAMES = {"employee": "cases_wswemployee"}


@dataclass
class Page:
    """Where the act is done, what is filled in there, and by whom."""

    url: str
    data: dict[str, Any]
    by: User
    get: bool = True  # it shows what it brings by GET


def contract_end(truus: WswEmployee, bram: User, carla: User) -> Page:
    contract = _group(truus)
    return Page(reverse("contract_end", args=[contract.key]), {"on": ON.isoformat()}, bram)


def contract_people(truus: WswEmployee, bram: User, carla: User) -> Page:
    contract = _group(truus, until=ON)
    Placement.objects.filter(employee=truus).update(contract=None)
    data = {"placements": [Placement.objects.get(employee=truus).pk]}
    return Page(reverse("contract_people", args=[contract.key]), data, bram)


def _group(truus: WswEmployee, until: date | None = None) -> Any:
    contract = people.make_contract("Bedacht BV", kind="GRD", since=date(2020, 1, 1), until=until)
    Placement.objects.filter(employee=truus).update(form="GRD", hirer=contract.hirer, contract=contract)
    return contract


def indication_new(truus: WswEmployee, bram: User, carla: User) -> Page:
    data = {
        "decided_on": ON.isoformat(), "starts_on": ON.isoformat(), "valid_until": "2036-12-31", "category": "ernstig",
    }  # fmt: skip
    return Page(reverse("indication_new", args=[truus.key]), data, bram)


def employee_death(truus: WswEmployee, bram: User, carla: User) -> Page:
    return Page(reverse("employee_death", args=[truus.key]), {"on": ON.isoformat()}, bram)


def person_move(truus: WswEmployee, bram: User, carla: User) -> Page:
    # Of a foundation: with the move the door closes to Almelo, and its reason stays all the same. (Who goes abroad
    # counts where they lived last, R48c.)
    truus.employments.update(employer=people.make_organisation("Stichting Bedacht"))
    to = Municipality.objects.filter(takes_part=False).order_by("name")[0].cbs_code
    return Page(reverse("person_move", args=[truus.key]), {"to": to, "starts_on": ON.isoformat()}, bram)


def handover_accept(truus: WswEmployee, bram: User, carla: User) -> Page:
    tell_database(str(bram.key))
    wierden = carla.memberships.get().municipality
    made = handovers.move(person=truus, to=wierden, starts_on=ON, by=bram.memberships.get())
    tell_database(TESTS)
    assert made
    return Page(reverse("handover_accept", args=[made.key]), {}, carla, get=False)


def transfer_new(truus: WswEmployee, bram: User, carla: User) -> Page:
    foundation = people.make_organisation("Stichting Bedacht")
    job = truus.employments.get()
    data = {"per": ON.isoformat(), "van": "", "uitvoering": "", "werkgever": foundation.pk, "uitvoerder": ""}
    return Page(reverse("transfer_new"), data | {"wie": [job.pk]}, bram, get=False)


PAGES = [contract_end, contract_people, indication_new, employee_death, person_move, handover_accept, transfer_new]
every_page = pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
Made = Callable[[WswEmployee, User, User], Page]


@pytest.fixture
def page(made: Made, client: Client, truus: WswEmployee, bram: User, carla: User) -> Page:
    """The last quarter was released with Truus as she was."""
    found = made(truus, bram, carla)
    people.meanwhile()
    make_released(make_report(LAST_QUARTER))
    client.force_login(found.by)
    return found


def state() -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM {NAMES.get(name, f'cases_{name}')} t"
                for name in TABLES
            )
        )
        return cursor.fetchall()


@every_page
def test_r75_without_a_reason_it_is_refused_at_the_field(client: Client, page: Page) -> None:
    before = state()
    refused = client.post(page.url, page.data)
    assert refused.status_code == 422
    told = refused.content.decode()
    assert ASKED in told
    assert 'name="because_kind"' in told
    assert f"{LAST_QUARTER.label}, uitgave 1" in told
    assert state() == before


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (contract_end, "Truus Fictief is vanaf de dag na"),
        (contract_people, "De plaatsing van Truus Fictief eindigt met het contract"),
        (person_move, "Deze medewerker woont vanaf"),
    ],
)
def test_r75_what_it_brings_is_said_too_while_the_reason_is_not_given_yet(
    client: Client, page: Page, said: str
) -> None:
    told = client.get(page.url, page.data).content.decode()
    assert 'name="because_kind"' in told
    assert said in told


@every_page
def test_r75_another_reason_is_explained(client: Client, page: Page) -> None:
    before = state()
    refused = client.post(page.url, page.data | {"because_kind": "anders", "because": " "})
    assert refused.status_code == 422
    assert "Schrijf bij “anders” welke reden het is." in refused.content.decode()
    assert state() == before


@every_page
def test_r75_the_reason_stays_with_whom_it_is_about(client: Client, page: Page, truus: WswEmployee) -> None:
    done = client.post(page.url, page.data | {"because_kind": "late_melding", "because": "Post bleef liggen"})
    assert done.status_code == 302
    row = Correction.objects.get()
    assert (row.employee, row.kind, row.because) == (truus, "late_melding", "Post bleef liggen")
    assert str(row) == "te laat doorgegeven: Post bleef liggen"
    assert row.reports == f"{LAST_QUARTER.label}, uitgave 1"
    assert row.recorded_by == str(page.by.key)
    assert row.starts_on == LAST_QUARTER.ends_on


def test_r75_it_stays_too_where_the_door_closes_with_the_employment(
    client: Client, truus: WswEmployee, bram: User, carla: User
) -> None:
    """She lives in Wierden; Almelo, that only employed her, registers that she goes over and sees her no more."""
    truus.residences.all().delete()
    people.make_residence(truus, "Wierden")
    over = transfer_new(truus, bram, carla)
    people.meanwhile()
    make_released(make_report(LAST_QUARTER))
    client.force_login(bram)
    assert client.post(over.url, over.data | {"because_kind": "late_melding"}).status_code == 302
    row = Correction.objects.get()
    assert (row.employee, row.kind, row.recorded_by) == (truus, "late_melding", str(bram.key))
    assert truus.employments.get(ends_on=None).employer.name == "Stichting Bedacht"


@every_page
def test_it_is_shown_beforehand(client: Client, page: Page) -> None:
    if page.get:
        told = client.get(page.url, page.data).content.decode()
        assert f"Dit raakt wat al is vrijgegeven: {LAST_QUARTER.label}, uitgave 1." in told
        assert "Wat er in het volgende rapport anders is" in told
        assert 'name="because_kind"' in told
    elif handover := Handover.objects.first():
        told = client.get(reverse("handover", args=[handover.key])).content.decode()
        assert f"{LAST_QUARTER.label}, uitgave 1" in told
        assert "Wierden, beschut binnen 36 uur" in told
        assert "(was: Almelo, beschut binnen 36 uur" in told
        assert 'name="because_kind"' in told
    else:
        told = client.get(page.url, page.data).content.decode()
        assert f"<li>{LAST_QUARTER.label}, uitgave 1</li>" in told
        assert 'name="because_kind"' in told


def test_r77_in_a_closed_year_it_waits_for_a_controller(client: Client, truus: WswEmployee, bram: User) -> None:
    year = LAST_QUARTER.year - 1
    on = date(year, 12, 10)
    people.meanwhile()
    close_year(year)
    make_released(make_report(LAST_QUARTER))
    assert closed_years(on, on) == str(year)
    client.force_login(bram)
    data = {"on": on.isoformat(), "because_kind": "late_melding"}
    told = client.post(reverse("employee_death", args=[truus.key]), data, follow=True).content.decode()
    assert f"Dit raakt een afgesloten jaar ({year}) en wacht op akkoord." in told
    assert Correction.objects.get().closed_years == str(year)


def test_a_proposal_says_what_accepting_brings_and_asks_nothing(
    client: Client, truus: WswEmployee, bram: User, carla: User
) -> None:
    people.meanwhile()
    make_released(make_report(LAST_QUARTER))
    client.force_login(bram)
    data = {"to": "GM0189", "starts_on": ON.isoformat()}
    told = client.get(reverse("person_move", args=[truus.key]), data).content.decode()
    assert "Er verandert nog niets: een consulent van Wierden neemt de overdracht aan of niet." in told
    assert f"Dit raakt wat al is vrijgegeven: {LAST_QUARTER.label}, uitgave 1." in told
    assert 'name="because_kind"' not in told
    assert client.post(reverse("person_move", args=[truus.key]), data).status_code == 302
    assert Handover.objects.count() == 1
    assert not Correction.objects.exists()
