"""The made-up register keeps the rules of a real one.

The checker is independent: it reads the CSV files back and knows the rules from the law and the register format, not
from the generator.
"""

import csv
import hashlib
import unicodedata
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from cases.demo import generate
from cases.demo.days import aow_day
from cases.demo.logins import LOGINS
from cases.demo.people import test_numbers as bsn_test_numbers
from tests.cases.demo_register import (
    COUNTED,
    DAY,
    FILES,
    STAYS,
    UNTIL,
    Register,
    Row,
    build,
    day,
    gaps,
    overlapping,
    runs,
)

CLOSED, BEFORE_1998, TRANSFER = date(2014, 12, 31), date(1997, 12, 31), date(2021, 1, 1)
AOW_AGES = Path(__file__).resolve().parents[2] / "cases" / "data" / "aow_age.csv"
WSW = {"wsw_oud", "nwsw", "begeleid_werken"}
REASONS = {"OVL", "AOW", "PEN", "ZIE", "EIG", "REG", "BEW", "EBT", "HI1", "HI2", "VER", "DRI", "OVG", "VRH"}


@pytest.fixture(scope="module")
def soweco(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return build(tmp_path_factory.mktemp("register"), people=1150)


@pytest.fixture(
    scope="module",
    params=[
        {"people": 1150},
        {"people": 400, "municipalities": 9, "seed": 3},
        {"people": 150, "until": date(2019, 1, 1), "seed": 4},
        {"people": 150, "until": date(2021, 1, 1), "seed": 5},
        {"people": 150, "until": date(2020, 12, 31), "seed": 6},
        {"people": 150, "until": date(2032, 2, 29), "seed": 7},
        {"people": 40, "municipalities": 1, "seed": 8},
    ],
    ids=["soweco", "nine municipalities", "2019", "day of transfer", "day before transfer", "leap day", "one"],
)
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Register:
    return build(tmp_path_factory.mktemp("register"), **request.param)


# The AOW day (R26-R28), against the generator's own function and a second one from the table.


def aow_by_table(birth: date) -> date:
    with AOW_AGES.open(encoding="utf-8") as file:
        ages = {int(row["year"]): (int(row["years"]), int(row["months"])) for row in csv.DictReader(file)}
    for year in range(2008, 2070):
        years, months = ages.get(year, (65, 0) if year < 2013 else ages[max(ages)])
        total = birth.year * 12 + birth.month - 1 + years * 12 + months
        first = date(total // 12, total % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - DAY
        due = min(first + timedelta(days=birth.day - 1), last)
        if due.year == year:
            return due
    raise AssertionError(birth)


@pytest.mark.parametrize(
    ("birth", "due"),
    [
        ("1959-11-22", "2026-11-22"),  # R26
        ("1960-12-31", "2027-12-31"),  # R27
        ("1961-01-01", "2028-04-01"),
        ("1957-01-01", "2023-11-01"),  # R28
        ("1961-09-30", "2028-12-30"),
        ("1961-10-01", "2029-01-01"),
        ("1960-02-29", "2027-02-28"),  # R28b: the last day of a month that is too short
        ("1961-11-30", "2029-02-28"),
    ],
)
def test_aow_day(birth: str, due: str) -> None:
    assert date.fromordinal(aow_day(day(birth).toordinal())) == day(due) == aow_by_table(day(birth))


def test_nobody_reaches_aow_in_the_first_quarter_of_2028() -> None:
    births = range(date(1959, 1, 1).toordinal(), date(1962, 12, 31).toordinal())
    reached = {date.fromordinal(aow_day(birth)) for birth in births}
    assert not {due for due in reached if date(2028, 1, 1) <= due <= date(2028, 3, 31)}


# The form of the files.


def test_the_files_have_their_columns_and_the_summary_counts_them(register: Register) -> None:
    for name, columns in FILES.items():
        assert all(",".join(row) == columns for row in register.files[name][:1]), name
    assert dict(register.summary.rows) == {name: len(rows) for name, rows in register.files.items()}


def test_every_last_day_lies_on_or_after_the_first(register: Register) -> None:
    for name, rows in register.files.items():
        if "van" in FILES[name].split(","):
            assert [row for row in rows if row["van"] and "tot" in row and day(row["tot"]) < day(row["van"])] == []


def test_rows_name_people_organisations_hirers_and_coaches_that_exist(register: Register) -> None:
    people, organisations = register.people(), {row["naam"]: row["soort"] for row in register.files["organisaties"]}
    hirers = {row["naam"] for row in register.files["inleners"]}
    coaches = {row["email"] for row in register.files["gebruikers"] if row["rol"] == "jobcoach"}
    employments = {(row["personeelsnummer"], row["nummer"]) for row in register.files["dienstverbanden"]}
    assert len(people) == len(register.files["personen"]) == register.summary.people
    assert len(hirers) == len(register.files["inleners"])
    assert len(organisations) == len(register.files["organisaties"])
    assert len(employments) == len(register.files["dienstverbanden"])
    for name, columns in FILES.items():
        if "personeelsnummer" in columns:
            assert {row["personeelsnummer"] for row in register.files[name]} <= people.keys(), name
    for name in ("uren", "verlof", "plaatsingen"):
        assert register.by(name, "personeelsnummer", "dienstverband").keys() <= employments, name
    for row in register.files["dienstverbanden"]:
        assert row["werkgever"] in organisations
        assert row["uitvoerder"] in {"", *organisations}
        assert (organisations[row["werkgever"]] == "bw_werkgever") == (row["soort"] == "begeleid_werken")
    for row in register.files["plaatsingen"]:
        assert row["inlener"] in {"", *hirers}
        assert row["jobcoach"] in {"", *coaches}
        assert bool(row["inlener"]) == (row["vorm"] in {"GRD", "IND", "BW"})
    assert {row["jobcoach"] for row in register.files["caseload"]} <= coaches


def test_nothing_that_happened_lies_after_the_last_day(register: Register) -> None:
    for row in register.files["personen"]:
        assert not row["overlijdensdatum"] or day(row["overlijdensdatum"]) <= register.until
    for name in ("dienstverbanden", "uren", "verlof", "caseload", "woonplaatsen"):
        assert all(day(row["van"]) <= register.until + DAY for row in register.files[name]), name
    for row in register.files["verzuim"]:
        assert day(row["eerste_dag"]) <= register.until
        assert not row["hersteld_op"] or day(row["hersteld_op"]) <= register.until + DAY


# People.


def elfproef(number: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11 == 0


def test_bsns_are_unique_test_numbers_that_pass_the_11_test(register: Register) -> None:
    given = [row["bsn"] for row in register.files["personen"] if row["bsn"]]
    assert len(given) == len(set(given))
    assert all(len(number) == 9 and number.startswith("99999") and elfproef(number) for number in given)
    assert len(given) > 0.5 * min(len(register.files["personen"]), 900)


def test_the_test_range_holds_the_known_numbers() -> None:
    numbers = bsn_test_numbers()
    assert {"999990007", "999990019"} <= set(numbers)
    assert len(set(numbers)) == len(numbers) == 909


def test_nobody_is_called_like_everybody(soweco: Register) -> None:
    names = Counter((row["voornaam"], row["tussenvoegsel"], row["achternaam"]) for row in soweco.files["personen"])
    assert len(names) > 0.95 * len(soweco.files["personen"])
    assert {row["geslacht"] for row in soweco.files["personen"]} <= {"m", "v", "x"}
    assert sum(bool(row["tussenvoegsel"]) for row in soweco.files["personen"]) > 100


def test_companies_and_organisations_say_that_they_are_invented(register: Register) -> None:
    for name in ("inleners", "organisaties"):
        assert all(row["naam"].endswith("(fictief)") for row in register.files[name])
    for row in register.files["inleners"]:
        assert row["kvk"] == "" or (len(row["kvk"]) == 8 and row["kvk"].startswith("00") and row["kvk"].isdigit())


def test_residences_follow_each_other_without_a_gap_or_an_overlap(register: Register) -> None:
    lived = register.by("woonplaatsen", "personeelsnummer")
    for number, employments in register.employments().items():
        rows = lived[(number,)]
        assert overlapping(rows) == []
        assert gaps(rows) == []
        assert day(rows[0]["van"]) <= min(day(row["van"]) for row in employments)
        assert max(day(row["tot"]) for row in rows) >= max(day(row["tot"]) for row in employments)


def test_indications_hold_one_to_fifty_years(register: Register) -> None:
    for (number,), rows in register.by("indicaties", "personeelsnummer").items():
        assert len({row["ingang"] for row in rows}) == len(rows), number
        for row in rows:
            first, last = day(row["ingang"]), day(row["geldig_tot"])
            assert day(row["besluitdatum"]) <= first
            assert later(first, 1) - DAY <= last < later(first, 50)
            assert row["categorie"] in {"matig", "ernstig"}
            assert row["bw_advies"] in {"ja", "nee"}
            assert not row["ingetrokken_per"] or day(row["ingetrokken_per"]) >= first


def later(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def test_everybody_outside_the_old_group_has_a_category(register: Register) -> None:
    indicated = register.by("indicaties", "personeelsnummer")
    for number, employments in register.employments().items():
        if any(row["soort"] != "wsw_oud" for row in employments):
            assert (
                day(indicated[(number,)][0]["ingang"]) <= day(employments[0]["van"])
                or (register.until - day(indicated[(number,)][0]["ingang"])).days > 9 * 365
            )


# Employments.


def test_the_group_is_closed(register: Register) -> None:
    for rows in register.employments().values():
        ordered = sorted(rows, key=lambda row: row["van"])
        assert [row["nummer"] for row in ordered] == [str(number + 1) for number in range(len(ordered))]
        assert overlapping(ordered) == []
        after = [(one, other) for one, other in pairwise(ordered) if day(other["van"]) > CLOSED]
        assert all(day(one["tot"]) + DAY == day(other["van"]) for one, other in after)
        assert day(ordered[0]["van"]) <= CLOSED
        assert {row["soort"] for row in rows} <= WSW


def test_only_who_stayed_since_before_1998_belongs_to_the_old_group(register: Register) -> None:
    people = register.people()
    for number, rows in register.employments().items():
        old = sorted((row for row in rows if row["soort"] == "wsw_oud"), key=lambda row: row["van"])
        in_1997 = any(runs(row, BEFORE_1998) for row in rows)
        assert (people[number]["in_dienst_1997"] == "ja") == in_1997
        if old:
            assert in_1997
            assert gaps(old) == []
            assert day(old[0]["van"]) <= BEFORE_1998


def test_an_end_has_a_reason_and_a_reason_an_end(register: Register) -> None:
    for rows in register.employments().values():
        for row in rows:
            assert bool(row["tot"]) == bool(row["uitstroomreden"])
            assert row["uitstroomreden"] in {"", *REASONS}
        for one, other in pairwise(sorted(rows, key=lambda row: row["van"])):
            if one["uitstroomreden"] in STAYS:
                assert day(one["tot"]) + DAY == day(other["van"])
                assert (one["uitstroomreden"] == "BEW") == (other["soort"] == "begeleid_werken")


def test_nobody_works_on_the_day_of_aow_or_after_death(register: Register) -> None:
    people = register.people()
    for row in register.files["dienstverbanden"]:
        person = people[row["personeelsnummer"]]
        due = aow_by_table(day(person["geboortedatum"]))
        if row["tot"]:
            assert day(row["tot"]) < due
        else:
            assert due > register.until
        assert (row["uitstroomreden"] == "OVL") == (bool(row["tot"]) and row["tot"] == person["overlijdensdatum"])
        if row["uitstroomreden"] == "AOW":
            assert day(row["tot"]) + DAY == due


def test_on_1_1_2021_everybody_goes_over_unchanged(register: Register) -> None:
    """R45: employer only; kind, hours, form and indication stay."""
    gone_over = 0
    hours, placed = (register.by(name, "personeelsnummer", "dienstverband") for name in ("uren", "plaatsingen"))
    for number, rows in register.employments().items():
        for one, other in pairwise(sorted(rows, key=lambda row: row["van"])):
            if day(other["van"]) == TRANSFER and one["soort"] != "begeleid_werken" != other["soort"]:
                gone_over += 1
                assert one["uitstroomreden"] == "OVG"
                assert one["soort"] == other["soort"]
                assert one["werkgever"] == "GR Soweco (fictief)" != other["werkgever"]
                before, after = ((number, row["nummer"]) for row in (one, other))
                assert at(hours[before], TRANSFER - DAY, "uren") == at(hours[after], TRANSFER, "uren")
                forms = "vorm", "uren", "inlener"
                assert at(placed[before], TRANSFER - DAY, *forms) == at(placed[after], TRANSFER, *forms)
    assert bool(gone_over) == (register.until >= TRANSFER)
    assert not [row for row in register.in_service(register.until).values() if "GR " in row["werkgever"]] or (
        register.until < TRANSFER
    )


def at(rows: list[Row], on: date, *columns: str) -> list[list[str]]:
    return sorted([row[column] for column in columns] for row in rows if runs(row, on))


def test_the_municipality_of_residence_employs_after_the_transfer(soweco: Register) -> None:
    cities = {row["naam"]: row["gemeente"] for row in soweco.files["organisaties"] if row["soort"] == "gemeente"}
    lived = soweco.by("woonplaatsen", "personeelsnummer")
    for row in soweco.files["dienstverbanden"]:
        if day(row["van"]) == TRANSFER and row["werkgever"] in cities:
            home = next(one for one in lived[(row["personeelsnummer"],)] if runs(one, TRANSFER))["gemeente"]
            assert home == cities[row["werkgever"]] or home not in cities.values()


def test_hours_cover_the_employment_once(register: Register) -> None:
    hours = register.by("uren", "personeelsnummer", "dienstverband")
    for row in register.files["dienstverbanden"]:
        mine = sorted(hours[(row["personeelsnummer"], row["nummer"])], key=lambda one: one["van"])
        assert overlapping(mine) == gaps(mine) == []
        assert (mine[0]["van"], mine[-1]["tot"]) == (row["van"], row["tot"])
        assert all(0 <= Decimal(one["uren"]) <= 40 for one in mine)


def test_leave_lies_within_the_employment_and_rvu_within_two_years_of_aow(register: Register) -> None:
    people = register.people()
    employments = {(row["personeelsnummer"], row["nummer"]): row for row in register.files["dienstverbanden"]}
    for key, rows in register.by("verlof", "personeelsnummer", "dienstverband").items():
        assert overlapping(rows) == []
        for row in rows:
            assert day(employments[key]["van"]) <= day(row["van"])
            assert day(row["tot"]) <= day(employments[key]["tot"])
            if row["soort"] == "rvu":
                due = aow_by_table(day(people[key[0]]["geboortedatum"]))
                assert date(2021, 10, 1) <= day(row["van"]) < due
                assert later(day(row["van"]), 2) >= due
                assert row["tot"] == employments[key]["tot"]


# Work.


def test_placements_lie_within_the_employment_and_its_hours_on_every_day(register: Register) -> None:
    employments = {(row["personeelsnummer"], row["nummer"]): row for row in register.files["dienstverbanden"]}
    hours = register.by("uren", "personeelsnummer", "dienstverband")
    for key, rows in register.by("plaatsingen", "personeelsnummer", "dienstverband").items():
        employment = employments[key]
        assert all((row["vorm"] == "BW") == (employment["soort"] == "begeleid_werken") for row in rows)
        assert all(day(employment["van"]) <= day(row["van"]) for row in rows)
        assert all(day(row["tot"]) <= day(employment["tot"]) for row in rows)
        # Placed hours and contract hours change on these days only, so these are all the days there are.
        turns = {day(row["van"]) for row in rows} | {day(row["van"]) for row in hours[key]}
        for on in turns:
            placed = sum(Decimal(row["uren"]) for row in rows if runs(row, on))
            assert placed <= next(Decimal(row["uren"]) for row in hours[key] if runs(row, on)), (key, on)
        assert all(Decimal(row["uren"]) > 0 for row in rows)


def test_nobody_is_placed_during_the_rvu(register: Register) -> None:
    placed = register.by("plaatsingen", "personeelsnummer", "dienstverband")
    for row in register.files["verlof"]:
        if row["soort"] == "rvu":
            mine = placed[(row["personeelsnummer"], row["dienstverband"])]
            assert all(day(one["tot"]) < day(row["van"]) for one in mine)


def test_sick_spells_lie_apart_and_within_the_service(register: Register) -> None:
    percentages = register.by("verzuimpercentages", "personeelsnummer", "eerste_dag")
    spells = register.by("verzuim", "personeelsnummer")
    employments = register.employments()
    assert percentages.keys() == register.by("verzuim", "personeelsnummer", "eerste_dag").keys()
    for (number,), rows in spells.items():
        first = min(day(row["van"]) for row in employments[number])
        last = max(day(row["tot"]) for row in employments[number])
        ordered = sorted(rows, key=lambda row: row["eerste_dag"])
        assert all(day(one["hersteld_op"]) < day(other["eerste_dag"]) for one, other in pairwise(ordered)), number
        for row in rows:
            assert first <= day(row["eerste_dag"]) <= last
            assert day(row["eerste_dag"]) < day(row["hersteld_op"])
            assert last == date.max or last > register.until or day(row["hersteld_op"]) <= last + DAY
            steps = percentages[(number, row["eerste_dag"])]
            assert steps[0]["van"] == row["eerste_dag"]
            assert len({step["van"] for step in steps}) == len(steps)
            assert all(day(row["eerste_dag"]) <= day(step["van"]) < day(row["hersteld_op"]) for step in steps)
            assert all(0 <= int(step["percentage"]) <= 100 for step in steps)


def test_two_years_sick_is_104_weeks(register: Register) -> None:
    spells = register.by("verzuim", "personeelsnummer")
    for row in register.files["dienstverbanden"]:
        if row["uitstroomreden"] == "ZIE":
            last = spells[(row["personeelsnummer"],)][-1]
            assert day(last["hersteld_op"]) == day(row["tot"]) + DAY
            assert (day(last["hersteld_op"]) - day(last["eerste_dag"])).days == 728


def test_one_coach_at_a_time_and_no_more_than_sixty_people(register: Register) -> None:
    accounts = {row["email"]: row for row in register.files["gebruikers"] if row["rol"] == "jobcoach"}
    employments = register.employments()
    for (number,), rows in register.by("caseload", "personeelsnummer").items():
        assert overlapping(rows) == []
        assert max(day(row["tot"]) for row in rows) <= max(day(row["tot"]) for row in employments[number])
        assert min(day(row["van"]) for row in rows) >= min(day(row["van"]) for row in employments[number])
        for row in rows:
            account = accounts[row["jobcoach"]]
            assert day(account["van"]) <= day(row["van"])
            assert day(row["tot"]) <= day(account["tot"])
    for _, rows in register.by("caseload", "jobcoach").items():
        turns = [day(row["van"]) for row in rows]
        assert max(sum(runs(row, on) for row in rows) for on in turns) <= 60


def test_the_demo_coach_has_a_full_caseload(soweco: Register) -> None:
    loads = Counter(row["jobcoach"] for row in soweco.files["caseload"] if runs(row, UNTIL))
    assert loads["bas.verzonnen@soweco.fictief.example"] >= 50
    assert 16 <= len(loads) <= 20


# Accounts.


def test_every_municipality_has_its_three_accounts(register: Register) -> None:
    per_place = register.by("gebruikers", "gemeente")
    for code, _ in register.summary.municipalities:
        assert sorted(row["rol"] for row in per_place[(code,)]) == ["board_member", "consulent", "controller"]
    without = Counter(row["rol"] for row in per_place[("",)])
    assert without["administrator"] == without["privacy_officer"] == 1
    emails = [row["email"] for row in register.files["gebruikers"]]
    assert len(emails) == len(set(emails))
    assert all(email.endswith(".fictief.example") and email.isascii() and email == email.lower() for email in emails)


def test_every_login_of_the_demo_is_an_account(soweco: Register) -> None:
    accounts = {(row["rol"], row["email"], row["naam"], row["gemeente"]) for row in soweco.files["gebruikers"]}
    assert {(one.role, one.email, one.name, one.municipality) for one in LOGINS} <= accounts


# The same again, other sizes, other last days.


def fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / f"{name}.csv").read_bytes())
    return digest.hexdigest()


def test_the_same_seed_day_and_size_give_the_same_bytes(tmp_path: Path) -> None:
    made = [generate(tmp_path / name, people=120, seed=5, until=UNTIL) for name in "ab"]
    assert made[0] == made[1]
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b")
    generate(tmp_path / "c", people=120, seed=6, until=UNTIL)
    assert fingerprint(tmp_path / "c") != fingerprint(tmp_path / "a")


def test_files_are_utf8_with_crlf_and_composed_letters(tmp_path: Path) -> None:
    generate(tmp_path, people=120, seed=5, until=UNTIL)
    content = (tmp_path / "personen.csv").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 120
    assert unicodedata.is_normalized("NFC", content.decode("utf-8"))


def test_more_municipalities_are_made_up_and_named_so(tmp_path: Path) -> None:
    nine = build(tmp_path, people=900, municipalities=9)
    assert nine.summary.municipalities[6:] == (
        ("GM9001", "Voorbeeldgemeente 7 (fictief)"),
        ("GM9002", "Voorbeeldgemeente 8 (fictief)"),
        ("GM9003", "Voorbeeldgemeente 9 (fictief)"),
    )
    residents = nine.residents(COUNTED)
    assert residents.total() == 900
    assert all(residents[code] > 40 for code, _ in nine.summary.municipalities)


@pytest.mark.parametrize(
    "asked",
    [
        {"people": 100, "until": date(2018, 12, 31)},
        {"people": 5, "until": UNTIL},
        {"people": 100, "until": UNTIL, "municipalities": 0},
    ],
)
def test_what_cannot_be_made_is_refused_in_words(tmp_path: Path, asked: dict) -> None:
    with pytest.raises(ValueError, match="demoregister"):
        generate(tmp_path, seed=1, **asked)
    assert list(tmp_path.iterdir()) == []
