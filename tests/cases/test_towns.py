"""Towns, and how far they are apart in a straight line; open places and hirers by that distance."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.demo.firms import FAR_TOWNS, TOWNS
from cases.models import Hirer, HirerSite, Vacancy
from cases.towns import TOWNS as FILE
from cases.towns import kilometres, main_town, town, towns
from municipalities.models import User, today
from tests.people import make_employee, make_placement

SIX = ("GM0141", "GM0163", "GM1742", "GM0183", "GM1700", "GM0189")


# By hand on a flat map: a degree of latitude is 111.2 km, of longitude 111.2 x cos(52.3 degrees) = 68.0 km here.
@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("Almelo", "Enschede", 22),  # 0.1384 and 0.2333 degrees: 15.4 and 15.9 km
        ("Nijverdal", "Almelo", 13),  # 0.0033 and 0.1944: 0.4 and 13.2
        ("Holten", "Nijverdal", 9),  # 0.0800 and 0.0481: 8.9 and 3.3
        ("Zwolle", "Almelo", 42),  # 0.1558 and 0.5681: 17.3 and 38.6
        ("Wierden", "Wierden", 0),
    ],
)
def test_how_far_two_towns_are_apart(one: str, other: str, far: int) -> None:
    here, there = town(one), town(other)
    assert here is not None
    assert there is not None
    assert kilometres(here, there) == kilometres(there, here) == far


def test_a_town_is_found_by_how_people_write_it() -> None:
    assert town(" almelo ") == town("ALMELO")
    found = town("Westerhaar")
    assert found is not None
    assert found.name == "Westerhaar-Vriezenveensewijk"
    assert town("Rommeldam") is town("") is town(None) is None


def test_somebody_lives_in_the_largest_town_of_the_municipality() -> None:
    names = {code: getattr(main_town(code, None), "name", None) for code in SIX}
    assert names == {
        "GM0141": "Almelo", "GM0163": "Nijverdal", "GM1742": "Rijssen", "GM0183": "Tubbergen",
        "GM1700": "Vriezenveen", "GM0189": "Wierden",
    }  # fmt: skip
    assert main_town("GM0153", "Enschede") == town("Enschede")  # of those that do not take part: by its name
    assert main_town(None, None) is None


def test_every_town_of_the_demo_is_in_the_list() -> None:
    named = {name for each in TOWNS.values() for name in each} | set(FAR_TOWNS)
    assert {name for name in named if town(name) is None} == set()


def test_the_list_is_of_here_and_says_its_source() -> None:
    for each in towns().values():
        assert 51.9 < each.latitude < 52.8
        assert 5.9 < each.longitude < 7.3
    said = FILE.read_text(encoding="utf-8")
    assert re.match(r"# .*GeoNames \(geonames\.org\), CC BY 4\.0", said)


# The page


@pytest.fixture
def nearby(db: None) -> dict[str, Hirer]:
    """Three hirers: one in Enter, one with sites in Rijssen and Zwolle, one of which no town is known."""
    far = Hirer.objects.create(name="Atelier Ver", city="Zwolle")
    HirerSite.objects.create(hirer=far, name="Noord", city="Zwolle")
    HirerSite.objects.create(hirer=far, name="Zuid", city="Rijssen")
    made = [Hirer.objects.create(name="Bakkerij Dichtbij", city="Enter"), Hirer.objects.create(name="Circus Ergens")]
    for hirer in (far, *made):
        Vacancy.objects.create(hirer=hirer, function=f"Werk {hirer.name}", form="IND", hours=20, starts_on=today())
    return {each.name: each for each in (far, *made)}


def page(client: Client, by: User, **asked: str) -> Any:
    client.force_login(by)
    return client.get(reverse("work_nearby"), asked)


def test_the_nearest_comes_first_and_what_is_not_known_last(
    client: Client, carla: User, nearby: dict[str, Hirer]
) -> None:
    """From Wierden: Enter 7 km, Rijssen 8, Zwolle 38."""
    found = page(client, carla)
    assert found.context["since"].name == "Wierden"
    own = [each for each in found.context["places"] if each.hirer.name in nearby]
    assert [(each.hirer.name, each.city, each.far) for each in own] == [
        ("Bakkerij Dichtbij", "Enter", 7), ("Atelier Ver", "Rijssen", 8), ("Atelier Ver", "Zwolle", 38),
        ("Circus Ergens", "", None),
    ]  # fmt: skip
    assert [(row["vacancy"].hirer.name, row["far"]) for row in found.context["vacancies"]] == [
        ("Bakkerij Dichtbij", 7), ("Atelier Ver", 38), ("Circus Ergens", None),
    ]  # fmt: skip


def test_from_another_town_the_order_is_another(client: Client, carla: User, nearby: dict[str, Hirer]) -> None:
    places = page(client, carla, vanuit="Zwolle").context["places"]
    assert [each.city for each in places if each.hirer.name in nearby][:2] == ["Zwolle", "Rijssen"]
    assert page(client, carla, vanuit="Rommeldam").context["since"].name == "Wierden"


def test_only_own_people_are_counted_and_each_once(client: Client, carla: User, nearby: dict[str, Hirer]) -> None:
    wim = make_employee("Wim Fictief", lives_in="Wierden", employer="Gemeente Wierden")
    for form, hours in (("IND", 20), ("GRD", 10)):
        make_placement(wim, form, hours, hirer="Bakkerij Dichtbij")
    make_employee("Truus Fictief")
    make_placement(make_employee("Joke Fictief"), "IND", 20, hirer="Bakkerij Dichtbij")
    found = page(client, carla)
    place = next(each for each in found.context["places"] if each.hirer.name == "Bakkerij Dichtbij")
    assert (len(place.people), place.labels) == (1, ["groepsdetachering", "individuele detachering"])


def test_a_coach_chooses_a_town(client: Client, anouk: User, nearby: dict[str, Hirer]) -> None:
    found = page(client, anouk)
    assert found.context["since"] is None
    assert {each.far for each in found.context["places"]} == {None}
    assert "Kies een plaats" in found.content.decode()
    assert page(client, anouk, vanuit="Enter").context["places"][0].far == 0


def test_daan_does_not_know_of_it(client: Client, daan: User) -> None:
    assert page(client, daan).status_code == 404


def test_a_dossier_leads_to_work_near_where_somebody_lives(client: Client, bram: User, truus: Any) -> None:
    client.force_login(bram)
    page = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert f'href="{reverse("work_nearby")}?vanuit=Almelo"' in page


def test_a_candidate_is_told_the_distance_as_a_reason(client: Client, anouk: User, truus: Any) -> None:
    """From the main town of where she lives; nothing is said of a town that is not known, or the same."""
    truus.employments.get().placements.update(hours=20)
    told = {}
    for city in ("Enschede", "Almelo", "Rommeldam"):
        hirer = Hirer.objects.create(name=f"Bedrijf {city}", city=city)
        place = Vacancy.objects.create(hirer=hirer, function="Inpakker", form="IND", hours=10, starts_on=today())
        client.force_login(anouk)
        (row,) = client.get(reverse("vacancy", args=[place.key])).context["people"]
        told[city] = [reason for reason in row["reasons"] if "Hemelsbreed" in reason]
    assert told == {"Enschede": ["Hemelsbreed 22 km, van Almelo naar Enschede."], "Almelo": [], "Rommeldam": []}
