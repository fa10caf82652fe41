"""Unpaid leave and RVU: it begins, ends and is put right, and what it does to the stands is said beforehand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Correction, Leave, WswEmployee
from municipalities.models import User, today
from reports.stands import stand_of
from tests import people
from tests.opened import source
from tests.situations import LAST_QUARTER, make_released, make_report

TODAY = today()
EVE = TODAY - timedelta(days=1)
SOON = TODAY + timedelta(days=30)

WHY = {"because_kind": "late_melding", "because": "Te laat gemeld."}


def new(person: WswEmployee) -> str:
    return reverse("leave_new", args=[person.key])


def of(leave: Leave, what: str) -> str:
    return reverse(f"leave_{what}", args=[leave.employment.employee.key, leave.key])


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    """As Bram fills it in: unpaid leave from today, without an end."""
    return {"employment": person.employments.get().pk, "kind": "onbetaald", "starts_on": TODAY.isoformat()} | changed


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def nearly_aow(person: WswEmployee) -> None:
    """66 years old: within two years of AOW, whenever this runs."""
    WswEmployee.objects.filter(pk=person.pk).update(birth_date=TODAY - timedelta(days=366 * 66))


@pytest.fixture
def leave(truus: WswEmployee) -> Leave:
    return people.make_leave(truus, since=TODAY - timedelta(days=10))


def registered(person: WswEmployee) -> list[tuple[str, date, date | None]]:
    return list(Leave.objects.filter(employee=person).values_list("kind", "starts_on", "ends_on"))


def se_on(person: WswEmployee, day: date) -> tuple[Decimal, Decimal]:
    """What counts, and what RVU would have counted."""
    stand = stand_of(person.pk, day)
    assert stand is not None
    return stand.se, stand.rvu_se


def refused(client: Client, url: str, data: dict[str, Any], person: WswEmployee) -> str:
    before = registered(person)
    response = client.post(url, data)
    assert response.status_code == 422
    assert registered(person) == before
    return source(response)


def test_bram_registers_unpaid_leave(as_bram: Client, truus: WswEmployee) -> None:
    assert as_bram.post(new(truus), filled(truus))["Location"] == f"/medewerkers/{truus.key}/"
    assert registered(truus) == [("onbetaald", TODAY, None)]
    page = source(as_bram.get(f"/medewerkers/{truus.key}/"))
    assert "Onbetaald verlof" in page


@pytest.mark.parametrize(("kind", "memo"), [("onbetaald", 0), ("rvu", 1)])
def test_leave_has_no_se_and_rvu_is_told_apart(as_bram: Client, truus: WswEmployee, kind: str, memo: int) -> None:
    """R15, Besluit art. 15a: without wage no stand. R16d: RVU is a memo line beside SE."""
    nearly_aow(truus)
    as_bram.post(new(truus), filled(truus, kind=kind))
    assert se_on(truus, TODAY) == (0, memo)


def test_what_it_brings_is_shown_first(as_bram: Client, truus: WswEmployee) -> None:
    page = source(as_bram.get(new(truus), filled(truus, ends_on=SOON.isoformat())))
    period = f"Van {TODAY:%d-%m-%Y} tot en met {SOON:%d-%m-%Y}"
    assert f"{period} werkt Truus Fictief niet. De plaatsingen en uren blijven staan." in page
    assert registered(truus) == []


def test_leave_ends_with_the_employment_at_the_latest(as_bram: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    job.placements.update(ends_on=SOON)
    job.hours.update(ends_on=SOON)
    truus.employments.update(ends_on=SOON)
    as_bram.post(new(truus), filled(truus))
    assert registered(truus) == [("onbetaald", TODAY, SOON)]
    page = refused(as_bram, new(truus), filled(truus, ends_on=(SOON + timedelta(days=1)).isoformat()), truus)
    assert f"Het dienstverband eindigt al op {SOON:%d-%m-%Y}." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": ""}, "Kies een soort verlof."),
        ({"kind": "ziek"}, "Kies een soort uit de lijst."),
        ({"starts_on": ""}, "Vul een datum in."),
        ({"ends_on": EVE.isoformat()}, "De laatste dag ligt voor de eerste."),
        ({"starts_on": "2008-02-29"}, "Deze dag valt niet binnen het dienstverband (01-03-2008 tot nu)."),
    ],
)
def test_what_cannot_be_is_said(as_bram: Client, truus: WswEmployee, changed: dict[str, str], sentence: str) -> None:
    assert sentence in refused(as_bram, new(truus), filled(truus, **changed), truus)


@pytest.mark.parametrize(("first", "status"), [("2026-03-31", 422), ("2026-04-01", 302)])
def test_r28c_rvu_begins_two_years_before_aow_at_the_earliest(
    as_bram: Client, truus: WswEmployee, first: str, status: int
) -> None:
    """Born on 01-01-1961: AOW on 01-04-2028, so RVU from 01-04-2026."""
    WswEmployee.objects.filter(pk=truus.pk).update(birth_date=date(1961, 1, 1))
    answer = as_bram.post(new(truus), filled(truus, kind="rvu", starts_on=first))
    assert answer.status_code == status
    said = "RVU kan vanaf 01-04-2026: twee jaar voor de AOW op 01-04-2028."
    assert (said in source(answer)) is (status == 422)


def test_leave_that_overlaps_is_refused_and_said_beforehand(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    said = "Op deze dagen staat al ander verlof."
    url = f"/medewerkers/{truus.key}/verlof/{leave.key}/verbeteren/"
    named = f'href="{url}">onbetaald verlof, {leave.starts_on:%d-%m-%Y} tot nu</a>'
    for page in (
        source(as_bram.get(new(truus), filled(truus))),
        refused(as_bram, new(truus), filled(truus), truus),
    ):
        assert f"{said} In de weg staat: <a {named}." in page


def test_leave_that_is_there_ends_the_day_before_when_asked(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    """One act: the older leave ends by the same door as always, and the new begins."""
    nearly_aow(truus)
    offered = f"Sluit het verlof dat er al staat (onbetaald verlof) op {EVE:%d-%m-%Y}"
    whole = offered.replace(f"{EVE:%d-%m-%Y}", f'<span class="d">{EVE:%d-%m-%Y}</span>')
    assert whole in as_bram.get(new(truus), filled(truus, kind="rvu")).content.decode()
    assert offered in refused(as_bram, new(truus), filled(truus, kind="rvu"), truus)
    page = source(as_bram.get(new(truus), filled(truus, kind="rvu", cut="on")))
    assert f"Het verlof dat er al staat (onbetaald verlof) eindigt op {EVE:%d-%m-%Y}." in page
    assert as_bram.post(new(truus), filled(truus, kind="rvu", cut="on")).status_code == 302
    assert registered(truus) == [("onbetaald", leave.starts_on, EVE), ("rvu", TODAY, None)]


def test_leave_put_right_offers_to_end_the_leave_before_it(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    Leave.objects.update(ends_on=EVE)
    later = people.make_leave(truus, since=TODAY)
    first = TODAY - timedelta(days=5)
    last = first - timedelta(days=1)
    sent = {"kind": "onbetaald", "starts_on": first.isoformat(), "ends_on": ""}
    page = refused(as_bram, of(later, "correct"), sent, truus)
    assert "Sluit het verlof dat er al staat (onbetaald verlof) op" in page
    assert "In de weg staat: " in page
    told = source(as_bram.get(of(later, "correct"), sent | {"cut": "on"}))
    assert f"Het verlof dat er al staat (onbetaald verlof) eindigt op {last:%d-%m-%Y}." in told
    assert as_bram.post(of(later, "correct"), sent | {"cut": "on"}).status_code == 302
    assert registered(truus) == [("onbetaald", leave.starts_on, last), ("onbetaald", first, None)]


def test_nothing_is_offered_to_end_that_did_not_begin_before(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    earlier = filled(truus, starts_on=leave.starts_on.isoformat(), cut="on")
    page = refused(as_bram, new(truus), earlier, truus)
    assert "Sluit het verlof" not in page
    assert "In de weg staat: " in page


def test_leave_of_another_employment_is_not_in_the_way(as_bram: Client) -> None:
    """Of two jobs at once each has leave of its own: what stands under the other is neither named nor ended."""
    somebody = people.make_employee("Twee Banen", hours=20)
    people.make_leave(somebody.employments.get(), since=TODAY - timedelta(days=10))
    second = people.make_employment(somebody, employer="Stichting Bedacht", hours=10)
    begun = {"employment": second.pk, "kind": "onbetaald", "starts_on": TODAY.isoformat(), "cut": "on"}
    assert "Sluit het verlof" not in source(as_bram.get(new(somebody), begun))
    assert as_bram.post(new(somebody), begun).status_code == 302
    assert [ends_on for _, _, ends_on in registered(somebody)] == [None, None]


def test_r75_in_a_released_quarter_it_asks_why(as_bram: Client, truus: WswEmployee) -> None:
    make_released(make_report())
    first = (LAST_QUARTER.ends_on - timedelta(days=20)).isoformat()
    page = refused(as_bram, new(truus), filled(truus, starts_on=first), truus)
    assert "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert." in page
    assert as_bram.post(new(truus), filled(truus, starts_on=first, **WHY)).status_code == 302
    assert Correction.objects.get(employee=truus).because == "Te laat gemeld."


def test_bram_ends_leave(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    assert as_bram.post(of(leave, "end"), {"on": EVE.isoformat()}).status_code == 302
    assert registered(truus) == [("onbetaald", leave.starts_on, EVE)]
    assert se_on(truus, EVE) == (0, 0)
    assert se_on(truus, TODAY) == (1, 0)


def test_leave_does_not_end_before_it_begins_nor_later_than_it_did(
    as_bram: Client, truus: WswEmployee, leave: Leave
) -> None:
    before = (leave.starts_on - timedelta(days=1)).isoformat()
    said = f"De laatste dag ligt voor de eerste ({leave.starts_on:%d-%m-%Y})."
    assert said in refused(as_bram, of(leave, "end"), {"on": before}, truus)
    Leave.objects.update(ends_on=EVE)
    page = refused(as_bram, of(leave, "end"), {"on": TODAY.isoformat()}, truus)
    assert f"Het verlof eindigt al op {EVE:%d-%m-%Y}. Kies een eerdere dag." in page


def test_a_wrong_kind_and_day_are_put_right(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    nearly_aow(truus)
    data = {"kind": "rvu", "starts_on": TODAY.isoformat(), "ends_on": ""}
    assert as_bram.post(of(leave, "correct"), data).status_code == 302
    assert registered(truus) == [("rvu", TODAY, None)]
    page = source(as_bram.get(reverse("employee_history", args=[truus.key])))
    assert "de soort van onbetaald verlof naar RVU" in page


def test_leave_that_was_not_there_goes_and_the_history_keeps_it(
    as_bram: Client, truus: WswEmployee, leave: Leave
) -> None:
    data = {"kind": leave.kind, "starts_on": leave.starts_on.isoformat(), "ends_on": "", "gone": "on"}
    assert as_bram.post(of(leave, "correct"), data).status_code == 302
    assert registered(truus) == []
    page = source(as_bram.get(reverse("employee_history", args=[truus.key])))
    assert f"het verlof vanaf {leave.starts_on:%d-%m-%Y}" in page


def test_the_dossier_leads_there(as_bram: Client, truus: WswEmployee, leave: Leave) -> None:
    page = source(as_bram.get(f"/medewerkers/{truus.key}/"))
    for url in (new(truus), of(leave, "end"), of(leave, "correct")):
        assert url in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_carla_finds_nothing_and_anouk_may_not(
    client: Client, carla: User, anouk: User, truus: WswEmployee, leave: Leave, method: str
) -> None:
    for user, status in ((carla, 404), (anouk, 403)):
        client.force_login(user)
        for url in (new(truus), of(leave, "end"), of(leave, "correct")):
            assert getattr(client, method)(url).status_code == status
