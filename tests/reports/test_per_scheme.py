"""Schemes side by side: what is not Wsw changes no figure of a Wsw report, and nobody counts twice in a total."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.models import Employment, WswEmployee
from municipalities.logs import AuditEntry
from municipalities.models import User
from reports import schemes
from reports.canonical import canonical
from reports.content import content_of, lay_stands
from reports.figures import TOTAL
from reports.masking import Grid, column_lines, exposed, row_lines
from reports.stands import stands
from tests import people
from tests.people import day, make_employee, make_employment, make_placement
from tests.situations import LAST_QUARTER, make_member, make_neighbours, make_released, make_report

pytestmark = pytest.mark.django_db
OTHERS = ("beschut_werk", "loonkostensubsidie")
LAST = LAST_QUARTER.ends_on


def said() -> dict[str, bytes]:
    """Everything a report over the last quarter says, part by part; only which stands were frozen is left out."""
    lay_stands(LAST_QUARTER, None)
    content: dict[str, Any] = content_of(LAST_QUARTER, None)
    return {part: canonical({part: found}) for part, found in content.items() if part != "stands"}


def make_other(kind: str, coach: User, name: str, **fields: Any) -> WswEmployee:
    """Somebody who only works under another law, with all that a dossier can hold of the quarter."""
    somebody = make_employee(name, kind=kind, cao="aan_de_slag", since=day("01-02-2025"), placed=True, **fields)
    people.make_sick(somebody, since=LAST_QUARTER.starts_on, recovered_on=LAST)
    busy(somebody, coach)
    return somebody


def busy(somebody: WswEmployee, coach: User) -> None:
    people.coach(somebody, coach, since=day("01-02-2025"))
    people.make_contact(somebody, coach, held_on=LAST, kind="werkplekbezoek")
    people.make_loonwaarde(somebody, measured_on=LAST_QUARTER.starts_on)


@pytest.mark.parametrize("kind", OTHERS)
def test_people_of_another_scheme_change_no_byte_of_a_report(kind: str, anouk: User) -> None:
    neighbours = make_neighbours(7)
    people.make_sick(neighbours[0], since=LAST_QUARTER.starts_on)
    make_neighbours(6, "Wierden", "Wim Fictief")
    before = said()
    for nth in range(3):
        make_other(kind, anouk, f"Nina Fictief{nth}", lives_in="Almelo", category=None)
    make_other(kind, anouk, "Nora Fictief", lives_in="Wierden", until=LAST, reason="EBT")
    after = said()
    assert {part for part in before if before[part] != after[part]} == set()


@pytest.mark.parametrize("kind", OTHERS)
def test_a_second_employment_under_another_scheme_changes_no_byte_either(kind: str, anouk: User) -> None:
    truus, *_ = make_neighbours(7)
    people.make_sick(truus, since=LAST_QUARTER.starts_on)
    busy(truus, anouk)
    before = said()
    beside = make_employment(truus, kind=kind, cao="aan_de_slag", since=day("01-02-2025"), hours=4)
    make_placement(beside, "IND", 4, since=day("01-02-2025"), hirer="Bedacht BV")
    after = said()
    assert {part for part in before if before[part] != after[part]} == set()


def test_a_stand_says_its_scheme(anouk: User) -> None:
    truus = make_employee(hours=20)
    make_employment(truus, kind="beschut_werk", cao="aan_de_slag", since=day("01-02-2025"), hours=8)
    make_employment(truus, kind="loonkostensubsidie", cao="aan_de_slag", since=day("01-02-2025"), hours=8)
    found = {stand.scheme: stand for stand in stands([LAST], employees=[truus.pk])}
    assert {scheme: (stand.hours, bool(stand.se)) for scheme, stand in found.items()} == {
        "wsw": (20, True), "beschut": (8, False), "lks": (8, False),
    }  # fmt: skip


# Per regeling


def page(client: Client, by: User, **asked: str) -> Any:
    client.force_login(by)
    return client.get(reverse("per_scheme"), asked)


def make_several(place: str, wsw: int = 0, beschut: int = 0, lks: int = 0, both: int = 0) -> list[WswEmployee]:
    """So many people of `place` who work under one law, and who work under two."""
    made = make_neighbours(wsw + both, place, f"{place} Fictief")
    for somebody in made[wsw:]:
        make_employment(somebody, kind="beschut_werk", since=day("01-02-2025"), hours=8, employer=f"Gemeente {place}")
    for kind, number in (("beschut_werk", beschut), ("loonkostensubsidie", lks)):
        made += [
            make_employee(f"{kind} {place}{nth}", kind=kind, lives_in=place, category=None, since=day("01-02-2025"))
            for nth in range(number)
        ]
    return made


def numbers(response: Any) -> dict[str, int]:
    return {key: number for key, _, number, _ in response.context["cells"]}


def told(response: Any) -> dict[str, list[str]]:
    return {row.code: [cell.text for cell in row.cells] for row in response.context["region"].rows}


def test_bram_sees_each_person_once_and_opens_a_number(client: Client, bram: User) -> None:
    make_several("Almelo", wsw=3, beschut=2, lks=1, both=1)
    make_several("Wierden", wsw=4)
    found = page(client, bram, groep="meer")
    assert numbers(found) == {"wsw": 4, "beschut": 2, "lks": 1, "meer": 1, "samen": 8}  # with Truus
    assert found.context["check"].ok
    assert [each["name"] for each in found.context["people"]] == ["Fictief4, Almelo"]
    assert "region" not in found.context


def test_who_works_here_and_lives_elsewhere_counts_there(client: Client, bram: User, carla: User) -> None:
    make_employee("Otto Fictief", lives_in="Wierden", kind="loonkostensubsidie", since=day("01-02-2025"))
    assert numbers(page(client, bram))["lks"] == 0
    assert numbers(page(client, carla))["lks"] == 1


def test_another_day_counts_who_worked_then(client: Client, bram: User) -> None:
    make_several("Almelo", wsw=1, lks=2)
    assert numbers(page(client, bram, peildatum="2024-12-31"))["samen"] == 2  # with Truus
    assert page(client, bram, peildatum="31-02-2024").status_code == 422


def test_who_opens_a_number_leaves_a_trace_of_each_person(client: Client, bram: User) -> None:
    (truus,) = make_several("Almelo", lks=1)
    page(client, bram, groep="lks")
    assert AuditEntry.objects.filter(act="figure_opened", subjects__contains=[truus.key]).exists()


def test_daan_sees_the_six_masked_and_nobody(client: Client, daan: User) -> None:
    """By hand: the 3 with a subsidy in Almelo are few; one more of their row and column goes with it, and a fourth."""
    make_several("Almelo", wsw=6, beschut=7, lks=3)
    make_several("Wierden", wsw=8, beschut=9, lks=6, both=5)
    make_released(make_report())
    found = page(client, daan)
    rows = told(found)
    assert rows["GM0141"] == ["6", "×", "<5", "0", "16"]
    assert rows["GM0189"] == ["13", "×", "×", "0", "28"]  # of whom five in beschut werk too, who count once
    assert rows["totaal"] == ["19", "16", "9", "0", "44"]
    assert "cells" not in found.context
    assert "Zoals het register het nu zegt" not in found.content.decode()
    assert "Fictief" not in "".join(text for row in rows.values() for text in row)
    assert page(client, daan, groep="lks").status_code == 404


def test_of_the_six_only_a_released_report_as_it_was_known(client: Client, committed: None) -> None:
    """What is registered later changes nothing: two looks cannot be subtracted."""
    ellen, daan = make_member("Ellen", "controller", "Almelo"), make_member("Daan", "board_member", "Almelo")
    everybody = make_several("Almelo", wsw=6, lks=7)
    assert page(client, daan).context["no_report"]
    report = make_released(make_report())
    before = told(page(client, daan))
    gone = [somebody.pk for somebody in everybody[-2:]]
    with transaction.atomic():
        people.recorded_on(report.known_on + timedelta(hours=1))
        Employment.objects.filter(employee__in=gone).update(ends_on=LAST_QUARTER.starts_on, outflow_reason="EBT")
    assert told(page(client, daan)) == before
    schemes._region.cache_clear()
    assert told(page(client, daan)) == before
    assert page(client, ellen).context["report"] == report
    assert page(client, ellen, peildatum=str(LAST_QUARTER.eve)).context["no_report"]


def test_what_the_report_hides_is_not_given_away_by_a_total(client: Client, daan: User) -> None:
    """Three in Wierden are hidden in the report, so no place has a total: with it they could be worked out."""
    make_several("Almelo", wsw=9, lks=7)
    make_several("Wierden", wsw=3, lks=8)
    make_several("Tubbergen", wsw=8, lks=6)
    report = make_released(make_report())
    hidden = {name.split("|")[0] for name in report.shown["masks"] if name.endswith("|end")}
    assert "GM0189" in hidden
    rows = told(page(client, daan))
    assert {code for code, row in rows.items() if row[0] in ("<5", "×")} == hidden
    assert all(row[4] == "×" for code, row in rows.items() if code != "totaal")
    assert rows["totaal"][2] == "21"


def test_no_small_number_can_be_worked_out() -> None:
    """With what the report prints, and with what it hides."""
    heads = {"GM0141": 9, "GM0189": 8, "buiten": 0, TOTAL: 17}
    found = [("GM0141", "lks")] * 2 + [("GM0189", "lks")] * 7 + [("GM0189", "wsw")] * 8 + [("buiten", "meer")]
    counts = schemes.beside(found, heads)
    assert counts[TOTAL, schemes.ALL] == 17 + 10
    for of_report in ({}, {"GM0141": "×", "GM0189": "×"}):
        masks = schemes.masks_beside(counts, of_report, 5)
        summed = [place for place in heads if not of_report or place == TOTAL]
        others = ("beschut", "lks", "meer")
        lines = (
            *column_lines([place for place in heads if place != TOTAL], others, total=TOTAL),
            *row_lines(summed, left=("wsw", *others), right=(schemes.ALL,)),
        )
        names = {name for line in lines for name in line.left + line.right}
        assert masks["GM0141", "lks"] == "<5"
        assert exposed(Grid({name: counts[name] for name in names}, lines), masks) == []
        assert all(masks["GM0141", key] == "×" for key in ("wsw", schemes.ALL) if of_report)
