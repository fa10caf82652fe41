"""What changed in a dossier, in sentences: by whom, from what to what, when. Never a code, never a BSN."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import placements
from cases.history import CALLED, NOUNS, changes, phrase, told_fields
from cases.models import Correction, Limitation, Placement, PrivacyRequest, RetentionHold, TwoPeople, WswEmployee
from municipalities.recorded import Recorded
from tests import people
from tests.people import day

pytestmark = pytest.mark.django_db

AT_WORK = datetime(2026, 10, 12, 12, 3, tzinfo=UTC)  # 14.03 in Almelo


@pytest.fixture(autouse=True)
def earlier(db) -> None:
    """Everybody was registered on the first."""
    people.recorded_on(AT_WORK.replace(day=1))


def by(user, moment=AT_WORK):
    people.recorded_on(moment, by=str(user.key))


def told(person, kind=""):
    people.recorded_on(AT_WORK.replace(day=13))  # the tests ask again, whoever wrote
    return [change.sentence for change in changes(person, kind)]


@pytest.fixture
def placement(truus) -> Placement:
    job = truus.employments.get()
    job.placements.all().delete()
    return people.make_placement(job, "GRD", 36, since=day("01-03-2020"), hirer="Bedacht BV")


def test_the_end_of_a_placement(bram, truus, placement):
    by(bram)
    placements.end(placement=placement, on=day("30-09-2026"))
    assert told(truus, "plaatsing")[0] == (
        "Bram Voorbeeld wijzigde op 12-10-2026 om 14.03 de laatste werkdag van de plaatsing bij Bedacht BV"
        " van – naar 30-09-2026"
    )


def test_more_things_at_once_and_why(bram, truus, placement):
    by(bram)
    placements.end(placement=placement, on=day("30-09-2026"), reason="eigen wens")
    assert told(truus, "plaatsing")[0] == (
        "Bram Voorbeeld wijzigde op 12-10-2026 om 14.03 2 gegevens van de plaatsing bij Bedacht BV:"
        " de laatste werkdag van – naar 30-09-2026; de reden van einde van – naar eigen wens"
    )


def test_what_was_recorded_is_said_with_all_that_was_filled_in(bram, truus):
    job = truus.employments.get()
    job.placements.all().delete()
    by(bram)
    people.make_placement(job, "IND", "31.5", since=day("01-11-2026"), hirer="Bedacht BV", function="magazijn")
    assert told(truus, "plaatsing")[0] == (
        "Bram Voorbeeld legde op 12-10-2026 om 14.03 de plaatsing bij Bedacht BV vast: werkvorm individuele"
        " detachering, uren per week 31,5, inlener Bedacht BV, functie magazijn, eerste werkdag 01-11-2026"
    )


def test_what_was_taken_away(bram, truus, placement):
    by(bram)
    placement.delete()
    assert told(truus, "plaatsing")[0] == (
        "Bram Voorbeeld verwijderde op 12-10-2026 om 14.03 de plaatsing bij Bedacht BV"
    )


def test_a_handover_and_its_answer(bram, carla, truus):
    by(bram)
    almelo, wierden = people.municipality("Almelo"), people.municipality("Wierden")
    handover = people.make_handover(truus, almelo, wierden, bram, starts_on=day("01-12-2026"))
    by(carla, AT_WORK.replace(hour=13))
    handover.state, handover.decided_by, handover.decided_on = "aangenomen", carla, day("12-10")
    with people.signing(carla):
        handover.save()
    assert told(truus, "overdracht") == [
        "Carla Voorbeeld wijzigde op 12-10-2026 om 15.03 de stand van de overdracht aan Wierden per 01-12-2026"
        " van voorgesteld naar aangenomen",
        "Bram Voorbeeld legde op 12-10-2026 om 14.03 de overdracht aan Wierden per 01-12-2026 vast: vorige gemeente"
        " Almelo, nieuwe gemeente Wierden, eerste dag in de nieuwe gemeente 01-12-2026, stand voorgesteld",
    ]


def test_why_something_was_put_right(bram, truus):
    by(bram)
    Correction.objects.create(
        employee=truus,
        kind="late_melding",
        because="De inlener gaf een andere dag door",
        reports="3e kwartaal 2026, uitgave 1",
        starts_on=day("31-08"),
        ends_on=day("30-09"),
    )
    assert told(truus, "correctie") == [
        "Bram Voorbeeld legde op 12-10-2026 om 14.03 een correctie van 31-08-2026 t/m 30-09-2026 vast:"
        " toelichting De inlener gaf een andere dag door, geraakte rapporten 3e kwartaal 2026, uitgave 1,"
        " eerste stand 31-08-2026, laatste stand 30-09-2026, reden te laat doorgegeven"
    ]


def test_why_a_dossier_is_kept(bram, truus):
    by(bram)
    RetentionHold.objects.create(employee=truus, reason="Er loopt een klacht", placed_by=bram, starts_on=day("12-10"))
    assert told(truus, "bewaren") == [
        "Bram Voorbeeld legde op 12-10-2026 om 14.03 de reden om te bewaren vanaf 12-10-2026 vast:"
        " reden Er loopt een klacht, eerste dag 12-10-2026"
    ]


def test_a_name_and_a_choice_in_words(bram, truus):
    by(bram)
    WswEmployee.objects.filter(pk=truus.pk).update(last_name="Bedacht", sex="v", in_service_1997=True)
    assert told(truus, "persoonsgegevens")[0] == (
        "Bram Voorbeeld wijzigde op 12-10-2026 om 14.03 3 gegevens: de achternaam van Fictief naar Bedacht;"
        " het geslacht van – naar vrouw; “in dienst op 31-12-1997” van – naar ja"
    )


def test_a_bsn_is_only_said_to_have_changed(bram, truus):
    by(bram)
    truus.set_bsn(people.bsn_number(5))
    truus.save()
    [changed, made] = told(truus, "persoonsgegevens")
    assert changed == "Bram Voorbeeld wijzigde op 12-10-2026 om 14.03 het burgerservicenummer"
    assert "burgerservicenummer, voornaam Truus" in made
    for sentence in told(truus):
        assert not re.search(r"\d{9}|[0-9a-f]{64}|\\x", sentence)


@pytest.mark.parametrize(
    ("asker", "said"),
    [
        ("import_register", "Het portaal (een register inlezen)"),
        ("produce_report", "Het portaal (een rapport maken)"),
        ("9999", "Iemand buiten het portaal om"),
    ],
)
def test_who_in_words(truus, asker, said):
    people.recorded_on(AT_WORK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.asker', %s, true)", [asker])
        truus.residences.update(source="brp")
    changed = told(truus, "woonplaats")[0]
    assert changed.startswith(f"{said} wijzigde op ")
    assert changed.endswith("de bron van de woonplaats Almelo van met de hand naar BRP")


def test_of_one_person_only(truus, wim):
    people.make_sick(wim, since=day("02-02-2026"))
    assert told(truus, "verzuim") == []
    assert told(wim, "verzuim")[0].endswith("het verzuim vanaf 02-02-2026 vast: eerste ziektedag 02-02-2026")


def test_the_latest_comes_first(bram, truus, placement):
    by(bram)
    for number, name in enumerate(("Eerst", "Daarna")):
        by(bram, AT_WORK.replace(hour=13 + number))
        WswEmployee.objects.filter(pk=truus.pk).update(first_name=name)
    assert [sentence.rpartition(" ")[2] for sentence in told(truus, "persoonsgegevens")[:2]] == ["Daarna", "Eerst"]


# The page


def page(client, user, person, **address):
    client.force_login(user)
    return client.get(reverse("employee_history", args=[person.key]), address)


def test_the_page_is_found_from_the_dossier(client, bram, truus):
    client.force_login(bram)
    dossier = client.get(reverse("employee", args=[truus.key])).content.decode()
    assert reverse("employee_history", args=[truus.key]) in dossier
    assert "Geschiedenis" in page(client, bram, truus).content.decode()


def test_the_page_shows_one_kind_and_pages(client, bram, truus):
    for nth in range(60):
        WswEmployee.objects.filter(pk=truus.pk).update(first_name=f"Naam{nth}")
    first = page(client, bram, truus, soort="persoonsgegevens")
    second = page(client, bram, truus, soort="persoonsgegevens", pagina="2")
    assert [len(each.context["changes"]) for each in (first, second)] == [50, 11]
    assert "61 wijzigingen" in first.content.decode()
    assert "naar Naam59." in first.content.decode()
    assert page(client, bram, truus, soort="onzin").status_code == 200


def test_a_name_with_markup_stays_text(client, bram, truus):
    WswEmployee.objects.filter(pk=truus.pk).update(first_name="<b>Truus</b>")
    assert "naar &lt;b&gt;Truus&lt;/b&gt;" in page(client, bram, truus).content.decode()


def test_it_costs_as_much_for_a_long_history_as_for_a_short(client, bram, truus):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            page(client, bram, truus)
        return len(captured)

    page(client, bram, truus)
    before = statements()
    for nth in range(60):
        WswEmployee.objects.filter(pk=truus.pk).update(first_name=f"Naam{nth}")
    assert statements() == before


def test_another_municipality_finds_nothing(client, carla, truus):
    assert page(client, carla, truus).status_code == 404


# What there is to say


# Not told here: who may open a dossier may not see these. A wall in the database says the same.
UNTOLD = {
    Limitation,  # for the Wsw-statistiek only; no role sees it on any screen
    TwoPeople,  # names somebody else; said, with who and when, where both are seen: cases/views/doubles.py
    PrivacyRequest,  # that somebody asked is the privacy officer's alone, who opens no dossier
}


def test_every_table_about_people_has_its_noun():
    """A new one cannot stay silent unseen."""
    about = {
        model
        for model in apps.get_models()
        if issubclass(model, Recorded) and (model is WswEmployee or "employee" in {f.name for f in model._meta.fields})
    }
    assert {model.__name__ for model in about} == {model.__name__ for model in [*NOUNS, *UNTOLD]}
    assert not NOUNS.keys() & UNTOLD


def test_whatever_a_row_refers_to_has_a_name():
    for model in NOUNS:
        for field in told_fields(model):
            if field.related_model:
                called = CALLED.get(field.related_model._meta.db_table, "name")
                assert called in {each.name for each in field.related_model._meta.fields}, field


def test_each_thing_reads_as_a_noun():
    said = {phrase(field) for model in NOUNS for field in told_fields(model)}
    assert said == {
        "het personeelsnummer", "het burgerservicenummer", "de voornaam", "het tussenvoegsel", "de achternaam",
        "de geboortedatum", "het geslacht", "de overlijdensdatum", "“in dienst op 31-12-1997”", "de gemeente",
        "de eerste dag", "de laatste dag", "de bron", "de besluitdatum", "het besluitnummer", "de ingangsdatum",
        "de laatste dag van geldigheid", "de categorie", "het advies over begeleid werken", "de dag van intrekking",
        "het nummer", "de soort", "de werkgever", "de uitvoerder", "de cao", "de reden van uitstroom",
        "de uren per week", "de werkvorm", "de inlener", "de locatie", "de functie", "de eerste werkdag",
        "de laatste werkdag", "de reden van einde", "de jobcoach", "de eerste ziektedag",
        "de eerste dag weer aan het werk", "“vangnet Ziektewet”", "het percentage ziek",
        "de vorige gemeente", "de nieuwe gemeente", "de eerste dag in de nieuwe gemeente", "de stand",
        "de reden van afwijzing", "de reden", "de toelichting", "de geraakte rapporten", "de eerste stand",
        "de laatste stand",
        "de afgesloten jaren", "het oordeel", "de toelichting voor de accountant",
        "de dag", "de waarnemer",
        "de vervangen jobcoach", "de grond van intrekking", "de dag van de kopie naar UWV", "het advies",
        "de dag van aanvraag", "de dag van het verslag over functioneren", "de dag van het re-integratieverslag",
        "“vindt navraag door UWV goed”", "de dag van ontvangst door UWV", "de uitkomst", "de dag van de uitkomst",
        "de dag waarop het besluit onherroepelijk werd", "het alternatief", "de dag van de vraag",
        "de dag van ontvangst", "het detacheringscontract", "de volle werkweek bij deze werkgever",
        "de cao van de werkgever", "het loon per maand", "de subsidie", "de eenheid van de subsidie",
        "de begeleidingsorganisatie", "de dag waarop begeleiding is gevraagd",
        "het aantal organisaties om uit te kiezen", "de uren begeleiding per maand",
        "de vergoeding per uur begeleiding", "“terugkeergarantie besproken”", "de dag van de meting",
        "de loonwaarde in procent", "de methode", "wie heeft gemeten", "de soort aanpassing", "wat er is aangepast",
        "de dag van de afspraak", "de dag van levering", "de kosten in euro", "wie heeft betaald",
        "de laatste dag van gebruik",
        "het soort contact", "de dag van het contact", "het aantal minuten",
        "de aantekening", "wie het mag lezen", "de onderwerpen", "wie erbij waren",
        "de rol", "de naam", "het telefoonnummer", "het e-mailadres",
        "de regeling", "de eerste dag op de lijst", "de laatste dag op de lijst",
        "de dag waarop het advies is gevraagd", "de dag waarop het advies kwam",
        "de taak", "voor wie de taak is", "de dag waarop het klaar moet zijn", "de reden van de afspraak",
        "de soort verschil", "de eerste maand", "de laatste maand", "de uren volgens het loon",
        "de uren volgens het register", "de betaalde uren in de laatste maand",
        "de dag waarop het verschil voorbij was", "waarom het verschil voorbij is",
        "de versie", "de status van het plan", "wat goed gaat en wat hulp vraagt", "de wensen",
        "wat het werk in de weg zit", "de afspraak daarover", "het advies van UWV en wat wij ermee doen",
        "de handtekening van de medewerker", "de handtekening van de jobcoach", "de handtekening van de werkgever",
        "wie voor de medewerker tekende", "het doel", "het resultaat", "de einddag van het doel",
        "de werkvorm als doel", "hoever het doel is bereikt", "de uitleg daarbij", "de actie", "wie het doet",
        "de einddag van de actie", "het aantal uren begeleiding", "de dag waarop het gedaan is",
        "de vestiging", "de dag van het voorstel", "de stap", "de dag van de laatste stap",
        "waarom het niet doorging",
        "de dag van de evaluatie", "de eigen woorden van de medewerker", "het vervolg", "de opmerking",
        "de eigen mening van de medewerker", "de reden van de correctie",
        "de naam die geldt", "de geboortedatum die geldt", "het burgerservicenummer dat geldt",
        "het personeelsnummer dat geldt", "de grond", "de reden bij de cijfers", "de toelichting bij de cijfers",
            "het soort document", "de omschrijving", "de datum van het document",
    }  # fmt: skip
