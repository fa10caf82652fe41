"""The search box: names with a letter wrong, a number, a hirer; a BSN to the digit, and only outright."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import search
from cases.models import Pin
from municipalities.logs import AuditEntry
from municipalities.models import Membership, today
from tests import people
from tests.people import make_employee
from tests.situations import proved

# What is typed for a name that is written otherwise: a wrong letter, one missing, one too many, two that swapped.
TYPOS = [
    ("bas", "Jan Bos"), ("bo", "Jan Bos"), ("vso", "Jan Vos"), ("voss", "Jan Vos"), ("vis", "Jan Vos"),
    ("kok", "Piet Kook"), ("smot", "Els Smit"), ("smti", "Els Smit"), ("dekkr", "Ali Dekker"), ("dekekr", "Ali Dekker"),
    ("janse", "Bo Jansen"), ("jamsen", "Bo Jansen"), ("jnasen", "Bo Jansen"), ("janssen", "Bo Jansen"),
    ("jamse", "Bo Jansen"), ("verheij", "Bo Verhey"), ("oosterhoff", "Cor Oosterhof"), ("osterhoof", "Cor Oosterhof"),
    ("yilmas", "Ayşe Yılmaz"), ("aise", "Ayşe Yılmaz"), ("bos jam", "Jan Bos"), ("jan bas", "Jan Bos"),
]  # fmt: skip
# What sounds the same and is written otherwise.
SOUNDS = [
    ("meyer", "Bo Meijer"), ("meijer", "Bo Meyer"), ("meier", "Bo Meijer"), ("gijs", "Bo Geis"), ("wijnen", "Bo Wynen"),
    ("dykstra", "Bo Dijkstra"), ("ooyen", "Bo Ooijen"), ("muijs", "Bo Muys"), ("filips", "Bo Philips"),
    ("philips", "Bo Filips"), ("klaassen", "Bo Claasen"), ("schmitt", "Bo Smit"), ("visscher", "Bo Visser"),
    ("kwint", "Bo Quint"), ("aksel", "Bo Axel"), ("pauwels", "Bo Pouwels"), ("lindhoudt", "Bo Lindhout"),
    ("jan meyer", "Jan Meijer"),
]  # fmt: skip
FAR = [("bas", "Piet Koot"), ("jan", "Els Smit"), ("smit", "Bo Jansen"), ("xyz", "Jan Bos"), ("dekker", "Bo Jansen"),
       ("meyer", "Bo Maier"), ("bakker", "Bo Becker")]  # fmt: skip


def found(user, typed: str) -> list[str]:
    return [hit.name for hit in search.people(Membership.objects.get(user=user), typed, today())]


@pytest.mark.parametrize(("typed", "name"), TYPOS)
def test_a_slip_of_the_pen_is_no_matter(db, bram, typed, name):
    make_employee(name)
    first, last = name.split(" ", 1)
    assert found(bram, typed) == [f"{last}, {first}"]


@pytest.mark.parametrize(("typed", "name"), SOUNDS)
def test_what_sounds_the_same_is_found_too(db, bram, typed, name):
    make_employee(name)
    first, last = name.split(" ", 1)
    assert found(bram, typed) == [f"{last}, {first}"]


@pytest.mark.parametrize(("typed", "name"), FAR)
def test_another_name_is_another_name(db, bram, typed, name):
    make_employee(name)
    assert found(bram, typed) == []


def test_who_is_called_so_comes_without_who_is_nearly_called_so(bram):
    for name in ("Jan Bos", "Jan Bas", "Bas Koot"):
        make_employee(name)
    assert found(bram, "bas") == ["Bas, Jan", "Koot, Bas"]
    assert found(bram, "bis") == ["Bas, Jan", "Bos, Jan", "Koot, Bas"]


def test_the_list_forgives_the_same(client, bram):
    make_employee("Jan Bos", placed=True)
    client.force_login(bram)
    assert "Bos, Jan" in client.get("/medewerkers/?q=bas").content.decode()
    make_employee("Kim Bas", placed=True)
    page = client.get("/medewerkers/?q=bas").content.decode()
    assert "Bas, Kim" in page
    assert "Bos, Jan" not in page


def test_the_likeliest_first(bram):
    make_employee("Al Jansens", until=people.day("31-12-2020"), reason="EIG")
    for name in ("Bo Verjansen", "Jansje Vos", "Bo Jansen"):
        make_employee(name)
    assert found(bram, "jans") == ["Jansen, Bo", "Jansens, Al", "Vos, Jansje", "Verjansen, Bo"]


def test_a_personnel_number(truus, bram):
    assert found(bram, "00101") == ["Fictief, Truus"]


@pytest.mark.parametrize("typed", ["%", "_", "'", "\\", "%%%", "a'; --", "((((", "x" * 80, "-", "- -", ",,,"])
def test_whatever_is_typed_is_only_letters(truus, bram, typed):
    assert found(bram, typed) == []


def test_nobody_of_another_municipality(truus, wim, bram, anouk, carla):
    assert found(bram, "verzonnen") == found(anouk, "verzonnen") == []
    assert found(carla, "verzonnen") == ["Verzonnen, Wim"]


def hirers(user, typed: str) -> list[tuple[str, int]]:
    return [(each.name, each.people) for each in search.hirers(Membership.objects.get(user=user), typed, today())]


def test_a_hirer_with_how_many_of_ones_own_work_there(bram, carla):
    for name in ("Els Fictief", "Bo Fictief"):
        people.make_placement(make_employee(name), "IND", hirer="Kwekerij Bedacht")
    assert hirers(bram, "kwekrij") == [("Kwekerij Bedacht", 2)]
    assert hirers(carla, "kwekerij") == []


def test_the_list_of_who_works_there(client, bram, truus):
    people.make_placement(make_employee("Els Elders"), "IND", hirer="Kwekerij Bedacht")
    client.force_login(bram)
    page = client.get("/medewerkers/?hirer=Kwekerij+Bedacht").content.decode()
    assert "Elders, Els" in page
    assert "Fictief, Truus" not in page


# The page


def typed(client, q: str, **headers) -> str:
    answer = client.post("/zoeken/", {"q": q}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def bram_in(client, bram):
    client.force_login(bram)
    return client


HTMX = {"HX-Request": "true"}


def test_as_one_types_and_as_a_page(bram_in, truus):
    for headers in ({}, HTMX):
        assert f'href="/medewerkers/{truus.key}/"' in typed(bram_in, "truss", **headers)
    assert "<html" not in typed(bram_in, "truss", **HTMX)


def test_who_was_found_stands_in_the_log(bram_in, truus):
    typed(bram_in, "fictief", **HTMX)
    line = AuditEntry.objects.latest("id")
    assert (line.act, line.subjects) == ("people_listed", [truus.key])


def test_nobody_is_said_in_words(bram_in):
    assert "Niemand met deze letters in de naam" in typed(bram_in, "xyzzy")


def test_the_box_is_on_every_page_for_who_sees_people_only(client, bram, daan, hans):
    for user, there in ((bram, True), (daan, False), (hans, False)):
        client.force_login(user)
        assert ('id="zoek"' in client.get("/").content.decode()) is there


def test_ten_found_cost_as_much_as_one(bram_in):
    make_employee("Een Zoekerd", placed=True)
    with CaptureQueriesContext(connection) as one:
        typed(bram_in, "zoekerd", **HTMX)
    for nth in range(9):
        make_employee(f"Nog{nth} Zoekerd", placed=True)
    with CaptureQueriesContext(connection) as ten:
        typed(bram_in, "zoekerd", **HTMX)
    assert len(one) == len(ten)


# BSN


@pytest.fixture
def number() -> str:
    return people.bsn_number(0)


def test_a_bsn_finds_its_person_and_is_told_to_the_log(bram_in, truus, number):
    proved(bram_in)
    page = typed(bram_in, f"{number[:4]} {number[4:6]}.{number[6:]}")
    assert "Fictief, Truus" in page
    assert number not in page
    line = AuditEntry.objects.latest("id")
    assert (line.act, line.subjects) == ("bsn_searched", [truus.key])
    assert number not in f"{line.detail} {line.purpose}"


def test_a_bsn_asks_for_proof_first_and_is_not_kept(client, bram, truus, number):
    client.force_login(bram)
    session = client.session
    session["proved_at"] = 0
    session.save()
    answer = client.post("/zoeken/", {"q": number})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/")
    assert number not in answer["Location"]
    assert not AuditEntry.objects.filter(act="bsn_searched").exists()


def test_a_bsn_is_not_looked_for_while_one_types(bram_in, truus, number):
    proved(bram_in)
    page = typed(bram_in, number, **HTMX)
    assert "Fictief, Truus" not in page
    assert "Druk op Enter" in page
    assert not AuditEntry.objects.filter(act="bsn_searched").exists()


def test_a_part_of_a_bsn_finds_nobody(bram_in, truus, number):
    proved(bram_in)
    assert "Fictief, Truus" not in typed(bram_in, number[:8])


def test_a_bsn_of_another_municipality_is_a_bsn_of_nobody(bram_in, wim):
    proved(bram_in)
    page = typed(bram_in, people.bsn_number(1))
    assert "U heeft niemand met dit burgerservicenummer." in page
    assert "Verzonnen" not in page


def test_a_coach_may_not(client, anouk, truus, number):
    client.force_login(anouk)
    proved(client)
    answer = client.post("/zoeken/", {"q": number})
    assert answer.status_code == 403
    assert "Truus" not in answer.content.decode()


def test_what_may_be_a_bsn_with_a_slip_does_not_come_back(bram_in, truus):
    assert "999990018" not in typed(bram_in, "999990018")


def test_a_search_never_stands_in_an_address(bram_in, truus):
    assert "Fictief, Truus" not in bram_in.get("/zoeken/?q=fictief").content.decode()


# At hand


def test_the_last_opened_first_and_only_by_oneself(client, bram, truus, ellen):
    els = make_employee("Els Fictief")
    client.force_login(bram)
    for person in (truus, els):
        client.get(f"/medewerkers/{person.key}/")
    page = typed(client, "", **HTMX)
    assert page.index("Fictief, Els") < page.index("Fictief, Truus")
    client.force_login(ellen)
    assert "Fictief, Truus" not in typed(client, "", **HTMX)


def test_who_is_not_in_service_is_told_from_who_has_no_work(bram_in, truus):
    """Both have no work to name them by; also in what was opened last."""
    make_employee("Truida Fictief")
    gone = make_employee("Truus Fictief-Vroeger", until=today() - timedelta(days=1), reason="EIG")
    bram_in.get(f"/medewerkers/{gone.key}/")
    for words in ("fictief", ""):
        page = typed(bram_in, words, **HTMX)
        assert page.count("niet in dienst") == 1
        assert "niet in dienst" in page.split("Fictief-Vroeger, Truus")[1].split("</li>")[0]


def test_what_lies_ready_says_how_to_choose_from_it(bram_in, truus):
    """Beside the box it is no stop for the Tab key; on a page of its own it is a link like any other."""
    bram_in.get(f"/medewerkers/{truus.key}/")
    beside, page, link = typed(bram_in, "", **HTMX), typed(bram_in, ""), f'<a href="/medewerkers/{truus.key}/"'
    assert f'{link} tabindex="-1"' in beside
    assert "Kies met de pijltjestoetsen omlaag en omhoog." in beside
    assert link in page
    assert not {"tabindex", "pijltjestoetsen"} & set(re.findall(r"[a-z]+", page[page.index("Laatst geopend") :]))
    assert "pijltjestoetsen" not in typed(bram_in, "truus", **HTMX)


def test_with_another_role_they_are_gone(client, bram, truus):
    client.force_login(bram)
    client.get(f"/medewerkers/{truus.key}/")
    Membership.objects.filter(user=bram).update(ends_on=today() - timedelta(days=1))
    people.make_membership(bram, "controller", "Almelo", starts_on=today())
    assert "Fictief, Truus" not in typed(client, "", **HTMX)


def test_who_is_no_longer_mine_is_no_longer_at_hand(client, anouk, truus):
    client.force_login(anouk)
    client.get(f"/medewerkers/{truus.key}/")
    client.post(f"/medewerkers/{truus.key}/vastzetten/")
    assert "Fictief, Truus" in typed(client, "", **HTMX)
    truus.caseloads.update(ends_on=today() - timedelta(days=1))
    assert "Fictief, Truus" not in typed(client, "", **HTMX)


def test_pinned_and_let_go(bram_in, bram, truus):
    assert bram_in.post(f"/medewerkers/{truus.key}/vastzetten/").status_code == 302
    assert Pin.objects.get().employee == truus
    assert "Vastgezet" in typed(bram_in, "", **HTMX)
    bram_in.post(f"/medewerkers/{truus.key}/vastzetten/")
    assert not Pin.objects.exists()


def test_carla_pins_nobody_of_almelo(client, carla, truus):
    client.force_login(carla)
    assert client.post(f"/medewerkers/{truus.key}/vastzetten/").status_code == 404
