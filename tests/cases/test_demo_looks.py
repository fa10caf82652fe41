"""The made-up register looks like the sector: its published figures (domain dossier 1.4), within tolerances."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import groupby

import pytest

from tests.cases.demo_register import COUNTED, DAY, STAYS, UNTIL, Register, build, day, runs


@pytest.fixture(scope="module")
def soweco(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return build(tmp_path_factory.mktemp("register"), people=1150)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Big enough for shares to mean something."""
    return build(tmp_path_factory.mktemp("register"), people=4000)


def test_the_size_and_the_split_of_2019(soweco: Register) -> None:
    split = {"GM0141": 505, "GM0163": 128, "GM1742": 139, "GM0183": 94, "GM1700": 181, "GM0189": 103}
    assert soweco.residents(COUNTED) == split
    assert soweco.summary.in_service_2019 == len(soweco.in_service(COUNTED)) == 1150
    assert soweco.summary.in_service == len(soweco.in_service(UNTIL)) == sum(dict(soweco.summary.residents).values())
    assert dict(soweco.summary.residents) == soweco.residents(UNTIL)
    assert 600 < soweco.summary.in_service < 850


def main_forms(register: Register, on: date) -> Counter[str]:
    placed = register.by("plaatsingen", "personeelsnummer")
    forms: Counter[str] = Counter()
    for number in register.in_service(on):
        mine = [row for row in placed[(number,)] if runs(row, on)]
        forms[max(mine, key=lambda row: Decimal(row["uren"]))["vorm"] if mine else "LEEG"] += 1
    return forms


@pytest.mark.parametrize("on", [date(2019, 1, 1), date(2022, 12, 31), UNTIL])
def test_the_ladder_is_near_the_national_one(large: Register, on: date) -> None:
    forms = main_forms(large, on)
    share = {form: 100 * count / forms.total() for form, count in forms.items()}
    assert share["BSB"] + share["WOL"] + share["LEEG"] == pytest.approx(57, abs=3)
    assert share["GRD"] == pytest.approx(18.5, abs=2.5)
    assert share["IND"] == pytest.approx(17.5, abs=2.5)
    assert share["BW"] == pytest.approx(7, abs=1.5)
    assert 0.3 < share["LEEG"] < 4


def test_the_age_pyramid_of_2022(large: Register) -> None:
    on = date(2022, 12, 31)
    people = large.people()
    ages = [(on - day(people[number]["geboortedatum"])).days / 365.25 for number in large.in_service(on)]
    assert sum(ages) / len(ages) == pytest.approx(52.4, abs=0.8)
    assert sum(age >= 46 for age in ages) / len(ages) == pytest.approx(0.78, abs=0.03)
    assert min(ages) >= 27 - 0.01


def test_full_time_shares(large: Register) -> None:
    hours = large.by("uren", "personeelsnummer", "dienstverband")
    full: dict[str, list[bool]] = defaultdict(list)
    for number, row in large.in_service(date(2020, 12, 31)).items():
        now = next(one for one in hours[(number, row["nummer"])] if runs(one, date(2020, 12, 31)))
        full[row["soort"]].append(Decimal(now["uren"]) >= 36)
    assert sum(full["wsw_oud"]) / len(full["wsw_oud"]) == pytest.approx(0.71, abs=0.05)
    assert sum(full["nwsw"]) / len(full["nwsw"]) == pytest.approx(0.40, abs=0.05)


def test_most_leave_by_death_pension_or_two_years_sickness(large: Register) -> None:
    reasons = Counter(
        row["uitstroomreden"]
        for row in large.files["dienstverbanden"]
        if row["tot"] and date(2016, 11, 22) <= day(row["tot"]) < UNTIL and row["uitstroomreden"] not in STAYS
    )
    natural = sum(reasons[reason] for reason in ("OVL", "AOW", "PEN", "ZIE"))
    assert natural / reasons.total() == pytest.approx(0.78, abs=0.04)
    assert reasons == dict(large.summary.outflow)


def test_sickness_is_about_a_seventh(large: Register) -> None:
    """Unweighted by hours: sick days times percentage over days in service, 2018-2025."""
    first, last = date(2018, 1, 1), date(2025, 12, 31)
    served = sum(common(row["van"], row["tot"], first, last) for row in large.files["dienstverbanden"])
    ends = {(row["personeelsnummer"], row["eerste_dag"]): row["hersteld_op"] for row in large.files["verzuim"]}
    sick = 0.0
    for key, rows in groupby(
        large.files["verzuimpercentages"], lambda row: (row["personeelsnummer"], row["eerste_dag"])
    ):
        steps = list(rows)
        until = [*(step["van"] for step in steps[1:]), ends[key]]
        for step, end in zip(steps, until, strict=True):
            through = str(day(end) - DAY) if end else ""
            sick += common(step["van"], through, first, last) * int(step["percentage"]) / 100
    assert 0.125 < sick / served < 0.155


def common(first: str, last: str, since: date, until: date) -> int:
    return max(0, (min(day(last), until) - max(day(first), since)).days + 1)


def test_things_happen_in_ten_years(soweco: Register) -> None:
    homes = {row["gemeente"] for row in soweco.files["woonplaatsen"]}
    assert len(soweco.files["woonplaatsen"]) > len(soweco.files["personen"]) + 50
    assert "buitenland" in homes
    assert homes & {code for code, _ in soweco.summary.outside}
    assert {row["soort"] for row in soweco.files["verlof"]} == {"onbetaald", "rvu"}
    assert Counter(row["uitstroomreden"] for row in soweco.files["dienstverbanden"])["BEW"] > 10
    agreed = [row for row in soweco.files["plaatsingen"] if row["tot"] and day(row["tot"]) > UNTIL]
    assert len(agreed) > 50
    by_person = soweco.by("indicaties", "personeelsnummer")
    serving = soweco.in_service(UNTIL)
    last = {number: max(rows, key=lambda row: row["ingang"]) for (number,), rows in by_person.items()}
    assert 1 <= sum(day(last[number]["geldig_tot"]) < UNTIL for number in serving if number in last) <= 40
    changed = [rows for rows in by_person.values() if len({row["categorie"] for row in rows}) > 1]
    assert len(changed) > 10


def test_two_placements_side_by_side_occur(soweco: Register) -> None:
    placed = soweco.by("plaatsingen", "personeelsnummer", "dienstverband")
    assert sum(sum(runs(row, UNTIL) for row in rows) == 2 for rows in placed.values()) > 10
