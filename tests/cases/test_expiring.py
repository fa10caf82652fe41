"""“Loopt af”: everything with a last day in one list, with and without something after it, within one's own walls."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from cases.expiring import KINDS, Expiring
from municipalities.models import Membership, today
from tests import people
from tests.cases.signalling import signed
from tests.people import day, make_employee, make_indication, make_placement, make_user

TODAY = day("22-11-2026")


def told(user, address="", on=TODAY) -> list[tuple[str, str, bool]]:
    _, rows = Expiring(QueryDict(address), Membership.objects.get(user=user), on).page()
    return [(f"{row.kind}: {row.detail}".removesuffix(": "), f"{row.last_day:%d-%m-%Y}", row.followed) for row in rows]


def test_nothing_ends(truus, bram):
    assert told(bram) == []


def test_one_of_each_the_first_first(bram, truus, anouk):
    person = make_employee(
        "Els Fictief", born=day("20-02-1960"), category=None, until=day("31-12-2026"), reason="PEN",
        hours=[(36, day("01-03-2008"), day("30-11-2026")), (24, day("01-12-2026"), day("31-12-2026"))],
    )  # fmt: skip
    make_indication(person, since=day("01-01-2022"), until=day("15-12-2026"))
    make_placement(person, "IND", 20, until=day("25-11-2026"), hirer="Kwekerij Bedacht")
    make_placement(person, "BSB", 4, until=day("26-11-2026"))
    people.make_leave(person, since=day("01-11-2026"), until=day("27-11-2026"))
    people.coach(person, anouk, until=day("28-11-2026"))
    person.residences.update(ends_on=day("29-11-2026"))
    assert told(bram) == [
        ("Plaatsing: Kwekerij Bedacht", "25-11-2026", False),
        ("Plaatsing: beschut binnen", "26-11-2026", False),
        ("Verlof: onbetaald verlof", "27-11-2026", True),
        ("Begeleiding: Anouk Voorbeeld", "28-11-2026", False),
        ("Woonplaats: Almelo", "29-11-2026", False),
        ("Contracturen: 36 uur", "30-11-2026", True),
        ("Indicatie: matig", "15-12-2026", False),
        ("Dienstverband: Gemeente Almelo", "31-12-2026", False),
        ("Laatste dag voor de AOW", "19-02-2027", True),  # the employment ends before it
    ]


def test_what_has_something_after_it_can_be_left_out(truus, bram):
    truus.employments.get().placements.update(ends_on=day("31-12-2026"))
    make_placement(truus, "IND", since=day("01-01-2027"), until=day("31-01-2027"))
    assert told(bram) == [
        ("Plaatsing: beschut binnen", "31-12-2026", True),
        ("Plaatsing: individuele detachering", "31-01-2027", False),
    ]
    assert told(bram, "vervolg=zonder") == [("Plaatsing: individuele detachering", "31-01-2027", False)]


@pytest.mark.parametrize(
    ("address", "last", "there"),
    [("", 90, True), ("", 91, False), ("binnen=30", 30, True), ("binnen=30", 31, False), ("binnen=182", 182, True)],
)
def test_within_so_many_days(truus, bram, address, last, there):
    truus.employments.get().placements.update(ends_on=TODAY + timedelta(days=last))
    assert bool(told(bram, address)) is there


def test_begeleid_werken_and_a_measurement(truus, bram):
    people.make_supported(truus, ends_on=day("30-11-2026"))
    people.make_loonwaarde(truus, "55.5", valid_until=day("31-12-2026"))
    assert told(bram) == [
        ("Begeleid-werkencontract: Bakkerij Fictief", "30-11-2026", False),
        ("Loonwaardemeting: 55,5 %", "31-12-2026", False),
    ]


def test_r44_a_contract_that_ends_before_the_placement(truus, bram):
    contract = people.make_contract(until=day("31-12-2026"))
    placed = truus.employments.get().placements.get()
    placed.contract = contract
    placed.save()
    assert told(bram) == [("Detacheringscontract: Bedacht BV", "31-12-2026", False)]
    placed.ends_on = contract.ends_on
    placed.save()
    assert [what for what, _, _ in told(bram)] == ["Plaatsing: beschut binnen"]  # once, as what it is to her


def test_a_plan_a_document_and_a_stand_in(truus, bram, anouk):
    signed(truus, anouk)
    people.make_plan(truus, version=2, starts_on=day("01-01-2027"), ends_on=day("31-01-2027"))  # nobody signed it
    shown = people.make_document(truus, bram, valid_until=day("01-12-2026"))
    people.make_document(truus, bram, valid_until=day("02-12-2027"), replaces=shown)
    people.make_document(truus, bram, kind="indicatie", valid_until=day("03-12-2026"))
    people.make_stand_in(truus, make_user("Iris Invaller"), instead_of=anouk, on=TODAY, until=day("24-11-2026"))
    everything = [
        ("Waarneming: Iris Invaller", "24-11-2026", True),
        ("Document: verslag over het werk", "01-12-2026", True),
        ("Document: besluit van UWV", "03-12-2026", False),
        ("Actie uit het plan: Actie 1", "31-12-2026", False),
        ("Begeleidingsplan: versie 1", "31-12-2026", False),
    ]
    assert told(bram) == everything


def test_who_reads_no_plans_and_documents_is_not_offered_them(client, truus, bram, ellen, anouk):
    signed(truus, anouk)
    people.make_document(truus, bram, valid_until=TODAY)
    assert told(ellen) == []
    for user, offered in ((bram, True), (ellen, False)):
        client.force_login(user)
        page = client.get("/loopt-af/").content.decode()
        assert ("begeleidingsplannen" in page, ">documenten<" in page) == (offered, offered)


def test_what_ended_yesterday_ends_no_more(truus, bram):
    truus.employments.get().placements.update(ends_on=TODAY - timedelta(days=1))
    assert told(bram) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_of_one_kind(truus, bram, kind):
    truus.employments.get().placements.update(ends_on=TODAY)
    assert bool(told(bram, f"wat={kind.code}")) is (kind.code == "plaatsing")


def test_each_sees_their_own(client, truus, wim, bram, carla, anouk):
    truus.employments.get().placements.update(ends_on=today())
    for user, there in ((bram, True), (anouk, True), (carla, False)):
        client.force_login(user)
        assert ("Fictief, Truus" in client.get("/loopt-af/").content.decode()) is there
