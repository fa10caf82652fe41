"""A dossier on another day, and as it was known on another day still (`?peildatum=…&bekend_op=…`)."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import parts
from cases.models import Hirer, Placement, Residence, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.people import day

EARLY, LATE = day("15-01-2025"), day("10-03-2025")


def noon(which: Any) -> datetime:
    return datetime.combine(which, time(12), tzinfo=timezone.get_current_timezone())


@pytest.fixture
def put_right(db: None) -> WswEmployee:
    """Truus was registered on 15 January 2025. On 10 March her name, her home and her work of 2024 were put right."""
    people.recorded_on(noon(EARLY))
    truus = people.make_employee("Truus Fictief", placed=True, personnel_number="00101")
    people.recorded_on(noon(LATE))
    WswEmployee.objects.update(last_name="Verbeterd")
    hirer = Hirer.objects.create(name="Bedacht BV")
    Placement.objects.update(form="IND", hirer=hirer)
    people.move(truus, "Wierden", on=day("01-07-2024"))
    people.recorded_on(timezone.now())
    return truus


@pytest.fixture
def as_anouk(client: Client, put_right: WswEmployee) -> Client:
    anouk = people.make_user()
    people.make_membership(anouk, "jobcoach")
    people.coach(put_right, anouk, since=day("01-01-2020"))
    client.force_login(anouk)
    return client


def page(client: Client, person: WswEmployee, **asked: str) -> HttpResponse:
    return client.get(reverse("employee", args=[person.key]), asked)


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def facts(response: Any) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in response.context["facts"]}


def test_the_whole_dossier_is_as_it_was_known_then(as_anouk: Client, put_right: WswEmployee) -> None:
    then = page(as_anouk, put_right, peildatum="2024-12-31", bekend_op="2025-02-01")
    assert then.status_code == 200
    assert "U kijkt naar 31-12-2024 , zoals bekend op 01-02-2025 ." in text(then)
    assert "Truus Fictief" in text(then)
    assert facts(then)["Werk"] == "Beschut binnen"
    assert facts(then)["Woont in"] == "Almelo"
    assert "Bedacht BV" not in text(then)
    since = page(as_anouk, put_right, peildatum="2024-12-31")
    assert "Truus Verbeterd" in text(since)
    assert (facts(since)["Werk"], facts(since)["Woont in"]) == ("Individuele detachering", "Wierden")


def test_the_day_itself_is_known_whole(as_anouk: Client, put_right: WswEmployee) -> None:
    """What was recorded at noon on the 10th was known on the 10th, not on the 9th."""
    assert "Truus Verbeterd" in text(page(as_anouk, put_right, peildatum="2024-12-31", bekend_op="10-03-2025"))
    assert "Truus Fictief" in text(page(as_anouk, put_right, peildatum="2024-12-31", bekend_op="09-03-2025"))


def test_nothing_can_be_changed_in_what_was_known_then(as_anouk: Client, put_right: WswEmployee) -> None:
    now = page(as_anouk, put_right).content.decode()
    then = page(as_anouk, put_right, peildatum=today().isoformat(), bekend_op="2025-02-01").content.decode()
    changes = [reverse("placement_new", args=[put_right.key]), "/verbeteren/", "/beeindigen/"]
    assert all(change in now for change in changes)
    assert not any(change in then for change in changes)


def test_it_may_be_known_by_whom_it_was_not_yet(as_anouk: Client, put_right: WswEmployee) -> None:
    response = page(as_anouk, put_right, peildatum="2024-12-31", bekend_op="2025-01-14")
    assert response.status_code == 400
    assert "Toen was deze medewerker nog niet vastgelegd. U ziet wat nu bekend is." in text(response)
    assert "Truus Verbeterd" in text(response)


@pytest.mark.parametrize("asked", [today().isoformat(), (today() + timedelta(days=9)).isoformat(), ""])
def test_today_and_later_is_now(as_anouk: Client, put_right: WswEmployee, asked: str) -> None:
    response = page(as_anouk, put_right, bekend_op=asked)
    assert response.status_code == 200
    assert "U kijkt naar" not in text(response)
    assert response.context["may_place"]


@pytest.mark.parametrize("nonsense", ["gisteren", "2025-02-30", "1899-12-31", "' OR 1=1"])
def test_what_is_no_day_is_said(as_anouk: Client, put_right: WswEmployee, nonsense: str) -> None:
    response = page(as_anouk, put_right, bekend_op=nonsense)
    assert response.status_code == 400
    assert re.search("Dit is geen datum|ligt voor 1900", text(response))


def test_the_links_of_the_timeline_keep_the_moment_of_knowing(as_anouk: Client, put_right: WswEmployee) -> None:
    html = page(as_anouk, put_right, peildatum="2024-12-31", bekend_op="2025-02-01").content.decode()
    days = re.findall(r'"\?peildatum=[^"]*#tijdlijn"', html)
    assert days
    assert all("bekend_op=2025-02-01" in link for link in days)


def test_from_change_to_change(as_anouk: Client, put_right: WswEmployee) -> None:
    Placement.objects.update(ends_on=day("30-04-2026"))
    response = page(as_anouk, put_right, peildatum="2026-02-01")
    links = {link["label"]: link["query"] for link in response.context["asof_links"]}
    assert links["volgende wijziging"] == "peildatum=2026-05-01"
    assert links["vorige wijziging"] == "peildatum=2008-03-01"


def test_the_se_says_of_which_day_and_by_which_article(as_anouk: Client, put_right: WswEmployee) -> None:
    told = text(page(as_anouk, put_right, peildatum="2024-12-31"))
    assert "36 ÷ 36 uur = 1,00 fte, × 1,00 (matig) = 1,00" in told
    assert "Stand aan het einde van 31-12-2024. Wsw art. 1; Besluit uitvoering Wsw art. 10 en 15." in told


def queries(client: Client, person: WswEmployee, **asked: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        assert page(client, person, **asked).status_code == 200
    return len(asked_for)


def test_it_costs_the_same_however_long_the_history(as_anouk: Client, put_right: WswEmployee) -> None:
    asked = {"peildatum": "2024-12-31", "bekend_op": "2025-02-01"}
    few = queries(as_anouk, put_right, **asked)
    job = put_right.employments.get()
    Placement.objects.update(ends_on=day("31-12-2008"))
    for year in range(2009, 2024):
        people.make_placement(job, "BSB", 36, since=day(f"01-01-{year}"), until=day(f"31-12-{year}"))
        Residence.objects.filter(ends_on=None).update(source="brp")
    assert queries(as_anouk, put_right, **asked) == few
    assert queries(as_anouk, put_right) <= 15


# Parts


def test_a_part_joins_by_one_line(as_anouk: Client, put_right: WswEmployee, monkeypatch: pytest.MonkeyPatch) -> None:
    def shows(page: parts.Page) -> dict[str, Any] | None:
        if page.at.known_on:
            return None
        return {"title": "Proefdeel", "anchor": "proef", "rows": [], "empty": f"voor {page.person} <b>"}

    new = parts.Part("components/dated_list.html", shows, wide=True)
    monkeypatch.setattr(parts, "PARTS", (*parts.PARTS, new))
    told = page(as_anouk, put_right).content.decode()
    assert "Proefdeel" in told
    assert "&lt;b&gt;" in told
    assert "Proefdeel" not in page(as_anouk, put_right, bekend_op="2025-02-01").content.decode()


def test_a_day_before_there_was_an_se_says_so(client: Client, bram: User) -> None:
    """In service since 1985 (old group): the factor of the decree is of 1998."""
    piet = people.make_employee("Piet Fictief", kind="wsw_oud", since=day("01-03-1985"))
    client.force_login(bram)
    for asked, value in (("1995-06-30", "telt niet mee"), ("1998-01-01", "1,00 SE")):
        then = page(client, piet, peildatum=asked)
        assert then.status_code == 200
        assert value in text(then), asked
    assert "de SE bestaat sinds 1998" in text(page(client, piet, peildatum="1997-12-31"))
