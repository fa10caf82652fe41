"""Who may be in the register twice: the reason is said, both are shown, nobody is merged, no wall is looked over."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import doubles
from cases.letters import inzage
from cases.models import TwoPeople, WswEmployee
from municipalities.logs import AuditEntry
from municipalities.models import Membership, User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.cases.registers import as_folder, load, sample
from tests.opened import opened, source, text, told
from tests.people import make_employee, make_merge

BORN = date(1975, 5, 17)
LIST = "/mogelijk-dubbel/"

# Names, birth dates and numbers of two, and what is said of them; nothing where they are not alike. The birth date of
# the first is 17-05-1975, that of the second as written.
ALIKE = [
    ("Jan Meijer", "Jan Meijer", "1975-05-17", ["zelfde geboortedag en zelfde naam"]),
    ("Jan Meijer", "Jan Meyer", "1975-05-17", ["zelfde geboortedag, naam klinkt gelijk"]),
    ("Filip Claasen", "Philip Klaassen", "1975-05-17", ["zelfde geboortedag, naam klinkt gelijk"]),
    ("Jan Dekker", "Jan Deker", "1975-05-17", ["zelfde geboortedag, naam klinkt gelijk"]),
    ("Truus Jansen", "Truus Jamsen", "1975-05-17", ["zelfde geboortedag, naam lijkt erop"]),
    ("Johannes Bakker", "Joh Bakker", "1975-05-17", ["zelfde geboortedag, naam lijkt erop"]),
    ("Truus Jansen", "Truus Jansen-Pietersen", "1975-05-17", ["zelfde geboortedag, naam lijkt erop"]),
    ("Jan Meijer", "Jan Meyer", "1975-05-18",
     ["naam klinkt gelijk, geboortedag scheelt één cijfer of dag en maand staan verwisseld"]),
    ("Jan Meijer", "Jan Meijer", "1965-05-17",
     ["naam klinkt gelijk, geboortedag scheelt één cijfer of dag en maand staan verwisseld"]),
    # Twins, namesakes, a cousin, and two days that differ in two digits.
    ("Jan Verzonnen", "Kees Verzonnen", "1975-05-17", None),
    ("Jan Meijer", "Jan Meijer", "1983-11-02", None),
    ("Jan Meijer", "Jan Meijer", "1975-05-28", None),
    ("Jan Meijer", "Jan Bos", "1975-05-17", None),
    ("Jan Meijer", "Bep Bos", "1975-05-18", None),
]  # fmt: skip


def member(user: User) -> Membership:
    return user.memberships.get()


def found(user: User) -> list[tuple[str, str, list[str]]]:
    """The pairs that `user` sees, by name; asked as they ask."""
    names = {person.pk: person.full_name for person in WswEmployee.objects.all()}
    return [(names[one], names[other], why) for one, other, why in doubles.pairs(member(user))]


@pytest.mark.parametrize(("one", "other", "born", "why"), ALIKE)
def test_two_who_look_alike_are_named_with_the_reason(bram, one, other, born, why):
    make_employee(one, born=BORN, personnel_number="A1")
    make_employee(other, born=date.fromisoformat(born), personnel_number="B2")
    assert found(bram) == ([(one, other, why)] if why else [])


def test_day_and_month_in_each_others_place(bram):
    make_employee("Jan Meijer", born=date(1975, 5, 7))
    make_employee("Jan Meyer", born=date(1975, 7, 5))
    [(_, _, why)] = found(bram)
    assert why == ["naam klinkt gelijk, geboortedag scheelt één cijfer of dag en maand staan verwisseld"]


def test_a_number_that_another_source_writes_otherwise(bram):
    make_employee("Ans Bos", born=BORN, personnel_number="ALM-00417")
    make_employee("Bep Smit", born=BORN, personnel_number="417")
    make_employee("Cor Kok", born=BORN, personnel_number="418")
    make_employee("Dirk Vos", born=date(1980, 1, 1), personnel_number="0417")
    why = ["zelfde geboortedag en zelfde personeelsnummer, anders geschreven"]
    assert found(bram) == [("Ans Bos", "Bep Smit", why)]


def test_who_comes_to_the_own_municipality_is_compared_from_then_on(bram, truus):
    """Both gave a dossier without knowing; then one of the two came to work here."""
    twin = make_employee("Truus Fictief", lives_in="Wierden", employer="Gemeente Wierden")
    assert found(bram) == []
    people.make_employment(twin, employer="Gemeente Almelo", since=date(2026, 1, 1), number="9")
    assert found(bram) == [("Truus Fictief", "Truus Fictief", ["zelfde geboortedag en zelfde naam"])]


def test_the_same_bsn_is_said_first(client, carla, wim, truus):
    """Carla of Wierden gave Wim the number of Truus, whom she did not see; then Truus came to work in Wierden."""
    client.force_login(carla)
    sent = filled(client, wim, bsn=people.bsn_number(0))
    assert client.post(reverse("employee_edit", args=[wim.key]), sent).status_code == 302
    assert found(carla) == []
    people.make_employment(truus, employer="Gemeente Wierden", since=date(2026, 1, 1), number="9")
    assert found(carla) == [("Wim Verzonnen", "Truus Fictief", ["zelfde burgerservicenummer"])]


def test_nobody_is_told_that_somebody_exists_elsewhere(client, bram, carla, truus, wim):
    """Truus stands in Wierden too, under nearly this name: neither municipality sees a pair."""
    make_employee("Truus Ficktief", lives_in="Wierden", employer="Gemeente Wierden")
    assert found(bram) == found(carla) == []
    for user in (bram, carla):
        client.force_login(user)
        assert "Er is niemand die er twee keer in lijkt te staan." in text(client.get(LIST))


def test_the_wall_alone_holds_too(bram, truus, monkeypatch):
    """With the door torn down: whom the asker may not see, is not compared with."""
    make_employee("Truus Ficktief", lives_in="Wierden", employer="Gemeente Wierden")
    monkeypatch.setattr(doubles, "_visible", lambda by: ("SELECT id FROM cases_wswemployee", {}))
    assert len(doubles.pairs(member(bram))) == 1  # the tests themselves see both
    with asking(bram):
        assert doubles.pairs(member(bram)) == []


def asking(user: User):
    from tests.portal.test_walls import asker

    return asker(user.key)


# The page


@pytest.fixture
def twice(truus: WswEmployee) -> WswEmployee:
    return make_employee("Truus Ficktief", personnel_number="00777")


def test_bram_sees_both_side_by_side_and_says_that_they_are_two(client, bram, truus, twice):
    client.force_login(bram)
    said = text(client.get(LIST))
    for told_apart in ("zelfde geboortedag, naam klinkt gelijk", "00101", "00777", "17-05-1975", "Almelo"):
        assert told_apart in said
    assert {truus.key, twice.key} == set(AuditEntry.objects.get(act="people_listed").subjects)
    answer = client.post(reverse("double_apart", args=[twice.key, truus.key]))
    assert told(answer) == ["Vastgelegd: Truus Ficktief en Truus Fictief zijn twee mensen."]
    kept = TwoPeople.objects.get()
    assert (kept.employee, kept.other, kept.said_by, kept.said_on) == (truus, twice, bram, today())
    assert set(AuditEntry.objects.get(act="doubles_judged").subjects) == {truus.key, twice.key}
    said = text(client.get(LIST))
    assert "Er is niemand die er twee keer in lijkt te staan." in said
    assert f"gezegd door Bram Voorbeeld op {today():%d-%m-%Y}" in said


def test_of_who_is_proposed_already_the_list_leads_to_the_proposal(client, bram, truus, twice):
    merge = make_merge(truus, twice, bram)
    client.force_login(bram)
    answer = client.get(LIST)
    assert "voorgesteld om samen te voegen" in text(answer)
    assert reverse("merge", args=[merge.key]) in source(answer)
    assert "Dit is één mens: samenvoegen" not in text(answer)


def test_said_twice_is_said_once_by_who_was_first(client, bram, truus, twice):
    client.force_login(bram)
    for both in ([twice.key, truus.key], [truus.key, twice.key]):
        assert client.post(reverse("double_apart", args=both)).status_code == 302
    assert TwoPeople.objects.count() == 1


def test_what_was_said_can_be_taken_back_and_stays_known(client, bram, truus, twice):
    client.force_login(bram)
    client.post(reverse("double_apart", args=[truus.key, twice.key]))
    client.post(reverse("double_take_back", args=[TwoPeople.objects.get().key]))
    assert not TwoPeople.objects.exists()
    assert found(bram) != []
    with connection.cursor() as cursor:
        cursor.execute("SELECT operation, employee_id, other_id, said_by_id FROM cases_twopeople_history")
        assert cursor.fetchall() == [("DELETE", truus.pk, twice.pk, bram.pk)]


def test_it_stands_in_the_letter_of_each_of_the_two_and_names_nobody(bram, truus, twice):
    people.make_two_people(truus, twice, bram)
    for person in (truus, twice):
        (part,) = (each for each in inzage.gather(person) if each.table.model is TwoPeople)
        assert [row["said_on"] for row in part.now] == [today()]
        assert not {"employee", "other", "said_by"} & set(part.fields)


def test_nobody_is_merged(client, bram, truus, twice):
    client.force_login(bram)
    before = list(WswEmployee.objects.order_by("pk").values())
    client.get(LIST)
    client.post(reverse("double_apart", args=[truus.key, twice.key]))
    assert list(WswEmployee.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("who", ["carla", "bram"])
def test_who_sees_one_of_the_two_finds_no_pair(client, bram, carla, truus, wim, who):
    """Bram sees Truus and Carla sees Wim: as if the other were not there."""
    client.force_login({"bram": bram, "carla": carla}[who])
    assert client.post(reverse("double_apart", args=[truus.key, wim.key])).status_code == 404
    assert not TwoPeople.objects.exists()


SAYS = """INSERT INTO cases_twopeople (key, employee_id, other_id, said_by_id, said_on)
    VALUES (gen_random_uuid(), %(one)s, %(other)s, %(by)s, '2020-01-01')"""


def refused(by: User, one: WswEmployee, other: WswEmployee, name: User | None = None) -> bool:
    """Whether the database refuses that `by` says of these that they are two, by plain SQL."""
    try:
        with asking(by) as cursor:
            cursor.execute(SAYS, {"one": one.pk, "other": other.pk, "by": (name or by).pk})
    except DatabaseError:
        return True
    return False


def test_the_wall_shows_a_pair_to_who_sees_both_and_to_nobody_else(bram, anouk, carla, hans, truus, wim, twice):
    people.make_two_people(truus, wim, anouk).delete()
    people.make_two_people(truus, wim, anouk)
    for user in (bram, carla, anouk, hans):
        with asking(user) as cursor:
            for table in ("cases_twopeople", "cases_twopeople_history"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), (user, table)
    people.make_two_people(truus, twice, anouk)
    with asking(bram) as cursor:
        cursor.execute("SELECT employee_id, other_id FROM cases_twopeople")
        assert cursor.fetchall() == [(truus.pk, twice.pk)]


def test_the_wall_lets_a_consulent_say_it_of_the_own_people_and_in_the_own_name(
    bram, anouk, ellen, carla, truus, wim, twice
):
    assert refused(bram, truus, wim)
    assert refused(anouk, truus, twice)
    assert refused(ellen, truus, twice)
    assert refused(bram, truus, twice, name=carla)
    assert not refused(bram, truus, twice)


def test_one_person_is_no_pair(client, bram, truus):
    client.force_login(bram)
    assert client.post(reverse("double_apart", args=[truus.key, truus.key])).status_code == 404


@pytest.mark.parametrize("who", ["anouk", "ellen"])
def test_a_coach_and_a_controller_may_not(client, request, who, truus, twice):
    client.force_login(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 403
    assert client.post(reverse("double_apart", args=[truus.key, twice.key])).status_code == 403


def test_daan_may_not_know_of_it(client, daan):
    client.force_login(daan)
    assert client.get(LIST).status_code == 404


def joined(plan: dict[str, Any]) -> set[str]:
    """The tables that a plan goes through row by row; not what it asks once beforehand."""
    if plan.get("Parent Relationship") == "InitPlan":
        return set()
    below = [joined(each) for each in plan.get("Plans", [])]
    return {plan.get("Relation Name", "")}.union(*below) - {""}


def test_what_was_said_is_not_looked_up_for_each_two_that_one_sees(bram, truus):
    """543 people are 147,000 pairs: it took ten seconds to find that nobody had said anything yet."""
    with asking_as(bram), connection.cursor() as cursor:
        sql, values = TwoPeople.objects.visible_to(member(bram)).query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0][0]["Plan"]
    assert joined(plan) - {"cases_door"} == {"cases_twopeople"}


def test_three_pairs_and_thirty_tell_the_same_query_story(client, bram):
    client.force_login(bram)
    counted = []
    for first, last in ((0, 3), (3, 18)):
        for nth in range(first, last):
            for name in ("Meijer", "Meyer"):
                make_employee(f"Jan {name}", born=date(1940 + 3 * nth, nth % 12 + 1, 2 * (nth % 13) + 1), hours=None)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as story:
            assert len(client.get(LIST).context["pairs"]) == last
        counted.append(len(story))
    assert counted[0] == counted[1]


# At the import, before anything is saved


def with_newcomer(**cells: str) -> dict:
    register = sample()
    register["personen"].append(
        {"personeelsnummer": "00900", "voornaam": "Truus", "achternaam": "Braake-Versinsel",
         "geboortedatum": "1975-05-17"} | cells
    )  # fmt: skip
    return register


def test_the_preview_of_an_import_warns_per_newcomer_and_saves_nothing(db, tmp_path):
    load(as_folder(sample(), tmp_path / "first"))
    taken = load(as_folder(with_newcomer(), tmp_path / "next"), dry_run=True)
    assert str(taken).splitlines()[-1] == (
        "Let op: personen.csv, rij 4: 00900 is mogelijk dezelfde als 00101 (zelfde geboortedag, naam klinkt gelijk)."
    )
    assert not WswEmployee.objects.filter(personnel_number="00900").exists()


def test_two_newcomers_in_one_file_are_compared_once(db, tmp_path):
    taken = load(as_folder(with_newcomer(), tmp_path), dry_run=True)
    assert [(each.row, each.number, each.other) for each in taken.doubles] == [(4, "00900", "00101")]


def test_who_was_there_already_is_no_newcomer(db, tmp_path):
    load(as_folder(with_newcomer(), tmp_path / "first"))
    assert load(as_folder(with_newcomer(), tmp_path / "again"), dry_run=True).doubles == []


def test_who_looks_like_nobody_is_not_named(db, tmp_path):
    register = with_newcomer(voornaam="Kees", geboortedatum="1981-02-03")
    assert load(as_folder(register, tmp_path), dry_run=True).doubles == []


def test_the_warning_names_no_name(db, tmp_path):
    """What a command prints may be kept in a log."""
    taken = load(as_folder(with_newcomer(), tmp_path), dry_run=True)
    assert "Braake" not in str(taken)


# In the form


def filled(client: Client, person: WswEmployee, **typed: str) -> dict:
    return opened(client, reverse("employee_edit", args=[person.key])) | typed


def test_who_changes_a_name_into_that_of_another_is_warned_before_saving(client, bram, truus):
    bep = make_employee("Bep Anders", personnel_number="00778")
    client.force_login(bram)
    url = reverse("employee_edit", args=[bep.key])
    sent = filled(client, bep, first_name="Truus", last_name="Fiktief")
    answer = client.post(url, sent)
    assert answer.status_code == 200
    assert "Nog niet bewaard. Staat deze persoon er al?" in text(answer)
    assert "zelfde geboortedag, naam klinkt gelijk" in text(answer)
    bep.refresh_from_db()
    assert bep.last_name == "Anders"
    people.meanwhile()
    assert client.post(url, sent | {"iemand_anders": "on"}).status_code == 302
    bep.refresh_from_db()
    assert bep.full_name == "Truus Fiktief"


def test_another_change_asks_nothing(client, bram, truus, twice):
    client.force_login(bram)
    url = reverse("employee_edit", args=[twice.key])
    assert client.post(url, filled(client, twice, sex="v")).status_code == 302


def test_the_form_does_not_tell_of_somebody_elsewhere(client, bram, carla, wim):
    """Wim of Wierden: a consulent of Almelo who types his name and day learns nothing."""
    bep = make_employee("Bep Anders")
    client.force_login(bram)
    sent = filled(client, bep, first_name="Wim", last_name="Verzonnen", birth_date=wim.birth_date.isoformat())
    assert client.post(reverse("employee_edit", args=[bep.key]), sent).status_code == 302


def test_of_whom_it_was_said_that_they_are_two_the_form_asks_nothing(client, bram, truus, twice):
    client.force_login(bram)
    client.post(reverse("double_apart", args=[truus.key, twice.key]))
    sent = filled(client, twice, last_name="Fiktief")
    assert client.post(reverse("employee_edit", args=[twice.key]), sent).status_code == 302


# The index


def test_a_sound_stands_with_the_name_and_goes_with_it(db):
    person = make_employee("Jan Meijer")
    person.refresh_from_db()
    assert person.name_sound == WswEmployee.objects.get(pk=make_employee("Jan Meyer").pk).name_sound != ""
    WswEmployee.objects.filter(pk=person.pk).update(last_name="Bos")
    assert WswEmployee.objects.get(pk=person.pk).name_sound != person.name_sound


def test_who_looks_is_helped_by_an_index_behind_the_wall(bram, truus):
    """Both are asked by equality of a column, which tells nothing: so the wall does not keep the index away."""
    with asking(bram) as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for column, value, index in (
            ("birth_date", "'1975-05-17'", "employee_by_birth_date"), ("name_sound", "'x'", "employee_by_sound"),
        ):  # fmt: skip
            cursor.execute(f"EXPLAIN SELECT id FROM cases_wswemployee WHERE {column} = {value}")
            assert index in str(cursor.fetchall())
