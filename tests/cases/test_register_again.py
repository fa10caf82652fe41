"""The same files again, changed files, out and in again: what an import leaves alone matters as much."""

import csv
import io
import json
import threading

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from cases.models import Indication, Placement, WswEmployee
from cases.register import load as loading
from municipalities.models import Membership, Municipality, Organisation, User
from reports.figures import compute
from reports.periods import Period
from tests import people
from tests.cases.registers import Refused, as_folder, exported, load, sample, state
from tests.people import day
from tests.reports import dice

pytestmark = pytest.mark.django_db


# Again


def test_the_same_files_again_change_nothing(tmp_path):
    load(as_folder(sample(), tmp_path))
    before, out = state(), exported(tmp_path)
    taken = load(as_folder(sample(), tmp_path / "in"))
    assert set(taken.new.values()) == set(taken.changed.values()) == {0}
    assert (state(), exported(tmp_path, "again")) == (before, out)


def test_a_changed_row_changes_and_keeps_its_history(tmp_path):
    load(as_folder(sample(), tmp_path))
    register = sample()
    register["indicaties"][0]["categorie"] = "matig"
    register["personen"][0]["achternaam"] = "Anders"
    register["plaatsingen"][1]["tot"] = "2026-11-30"
    call_command("import_register", as_folder(register, tmp_path / "in"), stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT category, changed_by, operation FROM cases_indication_history")
        assert cursor.fetchall() == [("ernstig", "import_register", "UPDATE")]
        cursor.execute("SELECT last_name FROM cases_wswemployee_history")
        assert cursor.fetchall() == [("Braake-Verzinsel",)]
        cursor.execute("SELECT form, ends_on FROM cases_placement_history")
        assert cursor.fetchall() == [("IND", None)]
    assert Indication.objects.get(employee__personnel_number="00101").recorded_by == "import_register"


def test_q28_what_changed_while_it_was_read_is_not_overwritten(tmp_path, monkeypatch):
    load(as_folder(sample(), tmp_path))
    register = sample()
    register["personen"][0]["achternaam"] = "Anders"
    find_faults = loading._unresolved

    def meanwhile(cursor, merge, rows):
        """Between finding the row and writing it somebody else is there."""
        if merge.file.name == "personen":
            WswEmployee.objects.filter(personnel_number="00101").update(first_name="Geertruida")
            people.meanwhile()
        return find_faults(cursor, merge, rows)

    people.meanwhile()
    monkeypatch.setattr(loading, "_unresolved", meanwhile)
    with pytest.raises(Refused) as refusal:
        load(as_folder(register, tmp_path / "in"))
    assert [fault.reason for fault in refusal.value.faults] == [
        "Iemand anders wijzigde een van deze rijen tijdens het inlezen. Lees het register opnieuw in."
    ]
    assert WswEmployee.objects.get(personnel_number="00101").last_name == "Braake-Verzinsel"


def test_a_changed_row_is_counted_as_changed_and_nothing_else(tmp_path):
    load(as_folder(sample(), tmp_path))
    register = sample()
    register["plaatsingen"][2]["uren"] = "8"
    taken = load(as_folder(register, tmp_path / "in"))
    assert taken.changed == {name: int(name == "plaatsingen") for name in register}
    assert sum(taken.new.values()) == 0


def test_somebody_gets_a_bsn_later_and_keeps_everything_else(tmp_path):
    register = sample()
    number = register["personen"][0].pop("bsn")
    load(as_folder(register, tmp_path))
    load(as_folder(sample(), tmp_path / "in"))
    truus = WswEmployee.objects.get(personnel_number="00101")
    assert truus.bsn_masked == f"••••••{number[-3:]}"


def test_what_is_not_in_the_files_stays(tmp_path):
    load(as_folder(sample(), tmp_path))
    load(as_folder({"personen": sample()["personen"][:1]}, tmp_path / "in"))
    assert WswEmployee.objects.count() == 2
    assert Placement.objects.count() == 3


def test_a_split_in_time_updates_the_one_and_adds_the_other(tmp_path):
    load(as_folder(sample(), tmp_path))
    register = sample()
    register["uren"][3]["tot"] = "2026-06-30"
    register["uren"].append(register["uren"][3] | {"uren": "32", "van": "2026-07-01", "tot": ""})
    taken = load(as_folder(register, tmp_path / "in"))
    assert (taken.new["uren"], taken.changed["uren"]) == (1, 1)


def test_a_neighbour_of_a_neighbour_is_known_by_its_code(tmp_path):
    register = sample()
    register["woonplaatsen"][1]["gemeente"] = "GM0200"
    load(as_folder(register, tmp_path))
    apeldoorn = Municipality.objects.get(cbs_code="GM0200")
    assert (apeldoorn.name, apeldoorn.takes_part) == ("GM0200", False)


def test_two_imports_at_the_same_time_are_two_imports_after_each_other(committed, tmp_path):
    folder, results = as_folder(sample(), tmp_path), []

    def take_in():
        results.append(load(folder))
        connection.close()

    threads = [threading.Thread(target=take_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    first, second = sorted(results, key=lambda taken: -sum(taken.new.values()))
    assert first.new == {name: len(rows) for name, rows in sample().items()}
    assert set(second.new.values()) == set(second.changed.values()) == {0}


# Out, and in again


def empty():
    """As good as a fresh database: no people, no organisations, no accounts."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for model in ("waitingspell", "sickpercentage", "sickspell", "caseload", "placement", "leave", "contracthours",
                  "employment", "indication", "residence", "wswemployee", "hirer"):  # fmt: skip
        apps.get_model("cases", model).objects.all().delete()
    for model in (Membership, User, Organisation):
        model.objects.all().delete()


def counted(*periods):
    return [value.as_dict() for period in periods for value in compute(Period.parse(period))]


def there_and_back(tmp_path):
    """Exports, empties, imports, exports again: both packs, and the figures before and after."""
    periods = ("2025Q4", "2026Q3", "2026", "2027H1")
    out, before = exported(tmp_path), counted(*periods)
    empty()
    load(tmp_path / "uit")
    assert counted(*periods) == before
    assert exported(tmp_path, "again") == out
    return out


def test_out_and_in_again_gives_the_same_files_and_figures(tmp_path):
    load(as_folder(sample(), tmp_path / "in"))
    out = there_and_back(tmp_path)
    assert set(out) == {f"{name}.csv" for name in sample()}
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in out.items()}
    assert [row["bsn"] for row in rows["personen.csv"]] == [people.bsn_number(0), people.bsn_number(1)]
    assert len(rows["plaatsingen.csv"]) == 3


@pytest.mark.parametrize("seed", [3, 4])
def test_a_thrown_register_comes_out_and_in_to_the_last_digit(seed, tmp_path):
    load(dice.write(dice.throw(seed, people=60), tmp_path / "in"))
    there_and_back(tmp_path)


def test_a_coach_of_an_organisation_goes_out_with_the_caseload(tmp_path, truus):
    """Soweco's own coaches belong to no municipality: their account must be in the pack their caseload is in."""
    anouk = people.make_user("Anouk Voorbeeld")
    people.make_membership(anouk, "jobcoach", organisation=people.make_organisation("GR Fictief", kind="gr"))
    people.coach(truus, anouk)
    there_and_back(tmp_path)


def test_two_equal_placements_from_one_day_go_out_and_in(tmp_path):
    """A form can make them: two halls, the same form and hours, nothing else filled in."""
    truus = people.make_employee()
    for until in (None, day("30-06")):
        people.make_placement(truus, "BSB", 18, until=until)
    there_and_back(tmp_path)


# The command


def command(*arguments):
    out, error, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_register", *arguments, stdout=out, stderr=error)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), error.getvalue()


def test_the_command_takes_in(tmp_path):
    code, out, _ = command(as_folder(sample(), tmp_path))
    assert code == 0
    assert "personen: 2 nieuw, 0 gewijzigd" in out
    assert WswEmployee.objects.get(personnel_number="00101").recorded_by == "import_register"


def test_the_command_refuses_with_exit_code_1_and_says_why(tmp_path):
    register, before = sample(), state()
    register["uren"][2]["uren"] = "40.01"
    code, _, error = command(as_folder(register, tmp_path))
    assert code == 1
    assert "uren.csv, rij 4, kolom uren ('40.01'): Uren per week liggen tussen 0 en 40." in error
    assert "1 fouten. Er is niets bewaard." in error or "1 fout. Er is niets bewaard." in error
    assert state() == before


def test_the_command_gives_faults_as_json(tmp_path):
    register = sample()
    register["uren"][2]["uren"] = "40.01"
    code, out, _ = command(as_folder(register, tmp_path), "--json")
    [fault] = json.loads(out)
    assert code == 1
    assert list(fault) == ["file", "row", "column", "value", "reason"]
    assert (fault["file"], fault["row"], fault["column"], fault["value"]) == ("uren.csv", 4, "uren", "40.01")


def test_a_dry_run_saves_nothing_and_says_the_same(tmp_path):
    before = state()
    code, out, _ = command(as_folder(sample(), tmp_path), "--dry-run")
    assert (code, state()) == (0, before)
    assert "personen: 2 nieuw" in out


def test_a_dry_run_finds_the_same_faults(tmp_path):
    register = sample()
    register["plaatsingen"][2]["uren"] = "16.01"
    assert command(as_folder(register, tmp_path), "--dry-run")[0] == 1


def test_the_export_command_says_what_it_wrote(tmp_path, truus):
    out = io.StringIO()
    call_command("export_register", tmp_path / "uit", stdout=out)
    assert "personen.csv: 1 rijen" in out.getvalue() or "personen.csv: 1 rij" in out.getvalue()
    assert (tmp_path / "uit" / "personen.csv").read_text().startswith("personeelsnummer,bsn,")


def test_a_name_that_looks_like_a_formula_goes_out_and_in_to_the_letter(tmp_path):
    """Of the register only: a report puts an apostrophe in front (docs/decisions/0015-hardening.md)."""
    register = sample()
    names = ["=1+1", "+31 74", "-naam", "@beheer", "'s-Gravenhage", '"=2"', "＝3"]
    register["inleners"] += [{"naam": name} for name in names]
    load(as_folder(register, tmp_path / "in"))
    out = exported(tmp_path)
    rows = [row["naam"] for row in csv.DictReader(io.StringIO(out["inleners.csv"]))]
    assert set(names) < set(rows)
    before = state()
    assert set(load(tmp_path / "uit").changed.values()) == {0}
    assert state() == before
