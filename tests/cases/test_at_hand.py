"""Sentences that are kept with a name, and the sentence's own gaps for what is missing."""

import pytest

from cases.models import SavedView
from cases.sentence import to_keep
from tests import people
from tests.opened import told
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


# Their order, and one to begin with


def view(bram, name, position=0, **fields) -> SavedView:
    role = bram.memberships.get()
    return SavedView.objects.create(membership=role, name=name, query=f"hirer={name}", position=position, **fields)


@pytest.fixture
def three(bram) -> list[SavedView]:
    return [view(bram, name, nth) for nth, name in enumerate(("een", "twee", "drie"), 1)]


def order(client) -> list[str]:
    page = client.post("/zoeken/", {"q": ""}).content.decode()
    return [name for _, name in sorted((page.index(f">{name}<"), name) for name in ("een", "twee", "drie"))]


def move(client, saved: SavedView, step: str):
    return client.post(f"/medewerkers/weergaven/{saved.key}/{step}/")


def test_one_goes_up_and_down_and_its_button_is_where_one_is_again(bram_in, three):
    assert order(bram_in) == ["een", "twee", "drie"]
    answer = move(bram_in, three[2], "omhoog")
    assert answer["Location"] == f"/medewerkers/weergaven/#omhoog-{three[2].key}"
    assert f'id="omhoog-{three[2].key}"' in bram_in.get("/medewerkers/weergaven/").content.decode()
    assert order(bram_in) == ["een", "drie", "twee"]
    move(bram_in, three[0], "omlaag")
    assert order(bram_in) == ["drie", "een", "twee"]


@pytest.mark.parametrize(("nth", "step"), [(0, "omhoog"), (2, "omlaag")])
def test_beyond_the_first_and_the_last_nothing_moves(bram_in, three, nth, step):
    assert move(bram_in, three[nth], step).status_code == 302
    assert order(bram_in) == ["een", "twee", "drie"]


def test_those_of_the_same_place_come_apart(bram_in, bram):
    for name in ("een", "twee", "drie"):
        view(bram, name)
    move(bram_in, SavedView.objects.get(name="twee"), "omhoog")
    assert order(bram_in) == ["twee", "een", "drie"]
    assert sorted(SavedView.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_a_new_one_comes_last(bram_in, three):
    keep(bram_in, "Aap", "form=LEEG")
    assert SavedView.objects.last().name == "Aap"


def anew(client, bram) -> None:
    client.logout()
    client.force_login(bram)


def test_one_begins_with_it_after_logging_in_and_finds_the_start_page_after_that(client, bram, three):
    client.force_login(bram)
    assert client.get("/").status_code == 200
    begin = f"/medewerkers/weergaven/{three[1].key}/begin/"
    assert client.post(begin, {"begin": "ja"}).status_code == 302
    anew(client, bram)
    assert client.get("/")["Location"] == "/medewerkers/?hirer=twee"
    assert client.get("/").status_code == 200
    client.post(f"/medewerkers/weergaven/{three[0].key}/begin/", {"begin": "ja"})
    assert list(SavedView.objects.filter(is_start=True)) == [three[0]]
    client.post(f"/medewerkers/weergaven/{three[0].key}/begin/", {"begin": "nee"})
    anew(client, bram)
    assert client.get("/").status_code == 200


def test_what_is_said_of_a_view_does_not_name_it(bram_in, bram):
    """It waits in a cookie, and somebody may have called a view after a person."""
    view(bram, "een", 1)
    named = view(bram, "Lijst voor Truus", 2)
    said = [
        told(bram_in.post(f"/medewerkers/weergaven/{named.key}/{address}/", {"begin": "ja"}))[-1]
        for address in ("omhoog", "begin")
    ]
    assert said == ["De weergave staat een plaats hoger.", "U begint voortaan met deze weergave."]


def test_another_role_begins_with_its_own(client, bram, three):
    SavedView.objects.filter(name="een").update(is_start=True)
    other = people.make_membership(bram, "jobcoach")
    client.force_login(bram)
    client.post("/rol/", {"membership": other.pk})
    assert client.get("/").status_code == 200


def test_the_database_knows_one_start(bram, three):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="one_view_to_start_with"):
        SavedView.objects.update(is_start=True)


def test_nobody_moves_the_views_of_another(client, ellen, three):
    client.force_login(ellen)
    assert move(client, three[0], "omlaag").status_code == 404
    assert client.post(f"/medewerkers/weergaven/{three[0].key}/begin/", {"begin": "ja"}).status_code == 404
