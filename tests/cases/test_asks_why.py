"""Each act that changes what a released report says asks why, at its form; without it nothing is saved (R75)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions import handovers, transfers
from cases.models import Correction, Handover, Placement, WswEmployee
from municipalities.asker import tell_database
from municipalities.models import Municipality, User
from reports.closed_years import closed_years
from tests import people
from tests.asking import TESTS
from tests.opened import source
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
    post: bool = False  # or by POST: what is typed is about somebody

    def looked_at(self, client: Client) -> str:
        answer = client.post(self.url, self.data | {"preview": "1"}) if self.post else client.get(self.url, self.data)
        assert answer.status_code == 200
        return source(answer)


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


def person_move_undo(truus: WswEmployee, bram: User, carla: User) -> Page:
    move = person_move(truus, bram, carla)
    tell_database(str(bram.key))
    to = Municipality.objects.get(cbs_code=move.data["to"])
    handovers.move(person=truus, to=to, starts_on=ON, by=bram.memberships.get())
    tell_database(TESTS)
    client = Client()
    client.force_login(bram)
    people.state_purpose(client, truus)
    return Page(reverse("person_move_undo", args=[truus.key]), {}, bram)


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


def transfer_undo(truus: WswEmployee, bram: User, carla: User) -> Page:
    change = transfers.Change(ON, people.make_organisation("Stichting Bedacht"))
    tell_database(str(bram.key))
    made = transfers.do(employments=[truus.employments.get().pk], change=change, by=bram.memberships.get())
    tell_database(TESTS)
    return Page(reverse("transfer_undo", args=[made.key]), {}, bram, get=False)


def employee_edit(truus: WswEmployee, bram: User, carla: User) -> Page:
    """She turns out to have been born so that ON is the day of her AOW: 67 years before it (R26)."""
    kept = {name: getattr(truus, name) for name in ("first_name", "prefix", "last_name", "sex")}
    data = kept | {"birth_date": ON.replace(year=ON.year - 67).isoformat(), "died_on": "", "bsn": ""}
    return Page(reverse("employee_edit", args=[truus.key]), data, bram, post=True)


PAGES = [
    contract_end, contract_people, indication_new, employee_death, employee_edit, person_move,
    person_move_undo, handover_accept, transfer_new, transfer_undo,
]  # fmt: skip
NOT_FILLED_IN = (handover_accept, transfer_new, person_move_undo, transfer_undo)
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


@pytest.mark.parametrize("made", [each for each in PAGES if each not in NOT_FILLED_IN])
def test_r75_until_it_is_saved_the_reason_is_asked_and_no_error(client: Client, page: Page) -> None:
    """An address with values in it, a page that comes anew while one fills it in, or a look without a script."""
    for told in (page.looked_at(client), replace(page, post=True).looked_at(client)):
        assert 'name="because_kind"' in told
        assert ASKED not in told
        assert "<title>Fout: " not in told
        assert "is-invalid" not in told
    other = replace(page, data=page.data | {"because_kind": "anders"}).looked_at(client)
    assert 'name="because"' in other
    assert "Schrijf bij “anders” welke reden het is." not in other


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
        told = page.looked_at(client)
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


@pytest.mark.parametrize("made", [employee_edit])
def test_m24_a_look_at_personal_data_changes_nothing_and_says_which_stands_do(
    client: Client, page: Page, truus: WswEmployee
) -> None:
    before = state()
    told = page.looked_at(client)
    assert f"De geboortedatum wordt {ON.replace(year=ON.year - 67):%d-%m-%Y}, nu staat er" in told
    assert f"{LAST_QUARTER.label}, uitgave 1" in told
    assert state() == before
    typed = page.data | {"birth_date": truus.birth_date.isoformat(), "last_name": "Bedacht"}
    assert 'name="because_kind"' not in replace(page, data=typed).looked_at(client)
    assert client.post(page.url, typed).status_code == 302  # another name changes no stand, and asks nothing


def test_m24_a_day_of_death_that_was_wrong_asks_why_too(client: Client, truus: WswEmployee, bram: User) -> None:
    """She turns out to live: she counts again in what was released."""
    WswEmployee.objects.update(died_on=ON)
    people.meanwhile()
    make_released(make_report(LAST_QUARTER))
    client.force_login(bram)
    truus.refresh_from_db()
    page = employee_edit(truus, bram, bram)
    page.data["birth_date"] = truus.birth_date.isoformat()
    assert client.post(page.url, page.data).status_code == 422
    assert client.post(page.url, page.data | {"because_kind": "verkeerde_invoer"}).status_code == 302
    truus.refresh_from_db()
    assert (truus.died_on, Correction.objects.get().kind) == (None, "verkeerde_invoer")


@pytest.mark.parametrize("made", [transfer_undo])
def test_m24_undoing_a_transfer_says_who_has_what_again(client: Client, page: Page, truus: WswEmployee) -> None:
    before = state()
    told = page.looked_at(client)
    assert "1 medewerker heeft weer het dienstverband van voor" in told
    assert state() == before
    page.data |= {"because_kind": "verkeerde_invoer"}
    assert client.post(page.url, page.data).status_code == 302
    assert truus.employments.get().employer.name == "Gemeente Almelo"
    again = client.get(page.url)
    assert (again.status_code, "Deze overgang is al ongedaan gemaakt." in again.content.decode()) == (409, True)


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
