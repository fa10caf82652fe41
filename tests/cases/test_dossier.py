"""The page of one person: who sees what of it, what it says today and on another day, and what it costs to make."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Hirer, Indication, Residence
from municipalities.models import today
from tests import people
from tests.people import day

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = today() - timedelta(days=1), today() + timedelta(days=1)


def page(client, person, **address):
    return client.get(reverse("employee", args=[person.key]), address)


def text(response):
    """What is read on the page, without markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def sheet(client, by, person, **address):
    client.force_login(by)
    response = page(client, person, **address)
    assert response.status_code == 200
    return response


def fact(response, label):
    """A fact of the head: its value and the lines under it."""
    found = next(fact for fact in response.context["facts"] if fact["label"] == label)
    return [found["value"], *found["sub"]]


# Who


def test_anouk_reads_the_dossier_of_truus(client, anouk, truus):
    told = text(sheet(client, anouk, truus))
    assert "Truus Fictief" in told
    assert "36 ÷ 36 uur = 1,00 fte, × 1,00 (matig) = 1,00" in told


def test_anouk_sees_no_bsn_and_may_place(client, anouk, truus):
    response = sheet(client, anouk, truus)
    assert "BSN" not in text(response)
    assert (response.context["may_place"], response.context["may_edit"]) == (True, False)


def test_bram_sees_the_last_three_digits_of_the_bsn(client, bram, truus):
    response = sheet(client, bram, truus)
    assert f"••••••{people.bsn_number(0)[-3:]}" in text(response)
    assert people.bsn_number(0) not in response.content.decode()


def test_ellen_reads_and_changes_nothing(client, ellen, truus):
    told = text(sheet(client, ellen, truus))
    assert "Nieuwe plaatsing" not in told
    assert "Beëindig" not in told


@pytest.mark.parametrize("somebody", ["carla", "daan", "gerda", "hans"])
def test_for_others_truus_does_not_exist(client, request, truus, somebody):
    client.force_login(request.getfixturevalue(somebody))
    assert page(client, truus).status_code == 404


def test_whom_nobody_knows_is_not_found_either(client, bram):
    client.force_login(bram)
    assert client.get("/medewerkers/00000000-0000-0000-0000-000000000000/").status_code == 404


# When


def test_the_dossier_as_it_was(client, bram, truus):
    people.make_indication(truus, "ernstig", since=day("15-05-2021"), until=day("31-12-2049"))
    people.move(truus, "Wierden", on=day("01-09-2023"))
    client.force_login(bram)
    people.state_purpose(client, truus)
    response = sheet(client, bram, truus, peildatum="2020-06-30")
    told = text(response)
    assert "Zo was het op 30-06-2020" in told
    assert fact(response, "Categorie")[0] == "matig"
    assert fact(response, "Woont in") == ["Almelo", "sinds 01-01-1990"]
    assert [row["text"] for row in response.context["residences"]] == ["Almelo"]
    assert response.context["endings"] == []


def test_the_past_cannot_be_changed(client, bram, truus):
    told = text(sheet(client, bram, truus, peildatum=YESTERDAY))
    for change in ("Nieuwe plaatsing", "Gegevens wijzigen", "Beëindig", "Verleng"):
        assert change not in told


def test_a_day_to_come_shows_what_is_agreed(client, bram, truus):
    people.move(truus, "Wierden", on=TOMORROW)
    response = sheet(client, bram, truus, peildatum=TOMORROW)
    assert "U kijkt vooruit" in text(response)
    assert fact(response, "Woont in")[0] == "Wierden"
    assert not response.context["may_edit"]


def test_the_day_of_today_is_today(client, bram, truus):
    response = sheet(client, bram, truus, peildatum=today())
    assert (response.context["is_past"], response.context["is_future"], response.context["may_edit"]) == (
        False,
        False,
        True,
    )


def test_a_day_as_people_write_it(client, bram, truus):
    assert sheet(client, bram, truus, peildatum="30-06-2020").context["peildatum"] == "30-06-2020"


@pytest.mark.parametrize("nonsense", ["gisteren", "2026-02-30", "0001-01-01", "9999-12-31", "\x00", "<b>"])
def test_what_is_no_day_is_refused_in_words(client, bram, truus, nonsense):
    client.force_login(bram)
    response = page(client, truus, peildatum=nonsense)
    assert response.status_code == 400
    told = text(response)
    assert "Dit is geen datum." in told or "Deze datum ligt voor 1900 of na 2200." in told
    assert "36 ÷ 36 uur" in told


@pytest.mark.parametrize("edge", ["1900-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_one_may_ask(client, bram, truus, edge):
    sheet(client, bram, truus, peildatum=edge)


def test_links_to_days_one_often_wants(client, bram, truus):
    links = {link["label"]: link["query"] for link in sheet(client, bram, truus).context["asof_links"]}
    assert links["begin van dit werk"] == "peildatum=2008-03-01"
    assert any(re.fullmatch(r"einde \de kwartaal \d{4}", label) for label in links)
    assert "vandaag" not in links


# What


def test_wierden_counts_and_almelo_pays(client, bram, truus):
    people.move(truus, "Wierden", on=day("01-09-2023"))
    client.force_login(bram)
    people.state_purpose(client, truus)
    assert "Wierden telt de SE, Almelo betaalt het loon." in text(sheet(client, bram, truus))


def test_two_placements_and_hours_left(client, bram):
    person = people.make_employee("Mo Verzonnen")
    people.make_placement(person, "IND", 16, since=day("01-01-2020"), hirer="Kwekerij Verzonnen", function="inpakken")
    people.make_placement(person, "BSB", 12, since=day("01-01-2020"))
    response = sheet(client, bram, person)
    assert fact(response, "Werkt nu") == [
        "Individuele detachering",
        "16 uur individuele detachering, Kwekerij Verzonnen, inpakken · trede 4 van 5",
        "12 uur beschut binnen · trede 1 van 5",
        "8 van de 36 uur zonder werk",
    ]
    assert "28 van 36 uur geplaatst · nog 8 uur vrij" in text(response)


def test_nobody_placed_is_step_0(client, bram):
    person = people.make_employee("Mo Verzonnen")
    response = sheet(client, bram, person)
    assert fact(response, "Werkt nu") == ["zonder werk", "36 uur per week vrij"]
    assert response.context["placements"][0]["form_label"] == "Zonder werk"


def test_sick_says_since_when_and_how_much(client, bram, truus):
    spell = people.make_sick(truus, since=day("05-10-2020"), recovered_on=day("17-10-2020"))
    spell.percentages.create(starts_on=day("05-10-2020"), percentage=100)
    spell.percentages.create(starts_on=day("12-10-2020"), percentage=50)
    assert "ziek sinds 05-10-2020 (50 %)" in fact(sheet(client, bram, truus, peildatum="2020-10-16"), "Werk")
    assert "ziek" not in " ".join(fact(sheet(client, bram, truus, peildatum="2020-10-17"), "Werk"))


def test_on_leave(client, bram, truus):
    people.make_leave(truus, since=day("01-03-2020"), until=day("31-05-2020"))
    response = sheet(client, bram, truus, peildatum="2020-04-01")
    assert fact(response, "Werk")[0] == "Onbetaald verlof"
    assert fact(response, "SE") == ["telt niet mee", "Onbetaald verlof: telt niet mee."]
    assert response.context["hours_left"] is None


def test_in_service_before_1998_is_matig_whatever_the_indication_says(client, bram):
    person = people.make_employee("Mo Verzonnen", kind="wsw_oud", since=day("01-05-1996"), category="ernstig")
    response = sheet(client, bram, person)
    assert fact(response, "Categorie") == ["matig", "in dienst voor 1998", "de indicatie zegt ernstig"]
    assert "In dienst voor 1998: altijd matig." in fact(response, "SE")


def test_an_ended_placement_says_why_and_cannot_be_ended_again(client, bram, truus):
    truus.employments.get().placements.update(ends_on=YESTERDAY, end_reason="inlener stopt")
    row = next(row for row in sheet(client, bram, truus).context["placements"] if row["form_label"] == "Beschut binnen")
    assert (row["end_reason"], row["end_url"]) == ("inlener stopt", "")


def test_a_running_placement_can_be_ended(client, bram, truus):
    placement = truus.employments.get().placements.get()
    (row,) = sheet(client, bram, truus).context["placements"]
    assert row["end_url"] == reverse("placement_end", args=[truus.key, placement.key])


def test_who_died_is_said_to_have_from_that_day_on(client, bram, truus):
    truus.died_on = YESTERDAY
    truus.save()
    assert f"overleden op {YESTERDAY:%d-%m-%Y}" in text(sheet(client, bram, truus))
    assert "overleden" not in text(sheet(client, bram, truus, peildatum=YESTERDAY - timedelta(days=1)))


def test_a_person_with_nothing_registered(client, anouk):
    person = people.make_person("Lege Verzonnen", lives_in=None, category=None)
    people.coach(person, anouk)
    response = sheet(client, anouk, person)
    assert "Er is nog geen plaatsing vastgelegd." in text(response)
    assert fact(response, "SE") == ["telt niet mee", "Er is nog geen dienstverband vastgelegd."]
    assert not response.context["may_place"]


def test_what_people_typed_is_text(client, bram, truus):
    Hirer.objects.create(name="<script>alert(1)</script>")
    people.make_placement(truus, "IND", 0, since=day("01-01-2020"), hirer="<script>alert(1)</script>")
    assert "<script>alert" not in sheet(client, bram, truus).content.decode()


def test_no_style_of_its_own(client, bram, truus):
    assert not re.search(r"<style|\sstyle=|\son\w+=", sheet(client, bram, truus).content.decode())


# What it costs


def register_much(person):
    """Sixty registrations more."""
    employment = person.employments.get()
    employment.placements.all().delete()
    person.residences.all().delete()
    for nth in range(20):
        first, last = day("01-01-2000") + timedelta(days=400) * nth, day("01-01-2000") + timedelta(days=400 * nth + 399)
        if first >= employment.starts_on:
            people.make_placement(employment, "WOL", 36, since=first, until=last, hirer=f"Inlener {nth} (fictief)")
        people.make_residence(person, "Almelo" if nth % 2 else "Wierden", since=first, until=last)
        people.make_sick(person, since=first, recovered_on=first + timedelta(days=9))
        people.make_indication(person, since=first + timedelta(days=1), until=first + timedelta(days=365 * 3))
    people.make_residence(person, "Almelo", since=last + timedelta(days=1))


def test_three_registrations_and_sixty_tell_the_same_query_story(client, bram, truus):
    few = queries(client, bram, truus)
    register_much(truus)
    assert Residence.objects.filter(employee=truus).count() + Indication.objects.filter(employee=truus).count() > 40
    many = queries(client, bram, truus)
    assert few == many
    assert len(few) <= 15  # the bar for a dossier with everything; today 13


def queries(client, by, person):
    """The first words of each query of the page."""
    client.force_login(by)
    with CaptureQueriesContext(connection) as captured:
        assert page(client, person).status_code == 200
    said = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return [" ".join(sql.split())[:17] for sql in said]
