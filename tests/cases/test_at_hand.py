"""Sentences that are kept with a name, and the sentence's own gaps for what is missing."""

import pytest

from cases.models import SavedView
from cases.sentence import to_keep
from tests import people
from tests.people import make_employee


@pytest.fixture
def bram_in(client, bram):
    client.force_login(bram)
    return client


def keep(client, name="Zonder werk", query="form=LEEG&q=truus&pagina=3&sort=-coach"):
    return client.post("/medewerkers/weergaven/", {"name": name, "zin": query})


def test_a_sentence_is_kept_without_what_was_typed(bram_in, bram):
    assert keep(bram_in).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.query, view.membership.user) == ("Zonder werk", "form=LEEG&sort=-coach", bram)
    assert 'href="/medewerkers/?form=LEEG&amp;sort=-coach"' in bram_in.get("/medewerkers/weergaven/").content.decode()
    assert "Zonder werk" in bram_in.post("/zoeken/", {"q": ""}).content.decode()


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", "form=LEEG", "Geef de weergave een naam."),
        ("Zonder werk", "form=LEEG", "U heeft al een weergave met deze naam."),
        ("Alles", "q=truus", "Deze zin kiest niets uit."),
        ("Alles", "", "Deze zin kiest niets uit."),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field(bram_in, bram, name, query, sentence):
    SavedView.objects.create(membership=bram.memberships.get(), name="Zonder werk", query="form=LEEG")
    answer = keep(bram_in, name, query)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_it_is_ones_own(client, bram_in, bram, ellen):
    keep(bram_in)
    view = SavedView.objects.get()
    client.force_login(ellen)
    assert "Zonder werk" not in client.get("/medewerkers/weergaven/").content.decode()
    assert client.post(f"/medewerkers/weergaven/{view.key}/weghalen/").status_code == 404
    client.force_login(bram)
    assert client.post(f"/medewerkers/weergaven/{view.key}/weghalen/").status_code == 302
    assert not SavedView.objects.exists()


def test_the_list_offers_to_keep_its_sentence(bram_in, truus):
    assert "Bewaar deze zin" not in bram_in.get("/medewerkers/?q=truus").content.decode()
    page = bram_in.get("/medewerkers/?q=truus&form=BSB").content.decode()
    assert 'href="/medewerkers/weergaven/?form=BSB"' in page


def test_only_what_the_sentence_knows_is_kept():
    from django.http import QueryDict

    assert to_keep(QueryDict("missing=jobcoach&coach=x&q=naam&iets=anders&show=")) == "missing=jobcoach&coach=x"


MISSING = {
    "plaatsing": ["Zonder, Werk"],
    "jobcoach": ["Zonder, Coach"],
    "indicatie": ["Zonder, Indicatie", "Verlopen, Is"],
}


@pytest.mark.parametrize("missing", MISSING)
def test_what_is_missing_can_be_asked_for(bram_in, anouk, missing):
    made = {
        "Werk Zonder": {"placed": False}, "Coach Zonder": {}, "Indicatie Zonder": {"category": None},
        "Is Verlopen": {"category": None},
    }  # fmt: skip
    for name, how in made.items():
        person = make_employee(name, **({"placed": True} | how))
        if name != "Coach Zonder":
            people.coach(person, anouk)
        if name == "Is Verlopen":
            people.make_indication(person, since=people.day("01-01-2019"), until=people.day("31-12-2020"))
    page = bram_in.get(f"/medewerkers/?missing={missing}").content.decode()
    assert sorted(each for each in ["Fictief, Truus", *(_listed(name) for name in made)] if each in page) == sorted(
        MISSING[missing]
    )
    assert "Zonder, Werk" in bram_in.get("/medewerkers/?missing=verzonnen").content.decode()


def _listed(name: str) -> str:
    first, last = name.split(" ")
    return f"{last}, {first}"
