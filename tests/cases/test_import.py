"""The register as files: all or nothing, every fault in one go and none that only follows from another."""

import csv
import json

import pytest

from cases.models import Employment, Hirer, Placement, Residence, WswEmployee
from cases.register.read import read
from municipalities.models import Membership, User
from tests import people
from tests.cases.registers import COLUMNS, Refused, as_folder, as_ods, as_xlsx, load, sample, state

pytestmark = pytest.mark.django_db


def faults(register, tmp_path):
    """`(file, row, column, value)` of each fault; afterwards nothing may have been saved."""
    before = state()
    with pytest.raises(Refused) as refusal:
        load(as_folder(register, tmp_path / "in"))
    assert state() == before
    assert all(fault.reason for fault in refusal.value.faults)
    return [(fault.file, fault.row, fault.column, fault.value) for fault in refusal.value.faults]


def reason(register, tmp_path):
    """The words of the only fault."""
    with pytest.raises(Refused) as refusal:
        load(as_folder(register, tmp_path / "in"))
    [fault] = refusal.value.faults
    return fault.reason


# In


def test_a_whole_register_comes_in(tmp_path):
    taken = load(as_folder(sample(), tmp_path))
    assert taken.new == {name: len(rows) for name, rows in sample().items()}
    truus = WswEmployee.objects.get(personnel_number="00101")
    assert truus.list_name == "Braake-Verzinsel, ter, Truus"
    assert [str(home) for home in truus.residences.all()] == ["Almelo", "Wierden"]
    assert [job.employer.name for job in truus.employments.all()] == ["GR Fictief", "Gemeente Almelo"]
    placement = Placement.objects.get(form="IND")
    assert (placement.hirer.name, placement.coach.name, placement.hours) == ("Garage Fictief", "Anouk Voorbeeld", 20)
    assert Residence.objects.get(municipality=None).employee.last_name == "Fictief, geboren Verzonnen"
    assert Membership.objects.get(user__email="bram@voorbeeld.example").municipality.name == "Almelo"
    assert not User.objects.get(email="anouk@voorbeeld.example").has_usable_password()


def test_a_new_kind_comes_in_by_the_same_column(tmp_path):
    """A file without it reads as before; Lotte was never in the Wsw and may come in with loonkostensubsidie."""
    register = sample()
    kind, numbers = "loonkostensubsidie", {row["personeelsnummer"] for row in register["dienstverbanden"]}
    lotte = register["personen"][0] | {"personeelsnummer": "09001", "bsn": "", "overlijdensdatum": ""}
    job = register["dienstverbanden"][0] | {
        "personeelsnummer": "09001", "nummer": "1", "soort": kind, "van": "2025-03-01", "tot": "", "uitstroomreden": "",
    }  # fmt: skip
    assert "09001" not in numbers
    register["personen"].append(lotte)
    register["dienstverbanden"].append(job)
    load(as_folder(register, tmp_path))
    assert Employment.objects.get(employee__personnel_number="09001").kind == kind


def test_a_municipality_nobody_knew_is_said_aloud(tmp_path):
    """There are codes that look right and are not; the portal has no list of all 342, so a person looks."""
    register = sample()
    register["woonplaatsen"][0]["gemeente"] = "GM9998"
    taken = load(as_folder(register, tmp_path / "a"), dry_run=True)
    assert taken.places == ["GM9998"]
    assert str(taken).endswith("Let op: GM9998 is een nieuwe gemeente. Klopt de code?")
    assert load(as_folder(sample(), tmp_path / "b")).places == []


def test_leading_zeros_are_kept(tmp_path):
    register = sample()
    register["personen"].append({"personeelsnummer": "101", "voornaam": "Piet", "achternaam": "Fictief",
                                 "geboortedatum": "1980-01-01"})  # fmt: skip
    load(as_folder(register, tmp_path))
    assert set(WswEmployee.objects.values_list("personnel_number", flat=True)) == {"00101", "00102", "101"}
    assert Hirer.objects.get().kvk == "01234567"
    assert Employment.objects.get(employee__personnel_number="00102").number == "01"


@pytest.mark.parametrize("name", ["a" * 120, "é" * 120, "ß" * 120, "…" * 120])
def test_a_name_of_a_hundred_and_twenty_signs_comes_in_whatever_they_sort_as(name, tmp_path):
    register = sample()
    register["personen"][0]["achternaam"] = name
    load(as_folder(register, tmp_path))
    assert WswEmployee.objects.get(personnel_number="00101").last_name == name


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing(tmp_path):
    folder = as_folder(sample(), tmp_path)
    wanted = [column for column in reversed(COLUMNS["plaatsingen"]) if column not in {"functie", "reden_einde"}]
    with (folder / "plaatsingen.csv").open("w", newline="") as opened:
        writer = csv.DictWriter(opened, wanted, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(sample()["plaatsingen"])
    assert load(folder).new["plaatsingen"] == 3


@pytest.mark.parametrize("as_book", [as_xlsx, as_ods])
def test_a_workbook_is_the_same_register(as_book, tmp_path):
    load(as_folder(sample(), tmp_path / "in"))
    taken = load(as_book(sample(), tmp_path / f"register.{as_book.__name__[3:]}"))
    assert set(taken.new) == set(sample())
    assert sum(taken.new.values()) == sum(taken.changed.values()) == 0


@pytest.mark.parametrize("as_book", [as_xlsx, as_ods])
def test_a_workbook_names_its_faults_as_the_files_do(as_book, tmp_path):
    register = sample()
    register["uren"][2]["uren"] = "40.01"
    with pytest.raises(Refused) as refusal:
        load(as_book(register, tmp_path / f"register.{as_book.__name__[3:]}"))
    assert [(fault.file, fault.row, fault.column, fault.value) for fault in refusal.value.faults] == [
        ("uren.csv", 4, "uren", "40.01")
    ]


@pytest.mark.parametrize(
    ("encode", "accepted"),
    [
        pytest.param(lambda text: text.encode("utf-8"), True, id="utf-8"),
        pytest.param(lambda text: text.encode("utf-8-sig"), True, id="byte-order-mark"),
        pytest.param(lambda text: text.replace("\r\n", "\n").encode(), True, id="unix-lines"),
        pytest.param(lambda text: text.replace("\r\n", "\n\n").encode(), True, id="empty-lines"),
        pytest.param(lambda text: text.replace("Truus", "Trúus").encode("latin-1"), False, id="latin-1"),
        pytest.param(lambda text: text.encode("utf-16"), False, id="utf-16"),
        pytest.param(lambda text: text.replace("Truus", "Tr\0us").encode(), False, id="nul"),
        pytest.param(lambda text: text.replace("Truus", "Tr\x1bus").encode(), False, id="control-character"),
        pytest.param(lambda text: text.replace("Truus", '"Truus').encode(), False, id="open-quote"),
        pytest.param(lambda text: text.replace("Truus", '"Tru"us').encode(), False, id="quote-inside"),
        pytest.param(lambda text: text.replace("Truus", '"Tru\r\nus"').encode(), False, id="line-break-in-a-cell"),
        pytest.param(lambda text: text.replace(",", ";").encode(), False, id="semicolons"),
        pytest.param(lambda text: b"", False, id="nothing"),
        pytest.param(lambda text: b"\xff\xfe\x00", False, id="no-text"),
    ],
)
def test_encodings_and_quotes(encode, accepted, tmp_path):
    folder, before = as_folder(sample(), tmp_path), state()
    path = folder / "personen.csv"
    path.write_bytes(encode(path.read_bytes().decode()))
    if accepted:
        assert load(folder).new["personen"] == 2
        return
    with pytest.raises(Refused) as refusal:
        load(folder)
    assert {fault.file for fault in refusal.value.faults} == {"personen.csv"}
    assert state() == before


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    folder = as_folder(sample(), tmp_path)
    path = folder / "uren.csv"
    path.write_text(path.read_text().replace("31.5", "31,5x").replace("\n00101,1,36", "\n\n\n00101,1,36"))
    with pytest.raises(Refused) as refusal:
        load(folder)
    assert [(fault.file, fault.row) for fault in refusal.value.faults] == [("uren.csv", 6)]


# Refused


WRONG_CELLS = {
    "a-day-that-is-not-there": ("personen", 0, "geboortedatum", "1975-02-30"),
    "a-day-and-a-time": ("uren", 0, "van", "2008-03-01T00:00"),
    "a-year-of-nobody": ("personen", 0, "geboortedatum", "0975-05-17"),
    "dead-before-birth": ("personen", 0, "overlijdensdatum", "1975-05-16"),
    "r69-all-noughts": ("personen", 0, "bsn", "000000000"),
    "r69-a-zero-lost": ("personen", 0, "bsn", "10000021"),
    "no-first-name": ("personen", 0, "voornaam", ""),
    "a-code-in-capitals": ("personen", 0, "geslacht", "V"),
    "yes-in-english": ("personen", 0, "in_dienst_1997", "yes"),
    "a-name-too-long": ("personen", 0, "achternaam", "a" * 121),
    "not-a-municipality": ("woonplaatsen", 0, "gemeente", "0141"),
    "a-municipality-by-name": ("woonplaatsen", 0, "gemeente", "Almelo"),
    "r19-51-years": ("indicaties", 0, "geldig_tot", "2056-04-01"),
    "withdrawn-before-it-began": ("indicaties", 1, "ingetrokken_per", "2005-03-31"),
    "no-category": ("indicaties", 0, "categorie", ""),
    "an-unknown-category": ("indicaties", 0, "categorie", "licht"),
    "a-reason-without-an-end": ("dienstverbanden", 1, "uitstroomreden", "EIG"),
    "fewer-than-none": ("uren", 0, "uren", "-1"),
    "a-comma": ("uren", 2, "uren", "31,5"),
    "half-a-cent": ("uren", 2, "uren", "31.505"),
    "not-a-number": ("uren", 2, "uren", "NaN"),
    "a-percentage-of-101": ("verzuimpercentages", 0, "percentage", "101"),
    "a-percentage-before-the-first-day": ("verzuimpercentages", 0, "van", "2026-03-01"),
    "a-coach-by-name": ("caseload", 0, "jobcoach", "Anouk"),
    "a-leegloop-placement": ("plaatsingen", 0, "vorm", "LEEG"),
    "a-short-kvk": ("inleners", 0, "kvk", "1234567"),
    "an-unknown-role": ("gebruikers", 0, "rol", "baas"),
    "a-controller-of-nowhere": ("gebruikers", 1, "gemeente", ""),
}


@pytest.mark.parametrize(("file", "row", "column", "value"), WRONG_CELLS.values(), ids=WRONG_CELLS)
def test_a_wrong_cell_is_a_fault_at_its_place(file, row, column, value, tmp_path):
    register = sample()
    register[file][row][column] = value
    _, [fault] = read(as_folder(register, tmp_path))
    assert (fault.file, fault.row, fault.column) == (f"{file}.csv", row + 2, column)
    assert fault.value in {value, f"••••••{value[-3:]}", f"{value[:77]}…"}


WRONG_BESIDE_OTHERS = {
    "a-day-the-dutch-way": ("personen", 0, "geboortedatum", "17-05-1975"),
    "r69-not-a-bsn": ("personen", 0, "bsn", "123456789"),
    "r19-half-a-year": ("indicaties", 0, "geldig_tot", "2005-09-30"),
    "an-unknown-employer": ("dienstverbanden", 1, "werkgever", "Gemeente Nergens"),
    "an-unknown-executor": ("dienstverbanden", 0, "uitvoerder", "Stichting Nergens"),
    "an-unknown-reason": ("dienstverbanden", 0, "uitstroomreden", "WEG"),
    "an-end-before-the-beginning": ("dienstverbanden", 0, "tot", "2008-02-29"),
    "r46-nobody-new": ("dienstverbanden", 2, "van", "2015-01-01"),
    "r36-too-many-hours": ("plaatsingen", 2, "uren", "16.01"),
    "r38-before-the-employment": ("plaatsingen", 0, "van", "2020-12-31"),
    "more-than-forty": ("uren", 3, "uren", "40.01"),
    "an-unknown-employment": ("uren", 1, "dienstverband", "9"),
    "leave-of-an-unknown-employment": ("verlof", 0, "dienstverband", "9"),
    "an-unknown-person": ("verzuim", 1, "personeelsnummer", "99999"),
    "better-before-ill": ("verzuim", 0, "hersteld_op", "2026-03-02"),
    "a-spell-that-is-not-there": ("verzuimpercentages", 1, "eerste_dag", "2026-03-03"),
    "an-unknown-hirer": ("plaatsingen", 1, "inlener", "Garage Nergens"),
    "an-unknown-coach": ("plaatsingen", 1, "jobcoach", "niemand@voorbeeld.example"),
    "the-list-of-the-wsw-is-closed": ("wachtlijst", 0, "tot", "2015-01-01"),
    "an-end-without-a-reason": ("wachtlijst", 0, "reden_einde", ""),
    "an-advice-before-it-was-asked": ("wachtlijst", 1, "advies_gekregen", "2026-05-03"),
    "an-unknown-list": ("wachtlijst", 1, "regeling", "lks"),
    "an-address-with-a-nul": ("gebruikers", 1, "email", "br\0m@voorbeeld.example"),
    "an-unknown-kind": ("organisaties", 0, "soort", "bv"),
}


@pytest.mark.parametrize(("file", "row", "column", "value"), WRONG_BESIDE_OTHERS.values(), ids=WRONG_BESIDE_OTHERS)
def test_one_wrong_cell_is_one_fault(file, row, column, value, tmp_path):
    """And nothing that only follows from it: who mends the cell mends the register."""
    register = sample()
    register[file][row][column] = value
    [(where, number, said, shown)] = found = faults(register, tmp_path)
    assert (where, number) == (f"{file}.csv", row + 2), found
    if said == column:
        assert shown in {value, f"••••••{value[-3:]}"}


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "rows"),
    [
        pytest.param("woonplaatsen", 1, "van", "2026-06-14", {2, 3}, id="r48e-two-homes"),
        pytest.param("uren", 2, "van", "2026-06-09", {3, 4}, id="two-contracts"),
        pytest.param("verzuim", 1, "eerste_dag", "2026-03-22", {2, 3}, id="ill-twice"),
        pytest.param("plaatsingen", 0, "tot", "2026-05-15", {3, 4}, id="r37-one-day-too-long"),
    ],
)
def test_two_rows_that_share_a_day_are_shown(file, row, column, value, rows, tmp_path):
    register = sample()
    register[file][row][column] = value
    found = faults(register, tmp_path)
    assert {number for _, number, *_ in found} <= rows
    assert {(name, said in COLUMNS[file]) for name, _, said, _ in found} == {(f"{file}.csv", True)}


def test_a_fault_in_one_row_is_not_another_fault_in_the_next(tmp_path):
    """The hours in force are sent again, ended but misspelt, with those that follow: only the spelling is wrong."""
    former = [row | {"tot": ""} for row in sample()["uren"] if row["van"] != "2026-06-10"][1:]
    load(as_folder(sample() | {"uren": former, "plaatsingen": []}, tmp_path / "first"))
    hours = sample()["uren"][1:3]
    hours[0]["uren"] = "36,0"
    assert faults({"uren": hours}, tmp_path) == [("uren.csv", 2, "uren", "36,0")]


def test_every_fault_in_one_go(tmp_path):
    register = sample()
    register["personen"][0]["geboortedatum"] = "1975-02-30"
    register["personen"][1]["bsn"] = "123456789"
    register["uren"][2]["uren"] = "40.01"
    register["caseload"][0]["jobcoach"] = "niemand@voorbeeld.example"
    register["gebruikers"][1]["gemeente"] = ""
    register["woonplaatsen"][3]["van"] = "2025-12-31"
    register["organisaties"][0]["soort"] = "bv"
    assert sorted(faults(register, tmp_path)) == [
        ("gebruikers.csv", 3, "gemeente", ""),
        ("organisaties.csv", 2, "soort", "bv"),
        ("personen.csv", 2, "geboortedatum", "1975-02-30"),
        ("personen.csv", 3, "bsn", "••••••789"),
        ("uren.csv", 4, "uren", "40.01"),
    ]


def test_two_faults_in_one_row_are_two_faults(tmp_path):
    register = sample()
    register["personen"][0] |= {"geboortedatum": "gisteren", "geslacht": "man"}
    assert faults(register, tmp_path) == [
        ("personen.csv", 2, "geboortedatum", "gisteren"),
        ("personen.csv", 2, "geslacht", "man"),
    ]


def test_r36_the_fault_says_how_many_hours_there_are(tmp_path):
    register = sample()
    register["plaatsingen"][2]["uren"] = "16.01"
    assert reason(register, tmp_path) == "Op 15-05-2026 is er 36.01 uur geplaatst; het contract is 36.00 uur."


def test_a_row_that_stands_there_twice(tmp_path):
    register = sample()
    register["uren"].append(dict(register["uren"][0]))
    assert faults(register, tmp_path) == [("uren.csv", 6, "personeelsnummer", "00101")]


def test_one_bsn_for_two_people(tmp_path):
    register = sample()
    register["personen"][1]["bsn"] = register["personen"][0]["bsn"]
    assert faults(register, tmp_path) == [("personen.csv", 3, "bsn", f"••••••{people.bsn_number(0)[-3:]}")]


def test_a_bsn_of_somebody_already_registered(tmp_path, truus):
    register = sample()
    register["personen"][0]["personeelsnummer"] = "00777"
    assert ("personen.csv", 2, "bsn", f"••••••{people.bsn_number(0)[-3:]}") in faults(register, tmp_path)


@pytest.mark.parametrize(("first", "second"), [("2020-01-01", "2024-01-01"), ("2026-12-31", "2020-01-01")])
def test_one_role_twice_at_a_time(first, second, tmp_path):
    register = sample()
    bram = register["gebruikers"][1]
    bram["van"] = first
    register["gebruikers"].append(bram | {"van": second, "tot": ""})
    assert {file for file, *_ in faults(register, tmp_path)} == {"gebruikers.csv"}


def test_one_role_twice_beside_what_was_registered(tmp_path):
    load(as_folder(sample(), tmp_path / "first"))
    bram = sample()["gebruikers"][1] | {"van": "2026-12-31", "tot": ""}
    assert faults({"gebruikers": [bram]}, tmp_path) == [("gebruikers.csv", 2, "van", "2026-12-31")]


def test_r46_a_row_that_takes_the_ground_from_another_already_registered(tmp_path):
    """Only the first employment is sent again, ended too early: the second, in the register, loses its ground."""
    load(as_folder(sample(), tmp_path / "first"))
    first = sample()["dienstverbanden"][0] | {"tot": "2014-12-30"}
    assert faults({"dienstverbanden": [first]}, tmp_path) == [("dienstverbanden.csv", 2, "van", "2008-03-01")]


def test_r36_a_row_that_takes_the_hours_from_a_placement_already_registered(tmp_path):
    load(as_folder(sample(), tmp_path / "first"))
    fewer = sample()["uren"][2] | {"uren": "31.49"}
    [(file, row, *_)] = faults({"uren": [fewer]}, tmp_path)
    assert (file, row) == ("uren.csv", 2)


def test_no_number_of_anybody_in_a_list_of_faults(tmp_path):
    register = sample()
    register["personen"][0]["bsn"] = "123456789"
    register["personen"][1]["geboortedatum"] = "x"
    with pytest.raises(Refused) as refusal:
        load(as_folder(register, tmp_path))
    told = json.dumps([fault.as_dict() for fault in refusal.value.faults]) + "".join(map(str, refusal.value.faults))
    assert "123456789" not in told
    assert people.bsn_number(0) not in told


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("personeelsnummer,voornaam,achternaam,geboortedatum,kleur", [("personen.csv", 1, "kleur", "kleur")]),
        ("personeelsnummer,voornaam,geboortedatum", [("personen.csv", 1, "achternaam", "")]),
        ("personeelsnummer,voornaam,voornaam,achternaam,geboortedatum", [("personen.csv", 1, "voornaam", "voornaam")]),
        ("Personeelsnummer,voornaam,achternaam,geboortedatum",
         [("personen.csv", 1, "Personeelsnummer", "Personeelsnummer"), ("personen.csv", 1, "personeelsnummer", "")]),
    ],
)  # fmt: skip
def test_a_wrong_header_is_refused_by_name_and_its_people_are_not_called_unknown(header, wrong, tmp_path):
    folder = as_folder(sample(), tmp_path)
    (folder / "personen.csv").write_text(f"{header}\n00101,a,b,c,d\n")
    with pytest.raises(Refused) as refusal:
        load(folder)
    assert [(fault.file, fault.row, fault.column, fault.value) for fault in refusal.value.faults] == wrong


def test_a_cell_too_many(tmp_path):
    (tmp_path / "inleners.csv").write_text("naam,kvk\nGarage Fictief,01234567,Almelo\n")
    with pytest.raises(Refused) as refusal:
        load(tmp_path)
    assert [(fault.file, fault.row) for fault in refusal.value.faults] == [("inleners.csv", 2)]


def test_an_unknown_file_is_refused_by_name(tmp_path):
    as_folder(sample(), tmp_path)
    (tmp_path / "salarissen.csv").write_text("personeelsnummer,salaris\n")
    with pytest.raises(Refused) as refusal:
        load(tmp_path)
    assert [fault.file for fault in refusal.value.faults] == ["salarissen.csv"]


def test_an_unknown_sheet_is_refused_by_name(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "register.xlsx") as book:
        book.add_worksheet("Blad1").write_row(0, 0, ["naam"])
    with pytest.raises(Refused) as refusal:
        load(tmp_path / "register.xlsx")
    assert [fault.file for fault in refusal.value.faults] == ["Blad1"]


@pytest.mark.parametrize("path", ["", "nergens", "lezen.txt", "leeg.xlsx", "half.xlsx"])
def test_what_is_no_register_is_refused(path, tmp_path):
    (tmp_path / "lezen.txt").write_text("hallo")
    (tmp_path / "leeg.xlsx").write_bytes(b"")
    book = as_xlsx(sample(), tmp_path / "heel.xlsx").read_bytes()
    (tmp_path / "half.xlsx").write_bytes(book[: len(book) // 2])
    with pytest.raises(Refused):
        load(tmp_path / path)
