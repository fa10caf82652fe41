"""Where people work, on a map: own people by their number, the six together masked and without names."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.models import Hirer, Placement
from municipalities.models import User
from reports import towns
from reports.charts.map import Spot, town_map
from reports.figures import AT_AN_EMPLOYER
from reports.tables import Cell, number_cell
from tests.people import make_employee, make_placement, recorded_on
from tests.situations import LAST_QUARTER, make_member, make_neighbours, make_released, make_report

pytestmark = pytest.mark.django_db


def page(client: Client, by: User, **asked: str) -> Any:
    client.force_login(by)
    return client.get(reverse("people_by_town"), asked)


def told(response: Any, key: str) -> dict[str, str]:
    part = next(each for each in response.context["parts"] if each["key"] == key)
    return {row.code: row.cells[0].text for row in part["table"].rows}


def place(number: int, city: str, at: str = "Almelo") -> None:
    """So many people of `at` who work at a hirer in `city`."""
    Hirer.objects.get_or_create(name=f"Bedrijf {city}", defaults={"city": city})
    for nth in range(number):
        somebody = make_employee(f"{city} {at}{nth}", lives_in=at, employer=f"Gemeente {at}")
        make_placement(somebody, "IND", 30, hirer=f"Bedrijf {city}")


def test_bram_sees_his_own_people_by_town(client: Client, bram: User) -> None:
    """Truus of the fixture works beschut binnen, so with no hirer."""
    place(2, "Enter")
    place(1, "Rommeldam")
    place(3, "Enter", at="Wierden")
    assert told(page(client, bram), "eigen") == {"Enter": "2", "elders": "1", "zonder": "1", "geen": "0", "totaal": "4"}
    assert [each["key"] for each in page(client, bram).context["parts"]] == ["eigen"]


def test_all_together_are_who_is_counted_per_scheme(client: Client, bram: User) -> None:
    """Truus, two of Enter and one who waits for work; who works for Almelo and lives in Wierden counts there."""
    place(2, "Enter")
    make_employee("Wil Fictief")
    make_employee("Otto Fictief", lives_in="Wierden", placed=True)
    client.force_login(bram)
    per_scheme = {key: number for key, _, number, _ in client.get(reverse("per_scheme")).context["cells"]}
    found = told(page(client, bram), "eigen")
    assert (found["totaal"], found["geen"], per_scheme["samen"]) == ("4", "1", 4)


def test_somebody_at_two_places_counts_where_the_most_hours_are(client: Client, bram: User) -> None:
    for city in ("Goor", "Delden"):
        Hirer.objects.create(name=f"Bedrijf {city}", city=city)
    wim = make_employee("Wim Fictief")
    make_placement(wim, "IND", 12, hirer="Bedrijf Goor")
    make_placement(wim, "IND", 20, hirer="Bedrijf Delden")
    found = told(page(client, bram), "eigen")
    assert found["Delden"] == "1"
    assert "Goor" not in found


def test_daan_sees_no_small_number_and_nobody(client: Client, daan: User) -> None:
    """By hand: 6 in Enter, 7 in Rijssen, 2 in Goor and 3 in Delden, which are told together."""
    place(6, "Enter")
    place(7, "Rijssen")
    place(2, "Goor", at="Wierden")
    place(3, "Delden", at="Wierden")
    make_neighbours(8)
    make_released(make_report())
    found = page(client, daan)
    assert told(found, "samen") == {"Enter": "6", "Rijssen": "7", "elders": "5"}
    said = found.content.decode()
    assert not any(name in said for name in ("Buur", "Enter Almelo", "Bedrijf", "Goor", "Delden"))


def test_what_is_registered_later_changes_no_map_of_the_six(client: Client, committed: None) -> None:
    daan = make_member("Daan", "board_member", "Almelo")
    place(6, "Enter")
    place(7, "Rijssen")
    report = make_released(make_report())
    assert told(page(client, daan), "samen") == {"Enter": "6", "Rijssen": "7"}
    some = Placement.objects.filter(hirer__city="Enter").values("pk")[:4]
    with transaction.atomic():
        recorded_on(report.known_on + timedelta(hours=1))
        Placement.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(ends_on=LAST_QUARTER.starts_on)
    towns._region.cache_clear()
    assert told(page(client, daan), "samen") == {"Enter": "6", "Rijssen": "7"}


def test_where_the_report_hides_who_works_where_there_is_no_map(client: Client, daan: User) -> None:
    """One person without work is hidden in the report; all who work less all on the map would tell."""
    place(6, "Enter")
    make_employee("Wim Fictief")
    report = make_released(make_report())
    assert "totaal|heads:LEEG" in report.shown["masks"]
    found = page(client, daan)
    assert found.context["no_map"]
    assert found.context["parts"] == []


def test_the_map_of_the_six_is_of_whom_the_report_counts(client: Client, daan: User) -> None:
    """By hand: 13 of the Wsw, and 2 with loonkostensubsidie, whom all on the map less all at an employer would tell."""
    place(6, "Enter")
    place(7, "Rijssen")
    for nth in range(2):
        somebody = make_employee(f"Lotte Fictief{nth}", kind="loonkostensubsidie")
        make_placement(somebody, "IND", 30, hirer="Bedrijf Enter")
    report = make_released(make_report())
    at_an_employer = sum(
        int(each["value"])
        for each in report.content["figures"]
        if (each["figure"], each["municipality"]) == ("heads", "totaal") and each["dims"]["form"] in AT_AN_EMPLOYER
    )
    found = told(page(client, daan), "samen")
    assert found == {"Enter": "6", "Rijssen": "7"}
    assert sum(map(int, found.values())) == at_an_employer


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"A": 9, "B": 6}, {"A": 9, "B": 6}),
        ({"A": 9, "B": 3}, {"elders": 12}),  # three are few, so the smallest of the rest goes with them
        ({"A": 9, "B": 3, "C": 2}, {"A": 9, "elders": 5}),
        ({"A": 9, "B": 6, "elders": 1}, {"A": 9, "elders": 7}),
        ({"A": 3}, {}),
        ({}, {}),
    ],
)
def test_towns_of_few_go_together(counts: dict[str, int], told: dict[str, int]) -> None:
    known_of = {"elders": 0, "zonder": 40, "totaal": 40 + sum(counts.values())} | counts
    assert towns.of_many(known_of, 5) == told


# The drawing


def spot(name: str, latitude: float, longitude: float, number: int | None = 9) -> Spot:
    return Spot(name, latitude, longitude, Cell(None, "<5", "<5") if number is None else number_cell(Decimal(number)))


def drawn(*spots: Spot) -> str:
    return str(town_map(spots, key="x", title="Waar", description="Een kaart"))


def circles(svg: str) -> list[tuple[str, float, float, float]]:
    found = re.findall(r'<circle class="([\w ]+)" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)
    return [(kind, float(x), float(y), float(r)) for kind, x, y, r in found]


def test_north_is_up_east_is_right_and_surface_is_number() -> None:
    _, north, east = circles(drawn(spot("A", 52.3, 6.5, 16), spot("B", 52.5, 6.5, 4), spot("C", 52.3, 6.9, 4)))
    first = circles(drawn(spot("A", 52.3, 6.5, 16), spot("B", 52.5, 6.5, 4), spot("C", 52.3, 6.9, 4)))[0]
    assert (north[1], north[2] < first[2]) == (first[1], True)
    assert (east[2], east[1] > first[1]) == (first[2], True)
    assert first[3] == pytest.approx(2 * north[3], abs=0.1)


def test_a_hidden_number_has_an_open_dot_of_one_size() -> None:
    found = circles(drawn(spot("A", 52.3, 6.5, 40), spot("B", 52.5, 6.7, None), spot("C", 52.4, 6.9, None)))
    assert [(kind, r) for kind, _, _, r in found if kind == "then"] == [("then", 4.0), ("then", 4.0)]


def test_it_needs_no_style_and_no_script_and_names_are_escaped() -> None:
    svg = drawn(spot("<b>A & B</b>", 52.3, 6.5))
    assert "style" not in svg
    assert "script" not in svg
    assert "<b>" not in svg
    assert 'role="img"' in svg


def test_names_do_not_lie_over_one_another_nor_outside() -> None:
    """Forty on a small field: some names find no room, and stand in the list only."""
    svg = drawn(*(spot(f"Plaats nummer {n}", 52.3 + n % 8 / 40, 6.6 + n // 8 / 40, n + 1) for n in range(40)))
    boxes = []
    for x, y, anchor, text in re.findall(
        r'<text(?: class="\w+")? x="([\d.]+)" y="([\d.]+)"(?: text-anchor="(\w+)")?>([^<]+)', svg
    ):
        wide = len(text) * 4
        left = float(x) - (wide if anchor == "end" else wide / 2 if anchor == "middle" else 0)
        boxes.append((left, float(y) - 9, left + wide, float(y)))
        assert left >= 0
        assert left + wide <= 380
    assert 10 < len(boxes) < 40
    for nth, one in enumerate(boxes):
        for other in boxes[nth + 1 :]:
            assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])
