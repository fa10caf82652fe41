"""R87: a word about health in free text warns; saved only after it is said that it is meant, and then counted."""

import csv
import re
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from cases import free_text, health_words
from cases.demo import lexicon, places
from cases.free_text import FreeText
from cases.models import OverriddenWarning, Placement, WswEmployee
from municipalities.models import User, today

# Which words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hij heeft een burn-out gehad", ["burn-out"]),
        ("Burn out, of BURNOUT", ["Burn out", "BURNOUT"]),
        ("suïcidaal en suicidaal", ["suïcidaal", "suicidaal"]),
        ("gebruikt medicatie, ziet een psycholoog", ["medicatie", "psycholoog"]),
        ("F32.1 volgens de ICD-10", ["F32.1", "ICD"]),
        ("syndroom van Down", ["syndroom van Down"]),
        ("licht\nverstandelijk  beperkt", ["licht\nverstandelijk  beperkt"]),
        ("epilepsie; nog eens epilepsie", ["epilepsie"]),
        ("schulden", ["schulden"]),
    ],
)
def test_r87_what_says_something_about_health_is_found(text: str, words: list[str]) -> None:
    assert health_words.found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "", "inpakken", "schoonmaak ziekenhuis", "huisartsenpraktijk De Linde", "suikerfabriek", "magazijn A35",
        "bout M12, as 30 mm", "autist", "kankeren", "diabetesfonds", "hivernale", "1e verdieping", "groen Almelo-Noord",
        "medicijnkast vullen", "psychologie van de kleur", "post 7", "T1 en T4", "verslag", "verslagen",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert health_words.found(text) == []


def test_no_function_place_or_hirer_of_the_demo_warns() -> None:
    """What people really write at work: a warning for nothing is soon read by nobody."""
    texts = {each for module in (lexicon, places) for value in vars(module).values() for each in _texts(value)}
    assert len(texts) > 100
    assert {text: words for text in texts if (words := health_words.found(text))} == {}


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else []
    return [text for part in parts for text in _texts(part)]


def test_the_list_has_no_word_twice_and_each_line_has_its_kind() -> None:
    with health_words.WORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    folded = [health_words._folded(row["woord"])[0] for row in rows]
    assert len(rows) > 120
    assert len(folded) == len(set(folded))
    assert all(row["soort"] in KINDS and row["woord"] == row["woord"].strip() for row in rows)


KINDS = {"diagnose", "psychisch", "verstandelijk", "lichamelijk", "behandeling", "leven"}


# On a form


def new(person: WswEmployee) -> str:
    return reverse("placement_new", args=[person.key])


@pytest.fixture
def filled(truus: WswEmployee) -> dict[str, Any]:
    placement = Placement.objects.get(employment__employee=truus)
    return {
        "form": "WOL", "function": "rustig werk door depressie", "location": "hal 4", "hours": "24",
        "starts_on": today().isoformat(), "employment": placement.employment_id, "replaces": [placement.pk],
    }  # fmt: skip


def test_r87_a_word_about_health_is_not_saved_unasked(
    client: Client, anouk: User, truus: WswEmployee, filled: dict[str, Any]
) -> None:
    client.force_login(anouk)
    response = client.post(new(truus), filled)
    page = response.content.decode()
    assert response.status_code == 200  # a warning, no error
    assert "Gaat ‘depressie’ over gezondheid? Dat mag hier niet staan." in page
    assert 'aria-describedby="id_function_gezondheid"' in page
    assert "Er klopt nog iets niet" not in page
    assert Placement.objects.count() == 1
    assert not OverriddenWarning.objects.exists()
    for typed in ("rustig werk door depressie", "hal 4", 'value="24'):  # nothing typed is lost
        assert typed in page


def test_r87_saved_after_it_is_said_that_it_is_meant_and_counted_without_the_text(
    client: Client, anouk: User, truus: WswEmployee, filled: dict[str, Any]
) -> None:
    client.force_login(anouk)
    response = client.post(new(truus), filled | {free_text.BOX: box(client.post(new(truus), filled))})
    assert response.status_code == 302
    assert Placement.objects.latest("id").function == "rustig werk door depressie"
    counted = OverriddenWarning.objects.get()
    assert (counted.field, counted.saved_by) == ("plaatsing: functie", anouk)
    assert "depressie" not in str(vars(counted))


def box(response: Any) -> str:
    found = re.search(r'name="toch_opslaan"\s+value="([0-9a-f]{16})"', response.content.decode())
    assert found
    return found[1]


def test_the_box_holds_for_these_words_only(
    client: Client, anouk: User, truus: WswEmployee, filled: dict[str, Any]
) -> None:
    client.force_login(anouk)
    ticked = {free_text.BOX: box(client.post(new(truus), filled))}
    for other in ("rustig werk door epilepsie", "depressie, ook medicatie"):
        assert client.post(new(truus), filled | ticked | {"function": other}).status_code == 200
    assert client.post(new(truus), filled | {free_text.BOX: "1"}).status_code == 200
    assert Placement.objects.count() == 1


def test_without_such_a_word_nothing_is_asked_or_counted(
    client: Client, anouk: User, truus: WswEmployee, filled: dict[str, Any]
) -> None:
    client.force_login(anouk)
    assert client.post(new(truus), filled | {"function": "inpakken"}).status_code == 302
    assert not OverriddenWarning.objects.exists()


def test_an_error_comes_first(client: Client, anouk: User, truus: WswEmployee, filled: dict[str, Any]) -> None:
    client.force_login(anouk)
    response = client.post(new(truus), filled | {"hours": "41"})
    assert response.status_code == 422
    assert "over gezondheid" not in response.content.decode()


def test_no_such_text_goes_into_an_address(client: Client, anouk: User, truus: WswEmployee) -> None:
    """The page asks its preview by GET, and an address is kept in logs: free text stays out of it."""
    client.force_login(anouk)
    page = client.get(new(truus)).content.decode()
    params = re.search(r'hx-params="not ([^"]+)"', page)
    assert params
    assert {"function", "location"} <= set(params[1].split(","))


@pytest.mark.parametrize("answered", [False, True])
def test_r87_why_a_dossier_is_kept_is_watched_too(
    client: Client, bram: User, truus: WswEmployee, *, answered: bool
) -> None:
    client.force_login(bram)
    url, typed = reverse("employee_keep", args=[truus.key]), {"reason": "klacht over haar depressie"}
    warned = client.post(url, typed)
    assert warned.status_code == 200
    assert "Gaat ‘depressie’ over gezondheid?" in warned.content.decode()
    assert not truus.holds.exists()
    if answered:
        assert client.post(url, typed | {free_text.BOX: box(warned)}).status_code == 302
        assert OverriddenWarning.objects.get().field == "dossier bewaren: waarom bewaren"
        assert truus.holds.exists()


# Every form


NAMED = {
    "hirer", "bsn", "first_name", "prefix", "last_name", "requester", "number", "username", "password", "q", "email",
    "name", "wie", "shown", "code", "city", "sbi", "street", "postcode", "phone", "site",
}  # names, numbers and fingerprints: no words of one's own  # fmt: skip
# Why an administrator looks along as a colleague, or wants a role for one: they see no dossier of their own. And a
# moment, which the phone writes; how a signal stood, which the page writes. And where an amount of the finance register
# comes from: money, of nobody. Nor is the file of amounts that goes along with the page that shows what it does.
NOBODY = {
    "ActForm.reason", "MembershipForm.reason", "ContactForm.typed_at", "AmountForm.source", "YearBudgetForm.source",
    "StateRateForm.circular", "PublishedForm.unit", "PublishedForm.source", "KeySetForm.decision",
    "PutOffForm.seen", "FileForm.kept", "FileForm.kept_name",
}  # fmt: skip


def every_form(above: type[forms.BaseForm] = forms.BaseForm) -> set[type[forms.BaseForm]]:
    below = {form for each in above.__subclasses__() for form in (each, *every_form(each))}
    return {
        each
        for each in below
        if each.__module__.split(".")[0] in {"cases", "reports", "municipalities", "soweco_portal"}
    }


def test_every_text_field_is_watched_or_is_a_name() -> None:
    """A field for words of one's own that nobody watches is a place where a diagnosis ends up."""
    import soweco_portal.urls  # noqa: F401  so that every form is known

    unwatched = [
        f"{form.__name__}.{name}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if type(field) is forms.CharField and name not in NAMED and f"{form.__name__}.{name}" not in NOBODY
    ]
    assert unwatched == []
    free = {
        form
        for form in every_form()
        for each in getattr(form, "base_fields", {}).values()
        if isinstance(each, FreeText)
    }
    assert free
    assert all(issubclass(form, free_text.WatchesHealth) and form.about for form in free)
