"""The list of people and the form with somebody's data: whatever the address says, and never a BSN."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from cases.actions import plans
from cases.lists import HEADS, PER_PAGE
from cases.models import WswEmployee
from municipalities.models import User, today
from municipalities.paging import pages
from tests import people, situations

TODAY = today()
LIST = "/medewerkers/"


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def names(client: Client, query: str = "") -> list[str]:
    """The names in the list, in its order."""
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, query
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.content.decode())


# The sentence above the list


@pytest.fixture
def group(truus: WswEmployee, anouk: User) -> None:
    """Beside Truus (beschut binnen, Anouk's): somebody at a hirer, somebody without work, and somebody who left."""
    day = TODAY
    tied = people.make_employee("Piet Gedacht", hours=28)
    people.make_placement(tied, "GRD", 20, until=day + timedelta(days=20), hirer="Bedacht BV")
    people.make_placement(tied, "WOL", 8)
    people.make_employee("Ria Zonder", hours=12)
    gone = people.make_employee("Wil Weg", until=day - timedelta(days=1), reason="EIG")
    people.make_indication(gone, since=day - timedelta(days=700), until=day + timedelta(days=80))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"}),
        ("show=uit_dienst", {"Weg, Wil"}),
        ("show=alle", {"Fictief, Truus", "Gedacht, Piet", "Zonder, Ria", "Weg, Wil"}),
        ("form=GRD", {"Gedacht, Piet"}),
        ("form=WOL", {"Gedacht, Piet"}),
        ("form=LEEG", {"Zonder, Ria"}),
        ("form=BSB", {"Fictief, Truus"}),
        ("ends=plaatsing", {"Gedacht, Piet"}),
        ("ends=iets", {"Gedacht, Piet"}),
        ("ends=indicatie", set()),
        ("ends=indicatie&show=alle", {"Weg, Wil"}),
        ("ends=dienstverband", set()),
        ("q=tru", {"Fictief, Truus"}),
        ("q=TRUUS", {"Fictief, Truus"}),
        ("q=ficttief", {"Fictief, Truus"}),
        ("q=00101", {"Fictief, Truus"}),
        ("q=%20%20", {"Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"}),
        ("q=iemand+anders", set()),
        ("q=%25", set()),
        ("q=_", set()),
        ("show=alle&form=LEEG&q=wil", {"Weg, Wil"}),
    ],
)
def test_bram_asks_in_a_sentence(as_bram: Client, group: None, query: str, expected: set[str]) -> None:
    assert set(names(as_bram, query)) == expected


@pytest.fixture
def guided(truus: WswEmployee, anouk: User) -> WswEmployee:
    """Truus has a plan that both signed, with a day for its evaluation."""
    plan = people.make_plan(truus, starts_on=TODAY, ends_on=TODAY + timedelta(days=300))
    plans.move(plan=plan, to="ter_bespreking")
    plans.sign(plan=plan, on=TODAY, by=anouk, signed_as="zelf", employer_on=None, today=TODAY)
    return truus


@pytest.mark.parametrize("missing", ["plan", "evaluatie"])
def test_who_has_no_plan_or_no_day_for_its_evaluation(as_bram: Client, group: None, missing: str, anouk: User) -> None:
    assert set(names(as_bram, f"missing={missing}")) == {"Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"}


@pytest.mark.parametrize("missing", ["plan", "evaluatie"])
def test_not_who_has_them(as_bram: Client, group: None, guided: WswEmployee, missing: str) -> None:
    assert set(names(as_bram, f"missing={missing}")) == {"Gedacht, Piet", "Zonder, Ria"}


@pytest.mark.parametrize(("days", "listed"), [(55, False), (56, True)])
def test_who_had_no_contact_for_8_weeks(as_bram: Client, truus: WswEmployee, anouk: User, days: int, listed) -> None:
    people.make_contact(truus, anouk, held_on=TODAY - timedelta(days=days))
    assert ("Fictief, Truus" in names(as_bram, "missing=contact")) is listed


def test_a_coach_asks_for_it_in_the_own_caseload(client: Client, group: None, anouk: User) -> None:
    client.force_login(anouk)
    assert names(client, "missing=plan") == names(client, "missing=contact") == ["Fictief, Truus"]


def test_ellen_reads_no_plans_and_is_not_offered_it(client: Client, group: None, guided: WswEmployee, ellen) -> None:
    client.force_login(ellen)
    assert "een ondertekend plan ontbreekt" not in client.get(LIST).content.decode()
    assert names(client, "missing=plan") == names(client)


def test_bram_asks_for_the_people_of_one_coach(as_bram: Client, anouk: User, group: None) -> None:
    assert names(as_bram, f"coach={anouk.key}") == ["Fictief, Truus"]


def test_anouk_is_not_asked_which_coach(client: Client, anouk: User, group: None) -> None:
    client.force_login(anouk)
    page = client.get(LIST).content.decode()
    assert 'name="coach"' not in page
    assert "in uw caseload" in page


def test_letters_with_marks_are_found_without_them(as_bram: Client) -> None:
    people.make_employee("Zoë Böhmer-Verzinsel", prefix="ten")
    assert names(as_bram, "q=bohmer") == names(as_bram, "q=zoe") == ["Böhmer-Verzinsel, ten, Zoë"]


def test_nobody_of_wierden_is_in_it(as_bram: Client, wim: WswEmployee) -> None:
    for query in ("", "show=alle", "q=wim", "q=00102", "sort=-naam"):
        assert not [name for name in names(as_bram, query) if "Wim" in name], query


def test_nobody_found_says_what_to_do(as_bram: Client) -> None:
    page = as_bram.get(f"{LIST}?q=zzzz").content.decode()
    assert "Niemand gevonden." in page
    assert "<b>0 medewerkers</b>" in page


# Order


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("naam", ["Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"]),
        ("-naam", ["Zonder, Ria", "Gedacht, Piet", "Fictief, Truus"]),
        ("uren", ["Zonder, Ria", "Gedacht, Piet", "Fictief, Truus"]),
        ("-uren", ["Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"]),
        ("werkvorm", ["Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"]),
        ("-werkvorm", ["Gedacht, Piet", "Fictief, Truus", "Zonder, Ria"]),
        ("einde", ["Gedacht, Piet", "Fictief, Truus", "Zonder, Ria"]),
        ("-einde", ["Gedacht, Piet", "Fictief, Truus", "Zonder, Ria"]),
        ("coach", ["Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"]),
        ("-coach", ["Fictief, Truus", "Gedacht, Piet", "Zonder, Ria"]),
    ],
)
def test_the_list_in_every_order(as_bram: Client, group: None, sort: str, expected: list[str]) -> None:
    """What somebody has not got comes last, either way; names break a tie."""
    assert names(as_bram, f"sort={sort}") == expected


def test_every_head_that_sorts_says_so(as_bram: Client) -> None:
    for head in (head for head in HEADS if head.sort):
        page = as_bram.get(f"{LIST}?sort={head.sort}").content.decode()
        assert page.count('aria-sort="ascending"') == 1, head.label
        assert f"sort=-{head.sort}" in page
        assert 'aria-sort="descending"' in as_bram.get(f"{LIST}?sort=-{head.sort}").content.decode()


# Pages


def test_pages_hold_everybody_once(as_bram: Client) -> None:
    situations.make_neighbours(2 * PER_PAGE + 3)
    seen = [name for page in (1, 2, 3) for name in names(as_bram, f"pagina={page}&sort=uren")]
    assert len(seen) == len(set(seen)) == 2 * PER_PAGE + 4
    assert names(as_bram, "pagina=4&sort=uren") == names(as_bram, "pagina=3&sort=uren")


def test_between_thousands_stands_a_dot() -> None:
    assert pages(QueryDict("pagina=25"), 12_345).shown == "1.201–1.250 van 12.345"
    assert pages(QueryDict("pagina=9999"), 51).shown == "51–51 van 51"


@pytest.mark.parametrize("count", [PER_PAGE - 1, PER_PAGE, PER_PAGE + 1])
def test_a_page_is_full_before_the_next_begins(as_bram: Client, truus: WswEmployee, count: int) -> None:
    situations.make_neighbours(count - 1)
    assert len(names(as_bram)) == min(count, PER_PAGE)
    last = names(as_bram, "pagina=2")
    assert len(last) == (1 if count > PER_PAGE else count)


NONSENSE = [
    "pagina=0", "pagina=-1", "pagina=x", "pagina=1.5", "pagina=", "pagina=99999999", "pagina=999999999999999999",
    "pagina=²", "pagina=%D9%A3", "pagina=1&pagina=x", "sort=", "sort=x", "sort=--naam", "sort=-", "sort=id;drop+table",
    "sort=naam&sort=uren", "show=x", "form=x", "form=LEEG&form=BSB", "coach=x",
    "coach=00000000-0000-0000-0000-000000000000", "ends=x", "q=" + "a" * 5000, "q=%00", "q=%F0%9F%90%98", "q='%3B--",
    "q=%ED%A0%80", "q=\\", "q=100%25", "x=y", "=", "&&&", "peildatum=x", "pagina[]=2", "sort=%00", "pagina=%00",
]  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE, ids=[nonsense[:30] for nonsense in NONSENSE])
def test_nonsense_in_the_address_is_left_out(as_bram: Client, truus: WswEmployee, query: str) -> None:
    assert as_bram.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["peildatum=x", "peildatum=2026-02-30", "peildatum=%00", "peildatum=9999-12-31"])
def test_a_day_that_is_none_is_said_in_the_dossier(as_bram: Client, truus: WswEmployee, query: str) -> None:
    assert as_bram.get(f"{LIST}{truus.key}/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["peildatum=", "alles=x", "peildatum=1950-01-01", "peildatum=2200-12-31", "x=y"])
def test_any_other_day_is_shown_in_the_dossier(as_bram: Client, truus: WswEmployee, query: str) -> None:
    assert as_bram.get(f"{LIST}{truus.key}/?{query}").status_code == 200


# Names


def test_a_name_is_text_wherever_it_stands(client: Client, anouk: User) -> None:
    """Names come from elsewhere; one could hold markup."""
    nasty = "<script>alert(1)</script> {{ x }} 'a\" &amp;"
    person = people.make_employee("Fictief Q", placed=True)
    WswEmployee.objects.filter(pk=person.pk).update(first_name=nasty, last_name=nasty, prefix="<b>")
    people.coach(person, anouk)
    bram = situations.make_member("Bram <i>Voorbeeld</i>", "consulent", "Almelo")
    job = person.employments.get()
    job.placements.all().update(ends_on=TODAY + timedelta(days=3), function=nasty, location=nasty, end_reason=nasty)
    until = TODAY + timedelta(days=3)
    people.make_placement(job, "GRD", 0, since=TODAY, until=until, hirer="<u>Bedacht</u> BV", function=nasty)
    client.force_login(bram)
    own = f"{LIST}{person.key}/"
    for url in ("/", LIST, own, f"{own}gegevens/", f"{own}plaatsingen/nieuw/"):
        page = client.get(url).content.decode()
        assert not re.search(r"<script>alert|<b>,|<u>Bedacht|<i>Voorbeeld", page), url
        assert "&lt;script&gt;alert(1)" in page or url == "/", url


# The form


def edit(person: WswEmployee) -> str:
    return reverse("employee_edit", args=[person.key])


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    kept = {name: getattr(person, name) for name in ("first_name", "prefix", "last_name", "sex")}
    return kept | {"birth_date": person.birth_date.isoformat(), "died_on": "", "bsn": ""} | changed


def refused(client: Client, person: WswEmployee, **changed: Any) -> str:
    before = WswEmployee.objects.filter(pk=person.pk).values().get()
    response = client.post(edit(person), filled(person, **changed))
    assert response.status_code == 422
    assert WswEmployee.objects.filter(pk=person.pk).values().get() == before
    page = response.content.decode()
    assert "<title>Fout: " in page
    return page


def test_bram_mends_a_name(as_bram: Client, bram: User, truus: WswEmployee) -> None:
    response = as_bram.post(edit(truus), filled(truus, last_name="Fictief-Verzonnen"), follow=True)
    assert response.redirect_chain == [(f"{LIST}{truus.key}/", 302)]
    assert "De gegevens zijn bewaard." in response.content.decode()
    truus.refresh_from_db()
    assert (truus.last_name, truus.recorded_by) == ("Fictief-Verzonnen", str(bram.key))


@pytest.mark.parametrize("number", ["111222333", "123456782", "010000021", "999990007"])
def test_a_bsn_that_passes_the_elfproef_is_taken(as_bram: Client, truus: WswEmployee, number: str) -> None:
    """R69; a leading zero stays."""
    assert as_bram.post(edit(truus), filled(truus, bsn=number)).status_code == 302
    truus.refresh_from_db()
    assert truus.bsn_masked == f"••••••{number[-3:]}"
    assert truus.bsn is None


@pytest.mark.parametrize(
    "number", ["123456789", "000000000", "12345678", "12345678a", "١٢٣٤٥٦٧٨٢", "-99990007", "99999 007"]
)
def test_a_bsn_that_fails_it_is_refused_in_words(as_bram: Client, truus: WswEmployee, number: str) -> None:
    page = refused(as_bram, truus, bsn=number)
    assert "Dit is geen geldig burgerservicenummer. Controleer de negen cijfers." in page


def test_a_refused_bsn_does_not_come_back_on_the_page(as_bram: Client, truus: WswEmployee) -> None:
    """Neither one that fails the elfproef, nor a good one beside another field that is wrong."""
    assert "123456789" not in refused(as_bram, truus, bsn="123456789")
    assert "999990019" not in refused(as_bram, truus, bsn="999990019", first_name="")


def test_a_bsn_that_is_too_long_is_refused_in_words(as_bram: Client, truus: WswEmployee) -> None:
    assert "niet meer dan 9 tekens" in refused(as_bram, truus, bsn="1234567820")


def test_left_empty_the_bsn_stays(as_bram: Client, truus: WswEmployee) -> None:
    before = truus.bsn_masked
    as_bram.post(edit(truus), filled(truus, first_name="Geertruida"))
    truus.refresh_from_db()
    assert (truus.first_name, truus.bsn_masked) == ("Geertruida", before)


def test_a_bsn_of_a_neighbour_is_refused_in_words(as_bram: Client, truus: WswEmployee) -> None:
    people.make_employee("Riet Fictief", bsn=people.bsn_number(2))
    page = refused(as_bram, truus, bsn=people.bsn_number(2))
    assert "Dit burgerservicenummer kan hier niet worden gebruikt. Controleer het nummer." in page
    assert "Riet" not in page


def test_a_bsn_of_somebody_elsewhere_is_not_told_of(as_bram: Client, truus: WswEmployee, wim: WswEmployee) -> None:
    """Wim of Wierden is not Bram's to know of: a refusal would tell. Who settles doubles finds both."""
    assert as_bram.post(edit(truus), filled(truus, bsn=people.bsn_number(1))).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT personnel_numbers FROM double_numbers()")
        assert cursor.fetchall() == [(["00101", "00102"],)]


def test_a_death_before_birth_is_refused_in_words(as_bram: Client, truus: WswEmployee) -> None:
    assert "De overlijdensdatum ligt voor de geboortedatum." in refused(as_bram, truus, died_on="1970-01-01")


@pytest.mark.parametrize(
    "changed",
    [
        {"first_name": ""}, {"last_name": ""}, {"birth_date": ""}, {"birth_date": "gisteren"},
        {"birth_date": "0001-01-01"}, {"sex": "q"}, {"first_name": "a" * 81}, {"last_name": "a\x00b"},
        {"prefix": "v" * 21}, {"died_on": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_with_the_data_is_said(as_bram: Client, truus: WswEmployee, changed: dict[str, str]) -> None:
    """At the field itself, named for who hears the page."""
    (name,) = changed
    page = refused(as_bram, truus, **changed)
    assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', page)


def test_what_the_form_does_not_have_cannot_be_changed(as_bram: Client, truus: WswEmployee) -> None:
    as_bram.post(edit(truus), filled(truus, personnel_number="99999", key="x", in_service_1997="on", bsn_hash="x"))
    truus.refresh_from_db()
    assert (truus.personnel_number, truus.in_service_1997) == ("00101", None)


# The BSN


def test_no_page_and_no_address_holds_a_bsn(as_bram: Client, truus: WswEmployee, anouk: User) -> None:
    """Not the one she has, nor the one she is given; and no address a running number."""
    number, other = people.bsn_number(0), people.bsn_number(5)
    urls = ["/", LIST, f"{LIST}{truus.key}/", edit(truus), reverse("placement_new", args=[truus.key])]
    pages = {url: as_bram.get(url) for url in urls}
    pages["saved"] = as_bram.post(edit(truus), filled(truus, bsn=other), follow=True)
    for url, response in pages.items():
        page = response.content.decode()
        assert number not in page, url
        assert other not in page, url
        assert str(truus.pk) not in re.findall(r"/medewerkers/(\d+)/", page), url


def test_a_bsn_is_no_way_to_find_somebody(as_bram: Client, truus: WswEmployee) -> None:
    """What one types to search stands in the address, and so in logs."""
    assert names(as_bram, f"q={people.bsn_number(0)}") == []


def test_who_sees_the_end_of_the_number_and_who_does_not(
    client: Client, bram: User, ellen: User, anouk: User, truus: WswEmployee
) -> None:
    ending = people.bsn_number(0)[-3:]
    shown = {}
    for user in (bram, ellen, anouk):
        client.force_login(user)
        shown[user.name.split()[0]] = f"••••••{ending}" in client.get(f"{LIST}{truus.key}/").content.decode()
    assert shown == {"Bram": True, "Ellen": True, "Anouk": False}


def test_the_database_holds_no_readable_bsn(as_bram: Client, truus: WswEmployee) -> None:
    number = people.bsn_number(5)
    as_bram.post(edit(truus), filled(truus, bsn=number))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(e::text, '') || (SELECT string_agg(h::text, '') FROM cases_wswemployee_history h)"
            " FROM cases_wswemployee e"
        )
        everything = cursor.fetchone()[0]
    assert number not in everything
    assert people.bsn_number(0) not in everything
    assert number.encode().hex() not in everything


# Who may


def test_ellen_reads_but_may_not_change(client: Client, ellen: User, truus: WswEmployee) -> None:
    client.force_login(ellen)
    assert "Gegevens wijzigen" not in client.get(f"{LIST}{truus.key}/").content.decode()
    assert client.post(edit(truus), filled(truus, first_name="Anders")).status_code == 403


def test_carla_finds_nothing(client: Client, carla: User, truus: WswEmployee) -> None:
    client.force_login(carla)
    assert client.post(edit(truus), filled(truus, first_name="Anders")).status_code == 404
    truus.refresh_from_db()
    assert truus.first_name == "Truus"


# The choice of coaches


def offered(client: Client) -> set[str]:
    """The coaches to choose from above the list."""
    page = client.get(LIST).content.decode()
    choice = re.search(r'<select name="coach".*?</select>', page, re.DOTALL)
    return set(re.findall(r"<option[^>]*>([^<]+)</option>", choice[0])) - {"elke jobcoach"} if choice else set()


def test_only_who_coaches_ones_own_people_today_can_be_chosen(as_bram: Client, anouk: User, wim: WswEmployee) -> None:
    elsewhere, before, later = (people.make_user(f"{name} Elders") for name in ("Karel", "Loes", "Mies"))
    for coach in (elsewhere, before, later):
        people.make_membership(coach, "jobcoach")
    people.coach(wim, elsewhere, since=people.day("01-01-2020"))
    own = people.make_employee("Piet Gedacht")
    people.coach(own, before, since=people.day("01-01-2020"), until=TODAY - timedelta(days=1))
    people.coach(own, later, since=TODAY + timedelta(days=1))
    assert offered(as_bram) == {anouk.name}


def test_a_coach_chooses_no_coach(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    assert offered(client) == set()


def test_a_new_coach_can_be_chosen_when_the_minute_is_over(as_bram: Client, anouk: User) -> None:
    assert offered(as_bram) == {anouk.name}
    joost = people.make_user("Joost Nieuw")
    people.make_membership(joost, "jobcoach")
    people.coach(people.make_employee("Piet Gedacht"), joost, since=TODAY)
    caches["choices"].clear()  # as if a minute had gone by
    assert offered(as_bram) == {anouk.name, joost.name}
